"""A coupling group brought to the solver: reconciled, built, solved undisturbed, kept warm."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from xenotime.network.index import Index, build_index
from xenotime.network.model import Model, Outcome, build
from xenotime.network.patch import Patch, patch
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference, reconciliation_program, reference_from
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.linear import Solution, Solver, SolverError
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World


def reconcile(index: Index) -> Reference:
    """Balance the reference year of a group with the least adjustment.

    Raises:
        XenotimeError: when figures of extreme size leave it without a solution.
    """
    program = reconciliation_program(index)
    return reference_from(index, program, optimum(Solver(program), index, "the reference year").x)


def optimum(solver: Solver, index: Index, what: str) -> Solution:
    """The optimum of `what`; shortage is priced, so only figures out of all proportion prevent one.

    Raises:
        XenotimeError: instead of the solver's error, saying where to look.
    """
    try:
        return solver.solve()
    except SolverError as error:
        goods = index.nodes["commodity"].unique(maintain_order=True).to_list()
        some = ", ".join(goods[:3]) + (f" and {len(goods) - 3} more" if len(goods) > 3 else "")
        raise XenotimeError(
            f"the model of {some} has no solution for {what} ({error.status}); look for figures of "
            "extreme size in their rows, and for values out of range in parameters.csv"
        ) from error


@dataclass
class SolvedGroup:
    """One group's model with its solver; `outcome` answers for any scenario."""

    model: Model
    solver: Solver
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _moved: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Columns that the last scenario moved: the same ones again start from the last basis."""

    @classmethod
    def make(
        cls, world: World, commodities: list[str], periods: Periods, as_of: str
    ) -> SolvedGroup:
        """Reconcile and build the group; nothing is solved beyond the reference year."""
        index = build_index(world, commodities, as_of)
        model = build(index, reconcile(index), periods)
        return cls(model, Solver(model.program))

    @property
    def undisturbed(self) -> Outcome:
        """The solution without any scenario."""
        return self._solve("", None, "the undisturbed world")

    def outcome(self, scenario: Scenario, start: str | None = None) -> Outcome:
        """The solution under a scenario; groups that it does not touch are not solved again."""
        undisturbed = self.undisturbed
        change = patch(self.model, scenario, start)
        if change.empty:
            return undisturbed
        name = f"{scenario.model_dump_json()}@{start}"
        return self._solve(name, change, f"the scenario {scenario.id}")

    def _solve(self, name: str, change: Patch | None, what: str) -> Outcome:
        if name not in self._outcomes:
            if change is not None:
                if not np.array_equal(change.columns, self._moved):
                    self.solver.rewind()
                self._moved = change.columns
                self.solver.move(
                    change.columns,
                    change.upper,
                    change.rows,
                    change.right_side,
                    change.cost_columns,
                    change.cost,
                )
            found = optimum(self.solver, self.model.index, what)
            factor = 1.0 if change is None else change.demand_factor
            self._outcomes[name] = Outcome(
                self.model, found.x, found.row_dual, found.objective, factor
            )
        return self._outcomes[name]
