"""Measures in force become cuts: queues, bans, quotas and shares of users, each where it belongs,
and nothing where the reference year has it already."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_world import small_tables, table
from xenotime.scenarios import Assumptions, Scenario, from_measures
from xenotime.scenarios.assumptions import Let, Listed, Quota, Use
from xenotime.scenarios.scenario import by_period
from xenotime.studies.case import Case
from xenotime.studies.impact import impact
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

QUEUE = (0.5, 0.0, 0.4, 0.8)
FIGURES = {"source": ("book",), "note": "by hand"}
DAY = "2026-09-01"


def assumed(**changed: Any) -> Assumptions:
    """Assumptions of one queue for licences, a tenth of everything military."""
    paths = {"licence": QUEUE, "review": 0.3, "denial": 0.02, "prohibited": 0.0, "quota": 1.0}
    entries: dict[str, Any] = {
        "name": "test",
        "months": 6,
        "shares": [FIGURES | {"policy": p, "through": s} for p, s in paths.items()],
        "uses": [FIGURES | {"use": "military", "sectors": ["cars"], "share": 0.1}],
        "listed": [FIGURES | {"share_per_party": 0.05}],
    }
    return Assumptions.model_validate(entries | changed)


def measure(name: str, effective: str | None = "2026-09-01", **more: Any) -> dict[str, Any]:
    """A measure of China on metal, licence to everybody unless more is said."""
    return {
        "id": name,
        "effective": effective,
        "government": "CHN",
        "kind": "export_control",
        "destinations": "*",
        "reach": "export",
        "policy": "licence",
        "commodities": "metal",
    } | more


def world(*measures: dict[str, Any], **tables: pl.DataFrame) -> World:
    """The small world with measures; a measure's keys go where the schema has them."""
    acts = [
        {
            "id": m["id"],
            "government": m["government"],
            "kind": m["kind"],
            "title": m["id"],
            "announced": m.get("announced", (m["effective"] or "2020-01-01")),
            "effective": m["effective"],
            "undated": None if m["effective"] else "unverified",
            "end": m.get("end"),
        }
        for m in measures
    ]
    items = [
        {
            "measure": m["id"],
            "item": "goods",
            "description": "goods",
            "elements": None if m.get("listed_by") else "Fe",
            "listed_by": m.get("listed_by"),
            "commodities": None if m.get("listed_by") else m["commodities"],
        }
        for m in measures
    ]
    wanted = ("destinations", "except_destinations", "reach", "end_uses", "end_users", "policy")
    rules = [
        {"measure": m["id"], "rule": "all", "share_from": m.get("share_from")}
        | {name: m.get(name) for name in wanted}
        for m in measures
    ]
    pauses = [
        {"measure": m["id"], "start": m["suspended"][0], "until": m["suspended"][1]}
        for m in measures
        if "suspended" in m
    ]
    parties = [
        {"measure": m["id"], "name": f"Firm {n}", "listed_as": "control_list"}
        for m in measures
        for n in range(m.get("parties", 0))
    ]
    added = {
        "measures": acts,
        "measure_items": items,
        "measure_destinations": rules,
        "suspensions": pauses,
        "listed_parties": parties,
    }
    filled = {name: table(*rows) for name, rows in added.items() if rows}
    return World.from_tables(small_tables() | filled | tables)


def share(scenario: Scenario, destination: str = "JPN", good: str = "metal") -> list[float]:
    """What the scenario lets through of a good from China to a place, month by month; the cuts of
    one route must not overlap, or the model would multiply them."""
    found = [
        cut.through
        for cut in scenario.cuts
        if good in cut.commodities
        and cut.content is None
        and "CHN" in cut.origins
        and (cut.destinations == ("*",) or destination in cut.destinations)
        and destination not in cut.except_destinations
    ]
    assert len(found) <= 1
    months = pl.Series([1] * scenario.months).to_numpy()
    return by_period(found[0] if found else 1.0, scenario.months, 0, months).tolist()


# --- what is in the reference year, and what is new


def test_a_measure_in_force_throughout_the_reference_year_changes_nothing():
    found = from_measures(world(measure("old", "2023-08-01")), DAY, assumed())

    assert found.cuts == ()
    assert "In force throughout 2024" in found.description
    assert "old (2023-08-01)" in found.description


def test_a_new_measure_runs_through_the_queue_from_its_first_month():
    found = from_measures(world(measure("new", "2026-07-15")), DAY, assumed())

    # July is the first month, so September is the third.
    assert found.start == "2026-09"
    assert share(found) == pytest.approx([0.4, 0.8, 0.8, 0.8, 0.8, 0.8])


