"""The three files of an SMPS problem, read as they are: the core program, where its stages begin,
and what is random.

J. R. Birge, M. A. H. Dempster, H. I. Gassmann, E. A. Gunn, A. J. King and S. W. Wallace, A standard
input format for multiperiod stochastic linear programs, COAL Newsletter 17 (1987); H. I. Gassmann
and E. Schweitzer, Annals of Operations Research 104 (2001).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array

CORE = (".cor", ".core", ".mps")
TIME = (".tim", ".time")
STOCH = (".sto", ".stoch", ".stoc")
BOUND_TYPES = ("UP", "LO", "FX")
SECTIONS = ("ROWS", "COLUMNS", "RHS", "BOUNDS", "RANGES", "ENDATA")
COMBINATIONS = ("REPLACE", "ADD", "MULTIPLY")


class SmpsError(ValueError):
    """What a file says cannot be read; one sentence with the file's name."""


@dataclass(frozen=True)
class Core:
    """The deterministic program. kinds: E, L or G by row; right: its right-hand side; objective:
    name of the row of costs; constant: added to the objective; sign: -1 where it is maximised (cost
    and constant are turned already)."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array
    names: list[str]
    row_names: list[str]
    kinds: list[str]
    objective: str
    constant: float
    sign: float


@dataclass(frozen=True)
class Entry:
    """A new value of one number of the core. where: `right`, `cost`, `matrix`, `UP`, `LO`, `FX`;
    row and column are -1 where they mean nothing."""

    where: str
    row: int
    column: int
    value: float


@dataclass(frozen=True)
class Realisation:
    """What may happen together, with its probability."""

    chance: float
    entries: list[Entry]


@dataclass(frozen=True)
class Stochastics:
    """What is random. independent: for each random thing its realisations, which combine with those
    of all others. scenarios: whole scenarios instead. combine: how a value meets the core's:
    REPLACE, ADD or MULTIPLY."""

    independent: list[list[Realisation]]
    scenarios: list[Realisation]
    combine: str


def files_of(path: Path) -> tuple[Path, Path, Path]:
    """Core, time and stoch file, from any of them or the stem they share.

    Raises:
        SmpsError: one is missing.
    """
    known = path.suffix.lower() in CORE + TIME + STOCH
    stem = path.with_suffix("") if known else path
    if not stem.parent.is_dir():
        raise SmpsError(f"there is no folder {stem.parent}")
    beside = sorted(stem.parent.iterdir())
    found = []
    for suffixes, what in ((CORE, "core"), (TIME, "time"), (STOCH, "stoch")):
        match = [
            other
            for suffix in suffixes
            for other in beside
            if other.stem == stem.name and other.suffix.lower() == suffix
        ]
        if not match:
            raise SmpsError(
                f"{stem.name} has no {what} file ({', '.join(suffixes)}) beside the others"
            )
        found.append(match[0])
    return found[0], found[1], found[2]


def read_core(path: Path) -> Core:
    """Read the core through HiGHS.

    Raises:
        SmpsError: it is no MPS file.
    """
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "core.mps"
        copy.write_text(_plain(path), encoding="latin-1")
        status = highs.readModel(str(copy))
    if status == highspy.HighsStatus.kError:
        raise SmpsError(f"{path.name} is no MPS file that HiGHS can read")
    lp = highs.getLp()
    names, row_names = list(lp.col_names_), list(lp.row_names_)
    kind_of: dict[str, str] = {}
    for section, _, fields in _lines(path):
        if section == "ROWS" and len(fields) >= 2:
            kind_of[fields[1]] = fields[0].upper()
        elif section == "COLUMNS":
            break
    free = [name for name, kind in kind_of.items() if kind == "N"]
    sign = -1.0 if lp.sense_ == highspy.ObjSense.kMaximize else 1.0
    lower, upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
    kinds = [kind_of.get(name, "E") for name in row_names]
    matrix = lp.a_matrix_
    return Core(
        sign * np.array(lp.col_cost_),
        np.array(lp.col_lower_),
        np.array(lp.col_upper_),
        np.array([kind == highspy.HighsVarType.kInteger for kind in lp.integrality_], dtype=bool)
        if len(lp.integrality_)
        else np.zeros(len(names), dtype=bool),
        lower,
        upper,
        csc_array(
            (np.array(matrix.value_), np.array(matrix.index_), np.array(matrix.start_)),
            shape=(len(row_names), len(names)),
        ),
        names,
        row_names,
        kinds,
        free[0] if free else "",
        sign * lp.offset_,
        sign,
    )


def _plain(path: Path) -> str:
    """The file with nothing behind the names of sections, where some writers repeat a set's name
    and HiGHS stops."""
    lines = []
    for line in path.read_text(encoding="latin-1").splitlines():
        word = line.split(maxsplit=1)[0].upper() if line.strip() else ""
        bare = word in SECTIONS and not line[0].isspace()
        lines.append(word if bare else line)
    return "\n".join(lines) + "\n"


def read_stages(path: Path, core: Core) -> tuple[np.ndarray, np.ndarray]:
    """bool[column] and bool[row]: what belongs to the second stage.

    Raises:
        SmpsError: there are not two stages, or a name is unknown.
    """
    periods: list[list[str]] = []
    explicit: dict[str, dict[str, str]] = {"ROWS": {}, "COLUMNS": {}}
    for section, header, fields in _lines(path):
        if header:
            continue
        if section.startswith("PERIODS"):
            periods.append(fields)
        elif section in explicit and len(fields) >= 2:
            explicit[section][fields[0]] = fields[1]
    stated = explicit["COLUMNS"] or explicit["ROWS"]
    names = [fields[0] if stated else fields[-1] for fields in periods]
    if len(names) != 2:
        raise SmpsError(f"{path.name} has {len(names)} stages; only problems with two are read")
    if stated:
        second = names[1]
        columns = np.array([explicit["COLUMNS"].get(name) == second for name in core.names])
        rows = np.array([explicit["ROWS"].get(name) == second for name in core.row_names])
        return columns.astype(bool), rows.astype(bool)
    column, row = periods[1][0], periods[1][1]
    if column not in core.names or row not in core.row_names:
        raise SmpsError(f"{path.name}: the core has no column {column} or no row {row}")
    at = np.arange(len(core.names)) >= core.names.index(column)
    return at, np.arange(len(core.row_names)) >= core.row_names.index(row)


def read_stochastics(path: Path, core: Core) -> Stochastics:
    """Read what is random: INDEP, BLOCKS and SCENARIOS, each DISCRETE.

    Raises:
        SmpsError: another distribution or section, an unknown name, or no probability.
    """
    column_of = {name: at for at, name in enumerate(core.names)}
    row_of = {name: at for at, name in enumerate(core.row_names)}

    def entry(fields: list[str], number: str) -> Entry:
        try:
            value = float(number)
        except ValueError:
            raise SmpsError(f"{path.name}: {number} in {' '.join(fields)} is no number") from None
        if fields[0].upper() in BOUND_TYPES and len(fields) >= 3 and fields[2] in column_of:
            return Entry(fields[0].upper(), -1, column_of[fields[2]], value)
        first, second = fields[0], fields[1]
        column = column_of.get(first, -1)
        if column >= 0 and second == core.objective:
            return Entry("cost", -1, column, core.sign * value)
        if second not in row_of:
            raise SmpsError(f"{path.name}: the core has no row {second}")
        return Entry("right" if column < 0 else "matrix", row_of[second], column, value)

    independent: dict[tuple[str, ...], list[Realisation]] = {}
    blocks: dict[str, list[Realisation]] = {}
    scenarios: dict[str, Realisation] = {}
    combine = "REPLACE"
    kind, current = "", Realisation(0.0, [])
    for section, header, fields in _lines(path):
        if header:
            kind = section
            words = [word.upper() for word in fields]
            if kind in ("INDEP", "BLOCKS", "SCENARIOS"):
                if "DISCRETE" not in words:
                    raise SmpsError(f"{path.name}: only DISCRETE is read, not {' '.join(words)}")
                combine = next((word for word in words if word in COMBINATIONS), combine)
            elif kind not in ("STOCH", "NAME"):
                raise SmpsError(f"{path.name}: the section {kind} is not read")
        elif kind == "INDEP":
            width = 3 if fields[0].upper() in BOUND_TYPES and fields[2] in column_of else 2
            one = Realisation(float(fields[-1]), [entry(fields, fields[width])])
            independent.setdefault(tuple(fields[:width]), []).append(one)
        elif fields[0] == "BL":
            current = Realisation(float(fields[-1]), [])
            blocks.setdefault(fields[1], []).append(current)
        elif fields[0] == "SC":
            parent = fields[2].strip("'\"")
            if parent != "ROOT" and parent not in scenarios:
                raise SmpsError(f"{path.name}: scenario {fields[1]} has no parent {parent}")
            inherited = [] if parent == "ROOT" else list(scenarios[parent].entries)
            current = Realisation(float(fields[3]), inherited)
            scenarios[fields[1]] = current
        elif fields[0].upper() in BOUND_TYPES and len(fields) > 3 and fields[2] in column_of:
            current.entries.append(entry(fields, fields[3]))
        else:
            for at in range(1, len(fields) - 1, 2):
                current.entries.append(entry([fields[0], fields[at]], fields[at + 1]))
    # A block's later realisations name only what differs from its first one.
    whole = [
        [Realisation(one.chance, [*some[0].entries, *one.entries]) for one in some]
        for some in blocks.values()
    ]
    things = [*independent.values(), *whole]
    if bool(things) == bool(scenarios):
        raise SmpsError(f"{path.name}: needs either scenarios or independent things and blocks")
    for thing in [*things, list(scenarios.values())] if scenarios else things:
        total = sum(one.chance for one in thing)
        if abs(total - 1.0) > 1e-4:
            raise SmpsError(f"{path.name}: probabilities add up to {total:g} instead of 1")
    return Stochastics(things, list(scenarios.values()), combine)


def _lines(path: Path) -> Iterator[tuple[str, bool, list[str]]]:
    """(section, whether the line opens it, fields) of each line that says something."""
    section = ""
    with path.open(encoding="latin-1") as lines:
        for line in lines:
            if not line.strip() or line.startswith("*"):
                continue
            fields = line.split()
            if not line[0].isspace():
                section = fields[0].upper()
                if section == "ENDATA":
                    return
                yield section, True, fields[1:]
            else:
                yield section, False, fields
