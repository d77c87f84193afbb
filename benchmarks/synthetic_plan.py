"""A synthetic portfolio problem of realistic size for `two_stage.py`: groups of minerals that share
nothing but the purses, each a chain of stages over places and periods.

All numbers are drawn at random; costs are thousand USD, quantities tonnes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

from xenotime.solve import Edits, Event, FirstStage, Part, TwoStage

STAGES = 3
PERIODS = 10
YEARS = 6
PURSES = 4
SIZES = (8, 10, 12, 14, 16, 20, 24, 28, 32)
"""Places of each group; a group has about 34 x places^2 columns."""


@dataclass(frozen=True)
class Arrays:
    """A linear program."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


@dataclass(frozen=True)
class Group:
    """The program of a group and where things stand in it: column numbers of production [stage,
    place, period] and flows [stage, from, to, period]; total demand per period."""

    program: Arrays
    production: np.ndarray
    flows: np.ndarray
    wanted: float


def portfolio(
    scenarios: int, projects: int = 40, seed: int = 1, sizes: tuple[int, ...] = SIZES
) -> TwoStage:
    """Projects (build or not, when) against scenarios of export cuts by the largest supplier."""
    rng = np.random.default_rng(seed)
    groups = [_group(rng, places) for places in sizes]
    options = projects * YEARS
    owner = rng.integers(0, len(groups), projects)
    stage = rng.integers(0, STAGES, projects)
    place = np.array([rng.integers(1, sizes[group]) for group in owner])
    capacity = np.array([groups[group].wanted for group in owner]) * rng.uniform(
        0.04, 0.2, projects
    )
    capex = capacity * rng.uniform(15, 60, projects)
    lead = rng.integers(1, 4, projects)
    # A project that begins later costs less today.
    cost = np.concatenate(
        [(capex[:, None] * 0.95 ** np.arange(YEARS)).ravel(), np.zeros(projects * PURSES)]
    )
    first = _first_stage(rng, cost, capex, projects)
    width = len(cost)
    parts = []
    for number, (group, places) in enumerate(zip(groups, sizes, strict=True)):
        rows, columns, sizes_of = [], [], []
        for project in np.flatnonzero(owner == number):
            for year in range(YEARS):
                running = np.arange(min(year + lead[project], PERIODS), PERIODS)
                opened = np.concatenate(
                    [
                        group.production[stage[project], place[project], running],
                        group.flows[stage[project], place[project], :, running].ravel(),
                    ]
                )
                opened = opened[opened >= 0]
                rows.append(opened)
                columns.append(np.full(len(opened), project * YEARS + year))
                sizes_of.append(np.full(len(opened), capacity[project]))
        empty = [np.empty(0, dtype=np.int64)]
        bounds = csr_array(
            coo_array(
                (
                    np.concatenate([np.empty(0), *sizes_of]),
                    (np.concatenate(empty + rows), np.concatenate(empty + columns)),
                ),
                shape=(len(group.program.cost), width),
            )
        )
        still = csr_array((len(group.program.row_lower), width))
        events = [Event(_cut(rng, group, places), bounds, still) for _ in range(scenarios)]
        parts.append(Part(group.program, events, np.arange(scenarios), f"group{number}"))
    assert options + projects * PURSES == width
    return TwoStage(first, parts, rng.dirichlet(np.full(scenarios, 5.0)))


def _first_stage(
    rng: np.random.Generator, cost: np.ndarray, capex: np.ndarray, projects: int
) -> FirstStage:
    """Each project at most once; purses pay for what is built, within their budgets."""
    options = projects * YEARS
    of_option = np.repeat(np.arange(projects), YEARS)
    of_payment = np.repeat(np.arange(projects), PURSES)
    purse = np.tile(np.arange(PURSES), projects)
    may = rng.random((projects, PURSES)) < 0.6
    may[np.arange(projects), rng.integers(0, PURSES, projects)] = True
    at = np.concatenate([of_option, projects + of_option, projects + of_payment])
    at = np.concatenate([at, 2 * projects + purse])
    options_at, payments_at = np.arange(options), options + np.arange(projects * PURSES)
    columns = np.concatenate([options_at, options_at, payments_at, payments_at])
    values = np.concatenate(
        [np.ones(options), capex[of_option], -np.ones(len(purse)), np.ones(len(purse))]
    )
    height = 2 * projects + PURSES
    return FirstStage(
        cost=cost,
        lower=np.zeros(len(cost)),
        upper=np.concatenate([np.ones(options), np.where(may, np.inf, 0.0).ravel()]),
        integer=np.arange(len(cost)) < options,
        row_lower=np.concatenate(
            [np.full(projects, -np.inf), np.zeros(projects), np.full(4, -np.inf)]
        ),
        row_upper=np.concatenate(
            [np.ones(projects), np.zeros(projects), capex.sum() * rng.uniform(0.05, 0.15, PURSES)]
        ),
        matrix=csc_array(coo_array((values, (at, columns)), shape=(height, len(cost)))),
    )


