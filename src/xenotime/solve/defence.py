"""The best portfolio against an adversary who sees it and then does the worst.

    minimise c . x + max over attacks |A| <= K of  sum over parts g of  Q_g(x, A)
    or  minimise c . x,  where that maximum is no more than what is tolerable

Defender, attacker, defender (G. Brown, M. Carlyle, J. Salmeron and K. Wood, Interfaces 36, 2006),
by column-and-constraint generation (B. Zeng and L. Zhao, Operations Research Letters 41, 2013):
the master (`defence_master`) proposes x and bounds from below; the worst attack on x
(`interdiction_parts`) bounds from above and gives the cuts that the master lacks. First x need not
be whole, since that is cheaper and most cuts are found so; there the point asked about lies halfway
between the master's and the best so far (W. Ben-Ameur and J. Neto, Networks 49, 2007).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xenotime.solve.attack import AttackedPart
from xenotime.solve.defence_master import Block, DefenceMaster
from xenotime.solve.group_tests import worst_by_groups
from xenotime.solve.integer import Found
from xenotime.solve.interdiction_parts import AttackedParts, JointAttack
from xenotime.solve.linear import SolverError
from xenotime.solve.two_stage import FirstStage, Progress, Watch, relative_gap

SHARE_OF_GAP = 0.25
"""The worst attack on a portfolio is known to this share of the gap asked for."""
STALLED = 1e-4
"""Relative gain of the bound in `PATIENCE` steps below which fractions of x are left alone."""
PATIENCE = 8
HALFWAY = 0.5
OTHERS = 2
"""Portfolios looked at beside the master's best: they cost less than finding that one."""
WIDE = 0.02
"""Largest gap that what is solved on the way aims at."""
EXACT = 1e-7
"""Gap of the worst attack where it is compared with what is tolerable, and below which nothing is
solved more exactly."""
STRICTER = 0.01
"""By how much more exactly programs are solved when a step has taught nothing."""
AMONG = 0.5
"""Attacks that add less than this share of the worst of their kind need not be in the master."""
FIT = 1e-6
"""Relative excess over what is tolerable that is put down to rounding."""
Ending = Literal["optimal", "time", "interrupted", "infeasible"]


@dataclass(frozen=True)
class Defence:
    """The best portfolio x found (empty: none), with bounds on what is minimised.

    attack: the worst attack on x, with its own bound; status: `optimal` (to the gap asked for, or
    until nothing new came and only rounding was left), `time`, `interrupted`, or `infeasible`;
    steps: portfolios looked at; solved: linear programs.
    """

    x: np.ndarray
    objective: float
    bound: float
    attack: JointAttack | None
    status: Ending
    steps: int
    solved: int
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class _Solved:
    """What a set of actions costs at least: constant + gradient . x."""

    block: Block
    chosen: tuple[int, ...]
    constant: float
    gradient: np.ndarray


class _Ended(Exception):
    """Time to end, with the status."""

    def __init__(self, status: Ending) -> None:
        self.status = status


def defend(
    first: FirstStage,
    parts: Sequence[AttackedPart] | AttackedParts,
    budget: int,
    *,
    tolerable: float | None = None,
    gap: float = 1e-4,
    seconds: float = np.inf,
    watch: Watch | None = None,
    start: np.ndarray | None = None,
) -> Defence:
    """Find the portfolio that is best against the worst `budget` actions.

    Args:
        first: costs, bounds and rows of x; bounds should be finite.
        parts: what is attacked, or what is known of it already.
        budget: number of actions.
        tolerable: the most that the worst attack may cost; None: it is added to c . x.
        gap: stop when (objective - bound) / |objective| is no more.
        seconds: stop after so long.
        watch: called with the bounds after each step.
        start: a portfolio to begin with.

    Raises:
        ValueError: an attack leaves a part without solution, or a penalty is too low.
        SolverError: the first stage is unbounded.
    """
    known = parts if isinstance(parts, AttackedParts) else AttackedParts(parts)
    search = _Search(first, known, budget, tolerable, gap, seconds, watch)
    status: Ending = "interrupted"
    try:
        search.begin(start)
        search.converge_relaxed()
        search.converge()
    except KeyboardInterrupt:
        pass
    except _Ended as ended:
        status = ended.status
    return Defence(
        search.x,
        search.objective,
        search.bound,
        search.attack,
        status,
        search.steps,
        known.solved,
        time.monotonic() - search.start,
    )


