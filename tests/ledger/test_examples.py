"""The articles that ship, their annotations, and how well the ledger reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from xenotime.ledger import languages
from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.reading import read

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/example/articles"
RECORDS = [
    json.loads(line) for line in (FOLDER.parent / "facts.jsonl").read_text("utf-8").splitlines()
]
DOCS = {record["file"]: record for record in RECORDS if record["record"] == "doc"}
FACTS = [record for record in RECORDS if record["record"] == "fact"]
KINDS = set(get_args(Kind))


def spans(record):
    """Every stretch of text that a record quotes."""
    if record["record"] == "duplicate":
        return [record["a"], record["b"]]
    parts = [*record.get("amounts", []), record.get("date") or {}]
    quoted = [
        {"file": record["file"], "quote": part["text"], "start": part["start"], "end": part["end"]}
        for part in parts
        if "start" in part
    ]
    return quoted if record["record"] == "doc" else [record, *quoted]


@pytest.fixture(scope="module")
def articles():
    """The articles as the ledger keeps them, by name."""
    names = sorted({name.partition("#")[0] for name in DOCS})
    return {article.name: article for name in names for article in read(FOLDER / name)}


def test_every_annotated_article_is_read_under_its_name(articles):
    assert set(articles) == set(DOCS)


def test_every_quotation_of_the_annotations_stands_where_they_say(articles):
    for record in RECORDS:
        for span in spans(record):
            text = articles[span["file"]].text
            assert text[span["start"] : span["end"]] == span["quote"], record


def test_plain_text_is_annotated_as_it_lies_on_the_disk():
    for record in RECORDS:
        for span in spans(record):
            if span["file"].endswith((".txt", ".md")):
                text = (FOLDER / span["file"]).read_bytes().decode("utf-8")
                assert text[span["start"] : span["end"]] == span["quote"], record


def test_the_language_and_the_day_of_each_article_are_found(articles):
    found = {name: (a.language, str(a.dated.period)) for name, a in articles.items()}
    assert found == {name: (doc["lang"], doc["date"]) for name, doc in DOCS.items()}


def test_a_stranger_can_try_every_language_and_every_kind():
    assert {doc["lang"] for doc in DOCS.values()} == set(languages.CODES)
    assert {fact["kind"] for fact in FACTS} == KINDS | {"statement"}


def test_no_fact_is_annotated_twice_and_none_in_a_teaser():
    ids = [record["id"] for record in RECORDS if "id" in record]
    assert len(ids) == len(set(ids))
    places = [(f["file"], f["start"], f["kind"], f["event"]) for f in FACTS]
    assert len(places) == len(set(places))
    for boilerplate in (r for r in RECORDS if r["record"] == "boilerplate"):
        for fact in FACTS:
            assert (
                fact["file"] != boilerplate["file"]
                or fact["end"] <= boilerplate["start"]
                or boilerplate["end"] <= fact["start"]
            )


def test_two_events_are_told_twice_in_a_language_and_once_in_another():
    told = {}
    for doc in DOCS.values():
        told.setdefault(doc["story"], []).append(doc["lang"])
    repeated = [tongues for tongues in told.values() if len(tongues) > 1]
    assert len(repeated) >= 2
    assert all(len(set(tongues)) == 2 and len(tongues) == 3 for tongues in repeated)
