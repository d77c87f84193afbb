"""Where an adversary can hurt: a map, and the single actions in the order of their cost."""

from __future__ import annotations

import math
from html import escape

import plotly.graph_objects as go
import polars as pl

from xenotime.report import words
from xenotime.report.chokepoints_words import KINDS, partners, ranked
from xenotime.report.map_figure import label_sides, land, on_the_map
from xenotime.report.plan_style import FAMILIES, Drawn, Rows, unit_of
from xenotime.report.plan_words import usd
from xenotime.report.style import ALARM, INK, MUTED, PAPER, PLACES, faded, wrapped
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.world.world import World

SHOWN = 20
"""Single actions that the bars show."""
ON_THE_MAP = 0.005
"""Share of the largest cost from which a place is on the map."""
LARGEST = 46
"""Diameter of the largest mark, pixels."""
SMALLEST = 5
COLOURS = {"act": PLACES[3], "control": ALARM, "plant": PLACES[6], "passage": PLACES[1]}


STRAITS = {
    "bab_el_mandeb": (12.6, 43.3),
    "bosporus": (41.1, 29.1),
    "danish_straits": (55.7, 12.6),
    "gibraltar": (36.0, -5.6),
    "hormuz": (26.6, 56.3),
    "lombok_makassar": (-8.5, 115.7),
    "malacca": (2.5, 101.5),
    "panama": (9.1, -79.7),
    "suez": (30.5, 32.3),
    "sunda": (-6.0, 105.8),
    "taiwan_strait": (24.5, 119.5),
}
"""Where straits and canals lie, degrees north and east, to be marked on a map of the world; one
that the world adds stands in the ranking only."""


def chokepoints_figures(result: ChokepointsResult, world: World) -> list[Drawn]:
    """The map and the bars; none without an action that hurts."""
    hurting = ranked(result)
    if hurting.is_empty():
        return []
    top = hurting.row(0, named=True)
    return [
        Drawn(
            "chokepoints-map",
            _map_title(hurting, world),
            "Areas grow with the cost of the single action that hurts most there. Ringed: part of "
            "the worst set. Outlines: Natural Earth.",
            chokepoints_map(result, world, narrow=False),
            chokepoints_map(result, world, narrow=True),
        ),
        Drawn(
            "chokepoints-ranking",
            f"{top['name']} costs most: {usd(top['cost_usd'])}",
            f"The {min(SHOWN, hurting.height)} single actions that cost {partners(result, world)} "
            "most, after the best adaptation. Marks: what an action would cost a partner if only "
            "its losses counted. * part of the worst set.",
            ranking_figure(result, world, narrow=False),
            ranking_figure(result, world, narrow=True),
        ),
    ]


def _map_title(hurting: pl.DataFrame, world: World) -> str:
    places = (
        hurting.drop_nulls("place")
        .group_by("place", maintain_order=True)
        .agg(pl.len(), pl.col("cost_usd").max())
        .sort("cost_usd", descending=True, maintain_order=True)
    )
    if places.is_empty():
        return "Where an adversary can hurt"
    place = words.place_names(world)[places["place"][0]]
    return (
        f"{words.sentence(place)} has the costliest of "
        f"{words.count(hurting.height, 'action')} that hurt"
    )


def chokepoints_map(result: ChokepointsResult, world: World, *, narrow: bool) -> go.Figure:
    """One mark for each place and kind of action, at the place; its area is the largest cost."""
    labels, goods = words.place_labels(world), words.commodity_names(world)
    worst = set(result.actions["action"])
    rows = _located(ranked(result))
    figure = go.Figure(land())
    most = float(str(rows["cost_usd"].max() or 1.0))
    spots = (
        rows.group_by("kind", "place", "latitude", "longitude", maintain_order=True)
        .agg("action", "name", "commodity", cost=pl.col("cost_usd"))
        .filter(pl.col("cost").list.first() >= ON_THE_MAP * most)
    )
    largest = LARGEST * (0.6 if narrow else 1.0)
    for kind in KINDS:
        mine = spots.filter(pl.col("kind") == kind)
        if mine.is_empty():
            continue
        figure.add_scattergeo(
            lat=mine["latitude"].to_list(),
            lon=mine["longitude"].to_list(),
            mode="markers",
            name=KINDS[kind],
            marker={
                "size": [
                    max(largest * math.sqrt(cost[0] / most), SMALLEST) for cost in mine["cost"]
                ],
                "color": faded(COLOURS[kind], 0.6),
                "line": {
                    "width": [2.2 if worst & set(ids) else 0.8 for ids in mine["action"]],
                    "color": [INK if worst & set(ids) else PAPER for ids in mine["action"]],
                },
            },
            hovertext=[_hover(row, labels, goods) for row in mine.iter_rows(named=True)],
            hoverinfo="text",
        )
    named = (
        spots.drop_nulls("place")
        .unique("place", keep="first", maintain_order=True)
        .head(4 if narrow else 12)
    )
    points = list(zip(named["latitude"], named["longitude"], strict=True))
    figure.add_scattergeo(
        lat=named["latitude"].to_list(),
        lon=named["longitude"].to_list(),
        mode="text",
        text=named["place"].to_list(),
        textposition=label_sides(points, [len(place) for place in named["place"]]),
        textfont={"size": 11, "color": INK},
        hoverinfo="skip",
        showlegend=False,
    )
    on_the_map(figure)
    return figure.update_layout(
        height=250 if narrow else 470,
        legend={"itemsizing": "constant"},
        hoverlabel={"align": "left", "bgcolor": PAPER},
    )


