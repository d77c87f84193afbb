"""Write facts to a file that a spreadsheet or a program opens: CSV, JSON or Excel."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

from xenotime.ledger.facts.fact import Amount
from xenotime.ledger.register import Entry, Story
from xenotime.world.problems import XenotimeError

EXCEL_ROWS = 1_048_575
"""Rows of a sheet below its head."""


def entry_dict(entry: Entry) -> dict[str, Any]:
    """A fact of the register as plain values, with its article."""
    return {
        "id": entry.id,
        "state": entry.state,
        "file": entry.name,
        "title": entry.title,
        "language": entry.language,
        "written": str(entry.written) or None,
        "story": entry.story,
        "due": None if entry.due is None else entry.due.isoformat(),
        **entry.fact.to_dict(),
    }


def story_dict(story: Story) -> dict[str, Any]:
    """A story as plain values, with its articles."""
    return {
        "id": story.id,
        "articles": [
            {
                "id": heading.id,
                "file": heading.name,
                "title": heading.title,
                "language": heading.language,
                "written": str(heading.written) or None,
            }
            for heading in story.articles
        ],
    }


def suffix_of(path: Path) -> str:
    """The suffix that says in which format `path` is written.

    Raises:
        XenotimeError: for another suffix than .csv, .json, .jsonl or .xlsx.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise XenotimeError(f"{path} cannot be exported to: end its name in {', '.join(_WRITERS)}")
    return suffix


def export_facts(entries: Iterable[Entry], path: Path) -> int:
    """Write facts to `path`, whose suffix says the format; how many there were.

    The file appears whole or not at all.

    Raises:
        XenotimeError: for another suffix than .csv, .json, .jsonl or .xlsx, or a folder that is not
            there.
    """
    write = _WRITERS[suffix_of(path)]
    if not path.parent.is_dir():
        raise XenotimeError(f"{path} cannot be written: there is no folder {path.parent}")
    rows = [entry_dict(entry) for entry in entries]
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".saving-") as scratch:
        new = Path(scratch) / path.name
        write(rows, new)
        new.replace(path)
    return len(rows)


COLUMNS = (
    "id state kind status date deadline due countries parties goods amounts attribution hedged "
    "instrument confidence reader quote file title language written story start end"
).split()


def flat(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Facts as a table of one row each: lists joined, amounts and parties in words."""
    return pl.DataFrame(
        [
            {
                **row,
                "countries": " ".join(row["countries"]),
                "goods": " ".join(row["goods"]),
                "parties": "; ".join(_party(party) for party in row["parties"]),
                "amounts": "; ".join(amount_words(Amount(**amount)) for amount in row["amounts"]),
            }
            for row in rows
        ],
        schema={column: _TYPES.get(column, pl.String()) for column in COLUMNS},
    )


_TYPES: dict[str, pl.DataType] = {
    "id": pl.Int64(),
    "story": pl.Int64(),
    "start": pl.Int64(),
    "end": pl.Int64(),
    "hedged": pl.Boolean(),
    "confidence": pl.Float64(),
}


def _party(party: dict[str, Any]) -> str:
    name = " ".join(part for part in (party["office"], party["name"]) if part)
    return ": ".join(part for part in (party["place"], name) if part)


def amount_words(amount: Amount) -> str:
    """`~550,000,000,000 USD per year`: the figure as it was read, with its unit."""
    upper = "" if amount.upper is None else f"-{amount.upper:,.12g}"
    unit = amount.currency or amount.unit
    per = f" per {amount.per}" if amount.per else ""
    return f"{'~' if amount.approximate else ''}{amount.value:,.12g}{upper} {unit}{per}"


def _safe(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    strings = pl.col(pl.String)
    runs = strings.str.contains(r"^\s*[=+\-@\t\r\n]")
    return frame.with_columns(pl.when(runs).then(strings.str.replace("^", "'")).otherwise(strings))


def _csv(rows: list[dict[str, Any]], path: Path) -> None:
    _safe(flat(rows)).write_csv(path)


def _excel(rows: list[dict[str, Any]], path: Path) -> None:
    if len(rows) > EXCEL_ROWS:
        raise XenotimeError(
            f"a sheet of Excel holds {EXCEL_ROWS:,} facts, not {len(rows):,}: choose fewer, or .csv"
        )
    _safe(flat(rows)).write_excel(path, worksheet="facts", autofilter=True, freeze_panes="A2")


def _json(rows: list[dict[str, Any]], path: Path) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _lines(rows: list[dict[str, Any]], path: Path) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


_WRITERS: dict[str, Callable[[list[dict[str, Any]], Path], None]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _lines,
    ".xlsx": _excel,
}
