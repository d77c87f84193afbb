"""Text cells to the typed columns that screening takes; a cell that cannot be read is a sentence.

Each column is read by its distinct values, so a million lines that name twenty countries cost
twenty look-ups.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import polars as pl

from xenotime.controls.lines.cell_values import hs_code_of, share_of
from xenotime.controls.lines.countries import country_of
from xenotime.controls.lines.days import day_of
from xenotime.controls.lines.elements import elements_of
from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import shown
from xenotime.controls.lines.header_words import CANONICAL
from xenotime.controls.lines.word_values import end_use_of, listing_of

TYPES: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "case_id": pl.String(),
    "as_of": pl.Date(),
    "origin": pl.String(),
    "exporter": pl.String(),
    "destination": pl.String(),
    "made_in": pl.String(),
    "technology_origin": pl.String(),
    "end_use": pl.String(),
    "end_user_listed": pl.String(),
    "end_user": pl.String(),
    "item_text": pl.String(),
    "hs_code": pl.String(),
    "elements": pl.String(),
    "share": pl.Float64(),
    "error": pl.String(),
}
"""Columns of a typed frame, in order."""

READ: dict[str, tuple[str, Callable[[str], Any]]] = {
    "as_of_date": ("as_of", day_of),
    "origin_iso3": ("origin", country_of),
    "exporter_iso3": ("exporter", country_of),
    "destination_iso3": ("destination", country_of),
    "made_in_iso3": ("made_in", country_of),
    "technology_origin_iso3": ("technology_origin", country_of),
    "end_use": ("end_use", end_use_of),
    "end_user_listed": ("end_user_listed", listing_of),
    "hs_code": ("hs_code", hs_code_of),
    "elements": ("elements", elements_of),
    "controlled_value_share_pct": ("share", share_of),
}
"""How the cells of a canonical column are read, and the typed column that they become."""
TEXTS = ("case_id", "end_user", "item_text")
"""Columns that stay text."""

ROW_FAULT = "row_fault"
"""Column of a raw frame that says what is wrong with the whole row; it may be missing."""

_INVISIBLE = "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]"
_BLANK = r"[\p{Cc}\s]+"


def typed(raw: pl.DataFrame, as_of: datetime.date | None, first_line: int) -> pl.DataFrame:
    """The typed lines of a frame of text cells.

    A row without any cell is no line, but it is counted. Control characters in texts become
    spaces; a text that looks like a spreadsheet's formula stays the text that it is.

    Args:
        raw: String columns under canonical names, any of them; None or blank cells are empty.
        as_of: the day of lines that name none.
        first_line: the number of the first row.

    Returns:
        The columns of `TYPES`. A cell that cannot be read is null and has its sentence in `error`,
        in the order of `CANONICAL`, joined by `; `.
    """
    names = [name for name in CANONICAL if name in raw.columns]
    faulted = [ROW_FAULT] if ROW_FAULT in raw.columns else []
    cells = (
        raw.lazy()
        .select(*(_cleaned(name) for name in names), *faulted)
        .with_row_index("line", first_line)
        .filter(pl.any_horizontal(pl.col(names).is_not_null(), pl.col(faulted).is_not_null()))
        .collect()
        if names
        else pl.DataFrame(schema={"line": pl.Int64})
    )
    columns: dict[str, pl.Series] = {"line": cells["line"].cast(pl.Int64)}
    faults = [cells[ROW_FAULT]] if faulted else []
    for name in names:
        if name in TEXTS:
            columns[name] = cells[name]
            continue
        target, read = READ[name]
        columns[target], wrong = _read(cells[name], read, TYPES[target])
        if wrong is not None:
            faults.append(wrong.alias(name))
        if name == "as_of_date":
            columns[target] = _with_default(columns[target], wrong, as_of)
    if "as_of" not in columns:
        columns["as_of"] = pl.Series([as_of], dtype=pl.Date).new_from_index(0, cells.height)
    if as_of is None:
        faults.append(_without_day(columns["as_of"], faults))
    error = pl.concat_str(faults, separator="; ", ignore_nulls=True) if faults else pl.lit("")
    found = pl.DataFrame(
        [
            columns[name].alias(name)
            if name in columns
            else pl.Series(name, [None], dtype=kind).new_from_index(0, cells.height)
            for name, kind in TYPES.items()
            if name != "error"
        ]
    )
    sentence = pl.when(error != "").then(error).otherwise(None)
    return found.with_columns(sentence.cast(pl.String).alias("error"))


def _cleaned(name: str) -> pl.Expr:
    """A column without control and invisible characters, its words parted by one space."""
    text = (
        pl.col(name)
        .cast(pl.String)
        .str.replace_all(_INVISIBLE, "")
        .str.replace_all(_BLANK, " ")
        .str.strip_chars()
    )
    return pl.when(text != "").then(text).otherwise(None).alias(name)


def _read(
    cells: pl.Series, read: Callable[[str], Any], kind: pl.DataType
) -> tuple[pl.Series, pl.Series | None]:
    """The values of a column and, if any cell is wrong, the sentences beside them."""
    distinct = cells.drop_nulls().unique()
    values: list[Any] = []
    sentences: list[str | None] = []
    for cell in distinct.to_list():
        try:
            values.append(read(cell))
            sentences.append(None)
        except CellFault as fault:
            values.append(None)
            sentences.append(f"{cells.name} {shown(cell)} {fault}")
    result = cells.replace_strict(
        distinct, pl.Series(values, dtype=kind), default=None, return_dtype=kind
    )
    if not any(sentences):
        return result, None
    wrong = cells.replace_strict(
        distinct, pl.Series(sentences, dtype=pl.String), default=None, return_dtype=pl.String
    )
    return result, wrong


def _with_default(
    days: pl.Series, wrong: pl.Series | None, as_of: datetime.date | None
) -> pl.Series:
    """The days, with `as_of` where the line names none; a day that is wrong stays unknown."""
    if as_of is None:
        return days
    filled = days.fill_null(as_of)
    return filled if wrong is None else filled.set(wrong.is_not_null(), None)


def _without_day(days: pl.Series, faults: list[pl.Series]) -> pl.Series:
    """A sentence for each line that has no day, unless the day is what is wrong with it."""
    sentence = "as_of_date is empty: write YYYY-MM-DD, or give a date for all lines"
    missing = days.is_null()
    for fault in faults:
        if fault.name == "as_of_date":
            missing &= fault.is_null()
    flags = missing.to_frame("missing")
    return flags.select(
        pl.when("missing").then(pl.lit(sentence)).otherwise(None).alias("as_of_date")
    ).to_series()
