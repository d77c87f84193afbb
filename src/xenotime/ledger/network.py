"""Who deals with whom on what: pairs of places that take part in the same facts.

Trade figures are left out: the places in them are compared, and need not deal with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import polars as pl

from xenotime.ledger.register import Entry

SCHEMA = {
    "a": pl.String,
    "b": pl.String,
    "facts": pl.UInt32,
    "reports": pl.UInt32,
    "kinds": pl.String,
    "goods": pl.String,
    "first": pl.String,
    "last": pl.String,
}
_MANY = 8
"""Places in one fact beyond which it names a crowd, and no pair of it in particular."""


def network_of(entries: Iterable[Entry]) -> pl.DataFrame:
    """Pairs of places, those with most facts first.

    Returns:
        `a`, `b` (ISO 3166-1 alpha-3, in alphabetical order), `facts`, `reports` (articles), `kinds`
        and `goods` (the commonest first, space-separated), `first` and `last` time known, in ISO
        8601 and as exactly as the article says it: 2025-10-28, 2025-10 or 2025.
    """
    pairs = [
        {
            "a": a,
            "b": b,
            "article": entry.article,
            "kind": entry.fact.kind,
            "goods": list(entry.fact.goods),
            **_time(entry),
        }
        for entry in entries
        if entry.fact.kind != "trade_figure" and len(entry.fact.countries) <= _MANY
        for a, b in combinations(sorted(entry.fact.countries), 2)
    ]
    if not pairs:
        return pl.DataFrame(schema=SCHEMA)
    frame = pl.DataFrame(
        pairs,
        schema_overrides={"day": pl.Date, "written": pl.String, "goods": pl.List(pl.String)},
    )
    return (
        frame.group_by("a", "b")
        .agg(
            facts=pl.len(),
            reports=pl.col("article").n_unique(),
            kinds=_commonest(pl.col("kind")),
            goods=_commonest(pl.col("goods").explode().drop_nulls()),
            first=pl.col("written").sort_by("day", "written", nulls_last=True).first(),
            last=pl.col("written").sort_by("day", "written", nulls_last=False).last(),
        )
        .sort("facts", "a", "b", descending=[True, False, False])
        .cast(SCHEMA)  # type: ignore[arg-type]
    )


def _time(entry: Entry) -> dict[str, Any]:
    """When a fact was, or else its article: the day it begins at, and how that is written."""
    period = entry.fact.date if entry.fact.date.first else entry.written
    exact = period.precision in ("day", "month", "year")
    written = str(period) if exact else period.first and str(period.first)
    return {"day": period.first, "written": written}


def _commonest(column: pl.Expr) -> pl.Expr:
    """The distinct values of a group, the commonest first, as one text."""
    return column.value_counts(sort=True).struct[0].str.join(" ")
