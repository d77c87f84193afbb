"""Stocks: what was held at the start, and what is laid in on the way.

    sum_t drawn[s,t] <= S[s]
    level[n,t] = level[n,t-1] + laid_in[n,t] - taken[n,t],  level >= 0

    balance[n,t] += drawn[s,t];   balance[n,t] += level[n,t-1] - level[n,t]

Cost per tonne: drawn p * (1 + loyalty + stock_carry * elapsed[t]), what putting it back costs and
what holding it so long has cost, so that nobody goes short while stocks lie; level stock_carry * p
per year.
Stocks that nobody published are not in the model: unknown stays unknown.
"""

from __future__ import annotations

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder
from xenotime.network.reconciliation import THOUSAND, Reference


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append drawing on initial stocks and carrying goods from period to period."""
    count = len(periods)
    held = index.stocks["tonnes"].to_numpy()
    node = index.stocks["node"].to_numpy()
    price = index.prices
    parameters = index.parameters
    held_for = parameters["stock_carry"] * periods.elapsed
    drawn = builder.add_columns(
        "drawn",
        index.stocks,
        count,
        cost=price[node][:, None] * (1 + parameters["loyalty"] + held_for) / THOUSAND,
        upper=held[:, None],
    )
    limit = builder.add_rows("initial_stock", index.stocks, 1, upper=held[:, None])
    builder.add_entries(limit.numbers, drawn.numbers, 1.0)
    builder.add_entries(balance.numbers[node], drawn.numbers, 1.0)
    if count < 2:
        return
    carry = parameters["stock_carry"] * price[:, None] * periods.years[None, :-1]
    level = builder.add_columns("level", index.nodes, count - 1, cost=carry / THOUSAND)
    builder.add_entries(balance.numbers[:, :-1], level.numbers, -1.0)
    builder.add_entries(balance.numbers[:, 1:], level.numbers, 1.0)
