"""Who makes how much: production and shares by commodity and place, as the tables state them.

Nothing here is modelled. A plant's output of a commodity is its production (t of activity per year)
times the recipe's amount (t per t of activity).
"""

from __future__ import annotations

import polars as pl

from xenotime.world.mass import element_contents
from xenotime.world.world import World

COMPARISON: dict[str, type[pl.DataType]] = {
    "mineral": pl.String,
    "stage": pl.String,
    "place": pl.String,
    "year": pl.Int64,
    "atlas_year": pl.Int64,
    "published": pl.Float64,
    "atlas": pl.Float64,
    "difference": pl.Float64,
    "within": pl.Boolean,
    "reason": pl.String,
    "source": pl.String,
}
"""Columns of `published_comparison`."""


def outputs(world: World, year: int) -> pl.DataFrame:
    """Tonnes of each commodity made at each place in `year`: commodity, place, tonnes."""
    return (
        world.table("production")
        .filter(pl.col("year") == year)
        .select("plant", "tonnes")
        .join(
            world.table("plants").select("id", "process", "place"),
            left_on="plant",
            right_on="id",
            maintain_order="left",
        )
        .join(
            world.table("recipes")
            .filter(pl.col("direction") == "out")
            .select("process", "commodity", "amount"),
            on="process",
            maintain_order="left",
        )
        .group_by("commodity", "place", maintain_order=True)
        .agg((pl.col("tonnes") * pl.col("amount")).sum())
        .sort("commodity", "tonnes", "place", descending=[False, True, False])
    )


def shares(
    world: World, commodities: list[str], year: int, elements: list[str] | None = None
) -> pl.DataFrame:
    """Each place's share of making `commodities` together: place, tonnes, share; largest first.

    With `elements`, the tonnes of those elements held by the commodities are counted instead.
    """
    weights = dict.fromkeys(commodities, 1.0)
    if elements:
        contents = element_contents(world.tables)
        merged = dict(world.table("elements").select("id", "counts_as").iter_rows())
        wanted = {merged.get(e) or e for e in elements}
        weights = {
            c: sum(share for e, share in contents.get(c, {}).items() if e in wanted)
            for c in commodities
        }
    made = outputs(world, year).filter(pl.col("commodity").is_in(commodities))
    return (
        made.with_columns(
            pl.col("tonnes") * pl.col("commodity").replace_strict(weights, return_dtype=pl.Float64)
        )
        .group_by("place", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .filter(pl.col("tonnes") > 0)
        .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum())
        .sort(["share", "place"], descending=[True, False])
    )


def hhi(share: pl.Series) -> float:
    """Herfindahl-Hirschman index of shares that add up to 1: between 0 and 1 (times 10,000 in
    competition law)."""
    return float((share**2).sum())


def published_comparison(world: World) -> pl.DataFrame:
    """The atlas's shares beside the published ones.

    Columns: mineral, stage, place, year (of the publication), atlas_year, published, atlas,
    difference (percentage points), within (2 points), reason, source.
    """
    years = set(world.table("production")["year"].to_list())
    rows = []
    for entry in world.table("published_shares").iter_rows(named=True):
        year = entry["year"] if entry["year"] in years else world.reference_year
        elements = entry["elements"].split() if entry["elements"] else None
        table = shares(world, entry["commodities"].split(), year, elements)
        if not table.height:
            atlas = None
        elif entry["place"] == "top3":
            atlas = float(table["share"].head(3).sum())
        else:
            atlas = float(table.filter(pl.col("place") == entry["place"])["share"].sum())
        # Rounded, so that 72 % beside 70 % is two points and not a little more.
        difference = None if atlas is None else round(100 * (atlas - entry["share"]), 9)
        rows.append(
            {
                "mineral": entry["mineral"],
                "stage": entry["stage"],
                "place": entry["place"],
                "year": entry["year"],
                "atlas_year": year,
                "published": entry["share"],
                "atlas": atlas,
                "difference": difference,
                "within": difference is not None and abs(difference) <= 2,
                "reason": entry["reason"],
                "source": entry["source"],
            }
        )
    return pl.DataFrame(rows, schema=COMPARISON)
