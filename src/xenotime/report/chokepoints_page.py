"""The worst attack as a page that works offline: what matters, the map, the ranking."""

from __future__ import annotations

import polars as pl

from xenotime.report import words
from xenotime.report.chokepoints_figures import chokepoints_figures
from xenotime.report.chokepoints_words import KINDS, goes_short, headlines, partners, ranked
from xenotime.report.offline import OfflinePage, offline_page
from xenotime.report.plan_page import figure_data, filters
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.world.world import World

SHOWN = 60
"""Single actions that the table shows."""
SHORT = 20
"""Shortages that the table shows."""


def chokepoints_page(result: ChokepointsResult, world: World) -> OfflinePage:
    """The page of a search for the worst attack.

    Args:
        result: what `chokepoints` found.
        world: the world that it was found in, for names.
    """
    drawn, rows = chokepoints_figures(result, world), ranked(result)
    return offline_page(
        "chokepoints.html.jinja",
        styles=("brief.css", "controls.css", "plan.css"),
        scripts=("plan.js",),
        filters=filters(),
        plotted=True,
        result=result,
        partners=partners(result, world),
        headlines=headlines(result, world),
        figures={figure.id: figure for figure in drawn},
        data=figure_data(drawn),
        kinds=KINDS,
        actions=result.actions.to_dicts(),
        ranking=rows.head(SHOWN).to_dicts(),
        harmless=result.ranking.height - rows.height,
        rest=max(rows.height - SHOWN, 0),
        places=[place for place in result.partnership if place in result.ranking.columns],
        each=result.partners.to_dicts(),
        short=goes_short(result).head(SHORT).to_dicts(),
        sectors=words.sector_names(world),
        shared=result.shared.filter(
            (pl.col("cost_usd") > 0) & pl.col("place").is_in(list(result.partnership))
        ).to_dicts(),
        labels=words.place_labels(world),
        goods={g: words.short(name) for g, name in words.commodity_names(world).items()},
    )
