"""`brief`: all of it on one page: which minerals, who holds the taps, what a stop costs, what would
close the gaps, and where every figure comes from.

Minerals are ranked by what it would cost the partnership if the outside supplier that it would hurt
most to lose let nothing out for the horizon (every form of the mineral, to everywhere). Suppliers
with a share of at least a fifth of some stage behind the partnership's use are tried. A gap is what
the partnership's use of the headline commodity needs at a tier, less what the partners make there.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.network.periods import month_name, month_number
from xenotime.scenarios.scenario import Cut, Scenario, shipped
from xenotime.studies.case import Case
from xenotime.studies.impact import Impact, impact
from xenotime.studies.stages import StageShare, stage_shares
from xenotime.studies.trace import UNKNOWN, NoUse, TraceResult, trace
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

CHOKEPOINT_SHARE = 0.5
"""A supplier with at least this share of a tier marks it as a chokepoint."""
CANDIDATE_SHARE = 0.2
CANDIDATES = 4


@dataclass(frozen=True)
class MineralBrief:
    """One mineral: its stages in the world, the partnership's tiers, and what a stop would cost."""

    id: str
    name: str
    headline: str
    stages: list[StageShare]
    trace: TraceResult
    stop: Impact | None
    supplier: str | None

    @property
    def supplier_stage(self) -> tuple[str, float] | None:
        """The stage at which that supplier is strongest, and its share of it."""
        if self.supplier is None:
            return None
        found = self.outside.filter(pl.col("origin") == self.supplier).sort("share")
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
            "headline": self.headline,
            "costliest_supplier": self.supplier,
            "stop_cost_usd": self.stop_cost_usd,
            "stop_shortage_share": self.stop.shortage_share if self.stop else 0.0,
            "stages": [stage.to_dict() for stage in self.stages],
            "tiers": self.tiers.drop("consumer").to_dicts(),
            "chokepoints": self.chokepoints,
        }


@dataclass(frozen=True)
class BriefResult:
    """The brief's content; `xenotime.report` lays it out.

    minerals: ranked, the costliest stop first. impacts: one per scenario, the costliest first.
    gaps: mineral, stage, commodity, needed, made, gap (t per year), largest, largest_share.
    projects: the atlas's projects that would make what a gap lacks, with `fills` (share of the
    gap). sources: the publications that the figures cite.
    """

    case: Case
    as_of: datetime.date
    minerals: list[MineralBrief]
    impacts: list[Impact]
    gaps: pl.DataFrame
    projects: pl.DataFrame
    sources: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """The brief as plain values."""
        return {
            "partnership": list(self.case.partnership),
            "as_of": self.as_of.isoformat(),
            "horizon": list(self.case.horizon),
            "reference_year": self.case.world.reference_year,
            "minerals": [mineral.to_dict() for mineral in self.minerals],
            "scenarios": [found.to_dict() for found in self.impacts],
            "gaps": self.gaps.to_dicts(),
            "projects": self.projects.to_dicts(),
            "sources": self.sources.to_dicts(),
        }


def brief_case(
    world: World,
    partnership: Iterable[str] = ("JPN", "USA"),
    as_of: datetime.date | None = None,
    scenarios: Iterable[Scenario] | None = None,
) -> Case:
    """The case of a brief: the twelve months from `as_of` (default: today), shipped scenarios.

    Without `scenarios`, the shipped ones that this world has the goods for are taken.
    """
    day = as_of or datetime.datetime.now(datetime.UTC).date()
    first = day.isoformat()[:7]
    return Case(
        world,
        tuple(partnership),
        horizon=(first, month_name(month_number(first) + 11)),
        scenarios=tuple(fitting(world) if scenarios is None else scenarios),
        months=1,
        as_of=day.isoformat(),
    )


def fitting(world: World) -> list[Scenario]:
    """Shipped scenarios all of whose names the world knows."""
    found = []
    for scenario in shipped():
        try:
            scenario.check(world)
        except XenotimeError:
            continue
        found.append(scenario)
    return found


def brief(case: Case, progress: Callable[[str], None] = lambda step: None) -> BriefResult:
    """Trace every mineral, solve every scenario and gather gaps, projects and sources.

    Args:
        case: world, partnership, horizon and scenarios.
        progress: told what is being worked on, for people who wait.
    """
    start = case.horizon[0]
    minerals = []
    for row in case.world.table("minerals").iter_rows(named=True):
        progress(row["name"])
        found = _mineral(case, row["id"], row["name"], row["headline"], start)
        if found is not None:
            minerals.append(found)
    if not minerals:
        raise XenotimeError(
            f"{', '.join(case.partnership)} use none of the world's headline commodities; choose "
            "another partnership"
        )
    minerals.sort(key=lambda mineral: -mineral.stop_cost_usd)
    impacts = []
    for scenario in case.scenarios:
        progress(scenario.name)
        impacts.append(impact(case, scenario, start))
    impacts.sort(key=lambda found: -found.cost_usd)
    gaps = _gaps(case, minerals)
    return BriefResult(
        case,
        datetime.date.fromisoformat(case.as_of or f"{start}-01"),
        minerals,
        impacts,
        gaps,
        _projects(case, gaps),
        _sources(case),
    )


