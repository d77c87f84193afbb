"""`xenotime screen` as a compliance analyst meets it: a verdict for every line, and why."""

from __future__ import annotations

import csv
import datetime
import json
import re
from functools import partial
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests import commands
from tests.test_docs import blocks
from xenotime.controls.explain import explain
from xenotime.controls.lines import open_lines
from xenotime.controls.register import VERDICTS, Register
from xenotime.controls.screening import screen
from xenotime.report import screen_files
from xenotime.studies import screen as study
from xenotime.studies.screen_tally import ORDER
from xenotime.studies.screened_acts import lapsed
from xenotime.world.world import World

DOCS = Path(__file__).parents[2] / "docs"
SHIPMENTS = DOCS / "shipments.csv"
HEADER = (
    "case_id,as_of_date,origin_iso3,exporter_iso3,destination_iso3,end_use,end_user_listed,"
    "item_text,hs_code,elements,controlled_value_share_pct"
)
GALLIUM = 'Ga,{day},CHN,CHN,{to},civil,no,"Gallium metal 4N, ingots",81129290,Ga,'


run = partial(commands.run, "screen", columns=100)
refused = partial(commands.refused, "screen")


def printed(*args: object) -> str:
    """What a command that succeeds prints, on one line and without frames."""
    said = run(*args)
    assert said.code == 0, said.err
    return said.line


def screened(*args: object) -> dict:
    """The JSON that a command prints and nothing else."""
    said = run(*args, "--json")
    assert said.code == 0, said.err
    return said.values


