"""Who deals with whom on what: pairs of places that take part in the same facts.

Trade figures are left out: the places in them are compared, and need not deal with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import polars as pl

from xenotime.ledger.register import Entry

SCHEMA = {
    "a": pl.String,
    "b": pl.String,
    "facts": pl.UInt32,
    "reports": pl.UInt32,
    "kinds": pl.String,
    "goods": pl.String,
    "first": pl.Date,
    "last": pl.Date,
}
_MANY = 8
"""Places in one fact beyond which it names a crowd, and no pair of it in particular."""


def network_of(entries: Iterable[Entry]) -> pl.DataFrame:
    """Pairs of places, those with most facts first.

    Returns:
        `a`, `b` (ISO 3166-1 alpha-3, in alphabetical order), `facts`, `reports` (articles), `kinds`
        and `goods` (the commonest first, space-separated), `first` and `last` day known.
    """
    pairs = [
        {
            "a": a,
            "b": b,
            "article": entry.article,
            "kind": entry.fact.kind,
            "goods": list(entry.fact.goods),
            "day": entry.fact.date.first or entry.written.first,
        }
        for entry in entries
        if entry.fact.kind != "trade_figure" and len(entry.fact.countries) <= _MANY
        for a, b in combinations(sorted(entry.fact.countries), 2)
    ]
    if not pairs:
        return pl.DataFrame(schema=SCHEMA)
    frame = pl.DataFrame(
        pairs,
        schema_overrides={"day": pl.Date, "goods": pl.List(pl.String)},
    )
    return (
        frame.group_by("a", "b")
        .agg(
            facts=pl.len(),
            reports=pl.col("article").n_unique(),
            kinds=_commonest(pl.col("kind")),
            goods=_commonest(pl.col("goods").explode().drop_nulls()),
            first=pl.col("day").min(),
            last=pl.col("day").max(),
        )
        .sort("facts", "a", "b", descending=[True, False, False])
        .cast(SCHEMA)  # type: ignore[arg-type]
    )


def _commonest(column: pl.Expr) -> pl.Expr:
    """The distinct values of a group, the commonest first, as one text."""
    return column.value_counts(sort=True).struct[0].str.join(" ")
