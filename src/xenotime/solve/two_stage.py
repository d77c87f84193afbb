"""Decide first, learn then, act last: two-stage programs as arrays.

    minimise  c . x + risk over scenarios s of  sum over parts p of  Q_p(x, event of p in s)
    subject to  row_lower <= A x <= row_upper,  lower <= x <= upper,  x[integer] whole

    Q_p(x, e) = min { q . y :  row_lower + T x <= W y <= row_upper + T x,
                               lower <= y <= upper + U x }

A *part* is a linear program (W, q, bounds) that no other part touches. An *event* is what a
scenario does to a part: edits of its arrays, and the matrices U and T through which x opens bounds
and moves right-hand sides. Scenarios that do the same to a part share the event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csc_array, csr_array

from xenotime.solve.linear import LinearProgram

NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class FirstStage:
    """What is decided before anything is known.

    cost, lower, upper, integer: [x]; row_lower, row_upper: [row]; matrix: [row, x].
    row_names, names: for messages and written models; may be left empty.
    """

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    integer: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array
    names: Sequence[str] = ()
    row_names: Sequence[str] = ()


@dataclass(frozen=True)
class Edits:
    """New values at positions of a part's arrays; what is not named stays as it is."""

    columns: np.ndarray = field(default_factory=lambda: NONE)
    upper: np.ndarray = field(default_factory=lambda: NONE)
    """New upper bounds of `columns`."""
    cost_columns: np.ndarray = field(default_factory=lambda: NONE)
    cost: np.ndarray = field(default_factory=lambda: NONE)
    """New costs of `cost_columns`."""
    rows: np.ndarray = field(default_factory=lambda: NONE)
    row_lower: np.ndarray = field(default_factory=lambda: NONE)
    row_upper: np.ndarray = field(default_factory=lambda: NONE)
    """New bounds of `rows`."""


@dataclass(frozen=True)
class Event:
    """What happens to a part: edits, U (`bounds`: [column, x]) and T (`rows`: [row, x])."""

    edits: Edits
    bounds: csr_array
    rows: csr_array


@dataclass(frozen=True)
class Part:
    """A linear program that no other part touches, with its events; `event_of`: int[scenario]."""

    program: LinearProgram
    events: Sequence[Event]
    event_of: np.ndarray
    name: str = ""


@dataclass(frozen=True)
class Risk:
    """What is minimised over scenarios: the expected cost, the conditional value at risk at `level`
    (the mean of the worst 1 - level), the worst case; or (1 - weight) expected + weight CVaR."""

    measure: Literal["expected", "cvar", "worst"] = "expected"
    level: float = 0.9
    weight: float = 1.0


@dataclass(frozen=True)
class TwoStage:
    """The whole problem; probabilities: float64[scenario], they add up to 1."""

    first: FirstStage
    parts: Sequence[Part]
    probabilities: np.ndarray
    risk: Risk = Risk()


@dataclass(frozen=True)
class Progress:
    """Bounds so far: no better than `bound` is possible, `objective` has been found."""

    step: int
    bound: float
    objective: float
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|; infinite while nothing is found."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True)
class Decision:
    """The best x found, with proven bounds.

    scenario_cost: float64[scenario], the recourse cost of each scenario (NaN: not computed).
    status: `optimal` (to the gap asked for), `time`, `interrupted`, or `infeasible` (x is empty).
    """

    x: np.ndarray
    objective: float
    bound: float
    scenario_cost: np.ndarray
    status: Literal["optimal", "time", "interrupted", "infeasible"]
    method: str
    steps: int
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return relative_gap(self.objective, self.bound)


Watch = Callable[[Progress], None]
"""Called with the bounds after each step, for the screen. Ctrl-C (KeyboardInterrupt) anywhere ends
the search with the best x so far and the status `interrupted`."""


def relative_gap(objective: float, bound: float) -> float:
    """How far an objective may be above the optimum, as a share of it."""
    if not np.isfinite(objective) or not np.isfinite(bound):
        return float("inf")
    if objective == bound:
        return 0.0
    return max(objective - bound, 0.0) / max(abs(objective), 1e-9)
