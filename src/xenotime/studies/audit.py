"""What was done to the figures: the atlas beside the publishers, the reconciliation of the
reference year, and how well the model reproduces it."""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.network.reconciliation import adjustments
from xenotime.studies.case import Case
from xenotime.studies.stages import stage_shares
from xenotime.world.schema import STAGES
from xenotime.world.shares import published_comparison
from xenotime.world.world import World

WATCHED = "CHN"
"""The place whose share is shown at every stage, published or not."""


def share_comparison(world: World) -> pl.DataFrame:
    """China's and the three largest producers' shares at every stage of every mineral, beside the
    published ones: the columns of `published_comparison`, whose publication columns stay empty
    where the atlas found no published share."""
    published = published_comparison(world)
    known = set(published.select("mineral", "stage", "place").rows())
    rows = []
    for mineral in world.table("minerals")["id"]:
        for stage in stage_shares(world, mineral):
            found = {
                WATCHED: stage.shares.get(WATCHED, 0.0),
                "top3": sum(sorted(stage.shares.values(), reverse=True)[:3]),
            }
            rows += [
                {
                    "mineral": mineral,
                    "stage": stage.stage,
                    "place": place,
                    "atlas_year": world.reference_year,
                    "atlas": share,
                }
                for place, share in found.items()
                if (mineral, stage.stage, place) not in known
            ]
    order = {stage: rank for rank, stage in enumerate(STAGES)}
    unpublished = pl.DataFrame(rows, schema=published.schema)
    return pl.concat([published, unpublished]).sort(
        [
            "mineral",
            pl.col("stage").replace_strict(order, return_dtype=pl.Int64),
            "place",
            "year",
        ],
        maintain_order=True,
    )


def reference_case(world: World) -> Case:
    """The undisturbed reference year. Nothing here depends on who plans, so any place may."""
    year = world.reference_year
    return Case(world, world.table("places")["id"].head(1).to_list(), (f"{year}-01", f"{year}-12"))


def reconciliation(case: Case) -> pl.DataFrame:
    """Every figure beside its reconciled value, the largest change in dollars first."""
    parts = []
    for number in range(len(case.groups)):
        model = case.solved(number).model
        parts.append(adjustments(model.index, model.reference))
    return pl.concat(parts).sort("value_usd", descending=True, maintain_order=True)


def flow_error(case: Case) -> pl.DataFrame:
    """Observed trade beside the undisturbed solution, per commodity.

    Columns: commodity, observed (t per year), reconciled, modelled, error: the sum of absolute
    differences between modelled and observed flows over the observed total.
    """
    years = float(case.periods.years.sum())
    parts = []
    for number in range(len(case.groups)):
        group = case.solved(number)
        arcs = group.model.index.arcs.with_columns(reconciled=group.model.reference.flow)
        for block in ("kept_flow", "new_flow"):
            amounts = (
                group.undisturbed.frame(block)
                .group_by("arc", maintain_order=True)
                .agg(pl.col("tonnes").sum().truediv(years).alias(block))
            )
            arcs = arcs.join(amounts, on="arc", how="left", maintain_order="left")
        parts.append(
            arcs.select(
                "commodity",
                "observed",
                "reconciled",
                modelled=pl.col("kept_flow").fill_null(0.0) + pl.col("new_flow").fill_null(0.0),
            )
        )
    flows = pl.concat(parts)
    observed = pl.col("observed").fill_null(0.0)
    return (
        flows.group_by("commodity", maintain_order=True)
        .agg(
            observed.sum(),
            pl.col("reconciled").sum(),
            pl.col("modelled").sum(),
            gap=(pl.col("modelled") - observed).abs().sum(),
        )
        .filter(pl.col("observed") > 0)
        .with_columns(error=pl.col("gap") / pl.col("observed"))
        .drop("gap")
        .sort(["error", "commodity"], descending=[True, False])
    )


def price_error(case: Case) -> pl.DataFrame:
    """Prices of the undisturbed solution beside the reference ones, per commodity.

    Columns: commodity, low, middle, high: the smallest, median and largest ratio of the dual of a
    node to its reference price, over the places that use the commodity. The duals of the reference
    year are not unique: contracts and plants leave them the band of the premiums.
    """
    parts = []
    for number in range(len(case.groups)):
        group = case.solved(number)
        index, reference = group.model.index, group.model.reference
        plant, amount = index.recipe["plant"].to_numpy(), index.recipe["amount"].to_numpy()
        taken = np.maximum(-amount * reference.activity[plant], 0.0)
        used = np.bincount(index.recipe["node"].to_numpy(), taken, index.nodes.height)
        used = used + np.bincount(
            index.demand["node"].to_numpy(), reference.demand, index.nodes.height
        )
        parts.append(
            group.undisturbed.prices()
            .join(index.nodes.select("node", used=pl.Series(used)), on="node")
            .filter((pl.col("used") > 0) & (pl.col("price") > 0))
            .select("commodity", ratio=pl.col("usd_per_t") / pl.col("price"))
        )
    ratio = pl.col("ratio")
    return (
        pl.concat(parts)
        .group_by("commodity")
        .agg(low=ratio.min(), middle=ratio.median(), high=ratio.max())
        .sort("commodity")
    )
