"""Shipments: under the contracts of the reference year, and new ones.

    0 <= kept[a,t] <= F[a] * years[t]
    0 <= new[a,t]  <= turnover * elapsed[t] * years[t] * B[origin of a] * there[a]

    balance[tail,t] -= kept[a,t] + new[a,t];   balance[head,t] += kept[a,t] + new[a,t]

Cost per tonne: kept: p[head] - p[tail] - loyalty * p[head]; new: max(transport + tariff * p[tail],
p[head] - p[tail]) + switching_premium * p[head]. F: reconciled flow, t per year; B: what the origin
made and received in the reference year, or could make, t per year; elapsed: years since the start
of the horizon at the middle of the period, at most 1 / turnover; p: reference prices; there: 1, but
0 on a way that nobody would take without a candidate project (`network/links.py` opens these).
"""

from __future__ import annotations

import numpy as np

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder
from xenotime.network.reconciliation import THOUSAND, Reference


def supply_base(index: Index, reference: Reference) -> np.ndarray:
    """What each node had in the reference year or could make: float64[node], t per year."""
    nodes = index.nodes.height
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    made = np.maximum(index.recipe["amount"].to_numpy(), 0.0)
    capacity = index.plants["capacity"].fill_null(0.0).to_numpy()
    could = np.bincount(
        node, made * np.maximum(capacity, reference.activity)[plant], minlength=nodes
    )
    received = np.bincount(index.arcs["head"].to_numpy(), reference.flow, minlength=nodes)
    base: np.ndarray = could + received + reference.unexplained
    return base


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append the shipments' columns and their part of the balance."""
    parameters, prices = index.parameters, index.prices
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    wedge = prices[head] - prices[tail]
    carriage = index.arcs["transport"].to_numpy() + index.arcs["rate"].to_numpy() * prices[tail]
    known = np.flatnonzero(index.arcs["known"].to_numpy())
    kept = builder.add_columns(
        "kept_flow",
        index.arcs[known],
        len(periods),
        cost=((wedge - parameters["loyalty"] * prices[head])[known] / THOUSAND)[:, None],
        upper=reference.flow[known, None] * periods.years,
    )
    turnover = parameters["contract_turnover"]
    reach = np.minimum(turnover * periods.elapsed, 1.0) * periods.years
    premium = parameters["switching_premium"] * prices[head]
    there = np.arange(len(tail)) < index.observed_arcs
    new = builder.add_columns(
        "new_flow",
        index.arcs,
        len(periods),
        cost=((np.maximum(carriage, wedge) + premium) / THOUSAND)[:, None],
        upper=(supply_base(index, reference)[tail] * there)[:, None] * reach,
    )
    for block, at in ((kept, known), (new, slice(None))):
        builder.add_entries(balance.numbers[tail[at]], block.numbers, -1.0)
        builder.add_entries(balance.numbers[head[at]], block.numbers, 1.0)
