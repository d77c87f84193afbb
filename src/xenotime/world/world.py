"""A world: all the tables together, from and to a folder of CSV files.

A folder may hold the tables directly (`plants.csv`) or in sub-folders, one per mineral
(`gallium/plants.csv`): tables of the same name are put together.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Self

import polars as pl

from xenotime.world import checks, reading, select
from xenotime.world.diff import diff
from xenotime.world.problems import Problem, WorldError, XenotimeError
from xenotime.world.schema import TABLES, Row

Lines = Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, eq=False)
class World:
    """All tables of what is known, each a Polars frame with the schema's columns.

    `tables` has every table of the schema, empty ones included. A `World` is always valid: the
    ways to make one check it and raise `WorldError` with all problems.
    """

    tables: Mapping[str, pl.DataFrame]
    lines: Lines = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        problems = checks.problems_of(self.tables, self.lines)
        if problems:
            raise WorldError(problems)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read a world from a folder.

        Raises:
            WorldError: with every problem of the folder, none hidden behind another.
        """
        tables, lines, problems = read_folder(Path(folder))
        return cls._judged(tables, lines, problems)

    @classmethod
    def atlas(cls) -> World:
        """The world that ships with the package (read once per process)."""
        return _atlas()

    @classmethod
    def from_tables(cls, tables: Mapping[str, pl.DataFrame]) -> Self:
        """A world from frames; tables and columns left out are empty.

        Raises:
            WorldError: with every problem, as if the frames were files that `load` reads: a table
                or column that the schema does not know, a figure out of its range ...
        """
        problems = [unknown_table(name, f"{name}.csv") for name in tables if name not in TABLES]
        complete: dict[str, pl.DataFrame] = {}
        lines: dict[str, list[tuple[str, int]]] = {}
        for name, row in TABLES.items():
            read = reading.read_frame(tables.get(name, pl.DataFrame()), row)
            problems += read.problems
            complete[name] = reading.frame_of(row, read.rows)
            lines[name] = [(f"{name}.csv", line) for line in read.lines]
        return cls._judged(complete, lines, problems)

    @classmethod
    def _judged(
        cls, tables: Mapping[str, pl.DataFrame], lines: Lines, problems: list[Problem]
    ) -> Self:
        """The world of what was read, or all its problems: those met while reading come with those
        between the rows, but none that only follows from a row that could not be read."""
        if problems:
            stems = (Path(problem.file).stem for problem in problems)
            broken = frozenset(reading.closest(stem, TABLES) or stem for stem in stems)
            raise WorldError(problems + checks.problems_of(tables, lines, broken=broken))
        return cls(tables, lines)

    def save(self, folder: str | Path, *, empty: bool = False) -> None:
        """Write every table that has rows as `<table>.csv` (UTF-8).

        A save that is interrupted leaves the folder as it was.

        Args:
            folder: new, empty, or holding an older world's tables, which are replaced.
            empty: write the tables without rows too, as headers to be filled in.

        Raises:
            XenotimeError: when the folder holds something that is not a world's table.
        """
        folder = Path(folder)
        if folder.exists() and not folder.is_dir():
            raise XenotimeError(f"{folder} is a file; a world is saved to a folder")
        older = sorted(folder.iterdir()) if folder.exists() else []
        for path in older:
            if path.suffix != ".csv" or path.stem not in TABLES or not path.is_file():
                raise XenotimeError(
                    f"{folder} holds {path.name}, which is no table of a world; choose an empty "
                    "folder, nothing was changed"
                )
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".saving-") as scratch:
            new, aside = Path(scratch) / "new", Path(scratch) / "old"
            new.mkdir()
            aside.mkdir()
            for name, frame in self.tables.items():
                if frame.height or empty:
                    frame.write_csv(new / f"{name}.csv")
            written = sorted(new.iterdir())
            exchange(
                [(path, aside / path.name) for path in older]
                + [(path, folder / path.name) for path in written]
            )

    def select(
        self,
        *,
        minerals: Collection[str] | None = None,
        commodities: Collection[str] | None = None,
        places: Collection[str] | None = None,
    ) -> World:
        """A part of this world with its totals kept.

        Args:
            minerals: keep all commodities of these.
            commodities: keep these (with `minerals`: these too). Plants that use them but make none
                of them become demand of the sector `outside`.
            places: keep these; the others become part of `ROW`.

        Raises:
            XenotimeError: for a name that the world does not know.
        """
        tables = dict(self.tables)
        if minerals is not None or commodities is not None:
            select.known(self.tables["minerals"], "minerals", minerals or ())
            of_minerals = self.tables["commodities"].filter(
                pl.col("mineral").is_in(list(minerals or ()))
            )
            wanted = dict.fromkeys([*of_minerals["id"].to_list(), *(commodities or ())])
            tables = select.select_commodities(tables, wanted)
        if places is not None:
            tables = select.select_places(tables, places)
        return World.from_tables(tables)

    def diff(self, other: World) -> pl.DataFrame:
        """What `other` says differently: table, key, change, column, before, after."""
        return diff(self.tables, other.tables)

    def table(self, name: str) -> pl.DataFrame:
        """One table as a frame."""
        return self.tables[name]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, World):
            return NotImplemented
        return all(frame.equals(other.tables[name]) for name, frame in self.tables.items())

    __hash__ = object.__hash__

    @cached_property
    def parameters(self) -> dict[str, float]:
        """Numbers of the model by name."""
        return dict(self.tables["parameters"].select("id", "value").iter_rows())

    @property
    def reference_year(self) -> int:
        """The year that the undisturbed solution reproduces."""
        return int(self.parameters["reference_year"])

    def partnership(self, name: str) -> list[str]:
        """Places of a partnership: its name, or places separated by commas (`JPN,USA`).

        Raises:
            XenotimeError: for a name or place that the world does not know.
        """
        members = self.tables["partnerships"].filter(pl.col("partnership") == name)["place"]
        if len(members):
            return members.to_list()
        places = [p.strip() for p in name.split(",") if p.strip()]
        known = self.tables["places"]["id"].to_list()
        names = self.tables["partnerships"]["partnership"].unique().to_list()
        for place in places or [name]:
            if place not in known:
                near = reading.nearest(place, known + names)
                raise XenotimeError(f"{place!r} is neither a place nor a partnership{near}")
        return list(dict.fromkeys(places))


