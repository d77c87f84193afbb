"""Reconcile the reference year: the least adjustment after which every commodity and place
balances.

For each node:  production + arrivals + unexplained = use by plants + departures + demand + unsold.

Each observed figure x0 may move up or down at a price that rises with the relative distance (a
piecewise-linear stand-in for the chi-square distance (x - x0)^2 / x0), times the weight of its
confidence, times its unit value, so that a tonne of terbium weighs more than a tonne of lanthanum.
Figures that nobody published are free. What no adjustment explains is shown as *unexplained* supply
or *unsold* surplus (stock change included), never hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.index import Index
from xenotime.network.program import INFINITY, Block, Builder, Program

SEGMENTS = ((0.05, 1.0), (0.45, 4.0), (INFINITY, 12.0))
"""Widths as fractions of the figure, and the price of moving within each."""
WEIGHT = {"high": 10.0, "medium": 3.0, "low": 1.0}
UNKNOWN_WEIGHT = 0.05
UNSOLD_WEIGHT = 6.0
UNEXPLAINED_WEIGHT = 120.0
THOUSAND = 1e3
CONSIDERABLE = 1e-6
"""Tonnes from which a residual is more than the solver's rounding."""


@dataclass(frozen=True)
class Reference:
    """The balanced reference year, tonnes per year.

    activity: float64[plant]; flow: float64[arc], 0 where nothing was observed;
    demand: float64[demand]; unsold, unexplained: float64[node].
    """

    activity: np.ndarray
    flow: np.ndarray
    demand: np.ndarray
    unsold: np.ndarray
    unexplained: np.ndarray


@dataclass(frozen=True)
class Figures:
    """One kind of observed figure, and where it enters the balance.

    observed: float64[item], NaN where nobody published it; capacity: the most it can be,
    float64[item] or one number; value: USD per t of change, float64[item]; usable: bool[item],
    whether it could be anything but zero. Entry e says that a tonne of items[e] adds amounts[e] t
    to nodes[e].
    """

    name: str
    labels: pl.DataFrame
    observed: np.ndarray
    capacity: np.ndarray | float
    value: np.ndarray
    usable: np.ndarray
    items: np.ndarray
    nodes: np.ndarray
    amounts: np.ndarray

    @property
    def base(self) -> np.ndarray:
        """The observed part from which it is adjusted: float64[item]."""
        return np.where(np.isnan(self.observed) | ~self.usable, 0.0, self.observed)


def observed_figures(index: Index) -> tuple[Figures, Figures, Figures]:
    """Activity of plants, flow on arcs and demand, as the world states them."""
    prices = np.maximum(index.prices, 1.0)
    plant, made_at, amount = (index.recipe[c].to_numpy() for c in ("plant", "node", "amount"))
    arcs = np.arange(index.arcs.height)
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    used_at = index.demand["node"].to_numpy()
    everyone = np.ones(len(used_at))
    activity = Figures(
        "activity",
        index.plants,
        observed=index.plants["observed"].to_numpy(),
        capacity=index.plants["capacity"].fill_null(INFINITY).to_numpy(),
        value=np.maximum(index.value_out, 1.0),
        usable=_running(index),
        items=plant,
        nodes=made_at,
        amounts=amount,
    )
    flow = Figures(
        "flow",
        index.arcs,
        observed=index.arcs["observed"].to_numpy(),
        capacity=INFINITY,
        value=prices[head],
        usable=index.arcs["known"].to_numpy(),
        items=np.r_[arcs, arcs],
        nodes=np.r_[tail, head],
        amounts=np.r_[-np.ones(len(tail)), np.ones(len(head))],
    )
    demand = Figures(
        "demand",
        index.demand,
        observed=index.demand["tonnes"].to_numpy(),
        capacity=INFINITY,
        value=prices[used_at],
        usable=everyone.astype(bool),
        items=np.arange(len(used_at)),
        nodes=used_at,
        amounts=-everyone,
    )
    return activity, flow, demand


def reconciliation_program(index: Index) -> Program:
    """The linear program of the adjustments for one group; read it with `reference_from`.

    Candidates have no part in it, so that the year is the same with and without them.
    """
    index = index.world or index
    builder = Builder()
    nodes = index.nodes.height
    balance = builder.add_rows("balance", index.nodes, 1)
    start = np.zeros(nodes)
    for figures in observed_figures(index):
        np.add.at(start, figures.nodes, figures.amounts * figures.base[figures.items])
        _add_adjustments(builder, figures, balance)
    for name, sign, weight in (
        ("unsold", -1.0, UNSOLD_WEIGHT),
        ("unexplained", 1.0, UNEXPLAINED_WEIGHT),
    ):
        cost = weight * np.maximum(index.prices, 1.0) / THOUSAND
        block = builder.add_columns(name, index.nodes, 1, cost=cost[:, None])
        builder.add_entries(np.arange(nodes), block.numbers[:, 0], sign)
    program = builder.finish()
    program.row_lower[:] = -start
    program.row_upper[:] = -start
    return program


def _running(index: Index) -> np.ndarray:
    """Which plants existed in the reference year: bool[plant]."""
    begun = index.plants["start"].str.slice(0, 4).cast(pl.Int64).fill_null(0) <= index.year
    ended = index.plants["end"].str.slice(0, 4).cast(pl.Int64).fill_null(9999) < index.year
    return (begun & ~ended).to_numpy()


