"""The rows of a CSV file whose quotation marks are not all in their place: no line gets lost.

A mark such as that of `3" disc` is a sign like any other. A cell that opens with one goes on over
line breaks only if it closes and does not swallow rows on the way.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

import polars as pl

ROWS_AT_A_TIME = 50_000
MOST_LINES = 50
"""Lines that one row may take when its cells hold line breaks."""
FEWEST_SWALLOWED = 6
"""Separators in a cell of several lines, below which it is surely text."""


def holds_rows(cells: Sequence[str], separator: str, width: int) -> bool:
    """Whether a cell of several lines seems to have swallowed rows, for want of a mark's end."""
    most = max(width - 1, FEWEST_SWALLOWED)
    return any("\n" in cell and cell.count(separator) >= most for cell in cells)


def row_by_row(blocks: Iterator[bytes], separator: str, width: int) -> Iterator[pl.DataFrame]:
    """The rows of what is not well-formed, each line on its own wherever that makes sense."""
    rows: list[list[str | None]] = []
    for cells in _loose_rows(_text_lines(blocks), separator, width):
        beyond = separator.join(cells[width:]) or None
        short = [None] * (width - len(cells))
        rows.append([*cells[:width], *short, beyond])
        if len(rows) == ROWS_AT_A_TIME:
            yield _frame(rows, width)
            rows = []
    if rows:
        yield _frame(rows, width)


def _frame(rows: list[list[str | None]], width: int) -> pl.DataFrame:
    schema = {str(at): pl.String for at in range(width + 1)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _text_lines(blocks: Iterator[bytes]) -> Iterator[str]:
    """Lines without their ends."""
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").removesuffix("\r")
    if rest:
        yield rest.decode("utf-8", "replace").removesuffix("\r")


def _loose_rows(lines: Iterator[str], separator: str, width: int) -> Iterator[list[str]]:
    """The cells of each row.

    A cell that opens with a quotation mark goes on over line breaks only if it closes and does not
    swallow rows on the way; else the mark is a sign like any other.
    """
    whole = re.compile(
        rf'(?:[^"{re.escape(separator)}]*|\s*"[^"]*(?:""[^"]*)*"\s*)'
        rf'(?:{re.escape(separator)}(?:[^"{re.escape(separator)}]*|\s*"[^"]*(?:""[^"]*)*"\s*))*'
    )
    ahead: deque[str] = deque()
    while ahead or (ahead := deque(islice(lines, 1))):
        line = ahead.popleft()
        if '"' not in line:
            yield line.split(separator)
            continue
        if whole.fullmatch(line):
            yield _cells(line, separator)
            continue
        if (line.count('"') % 2 == 1) and re.search(rf'(?:^|{re.escape(separator)})\s*"', line):
            ahead.extend(islice(lines, max(0, MOST_LINES - len(ahead))))
            joined, taken = _closed(line, ahead, whole, separator, width)
            if taken:
                for _ in range(taken):
                    ahead.popleft()
                yield joined
                continue
        lenient = _cells(line, separator)
        plain = line.split(separator)
        yield plain if len(plain) == width and len(lenient) != width else lenient


def _closed(
    line: str, ahead: deque[str], whole: re.Pattern[str], separator: str, width: int
) -> tuple[list[str], int]:
    """The row that begins with `line` and the number of lines ahead that it takes; 0 if none."""
    text = line
    for taken, more in enumerate(ahead, 1):
        text = f"{text}\n{more}"
        if '"' in more and text.count('"') % 2 == 0 and whole.fullmatch(text):
            cells = _cells(text, separator)
            fits = len(cells) <= width and not holds_rows(cells, separator, width)
            return (cells, taken) if fits else ([], 0)
    return [], 0


def _cells(text: str, separator: str) -> list[str]:
    """One row as Python reads it, or cut at its separators when it cannot."""
    try:
        rows = list(
            csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        )
    except csv.Error:
        return text.split(separator)
    return rows[0] if len(rows) == 1 else text.split(separator)
