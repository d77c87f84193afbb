"""Which cells of a spreadsheet show their number in per cent: 0.1 % is stored there as 0.001.

Readers of spreadsheets give the stored number. Taken for per cent, it would be a hundred times too
small, and a shipment above a threshold would pass as one below it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BUILT_IN = {9, 10}
"""Numbers of Excel's own formats `0%` and `0.00%`."""
_LITERAL = re.compile(r'"[^"]*"|\\.')


def percent_cells(path: Path, sheet: str) -> set[tuple[int, int]] | None:
    """Row and column of each number shown in per cent, counted from the first row and column used.

    None when the kind of file does not tell (.xls, .xlsb).
    """
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            styles = _percent_styles(archive) if "xl/styles.xml" in names else set()
            cells = _excel_cells(archive, sheet, styles) if styles else iter(())
        elif "content.xml" in names:
            cells = _open_document_cells(archive, sheet)
        else:
            return None
        found, rows, columns = [], [], []
        for row, column, percent in cells:
            rows.append(row)
            columns.append(column)
            if percent:
                found.append((row, column))
    top, left = min(rows, default=0), min(columns, default=0)
    return {(row - top, column - left) for row, column in found}


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show per cent."""
    styles = etree.fromstring(archive.read("xl/styles.xml"), _parser())
    formats = {
        int(entry.get("numFmtId"))
        for entry in styles.iter(f"{_MAIN}numFmt")
        if "%" in _LITERAL.sub("", entry.get("formatCode", ""))
    }
    cells = styles.find(f"{_MAIN}cellXfs")
    return {
        at
        for at, entry in enumerate(() if cells is None else cells)
        if int(entry.get("numFmtId", 0)) in formats | _BUILT_IN
    }


def _excel_cells(
    archive: zipfile.ZipFile, sheet: str, styles: set[int]
) -> Iterator[tuple[int, int, bool]]:
    """Row, column and whether it shows per cent, of each cell that holds something."""
    workbook = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {link.get("Id"): link.get("Target") for link in links}
    linked = {
        entry.get("name"): targets[entry.get(f"{_LINKED}id")]
        for entry in workbook.iter(f"{_MAIN}sheet")
    }
    target = linked[sheet]
    place = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    with archive.open(place) as source:
        row = column = -1
        for event, entry in etree.iterparse(
            source, events=("start", "end"), tag=(f"{_MAIN}row", f"{_MAIN}c"), **_SAFE
        ):
            if event == "start":
                if entry.tag == f"{_MAIN}row":
                    row = int(entry.get("r", row + 2)) - 1
                    column = -1
                continue
            if entry.tag == f"{_MAIN}c":
                column = _column(entry.get("r")) if entry.get("r") else column + 1
                if entry.find(f"{_MAIN}v") is not None or entry.find(f"{_MAIN}is") is not None:
                    number = entry.get("t", "n") == "n"
                    yield row, column, number and int(entry.get("s", 0)) in styles
            else:
                _forget(entry)


def _column(name: str) -> int:
    """`A1` is column 0, `AB7` column 27."""
    number = 0
    for letter in re.sub(r"\d", "", name):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _open_document_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, int, bool]]:
    """The same of an OpenDocument sheet, whose equal cells and rows stand once with a count."""
    with archive.open("content.xml") as source:
        row = 0
        inside = False
        for event, entry in etree.iterparse(
            source, events=("start", "end"), tag=(f"{_TABLE}table", f"{_TABLE}table-row"), **_SAFE
        ):
            if entry.tag == f"{_TABLE}table":
                inside = event == "start" and entry.get(f"{_TABLE}name") == sheet
                continue
            if event == "start":
                continue
            again = int(entry.get(f"{_TABLE}number-rows-repeated", 1))
            if inside:
                cells = list(_cells_of_row(entry))
                if cells:
                    for repeated in range(row, row + again):
                        yield from ((repeated, column, percent) for column, percent in cells)
                row += again
            _forget(entry)


def _cells_of_row(row: etree._Element) -> Iterator[tuple[int, bool]]:
    column = 0
    for cell in row:
        again = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        kind = cell.get(f"{_OFFICE}value-type")
        if kind or cell.find(f"{_TEXT}p") is not None:
            for repeated in range(column, column + again):
                yield repeated, kind == "percentage"
        column += again


def _forget(entry: etree._Element) -> None:
    """Drop what has been read, so that memory does not grow with the sheet."""
    entry.clear()
    while entry.getprevious() is not None:
        del entry.getparent()[0]


_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
