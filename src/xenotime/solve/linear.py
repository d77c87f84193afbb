"""One linear program, kept in HiGHS and solved again from where it stood.

minimise cost . x  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import highspy
import numpy as np
from scipy.sparse import csc_array

INTERIOR_POINT_FROM = 150_000
"""Columns from which a cold program is started by the interior-point method."""


class LinearProgram(Protocol):
    """Anything that has the arrays of a linear program."""

    @property
    def cost(self) -> np.ndarray:
        """float64[column]."""

    @property
    def lower(self) -> np.ndarray:
        """float64[column]."""

    @property
    def upper(self) -> np.ndarray:
        """float64[column]."""

    @property
    def row_lower(self) -> np.ndarray:
        """float64[row]."""

    @property
    def row_upper(self) -> np.ndarray:
        """float64[row]."""

    @property
    def matrix(self) -> csc_array:
        """Coefficients by column: [row, column]."""


class SolverError(RuntimeError):
    """HiGHS came back without an optimum; `status` says with what instead."""

    def __init__(self, status: str) -> None:
        self.status = status
        super().__init__(f"the linear program has no optimal solution: {status}")


@dataclass(frozen=True)
class Solution:
    """An optimum. x: float64[column]; row_dual: float64[row] (change of the objective per unit of
    the right-hand side); column_dual: reduced costs, float64[column]."""

    objective: float
    x: np.ndarray
    row_dual: np.ndarray
    column_dual: np.ndarray


class Solver:
    """Holds a program in HiGHS; bounds can be moved and put back, and each solve starts warm."""

    def __init__(self, program: LinearProgram, method: str = "auto") -> None:
        """Hand the program over.

        Args:
            program: the arrays.
            method: `simplex`, `ipm`, or `auto`: by the number of columns.
        """
        self._program = program
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        columns, rows = len(program.cost), len(program.row_lower)
        if method == "auto":
            method = "ipm" if columns >= INTERIOR_POINT_FROM else "simplex"
        self._highs.setOptionValue("solver", method)
        matrix = program.matrix
        accepted = self._highs.passModel(
            columns,
            rows,
            int(matrix.nnz),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            matrix.indptr.astype(np.int32, copy=False),
            matrix.indices.astype(np.int32, copy=False),
            matrix.data,
            np.zeros(columns, dtype=np.int32),
        )
        bounds = (program.lower, program.upper, program.row_lower, program.row_upper)
        nan = any(np.isnan(part).any() for part in (program.cost, matrix.data, *bounds))
        self._refused = nan or accepted == highspy.HighsStatus.kError
        self._first: highspy.HighsBasis | None = None
        self._moved_columns = np.empty(0, dtype=np.int32)
        self._moved_rows = np.empty(0, dtype=np.int32)
        self._moved_costs = np.empty(0, dtype=np.int32)

    def move(
        self,
        columns: np.ndarray,
        upper: np.ndarray,
        rows: np.ndarray | None = None,
        right_side: np.ndarray | None = None,
        cost_columns: np.ndarray | None = None,
        cost: np.ndarray | None = None,
    ) -> None:
        """Set upper bounds of columns, right-hand sides of equations and costs of columns; earlier
        moves are put back first."""
        program = self._program
        if len(self._moved_columns):
            at = self._moved_columns
            self._highs.changeColsBounds(len(at), at, program.lower[at], program.upper[at])
        if len(self._moved_rows):
            at = self._moved_rows
            self._highs.changeRowsBounds(len(at), at, program.row_lower[at], program.row_upper[at])
        if len(self._moved_costs):
            at = self._moved_costs
            self._highs.changeColsCost(len(at), at, program.cost[at])
        self._moved_columns = np.asarray(columns, dtype=np.int32)
        self._moved_costs = np.asarray([] if cost is None else cost_columns, dtype=np.int32)
        self._moved_rows = np.asarray([] if rows is None else rows, dtype=np.int32)
        if len(self._moved_columns):
            at = self._moved_columns
            self._highs.changeColsBounds(len(at), at, program.lower[at], upper)
        if len(self._moved_rows) and right_side is not None:
            at = self._moved_rows
            self._highs.changeRowsBounds(len(at), at, right_side, right_side)
        if len(self._moved_costs):
            self._highs.changeColsCost(len(self._moved_costs), self._moved_costs, cost)

    def rewind(self) -> None:
        """Start the next solve from the first optimum instead of the last one: better when a move
        has little to do with the one before."""
        if self._first is not None:
            self._highs.setBasis(self._first)

    def solve(self) -> Solution:
        """Solve from the last basis, where there is one; from nothing, when that leads nowhere.

        Raises:
            SolverError: when there is no optimum, or the arrays hold what is no usable number.
        """
        if self._refused:
            raise SolverError(
                "HiGHS refuses a coefficient or bound that is too large, or no number"
            )
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kNotset):
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kModelEmpty:
            return Solution(0.0, np.empty(0), np.empty(0), np.empty(0))
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(self._highs.modelStatusToString(status))
        found = self._highs.getSolution()
        self._highs.setOptionValue("solver", "simplex")
        if self._first is None:
            self._first = self._highs.getBasis()
        return Solution(
            objective=self._highs.getObjectiveValue(),
            x=np.asarray(found.col_value),
            row_dual=np.asarray(found.row_dual),
            column_dual=np.asarray(found.col_dual),
        )
