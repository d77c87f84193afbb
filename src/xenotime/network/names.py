"""Names of a model's columns and rows that a person can read, for written models.

`block.what.period`, such as `new_flow.ndpr_oxide.MYS.JPN.2027-01`; letters, digits, `_`, `-` and
points only, as the MPS and LP formats allow.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block

PARTS = ("commodity", "origin", "destination", "place", "sector", "holder")
"""Labels that tell items of a block apart where they have no id of their own, in this order."""
NOT_IN_NAMES = r"[^A-Za-z0-9_.-]+"


def names(blocks: Iterable[Block], index: Index, periods: Periods) -> np.ndarray:
    """Names of all columns, or of all rows, in their order: str[position].

    Args:
        blocks: the program's columns or rows.
        index: the group.
        periods: the horizon.
    """
    found = [_of_block(block, index, periods) for block in sorted(blocks, key=lambda b: b.start)]
    return np.concatenate([np.empty(0, dtype=object), *found])


def _of_block(block: Block, index: Index, periods: Periods) -> np.ndarray:
    items = _items(block.labels, index).str.replace_all(NOT_IN_NAMES, "_")
    count = block.periods
    when = pl.Series(np.tile(np.array(periods.names[:count]), len(items)), dtype=pl.String)
    whole = pl.DataFrame({"item": items[np.repeat(np.arange(len(items)), count)], "when": when})
    named = whole.select(pl.concat_str(pl.lit(block.name), "item", "when", separator="."))
    return named.to_series().to_numpy()


def _items(labels: pl.DataFrame, index: Index) -> pl.Series:
    """What each item of a block is called."""
    if "substitute" in labels.columns:
        users = index.demand.select("demand", *(p for p in PARTS if p in index.demand.columns))
        labels = labels.join(users, on="demand", how="left", maintain_order="left").rename(
            {"name": "holder"}
        )
    if "id" in labels.columns:  # the id of a project may be that of a plant
        project = pl.when(pl.col("project").is_not_null()).then(pl.lit("project."))
        return labels.select(pl.concat_str(project.otherwise(pl.lit("")), "id")).to_series()
    own = [name for name in ("project", *PARTS) if name in labels.columns]
    if "step" in labels.columns:
        own.append("step")
    return labels.select(pl.concat_str(own, separator=".", ignore_nulls=True)).to_series()
