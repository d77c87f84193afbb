"""Gaps, and the projects that would fill them.

A gap is what the partnership's use of a mineral's headline commodities needs of a commodity behind
them, less what the partners make of it, t per year. A project adds its capacity (t of activity per
year) times the amount of the commodity per t of activity; a process with several outputs adds to
several gaps. Projects at the largest outside supplier's place fill nothing: they are the
dependence.
"""

from __future__ import annotations

import polars as pl

from xenotime.studies.case import Case
from xenotime.studies.minerals import MineralBrief

FILLED = 1e-3
"""A gap below this share of the need is none."""
SOLE = 0.999
"""A commodity that one place alone makes is named after its deposit: no project elsewhere can make
it."""
TRACE = 0.003
"""Commodities of which the chain needs fewer tonnes per tonne of headline are left out of
`additions`."""


def gaps(case: Case, minerals: list[MineralBrief]) -> pl.DataFrame:
    """What the partnership needs and does not make, mineral by mineral and tier by tier.

    Columns: mineral, tier, stage, commodity, needed, made (by the partners), gap (t per year),
    largest (outside supplier), largest_share.
    """
    inside = (pl.col("consumer") == "+") & pl.col("origin").is_in(list(case.partnership))
    parts = []
    for mineral in minerals:
        made = mineral.trace.origins.filter(inside).group_by("commodity", maintain_order=True)
        parts.append(
            mineral.tiers.join(
                made.agg(made=pl.col("tonnes").sum()),
                on="commodity",
                how="left",
                maintain_order="left",
            ).select(
                "tier",
                "stage",
                "commodity",
                "largest",
                "largest_share",
                mineral=pl.lit(mineral.id),
                needed="tonnes",
                made=pl.col("made").fill_null(0.0),
            )
        )
    return (
        pl.concat(parts)
        .with_columns(gap=pl.col("needed") - pl.col("made"))
        .filter(pl.col("gap") > FILLED * pl.col("needed"))
        .select(
            "mineral",
            "tier",
            "stage",
            "commodity",
            "needed",
            "made",
            "gap",
            "largest",
            "largest_share",
        )
    )


def project_outputs(case: Case, missing: pl.DataFrame) -> pl.DataFrame:
    """Every gap that a project would add to, scrap apart: the columns of `projects` with mineral,
    stage, commodity, gap, tonnes (per year at full capacity), fills (share of the gap), worth (USD
    per year at the mean of the prices that the world has)."""
    recipes = case.world.table("recipes").filter(pl.col("direction") == "out")
    prices = case.world.table("prices").filter(pl.col("market") == "*")
    return (
        case.world.table("projects")
        .filter((pl.col("status") != "operating") & pl.col("capacity").is_not_null())
        .drop("commodity", "locator", "confidence", "note")
        .join(recipes.select("process", "commodity", "amount"), on="process")
        .join(
            missing.filter(pl.col("stage") != "recycling").select(
                "mineral", "tier", "stage", "commodity", "gap", "largest"
            ),
            on="commodity",
        )
        .filter(pl.col("place").ne_missing(pl.col("largest")))
        .join(
            prices.group_by("commodity", maintain_order=True).agg(price=pl.col("usd_per_t").mean()),
            on="commodity",
        )
        .with_columns(tonnes=pl.col("capacity") * pl.col("amount"))
        .with_columns(
            fills=pl.col("tonnes") / pl.col("gap"), worth=pl.col("tonnes") * pl.col("price")
        )
    )


def projects(case: Case, missing: pl.DataFrame) -> pl.DataFrame:
    """One row per project: the gap to which it adds most in dollars, and what it would take.

    Columns: id, name, place, kind, mineral, stage, commodity, tonnes, fills, capex_usd,
    lead_months, start, chance, status, owner, supporters, source.
    """
    return (
        project_outputs(case, missing)
        .sort(["worth", "commodity"], descending=[True, False])
        .unique("id", keep="first", maintain_order=True)
        .select(
            "id",
            "name",
            "place",
            "kind",
            "mineral",
            "stage",
            "commodity",
            "tonnes",
            "fills",
            "capex_usd",
            "lead_months",
            "start",
            "chance",
            "status",
            "owner",
            "supporters",
            "source",
        )
        .sort(["mineral", "stage", "fills", "id"], descending=[False, False, True, False])
    )


def additions(case: Case, missing: pl.DataFrame, mineral: str) -> pl.DataFrame:
    """What projects would add to a mineral's gaps, weighed by their chance, in the order of the
    chain from the headline back. Scrap, traces and goods named after one place's deposit are left
    out.

    Columns: tier, commodity, gap (t per year), place (null without projects), expected (t per
    year).
    """
    of_mineral = missing.filter(pl.col("mineral") == mineral)
    headline = float(of_mineral.filter(pl.col("tier") == 0)["needed"].sum())
    shown = of_mineral.filter(
        (pl.col("stage") != "recycling")
        & (pl.col("largest_share").fill_null(0.0) < SOLE)
        & (pl.col("needed") >= TRACE * headline)
    )
    added = (
        project_outputs(case, shown)
        .with_columns(expected=pl.col("tonnes") * pl.col("chance"))
        .drop_nulls("expected")
        .group_by("commodity", "place", maintain_order=True)
        .agg(pl.col("expected").sum())
    )
    return (
        shown.select("tier", "commodity", "gap")
        .join(added, on="commodity", how="left")
        .with_columns(pl.col("expected").fill_null(0.0))
        .sort(["tier", "commodity", "expected", "place"], descending=[False, False, True, False])
    )


def covered(added: pl.DataFrame) -> pl.DataFrame:
    """Share of each gap that all projects together would fill: commodity, gap, share; rows of
    `additions`."""
    return added.group_by("commodity", "gap", maintain_order=True).agg(
        share=pl.col("expected").sum() / pl.col("gap").first()
    )
