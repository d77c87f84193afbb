"""Shortest-path interdiction from AMPL data files (family `interdiction`).

    solve(path, seconds) -> {"objective": ..., "bound": ..., "gap": ..., "method": ...}

The files hold N_Nodes, N_Arcs, Budget, Source_Node, Dest_Node, the matrix Node_Arc (one row per
arc, -1 where it leaves and 1 where it arrives) and a table of arcs with Arc_Length, Arc_Delay and
Arc_Resource. The interdictor spends the budget on arcs, each of which then takes its delay
longer; the objective is the longest shortest path from source to destination.

Small cases are searched; larger ones go to `covers`, which on random grids (10 x 10 to 20 x 20,
budget 5 to 20) needed a tenth of the time of the dual as one integer program, or less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array, csc_array

from xenotime.solve.attack import Action
from xenotime.solve.interdiction import Method, interdict

EXACT = 1e-9


@dataclass(frozen=True)
class Arrays:
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array


@dataclass(frozen=True)
class PathCase:
    """Nodes are 0..nodes-1; tail, head: int[arc]; length, delay, resource: float64[arc]."""

    nodes: int
    budget: float
    source: int
    destination: int
    tail: np.ndarray
    head: np.ndarray
    length: np.ndarray
    delay: np.ndarray
    resource: np.ndarray


def read(text: str) -> PathCase:
    """A case from the text of its data file."""
    statements = re.sub(r"#[^\n]*", "", text).split(";")
    numbers: dict[str, float] = {}
    tables: dict[str, np.ndarray] = {}
    for statement in statements:
        before, assigned, after = statement.partition(":=")
        named = before.replace("param", " ", 1).strip()
        if not assigned:
            continue
        if ":" not in named:
            numbers[named] = float(after)
            continue
        name, _, header = named.partition(":")
        columns = header.split()
        cells = np.array(after.split(), dtype=float).reshape(-1, len(columns) + 1)
        cells = cells[np.argsort(cells[:, 0], kind="stable"), 1:]
        if name.strip():
            order = np.argsort([int(column) for column in columns])
            tables[name.strip()] = cells[:, order]
        else:
            tables |= dict(zip(columns, cells.T, strict=True))
    incidence = tables["Node_Arc"]
    return PathCase(
        nodes=int(numbers["N_Nodes"]),
        budget=numbers["Budget"],
        source=int(numbers["Source_Node"]) - 1,
        destination=int(numbers["Dest_Node"]) - 1,
        tail=incidence.argmin(axis=1),
        head=incidence.argmax(axis=1),
        length=tables["Arc_Length"],
        delay=tables["Arc_Delay"],
        resource=tables["Arc_Resource"],
    )


def program_of(case: PathCase) -> tuple[Arrays, list[Action]]:
    """The shortest path as a linear program, and the delay of each arc as an action."""
    arcs = np.arange(len(case.tail))
    entries = (
        np.concatenate([-np.ones(len(arcs)), np.ones(len(arcs))]),
        (np.concatenate([case.tail, case.head]), np.concatenate([arcs, arcs])),
    )
    wanted = np.zeros(case.nodes)
    wanted[case.source], wanted[case.destination] = -1.0, 1.0
    program = Arrays(
        case.length,
        np.zeros(len(arcs)),
        np.full(len(arcs), np.inf),
        wanted,
        wanted,
        csc_array(coo_array(entries, shape=(case.nodes, len(arcs)))),
    )
    actions = [
        Action(raise_columns=arcs[[arc]], raise_cost=case.delay[[arc]]) for arc in range(len(arcs))
    ]
    return program, actions


def solve(path: Path, seconds: float, method: Method = "auto") -> dict[str, float | str]:
    """The longest shortest path of a file."""
    case = read(path.read_text(encoding="utf-8"))
    return solve_case(case, seconds, method)


def solve_case(case: PathCase, seconds: float, method: Method = "auto") -> dict[str, float | str]:
    """The longest shortest path of a case."""
    program, actions = program_of(case)
    whole = all((part == np.round(part)).all() for part in (case.length, case.delay))
    found = interdict(
        program,
        actions,
        case.budget,
        weights=case.resource,
        method=method,
        gap=EXACT,
        seconds=seconds,
        step=float(whole),
    )
    return {
        "objective": found.cost,
        "bound": found.bound,
        "gap": found.gap,
        "method": found.method,
    }