def exchange(moves: list[tuple[Path, Path]]) -> None:
    """Rename all the files, or none: whatever stops it, those moved already go back."""
    try:
        for source, target in moves:
            source.rename(target)
    except BaseException:
        for source, target in reversed(moves):
            if target.exists() and not source.exists():
                target.rename(source)
        raise


def unknown_table(name: str, shown: str) -> Problem:
    """A file or frame whose name is not that of a table."""
    near = reading.nearest(name, TABLES) or "; keep notes out of the folder, or not as CSV"
    return Problem(shown, None, None, None, f"no table has this name{near}")


def read_folder(
    folder: Path,
) -> tuple[dict[str, pl.DataFrame], dict[str, list[tuple[str, int]]], list[Problem]]:
    """Read all tables below `folder`: frames, the file and line of each row, and the problems."""
    if not folder.is_dir():
        raise XenotimeError(f"{folder} is not a folder; a world is a folder of CSV tables")
    problems: list[Problem] = []
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    lines: dict[str, list[tuple[str, int]]] = {name: [] for name in TABLES}
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() == ".csv" and p.is_file())
    files = [p for p in files if not any(s.startswith(".") for s in p.relative_to(folder).parts)]
    if not files:
        raise XenotimeError(f"{folder} holds no CSV table; `xenotime new DIR` starts a world")
    for path in files:
        shown = path.relative_to(folder).as_posix()
        if path.stem not in TABLES:
            problems.append(unknown_table(path.stem, shown))
            continue
        file = reading.read_table(path, shown, TABLES[path.stem])
        problems += file.problems
        rows[path.stem] += file.rows
        lines[path.stem] += [(shown, line) for line in file.lines]
    tables = {name: reading.frame_of(row, rows[name]) for name, row in TABLES.items()}
    return tables, lines, problems


def atlas_folder() -> Path:
    """Where the shipped tables are."""
    return Path(str(resources.files("xenotime.world"))) / "atlas"


@lru_cache(maxsize=1)
def _atlas() -> World:
    return World.load(atlas_folder())
