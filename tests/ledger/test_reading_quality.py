"""How well the ledger reads: on its examples, on articles that nobody tuned it on, on real ones."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark():
    """The benchmark's modules; they import each other by name, as scripts do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield importlib.import_module("ledger_facts")


def measured(benchmark: ModuleType, name: str) -> tuple[Any, list[Any]]:
    """The figures of a set, and the facts found in text that advertises other articles."""
    folder, annotations = benchmark.SETS[name]
    if not (folder / annotations).is_file():
        pytest.skip(f"the articles of {name} are not part of the project, and not here")
    records, scoring = benchmark.records, benchmark.scoring
    gold = records.gold(records.lines(folder / annotations))
    read = benchmark.read_folder(folder, gold)
    assert not benchmark.astray(gold, read.texts)
    figures = scoring.measures(scoring.pairs(gold, read.claims))
    return figures, scoring.in_teasers(gold, read.claims)


def test_three_quarters_of_the_examples_facts_are_found_and_right(benchmark):
    figures, teasers = measured(benchmark, "examples")
    assert figures.recall.share >= 0.75, str(figures.recall)
    assert figures.precision.share >= 0.75, str(figures.precision)
    assert teasers == []


def test_six_tenths_are_found_and_right_in_articles_that_nobody_tuned_on(benchmark):
    figures, teasers = measured(benchmark, "held-out")
    assert figures.recall.share >= 0.6, str(figures.recall)
    assert figures.precision.share >= 0.6, str(figures.precision)
    assert teasers == []


def test_the_first_real_articles_are_read_as_their_annotator_read_them(benchmark):
    figures, teasers = measured(benchmark, "seeds")
    assert figures.recall.share >= 0.75, str(figures.recall)
    assert figures.precision.share >= 0.75, str(figures.precision)
    assert figures.countries.share >= 0.85, str(figures.countries)
    assert figures.amounts_recall.share >= 0.9, str(figures.amounts_recall)
    assert figures.amounts_precision.share >= 0.9, str(figures.amounts_precision)
    assert teasers == []
