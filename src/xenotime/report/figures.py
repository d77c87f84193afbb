"""The figures of a brief, each with the one message it has as its title."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import plotly.io
import polars as pl

from xenotime.report import words
from xenotime.report.bar_figures import cost_figure, stage_figure
from xenotime.report.chain_figure import MARK, chain_figure
from xenotime.report.headline import users
from xenotime.report.map_figure import SHOWN, map_figure
from xenotime.report.matrix_figures import (
    concentration_figure,
    shortage_figure,
    shortages,
)
from xenotime.report.project_figure import project_figure
from xenotime.report.style import colours
from xenotime.studies.brief import BriefResult
from xenotime.studies.chain import ChainResult, chain
from xenotime.studies.gaps import additions, covered
from xenotime.studies.minerals import CHOKEPOINT_SHARE, MineralBrief
from xenotime.world.world import World

OWN = "xenotime"
"""The source that figures cite which are the project's own judgement."""


@dataclass(frozen=True)
class Figure:
    """A figure with the one message it has, and what stands beneath it."""

    id: str
    title: str
    note: str
    figure: go.Figure

    @property
    def html(self) -> str:
        """The figure as a piece of the page."""
        return str(
            plotly.io.to_html(
                self.figure,
                include_plotlyjs=False,
                full_html=False,
                div_id=self.id,
                config={"responsive": True, "displayModeBar": False, "scrollZoom": False},
            )
        )


def figures(result: BriefResult) -> list[Figure]:
    """All figures of a brief, in reading order."""
    top = result.minerals[0]
    behind = chain(result.case, top.headlines)
    palette = colours(_by_weight(behind), top.supplier, result.case.partnership)
    found = [*_of_chain(result, behind, palette), _stages(result, palette)]
    if any(mineral.stages for mineral in result.minerals):
        found.append(_concentration(result))
    if any(impact.cost_usd > 0 for impact in result.impacts):
        found += _of_scenarios(result)
    projects = _projects(result, palette)
    return [*found, projects] if projects else found


def _by_weight(behind: ChainResult) -> list[str]:
    """Places of a chain, the heaviest first."""
    sums = behind.links.group_by("from_place", maintain_order=True).agg(pl.col("share").sum())
    return sums.sort(["share", "from_place"], descending=[True, False])["from_place"].to_list()


def _partners(result: BriefResult) -> str:
    names = words.place_names(result.case.world)
    return words.listed([names[place] for place in result.case.partnership])


def _tap(result: BriefResult, top: MineralBrief) -> str:
    return words.place_names(result.case.world).get(top.supplier or "", "one country")


def _concentration(result: BriefResult) -> Figure:
    cells = [
        next(iter(stage.shares.items())) for mineral in result.minerals for stage in mineral.stages
    ]
    leaders = [place for place, _ in cells]
    first = max(sorted(set(leaders)), key=leaders.count)
    half = sum(1 for place, share in cells if place == first and share >= CHOKEPOINT_SHARE)
    name = words.sentence(words.place_names(result.case.world)[first])
    return Figure(
        "figure-concentration",
        f"{name} makes half or more of the world's output at {half} of the {len(cells)} stages of "
        "these minerals",
        "The largest producer of each stage and its share of the world's production, "
        f"{result.case.world.reference_year}; half and more in bold. No cell: a stage that the "
        "mineral does not have, or that nobody counts.",
        concentration_figure(result.minerals, words.place_labels(result.case.world)),
    )


def _of_chain(result: BriefResult, behind: ChainResult, palette: dict[str, str]) -> list[Figure]:
    world, top = result.case.world, result.minerals[0]
    labels = words.place_labels(world)
    good, partners, tap = (
        words.within(words.short(top.product)),
        _partners(result),
        _tap(result, top),
    )
    stages = [s for s in dict.fromkeys(top.trace.stages()["stage"]) if s != "recycling"]
    held = {c["stage"] for c in top.chokepoints if c["supplier"] == top.supplier} & set(stages)
    many = f"all {len(stages)}" if len(held) == len(stages) else f"{len(held)} of the {len(stages)}"
    return [
        Figure(
            "figure-chain",
            f"{words.sentence(tap)} holds half or more of {many} stages behind the {good} that "
            f"{users(result)}",
            f"Who makes each stage of what serves the partners, {world.reference_year}, after "
            "reconciliation; traced through trade by solving the flow balance. Widths: shares of "
            f"what a stage takes in. {MARK} marks half of a stage or more.",
            chain_figure(behind, top.trace, palette, labels, CHOKEPOINT_SHARE),
        ),
        Figure(
            "figure-map",
            f"How the {good} and what goes into them reach {partners}",
            f"Trade that serves the partners, {world.reference_year}; the wider the line, the "
            f"larger its share of its stage's trade. Journeys below {SHOWN:.0%} are left "
            "out; lines join places and are not shipping lanes. Outlines: Natural Earth.",
            map_figure(behind, world, labels),
        ),
    ]


