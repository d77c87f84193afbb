"""The L-shaped method with a cut for each part and event, stabilised, for whole numbers too.

R. M. Van Slyke and R. Wets, SIAM J. Appl. Math. 17 (1969); J. R. Birge and F. V. Louveaux, European
J. of Operational Research 34 (1988) for many cuts.

First the master's relaxation is solved with cuts at fractional points (`relaxation`); then good
solutions are sought near it (`neighbourhood`), and the master itself is solved over and over, each
time no more exactly than the gap so far asks for.
"""

from __future__ import annotations

import time

import numpy as np

from xenotime.solve.extensive import write_out
from xenotime.solve.linear import SolverError
from xenotime.solve.master import Master, Proposal
from xenotime.solve.neighbourhood import Neighbourhood
from xenotime.solve.part_solver import Cut
from xenotime.solve.relaxation import Relaxation
from xenotime.solve.search import InfeasibleError, allows

RESTRICTED_STEPS = 12
RESTRICTED_GAP = 0.02
RESTRICTED_NODES = 300
RESTRICTED_SECONDS = 400.0
RESTRICTED_SHARE = 0.1
"""How often, how exactly and for how much of the time (of so many seconds at most) solutions are
sought among what the relaxation uses."""
FEW_NODES = 20_000
MORE_NODES = 4
"""Of the master's search tree at first, and how many times more when its proposal is exact."""
OUTWARDS = 0.7
"""How far from a point inside towards the proposal cuts are sought too: they are deeper there."""
LOOK_AROUND = 0.5
"""Share of the master's time for which the solutions on its way are evaluated too, where the second
stage is large."""
SHARPEST = 1e-4
"""Where the master is solved this much more exactly than the gap asks for and no cut is violated,
rounding stands in the way."""
FIRST_LOOK, LATER_LOOK = 0.25, 0.1
"""Share of the time left for which solutions are sought near the relaxation, and later again after
the first, second, fourth, eighth ... proposal of the master."""
LOOK_GAP = 1e-4
MOST_EVALUATED = 8
"""Solutions on the way to one whose cuts are wanted, where the second stage is small."""
AGREED = 0.5
"""How far the relaxation may be from the best solution to be of its opinion."""
NOTHING = 1e-6
KEPT_SLACK = 0.05
"""Cuts that lie further than this share of a cost below the relaxation's optimum are left out of
the whole-number master until they are needed."""


