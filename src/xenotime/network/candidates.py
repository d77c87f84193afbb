"""Projects that may be opened, put into the index of a group beside what is there.

What a candidate adds stands behind what the world has: nodes, plants and arcs keep their numbers.
Plants of candidates have no capacity, arcs that only a candidate needs carry nothing, and ways and
reserves are empty, until `network/links.py` says how the size of a project opens them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from xenotime.network.arcs import WAY, between, numbered_arcs, with_costs
from xenotime.network.frames import (
    AT,
    CANDIDATES,
    RESERVES,
    SIGNED_AMOUNT,
    WAYS,
    numbered,
    with_prices,
)
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

if TYPE_CHECKING:
    from xenotime.network.index import Index

MOVING = ("route", "offtake")
SPREAD = (*MOVING, "stockpile")
"""Kinds of projects that a commodity names; the others have a process."""


def usable(world: World, commodities: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The projects of a group that can be candidates, and why the others cannot.

    Args:
        world: all tables.
        commodities: of the group.

    Returns:
        Rows of `projects`; and project, reason for those of the group that are left out. A project
        that runs already is in the world's plants, and one of unknown size opens nothing.
    """
    mine = of_group(world, commodities, world.table("projects"))
    reason = (
        pl.when(pl.col("status") == "operating")
        .then(pl.lit("it runs already"))
        .when(pl.col("capacity").is_null())
        .then(pl.lit("its capacity is not known"))
        .when(pl.col("capacity") == 0)
        .then(pl.lit("its capacity is zero"))
    )
    judged = mine.with_columns(reason=reason)
    left_out = judged.filter(pl.col("reason").is_not_null()).select("reason", project="id")
    chosen = judged.filter(pl.col("reason").is_null()).drop("reason")
    return chosen, left_out.select("project", "reason")


def of_group(world: World, commodities: list[str], projects: pl.DataFrame) -> pl.DataFrame:
    """Projects whose process or commodity belongs to the group."""
    recipes = world.table("recipes").filter(pl.col("commodity").is_in(commodities))
    processes = recipes["process"].unique().to_list()
    makes = ~pl.col("kind").is_in(SPREAD) & pl.col("process").is_in(processes)
    holds = pl.col("kind").is_in(SPREAD) & pl.col("commodity").is_in(commodities)
    return projects.filter(makes | holds)


def with_candidates(
    world: World, index: Index, commodities: list[str], candidates: pl.DataFrame, as_of: str
) -> Index:
    """The index with candidates; see `build_index`.

    Raises:
        XenotimeError: when a candidate's capacity is not known.
    """
    mine = of_group(world, commodities, candidates).sort("id")
    if not mine.height:
        return index
    unknown = mine.filter(pl.col("capacity").is_null())
    if unknown.height:
        raise XenotimeError(
            f"the capacity of project {unknown['id'][0]!r} is not known; a candidate needs one"
        )
    moved = mine.filter(pl.col("kind").is_in(MOVING))
    held = mine.filter(pl.col("kind") == "stockpile")
    plants = _plants(world, index, mine.filter(~pl.col("kind").is_in(SPREAD)))
    recipes = world.table("recipes").filter(pl.col("commodity").is_in(commodities))
    uses = plants.select("plant", "process", "place").join(
        recipes.select("process", "commodity", amount=SIGNED_AMOUNT),
        on="process",
        maintain_order="left",
    )
    mentions = [uses, moved, moved.drop("place").rename({"destination": "place"}), held]
    new = (
        pl.concat([frame.select(AT) for frame in mentions])
        .unique()
        .join(index.nodes, on=AT, how="anti")
    )
    nodes = pl.concat(
        [
            index.nodes,
            with_prices(world, index.year, numbered(new, "node", AT, index.nodes.height)),
        ]
    )
    ids = nodes.select("node", *AT)
    recipe = pl.concat(
        [
            index.recipe,
            uses.join(ids, on=AT, maintain_order="left")
            .group_by("plant", "node", "commodity", maintain_order=True)
            .agg(pl.col("amount").sum())
            .sort("plant", "node"),
        ]
    )
    reserves = numbered(
        held.select(*AT, "capacity", project="id").join(ids, on=AT), "reserve", ["project"]
    ).select(list(RESERVES))
    arcs = _arcs(world, index, ids, recipe, reserves, moved, as_of)
    return replace(
        index,
        nodes=nodes,
        plants=pl.concat([index.plants, plants]),
        recipe=recipe,
        arcs=arcs,
        ways=_ways(moved, arcs),
        reserves=reserves,
        candidates=mine.select("id", "kind", pl.col("smallest").fill_null(1.0)).cast(CANDIDATES),  # type: ignore[arg-type]
        world=index,
    )


def _plants(world: World, index: Index, projects: pl.DataFrame) -> pl.DataFrame:
    """Projects with a process as plants without capacity, numbered after those of the world."""
    costs = world.table("processes").select(process="id", usual="cost_usd_per_t")
    rows = projects.join(costs, on="process", how="left", maintain_order="left").select(
        "id",
        "process",
        "place",
        capacity=pl.lit(0.0),
        start=pl.lit(None, dtype=pl.String),
        end=pl.lit(None, dtype=pl.String),
        confidence=pl.lit(None, dtype=pl.String),
        observed=pl.lit(0.0),
        cost=pl.coalesce("cost_usd_per_t", "usual"),
        project="id",
        planned="capacity",
    )
    return numbered(rows, "plant", ["id"], index.plants.height).select(index.plants.columns)


def _arcs(
    world: World,
    index: Index,
    ids: pl.DataFrame,
    recipe: pl.DataFrame,
    reserves: pl.DataFrame,
    moved: pl.DataFrame,
    as_of: str,
) -> pl.DataFrame:
    """The arcs, and behind them those that only candidates need."""
    known = index.arcs.filter("known")
    kept = reserves.select("node")
    sources = [recipe.filter(pl.col("amount") > 0).select("node"), known.select(node="tail"), kept]
    sinks = [
        recipe.filter(pl.col("amount") < 0).select("node"),
        index.demand.select("node"),
        known.select(node="head"),
        kept,
    ]
    pairs = moved.select("commodity", "destination", origin="place").unique()
    for side, end in (("tail", "origin"), ("head", "destination")):
        at = ids.rename({"node": side, "place": end})
        pairs = pairs.join(at, on=["commodity", end])
    ways = between(ids, pl.concat(sources), pl.concat(sinks))
    new = (
        pl.concat([ways, pairs.select(ways.columns)])
        .unique()
        .join(index.arcs, on=WAY, how="anti")
        .with_columns(
            known=pl.lit(False),
            observed=pl.lit(None, dtype=pl.Float64),
            confidence=pl.lit(None, dtype=pl.String),
            transport_usd_per_t=pl.lit(None, dtype=pl.Float64),
        )
    )
    return pl.concat([index.arcs, with_costs(world, numbered_arcs(new, index.arcs.height), as_of)])


def _ways(moved: pl.DataFrame, arcs: pl.DataFrame) -> pl.DataFrame:
    """Routes and offtakes on their arcs."""
    rows = moved.select(
        "commodity",
        "destination",
        "capacity",
        project="id",
        origin="place",
        cost="cost_usd_per_t",
        offtake=pl.col("kind") == "offtake",
    ).join(arcs.select("arc", *WAY, "tail", "head", "transport", "rate"), on=WAY)
    return (
        numbered(rows, "way", ["project"])
        .with_columns(transport=pl.coalesce("cost", "transport"))
        .select(list(WAYS))
    )