class _Search:
    """The state of a search."""

    def __init__(
        self,
        first: FirstStage,
        parts: AttackedParts,
        budget: int,
        tolerable: float | None,
        gap: float,
        seconds: float,
        watch: Watch | None,
    ) -> None:
        self.first, self.parts, self.budget = first, parts, budget
        self.tolerable = np.inf if tolerable is None else float(tolerable)
        self.master = DefenceMaster(first, len(parts.parts), budget, parts.monotone, self.tolerable)
        self.gap, self.watch = gap, watch
        self.whole = bool(np.asarray(first.integer, dtype=bool).any())
        self.start = time.monotonic()
        self.until = self.start + seconds
        self.x = np.empty(0)
        self.objective, self.bound = np.inf, -np.inf
        self.attack: JointAttack | None = None
        self.steps = 0
        self.waiting: list[_Solved] = []
        self.known: tuple[int, int, float] = (0, 0, np.inf)
        self.exactness = 0

    def begin(self, start: np.ndarray | None) -> None:
        """Look at a first portfolio: the one given, or the cheapest."""
        if start is None:
            start = self._proposed(self.master.cheapest(self._left()))
        self._look_at(start, feasible=True)
        self._go_on()

    def converge_relaxed(self) -> None:
        """Cuts for portfolios that need not be whole, until they no longer pay."""
        best, centre, weight = np.inf, np.empty(0), 1.0
        bounds: list[float] = []
        while True:
            found = self.master.solve(relaxed=True, seconds=self._left())
            x = self._proposed(found)
            self.bound = max(self.bound, found.bound)
            gained = not bounds or found.bound > bounds[-1] + STALLED * abs(found.bound)
            weight = HALFWAY if gained and len(centre) else 1.0
            bounds.append(found.bound)
            at = x if not len(centre) else weight * x + (1.0 - weight) * centre
            worst = self._look_at(at, feasible=not self.whole)
            value = self._value(at, worst.bound)
            if value < best:
                best, centre = value, at
            self._go_on()
            stuck = self._nothing_new() and weight == 1.0
            if not self.whole:
                if stuck:
                    raise _Ended("optimal")
            elif stuck or relative_gap(best, found.bound) <= self.gap / 2 or _stalled(bounds):
                return

    def converge(self) -> None:
        """Whole portfolios, until the gap is closed or nothing new can come."""
        self.exactness = 0
        while True:
            aim = self._aim()
            found = self.master.solve(gap=aim, seconds=self._left(), start=self.x)
            x = self._proposed(found)
            self.bound = max(self.bound, found.bound)
            worst = self._look_at(x, feasible=True)
            self._go_on()
            for other in found.improving[1 : 1 + OTHERS]:
                self._look_at(other, feasible=True)
                self._go_on()
            excess = worst.cost - self.tolerable
            if excess > 0:  # cheap portfolios only just fail: one asked for more may hold
                asked = self.tolerable - excess
                tighter = self.master.solve(gap=aim, seconds=self._left(), tolerable=asked)
                if len(tighter.x):
                    self._look_at(tighter.x, feasible=True)
                    self._go_on()
            if self._nothing_new():
                raise _Ended("optimal")

    def _aim(self) -> float:
        """The gap to which programs are solved on the way."""
        if not self.exactness:
            return SHARE_OF_GAP * self._near()
        return SHARE_OF_GAP * self.gap * STRICTER ** (self.exactness - 1)

    def _nothing_new(self) -> bool:
        """Whether the last step taught nothing although all was solved as exactly as can be. The
        same portfolio with the same attack would only come again; what is left of the gap is
        rounding. As long as more exact answers may teach something, the next are."""
        known = (self.master.cuts, self.master.layers, self.objective)
        if known != self.known:
            self.known, self.exactness = known, 0
            return False
        self.exactness += 1
        return self._aim() < EXACT

    def _look_at(self, x: np.ndarray, feasible: bool) -> JointAttack:
        """The worst attack on a portfolio, and the cuts that finding it gave; `feasible`: it may be
        the answer."""
        self.steps += 1
        paid = float(np.asarray(self.first.cost) @ x)
        bounded = np.isfinite(self.tolerable)
        room = FIT * abs(self.tolerable) + self.parts.rounding
        enough = self.tolerable + room if bounded else self.objective - paid
        worst = worst_by_groups(
            self.parts,
            self.budget,
            x=x,
            gap=EXACT if bounded else self._aim(),
            seconds=self._left(),
            enough=enough if feasible and self.whole else np.inf,
            accept=self.tolerable if bounded else -np.inf,
        )
        self._learn(worst, x)
        value = self._value(x, worst.bound)
        if feasible and value < self.objective:
            self.x, self.objective, self.attack = x.copy(), value, worst
        if worst.status == "interrupted":
            raise KeyboardInterrupt
        return worst

    def _learn(self, worst: JointAttack, x: np.ndarray) -> None:
        """Hand what was solved to the master, as far as it matters at x; the rest waits."""
        for number, part in enumerate(self.parts.parts):
            self.waiting += [
                _Solved((number, *part.block_of(chosen)), chosen, constant, gradient)
                for chosen, constant, gradient in part.unread
                if len(chosen) <= self.budget
            ]
            part.unread.clear()
        self.master.add_layer([0] * len(self.parts.parts), self.budget)
        if worst.by_part:
            groups = [
                part.block_of(tuple(part.number[name] for name in names))[0]
                for part, (names, _) in zip(self.parts.parts, worst.by_part, strict=True)
            ]
            spanning = sum(name in self.parts.spanning for name in worst.actions)
            self.master.add_layer(groups, self.budget - spanning)
        self._hand_over(x)

    def _hand_over(self, x: np.ndarray) -> None:
        """Give the master the attacks that are among the worst of their kind at x."""
        if not self.waiting:
            return
        at = np.array([cut.constant + float(cut.gradient @ x) for cut in self.waiting])
        usual, worst = dict[int, float](), dict[Block, float]()
        for cut, value in zip(self.waiting, at, strict=True):
            part = cut.block[0]
            usual[part] = min(usual.get(part, np.inf), float(value))
            worst[cut.block] = max(worst.get(cut.block, -np.inf), float(value))
        asked = self.master.asked_for()
        stay: list[_Solved] = []
        for cut, value in zip(self.waiting, at, strict=True):
            part, most = cut.block[0], worst[cut.block]
            if cut.block not in asked or value < most - AMONG * (most - usual[part]):
                stay.append(cut)
                continue
            floor = self.parts.parts[part].floor(cut.chosen, self.first.upper)
            self.master.add_cut(cut.block, cut.constant, cut.gradient, floor)
        self.waiting = stay

    def _value(self, x: np.ndarray, harm: float) -> float:
        """What is minimised."""
        paid = float(np.asarray(self.first.cost) @ x)
        if np.isfinite(self.tolerable):
            room = FIT * abs(self.tolerable) + self.parts.rounding
            return paid if harm <= self.tolerable + room else np.inf
        return paid + harm

    def _near(self) -> float:
        """The gap now, within limits: as long as it is wide, nothing needs to be exact."""
        return float(np.clip(relative_gap(self.objective, self.bound), self.gap, WIDE))

    def _left(self) -> float:
        return max(self.until - time.monotonic(), 0.0)

    def _proposed(self, found: Found) -> np.ndarray:
        """The portfolio that was found; ends the search without one."""
        if found.status == "interrupted":
            raise KeyboardInterrupt
        if found.status == "unbounded":
            raise SolverError("unbounded: give the first stage finite bounds")
        if found.status == "infeasible":
            self.bound = np.inf
            raise _Ended("infeasible" if not len(self.x) else "optimal")
        if not len(found.x):
            self.bound = max(self.bound, found.bound)
            raise _Ended("time")
        return found.x

    def _go_on(self) -> None:
        """Tell the bounds, and end when it is time to."""
        now = time.monotonic()
        progress = Progress(self.steps, self.bound, self.objective, now - self.start)
        if self.watch is not None:
            self.watch(progress)
        if progress.gap <= self.gap:
            raise _Ended("optimal")
        if now >= self.until:
            raise _Ended("time")


def _stalled(bounds: Sequence[float]) -> bool:
    """Whether the bound has gained next to nothing lately."""
    if len(bounds) <= PATIENCE:
        return False
    return bounds[-1] - bounds[-1 - PATIENCE] < STALLED * abs(bounds[-1])
