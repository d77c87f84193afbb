"""The worst that can happen to a decision, among futures bounded by linear rows.

    max over u in U of  min { q . y :  W y >= r(u),  y >= 0 },   r(u) = h - T x - E u

by the optimality conditions of the inner minimum (y and its dual p; each constraint is tight or its
partner zero), as one integer program:

    max q . y   subject to  W y >= r,  W'p <= q,  y, p >= 0,  u in U,
    W y - r <= M (1 - a),  p <= M a,   q - W'p <= M (1 - b),  y <= M b,   a, b binary

The M are guesses; whatever is limited by one of them at the optimum makes it ten times larger, and
the value is confirmed by solving the inner program at the u that was found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, eye_array

from xenotime.solve.integer import IntegerProgram, IntegerSolver
from xenotime.solve.linear import SolverError

FIRST_M = 10.0
"""First guess of M, as a multiple of the largest figure that it has to exceed."""
LARGER = 10.0
MOST_M = 1e9
"""Multiple at which the search for a large enough M is given up."""
LIMITED = 0.99
"""Share of M from which a figure counts as limited by it."""


@dataclass(frozen=True)
class Inner:
    """The second stage: min q . y, W y >= h - T x - E u, y >= 0.

    cost: q, float64[y]; matrix: W [row, y]; right_side: h, float64[row]; decided: T [row, x];
    unknown: E [row, u].
    """

    cost: np.ndarray
    matrix: csr_array
    right_side: np.ndarray
    decided: csr_array
    unknown: csr_array


@dataclass(frozen=True)
class Futures:
    """What may happen: u >= 0 with D u <= d; matrix: D [row, u]; upper: d, float64[row]. It must be
    bounded."""

    matrix: csr_array
    upper: np.ndarray


@dataclass
class Reach:
    """How far M reaches, as multiples of the figures; grows when something is limited by it."""

    answer: float = FIRST_M
    price: float = FIRST_M


def worst_future(
    inner: Inner, futures: Futures, x: np.ndarray, reach: Reach | None = None
) -> tuple[np.ndarray, float]:
    """The worst u for x, and what the best answer to it costs.

    Raises:
        SolverError: no M is large enough.
    """
    reach = Reach() if reach is None else reach
    base = inner.right_side - inner.decided @ x
    rows, answers = inner.matrix.shape
    unknowns = inner.unknown.shape[1]
    quantity = max(float(np.abs(base).max(initial=0.0)), float(np.abs(futures.upper).max()), 1.0)
    money = max(float(np.abs(inner.cost).max(initial=0.0)), 1.0)
    while True:
        most, dearest = reach.answer * quantity, reach.price * money
        if max(reach.answer, reach.price) > MOST_M:
            raise SolverError("no bound of the inner program is large enough: is it infeasible?")
        found = IntegerSolver(_conditions(inner, futures, base, most, dearest)).solve(gap=1e-9)
        if found.status == "interrupted":
            raise KeyboardInterrupt
        if not len(found.x):
            reach.answer, reach.price = reach.answer * LARGER, reach.price * LARGER
            continue
        ends = np.cumsum([unknowns, answers, rows])
        future, y, price, _ = np.split(found.x, ends)
        spare = inner.matrix @ y - (base - inner.unknown @ future)
        short = inner.cost - inner.matrix.T @ price
        tight = max(y.max(initial=0.0), spare.max(initial=0.0)) > LIMITED * most
        dear = max(price.max(initial=0.0), short.max(initial=0.0)) > LIMITED * dearest
        reach.answer *= LARGER if tight else 1.0
        reach.price *= LARGER if dear else 1.0
        if not (tight or dear):
            return future, best_answer(inner, x, future)


def best_answer(inner: Inner, x: np.ndarray, future: np.ndarray) -> float:
    """What the best y costs when x is decided and the future known.

    Raises:
        SolverError: there is none.
    """
    rows, answers = inner.matrix.shape
    program = IntegerProgram(
        cost=inner.cost,
        lower=np.zeros(answers),
        upper=np.full(answers, np.inf),
        integer=np.zeros(answers, dtype=bool),
        row_lower=inner.right_side - inner.decided @ x - inner.unknown @ future,
        row_upper=np.full(rows, np.inf),
        matrix=csc_array(inner.matrix),
    )
    found = IntegerSolver(program).solve()
    if found.status != "optimal":
        raise SolverError(f"{found.status}: the inner program at the worst future")
    return found.objective


def _conditions(
    inner: Inner, futures: Futures, base: np.ndarray, most: float, dearest: float
) -> IntegerProgram:
    """Optimality conditions of the inner program; columns u, y, p, a (of rows), b (of y)."""
    rows, answers = inner.matrix.shape
    unknowns = inner.unknown.shape[1]
    row_eye, answer_eye = eye_array(rows, format="csr"), eye_array(answers, format="csr")
    w, e, turned = inner.matrix, inner.unknown, csr_array(inner.matrix.T)
    matrix = block_array(
        [
            [e, w, None, None, None],
            [e, w, None, most * row_eye, None],
            [None, None, turned, None, None],
            [None, None, turned, None, -dearest * answer_eye],
            [None, None, row_eye, -dearest * row_eye, None],
            [None, answer_eye, None, None, -most * answer_eye],
            [futures.matrix, None, None, None, None],
        ],
        format="csc",
    )
    free = np.inf
    total = unknowns + 2 * answers + 2 * rows
    return IntegerProgram(
        cost=np.concatenate([np.zeros(unknowns), -inner.cost, np.zeros(2 * rows + answers)]),
        lower=np.zeros(total),
        upper=np.concatenate([np.full(unknowns + answers + rows, free), np.ones(rows + answers)]),
        integer=np.arange(total) >= unknowns + answers + rows,
        row_lower=np.concatenate(
            [
                base,
                np.full(rows + answers, -free),
                inner.cost - dearest,
                np.full(rows + answers + len(futures.upper), -free),
            ]
        ),
        row_upper=np.concatenate(
            [
                np.full(rows, free),
                base + most,
                inner.cost,
                np.full(answers, free),
                np.zeros(rows + answers),
                futures.upper,
            ]
        ),
        matrix=matrix,
    )
