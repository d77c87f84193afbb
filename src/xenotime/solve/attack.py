"""What an attack is: actions that take capacity away or make things dearer, and what they do to a
linear program.

    Q(S) = min { (q + raise(S)) . y :  row_lower <= W y <= row_upper,
                                       lower <= y <= factor(S) * upper }

S is a set of actions; factors of several actions on one column multiply, raised costs add up.

Any solution y of the unattacked program bounds Q from above for every set of actions
(penalised form of the interdiction problem: E. Israeli and R. K. Wood, Networks 40, 2002, for
costs; G. Brown, M. Carlyle, J. Salmeron and K. Wood, Interfaces 36, 2006, for capacities):

    Q(S) <= q . y + sum over a in S of loss_a(y)
    loss_a(y) = raise_a . y + sum over columns j that a hits of penalty_j * max(y_j - f_aj u_j, 0)

provided that to give up a unit of y_j costs at most `penalty_j`, whatever else is given up.
Where several actions hit one column, what each takes counts as (1 - f_aj) y_j: with those numbers
read as chances of independent events, what all of S take is the chance of their union, which is at
most the sum of the chances less those of the pairs along any tree (D. Hunter, Journal of Applied
Probability 13, 1976).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.sparse import csr_array, diags_array

from xenotime.solve.linear import LinearProgram
from xenotime.solve.two_stage import NONE, Edits, Event, Progress, relative_gap

NUMBERS = np.empty(0)
Penalty = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Solution y, float64[column], and by how much a portfolio moved the rows, float64[row] -> what
losing a unit of each column costs at most there."""
Outcome = Literal["optimal", "time", "interrupted"]


@dataclass(frozen=True)
class Action:
    """One thing an adversary can do.

    columns, factor: the share (0..1) of each column's upper bound that is left; a column without an
    upper bound can only be closed (factor 0). raise_columns, raise_cost: cost added per unit.
    """

    columns: np.ndarray = field(default_factory=lambda: NONE)
    factor: np.ndarray = field(default_factory=lambda: NUMBERS)
    raise_columns: np.ndarray = field(default_factory=lambda: NONE)
    raise_cost: np.ndarray = field(default_factory=lambda: NUMBERS)


@dataclass(frozen=True)
class Attack:
    """The worst set of actions found; no set can cost more than `bound`.

    y: the best answer to it, float64[column]; status: `optimal` (to the gap asked for), `time` or
    `interrupted`; steps: linear or integer programs solved.
    """

    actions: tuple[int, ...]
    cost: float
    bound: float
    y: np.ndarray
    status: Outcome
    method: str
    steps: int
    seconds: float

    @property
    def gap(self) -> float:
        """(bound - cost) / |bound|."""
        return relative_gap(self.bound, self.cost)


@dataclass(frozen=True)
class AttackedPart:
    """A program that no other part touches, the actions that hit it by their names, and how a
    portfolio x changes it: upper + bounds @ x, and rows moved by rows @ x (None: not at all).

    penalty: float64[column] or a function of a solution, valid for every x; None: to be derived.
    offset: what every attack leaves anyway, as the unattacked cost: all costs count from there, and
    so does what gaps are a share of.
    """

    program: LinearProgram
    actions: Mapping[Hashable, Action]
    penalty: np.ndarray | Penalty | None = None
    bounds: csr_array | None = None
    rows: csr_array | None = None
    name: str = ""
    offset: float = 0.0


@dataclass(frozen=True)
class AttackProgress(Progress):
    """Bounds of a search for the worst: `objective` has been found, more than `bound` cannot be."""

    @property
    def gap(self) -> float:
        """(bound - objective) / |bound|."""
        return relative_gap(self.bound, self.objective)


