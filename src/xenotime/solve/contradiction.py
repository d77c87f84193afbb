"""Which named groups of rows and bounds of a first stage contradict each other.

An irreducible set: without any one of its groups there is a solution. Sets of few groups are tried
first, so that a contradiction between one or two is named as such; beyond that, groups are left out
one after the other for as long as the rest stays impossible (deletion filter: J. W. Chinneck and
E. W. Dravnieks, ORSA J. on Computing 3, 1991). Whole numbers are respected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array, vstack

from xenotime.solve.integer import IntegerProgram, IntegerSolver
from xenotime.solve.linear import SolverError
from xenotime.solve.part_solver import Cut
from xenotime.solve.two_stage import NONE, FirstStage

TRIALS = 500
"""Sets of few groups that are tried at most before groups are left out one by one."""


def contradiction(
    first: FirstStage,
    groups: Mapping[str, np.ndarray],
    columns: Mapping[str, np.ndarray] | None = None,
    cuts: Sequence[Cut] = (),
) -> tuple[str, ...] | None:
    """The smallest set of groups found that nothing satisfies together with what is in no group.

    Args:
        first: the first stage.
        groups: rows of each named group, int64; a group left out lets go of its rows.
        columns: columns of each named group, int64, that are let go to zero when it is left out,
            as when a project need not be built: their lower bounds become at most 0. A name may be
            in both.
        cuts: of feasibility, from the second stage (`CutPool.all`); they are in no group.

    Returns:
        Names in the order given; empty when what is in no group is impossible already; None when
        there is no contradiction.

    Raises:
        SolverError: HiGHS does not say whether there is a solution.
    """
    held = {} if columns is None else columns
    names = list(dict.fromkeys([*groups, *held]))
    check = _Check(first, groups, held, names, cuts)
    if check.possible(names):
        return None
    if not check.possible([]):
        return ()
    trials = 0
    for size in range(1, len(names)):
        for chosen in combinations(names, size):
            trials += 1
            if trials > TRIALS:
                return _filtered(check, names)
            if not check.possible(chosen):
                return tuple(chosen)
    return tuple(names)


class _Check:
    """Tells whether there is a solution when only some groups are held to."""

    def __init__(
        self,
        first: FirstStage,
        groups: Mapping[str, np.ndarray],
        columns: Mapping[str, np.ndarray],
        names: Sequence[str],
        cuts: Sequence[Cut],
    ) -> None:
        needed = [cut for cut in cuts if not cut.feasible]
        width = len(first.cost)
        gradients = np.array([cut.gradient for cut in needed], dtype=float).reshape(-1, width)
        matrix = vstack([csr_array(first.matrix), csr_array(gradients)], format="csc")
        constants = np.array([cut.constant for cut in needed], dtype=float)
        self._program = IntegerProgram(
            np.zeros(width),
            np.asarray(first.lower, dtype=float),
            np.asarray(first.upper, dtype=float),
            np.asarray(first.integer, dtype=bool),
            np.concatenate([first.row_lower, np.full(len(needed), -np.inf)]),
            np.concatenate([first.row_upper, -constants]),
            matrix,
        )
        self._groups, self._columns, self._names = groups, columns, names

    def possible(self, chosen: Sequence[str]) -> bool:
        """Whether the groups chosen, and what is in none, can be satisfied together."""
        program = self._program
        lower, upper = program.row_lower.copy(), program.row_upper.copy()
        column_lower = program.lower.copy()
        kept = set(chosen)
        for name in self._names:
            if name not in kept:
                rows = self._groups.get(name, NONE)
                lower[rows], upper[rows] = -np.inf, np.inf
                columns = self._columns.get(name, NONE)
                column_lower[columns] = np.minimum(column_lower[columns], 0.0)
        # A row that a kept group names too is held.
        for name in kept:
            rows = self._groups.get(name, NONE)
            lower[rows], upper[rows] = program.row_lower[rows], program.row_upper[rows]
            columns = self._columns.get(name, NONE)
            column_lower[columns] = program.lower[columns]
        found = IntegerSolver(
            replace(program, row_lower=lower, row_upper=upper, lower=column_lower)
        ).solve()
        if found.status not in ("optimal", "infeasible"):
            raise SolverError(f"no answer whether the demands go together: {found.status}")
        return found.status == "optimal"


def _filtered(check: _Check, names: Sequence[str]) -> tuple[str, ...]:
    """Leave groups out, halves of them first, while the rest stays impossible."""
    kept = list(names)
    size = max(len(kept) // 2, 1)
    at = 0
    while True:
        without = kept[:at] + kept[at + size :]
        if not check.possible(without):
            kept = without
        else:
            at += size
        if at >= len(kept):
            if size == 1:
                return tuple(kept)
            size, at = max(size // 2, 1), 0
