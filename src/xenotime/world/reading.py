"""Read one table of a world: text or a frame in, typed rows and problems out.

The schema's row classes do the judging; this module turns what they object to into sentences.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import types
import typing
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xenotime.world.problems import Problem
from xenotime.world.schema import Row, unit_of

DECIMAL_COMMA = re.compile(r"^-?\d+,\d+$")
THOUSANDS = re.compile(r"^-?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d+)?$")
POINT_THOUSANDS = re.compile(r"^-?\d{1,3}(\.\d{3})+(,\d+)?$")
NOT_FINITE = re.compile(r"^[+-]?(nan|inf|infinity)$", re.IGNORECASE)
HOLDS_A_NUMBER = re.compile(r"^\D{0,5}\d[\d.,]*\D*$")


@dataclass
class TableFile:
    """The rows that one file holds, their line numbers, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def column_type(row: type[Row], column: str) -> type[float] | type[int] | type[str]:
    """The plain Python type of a column: float, int or str."""

    def plain(annotation: Any) -> Any:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            return plain(typing.get_args(annotation)[0])
        if origin in (typing.Union, types.UnionType):
            return plain(next(a for a in typing.get_args(annotation) if a is not type(None)))
        return str if origin is Literal else annotation

    kind: type[float] | type[int] | type[str] = plain(row.model_fields[column].annotation)
    return kind


def columns(row: type[Row]) -> list[str]:
    """Column names in the order of the files: a table's own first, the citation last."""
    citation = ("source", "locator", "confidence", "note")
    own = [name for name in row.model_fields if name not in citation]
    return own + [name for name in citation if name in row.model_fields]


def frame_schema(row: type[Row]) -> dict[str, pl.DataType]:
    """Polars types of a table's columns."""
    kinds: dict[type, pl.DataType] = {float: pl.Float64(), int: pl.Int64(), str: pl.String()}
    return {name: kinds[column_type(row, name)] for name in columns(row)}


