"""Who gains what: each partner's money, losses and gain, what it could do alone, and payments
between partners that leave each better off than alone.

    pays    money of its purses, USD
    gain    loss before - loss after - what its money costs the public within the horizon
    alone   its gain when it plans by itself and the others do nothing
    surplus sum of gains - sum of what they have alone
    side payment received = alone + surplus / n - gain

which is the bargaining solution of J. F. Nash (The bargaining problem, Econometrica 18, 1950) where
money can be handed over: everybody gets the same beyond what it has alone. Payments add up to
nothing.

What money costs the public: `public_cost` of its purse, of that part of the capital that the goal
counts within the horizon (a plant outlives it); a stock's goods keep their value, so that only
holding them counts. Private money is nobody's public cost. Losses are those of `harm.py`, with each
scenario weighted as the goal does.

Alone, a partner has its own purses and counts its own losses; the portfolio that it would choose is
then judged in the same world as the joint one, where the other partners do not yield to it. A
second way to be alone is the plan for all with only its own purses; the better of the two counts,
and nothing at all if both cost more than they bring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from xenotime.solve.decide import decide
from xenotime.solve.two_stage import Decision
from xenotime.studies.planning.harm import goal_weights, harm, stocked_value
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import BUILT, payments

SECONDS_ALONE = 60.0
GAP_ALONE = 0.02
DONE = ("optimal", "infeasible")
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "partner": pl.String,
    **dict.fromkeys(
        ("pays_usd", "loss_before", "loss_after", "gain", "alone", "side_payment"), pl.Float64
    ),
}


@dataclass(frozen=True)
class Gains:
    """frame: the columns of `SCHEMA`, USD; `alone` and `side_payment` are null where they were not
    computed. surplus_usd: what planning together brings beyond planning alone; NaN then.
    said: sentences on what does not hold or was not checked."""

    frame: pl.DataFrame
    surplus_usd: float
    said: tuple[str, ...]


def gains(planner: Planner, x: np.ndarray, *, seconds: float = SECONDS_ALONE) -> Gains:
    """Account for a portfolio by partner.

    Args:
        planner: of the joint plan.
        x: its first stage, with the money.
        seconds: for each partner's plan alone; 0: leave these out. Without purses nobody pays, and
            they are left out too.
    """
    partners = planner.partners
    nothing = planner.nothing()
    before, after = losses(planner, nothing), losses(planner, x)
    gain = before - after - public_cost(planner, x)
    alone = np.full(len(partners), np.nan)
    unsolved = []
    if seconds > 0 and planner.case.purses:
        for at, partner in enumerate(partners):
            portfolios, solved = portfolios_alone(planner, partner, seconds)
            brings = [
                float(before[at] - losses(planner, own)[at]) - cost for own, cost in portfolios
            ]
            alone[at] = max([0.0, *brings])
            unsolved += [] if solved else [partner]
    payment, surplus = shared(gain, alone)
    paid = _paid(planner, x).group_by("partner").agg(pl.col("usd").sum())
    pays = dict(paid.iter_rows())
    frame = pl.DataFrame(
        {
            "partner": partners,
            "pays_usd": [pays.get(name, 0.0) for name in partners],
            "loss_before": before,
            "loss_after": after,
            "gain": gain,
            "alone": alone,
            "side_payment": payment,
        },
        schema=SCHEMA,
    ).with_columns(pl.col("alone", "side_payment").fill_nan(None))
    return Gains(frame, surplus, _said(planner, surplus, unsolved))


def losses(planner: Planner, x: np.ndarray) -> np.ndarray:
    """What each partner loses under a portfolio, scenarios weighted as the goal does:
    float64[partner], USD."""
    chances = planner.futures.probabilities
    weights = goal_weights(planner.problem.risk, planner.loss(x), chances)
    found: np.ndarray = harm(planner, x)[:, weights > 0] @ weights[weights > 0]
    return found


def public_cost(planner: Planner, x: np.ndarray) -> np.ndarray:
    """What a portfolio costs each partner's public within the horizon: float64[partner], USD."""
    cost = {purse.id: purse.public_cost for purse in planner.case.purses}
    counted = planner.options.frame.select(
        "project", size=pl.Series(x[planner.decisions.size]), share=counted_share(planner)
    )
    of_project = (
        counted.filter(pl.col("size") > BUILT)
        .group_by("project")
        .agg(share=(pl.col("share") * pl.col("size")).sum() / pl.col("size").sum())
    )
    floor = pl.col("instrument") == "price_floor"
    total = (
        _paid(planner, x)
        .join(of_project, on="project", how="left")
        .with_columns(
            usd=pl.col("usd")
            * pl.col("purse").replace_strict(cost, default=0.0, return_dtype=pl.Float64)
            * pl.when(floor).then(1.0).otherwise("share")
        )
        .group_by("partner")
        .agg(pl.col("usd").sum())
    )
    found = dict(total.iter_rows())
    return np.array([found.get(partner, 0.0) for partner in planner.partners])


