"""A plan as one page that works offline: what matters, the portfolio, who pays, who gains."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from xenotime.report import plan_words, words
from xenotime.report.offline import OfflinePage, offline_page
from xenotime.report.plan_comparison import PinnedComparison
from xenotime.report.plan_figures import plan_figures
from xenotime.report.plan_headlines import headlines
from xenotime.report.plan_style import Drawn
from xenotime.report.plan_words import Names, chosen, expected, ranked
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

NO_BREAK = "\N{NO-BREAK SPACE}"
ESTIMATED = {
    "capex_usd": "capital",
    "lead_months": "lead time",
    "ramp_months": "ramp",
    "cost_usd_per_t": "running cost",
}
SHORTAGES = 25
"""Rows of the table of shortages."""


def plan_page(
    result: PlanResult, world: World, beside: PinnedComparison | None = None
) -> OfflinePage:
    """The page of a plan.

    Args:
        result: what `plan` found.
        world: the world that it was found in, for names and lead times.
        beside: how it differs from a pinned plan.
    """
    names, drawn = Names(result, world), plan_figures(result, world)
    return offline_page(
        "plan.html.jinja",
        styles=("brief.css", "controls.css", "plan.css"),
        scripts=("plan.js",),
        filters=filters(),
        plotted=True,
        result=result,
        case=result.case,
        names=names,
        headlines=headlines(result, world),
        figures={figure.id: figure for figure in drawn},
        data=figure_data(drawn),
        projects=_projects(result, names),
        given=result.projects.filter("given").to_dicts(),
        shortages=shortages(result).head(SHORTAGES).to_dicts(),
        reasons=left_out(result).to_dicts(),
        partners=result.partners.to_dicts(),
        frontier=result.frontier.to_dicts(),
        stockpiles=result.stockpiles.to_dicts(),
        attack=result.attack.to_dicts(),
        promise=result.promise.to_dicts(),
        ranked=bool(ranked(result).height),
        beside=beside,
        first=words.month(result.case.horizon[0]),
        last=words.month(result.case.horizon[1]),
    )


def filters() -> dict[str, Any]:
    """What the templates of plans and chokepoints call."""
    return {
        "usd": unbroken(plan_words.usd),
        "usd_per_t": unbroken(plan_words.usd_per_t),
        "with_error": unbroken(plan_words.with_error),
        "tonnes": unbroken(plan_words.tonnes),
        "share": plan_words.share,
        "month": plan_words.month,
        "long_month": words.month,
        "days": plan_words.days,
        "within": words.within,
        "sentence": words.sentence,
        "count": words.count,
    }


def unbroken(said: Callable[..., str]) -> Callable[..., str]:
    """The same words, with no line end within an amount."""

    def kept(*amounts: Any) -> str:
        parts = said(*amounts).split(" ± ")
        return " ± ".join(part.replace(" ", NO_BREAK) for part in parts)

    return kept


def figure_data(drawn: Sequence[Drawn]) -> list[dict[str, Any]]:
    """The figures as the page's script draws them."""
    return [
        {
            "id": figure.id,
            "wide": json.loads(figure.wide.to_json()),
            "narrow": json.loads(figure.narrow.to_json()),
        }
        for figure in drawn
    ]


def left_out(result: PlanResult) -> pl.DataFrame:
    """Why projects are not in the plan: reason, count, names (a few), the most frequent first."""
    return (
        result.left_out.group_by("reason", maintain_order=True)
        .agg(count=pl.len(), names=pl.col("name").head(3))
        .sort("count", descending=True, maintain_order=True)
    )


def paid_by(result: PlanResult, names: Names) -> dict[str, list[str]]:
    """What each purse pays for a project, the largest first: `Loans $620 m`, by project."""
    paid = (
        result.payments.filter(pl.col("usd") > 0)
        .group_by("project", "purse", maintain_order=True)
        .agg(pl.col("usd").sum())
        .sort("usd", descending=True, maintain_order=True)
    )
    purses: dict[str, list[str]] = {}
    for project, purse, sum_ in paid.iter_rows():
        said = unbroken(plan_words.usd)(sum_)
        purses.setdefault(project, []).append(f"{names.purses.get(purse, purse)} {said}")
    return purses


def _projects(result: PlanResult, names: Names) -> list[dict[str, Any]]:
    """Projects with the purses that pay for them, the most valuable first."""
    purses = paid_by(result, names)
    ordered = chosen(result).sort(
        [pl.coalesce("shapley", "value_last"), "capex_usd", "id"],
        descending=[True, True, False],
        nulls_last=True,
    )
    return [
        row | {"purses": purses.get(row["id"], []), "own": estimates(row["estimated"])}
        for row in ordered.iter_rows(named=True)
    ]


def estimates(cells: str | None) -> str:
    """Which figures of a project are an estimate of our own: `capital, lead time`."""
    return ", ".join(ESTIMATED.get(cell, cell) for cell in (cells or "").split())


def shortages(result: PlanResult) -> pl.DataFrame:
    """What stays short, means over the futures: sector, place, commodity, wanted, before_t,
    after_t, before_usd, after_usd; the costliest first."""
    on = ["sector", "place", "commodity"]
    sides = [
        expected(frame, *on).select(
            *on,
            "wanted",
            pl.col("shortage_t").alias(f"{name}_t"),
            pl.col("cost_usd").alias(f"{name}_usd"),
        )
        for name, frame in (("before", result.before), ("after", result.after))
    ]
    return (
        sides[0]
        .join(sides[1].drop("wanted"), on=on, how="left", maintain_order="left")
        .with_columns(pl.col("after_t", "after_usd").fill_null(0.0))
        .filter(pl.max_horizontal("before_t", "after_t") > 0)
        .sort("before_usd", descending=True, maintain_order=True)
    )
