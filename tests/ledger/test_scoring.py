"""The scoring of the ledger's benchmark: figures that flatter would mislead whoever reads them."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from rich.console import Console

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def scripts():
    """Benchmarks import each other by name, as scripts do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield


@pytest.fixture(scope="module")
def records(scripts):
    return importlib.import_module("ledger_records")


@pytest.fixture(scope="module")
def scoring(scripts):
    return importlib.import_module("ledger_scoring")


@pytest.fixture(scope="module")
def benchmark(scripts):
    return importlib.import_module("ledger_facts")


DOC = {"record": "doc", "file": "a.txt", "lang": "de"}
TEASER = {
    "record": "boilerplate",
    "file": "a.txt",
    "class": "teaser_text",
    "start": 900,
    "end": 999,
}


def annotation(start, end, kind="agreement", relevance="high", **more):
    actors = [{"part": "actor", "iso3": "JPN"}, {"part": "comparison", "iso3": "CHN"}]
    fact = {
        "record": "fact",
        "file": "a.txt",
        "start": start,
        "end": end,
        "quote": "",
        "kind": kind,
    }
    return (
        fact
        | {"relevance": relevance, "status": "signed", "actors": actors, "amounts": []}
        | {"date": None}
        | more
    )


def line(start, end, kind="agreement", **more):
    fact = {"file": "a.txt", "start": start, "end": end, "quote": "", "kind": kind}
    return fact | {"status": "signed", "countries": ["JPN"], "amounts": [], "date": ""} | more


def figures(scoring, annotations, lines, criterion="half"):
    records = importlib.import_module("ledger_records")
    gold = records.gold([DOC, *annotations])
    return scoring.measures(scoring.pairs(gold, map(records.found, lines), criterion))


def test_a_fact_reported_twice_is_right_only_once(scoring):
    result = figures(scoring, [annotation(0, 100)], [line(0, 100), line(0, 90)])
    assert (result.recall.right, result.precision.right, result.precision.of) == (1, 1, 2)


def test_a_fact_of_another_kind_or_elsewhere_is_wrong(scoring):
    lines = [line(0, 100, "meeting"), line(0, 49), line(0, 201), line(500, 600)]
    result = figures(scoring, [annotation(0, 100)], lines)
    assert result.recall.share == 0
    assert result.precision.share == 0


def test_half_of_the_longer_span_is_enough_and_iou_is_no_kinder(scoring):
    assert figures(scoring, [annotation(0, 100)], [line(50, 150)]).recall.share == 1
    assert figures(scoring, [annotation(0, 100)], [line(50, 150)], "iou").recall.share == 0


def test_unimportant_facts_are_not_asked_for_but_finding_them_is_right(scoring):
    annotations = [annotation(0, 100, relevance="low"), annotation(200, 300, "statement")]
    result = figures(scoring, annotations, [line(0, 100)])
    assert result.recall.of == 0
    assert result.precision.share == 1


def test_as_many_facts_as_possible_are_paired(scoring):
    # Taking the first pair that fits would leave the second annotation without its only partner.
    annotations = [annotation(0, 100), annotation(40, 120)]
    result = figures(scoring, annotations, [line(20, 100), line(0, 70)])
    assert result.recall.right == 2


def test_a_fact_that_is_asked_for_is_paired_before_one_that_is_not(scoring):
    annotations = [annotation(0, 100, relevance="low"), annotation(0, 100)]
    assert figures(scoring, annotations, [line(0, 100)]).recall.share == 1


def test_amounts_must_agree_in_value_unit_and_currency(scoring):
    dollars = {"value": 550e9, "unit": "currency", "currency": "USD"}
    percent = {"value": 15, "unit": "percent_ad_valorem"}
    lines = [
        line(0, 100, amounts=[dollars | {"currency": "EUR"}, {"value": 15.0, "unit": "percent"}])
    ]
    result = figures(scoring, [annotation(0, 100, amounts=[dollars, percent])], lines)
    assert (str(result.amounts_recall), str(result.amounts_precision)) == (
        "0.50 (1/2)",
        "0.50 (1/2)",
    )


