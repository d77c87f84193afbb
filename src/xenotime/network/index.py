"""One coupling group as numbered frames: nodes, plants, recipes, arcs, demand, stocks.

A *node* is a commodity at a place. Everything the components of the model need is here once, so that
none of them reads the world's tables again. Quantities are tonnes (per year), money is USD.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from xenotime.world.world import World

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Index:
    """The numbered frames of a group.

    nodes: node, commodity, place, price (USD per t in the reference year)
    plants: plant, id, process, place, capacity, observed, confidence, start, end, cost
    recipe: plant, node, commodity, amount (t per t of activity, inputs negative)
    arcs: arc, commodity, origin, destination, tail, head (nodes), known (an observed route),
        observed, confidence, transport (USD per t), rate (tariff, fraction), basin_a, basin_b
    demand: demand, node, commodity, place, sector, tonnes, confidence, value (USD per t short)
    substitutes: substitute, demand, name, share, years, cost
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
        return np.bincount(self.recipe["plant"].to_numpy(), worth, minlength=self.plants.height)


def build_index(world: World, commodities: list[str], as_of: str) -> Index:
    """Number everything that concerns `commodities`; tariffs are those in force on `as_of`."""
    year = world.reference_year
    recipe_rows = world.table("recipes").filter(pl.col("commodity").is_in(commodities))
    plants = (
        world.table("plants")
        .filter(pl.col("process").is_in(recipe_rows["process"].unique().to_list()))
        .select("id", "process", "place", "capacity", "start", "end")
    )
    made = (
        world.table("production")
        .filter(pl.col("year") == year)
        .select(id="plant", observed="tonnes", confidence="confidence")
    )
    costs = world.table("processes").select(process="id", cost="cost_usd_per_t")
    plants = (
        plants.join(made, on="id", how="left", maintain_order="left")
        .join(costs, on="process", how="left", maintain_order="left")
        .with_row_index("plant")
        .with_columns(pl.col("plant").cast(pl.Int64))
    )
    recipe = plants.select("plant", "process", "place").join(
        recipe_rows.select(
            "process",
            "commodity",
            amount=pl.when(pl.col("direction") == "out")
            .then(pl.col("amount"))
            .otherwise(-pl.col("amount")),
        ),
        on="process",
        maintain_order="left",
    )
    routes = (
        world.table("routes")
        .filter(pl.col("commodity").is_in(commodities) & (pl.col("year") == year))
        .select("commodity", "origin", "destination", "tonnes", "confidence", "transport_usd_per_t")
    )
    demand = (
        world.table("demand")
        .filter(pl.col("commodity").is_in(commodities) & (pl.col("year") == year))
        .select("place", "commodity", "sector", "tonnes", "confidence")
    )
    stocks = (
        world.table("stocks")
        .filter(pl.col("commodity").is_in(commodities) & pl.col("tonnes").is_not_null())
        .select("commodity", "place", "holder", "tonnes")
    )
    nodes = (
        pl.concat(
            [
                recipe.select("commodity", "place"),
                routes.select("commodity", place="origin"),
                routes.select("commodity", place="destination"),
                demand.select("commodity", "place"),
                stocks.select("commodity", "place"),
            ]
        )
        .unique()
        .sort("commodity", "place")
        .with_row_index("node")
        .with_columns(pl.col("node").cast(pl.Int64))
    )
    nodes = nodes.join(
        _prices(world, year, "place"), on=["commodity", "place"], how="left", maintain_order="left"
    ).join(
        _prices(world, year, "*").rename({"price": "everywhere"}).drop("place"),
        on="commodity",
        how="left",
        maintain_order="left",
    )
    nodes = nodes.select(
        "node", "commodity", "place", price=pl.coalesce("price", "everywhere").fill_null(0.0)
    )
    ids = nodes.select("node", "commodity", "place")
    at = ["commodity", "place"]
    recipe = (
        recipe.join(ids, on=at, maintain_order="left")
        .group_by("plant", "node", "commodity", maintain_order=True)
        .agg(pl.col("amount").sum())
    )
    values = world.table("shortage_values").select("sector", "commodity", value="usd_per_t")
    demand = (
        demand.join(ids, on=at, maintain_order="left")
        .join(values, on=["sector", "commodity"], how="left", maintain_order="left")
        .with_row_index("demand")
        .with_columns(pl.col("demand").cast(pl.Int64))
    )
    substitutes = (
        demand.select("demand", "sector", "commodity")
        .join(
            world.table("substitutions").select(
                "sector",
                "commodity",
                name="substitute",
                share="share",
                years="years",
                cost="usd_per_t",
            ),
            on=["sector", "commodity"],
            maintain_order="left",
        )
        .with_row_index("substitute")
        .drop("sector", "commodity")
    )
    stocks = stocks.join(ids, on=at, maintain_order="left").with_row_index("stock")
    return Index(
        parameters=world.parameters,
        year=year,
        nodes=nodes,
        plants=plants,
        recipe=recipe,
        arcs=_arcs(world, ids, recipe, routes, demand, as_of),
        demand=demand,
        substitutes=substitutes,
        stocks=stocks,
        passages=world.table("passages").select("passage", "basin_a", "basin_b"),
    )


