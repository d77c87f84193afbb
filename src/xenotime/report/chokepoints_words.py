"""What an attack would do, in words: the first lines of its page, the names of its kinds."""

from __future__ import annotations

import polars as pl

from xenotime.report import words
from xenotime.report.plan_words import usd
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.world.world import World

KINDS = {
    "act": "whole act",
    "control": "control",
    "plant": "loss of a plant",
    "passage": "closed strait or canal",
}
"""In this order on the map: what is larger lies under what it takes in."""
LISTED = 3
HURTS = 1000.0
"""USD from which an action costs something: below it lies the tolerance of the solver."""
NOTHING = 5e-4
"""Share of what is wanted up to which nothing is short."""
PROVEN = 5e-4
"""Gap below which the worst set counts as proven: less than a printed digit."""
SMALL_USD = 1e6
"""Cost below which an action is said to hardly hurt."""


def partners(result: ChokepointsResult, world: World) -> str:
    """The partners, as a sentence names them."""
    named = words.place_names(world)
    return words.listed([named[place] for place in result.partnership])


def headlines(result: ChokepointsResult, world: World) -> list[str]:
    """What matters, in a few plain sentences; every figure comes from the result."""
    who = partners(result, world)
    if result.actions.is_empty():
        return [f"No action of those that were looked at can hurt {who}."]
    lines = [_worst(result, who), *_single(result, who), *_each(result, world)]
    shared = _shared(result, world)
    harmless = result.ranking.filter(pl.col("cost_usd") < SMALL_USD).height
    lines += [shared] if shared else []
    if harmless:
        lines.append(
            f"{harmless} of {words.count(result.ranking.height, 'single action')} would cost less "
            f"than {usd(SMALL_USD)}, since others can step in."
        )
    lines.append(
        "These are losses after the best adaptation that trade allows, with all in view and nobody "
        "outside bidding more than a little above the price: the real harm is larger."
    )
    return lines


def _worst(result: ChokepointsResult, who: str) -> str:
    names = "; ".join(result.actions["name"])
    many = result.actions.height
    said = "The worst single action" if many == 1 else f"The worst {many} actions together"
    proof = (
        "proven the worst"
        if result.gap < PROVEN
        else (
            f"proven to within {words.percent(result.gap)} of the worst ({usd(result.bound_usd)})"
        )
    )
    return f"{said} would cost {who} {usd(result.cost_usd)} ({proof}): {names}."


def _single(result: ChokepointsResult, who: str) -> list[str]:
    rows = ranked(result).head(LISTED + 1)
    if rows.height < 2:
        return []
    parts = [f"{name} {usd(cost)}" for name, cost in rows.select("name", "cost_usd").rows()]
    return [f"One at a time, these cost {who} most: {'; '.join(parts)}."]


def _each(result: ChokepointsResult, world: World) -> list[str]:
    named = words.place_names(world)
    return [
        f"For {named[row['partner']]} alone the worst would cost {usd(row['cost_usd'])}: "
        f"{'; '.join(row['names'])}."
        for row in result.partners.iter_rows(named=True)
        if row["names"] and len(result.partnership) > 1
    ]


def _shared(result: ChokepointsResult, world: World) -> str | None:
    home = result.shared.filter(pl.col("place").is_in(list(result.partnership)))
    if home.is_empty():
        return None
    named = words.place_names(world)
    parts = [f"{named[p]} {usd(cost)}" for p, cost in home.select("place", "cost_usd").rows()]
    return (
        "If others held on to what they need as much as the partners do, the same actions would "
        f"cost {words.listed(parts)}."
    )


def ranked(result: ChokepointsResult) -> pl.DataFrame:
    """Single actions that cost something, the costliest first. A control towards the partners does
    no more than the same one towards everyone, and stands only where there is no such."""
    goods = ["government", "commodity", "measure"]
    wider = result.ranking.filter(pl.col("towards") == "everyone").select(*goods, wider=True)
    hurting: pl.DataFrame = (
        result.ranking.join(wider, on=goods, how="left", maintain_order="left", nulls_equal=True)
        .filter(pl.col("cost_usd") > HURTS)
        .filter((pl.col("towards") != "partners").fill_null(True) | pl.col("wider").is_null())
    )
    return hurting.drop("wider")


def goes_short(result: ChokepointsResult) -> pl.DataFrame:
    """Rows of `short` in which anything is short at all, the costliest first."""
    return result.short.filter(pl.col("short") > NOTHING * pl.col("wanted"))
