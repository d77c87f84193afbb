"""What `chokepoints` found, as frames in USD and tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class ChokepointsResult:
    """The worst that so many actions can do to a partnership, with its proof.

    actions: the worst set: rank, action, kind (`control`, `act`, `plant`, `passage`), name,
        government, commodity (null for an act: it has several), measure (of an act), place, plant,
        passage, towards, cost_usd (by itself), adds_usd (what the set would cost less without it).
    ranking: every action by itself, the costliest first: action, kind, name, government, commodity,
        measure, place, plant, passage, towards, latitude, longitude (of the place; null for
        passages),
        cost_usd (jointly), and one column for each partner with what it would cost that partner
        alone (when the partners were asked for).
    partners: partner, actions (its own worst set, ids), names, cost_usd, bound_usd, status.
    short: what the partners lack under the worst set: place, sector, commodity, wanted, short,
        substituted, priced_out (t over the horizon), cost_usd.
    shared: the worst set if nobody yields to the partners, every place's losses counting alike:
        place, short (t over the horizon, all commodities), cost_usd; the costliest first.
    cost_usd: what the worst set costs after the best answer; no set costs more than `bound_usd`.
    others: weight of what others pay and lose.
    """

    partnership: Sequence[str]
    governments: Sequence[str]
    start: str
    months: int
    through: float
    others: float
    horizon: tuple[str, str]
    cost_usd: float
    bound_usd: float
    status: str
    steps: int
    seconds: float
    actions: pl.DataFrame
    ranking: pl.DataFrame
    partners: pl.DataFrame
    short: pl.DataFrame
    shared: pl.DataFrame

    @property
    def gap(self) -> float:
        """(bound - cost) / bound."""
        return (self.bound_usd - self.cost_usd) / self.bound_usd if self.bound_usd > 0 else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values; `bound` is in USD."""
        return {
            "partnership": list(self.partnership),
            "governments": list(self.governments),
            "start": self.start,
            "months": self.months,
            "through": self.through,
            "others": self.others,
            "horizon": list(self.horizon),
            "status": self.status,
            "steps": self.steps,
            "seconds": self.seconds,
            "cost_usd": self.cost_usd,
            "bound": self.bound_usd,
            "gap": self.gap,
            "actions": self.actions.to_dicts(),
            "ranking": self.ranking.to_dicts(),
            "partners": self.partners.to_dicts(),
            "short": self.short.to_dicts(),
            "shared": self.shared.to_dicts(),
        }
