from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from tests.solve.attacked_networks import random_defence, worst_of_all_parts
from xenotime.solve.defence import defend
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.two_stage import FirstStage, Progress

PROJECTS = 4


def portfolios(first: FirstStage) -> list[np.ndarray]:
    """All that the budget allows."""
    every = [np.array(bits) for bits in product([0.0, 1.0], repeat=len(first.cost))]
    return [x for x in every if (first.matrix @ x <= first.row_upper + 1e-9).all()]


@pytest.mark.parametrize("seed", range(4))
def test_the_defence_is_the_best_of_all_portfolios_against_all_attacks(seed: int) -> None:
    first, parts = random_defence(np.random.default_rng(seed), 2, PROJECTS)
    budget = 1 + seed % 3
    known = AttackedParts(parts)
    allowed = portfolios(first)
    harm = [worst_of_all_parts(known, budget, x) for x in allowed]
    best = min(first.cost @ x + worst for x, worst in zip(allowed, harm, strict=True))
    found = defend(first, parts, budget, gap=1e-6)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best, rel=2e-6)
    assert found.bound <= best * (1 + 1e-6)
    limit = float(np.median(harm))
    cheapest = min(
        first.cost @ x for x, worst in zip(allowed, harm, strict=True) if worst <= limit + 1e-6
    )
    held = defend(first, parts, budget, tolerable=limit, gap=1e-6)
    assert held.objective == pytest.approx(cheapest, rel=1e-5, abs=1e-5)
    assert worst_of_all_parts(known, budget, held.x) <= limit * (1 + 2e-6)


def test_more_money_never_hurts_and_a_stronger_adversary_never_helps() -> None:
    first, parts = random_defence(np.random.default_rng(11), 3, PROJECTS)
    richer = [
        defend(replace(first, row_upper=first.row_upper * share), parts, 2, gap=1e-7).objective
        for share in (0.0, 0.5, 1.0)
    ]
    for poor, rich in pairwise(richer):
        assert rich <= poor * (1 + 1e-6)
    stronger = [defend(first, parts, budget, gap=1e-7).objective for budget in range(3)]
    for weak, strong in pairwise(stronger):
        assert strong >= weak * (1 - 1e-6)


def test_sizes_that_need_not_be_whole_are_defended_too() -> None:
    first, parts = random_defence(np.random.default_rng(2), 2, PROJECTS)
    loose = replace(first, integer=np.zeros(PROJECTS, dtype=bool))
    found = defend(loose, parts, 2, gap=1e-5)
    assert found.gap <= 1e-5
    assert found.objective <= defend(first, parts, 2, gap=1e-6).objective * (1 + 2e-5)


def test_what_no_portfolio_can_hold_is_called_infeasible() -> None:
    first, parts = random_defence(np.random.default_rng(3), 2, PROJECTS)
    found = defend(first, parts, 1, tolerable=-1e6)
    assert found.status == "infeasible"
    assert not len(found.x)


def test_ctrl_c_keeps_the_best_portfolio_and_both_bounds() -> None:
    first, parts = random_defence(np.random.default_rng(9), 3, PROJECTS)
    best = defend(first, parts, 2, gap=1e-7).objective

    def stop(progress: Progress) -> None:
        if progress.step >= 2:
            raise KeyboardInterrupt

    found = defend(first, parts, 2, gap=1e-7, watch=stop)
    assert found.status == "interrupted"
    assert len(found.x) == PROJECTS
    assert found.bound <= best * (1 + 1e-6)
    assert found.objective >= best * (1 - 1e-6)
    assert found.attack is not None
