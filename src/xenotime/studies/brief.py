"""`brief`: all of it on one page: which minerals, who holds the taps, what a stop costs, what would
close the gaps, which controls bind, and where every figure comes from.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.network.periods import month_name, month_number
from xenotime.scenarios.scenario import Scenario, shipped
from xenotime.studies.case import Case
from xenotime.studies.gaps import gaps, projects
from xenotime.studies.impact import Impact, impact
from xenotime.studies.minerals import MineralBrief, mineral_brief
from xenotime.studies.touching import Touching, touching
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

PERIODS = (1, 1, 1, 1, 1, 1, 3, 3)
"""Months of the periods: fine while a licence queue forms and clears, coarse after that."""


@dataclass(frozen=True)
class BriefResult:
    """The brief's content; `xenotime.report` lays it out.

    minerals: ranked, the costliest stop first. impacts: one per scenario, the costliest first.
    gaps: mineral, tier, stage, commodity, needed, made, gap (t per year), largest, largest_share.
    projects: the atlas's projects that would make what a gap lacks, with `fills` (share of the
    gap). sources: the publications that the figures cite. controls: the acts of governments that
    touch the partnership on the day, and what changes in the 90 days from it.
    """

    case: Case
    as_of: datetime.date
    minerals: list[MineralBrief]
    impacts: list[Impact]
    gaps: pl.DataFrame
    projects: pl.DataFrame
    sources: pl.DataFrame
    controls: Touching

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
            **self.controls.to_dict(),
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
    day = as_of or datetime.datetime.now().astimezone().date()
    first = day.isoformat()[:7]
    return Case(
        world,
        tuple(partnership),
        horizon=(first, month_name(month_number(first) + 11)),
        scenarios=tuple(fitting(world) if scenarios is None else scenarios),
        months=PERIODS,
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
    """Trace every mineral, solve every scenario and gather gaps, projects, controls and sources.

    Args:
        case: world, partnership, horizon and scenarios.
        progress: told what is being worked on, for people who wait.
    """
    start = case.horizon[0]
    minerals = []
    for mineral, name in case.world.table("minerals").select("id", "name").iter_rows():
        progress(name)
        found = mineral_brief(case, mineral)
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
    missing = gaps(case, minerals)
    day = datetime.date.fromisoformat(case.as_of or f"{start}-01")
    return BriefResult(
        case,
        day,
        minerals,
        impacts,
        missing,
        projects(case, missing),
        _sources(case),
        touching(case.world, case.partnership, day),
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
