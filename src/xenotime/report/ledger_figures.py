"""The figures of the ledger: facts over time, and who deals with whom."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import get_args

import plotly.graph_objects as go
import polars as pl

from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.register import Entry
from xenotime.report.style import ALARM, GRID, INK, MUTED, OTHER, PAPER, dressed, wrapped

KINDS: tuple[str, ...] = get_args(Kind)
COLOURS = dict(
    zip(
        KINDS,
        ("#1b6ca8", "#3f9c88", "#c8442e", "#e0a526", "#8d6bb0", "#a3744c", "#5f6b78", "#74acd6"),
        strict=True,
    )
)
"""Of each kind, told apart in print and by the colour-blind."""
OPEN = frozenset({"announced", "planned", "expected", "offered"})
"""Statuses of what has not happened yet: hollow marks."""
CROSSED = frozenset({"denied", "suspended"})
LANE = 0.36
"""Half the height of a lane, of which lanes are 1 apart."""
QUOTED = 260
NAMED = 30
"""Places in the network, the busiest first."""


def dated(entry: Entry) -> tuple[datetime.date, datetime.date] | None:
    """The days between which a fact stands in the timeline; None when no day is known.

    A fact without a day of its own stands where its article was written.
    """
    for period in (entry.fact.date, entry.fact.deadline, entry.written):
        first, last = period.first or period.last, period.last or period.first
        if first is not None and last is not None:
            return first, last
    return None


def timeline_figure(entries: Sequence[Entry], today: datetime.date) -> go.Figure:
    """Facts over time, a lane for each kind; hollow is still to come, crossed denied or suspended.

    Every mark carries the fact's number, by which a page can open its sentence.
    """
    shown = [(entry, days) for entry in entries if (days := dated(entry)) is not None]
    kinds = [kind for kind in KINDS if any(entry.fact.kind == kind for entry, _ in shown)]
    lanes = {kind: len(kinds) - 1 - i for i, kind in enumerate(kinds)}
    figure = go.Figure()
    for kind in kinds:
        own = [(entry, days) for entry, days in shown if entry.fact.kind == kind]
        heights = _heights([days for _, days in own])
        y = [lanes[kind] + height for height in heights]
        spans = [(days, at) for (_, days), at in zip(own, y, strict=True) if days[0] < days[1]]
        figure.add_scatter(
            x=[day for days, _ in spans for day in (*days, None)],
            y=[value for _, at in spans for value in (at, at, None)],
            mode="lines",
            line={"color": COLOURS[kind], "width": 3},
            opacity=0.35,
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=[days[0] + (days[1] - days[0]) / 2 for _, days in own],
            y=y,
            mode="markers",
            name=kind.replace("_", " "),
            marker={
                "size": 12,
                "color": [
                    PAPER if entry.fact.status in OPEN else COLOURS[kind] for entry, _ in own
                ],
                "symbol": ["x" if entry.fact.status in CROSSED else "circle" for entry, _ in own],
                "line": {"color": COLOURS[kind], "width": 2},
            },
            customdata=[entry.id for entry, _ in own],
            hovertext=[_hover(entry) for entry, _ in own],
            hoverinfo="text",
            showlegend=False,
        )
        deadlines = [
            (entry, entry.due, at)
            for (entry, _), at in zip(own, y, strict=True)
            if entry.due is not None
        ]
        figure.add_scatter(
            x=[due for _, due, _ in deadlines],
            y=[at for _, _, at in deadlines],
            mode="markers",
            marker={
                "size": 13,
                "symbol": "diamond-open",
                "color": [ALARM if due < today else MUTED for _, due, _ in deadlines],
                "line": {"width": 2},
            },
            customdata=[entry.id for entry, _, _ in deadlines],
            hovertext=[f"due {due}<br>{_hover(entry)}" for entry, due, _ in deadlines],
            hoverinfo="text",
            showlegend=False,
        )
    figure.add_vline(x=today, line={"color": INK, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=today,
        y=1.0,
        yref="paper",
        yanchor="bottom",
        text="today",
        showarrow=False,
        font={"size": 12, "color": MUTED},
    )
    dressed(figure, 120 + 74 * max(len(kinds), 1))
    figure.update_yaxes(
        tickvals=list(lanes.values()),
        ticktext=[kind.replace("_", " ") for kind in lanes],
        range=[-0.6, len(kinds) - 0.4],
        zeroline=False,
    )
    figure.update_xaxes(fixedrange=False)
    figure.update_layout(margin={"t": 28}, hoverlabel={"align": "left"}, dragmode="pan")
    return figure


def _heights(days: Sequence[tuple[datetime.date, datetime.date]]) -> list[float]:
    """Where in its lane each fact stands, so that those near in time do not hide each other."""
    if not days:
        return []
    middle = [first.toordinal() + (last - first).days / 2 for first, last in days]
    near = max((max(middle) - min(middle)) / 60, 1.0)
    order = sorted(range(len(days)), key=lambda i: (middle[i], i))
    groups: list[list[int]] = []
    for i in order:
        if groups and middle[i] - middle[groups[-1][-1]] < near:
            groups[-1].append(i)
        else:
            groups.append([i])
    heights = [0.0] * len(days)
    for group in groups:
        for place, i in enumerate(group):
            heights[i] = LANE * (1 - 2 * (place + 0.5) / len(group)) if len(group) > 1 else 0.0
    return heights


def _hover(entry: Entry) -> str:
    fact = entry.fact
    quote = " ".join(fact.quote.split())
    if len(quote) > QUOTED:
        quote = quote[: QUOTED - 1] + "…"
    who = " ".join(fact.countries)
    head = f"<b>{fact.kind.replace('_', ' ')}, {fact.status.replace('_', ' ')}</b> {who}"
    return f"{head}<br>{wrapped(_escaped(quote), 70)}<br><i>{_escaped(entry.name)}</i>"


def _escaped(text: str) -> str:
    """Text that Plotly shows as it is, markup included."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def network_figure(pairs: pl.DataFrame, names: dict[str, str]) -> go.Figure:
    """Who deals with whom: places on a circle, a line for each pair, wider for more facts."""
    weight: Counter[str] = Counter()
    for a, b, facts in pairs.select("a", "b", "facts").iter_rows():
        weight[a] += facts
        weight[b] += facts
    places = [place for place, _ in weight.most_common(NAMED)]
    spot = {
        place: (cos(angle), sin(angle))
        for i, place in enumerate(places)
        for angle in [pi / 2 - 2 * pi * i / max(len(places), 1)]
    }
    figure = go.Figure()
    widths: dict[int, list[tuple[str, str]]] = defaultdict(list)
    drawn = pairs.filter(pl.col("a").is_in(places) & pl.col("b").is_in(places))
    most = max(drawn["facts"].to_list(), default=1)
    for a, b, facts in drawn.select("a", "b", "facts").iter_rows():
        widths[max(round(9 * sqrt(facts / most)), 1)].append((a, b))
    for width, links in sorted(widths.items()):
        figure.add_scatter(
            x=[value for a, b in links for value in (*_arc(spot[a], spot[b], 0), None)],
            y=[value for a, b in links for value in (*_arc(spot[a], spot[b], 1), None)],
            mode="lines",
            line={"width": width, "color": OTHER, "shape": "spline"},
            hoverinfo="skip",
            showlegend=False,
        )
    middles = [
        (_arc(spot[a], spot[b], 0)[8], _arc(spot[a], spot[b], 1)[8], row)
        for row in drawn.iter_rows(named=True)
        for a, b in [(row["a"], row["b"])]
    ]
    figure.add_scatter(
        x=[x for x, _, _ in middles],
        y=[y for _, y, _ in middles],
        mode="markers",
        marker={"size": 9, "color": MUTED},
        hovertext=[_pair(row, names) for _, _, row in middles],
        hoverinfo="text",
        showlegend=False,
    )
    heaviest = max(weight.values(), default=1)
    figure.add_scatter(
        x=[spot[place][0] for place in places],
        y=[spot[place][1] for place in places],
        mode="markers+text",
        text=[names.get(place, place) for place in places],
        textposition=["middle right" if spot[p][0] >= 0 else "middle left" for p in places],
        marker={
            "size": [10 + 22 * sqrt(weight[place] / heaviest) for place in places],
            "color": COLOURS["agreement"],
        },
        hovertext=[f"{names.get(p, p)}: {weight[p]} facts with others" for p in places],
        hoverinfo="text",
        showlegend=False,
    )
    dressed(figure, 620)
    figure.update_xaxes(visible=False, range=[-1.7, 1.7])
    figure.update_yaxes(visible=False, range=[-1.15, 1.15], gridcolor=GRID)
    return figure


def _arc(a: tuple[float, float], b: tuple[float, float], axis: int) -> list[float]:
    """One coordinate of a curve from `a` to `b` that bends towards the middle of the circle."""
    bend = 0.35 * (a[axis] + b[axis]) / 2
    steps = [i / 16 for i in range(17)]
    return [(1 - t) ** 2 * a[axis] + 2 * t * (1 - t) * bend + t**2 * b[axis] for t in steps]


def _pair(row: dict[str, object], names: dict[str, str]) -> str:
    a, b = str(row["a"]), str(row["b"])
    lines = [
        f"<b>{names.get(a, a)} and {names.get(b, b)}</b>",
        f"{row['facts']} facts in {row['reports']} articles",
        str(row["kinds"]),
        str(row["goods"]),
    ]
    return "<br>".join(wrapped(_escaped(line), 60) if i else line for i, line in enumerate(lines))
