"""The register of controls as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl
from rich.console import RenderableType
from rich.table import Table

from xenotime.controls.status import Day
from xenotime.report.controls_words import (
    because,
    covers,
    dated,
    disclaimer,
    open_points,
)
from xenotime.report.words import (
    commodity_names,
    count,
    day,
    dollars,
    percent,
    place_labels,
    place_names,
    tonnes,
)
from xenotime.world.world import World

if TYPE_CHECKING:  # slow to import, and made elsewhere
    from xenotime.studies.reach import ReachResult

TOGETHER = "together"
"""Stands for the place in a row of sums."""
ANSWERS = {
    "mixed": "No plant keeps its metal apart: all that it makes holds the plant's average.",
    "proportional": "Plants run with and without such content; buyers get the average of both.",
    "segregated": "Plants run apart and send what has such content where no licence is asked "
    "first: the least possible.",
}
"""What the three columns of `reach` assume."""


def acts_table(acts: pl.DataFrame, today: Day) -> Table:
    """Acts by government, the newest first, with how they stand.

    Args:
        acts: rows of `Standing.acts`.
    """
    table = Table("act", "what", "on this day", "first day", "covers")
    table.title = f"{count(acts.height, 'act')} of governments on {day(today)}"
    table.columns[0].no_wrap = True
    table.columns[2].min_width = 16
    before = None
    for act in acts.sort("government", maintain_order=True).iter_rows(named=True):
        if before not in (None, act["government"]):
            table.add_section()
        before = act["government"]
        parts = f" (but {act['parts']})" if act["parts"] else ""
        table.add_row(
            act["measure"],
            act["title"],
            because(act["status"], act["cause"]) + parts,
            act["effective"] or "not known",
            covers(act),
        )
    return table


def knowledge(acts: pl.DataFrame, newest: Day | None, today: Day) -> list[str]:
    """How far the register knows, and what of it is open: sentences beneath a table.

    Args:
        acts: rows of `Standing.acts`.
        newest: `Register.newest_source`.
    """
    lines = []
    if newest is not None and today > newest:
        lines.append(
            f"The newest source that the register cites is of {day(newest)}; what was decided "
            "after it is not known here."
        )
    return [*lines, *open_points(acts), disclaimer(newest)]


def changes_table(changes: pl.DataFrame, first: Day, last: Day) -> Table:
    """What changes between two days, the earliest first."""
    table = Table("date", "act", "from", "to", "why")
    table.title = f"What changes from {day(first)} to {day(last)}"
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for row in changes.iter_rows(named=True):
        table.add_row(
            row["date"].isoformat(),
            row["measure"],
            row["before"],
            row["after"],
            dated(row["cause"]),
        )
    return table


def reach_tables(
    found: ReachResult, world: World, partnership: Sequence[str], status: str
) -> list[RenderableType]:
    """What a control on content would put under licence, by country of manufacture and by buyer.

    Args:
        partnership: places whose purchases are shown.
        status: how the act stands, in a sentence.
    """
    names, goods = place_names(world), commodity_names(world)
    rule = found.rule
    acting = " and ".join(names[place] for place in rule.government)
    caught = ", ".join(goods[name] for name in rule.caught)
    lines = [
        f"{rule.measure}: {status}. If it were applied, in the reference year "
        f"{world.reference_year}: goods made outside {acting} "
        f"whose controlled content is {percent(rule.share_from)} of their value or more.",
        f"Goods: {caught}. Content that counts: {', '.join(goods[n] for n in rule.controlled)}.",
    ]
    labels = place_labels(world)
    exports = ("exported", "exported_most")
    makers = _reach_table(found.by_maker, "made in", exports, labels, goods)
    makers.title = "Under licence a year, by country of manufacture"
    parts: list[RenderableType] = [*lines, makers]
    bought = found.by_destination.filter(pl.col("place").is_in(list(partnership)))
    if bought.height:
        buyers = _reach_table(bought, "first destination", ("received",), labels, goods)
        buyers.title = "Of that, to the partners"
        parts.append(buyers)
    parts.append(
        "exported: first in the average mix of what a place makes and what it imports, then its "
        f"own goods before others; where the imports come from {acting}, the latter is nearer the "
        "truth, and what is under licence grows with it."
    )
    return [*parts, *(f"{name}: {text}" for name, text in ANSWERS.items())]


def _reach_table(
    frame: pl.DataFrame,
    place_head: str,
    amounts: Sequence[str],
    names: dict[str, str],
    goods: dict[str, str],
) -> Table:
    """Goods under licence by place, and their sums.

    Args:
        frame: of a `ReachResult`.
        place_head: what stands above the places.
        amounts: columns in t that stand in one cell, the lowest first; its head is the first.
        names, goods: names of places and commodities.
    """
    table = Table(place_head, "good", amounts[0], *ANSWERS)
    for column in table.columns[2:]:
        column.justify = "right"
        column.no_wrap = True
    caught = frame.filter(pl.col("mixed") > 0)
    sums = caught.group_by("commodity", maintain_order=True).agg(
        pl.len(), pl.col(*amounts, *ANSWERS, *(f"{a}_usd" for a in ANSWERS)).sum()
    )
    several = sums.filter(pl.col("len") > 1).with_columns(place=pl.lit(TOGETHER))
    for row in [*caught.to_dicts(), *several.to_dicts()]:
        if row["place"] == TOGETHER:
            table.add_section()
        table.add_row(
            names.get(row["place"], TOGETHER),
            goods[row["commodity"]],
            "\nto ".join(tonnes(row[name]) for name in amounts),
            *(f"{tonnes(row[a])}\n{dollars(row[f'{a}_usd'])}" for a in ANSWERS),
        )
    return table
