"""The worst attack on many programs that share nothing but the attacker's budget.

    max over sets A of at most K actions of  sum over parts g of  Q_g(A)

An action that hits one part only is its own affair; one that hits several (a strait) is *spanning*.
For a spanning set S the rest of the budget goes to the parts as a dynamic program finds best:

    f_0(0) = 0,  f_{g+1}(k) = max over m of  f_g(k - m) + V_g(m | S),  worst(S) = max over k of f(k)

with V_g(m | S) the worst that m actions of part g's own do beside S. Each part's sets are
listed with bounds (`subsets`), so that V, and with it worst(S), is a bound from the start; the sets
on the most promising path are solved until that path is exact. Nothing else needs to be solved.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from xenotime.solve.attack import AttackedPart, AttackProgress, Outcome
from xenotime.solve.attacked import ROUNDING
from xenotime.solve.part_under_attack import Names, PartUnderAttack
from xenotime.solve.subsets import list_sets
from xenotime.solve.two_stage import Watch, relative_gap

REMEMBERED = 8
"""Attacks that were the worst on other portfolios, with which a search begins."""


@dataclass(frozen=True)
class JointAttack:
    """The worst actions found; no attack within the budget costs more than `bound`.

    by_part: for each part, which of the actions hit it and what it costs then.
    """

    actions: Names
    cost: float
    bound: float
    by_part: tuple[tuple[Names, float], ...]
    status: Outcome
    steps: int
    seconds: float

    @property
    def gap(self) -> float:
        """(bound - cost) / |bound|."""
        return relative_gap(self.bound, self.cost)


@dataclass(frozen=True)
class Alone:
    """What everything costs unattacked, and with each action by itself (worst first); actions that
    time did not suffice for are missing."""

    unattacked: float
    cost: dict[Hashable, float]


def interdict_parts(
    parts: Sequence[AttackedPart],
    budget: int,
    *,
    x: np.ndarray | None = None,
    gap: float = 1e-6,
    seconds: float = np.inf,
    watch: Watch | None = None,
) -> JointAttack:
    """Find the worst attack; see `AttackedParts.worst`. To ask several questions about the same
    parts, keep an `AttackedParts`."""
    return AttackedParts(parts).worst(budget, x=x, gap=gap, seconds=seconds, watch=watch)


def each_alone(parts: Sequence[AttackedPart], x: np.ndarray | None = None) -> Alone:
    """The cost of every action by itself (N-1); see `AttackedParts.each_alone`."""
    return AttackedParts(parts).each_alone(x)


class AttackedParts:
    """Parts under attack: remembers what was solved, and the cuts that came of it, for the last
    portfolio of each part."""

    def __init__(self, parts: Sequence[AttackedPart]) -> None:
        """Hand the parts over.

        Raises:
            ValueError: actions that do not fit their part, or no valid penalty.
        """
        owners: dict[Hashable, int] = {}
        for part in parts:
            for name in part.actions:
                owners[name] = owners.get(name, 0) + 1
        self.names = tuple(owners)
        self.spanning = tuple(name for name, count in owners.items() if count > 1)
        self.parts = [PartUnderAttack(part, self.spanning) for part in parts]
        self.rounding = ROUNDING * sum(abs(part.offset) for part in parts)
        """Differences between costs that mean nothing."""
        self.needs_tests = False
        """Whether penalties turned out to bound too little (see `group_tests`)."""
        self._worst_before: list[Names] = []

    @property
    def monotone(self) -> bool:
        """Whether more actions never lower the cost."""
        return all(part.attacked.effects.monotone for part in self.parts)

    @property
    def solved(self) -> int:
        """Linear programs solved so far."""
        return sum(part.attacked.solved for part in self.parts)

    def each_alone(
        self, x: np.ndarray | None = None, *, seconds: float = np.inf, watch: Watch | None = None
    ) -> Alone:
        """What each action costs by itself, all parts taken together.

        Args:
            x: float64[option].
            seconds: stop after so long, with the actions that there was time for.
            watch: told after each action what the worst so far costs; no bound is known.
        """
        start = time.monotonic()
        for part in self.parts:
            part.go_to(x)
        usual = [part.answer(()).cost for part in self.parts]
        cost: dict[Hashable, float] = {}
        for name in self.names:
            now = time.monotonic() - start
            if now >= seconds:
                break
            cost[name] = sum(usual) + sum(
                part.answer((part.number[name],)).cost - before
                for part, before in zip(self.parts, usual, strict=True)
                if name in part.number
            )
            if watch is not None:
                watch(AttackProgress(self.solved, np.inf, max(cost.values()), now))
        if len(cost) == len(self.names):
            for part in self.parts:
                part.note_harm()
        ranked = sorted(cost.items(), key=lambda pair: -pair[1])
        return Alone(sum(usual), dict(ranked))

    def cost_of(self, names: Sequence[Hashable], x: np.ndarray | None = None) -> float:
        """What a joint attack costs, answered as well as possible."""
        for part in self.parts:
            part.go_to(x)
        return sum(
            part.answer(tuple(sorted(part.number[n] for n in names if n in part.number))).cost
            for part in self.parts
        )

    def worst(
        self,
        budget: int,
        *,
        x: np.ndarray | None = None,
        gap: float = 1e-6,
        seconds: float = np.inf,
        steps: float = np.inf,
        enough: float = np.inf,
        accept: float = -np.inf,
        watch: Watch | None = None,
    ) -> JointAttack:
        """Find the worst attack by at most `budget` actions on portfolio x (None: none).

        Args:
            budget: number of actions.
            x: float64[option].
            gap: stop when (bound - cost) / |bound| is no more.
            seconds: stop after so long.
            steps: stop after so many looks at the most promising.
            enough: stop when an attack that costs more has been found.
            accept: stop when no attack can cost more.
            watch: called with the bounds after each step.

        Raises:
            ValueError: an attack leaves a part without a solution, a penalty is too low, or there
                are too many sets of actions to list.
        """
        start = time.monotonic()
        for part in self.parts:
            part.go_to(x)
            part.list_up_to(budget)
        search = _Allocation(self.parts, len(self.spanning), budget)
        status: Outcome = "interrupted"
        try:
            for names in [(), *self._worst_before]:
                if len(names) <= budget:
                    self.cost_of(names, x)
                search.look()
                if search.cost > enough:
                    break
            while True:
                search.look()
                now = time.monotonic() - start
                if watch is not None:
                    watch(AttackProgress(self.solved, search.bound, search.cost, now))
                slack = max(gap * abs(search.bound), self.rounding)
                if search.bound - search.cost <= slack:
                    status = "optimal"
                    break
                if search.cost > enough or search.bound <= accept or now >= seconds or steps <= 0:
                    status = "time"
                    break
                steps -= 1
                search.solve_most_promising()
        except KeyboardInterrupt:
            search.look()
        found = self._found(search, status, time.monotonic() - start)
        others = [names for names in self._worst_before if names != found.actions]
        self._worst_before = [found.actions, *others][:REMEMBERED]
        return found

    def _found(self, search: _Allocation, status: Outcome, seconds: float) -> JointAttack:
        by_part = tuple(
            (part.named(part.chosen(row)), float(part.table.bound[row]))
            for part, row in zip(self.parts, search.best, strict=False)
        )
        hit = {name for names, _ in by_part for name in names}
        actions = tuple(name for name in self.names if name in hit)
        return JointAttack(
            actions, search.cost, search.bound, by_part, status, self.solved, seconds
        )


class _Allocation:
    """The attacker's budget over parts, for all sets of spanning actions at once."""

    def __init__(self, parts: Sequence[PartUnderAttack], spanning: int, budget: int) -> None:
        self.parts, self.budget = parts, budget
        sets = list_sets(np.ones(spanning), budget, budget)
        self.left = budget - (sets < spanning).sum(axis=1)
        self.groups = [part.groups_of(sets, spanning) for part in parts]
        self.best: list[int] = []
        self.cost, self.bound = -np.inf, np.inf

    def look(self) -> None:
        """Both bounds by what is known now."""
        tables, total = self._tables(exact=False)
        worst = int(total.argmax())
        self.bound = float(total[worst])
        self._path = self._rows(tables, worst, exact=False)
        tables, total = self._tables(exact=True)
        worst = int(total.argmax())
        if total[worst] > self.cost:
            self.cost = float(total[worst])
            self.best = self._rows(tables, worst, exact=True)
        self.bound = max(self.bound, self.cost)

    def solve_most_promising(self) -> None:
        """Solve the sets on the path with the highest bound."""
        for part, row in zip(self.parts, self._path, strict=True):
            part.answer(part.chosen(row))

    def _tables(self, exact: bool) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
        """For each part (f before it, V of it), and what every spanning set comes to."""
        most = self.budget
        f = np.full((len(self.left), most + 1), -np.inf)
        f[:, 0] = 0.0
        tables = []
        for part, group in zip(self.parts, self.groups, strict=True):
            values = part.values(most, exact)[group]
            tables.append((f, values))
            following = np.full_like(f, -np.inf)
            for own_actions in range(most + 1):
                np.maximum(
                    following[:, own_actions:],
                    f[:, : most + 1 - own_actions] + values[:, [own_actions]],
                    out=following[:, own_actions:],
                )
            f = following
        f = np.where(np.arange(most + 1) <= self.left[:, None], f, -np.inf)
        self._last = f
        return tables, f.max(axis=1)

    def _rows(
        self, tables: list[tuple[np.ndarray, np.ndarray]], worst: int, exact: bool
    ) -> list[int]:
        """The rows along the best path of a spanning set, part by part."""
        k = int(self._last[worst].argmax())
        rows = []
        for number in range(len(self.parts) - 1, -1, -1):
            f, values = tables[number][0][worst], tables[number][1][worst]
            own_actions = int((f[k::-1] + values[: k + 1]).argmax())
            group = int(self.groups[number][worst])
            rows.append(self.parts[number].row_of(group, own_actions, exact))
            k -= own_actions
        return rows[::-1]
