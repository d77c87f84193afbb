"""The door and the brief behind it: what `--json` promises, and what happens when something is
wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commands import refused, run, strict_json
from tests.test_scenarios import SHIPPED
from xenotime.report.brief import brief
from xenotime.studies.brief import brief_case, fitting
from xenotime.world.world import World

AS_OF = "2026-11-21"
OWN = """id = "no-magnesium"
name = "No magnesium from China"
description = "A test of one's own file"
start = "2027-01"
months = 6
source = "xenotime"

[[cuts]]
note = "test"
commodities = ["magnesium_metal"]
origins = ["CHN"]
through = 0.0
"""


@pytest.fixture(scope="session")
def atlas_json() -> subprocess.CompletedProcess[str]:
    """`xenotime brief --json` on the atlas, run once."""
    command = [sys.executable, "-m", "xenotime", "brief", "--json", "--as-of", AS_OF]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def values(atlas_json: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return strict_json(atlas_json.stdout)


@pytest.fixture(scope="session")
def new_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world as `xenotime new` starts it: one mineral, quick to study."""
    folder = tmp_path_factory.mktemp("worlds") / "mine"
    said = run("new", folder)
    assert said.code == 0, said.err
    return folder


# --- the JSON of the brief


def test_standard_output_is_the_json_and_nothing_else(atlas_json):
    assert atlas_json.returncode == 0, atlas_json.stderr
    assert atlas_json.stdout.count("\n") == 1
    assert isinstance(strict_json(atlas_json.stdout), dict)
    assert atlas_json.stderr == ""


def test_the_brief_says_for_whom_and_for_which_day_it_is(values):
    assert values["partnership"] == ["JPN", "USA"]
    assert values["as_of"] == AS_OF
    assert values["horizon"] == ["2026-11", "2027-10"]
    assert values["reference_year"] == 2024


def test_the_brief_ranks_ten_minerals_the_costliest_stop_first(values):
    ids = [mineral["id"] for mineral in values["minerals"]]
    costs = [mineral["stop_cost_usd"] for mineral in values["minerals"]]

    assert set(ids) == set(World.atlas().table("minerals")["id"])
    assert len(ids) == len(set(ids)) == 10
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > 0


def is_share(value: Any) -> bool:
    return isinstance(value, float) and -1e-9 <= value <= 1 + 1e-9


def test_every_stage_has_shares_that_add_up_to_1_and_their_hhi(values):
    places = set(World.atlas().table("places")["id"])
    for mineral in values["minerals"]:
        assert len(mineral["stages"]) >= 2, mineral["id"]
        for stage in mineral["stages"]:
            where = f"{mineral['id']}, {stage['stage']}"
            shares = stage["shares"]
            assert isinstance(stage["stage"], str)
            assert shares, where
            assert set(shares) <= places, where
            assert all(is_share(share) for share in shares.values()), where
            assert sum(shares.values()) == pytest.approx(1, abs=1e-6), where
            assert stage["hhi"] == pytest.approx(sum(s**2 for s in shares.values())), where
            assert 0 < stage["hhi"] <= 1 + 1e-9, where


def test_every_tier_says_how_much_is_own_unknown_and_from_the_largest_supplier(values):
    for mineral in values["minerals"]:
        assert mineral["tiers"][0]["tier"] == 0
        for tier in mineral["tiers"]:
            for key in ("self_sufficiency", "unknown", "hhi"):
                assert is_share(tier[key])
            assert tier["largest"] not in values["partnership"]
            assert tier["tonnes"] > 0


def test_all_shipped_scenarios_are_costed_by_place_and_sector(values):
    assert {scenario["id"] for scenario in values["scenarios"]} == SHIPPED
    assert len(values["scenarios"]) == 7
    for scenario in values["scenarios"]:
        for key in ("shortage_t", "shortage_share", "cost_usd", "world_cost_usd"):
            assert isinstance(scenario[key], float), key
        assert is_share(scenario["shortage_share"])
        parts = scenario["by_place_and_sector"]
        for part in parts:
            assert part["place"] in values["partnership"]
            assert isinstance(part["sector"], str)
            assert isinstance(part["commodity"], str)
            assert isinstance(part["cost_usd"], float)
            assert is_share(part["shortage_share"])
        for key in ("shortage_t", "cost_usd"):
            total = sum(part[key] for part in parts)
            assert total == pytest.approx(scenario[key], rel=1e-6, abs=1), scenario["id"]


