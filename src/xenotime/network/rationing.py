"""What losing a unit of a column costs at most: goods rationed in proportion.

Given a solution y of a built program (shipments, activity, stocks, deliveries), suppose that an
adversary takes l[j] of each column y[j]. Ration what is left: where a share f of what comes to a
node n in a period is lost, every use of it falls by that share, a plant by the shares of all its
inputs together, and demand that is no longer met takes the cheapest ways left to it (priced out,
replaced, short). With U[j] the nodes that column j takes from, in[n] all that comes to n, and
b[n,j] > 0 what a unit of j brings to n:

    cut[j] = min(1, l[j] / y[j] + sum_{n in U[j]} f[n])
    f[n]   = sum_j b[n,j] y[j] cut[j] / in[n]

The map is monotone, so it has a least solution with all shares in 0..1, and y (1 - cut) is
feasible: what is used at n falls by at least the share f[n] by which all that comes falls. Without
the minimum the system is linear, (I - M) f = d; if I - M is a nonsingular M-matrix, its solution
lies above the least solution for any losses at once, and what the answer costs more than y is at
most a sum over columns, in which `Rationing` returns the factors:

    optimum with the losses  <=  cost . y + sum_j repair[j] l[j]

A column that falls loses what it earned, max(-cost, 0); what it cost is not counted as saved. A
demand that loses the share f of its deliveries pays at most f times what losing all of them would
cost: that cost is convex and begins at nothing.

Where goods go round in a circle that amplifies a loss, I - M is no M-matrix. Then everything is
scaled down alike, which is always feasible:

    repair[j] = (cost of a world that delivers nothing - cost . y) / y[j]
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from xenotime.network.program import Program

NOTHING = 1e-7
"""Tonnes that are the solver's rounding, not goods."""
SPECK = 1e-9
"""Added to right-hand sides, as a share of the largest, so that a solution which is nowhere
negative proves the M-matrix."""


class Rationing:
    """The repair prices of one program: call it with a solution."""

    def __init__(self, program: Program) -> None:
        """Read how goods flow in a program of `network.model.build`.

        Raises:
            ValueError: when the program has rows that rationing could violate (a limit on what may
                run short, goods that must be set aside), or lower bounds other than zero.
        """
        nodes, demands = (program.rows[name].numbers.ravel() for name in ("balance", "wanted"))
        matrix = csr_array(program.matrix)
        other = np.setdiff1d(np.arange(matrix.shape[0]), np.concatenate([nodes, demands]))
        if (
            np.isfinite(program.row_lower[other]).any()
            or (matrix[other].data < 0).any()
            or (program.row_lower[nodes] != 0).any()
            or (program.lower != 0).any()
        ):
            raise ValueError("the program has bounds that goods rationed in proportion may violate")
        self._program = program
        self._brought = _positive(matrix[nodes])
        self._uses = _positive(-matrix[nodes]).sign()
        self._wanted = csc_array(matrix[demands])
        asks = np.diff(self._wanted.indptr) > 0
        takes = np.diff(csc_array(self._uses).indptr) > 0
        self._delivers = asks & takes
        ways = np.flatnonzero(asks & ~takes)
        demand = self._wanted[:, ways].indices
        order = np.lexsort((program.cost[ways], demand))
        self._ways, self._demand_of_way = ways[order], demand[order]

    def __call__(self, y: np.ndarray) -> np.ndarray:
        """Repair prices at a solution.

        Args:
            y: float64[column], tonnes.

        Returns:
            float64[column], thousand USD per t; zero for columns that carry nothing.
        """
        carries = y > NOTHING
        y = np.where(carries, y, 0.0)
        per_tonne = np.divide(1.0, y, out=np.zeros(len(y)), where=carries)
        cost, whole = self._program.cost, self.cost_of_nothing(y)
        lost = np.maximum(whole - cost * y, 0.0)

        inflow = self._brought @ y
        share = np.divide(1.0, inflow, out=np.zeros(len(inflow)), where=inflow > NOTHING)
        onwards = csc_array(self._uses @ diags_array(y) @ self._brought.T @ diags_array(share))
        system = csc_array(eye_array(len(inflow)) - onwards)
        here = self._uses @ lost
        chain = _solution(system, here + SPECK * max(float(here.max(initial=0.0)), NOTHING))
        if chain is None:
            nothing = whole.sum() - float(cost @ np.where(self._absorbs, 0.0, y))
            alike: np.ndarray = max(nothing, 0.0) * per_tonne
            return alike
        chained = self._brought.T @ (share * chain)
        prices: np.ndarray = np.where(carries, lost * per_tonne + chained, 0.0)
        return prices

    @property
    def _absorbs(self) -> np.ndarray:
        """Columns that stand for demand that is not met: bool[column]."""
        found = np.zeros(len(self._program.cost), dtype=bool)
        found[self._ways] = True
        return found

    def cost_of_nothing(self, y: np.ndarray) -> np.ndarray:
        """What it costs more to lose all that is delivered: float64[column], thousand USD, at the
        columns that deliver. Each demand takes the cheapest ways left to it."""
        ways, demand = self._ways, self._demand_of_way
        delivered = self._wanted @ np.where(self._delivers, y, 0.0)
        room = np.maximum(self._program.upper[ways] - y[ways], 0.0)
        before = np.append(0.0, np.cumsum(room))
        first = np.searchsorted(demand, np.arange(len(delivered)))
        taken = np.clip(delivered[demand] - (before[:-1] - before[first][demand]), 0.0, room)
        prices = self._program.cost[ways]
        count = len(delivered)
        missing = np.maximum(delivered - np.bincount(demand, taken, minlength=count), 0.0)
        dearest = np.zeros(count)
        np.maximum.at(dearest, demand, prices)  # for what rounding leaves without a way
        lost = np.bincount(demand, taken * prices, minlength=count) + missing * dearest
        whole: np.ndarray = np.where(self._delivers, self._wanted.T @ lost, 0.0)
        return whole


def _solution(system: csc_array, right_side: np.ndarray) -> np.ndarray | None:
    """The solution of an M-matrix with a positive right-hand side; None: it is no M-matrix."""
    try:
        found = splu(system).solve(right_side)
    except RuntimeError:  # exactly singular: goods that only go round, entered by none
        return None
    proven = np.isfinite(found).all() and (found >= 0).all() and (system @ found > 0).all()
    return np.asarray(found) if proven else None


def _positive(matrix: csr_array) -> csr_array:
    """The positive entries alone."""
    found = csr_array(matrix.maximum(0))
    found.eliminate_zeros()
    return found
