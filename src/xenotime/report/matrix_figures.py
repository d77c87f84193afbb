"""Concentration and shortage as matrices; half and more in bold, so that print without colour tells
it."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import HEAT, INK, dressed, wrapped
from xenotime.report.words import percent, short
from xenotime.studies.impact import Impact
from xenotime.studies.minerals import CHOKEPOINT_SHARE, MineralBrief
from xenotime.world.schema import STAGES

SHORT = 0.005
"""Shares short below this are not worth a cell."""
ROWS = 24
"""Rows of the shortage matrix: a page holds no more."""


def concentration_figure(minerals: list[MineralBrief], labels: dict[str, str]) -> go.Figure:
    """Matrix of minerals and stages: the largest producer and its share of the world."""
    stages = [s for s in STAGES if any(s == t.stage for m in minerals for t in m.stages)]
    values: list[list[float | None]] = []
    text: list[list[str]] = []
    hover: list[list[str]] = []
    for mineral in minerals:
        by_stage = {stage.stage: stage for stage in mineral.stages}
        values.append([])
        text.append([])
        hover.append([])
        for stage in stages:
            found = by_stage.get(stage)
            place, share = next(iter(found.shares.items())) if found else ("", None)
            values[-1].append(share)
            text[-1].append("" if share is None else _weighed(f"{place} {share:.0%}", share))
            hover[-1].append(
                ""
                if found is None
                else f"{labels.get(place, place)}; HHI {found.hhi:.2f}; "
                f"{', '.join(found.commodities)}"
            )
    figure = go.Figure(
        _heatmap(
            x=stages,
            y=[mineral.name for mineral in minerals],
            z=values,
            text=text,
            customdata=hover,
            hovertemplate="%{y}, %{x}: %{text}<br>%{customdata}<extra></extra>",
            zmin=0.2,
        )
    )
    return _matrix(figure, 60 + 34 * len(minerals))


def shortages(impacts: list[Impact]) -> pl.DataFrame:
    """Who goes without what in any scenario, the costliest first.

    Returns: place, sector, commodity, cost_usd (the most in one scenario), and a column for each
    scenario's id: the share of the horizon's need that is short, null where it is nothing.
    """
    parts = [
        found.home.filter((pl.col("wanted") > 0) & (pl.col("short") >= SHORT * pl.col("wanted")))
        .with_columns(scenario=pl.lit(found.scenario.id), part=pl.col("short") / pl.col("wanted"))
        .select("place", "sector", "commodity", "cost_usd", "scenario", "part")
        for found in impacts
    ]
    table = pl.concat(parts)
    key = ["place", "sector", "commodity"]
    cost = table.group_by(key).agg(pl.col("cost_usd").max())
    return (
        table.pivot(on="scenario", index=key, values="part")
        .join(cost, on=key)
        .sort(["cost_usd", *key], descending=[True, False, False, False])
    )


def shortage_figure(
    impacts: list[Impact],
    found: pl.DataFrame,
    sectors: dict[str, str],
    goods: dict[str, str],
) -> go.Figure:
    """Matrix: share of each partner's sector that goes without, per scenario; rows of
    `shortages`."""
    shown = found.head(ROWS).sort(["place", "cost_usd"], descending=[False, True])
    hit = [
        impact
        for impact in impacts
        if impact.scenario.id in shown.columns and shown[impact.scenario.id].count()
    ]
    rows = [
        f"{p} · {sectors.get(s, s)} · <b>{short(goods.get(c, c))}</b>"
        for p, s, c in shown.select("place", "sector", "commodity").rows()
    ]
    values = shown.select([impact.scenario.id for impact in hit]).rows()
    figure = go.Figure(
        _heatmap(
            x=[wrapped(impact.scenario.name, 14) for impact in hit],
            y=rows,
            z=values,
            text=[["" if v is None else _weighed(percent(v), v) for v in line] for line in values],
            hovertemplate="%{y}<br>%{x}: %{text} short<extra></extra>",
            zmin=0,
        )
    )
    figure = _matrix(figure, 110 + 24 * max(len(rows), 1))
    figure.update_yaxes(tickfont={"size": 11.5})
    return figure.update_xaxes(tickfont={"size": 11})


def _weighed(text: str, share: float) -> str:
    """Text in bold from half of the whole on."""
    return f"<b>{text}</b>" if share >= CHOKEPOINT_SHARE else text


def _heatmap(**cells: Any) -> go.Heatmap:
    """Cells of shares up to 1 with their text in ink."""
    return go.Heatmap(
        texttemplate="%{text}",
        textfont={"color": INK, "size": 12},
        colorscale=HEAT,
        zmax=1,
        xgap=3,
        ygap=3,
        showscale=False,
        hoverongaps=False,
        **cells,
    )


def _matrix(figure: go.Figure, height: int) -> go.Figure:
    """Columns named above, rows read downwards, no lines."""
    figure = dressed(figure, height)
    figure.update_xaxes(side="top", showgrid=False, tickfont={"size": 12}, tickangle=0)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure.update_layout(margin={"r": 8, "b": 4})
