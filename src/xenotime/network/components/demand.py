"""Demand: delivered, given up because it is dear, replaced, or short.

    delivered[d,t] + priced_out[d,t] + sum_s substituted[s,t] + short[d,t] = D[d] * years[t]

    delivered[d,t] >= 0
    0 <= priced_out[d,t]  <= price_response * D[d] * years[t]
    0 <= substituted[s,t] <= share[s] * min(elapsed[t] / years_to_reach[s], 1) * D[d] * years[t]
    0 <= short[d,t]       <= D[d] * years[t]

    balance[n,t] -= delivered[d,t]

Cost per tonne: delivered none; priced out p * (1 + price_step); substituted p + extra cost; short
the shortage value, which bounds every price from above.
"""

from __future__ import annotations

import numpy as np

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import INFINITY, Block, Builder
from xenotime.network.reconciliation import MILLION, Reference


def substitution_reach(index: Index, periods: Periods) -> np.ndarray:
    """Share of demand that each substitute can replace: float64[substitute, period]."""
    ramp = np.maximum(index.substitutes["years"].to_numpy(), 1e-9)[:, None]
    share = index.substitutes["share"].to_numpy()[:, None]
    reach: np.ndarray = share * np.minimum(periods.elapsed / ramp, 1.0)
    return reach


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append what is delivered and what is not."""
    parameters = index.parameters
    node = index.demand["node"].to_numpy()
    price = index.prices[node]
    amount = reference.demand[:, None] * periods.years
    wanted = builder.add_rows("wanted", index.demand, len(periods), lower=amount, upper=amount)
    delivered = builder.add_columns(
        "delivered", index.demand, len(periods), cost=np.zeros((1, 1)), upper=INFINITY
    )
    builder.add_entries(balance.numbers[node], delivered.numbers, -1.0)
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
    everyone = np.arange(len(node))
    for block, at in (
        (delivered, everyone),
        (priced_out, everyone),
        (short, everyone),
        (substituted, user),
    ):
        builder.add_entries(wanted.numbers[at], block.numbers, 1.0)