def test_a_measure_that_is_announced_begins_when_it_takes_effect():
    later = measure("later", "2026-11-08", announced="2026-08-01")
    found = from_measures(world(later), DAY, assumed())

    assert share(found) == pytest.approx([1.0, 1.0, 0.5, 0.0, 0.4, 0.8])


def test_a_measure_that_is_announced_later_is_not_known_on_the_day():
    later = measure("later", "2026-11-08", announced="2026-10-09")

    assert from_measures(world(later), DAY, assumed()).cuts == ()


def test_a_measure_that_ends_lets_everything_through_from_the_month_of_its_last_day():
    ending = measure("ending", "2026-01-01", end="2026-11-10")
    found = from_measures(world(ending), DAY, assumed())

    assert share(found) == pytest.approx([0.8, 0.8, 1.0, 1.0, 1.0, 1.0])


def test_a_measure_begun_within_the_reference_year_counts_against_what_that_year_let_through():
    # Free for eleven months, nothing in December: 11 / 12 of normal trade went through in 2024.
    found = from_measures(world(measure("december", "2024-12-03", policy="review")), DAY, assumed())

    assert share(found) == pytest.approx([0.3 / ((11 + 0.3) / 12)] * 6, abs=1e-4)


def test_the_queue_may_begin_later_than_the_measure():
    found = from_measures(world(measure("new")), DAY, assumed(queue_begins=2))

    assert share(found) == pytest.approx([1.0, 1.0, 0.5, 0.0, 0.4, 0.8])


def test_withholding_next_to_nothing_leaves_a_route_free():
    few = world(measure("arms", policy="prohibited", end_uses="military"))
    tenth = [FIGURES | {"use": "military", "sectors": ["cars"], "share": 0.005}]

    assert from_measures(few, DAY, assumed(uses=tenth, negligible=0.01)).cuts == ()
    assert share(from_measures(few, DAY, assumed(uses=tenth)))[0] == pytest.approx(0.995)


# --- to whom


def test_a_ban_on_military_users_removes_just_their_share():
    arms = measure("arms", policy="prohibited", end_uses="military", destinations="JPN")
    found = from_measures(world(arms), DAY, assumed())

    assert share(found) == pytest.approx([0.9] * 6)
    assert share(found, "AUS") == [1.0] * 6


def test_a_ban_on_listed_firms_removes_the_share_of_those_that_the_act_names():
    listing = measure("list", policy="prohibited", end_users="control_list", parties=2)
    other = listing | {"id": "other", "parties": 1, "announced": DAY, "effective": "2026-10-01"}
    found = from_measures(world(listing, other), DAY, assumed())

    assert share(found) == pytest.approx([0.9, *[0.85] * 5])


def test_military_users_and_the_rest_are_each_let_through_by_their_own_rule():
    arms = measure("arms", policy="prohibited", end_uses="military")
    found = from_measures(world(arms, measure("all", policy="review")), DAY, assumed())

    assert share(found) == pytest.approx([0.9 * 0.3] * 6)


def test_what_plants_take_in_is_shared_out_like_their_mineral_s_headline_goods():
    # Ore has no demand of its own; the metal made of it goes to cars, a tenth of it for arms.
    arms = measure("arms", policy="prohibited", end_uses="military", commodities="ore")
    arms |= {"government": "AUS", "destinations": "CHN"}
    found = from_measures(world(arms), DAY, assumed())

    (cut,) = found.cuts
    assert (cut.origins, cut.destinations) == (("AUS",), ("CHN",))
    assert cut.through == pytest.approx(0.9)


def test_goods_of_other_acts_are_cut_as_far_as_these_are_in_force():
    base = measure("base", "2023-08-01")
    every = measure("every", policy="prohibited", listed_by="base", destinations="JPN")

    assert share(from_measures(world(base, every), DAY, assumed())) == [0.0] * 6
    ended = measure("base", "2023-08-01", end="2025-01-01")
    assert from_measures(world(ended, every), DAY, assumed()).cuts == ()


# --- several at once


def test_of_rules_that_overlap_the_strictest_counts_and_not_the_product():
    found = from_measures(
        world(measure("one", policy="review"), measure("two", "2026-07-15")), DAY, assumed()
    )

    assert share(found) == pytest.approx([0.3] * 6)
    assert len(found.cuts) == 1


