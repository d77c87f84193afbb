"""The frontier of budget against loss: more money is never worse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.planning.small_plan import small_planner
from xenotime.network.reconciliation import THOUSAND
from xenotime.studies.planning.frontier import Point, consistent, frontier, spending


def rises(values: pl.Series) -> bool:
    return bool((np.diff(values.to_numpy()) > 1e-6).any())


@pytest.fixture(scope="module")
def drawn():
    planner = small_planner()
    plan = planner.solve()
    return planner, plan, frontier(planner, plan)


def test_more_money_is_never_worse_and_no_point_beats_its_bound(drawn):
    _, _, found = drawn

    assert found.height == 8
    assert not rises(found["objective"])
    assert not rises(found["bound"])
    assert not rises(found["loss_usd"])
    assert (found["bound"] <= found["objective"] + 1e-6).all()
    assert (found["capex_usd"] <= found["budget_usd"] + 1e-6).all()


def test_the_frontier_runs_from_nothing_to_the_plan(drawn):
    planner, plan, found = drawn
    first, last = found.row(0, named=True), found.row(-1, named=True)

    assert first["budget_usd"] == first["capex_usd"] == first["projects"] == 0
    assert first["objective"] == pytest.approx(planner.goal(planner.loss(planner.nothing())))
    # Half of the 22.65 t that a year of the ban leaves short: nobody replaces metal before it.
    assert first["shortage_t"] == pytest.approx(22.65 / 2)
    assert last["budget_usd"] == pytest.approx(spending(planner, plan.x))
    assert last["objective"] == pytest.approx(plan.objective * THOUSAND)


def test_a_plan_that_spends_nothing_has_one_point():
    planner = small_planner(scenarios={})
    found = frontier(planner, planner.solve())

    assert found["budget_usd"].to_list() == [0.0]
    assert found["projects"].to_list() == [0]


def test_a_budget_too_small_for_what_must_be_built_is_shown_as_impossible():
    planner = small_planner(projects={"must": ("north",)})
    found = frontier(planner, planner.solve(), points=3)

    assert found["objective"].is_null().to_list() == [True, True, False]
    assert found["projects"].to_list()[:2] == [None, None]


def test_a_point_without_time_inherits_the_portfolio_and_the_bound_of_its_neighbours():
    none = np.empty(0)
    one, two = np.array([1.0]), np.array([2.0])
    points = [
        Point(0.0, one, 9.0, 5.0),
        Point(1.0, none, np.inf, -np.inf),
        Point(2.0, two, 9.5, 6.0),
        Point(3.0, two, 7.0, 4.0),
    ]
    found = consistent(points)

    assert [p.objective for p in found] == [9.0, 9.0, 9.0, 7.0]
    assert [p.bound for p in found] == [6.0, 6.0, 6.0, 4.0]
    assert [float(p.x[0]) for p in found] == [1.0, 1.0, 1.0, 2.0]
