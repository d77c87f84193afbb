"""What the first rows of a list tell: the separator, the row of headers, the titles above it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from xenotime.controls.lines.headers import known_headers

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 2**17
"""Bytes of the beginning of a file that are looked at."""
ROWS_LOOKED_AT = 40
"""Rows among which the headers are looked for."""
NAMED = 1000
"""A header that the user names weighs more than any number of known words."""


def header_row(rows: Sequence[Sequence[str]], wanted: Sequence[str] = ()) -> int:
    """The place of the row that names most columns; of the first row with a cell if none does."""
    named = {header.strip() for header in wanted if header.strip()}
    scores = [
        known_headers(row) + NAMED * len(named & {cell.strip() for cell in row}) for row in rows
    ]
    if not max(scores):
        return next((at for at, row in enumerate(rows) if any(c.strip() for c in row)), 0)
    return scores.index(max(scores))


def title_notes(rows: Sequence[Sequence[str]]) -> list[str]:
    """What is told of the rows above the headers."""
    titles = [" ".join(filter(None, (cell.strip() for cell in row))) for row in rows]
    titles = [title for title in titles if title]
    if not titles:
        return []
    count = "one row" if len(titles) == 1 else f"{len(titles)} rows"
    return [f"{count} above the headers skipped: {' | '.join(titles)[:120]!r}"]


def separator_of(text: str) -> tuple[str, list[list[str]], int]:
    """The separator, the first rows, and how many of these only declare it (`sep=;`)."""
    declared = re.match(r"\ufeff?\"?sep=(.)\"?\s*?\r?\n", text, re.IGNORECASE)
    if declared:
        return declared[1], first_rows(text, declared[1]), 1
    best = max(SEPARATORS, key=lambda mark: _fit(first_rows(text, mark)))
    return best, first_rows(text, best), 0


def _fit(rows: list[list[str]]) -> tuple[int, int]:
    """How well a separator fits: columns that a row names, then the columns of the widest row."""
    return max(map(known_headers, rows), default=0), max(map(len, rows), default=0)


def first_rows(text: str, separator: str) -> list[list[str]]:
    """The first rows, read leniently."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) == ROWS_LOOKED_AT:
                break
    except csv.Error:
        return rows
    return rows
