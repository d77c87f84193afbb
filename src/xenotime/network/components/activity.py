"""Plants: what keeps running as in the reference year, and what runs beyond it.

    0 <= kept[k,t]  <= X[k] * years[t] * running[k,t]
    0 <= extra[k,t] <= max(capacity[k] - X[k], 0) * years[t] * usable[k,t] * ramp[t]
    ramp[t] = min(elapsed[t] / restart_years, 1), elapsed at the middle of the period

    balance[n,t] += amount[k,n] * (kept[k,t] + extra[k,t])

Cost per tonne of activity, with g = outputs less inputs at reference prices, v = outputs alone:
kept: g - loyalty * v (leaving what one does costs something); extra: max(g, conversion cost) +
activity_premium * v. X: reconciled activity, t per year; an unknown capacity allows no extra.
People, feed and permits for idle capacity take time: it is reached over `restart_years`.
"""

from __future__ import annotations

import numpy as np

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder
from xenotime.network.reconciliation import THOUSAND, Reference


def open_share(index: Index, periods: Periods) -> tuple[np.ndarray, np.ndarray]:
    """Share of each period in which a plant exists, for what it did and for what it could do more:
    twice float64[plant, period].

    The output of the reference year holds whatever happened within that year, so for what is kept
    only a closure after it counts.
    """
    year_end = periods.months_until(f"{index.year + 1}-01")
    starts, ends = (
        np.array(
            [
                missing if date is None else periods.months_until(date)
                for date in index.plants[name]
            ],
            dtype=float,
        ).reshape(-1, 1)
        for name, missing in (("start", -np.inf), ("end", np.inf))
    )
    kept = np.clip(np.maximum(ends, year_end) - periods.offsets, 0, periods.lengths)
    finish = np.minimum(periods.offsets + periods.lengths, ends)
    more = np.clip(finish - np.maximum(periods.offsets, starts), 0, periods.lengths)
    return kept / periods.lengths, more / periods.lengths


def add(
    builder: Builder, index: Index, reference: Reference, periods: Periods, balance: Block
) -> None:
    """Append the plants' columns and their part of the balance."""
    parameters = index.parameters
    gain, worth = index.value_added, index.value_out
    conversion = index.plants["cost"].fill_null(0.0).to_numpy()
    running, usable = open_share(index, periods)
    capacity = index.plants["capacity"].fill_null(0.0).to_numpy()
    spare = np.maximum(capacity - reference.activity, 0.0)
    ramp = np.minimum(periods.elapsed / max(parameters["restart_years"], 1e-9), 1.0)
    kept = builder.add_columns(
        "kept_activity",
        index.plants,
        len(periods),
        cost=((gain - parameters["loyalty"] * worth) / THOUSAND)[:, None],
        upper=reference.activity[:, None] * periods.years * running,
    )
    extra = builder.add_columns(
        "extra_activity",
        index.plants,
        len(periods),
        cost=((np.maximum(gain, conversion) + parameters["activity_premium"] * worth) / THOUSAND)[
            :, None
        ],
        upper=spare[:, None] * periods.years * usable * ramp,
    )
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()[:, None]
    for block in (kept, extra):
        builder.add_entries(balance.numbers[node], block.numbers[plant], amount)
