"""A sheet of an Excel or OpenDocument file as one frame of text cells.

Days come as ISO text, numbers in plain digits, formulas by their last result. A cell that shows
its number in per cent (0.1 %, stored as 0.001) comes as it is shown: `percent_cells` finds those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from xenotime.controls.lines.beginning import ROWS_LOOKED_AT, header_row, title_notes
from xenotime.controls.lines.percent_cells import percent_cells
from xenotime.world.problems import XenotimeError

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_WITH_SHEET = re.compile(r"^(.+\.(?:xlsx|xlsm|xlsb|xls|ods)):(.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet below its headers: text columns `0`, `1`, ..."""

    name: str
    above: int
    """Rows from the first one used to the headers, these included."""
    headers: list[str]
    rows: pl.DataFrame
    notes: list[str]


def split_sheet(path: str) -> tuple[Path, str | None]:
    """The file and the sheet that `file.xlsx:Sheet` names; a file of that whole name wins."""
    found = _WITH_SHEET.match(path)
    if found is None or Path(path).exists():
        return Path(path), None
    return Path(found[1]), found[2]


def open_sheet(path: Path, sheet: str | None, wanted: tuple[str, ...] = ()) -> Sheet:
    """Read the sheet of that name, or the first.

    Raises:
        XenotimeError: the file cannot be read, has no such sheet, or the sheet is empty.
    """
    import fastexcel

    try:
        reader = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise XenotimeError(
            f"{path} cannot be read as a spreadsheet ({_first(error)}); save it anew as .xlsx "
            "without a password, or as CSV."
        ) from None
    names = reader.sheet_names
    if not names:
        raise XenotimeError(f"{path} has no sheet.")
    if sheet is not None and sheet not in names:
        raise XenotimeError(f"{path} has no sheet {sheet!r}; it has {', '.join(names)}.")
    name = names[0] if sheet is None else sheet
    try:
        loaded = reader.load_sheet(name, header_row=None, dtypes="string")
        cells = pl.DataFrame(loaded)
    except fastexcel.FastExcelError as error:
        raise XenotimeError(f"{path}, sheet {name!r}, cannot be read ({_first(error)}).") from None
    if not cells.height or not cells.width:
        raise XenotimeError(f"{path}, sheet {name!r}, is empty; its first row names the columns.")
    cells.columns = [str(at) for at in range(cells.width)]
    top = [[cell or "" for cell in row] for row in cells.head(ROWS_LOOKED_AT).rows()]
    at = header_row(top, wanted)
    notes = title_notes(top[:at])
    if sheet is None and len(names) > 1:
        others = ", ".join(names[1:])
        notes.append(f"sheet {name!r} is read; the others are {others} (FILE:SHEET names one)")
    return Sheet(name, at + 1, top[at], cells.slice(at + 1), notes)


def as_shown(path: Path, sheet: Sheet, columns: list[int]) -> Sheet:
    """The sheet with the numbers of these columns in per cent where the file shows them so.

    A .xls or .xlsb file is not asked for it; a note says so.
    """
    shown = percent_cells(path, sheet.name)
    if shown is None:
        note = (
            f"{path.suffix} is not asked whether a number is shown in per cent: numbers under "
            f"{' and '.join(repr(sheet.headers[at]) for at in columns)} are taken as per cent"
        )
        return replace(sheet, notes=[*sheet.notes, note])
    first = sheet.above
    frame = sheet.rows.with_row_index("row", first)
    for at in columns:
        name = str(at)
        rows = pl.Series([row for row, column in shown if column == at], dtype=pl.UInt32)
        number = (pl.col(name).cast(pl.Float64, strict=False) * 100).round_sig_figs(12)
        here = pl.col("row").is_in(rows.implode()) & number.is_not_null()
        frame = frame.with_columns(
            pl.when(here).then(pl.format("{} %", number)).otherwise(pl.col(name)).alias(name)
        )
    return replace(sheet, rows=frame.drop("row"))


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")
