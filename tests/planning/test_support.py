"""The price that a plant needs: by hand, beside the MP Materials floor, unknown where it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.small_world import small_world
from tests.tiny_worlds import tiny_world
from xenotime.network.periods import Periods
from xenotime.studies.planning.floors import floor_money
from xenotime.studies.planning.options import Options, annuity, options_of
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.support import price_support

WORLD = small_world()
"""Smelting: 2 t of ore (100 USD) give 1 t of metal (1000 USD) and .1 t of by-product (5000 USD)."""


def at(place: str, **usd_per_t: float) -> pl.DataFrame:
    columns = {"commodity": list(usd_per_t), "place": [place] * len(usd_per_t)}
    return pl.DataFrame(columns | {"usd_per_t": list(usd_per_t.values())})


PRICES = at("JPN", ore=100.0, metal=1000.0, byproduct=5000.0)


def smelter(**changed: Any) -> pl.DataFrame:
    row = {
        "id": "new",
        "place": "JPN",
        "process": "smelting",
        "capacity": 10.0,
        "capex_usd": 100_000.0,
        "cost_usd_per_t": 300.0,
    }
    types = {"process": pl.String, "capex_usd": pl.Float64, "cost_usd_per_t": pl.Float64}
    return pl.DataFrame([row | changed], schema_overrides=types)


def test_break_even_is_capital_and_running_and_inputs_less_by_products():
    # 100,000 over 20 years without interest on 10 t: 500 USD per t; + 300 + 2 * 100 - .1 * 5000.
    found = price_support(WORLD, smelter(), PRICES, 0.0, 20.0).row(0, named=True)

    assert found == {
        "project": "new",
        "commodity": "metal",
        "price": 1000.0,
        "breakeven": pytest.approx(500.0),
        "price_support": 0.0,
    }
    dear = price_support(WORLD, smelter(capex_usd=400_000.0), PRICES, 0.0, 20.0)
    assert dear["breakeven"].item() == pytest.approx(2000.0)
    assert dear["price_support"].item() == pytest.approx(1000.0)


def test_interest_is_counted_as_a_level_payment():
    # 20 payments of an annuity at 10 % are worth the capital.
    payment = annuity(0.10, 20.0)

    assert sum(payment / 1.1**year for year in range(1, 21)) == pytest.approx(1.0)


def test_the_main_output_is_the_one_that_brings_the_most():
    found = price_support(
        WORLD, smelter(), at("JPN", ore=100.0, metal=1000.0, byproduct=5e4), 0.0, 20.0
    )

    # (500 + 300 + 200 - 1000) / .1
    assert found["commodity"].item() == "byproduct"
    assert found["breakeven"].item() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("changed", "prices"),
    [
        ({"capex_usd": None}, PRICES),
        ({"cost_usd_per_t": None}, PRICES),
        ({"capacity": 0.0}, PRICES),
        ({}, PRICES.filter(pl.col("commodity") != "ore")),
        ({}, PRICES.filter(pl.col("commodity") != "byproduct")),
    ],
    ids=["capital", "running", "size", "input", "by-product"],
)
def test_what_is_not_known_leaves_the_support_unknown(changed, prices):
    found = price_support(WORLD, smelter(**changed), prices, 0.05, 20.0).row(0, named=True)

    assert found["breakeven"] is None
    assert found["price_support"] is None


def test_a_stockpile_has_no_break_even_price():
    assert price_support(WORLD, smelter(process=None), PRICES, 0.05, 20.0).is_empty()


@pytest.mark.parametrize("running", [40_000.0, 60_000.0])
def test_a_mine_like_mountain_pass_needs_a_price_in_the_range_of_the_floor_it_was_given(running):
    # A tonne of activity: 1 t of NdPr oxide, with the lanthanum and cerium of the same ore (83 of
    # 16 parts) at 1 USD per kg: own judgement. 6,075 t a year is MP's nameplate. Running: slightly
    # more than 60 USD per kg is what MP reported for the first quarter of 2025, 40 what it aims at
    # when full (earnings call of May 2025, read second-hand). Capital: 1.7 billion USD, what the
    # former owner sank and MP's own second stage: own judgement. 10 % over 20 years.
    goods = {"ndpr": 60_000.0, "lace": 1_000.0}
    world = tiny_world(
        prices=goods,
        processes={"mine_to_oxide": {"ndpr": 1.0, "lace": 83 / 16}},
        plants=[("mine_to_oxide", "CHN", 100.0)],
        demand=[("USA", "ndpr", 100.0), ("CHN", "lace", 500.0)],
        routes=[("ndpr", "CHN", "USA", 100.0)],
    )
    mine = smelter(
        place="USA",
        process="mine_to_oxide",
        capacity=6075.0,
        capex_usd=1.7e9,
        cost_usd_per_t=running,
    )
    found = price_support(world, mine, at("USA", **goods), 0.10, 20.0).row(0, named=True)

    assert found["commodity"] == "ndpr"
    assert 60_000 < found["breakeven"] < 110_000
    assert 0 < found["price_support"] < 110_000 - 60_000


def test_money_for_a_floor_follows_the_output_year_by_year():
    # From July 2027, two months of ramp (half, then full): 5.5 months in 2027, 12 in 2028, 3 in
    # 2029. 10 t a year of metal that lack 1000 USD each: 10,000 USD in a full year.
    periods = Periods.between("2027-01", "2029-03", step=6)
    candidate = pl.DataFrame(
        [
            {
                "id": "new",
                "kind": "plant",
                "place": "JPN",
                "status": "planned",
                "capacity": 10.0,
                "capex_usd": 400_000.0,
                "lead_months": 6.0,
                "ramp_months": 2.0,
                "start": None,
                "smallest": None,
                "given": False,
                "value_usd": 0.0,
            }
        ]
    )
    case = PlanCase(name="own", horizon=("2027-01", "2029-03"), step=6)
    options = options_of(case, candidate, periods)
    support = price_support(WORLD, smelter(capex_usd=400_000.0), PRICES, 0.0, 20.0)
    money = floor_money(support, smelter(), WORLD.table("recipes"), options, periods)

    assert options.years == (2027, 2028, 2029)
    assert money[0] == pytest.approx([10_000 * 5.5 / 12, 10_000, 10_000 * 3 / 12])


def test_support_that_is_unknown_is_not_asked_of_a_purse():
    periods = Periods.between("2027-01", "2027-12", step=12)
    frame = pl.DataFrame({"project": ["new"], "given": [False]})
    options = Options(
        frame, np.zeros(1), np.zeros((1, 1)), np.ones((1, 1)), np.zeros((1, 1)), (2027,)
    )
    support = price_support(WORLD, smelter(capex_usd=None), PRICES, 0.05, 20.0)

    assert floor_money(support, smelter(), WORLD.table("recipes"), options, periods).tolist() == [
        [0.0]
    ]
