"""Who may pay for what, and how much: first stages small enough to see the answer."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from xenotime.network.periods import Periods
from xenotime.solve.decide import decide
from xenotime.solve.two_stage import TwoStage
from xenotime.studies.planning.options import options_of
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.purses import Decisions, decisions_of

YEARS = Periods.between("2027-01", "2028-12", step=12)
WORTH = 1e6
"""What a full-size project brings, thousand USD: more than any costs."""


def purse(**cells: object) -> dict[str, object]:
    return {"id": "fund", "name": "Fund", "partner": "JPN", "instrument": "grant"} | cells


def projects(*rows: dict[str, object]) -> pl.DataFrame:
    base = {
        "kind": "plant",
        "place": "AUS",
        "mineral": "oreium",
        "stage": "metal",
        "given": False,
        "status": "planned",
        "start": None,
        "lead_months": 12.0,
        "ramp_months": 0.0,
        "smallest": None,
        "capex_usd": 100e6,
        "value_usd": 0.0,
    }
    overrides = {"start": pl.String, "smallest": pl.Float64}
    return pl.DataFrame([base | row for row in rows], schema_overrides=overrides)


def solved(
    candidates: pl.DataFrame, *purses: dict[str, object], **changes: object
) -> tuple[Decisions, np.ndarray]:
    """The first stage in which every project brings more than it costs."""
    values = {"name": "test", "horizon": ("2027-01", "2028-12"), "purses": purses} | changes
    case = PlanCase.model_validate(values)
    options = options_of(case, candidates, YEARS)
    found = decisions_of(case, options, candidates, np.zeros(options.cash.shape), 0.0)
    found.stage.cost[found.size] -= WORTH
    decision = decide(TwoStage(found.stage, [], np.ones(1)))
    return found, decision.x


def paid(found: Decisions, x: np.ndarray) -> dict[str, float]:
    """Million USD by purse."""
    block = found.columns["pay"]
    labels = block.labels.with_columns(usd=pl.Series(block.read(x)[:, 0]) / 1e3)
    sums = labels.group_by("purse").agg(pl.col("usd").sum()).filter(pl.col("usd") > 1e-6)
    return dict(sums.iter_rows())


def test_a_purse_builds_what_its_budget_allows():
    found, x = solved(projects({"id": "a"}, {"id": "b"}), purse(budget_usd=150e6))

    assert x[found.size].sum() == pytest.approx(1.0)
    assert paid(found, x) == pytest.approx({"fund": 100.0})


def test_a_yearly_limit_holds_in_every_year():
    found, x = solved(projects({"id": "a"}), purse(per_year_usd=40e6))

    assert x[found.size].sum() == pytest.approx(0.0)


def test_private_money_follows_at_its_ratio():
    found, x = solved(projects({"id": "a"}), purse(budget_usd=40e6, private_ratio=1.5))

    assert paid(found, x) == pytest.approx({"fund": 40.0, "private": 60.0})


def test_a_guarantee_pays_nothing_but_lets_private_money_follow():
    cover = purse(instrument="guarantee", budget_usd=50e6, private_ratio=2.0)
    found, x = solved(projects({"id": "a"}), cover)

    assert paid(found, x) == pytest.approx({"fund": 50.0, "private": 100.0})


def test_no_purse_pays_more_than_its_share():
    half = purse(most_share=0.5)
    found, x = solved(projects({"id": "a"}), half)
    assert x[found.size].sum() == pytest.approx(0.0)

    other = purse(id="loans", instrument="loan", most_share=0.5, public_cost=0.2)
    found, x = solved(projects({"id": "a"}), half, other)
    assert paid(found, x) == pytest.approx({"fund": 50.0, "loans": 50.0})


def test_among_purses_the_one_that_costs_the_public_least_pays():
    loan = purse(id="loans", instrument="loan", public_cost=0.2)
    found, x = solved(projects({"id": "a"}), purse(), loan)

    assert paid(found, x) == pytest.approx({"loans": 100.0})


@pytest.mark.parametrize(
    "rule",
    [
        {"kinds": ["recycling"]},
        {"places": ["USA"]},
        {"minerals": ["gallium"]},
        {"stages": ["extraction"]},
        {"projects": ["b"]},
        {"except_projects": ["a"]},
    ],
)
def test_a_purse_pays_only_for_what_its_rules_allow(rule):
    found, x = solved(projects({"id": "a"}), purse(**rule))

    assert x[found.size].sum() == pytest.approx(0.0)


def test_a_scalable_project_is_built_as_far_as_money_goes_but_not_below_its_smallest_size():
    some = projects({"id": "a", "smallest": 0.3})

    found, x = solved(some, purse(budget_usd=60e6))
    assert x[found.size].sum() == pytest.approx(0.6)

    found, x = solved(some, purse(budget_usd=20e6))
    assert x[found.size].sum() == pytest.approx(0.0)


def test_without_purses_money_is_no_limit():
    found, x = solved(projects({"id": "a"}, {"id": "b"}))

    assert x[found.size].sum() == pytest.approx(2.0)


def test_what_must_be_built_is_built_once():
    found, x = solved(projects({"id": "a", "capex_usd": 5e12}), projects={"must": ["a"]})

    assert x[found.size].sum() == pytest.approx(1.0)
