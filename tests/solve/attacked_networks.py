"""Small random networks under attack, and brute force over all attacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, vstack

from xenotime.solve.attack import Action, AttackedPart
from xenotime.solve.attacked import AttackedProgram
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.two_stage import FirstStage

NODES, ARCS = 5, 11


@dataclass(frozen=True)
class Arrays:
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


def random_network(rng: np.random.Generator) -> Arrays:
    """Arcs with capacities between nodes with needs; shortage and surplus are priced."""
    tails = rng.integers(0, NODES, ARCS)
    heads = (tails + rng.integers(1, NODES, ARCS)) % NODES
    matrix = np.zeros((NODES, ARCS + 2 * NODES))
    matrix[tails, np.arange(ARCS)] -= 1
    matrix[heads, np.arange(ARCS)] += 1
    matrix[:, ARCS : ARCS + NODES] = np.eye(NODES)
    matrix[:, ARCS + NODES :] = -np.eye(NODES)
    needs = rng.integers(-6, 7, NODES).astype(float)
    cost = [rng.uniform(1, 5, ARCS), rng.uniform(20, 40, NODES), rng.uniform(0, 15, NODES)]
    return Arrays(
        cost=np.concatenate(cost),
        lower=np.zeros(ARCS + 2 * NODES),
        upper=np.concatenate([rng.uniform(2, 8, ARCS), np.full(2 * NODES, np.inf)]),
        row_lower=needs,
        row_upper=needs,
        matrix=csc_array(matrix),
    )


def random_actions(rng: np.random.Generator, count: int) -> list[Action]:
    """Actions that close arcs, leave a share of them, and make others dearer; they overlap."""
    return [
        Action(
            columns=rng.choice(ARCS, 3, replace=False),
            factor=rng.choice([0, 0, 0.3, 0.5], 3),
            raise_columns=rng.choice(ARCS, 2, replace=False),
            raise_cost=rng.uniform(0, 3, 2),
        )
        for _ in range(count)
    ]


def random_parts(rng: np.random.Generator, count: int, own: int = 3) -> list[AttackedPart]:
    """Parts with actions of their own and two straits, each of which touches several parts."""
    parts = []
    for number in range(count):
        names = [f"{number}.{action}" for action in range(own)] + ["strait", "canal"][: 1 + number]
        actions = random_actions(rng, len(names))
        parts.append(AttackedPart(random_network(rng), dict(zip(names, actions, strict=True))))
    return parts


def random_defence(
    rng: np.random.Generator, count: int, projects: int
) -> tuple[FirstStage, list[AttackedPart]]:
    """Projects that widen arcs and bring goods to nodes, all or nothing, within a budget."""
    parts = []
    for part in random_parts(rng, count):
        opens = np.zeros((ARCS + 2 * NODES, projects))
        brings = np.zeros((NODES, projects))
        for project in range(projects):
            opens[rng.integers(ARCS), project] = rng.uniform(2, 10)
            brings[rng.integers(NODES), project] = rng.choice([0, 0, -1.5, 1.0])
        parts.append(replace(part, bounds=csr_array(opens), rows=csr_array(brings)))
    cost = rng.uniform(5, 30, projects)
    first = FirstStage(
        cost=cost,
        lower=np.zeros(projects),
        upper=np.ones(projects),
        integer=np.ones(projects, dtype=bool),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([0.6 * cost.sum()]),
        matrix=csc_array(cost[None, :]),
    )
    return first, parts


def on_top_of(parts: Sequence[AttackedPart], usual: float) -> list[AttackedPart]:
    """The same parts, each with a cost that nothing changes, which is taken off again."""
    found = []
    for part in parts:
        program = part.program
        fixed = Arrays(
            cost=np.append(program.cost, usual),
            lower=np.append(program.lower, 1.0),
            upper=np.append(program.upper, 1.0),
            row_lower=np.asarray(program.row_lower),
            row_upper=np.asarray(program.row_upper),
            matrix=csc_array(hstack([program.matrix, csc_array((NODES, 1))])),
        )
        bounds = part.bounds
        if bounds is not None:
            bounds = csr_array(vstack([bounds, csr_array((1, bounds.shape[1]))]))
        found.append(replace(part, program=fixed, bounds=bounds, offset=usual))
    return found


def worst_of_all(
    program: Arrays, actions: Sequence[Action], budget: float, weights: np.ndarray
) -> float:
    """Every set of actions within the budget, solved."""
    attacked = AttackedProgram(program, actions, np.zeros(len(program.cost)))
    return max(
        attacked.answer(chosen).cost
        for size in range(len(actions) + 1)
        for chosen in combinations(range(len(actions)), size)
        if weights[list(chosen)].sum() <= budget
    )


def worst_of_all_parts(known: AttackedParts, budget: int, x: np.ndarray | None = None) -> float:
    """Every joint attack, solved."""
    return max(
        known.cost_of(chosen, x)
        for size in range(budget + 1)
        for chosen in combinations(known.names, size)
    )
