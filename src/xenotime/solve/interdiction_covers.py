"""The worst attack where actions only make things dearer, by covering.

Every solution y found says what an attack must add to it for the cost to reach a target T:

    sum over actions a of  min(loss_a(y), T - q . y) z_a  >=  T - q . y

Cutting the losses back to what is missing loses no attack that reaches T and makes the relaxed
program much tighter (the covering form of E. Israeli and R. K. Wood, Networks 40, 2002). Either
nothing within the budget covers all solutions known, and then nothing reaches T; or what does is
tried: the answer to it is a new solution, or it reaches T, which is then raised.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from xenotime.solve.attack import Outcome
from xenotime.solve.attacked import AttackedProgram, HarmCut
from xenotime.solve.integer import IntegerProgram, IntegerSolver

ANY = 1e3
"""Gap at which the first attack that covers everything will do."""
ROUNDS, QUICK = 60, 8
"""Fractions of attacks raised to one target, at most: before whole ones are tried, and for a first
bound."""
LIFTS = 30
"""Actions by which one of them is raised at most."""
RELAXED_TO = 1e-2
FINEST = 1e-6
"""Smallest relative step of the target: finer ones drown in rounding."""
TOLERANCE = 1e-9
SMALL = 1e-9
MISSED = 1e-7
"""Share of the target below which a cost has missed it."""


class Hunt(Protocol):
    """What the search reports to: the worst attack so far, and when to end."""

    attacked: AttackedProgram
    gap: float
    cost: float
    until: float

    def offer(self, chosen: tuple[int, ...], cost: float, y: np.ndarray) -> bool:
        """Keep an attack if it is the worst so far."""

    def told(self, bound: float) -> Outcome | None:
        """Take note of a bound; the status to end with, when it is time to."""


@dataclass
class Covers:
    """Solutions known, as the least cost that each allows: constant + losses . z."""

    hunt: Hunt
    weights: np.ndarray
    budget: float
    fixed: tuple[int, ...]
    step: float
    constants: list[float] = field(default_factory=list)
    losses: list[csr_array] = field(default_factory=list)

    def search(self) -> Outcome:
        """Raise the target until nothing reaches it; the status to end with.

        Raises:
            KeyboardInterrupt: on Ctrl-C.
        """
        tried: set[tuple[int, ...]] = set()
        self.try_out(self.fixed)
        highest = self.hunt.attacked.answer(range(len(self.weights))).cost
        ended = self.hunt.told(highest) or self.hunt.told(self._relaxed_bound(highest))
        while not ended:
            target = self._target()
            if not self._reachable(target, ROUNDS):
                return self.hunt.told(self._below(target)) or "optimal"
            solver = IntegerSolver(self._program(target))
            solver.set_option("mip_feasibility_tolerance", TOLERANCE)
            found = solver.solve(gap=ANY, seconds=self.hunt.until - time.monotonic())
            if found.status == "interrupted":
                raise KeyboardInterrupt
            if found.status == "infeasible":
                return self.hunt.told(self._below(target)) or "optimal"
            if not len(found.x):
                return "time"
            chosen = tuple(np.flatnonzero(found.x > 0.5).tolist())
            if chosen in tried:  # only rounding separates it from the target
                return self.hunt.told(target) or "optimal"
            tried.add(chosen)
            self.try_out(chosen)
            ended = self.hunt.told(np.inf)
        return ended

    def try_out(self, chosen: tuple[int, ...]) -> None:
        """Solve an attack, and spend what is left of the budget where the answer suffers most.

        Beyond the budget that goes on until the target is reached: no attack to be kept, but each
        answer on the way is one that the attack does not cover either.
        """
        left = self.budget * (1 + SMALL) - float(self.weights[list(chosen)].sum())
        free = np.ones(len(self.weights), dtype=bool)
        free[list(chosen)] = False
        for _ in range(len(self.weights) + 1):
            answer = self.hunt.attacked.answer(chosen)
            if left >= 0:
                self.hunt.offer(chosen, answer.cost, answer.y)
            elif answer.cost >= self._target():
                return
            worst = self._worst(self._learn(answer.y), free, left)
            if worst is None:
                return
            chosen = (*chosen, worst)
            free[worst] = False
            left -= float(self.weights[worst])

    def _worst(self, cut: HarmCut, free: np.ndarray, left: float) -> int | None:
        """The free action that hurts most for its weight, within the budget if any fits."""
        worth = np.where(free, cut.losses, 0.0) / np.maximum(self.weights, SMALL)
        within = np.where(self.weights <= left, worth, 0.0)
        if within.max(initial=0.0) > 0:
            return int(within.argmax())
        return int(worth.argmax()) if worth.max(initial=0.0) > 0 else None

    def _learn(self, y: np.ndarray) -> HarmCut:
        cut = self.hunt.attacked.harm_cut(y)
        self.constants.append(cut.constant)
        self.losses.append(csr_array(cut.losses[None, :]))
        return cut

    def _target(self) -> float:
        """The least cost that would be worth finding."""
        gap = max(self.hunt.gap, FINEST)
        return self.hunt.cost + max(self.step, gap * abs(self.hunt.cost), SMALL)

    def _below(self, target: float) -> float:
        """What is possible when the target is not."""
        return target - self.step if self.step else target

    def _relaxed_bound(self, highest: float) -> float:
        """The lowest target found that not even fractions of actions reach: upwards in growing
        steps, since the nearest targets need the fewest solutions, then by bisection."""
        low = self._target()
        width = max(self.step, RELAXED_TO * abs(low))
        while low + width < highest and self._reachable(low + width, QUICK):
            low, width = low + width, 2 * width
        highest = min(highest, low + width)
        while highest - low > max(self.step, RELAXED_TO * abs(highest)):
            middle = 0.5 * (low + highest)
            if self._reachable(middle, QUICK):
                low = middle
            else:
                highest = middle
        return highest

    def _reachable(self, target: float, rounds: int) -> bool:
        """Whether fractions of actions within the budget reach the target, as far as is worth
        finding out."""
        for _ in range(rounds):
            found = IntegerSolver(self._program(target), relaxed=True).solve()
            if found.status == "infeasible":
                return False
            if self._lift(found.x.copy(), target) or time.monotonic() > self.hunt.until:
                return True
        return True

    def _lift(self, shares: np.ndarray, target: float) -> bool:
        """Whether shares of actions reach the target; if not, learn from raising them till they
        do."""
        free = np.ones(len(self.weights), dtype=bool)
        for number in range(LIFTS):
            answer = self.hunt.attacked.answer_to_shares(shares)
            if answer.cost > target * (1 - MISSED):
                return number == 0
            worst = self._worst(self._learn(answer.y), free, 0.0)
            if worst is None:
                return False
            shares[worst], free[worst] = 1.0, False
        return False

    def _program(self, target: float) -> IntegerProgram:
        """The cheapest attack that lifts every known solution to the target."""
        count = len(self.weights)
        missing = target - np.array(self.constants)
        known = np.flatnonzero(missing > 0.5 * (target - self.hunt.cost))
        cut = csr_array(vstack([self.losses[k] for k in known], format="csr"))
        short = np.repeat(missing[known], np.diff(cut.indptr))
        cut.data = np.minimum(cut.data, short) / short
        lower = np.zeros(count)
        lower[list(self.fixed)] = 1.0
        return IntegerProgram(
            cost=self.weights,
            lower=lower,
            upper=np.ones(count),
            integer=np.ones(count, dtype=bool),
            row_lower=np.append(np.full(len(known), 1.0 - TOLERANCE), -np.inf),
            row_upper=np.append(np.full(len(known), np.inf), self.budget),
            matrix=csc_array(vstack([cut, csr_array(self.weights[None, :])])),
        )
