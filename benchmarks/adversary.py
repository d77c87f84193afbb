"""How long the best defence against three actions takes, beside 50 scenarios of the same parts.

    python benchmarks/adversary.py [--parts 9] [--countries 16] [--projects 40] [--actions 3]
                                   [--gap 1e-4] [--seconds 1200] [--scenarios 50]

A synthetic world: each part is a mineral that is mined, refined and used in several countries over
six years; what is short has a price. Actions: a country lets a fifth of its exports of one stage
through, a country's plants of one stage stop; straits that touch every mineral are closed. Projects
open mines and refineries from a year on, at most one start each, within a budget.

Prints the worst attack without projects, the defence with both bounds, and beside it the best
portfolio in expectation over random scenarios of outages, on the same parts to the same gap.
That the defence is right is tested against enumeration in `tests/solve/test_defence.py`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, diags_array, vstack

from xenotime.solve.attack import Action, AttackedPart
from xenotime.solve.decide import decide
from xenotime.solve.defence import Defence, defend
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.two_stage import (
    Decision,
    Edits,
    Event,
    FirstStage,
    Part,
    Progress,
    TwoStage,
)

YEARS = 6
NEIGHBOURS = 5
STRAITS = 4
LOST = 0.3
"""Share of plants that a random scenario stops."""
LONGEST = 600.0
"""Seconds that the scenarios may take."""


@dataclass(frozen=True)
class Arrays:
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


@dataclass(frozen=True)
class Mineral:
    """One part before projects: plant columns are [stage, country, year]."""

    program: Arrays
    plants: np.ndarray
    actions: dict[str, Action]
    capacity: np.ndarray


def mineral(rng: np.random.Generator, name: str, countries: int) -> Mineral:
    """Mines and refineries, flows of ore and metal, shortage of metal and of ore."""
    tails = np.repeat(np.arange(countries), NEIGHBOURS)
    heads = (tails + rng.integers(1, countries, len(tails))) % countries
    pairs = np.unique(np.column_stack([tails, heads]), axis=0)
    tails, heads = pairs.T
    plants, flows = 2 * countries, 2 * len(tails)
    share = rng.dirichlet(np.full(countries, 0.3), size=2)
    demand = rng.dirichlet(np.full(countries, 0.5)) * 100.0
    price = rng.uniform(50, 500)
    items = plants + flows + plants
    columns = np.arange(items * YEARS).reshape(items, YEARS)
    rows = np.arange(plants * YEARS).reshape(2, countries, YEARS)
    plant = columns[:plants].reshape(2, countries, YEARS)
    flow = columns[plants : plants + flows].reshape(2, len(tails), YEARS)
    short = columns[plants + flows :].reshape(2, countries, YEARS)
    entries = [
        (rows, plant, 1.0),
        (rows[0], plant[1], -1.0),
        (rows[:, tails], flow, -1.0),
        (rows[:, heads], flow, 1.0),
        (rows, short, 1.0),
    ]
    found = [np.broadcast_arrays(*entry) for entry in entries]
    row, column, value = (np.concatenate([entry[k].ravel() for entry in found]) for k in range(3))
    capacity = share * 130.0
    upper = np.full((items, YEARS), np.inf)
    upper[:plants] = capacity.reshape(-1, 1)
    upper[plants : plants + flows] = np.minimum(
        np.concatenate([share[0][tails], share[1][tails]]) * 130.0, 60.0
    )[:, None]
    cost = np.concatenate(
        [
            rng.uniform(5, 15, plants),
            rng.uniform(0.5, 3, flows),
            np.full(countries, price),
            price * rng.uniform(0.8, 1.2, countries),
        ]
    )
    needed = np.zeros((2, countries, YEARS))
    needed[1] = (demand[:, None]) * 1.02 ** np.arange(YEARS)
    program = Arrays(
        np.repeat(cost, YEARS),
        np.zeros(items * YEARS),
        upper.ravel(),
        needed.ravel(),
        np.full(rows.size, np.inf),
        csc_array(coo_array((value, (row, column)), shape=(rows.size, items * YEARS))),
    )
    actions: dict[str, Action] = {}
    for stage in range(2):
        for country in np.argsort(-share[stage])[:4]:
            out = flow[stage, tails == country].ravel()
            actions[f"{name} export {stage} {country}"] = Action(out, np.full(len(out), 0.2))
            stop = plant[stage, country]
            actions[f"{name} plant {stage} {country}"] = Action(stop, np.zeros(len(stop)))
    for strait in range(STRAITS):
        through = flow[:, rng.random(len(tails)) < 0.1].ravel()
        actions[f"strait {strait}"] = Action(through, np.zeros(len(through)))
    return Mineral(program, plant, actions, capacity)


def instance(
    seed: int, parts: int, countries: int, projects: int
) -> tuple[FirstStage, list[AttackedPart], list[Mineral]]:
    """First stage [project, start year] and the parts."""
    rng = np.random.default_rng(seed)
    minerals = [mineral(rng, f"m{k}", countries) for k in range(parts)]
    count = projects * YEARS
    cost = np.zeros((projects, YEARS))
    bounds: list[list[tuple[np.ndarray, np.ndarray, float]]] = [[] for _ in minerals]
    for project in range(projects):
        part = int(rng.integers(parts))
        stage, country = int(rng.integers(2)), int(rng.integers(countries))
        size = rng.uniform(5, 30)
        per_tonne = float(minerals[part].program.cost.max())
        cost[project] = size * per_tonne * rng.uniform(0.2, 1.5) * 0.95 ** np.arange(YEARS)
        for start in range(YEARS):
            late = minerals[part].plants[stage, country, start:]
            bounds[part].append((late, np.full(len(late), project * YEARS + start), size))
    once = np.kron(np.eye(projects), np.ones(YEARS))
    first = FirstStage(
        cost=cost.ravel(),
        lower=np.zeros(count),
        upper=np.ones(count),
        integer=np.ones(count, dtype=bool),
        row_lower=np.full(projects + 1, -np.inf),
        row_upper=np.append(np.ones(projects), cost[:, 0].sum() * 0.35),
        matrix=csc_array(vstack([csr_array(once), csr_array(cost.ravel()[None, :])])),
    )
    attacked = []
    for one, opened in zip(minerals, bounds, strict=True):
        rows, columns, values = (
            np.concatenate([np.broadcast_to(entry[k], entry[0].shape) for entry in opened])
            if opened
            else np.empty(0)
            for k in range(3)
        )
        shape = (len(one.program.cost), count)
        opens = csr_array(coo_array((values, (rows.astype(int), columns.astype(int))), shape=shape))
        attacked.append(AttackedPart(one.program, one.actions, bounds=opens))
    return first, attacked, minerals


def expected(
    first: FirstStage, attacked: list[AttackedPart], minerals: list[Mineral], count: int, gap: float
) -> Decision:
    """The best portfolio in expectation over random scenarios of outages."""
    rng = np.random.default_rng(1)
    parts = []
    for part, one in zip(attacked, minerals, strict=True):
        assert part.bounds is not None
        nothing = csr_array((len(one.program.row_lower), len(first.cost)))
        events = []
        for _ in range(count):
            stopped = rng.random(one.plants.shape[:2]) < LOST
            columns = one.plants[stopped].ravel()
            closed = np.ones(len(one.program.cost))
            closed[columns] = 0.0
            bounds = csr_array(diags_array(closed) @ part.bounds)
            edits = Edits(columns=columns, upper=np.zeros(len(columns)))
            events.append(Event(edits, bounds, nothing))
        parts.append(Part(one.program, events, np.arange(count)))
    return decide(TwoStage(first, parts, np.full(count, 1 / count)), gap=gap, seconds=LONGEST)


def show(progress: Progress) -> None:
    print(
        f"  {progress.seconds:7.1f} s  step {progress.step:4d}  bound {progress.bound:14.2f}  "
        f"found {progress.objective:14.2f}  gap {progress.gap:.2e}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parts", type=int, default=9)
    parser.add_argument("--countries", type=int, default=16)
    parser.add_argument("--projects", type=int, default=40)
    parser.add_argument("--actions", type=int, default=3)
    parser.add_argument("--gap", type=float, default=1e-4)
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--scenarios", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    first, attacked, minerals = instance(asked.seed, asked.parts, asked.countries, asked.projects)
    columns = sum(len(part.program.cost) for part in attacked)
    known = AttackedParts(attacked)
    print(f"{asked.parts} parts, {columns} columns, {len(known.names)} actions")
    nothing = np.zeros(len(first.cost))
    worst = known.worst(asked.actions, x=nothing, gap=1e-6)
    print(
        f"undefended: worst {worst.cost:.2f} (bound {worst.bound:.2f}) in {worst.seconds:.1f} s, "
        f"{worst.steps} linear programs"
    )
    found: Defence = defend(
        first, attacked, asked.actions, gap=asked.gap, seconds=asked.seconds, watch=show
    )
    print(
        f"defence: {found.objective:.2f} (bound {found.bound:.2f}, gap {found.gap:.1e}, "
        f"{found.status}) in {found.seconds:.1f} s, {found.steps} portfolios, {found.solved} "
        "linear programs"
    )
    if asked.scenarios:
        beside = expected(first, attacked, minerals, asked.scenarios, asked.gap)
        print(
            f"{asked.scenarios} scenarios, expected cost: {beside.objective:.2f} (gap "
            f"{beside.gap:.1e}, {beside.status}) in {beside.seconds:.1f} s: the defence takes "
            f"{found.seconds / beside.seconds:.1f} times as long"
        )


if __name__ == "__main__":
    main()
