"""What the reference year left unsold or unexplained goes on as it was.

    0 <= unsold[n,t] <= U[n] * years[t],   0 <= unexplained[n,t] <= E[n] * years[t]

    balance[n,t] += unexplained[n,t] - unsold[n,t]

Cost per tonne: unsold -p * (1 + loyalty), somebody keeps taking it at that price; unexplained
p * (1 - loyalty). A surplus beyond that is disposed of free: the balance is an inequality.
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
    """Append the residual flows of the reconciliation where there are any."""
    worth = index.prices / THOUSAND
    loyalty = index.parameters["loyalty"]
    for name, amount, sign, cost in (
        ("unsold", reference.unsold, -1.0, -worth * (1 + loyalty)),
        ("unexplained", reference.unexplained, 1.0, worth * (1 - loyalty)),
    ):
        some = np.flatnonzero(amount > 0)
        block = builder.add_columns(
            name,
            index.nodes[some],
            len(periods),
            cost=cost[some, None],
            upper=amount[some, None] * periods.years,
        )
        builder.add_entries(balance.numbers[some], block.numbers, sign)
