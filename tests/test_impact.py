"""What a scenario costs: by hand on the small world, and in the right direction on the atlas.

Letters and costs of the small world stand in test_by_hand.py. An impact counts a tonne short at its
shortage value less its price (the first tonnes of a demand at less, see test_by_hand.py), a tonne
replaced at its extra cost, a tonne priced out at a tenth of
its price (`price_step`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from tests.small_world import small_tables, small_world, table
from tests.tiny_worlds import tiny_world
from xenotime.scenarios.scenario import Cut, Outage, Scenario
from xenotime.solve.linear import Solver
from xenotime.studies.case import Case
from xenotime.studies.impact import Impact, impact
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

YEAR = ("2027-01", "2027-12")


def scenario(**parts: Any) -> Scenario:
    head = {"id": "own", "name": "Own", "description": "By hand", "start": "2027-01"}
    return Scenario(**(head | {"months": 12, "source": "book"} | parts))


def metal_stop(**parts: Any) -> Scenario:
    stop = Cut(
        note="by hand",
        commodities=("metal",),
        origins=("CHN",),
        destinations=("JPN",),
        through=0.0,
    )
    return scenario(cuts=(stop,), **parts)


def japan(world: World | None = None, months: int = 12) -> Case:
    return Case(world or small_world(), ("JPN",), YEAR, months=months)


def row(found: Impact, place: str, commodity: str) -> dict[str, Any]:
    rows = found.rows.filter((pl.col("place") == place) & (pl.col("commodity") == commodity))
    return rows.row(0, named=True)


# --- by hand


def test_a_full_stop_costs_what_the_hand_computation_says():
    # JPN wants 30 t of metal: 3 from the stock, 5 from the spare smelter, 0.6 priced out, 21.4
    # short:
    #   1.5 * 0.6 + 3 * 0.75 + 4.5 * 0.85 + 9 * 0.95 + 3.4 = 18.925 of the last tonne's worth,
    #   18.925 * (100,000 - 1,000) + 0.6 * 0.1 * 1,000 = 1,873,575 + 60 = 1,873,635 USD.
    # The world's cost rises from 72,500 to 1,984,115.75 USD.
    found = impact(japan(), metal_stop())

    assert found.shortage_t == pytest.approx(21.4)
    assert found.shortage_share == pytest.approx(21.4 / 30)
    assert found.cost_usd == pytest.approx(1_873_635)
    assert found.world_cost_usd == pytest.approx(1_911_615.75)
    metal = row(found, "JPN", "metal")
    assert metal["wanted"] == pytest.approx(30)
    assert metal["priced_out"] == pytest.approx(0.6)
    assert metal["substituted"] == 0
    assert metal["mineral"] == "oreium"


def test_a_stop_hurts_the_place_that_ordered_it_too_when_a_by_product_is_lost():
    # CHN's by-product: 0.325 t of 5 short, 0.25 * 0.6 + 0.075 * 0.75 = 0.20625 at 50,000 - 5,000;
    # 0.1 t priced out at 500: 9,331.25 USD.
    found = impact(japan(), metal_stop())

    assert row(found, "CHN", "byproduct")["short"] == pytest.approx(0.325)
    assert row(found, "CHN", "byproduct")["cost_usd"] == pytest.approx(9_331.25)
    assert found.home["place"].unique().to_list() == ["JPN"]


def wood(share: float, years: float) -> World:
    return small_world(
        substitutions=table(
            {
                "sector": "cars",
                "commodity": "metal",
                "substitute": "wood",
                "share": share,
                "years": years,
                "usd_per_t": 500.0,
            }
        )
    )


def test_a_substitute_that_is_at_hand_replaces_its_share_at_its_extra_cost():
    # 0.4 of 30 t: 12 t replaced at 500, so 9.4 t short:
    #   1.5 * 0.6 + 3 * 0.75 + 4.5 * 0.85 + 0.4 * 0.95 = 7.355
    #   7.355 * 99,000 + 12 * 500 + 60 = 734,205 USD.
    found = impact(japan(wood(0.4, 0.0)), metal_stop())

    assert row(found, "JPN", "metal")["substituted"] == pytest.approx(12)
    assert found.shortage_t == pytest.approx(9.4)
    assert found.cost_usd == pytest.approx(734_205)


def test_a_substitute_that_takes_years_replaces_only_what_it_can_by_then():
    # Two years to 0.4, half a year in on average: 0.1 of 30 t, 3 t. Short 18.4 t.
    found = impact(japan(wood(0.4, 2.0)), metal_stop())

    assert row(found, "JPN", "metal")["substituted"] == pytest.approx(3)
    assert found.shortage_t == pytest.approx(18.4)


def test_a_scenario_without_parts_costs_nothing_and_has_no_rows():
    found = impact(japan(), scenario())

    assert found.cost_usd == found.shortage_t == found.shortage_share == found.world_cost_usd == 0
    assert found.rows.height == found.over_time.height == 0
    assert found.rows.columns == impact(japan(), metal_stop()).rows.columns
    assert found.over_time.columns == impact(japan(), metal_stop()).over_time.columns
    assert found.to_dict()["by_place_and_sector"] == []


def test_places_and_sectors_add_up_to_what_the_scenario_costs():
    found = impact(Case(small_world(), ("JPN", "CHN"), YEAR, months=12), metal_stop())
    values = found.to_dict()

    parts = values["by_place_and_sector"]
    assert sum(part["cost_usd"] for part in parts) == pytest.approx(values["cost_usd"])
    assert sum(part["shortage_t"] for part in parts) == pytest.approx(values["shortage_t"])
    assert [part["cost_usd"] for part in parts] == sorted(
        (part["cost_usd"] for part in parts), reverse=True
    )


def test_a_sector_that_pays_without_going_short_is_not_left_out():
    # Metal at 0.9: nobody goes short, CHN prices out 0.1 t of by-product at 500 (see test_by_hand).
    light = metal_stop()
    light = light.model_copy(update={"cuts": (light.cuts[0].model_copy(update={"through": 0.9}),)})
    values = impact(Case(small_world(), ("CHN",), YEAR, months=12), light).to_dict()

    assert values["shortage_t"] == pytest.approx(0, abs=1e-6)
    assert values["cost_usd"] == pytest.approx(50)
    assert [part["commodity"] for part in values["by_place_and_sector"]] == ["byproduct"]


def short_periods(found: Impact) -> list[str]:
    rows = found.over_time.filter(
        (pl.col("place") == "JPN") & (pl.col("commodity") == "metal") & (pl.col("short") > 1e-6)
    )
    return rows["period"].to_list()


@pytest.mark.parametrize("start", ["2027-01", "2027-04", "2027-07", "2027-10"])
def test_moving_the_start_of_a_scenario_moves_the_shortage(start: str):
    found = impact(japan(months=3), metal_stop(months=3), start)

    assert short_periods(found) == [start]


def test_a_scenario_starts_in_its_own_month_when_no_other_is_given():
    assert short_periods(impact(japan(months=3), metal_stop(months=3, start="2027-07"))) == [
        "2027-07"
    ]


def test_a_scenario_with_a_misspelt_name_is_an_error_not_a_cost_of_nothing():
    wrong = scenario(cuts=(Cut(note="by hand", commodities=("mettal",), through=0.0),))

    with pytest.raises(XenotimeError, match="no 'mettal' in commodities; did you mean metal"):
        impact(japan(), wrong)


def test_demand_that_falls_away_leaves_nobody_short():
    # A car maker that stops wants nothing: what its suppliers lose is no shortage.
    away = scenario(
        demand=({"note": "by hand", "commodities": ("metal",), "factor": 0.0},),
        outages=(Outage(note="by hand", plants=("spare_smelter",), available=0.0),),
    )
    found = impact(japan(), away)

    assert found.shortage_t == pytest.approx(0, abs=1e-6)
    assert row(found, "JPN", "metal")["wanted"] == 0
    assert all(part["shortage_share"] == 0 for part in found.to_dict()["by_place_and_sector"])


# --- solver runs


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry per run of the solver."""
    counted: list[int] = []
    solve = Solver.solve

    def counting(self: Solver):
        counted.append(1)
        return solve(self)

    monkeypatch.setattr(Solver, "solve", counting)
    return counted


