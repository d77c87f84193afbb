"""Who makes how much at each stage of a mineral, as the world's tables state it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.world.schema import STAGES
from xenotime.world.shares import hhi, shares
from xenotime.world.world import World


@dataclass(frozen=True)
class StageShare:
    """Shares of the world at a stage: place -> fraction, largest first; HHI between 0 and 1.

    `commodities` are those added up; `elements`, if any, are what is counted in them.
    """

    stage: str
    commodities: list[str]
    elements: list[str] | None
    tonnes: float
    shares: dict[str, float]
    hhi: float

    def to_dict(self) -> dict[str, Any]:
        """The stage as plain values."""
        return {
            "stage": self.stage,
            "commodities": self.commodities,
            "elements": self.elements,
            "tonnes": self.tonnes,
            "shares": self.shares,
            "hhi": self.hhi,
        }


def stage_shares(world: World, mineral: str) -> list[StageShare]:
    """Shares by stage in the reference year, measured as a publisher measures the stage where the
    world has a published share of it, otherwise by the elements that the stage's commodities
    hold. Hosts of by-products (zinc of germanium) are not counted."""
    found = []
    commodities = world.table("commodities").filter(
        pl.col("id").is_in(forms_of(world, mineral)) & (pl.col("mineral") == mineral)
    )
    published = world.table("published_shares").filter(pl.col("mineral") == mineral)
    held = world.table("contents")
    for stage in STAGES:
        names = commodities.filter(pl.col("stage") == stage)["id"].to_list()
        defined = published.filter(pl.col("stage") == stage).sort(
            (pl.col("year") - world.reference_year).abs(), maintain_order=True
        )
        elements: list[str] | None = None
        if defined.height:
            first = defined.row(0, named=True)
            names = first["commodities"].split()
            elements = first["elements"].split() if first["elements"] else None
        elif len(names) > 1:
            inside = held.filter(pl.col("commodity").is_in(names))["element"].unique().sort()
            elements = inside.to_list() or None
        if not names:
            continue
        table = shares(world, names, world.reference_year, elements)
        if not table.height:
            continue
        found.append(
            StageShare(
                stage,
                names,
                elements,
                float(table["tonnes"].sum()),
                dict(table.select("place", "share").iter_rows()),
                hhi(table["share"]),
            )
        )
    return found


def forms_of(world: World, mineral: str) -> list[str]:
    """Commodities of a mineral that share an element with its headlines, directly or through
    another one: the metal's own forms, without the hosts that it is a by-product of."""
    ids = world.table("commodities").filter(pl.col("mineral") == mineral)["id"].to_list()
    held = world.table("contents").filter(pl.col("commodity").is_in(ids))
    elements = {
        name: set(held.filter(pl.col("commodity") == name)["element"].to_list()) for name in ids
    }
    headline = world.table("minerals").filter(pl.col("id") == mineral)["headline"][0]
    forms = set(headline.split())
    reached = {element for name in forms for element in elements[name]}
    while grown := {name for name in ids if name not in forms and elements[name] & reached}:
        forms |= grown
        reached |= {element for name in grown for element in elements[name]}
    return [name for name in ids if name in forms]
