"""The integer program that chooses a set of actions by what the solutions found say about it.

    max t   subject to  t <= q . y + sum over a of loss_a(y) z_a  for every solution y found,
    t <= cost(S) + (bound - cost(S)) * (z outside S, and S left out where less can hurt more)
                                                                  for every set S solved,
    weights . z <= budget,  z binary

The second rows are needed where several actions leave shares of one column: there the solution of
an attack need not bound its own cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csc_array, csr_array

from xenotime.solve.attacked import HarmCut
from xenotime.solve.integer import Found, IntegerProgram, IntegerSolver

TOLERANCE = 1e-9
"""Of the rows, in units of the cost."""
FAR = 1e9
"""No cost is so many times the first one."""


class Choice:
    """Collects cuts and chooses; its last column is the harm t, to be as large as possible."""

    def __init__(
        self, weights: np.ndarray, budget: float, fixed: Sequence[int], monotone: bool
    ) -> None:
        self._monotone, self._unit = monotone, 0.0
        count = len(weights)
        lower = np.append(np.zeros(count), -FAR)
        lower[list(fixed)] = 1.0
        self._solver = IntegerSolver(
            IntegerProgram(
                cost=np.append(np.zeros(count), -1.0),
                lower=lower,
                upper=np.append(np.ones(count), FAR),
                integer=np.append(np.ones(count, dtype=bool), False),
                row_lower=np.array([-np.inf]),
                row_upper=np.array([float(budget)]),
                matrix=csc_array(np.append(weights, 0.0)[None, :]),
            )
        )
        self._solver.set_option("mip_feasibility_tolerance", TOLERANCE)
        self._solver.set_option("primal_feasibility_tolerance", TOLERANCE)

    def add(self, chosen: tuple[int, ...], cost: float, cut: HarmCut, bound: float) -> None:
        """A set that was solved, the cut of its solution, and a bound on all sets (or none)."""
        most = cut.constant + float(np.maximum(cut.losses, 0.0).sum())
        if not self._unit:
            self._unit = max(abs(cut.constant), float(np.abs(cut.losses).max(initial=0.0)), 1.0)
        far = max(min(bound, most) - cost, 0.0)
        inside = np.isin(np.arange(len(cut.losses)), chosen)
        fewer = 0.0 if self._monotone else -1.0
        away = np.where(inside, fewer, 1.0)
        unit = self._unit
        rows = [np.append(-cut.losses / unit, 1.0), np.append(-far / unit * away, 1.0)]
        sides = np.array([cut.constant, cost - far * fewer * inside.sum()]) / unit
        self._solver.add_rows(np.full(2, -np.inf), sides, csr_array(np.array(rows)))

    def solve(self, gap: float, seconds: float) -> Found:
        """The most harmful set as far as is known; objective and bound are minus the harm."""
        found = self._solver.solve(gap=gap, seconds=seconds)
        unit = self._unit
        return Found(found.status, found.x, found.objective * unit, found.bound * unit)
