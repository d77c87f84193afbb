"""How acts stand over time: a row for each act, a bar for each stretch of days with one status.

Governments with several acts have a figure of their own, the others share one, so that a page can
show some of them and paper need not cut a figure in two.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl

from xenotime.controls.status import Day, Stretch
from xenotime.report.controls_words import because, covers, government, tag
from xenotime.report.style import INK, MUTED, PAPER, PARTNERS, PLACES, dressed, wrapped
from xenotime.report.words import day
from xenotime.studies.standing import Standing

ALONE = 3
"""Acts from which a government has its own figure."""
ROW = 23
"""Height of a row, pixels."""
AROUND = 62
"""Height of what is not rows, pixels: the axis above and a margin."""
LETTER = 6.3
"""Width of a letter of a label, pixels, on average."""
BAR = 0.62
"""Height of a bar, in rows."""
WIDE = 88
"""Characters of a line that shows under the pointer."""
LOOKS: dict[str, dict[str, Any]] = {
    "announced": {"color": PAPER, "line": {"color": MUTED, "width": 1.2}},
    "in force": {"color": PARTNERS[0], "line": {"color": PARTNERS[0], "width": 1}},
    "suspended": {"color": PARTNERS[3], "line": {"color": PARTNERS[0], "width": 1}},
    "unverified": {
        "color": PLACES[0],
        "line": {"color": INK, "width": 0.6},
        "pattern": {"shape": "/", "size": 6, "solidity": 0.35, "fgcolor": INK},
    },
}
"""How the bars of each status look: told apart on grey paper too. An act that ended has no bar."""


@dataclass(frozen=True)
class Group:
    """A figure with the governments whose acts it shows."""

    id: str
    name: str
    acts: int
    figure: go.Figure


def controls_figures(standing: Standing, acts: pl.DataFrame, first: Day, last: Day) -> list[Group]:
    """Acts over time, by government, those with most acts first.

    Args:
        standing: whose day is marked by a line.
        acts: rows of `Standing.acts`, at least one.
        first, last: the days that the figures show.
    """
    by = {
        str(key[0]): frame.sort("announced", "measure").to_dicts()
        for key, frame in acts.group_by("government")
    }
    large = sorted((g for g in by if len(by[g]) >= ALONE), key=lambda g: (-len(by[g]), g))
    small = sorted(g for g in by if g not in large)
    groups = [(government(g, standing.world), by[g], False) for g in large]
    if len(small) == 1:
        groups.append((government(small[0], standing.world), by[small[0]], False))
    elif small:
        groups.append(("Other governments", [act for g in small for act in by[g]], True))
    found = [
        (name, rows, controls_figure(standing, rows, first, last, named=mixed))
        for name, rows, mixed in groups
    ]
    margin = max(figure.layout.margin.l for _, _, figure in found)
    for _, _, figure in found:
        figure.update_layout(margin_l=margin)
    return [
        Group(f"acts-{number}", name, len(rows), figure)
        for number, (name, rows, figure) in enumerate(found)
    ]


def controls_figure(
    standing: Standing,
    acts: Sequence[Mapping[str, Any]],
    first: Day,
    last: Day,
    *,
    named: bool = True,
) -> go.Figure:
    """One figure of acts over time, from top to bottom as they are given.

    Args:
        standing: whose day is marked by a line.
        acts: rows of `Standing.acts`.
        first, last: the days that it shows.
        named: whether labels begin with the government.
    """
    figure = go.Figure()
    lives = standing.register.lives
    stretches = [lives[act["measure"]].stretches(first, last) for act in acts]
    for status, look in LOOKS.items():
        shown = [
            (row, stretch)
            for row, found in enumerate(stretches)
            for stretch in found
            if stretch.status == status
        ]
        figure.add_bar(
            orientation="h",
            name=status,
            y=[row for row, _ in shown],
            base=[stretch.first.isoformat() for _, stretch in shown],
            x=[_milliseconds(stretch) for _, stretch in shown],
            width=BAR,
            marker=look,
            customdata=[acts[row]["measure"] for row, _ in shown],
            hovertext=[_hover(acts[row], stretch, first) for row, stretch in shown],
            hoverinfo="text",
            showlegend=False,
        )
    _mark(figure, standing.day, first, last)
    dressed(figure, ROW * len(acts) + AROUND)
    labels = [_label(act, standing, named) for act in acts]
    figure.update_yaxes(
        tickvals=list(range(len(acts))),
        ticktext=[escape(label, quote=False) for label in labels],
        range=[len(acts) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        tickfont={"size": 12},
        automargin=False,
    )
    figure.update_xaxes(
        range=[first.isoformat(), (last + datetime.timedelta(days=1)).isoformat()],
        side="top",
        type="date",
        showline=True,
        linecolor=INK,
        dtick="M12" if (last - first).days > 500 else None,
        tickformat="%Y" if (last - first).days > 500 else "%b %Y",
        ticklabelmode="period" if (last - first).days > 500 else "instant",
    )
    figure.update_layout(
        barmode="overlay",
        bargap=0,
        margin={"t": 30, "b": 24, "l": round(LETTER * max(map(len, labels))) + 14, "r": 12},
        hoverlabel={"align": "left", "bgcolor": PAPER},
        hovermode="closest",
        dragmode=False,
    )
    return figure


def _milliseconds(stretch: Stretch) -> int:
    return ((stretch.last - stretch.first).days + 1) * 86_400_000


def _label(act: Mapping[str, Any], standing: Standing, named: bool) -> str:
    text = f"{act['measure']}  {tag(act)}"
    return f"{government(act['government'], standing.world)}: {text}" if named else text


def _mark(figure: go.Figure, today: Day, first: Day, last: Day) -> None:
    """The line of the day to look from, unless it lies outside."""
    if not first <= today <= last:
        return
    figure.add_vline(x=today.isoformat(), line={"color": INK, "width": 1.4, "dash": "dot"})
    late = (today - first) > 0.85 * (last - first)
    figure.add_annotation(
        x=today.isoformat(),
        y=0,
        yref="paper",
        yanchor="top",
        xanchor="right" if late else "center",
        text=day(today),
        showarrow=False,
        font={"size": 12},
    )


def _hover(act: Mapping[str, Any], stretch: Stretch, first: Day) -> str:
    begins = f"before {day(first)}" if stretch.first == first else day(stretch.first)
    lines = [
        f"<b>{escape(act['measure'], quote=False)}</b> {_broken(act['title'])}",
        _broken(covers(act)),
        _broken(because(stretch.status, stretch.cause)),
        f"<i>shown from {begins} to {day(stretch.last)}</i>",
    ]
    return "<br>".join(line for line in lines if line)


def _broken(text: str) -> str:
    return wrapped(escape(text, quote=False), WIDE)


def legend() -> list[dict[str, str]]:
    """The statuses with their colours, for the page: status, fill, stroke, hatched."""
    return [
        {
            "status": status,
            "fill": look["color"],
            "stroke": look["line"]["color"],
            "hatched": "yes" if "pattern" in look else "",
        }
        for status, look in LOOKS.items()
    ]
