"""The brief as one HTML file that works offline: no request leaves it."""

from __future__ import annotations

from typing import Any

import jinja2
import plotly.offline
import polars as pl

from xenotime.report import words
from xenotime.report.controls_brief import control_groups, idle
from xenotime.report.controls_words import dated, disclaimer
from xenotime.report.figures import Figure
from xenotime.report.offline import shipped
from xenotime.report.style import PAGE_COLOURS
from xenotime.studies.brief import BriefResult
from xenotime.studies.minerals import CHOKEPOINT_SHARE
from xenotime.studies.touching import SOON

PROJECTS_SHOWN = 4
"""Projects listed for each mineral."""


def page(result: BriefResult, lines: list[str], drawn: list[Figure]) -> str:
    """The whole page as HTML text, with its first lines and its figures."""
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "percent": words.percent,
        "tonnes": words.tonnes,
        "dollars": words.dollars,
        "short": words.short,
        "within": words.within,
        "sentence": words.sentence,
        "dated": dated,
        "day": words.day,
    }
    world = result.case.world
    names = words.place_names(world)
    return environment.from_string(shipped("brief.html.jinja")).render(
        result=result,
        style=shipped("brief.css"),
        colours=PAGE_COLOURS,
        partners=words.listed([names[place] for place in result.case.partnership]),
        as_of=words.day(result.as_of),
        first=words.month(result.case.horizon[0]),
        last=words.month(result.case.horizon[1]),
        months=int(result.case.periods.lengths.sum()),
        headlines=lines,
        figures={figure.id: figure for figure in drawn},
        names=words.place_labels(world),
        goods=words.commodity_names(world),
        sectors=words.sector_names(world),
        minerals={mineral.id: mineral.name for mineral in result.minerals},
        gaps=gaps_shown(result).to_dicts(),
        projects=projects_shown(result).to_dicts(),
        registered=world.table("measures").height > 0,
        controls=control_groups(result),
        idle=idle(result),
        changes=result.controls.changes.to_dicts(),
        soon=result.as_of + SOON,
        disclaimer=disclaimer(result.controls.newest_source),
        sources=result.sources.to_dicts(),
        unknown_stocks=_unknown_stocks(result),
        plotly=plotly.offline.get_plotlyjs(),
    )


def gaps_shown(result: BriefResult) -> pl.DataFrame:
    """All gaps of the first mineral, and of the others those with a chokepoint."""
    return result.gaps.filter(
        (pl.col("stage") != "recycling")
        & (
            (pl.col("mineral") == result.minerals[0].id)
            | (pl.col("largest_share") >= CHOKEPOINT_SHARE)
        )
    )


def projects_shown(result: BriefResult) -> pl.DataFrame:
    """For each mineral the projects that can be expected to fill most of a gap, and that share.

    A project fills no more than the whole gap; scrap is nobody's aim and left out.
    """
    order = {mineral.id: rank for rank, mineral in enumerate(result.minerals)}
    return (
        result.projects.filter(pl.col("stage") != "recycling")
        .with_columns(
            expected=pl.col("fills").clip(upper_bound=1.0) * pl.col("chance").fill_null(0.0)
        )
        .sort(
            [pl.col("mineral").replace_strict(order), "expected", "fills", "id"],
            descending=[False, True, True, False],
        )
        .group_by("mineral", maintain_order=True)
        .head(PROJECTS_SHOWN)
    )


def _unknown_stocks(result: BriefResult) -> list[dict[str, Any]]:
    """Stocks that nobody published, by partner: place, goods."""
    names = words.place_names(result.case.world)
    goods = words.commodity_names(result.case.world)
    rows = result.case.world.table("stocks").filter(pl.col("tonnes").is_null())
    found = []
    for place in result.case.partnership:
        held = rows.filter(pl.col("place") == place)["commodity"].unique(maintain_order=True)
        if held.len():
            listed = [words.within(words.short(goods[commodity])) for commodity in held]
            found.append({"place": names[place], "goods": ", ".join(listed)})
    return found
