from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csc_array

from benchmarks.instances_interdiction import program_of, read
from tests.solve.attacked_networks import (
    ARCS,
    NODES,
    Arrays,
    random_actions,
    random_defence,
    random_network,
    random_parts,
    worst_of_all,
    worst_of_all_parts,
)
from xenotime.solve import group_tests
from xenotime.solve.attack import Action, AttackedPart
from xenotime.solve.group_tests import worst_by_groups
from xenotime.solve.interdiction import Method, interdict
from xenotime.solve.interdiction_parts import AttackedParts, interdict_parts
from xenotime.solve.two_stage import Progress

METHODS: tuple[Method, ...] = ("search", "cuts", "dual")

FIVE_NODES = """#----------DATA File-------------
param N_Nodes:= 5; param N_Arcs:= 5;
param Budget:= 2; # what the interdictor has
param Source_Node:= 1; param Dest_Node:= 5;
param Node_Arc:
1 2 3 4 5:=
1 -1 1 0 0 0
2 0 -1 1 0 0
3 0 0 -1 0 1
4 0 -1 0 1 0
5 0 0 0 -1 1; # one row per arc
param: Arc_Length Arc_Delay Arc_Resource:=
1 3 3 1
2 1 4 1
3 8 5 1
4 4 1 1
5 6 3 1;
"""


@pytest.mark.parametrize("method", [*METHODS, "covers"])
def test_the_published_shortest_path_is_interdicted_as_published(method: Method) -> None:
    """Israeli-Wood form, 5 nodes: github.com/sachinjayaswal/Shortest-Path-Interdiction-AMPL."""
    case = read(FIVE_NODES)
    program, actions = program_of(case)
    found = interdict(program, actions, case.budget, weights=case.resource, method=method)
    assert found.cost == pytest.approx(16)
    assert interdict(program, actions, 0, fixed=(0, 2)).cost == pytest.approx(16)
    assert found.gap <= 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_every_method_finds_the_worst_of_all_attacks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    program, actions = random_network(rng), random_actions(rng, 6)
    weights = np.ones(6) if seed % 2 else rng.uniform(0.5, 2, 6)
    worst = worst_of_all(program, actions, 2.5, weights)
    for method in METHODS:
        found = interdict(program, actions, 2.5, weights=weights, method=method, gap=1e-9)
        assert found.cost == pytest.approx(worst), method
        assert found.bound == pytest.approx(worst, rel=1e-6), method
        assert weights[list(found.actions)].sum() <= 2.5
        assert found.status == "optimal"


@pytest.mark.parametrize("seed", range(4))
def test_costs_that_are_raised_to_a_target_find_the_worst_attack_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    program = random_network(rng)
    dearer = [
        Action(raise_columns=action.raise_columns, raise_cost=action.raise_cost)
        for action in random_actions(rng, 7)
    ]
    weights = rng.uniform(0.5, 2, 7)
    worst = worst_of_all(program, dearer, 3, weights)
    found = interdict(program, dearer, 3, weights=weights, method="covers")
    assert found.cost == pytest.approx(worst, rel=2e-6)
    assert worst <= found.bound * (1 + 1e-9) <= worst * (1 + 3e-6)
    with pytest.raises(ValueError, match="covers"):
        interdict(program, random_actions(rng, 2), 1, method="covers")


def test_more_actions_never_hurt_less_and_the_bound_never_lies_below_the_cost() -> None:
    rng = np.random.default_rng(6)
    program, actions = random_network(rng), random_actions(rng, 7)
    found = [interdict(program, actions, budget) for budget in range(5)]
    for fewer, more in pairwise(found):
        assert more.cost >= fewer.cost - 1e-9
    assert all(attack.bound >= attack.cost for attack in found)


def test_an_action_that_happens_anyway_is_counted_but_not_paid() -> None:
    rng = np.random.default_rng(5)
    program, actions = random_network(rng), random_actions(rng, 5)
    for method in METHODS:
        alone = interdict(program, actions, 0, fixed=(2,), method=method)
        more = interdict(program, actions, 1, fixed=(2,), method=method)
        assert alone.actions == (2,)
        assert 2 in more.actions
        assert len(more.actions) == 2
        assert more.cost >= alone.cost


def test_penalties_may_depend_on_the_solution() -> None:
    rng = np.random.default_rng(1)
    program, actions = random_network(rng), random_actions(rng, 6)
    asked: list[np.ndarray] = []

    def penalty(y: np.ndarray, moved: np.ndarray) -> np.ndarray:
        asked.append(y)
        return np.full(len(y), 60.0)

    found = interdict(program, actions, 2, penalty=penalty)
    assert len(asked) == found.steps
    assert found.cost == pytest.approx(worst_of_all(program, actions, 2, np.ones(6)))
    with pytest.raises(ValueError, match="array"):
        interdict(program, actions, 2, penalty=penalty, method="dual")


def test_a_penalty_that_is_too_low_is_noticed() -> None:
    rng = np.random.default_rng(1)
    program = random_network(rng)
    actions = [Action(np.arange(ARCS), np.zeros(ARCS))]
    with pytest.raises(ValueError, match="too low"):
        interdict(program, actions, 1, penalty=np.full(len(program.cost), 0.01), method="search")


