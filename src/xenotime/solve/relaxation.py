"""The relaxation of the L-shaped master, with cuts sought between the best point and the master's
(in-out: W. Ben-Ameur and J. Neto, Networks 49, 2007).
"""

from __future__ import annotations

import numpy as np

from xenotime.solve.cuts import CutPool
from xenotime.solve.extensive import Written
from xenotime.solve.integer import IntegerProgram, IntegerSolver
from xenotime.solve.linear import SolverError
from xenotime.solve.master import BOX, Master, Proposal
from xenotime.solve.part_solver import Cut
from xenotime.solve.recourse import Recourse, depends_on_x
from xenotime.solve.risk import Cells, risk_of
from xenotime.solve.search import InfeasibleError, Search, allows
from xenotime.solve.two_stage import TwoStage

BETWEEN = 0.5
"""How far from the best point towards the master's the next cuts are sought."""
NEARLY = 1e-4
"""Gap from which a linear program's cuts are sought at the master's point itself, which is a corner
and not some point beside it."""
STALLED = 2e-4
"""Share of the bound that `PATIENCE` steps have to gain for the relaxation to be worth more steps,
when whole numbers are to follow."""
PATIENCE = 4
VIOLATED = 1e-9
"""Share of a cost by which a cut has to lie above the master's to be added."""


