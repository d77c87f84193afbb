"""Starts, ramps, money by year and what an option costs, computed by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from xenotime.network.periods import Periods
from xenotime.studies.planning.options import annuity, options_of
from xenotime.studies.planning.plan_case import PlanCase

YEARS = Periods.between("2027-01", "2029-12", step=12)


def case(**changes: object) -> PlanCase:
    values = {"name": "test", "horizon": ("2027-01", "2029-12")} | changes
    return PlanCase.model_validate(values)


def project(**cells: object) -> pl.DataFrame:
    row = {
        "id": "works",
        "kind": "plant",
        "place": "JPN",
        "given": False,
        "status": "planned",
        "start": None,
        "lead_months": 6.0,
        "ramp_months": 12.0,
        "smallest": None,
        "capex_usd": 1200.0,
        "value_usd": 0.0,
    }
    return pl.DataFrame(
        [row | cells],
        schema_overrides={"start": pl.String, "smallest": pl.Float64, "lead_months": pl.Float64},
    )


def test_a_project_starts_when_its_lead_time_is_over_or_in_a_later_year():
    found = options_of(case(), project(), YEARS)

    assert found.frame["month"].to_list() == ["2027-07", "2028-01", "2029-01"]
    assert found.frame["period"].to_list() == [0, 1, 2]


def test_output_grows_over_the_ramp_months():
    found = options_of(case(), project(), YEARS)

    assert found.available[0] == pytest.approx([21 / 144, (57 + 6 * 12) / 144, 1.0])
    assert found.available[1] == pytest.approx([0.0, 78 / 144, 1.0])


def test_money_is_spent_evenly_while_the_project_is_built():
    found = options_of(case(), project(lead_months=18.0), YEARS)

    assert found.frame["month"].to_list() == ["2028-07", "2029-01"]
    assert found.cash[0] == pytest.approx([800.0, 400.0, 0.0])
    assert found.cash[1] == pytest.approx([400.0, 800.0, 0.0])


def test_capital_counts_by_the_years_that_the_horizon_sees_of_it():
    money = {"rate": 0.1, "life_years": 10}
    found = options_of(case(money=money), project(lead_months=0.0), YEARS)

    assert annuity(0.1, 10) == pytest.approx(0.162745, abs=1e-6)
    assert found.cost_usd == pytest.approx(1200 * 0.16274539 * np.array([3.0, 2.0, 1.0]))


def test_without_a_life_all_capital_counts():
    found = options_of(case(money={"life_years": None}), project(), YEARS)

    assert found.cost_usd == pytest.approx([1200.0] * 3)


def test_faster_permits_bring_an_earlier_start_at_their_price():
    permits = {"months": 6, "usd": 100.0}
    found = options_of(case(permits=permits), project(), YEARS)

    assert found.frame["month"].to_list() == ["2027-01", "2027-07", "2028-01", "2029-01"]
    assert found.frame["capex_usd"].to_list() == [1300.0, 1200.0, 1200.0, 1200.0]


def test_what_is_under_way_comes_once_and_costs_nothing():
    works = project(given=True, status="construction", start="2026-07", lead_months=None)
    found = options_of(case(), works, YEARS)

    assert found.frame["month"].to_list() == ["2026-07"]
    assert found.available[0] == pytest.approx([1.0 - 15 / 144, 1.0, 1.0])
    assert found.cost_usd.tolist() == [0.0]
    assert found.cash.sum() == 0


def test_a_stockpile_costs_interest_and_storage_and_keeps_its_value():
    stock = project(
        kind="stockpile",
        lead_months=0.0,
        ramp_months=12.0,
        capex_usd=1200.0,
        value_usd=1200.0,
        smallest=0.0,
    )
    money = {"rate": 0.05, "life_years": 20}
    found = options_of(case(money=money, stockpiles={"storage": 0.02, "keeps": 0.9}), stock, YEARS)

    held = (78 / 12 + 24) / 12
    assert found.filled[0] == pytest.approx([1.0, 0.0, 0.0])
    assert found.cost_usd[0] == pytest.approx(1200 * (0.07 * held - 0.9))
    assert found.cash[0] == pytest.approx([1200.0, 0.0, 0.0])


def test_what_cannot_start_within_the_horizon_is_no_option():
    assert len(options_of(case(), project(lead_months=36.0), YEARS)) == 0
