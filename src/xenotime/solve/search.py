"""What every search keeps: the clock, the best found so far, the bound, and the screen."""

from __future__ import annotations

import time
from typing import Literal

import numpy as np

from xenotime.solve.two_stage import Decision, FirstStage, Progress, Watch, relative_gap


class OutOfTimeError(Exception):
    """The seconds are over; what was found so far counts."""


class InfeasibleError(Exception):
    """Nothing satisfies the program."""


class Search:
    """Best x so far and the bound; tells `watch` after each step."""

    def __init__(self, gap: float, seconds: float, watch: Watch | None) -> None:
        self.wanted = gap
        self.started = time.monotonic()
        self.until = self.started + seconds
        self.watch = watch
        self.step = 0
        self.x = np.empty(0)
        self.objective = np.inf
        self.bound = -np.inf
        self.scenario_cost = np.empty(0)

    @property
    def left(self) -> float:
        """Seconds left.

        Raises:
            OutOfTimeError: none.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        return left

    @property
    def gap(self) -> float:
        """Proven so far, relative."""
        return relative_gap(self.objective, self.bound)

    @property
    def done(self) -> bool:
        """Whether the gap asked for is reached."""
        return self.gap <= self.wanted

    def found(self, x: np.ndarray, objective: float, scenario_cost: np.ndarray) -> bool:
        """A solution; True when it is the best so far."""
        if objective >= self.objective:
            return False
        self.x, self.objective, self.scenario_cost = x.copy(), objective, scenario_cost.copy()
        return True

    def proven(self, bound: float) -> None:
        """No better than this is possible."""
        if np.isfinite(bound):
            self.bound = max(self.bound, bound)

    def tell(self, objective: float = np.inf) -> None:
        """Say where the search stands; `objective`: of a solution that is only reported yet."""
        self.step += 1
        if self.watch is not None:
            passed = time.monotonic() - self.started
            best = min(self.objective, objective)
            self.watch(Progress(self.step, min(self.bound, best), best, passed))

    def decision(
        self, status: Literal["optimal", "time", "interrupted", "infeasible"], method: str
    ) -> Decision:
        """What came out; a bound beyond the objective by rounding is put down to it."""
        passed = time.monotonic() - self.started
        if status == "infeasible":
            nothing = np.empty(0)
            return Decision(nothing, np.inf, np.inf, nothing, status, method, self.step, passed)
        bound = min(self.bound, self.objective)
        return Decision(
            self.x, self.objective, bound, self.scenario_cost, status, method, self.step, passed
        )


def allows(first: FirstStage, x: np.ndarray) -> bool:
    """Whether x satisfies the first stage, up to rounding."""
    whole = x[np.asarray(first.integer, dtype=bool)]
    at = first.matrix @ x
    room = 1e-6 * np.maximum(1.0, abs(first.matrix) @ np.abs(x))
    inside = (at >= first.row_lower - room) & (at <= first.row_upper + room)
    bounds = (x >= first.lower - 1e-6) & (x <= first.upper + 1e-6)
    rounded = np.abs(whole - np.round(whole)).max(initial=0.0) <= 1e-9
    return bool(inside.all() and bounds.all() and rounded)
