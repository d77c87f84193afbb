"""The price that a plant needs, and how much of it the market does not pay.

    annuity    = r / (1 - (1 + r)^-L)                    (1 / L without interest)
    capital    = capex * annuity / capacity              USD per t of activity
    break-even = (capital + operating cost + inputs at undisturbed prices
                  - other outputs at undisturbed prices) / t of the main output
    support    = max(break-even - undisturbed price of the main output, 0)

The annuity is the level payment of any text on engineering economics. The main output is the one
that brings the most at undisturbed prices. At full output and without failures, taxes, interest
while building or the ramp: a floor of what a financier would ask, in the money of the world's
prices.

Yardstick: the agreement of July 2025 between the US Department of Defense and MP Materials, with a
floor of 110 USD per kg of NdPr for ten years (MP Materials, 10 July 2025). What is not known is not
guessed: without capital, operating cost or a price of an input, break-even and support are null.
"""

from __future__ import annotations

import polars as pl

from xenotime.network.frames import SIGNED_AMOUNT
from xenotime.studies.planning.options import annuity
from xenotime.world.world import World

SCHEMA = {
    "project": pl.String,
    "commodity": pl.String,
    **dict.fromkeys(("price", "breakeven", "price_support"), pl.Float64),
}


def price_support(
    world: World,
    projects: pl.DataFrame,
    prices: pl.DataFrame,
    rate: float,
    life_years: float,
) -> pl.DataFrame:
    """The support that each project with a process needs.

    Args:
        world: recipes and the processes' operating costs.
        projects: id, place, process, capacity (t of activity per year), capex_usd, and
            cost_usd_per_t (USD per t of activity, inputs apart; null: that of the process).
        prices: commodity, place, usd_per_t of the undisturbed model.
        rate: real interest per year.
        life_years: years over which capital is paid back.

    Returns:
        project, commodity (main output), price, breakeven, price_support: USD per t of the
        commodity, as it is counted (its basis); null where something needed is unknown. Projects
        without a process have no row.
    """
    conversion = world.table("processes").select(process="id", conversion="cost_usd_per_t")
    capital = pl.col("capex_usd") * annuity(rate, life_years) / pl.col("capacity")
    plants = (
        projects.filter(pl.col("process").is_not_null())
        .join(conversion, on="process", how="left", maintain_order="left")
        .select(
            "process",
            "place",
            project="id",
            capital=pl.when(pl.col("capacity") > 0).then(capital),
            running=pl.coalesce("cost_usd_per_t", "conversion"),
        )
    )
    goods = _priced(world, plants, prices)
    main = (
        goods.filter(pl.col("amount") > 0)
        .sort("worth", "amount", "commodity", descending=[True, True, False], nulls_last=True)
        .group_by("project", maintain_order=True)
        .first()
        .select("project", "commodity", "amount", "price")
    )
    other = pl.when(pl.col("commodity") != pl.col("commodity_main")).then("worth").otherwise(0.0)
    credit = (
        goods.join(main, on="project", suffix="_main")
        .with_columns(other=other)
        .group_by("project")
        .agg(credit=pl.when(pl.col("other").is_not_null().all()).then(pl.col("other").sum()))
    )
    breakeven = (pl.col("capital") + pl.col("running") - pl.col("credit")) / pl.col("amount")
    missing = pl.col("breakeven") - pl.col("price")
    return (
        plants.join(main, on="project", maintain_order="left")
        .join(credit, on="project", maintain_order="left")
        .with_columns(breakeven=breakeven)
        .with_columns(price_support=missing.clip(0.0))
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def _priced(world: World, plants: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """What each plant takes and gives per t of activity: project, commodity, amount, price, worth
    (amount * price; both null where no price is known)."""
    return (
        plants.join(
            world.table("recipes").select("process", "commodity", amount=SIGNED_AMOUNT),
            on="process",
            maintain_order="left",
        )
        .group_by("project", "place", "commodity", maintain_order=True)
        .agg(pl.col("amount").sum())
        .filter(pl.col("amount") != 0)
        .join(
            prices.select("commodity", "place", price="usd_per_t"),
            on=["commodity", "place"],
            how="left",
            maintain_order="left",
        )
        .with_columns(worth=pl.col("amount") * pl.col("price"))
    )
