"""What matters, in at most ten plain sentences; every figure comes from the result."""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.report import words
from xenotime.report.bar_figures import cost_of
from xenotime.report.controls_brief import controls_line
from xenotime.studies.brief import BriefResult
from xenotime.studies.gaps import SOLE, additions, covered
from xenotime.studies.impact import Impact
from xenotime.studies.minerals import MineralBrief

MOST = 10
"""Lines at the head of the page."""
LISTED = 3
OF_STAGE = {
    "extraction": "the mining",
    "concentration": "the concentration",
    "separation": "the separation",
    "refining": "the refining",
    "metal": "the metal making",
    "alloy": "the alloy making",
    "component": "the component making",
    "product": "the product making",
}
"""What a place does at a stage, as a sentence names it."""
MADE_ELSEWHERE = 0.005
UNEXPLAINED = 0.1
"""Share of a mineral's supply from which not knowing its origin is said first."""


def headlines(result: BriefResult) -> list[str]:
    """The brief's first lines, the most expensive matter first."""
    top = result.minerals[0]
    costly: list[Impact | None] = [found for found in result.impacts if found.cost_usd > 0]
    worst, *others = costly or [top.stop]
    licensed = [found for found in others if found is not None and _is_licensing(found)]
    lines = [
        _first_mineral(result, top),
        _narrowest(result, top),
        _unexplained(result),
        _scenario(result, worst),
        _scenario(result, next(iter(licensed or others), None)),
        controls_line(result),
        _other_chokepoints(result),
        _supplier_of_most(result),
        _own_make(result, top),
        _projects(result, top),
    ]
    return [line for line in lines if line][:MOST]


def _partners(result: BriefResult) -> str:
    names = words.place_names(result.case.world)
    return words.listed([names[place] for place in result.case.partnership])


def users(result: BriefResult) -> str:
    """The partners and their verb: `Germany uses`, `Japan and the United States use`."""
    verb = "use" if len(result.case.partnership) > 1 else "uses"
    return f"{_partners(result)} {verb}"


def _goods(result: BriefResult) -> dict[str, str]:
    """Names of commodities as they stand within a sentence."""
    names = words.commodity_names(result.case.world)
    return {c: words.within(words.short(name)) for c, name in names.items()}


def _first_mineral(result: BriefResult, top: MineralBrief) -> str | None:
    """Which mineral comes first, and how concentrated it is at every stage."""
    if top.supplier is None:
        return None
    name = words.place_names(result.case.world)[top.supplier]
    good = f"{words.within(words.short(top.product))} that {users(result)}"
    final = _share_of_headlines(top, [top.supplier])
    behind = top.outside.filter(
        (pl.col("origin") == top.supplier)
        & ~pl.col("stage").is_in(["recycling", *_headline_stages(top)])
        & (pl.col("share") >= MADE_ELSEWHERE)
    )
    parts = [
        f"{words.percent(share)} of {OF_STAGE[stage]}"
        for stage, share in behind.select("stage", "share").rows()
    ]
    start = f"{top.name} come first" if top.name.endswith("s") else f"{top.name} comes first"
    if final < MADE_ELSEWHERE:
        return f"{start}: {name} does {words.listed(parts)} behind the {good}."
    made = f"{start}: {name} makes {words.percent(final)} of the {good}"
    return f"{made}, and does {words.listed(parts)} behind them." if parts else f"{made}."


def _headline_stages(top: MineralBrief) -> list[str]:
    return top.tiers.filter(pl.col("tier") == 0)["stage"].unique().to_list()


def _share_of_headlines(top: MineralBrief, places: list[str]) -> float:
    """Share of the headline goods, by tonnes, that these places make."""
    head = top.trace.origins.filter((pl.col("consumer") == "+") & (pl.col("tier") == 0))
    made = head.filter(pl.col("origin").is_in(places))["tonnes"].sum()
    return float(made) / float(head["tonnes"].sum())


def _narrowest(result: BriefResult, top: MineralBrief) -> str | None:
    """The good behind the headline of which the supplier makes most."""
    if top.supplier is None:
        return None
    tiers = top.tiers.filter(
        (pl.col("largest") == top.supplier)
        & (pl.col("stage") != "recycling")
        & (pl.col("largest_share") < SOLE)
        & (pl.col("tier") > 0)
    ).sort("largest_share", descending=True, maintain_order=True)
    if not tiers.height:
        return None
    goods, name = _goods(result), words.place_names(result.case.world)[top.supplier]
    parts = [
        f"{words.percent(share)} of the {goods[commodity]}"
        for commodity, share in tiers.select("commodity", "largest_share").head(2).rows()
    ]
    return f"The narrowest point behind them: {name} makes {words.listed(parts)}."


def _unexplained(result: BriefResult) -> str | None:
    """Minerals of whose supply the tables do not say where it comes from."""
    parts = []
    for mineral in result.minerals:
        share = mineral.tiers.filter(pl.col("tier") == 0)["unknown"].max()
        if share is not None and float(str(share)) >= UNEXPLAINED:
            parts.append(f"{words.percent(float(str(share)))} of {words.within(mineral.product)}")
    if not parts:
        return None
    return (
        f"Read with care: no figure explains where {words.listed(parts)} comes from; "
        "`xenotime check` shows what does not balance."
    )


