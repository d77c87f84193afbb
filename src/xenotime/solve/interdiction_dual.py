"""The worst attack as one integer program: the inner program is replaced by its dual.

Capacity attacks become costs: a column that action a leaves a share f of is cut into a piece
[lower, f u] and a piece (f u, u] whose unit costs penalty * z_a more. That changes nothing as
long as the penalty is at least what losing a unit costs (the reduced cost of the bound), since then
nobody uses what is lost. Costs stand alone on the right-hand side of the dual, so that there are no
products of z with duals (E. Israeli and R. K. Wood, Networks 40, 2002):

    max  row_lower.p+ - row_upper.p- + lower.l - upper.m,   W'(p+ - p-) + l - m = q + raise z,
    weights . z <= budget,  z binary,  the rest >= 0

Where several actions leave shares of one column, a piece is lost once z contains one of the least
sets T that push the bound below it; w_T <= z_a for a in T stands for such a set.

A penalty that is too low would only understate the harm, so what is found is solved again as it is,
and the two must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

from xenotime.solve.attack import Effects
from xenotime.solve.integer import IntegerProgram
from xenotime.solve.linear import LinearProgram

MOST_SHARES = 4
"""Actions that may leave shares between 0 and 1 of the same column."""


@dataclass(frozen=True)
class Pieces:
    """Columns cut at the bounds that attacks can leave.

    column: of the program; lower, upper: of the piece; raise_*: (piece, set of actions) that make
    its unit dearer, and by how much.
    """

    column: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    raise_piece: np.ndarray
    raise_set: np.ndarray
    raise_cost: np.ndarray
    sets: list[tuple[int, ...]]


def cut_into_pieces(program: LinearProgram, effects: Effects, penalty: np.ndarray) -> Pieces:
    """The pieces and what actions add to their costs.

    Raises:
        ValueError: more than `MOST_SHARES` actions leave shares of the same column.
    """
    untouched = np.setdiff1d(np.arange(effects.columns), effects.column)
    columns, lowers, uppers = (
        [untouched],
        [np.asarray(program.lower)[untouched]],
        [np.asarray(program.upper)[untouched]],
    )
    sets: dict[tuple[int, ...], int] = {(a,): a for a in range(effects.count)}
    raises: list[tuple[int, int, float]] = []
    pieces = len(untouched)
    order = np.argsort(effects.column, kind="stable")
    hit, first = np.unique(effects.column[order], return_index=True)
    for column, members in zip(hit.tolist(), np.split(order, first)[1:], strict=True):
        actions, factors = effects.action[members], effects.factor[members]
        closing = tuple(actions[factors == 0].tolist())
        sharing = [(int(a), float(f)) for a, f in zip(actions, factors, strict=True) if f > 0]
        if len(sharing) > MOST_SHARES:
            raise ValueError("too many actions leave shares of one column: use method `search`")
        ends = _ends(sharing)
        upper = float(program.upper[column])
        for share, top in zip(ends, [*ends[1:], 1.0], strict=True):
            columns.append(np.array([column]))
            base = share == 0
            lowers.append(np.array([float(program.lower[column]) if base else 0.0]))
            uppers.append(np.array([upper if len(ends) == 1 else (top - share) * upper]))
            causes = [(a,) for a in closing] + _least_sets(sharing, share)
            raises += [
                (pieces, sets.setdefault(cause, len(sets)), float(penalty[column]))
                for cause in causes
            ]
            pieces += 1
    column_of = np.concatenate(columns)
    piece, chosen, cost = (
        np.array([entry[k] for entry in raises], dtype=kind)
        for k, kind in enumerate((np.int64, np.int64, float))
    )
    more_piece, more_action, more_cost = _raised_pieces(column_of, effects)
    return Pieces(
        column_of,
        np.concatenate(lowers),
        np.concatenate(uppers),
        np.concatenate([piece, more_piece]),
        np.concatenate([chosen, more_action]),
        np.concatenate([cost, more_cost]),
        list(sets),
    )


def _ends(sharing: Sequence[tuple[int, float]]) -> list[float]:
    """Where a column is cut, from 0 up: all products of the shares that actions leave of it."""
    found = {0.0}
    for size in range(1, len(sharing) + 1):
        found |= {float(np.prod([f for _, f in chosen])) for chosen in combinations(sharing, size)}
    return sorted(share for share in found if share < 1)


def _least_sets(sharing: Sequence[tuple[int, float]], share: float) -> list[tuple[int, ...]]:
    """The least sets of actions that leave no more than the share."""
    least: list[tuple[int, ...]] = []
    for size in range(1, len(sharing) + 1):
        for chosen in combinations(sharing, size):
            names = tuple(a for a, _ in chosen)
            if any(set(known) <= set(names) for known in least):
                continue
            if float(np.prod([f for _, f in chosen])) <= share:
                least.append(names)
    return least


def _raised_pieces(
    column_of: np.ndarray, effects: Effects
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The raised costs by (piece, action): every piece of a column that gets dearer."""
    order = np.argsort(column_of, kind="stable")
    start = np.searchsorted(column_of[order], effects.raise_column, "left")
    stop = np.searchsorted(column_of[order], effects.raise_column, "right")
    length = stop - start
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return (
        order[np.repeat(start, length) + within],
        np.repeat(effects.raise_action, length),
        np.repeat(effects.raise_cost, length),
    )


