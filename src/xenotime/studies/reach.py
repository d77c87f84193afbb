"""`reach`: what a control on content would put under licence, by country of manufacture.

A measure may reach goods made abroad when they hold controlled goods of the acting government at or
above a share of their value. Here the reconciled reference year is split by content
(`network/content.py`), and the exports of what each place made are held against the threshold, in
three ways, because nobody publishes who keeps which metal apart:

- `mixed`: no plant segregates. Everything that leaves a plant which uses such content holds the
  plant's average, and needs a licence when that average reaches the threshold.
- `proportional`: plants keep a run with content and one without; every buyer gets the average mix
  of the two.
- `segregated`: plants keep runs apart (or mix, where the average stays below the threshold), and
  each place sells the goods with content at home and to the acting government's places first. What
  is left must be under licence: the least possible with the inputs as they are distributed today.

`segregated` is never more than either of the others. A tonne is counted once, when it leaves the
country that made it; goods shipped on from elsewhere stand apart in `onward`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from xenotime.controls.content import ContentReach, content_reach
from xenotime.controls.register import Register
from xenotime.controls.rules import ANY
from xenotime.network.content import Content, Layers, Making, makers, making, trace_content
from xenotime.network.reconciliation import Reference
from xenotime.studies.case import Case
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

ANSWERS = ("mixed", "proportional", "segregated")
NEGLIGIBLE = 1e-6
"""Tonnes below which a line is left out."""


@dataclass(frozen=True)
class ReachResult:
    """Goods made abroad that a control on content would put under licence, t and USD per year.

    by_maker: place (of manufacture), commodity, made, exported (to where the rule holds, everywhere
        but to the acting government; in the place's average mix of own and foreign goods),
        exported_most (the same if the place sends its own goods abroad before those of others),
        mixed, proportional, segregated (t under licence), value_usd of what is exported, mixed_usd
        ... (at reference prices), content_share (value of content in what the place makes, on
        average, as a fraction).
    by_destination: place (first destination), commodity, received (from places that made it
        themselves), mixed, proportional, segregated, and the same in USD.
    onward: place, commodity, shipped_on (came from elsewhere, leaves this place again), and of that
        with_content (made abroad and caught, in the average mix), government (made in the acting
        government's places, which no rule on content reaches), unknown (nobody knows who made it).
    """

    rule: ContentReach
    by_maker: pl.DataFrame
    by_destination: pl.DataFrame
    onward: pl.DataFrame

    def totals(self) -> pl.DataFrame:
        """`by_maker` added up by commodity."""
        return self.by_maker.group_by("commodity", maintain_order=True).agg(
            pl.col(
                "made",
                "exported",
                "exported_most",
                *ANSWERS,
                "value_usd",
                *(f"{a}_usd" for a in ANSWERS),
            ).sum()
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values."""
        return {
            "measure": self.rule.measure,
            "government": list(self.rule.government),
            "caught": list(self.rule.caught),
            "controlled": list(self.rule.controlled),
            "share_from": self.rule.share_from,
            "destinations": list(self.rule.destinations),
            "free": list(self.rule.free),
            "totals": self.totals().to_dicts(),
            "by_maker": self.by_maker.to_dicts(),
            "by_destination": self.by_destination.to_dicts(),
            "onward": self.onward.to_dicts(),
        }


def reach(
    case: Case,
    measure: str,
    *,
    controlled: Sequence[str] | None = None,
    ends: Sequence[str] = (),
) -> ReachResult:
    """What a measure on content, if in force, would put under licence in the reference year.

    Whether it is in force on some day does not matter here.

    Args:
        case: world and reference year.
        measure: its id; one of its rules must reach goods by content.
        controlled: commodities whose content counts, instead of those that
            `controlled_content` finds.
        ends: commodities that do not pass content on, such as scrap.

    Raises:
        XenotimeError: when the world does not know the measure or a commodity, or no rule of the
            measure reaches goods by content.
    """
    rule = content_reach(Register.of(case.world), measure, controlled)
    known = case.world.table("commodities")["id"].to_list()
    for name in (*rule.controlled, *ends):
        if name not in known:
            raise XenotimeError(f"{name!r} is not in commodities.csv{nearest(name, known)}")
    parts = []
    for number in sorted({case.group_of(name) for name in rule.caught}):
        group = case.groups[number]
        content = Content(
            rule.government,
            tuple(name for name in rule.controlled if name in group),
            rule.share_from,
            tuple(ends),
        )
        model = case.solved(number).model
        layers = trace_content(model.index, model.reference, content)
        caught = tuple(name for name in rule.caught if name in group)
        parts.append(_exports(layers, model.reference, caught, rule))
    by_maker, by_destination, onward = (pl.concat(frames) for frames in zip(*parts, strict=True))
    return ReachResult(
        rule,
        by_maker.sort(
            ["commodity", "mixed", "made", "place"], descending=[False, True, True, False]
        ),
        by_destination.sort(["commodity", "mixed", "place"], descending=[False, True, False]),
        onward.sort(["commodity", "shipped_on", "place"], descending=[False, True, False]),
    )


def _exports(
    layers: Layers, reference: Reference, caught: tuple[str, ...], rule: ContentReach
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The three frames for the goods of one coupling group."""
    index, found = layers.index, making(layers, caught)
    size = index.nodes.height
    node = index.recipe["node"].to_numpy()[found.row]
    produced = layers.produced
    parts = _parts(found, node, size)
    place = index.nodes["place"]
    government = place.is_in(list(rule.government)).to_numpy()
    licensed_to = ~place.is_in(list(rule.free)).to_numpy()
    if ANY not in rule.destinations:
        licensed_to &= place.is_in(list(rule.destinations)).to_numpy()
    wanted = index.nodes["commodity"].is_in(list(caught)).to_numpy()
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    abroad = np.flatnonzero(
        wanted[tail] & ~government[tail] & licensed_to[head] & (reference.flow > 0)
    )
    tail, head, flow = tail[abroad], head[abroad], reference.flow[abroad]

    sold = flow * layers.own[tail]
    """What its own maker ships to where a licence may be needed: float64[arc]."""
    exported = np.bincount(tail, sold, minlength=size)
    most = np.minimum(produced, np.bincount(tail, flow, minlength=size))
    per_made = np.divide(1.0, produced, out=np.zeros(size), where=produced > 0)
    per_exported = np.divide(1.0, exported, out=np.zeros(size), where=exported > 0)
    spare = produced - exported
    licensed = {
        "mixed": parts["mixed"] * per_made * exported,
        "proportional": parts["apart"] * per_made * exported,
        "segregated": np.maximum(parts["least"] - spare, 0.0),
    }
    value = np.bincount(
        node, found.made * layers.made_value[found.row], minlength=size
    ) / np.maximum(produced * index.prices, NEGLIGIBLE)
    columns = {"exported": exported, "exported_most": most} | licensed
    by_maker = index.nodes.select("place", "commodity").with_columns(
        made=pl.Series(produced),
        **{name: pl.Series(tonnes) for name, tonnes in columns.items()},
        value_usd=pl.Series(exported * index.prices),
        **{f"{a}_usd": pl.Series(licensed[a] * index.prices) for a in ANSWERS},
        content_share=pl.Series(value),
    )
    by_maker = by_maker.filter(wanted & ~government & (produced > NEGLIGIBLE))

    on_arc = {"received": sold} | {
        name: sold * (tonnes * per_exported)[tail] for name, tonnes in licensed.items()
    }
    price = index.prices[tail]
    by_destination = (
        index.arcs[abroad]
        .select(place="destination", commodity="commodity")
        .with_columns(
            **{name: pl.Series(tonnes) for name, tonnes in on_arc.items()},
            value_usd=pl.Series(sold * price),
            **{f"{a}_usd": pl.Series(on_arc[a] * price) for a in ANSWERS},
        )
        .group_by("place", "commodity", maintain_order=True)
        .agg(pl.all().sum())
        .filter(pl.col("received") > NEGLIGIBLE)
    )
    apart = parts["apart"] * per_made
    return by_maker, by_destination, _onward(layers, wanted, government, tail, flow, apart)


def _parts(found: Making, node: np.ndarray, size: int) -> dict[str, np.ndarray]:
    """Tonnes made at each node that are caught, by answer: float64[node]."""
    return {
        name: np.bincount(node, found.made * part, minlength=size)
        for name, part in (("mixed", found.mixed), ("apart", found.apart), ("least", found.least))
    }


def _onward(
    layers: Layers,
    wanted: np.ndarray,
    government: np.ndarray,
    tail: np.ndarray,
    flow: np.ndarray,
    apart: np.ndarray,
) -> pl.DataFrame:
    """What places ship on that came from elsewhere, by who made it, in their average mix.

    apart: part of what a node made that is caught, float64[node].
    """
    nodes = np.flatnonzero(wanted)
    by = makers(layers, nodes)
    leaving = np.bincount(tail, flow, minlength=len(wanted))[nodes]
    own = layers.own[nodes]
    by -= np.diag(own)  # its own goods that went abroad and came back are shipped on as well
    foreign = ~government[nodes]
    known = by.sum(axis=1)
    columns = {
        "shipped_on": 1.0 - own,
        "with_content": by @ (apart[nodes] * foreign),
        "government": by @ (~foreign).astype(float),
        "unknown": np.maximum(1.0 - own - known, 0.0),
    }
    return (
        layers.index.nodes[nodes]
        .select("place", "commodity")
        .with_columns(**{name: pl.Series(part * leaving) for name, part in columns.items()})
        .filter(pl.col("shipped_on") > NEGLIGIBLE)
    )
