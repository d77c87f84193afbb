"""One mixed-integer (or linear) program, kept in HiGHS, with rows added as they are found.

minimise cost . x  subject to  row_lower <= A x <= row_upper,  lower <= x <= upper,  x[integer]
whole
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array

from xenotime.solve.linear import LinearProgram, SolverError

POLL_SECONDS = 0.1
"""How often a running search is looked at: for Ctrl-C and for its bounds."""
GRACE_SECONDS = 5.0
"""How long after its time limit a search may go on. HiGHS 1.15's presolve can go round in circles
for ever on a program that is feasible by a hair, and looks at no clock meanwhile."""
SEED = 7
"""HiGHS breaks ties by this seed, so that it breaks them the same way every time."""

Status = Literal["optimal", "infeasible", "unbounded", "nodes", "time", "interrupted"]


@dataclass(frozen=True)
class IntegerProgram:
    """A linear program some of whose columns are whole numbers.

    cost, lower, upper, integer: [column]; row_lower, row_upper: [row]; matrix: [row, column].
    """

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array
    names: Sequence[str] = ()
    row_names: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """What a search ended with.

    x: float64[column], empty when nothing was found; objective: of x (infinite: nothing); bound:
    no better than this is possible; improving: the solutions on the way, the last one first.
    """

    status: Status
    x: np.ndarray
    objective: float
    bound: float
    improving: list[np.ndarray] = field(default_factory=list)


def highs_of(program: LinearProgram, integer: np.ndarray | None = None) -> Any:
    """A silent HiGHS object that holds the program.

    Raises:
        SolverError: HiGHS refuses a number.
    """
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", SEED)
    columns, rows = len(program.cost), len(program.row_lower)
    kinds = np.zeros(columns, dtype=np.int32)
    if integer is not None:
        kinds[integer] = int(highspy.HighsVarType.kInteger)
    matrix = program.matrix
    accepted = highs.passModel(
        columns,
        rows,
        int(matrix.nnz),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.asarray(program.cost, dtype=float),
        np.asarray(program.lower, dtype=float),
        np.asarray(program.upper, dtype=float),
        np.asarray(program.row_lower, dtype=float),
        np.asarray(program.row_upper, dtype=float),
        matrix.indptr.astype(np.int32, copy=False),
        matrix.indices.astype(np.int32, copy=False),
        np.asarray(matrix.data, dtype=float),
        kinds,
    )
    bounds = (program.lower, program.upper, program.row_lower, program.row_upper)
    nan = any(np.isnan(part).any() for part in (program.cost, matrix.data, *bounds))
    if nan or accepted == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refuses a coefficient or bound that is too large, or no number")
    return highs


class _Heard:
    """What HiGHS says during a search, and is told: `stop`. bounds: (bound, objective)."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.forget()

    def forget(self) -> None:
        """Make ready for the next search."""
        self.stop.clear()
        self.improving: list[np.ndarray] = []
        self.bounds: tuple[float, float] | None = None

    def look(self, event: Any) -> None:
        """Note the bounds, and pass on the wish to stop."""
        self.bounds = (event.data_out.mip_dual_bound, event.data_out.mip_primal_bound)
        # HiGHS keeps the wish from one search to the next, so it is said either way.
        event.data_in.user_interrupt = self.stop.is_set()

    def keep(self, event: Any) -> None:
        """Note a solution."""
        self.improving.append(np.array(event.data_out.mip_solution, dtype=float))


