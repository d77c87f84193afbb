"""The game between an adversary and a partnership, group by group.

    max over sets S of actions   min over answers y   what the partners lose and pay

What the partners lose and pay is their part of the program's cost (`network/burden.py`): what they
go short of, replace or give up, what they make, store and ship at a premium, and their imports at
reference prices. The costs of others count `others` times, and at least `TRIFLE`, so that they keep
what no partner needs. With others = 0 the harm is the least that any adaptation through trade can
leave: nobody outside outbids the partners. Both sides have the same figure in view, so that the
worst set can be found exactly.

Nobody prepares for an attack before it begins (`network/surprise.py`), whatever the adversary does.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xenotime.network.burden import counting
from xenotime.network.model import Model, Outcome
from xenotime.network.patch import Patch, patch
from xenotime.network.periods import month_number
from xenotime.network.program import Program
from xenotime.network.rationing import Rationing
from xenotime.network.reconciliation import THOUSAND
from xenotime.network.surprise import surprised
from xenotime.solve.attack import Action, AttackedPart
from xenotime.solve.linear import Solver
from xenotime.studies.attack.actions import AttackAction
from xenotime.studies.case import Case
from xenotime.studies.solved import optimum

TRIFLE = 1e-3
"""Weight of the costs of others when they do not count."""


@dataclass
class AttackedGroup:
    """One group's program, and what the actions that touch it (by their position in the list) do
    to it."""

    model: Model
    actions: dict[int, Action]
    solver: Solver

    @cached_property
    def undisturbed(self) -> Outcome:
        """The answer to nothing."""
        return self._solve("the undisturbed world")

    def answer(self, chosen: Iterable[int]) -> Outcome:
        """The best answer to the chosen actions, solved from the undisturbed optimum."""
        undisturbed = self.undisturbed
        hitting = [self.actions[number] for number in chosen if number in self.actions]
        if not hitting:
            return undisturbed
        upper = self.model.program.upper.copy()
        for action in hitting:
            upper[action.columns] *= action.factor
        columns = np.unique(np.concatenate([action.columns for action in hitting]))
        self.solver.rewind()
        self.solver.move(columns, upper[columns])
        return self._solve("an attack")

    def part(self, names: Collection[int]) -> AttackedPart:
        """The group for the engine, with those of the actions that are named."""
        program = self.model.program
        hits: dict[Hashable, Action] = {
            name: action for name, action in self.actions.items() if name in names
        }
        usual = self.undisturbed.objective
        return AttackedPart(program, hits, Rationing(program), offset=usual)

    def _solve(self, what: str) -> Outcome:
        found = optimum(self.solver, self.model.index, what)
        return Outcome(self.model, found.x, found.row_dual, found.objective)


@dataclass(frozen=True)
class Game:
    """All groups with the costs of some places counted in full."""

    groups: Sequence[AttackedGroup]

    @classmethod
    def of(
        cls,
        case: Case,
        actions: Sequence[AttackAction],
        counted: Collection[str],
        others: float,
        start: str,
    ) -> Game:
        """Build the groups' programs.

        Args:
            case: world, partnership, horizon.
            actions: what can be done.
            counted: places whose costs count in full.
            others: weight of the costs of all others.
            start: first month of the attack.
        """
        groups = []
        for number in range(len(case.groups)):
            model = counting(case.solved(number).model, counted, max(others, TRIFLE))
            if month_number(start) > month_number(model.periods.start):
                calm = optimum(Solver(model.program), model.index, "the undisturbed world")
                model = surprised(model, start, calm.x)
            program = model.program
            hits = {}
            for position, action in enumerate(actions):
                if action.concerns(model.index):
                    hit = _action(program, patch(model, action.scenario, start))
                    if len(hit.columns):
                        hits[position] = hit
            groups.append(AttackedGroup(model, hits, Solver(program)))
        return cls(groups)

    @property
    def undisturbed(self) -> float:
        """What the undisturbed world costs, thousand USD."""
        return sum(group.undisturbed.objective for group in self.groups)

    def harm(self, chosen: Sequence[int]) -> float:
        """What the chosen actions cost after the best answer, USD."""
        rises = [g.answer(chosen).objective - g.undisturbed.objective for g in self.groups]
        return max(sum(rises), 0.0) * THOUSAND


def _action(program: Program, change: Patch) -> Action:
    """What a scenario does to columns that could carry something."""
    upper = program.upper[change.columns]
    counts = np.isfinite(upper) & (upper > 0)
    columns = change.columns[counts]
    factor = change.upper[counts] / upper[counts]
    lower = factor < 1.0
    return Action(columns[lower], factor[lower])