def test_minerals_that_a_scenario_does_not_touch_are_not_solved_again(runs: list[int]):
    # Metal and salt share no process: two groups.
    case = Case(
        tiny_world(
            prices={"metal": 1000.0, "salt": 10.0},
            processes={"smelting": {"metal": 1.0}, "boiling": {"salt": 1.0}},
            plants=[("smelting", "CHN", 50.0), ("boiling", "AUS", 20.0)],
            routes=[("metal", "CHN", "JPN", 50.0), ("salt", "AUS", "JPN", 20.0)],
            demand=[("JPN", "metal", 50.0), ("JPN", "salt", 20.0)],
            minerals={"salt": "salt"},
        ),
        ("JPN",),
        YEAR,
        months=12,
    )
    assert len(case.groups) == 2
    for number in range(2):
        _ = case.solved(number).undisturbed
    runs.clear()

    found = impact(case, metal_stop())
    assert len(runs) == 1
    assert set(found.rows["commodity"]) == {"metal"}
    impact(case, metal_stop())
    assert len(runs) == 1, "the same scenario again is remembered"
    impact(case, scenario())
    assert len(runs) == 1, "an empty scenario needs no solver"
    everything = Cut(note="by hand", commodities=("*",), through=0.5)
    impact(case, scenario(cuts=(everything,)))
    assert len(runs) == 3


