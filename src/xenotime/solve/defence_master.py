"""What a defender knows: which portfolios x there are, and what attacks found so far cost at x.

    minimise c . x + eta   (or c . x, with eta <= tolerable)
    subject to  x of the first stage
    V[g, S, m] >= constant + gradient . x   for each attack solved in part g that uses the spanning
                                            actions S and m of the part's own
    phi[S, g+1, k] >= phi[S, g, k-m] + V[g, S of g, m],   phi[S, 0, 0] = 0
    eta >= phi[S, parts, k]  for all k that the budget leaves beside S

The potentials phi are the dual of the dynamic program by which the attacker spreads the budget over
the parts (see `interdiction_parts`), so that a few attacks on single parts stand for all joint
attacks made of them. S runs over the spanning sets that turned out to matter; any that are
missing only make the bound lower. The cuts hold for every x, since bounds and right-hand sides are
affine in x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, hstack, vstack

from xenotime.solve.integer import Found, IntegerProgram, IntegerSolver
from xenotime.solve.two_stage import FirstStage
from xenotime.solve.units import power_near

Block = tuple[int, int, int]
"""Part, group of spanning actions, number of own actions."""
TOLERANCE = 1e-7


@dataclass
class DefenceMaster:
    """Collects cuts and layers, and proposes portfolios.

    parts, budget: how many; monotone: more actions never lower the cost, so that what is not known
    of a group is at least what is known without spanning actions; tolerable: the most that the
    worst attack may cost (infinite: cost and harm are added up).
    """

    first: FirstStage
    parts: int
    budget: int
    monotone: bool = True
    tolerable: float = np.inf
    _blocks: dict[Block, int] = field(default_factory=dict)
    _floor: dict[int, float] = field(default_factory=dict)
    _cut_block: list[int] = field(default_factory=list)
    _constant: list[float] = field(default_factory=list)
    _gradient: list[np.ndarray] = field(default_factory=list)
    _layers: dict[tuple[int, ...], int] = field(default_factory=dict)

    @property
    def cuts(self) -> int:
        """How many there are."""
        return len(self._constant)

    @property
    def layers(self) -> int:
        """How many sets of spanning actions there are."""
        return len(self._layers)

    def add_cut(
        self, block: Block, constant: float, gradient: np.ndarray, floor: float = -np.inf
    ) -> None:
        """An attack of the block costs at least constant + gradient . x, and `floor` for any x.

        Where x is 0 or 1, no single one of them can save more than what lies above the floor:
        gradients are cut back to that, which takes away no whole portfolio.
        """
        first = self.first
        yes_or_no = np.asarray(first.integer, dtype=bool) & (first.lower == 0) & (first.upper == 1)
        if constant > floor and (gradient[~yes_or_no] == 0).all() and (gradient <= 0).all():
            gradient = np.maximum(gradient, floor - constant)
        number = self._blocks.setdefault(block, len(self._blocks))
        self._floor[number] = max(floor, self._floor.get(number, -np.inf))
        self._cut_block.append(number)
        self._constant.append(constant)
        self._gradient.append(gradient)

    def add_layer(self, groups: Sequence[int], left: int) -> None:
        """Spanning actions that make these groups of the parts, and the budget beside them."""
        key = tuple(int(group) for group in groups)
        self._layers[key] = max(left, self._layers.get(key, 0))

    def asked_for(self) -> set[Block]:
        """The blocks that a layer makes use of."""
        return {
            (part, group, own)
            for groups, left in self._layers.items()
            for part, made in enumerate(groups)
            for group in {made, 0}
            for own in range(left + 1)
        }

    def solve(
        self,
        *,
        relaxed: bool = False,
        gap: float = 1e-6,
        seconds: float = np.inf,
        tolerable: float | None = None,
        start: np.ndarray | None = None,
    ) -> Found:
        """The best portfolio as far as is known; x of what is found holds the first stage only.

        Args:
            relaxed: x need not be whole.
            gap, seconds: of the search.
            tolerable: in place of the own one.
            start: a portfolio to begin with.

        Raises:
            SolverError: HiGHS failed, or the first stage is unbounded.
        """
        program, unit = self._program(self.tolerable if tolerable is None else tolerable)
        solver = IntegerSolver(program, relaxed=relaxed)
        solver.set_option("primal_feasibility_tolerance", TOLERANCE)
        solver.set_option("mip_feasibility_tolerance", TOLERANCE)
        known = None if start is None or not len(start) else (np.arange(len(start)), start)
        found = solver.solve(gap=gap, seconds=seconds, start=known)
        portfolios = [self._portfolio(point, relaxed) for point in [found.x, *found.improving]]
        return Found(
            found.status,
            portfolios[0],
            found.objective * unit,
            found.bound * unit,
            portfolios[1:],
        )

    def _portfolio(self, point: np.ndarray, relaxed: bool) -> np.ndarray:
        """The first stage of a solution, whole where it must be."""
        x = point[: len(self.first.cost)]
        if len(x) and not relaxed:
            whole = np.asarray(self.first.integer, dtype=bool)
            x[whole] = np.round(x[whole])
        return x

    def cheapest(self, seconds: float) -> Found:
        """The cheapest portfolio, whatever it is worth."""
        first = self.first
        program = IntegerProgram(
            np.asarray(first.cost, dtype=float),
            np.asarray(first.lower, dtype=float),
            np.asarray(first.upper, dtype=float),
            np.asarray(first.integer, dtype=bool),
            np.asarray(first.row_lower, dtype=float),
            np.asarray(first.row_upper, dtype=float),
            first.matrix,
        )
        return IntegerSolver(program).solve(seconds=seconds)

    def _program(self, tolerable: float) -> tuple[IntegerProgram, float]:
        first = self.first
        options, blocks, layers = len(first.cost), len(self._blocks), len(self._layers)
        width = self.budget + 1
        constants = np.array(self._constant)
        unit = power_near(constants)
        potentials = options + blocks
        total = potentials + layers * self.parts * width + 1
        cuts = csr_array(-np.array(self._gradient) / unit).tocoo()
        rows: list[np.ndarray] = [cuts.row, np.arange(self.cuts)]
        columns: list[np.ndarray] = [cuts.col, options + np.array(self._cut_block, dtype=np.int64)]
        values: list[np.ndarray] = [cuts.data, np.ones(self.cuts)]
        high, low, step = self._edges(potentials, total)
        at = self.cuts + np.arange(len(high))
        for column, sign in ((high, 1.0), (low, -1.0), (step, -1.0)):
            known = column >= 0
            rows.append(at[known])
            columns.append(column[known])
            values.append(np.full(int(known.sum()), sign))
        made = coo_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(self.cuts + len(high), total),
        )
        beyond = csr_array((len(first.row_lower), total - options))
        given = hstack([csr_array(first.matrix), beyond])
        lower, upper = np.full(total, -np.inf), np.full(total, np.inf)
        lower[:options] = first.lower
        upper[:options] = first.upper
        lower[options:potentials] = np.array([self._floor[k] for k in range(blocks)]) / unit
        cost = np.zeros(total)
        cost[:options] = np.asarray(first.cost) / unit
        if np.isfinite(tolerable):
            upper[-1] = tolerable / unit
        else:
            cost[-1] = 1.0
        integer = np.zeros(total, dtype=bool)
        integer[:options] = first.integer
        return (
            IntegerProgram(
                cost=cost,
                lower=lower,
                upper=upper,
                integer=integer,
                row_lower=np.concatenate([first.row_lower, constants / unit, np.zeros(len(high))]),
                row_upper=np.concatenate([first.row_upper, np.full(self.cuts + len(high), np.inf)]),
                matrix=csc_array(vstack([given, made])),
            ),
            unit,
        )

    def _edges(self, potentials: int, total: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows high - low - step >= 0 of the potentials: their columns, -1 for none."""
        width, parts = self.budget + 1, self.parts
        options = potentials - len(self._blocks)
        edges: list[tuple[int, int, int]] = []
        for layer, (groups, left) in enumerate(self._layers.items()):
            start = potentials + layer * parts * width
            reached = {0}
            for part, group in enumerate(groups):
                known = [(own, self._known(part, group, own)) for own in range(left + 1)]
                steps = [(own, options + value) for own, value in known if value is not None]
                before, start_here = start + (part - 1) * width, start + part * width
                edges += [
                    (start_here + k + own, before + k if part else -1, value)
                    for k in sorted(reached)
                    for own, value in steps
                    if k + own <= left
                ]
                reached = {k + own for k in reached for own, _ in steps if k + own <= left}
            last = start + (parts - 1) * width
            edges += [(total - 1, last + k, -1) for k in sorted(reached)]
        table = np.array(edges, dtype=np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]

    def _known(self, part: int, group: int, own: int) -> int | None:
        """The number of a block, or of one that costs no more; None: nothing is known."""
        found = self._blocks.get((part, group, own))
        if found is None and self.monotone:
            return self._blocks.get((part, 0, own))
        return found
