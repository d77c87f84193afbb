"""The project's model against the same model written a second time in linopy."""

from __future__ import annotations

import linopy
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from tests import reference_model as twin
from tests.random_worlds import AS_OF, RandomCase, cases
from tests.small_world import small_tables, small_world, table
from xenotime.network.model import Model
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.scenarios.scenario import Cut, DemandShift, Outage, Scenario
from xenotime.studies.solved import SolvedGroup
from xenotime.world.world import World

GOODS = ["ore", "metal", "byproduct"]
YEAR = Periods("2027-01", (12,))
UNEVEN = Periods("2027-01", (1, 2, 6, 12))
NOTE = "a test"


def scenario(
    cuts: tuple[Cut, ...] = (),
    outages: tuple[Outage, ...] = (),
    demand: tuple[DemandShift, ...] = (),
    start: str = "2027-01",
    months: int = 12,
) -> Scenario:
    return Scenario(
        id="test",
        name="Test",
        description=NOTE,
        start=start,
        months=months,
        source="book",
        cuts=cuts,
        outages=outages,
        demand=demand,
    )


METAL_CUT = Cut(note=NOTE, commodities=("metal",), origins=("CHN",), through=0.0)
SCENARIOS = {
    "undisturbed": None,
    "a full cut": scenario(cuts=(METAL_CUT,)),
    "a light cut": scenario(cuts=(METAL_CUT.model_copy(update={"through": 0.9}),)),
    "a cut that fades": scenario(
        cuts=(METAL_CUT.model_copy(update={"through": (0.0, 0.25, 0.5, 0.75)}),),
        start="2027-03",
        months=7,
    ),
    "a strait closed": scenario(
        cuts=(Cut(note=NOTE, commodities=("*",), passage="strait", through=0.3),), months=5
    ),
    "all but Japan cut off": scenario(
        cuts=(
            Cut(
                note=NOTE,
                commodities=("ore", "metal"),
                except_destinations=("JPN",),
                through=0.1,
            ),
        )
    ),
    "the mine lost": scenario(outages=(Outage(note=NOTE, plants=("mine",), available=0.0),)),
    "smelting in China halved": scenario(
        outages=(Outage(note=NOTE, processes=("smelting",), places=("CHN",), available=0.5),),
        start="2026-11",
        months=8,
    ),
    "two outages at once": scenario(
        outages=(
            Outage(note=NOTE, commodities=("byproduct",), available=(0.2, 0.8)),
            Outage(note=NOTE, plants=("smelter",), available=0.5),
        )
    ),
    "more cars": scenario(demand=(DemandShift(note=NOTE, sectors=("cars",), factor=1.4),)),
    "fewer cars in Japan": scenario(
        demand=(DemandShift(note=NOTE, places=("JPN",), factor=(0.9, 0.4)),), start="2027-02"
    ),
}


def compare(
    world: World, goods: list[str], periods: Periods, *cases: Scenario | None
) -> list[tuple[float, float, float]]:
    """Optimum here, optimum of the twin, and the size of the sums behind it (thousand USD)."""
    group = SolvedGroup.make(world, goods, periods, AS_OF)
    reference = twin.reference_tables(group.model.index, group.model.reference)
    figures = twin.figures(world, goods, reference, AS_OF)
    found = []
    for case in cases:
        outcome = group.undisturbed if case is None else group.outcome(case)
        made = twin.model(figures, periods, case)
        assert_same_figures(group.model, case, made)
        size = float(abs(group.model.program.cost * outcome.x).sum())
        found.append((outcome.objective, twin.solve(made), size))
    return found


def assert_same_figures(model: Model, case: Scenario | None, made: linopy.Model) -> None:
    """Both models have the same costs, limits and coefficients, in whatever order: an optimum shows
    a wrong figure only where it matters to the optimum."""
    program, there = model.program, made.matrices
    upper = program.upper.copy()
    if case is not None:
        change = patch(model, case)
        upper[change.columns] = change.upper
    for name, ours, theirs in (
        ("cost", program.cost, there.c),
        ("upper", upper, there.ub),
        ("matrix", program.matrix.data, there.A.data),
    ):
        assert len(ours) == len(theirs), name
        np.testing.assert_allclose(np.sort(ours), np.sort(theirs), 1e-9, 1e-12, err_msg=name)


def assert_equal(optima: list[tuple[float, float, float]]) -> None:
    for here, there, size in optima:
        assert here == pytest.approx(there, abs=1e-6 * size + 1e-12)


