"""How figures look: colours that survive printing and colour blindness, fonts, margins.

A place has one colour in a whole brief: the tap is red, the partners are blues, the rest follow.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

INK = "#1d2733"
MUTED = "#5f6b78"
GRID = "#e3e7ec"
PAPER = "#ffffff"
LAND = "#e6e9ec"
ALARM = "#c8442e"
"""The outside supplier that it would hurt most to lose: the tap."""
PARTNERS = ("#1b6ca8", "#74acd6", "#0f3f66", "#a9cbe6")
"""The partnership, in its order."""
PAGE_COLOURS = {"ink": INK, "muted": MUTED, "line": GRID, "alarm": ALARM, "home": PARTNERS[0]}
"""The figures' colours by their names in the pages' style sheet."""
OTHER = "#c3cad2"
REST = "#e6e9ec"
"""Many small places together."""
PLACES = ("#e0a526", "#3f9c88", "#8d6bb0", "#a3744c", "#6f8240", "#d187a5", "#5b6470")
"""Places that are neither, in the order of their weight (after Okabe and Ito's palette)."""
STAGES = {
    "extraction": "#8a5a2b",
    "concentration": "#b98a5a",
    "separation": "#8d6bb0",
    "refining": "#8d6bb0",
    "metal": "#3f9c88",
    "alloy": "#e0a526",
    "component": "#1b6ca8",
    "product": "#1d2733",
    "recycling": "#6f8240",
}
HEAT = ((0, "#fdf6f2"), (0.5, "#f6cdbd"), (1, "#e58169"))
"""Light to strong; ink stays legible on all of it."""
FONT = "'Source Sans 3', 'Segoe UI', 'Liberation Sans', Helvetica, Arial, sans-serif"


def colours(places: list[str], tap: str | None, home: Sequence[str]) -> dict[str, str]:
    """A colour for each place: the tap, the partners, then `places` in the order of their
    weight."""
    palette = {place: PARTNERS[min(i, len(PARTNERS) - 1)] for i, place in enumerate(home)}
    if tap is not None:
        palette[tap] = ALARM
    free = iter(PLACES)
    for place in places:
        if place not in palette:
            palette[place] = next(free, OTHER)
    return palette


def dressed(figure: go.Figure, height: int) -> go.Figure:
    """Apply the house style at a height in pixels; titles stand in the page, not in the figure."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 28, "t": 8, "b": 8},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"family": FONT, "size": 13, "color": INK},
        hoverlabel={"font": {"family": FONT, "size": 13}},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
            "font": {"size": 12},
        },
    )
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "automargin": True,
        "ticklabelstandoff": 6,
        "title_font": {"size": 12, "color": MUTED},
        "fixedrange": True,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def faded(colour: str, alpha: float) -> str:
    """The colour with transparency, as CSS rgba."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def ink_on(colour: str) -> str:
    """The colour of text that is legible on `colour`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER


def wrapped(text: str, width: int) -> str:
    """Text broken into lines of about `width` characters, for an axis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
