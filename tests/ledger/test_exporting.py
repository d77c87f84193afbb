"""Facts in files for spreadsheets and programs: whole, openable, and harmless."""

from __future__ import annotations

import json

import openpyxl
import polars as pl
import pytest

from xenotime.ledger import exporting
from xenotime.ledger.register import Register

from . import made
from .commands import hand_made, refused, run

SUFFIXES = [".csv", ".json", ".jsonl", ".xlsx"]


@pytest.fixture
def ledger(tmp_path):
    return hand_made(tmp_path / "ledger.sqlite")


def rows_of(path):
    """What a program finds in an exported file."""
    if path.suffix == ".csv":
        return pl.read_csv(path).to_dicts()
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    head, *lines = openpyxl.load_workbook(path)["facts"].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_opens_again_with_all_facts_and_their_places_in_the_text(
    ledger, tmp_path, suffix
):
    path = tmp_path / f"facts{suffix}"
    said = run("export", path, "--ledger", ledger)
    assert said.code == 0, said.err
    rows = sorted(rows_of(path), key=lambda row: row["id"])
    with Register.open(ledger) as register:
        facts = sorted(register.facts().entries, key=lambda entry: entry.id)
    assert [(r["id"], r["start"], r["end"], r["quote"], r["kind"]) for r in rows] == [
        (e.id, e.fact.start, e.fact.end, e.fact.quote, e.fact.kind) for e in facts
    ]
    assert {row["file"] for row in rows} == {"magnesium.txt"}


def test_a_filter_goes_for_the_file_too(ledger, tmp_path):
    path = tmp_path / "facts.jsonl"
    said = run("export", path, "--ledger", ledger, "--kind", "agreement")
    assert said.out.startswith("1 fact is in ")
    assert [row["kind"] for row in rows_of(path)] == ["agreement"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_without_facts_still_opens(ledger, tmp_path, suffix):
    path = tmp_path / f"facts{suffix}"
    assert run("export", path, "--ledger", ledger, "--kind", "meeting").code == 0
    assert rows_of(path) == []


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", ' =HYPERLINK("http://a.example")']


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sentence_that_is_a_formula_is_text_in_a_spreadsheet(tmp_path, suffix):
    path = tmp_path / "ledger.sqlite"
    with Register.open(path) as register:
        for number, formula in enumerate(FORMULAS):
            article = made.article(f"={number}.txt", f"{formula} signed by Japan.", date=None)
            quote = article.text
            one = made.fact(article, quote, "agreement", "signed", "JPN", attribution=formula)
            register.add(article, [one], by="test")
    out = tmp_path / f"facts{suffix}"
    assert run("export", out, "--ledger", path).code == 0
    rows = rows_of(out)
    assert len(rows) == len(FORMULAS)
    for row in rows:
        for column in ("quote", "file", "attribution"):
            assert row[column].startswith("'"), row[column]
    if suffix == ".xlsx":
        kinds = {c.data_type for line in openpyxl.load_workbook(out)["facts"] for c in line}
        assert "f" not in kinds


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_older_file_stays_whole_when_writing_fails(ledger, tmp_path, monkeypatch, suffix):
    path = tmp_path / f"facts{suffix}"
    assert run("export", path, "--ledger", ledger).code == 0
    before = path.read_bytes()

    def fails(rows, new):
        new.write_bytes(before[: len(before) // 2])
        raise OSError("no space left on the device")

    monkeypatch.setitem(exporting._WRITERS, suffix, fails)
    assert "no space left" in refused("export", path, "--ledger", ledger)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"ledger.sqlite", path.name}


def test_more_facts_than_a_sheet_holds_are_refused_and_never_cut(ledger, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "EXCEL_ROWS", 4)
    assert "choose fewer, or .csv" in refused("export", tmp_path / "f.xlsx", "--ledger", ledger)
    assert not (tmp_path / "f.xlsx").exists()


def test_another_format_is_refused_with_those_that_there_are(ledger, tmp_path):
    sentence = refused("export", tmp_path / "facts.ods", "--ledger", ledger)
    assert ".csv, .json, .jsonl, .xlsx" in sentence
    (tmp_path / "folder.csv").mkdir()
    assert "is a folder" in refused("export", tmp_path / "folder.csv", "--ledger", ledger)


def test_a_mistyped_folder_is_told_and_not_made(ledger, tmp_path):
    sentence = refused("export", tmp_path / "nodir" / "e.csv", "--ledger", ledger)
    assert f"there is no folder {tmp_path / 'nodir'}" in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]
