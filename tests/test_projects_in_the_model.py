"""Candidates in the model: closed they change nothing, opened they do what a project does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import reference_model as twin
from tests.random_worlds import AS_OF, RandomCase, cases
from tests.small_world import CITE, small_tables, small_world, table
from xenotime.network.candidates import usable
from xenotime.network.content import Content
from xenotime.network.index import build_index
from xenotime.network.layered import layered
from xenotime.network.links import Links, links
from xenotime.network.model import Model, Outcome, build
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.scenarios.scenario import Cut, DemandShift, Freight, Outage, Scenario
from xenotime.solve.linear import Solver
from xenotime.studies.solved import SolvedGroup, reconcile
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

GOODS = ["ore", "metal", "byproduct"]
YEAR = Periods("2027-01", (12,))
UNEVEN = Periods("2027-01", (1, 2, 6, 12))
NOTE = "a test"
PLACES = [
    *small_tables()["places"].to_dicts(),
    {
        "id": "USA",
        "name": "USA",
        "kind": "country",
        "latitude": 39.0,
        "longitude": -77.0,
        "basin": "west",
        **CITE,
    },
]


def project(name: str, kind: str, place: str, capacity: float | None, **more: object) -> dict:
    return {
        "id": name,
        "name": name,
        "kind": kind,
        "place": place,
        "capacity": capacity,
        "status": "planned",
    } | more


PROJECTS = table(
    project("new_smelter", "plant", "USA", 20.0, process="smelting", cost_usd_per_t=700.0),
    project("more_ore", "expansion", "AUS", 50.0, process="digging"),
    project("any_smelter", "plant", "JPN", 30.0, process="smelting", smallest=0.2),
    project("railway", "route", "CHN", 9.0, commodity="metal", destination="USA"),
    project(
        "dear_way", "route", "AUS", 9.0, commodity="ore", destination="USA", cost_usd_per_t=40.0
    ),
    project("contract", "offtake", "CHN", 6.0, commodity="metal", destination="JPN"),
    project("pile", "stockpile", "JPN", 12.0, commodity="metal"),
    project("ore_pile", "stockpile", "USA", 8.0, commodity="ore", smallest=0.0),
)


def with_projects(projects: pl.DataFrame = PROJECTS, **changed: pl.DataFrame) -> World:
    return small_world(projects=projects, places=pl.DataFrame(PLACES), **changed)


def scenario(months: int = 12, **parts: tuple) -> Scenario:
    return Scenario(
        id="test",
        name="Test",
        description=NOTE,
        start="2027-01",
        months=months,
        source="book",
        **parts,
    )


NO_METAL = Cut(note=NOTE, commodities=("metal",), origins=("CHN",), through=0.0)
SCENARIOS = {
    "undisturbed": None,
    "no metal from China": scenario(cuts=(NO_METAL,)),
    "less metal, dearer freight, a lost mine, more cars": scenario(
        months=8,
        cuts=(NO_METAL.model_copy(update={"through": (0.1, 0.4, 0.7)}),),
        outages=(
            Outage(note=NOTE, processes=("smelting",), available=0.6),
            Outage(note=NOTE, plants=("mine",), available=(0.2, 0.9)),
        ),
        demand=(DemandShift(note=NOTE, factor=1.3),),
        freight=(
            Freight(note=NOTE, factor=(3.0, 2.0)),
            Freight(note=NOTE, passage="strait", factor=5.0),
        ),
    ),
}


def modelled(
    world: World,
    periods: Periods,
    projects: pl.DataFrame | None = None,
    goods: list[str] | None = None,
    **how: object,
) -> Model:
    projects = world.table("projects") if projects is None else projects
    index = build_index(world, goods or GOODS, AS_OF, projects)
    return build(index, reconcile(index), periods, **how)  # type: ignore[arg-type]


def at_size(model: Model, found: Links, size: np.ndarray, case: Scenario | None = None) -> Outcome:
    """The optimum when the options have these sizes."""
    program = model.program
    upper, cost, factor = program.upper.copy(), program.cost.copy(), np.ones(len(program.cost))
    lower, right = program.row_lower.copy(), program.row_upper.copy()
    wanted = 1.0
    if case is not None:
        change = patch(model, case)
        upper[change.columns], factor[change.columns] = change.upper, change.factor
        cost[change.cost_columns] = change.cost
        lower[change.rows] = right[change.rows] = change.right_side
        wanted = change.demand_factor
    moved = found.rows @ size
    opened = replace(
        program,
        cost=cost,
        upper=upper + factor * (found.bounds @ size),
        row_lower=lower + moved,
        row_upper=right + moved,
    )
    solution = Solver(opened).solve()
    return Outcome(
        replace(model, program=opened), solution.x, solution.row_dual, solution.objective, wanted
    )


def options(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"option": range(len(names)), "project": names})


def whole(
    model: Model, name: str, size: float = 1.0, case: Scenario | None = None, **how: object
) -> Outcome:
    """The optimum with one project there from the first day on; a stockpile laid in at once."""
    count = len(model.periods)
    filled = np.eye(1, count)
    found = links(model, options([name]), np.ones((1, count)), filled, **how)  # type: ignore[arg-type]
    return at_size(model, found, np.array([size]), case)


def short(outcome: Outcome) -> float:
    return float(outcome.amounts("short").sum())


@pytest.mark.parametrize("periods", [YEAR, UNEVEN], ids=["one year", "uneven periods"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_built_projects_cost_the_same_in_both_models(name, periods):
    world, case, shared = with_projects(), SCENARIOS[name], periods is UNEVEN
    names = PROJECTS["id"].to_list()
    steps = np.linspace(0.2, 1.0, len(names) * len(periods)).reshape(len(names), -1)
    size, filled = np.linspace(0.3, 1.0, len(names)), steps / steps.sum(axis=1, keepdims=True)
    model = modelled(world, periods)
    found = links(model, options(names), steps, filled, shared=shared, growth=1.2)
    here = at_size(model, found, size, case)

    reference = twin.reference_tables(model.index, model.reference)
    rows = world.table("projects")
    there = twin.model(
        twin.figures(world, GOODS, reference, AS_OF, rows),
        periods,
        case,
        opened=twin.Opened(rows, size, steps, filled, shared=shared, growth=1.2),
    )
    program = here.model.program
    for part, ours, theirs in (
        ("cost", program.cost, there.matrices.c),
        ("upper", program.upper, there.matrices.ub),
        ("matrix", program.matrix.data, there.matrices.A.data),
    ):
        assert len(ours) == len(theirs), part
        np.testing.assert_allclose(np.sort(ours), np.sort(theirs), 1e-9, 1e-12, err_msg=part)
    assert here.objective == pytest.approx(
        twin.solve(there), abs=1e-6 * float(abs(program.cost * here.x).sum())
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), seed=st.integers(0, 2**16))
def test_projects_that_nobody_builds_change_nothing(case: RandomCase, seed: int):
    world, random = case.unbalanced, np.random.default_rng(seed)
    places = world.table("places")["id"].to_list()
    rows = []
    for number, process in enumerate(world.table("processes")["id"]):
        rows.append(project(f"p{number}", "plant", random.choice(places), 40.0, process=process))
    for number, good in enumerate(case.commodities):
        one, other = random.choice(places, 2, replace=False)
        more = {"commodity": good}
        rows.append(project(f"s{number}", "stockpile", one, 9.0, **more))
        rows.append(project(f"r{number}", "route", one, 9.0, destination=other, **more))
    columns = world.table("projects").schema
    projects = pl.DataFrame(
        [{name: row.get(name) for name in columns} for row in rows], schema=columns
    )
    plain = SolvedGroup.make(world, case.commodities, case.periods, AS_OF)
    model = modelled(world, case.periods, projects, case.commodities)

    arcs = plain.model.index.arcs
    assert model.index.arcs.head(arcs.height).equals(arcs)
    for name in ("activity", "flow", "demand", "unsold", "unexplained"):
        before = getattr(plain.model.reference, name)
        after = getattr(model.reference, name)
        np.testing.assert_array_equal(after[: len(before)], before)
        assert not after[len(before) :].any()
    nothing = links(
        model,
        options(projects["id"].to_list()),
        np.ones((projects.height, len(case.periods))),
        np.ones((projects.height, len(case.periods))) / len(case.periods),
    )
    for some in (None, case.scenario):
        before = plain.undisturbed if some is None else plain.outcome(some)
        after = at_size(model, nothing, np.zeros(projects.height), some)
        size = float(abs(before.model.program.cost * before.x).sum()) + 1e-9
        assert after.objective == pytest.approx(before.objective, abs=1e-6 * size)
        built = at_size(model, nothing, np.full(projects.height, 0.5), some)
        stocks = projects["id"].str.starts_with("s").to_numpy()
        if not stocks.any():
            assert built.objective <= after.objective + 1e-6 * size


def test_a_new_plant_delivers_what_a_cut_takes_away():
    world = with_projects(
        table(project("new_smelter", "plant", "JPN", 20.0, process="smelting")),
        stocks=table({"place": "JPN", "commodity": "ore", "holder": "industry", "tonnes": 900.0}),
    )
    model = modelled(world, YEAR)

    # Japan wants 30 t: 5 come from its spare smelter at 75 % of the year, 2 % are given up.
    before = whole(model, "new_smelter", 0.0, SCENARIOS["no metal from China"])
    after = whole(model, "new_smelter", 1.0, SCENARIOS["no metal from China"])
    half = whole(model, "new_smelter", 0.5, SCENARIOS["no metal from China"])
    assert short(before) - short(after) == pytest.approx(20.0)
    assert short(before) - short(half) == pytest.approx(10.0)
    done = after.projects()
    assert done.rows() == [("new_smelter", "activity", None, "JPN", "2027-01", 20.0)]
    assert whole(model, "new_smelter", 1.0).projects().height == 0
    lost = scenario(
        cuts=(NO_METAL,), outages=(Outage(note=NOTE, plants=("new_smelter",), available=0.25),)
    )
    lost.check(world)
    assert short(before) - short(whole(model, "new_smelter", 1.0, lost)) == pytest.approx(5.0)


def test_a_plant_abroad_ships_what_it_makes_and_no_more():
    world = with_projects(
        table(project("new_smelter", "plant", "AUS", 20.0, process="smelting")),
        stocks=table({"place": "AUS", "commodity": "ore", "holder": "industry", "tonnes": 900.0}),
    )
    model = modelled(world, YEAR)
    cut = SCENARIOS["no metal from China"]

    assert short(whole(model, "new_smelter", 0.0, cut)) - short(
        whole(model, "new_smelter", 1.0, cut)
    ) == pytest.approx(20.0)
    strait = Cut(note=NOTE, commodities=("metal",), passage="strait", through=0.5)
    both = scenario(cuts=(NO_METAL, strait))
    shipped = whole(model, "new_smelter", 1.0, both).frame("new_flow")
    shipped = shipped.filter(pl.col("origin") == "AUS", pl.col("commodity") == "metal")
    assert shipped["tonnes"].max() == pytest.approx(10.0)


def test_a_route_carries_what_nobody_could_ship_before():
    world = with_projects(
        table(
            project("rail", "route", "CHN", 4.0, commodity="byproduct", destination="JPN"),
        ),
        demand=table(
            *small_tables()["demand"].drop("source", "confidence").to_dicts(),
            {
                "place": "JPN",
                "commodity": "byproduct",
                "sector": "cars",
                "year": 2024,
                "tonnes": 0.0,
            },
        ),
    )
    model = modelled(world, YEAR)
    flow = links(model, options(["rail"]), np.ones((1, 1)), np.zeros((1, 1)))
    opened = model.program.columns["project_flow"].numbers[0, 0]

    assert (flow.bounds @ np.ones(1))[opened] == pytest.approx(4.0)
    dear = scenario(freight=(Freight(note=NOTE, destinations=("JPN",), factor=3.0),))
    change = patch(model, dear)
    cost = dict(zip(change.cost_columns.tolist(), change.cost.tolist(), strict=True))
    # At the same price at both ends, carriage is all that it costs: 10 USD, three times that.
    assert model.program.cost[opened] == pytest.approx(0.010)
    assert cost[opened] == pytest.approx(0.030)


def test_an_offtake_brings_goods_faster_than_new_contracts_and_stops_at_a_control():
    world = with_projects(
        table(
            project("contract", "offtake", "CHN", 6.0, commodity="metal", destination="USA"),
        ),
        demand=table(
            *small_tables()["demand"].drop("source", "confidence").to_dicts(),
            {"place": "USA", "commodity": "metal", "sector": "cars", "year": 2024, "tonnes": 8.0},
        ),
        routes=table(
            *small_tables()["routes"].drop("source", "confidence").to_dicts(),
            {
                "commodity": "metal",
                "origin": "CHN",
                "destination": "USA",
                "year": 2024,
                "tonnes": 8.0,
            },
        ),
        plants=small_tables()["plants"].with_columns(capacity=pl.Series([120.0, 60.0, 5.0])),
        production=small_tables()["production"].with_columns(tonnes=pl.Series([116.0, 58.0, 0.0])),
    )
    model = modelled(world, YEAR)
    growth = scenario(
        demand=(DemandShift(note=NOTE, places=("USA",), factor=1.5),),
        cuts=(Cut(note=NOTE, commodities=("metal",), destinations=("USA",), through=0.5),),
    )

    without, held = (whole(model, "contract", size, growth) for size in (0.0, 1.0))
    # Of the old 8 t and of the contract's 6 t half passes; 12 t are wanted and 2 % given up.
    assert held.amounts("project_flow").sum() == pytest.approx(3.0)
    assert short(without) == pytest.approx(12.0 - 4.0 - 0.24)
    assert short(held) == pytest.approx(12.0 - 4.0 - 3.0 - 0.24)
    assert whole(model, "contract").amounts("project_flow").sum() == pytest.approx(0.0)


def with_spare_capacity(*projects: dict) -> World:
    """China and Australia could make a fifth more than they do."""
    capacity = pl.Series([120.0, 60.0, 5.0])
    return with_projects(
        table(*projects), plants=small_tables()["plants"].with_columns(capacity=capacity)
    )


def test_a_stockpile_is_laid_in_from_spare_capacity_and_drawn_on_in_a_cut():
    world = with_spare_capacity(project("pile", "stockpile", "CHN", 6.0, commodity="ore"))
    model = modelled(world, Periods("2026-01", (12, 12)))
    no_ore = scenario(cuts=(Cut(note=NOTE, commodities=("ore",), through=0.0),))

    calm = whole(model, "pile")
    before, after = (whole(model, "pile", size, no_ore) for size in (0.0, 1.0))

    dug = calm.frame("extra_activity").filter(id="mine", period="2026-01")
    assert dug["tonnes"].sum() == pytest.approx(6.0)
    assert calm.projects().height == 0
    assert after.projects().rows() == [("pile", "draw", "ore", "CHN", "2027-01", 6.0)]
    # Two tonnes of ore make one of metal.
    without, held = (o.frame("short").filter(commodity="metal") for o in (before, after))
    assert without["tonnes"].sum() - held["tonnes"].sum() == pytest.approx(3.0)


def test_a_stockpile_that_nobody_can_fill_stays_empty_instead_of_breaking_the_model():
    world = with_projects(
        table(project("pile", "stockpile", "USA", 1e6, commodity="byproduct")),
        stocks=small_tables()["stocks"],
    )
    model = modelled(world, YEAR)

    outcome = whole(model, "pile", 1.0)

    assert outcome.amounts("project_draw").sum() == pytest.approx(1e6, rel=1e-3)


def test_a_stockpile_is_shipped_only_to_those_it_is_shared_with():
    world = with_spare_capacity(project("pile", "stockpile", "USA", 6.0, commodity="metal"))
    model = modelled(world, Periods("2026-01", (12, 12)))
    cut = SCENARIOS["no metal from China"]

    def to_japan(shared: bool | list[str]) -> float:
        outcome = whole(model, "pile", 1.0, cut, shared=shared)
        new = outcome.frame("new_flow").filter(origin="USA", destination="JPN")
        return float(new["tonnes"].sum())

    assert to_japan(False) == to_japan(["CHN"]) == 0.0
    assert to_japan(True) == to_japan(["JPN"]) == pytest.approx(6.0)


def test_what_a_place_can_take_bounds_what_a_whole_project_ships_there():
    model = modelled(with_projects(), YEAR)
    names = ["new_smelter", "any_smelter"]
    found = links(model, options(names), np.ones((2, 1)), np.zeros((2, 1)), growth=1.0)
    arcs = model.index.arcs.filter(commodity="metal", destination="CHN")
    at = {
        origin: model.program.columns["new_flow"].numbers[arc, 0]
        for arc, origin in arcs.select("arc", "origin").iter_rows()
    }
    # China uses 20 t and is the start of a way that carries 9, and of a contract for 6. A project
    # of any size may send all to one place.
    upper = found.bounds.toarray()
    assert upper[at["USA"], 0] == pytest.approx(20.0)
    assert upper[at["JPN"], 1] == pytest.approx(30.0)
    tight = links(
        modelled(with_projects(PROJECTS.filter(id="new_smelter")), YEAR),
        options(["new_smelter"]),
        np.ones((1, 1)),
        np.zeros((1, 1)),
        growth=0.5,
    )
    # 20 t of metal from 40 t of ore; but China, without the ways, takes 20 * 0.5 t of the metal.
    assert 10.0 in tight.bounds.data


def test_a_limit_on_shortage_binds_and_grows_with_demand():
    world = with_projects()
    index = build_index(world, GOODS, AS_OF, world.table("projects"))
    japan = index.demand.filter(commodity="metal", place="JPN")["demand"][0]
    limit = np.where(np.arange(3) == japan, 0.1, np.inf)
    model = build(index, reconcile(index), YEAR, most_short=limit)
    assert model.program.rows["short_limit"].size == 1
    lost = scenario(
        outages=(Outage(note=NOTE, plants=("mine",), available=0.7),),
        demand=(DemandShift(note=NOTE, places=("JPN",), factor=1.2),),
    )

    outcome = whole(model, "pile", 0.0, lost)

    gone = outcome.frame("short").filter(demand=japan)["tonnes"].sum()
    assert gone == pytest.approx(3.6)


def test_every_column_and_row_has_a_name_of_its_own_that_a_file_can_hold():
    model = modelled(with_projects(), UNEVEN, most_short=0.5)
    columns, rows = model.names()

    assert len(columns) == len(model.program.cost)
    assert len(rows) == len(model.program.row_lower)
    for names in (columns, rows):
        assert len(set(names)) == len(names)
        assert all(set(name) <= set(ALLOWED) for name in names)
    assert "new_flow.metal.CHN.JPN.2027-02" in columns
    assert "extra_activity.project.new_smelter.2027-01" in columns
    assert "project_flow.railway.metal.CHN.USA.2027-01" in columns
    assert "short.metal.JPN.cars.0.2027-01" in columns
    assert "balance.ore.AUS.2027-10" in rows


ALLOWED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"


def test_a_project_that_cannot_be_chosen_says_why():
    projects = table(
        project("runs", "plant", "JPN", 5.0, process="smelting", status="operating"),
        project("vague", "plant", "JPN", None, process="smelting"),
        project("good", "plant", "JPN", 5.0, process="smelting"),
        project("pile", "stockpile", "JPN", 5.0, commodity="metal"),
    )
    world = with_projects(projects)

    chosen, left_out = usable(world, GOODS)
    elsewhere, _ = usable(world, ["wood"])

    assert chosen["id"].to_list() == ["good", "pile"]
    assert left_out.rows() == [
        ("runs", "it runs already"),
        ("vague", "its capacity is not known"),
    ]
    assert elsewhere.height == 0
    with pytest.raises(XenotimeError, match="the capacity of project 'vague' is not known"):
        build_index(world, GOODS, AS_OF, world.table("projects"))


def test_projects_outside_a_part_of_the_world_go_where_their_places_go():
    elsewhere = with_projects().select(places=["JPN", "CHN"]).table("projects")
    found = dict(elsewhere.select("id", "destination").iter_rows())

    assert found["railway"] == elsewhere.filter(id="new_smelter")["place"][0] != "USA"
    assert found["contract"] == "JPN"
    assert found["pile"] is None
    assert "dear_way" not in found  # both of its ends are in the rest of the world


def test_a_model_with_projects_is_not_split_into_layers():
    with pytest.raises(ValueError, match="candidates"):
        layered(modelled(with_projects(), YEAR), Content(("CHN",), ("metal",)))