class LShaped(Relaxation):
    """One run of the method on one problem."""

    near: Neighbourhood
    boxes: set[bytes]
    """Those that were looked at."""
    seen: np.ndarray
    """bool[x], what the best solutions and the master's proposals have used."""
    too_wide: bool
    """Whether the last one could not be solved to its end."""

    def run(self, start: np.ndarray | None) -> None:
        """Search until the gap is reached; what is found is in `search`.

        Raises:
            OutOfTimeError: before that.
            InfeasibleError: nothing satisfies the program.
            SolverError: the program is unbounded.
        """
        self.boxes, self.too_wide = set(), False
        self.seen = np.zeros(len(self.whole), dtype=bool)
        centre = self._centre()
        given = start is not None and len(start) == len(centre)
        until = np.inf if given else None
        for cell, (cost, cut) in self._solved(centre, self.still, until):
            if not np.isfinite(cost):
                raise InfeasibleError
            self.cost[cell] = cost
            self.cuts.append(cut)
        self.cuts.extend(
            cut
            for cut in self.pool.all()
            if (cut.part, cut.event) in self.cell_of
            and self.moving[self.cell_of[cut.part, cut.event]]
        )
        if start is not None and given:
            self._evaluate(np.asarray(start, dtype=float), until)
        value = self._evaluate(centre)
        self.written = write_out(self.problem, self.cells, self.kept, self._money(value))
        proposal = self._relaxation(centre, value)
        if self.whole.any() and not self.search.done:
            self._whole_numbers(proposal)

    def _whole_numbers(self, relaxed: Proposal) -> None:
        """Solve the master in whole numbers again and again, as exactly as the gap asks for; in
        between, look for better solutions near by."""
        search = self.search
        self.near = Neighbourhood(self.problem, self.cells, self.moving)
        looked = self._look(relaxed.x, None, FIRST_LOOK)
        if search.done:
            return
        master = Master(self.written, self.kept | ~self.used, self.cell_of, relaxed=False)
        added = [self._near(relaxed, cut) for cut in self.cuts]
        master.add([cut for cut, near in zip(self.cuts, added, strict=True) if near])
        waiting = [cut for cut, near in zip(self.cuts, added, strict=True) if not near]
        if not looked:
            self._restricted(master, waiting)
        sharper, nodes, step = 1.0, FEW_NODES, 0
        while not search.done:
            began = time.monotonic()
            gap = max(0.3 * search.wanted, sharper * min(0.05, 0.3 * search.gap))
            start = search.x if len(search.x) else None
            if start is not None and looked:
                master.without_heuristics()
            proposal = master.solve(gap, search.left, start, self._tell, nodes)
            if proposal.found.status == "infeasible":
                if not len(search.x):
                    raise InfeasibleError
                search.proven(search.objective)
                return
            search.proven(proposal.bound)
            search.tell()
            if proposal.found.status == "interrupted":
                raise KeyboardInterrupt
            if search.done:
                return
            stopped = proposal.found.status == "nodes"
            if not len(proposal.x) and not stopped:
                _ = search.left
                raise SolverError(f"the master program is {proposal.found.status}")
            if not len(proposal.x):
                nodes *= MORE_NODES
                continue
            known = len(self.cuts)
            evaluated = time.monotonic()
            may_take = LOOK_AROUND * (evaluated - began)
            for x in self._around(proposal, looked):
                self._evaluate(x)
                if not looked and time.monotonic() - evaluated > may_take:
                    break
            step += 1
            if step & (step - 1) == 0:
                self._look(relaxed.x, proposal.x, LATER_LOOK)
            waiting += self.cuts[known:]
            useful = self._violated(proposal, waiting)
            if stopped:
                nodes *= 1 if useful else MORE_NODES
            elif not useful and sharper < SHARPEST:
                return
            else:
                sharper = 1.0 if useful else sharper * 0.2
            chosen = {id(cut) for cut in useful}
            waiting = [cut for cut in waiting if id(cut) not in chosen]
            master.add(useful)
            search.tell()

    def _around(self, proposal: Proposal, small: bool) -> list[np.ndarray]:
        """Where to seek cuts: at the master's proposal, what it came by and, where the second stage
        is small, between the proposal and points inside."""
        proposed, *others = map(self._rounded, [proposal.x, *proposal.others[1:]])
        if not small:
            return [proposed, *others]
        centres = [x for x in (self.inside, self.search.x) if len(x)]
        beside = [OUTWARDS * proposed + (1.0 - OUTWARDS) * x for x in centres]
        return [proposed, *beside, *others][:MOST_EVALUATED]

    def _look(self, relaxed: np.ndarray, proposed: np.ndarray | None, share: float) -> bool:
        """Look for better solutions among what the relaxation, the best solutions and the master's
        proposals use; where that took too long before, only among what they do not agree about.

        Args:
            relaxed: x of the relaxation.
            proposed: x of the master in whole numbers.
            share: of the time that is left, at most.

        Returns:
            Whether the program was small enough to be looked at.
        """
        search, first, whole = self.search, self.problem.first, self.whole
        used = np.maximum(relaxed, self.inside) > NOTHING
        if proposed is None:
            most = np.where(whole, np.ceil(self.inside - NOTHING), self.inside)
            if allows(self.problem.first, most):
                self._evaluate(most)
        best = search.x if len(search.x) else None
        for x in (best, proposed):
            self.seen |= False if x is None else x > NOTHING
        used |= self.seen
        nothing = np.clip(0.0, first.lower, first.upper)
        lower = np.where(whole & ~used, nothing, first.lower)
        upper = np.where(whole & ~used, nothing, first.upper)
        if self.too_wide and best is not None and proposed is not None:
            agreed = whole & (best == self._rounded(proposed)) & (np.abs(best - relaxed) < AGREED)
            lower, upper = np.where(agreed, best, lower), np.where(agreed, best, upper)
        box = np.concatenate([lower, upper]).tobytes()
        if box in self.boxes:
            return True
        if not self.near.fits(lower, upper):
            self.too_wide = True
            return False
        self.boxes.add(box)
        found = self.near.solve(
            lower,
            upper,
            self.cost,
            gap=max(LOOK_GAP, 0.3 * search.wanted),
            seconds=share * search.left,
            start=best,
        )
        self.too_wide = found.status not in ("optimal", "infeasible")
        if (lower <= first.lower).all() and (upper >= first.upper).all():
            search.proven(found.bound)
        for x in found.improving[:MOST_EVALUATED] or [found.x]:
            if len(x):
                self._evaluate(self._rounded(x))
        search.tell()
        if found.status == "interrupted":
            raise KeyboardInterrupt
        return True

    def _restricted(self, master: Master, waiting: list[Cut]) -> None:
        """Look for good solutions among what the relaxation uses at all; all of it together is one
        where more never hurts. Its cuts hold everywhere."""
        search = self.search
        used = np.where(self.whole, np.ceil(self.inside - 1e-6), self.problem.first.upper)
        most = np.where(self.whole, used, self.inside)
        if allows(self.problem.first, most):
            self._evaluate(most)
            master.add(self.fresh)
        until = time.monotonic() + min(search.left, RESTRICTED_SECONDS) * RESTRICTED_SHARE
        master.hold(used)
        for _ in range(RESTRICTED_STEPS):
            left = until - time.monotonic()
            if left <= 0 or search.done:
                break
            start = search.x if len(search.x) and (search.x <= used + 1e-9).all() else None
            proposal = master.solve(RESTRICTED_GAP, left, start, nodes=RESTRICTED_NODES)
            if proposal.found.status == "interrupted":
                raise KeyboardInterrupt
            if not len(proposal.x):
                break
            there = self._evaluate(self._rounded(proposal.x))
            useful = self._violated(proposal, [*self.fresh, *waiting])
            chosen = {id(cut) for cut in useful}
            waiting[:] = [cut for cut in waiting if id(cut) not in chosen]
            master.add(useful)
            search.tell()
            if not useful or there - proposal.bound <= RESTRICTED_GAP * abs(there):
                break
        master.hold(self.problem.first.upper)

    def _near(self, relaxed: Proposal, cut: Cut) -> bool:
        """Whether a cut holds the relaxation's optimum up, or nearly."""
        if not cut.feasible:
            return True
        theta = relaxed.theta[self.cell_of[cut.part, cut.event]]
        return bool(cut.at(relaxed.x) >= theta - KEPT_SLACK * max(abs(theta), 1e-9))

    def _rounded(self, x: np.ndarray) -> np.ndarray:
        return np.where(self.whole, np.round(x), x)

    def _tell(self, bound: float, objective: float) -> bool:
        self.search.proven(bound)
        self.search.tell()
        return self.search.done