class Relaxation:
    """The problem, its second stage, and the master that need not be whole."""

    written: Written
    inside: np.ndarray
    """The best point found so far that need not be whole."""

    def __init__(
        self,
        problem: TwoStage,
        cells: Cells,
        recourse: Recourse,
        pool: CutPool,
        search: Search,
        kept: np.ndarray | None = None,
    ) -> None:
        """Prepare; `kept`: bool[cell], cells whose programs stay in the master."""
        self.problem, self.cells, self.recourse = problem, cells, recourse
        self.pool, self.search = pool, search
        self.kept = np.zeros(len(cells), dtype=bool) if kept is None else kept
        likely = np.asarray(problem.probabilities) > 0
        used = np.zeros(len(cells), dtype=bool)
        used[cells.of_scenario[likely].ravel()] = True
        moves = [
            depends_on_x(problem.parts[part].events[event])
            for part, event in zip(cells.part, cells.event, strict=True)
        ]
        self.used = used
        self.moving = used & np.array(moves, dtype=bool)
        self.still = used & ~self.moving
        self.cell_of = {
            (int(part), int(event)): cell
            for cell, (part, event) in enumerate(zip(cells.part, cells.event, strict=True))
        }
        self.whole = np.asarray(problem.first.integer, dtype=bool)
        self.cost = np.full(len(cells), np.nan)
        self.cuts: list[Cut] = []

    def _solved(
        self, x: np.ndarray, which: np.ndarray, until: float | None = None
    ) -> list[tuple[int, tuple[float, Cut]]]:
        """(cell, (cost, cut)) for the cells of the mask."""
        numbers = np.flatnonzero(which)
        pairs = [(int(self.cells.part[cell]), int(self.cells.event[cell])) for cell in numbers]
        try:
            found = self.recourse.cuts(x, pairs, self.search.until if until is None else until)
        except SolverError:
            _ = self.search.left
            raise
        return [(int(cell), pair) for cell, pair in zip(numbers, found, strict=True)]

    def _evaluate(self, x: np.ndarray, until: float | None = None) -> float:
        """The objective at x (infinite: the second stage has no solution there); keeps the cuts,
        and x when it is whole and better than what was known.

        Args:
            x: float64[x].
            until: `time.monotonic()` at which to give up (None: the end of the search).
        """
        cost = self.cost.copy()
        self.fresh: list[Cut] = []
        for cell, (value, cut) in self._solved(x, self.moving, until):
            cost[cell] = value
            self.fresh.append(cut)
        self.pool.add(self.fresh)
        self.cuts.extend(self.fresh)
        scenario = cost[self.cells.of_scenario].sum(axis=1)
        likely = np.asarray(self.problem.probabilities) > 0
        if not np.isfinite(scenario[likely]).all():
            return np.inf
        spread = np.where(likely, scenario, 0.0)
        value = float(self.problem.first.cost @ x) + risk_of(
            spread, np.asarray(self.problem.probabilities, dtype=float), self.problem.risk
        )
        if allows(self.problem.first, x):
            self.search.found(x, value, scenario)
        return value

    def _centre(self) -> np.ndarray:
        """A point inside the first stage's relaxation: the interior-point method without an
        objective ends near its middle.

        Raises:
            InfeasibleError: the first stage contradicts itself.
        """
        first = self.problem.first
        lower, upper = np.maximum(first.lower, -BOX), np.minimum(first.upper, BOX)
        program = IntegerProgram(
            np.zeros(len(first.cost)),
            lower,
            upper,
            self.whole,
            first.row_lower,
            first.row_upper,
            first.matrix,
        )
        solver = IntegerSolver(program, relaxed=True)
        solver.set_option("solver", "ipm")
        solver.set_option("run_crossover", "off")
        solver.set_option("presolve", "off")
        found = solver.solve()
        if found.status == "infeasible":
            raise InfeasibleError
        return np.asarray(np.clip(found.x, lower, upper))

    def _money(self, value: float) -> float:
        """The master's unit of cost: its objective is then some ten thousand."""
        size = abs(value) if np.isfinite(value) else np.abs(self.problem.first.cost).sum()
        return float(2.0 ** np.round(np.log2(max(size, 1e-9) / 1e4)))

    def _violated(self, proposal: Proposal, cuts: list[Cut]) -> list[Cut]:
        """Those of the cuts that the master's point does not satisfy."""
        scale = max(abs(proposal.bound), 1.0) if np.isfinite(proposal.bound) else 1.0
        chosen = []
        for cut in cuts:
            theta = proposal.theta[self.cell_of[cut.part, cut.event]] if cut.feasible else 0.0
            at = cut.at(proposal.x)
            size = scale if cut.feasible else np.abs(cut.gradient).max(initial=1e-9)
            if at > theta + VIOLATED * size:
                chosen.append(cut)
        return chosen

    def _relaxation(self, best: np.ndarray, value: float) -> Proposal:
        """Solve the master's relaxation, with cuts sought between the best point and its own."""
        search = self.search
        self.inside = best
        master = Master(self.written, self.kept | ~self.used, self.cell_of, relaxed=True)
        master.add(self.cuts)
        between = BETWEEN
        bounds: list[float] = []
        while True:
            proposal = master.solve(0.0, search.left)
            if proposal.found.status == "infeasible":
                raise InfeasibleError
            if not len(proposal.x):
                _ = search.left
                raise SolverError(f"the master program is {proposal.found.status}")
            search.proven(proposal.bound)
            search.tell()
            bounds.append(proposal.bound)
            gap = (value - proposal.bound) / max(abs(value), 1e-9)
            enough = search.wanted * (0.2 if self.whole.any() else 1.0)
            if search.done or (np.isfinite(value) and gap <= enough):
                return proposal
            if self.whole.any() and self._stalled(bounds):
                return proposal
            if not self.whole.any() and gap <= NEARLY:
                between = 1.0
            x = best + between * (proposal.x - best) if np.isfinite(value) else proposal.x
            there = self._evaluate(x)
            if there < value:
                best, value = x, there
            self.inside = best
            useful = self._violated(proposal, self.fresh)
            if not useful and between < 1.0 and np.isfinite(value):
                between = min(1.0, 1.0 - 0.5 * (1.0 - between)) if between < 0.95 else 1.0
                master.add(self.fresh)
                continue
            if not useful:
                return proposal
            between = BETWEEN if between < 1.0 else min(0.9, between)
            master.add(self.fresh)

    def _stalled(self, bounds: list[float]) -> bool:
        if len(bounds) <= PATIENCE or not np.isfinite(bounds[-1 - PATIENCE]):
            return False
        least = max(STALLED, 0.1 * self.search.wanted)
        return bounds[-1] - bounds[-1 - PATIENCE] <= least * abs(bounds[-1])
