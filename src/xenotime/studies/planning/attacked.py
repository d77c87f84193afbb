"""The plan against an adversary: whatever the worst actions are, the portfolio has been chosen for
them.

    minimise over portfolios x   c . x + max over sets S of actions, |S| <= K, of loss(x, S)

or the cheapest x with max loss <= tolerable. The actions and what counts as a loss are those of
`chokepoints`; the futures of the case and its failures are left aside. A control that lets a share
through bars what is new on the route, except what projects open: of that the share passes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from xenotime.network.model import Model
from xenotime.network.patch import patch
from xenotime.network.periods import month_name, month_number
from xenotime.network.rationing import Rationing
from xenotime.network.reconciliation import THOUSAND
from xenotime.network.surprise import surprised
from xenotime.solve.attack import Action, AttackedPart
from xenotime.solve.defence import defend
from xenotime.solve.group_tests import worst_by_groups
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.linear import Solver, SolverError
from xenotime.solve.two_stage import Decision, Watch
from xenotime.studies.attack.actions import AttackAction, actions_of
from xenotime.studies.planning.contradictions import contradictions
from xenotime.studies.planning.futures import within_horizon
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.recourse import GroupModel, Step
from xenotime.world.problems import XenotimeError

NEAR = 1e-4
"""Gap of the worst attack without any project."""
SCHEMA = {
    "rank": pl.Int64,
    "action": pl.String,
    "name": pl.String,
    "cost_usd": pl.Float64,
}


@dataclass(frozen=True)
class Attacked:
    """The portfolio that is best against the worst actions, with what they are.

    decision: as `decide` gives it; its objective is c . x + the worst loss, or c . x alone where a
    loss is tolerable. attack: rank, action, name, cost_usd (of that action by itself against the
    portfolio). before_usd: the worst loss without any project; after_usd: with the portfolio.
    """

    decision: Decision
    attack: pl.DataFrame
    before_usd: float
    after_usd: float


def attacked(
    planner: Planner, step: Step = lambda text: None, watch: Watch | None = None
) -> Attacked:
    """Choose the portfolio against the adversary of the planner's case.

    Raises:
        XenotimeError: when nothing can be done to the partners, no portfolio keeps the loss
            tolerable, or the goal limits shortages besides.
    """
    case, adversary = planner.case, planner.case.adversary
    if case.goal.most_short is not None:
        raise XenotimeError(
            "an adversary may leave no way to keep goal.most_short; leave it out, and limit the "
            "loss by adversary.tolerable_usd"
        )
    middle = month_number(case.horizon[0]) + int(planner.periods.lengths.sum()) // 2
    start = adversary.start or month_name(middle)
    within_horizon(case, "the attack", start, adversary.months)
    step("Listing what the adversary can do")
    actions = actions_of(
        planner.world,
        planner.partners,
        [group.model for group in planner.groups],
        start=start,
        months=adversary.months,
        through=adversary.through,
        governments=adversary.governments,
        acts=adversary.acts,
        plants=adversary.plants,
        passages=adversary.passages,
    )
    if not actions:
        raise XenotimeError("nothing that the adversary of the plan case could do touches partners")
    models = [surprised(group.model, start, group.undisturbed.x) for group in planner.groups]
    parts = AttackedParts(
        [
            _part(planner, group, model, actions, start)
            for group, model in zip(planner.groups, models, strict=True)
        ]
    )
    cost = planner.problem.first.cost.copy()
    cost[planner.decisions.constant] = 0.0  # losses count from the unattacked world
    tolerable, nothing = adversary.tolerable_usd, planner.nothing()
    try:
        step("Finding the worst without any project")
        before = worst_by_groups(
            parts, adversary.actions, x=nothing, gap=NEAR, seconds=case.seconds, watch=None
        )
        left = case.seconds - before.seconds if before.status == "optimal" else 0.0
        step("Choosing projects against it")
        found = defend(
            replace(planner.problem.first, cost=cost),
            parts,
            adversary.actions,
            tolerable=None if tolerable is None else tolerable / THOUSAND,
            gap=case.gap,
            seconds=max(left, 0.0),
            watch=watch,
            start=None if case.projects.must else nothing,
        )
    except (ValueError, SolverError) as error:
        raise XenotimeError(f"the plan against the adversary cannot be solved: {error}") from error
    if found.status == "infeasible" and tolerable is None:
        raise XenotimeError(contradictions(planner))
    if found.status == "infeasible" or not len(found.x):
        raise XenotimeError(
            "no portfolio keeps the loss from the worst "
            f"{adversary.actions} actions below {tolerable or 0:,.0f} USD; raise tolerable_usd or "
            "the budgets"
        )
    assert found.attack is not None
    calm = parts.cost_of((), found.x)
    chosen = [number for number in found.attack.actions if isinstance(number, int)]
    alone = {number: parts.cost_of((number,), found.x) - calm for number in chosen}
    rows = [
        (rank, actions[number].id, actions[number].name, alone[number] * THOUSAND)
        for rank, number in enumerate(sorted(chosen, key=lambda n: -alone[n]), start=1)
    ]
    decision = Decision(
        x=found.x,
        objective=found.objective,
        bound=found.bound,
        scenario_cost=np.array([found.attack.cost]),
        status="interrupted" if before.status == "interrupted" else found.status,
        method="defence",
        steps=found.steps,
        seconds=found.seconds,
    )
    return Attacked(
        decision,
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        before.cost * THOUSAND,
        found.attack.cost * THOUSAND,
    )


def _part(
    planner: Planner,
    group: GroupModel,
    model: Model,
    actions: Sequence[AttackAction],
    start: str,
) -> AttackedPart:
    """A group for the engine: its program, what hits it, and how the first stage opens it."""
    place = planner.placing()
    bounds, rows = csr_array(group.bounds @ place), csr_array(group.rows @ place)
    program = model.program
    opened = np.zeros(len(program.cost), dtype=bool)
    opened[np.unique(group.bounds.tocoo().row)] = True
    hits: dict[Hashable, Action] = {}
    for number, action in enumerate(actions):
        if not action.concerns(model.index):
            continue
        change = patch(model, action.scenario, start)
        base = program.upper[change.columns]
        there = np.isfinite(base) & (base > 0)
        left = np.divide(change.upper, base, out=change.factor.copy(), where=there)
        counts = (there | opened[change.columns]) & (left < 1.0)
        if counts.any():
            hits[number] = Action(change.columns[counts], left[counts])
    usual = Solver(program).solve().objective
    name = f"group {group.number}"
    return AttackedPart(program, hits, Rationing(program), bounds, rows, name, usual)
