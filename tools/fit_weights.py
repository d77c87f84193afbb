"""Fit the weights by which the ledger tells facts from statements.

    python tools/fit_weights.py [FOLDER...]

Each folder holds articles, with a `facts.jsonl` (see docs/example/articles.md) in it or beside it.
Without any, the training articles and the examples of the project are used, and nothing else: never
the held-out ones. Prints what cross-validation over articles gives, and writes
src/xenotime/ledger/facts/weights.csv.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from xenotime.ledger.facts.extract import judged
from xenotime.ledger.facts.features import KINDS, NAMES
from xenotime.ledger.facts.weighing import BIAS, FILE, LIKELY
from xenotime.ledger.reading import read

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "tests/ledger/training", ROOT / "docs/example/articles")
STRENGTH = 0.3
"""Inverse strength of the L2 penalty, chosen by cross-validation."""
PARTS = 10
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
DIGITS = 4

Matrix = NDArray[np.float64]


def examples(folder: Path) -> Iterator[tuple[str, Matrix, list[bool], list[bool]]]:
    """Article, features, whether annotated as each kind, and whether asked for, by sentence."""
    annotations = folder / "facts.jsonl"
    if not annotations.is_file():
        annotations = folder.parent / "facts.jsonl"
    lines = annotations.read_text("utf-8").splitlines()
    records: list[dict[str, Any]] = [json.loads(line) for line in lines]
    files = {record["file"].partition("#")[0] for record in records if record["record"] == "doc"}
    for file in sorted(files):
        for article in read(folder / file):
            facts = [r for r in records if r["record"] == "fact" and r["file"] == article.name]
            for one in judged(article):
                here = [
                    fact for fact in facts if covers(fact, one.sentence.start, one.sentence.end)
                ]
                kinds = {fact["kind"] for fact in here}
                asked = {fact["kind"] for fact in here if fact["relevance"] in ("high", "medium")}
                yield (
                    f"{folder}/{article.name}",
                    one.features,
                    [kind in kinds for kind in KINDS],
                    [kind in asked for kind in KINDS],
                )


def covers(fact: dict[str, Any], start: int, end: int) -> bool:
    """Whether an annotation and a sentence share half of the longer of the two."""
    shared = min(fact["end"], end) - max(fact["start"], start)
    longer: int = max(fact["end"] - fact["start"], end - start)
    return bool(2 * shared >= longer)


def fitted(x: Matrix, y: NDArray[np.bool_]) -> Matrix:
    """float64[1 + features, kinds]: bias and weights of one regression for each kind."""
    columns = []
    for kind in range(len(KINDS)):
        model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(x, y[:, kind])
        columns.append(np.concatenate([model.intercept_, model.coef_[0]]))
    return np.array(columns).T


def likely(x: Matrix, table: Matrix) -> Matrix:
    """float64[sentences, kinds]: chances."""
    return np.asarray(1 / (1 + np.exp(-(table[0] + x @ table[1:]))))


def crossed(x: Matrix, y: NDArray[np.bool_], groups: list[str]) -> Matrix:
    """Chances of each sentence by weights that did not see its article."""
    chances = np.zeros(y.shape)
    for train, test in GroupKFold(PARTS).split(x, y, groups):
        chances[test] = likely(x[test], fitted(x[train], y[train]))
    return chances


def main() -> None:
    """Fit, print, write."""
    folders = [Path(name) for name in sys.argv[1:]] or [f for f in FOLDERS if f.is_dir()]
    rows = [row for folder in folders for row in examples(folder)]
    groups = [row[0] for row in rows]
    x = np.array([row[1] for row in rows])
    y = np.array([row[2] for row in rows])
    asked = np.array([row[3] for row in rows])
    print(f"{len(set(groups))} articles, {len(rows)} sentences, {int(y.sum())} facts")
    chances = crossed(x, y, groups)
    for threshold in THRESHOLDS:
        told = chances >= threshold
        right, found = (told & y).sum(), (told & asked).sum()
        mark = "  <- LIKELY" if threshold == LIKELY else ""
        print(
            f"from {threshold}: recall {found / asked.sum():.2f}, "
            f"precision {right / max(told.sum(), 1):.2f}{mark}"
        )
    table = fitted(x, y).round(DIGITS)
    path = ROOT / "src/xenotime/ledger/facts" / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", *KINDS])
        writer.writerows([name, *row] for name, row in zip((BIAS, *NAMES), table, strict=True))
    print(f"written to {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
