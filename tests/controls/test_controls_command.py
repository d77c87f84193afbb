"""`xenotime controls` as a user meets it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

import xenotime as xt
from tests import commands
from tests.controls.small_register import TITLE, TODAY, register_world
from tests.small_world import small_world
from xenotime.studies.standing import Standing
from xenotime.world.world import World

DAY = ("--as-of", TODAY.isoformat())


run = partial(commands.run, "controls", columns=250)
refused = partial(commands.refused, "controls")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("world")
    register_world().save(folder)
    return "--world", folder


def listed(*args: str | Path) -> dict[str, str]:
    """The acts that `list` gives, with their status."""
    return {
        act["measure"]: act["status"] for act in run("list", *args, "--json").values["measures"]
    }


def test_every_act_is_listed_with_its_status_on_the_day(world):
    assert listed(*world, *DAY) == {
        "paused": "suspended",
        "half": "in force",
        "licence": "in force",
        "military": "in force",
        "ore_ban": "in force",
        "over": "ended",
        "planned": "announced",
    }


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-10-08", "not announced"),
        ("2025-10-09", "announced"),
        ("2025-11-07", "suspended"),
        ("2026-11-10", "suspended"),
        ("2026-11-11", "unverified"),
    ],
)
def test_a_suspension_counts_from_its_first_to_its_last_day(world, day, status):
    assert listed(*world, "--as-of", day)["paused"] == status


def test_the_table_says_why_and_how_far_the_register_knows(world):
    said = run("list", *world, "--as-of", "2026-11-20").line

    assert "Unverified: paused; the suspension ran out on 10 November 2026" in said
    assert "The newest source that the register cites is of 7 August 2026" in said
    assert "what was decided after it is not known here" in said
    assert "This is no legal advice." in said
    assert "(but two suspended)" in said
    assert TITLE in said


def test_acts_are_chosen_by_who_acts_goods_status_and_destination(world):
    assert set(listed(*world, *DAY, "--government", "AUS")) == {"ore_ban"}
    assert set(listed(*world, *DAY, "--status", "suspended")) == {"paused"}
    assert set(listed(*world, *DAY, "--status", "In force", "--commodity", "ore")) == {"ore_ban"}
    assert set(listed(*world, *DAY, "--commodity", "byproduct")) == {"paused", "half", "military"}
    assert len(listed(*world, *DAY, "--mineral", "oreium")) == 7


def test_an_act_is_about_goods_to_a_destination_unless_it_spares_it_or_lies_there(world):
    to_japan = set(listed(*world, *DAY, "--destination", "JPN"))
    to_china = set(listed(*world, *DAY, "--destination", "CHN"))
    to_germany = set(listed(*world, *DAY, "--destination", "DEU"))

    assert "ore_ban" not in to_japan
    assert "military" in to_japan
    assert to_china == {"ore_ban"}
    assert {"ore_ban", "licence"} <= to_germany
    assert "military" not in to_germany


@pytest.mark.parametrize(
    ("option", "name", "sentence"),
    [
        ("--government", "USA", "the register has no act of 'USA'; it has acts of AUS, CHN"),
        ("--commodity", "metl", "'metl' is not in commodities.csv; did you mean metal?"),
        ("--mineral", "oreum", "'oreum' is not in minerals.csv; did you mean oreium?"),
        ("--destination", "JPP", "'JPP' is no country or region; did you mean JPN?"),
        ("--status", "suspend", "did you mean suspended?"),
        ("--as-of", "tomorrow", "--as-of 'tomorrow' is not a date; write YYYY-MM-DD"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_nearest(world, option, name, sentence):
    assert sentence in refused("list", *world, option, name)


def test_no_act_is_an_answer_and_not_a_fault(world, tmp_path):
    assert run("list", *world, "--status", "unverified", *DAY).line == "No act is like that."
    small_world().save(tmp_path / "bare")
    bare = ("--world", tmp_path / "bare")
    assert run("list", *bare).line == "The world has no acts."
    assert run("list", *bare, "--json").values["measures"] == []
    assert "no acts" in refused("timeline", *bare, "-o", tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_an_act_is_shown_in_full(world):
    said = run("show", "HALF", *world, *DAY).line

    for words in (
        "half: half",
        "In force since 1 February 2025",
        "two suspended",
        "Fe",
        "all destinations",
        "made elsewhere with its content of 0.1 % of the value or more",
        "no day named",
        "Tests: By hand",
        "high",
    ):
        assert words in said, words


def test_an_act_shows_its_parties_and_whose_goods_it_takes_over(world):
    said = run("show", "military", *world, *DAY).line

    assert "Arms & Co. Japan watch list" in said.replace("JPN", "Japan")
    assert "all export controls of its government" in said
    assert "only for military use" in said
    assert "prohibited" in said


def test_the_json_of_an_act_holds_its_rows_and_their_sources(world):
    values = run("show", "half", *world, *DAY, "--json").values

    assert (values["id"], values["status"]) == ("half", "in force")
    assert [row["item"] for row in values["items"]] == ["one", "two"]
    assert {row["rule"]: row["status"] for row in values["rules"]} == {
        "one": "in force",
        "two": "suspended",
    }
    assert [row["start"] for row in values["suspensions"]] == ["2025-11-07"]
    assert [source["id"] for source in values["sources"]] == ["book"]
    assert values["newest_source"] == "2026-08-07"


def test_an_unknown_act_is_refused_with_the_nearest(world):
    sentence = refused("show", "licens", *world)
    assert sentence == "the register has no act 'licens'; did you mean licence?"


def test_the_timeline_lists_what_changes_and_writes_the_page(world, tmp_path):
    page = tmp_path / "controls.html"
    said = run("timeline", *world, *DAY, "-o", page).line

    assert "2026-11-11 paused suspended unverified" in said
    assert f"The timeline is at {page}" in said
    assert page.stat().st_size > 1_000_000


def test_the_json_of_the_timeline_covers_every_day_from_the_announcement(world):
    values = run("timeline", *world, *DAY, "--json").values
    spans = {act["measure"]: act["spans"] for act in values["measures"]}

    assert (values["from"], values["to"]) == ("2023-01-01", "2027-11-01")
    assert [(span["first"], span["status"]) for span in spans["paused"]] == [
        ("2025-10-09", "announced"),
        ("2025-11-07", "suspended"),
        ("2026-11-11", "unverified"),
    ]
    assert spans["over"][-1] == {
        "first": "2026-01-01",
        "last": "2027-11-01",
        "status": "ended",
        "cause": "last day 2025-12-31",
    }
    changes = {(change["date"], change["measure"]) for change in values["changes"]}
    assert {("2025-02-01", "licence"), ("2026-11-11", "paused")} <= changes


def test_a_period_that_ends_before_it_begins_is_refused(world, tmp_path):
    dates = ("--from", "2026-01-01", "--to", "2025-01-01")
    sentence = refused("timeline", *world, *dates, "-o", tmp_path / "page.html")
    assert sentence.startswith("nothing lies between 2026-01-01 and 2025-01-01")


def test_an_act_that_reaches_nothing_abroad_is_refused_by_reach(world):
    sentence = refused("reach", "licence", *world, "--partnership", "JPN")
    assert sentence.startswith("licence has no rule with reach `content`")


def test_the_acts_of_the_atlas_stand_as_the_register_says():
    world = World.atlas()
    standing = Standing(world, TODAY)

    assert set(standing.acts["measure"]) == set(world.table("measures")["id"])
    assert standing.acts["status"].null_count() == 0


def test_what_no_61_would_put_under_licence_is_printed_by_country_and_by_answer():
    said = run("reach", "cn-2025-61-1a", "--as-of", "2026-11-21")

    assert said.code == 0, said.err
    assert "CN-2025-61-1a: Unverified: the suspension by CN-2025-70 ran out" in said.line
    assert "Under licence a year, by country of manufacture" in said.line
    assert "Japan NdFeB magnets with Dy/Tb" in said.line
    for answer in ("mixed", "proportional", "segregated"):
        assert f"{answer}: " in said.line


def test_what_places_export_is_printed_by_the_average_mix_and_with_their_own_goods_first():
    said = run("reach", "CN-2025-61-1a", "--as-of", "2026-11-21")

    lines = said.out.splitlines()
    vietnam = next(at for at, line in enumerate(lines) if "Vietnam" in line)
    assert "629 t" in lines[vietnam]
    assert "to 1,300 t" in lines[vietnam + 1]
    assert "where the imports come from China, the latter is nearer" in said.line


def test_words_that_a_text_must_have_are_shown_with_the_goods():
    assert "smelt, separat, refin" in run("show", "CN-2024-33", columns=400).line


def test_measures_become_a_scenario_file_that_can_be_run(tmp_path):
    path = tmp_path / "no61.toml"

    said = run(
        *("scenario", "--as-of", "2026-09-01"),
        *("--returning", "CN-2025-61", "--output", path),
    )

    assert said.code == 0, said.err
    assert "CN-2025-61-1a" in said.line
    scenario = xt.Scenario.load(path)
    assert scenario == xt.from_measures(xt.World.atlas(), "2026-09-01", returning=["CN-2025-61"])
    assert any(cut.content == "CHN" for cut in scenario.cuts)


def test_an_act_that_nobody_knows_makes_no_scenario_file(tmp_path):
    path = tmp_path / "none.toml"

    said = run("scenario", "--returning", "CN-2025-6l", "--output", path)

    assert said.code == 1
    assert "CN-2025-6" in said.err
    assert not path.exists()