# --- stocks


def held(tonnes: float | None) -> World:
    stocks = small_tables()["stocks"]
    return small_world(stocks=stocks.with_columns(tonnes=pl.lit(tonnes, dtype=pl.Float64)))


def test_a_stock_takes_its_tonnes_off_the_shortage():
    without, little, much = (
        impact(japan(held(tonnes), months=1), metal_stop()).shortage_t
        for tonnes in (0.0, 3.0, 10.0)
    )

    assert little == pytest.approx(without - 3)
    assert much == pytest.approx(without - 10)


def test_a_stock_is_rationed_so_that_the_worst_month_is_less_bad():
    worst = [
        impact(japan(held(tonnes), months=1), metal_stop()).over_time["short"].max()
        for tonnes in (0.0, 10.0, 20.0)
    ]

    assert worst[0] > worst[1] + 0.5
    assert worst[1] > worst[2] + 0.5


def test_nobody_lays_in_stock_for_a_stop_that_nobody_knows_of():
    found = impact(japan(months=3), metal_stop(months=3, start="2027-07"))

    before = found.over_time.filter(pl.col("period") < "2027-07")
    assert before["short"].to_list() == pytest.approx([0.0] * before.height, abs=1e-6)


def test_a_stock_that_nobody_published_is_not_counted_on():
    unknown = impact(japan(held(None)), metal_stop())
    nothing = impact(japan(small_world(stocks=small_tables()["stocks"].head(0))), metal_stop())
    three = impact(japan(), metal_stop())

    assert unknown.shortage_t == pytest.approx(nothing.shortage_t)
    assert unknown.shortage_t == pytest.approx(three.shortage_t + 3)


# --- the atlas


def test_tightening_the_rare_earth_stop_never_lowers_what_it_costs(atlas_case: Case):
    stop = Scenario.load("china-ree-stop")
    steps = [
        impact(
            atlas_case,
            stop.model_copy(
                update={"cuts": tuple(c.model_copy(update={"through": share}) for c in stop.cuts)}
            ),
        )
        for share in (1.0, 0.75, 0.5, 0.25, 0.0)
    ]

    assert steps[0].world_cost_usd == steps[0].cost_usd == 0
    for looser, tighter in pairwise(steps):
        assert tighter.world_cost_usd >= looser.world_cost_usd * (1 - 1e-6)
        # Not a law (a place can gain from another one's loss), but so it is for these partners.
        assert tighter.cost_usd >= looser.cost_usd * (1 - 1e-6)
    assert steps[-1].cost_usd > 1e9


@pytest.mark.parametrize("name", ["gallium-germanium-ban", "graphite-licensing"])
def test_a_ban_on_one_mineral_leaves_the_others_alone(atlas_case: Case, name: str):
    found = impact(atlas_case, Scenario.load(name), "2027-01")
    expected = {"gallium", "germanium"} if name.startswith("gallium") else {"graphite"}

    # Gallium and germanium come out of alumina and zinc, which bring no other mineral of the atlas
    # in.
    assert set(found.rows["mineral"].unique()) == expected
    assert (found.rows["short"] >= -1e-6).all()
    assert (found.rows["short"] <= found.rows["wanted"] + 1e-6).all()


def test_what_a_sector_gains_is_listed_too_so_that_the_parts_add_up():
    line = {"commodity": "metal", "mineral": "oreium", "wanted": 10.0}
    none = {"short": 0.0, "substituted": 0.0, "priced_out": 0.0}
    rows = pl.DataFrame(
        [
            line | none | {"place": "JPN", "sector": "cars", "short": 1.0, "cost_usd": 900.0},
            line | none | {"place": "JPN", "sector": "wind", "cost_usd": -100.0},
            line | none | {"place": "JPN", "sector": "steel", "cost_usd": 0.0},
        ]
    )
    found = Impact(scenario(), ("JPN",), rows, pl.DataFrame(), 0.0).to_dict()

    assert [part["sector"] for part in found["by_place_and_sector"]] == ["cars", "wind"]
    assert sum(part["cost_usd"] for part in found["by_place_and_sector"]) == found["cost_usd"]