def _is_licensing(found: Impact) -> bool:
    """Whether part of the trade still passes, which is how a licence differs from a stop."""
    return any(np.any(cut.through) for cut in found.scenario.cuts)


def _scenario(result: BriefResult, found: Impact | None) -> str | None:
    """What a scenario costs, and who is hit."""
    if found is None or found.cost_usd <= 0:
        return None
    names, goods = words.place_names(result.case.world), _goods(result)
    sectors = words.sector_names(result.case.world)
    months = int(result.case.periods.lengths.sum())
    each = words.listed(
        [
            f"{names[place]} {words.dollars(cost_of(found, place))}"
            for place in result.case.partnership
            if cost_of(found, place) >= 1e6
        ]
    )
    split = f" ({each})" if len(result.case.partnership) > 1 and each else ""
    rows = (
        found.home.filter(pl.col("short") > 0)
        .sort("cost_usd", descending=True, maintain_order=True)
        .unique("place", keep="first", maintain_order=True)
    )
    hit = [
        f"{words.within(sectors[row['sector']])} in {names[row['place']]} "
        f"({words.percent(row['short'] / row['wanted'])} of {goods[row['commodity']]} missing)"
        for row in rows.head(LISTED).iter_rows(named=True)
    ]
    hardest = f" Hardest hit: {words.listed(hit)}." if hit else ""
    return (
        f"{found.scenario.name}: {words.dollars(found.cost_usd)} lost over {months} months"
        f"{split}.{hardest}"
    )


def _other_chokepoints(result: BriefResult) -> str | None:
    """Other minerals of which one place outside makes half or more of a stage."""
    labels = words.place_labels(result.case.world)
    parts = []
    for mineral in result.minerals[1:]:
        stages = [c for c in mineral.chokepoints if c["stage"] != "recycling"]
        if stages:
            worst = max(stages, key=lambda found: found["share"])
            parts.append(
                f"{words.within(mineral.name)} ({labels[worst['supplier']]} "
                f"{words.percent(worst['share'])})"
            )
    if not parts:
        return None
    return f"Half or more of a stage lies in one place for {words.listed(parts)} too."


def _supplier_of_most(result: BriefResult) -> str | None:
    held = [mineral.supplier for mineral in result.minerals if mineral.supplier is not None]
    if not held:
        return None
    place = max(sorted(set(held)), key=held.count)
    name = words.sentence(words.place_names(result.case.world)[place])
    return (
        f"{name} is the supplier that it would hurt most to lose for {held.count(place)} of the "
        f"{len(result.minerals)} minerals."
    )


def _own_make(result: BriefResult, top: MineralBrief) -> str | None:
    """What the partners make themselves of each stage that they need."""
    partners = list(result.case.partnership)
    own = (
        top.trace.stages()
        .filter(
            (pl.col("consumer") == "+")
            & ~pl.col("stage").is_in(["recycling", *_headline_stages(top)])
        )
        .group_by("stage", maintain_order=True)
        .agg(pl.col("share").filter(pl.col("origin").is_in(partners)).sum())
    )
    parts = [f"{words.percent(share)} of {OF_STAGE[stage]}" for stage, share in own.iter_rows()]
    product = words.within(words.short(top.product))
    made = f"{words.percent(_share_of_headlines(top, partners))} of the {product}"
    who = words.sentence(_partners(result))
    alone = len(result.case.partnership) == 1
    does = "does" if alone else "do"
    behind = f", and {does} {words.listed(parts)} behind them" if parts else ""
    if alone:
        return f"{who} itself makes {made} that it uses{behind}."
    return f"{who} themselves make {made} that they use{behind}."


def _projects(result: BriefResult, top: MineralBrief) -> str | None:
    """What projects could add to the gaps of the first mineral."""
    found = covered(additions(result.case, result.gaps, top.id)).sort("share", maintain_order=True)
    if not found.height:
        return None
    goods = _goods(result)
    none = [goods[name] for name in found.filter(pl.col("share") == 0)["commodity"].head(LISTED)]
    some = found.filter((pl.col("share") > 0) & (pl.col("share") < 1)).head(LISTED)
    low = [
        f"{words.percent(share)} of the gap in {goods[commodity]}"
        for commodity, share in some.select("commodity", "share").rows()
    ]
    if not low and not none:
        return (
            "Projects outside the largest supplier, weighed by their chance, could fill every gap."
        )
    nothing = f"the atlas knows of none for {words.listed(none, 'or')}" if none else ""
    if not low:
        return f"Of projects outside the largest supplier, {nothing}."
    return (
        "Projects outside the largest supplier, weighed by their chance and with all their output "
        f"for the partners, would fill {words.listed(low)}{f'; {nothing}' if nothing else ''}."
    )
