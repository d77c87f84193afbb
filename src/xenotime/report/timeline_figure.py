"""The facts of the ledger over time: a lane for each kind, a mark for each fact.

Heights are pixels of the drawing; where marks stand is for `timeline_layout` to say.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import plotly.graph_objects as go

from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.register import Entry
from xenotime.ledger.stories.report import shortened
from xenotime.report.ledger_words import head, places, plain, source, when
from xenotime.report.style import ALARM, INK, MUTED, OTHER, PAPER, PARTNERS, dressed, wrapped
from xenotime.report.timeline_layout import Days, dated, middle, padded, stacked, view
from xenotime.report.words import day

KINDS: tuple[str, ...] = get_args(Kind)
OPEN = frozenset({"announced", "planned", "expected", "offered"})
"""Statuses of what has not happened yet: hollow marks."""
CROSSED = frozenset({"denied", "suspended"})
MARK = PARTNERS[0]
BAND = "#f5f7f9"
PLOT = 840
"""Width of the drawing for which marks are stacked, pixels; on a wider one they have more room."""
SIZES = ((40, 13), (160, 11))
"""A mark's width in pixels with up to so many facts; `SMALL` with more."""
SMALL = 9
YEAR = 366
"""Days of the longest stretch that the first view shows as a whole."""
LANE = 40
"""Least height of a lane, pixels."""
TALL = 320
"""Greatest height of a lane; beyond it marks stand closer."""
TICKS = (
    {"dtickrange": [None, 86400000 * 27], "value": "%-d %b\n%Y"},
    {"dtickrange": [86400000 * 27, "M11"], "value": "%b %Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
)
"""How the axis writes days, months and years."""


@dataclass(frozen=True)
class Timeline:
    """The figure, and what of the facts it shows at first."""

    figure: go.Figure
    view: Days
    """From and to which day the figure shows when it opens."""
    whole: Days
    """From and to which day there are marks, with a margin."""
    before: int
    """Facts and due days to the left of the view."""
    after: int


@dataclass(frozen=True)
class _Spot:
    """A fact in the drawing."""

    entry: Entry
    days: Days
    y: float

    @property
    def middle(self) -> datetime.date:
        return middle(self.days)


def timeline(entries: Sequence[Entry], today: datetime.date) -> Timeline:
    """Facts over time; every mark carries the fact's number, by which a page opens its sentence.

    Args:
        entries: at least one of them with a day, as `dated` says.
        today: marked by a line; what was due before it is red.
    """
    shown = [(entry, days) for entry in entries if (days := dated(entry)) is not None]
    marks = [middle(days) for _, days in shown] + [e.due for e, _ in shown if e.due is not None]
    ends = [day for _, days in shown if (days[1] - days[0]).days <= YEAR for day in days]
    first, last = view([*marks, *ends], today)
    size = next((size for most, size in SIZES if len(shown) <= most), SMALL)
    near = (last - first).days * (size + 2) / PLOT
    spots: list[_Spot] = []
    lanes: list[tuple[str, float, float]] = []
    height = 0.0
    for kind in reversed(KINDS):
        own = sorted(
            ((e, days) for e, days in shown if e.fact.kind == kind),
            key=lambda one: (middle(one[1]), one[0].id),
        )
        if not own:
            continue
        rows = stacked([_points(entry, days) for entry, days in own], near)
        most = max(abs(row) for row in rows)
        step = min(size + 3, (TALL / 2 - size) / max(most, 1))
        half = max(most * step + size / 2 + 6, LANE / 2)
        spots += [
            _Spot(entry, days, height + half + row * step)
            for (entry, days), row in zip(own, rows, strict=True)
        ]
        lanes.append((kind, height, height + 2 * half))
        height += 2 * half
    whole = padded(min(marks).toordinal(), max(marks).toordinal())
    return Timeline(
        _figure(spots, lanes, (first, last), today, size),
        (first, last),
        (min(whole[0], first), max(whole[1], last)),
        sum(day < first for day in marks),
        sum(day > last for day in marks),
    )


def _points(entry: Entry, days: Days) -> list[int]:
    """Where the fact has marks: its own, and that of the day by which it is due."""
    own = middle(days)
    return [day.toordinal() for day in dict.fromkeys((own, entry.due or own))]


def _figure(
    spots: Sequence[_Spot],
    lanes: Sequence[tuple[str, float, float]],
    shown: Days,
    today: datetime.date,
    size: int,
) -> go.Figure:
    figure = go.Figure()
    due = [(spot, spot.entry.due) for spot in spots if spot.entry.due is not None]
    _lines(figure, [(s.days, s.y) for s in spots if s.days[0] < s.days[1]], 3, 0.3)
    _lines(figure, [((s.middle, day), s.y) for s, day in due], 1, 0.9)
    _marks(figure, spots, size)
    figure.add_scatter(
        x=[day for _, day in due],
        y=[spot.y for spot, _ in due],
        mode="markers",
        name="due",
        marker={
            "size": size + 3,
            "symbol": ["diamond" if day < today else "diamond-open" for _, day in due],
            "color": [ALARM if day < today else INK for _, day in due],
            "line": {"width": [0.5 if day < today else 2 for _, day in due]},
        },
        customdata=[spot.entry.id for spot, _ in due],
        hovertext=[_hover(spot.entry, today) for spot, _ in due],
        hoverinfo="text",
    )
    figure.add_scatter(
        x=[],
        y=[],
        mode="markers",
        name="chosen",
        marker={"size": size + 10, "symbol": "circle-open", "color": INK, "line": {"width": 3}},
        hoverinfo="skip",
    )
    for rank, (_, low, high) in enumerate(lanes):
        if rank % 2 == len(lanes) % 2:
            figure.add_hrect(y0=low, y1=high, fillcolor=BAND, line_width=0, layer="below")
    top = lanes[-1][2]
    figure.add_vline(x=today, line={"color": INK, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=today, y=0, yanchor="top", text="today", showarrow=False, font={"size": 12}
    )
    dressed(figure, round(top) + 70)
    figure.update_yaxes(
        tickvals=[(low + high) / 2 for _, low, high in lanes],
        ticktext=[f"{plain(kind)}" for kind, _, _ in lanes],
        range=[0, top],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(
        range=list(shown),
        side="top",
        type="date",
        showline=True,
        linecolor=INK,
        tickformatstops=TICKS,
    )
    figure.update_layout(
        margin={"t": 34, "b": 26},
        hoverlabel={"align": "left", "bgcolor": PAPER},
        hovermode="closest",
        dragmode=False,
        showlegend=False,
    )
    return figure


def _lines(
    figure: go.Figure, stretches: Sequence[tuple[Days, float]], width: int, opacity: float
) -> None:
    figure.add_scatter(
        x=[day for days, _ in stretches for day in (*days, None)],
        y=[value for _, y in stretches for value in (y, y, None)],
        mode="lines",
        line={"color": MUTED if width == 1 else MARK, "width": width},
        opacity=opacity,
        hoverinfo="skip",
    )


def _marks(figure: go.Figure, spots: Sequence[_Spot], size: int) -> None:
    facts = [spot.entry.fact for spot in spots]
    colours = [OTHER if spot.entry.state == "rejected" else MARK for spot in spots]
    hollow = [fact.status in OPEN for fact in facts]
    figure.add_scatter(
        x=[spot.middle for spot in spots],
        y=[spot.y for spot in spots],
        mode="markers",
        name="facts",
        marker={
            "size": size,
            "opacity": 1,
            "symbol": ["x" if fact.status in CROSSED else "circle" for fact in facts],
            "color": [PAPER if h else c for h, c in zip(hollow, colours, strict=True)],
            "line": {
                "color": [c if h else PAPER for h, c in zip(hollow, colours, strict=True)],
                "width": [2 if h else 0.5 for h in hollow],
            },
        },
        customdata=[spot.entry.id for spot in spots],
        hovertext=[_hover(spot.entry) for spot in spots],
        hoverinfo="text",
    )


def _hover(entry: Entry, today: datetime.date | None = None) -> str:
    fact = entry.fact
    said = f"<b>{escaped(head(fact))}</b> {escaped(places(fact))}"
    known = when(fact.date) or f"reported {when(entry.written)}"
    if entry.due is not None:
        late = today is not None and entry.due < today
        known += f"; due {day(entry.due)}{', overdue' if late else ''}"
    quote = wrapped(escaped(shortened(fact.quote, 260)), 70)
    return f"{said}<br>{known}<br>{quote}<br><i>{escaped(shortened(source(entry), 70))}</i>"


def escaped(text: str) -> str:
    """Text that Plotly shows as it is, markup included."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
