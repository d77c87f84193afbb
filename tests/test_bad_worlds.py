"""Worlds with faults, and the sentences that their authors read.

`bad_worlds/good` is a world without fault. Every other folder holds the files that differ from it
(`<table>.csv.missing` takes one away) and, in `expected.txt`, all that is wrong then, a line each:
nothing less and nothing more. Nothing expected: the world is as good as the good one.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from xenotime.cli import app
from xenotime.world.problems import WorldError, XenotimeError
from xenotime.world.world import World

FOLDER = Path(__file__).parent / "bad_worlds"
GOOD = FOLDER / "good"
EXPECTED = {
    path.parent.name: path.read_text(encoding="utf-8").splitlines()
    for path in sorted(FOLDER.glob("*/expected.txt"))
}
BROKEN = sorted(case for case, sentences in EXPECTED.items() if sentences)
ACCEPTED = sorted(case for case, sentences in EXPECTED.items() if not sentences)


def assembled(case: str, folder: Path) -> Path:
    """The good world with the case's files in it."""
    shutil.copytree(GOOD, folder, dirs_exist_ok=True)
    if case != "good":
        shutil.copytree(FOLDER / case, folder, dirs_exist_ok=True)
        (folder / "expected.txt").unlink()
    for marker in folder.glob("*.missing"):
        marker.unlink()
        (folder / marker.stem).unlink()
    return folder


def check(*arguments: str) -> Result:
    """`xenotime check` on a screen wide enough for every sentence."""
    result = CliRunner().invoke(app, ["check", *arguments], env={"COLUMNS": "400"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def test_every_case_has_a_folder_that_says_what_must_be_found():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

    assert folders == {*EXPECTED, "good"}
    assert len(BROKEN) >= 28


@pytest.mark.parametrize("case", ["good", *ACCEPTED])
def test_a_spreadsheet_saved_in_an_ordinary_way_is_accepted(case: str, tmp_path: Path):
    assert World.load(assembled(case, tmp_path)) == World.load(GOOD)


@pytest.mark.parametrize("case", BROKEN)
def test_every_fault_is_reported_with_its_place_and_its_cure(case: str, tmp_path: Path):
    with pytest.raises(WorldError) as caught:
        World.load(assembled(case, tmp_path))

    assert sorted(map(str, caught.value.problems)) == sorted(EXPECTED[case])


@pytest.mark.parametrize("case", BROKEN)
def test_the_command_line_shows_every_fault_and_no_traceback(case: str, tmp_path: Path):
    result = check(str(assembled(case, tmp_path)))

    assert result.exit_code == 1
    for line in EXPECTED[case]:
        assert line.split(": ", 1)[1] in result.stdout
    count = len(EXPECTED[case])
    assert result.stdout.endswith(f"{count} problem{'s' if count > 1 else ''}\n")


@pytest.mark.parametrize("case", BROKEN)
def test_a_program_can_read_every_fault_as_json(case: str, tmp_path: Path):
    result = check(str(assembled(case, tmp_path)), "--json")

    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert all(
        list(problem) == ["file", "line", "column", "value", "sentence"] for problem in problems
    )
    assert sorted(problem["sentence"] for problem in problems) == sorted(
        line.split(": ", 1)[1] for line in EXPECTED[case]
    )
    for problem, line in zip(problems, EXPECTED[case], strict=True):
        where = [problem["file"]]
        where += [f"line {problem['line']}"] if problem["line"] else []
        where += [problem["column"]] if problem["column"] else []
        assert line == f"{', '.join(where)}: {problem['sentence']}"


def test_json_gives_the_cell_as_it_was_written(tmp_path: Path):
    folder = assembled("several_faults_in_several_files", tmp_path)
    problems = json.loads(check(str(folder), "--json").stdout)["problems"]
    values = {(p["file"], p["line"], p["column"]): p["value"] for p in problems}

    assert values["plants.csv", 3, "capacity"] == "-120"
    assert values["demand.csv", 2, "tonnes"] == "2,5"
    assert values["tariffs.csv", 3, "end"] == "2023"
    assert values["sectors.csv", 4, None] is None


def test_a_good_world_is_good_on_the_command_line_too():
    assert check(str(GOOD)).exit_code == 0
    assert json.loads(check(str(GOOD), "--json").stdout) == {"problems": [], "doubts": []}


def test_the_first_fault_says_how_many_more_there_are(tmp_path: Path):
    with pytest.raises(WorldError, match=r"^demand\.csv, line 2.* \(and 7 more: run `xenotime che"):
        World.load(assembled("several_faults_in_several_files", tmp_path))


def one_sentence_on_stderr(result: Result, sentence: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [f"xenotime: {sentence}"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, options: list[str]):
    folder = tmp_path / "nowhere"

    one_sentence_on_stderr(
        check(str(folder), *options),
        f"{folder} is not a folder; a world is a folder of CSV tables",
    )


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_empty_folder_is_one_sentence_that_says_how_to_begin(tmp_path: Path, options: list[str]):
    one_sentence_on_stderr(
        check(str(tmp_path), *options),
        f"{tmp_path} holds no CSV table; `xenotime new DIR` starts a world",
    )


def test_a_file_in_place_of_a_folder_is_one_sentence():
    with pytest.raises(XenotimeError, match=r"plants\.csv is not a folder; a world is a folder"):
        World.load(GOOD / "plants.csv")
