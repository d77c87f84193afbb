"""Two-stage programs with known optima, retyped, and random ones that are small."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array, csr_array

from xenotime.solve import Edits, Event, FirstStage, Part, Risk, TwoStage

INF = float("inf")


@dataclass(frozen=True)
class Arrays:
    """A linear program."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


def floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


EXPECTED = Risk()


def farmer(risk: Risk = EXPECTED) -> TwoStage:
    """J. R. Birge and F. Louveaux, Introduction to Stochastic Programming, section 1.1: wheat, corn
    and sugar beets on 500 acres; yields 20 % above, at and 20 % below the mean. Optimum -108390.

    The harvest of x acres is a right-hand side that depends on x and, through the yield, on the
    scenario. y: wheat bought, corn bought, wheat sold, corn sold, beets sold dear, beets sold
    cheap.
    """
    first = FirstStage(
        cost=floats(150, 230, 260),
        lower=np.zeros(3),
        upper=np.full(3, INF),
        integer=np.zeros(3, dtype=bool),
        row_lower=floats(-INF),
        row_upper=floats(500),
        matrix=csc_array(np.ones((1, 3))),
    )
    second = Arrays(
        cost=floats(238, 210, -170, -150, -36, -10),
        lower=np.zeros(6),
        upper=floats(INF, INF, INF, INF, 6000, INF),
        row_lower=floats(200, 240, 0),
        row_upper=np.full(3, INF),
        matrix=csc_array(
            floats(1, 0, -1, 0, 0, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0, -1, -1).reshape(3, 6)
        ),
    )
    events = [
        Event(
            Edits(),
            csr_array((6, 3)),
            csr_array(np.diag(-share * floats(2.5, 3.0, 20.0))),
        )
        for share in (1.2, 1.0, 0.8)
    ]
    part = Part(second, events, np.arange(3), "farm")
    return TwoStage(first, [part], np.full(3, 1 / 3), risk)


def random_problem(seed: int, integer: bool, risk: Risk, priced: bool) -> TwoStage:
    """Plants of a few sizes that serve customers, in two groups that share nothing but a budget;
    capacities, demands and costs differ by scenario, and some scenarios share events.

    `priced`: demand may go short at a price; otherwise some first stages have no second stage.
    """
    rng = np.random.default_rng(seed)
    scenarios, sites = 4, 3
    parts = []
    for group in range(2):
        customers = int(rng.integers(1, 4))
        flows = sites * customers
        short = customers if priced else 0
        width = flows + short
        serve = np.zeros((customers, width))
        supply = np.zeros((sites, width))
        for site in range(sites):
            for customer in range(customers):
                serve[customer, site * customers + customer] = 1.0
                supply[site, site * customers + customer] = 1.0
        serve[np.arange(short), flows + np.arange(short)] = 1.0
        demand = rng.integers(1, 8, customers).astype(float)
        program = Arrays(
            cost=np.concatenate([rng.integers(1, 9, flows), np.full(short, 60)]).astype(float),
            lower=np.zeros(width),
            upper=np.concatenate([np.full(flows, 2.0), np.full(short, INF)]),
            row_lower=np.concatenate([demand, np.full(sites, -INF)]),
            row_upper=np.concatenate([demand, np.full(sites, 4.0)]),
            matrix=csc_array(np.vstack([serve, supply])),
        )
        events = []
        for _ in range(int(rng.integers(1, scenarios))):
            hit = rng.choice(flows, 2, replace=False)
            wanted = rng.integers(1, 8, customers).astype(float)
            edits = Edits(
                columns=hit,
                upper=floats(1.0, 0.0),
                cost_columns=hit,
                cost=rng.integers(5, 20, 2).astype(float),
                rows=np.arange(customers),
                row_lower=wanted,
                row_upper=wanted,
            )
            opens = np.zeros((width, 2 * sites))
            opens[np.arange(flows), group * sites + np.arange(flows) // customers] = rng.integers(
                2, 9, flows
            )
            adds = np.zeros((customers + sites, 2 * sites))
            adds[customers + np.arange(sites), group * sites + np.arange(sites)] = 6.0
            events.append(Event(edits, csr_array(opens), csr_array(adds)))
        parts.append(Part(program, events, rng.integers(0, len(events), scenarios), f"g{group}"))
    first = FirstStage(
        cost=rng.integers(5, 30, 2 * sites).astype(float),
        lower=np.zeros(2 * sites),
        upper=np.full(2 * sites, 2.0),
        integer=np.full(2 * sites, integer),
        row_lower=floats(-INF),
        row_upper=floats(float(rng.integers(10, 80))),
        matrix=csc_array(rng.integers(3, 12, (1, 2 * sites)).astype(float)),
    )
    chance = rng.dirichlet(np.ones(scenarios))
    return TwoStage(first, parts, chance, risk)


def network_design(file: Path) -> TwoStage:
    """A `netdes` case of mpi-sppy: arcs are opened first, then flows meet the demand of a scenario.
    What an arc may carry is held to what is sent at all, which makes the relaxation stronger."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    lines = [x for x in lines[lines.index("+") + 1 :] if x and not x.startswith("--")]

    def table(line: str) -> np.ndarray:
        return np.array([[float(x) for x in row.split(",")] for row in line.split(";")])

    tail, head = np.nonzero(table(lines[3]))
    nodes, arcs = int(lines[0]), len(tail)
    numbers = np.arange(arcs)
    balance = csc_array(
        (
            np.concatenate([np.ones(arcs), -np.ones(arcs)]),
            (np.concatenate([tail, head]), np.concatenate([numbers, numbers])),
        ),
        shape=(nodes, arcs),
    )
    scenarios = int(lines[5])
    events = []
    for cost, most, wanted in (lines[7 + 3 * k : 10 + 3 * k] for k in range(scenarios)):
        demand = np.array([float(x) for x in wanted.split(",")])
        carried = np.minimum(table(most)[tail, head], np.maximum(demand, 0).sum())
        edits = Edits(
            cost_columns=numbers,
            cost=table(cost)[tail, head],
            rows=np.arange(nodes),
            row_lower=demand,
            row_upper=demand,
        )
        opens = csr_array((carried, (numbers, numbers)), shape=(arcs, arcs))
        events.append(Event(edits, opens, csr_array((nodes, arcs))))
    nothing = np.zeros(arcs)
    program = Arrays(nothing, nothing, nothing, np.zeros(nodes), np.zeros(nodes), balance)
    first = FirstStage(
        table(lines[4])[tail, head],
        np.zeros(arcs),
        np.ones(arcs),
        np.ones(arcs, dtype=bool),
        np.empty(0),
        np.empty(0),
        csc_array((0, arcs)),
    )
    chance = np.array([float(x) for x in lines[6].split(",")])
    return TwoStage(first, [Part(program, events, np.arange(scenarios))], chance)
