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
MILLION = 1e6


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


def reconciliation_program(index: Index) -> Program:
    """The linear program of the adjustments for one group; read it with `reference_from`."""
    builder = Builder()
    nodes = index.nodes.height
    balance = builder.add_rows("balance", index.nodes, 1)
    start = np.zeros(nodes)
    prices = index.prices
    recipe_plant, recipe_node, amount = (
        index.recipe[c].to_numpy() for c in ("plant", "node", "amount")
    )

    observed = index.plants["observed"].to_numpy()
    capacity = index.plants["capacity"].fill_null(INFINITY).to_numpy()
    _figures(
        builder,
        "activity",
        index.plants,
        observed,
        capacity,
        np.maximum(index.value_out, 1.0),
        (recipe_plant, recipe_node, amount),
        balance,
        start,
        usable=_running(index),
    )
    known = index.arcs["known"].to_numpy()
    arc_numbers = np.arange(index.arcs.height)
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    _figures(
        builder,
        "flow",
        index.arcs,
        index.arcs["observed"].to_numpy(),
        np.full(index.arcs.height, INFINITY),
        np.maximum(prices[head], 1.0),
        (
            np.r_[arc_numbers, arc_numbers],
            np.r_[tail, head],
            np.r_[-np.ones(len(tail)), np.ones(len(head))],
        ),
        balance,
        start,
        usable=known,
    )
    demand_node = index.demand["node"].to_numpy()
    _figures(
        builder,
        "demand",
        index.demand,
        index.demand["tonnes"].to_numpy(),
        np.full(index.demand.height, INFINITY),
        np.maximum(prices[demand_node], 1.0),
        (np.arange(len(demand_node)), demand_node, -np.ones(len(demand_node))),
        balance,
        start,
        usable=np.ones(len(demand_node), dtype=bool),
    )
    for name, sign, weight in (
        ("unsold", -1.0, UNSOLD_WEIGHT),
        ("unexplained", 1.0, UNEXPLAINED_WEIGHT),
    ):
        cost = weight * np.maximum(prices, 1.0) / MILLION
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


def _figures(
    builder: Builder,
    name: str,
    labels: pl.DataFrame,
    observed: np.ndarray,
    capacity: np.ndarray,
    value: np.ndarray,
    incidence: tuple[np.ndarray, np.ndarray, np.ndarray],
    balance: Block,
    start: np.ndarray,
    usable: np.ndarray,
) -> None:
    """Columns for the adjustments of one kind of figure; adds the observed part to `start`."""
    observed = np.asarray(observed, dtype=float)
    missing = np.isnan(observed)
    base = np.where(missing | ~usable, 0.0, observed)
    items, nodes, amounts = incidence
    np.add.at(start, nodes, amounts * base[items])
    confidence = labels["confidence"].fill_null("low").replace_strict(WEIGHT).to_numpy()
    upper_room = np.where(usable, np.maximum(capacity - base, 0.0), 0.0)
    free = missing & usable
    block = builder.add_columns(
        f"{name}_unknown",
        labels,
        1,
        cost=(UNKNOWN_WEIGHT * value / MILLION)[:, None],
        upper=np.where(free, upper_room, 0.0)[:, None],
    )
    builder.add_entries(balance.numbers[nodes, 0], block.numbers[items, 0], amounts)
    for direction, sign in (("up", 1.0), ("down", -1.0)):
        room = np.where(missing, 0.0, upper_room if sign > 0 else base)
        for number, (width, price) in enumerate(SEGMENTS):
            step = np.minimum(room, base * width if width < INFINITY else INFINITY)
            room = room - np.where(np.isfinite(step), step, 0.0)
            block = builder.add_columns(
                f"{name}_{direction}_{number}",
                labels,
                1,
                cost=(price * confidence * value / MILLION)[:, None],
                upper=step[:, None],
            )
            builder.add_entries(balance.numbers[nodes, 0], block.numbers[items, 0], sign * amounts)


def reference_from(index: Index, program: Program, x: np.ndarray) -> Reference:
    """Read the balanced year from a solution of `reconciliation_program`."""

    def total(name: str, observed: pl.Series, usable: np.ndarray | None) -> np.ndarray:
        base = observed.fill_null(0.0).to_numpy().astype(float)
        if usable is not None:
            base = np.where(usable, base, 0.0)
        result = base + program.columns[f"{name}_unknown"].read(x)[:, 0]
        for number in range(len(SEGMENTS)):
            result = result + program.columns[f"{name}_up_{number}"].read(x)[:, 0]
            result = result - program.columns[f"{name}_down_{number}"].read(x)[:, 0]
        balanced: np.ndarray = np.maximum(result, 0.0)
        return balanced

    return Reference(
        activity=total("activity", index.plants["observed"], _running(index)),
        flow=total("flow", index.arcs["observed"], index.arcs["known"].to_numpy()),
        demand=total("demand", index.demand["tonnes"], None),
        unsold=np.maximum(program.columns["unsold"].read(x)[:, 0], 0.0),
        unexplained=np.maximum(program.columns["unexplained"].read(x)[:, 0], 0.0),
    )


def adjustments(index: Index, reference: Reference) -> pl.DataFrame:
    """Every figure beside its reconciled value: table, figure, commodity, place, published,
    reconciled, change (t), relative, confidence, value_usd (worth of the change)."""
    parts = []
    main = (
        index.recipe.filter(pl.col("amount") > 0)
        .sort("plant", pl.col("amount") * pl.lit(1.0), descending=[False, True])
        .group_by("plant", maintain_order=True)
        .agg(pl.col("commodity").first())
    )
    plants = index.plants.join(main, on="plant", how="left", maintain_order="left")
    parts.append(
        plants.select(
            table=pl.lit("production"),
            figure="id",
            commodity="commodity",
            place="place",
            published="observed",
            reconciled=pl.Series(reference.activity),
            confidence="confidence",
            price=pl.Series(index.value_out),
        )
    )
    arcs = index.arcs.with_columns(
        reconciled=pl.Series(reference.flow),
        price=pl.Series(index.prices[index.arcs["head"].to_numpy()]),
    ).filter(pl.col("known"))
    parts.append(
        arcs.select(
            table=pl.lit("routes"),
            figure=pl.format("{} to {}", "origin", "destination"),
            commodity="commodity",
            place="destination",
            published="observed",
            reconciled="reconciled",
            confidence="confidence",
            price="price",
        )
    )
    parts.append(
        index.demand.select(
            table=pl.lit("demand"),
            figure="sector",
            commodity="commodity",
            place="place",
            published="tonnes",
            reconciled=pl.Series(reference.demand),
            confidence="confidence",
            price=pl.Series(index.prices[index.demand["node"].to_numpy()]),
        )
    )
    for name, values in (("unsold", reference.unsold), ("unexplained", reference.unexplained)):
        parts.append(
            index.nodes.select(
                table=pl.lit(name),
                figure=pl.lit("balance"),
                commodity="commodity",
                place="place",
                published=pl.lit(None, dtype=pl.Float64),
                reconciled=pl.Series(values),
                confidence=pl.lit(None, dtype=pl.String),
                price="price",
            ).filter(pl.col("reconciled") > 1e-6)
        )
    return (
        pl.concat(parts)
        .with_columns(change=pl.col("reconciled") - pl.col("published").fill_null(0.0))
        .with_columns(
            relative=pl.when(pl.col("published") > 0).then(pl.col("change") / pl.col("published")),
            value_usd=pl.col("change").abs() * pl.col("price"),
        )
        .drop("price")
        .sort("value_usd", descending=True)
    )
