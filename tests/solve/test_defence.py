from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array, hstack

from tests.solve.attacked_networks import on_top_of, random_defence, worst_of_all_parts
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


def test_gaps_are_shares_of_what_attacks_add_not_of_what_the_world_costs_anyway() -> None:
    first, parts = random_defence(np.random.default_rng(1), 2, PROJECTS)
    usual = 1e6  # ten thousand times what is at stake
    best = defend(first, parts, 2, gap=1e-7).objective
    beside = on_top_of(parts, usual)
    worst = AttackedParts(beside).worst(2, gap=0.01)
    assert worst.cost == pytest.approx(AttackedParts(parts).worst(2).cost, rel=0.01)
    assert worst.bound - worst.cost <= 0.01 * worst.bound
    found = defend(first, beside, 2, gap=0.01)
    assert found.status == "optimal"
    assert found.objective == pytest.approx(best, rel=0.01)
    assert found.bound >= 0.99 * found.objective
    limit = float(
        np.median([worst_of_all_parts(AttackedParts(parts), 2, x) for x in portfolios(first)])
    )
    held = defend(first, beside, 2, tolerable=limit, gap=1e-5)
    assert held.objective == pytest.approx(
        defend(first, parts, 2, tolerable=limit, gap=1e-5).objective, rel=1e-4
    )


@pytest.mark.parametrize("whole", [True, False])
def test_a_search_in_which_nothing_new_comes_ends_even_if_rounding_leaves_a_gap(
    whole: bool,
) -> None:
    first, parts = random_defence(np.random.default_rng(6), 2, PROJECTS)
    first = replace(first, integer=np.full(PROJECTS, whole))
    found = defend(first, on_top_of(parts, 1e5), 2, gap=0.0, seconds=60.0)
    assert found.status == "optimal"
    assert found.gap < 1e-5


def test_what_no_part_knows_may_be_as_large_as_it_likes() -> None:
    first, parts = random_defence(np.random.default_rng(5), 2, PROJECTS)
    none = [replace(part, rows=None) for part in parts]
    wider = [
        replace(part, bounds=csr_array(hstack([part.bounds, csr_array((part.bounds.shape[0], 1))])))
        for part in none
        if part.bounds is not None
    ]
    free = replace(
        first,
        cost=np.append(first.cost, 0.0),
        lower=np.append(first.lower, 0.0),
        upper=np.append(first.upper, np.inf),
        integer=np.append(first.integer, False),
        matrix=csc_array(hstack([first.matrix, csc_array((1, 1))])),
    )
    with np.errstate(all="raise"):
        found = defend(free, wider, 1, gap=1e-6)
    assert found.objective == pytest.approx(defend(first, none, 1, gap=1e-6).objective, rel=1e-5)


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
