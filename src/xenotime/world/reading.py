"""Read one CSV file of a world: text in, typed rows and problems out.

The schema's row classes do the judging; this module turns what they object to into sentences.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from xenotime.world.problems import Problem
from xenotime.world.schema import Row, Unit

DECIMAL_COMMA = re.compile(r"^-?\d+,\d+$")
THOUSANDS = re.compile(r"^-?\d{1,3}([,' \u00a0]\d{3})+(\.\d+)?$")
NUMBER_WITH_TEXT = re.compile(r"^[<>~]?\s*-?[\d.,]+\s*[^\d\s.,].*$")


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

    return plain(row.model_fields[column].annotation)


def columns(row: type[Row]) -> list[str]:
    """Column names in the order of the files: a table's own first, the citation last."""
    citation = ("source", "locator", "confidence", "note")
    own = [name for name in row.model_fields if name not in citation]
    return own + [name for name in citation if name in row.model_fields]


def frame_schema(row: type[Row]) -> dict[str, pl.DataType]:
    """Polars types of a table's columns."""
    kinds: dict[type, pl.DataType] = {float: pl.Float64(), int: pl.Int64(), str: pl.String()}
    return {name: kinds[column_type(row, name)] for name in columns(row)}


def nearest(word: str, choices: typing.Iterable[str]) -> str:
    """`did you mean ...?`, or nothing when no choice is near."""
    found = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def read_table(path: Path, shown: str, row: type[Row]) -> TableFile:
    """Read `path` as a table of `row`; `shown` is how messages name the file."""
    result = TableFile()

    def complain(line: int | None, column: str | None, value: str | None, sentence: str) -> None:
        result.problems.append(Problem(shown, line, column, value, sentence))

    raw = path.read_bytes()
    if not raw.strip():
        complain(None, None, None, "the file is empty; its first line names the columns")
        return result
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        complain(line, None, None, "this is not UTF-8 text; save the file as `CSV UTF-8`")
        return result
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
        body = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        complain(reader.line_num, None, None, f"this is not a readable CSV line: {error}")
        return result
    known = list(row.model_fields)
    if len(header) == 1 and ";" in header[0]:
        complain(1, None, None, "columns are separated by semicolons; save with commas")
        return result
    for name in header:
        if name not in known:
            sentence = f"{name!r} is not a column of {row.table}{nearest(name, known)}"
            complain(1, name, None, sentence)
    for name in sorted({n for n in header if header.count(n) > 1}):
        complain(1, name, None, "this column stands twice")
    for name in known:
        if row.model_fields[name].is_required() and name not in header:
            what = row.model_fields[name].description
            complain(1, name, None, f"this column is missing: {what}")
    if result.problems:
        return result
    for line, cells in body:
        if len(cells) != len(header):
            complain(
                line,
                None,
                None,
                f"{len(cells)} cells under {len(header)} columns; text that holds a comma needs "
                "quotation marks",
            )
            continue
        values = {n: c.strip() for n, c in zip(header, cells, strict=True) if c.strip()}
        try:
            result.rows.append(row.model_validate(values))
            result.lines.append(line)
        except ValidationError as error:
            for detail in error.errors():
                column = str(detail["loc"][0])
                shown_value = values.get(column)
                complain(line, column, shown_value, sentence_for(row, column, shown_value, detail))
    return result


def sentence_for(row: type[Row], column: str, value: str | None, error: ErrorDetails) -> str:
    """What is wrong with a cell and what would be right, from the schema's own words."""
    field_info = row.model_fields[column]
    unit = next((m.name for m in field_info.metadata if isinstance(m, Unit)), None)
    what = (field_info.description or column).rstrip(".")
    what = what[0].lower() + what[1:]
    kind, context = error["type"], error.get("ctx", {})
    if value is None:
        return f"the cell is empty; {column} is required: {what}"
    if kind in ("float_parsing", "int_parsing", "int_from_float"):
        want = f"a number{f' in {unit}' if unit else ''}"
        if DECIMAL_COMMA.match(value):
            fix = f"{value} has a decimal comma; write {value.replace(',', '.')}"
            return fix if not THOUSANDS.match(value) else f"{fix}, or {value.replace(',', '')}"
        if THOUSANDS.match(value):
            bare = re.sub(r"[,' \u00a0]", "", value)
            return f"{value} has thousands separators; write {bare}"
        if NUMBER_WITH_TEXT.match(value):
            return f"{value!r} carries a unit or a sign; write the bare number{f' in {unit}' if unit else ''}"
        return f"{value!r} is not {want}: {what}; leave the cell empty when it is unknown"
    if kind == "greater_than_equal":
        return f"{value} is below {context.get('ge'):g}; {what}{f' ({unit})' if unit else ''}"
    if kind == "less_than_equal":
        return f"{value} is above {context.get('le'):g}; {what}{f' ({unit})' if unit else ''}"
    if kind == "finite_number":
        return f"{value} is not a finite number; leave the cell empty when it is unknown"
    if kind == "literal_error":
        choices = typing.get_args(field_info.annotation)
        near = nearest(value, map(str, choices))
        return f"{value!r} is none of {', '.join(map(str, choices))}{near}"
    if kind == "string_pattern_mismatch" and column in ("id", "place") and row.table == "places":
        return f"{value!r} is not a place code; write ISO 3166-1 alpha-3, three capitals"
    if kind == "string_pattern_mismatch" and r"\d{4}" in str(context.get("pattern")):
        return f"{value!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"
    if kind == "string_pattern_mismatch":
        return f"{value!r} is not a name; use letters, digits, `_`, `-` and `.`, without spaces"
    return f"{value!r}: {error['msg']}; {what}"