def test_a_rare_earth_stop_is_the_costliest_scenario(values):
    assert values["scenarios"][0]["id"] == "china-ree-stop"
    costs = [scenario["cost_usd"] for scenario in values["scenarios"]]
    assert costs == sorted(costs, reverse=True)


def test_a_gap_is_what_is_needed_less_what_the_partners_make(values):
    assert values["gaps"]
    for gap in values["gaps"]:
        assert gap["gap"] == pytest.approx(gap["needed"] - gap["made"])
        assert gap["gap"] > 0
        assert gap["largest"] not in values["partnership"]


def test_projects_fill_gaps_of_the_brief_and_lie_outside_the_largest_supplier(values):
    largest = {(gap["mineral"], gap["commodity"]): gap["largest"] for gap in values["gaps"]}
    gap = {(gap["mineral"], gap["commodity"]): gap["gap"] for gap in values["gaps"]}
    assert values["projects"]
    for project in values["projects"]:
        key = (project["mineral"], project["commodity"])
        assert project["place"] != largest[key]
        assert project["fills"] == pytest.approx(project["tonnes"] / gap[key])
    ids = [project["id"] for project in values["projects"]]
    assert len(ids) == len(set(ids))


def test_every_source_that_is_cited_stands_in_the_sources(values):
    listed = {source["id"] for source in values["sources"]}
    cited = {project["source"] for project in values["projects"]}
    for scenario in fitting(World.atlas()):
        cited |= {scenario.source} if isinstance(scenario.source, str) else set(scenario.source)

    assert cited <= listed
    assert listed <= set(World.atlas().table("sources")["id"])
    for source in values["sources"]:
        assert source["figures"] > 0
        for key in ("publisher", "title", "licence"):
            assert source[key]


def test_the_first_lines_say_what_matters(values):
    assert 3 <= len(values["headlines"]) <= 10
    assert all(line.endswith(".") for line in values["headlines"])


# --- a world of one's own


def test_a_brief_is_written_for_a_world_that_was_started_from_nothing(new_world, tmp_path):
    page = tmp_path / "folder" / "brief.html"
    said = run("brief", "--world", new_world, "--as-of", AS_OF, "-o", page)

    assert said.code == 0, said.err
    assert str(page) in said.out.replace("\n", "")
    assert "Magnesium" in said.out
    assert page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [file.name for file in page.parent.iterdir()] == ["brief.html"]


def test_json_writes_no_page(new_world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run("brief", "--world", new_world, "--as-of", AS_OF, "--json").values

    assert [mineral["id"] for mineral in found["minerals"]] == ["magnesium"]
    assert list(tmp_path.iterdir()) == []


def test_any_places_can_be_the_partnership(new_world):
    found = run("brief", "--world", new_world, "--partnership", "DEU, JPN", "--json").values

    assert found["partnership"] == ["DEU", "JPN"]
    assert found["as_of"] == date.today().isoformat()


def test_a_partnership_can_be_called_by_its_name(new_world):
    found = run("brief", "--world", new_world, "--partnership", "G7", "--json").values

    assert set(found["partnership"]) == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}


def test_a_place_named_twice_counts_once(new_world):
    once, twice = (
        run("brief", "--world", new_world, "--partnership", places, "--as-of", AS_OF, "--json")
        for places in ("JPN", "JPN,JPN")
    )

    assert once.values == twice.values