POLICIES = st.sampled_from(["licence", "review", "denial", "prohibited", "quota"])
MEASURES = st.builds(
    lambda day, policy, destinations, uses, parties, goods: {
        "announced": "2020-01-01",
        "effective": day.isoformat(),
        "policy": policy,
        "destinations": destinations,
        "end_uses": uses,
        "end_users": "control_list" if parties else None,
        "parties": parties,
        "commodities": goods,
    },
    st.dates(datetime.date(2022, 1, 1), datetime.date(2027, 2, 1)),
    POLICIES,
    st.sampled_from(["*", "JPN", "AUS", "JPN AUS"]),
    st.sampled_from([None, "military", "civil", "semiconductor"]),
    st.integers(0, 3),
    st.sampled_from(["metal", "metal byproduct", "byproduct"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(MEASURES, min_size=1, max_size=4))
def test_adding_a_measure_never_raises_what_a_route_lets_through(drawn: list[dict[str, Any]]):
    rows = [measure(f"m{n}", **entry) for n, entry in enumerate(drawn)]
    fewer = from_measures(world(*rows[:-1]), DAY, assumed())
    more = from_measures(world(*rows), DAY, assumed())

    for place in ("JPN", "AUS"):
        for good in ("metal", "byproduct"):
            pairs = zip(share(more, place, good), share(fewer, place, good), strict=True)
            assert all(after <= before + 1e-9 for after, before in pairs)


# --- what is not in force


def suspended() -> dict[str, Any]:
    return measure("pause", "2025-10-09", suspended=("2025-11-07", "2026-11-10"))


def test_a_suspended_measure_changes_nothing_and_is_named():
    found = from_measures(world(suspended()), DAY, assumed())

    assert found.cuts == ()
    assert "Suspended, so that nothing changes: pause" in found.description


def test_a_suspension_that_runs_out_without_a_successor_changes_nothing_either():
    found = from_measures(world(suspended()), "2026-12-01", assumed())

    assert found.cuts == ()
    assert "Unverified, taken as not in force: pause" in found.description


@pytest.mark.parametrize("day", [DAY, "2026-12-01"])
def test_a_measure_that_is_switched_on_begins_its_queue_in_the_month_asked_about(day: str):
    found = from_measures(world(suspended()), day, assumed(), returning=["pause"])

    assert share(found) == pytest.approx([*QUEUE, 0.8, 0.8])
    assert found.id == f"measures-{day}-with-pause"
    assert "Switched on from" in found.description


def test_an_act_stands_for_all_its_points():
    points = world(measure("CN-2025-61-1a", None), measure("CN-2025-61-1b", None))
    found = from_measures(points, DAY, assumed(), returning=["CN-2025-61"])

    assert share(found) == pytest.approx([*QUEUE, 0.8, 0.8])


def test_a_measure_can_be_left_out():
    found = from_measures(world(measure("new")), DAY, assumed(), without=["new"])

    assert found.cuts == ()
    assert "Left out: new." in found.description


# --- how goods are reached


def test_a_rule_on_re_exports_has_no_route_and_says_so():
    found = from_measures(world(measure("again", reach="origin")), DAY, assumed())

    assert found.cuts == ()
    assert "the model has no route: again" in found.description


def test_a_rule_on_content_cuts_what_others_make_with_it():
    points = world(
        measure("X-1-2-a", reach="content", share_from=0.001, except_destinations="CHN"),
        measure("X-1-2-c", reach="origin", commodities="ore"),
    )
    (cut,) = from_measures(points, DAY, assumed()).cuts

    assert cut.origins == ("*",)
    assert (cut.content, cut.content_of, cut.content_from) == ("CHN", ("ore",), 0.001)
    assert "CHN" not in cut.destinations
    assert cut.through == pytest.approx(QUEUE)


def test_a_quota_lets_out_its_tonnes_of_the_reference_year_s_exports():
    # China sold 30 t of metal in 2024, 2.5 a month.
    quotas = [FIGURES | {"measure": "cap", "tonnes_per_month": [1.0, 2.0, 5.0]}]
    capped = world(measure("cap", policy="quota"))
    found = from_measures(capped, DAY, assumed(quotas=quotas))

    assert share(found) == pytest.approx([0.4, 0.8, 1.0, 1.0, 1.0, 1.0])


def test_a_union_acts_for_all_its_places_and_not_between_them():
    tables = small_tables()
    union = tables["places"].filter(pl.col("id") == "JPN")
    regions = union.with_columns(id=pl.lit("XEU"), kind=pl.lit("region"), members=pl.lit("AUS FRA"))
    places = pl.concat([tables["places"], regions], how="diagonal")
    found = from_measures(
        world(measure("bar", policy="prohibited", government="XEU"), places=places),
        DAY,
        assumed(),
    )

    (cut,) = found.cuts
    assert set(cut.origins) == {"AUS", "XEU"}
    reached = {"AUS", "CHN", "JPN", "XEU"} - set(cut.except_destinations)
    assert (reached if cut.destinations == ("*",) else set(cut.destinations)) == {"CHN", "JPN"}


# --- figures


def test_the_last_figure_that_fits_counts():
    general = assumed().shares
    own = FIGURES | {"policy": "licence", "destinations": ["JPN"], "through": 0.1}
    found = from_measures(world(measure("new")), DAY, assumed(shares=[*general, own]))

    assert share(found, "JPN") == pytest.approx([0.1] * 6)
    assert share(found, "AUS") == pytest.approx([*QUEUE, 0.8, 0.8])


def test_every_key_of_a_file_of_assumptions_is_explained():
    page = (Path(__file__).parents[1] / "docs/scenarios.md").read_text(encoding="utf-8")
    page = page.partition("## Measures in force")[2]
    keys = {key for part in (Assumptions, Let, Quota, Use, Listed) for key in part.model_fields}
    assert {k for k in keys if f"`{k}`" not in page and f"`[[{k}]]`" not in page} == set()


def test_every_policy_needs_a_figure_of_its_own():
    text = 'name = "x"\nmonths = 3\nshares = []\n'
    with pytest.raises(XenotimeError, match="no entry without conditions for licence, review"):
        Assumptions.parse(text, "own.toml")


def test_a_misspelt_key_is_named_with_the_right_one():
    text = 'name = "x"\nmonths = 3\nshares = []\nquota = []\n'
    with pytest.raises(XenotimeError, match=r"own\.toml, quota: there is no such key.*quotas"):
        Assumptions.parse(text, "own.toml")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"returning": ["paus"]}, "'paus' is not in measures.csv; did you mean pause?"),
        ({"returning": ["pause"], "without": ["pause"]}, "both in returning and in without"),
    ],
)
def test_a_measure_that_is_not_known_is_an_error(more: dict[str, Any], words: str):
    with pytest.raises(XenotimeError) as error:
        from_measures(world(suspended()), DAY, assumed(), **more)
    assert words in str(error.value)


