"""Decide before the worst of a set of futures: two-stage robust programs.

    minimise c . x + max over u in U of  min { q . y :  W y >= h - T x - E u,  y >= 0 }
    subject to  x of the first stage,   U = { u >= 0 :  D u <= d }

Column-and-constraint generation (B. Zeng and L. Zhao, Operations Research Letters 41, 2013): the
master holds a copy of y for each u found so far and bounds from below; the worst u for its x (see
`robust_worst`) bounds from above and is added.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, vstack

from xenotime.solve.integer import Found, IntegerProgram, IntegerSolver
from xenotime.solve.linear import SolverError
from xenotime.solve.robust_worst import Futures, Inner, Reach, worst_future
from xenotime.solve.two_stage import FirstStage, Progress, Watch, relative_gap

SAME = 1e-9
"""Relative difference of costs that counts as none."""


@dataclass(frozen=True)
class RobustDecision:
    """The best x, with bounds; worst: the worst u for it, float64[u].

    path: (bound, objective) after each step; status: `optimal` (to the gap asked for), `time`,
    `interrupted`, or `infeasible` (no x has an answer to every future found; x is empty).
    """

    x: np.ndarray
    worst: np.ndarray
    objective: float
    bound: float
    status: Literal["optimal", "time", "interrupted", "infeasible"]
    path: tuple[tuple[float, float], ...]
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return relative_gap(self.objective, self.bound)


def robust(
    first: FirstStage,
    inner: Inner,
    futures: Futures,
    *,
    gap: float = 1e-6,
    seconds: float = np.inf,
    watch: Watch | None = None,
) -> RobustDecision:
    """Solve the robust program.

    Args:
        first: costs, bounds and rows of x.
        inner: the answer to x and u.
        futures: the u that are possible.
        gap: stop when (objective - bound) / |objective| is no more.
        seconds: stop after so long.
        watch: called with the bounds after each step.

    Raises:
        SolverError: the futures are unbounded, or no M is large enough, which is so where the inner
            program has no solution for some future.
    """
    start = time.monotonic()
    until = start + seconds
    seen: list[np.ndarray] = []
    path: list[tuple[float, float]] = []
    x, worst = np.empty(0), np.empty(0)
    bound, objective = -np.inf, np.inf
    status: Literal["optimal", "time", "interrupted", "infeasible"] = "interrupted"
    reach = Reach()
    try:
        while True:
            master = IntegerSolver(_master(first, inner, seen))
            found = master.solve(gap=min(gap / 10, 1e-7), seconds=until - time.monotonic())
            if found.status in ("infeasible", "interrupted") or not len(found.x):
                status = _without(found.status)
                break
            bound = max(bound, found.bound)
            proposed = _usual_best(first, inner, futures, seen, found)
            future, harm = worst_future(inner, futures, proposed, reach)
            value = float(np.asarray(first.cost) @ proposed) + harm
            if value < objective:
                objective, x, worst = value, proposed, future
            seen.append(future)
            path.append((bound, objective))
            now = time.monotonic()
            progress = Progress(len(path), bound, objective, now - start)
            if watch is not None:
                watch(progress)
            if progress.gap <= gap:
                status = "optimal"
                break
            if now >= until:
                status = "time"
                break
    except KeyboardInterrupt:
        pass
    return RobustDecision(x, worst, objective, bound, status, tuple(path), time.monotonic() - start)


def _usual_best(
    first: FirstStage, inner: Inner, futures: Futures, seen: list[np.ndarray], found: Found
) -> np.ndarray:
    """Of the x that are best as far as is known, the one that costs least when u = 0, where that is
    possible: many are equally good while few futures are known. Whole numbers stay as found."""
    options = len(first.cost)
    x = found.x[:options]
    whole = np.asarray(first.integer, dtype=bool)
    x[whole] = np.round(x[whole])
    if not seen or (futures.upper < 0).any():
        return x
    usual = np.zeros(inner.unknown.shape[1])
    kept = replace(
        first, lower=np.where(whole, x, first.lower), upper=np.where(whole, x, first.upper)
    )
    program = _master(kept, inner, [usual, *seen], known=len(seen))
    answers = len(inner.cost)
    eta, first_answer = options, slice(options + 1, options + 1 + answers)
    pay = program.cost.copy()
    program.cost[eta] = 0.0
    program.cost[first_answer] = inner.cost
    limit = found.objective + SAME * max(abs(found.objective), 1.0)
    solver = IntegerSolver(program, relaxed=True)
    solver.add_rows(np.full(1, -np.inf), np.full(1, limit), csr_array(pay[None, :]))
    better = solver.solve()
    return better.x[:options] if better.status == "optimal" else x


def _without(status: str) -> Literal["time", "interrupted", "infeasible"]:
    """How a search ends whose master found nothing."""
    if status == "infeasible":
        return "infeasible"
    if status == "unbounded":
        raise SolverError("unbounded: nothing limits the gain of the first stage")
    return "interrupted" if status == "interrupted" else "time"


def _master(
    first: FirstStage, inner: Inner, seen: list[np.ndarray], known: int | None = None
) -> IntegerProgram:
    """x, the worst cost eta (when a future is known), and an answer y to each future; eta counts
    only the last `known` futures (None: all)."""
    options, answers, count = len(first.cost), len(inner.cost), len(seen)
    rows = [[csr_array(first.matrix), csr_array((first.matrix.shape[0], 1 + count * answers))]]
    lower, upper = [np.asarray(first.row_lower)], [np.asarray(first.row_upper)]
    for number, future in enumerate(seen):
        before = csr_array((len(inner.right_side), 1 + number * answers))
        after = csr_array((len(inner.right_side), (count - number - 1) * answers))
        rows.append([inner.decided, before, inner.matrix, after])
        lower.append(inner.right_side - inner.unknown @ future)
        upper.append(np.full(len(inner.right_side), np.inf))
        if known is not None and number < count - known:
            continue
        pay = np.zeros(options + 1 + count * answers)
        pay[options] = 1.0
        pay[options + 1 + number * answers :][:answers] = -inner.cost
        rows.append([csr_array(pay[None, :])])
        lower.append(np.zeros(1))
        upper.append(np.full(1, np.inf))
    whole = vstack([block_array([row]) for row in rows])
    more = 1 + count * answers
    eta = -np.inf if count else 0.0
    return IntegerProgram(
        cost=np.concatenate([first.cost, [1.0], np.zeros(more - 1)]),
        lower=np.concatenate([first.lower, [eta], np.zeros(more - 1)]),
        upper=np.concatenate([first.upper, np.full(more, np.inf)]),
        integer=np.concatenate([first.integer, np.zeros(more, dtype=bool)]),
        row_lower=np.concatenate(lower),
        row_upper=np.concatenate(upper),
        matrix=csc_array(whole),
    )
