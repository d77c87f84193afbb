"""The journeys behind a chain on a map of the world, drawn without any map server.

The map turns on 150 degrees east, so that Asia, Australia and America stand side by side.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import numpy as np
import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import INK, LAND, PAPER, STAGES, dressed, faded
from xenotime.studies.chain import ChainResult
from xenotime.world import schema
from xenotime.world.world import World

SHOWN = 0.02
"""Journeys with a smaller share of their stage's trade are left out."""
POINTS = 24
CENTRE = 150.0
"""Longitude in the middle of the map, degrees east."""
LETTER, LINE = 2.6, 5.0
"""Room that a letter takes across and a line of text takes down, degrees."""
SIDES = {
    "middle right": (1.0, 0.0),
    "middle left": (-1.0, 0.0),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "top right": (1.0, 0.8),
    "bottom right": (1.0, -0.8),
    "top left": (-1.0, 0.8),
    "bottom left": (-1.0, -0.8),
}
"""Where a label may stand, in label widths and lines from its mark."""

Point = tuple[float, float]
"""Latitude and longitude, degrees."""


def map_figure(chain: ChainResult, world: World, labels: dict[str, str]) -> go.Figure:
    """World map of the trade that serves the partnership, one colour per stage."""
    at = {
        row[0]: (row[1], row[2])
        for row in world.table("places").select("id", "latitude", "longitude").rows()
    }
    figure = go.Figure(land())
    shown = journeys(chain)
    for rank, stage in enumerate(schema.STAGES):
        of_stage = shown.filter(pl.col("stage") == stage).sort("share", maintain_order=True)
        for number, row in enumerate(of_stage.iter_rows(named=True)):
            start, end = row["origin"], row["destination"]
            latitude, longitude = bow(at[start], at[end], 0.05 + 0.02 * rank)
            figure.add_scattergeo(
                lat=latitude,
                lon=longitude,
                mode="lines",
                line={"width": 1 + 8 * row["share"], "color": faded(STAGES[stage], 0.8)},
                name=stage,
                legendgroup=stage,
                showlegend=number == 0,
                text=f"{stage}: {labels.get(start, start)} to {labels.get(end, end)}, "
                f"{row['tonnes']:,.0f} t a year ({row['share']:.0%} of this stage's trade)",
                hoverinfo="text",
            )
    weight = pl.concat([shown.select("share", place=side) for side in ("origin", "destination")])
    order = (
        weight.group_by("place", maintain_order=True)
        .agg(pl.col("share").sum())
        .sort(["share", "place"])
    )
    places = order["place"].to_list()[::-1]
    figure.add_scattergeo(
        lat=[at[p][0] for p in places],
        lon=[at[p][1] for p in places],
        mode="markers+text",
        text=places,
        textposition=label_sides([at[p] for p in places], [len(p) for p in places]),
        textfont={"size": 11, "color": INK},
        marker={"size": 6, "color": INK, "line": {"width": 1, "color": PAPER}},
        hovertext=[labels.get(p, p) for p in places],
        hoverinfo="text",
        showlegend=False,
    )
    # Scroll and drag belong to the page, not to the map.
    return on_the_map(figure).update_layout(legend={"itemsizing": "constant"})


def on_the_map(figure: go.Figure) -> go.Figure:
    """A figure of places, with the house's projection and margins."""
    figure.update_geos(
        showland=False,
        showcoastlines=False,
        showframe=False,
        showcountries=False,
        showlakes=False,
        projection={"type": "natural earth", "rotation": {"lon": CENTRE}},
        lataxis={"range": [-48, 76]},
        bgcolor=PAPER,
    )
    figure = dressed(figure, 470)
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode=False)


def journeys(chain: ChainResult) -> pl.DataFrame:
    """Trade worth a line: stage, origin, destination, tonnes (per year), share of the stage's
    trade."""
    return (
        chain.journeys.group_by("stage", "origin", "destination", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum().over("stage"))
        .filter(pl.col("share") >= SHOWN)
        .sort("stage", "origin", "destination")
    )


@lru_cache(maxsize=1)
def land() -> go.Scattergeo:
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
        line={"width": 0.6, "color": PAPER},
        fill="toself",
        fillcolor=LAND,
        hoverinfo="skip",
        showlegend=False,
    )


def bow(start: Point, end: Point, bend: float) -> tuple[list[float], list[float]]:
    """Latitudes and longitudes of a curve from start to end, the short way round.

    `bend` is how far its middle stands off the straight line, in lengths of that line; curves there
    and back lie on opposite sides.
    """
    gap = np.array([end[0] - start[0], (end[1] - start[1] + 180) % 360 - 180])
    across = np.array([-gap[1], gap[0]]) * np.sign(-gap[1] or 1)
    steps = np.linspace(0, 1, POINTS)[:, None]
    points = np.array(start) + steps * gap + 4 * steps * (1 - steps) * bend * across
    longitude = (points[:, 1] + 180) % 360 - 180
    return points[:, 0].clip(-85, 85).round(2).tolist(), longitude.round(2).tolist()


def label_sides(points: list[Point], letters: list[int]) -> list[str]:
    """For each mark the side of its label that overlaps least with marks and labels before it."""
    marks = np.array([[lat, (lon - CENTRE + 180) % 360 - 180] for lat, lon in points])
    taken = [(lat - 1, lat + 1, lon - 1, lon + 1) for lat, lon in marks]
    found = []
    for (lat, lon), size in zip(marks, letters, strict=True):
        wide = LETTER * size
        boxes = {}
        for side, (right, up) in SIDES.items():
            middle, height = lon + right * (wide / 2 + 2), lat + up * (LINE / 2 + 1.2)
            boxes[side] = (
                height - LINE / 2,
                height + LINE / 2,
                middle - wide / 2,
                middle + wide / 2,
            )
        best = min(boxes, key=lambda side: sum(_overlap(boxes[side], box) for box in taken))
        taken.append(boxes[best])
        found.append(best)
    return found


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Area that two boxes (south, north, west, east; degrees) share."""
    tall = min(one[1], other[1]) - max(one[0], other[0])
    wide = min(one[3], other[3]) - max(one[2], other[2])
    return float(max(tall, 0.0) * max(wide, 0.0))