def test_a_day_that_is_none_is_an_error():
    with pytest.raises(XenotimeError, match="'soon' is not a date; write YYYY-MM-DD"):
        from_measures(world(suspended()), "soon", assumed())


# --- through the model


def test_a_world_that_lacks_the_sources_of_the_shipped_figures_can_use_them():
    small = world(measure("new", policy="prohibited", destinations="JPN"))
    scenario = from_measures(small, "2027-01-01")
    scenario.check(small)
    found = impact(Case(small, ("JPN",), ("2027-01", "2027-12"), months=12), scenario)

    # By hand in test_impact.py: a full stop of metal.
    assert scenario.source == ("book",)
    assert found.shortage_t == pytest.approx(21.4)
    assert found.cost_usd == pytest.approx(1_873_635)


# --- the atlas


def suspended_by_no_70(atlas: World) -> list[str]:
    rows = atlas.table("suspensions")
    return rows.filter(pl.col("instrument") == "CN-2025-70")["measure"].unique().sort().to_list()


def test_the_shipped_assumptions_fit_the_atlas(atlas_case: Case):
    Assumptions.central().check(atlas_case.world)


def test_measures_of_the_atlas_cost_no_less_when_those_of_no_70_return(atlas_case: Case):
    atlas = atlas_case.world
    case = Case(atlas, ("JPN", "USA"), ("2026-09", "2027-08"), months=12)
    now = from_measures(atlas, DAY)
    back = from_measures(atlas, DAY, returning=suspended_by_no_70(atlas))
    for scenario in (now, back):
        scenario.check(atlas)
    before, after = impact(case, now), impact(case, back)

    assert 0 < before.world_cost_usd <= after.world_cost_usd
    assert before.cost_usd <= after.cost_usd


def test_seen_from_its_first_day_the_licence_of_april_2025_takes_the_measured_path(
    atlas_case: Case,
):
    found = from_measures(atlas_case.world, "2025-04-04")

    path = share(found, "KOR", "ndfeb_dytb_magnet")
    assert path[:4] == pytest.approx([0.516, 0.243, 0.626, 1.0])
    assert share(found, "USA", "ndfeb_dytb_magnet")[1] < 0.1


def test_gallium_and_graphite_licences_of_2023_cut_nothing_of_2024_to_countries_without_more(
    atlas_case: Case,
):
    found = from_measures(atlas_case.world, DAY)

    assert share(found, "KOR", "gallium_refined") == [1.0] * found.months
    assert share(found, "KOR", "natural_graphite_flake") == [1.0] * found.months
    assert share(found, "KOR", "dy_oxide")[0] < 1.0
