"""The worst set of actions for some partners, and what every action costs them by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xenotime.network.reconciliation import THOUSAND
from xenotime.solve.attack import AttackedPart, AttackProgress
from xenotime.solve.group_tests import worst_by_groups
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.subsets import MOST_SETS, count_sets
from xenotime.solve.two_stage import Progress
from xenotime.studies.attack.actions import AttackAction
from xenotime.studies.attack.game import Game
from xenotime.studies.case import Case
from xenotime.world.problems import XenotimeError

Watch = Callable[[str], None]
"""Told how it goes, one line at a time."""
BILLION = 1e9
OFTEN = 10
"""Attacks that are answered between two lines."""


@dataclass(frozen=True)
class Worst:
    """The worst set for some partners (positions in the list of actions) and what every action
    costs by itself, float64[action], USD."""

    game: Game
    chosen: tuple[int, ...]
    cost_usd: float
    bound_usd: float
    status: str
    steps: int
    single: np.ndarray


@dataclass(frozen=True)
class Question:
    """What is asked for the partnership and for each partner."""

    case: Case
    actions: Sequence[AttackAction]
    others: float
    start: str
    budget: int
    gap: float
    seconds: float
    say: Watch

    def worst(self, counted: Sequence[str]) -> Worst:
        """The answer when the costs of `counted` count.

        Raises:
            XenotimeError: when there are too many sets of actions to compare.
        """
        who = ", ".join(counted)
        self.say(f"{who}: {len(self.actions)} actions one by one")
        teller = _Teller(self.say, who)
        game = Game.of(self.case, self.actions, counted, self.others, self.start)
        covered = {k for k, a in enumerate(self.actions) if any(b.covers(a) for b in self.actions)}
        free = [k for k in range(len(self.actions)) if k not in covered]
        parts = [teller.hearing(group.part(free)) for group in game.groups]
        most = max(len(part.actions) for part in parts)
        if count_sets(most, self.budget) > MOST_SETS:
            raise XenotimeError(
                f"{most} actions on one group of minerals, {self.budget} at once, are too many "
                "sets to compare; take fewer at once, or leave out governments, plants or passages"
            )
        engine = AttackedParts(parts)
        each = engine.each_alone()
        single = np.array(
            [
                teller.harm(game, k) if k in covered else each.cost.get(k, 0.0) * THOUSAND
                for k in range(len(self.actions))
            ]
        ).clip(min=0.0)

        def watch(progress: Progress) -> None:
            teller.bounds = _bounds(progress)
            teller.tell()

        attack = worst_by_groups(
            engine,
            self.budget,
            gap=self.gap,
            seconds=self.seconds,
            watch=watch,
        )
        cost = max(attack.cost, 0.0) * THOUSAND
        chosen = tuple(k for k in attack.actions if isinstance(k, int))
        return Worst(
            game,
            tuple(sorted(chosen, key=lambda k: (-single[k], k))),
            cost,
            max(attack.bound * THOUSAND, cost),
            attack.status,
            attack.steps,
            single,
        )


class _Teller:
    """Says how many attacks were answered, and the bounds that are known: the engine tells its
    bounds between steps only, which may take long."""

    def __init__(self, say: Watch, who: str) -> None:
        self._say, self._who = say, who
        self._answered = 0
        self.bounds = ""

    def tell(self) -> None:
        """Say it now."""
        self._say(f"{self._who}: {self._answered} attacks answered{self.bounds}")

    def hearing(self, part: AttackedPart) -> AttackedPart:
        """The part, heard of at each answer: the engine asks for its penalties just then."""
        penalty = part.penalty
        assert callable(penalty)

        def heard(y: np.ndarray, moved: np.ndarray) -> np.ndarray:
            self._count()
            return penalty(y, moved)

        return replace(part, penalty=heard)

    def harm(self, game: Game, action: int) -> float:
        """What one action costs, USD."""
        self._count()
        return game.harm([action])

    def _count(self) -> None:
        self._answered += 1
        if self._answered % OFTEN == 0:
            self.tell()


def _bounds(progress: Progress) -> str:
    assert isinstance(progress, AttackProgress)
    found, bound = (value * THOUSAND / BILLION for value in (progress.objective, progress.bound))
    return f", worst so far {max(found, 0.0):.3f} bn USD, none above {bound:.3f}"
