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
    hold."""
    found = []
    commodities = world.table("commodities").filter(pl.col("mineral") == mineral)
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
