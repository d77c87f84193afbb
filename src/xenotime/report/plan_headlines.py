"""What of a plan matters, as the first lines of its page."""

from __future__ import annotations

import polars as pl

from xenotime.report import words
from xenotime.report.plan_words import (
    HELPED,
    PRIVATE,
    Names,
    capital,
    chosen,
    days,
    ranked,
    sectors_hit,
    tonnes,
    usd,
    usd_per_t,
    with_error,
)
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

MOST = 10
"""Lines at the head of the page."""
LISTED = 3
ROUNDED = 5e-4
"""Gap that a printed digit does not show."""
SMALL_USD = 1e5
"""Money that no sentence mentions."""
ENDS = {
    "optimal": "solved to the gap asked for",
    "time": "stopped at its time; the best portfolio found until then",
    "interrupted": "interrupted; the best portfolio found until then",
}


def measured(result: PlanResult) -> str:
    """What the goal counts, as it stands within a sentence."""
    if result.worst_after_usd is not None:
        return "under the worst attack"
    goal = result.case.goal
    tail = f"mean of the worst {words.percent(1 - goal.level)} of the futures"
    if goal.measure == "cvar" and goal.weight < 1:
        return (
            f"{words.percent(1 - goal.weight)} the mean and {words.percent(goal.weight)} the {tail}"
        )
    said = {"expected": "the mean of the futures", "cvar": f"the {tail}"}
    return said.get(goal.measure, "the worst of the futures")


def headlines(result: PlanResult, world: World) -> list[str]:
    """What matters, in at most ten plain sentences; every figure comes from the result."""
    names = Names(result, world)
    lines = [
        _portfolio(result, names),
        _shortage(result, names),
        _payers(result, names),
        _best(result),
        _supports(result),
        _stocks(result, names),
        _gains(result, names),
        _attack(result),
        _promise(result, names),
        _proof(result),
    ]
    return [line for line in lines if line][:MOST]


def _portfolio(result: PlanResult, names: Names) -> str:
    new = chosen(result)
    given = result.projects.height - new.height
    first, last = (words.month(text) for text in result.case.horizon)
    besides = ""
    if given:
        under = "that is under way anyway" if given == 1 else "that are under way anyway"
        besides = f", besides {given} {under}"
    if new.is_empty():
        found = "Nothing that could be added is worth its money"
        if result.gap > max(result.case.gap, ROUNDED):
            found = "Nothing better than adding nothing was found in the time"
        return (
            f"{found} for {names.partners} from {first} to {last}{besides}; the loss to expect is "
            f"{usd(result.before_usd)} ({measured(result)})."
        )
    start = f"{words.count(new.height, 'project')} for {usd(capital(result))} of capital"
    if result.worst_after_usd is not None:
        return f"{start} {_held(result, names, f'{first} to {last}')}{besides}."
    return (
        f"{start} {_bring(new.height)} the loss of {names.partners} from {first} to {last} down "
        f"from {usd(result.before_usd)} to {usd(result.objective)}, the projects' own cost "
        f"included ({measured(result)}){besides}."
    )


def _bring(projects: int) -> str:
    return "brings" if projects == 1 else "bring"


def _held(result: PlanResult, names: Names, when: str) -> str:
    """What a plan against an adversary achieves, after its subject."""
    many = result.case.adversary.actions
    attack = "action" if many == 1 else f"{many} actions"
    said = (
        f"{_bring(chosen(result).height)} what the worst {attack} of an adversary would cost "
        f"{names.partners} ({when}) down from {usd(result.worst_before_usd)} to "
        f"{usd(result.worst_after_usd)}"
    )
    tolerable = result.case.adversary.tolerable_usd
    if tolerable is None:
        return said
    own = f"within the horizon they cost {usd(result.objective)}"
    return f"{said}, where {usd(tolerable)} is to be borne; {own}"


def _shortage(result: PlanResult, names: Names) -> str | None:
    """Whose shortages become cheaper, and whose stay."""
    hit = sectors_hit(result).filter(pl.max_horizontal("before", "after") > SMALL_USD)
    if hit.is_empty():
        return None
    named = words.place_names(names.world)

    def who(sector: str, place: str) -> str:
        return f"{words.within(names.sectors.get(sector, sector))} in {named.get(place, place)}"

    saved = pl.col("before") - pl.col("after")
    eased = hit.filter(saved > HELPED * pl.col("before")).sort(saved, descending=True)
    helped = [
        f"{who(row['sector'], row['place'])} from {usd(row['before'])} to {usd(row['after'])}"
        for row in eased.head(LISTED).iter_rows(named=True)
    ]
    left = hit.filter(pl.col("after") > SMALL_USD).sort("after", descending=True)
    staying = [
        f"{who(row['sector'], row['place'])} {usd(row['after'])}"
        for row in left.head(LISTED).iter_rows(named=True)
    ]
    first = "What shortages are expected to cost hardly falls for any sector."
    if helped:
        first = f"What shortages are expected to cost falls most for {'; '.join(helped)}."
    return f"{first} Most is left for {'; '.join(staying)}." if staying else first


