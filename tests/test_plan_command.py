"""`xenotime plan` as a user runs it: what it refuses and why, what it prints and writes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import highspy
import openpyxl
import pytest

from tests.commands import refused, run
from tests.fake_plan import fake_plan
from xenotime.studies.planning.plan_case import (
    Adversary,
    Failures,
    Future,
    Goal,
    Money,
    Permits,
    PlanCase,
    Purse,
    Selection,
    Stockpiles,
)

EXAMPLE = Path(__file__).parents[1] / "docs/example"
CASE = """
name = "Metal for Japan"
partnership = "JPN"
horizon = ["2027-01", "2030-12"]
gap = 1e-4

[[futures]]
scenario = "metal-stop.toml"
probability = 0.3
start = "2029-01"

[failures]
draws = 0

[stockpiles]
commodities = ["metal"]

[[purses]]
id = "fund"
name = "Supply fund"
partner = "JPN"
instrument = "grant"
budget_usd = 5e6
private_ratio = 1.0
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case on the example world, with its scenario beside it."""
    text = (EXAMPLE / "metal-stop.toml").read_text(encoding="utf-8")
    (tmp_path / "metal-stop.toml").write_text(text, encoding="utf-8")
    file = tmp_path / "case.toml"
    file.write_text(CASE, encoding="utf-8")
    return file


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The study stands aside for a plan at once; what it was asked."""
    kept: dict[str, Any] = {}

    def plan(case: PlanCase, world: object, **options: Any) -> Any:
        kept.update(options, case=case, world=world)
        return fake_plan()

    monkeypatch.setattr("xenotime.studies.planning.plan.plan", plan)
    return kept


def test_a_case_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nowhere.toml" in refused("plan", tmp_path / "nowhere.toml")


def test_a_misspelt_id_of_a_shipped_case_is_told_with_the_nearest() -> None:
    assert "japan-us" in refused("plan", "japan-usa")


def test_a_misspelt_key_of_a_case_is_named_with_its_file(case: Path) -> None:
    case.write_text(CASE.replace("horizon", "horizont"), encoding="utf-8")
    said = refused("plan", case, "--world", EXAMPLE)
    assert "case.toml" in said
    assert "horizon" in said


@pytest.mark.parametrize("text", ["2e9", "JPN", "JPN=much", "JPN=-5", "JPN=nan", "JPN=1e9;USA=2e9"])
def test_a_budget_that_cannot_be_read_is_shown_with_how_to_write_it(case: Path, text: str) -> None:
    said = refused("plan", case, "--world", EXAMPLE, f"--budget={text}")
    assert repr(text) in said
    assert "JPN=2e9,USA=3e9" in said


def test_a_budget_of_a_place_that_does_not_plan_is_refused(case: Path) -> None:
    said = refused("plan", case, "--world", EXAMPLE, "--budget", "USA=2e9")
    assert "'USA'" in said
    assert "JPN" in said


def test_an_unknown_place_of_the_partnership_is_named(case: Path) -> None:
    said = refused("plan", case, "--world", EXAMPLE, "--partnership", "JPM", "--budget", "JPM=1")
    assert "'JPM'" in said


@pytest.mark.parametrize(
    ("option", "value"), [("--gap", "0"), ("--gap", "1.5"), ("--seconds", "-1")]
)
def test_a_gap_or_time_that_cannot_be_is_refused(case: Path, option: str, value: str) -> None:
    assert f"{option} {value}" in refused("plan", case, f"{option}={value}")


@pytest.mark.parametrize("option", ["--output", "--excel", "--pin"])
def test_a_file_that_cannot_be_written_is_refused_before_any_work(
    case: Path, option: str, asked: dict[str, Any]
) -> None:
    assert "folder" in refused("plan", case, "--world", EXAMPLE, option, case.parent)
    assert asked == {}


@pytest.mark.parametrize("text", ["{", "[1]", '{"minerals": []}', "\N{SNOWMAN}"])
def test_a_file_that_is_no_plan_is_not_compared_with(case: Path, text: str) -> None:
    other = case.with_name("other.json")
    other.write_text(text, encoding="utf-8")
    said = refused("plan", case, "--world", EXAMPLE, "--compare", other)
    assert "other.json" in said
    assert "--pin" in said


def test_the_options_reach_the_study(case: Path, asked: dict[str, Any]) -> None:
    options = "--budget JPN=2e6 --against 2 --gap 0.05 --seconds 9 --no-ranking --json".split()
    said = run("plan", case, "--world", EXAMPLE, "--as-of", "2027-01-15", *options)
    assert said.code == 0, said.err
    assert asked["budget"] == {"JPN": 2e6}
    assert asked["case"].adversary.actions == 2
    assert (asked["case"].gap, asked["case"].seconds) == (0.05, 9)
    assert (asked["ranking"], asked["frontier"]) == (False, True)
    assert (asked["as_of"], asked["folder"]) == ("2027-01-15", case.parent)


