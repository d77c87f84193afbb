"""The worst attack as tables for the terminal."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table

from xenotime.report import words
from xenotime.report.chokepoints_words import KINDS, goes_short, headlines, ranked
from xenotime.report.plan_words import usd
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.world.world import World

SHOWN = 20
"""Single actions that are listed."""
SHORT = 12
"""Shortages that are listed."""


def chokepoints_tables(result: ChokepointsResult, world: World) -> list[RenderableType]:
    """First lines, the worst set, each partner's own, and the ranking of single actions."""
    labels = words.place_labels(world)
    lines = "\n".join(f"• {line}" for line in headlines(result, world))
    worst = Table("rank", "action", "kind", "alone", "adds", title="The worst actions together")
    for column in worst.columns[-2:]:
        column.justify = "right"
    for row in result.actions.iter_rows(named=True):
        kind = KINDS.get(row["kind"], row["kind"])
        worst.add_row(
            str(row["rank"]), row["name"], kind, usd(row["cost_usd"]), usd(row["adds_usd"])
        )
    worst.caption = (
        f"Together {usd(result.cost_usd)}; proven: nothing costs more than {usd(result.bound_usd)}"
    )
    shown = ranked(result).head(SHOWN)
    places = [place for place in result.partnership if place in shown.columns]
    partners = [f"{labels[place]} by itself" for place in places]
    single = Table("single action", "kind", "jointly", *partners)
    single.title = f"The {shown.height} single actions of {result.ranking.height} that cost most"
    single.caption = "A control towards everyone stands for the same one towards the partners only"
    for column in single.columns[2:]:
        column.justify = "right"
    for row in shown.iter_rows(named=True):
        single.add_row(
            row["name"],
            KINDS.get(row["kind"], row["kind"]),
            usd(row["cost_usd"]),
            *(usd(row[place]) for place in places),
        )
    short = shortage_table(result, world)
    return [lines, "", *(table for table in (worst, short, single) if table.row_count)]


def shortage_table(result: ChokepointsResult, world: World) -> Table:
    """Who goes without what under the worst set."""
    labels, sectors = words.place_labels(world), words.sector_names(world)
    goods = words.commodity_names(world)
    table = Table("sector", "good", "short", "of what it wants", "cost")
    table.title = "Who goes without what under the worst set"
    for column in table.columns[2:]:
        column.justify = "right"
    for row in goes_short(result).head(SHORT).iter_rows(named=True):
        table.add_row(
            f"{sectors.get(row['sector'], row['sector'])}, {labels[row['place']]}",
            words.short(goods[row["commodity"]]),
            words.tonnes(row["short"]),
            words.percent(row["short"] / row["wanted"]),
            usd(row["cost_usd"]),
        )
    return table
