"""Who gains what: shares that add up, by hand and on a small plan with two purses."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.planning.small_plan import project, small_planner
from xenotime.solve.risk import risk_of
from xenotime.solve.two_stage import Risk
from xenotime.studies.planning.gains import (
    as_seen_by,
    counted_share,
    gains,
    losses,
    planner_alone,
    public_cost,
    shared,
)
from xenotime.studies.planning.harm import goal_weights, harm
from xenotime.studies.planning.reading import shortages

PURSES = (
    {"id": "j", "name": "Of Japan", "partner": "JPN", "instrument": "any", "budget_usd": 80_000.0},
    {
        "id": "a",
        "name": "Of Australia",
        "partner": "AUS",
        "instrument": "loan",
        "public_cost": 0.5,
        "except_projects": ("stock",),
    },
)


@pytest.fixture(scope="module")
def two():
    planner = small_planner(purses=PURSES, others=1.0)
    return planner, planner.solve().x


def test_side_payments_add_up_to_nothing_and_share_the_surplus_equally():
    gain, alone = np.array([100.0, -20.0, 10.0]), np.array([40.0, 5.0, 0.0])
    payment, surplus = shared(gain, alone)

    assert surplus == 45.0
    assert payment.sum() == pytest.approx(0.0)
    assert gain + payment - alone == pytest.approx(np.full(3, 15.0))


def test_where_being_together_brings_less_no_payment_is_made_up():
    payment, surplus = shared(np.array([10.0, 0.0]), np.array([20.0, 0.0]))

    assert surplus == -10.0
    assert np.isnan(payment).all()


@pytest.mark.parametrize(
    "risk", [Risk(), Risk("worst"), Risk("cvar", 0.7, 0.4), Risk("cvar", 0.0), Risk("cvar", 0.99)]
)
def test_scenarios_are_weighted_so_that_parts_of_a_loss_add_up_to_the_goal(risk):
    generator = np.random.default_rng(2)
    chances = generator.dirichlet(np.ones(7))
    parts = generator.normal(size=(3, 7))
    total = parts.sum(axis=0)
    weights = goal_weights(risk, total, chances)

    assert weights.sum() == pytest.approx(1.0)
    assert (parts @ weights).sum() == pytest.approx(risk_of(total, chances, risk))


def test_losses_of_partners_are_those_of_the_shortage_tables(two):
    planner, x = two
    for portfolio in (planner.nothing(), x):
        table = shortages(planner, portfolio)
        told = table.group_by("future", "place").agg(pl.col("cost_usd").sum())
        by_place = {(f, p): usd for f, p, usd in told.iter_rows()}
        found = harm(planner, portfolio)
        for at, place in enumerate(planner.partners):
            for number, future in enumerate(planner.futures.frame["future"]):
                assert found[at, number] == pytest.approx(by_place.get((future, place), 0.0))


def test_gain_is_what_is_no_longer_lost_less_what_the_public_pays(two):
    planner, x = two
    found = gains(planner, x)
    frame = found.frame

    assert frame["partner"].to_list() == ["JPN", "AUS"]
    assert frame["loss_before"].to_list() == pytest.approx(list(losses(planner, planner.nothing())))
    cost = public_cost(planner, x)
    assert frame["gain"].to_numpy() == pytest.approx(
        frame["loss_before"].to_numpy() - frame["loss_after"].to_numpy() - cost
    )
    assert (cost <= frame["pays_usd"].to_numpy()).all(), "a plant outlives the horizon"
    assert frame["side_payment"].sum() == pytest.approx(0.0, abs=1e-6)
    better = frame["gain"] + frame["side_payment"] - frame["alone"]
    assert better.to_numpy() == pytest.approx(np.full(2, found.surplus_usd / 2))
    assert found.surplus_usd > 0
    assert (frame["alone"] >= 0).all(), "nobody must build anything"


def test_australia_alone_builds_nothing_for_the_motors_of_japan(two):
    planner, x = two
    frame = gains(planner, x).frame

    assert frame.filter(pl.col("partner") == "AUS")["alone"].item() == 0.0


def test_a_stock_keeps_its_value_so_that_only_holding_it_is_a_cost(two):
    planner, _ = two
    share = dict(zip(planner.options.frame["project"], counted_share(planner), strict=True))

    assert 0 < share["stock"] < 0.3
    # A year of the annuity of 5 % over 20 years: .0802.
    assert share["north"] == pytest.approx(0.0802, abs=1e-4)


def test_a_plan_of_one_partner_is_read_with_the_options_of_all(two):
    planner, _ = two
    lone = planner_alone(planner, "JPN")
    x = as_seen_by(planner, lone, lone.x_of({"north": 0.5, "stock": 1.0}))

    assert lone.partners == ("JPN",)
    assert [purse.id for purse in lone.case.purses] == ["j"]
    assert x == pytest.approx(planner.x_of({"north": 0.5, "stock": 1.0}))


def test_without_purses_nobody_pays_and_nothing_is_shared():
    planner = small_planner(project("north"))
    found = gains(planner, planner.solve().x)

    assert found.frame["pays_usd"].to_list() == [0.0, 0.0]
    assert found.frame["side_payment"].is_null().all()
    assert "no purses" in " ".join(found.said)
