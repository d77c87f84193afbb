"""What nobody knows of is not prepared for: adaptation counts from the start of a disturbance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.small_world import small_tables
from xenotime.network.index import build_index
from xenotime.network.model import Model, build
from xenotime.network.periods import Periods
from xenotime.network.surprise import surprised
from xenotime.studies.solved import reconcile
from xenotime.world.world import World


@pytest.fixture(scope="module")
def model() -> Model:
    world = World.from_tables(small_tables())
    goods = world.table("commodities")["id"].to_list()
    index = build_index(world, goods, "2027-01-01")
    parameters = index.parameters | {"contract_turnover": 0.25, "restart_years": 2.0}
    index = replace(index, parameters=parameters)
    return build(index, reconcile(index), Periods.between("2027-01", "2030-12", step=12))


def test_what_begins_with_the_horizon_is_adapted_to_from_the_horizon_on(model):
    assert surprised(model, "2027-01") is model
    assert surprised(model, "2026-06") is model


def test_contracts_move_as_fast_after_a_late_start_as_after_an_early_one(model):
    late = surprised(model, "2029-01")
    usual = model.program.upper[model.program.columns["new_flow"].numbers]
    found = late.program.upper[late.program.columns["new_flow"].numbers]

    assert found[:, 2:] == pytest.approx(usual[:, :2])
    assert found[:, :2] == pytest.approx(usual[:, :2])


def test_idle_plants_and_substitutes_take_their_time_from_the_start(model):
    late = surprised(model, "2029-01")
    for name in ("extra_activity", "substituted"):
        usual = model.program.upper[model.program.columns[name].numbers]
        found = late.program.upper[late.program.columns[name].numbers]
        assert found[:, 2:] == pytest.approx(usual[:, :2])


def test_within_a_period_only_the_months_after_the_start_are_slowed(model):
    late = surprised(model, "2029-07")

    at = model.program.columns["extra_activity"].numbers[:, 2]
    # July to December 2029: on average an eighth of the two years that a restart takes.
    share = (6 * 1.0 + 6 * 0.125) / 12
    assert late.program.upper[at] == pytest.approx(model.program.upper[at] * share)


def test_what_the_undisturbed_world_does_goes_on(model):
    usual = model.program.upper * 0.9
    usual[~np.isfinite(usual)] = 0.0
    late = surprised(model, "2029-01", usual)
    at = model.program.columns["new_flow"].numbers

    assert (late.program.upper[at] >= usual[at] - 1e-9).all()


def test_nothing_is_laid_in_for_what_is_not_known(model):
    late = surprised(model, "2029-01")
    level = late.program.upper[late.program.columns["level"].numbers]

    assert (level[:, :2] == 0).all()
    assert (level[:, 2:] > 0).all()
