"""Demand: delivered, given up because it is dear, replaced, or short.

    delivered[d,t] + priced_out[d,t] + sum_s substituted[s,t] + short[d,t] = D[d] * years[t]

    0 <= priced_out[d,t]  <= price_response * D[d] * years[t]
    0 <= substituted[s,t] <= share[s] * min(elapsed[t] / years_to_reach[s], 1) * D[d] * years[t]
    0 <= short[d,t]       <= D[d] * years[t]

Delivered is eliminated: the balance's right-hand side is D * years and the others stand as supply.
Cost per tonne: priced out p * (1 + price_step); substituted p + extra cost; short the shortage
value, which bounds every price from above.
"""

from __future__ import annotations

import numpy as np

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder
from xenotime.network.reconciliation import MILLION, Reference


def wanted(index: Index, reference: Reference, periods: Periods) -> np.ndarray:
    """Demand by node: float64[node, period], t."""
    per_year = np.bincount(
        index.demand["node"].to_numpy(), reference.demand, minlength=index.nodes.height
    )
    return per_year[:, None] * periods.years


def substitution_reach(index: Index, periods: Periods) -> np.ndarray:
    """Share of demand that each substitute can replace: float64[substitute, period]."""
    elapsed = (periods.offsets + periods.lengths / 2) / 12.0
    ramp = np.maximum(index.substitutes["years"].to_numpy(), 1e-9)[:, None]
    return index.substitutes["share"].to_numpy()[:, None] * np.minimum(elapsed / ramp, 1.0)


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append what is not delivered."""
    parameters = index.parameters
    node = index.demand["node"].to_numpy()
    price = index.prices[node]
    amount = reference.demand[:, None] * periods.years
    priced_out = builder.add_columns(
        "priced_out",
        index.demand,
        len(periods),
        cost=(price * (1 + parameters["price_step"]) / MILLION)[:, None],
        upper=parameters["price_response"] * amount,
    )
    short = builder.add_columns(
        "short",
        index.demand,
        len(periods),
        cost=(index.demand["value"].to_numpy() / MILLION)[:, None],
        upper=amount,
    )
    user = index.substitutes["demand"].to_numpy()
    extra = index.substitutes["cost"].to_numpy()
    substituted = builder.add_columns(
        "substituted",
        index.substitutes,
        len(periods),
        cost=((price[user] + extra) / MILLION)[:, None],
        upper=substitution_reach(index, periods) * amount[user],
    )
    for block, at in ((priced_out, node), (short, node), (substituted, node[user])):
        builder.add_entries(balance.numbers[at], block.numbers, 1.0)
