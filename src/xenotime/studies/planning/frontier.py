"""What each budget buys: the frontier of money against loss.

Budgets are limits of all capital together, beside those of the purses, from nothing to what the
plan spends when only its purses limit it, the closer the smaller, since the first dollars buy the
most. A portfolio that a small budget allows, a larger one
allows too, so each point starts from the one before, and inherits it where the time is too short
for a better one; likewise no budget can do better than the bound of a larger one. More money is
therefore never worse, in `objective` as in `bound`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.reconciliation import THOUSAND
from xenotime.solve.two_stage import Decision
from xenotime.studies.planning.harm import stocked_value
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import built, shortages

POINTS = 8
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "budget_usd": pl.Float64,
    "objective": pl.Float64,
    "bound": pl.Float64,
    "loss_usd": pl.Float64,
    "shortage_t": pl.Float64,
    "projects": pl.Int64,
    "capex_usd": pl.Float64,
}


@dataclass(frozen=True)
class Point:
    """The best portfolio found for a budget: x is empty when there is none."""

    budget_usd: float
    x: np.ndarray
    objective: float
    bound: float


def frontier(
    planner: Planner,
    plan: Decision,
    points: int = POINTS,
    seconds: float = np.inf,
    gap: float | None = None,
) -> pl.DataFrame:
    """Solve the plan for budgets from 0 to what it spends: the columns of `SCHEMA`.

    Args:
        planner: its cuts and warm models serve every point.
        plan: the plan without a limit on all capital; the last point. Without an x, no points.
        points: how many budgets; a plan that spends nothing has one.
        seconds: for all of them together.
        gap: to which each is solved; None: that of the case.

    `objective`, `bound`: USD, as in the result; `loss_usd`: the goal's measure of the loss that is
    left, less the value of goods laid in; `shortage_t`: expected tonnes that the partners lack;
    `projects`, `capex_usd`: those that the plan builds. Null where a budget cannot pay for what
    must be built.
    """
    if not len(plan.x):
        return pl.DataFrame(schema=SCHEMA)
    spent = spending(planner, plan.x)
    budgets = spent * np.linspace(0.0, 1.0, points) ** 2 if spent > 0 else np.zeros(1)
    until = time.monotonic() + seconds
    found: list[Point] = []
    for number, budget in enumerate(budgets[:-1].tolist()):
        left = max(until - time.monotonic(), 0.0) / (len(budgets) - 1 - number)
        start = found[-1].x if found and len(found[-1].x) else None
        decision = planner.solve(budget_usd=budget, gap=gap, seconds=left, start=start)
        found.append(Point(budget, decision.x, decision.objective, decision.bound))
    found.append(Point(float(budgets[-1]), plan.x, plan.objective, plan.bound))
    return pl.DataFrame([_row(planner, point) for point in consistent(found)], schema=SCHEMA)


def consistent(points: list[Point]) -> list[Point]:
    """Points by rising budget, each with the best portfolio that it allows among those found, and
    the best bound."""
    objective, x = np.inf, np.empty(0)
    best = []
    for point in points:
        if len(point.x) and not point.objective >= objective:
            objective, x = point.objective, point.x
        best.append((objective, x))
    bounds = np.maximum.accumulate([point.bound for point in points][::-1])[::-1]
    return [
        Point(point.budget_usd, x, objective, min(float(bound), objective))
        for point, (objective, x), bound in zip(points, best, bounds, strict=True)
    ]


def spending(planner: Planner, x: np.ndarray) -> float:
    """Capital that a portfolio takes over the horizon, as the budget counts it, USD."""
    return float(planner.options.cash.sum(axis=1) @ x[planner.decisions.size])


def _row(planner: Planner, point: Point) -> dict[str, float | int | None]:
    if not len(point.x):
        return dict.fromkeys(SCHEMA) | {"budget_usd": point.budget_usd}
    short, size = shortages(planner, point.x), point.x[planner.decisions.size]
    projects = built(planner, point.x).filter(~pl.col("given"))
    return {
        "budget_usd": point.budget_usd,
        "objective": point.objective * THOUSAND,
        "bound": point.bound * THOUSAND,
        "loss_usd": planner.goal(planner.loss(point.x)) - float(stocked_value(planner) @ size),
        "shortage_t": float((short["shortage_t"] * short["probability"]).sum()),
        "projects": projects.height,
        "capex_usd": float(projects["capex_usd"].sum()),
    }