def test_a_scenario_of_ones_own_takes_the_place_of_the_shipped_ones(new_world, tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    found = run("brief", "--world", new_world, "--scenario", file, "--json").values

    assert [scenario["id"] for scenario in found["scenarios"]] == ["no-magnesium"]
    assert found["scenarios"][0]["cost_usd"] > 0


@pytest.mark.parametrize("day", ["2024-02-29", "2027-01-31", "2027-12-01", "2028-03-15"])
def test_a_brief_looks_twelve_months_ahead_on_any_day(new_world, day):
    case = brief_case(World.load(new_world), ("JPN",), date.fromisoformat(day))

    assert case.horizon[0] == day[:7]
    assert case.periods.lengths.sum() == 12


# --- the other commands


def test_a_trace_is_json_too():
    found = run("trace", "ndfeb_magnet", "--json", "--as-of", AS_OF).values

    assert found["commodities"] == ["ndfeb_magnet"]
    assert found["partnership"] == ["JPN", "USA"]
    for key in ("tiers", "direct", "origins"):
        assert found[key]
    assert {row["consumer"] for row in found["tiers"]} == {"JPN", "USA", "+"}


def test_the_same_brief_twice_is_the_same_to_the_last_digit():
    world = World.atlas().select(minerals=["gallium"])
    first, second = (brief(brief_case(world, ["JPN"], date(2026, 11, 21), ())) for _ in range(2))

    assert first.to_dict() == second.to_dict()
    assert first.html() == second.html()


def test_the_atlas_is_held_beside_published_shares_as_json():
    found = run("check", "--atlas", "--json").values

    assert found["problems"] == []
    published = [row for row in found["published_shares"] if row["published"] is not None]
    assert len(published) > 20
    for row in published:
        assert row["within"] == (abs(row["difference"]) <= 2)
    beside = {(row["mineral"], row["stage"], row["place"]) for row in found["published_shares"]}
    for mineral, stage, _ in beside:
        assert (mineral, stage, "CHN") in beside, "China's share is told at every stage"
        assert (mineral, stage, "top3") in beside, f"the top three of {mineral}, {stage}"


def test_the_adjustments_of_the_reference_year_are_told_as_json():
    found = run("check", "--reconcile", "--json").values

    assert found["problems"] == []
    assert {row["table"] for row in found["adjustments"]} >= {"production", "routes", "demand"}
    for row in found["adjustments"]:
        assert row["change"] == pytest.approx(row["reconciled"] - (row["published"] or 0.0))
    assert {row["commodity"] for row in found["flow_errors"]} >= {"ndfeb_magnet"}


@pytest.mark.parametrize("options", [(), ("--atlas",), ("--reconcile", "--most", "3")])
def test_a_check_in_plain_words_ends_with_no_problem(new_world, options):
    said = run("check", new_world, *options)

    assert said.code == 0
    assert said.out.rstrip().endswith("no problem")


def test_a_broken_world_is_told_as_json_with_exit_code_1(new_world, tmp_path):
    folder = broken(new_world, tmp_path)
    said = run("check", folder, "--json")

    assert said.code == 1
    assert {problem["file"] for problem in said.values["problems"]} == {"demand.csv"}


def broken(new_world: Path, tmp_path: Path) -> Path:
    """A world with a demand in a place called `[/b]`, which a terminal library takes for markup."""
    folder = tmp_path / "broken [red]"
    folder.mkdir()
    for file in new_world.iterdir():
        text = file.read_text(encoding="utf-8")
        if file.name == "demand.csv":
            header, _, rest = text.partition("\n")
            text = f"{header}\n{'[/b]' + rest[rest.index(',') :]}"
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder


def test_square_brackets_in_a_file_are_printed_and_do_not_end_in_a_traceback(new_world, tmp_path):
    said = run("check", broken(new_world, tmp_path))

    assert said.code == 1
    assert "[/b]" in said.out
    assert "broken[red]" in "".join(said.out.split())


# --- what is wrong


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("brief", "--partnership", "JPM"), "'JPM' is neither a place nor a partnership; did you"),
        (("brief", "--partnership", "G8"), "'G8' is neither a place nor a partnership"),
        (("brief", "--partnership", ","), "',' is neither a place nor a partnership"),
        (("brief", "--as-of", "2026-02-30"), "--as-of '2026-02-30' is not a date; write YYYY-MM"),
        (("brief", "--as-of", "today"), "--as-of 'today' is not a date; write YYYY-MM-DD"),
        (("brief", "--as-of", "9999-12-31", "--json"), "'10000-11' is not a month"),
        (("brief", "--world", "nowhere"), "nowhere is not a folder; a world is a folder of CSV"),
        (("brief", "--scenario", "china-ree-stp"), "no scenario is called 'china-ree-stp'; did"),
        (("brief", "--scenario", "none.toml"), "none.toml cannot be read: No such file"),
        (("trace", "ndfeb_magnt"), "'ndfeb_magnt' is not in commodities.csv; did you mean ndfeb_"),
        (("trace", "ndfeb_magnet", "--partnership", "MNG"), "MNG use no ndfeb_magnet in 2024"),
        (("check", "nowhere"), "nowhere is not a folder"),
    ],
)
def test_wrong_input_gets_one_sentence_and_exit_code_1(args, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert refused(*args).startswith(said)
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_that_the_world_cannot_play_is_named(new_world):
    sentence = refused("brief", "--world", new_world, "--scenario", "china-ree-stop", "--json")

    assert sentence.startswith("scenario china-ree-stop, cut 1: no 'bayan_obo_concentrate' in")


def test_partners_that_use_nothing_of_a_world_are_told_so(new_world):
    sentence = refused("brief", "--world", new_world, "--partnership", "MNG", "--json")

    assert sentence.startswith("MNG use none of the world's headline commodities")


def test_a_page_that_cannot_be_written_is_refused_before_the_work(new_world, tmp_path):
    file = tmp_path / "file"
    file.write_text("keep me", encoding="utf-8")

    sentence = refused("brief", "--world", new_world, "-o", file / "brief.html")
    assert sentence == f"{file / 'brief.html'} cannot be written: {file} is a file, not a folder"
    sentence = refused("brief", "--world", new_world, "-o", tmp_path)
    assert sentence.startswith(f"{tmp_path} is a folder; name the file to write")
    assert file.read_text(encoding="utf-8") == "keep me"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "args",
    [
        ("brief", "--nope"),
        ("brief", "--as-of"),
        ("trace",),
        ("trace", "ndfeb_magnet", "gallium_refined"),
        ("frob",),
        ("new",),
        ("check", "--most", "0"),
    ],
)
def test_wrong_usage_ends_with_exit_code_2(args):
    said = run(*args)

    assert (said.code, said.out) == (2, "")
    assert "Error" in said.err


