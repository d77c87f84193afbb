"""Counts over a screened list, and the lines that matter most, as batches come in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from xenotime.controls.lines import TYPES
from xenotime.controls.screening import RESULT
from xenotime.controls.status import Day

MOST = 20_000
"""Lines that a result keeps; beyond, a page is slow to open."""
ORDER = (
    "prohibited",
    "presumption_of_denial",
    "licence_required",
    "unknown_outcome",
    "suspended_now",
    "no_licence",
)
"""Verdicts in the order in which somebody should look at them."""


@dataclass
class Tally:
    """Counts, and the lines that matter most, as batches come in."""

    newest_source: Day | None
    counts: Counter[str] = field(default_factory=Counter)
    malformed: int = 0
    first_day: Day | None = None
    last_day: Day | None = None
    later: int = 0
    measures: set[str] = field(default_factory=set)
    _held: list[pl.DataFrame] = field(default_factory=list)
    _loosest: int = len(ORDER)
    """Rank of the loosest line kept; looser ones need not be kept any more."""

    @property
    def total(self) -> int:
        """Lines so far."""
        return self.counts.total()

    def add(self, judged: pl.DataFrame) -> None:
        """Count a batch."""
        if not judged.height:
            return
        self.counts.update(dict(judged["verdict"].value_counts().iter_rows()))
        self.malformed += judged["error"].count()
        self.later += judged.filter(pl.col("as_of") > (self.newest_source or Day.min)).height
        named = judged["measures"].list.eval(pl.element().struct.field("id")).explode()
        self.measures |= set(named.drop_nulls().unique().to_list())
        days = judged["as_of"].drop_nulls()
        if days.len():
            ends = days.to_frame("day").select(first=pl.col("day").min(), last=pl.col("day").max())
            first, last = ends.row(0)
            self.first_day = min(first, self.first_day or first)
            self.last_day = max(last, self.last_day or last)
        self._held.append(_ranked(judged).filter(pl.col("rank") <= self._loosest))
        if sum(frame.height for frame in self._held) > 2 * MOST:
            self._trim()

    def kept(self) -> pl.DataFrame:
        """The lines to look at first."""
        self._trim()
        return (
            self._held[0].drop("rank") if self._held else pl.DataFrame(schema={**TYPES, **RESULT})
        )

    def _trim(self) -> None:
        if not self._held:
            return
        ordered = pl.concat(self._held).sort("rank", "line", maintain_order=True).head(MOST)
        self._held = [ordered]
        if ordered.height == MOST:
            # A later line of the same rank has a higher number and stands behind.
            self._loosest = int(ordered["rank"][-1]) - 1


def _ranked(judged: pl.DataFrame) -> pl.DataFrame:
    """The lines with their place in the order in which somebody should look at them: rank."""
    ranks = {verdict: rank for rank, verdict in enumerate(ORDER)}
    return judged.with_columns(
        rank=pl.col("verdict").replace_strict(ranks, return_dtype=pl.Int64, default=0)
    )
