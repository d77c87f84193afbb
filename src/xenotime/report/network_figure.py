"""Who deals with whom: places on both sides of a ring, a line for each pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any

import plotly.graph_objects as go
import polars as pl

from xenotime.report.ledger_words import count, plain
from xenotime.report.style import INK, PAPER, PARTNERS, dressed, wrapped
from xenotime.report.timeline_figure import escaped

PLACES = 30
"""Places in the figure, the busiest first; the table has all."""
STRENGTHS = ((0.5, "#1b6ca8", 8), (0.25, "#5b9bc9", 5), (0.08, "#a3c4dd", 3), (0, "#cfd8e0", 1.5))
"""From which share of the strongest pair's facts on a line has which colour and width: light to
dark, so that it is also told apart in grey."""
HANDLES = (4, 6, 8, 10, 12)
"""Points of a line, of 16, at which a pointer finds it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Network:
    """The figure, and how much of the network is in it."""

    figure: go.Figure
    places: tuple[str, ...]
    """Those drawn, the busiest first."""
    hidden: int
    """Places that only the table has."""


def network(pairs: pl.DataFrame, names: Mapping[str, str]) -> Network:
    """Draw the busiest places and the pairs among them.

    Args:
        pairs: as `ledger.network.network_of` gives them.
        names: of the places, by code.
    """
    weight: Counter[str] = Counter()
    for a, b, facts in pairs.select("a", "b", "facts").iter_rows():
        weight[a] += facts
        weight[b] += facts
    busiest = sorted(weight, key=lambda place: (-weight[place], place))
    places = busiest[:PLACES]
    drawn = pairs.filter(pl.col("a").is_in(places) & pl.col("b").is_in(places))
    spots = ring(places)
    figure = go.Figure()
    _links(figure, drawn, spots)
    _handles(figure, drawn, spots, names)
    figure.add_scatter(
        x=[], y=[], mode="lines", name="chosen", line={"color": INK, "width": 3}, hoverinfo="skip"
    )
    _places(figure, places, spots, weight, drawn, names)
    dressed(figure, 90 + 38 * max((len(places) + 1) // 2, 4))
    figure.update_xaxes(visible=False, range=[-1.75, 1.75])
    figure.update_yaxes(visible=False, range=[-1.08, 1.08])
    figure.update_layout(
        hoverlabel={"align": "left", "bgcolor": PAPER},
        hovermode="closest",
        dragmode=False,
        showlegend=False,
    )
    return Network(figure, tuple(places), len(busiest) - len(places))


def ring(places: Sequence[str]) -> dict[str, Point]:
    """A spot for each place, the first ones on top, right and left in turn.

    Both sides have equal steps in height: so no two names stand in each other's way.
    """
    half = (len(places) + 1) // 2
    spots: dict[str, Point] = {}
    for i, place in enumerate(places):
        y = 1 - (2 * (i // 2) + 1) / half
        x = sqrt(max(1 - (0.95 * y) ** 2, 0.0))
        spots[place] = (-x if i % 2 else x, y)
    return spots


def arc(a: Point, b: Point) -> list[Point]:
    """A curve from `a` to `b`, 17 points, that bends towards the middle of the ring: the more, the
    further they are apart."""
    bend = 0.5 * max(0.9 - 0.4 * hypot(a[0] - b[0], a[1] - b[1]), 0.3)
    middle = (bend * (a[0] + b[0]), bend * (a[1] + b[1]))
    return [
        (
            (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * middle[0] + t**2 * b[0],
            (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * middle[1] + t**2 * b[1],
        )
        for t in (i / 16 for i in range(17))
    ]


def _links(figure: go.Figure, drawn: pl.DataFrame, spots: Mapping[str, Point]) -> None:
    most = max(drawn["facts"].to_list(), default=1)
    of: dict[int, list[list[Point]]] = defaultdict(list)
    for a, b, facts in drawn.select("a", "b", "facts").iter_rows():
        rank = next(i for i, (least, _, _) in enumerate(STRENGTHS) if facts >= least * most)
        of[rank].append(arc(spots[a], spots[b]))
    for rank, arcs in sorted(of.items(), reverse=True):
        _, colour, width = STRENGTHS[rank]
        figure.add_scatter(
            x=[x for curve in arcs for x in (*(p[0] for p in curve), None)],
            y=[y for curve in arcs for y in (*(p[1] for p in curve), None)],
            mode="lines",
            line={"width": width, "color": colour},
            hoverinfo="skip",
        )


def _handles(
    figure: go.Figure, drawn: pl.DataFrame, spots: Mapping[str, Point], names: Mapping[str, str]
) -> None:
    """Invisible marks along the lines that tell what a pair is about."""
    found = [
        (point, _pair(row, names), [row["a"], row["b"]])
        for row in drawn.iter_rows(named=True)
        for curve in [arc(spots[row["a"]], spots[row["b"]])]
        for point in (curve[i] for i in HANDLES)
    ]
    figure.add_scatter(
        x=[point[0] for point, _, _ in found],
        y=[point[1] for point, _, _ in found],
        mode="markers",
        name="pairs",
        marker={"size": 10, "opacity": 0, "color": INK},
        customdata=[pair for _, _, pair in found],
        hovertext=[text for _, text, _ in found],
        hoverinfo="text",
    )


def _places(
    figure: go.Figure,
    places: Sequence[str],
    spots: Mapping[str, Point],
    weight: Mapping[str, int],
    drawn: pl.DataFrame,
    names: Mapping[str, str],
) -> None:
    partners: dict[str, list[str]] = {place: [] for place in places}
    for a, b in drawn.select("a", "b").iter_rows():
        partners[a].append(b)
        partners[b].append(a)
    heaviest = max(weight.values(), default=1)
    figure.add_scatter(
        x=[spots[place][0] for place in places],
        y=[spots[place][1] for place in places],
        mode="markers+text",
        name="places",
        text=[f"  {escaped(names.get(p, p))}  " for p in places],
        textposition=["middle right" if spots[p][0] >= 0 else "middle left" for p in places],
        marker={
            "size": [9 + 19 * sqrt(weight[place] / heaviest) for place in places],
            "color": PARTNERS[2],
            "line": {"color": PAPER, "width": 1.5},
            "opacity": 1,
        },
        customdata=[[place, *partners[place]] for place in places],
        hovertext=[
            f"<b>{escaped(names.get(p, p))}</b><br>{count(weight[p], 'time')} together with others,"
            f"<br>{count(len(partners[p]), 'place')} of this figure"
            for p in places
        ],
        hoverinfo="text",
        cliponaxis=False,
    )


def _pair(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    a, b = (names.get(row[side], row[side]) for side in "ab")
    lines = [
        f"{count(row['facts'], 'fact')} in {count(row['reports'], 'article')}",
        listing(row["kinds"]),
        listing(row["goods"], 6),
    ]
    return "<br>".join(
        [f"<b>{escaped(a)} and {escaped(b)}</b>"]
        + [wrapped(escaped(line), 60) for line in lines if line]
    )


def listing(ids: str, most: int | None = None) -> str:
    """Space-separated ids as words: `trade figure, tariff`, and how many more there are."""
    words = [plain(one) for one in ids.split()]
    more = len(words) - most if most is not None and len(words) > most else 0
    return ", ".join(words[: len(words) - more]) + (f" and {more} more" if more else "")