def test_a_folder_that_is_taken_is_not_overwritten(new_world):
    before = {file.name: file.read_bytes() for file in new_world.iterdir()}

    assert refused("new", new_world).startswith(f"{new_world} is there already")
    assert {file.name: file.read_bytes() for file in new_world.iterdir()} == before


# --- stopped on the way

ANNOUNCED = """
import sys
import xenotime.report.brief as report
from xenotime import cli
study = report.brief
def announced(*args, **kwargs):
    print("working", file=sys.stderr, flush=True)
    return study(*args, **kwargs)
report.brief = announced
cli.app()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("json_too", [False, True])
def test_ctrl_c_leaves_no_half_written_file_and_no_traceback(tmp_path, json_too):
    command = [sys.executable, "-c", ANNOUNCED, "brief", "--as-of", AS_OF]
    process = subprocess.Popen(
        [*command, *(["--json"] if json_too else [])],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "working\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()

    assert process.returncode not in (0, 2)
    assert out == ""
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_the_page_is_written_leaves_the_older_page(new_world, tmp_path, monkeypatch):
    page = tmp_path / "brief.html"
    page.write_text("older", encoding="utf-8")
    found = brief(brief_case(World.load(new_world), ("JPN",), date(2026, 11, 21)))

    def interrupted(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        found.save(page)

    assert page.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [page]
