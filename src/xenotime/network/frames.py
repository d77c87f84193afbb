"""Pieces of the index that the world's part and the candidates' part share: keys, numbering,
reference prices."""

from __future__ import annotations

import polars as pl

from xenotime.world.world import World

AT = ["commodity", "place"]
SIGNED_AMOUNT = (
    pl.when(pl.col("direction") == "out").then(pl.col("amount")).otherwise(-pl.col("amount"))
)
WAYS = {
    "way": pl.Int64,
    "project": pl.String,
    "arc": pl.Int64,
    "commodity": pl.String,
    "origin": pl.String,
    "destination": pl.String,
    "tail": pl.Int64,
    "head": pl.Int64,
    "capacity": pl.Float64,
    "transport": pl.Float64,
    "rate": pl.Float64,
    "offtake": pl.Boolean,
}
RESERVES = {
    "reserve": pl.Int64,
    "project": pl.String,
    "node": pl.Int64,
    "commodity": pl.String,
    "place": pl.String,
    "capacity": pl.Float64,
}
CANDIDATES = {"id": pl.String, "kind": pl.String, "smallest": pl.Float64}


def numbered(frame: pl.DataFrame, name: str, order: list[str], first: int = 0) -> pl.DataFrame:
    """The frame sorted, with its row numbers from `first` on as int64 in the column `name`: the
    order of rows in a spreadsheet must not choose among solutions that are equally good."""
    return frame.sort(order).with_row_index(name).with_columns(pl.col(name).cast(pl.Int64) + first)


def with_prices(world: World, year: int, nodes: pl.DataFrame) -> pl.DataFrame:
    """Numbered nodes with their reference price: node, commodity, place, price."""
    everywhere = _prices(world, year, "*").select("commodity", everywhere="price")
    return (
        nodes.join(_prices(world, year, "place"), on=AT, how="left", maintain_order="left")
        .join(everywhere, on="commodity", how="left", maintain_order="left")
        .select("node", *AT, price=pl.coalesce("price", "everywhere").fill_null(0.0))
    )


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
