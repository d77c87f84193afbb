"""Scenarios: the shipped ones fit the atlas, files say what is wrong with them, and each part of a
scenario touches what it names and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_world import small_tables, small_world, table
from xenotime.network.model import Model
from xenotime.network.patch import Patch, patch
from xenotime.network.periods import Periods
from xenotime.scenarios.scenario import (
    Cut,
    DemandShift,
    Freight,
    Outage,
    Scenario,
    by_period,
    shipped,
)
from xenotime.solve.linear import Solver
from xenotime.studies.case import Case
from xenotime.studies.solved import SolvedGroup
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

SHIPPED = {
    "china-ree-licensing-2025",
    "china-ree-stop",
    "myanmar-clay-stop",
    "gallium-germanium-ban",
    "graphite-licensing",
    "pandemic-2020",
    "strait-closure",
}
NOTE = "by hand"
START = "2027-01"
HEAD = """id = "own"
name = "Own"
description = "Something happens"
start = "2027-01"
months = 3
source = "book"
"""
CUT = """[[cuts]]
note = "by hand"
commodities = ["metal"]
"""


# --- the shipped ones


def test_the_scenarios_of_the_issue_ship_with_the_package():
    assert {scenario.id for scenario in shipped()} == SHIPPED


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_scenario_fits_the_atlas_and_touches_something(name: str, atlas_case: Case):
    scenario = Scenario.load(name)
    scenario.check(atlas_case.world)
    start = atlas_case.horizon[0]
    changes = [
        patch(atlas_case.solved(number).model, scenario, start)
        for number in range(len(atlas_case.groups))
    ]

    assert any(not change.empty for change in changes)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_no_part_of_a_shipped_scenario_is_idle(name: str, atlas_case: Case):
    whole = Scenario.load(name)
    nothing: dict[str, tuple[Any, ...]] = {"cuts": (), "outages": (), "demand": (), "freight": ()}
    for kind in nothing:
        for number, part in enumerate(getattr(whole, kind), 1):
            alone = whole.model_copy(update=nothing | {kind: (part,)})
            touched = (
                patch(atlas_case.solved(group).model, alone, atlas_case.horizon[0])
                for group in range(len(atlas_case.groups))
            )
            assert any(not change.empty for change in touched), f"{kind} {number}"


def test_every_shipped_scenario_says_how_likely_it_is_and_what_it_rests_on():
    for scenario in shipped():
        assert scenario.probability is not None, scenario.id
        assert scenario.source, scenario.id


# --- shares by month


def test_monthly_shares_are_averaged_over_periods_of_any_length():
    # Nine months, the scenario takes the second to the sixth, its last share holds on:
    #   1, 0.2 | 0.4, 0.6, 0.6 | 0.6, 1, 1, 1  ->  0.6, 1.6 / 3, 0.9
    found = by_period((0.2, 0.4, 0.6), 5, 1, np.array([2, 3, 4]))

    assert found == pytest.approx([0.6, 1.6 / 3, 0.9])


def test_a_scenario_that_began_before_the_horizon_goes_on_where_it_stands():
    # Begun two months before: the third share is the first month's.  0.6, 0.6 | 1
    found = by_period((0.2, 0.4, 0.6), 4, -2, np.array([1, 1, 1]))

    assert found == pytest.approx([0.6, 0.6, 1.0])


@pytest.mark.parametrize("offset", [-12, 6, 100])
def test_a_scenario_outside_the_horizon_changes_nothing(offset: int):
    assert by_period(0.0, 6, offset, np.array([3, 3])) == pytest.approx([1, 1])


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(st.floats(0, 2), min_size=1, max_size=6),
    months=st.integers(1, 20),
    offset=st.integers(-15, 25),
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=5),
)
def test_the_average_of_a_period_is_the_mean_of_its_months(values, months, offset, lengths):
    expected, month = [], 0
    for length in lengths:
        shares = []
        for _ in range(length):
            since = month - offset
            inside = 0 <= since < months
            shares.append(values[min(since, len(values) - 1)] if inside else 1.0)
            month += 1
        expected.append(sum(shares) / length)

    assert by_period(tuple(values), months, offset, np.array(lengths)) == pytest.approx(expected)


# --- files


def refusal(text: str) -> str:
    with pytest.raises(XenotimeError) as caught:
        Scenario.parse(text, "own.toml")
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_a_whole_scenario_file_is_read(tmp_path: Path):
    file = tmp_path / "own.toml"
    file.write_text("\ufeff" + HEAD + CUT + "through = [0.5, 1]\n", encoding="utf-8")
    found = Scenario.load(file)

    assert found.cuts == (Cut(note=NOTE, commodities=("metal",), through=(0.5, 1.0)),)
    assert found.outages == found.demand == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CUT + "thrugh = 0.5", "cuts 1, thrugh: there is no such key; did you mean through?"),
        ("[[cut]]\n", "cut: there is no such key; did you mean cuts?"),
        (CUT, "cuts 1, through: this key is missing"),
        (CUT + "through = 1.5", "cuts 1, through: 1.5 is wrong, it should be less than"),
        (CUT + "through = -0.5", "cuts 1, through: -0.5 is wrong, it should be greater than"),
        (CUT + "through = [0.5, 1.5]", "cuts 1, through 2: 1.5 is wrong"),
        (CUT + "through = nan", "cuts 1, through: nan is wrong, it should be a finite number"),
        (CUT + "through = []", "cuts 1, through: this is empty"),
        (CUT + 'through = "half"', "cuts 1, through: half is wrong, it should be a valid number"),
        (CUT + "through = true", "cuts 1, through: True is wrong"),
        (CUT + "through = 0\norigins = []", "cuts 1, origins: this is empty"),
        (CUT + 'through = 0\norigins = "CHN"', "cuts 1, origins: 'CHN' should be a list"),
        ('[[demand]]\nnote = "n"\nfactor = -1', "demand 1, factor: -1 is wrong"),
        ('[[outages]]\nnote = ""\navailable = 0', "outages 1, note: this is empty"),
        ('[[freight]]\nnote = "n"\nfactor = -1', "freight 1, factor: -1 is wrong"),
        (
            '[[freight]]\nnote = "n"\nfactr = 2',
            "freight 1, factr: there is no such key; did you mean factor?",
        ),
    ],
)
def test_a_part_that_cannot_be_read_is_named_with_its_file_and_key(text: str, said: str):
    assert refusal(HEAD + text).startswith(f"own.toml, {said}")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"2027-01"', '"2027-13"', "start: '2027-13' is not a month; write YYYY-MM"),
        ('"2027-01"', "2027-01-01", "start: 2027-01-01 is wrong, it should be a valid string"),
        ("months = 3", "months = 0", "months: 0 is wrong, it should be greater than"),
        ("months = 3", "months = 1.5", "months: 1.5 is wrong, it should be a valid integer"),
        ('"own"', '"My own"', "id: 'My own' is not small letters, digits and hyphens"),
        ('name = "Own"\n', "", "name: this key is missing"),
        ("", 'colour = "red"\n', "colour: there is no such key"),
        ("", "probability = 2\n", "probability: 2 is wrong"),
    ],
)
def test_a_head_that_cannot_be_read_is_named_with_its_file_and_key(
    before: str, after: str, said: str
):
    text = HEAD.replace(before, after, 1) if before else HEAD + after

    assert refusal(text).startswith(f"own.toml, {said}")


def test_a_file_that_is_not_toml_says_so():
    assert refusal("id = ").startswith("own.toml is not TOML: ")


def load_refusal(path: Path | str) -> str:
    with pytest.raises(XenotimeError) as caught:
        Scenario.load(path)
    return str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path):
    missing = tmp_path / "none.toml"

    assert load_refusal(missing) == f"{missing} cannot be read: No such file or directory"


def test_a_folder_or_a_file_in_another_encoding_says_so(tmp_path: Path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes(HEAD.replace("Own", "Überfall").encode("latin-1"))

    assert load_refusal(latin) == f"{latin} is not UTF-8 text; save it as UTF-8"
    assert load_refusal(tmp_path).startswith(f"{tmp_path} cannot be read: ")


def test_a_misspelt_shipped_scenario_is_answered_with_the_nearest_one():
    assert load_refusal("china-ree-stp") == (
        "no scenario is called 'china-ree-stp'; did you mean china-ree-stop?"
    )
    for name in SHIPPED:
        assert name in load_refusal("earthquake")


def scenario(*parts: Cut | Outage | DemandShift | Freight, **more: Any) -> Scenario:
    kinds = {"cuts": Cut, "outages": Outage, "demand": DemandShift, "freight": Freight}
    given = {
        name: tuple(part for part in parts if isinstance(part, kind))
        for name, kind in kinds.items()
    }
    head = {"id": "own", "name": "Own", "description": NOTE, "start": START, "months": 12}
    return Scenario(**(head | {"source": "book"} | given | more))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Cut(note=NOTE, commodities=("mettal",), through=0), "cut 1: no 'mettal' in commodities"),
        (Cut(note=NOTE, commodities=("*",), origins=("CHM",), through=0), "cut 1: no 'CHM' in"),
        (Cut(note=NOTE, commodities=("*",), destinations=("XXX",), through=0), "cut 1: no 'XXX'"),
        (
            Cut(note=NOTE, commodities=("*",), except_destinations=("XXX",), through=0),
            "cut 1: no 'XXX' in places",
        ),
        (
            Cut(note=NOTE, commodities=("*",), except_destinations=("*",), through=0),
            "cut 1: except_destinations names places one by one, not '*'",
        ),
        (
            Cut(note=NOTE, commodities=("*",), passage="straight", through=0),
            "cut 1: no 'straight' in passages; did you mean strait?",
        ),
        (Cut(note=NOTE, commodities=("*",), passage="*", through=0), "cut 1: no '*' in passages"),
        (Cut(note=NOTE, commodities=("*",), passage="", through=0), "cut 1: no '' in passages"),
        (Outage(note=NOTE, plants=("smeltr",), available=0), "outage 1: no 'smeltr' in plants;"),
        (Outage(note=NOTE, processes=("digg",), available=0), "outage 1: no 'digg' in processes"),
        (
            Outage(note=NOTE, available=0),
            "outage 1: say which plants, processes or commodities",
        ),
        (DemandShift(note=NOTE, sectors=("bikes",), factor=1), "demand 1: no 'bikes' in sectors"),
        (Freight(note=NOTE, commodities=("or",), factor=2), "freight 1: no 'or' in commodities"),
        (Freight(note=NOTE, origins=("CHM",), factor=2), "freight 1: no 'CHM' in places"),
        (Freight(note=NOTE, passage="straight", factor=2), "freight 1: no 'straight' in passages"),
    ],
)
def test_a_name_that_the_world_does_not_know_is_an_error_not_a_scenario_without_effect(part, said):
    with pytest.raises(XenotimeError) as caught:
        scenario(part).check(small_world())

    assert str(caught.value).startswith(f"scenario own, {said}")


@pytest.mark.parametrize("source", ["none", ("book", "none"), "*"])
def test_a_source_that_the_world_does_not_know_is_an_error(source):
    with pytest.raises(XenotimeError, match=r"scenario own, source: no '(none|\*)' in sources"):
        scenario(source=source).check(small_world())


def test_a_case_checks_its_scenarios_before_anything_is_solved():
    wrong = scenario(Cut(note=NOTE, commodities=("mettal",), through=0))

    with pytest.raises(XenotimeError, match="did you mean metal"):
        Case(small_world(), ("JPN",), scenarios=(wrong,))


def test_a_copy_of_a_case_with_another_horizon_is_solved_anew():
    first = Case(small_world(), ("JPN",), ("2027-01", "2027-12"))
    assert first.solved(0).model.periods.start == "2027-01"

    assert replace(first, horizon=("2030-01", "2030-12")).solved(0).model.periods.start == "2030-01"


# --- what the parts touch


def built(*months: int, world: World | None = None) -> Model:
    whole = world or small_world()
    periods = Periods(START, months or (12,))
    group = SolvedGroup.make(whole, ["ore", "metal", "byproduct"], periods, f"{START}-01")
    return group.model


@pytest.fixture(scope="module")
def model() -> Model:
    return built()


def factors(model: Model, change: Patch, block: str) -> dict[tuple[str, ...], list[float]]:
    """What remains of each upper bound that the patch lowers or raises, by label."""
    found = model.program.columns[block]
    remaining = np.full(len(model.program.upper), np.nan)
    normal = model.program.upper[change.columns]
    remaining[change.columns] = np.divide(
        change.upper, normal, out=np.full(len(normal), -1.0), where=normal > 0
    )
    by_item = found.read(remaining)
    keys = {
        "kept_flow": ("commodity", "origin", "destination"),
        "new_flow": ("commodity", "origin", "destination"),
        "kept_activity": ("id",),
        "extra_activity": ("id",),
    }.get(block, ("commodity", "place", "sector"))
    if block == "substituted":
        keys = ("name",)
    labels = found.labels.select(keys).rows()
    return {
        label: [float(v) for v in row]
        for label, row in zip(labels, by_item, strict=True)
        if not np.isnan(row).all()
    }


def ways(model: Model, change: Patch) -> set[tuple[str, str, str]]:
    """Routes that the patch touches, whether used before or not."""
    return set(factors(model, change, "new_flow"))


def test_a_cut_lets_its_share_of_old_contracts_through_and_nothing_new_on_that_route(model: Model):
    change = patch(
        model,
        scenario(Cut(note=NOTE, commodities=("metal",), origins=("CHN",), through=0.25)),
    )

    assert factors(model, change, "kept_flow") == {("metal", "CHN", "JPN"): [0.25]}
    assert factors(model, change, "new_flow") == {("metal", "CHN", "JPN"): [0.0]}
    assert not len(change.rows)


def test_cuts_of_the_same_route_multiply(model: Model):
    change = patch(
        model,
        scenario(
            Cut(note=NOTE, commodities=("metal",), origins=("CHN",), through=0.5),
            Cut(note=NOTE, commodities=("*",), destinations=("JPN",), through=0.5),
        ),
    )

    assert factors(model, change, "kept_flow") == {("metal", "CHN", "JPN"): [0.25]}
    assert factors(model, change, "new_flow") == {
        ("metal", "CHN", "JPN"): [0.0],
        ("ore", "AUS", "JPN"): [0.0],
    }


def test_cuts_that_overlap_for_part_of_a_period_multiply_month_by_month(model: Model):
    first = Cut(note=NOTE, commodities=("metal",), through=(*[0.0] * 6, 1.0))
    then = Cut(note=NOTE, commodities=("metal",), through=(*[1.0] * 6, 0.5))
    change = patch(model, scenario(first, then))

    # Six months of nothing, six of a half: a quarter, not a half of three quarters.
    assert factors(model, change, "kept_flow") == {("metal", "CHN", "JPN"): [0.25]}


def test_dearer_freight_adds_to_what_a_tonne_costs_on_its_way_and_nowhere_else(model: Model):
    change = patch(model, scenario(Freight(note=NOTE, passage="strait", factor=(2.0, 4.0))))
    program = model.program
    added = np.zeros(len(program.cost))
    added[change.cost_columns] = change.cost - program.cost[change.cost_columns]

    # 10 USD a tonne, one month at twice and eleven at four times that: 28.33 USD more on average.
    for block, way in (("kept_flow", ("ore", "AUS", "CHN")), ("new_flow", ("ore", "AUS", "JPN"))):
        found = program.columns[block]
        rows = found.labels.select("commodity", "origin", "destination").rows()
        more = found.read(added)[rows.index(way)]
        assert more == pytest.approx([0.010 * (2.0 + 11 * 4.0 - 12) / 12])
    assert not program.columns["kept_activity"].read(added).any()
    outcome = SolvedGroup(model, Solver(program)).outcome(
        scenario(Freight(note=NOTE, commodities=("metal",), factor=3.0))
    )
    usual = SolvedGroup(model, Solver(program)).undisturbed
    assert outcome.cost_usd - usual.cost_usd == pytest.approx(30.0 * 20.0)


def test_dearer_freight_is_gone_when_the_next_scenario_is_solved(model: Model):
    group = SolvedGroup(model, Solver(model.program))
    cut = scenario(Cut(note=NOTE, commodities=("metal",), through=0.9), id="cut")
    alone = group.outcome(cut).objective
    group.outcome(scenario(Freight(note=NOTE, factor=9.0)))

    again = cut.model_copy(update={"id": "again"})
    assert group.outcome(again).objective == pytest.approx(alone)


def test_a_star_cuts_every_commodity_and_every_route(model: Model):
    change = patch(model, scenario(Cut(note=NOTE, commodities=("*",), through=0.0)))

    assert len(factors(model, change, "new_flow")) == model.index.arcs.height
    assert len(factors(model, change, "kept_flow")) == 2


def test_a_closed_passage_stops_only_the_routes_that_go_through_it(model: Model):
    # The strait joins south (AUS) and north (CHN, JPN), either way round.
    change = patch(
        model, scenario(Cut(note=NOTE, commodities=("*",), passage="strait", through=0.0))
    )
    touched = ways(model, change)

    assert touched
    assert all("AUS" in (origin, destination) for _, origin, destination in touched)
    assert set(factors(model, change, "kept_flow")) == {("ore", "AUS", "CHN")}


def test_a_closed_passage_stops_trade_in_the_other_direction_too():
    tables = small_tables()
    back = table(
        {
            "commodity": "metal",
            "origin": "JPN",
            "destination": "AUS",
            "year": 2024,
            "tonnes": 1.0,
        }
    )
    routes = pl.concat([tables["routes"], back], how="diagonal")
    model = built(world=small_world(routes=routes))
    change = patch(
        model,
        scenario(Cut(note=NOTE, commodities=("metal",), passage="strait", through=0.0)),
    )

    assert set(factors(model, change, "kept_flow")) == {("metal", "JPN", "AUS")}


def test_destinations_that_are_excepted_stay_free(model: Model):
    everything = Cut(note=NOTE, commodities=("*",), origins=("CHN", "AUS"), through=0.0)
    free = everything.model_copy(update={"except_destinations": ("JPN",)})
    all_ways = ways(model, patch(model, scenario(everything)))
    cut_ways = ways(model, patch(model, scenario(free)))

    assert ("metal", "CHN", "JPN") in all_ways
    assert cut_ways == {way for way in all_ways if way[2] != "JPN"}


@pytest.mark.parametrize(
    ("parts", "hit"),
    [
        ({"plants": ("smelter",)}, {"smelter"}),
        ({"plants": ("*",)}, {"mine", "smelter", "spare_smelter"}),
        ({"processes": ("smelting",)}, {"smelter", "spare_smelter"}),
        ({"processes": ("smelting",), "places": ("JPN",)}, {"spare_smelter"}),
        ({"processes": ("*",), "places": ("CHN",)}, {"smelter"}),
        ({"commodities": ("byproduct",)}, {"smelter", "spare_smelter"}),
        ({"commodities": ("ore",)}, {"mine"}),
        ({"commodities": ("*",)}, {"mine", "smelter", "spare_smelter"}),
        ({"plants": ("mine",), "commodities": ("metal",)}, {"mine", "smelter", "spare_smelter"}),
        ({"plants": ("mine",), "places": ("CHN",)}, set()),
    ],
)
def test_an_outage_stops_the_plants_that_it_names_by_plant_process_or_product(
    model: Model, parts: dict[str, tuple[str, ...]], hit: set[str]
):
    change = patch(model, scenario(Outage(note=NOTE, available=0.5, **parts)))

    for block in ("kept_activity", "extra_activity"):
        assert {label[0] for label in factors(model, change, block)} == hit
    assert change.empty == (not hit)


def test_outages_and_cuts_by_month_are_averaged_over_each_period():
    # January and February at 0 and 0.5, then 0.9 to the end of May:  0.25 | 0.9 | (0.9 + 1 + 1) / 3
    model = built(2, 2, 3)
    change = patch(
        model,
        scenario(Outage(note=NOTE, plants=("mine",), available=(0.0, 0.5, 0.9)), months=5),
    )

    assert factors(model, change, "kept_activity")[("mine",)] == pytest.approx([0.25, 0.9, 2.9 / 3])


def test_a_study_can_move_the_start_of_a_scenario():
    model = built(3, 3)
    stop = scenario(Outage(note=NOTE, plants=("mine",), available=0.0), months=3)
    moved = patch(model, stop, "2027-04")

    labels = model.program.columns["kept_activity"]
    assert moved.columns.tolist()[0] == labels.numbers[0, 1]
    assert patch(model, stop).columns.tolist()[0] == labels.numbers[0, 0]
    with pytest.raises(XenotimeError, match="'April' is not a month"):
        patch(model, stop, "April")


def test_moved_demand_moves_what_is_wanted_and_what_can_be_short_priced_out_or_replaced():
    substitutes = table(
        {
            "sector": "cars",
            "commodity": "metal",
            "substitute": "wood",
            "share": 0.4,
            "years": 0.0,
            "usd_per_t": 500.0,
        }
    )
    model = built(world=small_world(substitutions=substitutes))
    change = patch(
        model,
        scenario(DemandShift(note=NOTE, commodities=("metal",), places=("JPN",), factor=1.5)),
    )

    assert change.right_side == pytest.approx([45.0])
    for block in ("short", "priced_out"):
        assert factors(model, change, block) == {("metal", "JPN", "cars"): [1.5]}
    assert factors(model, change, "substituted") == {("wood",): [1.5]}
    assert sorted(change.demand_factor.ravel()) == [1.0, 1.0, 1.5]


def test_demand_moves_of_the_same_sector_multiply(model: Model):
    fall = DemandShift(note=NOTE, sectors=("cars",), commodities=("metal",), factor=0.5)
    change = patch(model, scenario(fall, fall))

    assert sorted(change.right_side) == pytest.approx([5.0, 7.5])


@pytest.mark.parametrize(
    "part",
    [
        Cut(note=NOTE, commodities=("*",), through=1.0),
        Outage(note=NOTE, commodities=("*",), available=1.0),
        DemandShift(note=NOTE, factor=1.0),
        Freight(note=NOTE, factor=1.0),
    ],
)
def test_a_part_that_lets_everything_through_is_no_change(model: Model, part):
    assert patch(model, scenario(part)).empty
