"""What losing a unit of a column can cost at most, where the program itself says so.

The reduced cost of column j under an attack is q_j - W_j . p with p the duals of the rows, so that
losing a unit of y_j costs at most max(W_j . p - q_j, 0). A column that no attack hits and that
has no upper bound keeps W_k . p <= q_k in every dual solution under every attack (one without a
lower bound: W_k . p >= q_k). From such inequalities and the signs of p, bounds on p follow by
propagation of intervals, and from them a bound on the penalty that holds for every attack.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from xenotime.solve.attack import Effects
from xenotime.solve.linear import LinearProgram

ROUNDS = 50
"""Passes of propagation; each carries a bound one row further."""
ROOM = 1e-9
"""Relative room for rounding."""


def derive_penalty(program: LinearProgram, effects: Effects) -> np.ndarray:
    """A valid penalty for the columns that are hit: float64[column], zero elsewhere.

    Raises:
        ValueError: the program does not bound it.
    """
    penalty = np.zeros(effects.columns)
    hit = np.unique(effects.column)
    if not len(hit):
        return penalty
    low, high = _dual_bounds(program, effects, hit)
    by_column = csr_array(program.matrix.T)[hit]
    _, most = _ranges(by_column, low, high)
    cheapest = np.asarray(program.cost)[hit] + _raised(effects, np.minimum)[hit]
    penalty[hit] = np.maximum(most - cheapest, 0.0) * (1 + ROOM)
    if not np.isfinite(penalty).all():
        raise ValueError(
            "the program does not bound what losing capacity costs: give `penalty`, or let "
            "columns without an upper bound price every shortage and surplus"
        )
    return penalty


def _dual_bounds(
    program: LinearProgram, effects: Effects, hit: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds on the duals of the rows under every attack: twice float64[row]."""
    low = np.where(np.isfinite(program.row_upper), -np.inf, 0.0)
    high = np.where(np.isfinite(program.row_lower), np.inf, 0.0)
    untouched = np.ones(effects.columns, dtype=bool)
    untouched[hit] = False
    lower, upper = np.asarray(program.lower), np.asarray(program.upper)
    cost = np.asarray(program.cost, dtype=float)
    above = np.flatnonzero(untouched & np.isposinf(upper))
    below = np.flatnonzero(untouched & np.isneginf(lower))
    by_column = csr_array(program.matrix.T)
    stacked = np.concatenate([above, below])
    sign = np.concatenate([np.ones(len(above)), -np.ones(len(below))])
    dearest = cost + _raised(effects, np.maximum)
    cheapest = cost + _raised(effects, np.minimum)
    limit = np.concatenate([dearest[above], -cheapest[below]])
    keep = by_column[stacked]
    keep = csr_array(
        (keep.data * np.repeat(sign, np.diff(keep.indptr)), keep.indices, keep.indptr),
        shape=keep.shape,
    )
    row_of = np.repeat(np.arange(keep.shape[0]), np.diff(keep.indptr))
    value, at = keep.data, keep.indices
    for _ in range(ROUNDS):
        ends = np.where(value > 0, low[at], high[at]) * value
        loose = np.isneginf(ends)
        count = np.bincount(row_of, loose, minlength=keep.shape[0])
        total = np.bincount(row_of, np.where(loose, 0.0, ends), minlength=keep.shape[0])
        others = np.where(
            count[row_of] - loose > 0, -np.inf, total[row_of] - np.where(loose, 0.0, ends)
        )
        edge = (limit[row_of] - others) / value
        new_high, new_low = high.copy(), low.copy()
        np.minimum.at(new_high, at[value > 0], edge[value > 0])
        np.maximum.at(new_low, at[value < 0], edge[value < 0])
        same = np.allclose(new_high, high, rtol=1e-12) and np.allclose(new_low, low, rtol=1e-12)
        low, high = new_low, new_high
        if same:
            break
    return low, high


def _raised(effects: Effects, side: np.ufunc) -> np.ndarray:
    """The most (np.maximum) or least (np.minimum) that actions add to each column's cost."""
    return np.bincount(
        effects.raise_column, side(effects.raise_cost, 0.0), minlength=effects.columns
    )


def _ranges(
    by_column: csr_array, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most of W_j . p for each column j."""
    row_of = np.repeat(np.arange(by_column.shape[0]), np.diff(by_column.indptr))
    value, at = by_column.data, by_column.indices
    size = by_column.shape[0]
    least = np.where(value > 0, low[at], high[at]) * value
    most = np.where(value > 0, high[at], low[at]) * value
    return (
        np.bincount(row_of, least, minlength=size),
        np.bincount(row_of, most, minlength=size),
    )
