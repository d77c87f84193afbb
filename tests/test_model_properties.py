"""What must hold for every world and scenario, whatever the figures."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.random_worlds import AS_OF, RandomCase, cases, frames
from xenotime.network.model import Outcome
from xenotime.scenarios.scenario import Cut
from xenotime.studies.solved import SolvedGroup
from xenotime.world.world import World

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AT = ["commodity", "place", "period"]
# HiGHS lets a price be off by 1e-7 in the units of the program, thousand USD per t, at every step.
DUAL_TOLERANCE = 0.5


def solved(world: World, case: RandomCase) -> SolvedGroup:
    return SolvedGroup.make(world, case.commodities, case.periods, AS_OF)


def size(outcome: Outcome) -> float:
    """Sum of the costs that an optimum is made of, thousand USD: what its rounding is relative
    to."""
    return float(np.abs(outcome.model.program.cost * outcome.x).sum()) + 1e-9


def movements(outcome: Outcome, recipes: pl.DataFrame) -> pl.DataFrame:
    """Everything that comes to a node (positive) and leaves it (negative): AT, tonnes."""
    amounts = recipes.select(
        "process",
        "commodity",
        amount=pl.when(pl.col("direction") == "in").then(-pl.col("amount")).otherwise("amount"),
    )
    parts = []
    for block in ("kept_activity", "extra_activity"):
        made = outcome.frame(block).join(amounts, on="process")
        parts.append(made.with_columns(tonnes=pl.col("tonnes") * pl.col("amount")))
    for block in ("kept_flow", "new_flow"):
        shipped = outcome.frame(block)
        parts.append(shipped.with_columns(place="origin", tonnes=-pl.col("tonnes")))
        parts.append(shipped.with_columns(place="destination"))
    parts += [outcome.frame(block) for block in ("drawn", "unexplained")]
    parts += [
        outcome.frame(block).with_columns(tonnes=-pl.col("tonnes"))
        for block in ("unsold", "delivered")
    ]
    names = outcome.model.periods.names
    if len(names) > 1:
        level = outcome.frame("level")
        later = dict(zip(names, [*names[1:], None], strict=True))
        parts.append(level.with_columns(tonnes=-pl.col("tonnes")))
        parts.append(level.with_columns(period=pl.col("period").replace_strict(later)))
    return pl.concat([part.select(*AT, "tonnes") for part in parts])


@MANY
@given(case=cases())
def test_nothing_comes_from_nowhere(case: RandomCase):
    world = case.unbalanced
    outcome = solved(world, case).outcome(case.scenario)

    balance = (
        movements(outcome, world.table("recipes"))
        .group_by(AT)
        .agg(left=pl.col("tonnes").sum(), throughput=pl.col("tonnes").abs().sum())
    )
    missing = balance.filter(pl.col("left") < -1e-6 * (1 + pl.col("throughput")))
    assert missing.height == 0, missing
    held = outcome.model.index.stocks["tonnes"].sum()
    assert outcome.frame("drawn")["tonnes"].sum() <= held * (1 + 1e-6) + 1e-6


@MANY
@given(case=cases())
def test_what_is_wanted_is_delivered_or_accounted_for(case: RandomCase):
    outcome = solved(case.unbalanced, case).outcome(case.scenario)

    keys = ["demand", "period"]
    parts = [
        outcome.frame(block).select(pl.col("demand").cast(pl.Int64), "period", "tonnes")
        for block in ("delivered", "priced_out", "short", "substituted")
    ]
    assert min((part["tonnes"].min() or 0.0) for part in parts) >= -1e-6
    total = pl.concat(parts).group_by(keys).agg(pl.col("tonnes").sum())
    both = outcome.wanted().with_columns(pl.col("demand").cast(pl.Int64)).join(total, on=keys)
    assert both.height == outcome.wanted().height
    assert both["tonnes"].to_list() == pytest.approx(both["wanted"].to_list(), rel=1e-6, abs=1e-6)


@MANY
@given(case=cases())
def test_nobody_who_is_served_pays_more_than_going_without_would_cost(case: RandomCase):
    outcome = solved(case.unbalanced, case).outcome(case.scenario)

    # Where nothing is delivered a price may lie above: the next tonne would go to a plant or place
    # that makes more of it.
    served = outcome.frame("delivered").filter(pl.col("tonnes") > 1e-4)
    paid = served.join(outcome.prices(), on=AT, validate="m:1")
    dear = paid.filter(pl.col("usd_per_t") > pl.col("value") * (1 + 1e-6) + DUAL_TOLERANCE)
    assert dear.height == 0, dear


@MANY
@given(case=cases(), tighter=st.sampled_from((0.0, 0.3, 0.8)))
def test_a_tighter_control_never_lowers_the_cost(case: RandomCase, tighter: float):
    everything = Cut(note="drawn at random", commodities=("*",), through=0.7)
    loose = case.scenario.cuts or (everything,)
    tight = [
        cut.model_copy(update={"through": tuple(np.atleast_1d(cut.through) * tighter)})
        for cut in loose
    ]
    group = solved(case.unbalanced, case)
    undisturbed, before, after = (
        group.outcome(case.scenario.model_copy(update={"cuts": tuple(cuts)}))
        for cuts in ((), loose, tight)
    )

    rounding = 1e-6 * max(map(size, (undisturbed, before, after)))
    assert undisturbed.objective <= before.objective + rounding
    assert before.objective <= after.objective + rounding


@MANY
@given(case=cases(), seed=st.integers(0, 2**16))
def test_the_order_of_rows_in_a_spreadsheet_changes_nothing(case: RandomCase, seed: int):
    tables = frames(case.rows | case.misprints)
    shuffled = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=seed) for name, frame in tables.items()
    }
    straight, mixed = (
        solved(World.from_tables(some), case).outcome(case.scenario) for some in (tables, shuffled)
    )

    assert straight.objective == pytest.approx(mixed.objective, abs=1e-6 * size(straight))


@MANY
@given(case=cases(dated=False))
def test_a_balanced_world_left_alone_repeats_the_year_as_published(case: RandomCase):
    world = case.balanced
    outcome = solved(world, case).undisturbed
    years = pl.DataFrame({"period": case.periods.names, "years": case.periods.years})

    published = {
        "kept_activity": world.table("production").select(id="plant", published="tonnes"),
        "kept_flow": world.table("routes").select(
            "commodity", "origin", "destination", published="tonnes"
        ),
        "delivered": world.table("demand").select(
            "commodity", "place", "sector", published="tonnes"
        ),
    }
    for block, figures in published.items():
        keys = [c for c in figures.columns if c != "published"]
        both = outcome.frame(block).join(figures, on=keys, validate="m:1").join(years, on="period")
        assert both.height == figures.height * len(case.periods)
        expected = (both["published"] * both["years"]).to_list()
        assert both["tonnes"].to_list() == pytest.approx(expected, rel=1e-6, abs=1e-6)
    for block in ("extra_activity", "new_flow", "priced_out", "short", "drawn"):
        assert (outcome.frame(block)["tonnes"].max() or 0.0) <= 1e-6
