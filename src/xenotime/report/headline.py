"""What matters, in a few plain sentences that carry their figures."""

from __future__ import annotations

import polars as pl

from xenotime.report.words import commodity_names, dollars, listed, percent, place_names
from xenotime.studies.brief import BriefResult
from xenotime.studies.impact import Impact


def headlines(result: BriefResult) -> list[str]:
    """The brief's first lines, the most expensive matter first."""
    names = place_names(result.case.world)
    goods = commodity_names(result.case.world)
    sectors = dict(result.case.world.table("sectors").select("id", "name").iter_rows())
    partners = listed([names[p] for p in result.case.partnership])
    lines = []
    top = result.minerals[0]
    if top.supplier is not None and top.supplier_stage is not None:
        stage, share = top.supplier_stage
        lines.append(
            f"{top.name} come first: behind the {goods[top.headline].lower()} that {partners} use, "
            f"{names[top.supplier]} does {percent(share)} of the {stage}."
        )
    if top.stop is not None and top.stop.cost_usd:
        lines.append(
            f"If {names[top.supplier or '']} let nothing of it out for "
            f"{top.stop.scenario.months} months, {partners} would go without "
            f"{percent(top.stop.shortage_share)} of what they need and lose "
            f"{dollars(top.stop.cost_usd)}."
        )
    for found in result.impacts[:2]:
        if found.cost_usd:
            lines.append(_of_scenario(found, names, goods, sectors))
    held = [m for m in result.minerals if m.supplier is not None]
    suppliers = pl.Series([m.supplier for m in held]).value_counts(sort=True)
    for place, count in suppliers.head(1).iter_rows():
        lines.append(
            f"{names[place]} is the supplier that it would hurt most to lose for {count} of the "
            f"{len(result.minerals)} minerals."
        )
    covered = (
        result.projects.filter(pl.col("mineral") == top.id)
        .group_by("commodity")
        .agg(pl.col("fills").sum(), pl.len())
        .sort("fills", descending=True)
    )
    for row in covered.head(1).iter_rows(named=True):
        lines.append(
            f"The atlas knows {result.projects.height} projects outside the largest supplier that "
            f"would make what is missing; {row['len']} of them bear on "
            f"{goods[row['commodity']].lower()}."
        )
    return lines


def _of_scenario(
    found: Impact, names: dict[str, str], goods: dict[str, str], sectors: dict[str, str]
) -> str:
    worst = found.home.with_columns(part=pl.col("short") / pl.col("wanted")).sort(
        "cost_usd", descending=True
    )
    row = worst.row(0, named=True)
    return (
        f"{found.scenario.name}: {dollars(found.cost_usd)} over {found.scenario.months} months. "
        f"Hardest hit: {sectors[row['sector']].lower()} in {names[row['place']]}, short of "
        f"{percent(row['part'] or 0)} of its {goods[row['commodity']].lower()}."
    )