def counted_share(planner: Planner) -> pl.Series:
    """Part of each option's capital that the goal counts within the horizon, by option; of a
    stock, what holding it costs as a share of its value."""
    options = planner.options
    held = options.cost_usd + stocked_value(planner)
    capital = options.frame["capex_usd"].fill_null(0.0).to_numpy()
    return pl.Series(np.divide(held, capital, out=np.zeros(len(held)), where=capital > 0))


def portfolios_alone(
    planner: Planner, partner: str, seconds: float
) -> tuple[list[tuple[np.ndarray, float]], bool]:
    """What a partner could choose by itself: sizes as a first stage of the joint planner, and what
    that costs its public, USD; and whether both searches came to their gap in time. Without a purse
    it can choose nothing."""
    if not any(purse.partner == partner for purse in planner.case.purses):
        return [], True
    at = planner.partners.index(partner)
    joint = with_purses_of(planner, partner, seconds / 2)
    lone = planner_alone(planner, partner)
    single = lone.solve(gap=GAP_ALONE, seconds=seconds / 2, start=lone.nothing())
    found = []
    if len(joint.x):
        found.append((joint.x, float(public_cost(planner, joint.x)[at])))
    if len(single.x):
        cost = float(public_cost(lone, single.x)[0])
        found.append((as_seen_by(planner, lone, single.x), cost))
    return found, joint.status in DONE and single.status in DONE


def with_purses_of(planner: Planner, partner: str, seconds: float) -> Decision:
    """The joint plan when the purses of everybody else are empty."""
    problem, purses = planner.problem, planner.decisions.rows["purse_total"]
    others = [purse.partner != partner for purse in planner.case.purses]
    upper = problem.first.row_upper.copy()
    upper[purses.numbers[others, 0]] = 0.0
    problem = replace(problem, first=replace(problem.first, row_upper=upper))
    must = bool(planner.case.projects.must)
    return decide(
        problem,
        gap=GAP_ALONE,
        seconds=seconds,
        start=None if must else planner.nothing(),
        cuts=planner.cuts,
        recourse=planner.recourse,
    )


def planner_alone(planner: Planner, partner: str) -> Planner:
    """The case of one partner: its purses, its losses, nothing that must be built, no target."""
    case, frame = planner.case, planner.futures.frame
    chance = frame.group_by("future", maintain_order=True).agg(pl.col("probability").sum())
    update = {
        "partnership": (partner,),
        "purses": tuple(purse for purse in case.purses if purse.partner == partner),
        "goal": case.goal.model_copy(update={"most_short": None}),
        "projects": case.projects.model_copy(update={"must": ()}),
    }
    return Planner(
        planner.world,
        case.model_copy(update=update),
        {name: (planner.futures.scenarios[name], p) for name, p in chance.iter_rows()},
        as_of=planner.as_of,
    )


def as_seen_by(planner: Planner, other: Planner, x: np.ndarray) -> np.ndarray:
    """Another planner's sizes of the same options, as a first stage of this one: float64[x]."""
    keys = ["project", "month", "permits"]
    sizes = other.options.frame.select(*keys, size=pl.Series(x[other.decisions.size]))
    mine = planner.options.frame.join(sizes, on=keys, how="left", maintain_order="left")
    given = planner.options.frame["given"].to_numpy()
    return planner.x_with(np.where(given, 1.0, mine["size"].fill_null(0.0).to_numpy()))


def shared(gain: np.ndarray, alone: np.ndarray) -> tuple[np.ndarray, float]:
    """Side payments (received; float64[partner], they add up to nothing) that give everybody the
    same beyond what it has alone, and the surplus that is shared; NaN where that is below nothing
    or unknown."""
    surplus = float(gain.sum() - alone.sum())
    if not surplus >= 0:
        return np.full(len(gain), np.nan), surplus
    return alone + surplus / len(gain) - gain, surplus


def _paid(planner: Planner, x: np.ndarray) -> pl.DataFrame:
    return payments(planner, x).filter(pl.col("partner").is_in(list(planner.partners)))


def _said(planner: Planner, surplus: float, unsolved: list[str]) -> tuple[str, ...]:
    """What a reader must know of the figures."""
    said = [
        f"the plan of {partner} alone was not solved to its gap in time: it may have more alone "
        "than is shown"
        for partner in unsolved
    ]
    if not planner.case.purses:
        said.append("the case has no purses: what the plan costs is nobody's, and not in the gains")
    if surplus < 0:
        said.append(
            f"planning together brings {-surplus:,.0f} USD less than planning alone by these "
            "figures, so that no side payments make everybody better off than alone; look for "
            "partners that gain from what others pay for, and for plans that were not solved to "
            "their gap"
        )
    if surplus >= 0 and len(planner.partners) > 2:
        said.append(
            "the side payments leave each partner better off than alone; whether some of them "
            "would do better without the others was not checked"
        )
    return tuple(said)
