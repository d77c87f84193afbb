"""The worst attack on one linear program that can be answered as well as possible.

    max over sets S of actions within the budget of  Q(S)      (Q: see `attack`)

Exact by any of four methods, each with a bound that no set exceeds:

- `search`: all sets are listed; every solution found bounds all of them at once, and the most
  promising one is solved next (best-bound first) until none can be worse than the worst found.
  For many columns and few sets.
- `cuts`: the same bounds as rows of an integer program that chooses the set.
- `covers`: the same solutions as demands on the set, for a target cost that is raised until nothing
  reaches it (see `interdiction_covers`). Where actions only make columns dearer.
- `dual`: one integer program (see `interdiction_dual`). For few columns or many actions.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal

import numpy as np

from xenotime.solve.attack import Action, Attack, AttackProgress, Outcome, Penalty
from xenotime.solve.attacked import AttackedProgram, check_bound
from xenotime.solve.integer import IntegerSolver
from xenotime.solve.interdiction_covers import Covers
from xenotime.solve.interdiction_cuts import Choice
from xenotime.solve.interdiction_dual import dual_program
from xenotime.solve.linear import LinearProgram
from xenotime.solve.subsets import MOST_SETS, SubsetTable, count_sets, list_sets
from xenotime.solve.two_stage import Watch

Method = Literal["auto", "dual", "search", "cuts", "covers"]
SEARCHED = 3
"""Sets of up to so many actions are searched rather than handed to an integer program."""
LARGE = 20_000
"""Columns from which one integer program of all of them is too much."""


def interdict(
    program: LinearProgram,
    actions: Sequence[Action],
    budget: float,
    *,
    weights: np.ndarray | None = None,
    penalty: np.ndarray | Penalty | None = None,
    method: Method = "auto",
    gap: float = 1e-6,
    seconds: float = np.inf,
    watch: Watch | None = None,
    fixed: tuple[int, ...] = (),
    step: float = 0.0,
) -> Attack:
    """Find the worst set of actions that the budget pays for.

    Args:
        program: the program; columns that are hit have lower <= 0 <= upper.
        actions: what can be done.
        budget: number of actions, or resource, beside those in `fixed`, which cost nothing.
        weights: resource that each action takes, float64[action] (None: 1 each).
        penalty: what losing a unit of a column costs at most (see `attack`): float64[column] or a
            function of the solution; None: derived from the program, where that is possible. One
            that is too low makes the bound wrong, and is reported when it is noticed.
        method: see above; `auto` by size.
        gap: stop when (bound - cost) / |bound| is no more.
        seconds: stop after so long.
        watch: called with the bounds after each step.
        fixed: actions that happen anyway.
        step: costs of attacks are known to be whole multiples of it (0: nothing is known).

    Raises:
        ValueError: no valid penalty, an attack that leaves no solution, or too many sets for
            `search`.
        SolverError: the unattacked program has no optimum.
    """
    given = np.ones(len(actions)) if weights is None else np.asarray(weights, dtype=float)
    if (given < 0).any() or budget < 0:
        raise ValueError("weights and budget: neither may be negative")
    hunt = _Hunt(program, actions, penalty, gap, seconds, watch)
    given = given.copy()
    given[list(fixed)] = 0.0
    if method == "auto":
        method = _method_for(hunt.attacked, given, budget, callable(penalty))
    if method == "covers":
        if not _only_dearer(hunt.attacked):
            raise ValueError("method `covers`: actions may only make columns dearer")
        return hunt.by_covers(given, budget, fixed, step)
    if method == "dual":
        return hunt.by_dual(given, budget, fixed)
    if method == "cuts":
        return hunt.by_cuts(given, budget, fixed)
    return hunt.by_search(given, budget, fixed)


def _most(weights: np.ndarray, budget: float) -> int:
    """The largest number of actions that the budget pays for."""
    return int((np.cumsum(np.sort(weights)) <= budget * (1 + 1e-12)).sum())


def _only_dearer(attacked: AttackedProgram) -> bool:
    """Whether no action does more than raise costs."""
    return attacked.effects.monotone and not len(attacked.effects.action)


def _method_for(
    attacked: AttackedProgram, weights: np.ndarray, budget: float, function: bool
) -> Method:
    most = _most(weights, budget)
    few = count_sets(len(weights), most) <= MOST_SETS
    if few and (most <= SEARCHED or attacked.effects.columns > LARGE):
        return "search"
    if _only_dearer(attacked):
        return "covers"
    return "cuts" if function else "dual"


class _Hunt:
    """The state that the methods share: the worst attack so far and the bound."""

    def __init__(
        self,
        program: LinearProgram,
        actions: Sequence[Action],
        penalty: np.ndarray | Penalty | None,
        gap: float,
        seconds: float,
        watch: Watch | None,
    ) -> None:
        self.attacked = AttackedProgram(program, actions, penalty)
        self.gap, self.watch = gap, watch
        self.start = time.monotonic()
        self.until = self.start + seconds
        self.best: tuple[int, ...] = ()
        self.cost, self.bound = -np.inf, np.inf
        self.y = np.empty(0)
        self.steps = 0

    def by_search(self, weights: np.ndarray, budget: float, fixed: tuple[int, ...]) -> Attack:
        effects = self.attacked.effects
        count = effects.count
        free = np.setdiff1d(np.arange(count), fixed)
        most = _most(weights[free], budget)
        if not most:
            sets = np.full((1, 0), count, dtype=np.int32)
        else:
            sets = list_sets(weights[free], budget, most)
            sets = np.append(free, count)[sets]
        if effects.monotone and len(set(weights[free].tolist())) == 1 and most:
            sets = sets[sets[:, -1] < count]
        always = np.broadcast_to(np.array(fixed, dtype=np.int32), (len(sets), len(fixed)))
        table = SubsetTable(np.column_stack([sets, always]).astype(np.int32), count)
        row: int | None = None
        chosen = tuple(fixed)
        try:
            while True:
                answer = self.attacked.answer(chosen)
                known = self.offer(chosen, answer.cost, answer.y)
                if row is not None:
                    check_bound(answer.cost, float(table.bound[row]))
                    table.settle(row, answer.cost)
                cut = self.attacked.harm_cut(answer.y)
                table.tighten(cut.constant, cut.losses, cut.overlaps)
                if known:
                    table.drop(below=self.cost)
                open_rows = np.flatnonzero(~table.exact)
                if not len(open_rows):
                    return self._end("optimal", "search", self.cost)
                row = int(open_rows[table.bound[open_rows].argmax()])
                status = self.told(float(table.bound[row]))
                if status:
                    return self._end(status, "search", self.bound)
                chosen = table.chosen(row)
        except KeyboardInterrupt:
            return self._end("interrupted", "search", self.bound)

    def by_cuts(self, weights: np.ndarray, budget: float, fixed: tuple[int, ...]) -> Attack:
        effects = self.attacked.effects
        choice = Choice(weights, budget, fixed, effects.monotone)
        chosen, promised = tuple(fixed), np.inf
        try:
            while True:
                answer = self.attacked.answer(chosen)
                check_bound(answer.cost, promised)
                self.offer(chosen, answer.cost, answer.y)
                choice.add(chosen, answer.cost, self.attacked.harm_cut(answer.y), self.bound)
                left = self.until - time.monotonic()
                found = choice.solve(gap=min(self.gap / 10, 1e-6), seconds=left)
                status = self.told(-found.bound)
                if found.status == "interrupted":
                    return self._end("interrupted", "cuts", self.bound)
                if status or not len(found.x):
                    return self._end(status or "time", "cuts", self.bound)
                picked = tuple(np.flatnonzero(found.x[: effects.count] > 0.5).tolist())
                if picked == chosen:  # only rounding separates the bounds
                    return self._end("optimal", "cuts", self.bound)
                chosen, promised = picked, -found.objective
        except KeyboardInterrupt:
            return self._end("interrupted", "cuts", self.bound)

    def by_dual(self, weights: np.ndarray, budget: float, fixed: tuple[int, ...]) -> Attack:
        attacked, count = self.attacked, self.attacked.effects.count
        try:
            answer = attacked.answer(fixed)
            self.offer(tuple(fixed), answer.cost, answer.y)
            whole = dual_program(
                attacked.program,
                attacked.effects,
                attacked.fixed_penalty(),
                weights,
                budget,
                fixed,
            )
            watch = self.watch

            def tell(bound: float, objective: float) -> bool:
                if watch is not None:
                    now = time.monotonic() - self.start
                    watch(AttackProgress(self.steps, -bound, -objective, now))
                return False

            left = self.until - time.monotonic()
            found = IntegerSolver(whole).solve(gap=self.gap, seconds=left, watch=tell)
            self.bound = -found.bound
            if len(found.x):
                chosen = tuple(np.flatnonzero(found.x[:count] > 0.5).tolist())
                answer = attacked.answer(chosen)
                check_bound(answer.cost, self.bound)
                self.offer(chosen, answer.cost, answer.y)
                self.bound = max(self.bound, self.cost)
        except KeyboardInterrupt:
            return self._end("interrupted", "dual", self.bound)
        status: Outcome = "interrupted" if found.status == "interrupted" else "time"
        return self._end("optimal" if found.status == "optimal" else status, "dual", self.bound)

    def offer(self, chosen: tuple[int, ...], cost: float, y: np.ndarray) -> bool:
        """Keep an attack if it is the worst so far; True then."""
        self.steps += 1
        if cost <= self.cost:
            return False
        self.best, self.cost, self.y = tuple(sorted(chosen)), cost, y
        return True

    def by_covers(
        self, weights: np.ndarray, budget: float, fixed: tuple[int, ...], step: float
    ) -> Attack:
        try:
            covers = Covers(self, weights, budget, tuple(fixed), step)
            return self._end(covers.search(), "covers", self.bound)
        except KeyboardInterrupt:
            return self._end("interrupted", "covers", self.bound)

    def told(self, bound: float) -> Outcome | None:
        """Take note of a bound; the status to end with, when it is time to."""
        self.bound = max(min(self.bound, bound), self.cost)
        now = time.monotonic()
        progress = AttackProgress(self.steps, self.bound, self.cost, now - self.start)
        if self.watch is not None:
            self.watch(progress)
        if progress.gap <= self.gap:
            return "optimal"
        return "time" if now >= self.until else None

    def _end(self, status: Outcome, method: str, bound: float) -> Attack:
        seconds = time.monotonic() - self.start
        return Attack(
            self.best, self.cost, max(bound, self.cost), self.y, status, method, self.steps, seconds
        )
