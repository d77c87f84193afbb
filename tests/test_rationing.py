"""What losing goods costs at most, and whose costs count: by hand and for any world."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.random_worlds import AS_OF, RandomCase, cases, scenarios
from tests.small_world import small_world
from tests.test_model_properties import size
from tests.test_projects_in_the_model import modelled, options, project
from tests.tiny_worlds import tiny_world
from xenotime.network.burden import counting
from xenotime.network.links import links
from xenotime.network.model import build
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.network.rationing import Rationing
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.linear import Solver
from xenotime.studies.solved import SolvedGroup

MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
YEAR = Periods("2027-01", (12,))


def small_group() -> SolvedGroup:
    return SolvedGroup.make(small_world(), ["ore", "metal", "byproduct"], YEAR, AS_OF)


def supply_only(scenario: Scenario) -> Scenario:
    """An adversary takes goods away; it does not move demand."""
    return scenario.model_copy(update={"demand": ()})


def test_a_lost_tonne_costs_the_mean_of_what_losing_all_would_cost():
    # JPN wants 30 t of metal, all from CHN. Without it 0.6 t are priced out at 1,100 and 29.4 short
    # at 1,000 and 26.925 steps of 99,000 (test_by_hand.py): 2,695,635; the contract earned 20 a t.
    group = small_group()
    y = group.undisturbed.x
    prices = Rationing(group.model.program)(y)

    flow = group.model.program.columns["kept_flow"]
    labels = flow.labels.with_row_index("row")
    row = labels.row(by_predicate=pl.col("commodity") == "metal", named=True)["row"]
    assert flow.read(prices)[row, 0] == pytest.approx(2_695_635 / 30 / 1e3 + 0.02)


@MANY
@given(case=cases(), data=st.data())
def test_no_attack_costs_more_than_rationing_what_another_answer_has_left(
    case: RandomCase, data: st.DataObject
):
    group = SolvedGroup.make(case.unbalanced, case.commodities, case.periods, AS_OF)
    model = counting(group.model, ["JPN", "USA"], data.draw(st.sampled_from((1.0, 0.3, 0.001))))
    program, solver = model.program, Solver(model.program)
    first, second = (
        patch(model, supply_only(scenario))
        for scenario in (case.scenario, data.draw(scenarios(case.rows)))
    )
    solver.move(first.columns, first.upper)
    y = solver.solve().x
    solver.move(second.columns, second.upper)
    attacked = solver.solve()

    lost = np.maximum(y[second.columns] - second.upper, 0.0)
    bound = float(program.cost @ y) + float(Rationing(program)(y)[second.columns] @ lost)
    rounding = 1e-6 * (size(group.undisturbed) + abs(bound))
    assert attacked.objective <= bound + rounding


@MANY
@given(case=cases(), data=st.data())
def test_rationing_holds_where_a_portfolio_lays_goods_in(case: RandomCase, data: st.DataObject):
    # Half of what is laid in comes first, half last; each stock is small, ample or impossible.
    goods, count = case.commodities, len(case.periods)
    places = case.unbalanced.table("places")["id"].to_list()
    place, size = st.sampled_from(places), st.sampled_from((0.5, 30.0, 1e4))
    rows = [project(f"s{g}", "stockpile", data.draw(place), 1.0, commodity=g) for g in goods]
    columns = case.unbalanced.table("projects").schema
    piles = pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns)
    model = counting(modelled(case.unbalanced, case.periods, piles, goods), ["JPN"], 0.3)
    filled = np.zeros((len(goods), count))
    filled[:, 0] += 0.5
    filled[:, -1] += 0.5
    opened = links(model, options([row["id"] for row in rows]), np.ones_like(filled), filled)
    x = np.array([data.draw(size) for _ in goods])
    program, moved = model.program, opened.rows @ x
    built = replace(
        program,
        upper=program.upper + opened.bounds @ x,
        row_lower=program.row_lower + moved,
        row_upper=program.row_upper + moved,
    )
    change = patch(model, supply_only(case.scenario))
    left = change.upper + change.factor * (opened.bounds @ x)[change.columns]
    solver = Solver(built)
    y = solver.solve().x
    solver.move(change.columns, left)

    lost = np.maximum(y[change.columns] - left, 0.0)
    prices = Rationing(program)(y, moved)
    bound = float(program.cost @ y) + float(prices[change.columns] @ lost)
    scale = float(np.abs(program.cost * y).sum()) + abs(bound)
    assert solver.solve().objective <= bound + 1e-6 * scale


def test_a_limit_on_shortage_is_refused():
    group = small_group()
    limited = build(group.model.index, group.model.reference, YEAR, most_short=0.1)
    with pytest.raises(ValueError, match="may violate"):
        Rationing(limited.program)


def test_goods_that_only_go_round_leave_a_bound_all_the_same():
    # Ten tonnes go from Japan to Korea and back; nobody makes or uses them.
    world = tiny_world(
        prices={"metal": 100.0},
        processes={"making": {"metal": 1.0}},
        plants=[("making", "CHN", 50.0)],
        routes=[("metal", "JPN", "KOR", 10.0), ("metal", "KOR", "JPN", 10.0)],
        demand=[("CHN", "metal", 50.0)],
    )
    group = SolvedGroup.make(world, ["metal"], YEAR, AS_OF)
    program, y = group.model.program, group.undisturbed.x

    prices = Rationing(program)(y)

    assert program.columns["kept_flow"].read(y)[:, 0] == pytest.approx([10, 10])
    nothing = float(Rationing(program).cost_of_nothing(y).sum()) - group.undisturbed.objective
    assert prices[y > 1e-6] == pytest.approx(nothing / y[y > 1e-6])


def test_goods_that_must_be_set_aside_are_refused():
    program = small_group().model.program
    with pytest.raises(ValueError, match="may violate"):
        Rationing(replace(program, row_lower=program.row_lower + 1.0))


@MANY
@given(case=cases(), share=st.sampled_from((0.25, 1.0)))
def test_costs_that_all_count_alike_are_the_programs_own(case: RandomCase, share: float):
    model = SolvedGroup.make(case.unbalanced, case.commodities, case.periods, AS_OF).model

    counted = counting(model, [], share).program.cost

    scale = np.abs(model.program.cost).max()
    assert counted == pytest.approx(share * model.program.cost, abs=1e-12 * scale)
