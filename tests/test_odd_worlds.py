"""Worlds that are odd but valid: a brief, a trace and a check work or give one sentence.

Nothing of the solver, of Polars or of Python itself may reach the person who asked.
"""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
import pytest

from tests.small_world import small_tables, small_world, table
from tests.tiny_worlds import tiny_tables
from xenotime.report.brief import Brief, brief
from xenotime.solve import Solver, SolverError
from xenotime.studies import audit
from xenotime.studies.brief import brief_case
from xenotime.studies.case import Case
from xenotime.studies.trace import TraceResult, trace
from xenotime.world import shares
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

Tables = dict[str, pl.DataFrame]
DAY = datetime.date(2026, 11, 21)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def plain(values: Any) -> Any:
    """Values that went through strict JSON and back."""
    return json.loads(json.dumps(values, allow_nan=False), parse_constant=refuse)


def briefed(tables: Tables, *partnership: str) -> Brief:
    """The brief with its page drawn and its JSON checked; a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = brief(brief_case(World.from_tables(tables), partnership or ("JPN",), DAY))
        values = plain(found.to_dict())
        assert found.html().rstrip().endswith("</html>")
    for mineral in values["minerals"]:
        for stage in mineral["stages"]:
            assert sum(stage["shares"].values()) == pytest.approx(1)
        for tier in mineral["tiers"]:
            assert tier["tonnes"] > 0
    return found


def traced(tables: Tables, commodity: str, *partnership: str) -> TraceResult:
    """The trace, its shares checked."""
    case = brief_case(World.from_tables(tables), partnership or ("JPN",), DAY, ())
    found = trace(case, commodity)
    plain(found.to_dict())
    sums = found.origins.group_by("consumer", "commodity").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)
    return found


def checked(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """What `xenotime check --atlas --reconcile --json` says of a world."""
    world = World.from_tables(tables)
    case = Case(world, world.table("places")["id"].head(1).to_list(), ("2024-01", "2024-12"))
    return plain(
        {
            "published": shares.published_comparison(world).to_dicts(),
            "adjustments": audit.reconciliation(case).to_dicts(),
            "errors": audit.flow_error(case).to_dicts(),
        }
    )


def sentence(study: Callable[..., Any], *args: Any) -> str:
    """The one sentence that a study refuses with."""
    with pytest.raises(XenotimeError) as caught:
        study(*args)
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 400
    return said


def without(*names: str) -> Tables:
    return {name: frame for name, frame in small_tables().items() if name not in names}


def changed(name: str, **columns: Any) -> Tables:
    """The small tables with columns of one of them set."""
    tables = small_tables()
    fresh = {c: v if isinstance(v, pl.Expr) else pl.lit(v) for c, v in columns.items()}
    return tables | {name: tables[name].with_columns(**fresh)}


def more(tables: Tables, name: str, rows: Iterable[dict[str, Any]]) -> Tables:
    """The tables with rows added to one of them."""
    return tables | {name: pl.concat([tables[name], table(*rows)], how="diagonal_relaxed")}


def parameter(name: str, value: float) -> Tables:
    rows = small_tables()["parameters"]
    new = pl.when(pl.col("id") == name).then(value).otherwise("value")
    return small_tables() | {"parameters": rows.with_columns(value=new)}


NOTHING = pl.lit(None, dtype=pl.Float64)

SPARE: dict[str, Tables] = {
    "without routes": without("routes"),
    "without stocks": without("stocks"),
    "without passages": without("passages"),
    "without tariffs": without("tariffs"),
    "without production": without("production"),
    "without contents": without("contents", "elements"),
    "with routes whose tonnes are unknown": changed("routes", tonnes=NOTHING),
    "with plants of unknown capacity": changed("plants", capacity=NOTHING),
    "with plants that stand still": changed("production", tonnes=0.0),
    "with plants that are gone before the horizon": changed("plants", end="2025-06"),
    "with plants that come after the horizon": changed("plants", start="2031")
    | {"production": small_tables()["production"].with_columns(tonnes=pl.lit(0.0))},
    "with stocks that nobody published": changed("stocks", tonnes=NOTHING),
    "with goods that cost nothing": changed("prices", usd_per_t=0.0),
    "with the price of a far year": changed("prices", year=1999),
    "with a free market": parameter("loyalty", 0.0),
    "with contracts that never move": parameter("contract_turnover", 0.0),
    "with idle plants that run at once": parameter("restart_years", 0.0),
    "with demand that follows any price": parameter("price_response", 1.0),
}


@pytest.mark.parametrize("odd", list(SPARE))
def test_a_world_with_little_in_it_can_be_studied(odd: str):
    tables = SPARE[odd]
    found = briefed(tables)

    assert [mineral.id for mineral in found.result.minerals] == ["oreium"]
    traced(tables, "metal")
    assert checked(tables)["adjustments"]


def test_a_world_with_one_place_depends_on_nobody():
    tables = tiny_tables(
        prices={"metal": 1000.0, "ore": 100.0},
        processes={"smelting": {"metal": 1.0, "ore": -2.0}, "digging": {"ore": 1.0}},
        plants=[("smelting", "JPN", 10.0), ("digging", "JPN", 20.0)],
        demand=[("JPN", "metal", 10.0)],
        stages={"ore": "extraction"},
    )
    tables["places"] = tables["places"].filter(pl.col("id") == "JPN")
    del tables["passages"]
    found = briefed(tables)

    assert found.result.minerals[0].supplier is None
    assert found.result.minerals[0].supplier_stage is None
    assert found.result.gaps.height == 0
    assert found.to_dict()["minerals"][0]["stop_cost_usd"] == 0
    assert traced(tables, "metal").tiers["self_sufficiency"].to_list() == [1.0] * 4
    assert checked(tables)["errors"] == []


def test_partners_with_a_demand_of_0_tonnes_are_told_that_they_use_nothing():
    demand = small_tables()["demand"]
    none = pl.when(pl.col("place") == "JPN").then(0.0).otherwise("tonnes")
    tables = small_tables() | {"demand": demand.with_columns(tonnes=none)}

    assert sentence(briefed, tables).startswith("JPN use none of the world's headline commodities")
    assert sentence(traced, tables, "metal").startswith("JPN use no metal in 2024")
    briefed(tables, "JPN", "CHN")
    checked(tables)


def test_a_world_in_which_nobody_wants_anything_can_be_checked():
    tables = changed("demand", tonnes=0.0)

    assert sentence(briefed, tables).startswith("JPN use none of")
    checked(tables)


def test_a_mineral_that_the_partners_do_not_use_is_left_out_of_their_brief():
    tables = tiny_tables(
        prices={"metal": 1000.0, "salt": 10.0},
        processes={"smelting": {"metal": 1.0}, "boiling": {"salt": 1.0}},
        plants=[("smelting", "CHN", 50.0), ("boiling", "AUS", 20.0)],
        routes=[("metal", "CHN", "JPN", 50.0), ("salt", "AUS", "KOR", 20.0)],
        demand=[("JPN", "metal", 50.0), ("KOR", "salt", 20.0)],
        minerals={"salt": "salt"},
    )

    assert [m.id for m in briefed(tables, "JPN").result.minerals] == ["oreium"]
    assert [m.id for m in briefed(tables, "KOR").result.minerals] == ["salt"]
    both = {m.id for m in briefed(tables, "JPN", "KOR").result.minerals}
    assert both == {"oreium", "salt"}


def test_a_process_whose_goods_belong_to_two_minerals_ties_them_together():
    # Zinc works give germanium as well: a stop of zinc ore leaves both short.
    tables = tiny_tables(
        prices={"zinc": 3000.0, "germanium": 1e6, "ore": 500.0},
        processes={
            "roasting": {"zinc": 1.0, "germanium": 0.001, "ore": -2.0},
            "digging": {"ore": 1.0},
        },
        plants=[("roasting", "JPN", 100.0), ("digging", "AUS", 200.0)],
        routes=[("ore", "AUS", "JPN", 200.0)],
        demand=[("JPN", "zinc", 100.0), ("JPN", "germanium", 0.1)],
        stages={"ore": "extraction"},
        minerals={"zinc": "zinc", "ore": "zinc", "germanium": "germanium"},
    )
    found = briefed(tables)

    assert {m.id for m in found.result.minerals} == {"zinc", "germanium"}
    upstream = traced(tables, "germanium").origins.filter(pl.col("commodity") == "ore")
    assert set(upstream["origin"]) == {"AUS"}
    assert checked(tables)["adjustments"]


def test_goods_that_only_go_round_between_two_places_come_from_nowhere_and_stop_nothing():
    # KOR and USA send each other 10 t; neither makes, uses or gets any from elsewhere.
    tables = tiny_tables(
        prices={"metal": 1000.0},
        processes={"smelting": {"metal": 1.0}},
        plants=[("smelting", "CHN", 50.0)],
        routes=[
            ("metal", "CHN", "JPN", 50.0),
            ("metal", "KOR", "USA", 10.0),
            ("metal", "USA", "KOR", 10.0),
        ],
        demand=[("JPN", "metal", 50.0)],
    )

    assert traced(tables, "metal").tiers["hhi"].to_list() == pytest.approx([1.0, 1.0])
    briefed(tables)
    checked(tables)


def round_and_round(entering: float) -> Tables:
    """JPN makes 10 t of wire of metal and 10 t of metal of wire, and as much again as enters."""
    return tiny_tables(
        prices={"wire": 1000.0, "metal": 900.0},
        processes={
            "drawing": {"wire": 1.0, "metal": -1.0},
            "melting": {"metal": 1.0, "wire": -1.0},
            "smelting": {"metal": 1.0},
        },
        plants=[
            ("drawing", "JPN", 10.0 + entering),
            ("melting", "JPN", 10.0),
            *([("smelting", "JPN", entering)] if entering else []),
            ("smelting", "CHN", 5.0),
        ],
        demand=[("CHN", "metal", 5.0), *([("JPN", "wire", entering)] if entering else [])],
        stages={"wire": "component"},
    )


def test_a_loop_of_recipes_that_something_enters_is_traced():
    # 10 t enter and 10 go round: of the wire's metal half was wire before.  w = 10 + m / 2, m = w.
    found = traced(round_and_round(10.0), "metal")

    assert set(found.origins["origin"]) == {"JPN"}
    briefed(round_and_round(10.0))


def test_a_loop_of_recipes_that_nothing_enters_is_named():
    tables = round_and_round(0.0)
    said = "metal, wire are made of each other in a loop that nothing enters in 2024; check the"

    assert sentence(traced, tables, "wire").startswith(said)
    assert sentence(briefed, tables).startswith(said)
    assert traced(tables, "metal", "CHN").tiers["self_sufficiency"].to_list() == [1.0, 1.0]
    checked(tables)


def test_a_mineral_may_have_any_name_that_the_tables_allow():
    tables = changed("minerals", id="Ore_X.1")
    for name in ("commodities", "processes"):
        tables[name] = tables[name].with_columns(mineral=pl.lit("Ore_X.1"))

    assert briefed(tables).result.minerals[0].id == "Ore_X.1"


def test_processes_that_no_plant_does_yet_are_no_obstacle():
    names = ("ghost", "phantom")
    rows = small_tables()
    one = rows["commodities"].head(1).drop("id", "name", "stage")
    tables = more(
        rows,
        "recipes",
        [
            {"process": f"{p}_works", "commodity": c, "direction": d, "amount": 1.0}
            for p, c, d in (
                ("ghost", "ghost", "out"),
                ("ghost", "phantom", "in"),
                ("phantom", "phantom", "out"),
                ("phantom", "ghost", "in"),
            )
        ],
    )
    tables = more(
        tables,
        "processes",
        [
            {
                "id": f"{p}_works",
                "name": p,
                "mineral": "oreium",
                "stage": "metal",
                "activity": "t",
            }
            for p in names
        ],
    )
    tables = more(
        tables,
        "commodities",
        [one.row(0, named=True) | {"id": p, "name": p, "stage": "metal"} for p in names],
    )
    tables = more(
        tables,
        "prices",
        [{"commodity": p, "market": "*", "year": 2024, "usd_per_t": 1.0} for p in names],
    )

    briefed(tables)
    checked(tables)
    assert sentence(traced, tables, "ghost").startswith("JPN use no ghost in 2024")


def test_a_project_for_supply_of_unknown_origin_is_shown():
    # JPN's ore comes from nowhere known: no largest supplier, but a mine would fill the gap.
    tables = tiny_tables(
        prices={"metal": 1000.0, "ore": 100.0},
        processes={"smelting": {"metal": 1.0, "ore": -1.0}, "digging": {"ore": 1.0}},
        plants=[("smelting", "JPN", 100.0)],
        demand=[("JPN", "metal", 100.0)],
        stages={"ore": "extraction"},
    )
    mine = {"id": "new_mine", "name": "New mine", "kind": "plant", "place": "AUS"}
    tables["projects"] = table(mine | {"process": "digging", "capacity": 50.0, "status": "planned"})
    found = briefed(tables)

    assert found.result.projects.select("id", "fills").rows() == [("new_mine", 0.5)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("contract_turnover", -1.0), ("price_response", -1.0)],
)
def test_a_parameter_out_of_range_is_named_by_the_table_it_stands_in(name: str, value: float):
    assert "parameters.csv" in sentence(briefed, parameter(name, value))


@pytest.mark.parametrize(
    "tables",
    [
        changed("demand", tonnes=1e300),
        changed("recipes", amount=1e300),
        changed("prices", usd_per_t=1e300)
        | {
            "shortage_values": small_tables()["shortage_values"].with_columns(
                usd_per_t=pl.lit(1e301)
            )
        },
        changed("plants", capacity=1e300)
        | {"production": small_tables()["production"].with_columns(tonnes=pl.lit(1e300))},
    ],
    ids=["demand", "recipes", "prices", "production"],
)
def test_figures_out_of_all_proportion_give_one_sentence(tables: Tables):
    assert sentence(briefed, tables)


@pytest.mark.parametrize("status", ["Infeasible", "Unbounded", "Time limit reached"])
def test_a_solver_without_an_optimum_never_speaks_to_the_user_itself(
    status: str, monkeypatch: pytest.MonkeyPatch
):
    def failing(self: Solver) -> None:
        raise SolverError(status)

    case = Case(small_world(), ("JPN",))
    monkeypatch.setattr(Solver, "solve", failing)
    said = sentence(trace, case, "metal")

    assert said.startswith("the model of byproduct, metal, ore has no solution for the reference")
    assert status in said
