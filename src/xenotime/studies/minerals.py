"""One mineral of a brief: who holds its stages, and what it would cost if they closed.

A mineral is weighed by what the partnership would lose if the outside supplier that it would hurt
most to lose let nothing out for the horizon: every form of the mineral, to everywhere. Suppliers
with a share of at least a fifth of some stage behind the partnership's use are tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.studies.case import Case
from xenotime.studies.impact import Impact, impact
from xenotime.studies.stages import StageShare, forms_of, stage_shares
from xenotime.studies.trace import UNKNOWN, NoUse, TraceResult, trace

CHOKEPOINT_SHARE = 0.5
"""A place outside with at least this share of a stage is a chokepoint."""
CANDIDATE_SHARE = 0.2
CANDIDATES = 4


@dataclass(frozen=True)
class MineralBrief:
    """One mineral: its stages in the world, the partnership's tiers, and what a stop would cost."""

    id: str
    name: str
    headlines: tuple[str, ...]
    product: str
    """What the headline commodities are together, as a sentence names it."""
    stages: list[StageShare]
    trace: TraceResult
    stop: Impact | None
    supplier: str | None

    @property
    def supplier_stage(self) -> tuple[str, float] | None:
        """The stage at which that supplier is strongest, and its share of it."""
        if self.supplier is None:
            return None
        found = self.outside.filter(
            (pl.col("origin") == self.supplier) & (pl.col("stage") != "recycling")
        ).sort("share", maintain_order=True)
        return tuple(found.select("stage", "share").row(-1)) if found.height else None

    @property
    def outside(self) -> pl.DataFrame:
        """Shares of the stages behind the partnership's use made outside it, by origin."""
        return outside_shares(self.trace)

    @property
    def chokepoints(self) -> list[dict[str, Any]]:
        """Stages of which one place outside makes half or more."""
        return (
            self.outside.filter(pl.col("share") >= CHOKEPOINT_SHARE)
            .select("stage", supplier="origin", share="share")
            .to_dicts()
        )

    @property
    def stop_cost_usd(self) -> float:
        """Cost to the partnership of a stop by the supplier that it would hurt most to lose,
        USD."""
        return self.stop.cost_usd if self.stop else 0.0

    @property
    def tiers(self) -> pl.DataFrame:
        """Tiers of the partnership together."""
        return self.trace.tiers.filter(pl.col("consumer") == "+")

    def to_dict(self) -> dict[str, Any]:
        """The mineral as plain values."""
        return {
            "id": self.id,
            "name": self.name,
            "headlines": list(self.headlines),
            "product": self.product,
            "costliest_supplier": self.supplier,
            "stop_cost_usd": self.stop_cost_usd,
            "stop_shortage_share": self.stop.shortage_share if self.stop else 0.0,
            "stages": [stage.to_dict() for stage in self.stages],
            "tiers": self.tiers.drop("consumer").to_dicts(),
            "chokepoints": self.chokepoints,
        }


def mineral_brief(case: Case, mineral: str) -> MineralBrief | None:
    """Trace a mineral and try its suppliers' stops; None when the partnership uses none of it.

    Headlines that share no process with the first (in a part of a world) are left out.
    """
    row = case.world.table("minerals").row(by_predicate=pl.col("id") == mineral, named=True)
    named = row["headline"].split()
    together = case.group_of(named[0])
    headlines = tuple(name for name in named if name in case.groups[together])
    names = dict(case.world.table("commodities").select("id", "name").iter_rows())
    try:
        traced = trace(case, headlines)
    except NoUse:
        return None
    candidates = (
        outside_shares(traced)
        .filter(pl.col("stage") != "recycling")
        .group_by("origin")
        .agg(pl.col("share").max())
        .filter(pl.col("share") >= CANDIDATE_SHARE)
        .sort(["share", "origin"], descending=[True, False])
    )
    forms = tuple(forms_of(case.world, mineral))
    stops = {
        supplier: impact(case, _stop(case, mineral, row["name"], forms, supplier), case.horizon[0])
        for supplier in candidates["origin"].head(CANDIDATES)
    }
    worst = max(stops, key=lambda supplier: stops[supplier].cost_usd, default=None)
    return MineralBrief(
        id=mineral,
        name=row["name"],
        headlines=headlines,
        product=row["product"] or names[headlines[0]],
        stages=stage_shares(case.world, mineral),
        trace=traced,
        stop=stops[worst] if worst else None,
        supplier=worst,
    )


def _stop(case: Case, mineral: str, name: str, forms: tuple[str, ...], supplier: str) -> Scenario:
    """The scenario in which a supplier lets nothing of a mineral out."""
    places = case.world.table("places")
    place = places.row(by_predicate=pl.col("id") == supplier, named=True)["name"]
    return Scenario(
        id=f"stop-{re.sub(r'[^a-z0-9]+', '-', mineral.lower())}-{supplier.lower()}",
        name=f"{place} lets no {name.lower()} out",
        description="All forms, to everywhere, for the whole horizon.",
        start=case.horizon[0],
        months=int(case.periods.lengths.sum()),
        source=(),
        cuts=(Cut(commodities=forms, origins=(supplier,), through=0.0, note="for ranking"),),
    )


def outside_shares(traced: TraceResult) -> pl.DataFrame:
    """Stage shares behind the partnership's use that are made outside it: stage, origin, share."""
    inside = pl.col("origin").is_in([*traced.partnership, UNKNOWN])
    return (
        traced.stages()
        .filter((pl.col("consumer") == "+") & ~inside)
        .select("stage", "origin", "share")
    )
