"""A screened list as an Excel workbook: lines, the measures they met, columns, and what to know.

Rows are written as they come and leave memory at once. Text stays text: nothing of a list becomes
a formula or a link.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xenotime.report.controls_words import disclaimer, known_until
from xenotime.report.screen_words import (
    COLOURS,
    VERDICTS,
    headline,
    lines_in_words,
    warnings,
)
from xenotime.report.style import INK, ink_on
from xenotime.report.words import day
from xenotime.studies.screen import ScreenResult

ROWS = 1_048_575
"""Rows of a sheet below its head; more lines go on in another sheet."""
CELL = 32_767
"""Characters that a cell holds."""
WIDTHS = {
    "line": 7,
    "case_id": 14,
    "item_text": 42,
    "as_of_date": 12,
    "exporter_iso3": 9,
    "destination_iso3": 9,
    "verdict": 22,
    "reason": 60,
    "measures": 38,
    "missing": 26,
    "next_change": 12,
    "error": 30,
    "end_user_listed": 15,
    "end_user": 24,
    "elements": 16,
}
WIDTH = 13
"""Width of any other column, in characters."""


class Workbook:
    """The workbook of a list, written line by line."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        keep = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"} | keep
        )
        self._head = self._format(bold=True, bottom=1, text_wrap=True)
        self._text = self._format()
        self._wrapped = self._format(text_wrap=True)
        self._date = self._format(num_format="yyyy-mm-dd", align="left")
        self._verdicts = {
            verdict: self._format(bg_color=colour, font_color=ink_on(colour))
            for verdict, colour in COLOURS.items()
        }
        self._sheet: Worksheet | None = None
        self._sheets = 0
        self._row = 0
        self._columns: list[str] = []

    def add(self, lines: pl.DataFrame) -> None:
        """Write a batch."""
        rows = lines_in_words(lines)
        for row in rows.iter_rows():
            if self._sheet is None or self._row == ROWS:
                self._begin(rows.columns)
            self._row += 1
            self._line(row)

    def finish(self, result: ScreenResult) -> None:
        """Write the other sheets."""
        if self._sheet is None:
            self._begin(lines_in_words(result.lines).columns)
        self._end()
        self._measures(result)
        self._columns_sheet(result)
        self._about(result)
        self._book.close()

    def close(self) -> None:
        """Nothing reaches the file before `finish`."""

    def _format(self, **given: Any) -> Format:
        return self._book.add_format({"valign": "top", "font_color": INK} | given)

    def _begin(self, columns: list[str]) -> None:
        self._end()
        self._sheets += 1
        name = "Lines" if self._sheets == 1 else f"Lines {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._columns = columns
        self._row = 0
        for at, column in enumerate(columns):
            self._sheet.set_column(at, at, WIDTHS.get(column, WIDTH))
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        self._sheet.set_footer("&L&8No legal advice: see the sheet About&R&8&P / &N")
        self._header(self._sheet, columns)

    def _end(self) -> None:
        if self._sheet is not None:
            self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)

    def _header(self, sheet: Worksheet, columns: list[str]) -> None:
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self._head)

    def _line(self, row: tuple[Any, ...]) -> None:
        assert self._sheet is not None
        for at, (column, value) in enumerate(zip(self._columns, row, strict=True)):
            if column == "verdict":
                self._sheet.write_string(self._row, at, value, self._verdicts[value])
            else:
                self._write(self._sheet, self._row, at, value, self._text)

    def _write(self, sheet: Worksheet, row: int, at: int, value: Any, style: Format) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, at, _fitting(value), style)
        elif isinstance(value, int | float):
            sheet.write_number(row, at, value, style)
        else:
            sheet.write_datetime(row, at, value, self._date)

    def _table(self, name: str, rows: pl.DataFrame, widths: list[int]) -> None:
        """A sheet with a small table whose cells may be long."""
        sheet = self._book.add_worksheet(name)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 1)
        self._header(sheet, rows.columns)
        for number, row in enumerate(rows.iter_rows(), start=1):
            for at, value in enumerate(row):
                self._write(sheet, number, at, value, self._wrapped)
        sheet.autofilter(0, 0, max(rows.height, 1), len(widths) - 1)

    def _measures(self, result: ScreenResult) -> None:
        rows = result.acts.select(
            "id", "government", "kind", "number", "title", "announced", "effective", "end",
            "status", "cause", "licence_policy", "exemptions", "locator", "publisher",
            "publication", "published", "url",
        )  # fmt: skip
        widths = [20, 11, 16, 16, 46, 12, 12, 12, 12, 32, 32, 32, 24, 24, 36, 12, 40]
        self._table("Measures", rows, widths)

    def _columns_sheet(self, result: ScreenResult) -> None:
        rows = [(m["header"], m["column"], m["how"]) for m in result.matched]
        rows += [(header, "", "ignored") for header in result.ignored]
        schema = dict.fromkeys(("header in the list", "taken for", "how"), pl.String)
        self._table("Columns", pl.DataFrame(rows, schema=schema, orient="row"), [34, 30, 18])

    def _about(self, result: ScreenResult) -> None:
        sheet = self._book.add_worksheet("About")
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 100)
        counts = [(f"Lines: {VERDICTS[verdict]}", n) for verdict, n in result.counts.items()]
        rows: list[tuple[str, str | int]] = [
            ("Disclaimer", disclaimer(result.newest_source)),
            ("In short", headline(result)),
            *(("Look out", sentence) for sentence in warnings(result)),
            ("Register's newest source", known_until(result.newest_source)),
            ("Day of lines that name none", day(result.as_of)),
            ("Status of measures as of", day(result.last_day or result.as_of)),
            *counts,
            ("Lines that could not be read", result.malformed),
            ("Made with", f"xenotime {metadata.version('xenotime')}"),
        ]
        for number, (name, value) in enumerate(rows):
            sheet.write_string(number, 0, name, self._head)
            self._write(sheet, number, 1, value, self._wrapped)


def _fitting(text: str) -> str:
    """The text as far as a cell holds it; what is cut is marked."""
    return text if len(text) <= CELL else f"{text[: CELL - 12]} … (cut off)"