def _add_adjustments(builder: Builder, figures: Figures, balance: Block) -> None:
    """Columns for what nobody published, and for the steps up and down from what was observed."""
    labels, base = figures.labels, figures.base
    missing = np.isnan(figures.observed)
    rows = balance.numbers[figures.nodes, 0]
    confidence = labels["confidence"].fill_null("low").replace_strict(WEIGHT).to_numpy()
    upper_room = np.where(figures.usable, np.maximum(figures.capacity - base, 0.0), 0.0)
    block = builder.add_columns(
        f"{figures.name}_unknown",
        labels,
        1,
        cost=(UNKNOWN_WEIGHT * figures.value / THOUSAND)[:, None],
        upper=np.where(missing & figures.usable, upper_room, 0.0)[:, None],
    )
    builder.add_entries(rows, block.numbers[figures.items, 0], figures.amounts)
    for direction, sign in (("up", 1.0), ("down", -1.0)):
        room = np.where(missing, 0.0, upper_room if sign > 0 else base)
        for number, (width, price) in enumerate(SEGMENTS):
            step = np.minimum(room, base * width if width < INFINITY else INFINITY)
            room = room - np.where(np.isfinite(step), step, 0.0)
            block = builder.add_columns(
                f"{figures.name}_{direction}_{number}",
                labels,
                1,
                cost=(price * confidence * figures.value / THOUSAND)[:, None],
                upper=step[:, None],
            )
            builder.add_entries(rows, block.numbers[figures.items, 0], sign * figures.amounts)


def reference_from(index: Index, program: Program, x: np.ndarray) -> Reference:
    """Read the balanced year from a solution of `reconciliation_program`; what only candidates add
    did nothing in it."""
    if index.world is not None:
        return padded(index, reference_from(index.world, program, x))

    def read(name: str) -> np.ndarray:
        return program.columns[name].read(x)[:, 0]

    def total(figures: Figures) -> np.ndarray:
        result = figures.base + read(f"{figures.name}_unknown")
        for number in range(len(SEGMENTS)):
            result = result + read(f"{figures.name}_up_{number}")
            result = result - read(f"{figures.name}_down_{number}")
        balanced: np.ndarray = np.maximum(result, 0.0)
        return balanced

    activity, flow, demand = (total(figures) for figures in observed_figures(index))
    return Reference(
        activity=activity,
        flow=flow,
        demand=demand,
        unsold=np.maximum(read("unsold"), 0.0),
        unexplained=np.maximum(read("unexplained"), 0.0),
    )


def padded(index: Index, reference: Reference) -> Reference:
    """The year of an index without candidates, with zeros for what candidates add."""

    def pad(values: np.ndarray, size: int) -> np.ndarray:
        return np.pad(values, (0, size - len(values)))

    return Reference(
        activity=pad(reference.activity, index.plants.height),
        flow=pad(reference.flow, index.arcs.height),
        demand=reference.demand,
        unsold=pad(reference.unsold, index.nodes.height),
        unexplained=pad(reference.unexplained, index.nodes.height),
    )


def _beside(
    frame: pl.DataFrame,
    table: str,
    figure: pl.Expr,
    published: str,
    reconciled: np.ndarray,
    price: np.ndarray,
) -> pl.DataFrame:
    """The figures of one table, as published and as reconciled; prices in USD per t."""
    return frame.select(
        "commodity",
        "place",
        "confidence",
        table=pl.lit(table),
        figure=figure,
        published=published,
        reconciled=pl.Series(reconciled),
        price=pl.Series(price),
    ).select(
        "table",
        "figure",
        "commodity",
        "place",
        "published",
        "reconciled",
        "confidence",
        "price",
    )


def adjustments(index: Index, reference: Reference) -> pl.DataFrame:
    """Every figure beside its reconciled value: table, figure, commodity, place, published,
    reconciled, change (t), relative, confidence, value_usd (worth of the change)."""
    main = (
        index.recipe.filter(pl.col("amount") > 0)
        .sort("plant", "amount", "commodity", descending=[False, True, False])
        .group_by("plant", maintain_order=True)
        .agg(pl.col("commodity").first())
    )
    plants = index.plants.join(main, on="plant", how="left", maintain_order="left")
    destination, user = index.arcs["head"].to_numpy(), index.demand["node"].to_numpy()
    production = _beside(
        plants, "production", pl.col("id"), "observed", reference.activity, index.value_out
    )
    routes = _beside(
        index.arcs.with_columns(place="destination"),
        "routes",
        pl.format("{} to {}", "origin", "destination"),
        "observed",
        reference.flow,
        index.prices[destination],
    ).filter(index.arcs["known"])
    demand = _beside(
        index.demand, "demand", pl.col("sector"), "tonnes", reference.demand, index.prices[user]
    )
    nobody = index.nodes.with_columns(
        observed=pl.lit(None, dtype=pl.Float64), confidence=pl.lit(None, dtype=pl.String)
    )
    residuals = [
        _beside(nobody, name, pl.lit("balance"), "observed", tonnes, index.prices).filter(
            pl.col("reconciled") > CONSIDERABLE
        )
        for name, tonnes in (
            ("unsold", reference.unsold),
            ("unexplained", reference.unexplained),
        )
    ]
    return (
        pl.concat([production, routes, demand, *residuals])
        .with_columns(change=pl.col("reconciled") - pl.col("published").fill_null(0.0))
        .with_columns(
            relative=pl.when(pl.col("published") > 0).then(pl.col("change") / pl.col("published")),
            value_usd=pl.col("change").abs() * pl.col("price"),
        )
        .drop("price")
        .sort("value_usd", descending=True, maintain_order=True)
    )
