"""A decision read back as frames in USD and tonnes."""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.network.reconciliation import THOUSAND
from xenotime.studies.impact import losses
from xenotime.studies.planning.candidates import DAYS
from xenotime.studies.planning.plan_case import PRIVATE
from xenotime.studies.planning.planner import Planner

BUILT = 1e-6
"""Share of full size from which a project is built."""
PAID = 0.5
"""USD from which a payment is one."""
SHORTAGE_KEYS = ["future", "place", "sector", "commodity"]


def built(planner: Planner, x: np.ndarray) -> pl.DataFrame:
    """The projects that come: the columns of `PlanResult.projects` that need no further solving,
    by start and name; `given` ones last."""
    size = x[planner.decisions.size]
    taken = planner.options.frame.with_columns(share=pl.Series(size)).filter(
        pl.col("share") > BUILT
    )
    main = planner.support.select("project", "commodity", "price", "breakeven", "price_support")
    projects = planner.candidates.drop("commodity", "start", "given", "capex_usd", "smallest")
    goods = planner.candidates.select("id", moved="commodity")
    outputs = planner.world.table("recipes").filter(pl.col("direction") == "out")
    made = outputs.select("process", "commodity", per_activity="amount")
    return (
        taken.join(projects, left_on="project", right_on="id", how="left", maintain_order="left")
        .join(goods, left_on="project", right_on="id", how="left", maintain_order="left")
        .join(main, on="project", how="left", maintain_order="left")
        .join(made, on=["process", "commodity"], how="left", maintain_order="left")
        .select(
            "name",
            "place",
            "kind",
            "mineral",
            "share",
            "given",
            "permits",
            "chance",
            "price",
            "breakeven",
            "price_support",
            "estimated",
            "lead_months",
            "ramp_months",
            id="project",
            commodity=pl.coalesce("commodity", "moved"),
            start="month",
            size=pl.col("share") * pl.col("capacity") * pl.col("per_activity").fill_null(1.0),
            capex_usd=pl.when("given").then(0.0).otherwise(pl.col("share") * pl.col("capex_usd")),
        )
        .sort(["given", "start", "name", "id"])
    )


def payments(planner: Planner, x: np.ndarray) -> pl.DataFrame:
    """Who pays what for which project in which year: project, purse, partner, instrument, year,
    usd."""
    schema = {
        "project": pl.String,
        "purse": pl.String,
        "partner": pl.String,
        "instrument": pl.String,
        "year": pl.Int64,
        "usd": pl.Float64,
    }
    partner = {purse.id: purse.partner for purse in planner.case.purses} | {PRIVATE: PRIVATE}
    parts = [pl.DataFrame(schema=schema)]
    for name in ("pay", "floor"):
        block = planner.decisions.columns.get(name)
        if block is not None:
            parts.append(
                block.labels.with_columns(
                    usd=pl.Series(block.read(x)[:, 0] * THOUSAND),
                    partner=pl.col("purse").replace_strict(partner, return_dtype=pl.String),
                    instrument=pl.lit("price_floor") if name == "floor" else pl.col("instrument"),
                ).select(list(schema))
            )
    found = pl.concat(parts).filter(pl.col("usd") > PAID)
    return found.sort(["project", "year", "purse"])


def shortages(planner: Planner, x: np.ndarray) -> pl.DataFrame:
    """What the partners lack under a portfolio: the columns of `PlanResult.before`."""
    undisturbed = {group.number: group.undisturbed for group in planner.groups}
    home = pl.col("place").is_in(list(planner.partners))
    parts = [
        losses(outcome, undisturbed[group.number])
        .filter(home)
        .select(
            pl.lit(future).alias("future"),
            "place",
            "sector",
            "commodity",
            *(pl.col(name) * weight for name in ("wanted", "short", "cost_usd")),
        )
        for future, weight, group, outcome in planner.outcomes(x)
    ]
    total = planner.futures.frame.group_by("future", maintain_order=True).agg(
        pl.col("probability").sum()
    )
    if not parts:
        schema = dict.fromkeys(SHORTAGE_KEYS, pl.String) | {
            "probability": pl.Float64,
            "wanted": pl.Float64,
            "shortage_t": pl.Float64,
            "cost_usd": pl.Float64,
        }
        return pl.DataFrame(schema=schema)
    return (
        pl.concat(parts)
        .group_by(SHORTAGE_KEYS, maintain_order=True)
        .agg(pl.col("wanted", "short", "cost_usd").sum())
        .join(total, on="future", how="left", maintain_order="left")
        .select(
            *SHORTAGE_KEYS[:1],
            "probability",
            *SHORTAGE_KEYS[1:],
            "wanted",
            "cost_usd",
            shortage_t="short",
        )
    )


def stockpiles(planner: Planner, projects: pl.DataFrame) -> pl.DataFrame:
    """The stocks of a portfolio: project, commodity, place, tonnes, days (of what the holder uses
    in the reference year), shared."""
    held = projects.filter(pl.col("kind") == "stockpile")
    use = [
        planner.use.get((good, place), 0.0)
        for good, place in held.select("commodity", "place").iter_rows()
    ]
    return held.with_columns(use=pl.Series(use, dtype=pl.Float64)).select(
        "commodity",
        "place",
        project="id",
        tonnes="size",
        days=pl.when(pl.col("use") > 0).then(pl.col("size") / pl.col("use") * DAYS),
        shared=pl.lit(planner.case.stockpiles.shared),
    )
