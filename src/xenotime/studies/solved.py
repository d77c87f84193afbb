"""A coupling group brought to the solver: reconciled, built, solved undisturbed, kept warm."""

from __future__ import annotations

from dataclasses import dataclass, field

from xenotime.network.index import Index, build_index
from xenotime.network.model import Model, Outcome, build
from xenotime.network.patch import Patch, patch
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference, reconciliation_program, reference_from
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.linear import Solver
from xenotime.world.world import World


def reconcile(index: Index) -> Reference:
    """Balance the reference year of a group with the least adjustment."""
    program = reconciliation_program(index)
    return reference_from(index, program, Solver(program).solve().x)


@dataclass
class SolvedGroup:
    """One group's model with its solver; `outcome` answers for any scenario."""

    model: Model
    solver: Solver
    _outcomes: dict[str, Outcome] = field(default_factory=dict)

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
        return self._solve("", None)

    def outcome(self, scenario: Scenario, start: str | None = None) -> Outcome:
        """The solution under a scenario; groups that it does not touch are not solved again."""
        undisturbed = self.undisturbed
        change = patch(self.model, scenario, start)
        if change.empty:
            return undisturbed
        return self._solve(f"{scenario.model_dump_json()}@{start}", change)

    def _solve(self, name: str, change: Patch | None) -> Outcome:
        if name not in self._outcomes:
            if change is not None:
                self.solver.move(change.columns, change.upper, change.rows, change.right_side)
            found = self.solver.solve()
            factor = 1.0 if change is None else change.demand_factor
            self._outcomes[name] = Outcome(
                self.model, found.x, found.row_dual, found.objective, factor
            )
        return self._outcomes[name]