def listed(path: Path, *lines: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_the_same_gallium_is_judged_by_its_day_and_its_destination(tmp_path):
    lines = [
        GALLIUM.format(day=day, to=to)
        for day, to in (
            ("2023-07-31", "DEU"),
            ("2023-08-01", "DEU"),
            ("2024-12-03", "USA"),
            ("2025-11-09", "USA"),
        )
    ]
    found = screened(listed(tmp_path / "a.csv", *lines))
    assert [line["verdict"] for line in found["lines"]] == [
        "no_licence",
        "licence_required",
        "presumption_of_denial",
        "licence_required",
    ]
    assert found["lines"][0]["next_change"] == "2023-08-01"
    assert found["lines"][2]["measures"][0]["id"] == "CN-2024-46-art2"
    assert {m["id"] for m in found["lines"][2]["measures"]} >= {"CN-2024-46-art2", "CN-2023-23"}


def test_the_json_says_of_each_line_what_a_program_needs_and_counts_all():
    found = screened(SHIPMENTS)
    assert list(found)[-1] == "lines"
    assert {"as_of", "register", "matched", "ignored", "counts", "disclaimer"} <= set(found)
    assert datetime.date.fromisoformat(found["register"]["newest_source"])
    for line in found["lines"]:
        assert {"line", "verdict", "measures", "reason", "missing", "next_change"} <= set(line)
        for measure in line["measures"]:
            assert set(measure) == {"id", "clause", "rule", "status", "policy", "match"}
    assert [line["line"] for line in found["lines"]] == list(range(1, 16))
    counted = {v: [x["verdict"] for x in found["lines"]].count(v) for v in ORDER}
    assert found["counts"] == counted
    assert set(found["counts"]) == {*VERDICTS, "unknown_outcome"}
    assert {"column": "hs_code", "header": "HS code", "how": "exact"} in found["matched"]
    assert found["ignored"] == ["Incoterm"]


def test_a_line_without_a_case_has_no_case_in_the_json(tmp_path):
    path = listed(tmp_path / "a.csv", GALLIUM.format(day="2024-01-01", to="DEU")[2:])
    (line,) = screened(path)["lines"]
    assert "case_id" not in line
    assert "error" not in line


def test_a_line_that_cannot_be_read_comes_back_with_its_error_and_stops_nothing(tmp_path):
    path = listed(
        tmp_path / "a.csv",
        GALLIUM.format(day="2024-13-01", to="DEU"),
        GALLIUM.format(day="2024-01-01", to="Atlantis"),
        GALLIUM.format(day="2024-01-01", to="DEU"),
    )
    found = screened(path)
    assert [line["verdict"] for line in found["lines"]] == [
        "unknown_outcome",
        "unknown_outcome",
        "licence_required",
    ]
    assert "2024-13-01" in found["lines"][0]["error"]
    assert "Atlantis" in found["lines"][1]["error"]
    assert found["malformed"] == 2
    assert "2 lines could not be read" in printed(path)


def test_the_day_given_holds_for_lines_that_name_none(tmp_path):
    path = listed(
        tmp_path / "a.csv",
        GALLIUM.format(day="", to="DEU"),
        GALLIUM.format(day="2024-01-01", to="DEU"),
    )
    found = screened(path, "--as-of", "2023-07-01")
    assert found["as_of"] == "2023-07-01"
    assert [x["verdict"] for x in found["lines"]] == ["no_licence", "licence_required"]


def test_a_day_after_the_newest_source_is_said_once_and_first(tmp_path):
    late = listed(tmp_path / "a.csv", *[GALLIUM.format(day="2031-01-01", to="DEU")] * 3)
    said = printed(late)
    assert said.count("after the register's newest source") == 1
    assert said.index("after the register's newest source") < said.index("Verdicts on")
    assert screened(late)["register"]["lines_after_newest_source"] == 3
    early = listed(tmp_path / "b.csv", GALLIUM.format(day="2024-01-01", to="DEU"))
    assert "after the register's newest source" not in printed(early)


def test_suspensions_that_ran_out_are_named_from_their_first_day_after():
    register = Register.of(World.atlas())
    last = datetime.date(2026, 11, 10)
    assert "CN-2025-57" not in lapsed(register, last)["measure"].to_list()
    after = lapsed(register, last + datetime.timedelta(days=1))
    assert ("CN-2025-57", last) in after.select("measure", "until").rows()


def test_the_summary_shows_how_headers_were_taken_and_the_strictest_lines_first():
    said = printed(SHIPMENTS, "--as-of", "2026-03-02")
    assert "Description of goods item_text known words" in said
    assert "Ignored headers: Incoterm" in said
    assert said.index("S-12") < said.index("S-02") < said.index("S-01") < said.index("S-03")
    assert said.count("This is no legal advice.") == 1


def test_a_header_can_be_named_when_it_is_not_found(tmp_path):
    header = HEADER.replace("destination_iso3", "Zorg")
    path = listed(tmp_path / "a.csv", GALLIUM.format(day="2024-01-01", to="DEU"), header=header)
    assert "Zorg" in screened(path)["ignored"]
    found = screened(path, "--column", "destination_iso3=Zorg")
    assert {"column": "destination_iso3", "header": "Zorg", "how": "chosen"} in found["matched"]
    assert "write NAME=HEADER" in refused(path, "--column", "Zorg")


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".csv", ".parquet", ".jsonl"])
def test_every_output_holds_every_line_with_its_verdict(tmp_path, suffix):
    path = tmp_path / f"found{suffix}"
    wanted = {x["line"]: x["verdict"] for x in screened(SHIPMENTS, "-o", path)["lines"]}
    if suffix == ".csv":
        rows = list(csv.DictReader(path.open(encoding="utf-8")))
    elif suffix == ".parquet":
        rows = pl.read_parquet(path).to_dicts()
    elif suffix == ".jsonl":
        rows = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
    elif suffix == ".xlsx":
        head, *cells = openpyxl.load_workbook(path)["Lines"].iter_rows(values_only=True)
        rows = [dict(zip(head, row, strict=True)) for row in cells]
    else:
        data = re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"))[1]
        shown = json.loads(data)
        rows = [
            {"line": line, "verdict": shown["findings"][at]["verdict"]}
            for line, at in zip(shown["lines"]["line"], shown["lines"]["finding"], strict=True)
        ]
    assert {int(row["line"]): row["verdict"] for row in rows} == wanted


def test_a_list_read_in_many_batches_is_judged_as_in_one(tmp_path, monkeypatch):
    whole = screened(SHIPMENTS, "-o", tmp_path / "whole.parquet", "-o", tmp_path / "whole.csv")
    monkeypatch.setattr(study, "BATCH", 4)
    parts = screened(SHIPMENTS, "-o", tmp_path / "parts.parquet", "-o", tmp_path / "parts.csv")
    assert parts == whole
    one, other = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("whole", "parts"))
    assert one.equals(other)
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "parts.csv").read_bytes()


def test_a_list_without_lines_is_told_and_its_outputs_open(tmp_path):
    path = listed(tmp_path / "a.csv")
    outputs = [tmp_path / f"found{suffix}" for suffix in screen_files.WRITERS]
    found = screened(path, *(part for file in outputs for part in ("-o", file)))
    assert found["lines"] == []
    assert sum(found["counts"].values()) == 0
    assert pl.read_csv(tmp_path / "found.csv").height == 0
    assert pl.read_parquet(tmp_path / "found.parquet").height == 0
    assert openpyxl.load_workbook(tmp_path / "found.xlsx").sheetnames[0] == "Lines"
    assert "The list holds no line." in (tmp_path / "found.html").read_text("utf-8")


