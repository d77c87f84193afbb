"""Whole acts of a government: all goods that one measure of its register names, stopped at once.

A real act takes in several forms of a good, so that its buyers cannot go to the next form: one form
alone often costs little because the next stage repairs it. What counts is what the act names,
whether it is in force or not, for whom it is meant, or how its applications are judged.

An act that names one of the goods only is the control of that good and is left out. Acts with the
same goods stand once, under the name of the one announced first.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from xenotime.world.world import World

RESTRICTING = ("export_control", "ban", "quota", "foreign_made")
"""Kinds of measures that hold back goods."""
NAMED = 3
"""Goods up to which an act is described by their names."""


@dataclass(frozen=True)
class Act:
    """A measure and those of its goods that its government exports and the partners depend on.

    label: the act and what it is about, in a few words; home: whether any of the goods can go to a
    partner.
    """

    measure: str
    government: str
    goods: tuple[str, ...]
    home: bool
    label: str


def acts_of(world: World, exports: pl.DataFrame) -> list[Act]:
    """The acts that hold back two goods or more, the first announced first.

    Args:
        world: register and names.
        exports: what governments can control: see `behind.exports_of`.
    """
    named = (
        world.table("measure_items")
        .select("measure", commodity=pl.col("commodities").str.split(" "))
        .drop_nulls()
        .explode("commodity")
        .unique()
    )
    acts = (
        world.table("measures")
        .filter(pl.col("kind").is_in(list(RESTRICTING)))
        .select("announced", measure="id", origin="government")
        .join(named, on="measure")
        .join(exports, on=["origin", "commodity"])
        .group_by("announced", "measure", "origin")
        .agg(pl.col("commodity").sort(), pl.col("home").any(), pl.col("considerable").any())
        .filter("considerable", pl.col("commodity").list.len() > 1)
        .sort("announced", "measure")
        .group_by("origin", "commodity", maintain_order=True)
        .agg("measure", pl.col("home").any())
    )
    return [
        Act(alike[0], origin, tuple(goods), home, _label(world, alike, goods))
        for origin, goods, alike, home in acts.iter_rows()
    ]


def _label(world: World, alike: list[str], goods: list[str]) -> str:
    """The first act, what it is about, and which others name the same."""
    known = world.table("commodities").filter(pl.col("id").is_in(goods))
    if len(goods) <= NAMED:
        about = ", ".join(known.sort("id")["name"])
    else:
        minerals = world.table("minerals").filter(pl.col("id").is_in(known["mineral"].implode()))
        about = f"{', '.join(minerals.sort('id')['name']).lower()}: {len(goods)} goods"
    same = f", the same as {', '.join(alike[1:])}" if alike[1:] else ""
    return f"{alike[0]} ({about}{same})"
