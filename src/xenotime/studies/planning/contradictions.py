"""Why a plan case has no solution: the fewest demands, budgets or dates that cannot hold
together."""

from __future__ import annotations

import numpy as np

from xenotime.solve.contradiction import contradiction
from xenotime.solve.decide import decide
from xenotime.studies.planning.planner import Planner

SECONDS = 60.0
"""Time to look for what the futures demand."""


def contradictions(planner: Planner) -> str:
    """Which demands of an infeasible case contradict each other, in a sentence."""
    blocks, case = planner.decisions.rows, planner.case
    groups: dict[str, np.ndarray] = {}
    for purse in case.purses:
        for name, words in (("purse_total", "the budget"), ("purse_year", "the yearly limit")):
            mine = blocks[name].labels["purse"].eq(purse.id).to_numpy()
            groups[f"{words} of {purse.id}"] = blocks[name].numbers[mine, 0]
    if case.purses:
        ruled = [blocks[name].numbers.ravel() for name in ("share", "private")]
        groups["the largest shares and the private ratios of the purses"] = np.concatenate(ruled)
    once = blocks["once"]
    for project in case.projects.must:
        at = once.numbers[once.labels["project"].eq(project).to_numpy(), 0]
        groups[f"that {project} must be built"] = at
    first, short = planner.problem.first, case.goal.most_short
    found = contradiction(first, groups)
    if found is None and short is not None:
        decide(
            planner.problem,
            method="lshaped",
            seconds=SECONDS,
            cuts=planner.cuts,
            recourse=planner.recourse,
        )
        found = contradiction(first, groups, cuts=planner.cuts.all())
        target = f"that no sector of a partner is short by more than {short:.0%} in any period"
        if not found:
            return (
                f"{target} cannot hold in every future, whatever is built: allow more "
                "(goal.most_short), or add projects or stockpiles that start before the futures do"
            )
        found = (*found, target)
    if not found:
        return "the plan case has no solution; look at its purses and at what must be built"
    if len(found) == 1:
        return f"{found[0]} cannot hold: no purse may pay for it, or none can pay in time"
    return f"these contradict each other: {'; '.join(found)}; let go of one of them"
