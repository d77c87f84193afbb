"""Ways on which a commodity can move: observed routes, and all from makers to users.

Each arc has its transport cost (freight class and great-circle distance, unless the route states
it), the tariffs in force, and the basins that tell which straits it takes.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.world.world import World

EARTH_RADIUS_KM = 6371.0


COLUMNS = (
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
    "rate",
    "basin_a",
    "basin_b",
)
WAY = ["commodity", "origin", "destination"]


def build_arcs(
    world: World,
    ids: pl.DataFrame,
    recipe: pl.DataFrame,
    routes: pl.DataFrame,
    demand: pl.DataFrame,
    as_of: str,
) -> pl.DataFrame:
    """Observed routes, and every way from who makes or exports a commodity to who uses it."""

    def ends(side: str) -> pl.DataFrame:
        at = routes.select("commodity", place=side)
        return at.join(ids, on=["commodity", "place"]).select("node")

    sources = pl.concat([recipe.filter(pl.col("amount") > 0).select("node"), ends("origin")])
    taken = recipe.filter(pl.col("amount") < 0).select("node")
    sinks = pl.concat([taken, demand.select("node"), ends("destination")])
    ways = (
        between(ids, sources, sinks)
        .join(
            routes.rename({"tonnes": "observed"}).with_columns(known=pl.lit(True)),
            on=WAY,
            how="left",
        )
        .with_columns(pl.col("known").fill_null(False))
    )
    return with_costs(world, numbered_arcs(ways), as_of)


def between(ids: pl.DataFrame, sources: pl.DataFrame, sinks: pl.DataFrame) -> pl.DataFrame:
    """Every way from a source to a sink of the same commodity at another place: commodity, origin,
    destination, tail, head; ids: commodity, place, node; sources and sinks: node."""
    tails = ids.join(sources.unique(), on="node").rename({"node": "tail", "place": "origin"})
    heads = ids.join(sinks.unique(), on="node").rename({"node": "head", "place": "destination"})
    return tails.join(heads, on="commodity").filter(pl.col("origin") != pl.col("destination"))


def numbered_arcs(ways: pl.DataFrame, first: int = 0) -> pl.DataFrame:
    """The ways sorted and numbered from `first` on, in the column `arc`."""
    return (
        ways.sort(WAY).with_row_index("arc").with_columns(arc=pl.col("arc").cast(pl.Int64) + first)
    )


def with_costs(world: World, arcs: pl.DataFrame, as_of: str) -> pl.DataFrame:
    """Numbered arcs with transport (USD per t), tariffs in force on `as_of` and basins."""
    arcs = _with_transport(world, arcs)
    return (
        arcs.join(_tariffs(world, arcs, as_of), on="arc", how="left", maintain_order="left")
        .with_columns(pl.col("rate").fill_null(0.0))
        .select(COLUMNS)
    )


def _with_transport(world: World, arcs: pl.DataFrame) -> pl.DataFrame:
    """The arcs with `transport` (USD per t) and the basins of their ends, in the same order."""
    places = world.table("places").select("id", "latitude", "longitude", "basin")
    for side, end in (("a", "origin"), ("b", "destination")):
        arcs = arcs.join(
            places.select(pl.all().name.suffix(f"_{side}")),
            left_on=end,
            right_on=f"id_{side}",
            how="left",
            maintain_order="left",
        )
    kilometres = great_circle_km(
        *(arcs[c].to_numpy() for c in ("latitude_a", "longitude_a", "latitude_b", "longitude_b"))
    )
    freight = (
        world.table("commodities")
        .select(commodity="id", id="freight_class")
        .join(world.table("freight").select("id", "fixed_usd_per_t", "usd_per_t_km"), on="id")
    )
    carriage = pl.col("fixed_usd_per_t") + pl.col("usd_per_t_km") * pl.Series(kilometres)
    return arcs.join(freight, on="commodity", how="left", maintain_order="left").with_columns(
        transport=pl.coalesce("transport_usd_per_t", carriage)
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
            found.append(
                keys.join(some.select(*on, "rate"), on=on, maintain_order="left_right").select(
                    "arc", "rate"
                )
            )
    return pl.concat(found).group_by("arc", maintain_order=True).agg(pl.col("rate").sum())


def great_circle_km(
    latitude_a: np.ndarray, longitude_a: np.ndarray, latitude_b: np.ndarray, longitude_b: np.ndarray
) -> np.ndarray:
    """Length of the great circle between points given in degrees (haversine formula)."""
    a, b = np.radians(latitude_a), np.radians(latitude_b)
    across = np.radians(longitude_b) - np.radians(longitude_a)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    angle: np.ndarray = 2 * np.arcsin(np.sqrt(half))
    return EARTH_RADIUS_KM * angle
