"""The whole two-stage program with the first stage held within a box: small enough to be solved by
branch and bound, and near what the relaxation or the best solution so far says.

What the relaxation does not use at all is left out first (kernel search: E. Angelelli, R. Mansini
and M. G. Speranza, Computers & Operations Research 37, 2010); later what the best solution and the
relaxation agree about is held (RINS: E. Danna, E. Rothberg and C. Le Pape, Mathematical Programming
102, 2005).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xenotime.solve.extensive import live_columns, write_out
from xenotime.solve.integer import Found, IntegerSolver
from xenotime.solve.risk import Cells
from xenotime.solve.two_stage import TwoStage

LARGEST = 40_000
"""Columns of a program up to which it is solved whole."""
NODES_TIMES_COLUMNS = 5e6
FEWEST_NODES, MOST_NODES = 100, 5_000
"""Of a search tree: so many that no program takes much longer than another."""


class Neighbourhood:
    """Solves the program within boxes of the first stage."""

    def __init__(self, problem: TwoStage, cells: Cells, moving: np.ndarray) -> None:
        """Prepare; `moving`: bool[cell], cells whose cost depends on x."""
        self._problem, self._cells, self._moving = problem, cells, moving

    def fits(self, lower: np.ndarray, upper: np.ndarray) -> bool:
        """Whether the program within these bounds, float64[x], is small enough."""
        first = replace(self._problem.first, lower=lower, upper=upper)
        columns, cells = 0, self._cells
        for cell in np.flatnonzero(self._moving):
            part = self._problem.parts[cells.part[cell]]
            columns += int(live_columns(part, int(cells.event[cell]), first).sum())
            if columns > LARGEST:
                return False
        return True

    def solve(
        self,
        lower: np.ndarray,
        upper: np.ndarray,
        cost: np.ndarray,
        *,
        gap: float,
        seconds: float,
        start: np.ndarray | None,
    ) -> Found:
        """The best x within the bounds that can be found; the columns of what is found are x, and
        costs are the problem's.

        Args:
            lower: float64[x].
            upper: float64[x].
            cost: float64[cell], of those that x does not move.
            gap: relative, to stop at.
            seconds: at most so long.
            start: x to begin with.
        """
        first = replace(self._problem.first, lower=lower, upper=upper)
        written = write_out(replace(self._problem, first=first), self._cells, self._moving)
        program, money = written.program, written.money
        still = np.flatnonzero(~self._moving)
        known = np.nan_to_num(cost[still]) / money
        low, high = program.lower.copy(), program.upper.copy()
        low[written.theta[still]], high[written.theta[still]] = known, known
        solver = IntegerSolver(replace(program, lower=low, upper=high))
        whole = np.flatnonzero(program.integer)
        begin = None if start is None else (whole, start[whole])
        nodes = int(np.clip(NODES_TIMES_COLUMNS / len(program.cost), FEWEST_NODES, MOST_NODES))
        found = solver.solve(gap, seconds, begin, nodes=nodes)
        return replace(
            found,
            x=found.x[: written.first],
            objective=found.objective * money,
            bound=found.bound * money,
            improving=[x[: written.first] for x in found.improving],
        )
