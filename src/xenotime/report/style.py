"""How figures look: colours that survive printing and colour blindness, fonts, margins."""

from __future__ import annotations

import plotly.graph_objects as go

INK = "#1d2733"
MUTED = "#6b7785"
GRID = "#e3e7ec"
PAPER = "#ffffff"
LAND = "#eef0f2"
ALARM = "#c8442e"
"""The largest outside supplier: the tap."""
HOME = "#1b6ca8"
"""The partnership."""
OTHER = "#b9c2cc"
PLACES = ("#e0a526", "#3f9c88", "#8d6bb0", "#7aa6c2", "#a3744c", "#5b6b3a", "#d187a5", "#4c5a8a")
"""Places that are neither, in the order of their weight (after Okabe and Ito's palette)."""
STAGES = {
    "extraction": "#8a5a2b",
    "concentration": "#a3744c",
    "separation": "#8d6bb0",
    "refining": "#8d6bb0",
    "metal": "#3f9c88",
    "alloy": "#e0a526",
    "component": "#1b6ca8",
    "product": "#1d2733",
    "recycling": "#5b6b3a",
}
FONT = "'Source Sans 3', 'Segoe UI', Helvetica, Arial, sans-serif"


def colours(places: list[str], tap: str | None, home: tuple[str, ...]) -> dict[str, str]:
    """A colour for each place; the same place has the same colour in a whole brief."""
    palette: dict[str, str] = {}
    free = iter(PLACES)
    for place in places:
        if place == tap:
            palette[place] = ALARM
        elif place in home:
            palette[place] = HOME
        else:
            palette[place] = next(free, OTHER)
    return palette


def dressed(figure: go.Figure, height: int) -> go.Figure:
    """Apply the house style; titles stand in the page, not in the figure."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        font={"family": FONT, "size": 13, "color": INK},
        hoverlabel={"font": {"family": FONT, "size": 13}},
        legend={"orientation": "h", "y": -0.12, "x": 0, "font": {"size": 12}},
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=GRID, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=GRID, automargin=True)
    return figure


def faded(colour: str, alpha: float) -> str:
    """The colour with transparency, as CSS rgba."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
