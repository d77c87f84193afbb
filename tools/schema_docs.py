"""Write docs/tables.md, the reference of all tables, from `xenotime.world.schema`.

    python tools/schema_docs.py

Nothing on that page is written by hand; a test fails when it is older than the schema.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import annotated_types
from pydantic.fields import FieldInfo

from xenotime.world import schema
from xenotime.world.reading import column_type, columns

PAGE = Path(__file__).parents[1] / "docs" / "tables.md"
TYPES = {str: "text", float: "number", int: "whole number"}
PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_.-]*$": "letters, digits, `_`, `-`, `.`",
    r"^[A-Z]{3}$": "three capitals",
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$": "YYYY, YYYY-MM or YYYY-MM-DD",
}


def parts(annotation: Any) -> Iterator[Any]:
    """An annotation and everything inside it: members of unions, metadata of `Annotated`."""
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    if typing.get_origin(annotation) is not typing.Literal:
        for inner in typing.get_args(annotation):
            yield from parts(inner)


def marks(info: FieldInfo) -> Iterator[Any]:
    """Everything that the schema says about a column; fields given as metadata are opened."""
    for mark in [*info.metadata, *parts(info.annotation)]:
        yield mark
        yield from mark.metadata if isinstance(mark, FieldInfo) else ()


def allowed(info: FieldInfo) -> str:
    """The values a column takes, in words; empty when anything of its type will do."""
    words: list[str] = []
    for mark in marks(info):
        if typing.get_origin(mark) is typing.Literal:
            words += [f"`{value}`" for value in typing.get_args(mark)]
        elif isinstance(mark, annotated_types.Ge):
            words.append(f"{mark.ge} or more")
        elif isinstance(mark, annotated_types.Le):
            words.append(f"at most {mark.le}")
        elif getattr(mark, "pattern", None) is not None:
            words.append(PATTERNS[mark.pattern])
    return ", ".join(dict.fromkeys(words))


def refers_to(info: FieldInfo) -> str:
    """The table whose keys a column holds."""
    for mark in marks(info):
        if isinstance(mark, schema.Ref):
            many = ", several, space-separated" if mark.many else ""
            return f"[{mark.table}](#{mark.table}){' or `*`' if mark.wildcard else ''}{many}"
    return ""


def unit(info: FieldInfo) -> str:
    """The unit of a column's numbers."""
    return next((mark.name for mark in marks(info) if isinstance(mark, schema.Unit)), "")


def purpose(row: type[schema.Row]) -> str:
    """What a table is for, as one line."""
    return " ".join((row.__doc__ or "").split())


def section(row: type[schema.Row]) -> list[str]:
    """The part of the page about one table."""
    key = " + ".join(f"`{name}`" for name in row.key)
    needed = "A world needs rows in it." if row.required else "It may be empty."
    lines = [
        f"## {row.table}",
        "",
        f"{purpose(row)} Key: {key}. {needed}",
        "",
        "| column | type | unit | needed | values | refers to | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in columns(row):
        info = row.model_fields[name]
        cells = (
            f"`{name}`",
            TYPES[column_type(row, name)],
            unit(info),
            "yes" if info.is_required() else "no",
            allowed(info),
            refers_to(info),
            " ".join((info.description or "").split()),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def page() -> str:
    """The whole page."""
    _, _, conventions = (schema.__doc__ or "").split("\n\n", 2)
    lines = [
        "# The tables of a world",
        "",
        "Written by `tools/schema_docs.py` from `src/xenotime/world/schema.py`; not edited here.",
        "",
        "A world is a folder of these tables as CSV files in UTF-8, with commas between the cells "
        "and points in the numbers. Sub-folders are read too: tables of the same name are put "
        "together. `needed` says whether each row must have a value in that column.",
        "",
        " ".join(conventions.split()),
        "",
    ]
    lines += [
        f"- [{name}](#{name}): {purpose(row).split('. ')[0].rstrip('.')}"
        for name, row in schema.TABLES.items()
    ]
    lines.append("")
    for row in schema.TABLES.values():
        lines += section(row)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
