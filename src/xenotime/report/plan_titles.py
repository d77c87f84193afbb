"""The one message of each figure of a plan, as its title."""

from __future__ import annotations

import polars as pl

from xenotime.report import words
from xenotime.report.plan_words import HELPED, PRIVATE, Names, capital, chosen, ranked, usd
from xenotime.studies.planning.result import PlanResult


def portfolio_title(result: PlanResult) -> str:
    """What the portfolio costs, and how much of it is private money."""
    new = chosen(result)
    if new.is_empty():
        return "Only what is under way anyway"
    private = float(result.payments.filter(pl.col("partner") == PRIVATE)["usd"].sum())
    total = float(result.payments["usd"].sum())
    mix = f", {words.percent(private / total)} of it private money" if total else ""
    return f"{words.count(new.height, 'project')} for {usd(capital(result))} of capital{mix}"


def shortage_title(result: PlanResult) -> str:
    """How much of the expected cost of shortages goes away."""
    before, after = (
        float((frame["cost_usd"] * frame["probability"]).sum())
        for frame in (result.before, result.after)
    )
    cut = 1 - after / before if before > 0 else 0.0
    if cut < HELPED:
        return "Shortages cost nearly as much with the plan as without it"
    return f"The plan takes away {words.percent(cut)} of what shortages are expected to cost"


def frontier_title(result: PlanResult) -> str:
    """How much money brings most of what money can bring."""
    points = result.frontier.sort("budget_usd")
    best = points["objective"].min()
    first = points["objective"][0]
    reach = first - 0.9 * (first - best)
    enough = points.filter(pl.col("objective") <= reach)
    if enough.is_empty() or first == best:
        return "More money changes little"
    return (
        f"The first {usd(enough['budget_usd'][0])} of capital bring nine tenths of what money can "
        "bring"
    )


def partners_title(result: PlanResult, names: Names) -> str:
    """Who gains most."""
    rows = result.partners.drop_nulls("gain")
    if rows.is_empty():
        return "What each partner gains"
    top = rows.sort("gain", descending=True).row(0, named=True)
    place = words.place_names(names.world)[top["partner"]]
    return f"{words.sentence(place)} gains most: {usd(top['gain'])}"


def ranking_title(result: PlanResult) -> str:
    """Which project saves most."""
    top = ranked(result).row(0, named=True)
    if top["shapley"] is None:
        return f"{top['name']} would be missed most: {usd(top['value_last'])}"
    return f"{top['name']} saves most: {usd(top['shapley'])}"
