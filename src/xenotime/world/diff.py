"""What two worlds say differently, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from xenotime.world.schema import TABLES


def diff(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every difference: table, key, change (`added`, `removed` or `changed`), column, before,
    after.

    `key` joins the row's key columns with commas; before and after are text, null when unknown.
    """
    rows: list[tuple[str | None, ...]] = []
    for table, row in TABLES.items():
        olds, news = (
            {tuple(map(str, (e[k] for k in row.key))): e for e in side[table].iter_rows(named=True)}
            for side in (before, after)
        )
        for key in [*olds, *(k for k in news if k not in olds)]:
            old, new = olds.get(key), news.get(key)
            name = ", ".join(key)
            if old is None or new is None:
                change = "added" if old is None else "removed"
                rows.append((table, name, change, None, None, None))
                continue
            rows += [
                (table, name, "changed", column, _text(old[column]), _text(new[column]))
                for column in old
                if old[column] != new[column]
            ]
    columns = ("table", "key", "change", "column", "before", "after")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
