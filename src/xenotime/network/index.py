"""One coupling group as numbered frames: nodes, plants, recipes, arcs, demand, stocks.

A *node* is a commodity at a place. Everything the components of the model need is here once, so
that none of them reads the world's tables again. Quantities are tonnes (per year), money is USD.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from xenotime.network.arcs import build_arcs
from xenotime.world.world import World

AT = ["commodity", "place"]
SIGNED_AMOUNT = (
    pl.when(pl.col("direction") == "out").then(pl.col("amount")).otherwise(-pl.col("amount"))
)


@dataclass(frozen=True)
class Index:
    """The numbered frames of a group.

    nodes: node, commodity, place, price (USD per t in the reference year)
    plants: plant, id, process, place, capacity, observed, confidence, start, end, cost
    recipe: plant, node, commodity, amount (t per t of activity, inputs negative)
    arcs: arc, commodity, origin, destination, tail, head (nodes), known (an observed route),
        observed, confidence, transport (USD per t), rate (tariff, fraction), basin_a, basin_b
    demand: demand, node, commodity, place, sector, tonnes, confidence, value (USD per t short)
    substitutes: substitute, demand, share, years, name, cost
    stocks: stock, node, commodity, place, holder, tonnes
    """

    parameters: dict[str, float]
    year: int
    nodes: pl.DataFrame
    plants: pl.DataFrame
    recipe: pl.DataFrame
    arcs: pl.DataFrame
    demand: pl.DataFrame
    substitutes: pl.DataFrame
    stocks: pl.DataFrame
    passages: pl.DataFrame

    @cached_property
    def prices(self) -> np.ndarray:
        """Reference price of each node: float64[node], USD per t."""
        return self.nodes["price"].to_numpy()

    @cached_property
    def value_added(self) -> np.ndarray:
        """Outputs less inputs at reference prices: float64[plant], USD per t of activity."""
        return self._per_plant(self.recipe["amount"].to_numpy())

    @cached_property
    def value_out(self) -> np.ndarray:
        """Outputs at reference prices: float64[plant], USD per t of activity."""
        return self._per_plant(np.maximum(self.recipe["amount"].to_numpy(), 0))

    def _per_plant(self, amounts: np.ndarray) -> np.ndarray:
        worth = amounts * self.prices[self.recipe["node"].to_numpy()]
        plant = self.recipe["plant"].to_numpy()
        return np.bincount(plant, worth, minlength=self.plants.height).astype(float)


def build_index(world: World, commodities: list[str], as_of: str) -> Index:
    """Number everything that concerns `commodities`; tariffs are those in force on `as_of`."""
    year = world.reference_year
    rows = {
        name: world.table(name).filter(pl.col("commodity").is_in(commodities))
        for name in ("recipes", "routes", "demand", "stocks")
    }
    plants = _plants(world, rows["recipes"]["process"].unique().to_list(), year)
    ways = plants.select("plant", "process", "place").join(
        rows["recipes"].select("process", "commodity", amount=SIGNED_AMOUNT),
        on="process",
        maintain_order="left",
    )
    routes = rows["routes"].filter(pl.col("year") == year)
    demand = rows["demand"].filter(pl.col("year") == year)
    stocks = rows["stocks"].filter(pl.col("tonnes").is_not_null())
    nodes = _nodes(
        world,
        year,
        [
            ways,
            routes.rename({"origin": "place"}),
            routes.rename({"destination": "place"}),
            demand,
            stocks,
        ],
    )
    ids = nodes.select("node", *AT)
    recipe = (
        ways.join(ids, on=AT, maintain_order="left")
        .group_by("plant", "node", "commodity", maintain_order=True)
        .agg(pl.col("amount").sum())
        .sort("plant", "node")
    )
    values = world.table("shortage_values").select("sector", "commodity", value="usd_per_t")
    wanted = _numbered(
        demand.select("place", "commodity", "sector", "tonnes", "confidence")
        .join(ids, on=AT, maintain_order="left")
        .join(values, on=["sector", "commodity"], how="left", maintain_order="left"),
        "demand",
        [*AT, "sector"],
    )
    return Index(
        parameters=world.parameters,
        year=year,
        nodes=nodes,
        plants=plants,
        recipe=recipe,
        arcs=build_arcs(world, ids, recipe, routes, wanted, as_of),
        demand=wanted,
        substitutes=_substitutes(world, wanted),
        stocks=_numbered(
            stocks.select(*AT, "holder", "tonnes").join(ids, on=AT, maintain_order="left"),
            "stock",
            [*AT, "holder"],
        ),
        passages=world.table("passages").select("passage", "basin_a", "basin_b"),
    )


def _numbered(frame: pl.DataFrame, name: str, order: list[str]) -> pl.DataFrame:
    """The frame sorted, with its row numbers as int64 in the column `name`: the order of rows in a
    spreadsheet must not choose among solutions that are equally good."""
    return frame.sort(order).with_row_index(name).with_columns(pl.col(name).cast(pl.Int64))


def _plants(world: World, processes: list[str], year: int) -> pl.DataFrame:
    """Plants of the processes, with what they made in the year and what converting costs."""
    made = world.table("production").filter(pl.col("year") == year)
    costs = world.table("processes").select(process="id", cost="cost_usd_per_t")
    return _numbered(
        world.table("plants")
        .filter(pl.col("process").is_in(processes))
        .select("id", "process", "place", "capacity", "start", "end")
        .join(
            made.select("confidence", id="plant", observed="tonnes"),
            on="id",
            how="left",
            maintain_order="left",
        )
        .join(costs, on="process", how="left", maintain_order="left"),
        "plant",
        ["id"],
    )


def _nodes(world: World, year: int, mentions: list[pl.DataFrame]) -> pl.DataFrame:
    """Every commodity at every place that is mentioned, with its reference price."""
    nodes = pl.concat([frame.select(AT) for frame in mentions]).unique()
    everywhere = _prices(world, year, "*").select("commodity", everywhere="price")
    return (
        _numbered(nodes, "node", AT)
        .join(_prices(world, year, "place"), on=AT, how="left", maintain_order="left")
        .join(everywhere, on="commodity", how="left", maintain_order="left")
        .select("node", *AT, price=pl.coalesce("price", "everywhere").fill_null(0.0))
    )


def _substitutes(world: World, demand: pl.DataFrame) -> pl.DataFrame:
    """What each demand could use instead."""
    ways = world.table("substitutions").select(
        "sector", "commodity", "share", "years", name="substitute", cost="usd_per_t"
    )
    pairs = demand.select("demand", "sector", "commodity").join(
        ways, on=["sector", "commodity"], maintain_order="left"
    )
    return _numbered(pairs.drop("sector", "commodity"), "substitute", ["demand", "name"])


def _prices(world: World, year: int, market: str) -> pl.DataFrame:
    """Price of each commodity in the year nearest to `year` (of two, the later), by place or
    everywhere."""
    prices = world.table("prices")
    chosen = prices.filter(
        pl.col("market") == "*" if market == "*" else pl.col("market") != "*"
    ).with_columns(distance=(pl.col("year") - year).abs())
    return (
        chosen.sort("distance", "year", descending=[False, True])
        .group_by("commodity", "market", maintain_order=True)
        .agg(price=pl.col("usd_per_t").first())
        .rename({"market": "place"})
    )
