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
from xenotime.network.candidates import with_candidates
from xenotime.network.frames import (
    AT,
    CANDIDATES,
    RESERVES,
    SIGNED_AMOUNT,
    WAYS,
    numbered,
    with_prices,
)
from xenotime.world.world import World


@dataclass(frozen=True)
class Index:
    """The numbered frames of a group.

    nodes: node, commodity, place, price (USD per t in the reference year)
    plants: plant, id, process, place, capacity, observed, confidence, start, end, cost,
        project (null for plants of the world), planned (t of activity per year of the project)
    recipe: plant, node, commodity, amount (t per t of activity, inputs negative)
    arcs: arc, commodity, origin, destination, tail, head (nodes), known (an observed route),
        observed, confidence, transport (USD per t), rate (tariff, fraction), basin_a, basin_b
    demand: demand, node, commodity, place, sector, tonnes, confidence, value (USD per t short)
    substitutes: substitute, demand, share, years, name, cost
    stocks: stock, node, commodity, place, holder, tonnes
    passages: passage, basin_a, basin_b

    Of candidates (`network/candidates.py`), none without them:
    ways: way, project, arc, commodity, origin, destination, tail, head, capacity (t per year),
        transport (USD per t), rate, offtake (whether a contract with who makes it already)
    reserves: reserve, project, node, commodity, place, capacity (t)
    candidates: id, kind, smallest (share of the capacity; 1: all or nothing)
    world: the index without candidates, whose nodes, plants and arcs stand first here
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
    ways: pl.DataFrame
    reserves: pl.DataFrame
    candidates: pl.DataFrame
    world: Index | None = None

    @property
    def observed_arcs(self) -> int:
        """Number of arcs that are there without candidates; they stand first."""
        return self.arcs.height if self.world is None else self.world.arcs.height

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


def build_index(
    world: World, commodities: list[str], as_of: str, candidates: pl.DataFrame | None = None
) -> Index:
    """Number everything that concerns `commodities`.

    Args:
        world: all tables.
        commodities: of a group.
        as_of: the day whose tariffs hold.
        candidates: rows of `projects` that may be opened, each with its capacity; those that
            concern other groups are passed over.

    Raises:
        XenotimeError: when a candidate's capacity is not known.
    """
    index = _of_world(world, commodities, as_of)
    if candidates is None:
        return index
    return with_candidates(world, index, commodities, candidates, as_of)


def _of_world(world: World, commodities: list[str], as_of: str) -> Index:
    """What is there without candidates."""
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
    wanted = numbered(
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
        stocks=numbered(
            stocks.select(*AT, "holder", "tonnes").join(ids, on=AT, maintain_order="left"),
            "stock",
            [*AT, "holder"],
        ),
        passages=world.table("passages").select("passage", "basin_a", "basin_b"),
        ways=pl.DataFrame(schema=WAYS),
        reserves=pl.DataFrame(schema=RESERVES),
        candidates=pl.DataFrame(schema=CANDIDATES),
    )


def _plants(world: World, processes: list[str], year: int) -> pl.DataFrame:
    """Plants of the processes, with what they made in the year and what converting costs."""
    made = world.table("production").filter(pl.col("year") == year)
    costs = world.table("processes").select(process="id", cost="cost_usd_per_t")
    return numbered(
        world.table("plants")
        .filter(pl.col("process").is_in(processes))
        .select("id", "process", "place", "capacity", "start", "end")
        .join(
            made.select("confidence", id="plant", observed="tonnes"),
            on="id",
            how="left",
            maintain_order="left",
        )
        .join(costs, on="process", how="left", maintain_order="left")
        .with_columns(
            project=pl.lit(None, dtype=pl.String), planned=pl.lit(None, dtype=pl.Float64)
        ),
        "plant",
        ["id"],
    )


def _nodes(world: World, year: int, mentions: list[pl.DataFrame]) -> pl.DataFrame:
    """Every commodity at every place that is mentioned, with its reference price."""
    nodes = pl.concat([frame.select(AT) for frame in mentions]).unique()
    return with_prices(world, year, numbered(nodes, "node", AT))


def _substitutes(world: World, demand: pl.DataFrame) -> pl.DataFrame:
    """What each demand could use instead."""
    ways = world.table("substitutions").select(
        "sector", "commodity", "share", "years", name="substitute", cost="usd_per_t"
    )
    pairs = demand.select("demand", "sector", "commodity").join(
        ways, on=["sector", "commodity"], maintain_order="left"
    )
    return numbered(pairs.drop("sector", "commodity"), "substitute", ["demand", "name"])
