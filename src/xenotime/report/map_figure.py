"""The journeys behind a chain on a map of the world, drawn without any map server."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import numpy as np
import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import INK, LAND, STAGES, dressed, faded
from xenotime.studies.chain import ChainResult
from xenotime.world import schema
from xenotime.world.world import World

SHOWN = 0.02
"""Journeys with a smaller share of their stage's trade are left out."""
POINTS = 24


def map_figure(chain: ChainResult, world: World, names: dict[str, str]) -> go.Figure:
    """World map of the trade that serves the partnership, one colour per stage."""
    at = {
        row[0]: row[1:]
        for row in world.table("places").select("id", "latitude", "longitude").rows()
    }
    figure = go.Figure(_land())
    journeys = (
        chain.journeys.group_by("stage", "origin", "destination")
        .agg(pl.col("tonnes").sum())
        .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum().over("stage"))
        .filter(pl.col("share") >= SHOWN)
    )
    for stage in schema.STAGES:
        of_stage = journeys.filter(pl.col("stage") == stage).sort("share")
        for number, row in enumerate(of_stage.iter_rows(named=True)):
            latitude, longitude = _bow(at[row["origin"]], at[row["destination"]])
            text = (
                f"{stage}: {names.get(row['origin'], row['origin'])} to "
                f"{names.get(row['destination'], row['destination'])}, "
                f"{row['tonnes']:,.0f} t per year ({row['share']:.0%} of this stage's trade)"
            )
            figure.add_trace(
                go.Scattergeo(
                    lat=latitude,
                    lon=longitude,
                    mode="lines",
                    line={"width": 0.8 + 9 * row["share"], "color": faded(STAGES[stage], 0.75)},
                    name=stage,
                    legendgroup=stage,
                    showlegend=number == 0,
                    text=text,
                    hoverinfo="text",
                )
            )
    shown = sorted({*journeys["origin"].to_list(), *journeys["destination"].to_list()})
    figure.add_trace(
        go.Scattergeo(
            lat=[at[p][0] for p in shown],
            lon=[at[p][1] for p in shown],
            mode="markers+text",
            text=shown,
            textposition="top center",
            textfont={"size": 11, "color": INK},
            marker={"size": 6, "color": INK},
            hovertext=[names.get(p, p) for p in shown],
            hoverinfo="text",
            showlegend=False,
        )
    )
    figure.update_geos(
        showland=False,
        showcoastlines=False,
        showframe=False,
        showcountries=False,
        showlakes=False,
        projection={"type": "natural earth", "rotation": {"lon": 150}},
        lataxis={"range": [-50, 72]},
        bgcolor="#ffffff",
    )
    return dressed(figure, 470)


@lru_cache(maxsize=1)
def _land() -> go.Scattergeo:
    """Outlines of countries (Natural Earth 1:110m, public domain)."""
    text = (resources.files("xenotime.report") / "land.txt").read_text(encoding="utf-8")
    latitude: list[float | None] = []
    longitude: list[float | None] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        numbers = [float(word) for word in line.split()]
        longitude += [*numbers[0::2], None]
        latitude += [*numbers[1::2], None]
    return go.Scattergeo(
        lat=latitude,
        lon=longitude,
        mode="lines",
        line={"width": 0.6, "color": "#b9c2cc"},
        fill="toself",
        fillcolor=LAND,
        hoverinfo="skip",
        showlegend=False,
    )


def _bow(start: tuple[float, float], end: tuple[float, float]) -> tuple[list[float], list[float]]:
    """Points along the great circle from start to end, both (latitude, longitude) in degrees."""
    ends = np.radians(np.array([start, end]))
    latitude, longitude = ends[:, 0], ends[:, 1]
    vectors = np.stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ],
        axis=1,
    )
    angle = np.arccos(np.clip(vectors[0] @ vectors[1], -1, 1))
    steps = np.linspace(0, 1, POINTS)[:, None]
    if angle < 1e-6:
        return [start[0], end[0]], [start[1], end[1]]
    points = (
        np.sin((1 - steps) * angle) * vectors[0] + np.sin(steps * angle) * vectors[1]
    ) / np.sin(angle)
    across = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    up = np.degrees(np.arcsin(np.clip(points[:, 2], -1, 1)))
    return up.round(2).tolist(), across.round(2).tolist()