class IntegerSolver:
    """Holds a program in HiGHS; rows can be added, and each search starts from what is known."""

    def __init__(self, program: IntegerProgram, relaxed: bool = False) -> None:
        """Hand the program over; `relaxed`: its columns need not be whole."""
        whole = np.asarray(program.integer, dtype=bool)
        self._whole = bool(whole.any()) and not relaxed
        self._columns = len(program.cost)
        self._highs = highs_of(program, whole if self._whole else None)
        self._heard = _Heard()
        self._listen()

    def _listen(self) -> None:
        if self._whole:
            self._highs.cbMipInterrupt += self._heard.look
            self._highs.cbMipImprovingSolution += self._heard.keep

    def add_rows(self, lower: np.ndarray, upper: np.ndarray, rows: csr_array) -> None:
        """Add rows; rows: [new row, column]."""
        if rows.shape[0]:
            self._highs.addRows(
                rows.shape[0],
                np.asarray(lower, dtype=float),
                np.asarray(upper, dtype=float),
                int(rows.nnz),
                rows.indptr.astype(np.int32),
                rows.indices.astype(np.int32),
                np.asarray(rows.data, dtype=float),
            )

    def set_costs(self, columns: np.ndarray, cost: np.ndarray) -> None:
        """New costs of some columns."""
        self._highs.changeColsCost(len(columns), np.asarray(columns, dtype=np.int32), cost)

    def set_bounds(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """New bounds of some columns."""
        self._highs.changeColsBounds(
            len(columns), np.asarray(columns, dtype=np.int32), lower, upper
        )

    def set_row(self, row: int, lower: float, upper: float) -> None:
        """New bounds of a row."""
        self._highs.changeRowBounds(row, lower, upper)

    def set_option(self, name: str, value: Any) -> None:
        """Set an option of HiGHS by its own name."""
        self._highs.setOptionValue(name, value)

    def solve(
        self,
        gap: float = 1e-7,
        seconds: float = np.inf,
        start: np.ndarray | tuple[np.ndarray, np.ndarray] | None = None,
        watch: Callable[[float, float], bool | None] | None = None,
        nodes: int | None = None,
    ) -> Found:
        """Search until the gap or the time is reached.

        Args:
            gap: relative, between the best solution and the bound.
            seconds: at most this long.
            start: a solution to begin with, float64[column]; or some columns and their values, and
                HiGHS finds the others.
            watch: called with (bound, objective) now and then; True ends the search.
            nodes: of the search tree at most; unlike seconds they make the same end every time.

        Ctrl-C ends the search with the status `interrupted` and what is known.

        Raises:
            SolverError: HiGHS failed.
        """
        highs = self._highs
        highs.setOptionValue("time_limit", float(min(max(seconds, 0.0), 1e9)) + highs.getRunTime())
        self._heard.forget()
        if not self._whole:
            highs.run()
            if _unsettled(highs):
                highs.clearSolver()
                highs.run()
            return self._read(interrupted=False)
        highs.setOptionValue("mip_rel_gap", gap)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        if nodes is not None:
            highs.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            columns, values = start if isinstance(start, tuple) else (np.arange(len(start)), start)
            highs.setSolution(
                len(columns), np.asarray(columns, dtype=np.int32), np.asarray(values, dtype=float)
            )
        interrupted, ended = self._run(watch, seconds)
        if ended:
            return self._read(interrupted)
        heard = self._heard
        self._leave_behind()
        if not heard.bounds and not interrupted:
            # Nothing was heard of the search: it may never have come out of presolve.
            interrupted, ended = self._run(watch, GRACE_SECONDS)
            if ended:
                return self._read(interrupted)
            heard = self._heard
            self._leave_behind()
        bound, objective = heard.bounds or (-np.inf, np.inf)
        found = heard.improving[::-1]
        status: Status = "interrupted" if interrupted else "time"
        return Found(
            status, found[0] if found else np.empty(0), objective if found else np.inf, bound, found
        )

    def _leave_behind(self) -> None:
        """Go on with a copy that does no presolve; the thread that does not end keeps the old one,
        which stops as soon as it looks."""
        old = self._highs
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.passOptions(old.getOptions())
        self._highs.passModel(old.getLp())
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("time_limit", GRACE_SECONDS)
        self._heard = _Heard()
        self._listen()

    def _run(
        self, watch: Callable[[float, float], bool | None] | None, seconds: float
    ) -> tuple[bool, bool]:
        """Run in a thread of its own, since HiGHS would swallow Ctrl-C: whether it was pressed, and
        whether the search ended."""
        interrupted = False
        runner = threading.Thread(target=self._highs.run, daemon=True)
        runner.start()
        told = time.monotonic()
        until = told + seconds
        while runner.is_alive():
            try:
                runner.join(POLL_SECONDS)
                if watch is not None and time.monotonic() - told > 1.0:
                    told = time.monotonic()
                    if watch(*(self._heard.bounds or (-np.inf, np.inf))):
                        self._heard.stop.set()
                # HiGHS looks at its own clock too rarely.
                if time.monotonic() > until:
                    self._heard.stop.set()
                if time.monotonic() > until + GRACE_SECONDS:
                    return interrupted, False
            except KeyboardInterrupt:
                interrupted = True
                self._heard.stop.set()
                until = min(until, time.monotonic())
        return interrupted, True

    def _read(self, interrupted: bool) -> Found:
        highs = self._highs
        status = highs.getModelStatus()
        info = highs.getInfo()
        kinds = highspy.HighsModelStatus
        nothing = np.empty(0)
        if status == kinds.kModelEmpty:
            return Found("optimal", np.zeros(self._columns), 0.0, 0.0)
        if status == kinds.kInfeasible:
            return Found("infeasible", nothing, np.inf, np.inf)
        if status in (kinds.kUnbounded, kinds.kUnboundedOrInfeasible):
            return Found("unbounded", nothing, np.inf, -np.inf)
        stopped = (
            kinds.kTimeLimit,
            kinds.kInterrupt,
            kinds.kSolutionLimit,
            kinds.kIterationLimit,
        )
        if status != kinds.kOptimal and status not in stopped:
            if self._heard.stop.is_set():
                return Found("interrupted" if interrupted else "time", nothing, np.inf, -np.inf)
            raise SolverError(highs.modelStatusToString(status))
        done = status == kinds.kOptimal
        if not self._whole:
            if not done:
                return Found("time", nothing, np.inf, -np.inf)
            value = highs.getObjectiveValue()
            return Found("optimal", np.array(highs.getSolution().col_value), value, value)
        named: Status = "optimal" if done else "time"
        if not done and interrupted:
            named = "interrupted"
        elif status in (kinds.kSolutionLimit, kinds.kIterationLimit):
            named = "nodes"
        has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not has_point:
            return Found(named, nothing, np.inf, info.mip_dual_bound)
        x = np.array(highs.getSolution().col_value)
        return Found(
            named,
            x,
            info.objective_function_value,
            info.mip_dual_bound,
            self._heard.improving[::-1],
        )


def _unsettled(highs: Any) -> bool:
    return highs.getModelStatus() in (
        highspy.HighsModelStatus.kUnknown,
        highspy.HighsModelStatus.kNotset,
        highspy.HighsModelStatus.kSolveError,
    )
