"""Shares and costs as bars."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import MUTED, OTHER, PAPER, PARTNERS, REST, dressed, ink_on, wrapped
from xenotime.report.words import dollars
from xenotime.studies.impact import Impact
from xenotime.studies.stages import StageShare
from xenotime.world.schema import STAGES

NAMED = 0.04
"""Places that nowhere reach this share of a stage, or have no colour, are gathered as `others`."""
LEGIBLE = 0.07
"""Bars shorter than this share of the axis carry no text."""


def stage_figure(
    stages: list[StageShare], palette: dict[str, str], labels: dict[str, str]
) -> go.Figure:
    """Stacked bars: who makes how much of each stage in the world."""
    by_stage = {stage.stage: stage.shares for stage in stages}
    shown = [stage for stage in STAGES if stage in by_stage]
    most: dict[str, float] = {}
    for shares in by_stage.values():
        for place, share in shares.items():
            most[place] = max(most.get(place, 0.0), share)
    named = [p for p in most if most[p] >= NAMED and palette.get(p, OTHER) != OTHER]
    large = sorted(named, key=lambda p: (-most[p], p))
    figure = go.Figure()
    for place in large:
        _share_bar(
            figure,
            shown,
            [by_stage[stage].get(place, 0.0) for stage in shown],
            labels.get(place, place),
            palette[place],
            place,
        )
    rest = [1 - sum(by_stage[stage].get(p, 0.0) for p in large) for stage in shown]
    _share_bar(figure, shown, rest, "others", REST, "")
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_xaxes(
        tickformat=".0%", dtick=0.2, range=[0, 1], title="share of the world's production"
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return dressed(figure, 110 + 42 * len(shown))


def _share_bar(
    figure: go.Figure, rows: list[str], values: list[float], name: str, colour: str, code: str
) -> None:
    figure.add_bar(
        y=rows,
        x=values,
        orientation="h",
        name=name,
        marker={"color": colour, "line": {"color": PAPER, "width": 1}},
        text=[f"{code} {v:.0%}" if code and v >= LEGIBLE else "" for v in values],
        textposition="inside",
        textangle=0,
        insidetextfont={"color": ink_on(colour)},
        insidetextanchor="middle",
        hovertemplate="%{y}: %{x:.1%}<extra>" + name + "</extra>",
    )


def cost_figure(impacts: list[Impact], labels: dict[str, str]) -> go.Figure:
    """What each scenario costs each partner, in billions of dollars; its total at the bar's end."""
    rows = [wrapped(found.scenario.name, 34) for found in impacts]
    figure = go.Figure()
    for number, place in enumerate(impacts[0].partnership):
        figure.add_bar(
            y=rows,
            x=[cost_of(found, place) / 1e9 for found in impacts],
            orientation="h",
            name=labels.get(place, place),
            marker={
                "color": PARTNERS[min(number, len(PARTNERS) - 1)],
                "line": {"color": PAPER, "width": 1},
            },
            hovertemplate="%{y}: $%{x:.2f} bn<extra>" + labels.get(place, place) + "</extra>",
        )
    for row, found in zip(rows, impacts, strict=True):
        figure.add_annotation(
            x=found.cost_usd / 1e9,
            y=row,
            text=dollars(found.cost_usd) if found.cost_usd >= 1e6 else "under $1 m",
            font={"size": 12, "color": MUTED},
            showarrow=False,
            xanchor="left",
            xshift=4,
        )
    largest = max(max(found.cost_usd for found in impacts) / 1e9, 1e-3)
    figure.update_layout(barmode="stack", bargap=0.4)
    figure.update_xaxes(title="billion US dollars over the horizon", range=[0, 1.12 * largest])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return dressed(figure, 100 + 50 * len(impacts))


def cost_of(found: Impact, place: str) -> float:
    """What a scenario costs one partner over the horizon, USD."""
    return float(found.home.filter(pl.col("place") == place)["cost_usd"].sum())