def _prices(world: World, year: int, market: str) -> pl.DataFrame:
    """Price of each commodity in the year nearest to `year`, by place or everywhere."""
    prices = world.table("prices")
    chosen = prices.filter(
        pl.col("market") == "*" if market == "*" else pl.col("market") != "*"
    ).with_columns(distance=(pl.col("year") - year).abs())
    return (
        chosen.sort("distance")
        .group_by("commodity", "market", maintain_order=True)
        .agg(price=pl.col("usd_per_t").first())
        .rename({"market": "place"})
    )


def _arcs(
    world: World,
    ids: pl.DataFrame,
    recipe: pl.DataFrame,
    routes: pl.DataFrame,
    demand: pl.DataFrame,
    as_of: str,
) -> pl.DataFrame:
    """Observed routes, and every way from who makes or exports a commodity to who uses it."""
    sources = pl.concat(
        [
            recipe.filter(pl.col("amount") > 0).select("node"),
            routes.select("commodity", place="origin")
            .join(ids, on=["commodity", "place"])
            .select("node"),
        ]
    ).unique()
    sinks = pl.concat(
        [
            recipe.filter(pl.col("amount") < 0).select("node"),
            demand.select("node"),
            routes.select("commodity", place="destination")
            .join(ids, on=["commodity", "place"])
            .select("node"),
        ]
    ).unique()
    tails = ids.join(sources, on="node").rename({"node": "tail", "place": "origin"})
    heads = ids.join(sinks, on="node").rename({"node": "head", "place": "destination"})
    arcs = (
        tails.join(heads, on="commodity")
        .filter(pl.col("origin") != pl.col("destination"))
        .join(
            routes.rename({"tonnes": "observed"}).with_columns(known=pl.lit(True)),
            on=["commodity", "origin", "destination"],
            how="left",
        )
        .with_columns(pl.col("known").fill_null(False))
        .sort("commodity", "origin", "destination")
        .with_row_index("arc")
        .with_columns(pl.col("arc").cast(pl.Int64))
    )
    places = world.table("places").select("id", "latitude", "longitude", "basin")
    arcs = arcs.join(
        places.select(pl.all().name.suffix("_a")), left_on="origin", right_on="id_a", how="left"
    ).join(
        places.select(pl.all().name.suffix("_b")),
        left_on="destination",
        right_on="id_b",
        how="left",
    )
    kilometres = great_circle_km(
        *(arcs[c].to_numpy() for c in ("latitude_a", "longitude_a", "latitude_b", "longitude_b"))
    )
    freight = (
        world.table("commodities")
        .select(commodity="id", id="freight_class")
        .join(world.table("freight").select("id", "fixed_usd_per_t", "usd_per_t_km"), on="id")
    )
    arcs = (
        arcs.with_columns(kilometres=pl.Series(kilometres))
        .join(freight, on="commodity", how="left")
        .with_columns(
            transport=pl.coalesce(
                "transport_usd_per_t",
                pl.col("fixed_usd_per_t") + pl.col("usd_per_t_km") * pl.col("kilometres"),
            )
        )
        .sort("arc")
    )
    return (
        arcs.join(_tariffs(world, arcs, as_of), on="arc", how="left")
        .select(
            "arc",
            "commodity",
            "origin",
            "destination",
            "tail",
            "head",
            "known",
            "observed",
            "confidence",
            "transport",
            pl.col("rate").fill_null(0.0),
            "basin_a",
            "basin_b",
        )
        .sort("arc")
    )


def _tariffs(world: World, arcs: pl.DataFrame, as_of: str) -> pl.DataFrame:
    """Sum of the ad-valorem rates in force on `as_of`: arc, rate."""
    rows = world.table("tariffs")
    begun = pl.col("start") <= pl.lit(as_of).str.slice(0, pl.col("start").str.len_chars())
    open_ended = pl.col("end").is_null()
    not_over = pl.col("end") >= pl.lit(as_of).str.slice(0, pl.col("end").str.len_chars())
    rows = rows.filter(begun & (open_ended | not_over))
    keys = arcs.select("arc", "commodity", exporter="origin", importer="destination")
    found = []
    for exporter in ("exporter", None):
        for commodity in ("commodity", None):
            on = ["importer", *(c for c in (exporter, commodity) if c)]
            some = rows.filter(
                (pl.col("exporter") == "*") if exporter is None else (pl.col("exporter") != "*"),
                (pl.col("commodity") == "*") if commodity is None else (pl.col("commodity") != "*"),
            )
            found.append(keys.join(some.select(*on, "rate"), on=on).select("arc", "rate"))
    return pl.concat(found).group_by("arc").agg(pl.col("rate").sum())


def great_circle_km(
    latitude_a: np.ndarray, longitude_a: np.ndarray, latitude_b: np.ndarray, longitude_b: np.ndarray
) -> np.ndarray:
    """Length of the great circle between points given in degrees (haversine formula)."""
    a, b = np.radians(latitude_a), np.radians(latitude_b)
    across = np.radians(longitude_b) - np.radians(longitude_a)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