def _stages(result: BriefResult, palette: dict[str, str]) -> Figure:
    top = result.minerals[0]
    least = min((stage.shares.get(top.supplier or "", 0.0) for stage in top.stages), default=0.0)
    mineral, tap = words.within(top.name), words.sentence(_tap(result, top))
    title = (
        f"{tap} makes {words.percent(least)} or more of the world's {mineral} at every stage"
        if least >= CHOKEPOINT_SHARE
        else f"Who makes the world's {mineral}, stage by stage"
    )
    return Figure(
        "figure-stages",
        title,
        f"Production of {result.case.world.reference_year} as the atlas's tables state it, before "
        "reconciliation.",
        stage_figure(top.stages, palette, words.place_labels(result.case.world)),
    )


def _of_scenarios(result: BriefResult) -> list[Figure]:
    world, costly = result.case.world, result.impacts[0]
    labels = words.place_labels(world)
    lines = shortages(result.impacts)
    figure = shortage_figure(
        result.impacts, lines, words.sector_names(world), words.commodity_names(world)
    )
    shown = len(figure.data[0].y)
    hardest = lines.row(0, named=True) if lines.height else None
    title = "No sector goes without"
    if hardest:
        sector = words.sector_names(world)[hardest["sector"]]
        place = words.place_names(world)[hardest["place"]]
        title = f"{sector} in {place} lose most of all when {_clause(costly.scenario.name)}"
    return [
        Figure(
            "figure-cost",
            f"The worst scenario costs {_partners(result)} "
            f"{words.dollars(costly.cost_usd)}: {_clause(costly.scenario.name)}",
            "Value lost by what is short, plus substitution and demand given up; goods rerouted, "
            f"spare plants and published stocks used as well as they can be. {_judged(world)}",
            cost_figure(result.impacts, labels),
        ),
        Figure(
            "figure-shortage",
            title,
            "Share of the horizon's need that is neither delivered nor replaced; half and more in "
            f"bold. The {shown} of {lines.height} lines that cost most. {_judged(world)}",
            figure,
        ),
    ]


def _clause(name: str) -> str:
    """A scenario's name after a colon or a conjunction: only an article loses its capital."""
    first = name.split(" ")[0]
    return words.within(first) + name[len(first) :] if first in {"A", "An", "The"} else name


def _judged(world: World) -> str:
    """How far the value of a missing tonne can be trusted."""
    values = world.table("shortage_values")
    own = values.filter(pl.col("source") == OWN).height
    return (
        f"What a missing tonne costs a sector is the project's own judgement in {own} of "
        f"{values.height} values, of low confidence: read the order of size, not the digits."
    )


def _projects(result: BriefResult, palette: dict[str, str]) -> Figure | None:
    top = result.minerals[0]
    added = additions(result.case, result.gaps, top.id)
    shares = covered(added).sort("share", maintain_order=True)
    if not shares.height:
        return None
    names = words.commodity_names(result.case.world)
    least = shares.row(0, named=True)
    good = words.within(words.short(names[least["commodity"]]))
    return Figure(
        "figure-projects",
        f"The projects known today would fill least of the gap in {good}: "
        f"{words.percent(least['share'])}",
        "Capacity times the atlas's own judgement of the chance that it comes, as a share of what "
        f"the use of {words.within(words.short(top.product))} needs and the partners do not make; "
        "other buyers will want part of it. A plant counts for the grade that the atlas gives it. "
        "Projects at the largest supplier's place are left out; colours as in the chain, grey for "
        "other places.",
        project_figure(added, palette, words.place_labels(result.case.world), names),
    )
