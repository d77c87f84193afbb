"""Shares and shortages as bars and matrices."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import ALARM, GRID, INK, MUTED, PAPER, dressed
from xenotime.report.words import percent
from xenotime.studies.brief import MineralBrief
from xenotime.studies.impact import Impact
from xenotime.studies.stages import StageShare
from xenotime.world.schema import STAGES

SHORT = 0.005
"""Shares short below this are not worth a line."""


def stage_figure(
    stages: list[StageShare], palette: dict[str, str], names: dict[str, str]
) -> go.Figure:
    """Stacked bars: who makes how much of each stage in the world."""
    shown = [s for s in STAGES if s in {stage.stage for stage in stages}]
    by_stage = {stage.stage: stage.shares for stage in stages}
    weight: dict[str, float] = {}
    for shares in by_stage.values():
        for place, share in shares.items():
            weight[place] = max(weight.get(place, 0.0), share)
    large = [
        p for p in sorted(weight, key=lambda p: -weight[p]) if weight[p] >= 0.04 and p in palette
    ]
    figure = go.Figure()
    for place in large:
        values = [by_stage[s].get(place, 0.0) for s in shown]
        figure.add_bar(
            y=shown,
            x=values,
            orientation="h",
            name=names.get(place, place),
            marker={"color": palette[place], "line": {"color": PAPER, "width": 1}},
            text=[f"{place} {v:.0%}" if v >= 0.08 else "" for v in values],
            textposition="inside",
            insidetextanchor="middle",
            hovertemplate="%{y}: %{x:.1%}<extra>" + names.get(place, place) + "</extra>",
        )
    rest = [1 - sum(by_stage[s].get(p, 0.0) for p in large) for s in shown]
    figure.add_bar(
        y=shown,
        x=rest,
        orientation="h",
        name="others",
        marker={"color": GRID},
        hovertemplate="%{y}: %{x:.1%}<extra>others</extra>",
    )
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title="share of the world's production")
    figure.update_yaxes(autorange="reversed")
    return dressed(figure, 110 + 52 * len(shown))


def concentration_figure(minerals: list[MineralBrief]) -> go.Figure:
    """Matrix of minerals and stages: the largest producer and its share of the world."""
    stages = [s for s in STAGES if any(s == t.stage for m in minerals for t in m.stages)]
    values, text, hover = [], [], []
    for mineral in minerals:
        by_stage = {stage.stage: stage for stage in mineral.stages}
        line, words, notes = [], [], []
        for stage in stages:
            found = by_stage.get(stage)
            place, share = next(iter(found.shares.items())) if found else ("", None)
            line.append(share)
            words.append("" if share is None else f"{place} {share:.0%}")
            notes.append(
                "" if found is None else f"HHI {found.hhi:.2f}; {', '.join(found.commodities)}"
            )
        values.append(line)
        text.append(words)
        hover.append(notes)
    figure = go.Figure(
        go.Heatmap(
            x=stages,
            y=[m.name for m in minerals],
            z=values,
            text=text,
            customdata=hover,
            texttemplate="%{text}",
            hovertemplate="%{y}, %{x}: %{text}<br>%{customdata}<extra></extra>",
            colorscale=[[0, "#ffffff"], [0.5, "#f3d9c8"], [1, ALARM]],
            zmin=0.2,
            zmax=1,
            xgap=3,
            ygap=3,
            showscale=False,
            hoverongaps=False,
        )
    )
    figure.update_xaxes(side="top", showgrid=False)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return dressed(figure, 90 + 38 * len(minerals))


def cost_figure(impacts: list[Impact], palette: dict[str, str], names: dict[str, str]) -> go.Figure:
    """What each scenario costs each partner, in billions of dollars."""
    order = [found for found in impacts if found.cost_usd > 0] or impacts
    figure = go.Figure()
    shades = (palette.get("home", "#1b6ca8"), "#7aa6c2", "#3f9c88", "#8d6bb0", MUTED)
    for number, place in enumerate(order[0].partnership if order else ()):
        values = [
            float(found.home.filter(pl.col("place") == place)["cost_usd"].sum()) / 1e9
            for found in order
        ]
        figure.add_bar(
            y=[_wrapped(found.scenario.name) for found in order],
            x=values,
            orientation="h",
            name=names.get(place, place),
            marker={"color": shades[min(number, len(shades) - 1)]},
            hovertemplate="%{y}: $%{x:.2f} bn<extra>" + names.get(place, place) + "</extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_xaxes(title="billion US dollars over the horizon")
    figure.update_yaxes(autorange="reversed")
    return dressed(figure, 130 + 46 * len(order))


def shortage_figure(
    impacts: list[Impact], sectors: dict[str, str], commodities: dict[str, str]
) -> go.Figure:
    """Matrix: share of each partner's sector that goes without, per scenario."""
    rows: dict[tuple[str, str, str], dict[str, float]] = {}
    for found in impacts:
        for row in found.home.iter_rows(named=True):
            if row["wanted"] and row["short"] / row["wanted"] >= SHORT:
                key = (row["place"], row["sector"], row["commodity"])
                rows.setdefault(key, {})[found.scenario.id] = row["short"] / row["wanted"]
    hit = [found for found in impacts if any(found.scenario.id in r for r in rows.values())]
    worst = sorted(rows, key=lambda key: (key[0], -max(rows[key].values())))
    names = [f"{p} · {sectors.get(s, s)} · {commodities.get(c, c)}" for p, s, c in worst]
    values = [[rows[key].get(found.scenario.id) for found in hit] for key in worst]
    figure = go.Figure(
        go.Heatmap(
            x=[_wrapped(found.scenario.name, 18) for found in hit],
            y=names,
            z=values,
            text=[["" if v is None else percent(v) for v in line] for line in values],
            texttemplate="%{text}",
            hovertemplate="%{y}<br>%{x}: %{text} short<extra></extra>",
            colorscale=[[0, "#fdf3ee"], [1, ALARM]],
            zmin=0,
            zmax=1,
            xgap=3,
            ygap=2,
            showscale=False,
            hoverongaps=False,
        )
    )
    figure.update_xaxes(side="top", showgrid=False, tickfont={"size": 11, "color": INK})
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"size": 11})
    return dressed(figure, 150 + 22 * max(len(worst), 1))


def _wrapped(text: str, width: int = 34) -> str:
    """Text broken for a figure's axis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