def test_the_page_the_workbook_and_the_pinned_plan_are_where_it_says(
    case: Path, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    said = run("plan", case, "--excel", "out/plan.xlsx", "--pin", "kept.json", columns=160)
    assert said.code == 0, said.err
    for name in ("plan.html", "out/plan.xlsx", "kept.json"):
        assert (case.parent / name).is_file()
        assert Path(name).name in said.line
    assert json.loads(Path("kept.json").read_text(encoding="utf-8"))["objective"] == 1.23e9
    assert "Projects" in openpyxl.load_workbook("out/plan.xlsx").sheetnames
    again = run("plan", case, "--compare", "kept.json", columns=160)
    assert "both plans are equally good" in again.line.lower()


def test_the_terminal_shows_projects_partners_stocks_and_what_was_left_out(
    case: Path, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    line = run("plan", case, columns=170).line
    for text in (
        "Gramercy gallium circuit (USA)", "Loans of the OSC $200 m", "$310,000/t",
        "$1.5 bn ± $90 m", "−$550 m", "34 days", "its capacity is not known",
        "29 projects that could not be chosen",
    ):  # fmt: skip
        assert text in line
    assert "None" not in line


def test_the_json_holds_what_it_promises(case: Path, asked: dict[str, Any]) -> None:
    kept = case.with_name("kept.json")
    first = run("plan", case, "--json", "--pin", kept)
    assert not case.with_name("plan.html").exists()
    value = first.values
    assert {"objective", "bound", "gap", "before", "after", "partners", "projects"} <= set(value)
    for project in value["projects"]:
        assert set(project) >= {
            "id", "start", "size", "capex_usd", "purses", "price_support", "value_alone",
            "value_last", "shapley",
        }  # fmt: skip
    for side in ("before", "after"):
        assert {"future", "place", "sector", "shortage_t", "cost_usd"} <= set(value[side][0])
    compared = run("plan", case, "--json", "--compare", kept).values
    assert compared["comparison"]["verdict"]


def test_every_key_of_a_case_file_is_explained() -> None:
    page = (EXAMPLE.parent / "plan.md").read_text(encoding="utf-8")
    parts = (
        PlanCase, Future, Purse, Goal, Money, Selection, Permits, Stockpiles, Failures, Adversary,
    )  # fmt: skip
    keys = {key for part in parts for key in part.model_fields}
    shown = ("`{}`", "`[{}]`", "`[[{}]]`")
    assert {key for key in keys if not any(form.format(key) in page for form in shown)} == set()


def test_the_case_on_its_page_is_read_as_it_stands() -> None:
    page = (EXAMPLE.parent / "plan.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    assert PlanCase.model_validate(tomllib.loads(text)).purses[0].private_ratio == 1.0


def test_a_plan_of_the_example_world_is_found_proven_and_written(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    said = run("plan", case, "--world", EXAMPLE, "--json", "-o", "plan.html")
    assert said.code == 0, said.err
    value = said.values
    assert value["bound"] <= value["objective"] <= value["before_usd"]
    assert value["gap"] <= 1e-4
    assert {"jpn_remelters_2"} <= {project["id"] for project in value["projects"]}
    short = {
        side: sum(row["shortage_t"] * row["probability"] for row in value[side])
        for side in ("before", "after")
    }
    assert short["after"] < short["before"]
    assert "Second remelter of Japan" in Path("plan.html").read_text(encoding="utf-8")


def test_the_written_program_has_the_optimum_of_the_plan_and_names_one_can_read(
    case: Path, tmp_path: Path
) -> None:
    file, pinned = tmp_path / "plan.lp", tmp_path / "plan.json"
    short = ("--no-ranking", "--no-frontier", "--no-accounts")
    run(
        "plan",
        case,
        "--world",
        EXAMPLE,
        "--write",
        file,
        "--pin",
        pinned,
        "-o",
        tmp_path / "plan.html",
        *short,
    )

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(file))
    highs.run()
    plan = json.loads(pinned.read_text(encoding="utf-8"))
    assert highs.getObjectiveValue() * 1000 == pytest.approx(plan["objective"], rel=1e-4)
    names = [highs.getColName(at)[1] for at in range(highs.getNumCol())]
    assert any(name.startswith("new_flow.metal.") for name in names)


def test_a_program_in_a_format_that_nobody_reads_is_refused_before_any_work(case: Path) -> None:
    assert ".mps or .lp" in refused("plan", case, "--world", EXAMPLE, "--write", "plan.txt")


def test_without_accounts_nobody_gains_and_nothing_is_simulated(case: Path, tmp_path: Path) -> None:
    out = run(
        "plan",
        case,
        "--world",
        EXAMPLE,
        "--no-accounts",
        "--no-ranking",
        "--no-frontier",
        "--json",
        "-o",
        tmp_path / "plan.html",
    )
    found = json.loads(out.out)
    assert found["partners"] == found["promise"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('[projects]\nmust = ["jpn_remelters_2"]\nplaces = ["AUS"]', "must be built, but"),
        ('[projects]\nmust = ["jpn_remelters_2"]\n[failures]\ndraws = 0', "budget of fund"),
        ("[goal]\nmost_short = 0.0", "whatever is built"),
        ('[stockpiles]\nplaces = ["CHN"]', "who does not plan"),
        ('[permits]\nkinds = ["plnat"]', "plnat"),
        ('[adversary]\nactions = 1\nstart = "2035-01"', "outside the horizon"),
    ],
)
def test_what_contradicts_itself_is_named(case: Path, change: str, words: str) -> None:
    text = CASE.replace('[failures]\ndraws = 0\n\n[stockpiles]\ncommodities = ["metal"]\n', "")
    text = text.replace("budget_usd = 5e6\nprivate_ratio = 1.0", "budget_usd = 1e4")
    case.write_text(f"{text}\n{change}\n", encoding="utf-8")
    assert words in refused("plan", case, "--world", EXAMPLE)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('partner = "JPN"', 'partner = "USA"', "who does not plan"),
        ('id = "fund"', 'id = "private"', "another id"),
        ('start = "2029-01"', 'start = "2035-01"', "outside the horizon"),
        ('"2030-12"', '"2030-13"', "is not a month"),
    ],
)
def test_what_cannot_be_in_a_case_is_named(case: Path, old: str, new: str, words: str) -> None:
    case.write_text(CASE.replace(old, new), encoding="utf-8")
    assert words in refused("plan", case, "--world", EXAMPLE)