def _located(ranking: pl.DataFrame) -> pl.DataFrame:
    """Actions with a position: that of their place, or of their strait."""
    where = pl.DataFrame(
        [(name, *at) for name, at in STRAITS.items()],
        schema={"passage": pl.String, "north": pl.Float64, "east": pl.Float64},
        orient="row",
    )
    return (
        ranking.join(where, on="passage", how="left", maintain_order="left")
        .with_columns(
            latitude=pl.coalesce("latitude", "north"), longitude=pl.coalesce("longitude", "east")
        )
        .drop_nulls(["latitude", "longitude"])
    )


def _hover(row: dict[str, object], labels: dict[str, str], goods: dict[str, str]) -> str:
    names, costs = row["name"], row["cost"]
    assert isinstance(names, list)
    assert isinstance(costs, list)
    place = labels.get(str(row["place"]), "")
    lines = [f"{escape(name)}: {usd(cost)}" for name, cost in zip(names, costs, strict=True)][:6]
    more = [f"and {len(names) - 6} more"] if len(names) > 6 else []
    return "<br>".join([f"<b>{escape(place)}</b>"] * bool(place) + lines + more)


def ranking_figure(result: ChokepointsResult, world: World, *, narrow: bool) -> go.Figure:
    """Bars: the cost of each single action to all partners; marks: to each when it alone counts."""
    shown = ranked(result).head(SHOWN)
    worst, labels = set(result.actions["action"]), words.place_labels(world)
    named = [
        f"{row['name']}{' *' if row['action'] in worst else ''}"
        for row in shown.iter_rows(named=True)
    ]
    rows, figure = Rows(named, narrow), go.Figure()
    unit, title = unit_of(shown["cost_usd"])
    for kind in KINDS:
        mine = [at for at, of in enumerate(shown["kind"]) if of == kind]
        if mine:
            figure.add_bar(
                orientation="h",
                name=KINDS[kind],
                y=[rows.y(at) for at in mine],
                x=[shown["cost_usd"][at] / unit for at in mine],
                width=rows.bar,
                marker={"color": faded(COLOURS[kind], 0.75)},
                hovertext=[
                    f"{wrapped(escape(named[at]), 60)}<br>{usd(shown['cost_usd'][at])}"
                    for at in mine
                ],
                hoverinfo="text",
            )
    ends = (shown["cost_usd"] / unit).to_list()
    for at, place in enumerate(p for p in result.partnership if p in shown.columns):
        values = (shown[place] / unit).to_list()
        figure.add_scatter(
            mode="markers",
            name=f"{labels.get(place, place)} by itself",
            x=values,
            y=[rows.y(row) for row in range(shown.height)],
            marker={
                "color": FAMILIES[min(at, len(FAMILIES) - 1)][0],
                "size": 9,
                "symbol": "circle" if at % 2 == 0 else "diamond",
                "line": {"width": 1, "color": PAPER},
            },
            hovertext=[
                f"{wrapped(escape(name), 60)}<br>{escape(labels.get(place, place))}: "
                f"{usd(value * unit)}"
                for name, value in zip(named, values, strict=True)
            ],
            hoverinfo="text",
        )
        ends = [max(pair) for pair in zip(ends, values, strict=True)]
    for row, cost in enumerate(shown["cost_usd"]):
        figure.add_annotation(
            x=ends[row],
            y=rows.y(row),
            text=usd(cost),
            xanchor="left",
            xshift=8,
            showarrow=False,
            font={"size": 11, "color": MUTED},
        )
    rows.dress(figure, row=30, room=80, widest=52)
    figure.update_xaxes(title_text=title, range=[0, max(ends) * (1.3 if narrow else 1.15)])
    return figure.update_layout(barmode="overlay")
