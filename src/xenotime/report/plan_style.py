"""What the figures of a plan share: a family of shades for each partner, and rows whose labels
stand beside the bars on a wide screen, above them on a narrow one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl

from xenotime.report.plan_words import PRIVATE
from xenotime.report.style import INK, PAPER, PARTNERS, REST, dressed, wrapped
from xenotime.studies.planning.result import PlanResult

FAMILIES = (
    PARTNERS,
    ("#c98a12", "#efc25c", "#8f6108", "#f6dca0"),
    ("#2f8574", "#7fc2b3", "#1d584c", "#b5ddd4"),
    ("#7d5aa6", "#b79bd2", "#553a77", "#d9c9e8"),
)
"""Shades of each partner, in the partnership's order; further partners share the last."""
PRIVATE_COLOUR = "#a3abb4"
BEFORE = "#b7c0c9"
ROOM = 46
"""Height of what is not rows, pixels: the axis and its title."""


@dataclass(frozen=True)
class Drawn:
    """A figure for wide and for narrow screens, with its message and what stands beneath it."""

    id: str
    title: str
    note: str
    wide: go.Figure
    narrow: go.Figure


def unit_of(*amounts: pl.Series) -> tuple[float, str]:
    """The unit of an axis that shows these sums: USD in it, and its name."""
    most = max((abs(usd) for sums in amounts for usd in sums.drop_nulls()), default=0.0)
    return (1e9, "billion US dollars") if most >= 1e9 else (1e6, "million US dollars")


def partner_colours(result: PlanResult) -> dict[str, str]:
    """The main shade of each partner, and of private money."""
    families = {place: _family(at)[0] for at, place in enumerate(result.partnership)}
    return families | {PRIVATE: PRIVATE_COLOUR}


def purse_colours(result: PlanResult) -> dict[str, str]:
    """A shade of its partner's family for each purse that pays, in the order of the case."""
    paying = set(result.payments["purse"])
    found: dict[str, str] = {}
    for at, place in enumerate(result.partnership):
        mine = [p.id for p in result.case.purses if p.partner == place and p.id in paying]
        shades = _family(at)
        found |= {purse: shades[min(n, len(shades) - 1)] for n, purse in enumerate(mine)}
    others = sorted(paying - set(found) - {PRIVATE})
    found |= dict.fromkeys(others, REST)
    return found | ({PRIVATE: PRIVATE_COLOUR} if PRIVATE in paying else {})


def _family(at: int) -> tuple[str, ...]:
    return FAMILIES[min(at, len(FAMILIES) - 1)]


@dataclass(frozen=True)
class Rows:
    """Rows of a horizontal figure, the first on top, at the heights 0, 1, 2 ...

    labels: one for each row, as plain text.
    narrow: whether labels stand above their bars.
    """

    labels: Sequence[str]
    narrow: bool

    @property
    def bar(self) -> float:
        """Height of all bars of a row, in rows."""
        return 0.44 if self.narrow else 0.66

    def y(self, row: int, at: float = 0.5) -> float:
        """Height of a point within the bars of a row: 0 their upper edge, 1 their lower."""
        middle = 0.2 if self.narrow else 0.0
        return row + middle + (at - 0.5) * self.bar

    def dress(
        self, figure: go.Figure, *, row: int, room: int = ROOM, widest: int = 34
    ) -> go.Figure:
        """Give the figure its labels, its height and the house style.

        Args:
            figure: a figure with a y axis in rows.
            row: height of a row on a wide screen, pixels.
            room: height of what is not rows, pixels.
            widest: letters of a line of a label on a wide screen.
        """
        tall = row + 20 if self.narrow else row
        dressed(figure, room + tall * len(self.labels))
        lines = [escape(label, quote=False) for label in self.labels]
        broken = [wrapped(line, widest) for line in lines]
        figure.layout.yaxis.update(
            tickvals=list(range(len(lines))),
            ticktext=broken,
            showticklabels=not self.narrow,
            range=[len(lines) - 0.5, -0.5],
            showgrid=False,
            zeroline=False,
            automargin=not self.narrow,
        )
        if self.narrow:
            figure.update_layout(margin={"l": 4, "r": 14})
            for at, line in enumerate(lines):
                figure.add_annotation(self._above(at, line))
        return figure.update_layout(
            bargap=0,
            dragmode=False,
            hovermode="closest",
            hoverlabel={"align": "left", "bgcolor": PAPER},
        )

    def _above(self, at: int, line: str) -> dict[str, Any]:
        return {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": self.y(at, 0.0),
            "yref": "y",
            "yanchor": "bottom",
            "text": line,
            "showarrow": False,
            "font": {"size": 12, "color": INK},
        }
