"""The first stage with a column for the cost of each cell, held up by cuts: kept in HiGHS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xenotime.solve.cuts import rows_of
from xenotime.solve.extensive import Written
from xenotime.solve.integer import Found, IntegerSolver
from xenotime.solve.part_solver import Cut

BOX = 1e7
"""What an unbounded x is held to: without it a master with few cuts has no optimum."""


@dataclass(frozen=True)
class Proposal:
    """What the master holds to be best: x, the cost of each cell (NaN: not one of its columns),
    and the bound that this proves; others: further x that it came by."""

    found: Found
    x: np.ndarray
    theta: np.ndarray
    bound: float
    others: list[np.ndarray]


class Master:
    """A master program, relaxed or in whole numbers."""

    def __init__(
        self, written: Written, kept: np.ndarray, cell_of: dict[tuple[int, int], int], relaxed: bool
    ) -> None:
        """Hand the program over.

        Args:
            written: from `write_out`.
            kept: bool[cell], cells that need no cuts: written out, or of no scenario.
            cell_of: number of each (part, event).
            relaxed: columns need not be whole.
        """
        self._written, self._cell_of = written, cell_of
        program = written.program
        first = written.first
        lower, upper = program.lower.copy(), program.upper.copy()
        self._boxed = np.flatnonzero(~np.isfinite(lower[:first]) | ~np.isfinite(upper[:first]))
        lower[:first] = np.maximum(lower[:first], -BOX)
        upper[:first] = np.minimum(upper[:first], BOX)
        self._lower, self._upper = lower[:first], upper[:first]
        # Without a cut a cell's cost has no bottom: until then it is left out of account.
        self._asleep = (written.theta >= 0) & ~kept
        sleeping = written.theta[self._asleep]
        lower[sleeping], upper[sleeping] = 0.0, 0.0
        self._solver = IntegerSolver(replace(program, lower=lower, upper=upper), relaxed)
        self._integer = np.flatnonzero(program.integer)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Hold the costs of the cells up by these; cuts of cells that are written out are left."""
        written = self._written
        numbers = np.array([self._cell_of[cut.part, cut.event] for cut in cuts], dtype=np.int64)
        useful = np.array(
            [
                written.theta[cell] >= 0 or not cut.feasible
                for cell, cut in zip(numbers, cuts, strict=True)
            ],
            dtype=bool,
        )
        cuts = [cut for cut, use in zip(cuts, useful, strict=True) if use]
        if not cuts:
            return
        numbers = numbers[useful]
        lower, rows = rows_of(
            cuts,
            written.theta[numbers],
            len(written.program.cost),
            self._lower,
            self._upper,
            written.money,
        )
        self._solver.add_rows(lower, np.full(len(lower), np.inf), rows)
        optimality = np.array([cut.feasible for cut in cuts], dtype=bool)
        woken = np.unique(numbers[optimality])
        woken = woken[self._asleep[woken]]
        if len(woken):
            self._asleep[woken] = False
            free = np.full(len(woken), np.inf)
            self._solver.set_bounds(written.theta[woken], -free, free)

    def hold(self, upper: np.ndarray) -> None:
        """Hold x below these, float64[x], until they are set again; never above its own bounds."""
        columns = np.arange(len(upper))
        self._solver.set_bounds(columns, self._lower, np.clip(upper, self._lower, self._upper))

    def without_heuristics(self) -> None:
        """Spend no more time on solutions, as good ones come from elsewhere."""
        self._solver.set_option("mip_heuristic_effort", 0.0)

    def solve(
        self,
        gap: float,
        seconds: float,
        start: np.ndarray | None = None,
        watch: Callable[[float, float], bool | None] | None = None,
        nodes: int | None = None,
    ) -> Proposal:
        """Solve it as far as the gap.

        Args:
            gap: relative.
            seconds: at most so long.
            start: x to begin with.
            watch: called with (bound, objective) now and then, in the problem's money; True ends
                it.
            nodes: of the search tree at most.
        """
        written = self._written
        money = written.money

        def told(bound: float, objective: float) -> bool | None:
            if watch is None or self._asleep.any():
                return False
            return watch(bound * money, objective * money)

        begin = None if start is None else (self._integer, start[self._integer])
        found = self._solver.solve(gap, seconds, begin, told, nodes)
        first = written.first
        if not len(found.x):
            bound = found.bound * money if found.status != "infeasible" else np.inf
            return Proposal(found, np.empty(0), np.empty(0), bound, [])
        x = found.x[:first]
        theta = np.full(len(written.theta), np.nan)
        has = written.theta >= 0
        theta[has] = found.x[written.theta[has]] * money
        boxed = np.abs(x[self._boxed]) >= BOX * (1 - 1e-6)
        proves = not self._asleep.any() and not boxed.any()
        bound = found.bound * money if proves else -np.inf
        return Proposal(found, x, theta, bound, [other[:first] for other in found.improving])
