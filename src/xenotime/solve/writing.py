"""Programs written as MPS or LP files, with names that a person can read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from xenotime.solve.extensive import opened_columns, write_out
from xenotime.solve.integer import IntegerProgram, highs_of
from xenotime.solve.linear import LinearProgram, SolverError
from xenotime.solve.risk import Cells, cells_of
from xenotime.solve.two_stage import FirstStage, TwoStage

LONGEST = 120
"""Characters of a name; LP files allow 255."""
UNREADABLE = re.compile(r"[^A-Za-z0-9_.]+")


def usable_names(names: Iterable[str], otherwise: str = "c") -> list[str]:
    """Names that MPS and LP files take: letters, digits, `_` and `.`, not beginning with a digit or
    what looks like a number, each of them once.

    Args:
        names: what the things are called.
        otherwise: what a nameless one is called, with its number.
    """
    taken: set[str] = set()
    usable: list[str] = []
    for number, name in enumerate(names):
        clean = UNREADABLE.sub("_", str(name)).strip("_")[:LONGEST] or f"{otherwise}{number}"
        if not re.match(r"[A-Za-z_]", clean) or re.match(r"[eE][0-9.+_-]|[eE]$", clean):
            clean = f"_{clean}"
        if clean.lower() in ("free", "inf", "infinity", "st", "end", "bounds", "bin", "gen"):
            clean = f"{clean}_"
        unique, again = clean, 1
        while unique in taken:
            again += 1
            unique = f"{clean}.{again}"
        taken.add(unique)
        usable.append(unique)
    return usable


def write_program(
    program: LinearProgram | FirstStage | IntegerProgram,
    path: Path,
    names: Sequence[str] = (),
    row_names: Sequence[str] = (),
) -> None:
    """Write a program; the suffix of the path says how: `.mps` or `.lp`.

    Args:
        program: the arrays; those of `integer`, where it has one, are written as whole numbers.
        path: to be written.
        names: of columns; without, those of the program, or `c0`, `c1`, ...
        row_names: of rows; without, those of the program, or `r0`, `r1`, ...

    Raises:
        ValueError: another suffix, or names that do not fit the program in number.
        SolverError: HiGHS could not write.
    """
    if path.suffix not in (".mps", ".lp"):
        raise ValueError(f"a program is written as .mps or .lp, not as {path.suffix or path.name}")
    highs = highs_of(program, getattr(program, "integer", None))
    columns = _fitting(names or getattr(program, "names", ()), len(program.cost), "column")
    rows = _fitting(row_names or getattr(program, "row_names", ()), len(program.row_lower), "row")
    _pass_names(highs.passColName, usable_names(columns, "c"))
    _pass_names(highs.passRowName, usable_names(rows, "r"))
    if int(highs.writeModel(str(path))) < 0:
        raise SolverError(f"HiGHS could not write {path.name}")


def write_problem(problem: TwoStage, path: Path) -> None:
    """Write the extensive form of a two-stage program: every part in every event, and the risk
    measure. Names of columns and rows come from the programs that have `names` and `row_names`.

    Raises:
        ValueError, SolverError: as `write_program`.
    """
    cells = cells_of(problem.parts, len(problem.probabilities))
    written = write_out(problem, cells, np.ones(len(cells), dtype=bool), plain=True)
    program = written.program
    thetas = np.flatnonzero(written.theta >= 0)
    blocks = sum(len(problem.parts[part].program.cost) for part in cells.part.tolist())
    extras = len(program.cost) - written.first - len(thetas) - blocks
    columns = _fitting(problem.first.names, written.first, "column", "x")
    columns += [f"cost.{_cell(problem, cells, cell)}" for cell in thetas.tolist()]
    columns += ["risk.level", *(f"risk.excess.{number}" for number in range(extras - 1))][:extras]
    rows = _fitting(problem.first.row_names, len(problem.first.row_lower), "row", "first")
    risks = len(program.row_lower) - len(rows)
    below: list[str] = []
    for cell in range(len(cells)):
        part, event = problem.parts[cells.part[cell]], int(cells.event[cell])
        inner = part.program
        where = _cell(problem, cells, cell)
        own = _fitting(getattr(inner, "names", ()), len(inner.cost), "column", "y")
        columns += [f"{name}.{where}" for name in own]
        own_rows = _fitting(getattr(inner, "row_names", ()), len(inner.row_lower), "row", "row")
        below += [f"{name}.{where}" for name in own_rows]
        upper = np.array(inner.upper, dtype=float)
        what = part.events[event]
        upper[what.edits.columns] = what.edits.upper
        below += [f"open.{own[at]}.{where}" for at in opened_columns(what, upper).tolist()]
    if extras:
        below += [f"total.{_cell(problem, cells, cell)}" for cell in range(len(cells))]
    risks -= len(below)
    rows += [f"risk.scenario.{number}" for number in range(risks)]
    write_program(program, path, columns, rows + below)


def _cell(problem: TwoStage, cells: Cells, cell: int) -> str:
    part = int(cells.part[cell])
    return f"{problem.parts[part].name or f'part{part}'}.event{int(cells.event[cell])}"


def _fitting(names: Sequence[str], count: int, what: str, short: str = "") -> list[str]:
    if not len(names):
        return [f"{short or what[0]}{number}" for number in range(count)]
    if len(names) != count:
        raise ValueError(f"{len(names)} {what} names for {count} {what}s")
    return list(names)


def _pass_names(give: Any, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        give(number, name)
