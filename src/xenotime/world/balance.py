"""Where the figures of the reference year are far from balancing: the mark of a slipped unit.

For a commodity at a place, supply is what plants make and what arrives, use is what plants take in,
what leaves and what is wanted, in tonnes as the tables state them. Small gaps are for the
reconciliation; a factor of three is for a person.
"""

from __future__ import annotations

import polars as pl

from xenotime.world.world import World

FACTOR = 3.0
MATERIAL = 0.05
"""Only nodes that hold at least this share of what the world supplies or uses of the commodity."""


def far_from_balance(world: World) -> pl.DataFrame:
    """Nodes whose supply and use are more than a factor of three apart, the largest first.

    Columns: commodity, place, supply, use (t per year), gap (t per year). A surplus beside a
    by-product's making is listed too: it may be real.
    """
    year = world.reference_year
    activity = (
        world.table("production")
        .filter(pl.col("year") == year)
        .join(
            world.table("plants").select("id", "process", "place"), left_on="plant", right_on="id"
        )
        .join(
            world.table("recipes").select("process", "commodity", "direction", "amount"),
            on="process",
        )
        .select(
            "commodity",
            "place",
            side=pl.when(pl.col("direction") == "out")
            .then(pl.lit("supply"))
            .otherwise(pl.lit("use")),
            tonnes=pl.col("tonnes") * pl.col("amount"),
        )
    )
    routes = world.table("routes").filter(pl.col("year") == year)
    demand = world.table("demand").filter(pl.col("year") == year)
    parts = [activity]
    for frame, place, side in (
        (routes, "destination", "supply"),
        (routes, "origin", "use"),
        (demand, "place", "use"),
    ):
        parts.append(frame.select("commodity", place=place, side=pl.lit(side), tonnes="tonnes"))
    sums = (
        pl.concat(parts)
        .group_by("commodity", "place")
        .agg(
            supply=pl.col("tonnes").filter(pl.col("side") == "supply").sum(),
            use=pl.col("tonnes").filter(pl.col("side") == "use").sum(),
        )
    )
    larger, smaller = pl.max_horizontal("supply", "use"), pl.min_horizontal("supply", "use")
    return (
        sums.with_columns(whole=pl.max_horizontal(pl.col("supply", "use").sum().over("commodity")))
        .filter((larger > FACTOR * smaller) & (larger >= MATERIAL * pl.col("whole")))
        .with_columns(gap=pl.col("supply") - pl.col("use"))
        .sort(
            [pl.col("gap").abs() / pl.col("whole"), "commodity", "place"],
            descending=[True, False, False],
        )
        .drop("whole")
    )