@pytest.mark.parametrize("periods", [YEAR, UNEVEN], ids=["one year", "uneven periods"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_small_world_costs_the_same_in_both_models(name, periods):
    assert_equal(compare(small_world(), GOODS, periods, SCENARIOS[name]))


def test_a_world_full_of_special_cases_costs_the_same_in_both_models():
    tables = small_tables()
    keys = {"commodity": "metal", "sector": "cars"}
    changed = {
        "plants": tables["plants"].with_columns(
            start=pl.Series([None, None, "2027-03-15"], dtype=pl.String),
            end=pl.Series([None, "2028-02", None], dtype=pl.String),
            capacity=pl.Series([None, 60.0, 20.0]),
        ),
        "processes": tables["processes"].with_columns(cost_usd_per_t=pl.Series([None, 2_000.0])),
        "prices": table(
            *(
                {"commodity": good, "market": market, "year": year, "usd_per_t": price}
                for good, market, year, price in (
                    ("ore", "*", 2024, 100.0),
                    ("ore", "JPN", 2019, 170.0),
                    ("ore", "JPN", 2022, 150.0),
                    ("metal", "*", 2020, 900.0),
                    ("metal", "*", 2023, 1_000.0),
                    ("metal", "CHN", 2026, 1_100.0),
                    ("byproduct", "*", 2024, 5_000.0),
                )
            )
        ),
        "substitutions": table(
            keys | {"substitute": "tin", "share": 0.3, "years": 2.0, "usd_per_t": 500.0},
            keys | {"substitute": "wood", "share": 0.2, "years": 0.0, "usd_per_t": 90_000.0},
        ),
        "tariffs": table(
            *(
                {
                    "id": f"duty_{number}",
                    "importer": "JPN",
                    "exporter": exporter,
                    "commodity": commodity,
                    "rate": 0.1,
                    "start": start,
                    "end": end,
                }
                for number, (exporter, commodity, start, end) in enumerate(
                    (
                        ("CHN", "metal", "2020", None),
                        ("*", "metal", "2026-12", "2027"),
                        ("CHN", "*", "2027-01-01", "2027-01-01"),
                        ("*", "*", "2027-02", None),
                        ("*", "*", "2025", "2026-12-31"),
                    )
                )
            )
        ),
        "stocks": table(
            {"place": "JPN", "commodity": "metal", "holder": "government", "tonnes": 3.0},
            {"place": "JPN", "commodity": "metal", "holder": "industry", "tonnes": 1.0},
            {"place": "USA", "commodity": "metal", "holder": "industry", "tonnes": 7.0},
            {"place": "CHN", "commodity": "ore", "holder": "industry", "tonnes": None},
        ),
        "places": pl.concat(
            [
                tables["places"],
                tables["places"].head(1).with_columns(id=pl.lit("USA"), basin=pl.lit("east")),
            ]
        ),
        "routes": tables["routes"].with_columns(tonnes=pl.Series([None, 30.0])),
        "demand": tables["demand"].with_columns(tonnes=pl.Series([45.0, 200.0, 1.0])),
        "freight": tables["freight"].with_columns(usd_per_t_km=pl.lit(0.02)),
    }

    assert_equal(compare(small_world(**changed), GOODS, UNEVEN, *SCENARIOS.values()))


@pytest.mark.parametrize("name", ["a full cut", "a light cut"])
def test_the_prices_that_a_cut_determines_are_the_same_in_both_models(name):
    world, case = small_world(), SCENARIOS[name]
    group = SolvedGroup.make(world, GOODS, YEAR, AS_OF)
    reference = twin.reference_tables(group.model.index, group.model.reference)
    figures = twin.figures(world, GOODS, reference, AS_OF)
    made = twin.model(figures, YEAR, case)
    twin.solve(made)

    at = ["commodity", "place"]
    both = (
        group.outcome(case)
        .prices()
        .join(twin.prices(made, figures).select(*at, there="usd_per_t"), on=at, validate="1:1")
    )
    if name == "a light cut":
        # Nothing is made or used at these two nodes: a range of prices fits.
        both = both.filter(~((pl.col("place") == "JPN") & (pl.col("commodity") != "metal")))
    assert both.height >= 5
    assert both["usd_per_t"].to_list() == pytest.approx(both["there"].to_list(), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("periods", [YEAR, UNEVEN], ids=["one year", "uneven periods"])
def test_neither_model_drops_a_row_or_a_column(periods):
    world = small_world()
    model = SolvedGroup.make(world, GOODS, periods, AS_OF).model
    reference = twin.reference_tables(model.index, model.reference)
    made = twin.linopy_model(world, GOODS, reference, periods, None, AS_OF)

    program = model.program
    here = (len(program.cost), len(program.row_lower), program.matrix.nnz)
    assert here == (made.nvars, made.ncons, made.matrices.A.nnz)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_any_world_costs_the_same_in_both_models(case: RandomCase):
    assert_equal(compare(case.unbalanced, case.commodities, case.periods, None, case.scenario))
