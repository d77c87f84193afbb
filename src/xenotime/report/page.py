"""The brief as one HTML file that works offline: no request leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import jinja2
import plotly.graph_objects as go
import plotly.io
import plotly.offline
import polars as pl

from xenotime.report import words
from xenotime.report.bar_figures import (
    concentration_figure,
    cost_figure,
    shortage_figure,
    stage_figure,
)
from xenotime.report.chain_figure import chain_figure
from xenotime.report.map_figure import map_figure
from xenotime.report.style import colours
from xenotime.studies.brief import CHOKEPOINT_SHARE, BriefResult
from xenotime.studies.chain import ChainResult, chain

TEMPLATE = "brief.html.jinja"
PROJECTS_SHOWN = 60


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
        return plotly.io.to_html(
            self.figure,
            include_plotlyjs=False,
            full_html=False,
            div_id=self.id,
            config={"responsive": True, "displayModeBar": False},
        )


def figures(result: BriefResult) -> list[Figure]:
    """All figures of a brief, in reading order."""
    case = result.case
    names, goods = words.place_names(case.world), words.commodity_names(case.world)
    sectors = dict(case.world.table("sectors").select("id", "name").iter_rows())
    top = result.minerals[0]
    behind = chain(case, top.headline)
    tap = top.supplier
    palette = colours(_by_weight(behind), tap, case.partnership)
    partners = words.listed([names[p] for p in case.partnership])
    good = goods[top.headline].lower()
    tap_name = names.get(tap or "", "one country")
    year = case.world.reference_year
    found = [
        Figure(
            "figure-chain",
            f"{tap_name} stands at every stage behind the {good} that {partners} use",
            f"Shares of each stage that serve the partners, {year}, after reconciliation; traced "
            f"through trade by solving the flow balance. ▲ marks a place with half of a stage or more.",
            chain_figure(behind, palette, names, CHOKEPOINT_SHARE),
        ),
        Figure(
            "figure-map",
            f"How {good} and what they are made of reach {partners}",
            f"Trade that serves the partners, {year}; the wider the line, the larger its share of "
            "that stage's trade. Journeys below 2 % are left out. Outlines: Natural Earth.",
            map_figure(behind, case.world, names),
        ),
        Figure(
            "figure-stages",
            f"Who makes what in the world: {top.name.lower()}, stage by stage",
            f"Production of {year} as the atlas's tables state it, before reconciliation.",
            stage_figure(top.stages, palette, names),
        ),
        Figure(
            "figure-concentration",
            "The largest producer of every stage of every mineral",
            f"Share of the world's production, {year}; minerals in the order of what a stop by the "
            "largest supplier would cost the partners.",
            concentration_figure(result.minerals),
        ),
    ]
    if result.impacts:
        costly = result.impacts[0]
        found += [
            Figure(
                "figure-cost",
                f"{costly.scenario.name} costs {partners} {words.dollars(costly.cost_usd)}",
                "Value lost by what is short, plus substitution and demand given up; goods rerouted, "
                "spare plants and published stocks used as well as they can be.",
                cost_figure(result.impacts, palette, names),
            ),
            Figure(
                "figure-shortage",
                "Which sectors go without, and how much of what they need",
                "Share of twelve months' need that is neither delivered nor replaced.",
                shortage_figure(result.impacts, sectors, goods),
            ),
        ]
    return found


def _by_weight(behind: ChainResult) -> list[str]:
    """Places of a chain, the heaviest first."""
    sums = behind.links.group_by("from_place").agg(pl.col("share").sum())
    return sums.sort("share", descending=True)["from_place"].to_list()


def page(result: BriefResult, lines: list[str], drawn: list[Figure]) -> str:
    """The whole page as HTML text, with its first lines and its figures."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "percent": words.percent,
        "tonnes": words.tonnes,
        "dollars": words.dollars,
    }
    text = (resources.files("xenotime.report") / TEMPLATE).read_text(encoding="utf-8")
    names = words.place_names(result.case.world)
    return environment.from_string(text).render(
        result=result,
        partners=words.listed([names[p] for p in result.case.partnership]),
        as_of=words.day(result.as_of),
        first=words.month(result.case.horizon[0]),
        last=words.month(result.case.horizon[1]),
        headlines=lines,
        figures={figure.id: figure for figure in drawn},
        names=names,
        goods=words.commodity_names(result.case.world),
        sectors=dict(result.case.world.table("sectors").select("id", "name").iter_rows()),
        gaps=result.gaps.to_dicts(),
        projects=result.projects.sort("fills", descending=True)
        .head(PROJECTS_SHOWN)
        .sort(["mineral", "commodity", "fills"], descending=[False, False, True])
        .to_dicts(),
        sources=result.sources.to_dicts(),
        unknown_stocks=_unknown_stocks(result),
        plotly=plotly.offline.get_plotlyjs(),
    )


def _unknown_stocks(result: BriefResult) -> list[str]:
    """Stocks of the partners that nobody published, as `commodity (place)`."""
    names = words.place_names(result.case.world)
    goods = words.commodity_names(result.case.world)
    rows = result.case.world.table("stocks").filter(
        pl.col("tonnes").is_null() & pl.col("place").is_in(list(result.case.partnership))
    )
    pairs = rows.select("commodity", "place").unique(maintain_order=True)
    return [f"{goods[c].lower()} ({names[p]})" for c, p in pairs.iter_rows()]
