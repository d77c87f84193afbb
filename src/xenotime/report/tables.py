"""Results as tables for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.console import Console, RenderableType
from rich.table import Table

from xenotime.report.words import (
    commodity_names,
    day,
    dollars,
    listed,
    percent,
    place_names,
    tonnes,
)

if TYPE_CHECKING:  # what the tables show is slow to import, and made elsewhere
    from xenotime.report.brief import Brief
    from xenotime.studies.trace import TraceResult
    from xenotime.world.world import World

SHOWN = 0.03


def printed(console: Console, *parts: RenderableType) -> None:
    """Print the parts one after the other."""
    for part in parts:
        console.print(part)


def brief_tables(found: Brief) -> list[RenderableType]:
    """The brief's first lines, its minerals and its scenarios."""
    result = found.result
    names = place_names(result.case.world)
    minerals = Table(
        "mineral",
        "costliest supplier to lose",
        "strongest at",
        "short in a stop",
        "cost of a stop",
        title=f"Critical minerals of {', '.join(result.case.partnership)}, {day(result.as_of)}",
    )
    for mineral in result.minerals:
        stage, share = mineral.supplier_stage or ("", None)
        minerals.add_row(
            mineral.name,
            names.get(mineral.supplier or "", "-"),
            "" if share is None else f"{stage} {percent(share)}",
            "" if mineral.stop is None else percent(mineral.stop.shortage_share),
            dollars(mineral.stop_cost_usd),
        )
    scenarios = Table("scenario", "short", "of need", "cost", title="If it happened now")
    for impact in result.impacts:
        scenarios.add_row(
            impact.scenario.name,
            tonnes(impact.shortage_t),
            percent(impact.shortage_share),
            dollars(impact.cost_usd),
        )
    lines = "\n".join(f"• {line}" for line in found.headlines)
    return [lines, "", minerals, scenarios]


def trace_tables(found: TraceResult, world: World) -> list[RenderableType]:
    """Who supplies each partner, and who made what stands behind it, tier by tier."""
    names, goods = place_names(world), commodity_names(world)

    def mix(frame: pl.DataFrame, column: str) -> str:
        rows = frame.filter(pl.col("share") >= SHOWN).select(column, "share").iter_rows()
        return ", ".join(f"{names.get(p, p)} {percent(s)}" for p, s in rows)

    direct = Table(
        "to", "from", title=f"{listed([goods[c] for c in found.commodities])}: direct suppliers"
    )
    for consumer in found.partnership:
        rows = found.direct.filter(pl.col("consumer") == consumer)
        if rows.height:
            direct.add_row(names[consumer], mix(rows, "supplier"))
    tiers = Table(
        "tier", "stage", "commodity", "needed a year", "own", "HHI", "made in", title="All tiers"
    )
    for row in found.tiers.filter(pl.col("consumer") == "+").iter_rows(named=True):
        origins = found.origins.filter(
            (pl.col("consumer") == "+") & (pl.col("commodity") == row["commodity"])
        )
        tiers.add_row(
            str(row["tier"]),
            row["stage"],
            goods[row["commodity"]],
            tonnes(row["tonnes"]),
            percent(row["self_sufficiency"]),
            f"{row['hhi']:.2f}",
            mix(origins, "origin"),
        )
    return [direct, tiers]


def audit_table(name: str, frame: pl.DataFrame, most: int) -> RenderableType:
    """Doubts, published shares, adjustments, flow or price errors, each in its own layout."""
    if name == "published_shares":
        table = Table(
            "mineral", "stage", "place", "year", "published", "atlas", "points", "source", "reason",
            title="Shares in the atlas beside published ones (target: within 2 points)",
        )  # fmt: skip
        for row in frame.iter_rows(named=True):
            table.add_row(
                row["mineral"],
                row["stage"],
                row["place"],
                "" if row["year"] is None else str(row["year"]),
                "none found" if row["published"] is None else percent(row["published"]),
                percent(row["atlas"]) if row["atlas"] is not None else "",
                f"{row['difference']:+.1f}" if row["difference"] is not None else "",
                row["source"] or "",
                "" if row["within"] is not False else row["reason"] or "NO REASON GIVEN",
            )
        return table
    if name == "doubts":
        table = Table(
            "commodity", "place", "made and arriving", "used and leaving",
            title="Far from balancing, by more than three: a slipped unit, a missing row, or a "
            "surplus that is real?",
        )  # fmt: skip
        for row in frame.iter_rows(named=True):
            amounts = (tonnes(row[c]) for c in ("supply", "use"))
            table.add_row(row["commodity"], row["place"], *amounts)
        return table
    if name == "flow_errors":
        table = Table(
            "commodity", "observed", "reconciled", "modelled", "error",
            title="Trade in the undisturbed solution of the reference year",
        )  # fmt: skip
        for row in frame.iter_rows(named=True):
            amounts = (tonnes(row[c]) for c in ("observed", "reconciled", "modelled"))
            table.add_row(row["commodity"], *amounts, percent(row["error"]))
        return table
    if name == "price_errors":
        table = Table(
            "commodity", "lowest", "median", "highest",
            title="Undisturbed prices over reference prices, by place of use",
        )  # fmt: skip
        for row in frame.iter_rows(named=True):
            table.add_row(row["commodity"], *(f"{row[c]:.2f}" for c in ("low", "middle", "high")))
        return table
    moved = frame.filter(pl.col("change").abs() > 1e-6)
    table = Table(
        "table", "figure", "commodity", "place", "published", "reconciled", "change", "confidence",
        title=f"Adjustments that balance the reference year: {moved.height} of {frame.height} "
        f"figures moved; the {min(most, moved.height)} largest in dollars",
    )  # fmt: skip
    for row in moved.head(most).iter_rows(named=True):
        relative = row["relative"]
        table.add_row(
            row["table"],
            row["figure"],
            row["commodity"],
            row["place"],
            "" if row["published"] is None else tonnes(row["published"]),
            tonnes(row["reconciled"]),
            "" if relative is None else f"{relative:+.1%}",
            row["confidence"] or "",
        )
    return table