def _mineral(case: Case, mineral: str, name: str, headline: str, start: str) -> MineralBrief | None:
    try:
        traced = trace(case, headline)
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
    stages = stage_shares(case.world, mineral)
    forms = tuple(forms_of(case.world, mineral, headline))
    short_name = re.sub(r"[^a-z0-9]+", "-", mineral.lower())
    worst: tuple[str, Impact] | None = None
    for supplier in candidates["origin"].head(CANDIDATES):
        stop = Scenario(
            id=f"stop-{short_name}-{supplier.lower()}",
            name=f"{supplier} lets no {name.lower()} out",
            description="All forms, to everywhere, for the whole horizon.",
            start=start,
            months=int(case.periods.lengths.sum()),
            source=(),
            cuts=(Cut(commodities=forms, origins=(supplier,), through=0.0, note="for ranking"),),
        )
        found = impact(case, stop, start)
        if worst is None or found.cost_usd > worst[1].cost_usd:
            worst = (supplier, found)
    supplier, stopped = worst if worst else (None, None)
    return MineralBrief(mineral, name, headline, stages, traced, stopped, supplier)


def outside_shares(traced: TraceResult) -> pl.DataFrame:
    """Stage shares behind the partnership's use that are made outside it: stage, origin, share."""
    inside = pl.col("origin").is_in([*traced.partnership, UNKNOWN])
    return (
        traced.stages()
        .filter((pl.col("consumer") == "+") & ~inside)
        .select("stage", "origin", "share")
    )


def forms_of(world: World, mineral: str, headline: str) -> list[str]:
    """Commodities of a mineral that share an element with its headline, directly or through another
    one: the metal's own forms, without the hosts that it is a by-product of."""
    ids = world.table("commodities").filter(pl.col("mineral") == mineral)["id"].to_list()
    held = world.table("contents").filter(pl.col("commodity").is_in(ids))
    elements = {
        name: set(held.filter(pl.col("commodity") == name)["element"].to_list()) for name in ids
    }
    forms, reached = {headline}, set(elements[headline])
    while grown := {name for name in ids if name not in forms and elements[name] & reached}:
        forms |= grown
        reached |= {element for name in grown for element in elements[name]}
    return [name for name in ids if name in forms]


def _gaps(case: Case, minerals: list[MineralBrief]) -> pl.DataFrame:
    """What the partnership needs at each tier and does not make itself, t per year."""
    partners = list(case.partnership)
    parts = []
    for mineral in minerals:
        made = (
            mineral.trace.origins.filter(
                (pl.col("consumer") == "+") & pl.col("origin").is_in(partners)
            )
            .group_by("commodity")
            .agg(made=pl.col("tonnes").sum())
        )
        parts.append(
            mineral.tiers.join(made, on="commodity", how="left", maintain_order="left").select(
                mineral=pl.lit(mineral.id),
                tier="tier",
                stage="stage",
                commodity="commodity",
                needed="tonnes",
                made=pl.col("made").fill_null(0.0),
                largest="largest",
                largest_share="largest_share",
            )
        )
    return (
        pl.concat(parts)
        .with_columns(gap=pl.col("needed") - pl.col("made"))
        .filter(pl.col("gap") > 1e-3 * pl.col("needed"))
    )


def _projects(case: Case, gaps: pl.DataFrame) -> pl.DataFrame:
    """Projects outside the largest supplier's place that would make what a gap lacks."""
    outputs = (
        case.world.table("recipes")
        .filter(pl.col("direction") == "out")
        .select("process", "commodity", "amount")
    )
    projects = (
        case.world.table("projects")
        .filter(~pl.col("status").is_in(["operating"]) & pl.col("capacity").is_not_null())
        .drop("commodity", "locator", "confidence", "note")
        .join(outputs, on="process")
        .join(
            gaps.select("mineral", "stage", "commodity", "gap", "largest"),
            on="commodity",
        )
        .filter(pl.col("place").ne_missing(pl.col("largest")))
        .with_columns(tonnes=pl.col("capacity") * pl.col("amount"))
        .with_columns(fills=pl.col("tonnes") / pl.col("gap"))
    )
    return (
        projects.sort("fills", descending=True)
        .unique("id", keep="first", maintain_order=True)
        .select(
            "id",
            "name",
            "place",
            "kind",
            "mineral",
            "stage",
            "commodity",
            "tonnes",
            "fills",
            "capex_usd",
            "lead_months",
            "start",
            "chance",
            "status",
            "owner",
            "supporters",
            "source",
        )
        .sort(["mineral", "stage", "fills"], descending=[False, False, True])
    )


def _sources(case: Case) -> pl.DataFrame:
    """Publications that any figure of the world or scenario cites, with the number of figures."""
    world = case.world
    cited = [frame.select("source") for frame in world.tables.values() if "source" in frame.columns]
    for scenario in case.scenarios:
        named = (scenario.source,) if isinstance(scenario.source, str) else scenario.source
        cited.append(pl.DataFrame({"source": named}, schema={"source": pl.String}))
    counts = pl.concat(cited).group_by("source").agg(figures=pl.len())
    return (
        world.table("sources")
        .join(counts, left_on="id", right_on="source")
        .sort(["figures", "id"], descending=[True, False])
        .select("id", "publisher", "title", "edition", "date", "licence", "url", "figures")
    )