def _group(rng: np.random.Generator, places: int) -> Group:
    """A chain: what a stage makes is carried to where the next one, or demand, takes it in."""
    stages, periods = STAGES, PERIODS
    shape = (stages, places, periods)
    wanted = rng.pareto(1.5, places) * 100 + 10
    total = wanted.sum()
    share = np.array([rng.dirichlet(np.full(places - 1, 0.4)) * 0.45 for _ in range(stages)])
    share = np.column_stack([np.full(stages, 0.65), share])
    capacity = np.repeat((share * total)[:, :, None], periods, axis=2)
    linked = rng.random((stages, places, places)) < 0.9
    linked[:, 0, :] = True
    at = np.argwhere(linked)
    flow_count = len(at) * periods
    production = np.arange(stages * places * periods).reshape(shape)
    before = production.size
    flows = np.full((stages, places, places, periods), -1)
    flows[at[:, 0], at[:, 1], at[:, 2], :] = before + np.arange(flow_count).reshape(-1, periods)
    stocks = before + flow_count + np.arange(stages * places * periods).reshape(shape)
    short = stocks.max() + 1 + np.arange(places * periods).reshape(places, periods)
    width = int(short.max()) + 1

    outgoing = np.arange(stages * places * periods).reshape(shape)
    arriving = outgoing.size + outgoing
    entries: list[tuple[np.ndarray, np.ndarray, float]] = [(outgoing, production, 1.0)]
    tail = outgoing[at[:, 0], at[:, 1], :]
    head = arriving[at[:, 0], at[:, 2], :]
    carried = flows[at[:, 0], at[:, 1], at[:, 2], :]
    entries += [(tail, carried, -1.0), (head, carried, 1.0)]
    entries += [(arriving[:-1], production[1:], -1.0)]
    entries += [(arriving, stocks, -1.0), (arriving[:, :, 1:], stocks[:, :, :-1], 1.0)]
    entries += [(arriving[-1], short, 1.0)]
    rows = np.concatenate([row.ravel() for row, _, _ in entries])
    columns = np.concatenate([column.ravel() for _, column, _ in entries])
    values = np.concatenate([np.full(row.size, value) for row, _, value in entries])
    cost, upper = np.zeros(width), np.full(width, np.inf)
    cost[production] = rng.uniform(1, 8, (stages, places, 1)) * np.ones(periods)
    upper[production] = capacity
    cost[carried] = rng.uniform(0.1, 2, (len(at), 1))
    grown = total * share[at[:, 0], at[:, 1]] * (wanted[at[:, 2]] / total) * 1.5
    upper[carried] = (grown * rng.uniform(0.2, 2.0, len(at)))[:, None]
    cost[stocks], upper[stocks] = 0.5, 0.02 * total
    cost[short] = rng.uniform(50, 400, (places, 1))
    right = np.zeros(2 * outgoing.size)
    right[arriving[-1]] = wanted[:, None]
    return Group(
        Arrays(
            cost,
            np.zeros(width),
            upper,
            right,
            right,
            csc_array(coo_array((values, (rows, columns)), shape=(2 * outgoing.size, width))),
        ),
        production,
        flows,
        float(total),
    )


def _cut(rng: np.random.Generator, group: Group, places: int) -> Edits:
    """The largest supplier lets through part of one stage's exports for a while, and a plant
    elsewhere fails."""
    stage = int(rng.integers(0, STAGES))
    begin = int(rng.integers(1, 5))
    months = np.arange(begin, min(begin + int(rng.integers(2, 7)), PERIODS))
    exports = group.flows[stage, 0, 1:, :][:, months].ravel()
    plant = group.production[int(rng.integers(0, STAGES)), int(rng.integers(1, places)), months]
    columns = np.concatenate([exports[exports >= 0], plant])
    left = np.concatenate(
        [np.full((exports >= 0).sum(), rng.uniform(0, 0.5)), np.full(len(plant), 0.3)]
    )
    return Edits(columns=columns, upper=group.program.upper[columns] * left)
