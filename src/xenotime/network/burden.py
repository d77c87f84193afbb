"""Who bears which cost: the same program with the costs of some places counted less.

At the reference prices v of the rows (a node's price in its balance, and the same in what a demand
wants), the cost of any answer y is what every column departs from those prices, and what is left
over:

    cost . y = sum_j (cost[j] - v . A[:, j]) y[j] + sum_r v[r] (A y)[r]

Each term belongs to a place: making, holding and lacking to where it happens, a shipment to the
buyer, what is left over to where it lies. With the weights w of these places, one for each column
and row,

    counted[j] = w[j] (cost[j] - v . A[:, j]) + sum_r w[r] v[r] A[r, j]

Goods that cross from a place that counts less to one that counts more are therefore paid for at the
seller's reference price, and the other way round they earn it: what the places that count pay is
what they lack, what they make, store and ship at a premium, and their bill for imports. Projects
that a plan may open count in full wherever they stand: who has them built pays for what they cost
beyond the market.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import polars as pl

from xenotime.network.model import Model
from xenotime.network.program import Block
from xenotime.network.reconciliation import THOUSAND


def counting(model: Model, places: Collection[str], others: float) -> Model:
    """The model with the costs of `places` counted in full and those of all others `others`
    times."""
    program, index = model.program, model.index
    columns, rows = np.zeros(len(program.cost)), np.zeros(len(program.row_lower))
    prices = np.zeros(len(rows))

    def weight(block: Block) -> np.ndarray:
        labels = block.labels
        if "destination" in labels.columns:
            bearer = labels["destination"]
        elif "place" in labels.columns:
            bearer = labels["place"]
        else:
            bearer = index.demand["place"].gather(labels["demand"])
        counts = bearer.is_in(list(places)).to_numpy()
        if "project" in labels.columns:
            counts = counts | labels["project"].is_not_null().to_numpy()
        return np.repeat(np.where(counts, 1.0, others), block.periods)

    for block in program.columns.values():
        columns[block.start : block.start + block.size] = weight(block)
    for name in ("balance", "wanted"):
        block = program.rows[name]
        at = slice(block.start, block.start + block.size)
        node = block.labels["node"].cast(pl.Int64).to_numpy()
        rows[at] = weight(block)
        prices[at] = np.repeat(index.prices[node] / THOUSAND, block.periods)
    departs = program.cost - program.matrix.T @ prices
    cost = columns * departs + program.matrix.T @ (rows * prices)
    return replace(model, program=replace(program, cost=cost))
