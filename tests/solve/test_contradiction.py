"""Demands that nothing satisfies together are named, and no others."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from tests.solve.two_stage_cases import INF, floats
from xenotime.solve import FirstStage
from xenotime.solve.contradiction import contradiction
from xenotime.solve.part_solver import Cut


def stage(rows: list[tuple[float, list[float], float]], integer: bool = False) -> FirstStage:
    count = len(rows[0][1])
    return FirstStage(
        np.zeros(count),
        np.zeros(count),
        np.ones(count),
        np.full(count, integer),
        floats(*(low for low, _, _ in rows)),
        floats(*(high for _, _, high in rows)),
        csc_array(np.array([row for _, row, _ in rows])),
    )


def named(*names: str) -> dict[str, np.ndarray]:
    return {name: np.array([row]) for row, name in enumerate(names)}


def test_a_budget_and_a_date_that_contradict_each_other_are_named_and_the_rest_is_not():
    first = stage([(-INF, [1, 1], 5), (1.5, [1, 1], INF), (-INF, [1, 0], 1), (-INF, [1, 1], 1)])

    assert contradiction(first, named("room", "date", "size", "budget")) == ("date", "budget")


def test_one_impossible_demand_is_named_alone_although_pairs_contradict_too():
    first = stage([(1.5, [1, 1], INF), (-INF, [1, 1], 1), (3, [1, 1], INF)])

    assert contradiction(first, named("two", "one", "three")) == ("three",)


def test_whole_numbers_contradict_where_shares_would_do():
    rows = [(0.4, [1.0], INF), (-INF, [1.0], 0.6)]

    assert contradiction(stage(rows), named("low", "high")) is None
    assert contradiction(stage(rows, integer=True), named("low", "high")) == ("low", "high")


def test_a_contradiction_of_many_demands_is_found_by_leaving_them_out():
    # Eight sizes of at most 0.2 make 1.6 at most, where 1.7 is wanted; the others do not matter.
    count = 24
    rows = [(-INF, np.eye(count)[k].tolist(), 0.2 if k < 8 else 1.0) for k in range(count)]
    rows.append((1.7, [1.0] * 8 + [0.0] * 16, INF))
    names = [f"size{k}" for k in range(count)] + ["total"]

    assert contradiction(stage(rows), named(*names)) == (*names[:8], "total")


def test_what_a_second_stage_needs_counts_and_what_must_be_built_can_be_let_go():
    first = stage([(-INF, [1.0], 0.5)])
    needs = Cut(0, 0, 0.8, floats(-1), feasible=False)
    assert contradiction(first, named("budget")) is None
    assert contradiction(first, named("budget"), cuts=[needs]) == ("budget",)

    forced = FirstStage(
        first.cost,
        floats(0.7),
        first.upper,
        first.integer,
        first.row_lower,
        first.row_upper,
        first.matrix,
    )
    names = {"started": np.array([0])}
    assert contradiction(forced, named("budget"), names) == ("budget", "started")


def test_a_contradiction_outside_all_groups_is_told_apart():
    first = stage([(2, [1.0], INF), (-INF, [1.0], 0.5)])

    assert contradiction(first, {"cap": np.array([1])}) == ()
