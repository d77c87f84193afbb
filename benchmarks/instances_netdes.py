"""Stochastic network design of Pyomo/mpi-sppy as worlds (family `netdes`).

Arcs are route projects; what an arc carries and costs, and what a node wants or has, differ by
scenario. Format: `examples/netdes/data` of mpi-sppy.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.instance_worlds import Network, answer, planned_network


def solve(path: Path, seconds: float) -> dict[str, Any]:
    """Solve a case through `plan`; see `instance_worlds.answer`."""
    began = time.perf_counter()
    case = planned_network(read(path))
    return answer(case, seconds - (time.perf_counter() - began))


def read(path: Path) -> Network:
    """Read a case: after the line `+` come the number of nodes, two figures of the generator, which
    arcs exist, what they cost, the number of scenarios and their probabilities, and for each
    scenario the costs, capacities and demands.

    Raises:
        ValueError: when the file is no such case.
    """
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    if "+" not in lines:
        raise ValueError(f"{path.name} has no line `+`, after which the figures would begin")
    lines = [x for x in lines[lines.index("+") + 1 :] if x and not x.startswith("--")]
    scenarios = int(lines[5])
    rows = lines[7 : 7 + 3 * scenarios]
    if len(rows) != 3 * scenarios:
        raise ValueError(f"{path.name} announces {scenarios} scenarios, but holds fewer")
    tail, head = np.nonzero(_matrix(lines[3]))
    return Network(
        tail=tail,
        head=head,
        fixed=_matrix(lines[4])[tail, head],
        probability=_matrix(lines[6])[0],
        cost=np.array([_matrix(row)[tail, head] for row in rows[0::3]]),
        capacity=np.array([_matrix(row)[tail, head] for row in rows[1::3]]),
        demand=-np.array([_matrix(row)[0] for row in rows[2::3]]),
    )


def _matrix(line: str) -> np.ndarray:
    """A matrix written in one line, rows between semicolons: float64[row, column]."""
    return np.array([row.split(",") for row in line.strip(";").split(";")], dtype=float)
