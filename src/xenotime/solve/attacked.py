"""One program under attack after attack, solved warm, and the cuts that each solution gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from xenotime.solve.attack import Action, Effects, Penalty, nothing_opens
from xenotime.solve.linear import LinearProgram
from xenotime.solve.part_solver import PartSolver
from xenotime.solve.penalties import derive_penalty
from xenotime.solve.two_stage import Edits, Event, Part

TRUST = 1e-5
"""Relative difference between a cost and its bound that is put down to rounding."""
ROUNDING = 1e-9
"""Of the offset of a part: differences that mean nothing."""


@dataclass(frozen=True)
class Answer:
    """The best answer y (float64[column]) to a set of actions, what it costs, and how that cost
    changes with the portfolio: gradient float64[x], a subgradient where the answer was found."""

    cost: float
    y: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class HarmCut:
    """No set of actions costs more than constant + the sum of losses (float64[action]), less the
    overlaps along a tree (float64[action, action]; None: there are none)."""

    constant: float
    losses: np.ndarray
    overlaps: np.ndarray | None


class AttackedProgram:
    """A program with the actions that can hit it."""

    def __init__(
        self,
        program: LinearProgram,
        actions: Sequence[Action],
        penalty: np.ndarray | Penalty | None = None,
        bounds: csr_array | None = None,
        rows: csr_array | None = None,
        offset: float = 0.0,
    ) -> None:
        """Hand the program over; see `AttackedPart` for the arguments.

        Raises:
            ValueError: the actions do not fit the program, or no valid penalty could be derived.
        """
        self.program = program
        self.effects = Effects(program, actions)
        options = next((part.shape[1] for part in (bounds, rows) if part is not None), 0)
        nothing = nothing_opens(program, options)
        self.bounds = nothing[0] if bounds is None else bounds
        self.rows = nothing[1] if rows is None else rows
        self.touched = np.unique(np.concatenate([self.bounds.indices, self.rows.indices]))
        """The options of x that this program knows."""
        self.solved = 0
        self.offset = offset
        self._options = options
        self._given = penalty
        self._derived: np.ndarray | None = None
        widest = self.effects.event(program, (), self.bounds, self.rows)
        dearest = self.effects.event(program, range(self.effects.count), self.bounds, self.rows)
        self._events: list[Event] = [widest, dearest]
        self._solver = PartSolver(Part(program, self._events, np.zeros(0, dtype=np.int64)))
        self._events.pop()

    def answer(self, chosen: Iterable[int], x: np.ndarray | None = None) -> Answer:
        """The best answer to the chosen actions, with portfolio x (None: nothing).

        Raises:
            ValueError: there is none, so that no penalty can be valid.
            SolverError: the program is unbounded.
        """
        at = np.zeros(self._options) if x is None else x
        self._events[0] = self.effects.event(self.program, chosen, self.bounds, self.rows)
        cost, cut = self._solver.cut(0, at)
        self.solved += 1
        if not np.isfinite(cost):
            raise ValueError(
                "an attack leaves the program without any solution: price what may run short"
            )
        return Answer(cost - self.offset, self._solver.y(), cut.gradient)

    def answer_to_shares(self, shares: np.ndarray) -> Answer:
        """The best answer when each action raises costs by a share (float64[action]) of what it
        could; capacities are left alone."""
        effects = self.effects
        raised = np.bincount(
            effects.raise_column,
            effects.raise_cost * shares[effects.raise_action],
            minlength=effects.columns,
        )
        dearer = np.flatnonzero(raised)
        cost = np.asarray(self.program.cost)[dearer] + raised[dearer]
        self._events[0] = Event(Edits(cost_columns=dearer, cost=cost), self.bounds, self.rows)
        value, cut = self._solver.cut(0, np.zeros(self._options))
        self.solved += 1
        return Answer(value - self.offset, self._solver.y(), cut.gradient)

    def harm_cut(self, y: np.ndarray, x: np.ndarray | None = None) -> HarmCut:
        """What a solution y says about every attack, with the same portfolio."""
        upper = np.asarray(self.program.upper)
        if x is not None and self.bounds.nnz:
            upper = upper + self.bounds @ x
        penalty = self.penalty(y, x)
        return HarmCut(
            float(np.asarray(self.program.cost) @ y) - self.offset,
            self.effects.losses(y, upper, penalty),
            self.effects.overlaps(y, penalty),
        )

    def penalty(self, y: np.ndarray, x: np.ndarray | None = None) -> np.ndarray:
        """What losing a unit of each column costs at most with portfolio x: float64[column].

        Raises:
            ValueError: none was given, and none can be derived.
        """
        if callable(self._given):
            rows = len(self.program.row_lower)
            return self._given(y, np.zeros(rows) if x is None else self.rows @ x)
        return self.fixed_penalty()

    def fixed_penalty(self) -> np.ndarray:
        """The penalty that holds whatever the solution: float64[column].

        Raises:
            ValueError: only a function of the solution was given, or none can be derived.
        """
        if callable(self._given):
            raise ValueError("this method needs penalties as an array, not as a function of y")
        if self._given is not None:
            return np.asarray(self._given, dtype=float)
        if self._derived is None:
            self._derived = derive_penalty(self.program, self.effects)
        return self._derived


def is_bound(cost: float, bound: float, offset: float = 0.0) -> bool:
    """Whether nothing but rounding can have put a cost above its bound."""
    return cost <= bound + TRUST * max(abs(cost), abs(bound)) + ROUNDING * abs(offset)


def check_bound(cost: float, bound: float) -> None:
    """A valid penalty never bounds an attack below what it costs.

    Raises:
        ValueError: it does.
    """
    if not is_bound(cost, bound):
        raise ValueError(
            f"penalty: too low, since an attack costs {cost:g} where the penalties allow {bound:g}"
        )
