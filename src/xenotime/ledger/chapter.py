"""Add rows to a folder's world, its tables left alone: they go to the chapter `ledger/` in it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from xenotime.world import reading
from xenotime.world.problems import WorldError, XenotimeError
from xenotime.world.schema import TABLES
from xenotime.world.world import World, atlas_folder

CHAPTER = "ledger"
"""Folder within a world's folder that holds the rows that came from the ledger."""

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by the table that they belong to, tables that others refer to first."""


def add_rows(rows: Rows, folder: Path) -> None:
    """Add rows to the world in a folder, all of them or none.

    Raises:
        XenotimeError: as `fitting`, or the folder cannot be written.
    """
    chapter = folder / CHAPTER
    files: dict[str, pl.DataFrame] = {}
    for name, added in fitting(rows, folder).items():
        path = chapter / f"{name}.csv"
        before = _frame(name, _read(path, name)) if path.exists() else added.clear()
        files[name] = pl.concat([before, added])
    chapter.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".saving-") as scratch:
        for name, frame in files.items():
            frame.write_csv(Path(scratch) / f"{name}.csv")
        for name in files:
            (Path(scratch) / f"{name}.csv").replace(chapter / f"{name}.csv")


def fitting(rows: Rows, folder: Path) -> dict[str, pl.DataFrame]:
    """The rows as tables, those of sources that the world has already left out.

    Raises:
        WorldError: the world with these rows would not be valid.
        XenotimeError: it holds them already, or it is the atlas.
    """
    if folder.resolve() == atlas_folder().resolve():
        raise XenotimeError(
            "the atlas is for all to compare with and stays as it is; take a copy of it, or "
            "`xenotime new DIR`"
        )
    tables = dict(World.load(folder).tables)
    added: dict[str, pl.DataFrame] = {}
    for name, new in rows.items():
        frame, known = _frame(name, new), tables[name]
        if "id" in frame.columns:
            there = pl.col("id").is_in(known["id"].implode())
            if name != "sources" and not frame.filter(there).is_empty():
                raise XenotimeError(f"{folder} has {new[0]['id']} among its {name} already")
            frame = frame.filter(~there)
        added[name] = frame
        tables[name] = pl.concat([known, frame])
    World.from_tables(tables)
    return added


def _read(path: Path, name: str) -> list[Row]:
    read = reading.read_table(path, path.name, TABLES[name])
    if read.problems:
        raise WorldError(read.problems)
    return [row.model_dump() for row in read.rows]


def _frame(name: str, rows: list[Row]) -> pl.DataFrame:
    schema = reading.frame_schema(TABLES[name])
    return pl.DataFrame(
        [{column: row.get(column) for column in schema} for row in rows], schema=schema
    )