def frame_of(row: type[Row], rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a frame with the schema's columns."""
    return pl.DataFrame([r.model_dump() for r in rows], schema=frame_schema(row), orient="row")


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` probably stands for, whatever its capitals; None when none is near."""
    folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def nearest(word: str, choices: Iterable[str]) -> str:
    """`; did you mean ...?`, or nothing when no choice is near."""
    found = closest(word, choices)
    return f"; did you mean {found}?" if found else ""


def read_table(path: Path, shown: str, row: type[Row]) -> TableFile:
    """Read `path` as a table of `row`; `shown` is how messages name the file."""
    result = TableFile()

    def complain(line: int | None, column: str | None, value: str | None, sentence: str) -> None:
        result.problems.append(Problem(shown, line, column, value, sentence))

    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        complain(line, None, None, "this is not UTF-8 text; save the file as `CSV UTF-8`")
        return result
    filled: list[tuple[int, list[str]]] = []
    line = 0
    try:
        for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            if any(cell.strip() for cell in cells):
                filled.append((line, [cell.strip() for cell in cells]))
    except csv.Error as error:
        complain(line + 1, None, None, unreadable(error))
        return result
    if not filled:
        complain(None, None, None, "the file is empty; its first line names the columns")
        return result
    (line, header), *body = filled
    for column, sentence in header_faults(header, row):
        complain(line, column, None, sentence)
    if result.problems:
        return result
    for line, cells in body:
        if len(cells) != len(header):
            sentence = (
                f"{len(cells)} cells under {len(header)} columns; text that holds a comma needs "
                "quotation marks"
            )
            complain(line, None, None, sentence)
            continue
        values = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
        try:
            result.rows.append(row.model_validate(values))
            result.lines.append(line)
        except ValidationError as error:
            for fault in cell_faults(row, values, error):
                complain(line, *fault)
    return result


def read_frame(frame: pl.DataFrame, row: type[Row]) -> TableFile:
    """Judge a frame as `read_table` judges a file; columns left out are empty."""
    file = f"{row.table}.csv"
    schema = frame_schema(row)
    result = TableFile()
    for name in frame.columns:
        if name not in schema:
            sentence = f"{name!r} is not a column of {row.table}{nearest(name, schema)}"
            result.problems.append(Problem(file, 1, name, None, sentence))
    if result.problems:
        return result
    texts = [name for name in frame.columns if schema[name] == pl.String]
    for line, entry in enumerate(frame.cast(dict.fromkeys(texts, pl.String)).to_dicts(), 2):
        values = {name: value for name, value in entry.items() if value not in (None, "")}
        try:
            result.rows.append(row.model_validate(values))
            result.lines.append(line)
        except ValidationError as error:
            faults = cell_faults(row, values, error)
            result.problems += [Problem(file, line, *fault) for fault in faults]
    return result


def unreadable(error: csv.Error) -> str:
    """What is wrong with a line that is no CSV."""
    if "unexpected end" in str(error):
        return "a quotation mark opens in this row and never closes"
    if "expected after" in str(error):
        return "a quotation mark within quoted text must be written twice"
    return f"this is not a readable CSV line: {error}"


def header_faults(header: list[str], row: type[Row]) -> Iterator[tuple[str | None, str]]:
    """Columns that are unknown, nameless, double or missing: column, sentence."""
    known = list(row.model_fields)
    required = [name for name in columns(row) if row.model_fields[name].is_required()]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            yield None, f"columns are separated by {name}; save the file with commas"
            return
    if not set(header) & set(known):
        yield None, f"no column of {row.table} is named here; it needs {', '.join(required)}"
        return
    meant = set()
    for number, name in enumerate(header, 1):
        if not name:
            yield None, f"column {number} has no name; name it or delete it"
        elif name not in known:
            meant.add(closest(name, known))
            yield name, f"{name!r} is not a column of {row.table}{nearest(name, known)}"
    for name in sorted({n for n in header if n and header.count(n) > 1}):
        yield name, "this column stands twice; keep one of them"
    for name in required:
        if name not in header and name not in meant:
            yield name, f"this column is missing; every row needs it: {what(row, name)}"


def cell_faults(
    row: type[Row], values: Mapping[str, Any], error: ValidationError
) -> Iterator[tuple[str, str | None, str]]:
    """What is wrong with the cells of a row: column, value, sentence."""
    for detail in error.errors():
        column = str(detail["loc"][0])
        value = None if column not in values else str(values[column])
        yield column, value, sentence_for(row, column, value, detail)


def what(row: type[Row], column: str) -> str:
    """The schema's words for a column, to stand within a sentence."""
    text = row.model_fields[column].description or column
    first = text.split()[0]
    proper = first == "English" or (len(first) > 1 and first.isupper())
    return text if proper else text[0].lower() + text[1:]


def sentence_for(row: type[Row], column: str, value: str | None, error: ErrorDetails) -> str:
    """What is wrong with a cell and what would be right, from the schema's own words."""
    info = row.model_fields[column]
    kind, context = error["type"], error.get("ctx", {})
    if value is None:
        return f"the cell is empty; every row needs {column}: {what(row, column)}"
    if column_type(row, column) is not str:
        unknown = f"leave the {'row out' if info.is_required() else 'cell empty'} if it is unknown"
        if kind in ("greater_than_equal", "less_than_equal") and not NOT_FINITE.match(value):
            return out_of_range(row, column, value, context)
        return not_a_number(value, unit_of(row, column), unknown)
    if kind == "literal_error":
        choices = list(literals(info.annotation))
        return f"{value!r} is none of {', '.join(choices)}{nearest(value, choices)}"
    pattern = str(context.get("pattern"))
    if kind == "value_error" or r"\d{4}" in pattern:
        return f"{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"
    if kind == "string_pattern_mismatch" and row.table == "places" and column == "id":
        return f"{value!r} is not a place code; write ISO 3166-1 alpha-3, three capitals"
    if kind == "string_pattern_mismatch":
        return f"{value!r} is not a name; use letters, digits, `_`, `-` and `.`, without spaces"
    return f"{value!r}: {error['msg']}; {what(row, column)}"


def literals(annotation: Any) -> Iterator[str]:
    """The words that a column allows."""
    inner = typing.get_args(annotation)
    if typing.get_origin(annotation) is Literal:
        yield from map(str, inner)
    else:
        for part in inner:
            yield from literals(part)


def out_of_range(row: type[Row], column: str, value: str, context: Mapping[str, Any]) -> str:
    """A number that is too small or too large, and what the column counts."""
    low, high = context.get("ge"), context.get("le")
    unit = unit_of(row, column)
    if unit == "year":
        counts = "is a calendar year"
    elif unit is None or unit.startswith("fraction"):
        counts = f"is a {unit or 'number'}"
    else:
        counts = f"is in {unit}"
    if low is not None:
        wrong = "negative" if low == 0 else f"below {low:g}"
        return f"{value} is {wrong}; {column} {counts}, {low:g} or more"
    in_percent = unit == "fraction" and 2 <= float(value) <= 100
    percent = f" ({value} % is {float(value) / 100:g})" if in_percent else ""
    return f"{value} is above {high:g}; {column} {counts}, {high:g} or less{percent}"


def not_a_number(value: str, unit: str | None, unknown: str) -> str:
    """A cell that should hold a number and does not, and how to write it."""
    if unit == "year":
        return f"{value!r} is not a year; write four digits"
    in_unit = f" in {unit}" if unit else ""
    if NOT_FINITE.match(value):
        return f"{value} is not a number{in_unit}; {unknown}"
    plain = unicodedata.normalize("NFKC", value).replace("\u2212", "-")
    if plain != value and re.match(r"^-?\d+(\.\d+)?$", plain):
        return f"{value} is not in plain digits; write {plain}"
    if DECIMAL_COMMA.match(value):
        point, bare = value.replace(",", "."), value.replace(",", "")
        if THOUSANDS.match(value):
            return (
                f"{value} has a comma; write {bare} if it sets off thousands, {point} if decimals"
            )
        return f"{value} has a decimal comma; write {point}"
    if THOUSANDS.match(value):
        return f"{value} has thousands separators; write {re.sub(r'[^-.0-9]', '', value)}"
    if POINT_THOUSANDS.match(value):
        bare = value.replace(".", "").replace(",", ".")
        return f"{value} has thousands separators; write {bare}"
    if HOLDS_A_NUMBER.match(value):
        alone = "write the number alone" + (f", {in_unit.strip()}" if unit else "")
        return f"{value!r} holds more than a number; {alone}"
    return f"{value!r} is not a number{in_unit}; {unknown}"
