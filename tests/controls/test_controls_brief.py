"""What the brief says about controls: those in force, and what changes in the next 90 days."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

import pytest

from tests.controls.small_register import TODAY, register_tables, register_world, rule
from tests.small_world import small_world, table
from xenotime.report.brief import Brief, brief
from xenotime.report.controls_brief import control_groups, controls_line, idle
from xenotime.report.headline import MOST
from xenotime.studies.brief import brief_case
from xenotime.studies.touching import touching
from xenotime.world.world import World


@pytest.fixture(scope="module")
def found() -> Brief:
    return brief(brief_case(register_world(), ["JPN"], TODAY, ()))


def on(found: Brief, day: datetime.date) -> Any:
    """The same brief's controls on another day."""
    case = found.result.case
    controls = touching(case.world, case.partnership, day)
    return dataclasses.replace(found.result, as_of=day, controls=controls)


def statuses(world: World, places: list[str], day: datetime.date = TODAY) -> dict[str, set[str]]:
    """The statuses of each act that touches places."""
    of: dict[str, set[str]] = {}
    for row in touching(world, places, day).acts.to_dicts():
        of.setdefault(row["measure"], set()).add(row["status"])
    return of


def test_only_acts_on_goods_to_a_partner_count(found):
    assert statuses(register_world(), ["JPN"]) == {
        "licence": {"in force"},
        "paused": {"suspended"},
        "military": {"in force", "suspended", "announced"},
        "planned": {"announced"},
        "half": {"in force", "suspended"},
    }
    assert set(statuses(register_world(), ["CHN"])) == {"ore_ban"}
    assert "military" not in statuses(register_world(), ["AUS"])


def test_the_values_name_acts_changes_and_how_far_the_register_knows(found):
    values = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    acts = {(act["measure"], act["status"]): act for act in values["controls"]}

    military = acts["military", "in force"]
    assert (military["policy"], military["conditions"]) == ("prohibited", "military")
    assert military["destinations"] == ["JPN"]
    assert acts["licence", "in force"]["conditions"] is None
    assert acts["licence", "in force"]["minerals"] == ["oreium"]
    assert [(c["date"], c["measure"], c["after"]) for c in values["changes"]] == [
        ("2026-11-11", "paused", "unverified")
    ]
    assert values["controls_newest_source"] == "2026-08-07"


def test_what_holds_for_anybody_is_said_before_what_holds_for_some():
    tables = register_tables()
    rows = tables["measure_destinations"].drop("source", "confidence").to_dicts()
    strict = rule("licence", rule="soldiers", end_uses="military", policy="denial")
    more = tables | {"measure_destinations": table(*rows, strict)}
    acts = touching(World.from_tables(more), ["JPN"], TODAY).acts.to_dicts()
    licence = next(act for act in acts if act["measure"] == "licence")

    assert (licence["policy"], licence["conditions"]) == ("licence", None)


def test_the_first_lines_name_the_suspension_that_runs_out_next(found):
    line = controls_line(found.result)

    assert line in found.headlines
    assert len(found.headlines) <= MOST
    assert line == (
        "Controls on goods to the partners: 3 acts are in force. On 11 November 2026 CHN's paused "
        "(oreium) turns from suspended to unverified: the suspension runs out on 10 November 2026. "
        "No source read tells what follows."
    )


def test_the_first_lines_name_a_suspension_that_ran_out(found):
    later = controls_line(on(found, datetime.date(2026, 11, 11)))

    assert later == (
        "Controls on goods to the partners: 3 acts are in force and 1 unverified, paused because "
        "the suspension ran out on 10 November 2026."
    )


@pytest.mark.parametrize(
    ("day", "changes"), [("2026-08-12", 0), ("2026-08-13", 1), ("2026-11-11", 1), ("2026-11-12", 0)]
)
def test_ninety_days_are_looked_ahead_and_the_day_itself_counts(found, day, changes):
    assert on(found, datetime.date.fromisoformat(day)).controls.changes.height == changes


def test_each_act_stands_once_and_an_unverified_one_is_marked(found):
    result = on(found, datetime.date(2026, 11, 20))
    acts = [act for group in control_groups(result) for act in group["acts"]]
    by = {act["measure"]: act for act in acts}

    assert len(by) == len(acts) == 4
    assert by["paused"]["unverified"]
    assert by["paused"]["cause"] == "the suspension ran out on 10 November 2026"
    assert not by["military"]["unverified"]
    assert by["military"]["besides"] == "unverified in part for oreium"
    assert by["military"]["condition"] == "only for military use"
    assert idle(result) == ["Announced on this day: planned (planned; no first day is known)."]
    assert idle(found.result)[0] == "Suspended on this day: paused (until 10 November 2026)."


def test_the_page_has_both_sections(found):
    page = found.html()

    assert "<h2>Controls in force on this date</h2>" in page
    assert "What changes in the next 90 days</h3>" in page
    assert "Licences for metal &lt;b&gt;" in page
    assert "7 August 2026" in page


def test_a_brief_of_a_world_without_acts_leaves_them_out():
    bare = brief(brief_case(small_world(), ["JPN"], TODAY, ()))

    assert controls_line(bare.result) is None
    assert "Controls in force" not in bare.html()
    assert bare.to_dict()["controls"] == bare.to_dict()["changes"] == []
    assert bare.to_dict()["controls_newest_source"] is None


def test_the_atlas_says_what_became_of_the_suspension_of_2025():
    world = World.atlas()
    before = statuses(world, ["JPN", "USA"], datetime.date(2026, 11, 10))
    after = statuses(world, ["JPN", "USA"], datetime.date(2026, 11, 11))

    assert before["CN-2025-57"] == {"suspended"}
    assert after["CN-2025-57"] == {"unverified"}
    assert after["CN-2025-18"] == {"in force"}
