"""One part of the second stage in HiGHS, moved from event to event and from x to x.

Only the bounds and costs that differ are changed, so that every solve starts from an optimal basis
nearby. Bounds and right-hand sides are affine in x, so any dual solution (row duals pi, reduced
costs d) gives a bound that is affine in x and holds for every x (J. F. Benders, Numerische
Mathematik 4, 1962; R. M. Van Slyke and R. Wets, SIAM J. Appl. Math. 17, 1969):

    Q(x) >= constant + gradient . x,   gradient = T' pi + U' min(d, 0)

since T moves both sides of a row, and U the upper bounds of columns, which are paid for by their
negative reduced costs. Where there is no solution, a dual ray gives the same with 0 for Q.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array, eye_array, hstack

from xenotime.solve.integer import highs_of
from xenotime.solve.linear import SolverError
from xenotime.solve.two_stage import Event, Part
from xenotime.solve.units import units_of

INTERIOR_POINT_FROM = 150_000
"""Columns from which a part is solved the first time by the interior-point method."""
RAY_TOLERANCE = 1e-7
"""Of a ray's entries, beside its largest; smaller ones are taken for zero."""
INFEASIBLE_BY = 1e-7
"""Violation in the part's units from which there is no solution."""


@dataclass(frozen=True)
class Cut:
    """constant + gradient . x is at most the cost of the event of the part, for every x; or, when
    not `feasible`, must be at most 0 for the part to have a solution at all."""

    part: int
    event: int
    constant: float
    gradient: np.ndarray
    feasible: bool = True

    def at(self, x: np.ndarray) -> float:
        """constant + gradient . x."""
        return self.constant + float(self.gradient @ x)


@dataclass(frozen=True)
class _Program:
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


