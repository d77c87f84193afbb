"""Demand: delivered, given up because it is dear, replaced, or short.

    delivered[d,t] + priced_out[d,t] + sum_s substituted[s,t] + sum_g short[d,g,t] = D[d] * years[t]

    delivered[d,t] >= 0
    0 <= priced_out[d,t]  <= price_response * D[d] * years[t]
    0 <= substituted[s,t] <= share[s] * min(elapsed[t] / years_to_reach[s], 1) * D[d] * years[t]
    0 <= short[d,g,t]     <= width[g] * D[d] * years[t]

    balance[n,t] -= delivered[d,t]

Cost per tonne: delivered none; priced out p * (1 + price_step); substituted p + extra cost; short
p + worth[g] * (V - p), with V the shortage value. It bounds the price of what its users still get,
not that of an input behind it: a little dysprosium can be worth the whole magnet.

With a limit m[d] on the share that is short, row short_limit:

    sum_g short[d,g,t] <= m[d] * (delivered[d,t] + priced_out[d,t] + sum_s substituted[s,t]
                                  + sum_g short[d,g,t])

Within a demand the least valuable uses go first: the first `width[0]` of it is worth `worth[0]` of
what the last tonne is worth, and so on. Without that, users of the same value at two places would
share a shortage at random. The steps are own judgement.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import INFINITY, Block, Builder
from xenotime.network.reconciliation import THOUSAND, Reference

WIDTH = np.array([0.05, 0.10, 0.15, 0.30, 0.40])
"""Steps of a demand as shares of it: float64[step]."""
WORTH = np.array([0.60, 0.75, 0.85, 0.95, 1.00])
"""What a tonne of each step is worth beyond its price, as a share of the last: float64[step]."""


def shortage_steps(index: Index) -> pl.DataFrame:
    """The demands, each as often as there are steps: their columns, `step`, `width` and `worth`
    (USD per t short beyond the price)."""
    count, steps = index.demand.height, len(WIDTH)
    price = index.prices[index.demand["node"].to_numpy()]
    beyond = np.maximum(index.demand["value"].to_numpy() - price, 0.0)
    return index.demand[np.repeat(np.arange(count), steps)].with_columns(
        step=pl.Series(np.tile(np.arange(steps), count)),
        width=pl.Series(np.tile(WIDTH, count)),
        worth=pl.Series((beyond[:, None] * WORTH).ravel()),
    )


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
        cost=(price * (1 + parameters["price_step"]) / THOUSAND)[:, None],
        upper=parameters["price_response"] * amount,
    )
    steps = shortage_steps(index)
    step_of = steps["demand"].to_numpy()
    short = builder.add_columns(
        "short",
        steps,
        len(periods),
        cost=((price[step_of] + steps["worth"].to_numpy()) / THOUSAND)[:, None],
        upper=steps["width"].to_numpy()[:, None] * amount[step_of],
    )
    user = index.substitutes["demand"].to_numpy()
    extra = index.substitutes["cost"].to_numpy()
    substituted = builder.add_columns(
        "substituted",
        index.substitutes,
        len(periods),
        cost=((price[user] + extra) / THOUSAND)[:, None],
        upper=substitution_reach(index, periods) * amount[user],
    )
    everyone = np.arange(len(node))
    for block, at in (
        (delivered, everyone),
        (priced_out, everyone),
        (short, step_of),
        (substituted, user),
    ):
        builder.add_entries(wanted.numbers[at], block.numbers, 1.0)


def limit(builder: Builder, index: Index, most_short: np.ndarray) -> None:
    """Append rows `short_limit` for the demands of which at most a share below 1 may be short in
    any period; most_short: float64[demand]."""
    limited = np.flatnonzero(most_short < 1.0)
    position = np.full(len(most_short), -1)
    position[limited] = np.arange(len(limited))
    periods = builder.columns["delivered"].periods
    rows = builder.add_rows("short_limit", index.demand[limited], periods, upper=0.0)
    for name in ("delivered", "priced_out", "substituted", "short"):
        block = builder.columns[name]
        user = block.labels["demand"].to_numpy()
        some = np.flatnonzero(position[user] >= 0)
        share = float(name == "short") - most_short[user[some]]
        builder.add_entries(rows.numbers[position[user[some]]], block.numbers[some], share[:, None])
