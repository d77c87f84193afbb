from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array

from xenotime.solve.robust import robust
from xenotime.solve.robust_worst import Futures, Inner, best_answer, worst_future
from xenotime.solve.two_stage import FirstStage, Progress

DEMAND = np.array([206.0, 274.0, 220.0])
OPENING, PER_UNIT = np.array([400.0, 414.0, 326.0]), np.array([18.0, 25.0, 20.0])
CARRIAGE = np.array([[22.0, 33.0, 24.0], [33.0, 23.0, 30.0], [20.0, 25.0, 27.0]])


def location(most: float = 1.0) -> tuple[FirstStage, Inner, Futures]:
    """B. Zeng and L. Zhao, Operations Research Letters 41 (2013) 457-461: open plants and size
    them, then demand rises by up to 40 at each customer (scaled by `most`), then ship."""
    sizes = np.hstack([-800 * np.eye(3), np.eye(3)])
    enough = np.array([0, 0, 0, 1, 1, 1])
    first = FirstStage(
        cost=np.concatenate([OPENING, PER_UNIT]),
        lower=np.zeros(6),
        upper=np.array([1.0] * 3 + [800.0] * 3),
        integer=np.arange(6) < 3,
        row_lower=np.array([-np.inf] * 3 + [772.0]),
        row_upper=np.array([0.0] * 3 + [np.inf]),
        matrix=csc_array(np.vstack([sizes, enough])),
    )
    shipped = np.vstack([-np.kron(np.eye(3), np.ones(3)), np.kron(np.ones(3), np.eye(3))])
    inner = Inner(
        cost=CARRIAGE.ravel(),
        matrix=csr_array(shipped),
        right_side=np.concatenate([np.zeros(3), DEMAND]),
        decided=csr_array(np.vstack([np.hstack([np.zeros((3, 3)), np.eye(3)]), np.zeros((3, 6))])),
        unknown=csr_array(np.vstack([np.zeros((3, 3)), -40 * most * np.eye(3)])),
    )
    rows = np.vstack([np.eye(3), [1, 1, 1], [1, 1, 0]])
    return first, inner, Futures(csr_array(rows), np.array([1, 1, 1, 1.8, 1.2]))


def test_the_published_location_problem_is_solved_by_the_published_steps() -> None:
    found = robust(*location())
    assert found.objective == pytest.approx(33680)
    assert found.status == "optimal"
    assert np.array(found.path) == pytest.approx(np.array([[14296, 35238], [33680, 33680]]))


def test_the_worst_future_is_the_worst_corner() -> None:
    _, inner, futures = location()
    x = np.array([1, 0, 1, 260.0, 0, 512.0])
    corners = [(a, b, c) for a in (0, 0.2, 1) for b in (0, 0.2, 1) for c in (0, 0.6, 0.8, 1)]
    inside = [
        np.array(corner)
        for corner in corners
        if (futures.matrix @ np.array(corner) <= futures.upper + 1e-9).all()
    ]
    future, cost = worst_future(inner, futures, x)
    assert cost == pytest.approx(max(best_answer(inner, x, corner) for corner in inside))
    assert best_answer(inner, x, future) == pytest.approx(cost)


def test_a_narrower_range_of_futures_never_costs_more() -> None:
    costs = [robust(*location(most)).objective for most in (0.0, 0.5, 1.0)]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]


def test_ctrl_c_keeps_the_best_decision_and_both_bounds() -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    found = robust(*location(), watch=stop)
    assert found.status == "interrupted"
    assert (found.bound, found.objective) == pytest.approx((14296, 35238))
    assert len(found.x) == 6


def test_what_no_decision_can_bear_is_called_infeasible() -> None:
    first, inner, futures = location()
    none = FirstStage(
        first.cost,
        first.lower,
        np.zeros(6),
        first.integer,
        first.row_lower,
        first.row_upper,
        first.matrix,
    )
    found = robust(none, inner, futures)
    assert found.status == "infeasible"
    assert not len(found.x)
