"""What `plan` found, as frames in USD and tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.studies.planning.plan_case import PlanCase


@dataclass(frozen=True)
class PlanResult:
    """A portfolio, its proof, who pays, and what it does.

    projects: one row per project that is built: id, name, place, kind, mineral, commodity (main
        output, or what is moved or held), start (month), size (t of the commodity per year; a
        stockpile: t), share (of full capacity), given (bool: comes without the plan), capex_usd
        (of that size), chance, price (USD per t of the main output in the undisturbed model),
        breakeven, price_support (USD per t, both null where unknown), value_alone, value_last,
        shapley, shapley_error (USD; null until ranked), if_it_fails (USD: rise of the loss).
    payments: project, purse, partner, instrument, year, usd; private money under the purse
        `private`.
    left_out: project, name, reason.
    before, after: future, probability, place, sector, commodity, wanted, shortage_t, cost_usd:
        means over the draws of failures, partners only; `before` without any project of the plan.
    partners: partner, pays_usd (its purses), loss_before, loss_after (USD, as the goal counts),
        gain (USD: loss_before - loss_after - public cost), alone (gain if it planned by itself),
        side_payment (USD received; negative: paid).
    frontier: budget_usd, objective, bound, loss_usd, shortage_t, projects (count), capex_usd.
    stockpiles: project, commodity, place, tonnes, days (of the holder's use), shared.
    promise: future, promised_usd, simulated_usd, others_usd (part of the difference because others
        do not yield), foresight_usd (part because nobody knows before the date), without_plan_usd
        (simulated without any project of the plan).
    attack: after `--against`: the worst actions against the plan: rank, action, name, cost_usd (of
        each by itself).
    worst_before_usd, worst_after_usd: what the worst actions cost without any project of the plan
        and with it; null without an adversary.
    notes: sentences on what was not checked or not finished.
    """

    case: PlanCase
    partnership: tuple[str, ...]
    periods: tuple[str, ...]
    status: str
    method: str
    seconds: float
    objective: float
    bound: float
    before_usd: float
    """The goal's value without any project of the plan, USD."""
    projects: pl.DataFrame
    payments: pl.DataFrame
    left_out: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame
    partners: pl.DataFrame
    frontier: pl.DataFrame
    stockpiles: pl.DataFrame
    promise: pl.DataFrame
    attack: pl.DataFrame
    worst_before_usd: float | None = None
    worst_after_usd: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return max(self.objective - self.bound, 0.0) / max(abs(self.objective), 1.0)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values."""
        purses = self.payments.group_by("project", maintain_order=True).agg(
            pl.struct("purse", "partner", "instrument", "year", "usd").alias("purses")
        )
        paid = {row["project"]: row["purses"] for row in purses.iter_rows(named=True)}
        return {
            "name": self.case.name,
            "partnership": list(self.partnership),
            "status": self.status,
            "method": self.method,
            "seconds": self.seconds,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "before_usd": self.before_usd,
            "projects": [
                row | {"purses": paid.get(row["id"], [])}
                for row in self.projects.iter_rows(named=True)
            ],
            "before": self.before.to_dicts(),
            "after": self.after.to_dicts(),
            "partners": self.partners.to_dicts(),
            "frontier": self.frontier.to_dicts(),
            "stockpiles": self.stockpiles.to_dicts(),
            "promise": self.promise.to_dicts(),
            "attack": self.attack.to_dicts(),
            "worst_before_usd": self.worst_before_usd,
            "worst_after_usd": self.worst_after_usd,
            "notes": list(self.notes),
            "left_out": self.left_out.to_dicts(),
        }