class Effects:
    """What each of several actions does to one program, as triplets."""

    def __init__(self, program: LinearProgram, actions: Sequence[Action]) -> None:
        """Check and collect the actions.

        Raises:
            ValueError: a factor outside 0..1, or a column whose lower bound an attack could cross.
        """
        self.count, self.columns = len(actions), len(program.cost)
        self.action, self.column, self.factor = _triplets(
            [(action.columns, action.factor) for action in actions]
        )
        self.raise_action, self.raise_column, self.raise_cost = _triplets(
            [(action.raise_columns, action.raise_cost) for action in actions]
        )
        if ((self.factor < 0) | (self.factor > 1)).any():
            raise ValueError("factor: an action leaves a share of a bound from 0 to 1")
        lower = np.asarray(program.lower)[self.column]
        upper = np.asarray(program.upper)[self.column]
        if (lower > 0).any() or (upper < 0).any():
            raise ValueError("an action can only hit columns with lower <= 0 <= upper")
        bounded = np.isfinite(upper) | (self.factor == 0)
        acts = bounded & (self.factor < 1)
        self.action, self.column, self.factor = (
            part[acts] for part in (self.action, self.column, self.factor)
        )
        if len(set(zip(self.action.tolist(), self.column.tolist(), strict=True))) < len(
            self.action
        ):
            raise ValueError("an action names the same column twice")
        self.shared = np.bincount(self.column, minlength=self.columns)[self.column] > 1
        self.monotone = not (self.raise_cost < 0).any() and not (
            (np.asarray(program.lower)[self.raise_column] < 0).any()
        )
        """Whether more actions never lower the cost."""
        self.overlapping = bool(self.shared.any())

    def left(self, chosen: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """Columns hit by the chosen actions, and the share of their upper bounds that is left."""
        at = np.isin(self.action, list(chosen))
        columns, place = np.unique(self.column[at], return_inverse=True)
        share = np.ones(len(columns))
        np.multiply.at(share, place, self.factor[at])
        return columns, share

    def raised(self, chosen: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """Columns that the chosen actions make dearer, and by how much."""
        at = np.isin(self.raise_action, list(chosen))
        columns, place = np.unique(self.raise_column[at], return_inverse=True)
        return columns, np.bincount(place, self.raise_cost[at], minlength=len(columns))

    def event(
        self, program: LinearProgram, chosen: Iterable[int], bounds: csr_array, rows: csr_array
    ) -> Event:
        """The chosen actions as an event of a part: factors scale U x as well as upper."""
        chosen = list(chosen)
        columns, share = self.left(chosen)
        dearer, more = self.raised(chosen)
        upper = np.asarray(program.upper)[columns]
        scaled = bounds
        if bounds.nnz and len(columns):
            scale = np.ones(self.columns)
            scale[columns] = share
            scaled = csr_array(diags_array(scale) @ bounds)
        edits = Edits(
            columns=columns,
            upper=times(share, upper),
            cost_columns=dearer,
            cost=np.asarray(program.cost)[dearer] + more,
        )
        return Event(edits, scaled, rows)

    def losses(self, y: np.ndarray, upper: np.ndarray, penalty: np.ndarray) -> np.ndarray:
        """What each action costs at most on top of q . y: float64[action]."""
        flow = y[self.column]
        over = np.where(
            self.shared,
            (1.0 - self.factor) * np.maximum(flow, 0.0),
            np.maximum(flow - times(self.factor, upper[self.column]), 0.0),
        )
        capacity = np.bincount(self.action, penalty[self.column] * over, minlength=self.count)
        dearer = self.raise_cost * y[self.raise_column]
        return capacity + np.bincount(self.raise_action, dearer, minlength=self.count)

    def overlaps(self, y: np.ndarray, penalty: np.ndarray) -> np.ndarray | None:
        """What pairs of actions both count in `losses`: float64[action, action]; None: nothing."""
        if not self.overlapping:
            return None
        at = self.shared
        taken = csr_array(
            (1.0 - self.factor[at], (self.action[at], self.column[at])),
            shape=(self.count, self.columns),
        )
        worth = diags_array(penalty * np.maximum(y, 0.0))
        both: np.ndarray = (taken @ worth @ taken.T).toarray()
        np.fill_diagonal(both, 0.0)
        return both


def times(share: np.ndarray, bound: np.ndarray) -> np.ndarray:
    """share * bound, where nothing of an infinite bound is nothing."""
    return np.where(share == 0, 0.0, share * np.where(share == 0, 0.0, bound))


def nothing_opens(program: LinearProgram, options: int = 0) -> tuple[csr_array, csr_array]:
    """U and T of a program that no x touches."""
    return (
        csr_array((len(program.cost), options)),
        csr_array((len(program.row_lower), options)),
    )


def _triplets(
    pairs: list[tuple[np.ndarray, np.ndarray]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lengths = [len(columns) for columns, _ in pairs]
    if lengths != [len(values) for _, values in pairs]:
        raise ValueError("an action needs as many factors or costs as columns")
    action = np.repeat(np.arange(len(pairs)), lengths)
    if not action.size:
        return action, NONE, NUMBERS
    return (
        action,
        np.concatenate([np.asarray(columns, dtype=np.int64) for columns, _ in pairs]),
        np.concatenate([np.asarray(values, dtype=float) for _, values in pairs]),
    )