class PartSolver:
    """Holds a part in HiGHS, in units that suit it, and solves its events warm."""

    def __init__(self, part: Part, number: int = 0) -> None:
        """Hand the part over; `number`: the one that its cuts name."""
        self.part, self.number, self.units = part, number, units_of(part)
        program, units = part.program, self.units
        self._whole = _Program(
            np.array(program.cost, dtype=float) / units.money,
            np.array(program.lower, dtype=float) / units.quantity,
            np.array(program.upper, dtype=float) / units.quantity,
            np.array(program.row_lower, dtype=float) / units.quantity,
            np.array(program.row_upper, dtype=float) / units.quantity,
            program.matrix,
        )
        self._now = self._whole
        self._highs = highs_of(self._whole)
        method = "ipm" if len(program.cost) >= INTERIOR_POINT_FROM else "simplex"
        self._highs.setOptionValue("solver", method)

    def cut(self, event: int, x: np.ndarray, seconds: float = np.inf) -> tuple[float, Cut]:
        """The cost in the event at x (infinite: no solution) and the cut that is tight there.

        Raises:
            SolverError: unbounded, or `seconds` have passed.
        """
        what = self.part.events[event]
        at = self._at(what, x)
        crossed = at.upper < at.lower
        if crossed.any():
            short = np.where(crossed, at.lower - at.upper, 0.0)
            worst = int(short.argmax())
            if short[worst] > INFEASIBLE_BY:
                gradient = -np.asarray(what.bounds[[worst]].toarray())[0] / self.units.quantity
                return np.inf, self._cut(event, x, float(short[worst]), gradient, feasible=False)
            at.upper[crossed] = at.lower[crossed]
        self._move(at)
        highs = self._highs
        kinds = highspy.HighsModelStatus
        # HiGHS counts the time of all runs together
        highs.setOptionValue("time_limit", float(max(seconds, 0.0)) + highs.getRunTime())
        highs.run()
        status = highs.getModelStatus()
        if status not in (kinds.kOptimal, kinds.kInfeasible, kinds.kTimeLimit, kinds.kModelEmpty):
            highs.clearSolver()
            highs.setOptionValue("solver", "simplex")
            highs.setOptionValue("presolve", "off")
            highs.run()
            status = highs.getModelStatus()
            highs.setOptionValue("presolve", "choose")
        if status == kinds.kInfeasible:
            return np.inf, self._violation(event, x)
        if status == kinds.kModelEmpty:
            return 0.0, self._cut(event, x, 0.0, np.zeros(len(x)))
        if status != kinds.kOptimal:
            raise SolverError(highs.modelStatusToString(status))
        highs.setOptionValue("solver", "simplex")
        found = highs.getSolution()
        value = highs.getObjectiveValue() * self.units.value
        gradient = self._gradient(what, np.array(found.row_dual), np.array(found.col_dual))
        return value, self._cut(event, x, value, gradient * self.units.money)

    def y(self) -> np.ndarray:
        """The solution that was found last, float64[column]."""
        return np.array(self._highs.getSolution().col_value) * self.units.quantity

    def _cut(
        self, event: int, x: np.ndarray, value: float, gradient: np.ndarray, feasible: bool = True
    ) -> Cut:
        return Cut(self.number, event, value - float(gradient @ x), gradient, feasible)

    def _at(self, event: Event, x: np.ndarray) -> _Program:
        """The program in the event at x, in the part's units; arrays may be those of the part."""
        whole, edits, unit = self._whole, event.edits, self.units.quantity
        cost, row_lower, row_upper = whole.cost, whole.row_lower, whole.row_upper
        if len(edits.cost_columns):
            cost = cost.copy()
            cost[edits.cost_columns] = edits.cost / self.units.money
        upper = whole.upper.copy()
        upper[edits.columns] = edits.upper / unit
        if event.bounds.nnz:
            upper += (event.bounds @ x) / unit
        if len(edits.rows):
            row_lower, row_upper = row_lower.copy(), row_upper.copy()
            row_lower[edits.rows] = edits.row_lower / unit
            row_upper[edits.rows] = edits.row_upper / unit
        if event.rows.nnz:
            shift = (event.rows @ x) / unit
            row_lower, row_upper = row_lower + shift, row_upper + shift
        return _Program(cost, whole.lower, upper, row_lower, row_upper, whole.matrix)

    def _move(self, at: _Program) -> None:
        """Change what differs from where HiGHS stands."""
        now, highs = self._now, self._highs
        if at.cost is not now.cost:
            moved = np.flatnonzero(at.cost != now.cost).astype(np.int32)
            if len(moved):
                highs.changeColsCost(len(moved), moved, at.cost[moved])
        moved = np.flatnonzero(at.upper != now.upper).astype(np.int32)
        if len(moved):
            highs.changeColsBounds(len(moved), moved, at.lower[moved], at.upper[moved])
        differs = (at.row_lower != now.row_lower) | (at.row_upper != now.row_upper)
        moved = np.flatnonzero(differs).astype(np.int32)
        if len(moved):
            highs.changeRowsBounds(len(moved), moved, at.row_lower[moved], at.row_upper[moved])
        self._now = at

    def _gradient(self, event: Event, pi: np.ndarray, d: np.ndarray) -> np.ndarray:
        """T' pi + U' min(d, 0)."""
        paid = np.where(np.isfinite(self._now.upper), np.minimum(d, 0.0), 0.0)
        return np.asarray(event.rows.T @ pi + event.bounds.T @ paid)

    def _violation(self, event: int, x: np.ndarray) -> Cut:
        """The cut that says why there is no solution: from HiGHS's dual ray, where it has a usable
        one, else from the least violation of the rows."""
        what, unit = self.part.events[event], self.units.quantity
        ray = self._highs.getDualRay()
        if len(ray) == 3 and ray[1]:
            pi = np.array(ray[2], dtype=float)
            for candidate in (pi, -pi):
                value, clean, d = self._proof(candidate)
                if value > INFEASIBLE_BY:
                    gradient = self._gradient(what, clean, d) / unit
                    return self._cut(event, x, value, gradient, feasible=False)
        value, pi, d = self._least_violation()
        return self._cut(event, x, value, self._gradient(what, pi, d) / unit, feasible=False)

    def _proof(self, pi: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """By how much a ray proves that there is no solution (not above 0: it does not), the ray
        scaled to 1 and its reduced costs."""
        largest = np.abs(pi).max(initial=0.0)
        if largest <= 0:
            return -np.inf, pi, pi
        pi = np.where(np.abs(pi) > RAY_TOLERANCE * largest, pi / largest, 0.0)
        now = self._now
        d = -np.asarray(now.matrix.T @ pi)
        d[np.abs(d) < RAY_TOLERANCE] = 0.0
        value = _paid(pi, now.row_lower, now.row_upper).sum() + _paid(d, now.lower, now.upper).sum()
        return float(value), pi, d

    def _least_violation(self) -> tuple[float, np.ndarray, np.ndarray]:
        """The least sum of the rows' violations and its duals (phase one of the simplex method)."""
        now = self._now
        rows, columns = now.matrix.shape
        slack = eye_array(rows, format="csc")
        free, none = np.full(2 * rows, np.inf), np.zeros(2 * rows)
        highs = highs_of(
            _Program(
                np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
                np.concatenate([now.lower, none]),
                np.concatenate([now.upper, free]),
                now.row_lower,
                now.row_upper,
                csc_array(hstack([now.matrix, slack, -slack], format="csc")),
            )
        )
        highs.run()
        value = highs.getObjectiveValue()
        solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if not solved or value <= INFEASIBLE_BY / 10:
            raise SolverError("no solution, and no proof that there is none")
        found = highs.getSolution()
        return value, np.array(found.row_dual), np.array(found.col_dual)[:columns]


def _paid(dual: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """dual times the bound that it holds on to; minus infinity where that bound is none."""
    bound = np.where(dual > 0, lower, upper)
    with np.errstate(invalid="ignore"):
        return np.where(dual != 0, dual * bound, 0.0)
