"""The model of one coupling group: all components put together, and how to read a solution.

minimise  cost of production, trade, storage, substitution and what is short
subject to, for each node n (a commodity at a place) and period t,
    production + arrivals + stock drawn + unexplained
    >= use by plants + departures + stock laid in + unsold + delivered
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.components import activity, demand, flows, projects, residuals, stocks
from xenotime.network.index import Index
from xenotime.network.names import names
from xenotime.network.periods import Periods
from xenotime.network.program import Block, Builder, Program
from xenotime.network.reconciliation import THOUSAND, Reference

COMPONENTS = (activity, flows, demand, stocks, residuals, projects)


@dataclass(frozen=True)
class Model:
    """A built program with what it was built from."""

    index: Index
    reference: Reference
    periods: Periods
    program: Program

    def names(self) -> tuple[np.ndarray, np.ndarray]:
        """Readable names of the columns and of the rows: str[column], str[row]."""
        columns, rows = self.program.columns.values(), self.program.rows.values()
        return names(columns, self.index, self.periods), names(rows, self.index, self.periods)


def build(
    index: Index,
    reference: Reference,
    periods: Periods,
    *,
    most_short: np.ndarray | float | None = None,
) -> Model:
    """Build the program of a group over the periods.

    Args:
        index: the group; with candidates, these are closed.
        reference: its reconciled year.
        periods: the horizon.
        most_short: float64[demand] or one number, the largest share of a demand that may be short
            in any period, from 1 on no limit. With a limit the program may have no solution.
    """
    builder = Builder()
    balance = builder.add_rows("balance", index.nodes, len(periods), lower=0.0)
    for component in COMPONENTS:
        component.add(builder, index, reference, periods, balance)
    if most_short is not None:
        demand.limit(builder, index, np.broadcast_to(most_short, index.demand.height))
    return Model(index, reference, periods, builder.finish())


@dataclass(frozen=True)
class Outcome:
    """A solution that is read when asked: `amounts` of a block of columns, `prices` of nodes."""

    model: Model
    x: np.ndarray
    row_dual: np.ndarray
    objective: float
    demand_factor: np.ndarray | float = 1.0
    """Multiple of normal demand under the scenario: float64[demand, period]."""

    @property
    def cost_usd(self) -> float:
        """The program's optimum in USD; only differences between outcomes mean something."""
        return self.objective * THOUSAND

    def wanted(self) -> pl.DataFrame:
        """What each demand asks for: demand, period, wanted (t per period)."""
        index, periods = self.model.index, self.model.periods
        per_period = self.model.reference.demand[:, None] * periods.years * self.demand_factor
        block = Block("wanted", 0, index.demand.select("demand"), len(periods))
        return _long(block, per_period, periods, "wanted")

    def amounts(self, block: str) -> np.ndarray:
        """Values of a block: float64[item, period], t per period."""
        return self.model.program.columns[block].read(self.x)

    def frame(self, block: str) -> pl.DataFrame:
        """A block's values as a frame: its labels, period (first month), tonnes."""
        found = self.model.program.columns[block]
        return _long(found, self.amounts(block), self.model.periods, "tonnes")

    def projects(self) -> pl.DataFrame:
        """What candidates do: project, what (`activity`, `flow` or `draw`), commodity, place (where
        a flow ends; null for activity: its process has the goods), period, tonnes; rows above 0."""
        parts = []
        for what, block, place in (
            ("activity", "extra_activity", "place"),
            ("flow", "project_flow", "destination"),
            ("draw", "project_draw", "place"),
        ):
            found = self.frame(block).filter(
                pl.col("project").is_not_null() & (pl.col("tonnes") > 0)
            )
            good = pl.col("commodity") if "commodity" in found.columns else pl.lit(None, pl.String)
            parts.append(
                found.select(
                    "project",
                    pl.lit(what).alias("what"),
                    good.alias("commodity"),
                    pl.col(place).alias("place"),
                    "period",
                    "tonnes",
                )
            )
        return pl.concat(parts)

    def prices(self) -> pl.DataFrame:
        """Prices by node: node, commodity, place, price (reference), period, usd_per_t."""
        found = self.model.program.rows["balance"]
        duals = found.read(self.row_dual) * THOUSAND
        return _long(found, duals, self.model.periods, "usd_per_t")


def _long(block: Block, values: np.ndarray, periods: Periods, name: str) -> pl.DataFrame:
    """Labels repeated for each period, with the values beside them."""
    items, count = values.shape
    return block.labels[np.repeat(np.arange(items), count)].with_columns(
        period=pl.Series(periods.names[:count] * items, dtype=pl.String),
        **{name: pl.Series(values.ravel())},
    )