def test_countries_that_are_only_compared_with_are_counted_apart(scoring):
    result = figures(scoring, [annotation(0, 100)], [line(0, 100)])
    assert result.countries.share == pytest.approx(2 / 3)
    assert result.acting.share == 1


@pytest.mark.parametrize(
    ("annotated", "found"),
    [
        ("2025-W44", "2025-10-27/2025-11-02"),
        ("2025-10/..", "2025-10-01/.."),
        ("2025-10/..", "2025-10"),
        ("../2027-12-31", "2027-03-09/2027-12-31"),
        ("2028-H2", "2028-07/2028-12"),
        ("../2027-12-31", "../2027-12"),
        ("2025-Q4", "2025-10/2025-12"),
    ],
)
def test_the_same_days_written_otherwise_are_the_same_date(scoring, annotated, found):
    annotations = [annotation(0, 100, date={"value": annotated})]
    assert figures(scoring, annotations, [line(0, 100, date=found)]).date.share == 1
    assert figures(scoring, annotations, [line(0, 100, date="2025-11-28")]).date.share == 0


def test_a_deadline_counts_as_the_date(scoring):
    annotations = [annotation(0, 100, date={"value": "../2027-09-09"})]
    lines = [line(0, 100, date="2027-03-09", deadline="../2027-09-09")]
    assert figures(scoring, annotations, lines).date.share == 1


def test_one_character_of_a_teaser_is_too_many(scoring, records):
    gold = records.gold([DOC, TEASER])
    claims = [records.found(line(800, 900)), records.found(line(850, 901))]
    assert scoring.in_teasers(gold, claims) == claims[1:]


def test_articles_that_nobody_annotated_do_not_spoil_the_precision(scoring):
    result = figures(scoring, [annotation(0, 100)], [line(0, 100), line(0, 9) | {"file": "b.txt"}])
    assert result.precision.of == 1


def test_the_details_say_what_was_missed_what_is_wrong_and_what_differs(records, benchmark):
    gold = records.gold([DOC, TEASER, annotation(0, 100), annotation(200, 300, "tariff")])
    lines = [line(0, 100, status="planned"), line(200, 300, "control"), line(900, 950)]
    text = "\n".join(benchmark.details(gold, [records.found(one) for one in lines]))
    assert "FIELDS agreement status planned, not signed" in text
    assert "MISSED tariff (high) a.txt:200-300" in text
    assert "WRONG  control" in text
    assert "annotated here: tariff (high)" in text
    assert "TEASER agreement a.txt:900-950" in text


def test_the_held_out_articles_cannot_be_looked_into_by_name_or_by_folder(benchmark):
    assert benchmark.refused(["examples", "held-out"])
    assert benchmark.refused([str(Path(__file__).parent / "held_out")])
    assert not benchmark.refused(["examples", "seeds"])


def test_annotations_of_a_text_that_has_moved_are_reported(records, benchmark):
    gold = records.gold([DOC, annotation(1, 4, quote="und"), annotation(2, 4, quote="un")])
    assert [fact.start for fact in benchmark.astray(gold, {"a.txt": "xund"})] == [2]
    assert len(benchmark.astray(gold, {})) == 2


def test_a_set_that_is_not_there_is_skipped_with_a_sentence(benchmark, tmp_path):
    console = Console(record=True, width=300)
    assert not benchmark.report(str(tmp_path), False, console)
    assert "skipped, there is no facts.jsonl" in console.export_text()


def test_a_folder_of_ones_own_is_scored(records, benchmark, tmp_path):
    record = annotation(0, 3, quote="und")
    (tmp_path / "facts.jsonl").write_text(f"{json.dumps(DOC)}\n{json.dumps(record)}\n", "utf-8")

    def reader(folder, annotations):
        claims = [records.found(line(0, 3)), records.found(line(4, 9))]
        return benchmark.Read(claims, {"a.txt": "und"})

    console = Console(record=True, width=300)
    assert benchmark.report(str(tmp_path), True, console, reader)
    text = console.export_text()
    assert "1.00 (1/1)" in text
    assert "0.50 (1/2)" in text
    assert "WRONG  agreement signed a.txt:4-9" in text
    assert "do not stand" not in text
