"""Measures of risk over scenarios: as a number, and as rows and columns of a linear program.

CVaR as a linear program: R. T. Rockafellar and S. Uryasev, Optimization of conditional
value-at-risk, Journal of Risk 2 (2000), equations 9 and 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from xenotime.solve.two_stage import Part, Risk, TwoStage


@dataclass(frozen=True)
class Cells:
    """The pairs (part, event), numbered part by part.

    part, event: int64[cell]; of_scenario: int64[scenario, part], the cell of a part in a scenario.
    """

    part: np.ndarray
    event: np.ndarray
    of_scenario: np.ndarray

    def __len__(self) -> int:
        return len(self.part)


@dataclass(frozen=True)
class RiskRows:
    """Minimise theta_cost . theta + cost . extra  subject to  row_lower <= rows [theta, extra],
    lower <= extra; theta: [cell], the recourse cost of each cell."""

    theta_cost: np.ndarray
    cost: np.ndarray
    lower: np.ndarray
    rows: csr_array
    row_lower: np.ndarray


def cells_of(parts: Sequence[Part], scenarios: int) -> Cells:
    """Number the events of all parts one after the other."""
    counts = np.array([len(part.events) for part in parts], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    of_scenario = np.zeros((scenarios, len(parts)), dtype=np.int64)
    for at, part in enumerate(parts):
        of_scenario[:, at] = first[at] + np.asarray(part.event_of, dtype=np.int64)
    return Cells(
        np.repeat(np.arange(len(parts)), counts),
        np.arange(first[-1]) - np.repeat(first[:-1], counts),
        of_scenario,
    )


def risk_of(cost: np.ndarray, probabilities: np.ndarray, risk: Risk) -> float:
    """The measure of costs float64[scenario] that come with these probabilities."""
    likely = probabilities > 0
    cost, probabilities = cost[likely], probabilities[likely]
    if not len(cost):
        return 0.0
    expected = float(probabilities @ cost)
    if risk.measure == "expected":
        return expected
    if risk.measure == "worst":
        return float(cost.max())
    worst_first = np.argsort(-cost, kind="stable")
    tail = 1.0 - risk.level
    ordered = probabilities[worst_first]
    before = np.concatenate([[0.0], np.cumsum(ordered)[:-1]])
    share = np.clip(tail - before, 0.0, ordered)
    tail_mean = float(share @ cost[worst_first] / tail) if tail > 1e-12 else float(cost.max())
    return (1.0 - risk.weight) * expected + risk.weight * tail_mean


def risk_rows(problem: TwoStage, cells: Cells) -> RiskRows:
    """The measure of `problem` as columns and rows over the costs of the cells."""
    probabilities, risk = np.asarray(problem.probabilities, dtype=float), problem.risk
    mean = np.zeros(len(cells))
    np.add.at(mean, cells.of_scenario.ravel(), np.repeat(probabilities, cells.of_scenario.shape[1]))
    if risk.measure == "expected" or (risk.measure == "cvar" and risk.weight == 0):
        nothing = csr_array((0, len(cells)))
        return RiskRows(mean, np.empty(0), np.empty(0), nothing, np.empty(0))
    likely = np.flatnonzero(probabilities > 0)
    share, member = probabilities[likely], cells.of_scenario[likely]
    count = len(likely)
    total = csr_array(
        (
            np.ones(member.size),
            (np.repeat(np.arange(count), member.shape[1]), member.ravel()),
        ),
        shape=(count, len(cells)),
    )
    worst = risk.measure == "worst" or risk.level >= 1.0 - 1e-12
    level_column = csr_array(np.ones((count, 1)))
    if worst:
        # level >= cost of every scenario
        cost, lower = np.array([1.0]), np.array([-np.inf])
        rows = hstack([-total, level_column], format="csr")
    else:
        # level + excess_s >= cost of s, excess_s >= 0
        cost = np.concatenate([[1.0], share / (1.0 - risk.level)])
        lower = np.concatenate([[-np.inf], np.zeros(count)])
        rows = hstack([-total, level_column, eye_array(count, format="csr")], format="csr")
    weight = 1.0 if risk.measure == "worst" else risk.weight
    return RiskRows((1.0 - weight) * mean, weight * cost, lower, csr_array(rows), np.zeros(count))


def stacked(blocks: list[csr_array], columns: int) -> csr_array:
    """Rows one above the other; an empty list gives no rows."""
    if not blocks:
        return csr_array((0, columns))
    return csr_array(vstack(blocks, format="csr"))
