"""Read the word tables of this package: cells of `words` hold alternatives between `|`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TypedDict


class WordRow(TypedDict):
    """A row of `headers.csv` or `words.csv`; in `countries.csv` the column is the country."""

    column: str
    value: str
    language: str
    words: tuple[str, ...]


@cache
def rows(table: str) -> tuple[WordRow, ...]:
    """The rows of `table`.csv of this package, in order."""
    text = (files("xenotime.controls.lines") / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(
        WordRow(
            column=row["column"],
            value=row.get("value", ""),
            language=row.get("language", ""),
            words=tuple(row["words"].split("|")),
        )
        for row in csv.DictReader(text.splitlines())
    )