def test_losses_that_nothing_prices_are_refused_rather_than_guessed() -> None:
    program = Arrays(
        cost=np.array([1.0]),
        lower=np.zeros(1),
        upper=np.ones(1),
        row_lower=np.array([1.0]),
        row_upper=np.array([np.inf]),
        matrix=csc_array(np.ones((1, 1))),
    )
    actions = [Action(np.array([0]), np.array([0.5]))]
    with pytest.raises(ValueError, match="give `penalty`"):
        interdict(program, actions, 1)
    with pytest.raises(ValueError, match="without any solution"):
        interdict(program, actions, 1, penalty=np.array([5.0]))


def test_ctrl_c_keeps_the_worst_attack_so_far_with_its_bound() -> None:
    rng = np.random.default_rng(7)
    program, actions = random_network(rng), random_actions(rng, 8)
    worst = interdict(program, actions, 3, gap=1e-9)

    def stop(progress: Progress) -> None:
        if progress.step >= 1:
            raise KeyboardInterrupt

    for method in ("search", "cuts"):
        high = np.full(len(program.cost), 1e3)
        found = interdict(program, actions, 3, penalty=high, gap=1e-9, watch=stop, method=method)
        assert found.status == "interrupted"
        assert found.cost <= worst.cost * (1 + 1e-9)
        assert found.bound >= worst.cost * (1 - 1e-9)
    parts = AttackedParts(random_parts(rng, 3))
    jointly = parts.worst(2, gap=1e-9).cost
    again = AttackedParts(random_parts(np.random.default_rng(21), 3))
    stopped = again.worst(3, watch=stop)
    assert stopped.status == "interrupted"
    assert stopped.bound >= stopped.cost
    assert np.isfinite(jointly)


@pytest.mark.parametrize("seed", range(4))
def test_the_budget_is_spread_over_parts_as_well_as_can_be(seed: int) -> None:
    parts = random_parts(np.random.default_rng(seed), 3)
    known = AttackedParts(parts)
    for budget in (1, 2, 3):
        worst = worst_of_all_parts(known, budget)
        found = interdict_parts(parts, budget, gap=1e-9)
        assert found.cost == pytest.approx(worst)
        assert found.bound == pytest.approx(worst)
        assert len(found.actions) <= budget
        assert known.cost_of(found.actions) == pytest.approx(worst)
        assert sum(cost for _, cost in found.by_part) == pytest.approx(worst)


def test_a_strait_counts_once_and_hits_every_part_that_it_touches() -> None:
    arcs = np.arange(ARCS)
    closed = Action(arcs, np.zeros(ARCS))
    rng = np.random.default_rng(4)
    parts = [AttackedPart(random_network(rng), {"strait": closed}) for _ in range(3)]
    found = interdict_parts(parts, 1)
    each = [interdict_parts([part], 1).cost for part in parts]
    assert found.actions == ("strait",)
    assert found.cost == pytest.approx(sum(each))


@pytest.mark.parametrize("seed", range(3))
def test_penalties_that_prove_too_low_cost_time_and_nothing_else(seed: int) -> None:
    low = np.full(ARCS + 2 * NODES, 0.01)
    parts = [
        replace(part, penalty=low) for part in random_parts(np.random.default_rng(seed), 2, own=4)
    ]
    worst = worst_of_all_parts(AttackedParts(parts), 2)
    for search in (AttackedParts.worst, worst_by_groups):
        known = AttackedParts(parts)
        known.each_alone()
        found = search(known, 2, gap=1e-9)
        assert found.cost == pytest.approx(worst)
        assert found.bound == pytest.approx(worst)


def test_testing_groups_finds_the_same_worst_on_every_portfolio(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group_tests, "LOOKS", 0)
    rng = np.random.default_rng(12)
    _, parts = random_defence(rng, 3, 4)
    tested, listed = AttackedParts(parts), AttackedParts(parts)
    for budget in (3, 1, 2):
        for _ in range(3):
            x = rng.integers(0, 2, 4).astype(float)
            found = worst_by_groups(tested, budget, x=x, gap=1e-9)
            assert found.cost == pytest.approx(worst_of_all_parts(listed, budget, x))
            assert found.bound == pytest.approx(found.cost)


def test_a_ranking_without_time_says_what_it_did_not_get_to() -> None:
    known = AttackedParts(random_parts(np.random.default_rng(8), 2))
    told: list[Progress] = []
    assert known.each_alone(seconds=0.0).cost == {}
    alone = known.each_alone(watch=told.append)
    assert len(told) == len(alone.cost) == len(known.names)


def test_actions_are_ranked_by_what_each_costs_alone() -> None:
    known = AttackedParts(random_parts(np.random.default_rng(8), 3))
    alone = known.each_alone()
    costs = list(alone.cost.values())
    assert costs == sorted(costs, reverse=True)
    assert costs[0] == pytest.approx(max(known.worst(1).cost, costs[0]))
    for name, cost in alone.cost.items():
        assert cost == pytest.approx(known.cost_of((name,)))
    assert alone.unattacked == pytest.approx(known.cost_of(()))
