"""Projects: what opens when one is built.

    0 <= project_flow[w,t] <= sum_o x[o] * capacity[w] * years[t] * available[o,t]
    sum_{u<=t} project_draw[r,u] <= sum_o x[o] * capacity[r] * sum_{u<=t} filled[o,u]

    balance[tail,t] -= project_flow[w,t];   balance[head,t] += project_flow[w,t]
    balance[n,t] += project_draw[r,t] - sum_o x[o] * capacity[r] * filled[o,t]

x[o]: size of option o, a share of its project's capacity. A way w is a route or an offtake; a
reserve r is a stockpile. What is laid in is taken from the node; laying in and drawing in the same
period cancel out, so a stock for which nobody has goods to spare stays unfilled, at the price of a
draw, and no size of it leaves the program without a solution. Plants of projects are plants
(`components/activity.py`) whose capacity an option opens; `network/links.py` does the opening.

Cost per tonne: flow max(transport + tariff * p[tail], p[head] - p[tail]), free of the premium and
the pace of new contracts; transport is the project's own cost where it states one. Draw p * (1 +
loyalty + activity_premium + switching_premium + price_step + stock_carry * elapsed[t]), more than
from the stocks held at the start by what laying it in again costs: a reserve is filled while extra
activity or users who give up because it is dear can fill it, and drawn on last.
"""

from __future__ import annotations

import numpy as np

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder
from xenotime.network.reconciliation import THOUSAND, Reference


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append the ways and reserves of candidates, closed."""
    count, prices = len(periods), index.prices
    tail, head = index.ways["tail"].to_numpy(), index.ways["head"].to_numpy()
    carriage = index.ways["transport"].to_numpy() + index.ways["rate"].to_numpy() * prices[tail]
    flow = builder.add_columns(
        "project_flow",
        index.ways,
        count,
        cost=np.maximum(carriage, prices[head] - prices[tail])[:, None] / THOUSAND,
        upper=0.0,
    )
    builder.add_entries(balance.numbers[tail], flow.numbers, -1.0)
    builder.add_entries(balance.numbers[head], flow.numbers, 1.0)

    node = index.reserves["node"].to_numpy()
    parameters = index.parameters
    premium = sum(
        parameters[name]
        for name in ("loyalty", "activity_premium", "switching_premium", "price_step")
    )
    held_for = parameters["stock_carry"] * periods.elapsed
    draw = builder.add_columns(
        "project_draw",
        index.reserves,
        count,
        cost=prices[node][:, None] * (1 + premium + held_for) / THOUSAND,
    )
    builder.add_entries(balance.numbers[node], draw.numbers, 1.0)
    reserve = builder.add_rows("reserve", index.reserves, count, upper=0.0)
    later, earlier = np.tril_indices(count)
    builder.add_entries(reserve.numbers[:, later], draw.numbers[:, earlier], 1.0)