def _payers(result: PlanResult, names: Names) -> str | None:
    paid = (
        result.payments.group_by("partner", maintain_order=True)
        .agg(pl.col("usd").sum())
        .filter(pl.col("usd") > 0)
        .sort("usd", descending=True, maintain_order=True)
    )
    if paid.is_empty():
        return None
    named = words.place_names(names.world) | {PRIVATE: "private investors"}
    parts = [f"{named.get(partner, partner)} {usd(sum_)}" for partner, sum_ in paid.iter_rows()]
    return f"Who pays: {words.listed(parts)}."


def _best(result: PlanResult) -> str | None:
    found = ranked(result)
    if found.is_empty():
        return None
    top = found.row(0, named=True)
    if top["shapley"] is None:
        return (
            f"{top['name']} would be missed most: without it the others save "
            f"{usd(top['value_last'])} less."
        )
    said = (
        f"The most valuable project is {top['name']}: it saves "
        f"{with_error(top['shapley'], top['shapley_error'])} on average over the orders in which "
        "projects can be added"
    )
    if top["if_it_fails"] is not None:
        said += f", and if it fails the loss rises by {usd(top['if_it_fails'])}"
    return f"{said}."


def _supports(result: PlanResult) -> str | None:
    new = chosen(result)
    known = new.drop_nulls("price_support")
    needy = known.filter(pl.col("price_support") > 0).sort(
        "price_support", descending=True, maintain_order=True
    )
    if known.is_empty():
        return None
    unknown = new.filter(pl.col("kind") != "stockpile").height - known.height
    open_ = f"; for {unknown} it is not known" if unknown > 0 else ""
    if needy.is_empty():
        return f"No project needs a price support to break even{open_}."
    parts = [
        f"{name} {usd_per_t(support)}"
        for name, support in needy.select("name", "price_support").head(LISTED).rows()
    ]
    verb = "needs" if needy.height == 1 else "need"
    return (
        f"{needy.height} of {words.count(known.height, 'project')} {verb} a price above the "
        f"undisturbed one to break even, most of all {words.listed(parts)}{open_}."
    )


def _stocks(result: PlanResult, names: Names) -> str | None:
    if result.stockpiles.is_empty():
        return None
    rows = result.stockpiles.sort("days", descending=True, nulls_last=True).head(LISTED)
    named = words.place_names(names.world)
    parts = [
        f"{tonnes(row['tonnes'])} of {words.within(names.good(row['commodity']))} in "
        f"{named.get(row['place'], row['place'])}"
        + ("" if row["days"] is None else f" ({days(row['days'])} of its use)")
        for row in rows.iter_rows(named=True)
    ]
    more = result.stockpiles.height - rows.height
    if more:
        parts.append(f"{more} more")
    return f"Stocks to hold: {words.listed(parts)}."


def _gains(result: PlanResult, names: Names) -> str | None:
    if result.partners.height < 2:
        return None
    rows = result.partners.drop_nulls(["gain", "alone"])
    if rows.height < 2:
        return None
    named = words.place_names(names.world)
    parts = [
        f"{named.get(p, p)} gains {usd(gain)} (alone {usd(alone)})"
        for p, gain, alone in rows.select("partner", "gain", "alone").rows()
    ]
    said = f"Together {words.listed(parts)}"
    if float(rows["gain"].sum()) <= float(rows["alone"].sum()):
        return f"{said}; planning together brings them no more than planning apart."
    paying = rows.drop_nulls("side_payment").filter(pl.col("side_payment") < -SMALL_USD)
    if paying.is_empty():
        return f"{said}; nobody has to pay another for it."
    payers = [
        f"{named.get(p, p)} pays {usd(-sum_)}"
        for p, sum_ in paying.select("partner", "side_payment").rows()
    ]
    return f"{said}; each is better off than alone when {words.listed(payers)} to the others."


def _attack(result: PlanResult) -> str | None:
    if result.attack.is_empty():
        return None
    rows = result.attack.sort("rank")
    parts = [
        f"{name} ({usd(cost)} by itself)" for name, cost in rows.select("name", "cost_usd").rows()
    ]
    return f"The worst that an adversary can then do: {'; '.join(parts)}."


def _promise(result: PlanResult, names: Names) -> str | None:
    if result.promise.is_empty():
        return None
    rows = result.promise.drop_nulls(["promised_usd", "simulated_usd"])
    if rows.is_empty():
        return None
    worst = rows.sort("simulated_usd", descending=True).row(0, named=True)
    return (
        "Read the promise with care: simulated without foresight, among others who do not "
        "yield, "
        f"the future “{names.futures.get(worst['future'], worst['future'])}” costs "
        f"{usd(worst['simulated_usd'])} and not "
        f"{usd(worst['promised_usd'])}; without the plan it costs "
        f"{usd(worst['without_plan_usd'])}."
    )


def _proof(result: PlanResult) -> str:
    end = ENDS.get(result.status, result.status)
    near = f"so this one is at most {words.percent(result.gap)} above the best"
    if result.gap < ROUNDED:
        near = "which this one reaches"
    return (
        f"Proof: no choice from these projects costs less than {usd(result.bound)}, {near}; {end}, "
        f"{result.seconds:.0f} s."
    )
