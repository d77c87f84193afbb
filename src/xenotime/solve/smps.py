"""Two-stage programs in SMPS files, as arrays for `decide`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, vstack

from xenotime.solve.decide import Method, decide
from xenotime.solve.integer import IntegerProgram
from xenotime.solve.smps_files import (
    Core,
    Entry,
    SmpsError,
    Stochastics,
    files_of,
    read_core,
    read_stages,
    read_stochastics,
)
from xenotime.solve.two_stage import (
    Decision,
    Edits,
    Event,
    FirstStage,
    Part,
    TwoStage,
    Watch,
)

SCENARIOS_TO = 200_000
"""More than these are not multiplied out."""


@dataclass(frozen=True)
class SmpsProblem:
    """A problem and what its arrays do not hold.

    constant: added to every objective. sign: -1 where the file maximises; the problem is turned.
    whole_second: bool[column of a part], columns of the second stage that must be whole; only
    the extensive form respects them.
    """

    problem: TwoStage
    constant: float
    sign: float
    whole_second: np.ndarray


def read_smps(path: Path) -> SmpsProblem:
    """Read a two-stage problem from any of its three files or the stem they share.

    Raises:
        SmpsError: what the files say cannot be read, has not two stages or too many scenarios.
    """
    core_path, time_path, stoch_path = files_of(path)
    core = read_core(core_path)
    later_columns, later_rows = read_stages(time_path, core)
    chance, items, values = _scenarios(read_stochastics(stoch_path, core), core, stoch_path.name)
    if core.matrix[~later_rows][:, later_columns].nnz:
        raise SmpsError(f"{core_path.name}: a row of the first stage holds a later column")
    for item in items:
        early = item.row < 0 or not later_rows[item.row]
        if early and (item.column < 0 or not later_columns[item.column]):
            raise SmpsError(f"{stoch_path.name}: the first stage cannot be random")
    now = ~later_columns
    first = FirstStage(
        core.cost[now],
        core.lower[now],
        core.upper[now],
        core.integer[now],
        core.row_lower[~later_rows],
        core.row_upper[~later_rows],
        csc_array(core.matrix[~later_rows][:, now]),
        [name for name, early in zip(core.names, now, strict=True) if early],
        [name for name, late in zip(core.row_names, later_rows, strict=True) if not late],
    )
    second = _Second.of(core, later_columns, later_rows, items)
    parts = second.parts(items, values)
    return SmpsProblem(
        TwoStage(first, parts, chance / chance.sum()),
        core.constant,
        core.sign,
        core.integer[later_columns],
    )


def _scenarios(
    random: Stochastics, core: Core, name: str
) -> tuple[np.ndarray, list[Entry], np.ndarray]:
    """Probabilities [scenario], what is random, and its values [scenario, item]."""
    things = random.independent or [random.scenarios]
    items: dict[tuple[str, int, int], int] = {}
    kept: list[Entry] = []
    for thing in things:
        for one in thing:
            for entry in one.entries:
                if (entry.where, entry.row, entry.column) not in items:
                    items[entry.where, entry.row, entry.column] = len(kept)
                    kept.append(entry)
    usual = np.array([_usual(core, entry) for entry in kept], dtype=float)
    count = int(np.prod([float(len(thing)) for thing in things]))
    if count > SCENARIOS_TO:
        raise SmpsError(
            f"{name} makes {count:,} scenarios; at most {SCENARIOS_TO:,} are read: draw a sample"
        )
    chance, values = np.ones(1), usual[None, :].copy()
    for thing in things:
        own = np.repeat(usual[None, :], len(thing), axis=0)
        touched = np.zeros(len(kept), dtype=bool)
        for at, one in enumerate(thing):
            for entry in one.entries:
                item = items[entry.where, entry.row, entry.column]
                touched[item] = True
                own[at, item] = _combined(random.combine, usual[item], entry.value)
        chance = np.outer(chance, [one.chance for one in thing]).ravel()
        values = np.repeat(values, len(thing), axis=0)
        again = len(values) // len(thing)
        values[:, touched] = np.tile(own, (again, 1))[:, touched]
    return chance, kept, values


def _usual(core: Core, entry: Entry) -> float:
    """The number that an entry takes the place of."""
    if entry.where == "cost":
        return float(core.cost[entry.column])
    if entry.where == "matrix":
        return float(core.matrix[entry.row, entry.column])
    if entry.where == "right":
        side = core.row_upper if core.kinds[entry.row] == "L" else core.row_lower
        return float(side[entry.row])
    return float((core.lower if entry.where == "LO" else core.upper)[entry.column])


def _combined(how: str, usual: float, value: float) -> float:
    if how == "ADD":
        return usual + value
    return usual * value if how == "MULTIPLY" else value


@dataclass(frozen=True)
class _Second:
    """The second stage of the core; held: columns whose lower bound is random, which becomes a row.

    column_at, row_at: places of the core's columns and rows in their own stage.
    """

    core: Core
    program: IntegerProgram
    of_x: csr_array
    held: np.ndarray
    column_at: np.ndarray
    row_at: np.ndarray
    later: np.ndarray

    @classmethod
    def of(
        cls, core: Core, later_columns: np.ndarray, later_rows: np.ndarray, items: list[Entry]
    ) -> _Second:
        """Cut the second stage out of the core."""
        column_at = np.where(later_columns, np.cumsum(later_columns), np.cumsum(~later_columns)) - 1
        row_at = np.where(later_rows, np.cumsum(later_rows), np.cumsum(~later_rows)) - 1
        held = np.unique(
            [column_at[item.column] for item in items if item.where in ("LO", "FX")]
        ).astype(np.int64)
        later = core.matrix[later_rows]
        width = int(later_columns.sum())
        lower = core.lower[later_columns].copy()
        right = lower[held]
        lower[held] = -np.inf
        program = IntegerProgram(
            core.cost[later_columns],
            lower,
            core.upper[later_columns],
            core.integer[later_columns],
            np.concatenate([core.row_lower[later_rows], right]),
            np.concatenate([core.row_upper[later_rows], np.full(len(held), np.inf)]),
            csc_array(vstack([later[:, later_columns], eye_array(width, format="csr")[held]])),
            [name for name, late in zip(core.names, later_columns, strict=True) if late],
            [
                *(name for name, late in zip(core.row_names, later_rows, strict=True) if late),
                *(f"lower{at}" for at in held),
            ],
        )
        of_x = csr_array(
            vstack([later[:, ~later_columns], csr_array((len(held), int((~later_columns).sum())))])
        )
        return cls(core, program, of_x, held, column_at, row_at, later_columns)

    def parts(self, items: list[Entry], values: np.ndarray) -> list[Part]:
        """One part; or one for each matrix, where the second stage's own matrix is random."""
        inner = [
            at
            for at, item in enumerate(items)
            if item.where == "matrix" and self.later[item.column]
        ]
        matrices, matrix_of = np.unique(values[:, inner], axis=0, return_inverse=True)
        matrix_of = np.asarray(matrix_of).ravel()
        parts = []
        for number, numbers in enumerate(matrices):
            matrix = self.program.matrix
            if inner:
                changed = matrix.tolil()
                for at, number_there in zip(inner, numbers, strict=True):
                    item = items[at]
                    changed[self.row_at[item.row], self.column_at[item.column]] = number_there
                matrix = csc_array(changed)
            own = np.flatnonzero(matrix_of == number)
            different, event_of_own = np.unique(values[own], axis=0, return_inverse=True)
            events = [self._event(items, row) for row in different]
            event_of = np.full(len(values), len(events), dtype=np.int64)
            event_of[own] = np.asarray(event_of_own).ravel()
            if len(own) < len(values):
                events.append(self._nothing())
            program = replace(self.program, matrix=matrix)
            parts.append(Part(program, events, event_of, f"second{number}" if inner else "second"))
        return parts

    def _event(self, items: list[Entry], values: np.ndarray) -> Event:
        """The edits and T of one scenario."""
        costs: dict[int, float] = {}
        uppers: dict[int, float] = {}
        sides: dict[int, tuple[float, float]] = {}
        of_x = self.of_x
        changed = None
        held_at = {
            int(column): len(self.program.row_lower) - len(self.held) + number
            for number, column in enumerate(self.held)
        }
        for item, value in zip(items, values.tolist(), strict=True):
            column = int(self.column_at[item.column]) if item.column >= 0 else -1
            row = int(self.row_at[item.row]) if item.row >= 0 else -1
            if item.where == "cost":
                costs[column] = value
            elif item.where == "right":
                moved = value - _usual(self.core, item)
                sides[row] = (
                    float(self.program.row_lower[row]) + moved,
                    float(self.program.row_upper[row]) + moved,
                )
            elif item.where == "matrix" and not self.later[item.column]:
                changed = of_x.tolil() if changed is None else changed
                changed[row, column] = value
            if item.where in ("UP", "FX"):
                uppers[column] = value
            if item.where in ("LO", "FX"):
                sides[held_at[column]] = (value, np.inf)
        rows = csr_array(of_x if changed is None else changed)
        width, first = len(self.program.cost), of_x.shape[1]
        return Event(
            Edits(
                columns=np.array(list(uppers), dtype=np.int64),
                upper=np.array(list(uppers.values()), dtype=float),
                cost_columns=np.array(list(costs), dtype=np.int64),
                cost=np.array(list(costs.values()), dtype=float),
                rows=np.array(list(sides), dtype=np.int64),
                row_lower=np.array([low for low, _ in sides.values()], dtype=float),
                row_upper=np.array([high for _, high in sides.values()], dtype=float),
            ),
            csr_array((width, first)),
            csr_array(-rows),
        )

    def _nothing(self) -> Event:
        """An event in which a part has no cost and no demands."""
        width, height, first = len(self.program.cost), *self.of_x.shape
        return Event(
            Edits(
                cost_columns=np.arange(width),
                cost=np.zeros(width),
                rows=np.arange(height),
                row_lower=np.full(height, -np.inf),
                row_upper=np.full(height, np.inf),
            ),
            csr_array((width, first)),
            csr_array((height, first)),
        )


def solve_smps(
    read: SmpsProblem,
    *,
    method: Method = "auto",
    gap: float = 1e-8,
    seconds: float = np.inf,
    watch: Watch | None = None,
) -> Decision:
    """Solve it; objective and bound are those of the file, with its constant and in its sense.

    Raises:
        SmpsError: columns of the second stage must be whole and `lshaped` is asked for.
        SolverError: the program is unbounded, or HiGHS fails.
    """
    whole = bool(read.whole_second.any())
    if whole and method == "lshaped":
        raise SmpsError("whole numbers in the second stage: only the extensive form respects them")
    found = decide(
        read.problem,
        method="extensive" if whole else method,
        gap=gap,
        seconds=seconds,
        watch=watch,
        whole_second=read.whole_second if whole else None,
    )
    objective = read.sign * (found.objective + read.constant)
    bound = read.sign * (found.bound + read.constant)
    return replace(found, objective=objective, bound=bound)
