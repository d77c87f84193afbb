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

Where a portfolio fills reserves (`components/projects.py`), what is laid in is a use of its node
like any other: since laying in and drawing in one period cancel out, less can be laid in at the
price of a draw. A reserve is then a node of its own in each period: what is laid in and what is
left from before come to it, what is drawn and what is left for later use it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from xenotime.network.program import Program

NOTHING = 1e-7
"""Tonnes that are the solver's rounding, not goods."""
SPECK = 1e-9
"""Added to right-hand sides, as a share of the largest, so that a solution which is nowhere
negative proves the M-matrix."""


@dataclass(frozen=True)
class _Goods:
    """What goes where: tonnes and what losing all of them costs, float64[column]; what a unit
    brings to nodes and which nodes it takes from, [node, column]."""

    tonnes: np.ndarray
    lost: np.ndarray
    brought: csr_array
    uses: csr_array


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
        self._brought = _positive(matrix[nodes])
        self._uses = _positive(-matrix[nodes]).sign()
        self._wanted = csc_array(matrix[demands])
        asks = np.diff(self._wanted.indptr) > 0
        takes = np.diff(csc_array(self._uses).indptr) > 0
        ways = np.flatnonzero(asks & ~takes)
        if (
            np.isfinite(program.row_lower[other]).any()
            or (matrix[other].data < 0).any()
            or matrix[other][:, ways].nnz
            or (program.row_lower[nodes] != 0).any()
            or (program.lower != 0).any()
        ):
            raise ValueError("the program has bounds that goods rationed in proportion may violate")
        self._program = program
        self._delivers = asks & takes
        demand = self._wanted[:, ways].indices
        order = np.lexsort((program.cost[ways], demand))
        self._ways, self._demand_of_way = ways[order], demand[order]

    def __call__(self, y: np.ndarray, moved: np.ndarray | None = None) -> np.ndarray:
        """Repair prices at a solution.

        Args:
            y: float64[column], tonnes.
            moved: float64[row], tonnes that a portfolio adds to the rows, as `network/links.py`
                does; None: nothing.

        Returns:
            float64[column], thousand USD per t; zero for columns that carry nothing.
        """
        carries = y > NOTHING
        y = np.where(carries, y, 0.0)
        per_tonne = np.divide(1.0, y, out=np.zeros(len(y)), where=carries)
        cost, whole = self._program.cost, self.cost_of_nothing(y)
        lost = np.maximum(whole - cost * y, 0.0)

        goods = _Goods(y, lost, self._brought, self._uses)
        if moved is not None:
            goods = self._with_reserves(goods, moved)
        inflow = goods.brought @ goods.tonnes
        share = np.divide(1.0, inflow, out=np.zeros(len(inflow)), where=inflow > NOTHING)
        onwards = goods.uses @ diags_array(goods.tonnes) @ goods.brought.T @ diags_array(share)
        system = csc_array(eye_array(len(inflow)) - onwards)
        here = goods.uses @ goods.lost
        chain = _solution(system, here + SPECK * max(float(here.max(initial=0.0)), NOTHING))
        if chain is None:
            filled = goods.lost[len(y) :].sum()
            nothing = whole.sum() + filled - float(cost @ np.where(self._absorbs, 0.0, y))
            alike: np.ndarray = max(nothing, 0.0) * per_tonne
            return alike
        chained = (goods.brought.T @ (share * chain))[: len(y)]
        prices: np.ndarray = np.where(carries, lost * per_tonne + chained, 0.0)
        return prices

    def _with_reserves(self, goods: _Goods, moved: np.ndarray) -> _Goods:
        """The same with what is laid into reserves and left in them, in columns and nodes of their
        own."""
        program = self._program
        if "reserve" not in program.rows or not program.rows["reserve"].numbers.size:
            return goods
        rows, draws = program.rows["reserve"], program.columns["project_draw"]
        held = moved[rows.numbers]
        filled = np.diff(held, axis=1, prepend=0.0)
        drawn = goods.tonnes[draws.numbers]
        left = np.maximum(held - np.cumsum(drawn, axis=1), 0.0)[:, :-1]
        reserves, periods = held.shape
        columns, stores = len(goods.tonnes), held.size
        store = np.arange(stores).reshape(held.shape)
        own = program.rows["balance"].numbers[draws.labels["node"].to_numpy()]
        place = np.searchsorted(program.rows["balance"].numbers.ravel(), own)
        nodes, later = goods.brought.shape[0], reserves * (periods - 1)
        fill, keep = np.arange(stores), stores + np.arange(later)
        here, there = store[:, :-1].ravel(), store[:, 1:].ravel()

        def ones(row: np.ndarray, column: np.ndarray, height: int, width: int) -> csr_array:
            value = np.ones(row.size)
            return csr_array(coo_array((value, (row.ravel(), column)), shape=(height, width)))

        more = stores + later
        return _Goods(
            np.concatenate([goods.tonnes, filled.ravel(), left.ravel()]),
            np.concatenate(
                [goods.lost, (filled * program.cost[draws.numbers]).ravel(), np.zeros(later)]
            ),
            csr_array(
                block_array(
                    [
                        [goods.brought, csr_array((nodes, more))],
                        [
                            csr_array((stores, columns)),
                            ones(
                                np.concatenate([store.ravel(), there]),
                                np.concatenate([fill, keep]),
                                stores,
                                more,
                            ),
                        ],
                    ]
                )
            ),
            csr_array(
                block_array(
                    [
                        [goods.uses, ones(place, fill, nodes, more)],
                        [
                            ones(store, draws.numbers.ravel(), stores, columns),
                            ones(here, keep, stores, more),
                        ],
                    ]
                )
            ),
        )

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
