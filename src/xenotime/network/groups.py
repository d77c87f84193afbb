"""Coupling groups: commodities that no process ties together can be solved apart."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from xenotime.world.world import World


def coupling_groups(world: World) -> list[list[str]]:
    """Commodities in groups that share no process with each other, in the order of the world."""
    commodities = world.table("commodities")["id"].to_list()
    number = {name: i for i, name in enumerate(commodities)}
    recipes = world.table("recipes").select("process", "commodity")
    first = recipes.group_by("process", maintain_order=True).agg(pl.col("commodity").first())
    ties = recipes.join(first, on="process", suffix="_first")
    rows = [number[c] for c in ties["commodity"]]
    columns = [number[c] for c in ties["commodity_first"]]
    size = len(commodities)
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    groups: list[list[str]] = [[] for _ in range(count)]
    for name, group in zip(commodities, label, strict=True):
        groups[group].append(name)
    return groups
