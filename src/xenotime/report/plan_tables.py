"""A plan as tables for the terminal."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table

from xenotime.report import words
from xenotime.report.plan_comparison import PinnedComparison
from xenotime.report.plan_headlines import headlines
from xenotime.report.plan_page import left_out, paid_by, shortages
from xenotime.report.plan_words import (
    NONE,
    Names,
    chosen,
    days,
    month,
    ranked,
    share,
    tonnes,
    usd,
    usd_per_t,
    with_error,
)
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

SHORTAGES = 15
"""Rows of the table of shortages."""


def plan_tables(
    result: PlanResult, world: World, beside: PinnedComparison | None = None
) -> list[RenderableType]:
    """First lines, then a table for each frame that has rows."""
    names = Names(result, world)
    lines = "\n".join(f"• {line}" for line in headlines(result, world))
    tables = [
        _projects(result, names),
        _values(result),
        _shortages(result, names),
        _partners(result, names),
        _frontier(result),
        _stockpiles(result, names),
        _attack(result),
        _promise(result, names),
        _left_out(result),
    ]
    shown = (table for table in tables if table.row_count)
    compared = [] if beside is None else _comparison(beside)
    return [lines, "", *shown, *compared, *map(words.sentence, result.notes)]


def _comparison(beside: PinnedComparison) -> list[RenderableType]:
    """What differs from a pinned plan."""
    projects = _table("project", "change", "start", "size", "capital", right=2)
    projects.title = f"Beside the pinned plan: {beside.pinned}"
    for project in beside.projects:
        projects.add_row(*project.values())
    figures = _table("figure", "pinned", "this plan", "difference", right=3)
    for figure in beside.figures:
        figures.add_row(*figure.values())
    for figure in beside.money:
        figures.add_row(f"paid by {figure['name']}", *list(figure.values())[1:])
    lines = " ".join([beside.verdict, *beside.cautions])
    return [*([projects] if projects.row_count else []), figures, lines]


def _table(*heads: str, right: int = 0) -> Table:
    """A table whose last columns hold figures."""
    table = Table(*heads)
    for column in table.columns[len(heads) - right :]:
        column.justify = "right"
    return table


def _projects(result: PlanResult, names: Names) -> Table:
    table = _table("project", "purses", "start", "size", "capital", "price support", right=3)
    table.title = "What is built, when, and who pays"
    purses = paid_by(result, names)
    given = result.projects.height - chosen(result).height
    if given:
        table.caption = f"Besides, {words.count(given, 'project')} under way without the plan"
    for row in chosen(result).iter_rows(named=True):
        yearly = "" if row["kind"] == "stockpile" else " a year"
        table.add_row(
            row["name"] if row["place"] in row["name"] else f"{row['name']} ({row['place']})",
            ", ".join(purses.get(row["id"], [])) or NONE,
            month(row["start"]),
            f"{tonnes(row['size'])}{yearly}",
            usd(row["capex_usd"]),
            usd_per_t(row["price_support"]),
        )
    return table


def _values(result: PlanResult) -> Table:
    table = _table("project", "chance", "alone", "last in", "on average", "if it fails", right=5)
    table.title = "What each project is worth"
    for row in ranked(result).iter_rows(named=True):
        table.add_row(
            row["name"],
            share(row["chance"]),
            usd(row["value_alone"]),
            usd(row["value_last"]),
            with_error(row["shapley"], row["shapley_error"]),
            usd(row["if_it_fails"]),
        )
    return table


def _shortages(result: PlanResult, names: Names) -> Table:
    table = _table(
        "sector", "good", "short without", "short with", "cost without", "cost with", right=4
    )
    found = shortages(result)
    shown = found.head(SHORTAGES)
    table.title = "Shortage without and with the plan, means over the futures"
    if found.height > shown.height:
        table.caption = f"The {shown.height} of {found.height} rows that cost most"
    for row in shown.iter_rows(named=True):
        table.add_row(
            names.sector(row["sector"], row["place"]),
            names.good(row["commodity"]),
            tonnes(row["before_t"]),
            tonnes(row["after_t"]),
            usd(row["before_usd"]),
            usd(row["after_usd"]),
        )
    return table


def _partners(result: PlanResult, names: Names) -> Table:
    table = _table(
        "partner", "pays", "loss without", "loss with", "gain", "gain alone", "side payment",
        right=6,
    )  # fmt: skip
    table.title = "What each partner puts in and gets out"
    table.caption = "side payment: received; negative: paid"
    for row in result.partners.iter_rows(named=True):
        sums = ("pays_usd", "loss_before", "loss_after", "gain", "alone", "side_payment")
        table.add_row(
            names.places.get(row["partner"], row["partner"]), *(usd(row[name]) for name in sums)
        )
    return table


def _frontier(result: PlanResult) -> Table:
    table = _table("limit on capital", "goal", "not below", "loss", "short", "projects", right=6)
    table.title = "What more or less money would do"
    for row in result.frontier.iter_rows(named=True):
        table.add_row(
            usd(row["budget_usd"]),
            usd(row["objective"]),
            usd(row["bound"]),
            usd(row["loss_usd"]),
            tonnes(row["shortage_t"]),
            str(row["projects"]),
        )
    return table


def _stockpiles(result: PlanResult, names: Names) -> Table:
    table = _table("good", "where", "who may draw", "tonnes", "lasts", right=2)
    table.title = "Stocks, and how long they last the holder"
    for row in result.stockpiles.iter_rows(named=True):
        table.add_row(
            names.good(row["commodity"]),
            names.places.get(row["place"], row["place"]),
            "all partners" if row["shared"] else "the holder",
            tonnes(row["tonnes"]),
            days(row["days"]),
        )
    return table


def _attack(result: PlanResult) -> Table:
    table = _table("rank", "action", "by itself", right=1)
    table.title = "The worst that an adversary can do to this plan"
    for row in result.attack.iter_rows(named=True):
        table.add_row(str(row["rank"]), row["name"], usd(row["cost_usd"]))
    return table


def _promise(result: PlanResult, names: Names) -> Table:
    table = _table(
        "future",
        "promised",
        "simulated",
        "others do not yield",
        "no foresight",
        "simulated without the plan",
        right=5,
    )
    table.title = "The promise beside a simulation"
    for row in result.promise.iter_rows(named=True):
        sums = (
            "promised_usd",
            "simulated_usd",
            "others_usd",
            "foresight_usd",
            "without_plan_usd",
        )
        table.add_row(
            names.futures.get(row["future"], row["future"]), *(usd(row[name]) for name in sums)
        )
    return table


def _left_out(result: PlanResult) -> Table:
    table = _table("projects", "why not", "such as")
    table.title = f"{words.count(result.left_out.height, 'project')} that could not be chosen"
    table.columns[0].justify = "right"
    for row in left_out(result).iter_rows(named=True):
        table.add_row(str(row["count"]), row["reason"], "; ".join(row["names"]))
    return table
