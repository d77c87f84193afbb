"""The held-out articles: their annotations are true to the texts. No reader is run here."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from xenotime.ledger.facts.fact import Kind

HELD_OUT = Path(__file__).parent / "held_out"
LANGUAGES = ["de", "nl", "en", "fr", "es", "ja"]
KINDS = {*get_args(Kind), "statement", "other"}


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    lines = (HELD_OUT / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8") for path in HELD_OUT.glob("*.txt")}


def _of(records: list[dict[str, Any]], record: str) -> list[dict[str, Any]]:
    return [found for found in records if found["record"] == record]


def _readme_row(name: str) -> list[int]:
    for line in (HELD_OUT / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == name:
            return [int(cell) for cell in cells[1:]]
    raise AssertionError(f"the README has no row {name!r}")


def test_every_annotated_quotation_stands_at_its_place_in_the_article(
    records: list[dict[str, Any]], texts: dict[str, str]
) -> None:
    for record in _of(records, "fact") + _of(records, "boilerplate"):
        text = texts[record["file"]]
        assert text[record["start"] : record["end"]] == record["quote"], record["id"]
        for amount in record.get("amounts", []):
            assert text[amount["start"] : amount["end"]] == amount["text"], record["id"]


def test_every_language_is_measured_on_articles_of_its_own(
    records: list[dict[str, Any]], texts: dict[str, str]
) -> None:
    documents = _of(records, "doc")
    assert {document["file"] for document in documents} == set(texts)
    counts = Counter(document["lang"] for document in documents)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= 3


def test_the_set_is_as_large_as_its_readme_says(records: list[dict[str, Any]]) -> None:
    language = {document["file"]: document["lang"] for document in _of(records, "doc")}
    facts = _of(records, "fact")
    assert {fact["kind"] for fact in facts} == KINDS

    def row(found: list[dict[str, Any]]) -> list[int]:
        counts = Counter(language[record["file"]] for record in found)
        return [counts[code] for code in LANGUAGES] + [len(found)]

    assert _readme_row("articles") == row(_of(records, "doc"))
    assert _readme_row("facts") == row(facts)
    assert _readme_row("boilerplate") == row(_of(records, "boilerplate"))
    relevant = [fact for fact in facts if fact["relevance"] != "low"]
    assert _readme_row("of high or medium relevance") == row(relevant)
    for kind in sorted(KINDS):
        assert _readme_row(kind) == row([fact for fact in facts if fact["kind"] == kind]), kind