def test_nothing_is_half_written_when_the_work_breaks_off(tmp_path, monkeypatch):
    outputs = [tmp_path / f"found{suffix}" for suffix in screen_files.WRITERS]
    for file in outputs:
        file.write_text("older", encoding="utf-8")

    def breaks(result):
        raise OSError("no space left on the device")

    monkeypatch.setattr(screen_files, "screen_page", breaks)
    options = [part for file in outputs for part in ("-o", file)]
    assert "no space left" in refused(SHIPMENTS, *options, "--json")
    assert {file.read_text("utf-8") for file in outputs} == {"older"}
    assert sorted(tmp_path.iterdir()) == sorted(outputs)


def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path):
    assert "there is no file" in refused(tmp_path / "nothing.csv")
    strange = tmp_path / "strange.csv"
    strange.write_text("colour,taste\nred,sour\n", encoding="utf-8")
    refused(strange)
    refused(strange, "--json")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    refused(tmp_path / "broken.xlsx")


def test_outputs_that_cannot_be_are_refused_before_the_work(tmp_path):
    assert ".html, .xlsx, .csv, .parquet, .jsonl" in refused(SHIPMENTS, "-o", tmp_path / "a.doc")
    assert "no folder" in refused(SHIPMENTS, "-o", tmp_path / "nowhere" / "a.csv")
    twice = tmp_path / "a.csv"
    assert "twice" in refused(SHIPMENTS, "-o", twice, "-o", twice)
    mine = listed(tmp_path / "mine.csv", GALLIUM.format(day="2024-01-01", to="DEU"))
    before = mine.read_bytes()
    assert "the list itself" in refused(mine, "-o", mine)
    assert mine.read_bytes() == before


def test_a_world_without_measures_frees_nobody():
    assert "no measures" in refused(SHIPMENTS, "--world", DOCS / "example")


def test_a_day_that_does_not_exist_is_refused():
    assert "is not a date" in refused(SHIPMENTS, "--as-of", "2026-02-30")


def test_explaining_a_line_shows_each_condition_of_the_rule_that_applies():
    said = printed(SHIPMENTS, "--explain", 8)
    applies, rest = said.split("Nearly:")
    assert "CN-2025-18" in applies
    for words in ("goods: form yes", "goods: element yes Dy", "destination yes", "reach yes"):
        assert words in applies
    assert "CN-2025-61-1a" in rest
    assert "Verdict: licence required." in rest


def test_an_explanation_agrees_with_the_verdict_and_tries_every_rule():
    register = Register.of(World.atlas())
    rules = {(rule.measure, rule.name) for rule in register.rules}
    lines = pl.concat(list(open_lines(SHIPMENTS).batches()))
    for number, judged in enumerate(screen(register, lines).iter_rows(named=True)):
        found = explain(register, lines[number])
        assert found["verdict"] == judged["verdict"]
        assert found["measures"] == judged["measures"]
        assert found["error"] == judged["error"]
        tried = {(rule["measure"], rule["rule"]): rule for rule in found["rules"]}
        assert set(tried) == (set() if judged["error"] else rules)
        for measure in judged["measures"]:
            assert tried[measure["id"], measure["rule"]]["group"] == "applies"
        for rule in found["rules"]:
            answers = {row["answer"] for row in rule["conditions"] if row["condition"] != "goods"}
            assert rule["group"] != "applies" or "no" not in answers


def test_an_explanation_is_data_too():
    found = screened(SHIPMENTS, "--explain", 3)
    assert (found["line"]["case_id"], found["missing"]) == ("S-03", ["end_use"])
    assert found["rules"][0]["conditions"][0]["condition"] == "goods"
    assert "disclaimer" in found


def test_a_line_that_is_not_there_cannot_be_explained():
    assert "has no line 16; its last is 15" in refused(SHIPMENTS, "--explain", 16)
    assert "leave out --output" in refused(SHIPMENTS, "--explain", 1, "-o", "a.html")


def test_what_the_page_on_screening_quotes_is_what_the_command_prints():
    page = blocks(DOCS / "screen.md")
    command, *_ = [text.split() for _, kind, text in page if kind == "sh"]
    (quoted,) = [text.split() for mark, _, text in page if mark == "part of what it prints"]
    said = printed(DOCS.parent / command[2], *command[3:])
    assert " ".join(quoted) in said


def test_the_page_on_screening_names_every_column_and_every_verdict():
    text = (DOCS / "screen.md").read_text(encoding="utf-8")
    assert [name for name in (*HEADER.split(","), *ORDER) if f"`{name}`" not in text] == []