def dual_program(
    program: LinearProgram,
    effects: Effects,
    penalty: np.ndarray,
    weights: np.ndarray,
    budget: float,
    fixed: Sequence[int],
) -> IntegerProgram:
    """The integer program; its first columns are the actions. The cost is minus the harm."""
    pieces = cut_into_pieces(program, effects, penalty)
    count, sets = effects.count, len(pieces.sets)
    row_lower, row_upper = np.asarray(program.row_lower), np.asarray(program.row_upper)
    bounds = (row_lower, -row_upper, pieces.lower, -pieces.upper)
    there = [np.flatnonzero(np.isfinite(bound)) for bound in bounds]
    start = np.cumsum([sets, *(len(part) for part in there)])
    by_piece = csr_array(program.matrix.T)[pieces.column].tocoo()
    entries = [(pieces.raise_piece, pieces.raise_set, -pieces.raise_cost)]
    for k, (bound_at, sign) in enumerate(zip(there, (1.0, -1.0, 1.0, -1.0), strict=True)):
        if k < 2:
            place = np.full(len(row_lower), -1)
            place[bound_at] = start[k] + np.arange(len(bound_at))
            known = place[by_piece.col] >= 0
            entries.append(
                (by_piece.row[known], place[by_piece.col[known]], sign * by_piece.data[known])
            )
        else:
            entries.append(
                (bound_at, start[k] + np.arange(len(bound_at)), np.full(len(bound_at), sign))
            )
    joint = [(k, a) for k, chosen in enumerate(pieces.sets[count:], count) for a in chosen]
    size = len(pieces.column)
    w, z = np.array(joint, dtype=np.int64).reshape(-1, 2).T
    linking = size + np.arange(len(w))
    last = size + len(w)
    entries += [
        (linking, w, np.ones(len(w))),
        (linking, z, -np.ones(len(w))),
        (np.full(count, last), np.arange(count), weights),
    ]
    rows, columns, values = (np.concatenate([entry[k] for entry in entries]) for k in range(3))
    total = int(start[-1])
    lower, upper = np.zeros(total), np.full(total, np.inf)
    upper[:sets] = 1.0
    lower[list(fixed)] = 1.0
    cost = np.zeros(total)
    for k, (bound_at, bound) in enumerate(zip(there, bounds, strict=True)):
        cost[start[k] : start[k + 1]] = -bound[bound_at]
    price = np.asarray(program.cost, dtype=float)[pieces.column]
    return IntegerProgram(
        cost=cost,
        lower=lower,
        upper=upper,
        integer=np.arange(total) < count,
        row_lower=np.concatenate([price, np.full(len(w) + 1, -np.inf)]),
        row_upper=np.concatenate([price, np.zeros(len(w)), [budget]]),
        matrix=csc_array(coo_array((values, (rows, columns)), shape=(last + 1, total))),
    )
