"""A portfolio lived through: what the plan promised, and what is left of it in a market of people
who do not know the future.

The plan is optimistic in two ways. It sees each future whole when it adapts to it; and those
outside the partnership yield to whoever pays a little more (the case's `others`). Three runs of the
same models with the same portfolio tell the two apart:

    promised   as the plan counts: the whole future in view, others weighted as in the case
    market     the whole future in view, everybody's shortage counts alike
    simulated  in period t only what has begun by t is known, everything after t is taken to go on
               undisturbed, and what was done before t stays done; everybody counts alike

    others = market - promised,  foresight = simulated - market

The yardstick is the same in all three: what the partners lose (`harm.py`), beyond what the
undisturbed world of the plan lacks. It is not what the three runs minimise, which is the whole
world's cost, so a difference may be negative. A project that fails is taken for sound until the
period in which it should have delivered. A stockpile of the plan is released only in periods in
which the future differs from the undisturbed world: who sees no reason to keep it would otherwise
use it up while it is laid in. (Where a stockpile cannot be laid in without using some of it at
once, it may be.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from xenotime.network.model import build
from xenotime.network.program import Block
from xenotime.solve.recourse import Recourse
from xenotime.solve.two_stage import NONE, Edits, Event, Part
from xenotime.studies.planning.harm import harm_weights
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import PAID
from xenotime.studies.planning.recourse import GroupModel

AHEAD = "level"
"""Block whose bounds tell that nobody lays in for what has not begun: without foresight nobody
could, so these bounds are no news."""
RELEASE = "project_draw"
"""Block of what is taken from the plan's stockpiles."""
TARGET = "short_limit"
"""Block of rows that hold a target; reality keeps to none."""
ROUNDING = 1e-9
SCHEMA = {
    "future": pl.String,
    **dict.fromkeys(("promised_usd", "simulated_usd", "others_usd", "foresight_usd"), pl.Float64),
}


@dataclass(frozen=True)
class State:
    """Bounds and costs of a part once a portfolio and an event are given."""

    upper: np.ndarray
    cost: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray


def simulation(planner: Planner, x: np.ndarray) -> pl.DataFrame:
    """Promise and simulation of a portfolio by future: the columns of `SCHEMA`, USD, means over the
    draws of failures; promised + others + foresight = simulated. Not finite where a future leaves
    no solution at all."""
    scenarios = len(planner.futures.probabilities)
    runs = np.zeros((3, scenarios))
    for number, (group, part) in enumerate(zip(planner.groups, planner.parts, strict=True)):
        weights = harm_weights(group.model, planner.partners)
        usd = np.asarray(weights.sum(axis=0))
        normal = float(usd @ group.undisturbed.x)
        market = Market(group, part, x[planner.decisions.size], x)
        used = np.unique(part.event_of)
        by_event = np.full((3, len(part.events)), np.inf)
        for event in used.tolist():
            counted = planner.recourse.value(number, event, x).y
            alike = counted if market.as_counted else market.foreseen(event)
            for run, y in enumerate((counted, alike, market.lived(event))):
                if len(y):
                    by_event[run, event] = float(usd @ y) - normal
        runs += by_event[:, part.event_of]
    promised = np.where(np.abs(runs[0]) < PAID, 0.0, runs[0])
    market_usd = np.where(np.abs(runs[1] - promised) < PAID, promised, runs[1])
    simulated = np.where(np.abs(runs[2] - market_usd) < PAID, market_usd, runs[2])
    with np.errstate(invalid="ignore"):
        columns = {
            "promised_usd": promised,
            "simulated_usd": simulated,
            "others_usd": market_usd - promised,
            "foresight_usd": simulated - market_usd,
        }
    weight = pl.col("probability") / pl.col("probability").sum()
    return (
        planner.futures.frame.select("future", "probability")
        .with_columns(pl.Series(name, values) for name, values in columns.items())
        .filter(pl.col("probability") > 0)
        .group_by("future", maintain_order=True)
        .agg((pl.col(name) * weight).sum() for name in columns)
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


class Market:
    """One group under a portfolio, with everybody's shortage counted alike.

    as_counted: whether the plan counts them so too.
    """

    def __init__(self, group: GroupModel, part: Part, size: np.ndarray, x: np.ndarray) -> None:
        """Build the group again with equal weights.

        Args:
            group: the plan's model of it.
            part: its events.
            size: float64[option], sizes of the portfolio's options.
            x: the first stage that has them.
        """
        model = group.model
        alike = build(model.index, model.reference, model.periods)
        self._x, self._part = x, part
        program = model.program
        row_upper = program.row_upper.copy()
        if TARGET in program.rows:
            row_upper[program.rows[TARGET].numbers.ravel()] = np.inf
        self._program = replace(program, cost=alike.program.cost, row_upper=row_upper)
        self.as_counted = TARGET not in program.rows and np.array_equal(
            alike.program.cost, program.cost
        )
        last = len(model.periods) - 1
        self._column_period = _periods_of(program.columns.values(), 0)
        self._row_period = _periods_of(program.rows.values(), last)
        shift = group.rows @ size
        self._calm = State(
            program.upper + group.bounds @ size,
            alike.program.cost,
            program.row_lower + shift,
            row_upper + shift,
        )
        self._ahead, self._release = (
            program.columns[name].numbers.ravel() if name in program.columns else NONE
            for name in (AHEAD, RELEASE)
        )
        calm = _event(self._calm, len(program.cost), len(shift))
        self._events = [calm, calm]
        self._solver = Recourse([Part(self._program, self._events, np.zeros(1, dtype=int))], 1)
        self._lived_calm: dict[bool, np.ndarray] = {}

    def foreseen(self, event: int) -> np.ndarray:
        """The solution with the whole event in view; empty when there is none."""
        return self._solve(self._state(event))

    def lived(self, event: int) -> np.ndarray:
        """What is done when nobody looks ahead: float64[column]; empty when at some date nothing is
        possible any more."""
        y = self._rolled(event, held=True)
        return y if len(y) else self._rolled(event, held=False)

    def _rolled(self, event: int, held: bool) -> np.ndarray:
        """Period by period; `held`: the plan's stockpiles are kept for when something happens."""
        real, calm = self._without_laying_in_ahead(self._state(event)), self._calm
        if held:
            idle = self._release[~np.isin(self._column_period[self._release], self._struck(event))]
            real, calm = _closed(real, idle), _closed(calm, self._release)
        if held not in self._lived_calm:
            self._lived_calm[held] = self._solve(calm)
        y = self._lived_calm[held]
        for period in self._news(real, calm).tolist():
            if not len(y):
                break
            y = self._solve(self._known(real, calm, period), done=y, before=period)
        return y

    def _struck(self, event: int) -> np.ndarray:
        """Periods in which the future itself, failures of projects apart, changes anything."""
        edits, program = self._part.events[event].edits, self._program
        columns = edits.columns[_differ(edits.upper, program.upper[edits.columns])]
        columns = columns[~np.isin(columns, self._ahead)]
        dearer = edits.cost_columns[_differ(edits.cost, program.cost[edits.cost_columns])]
        rows = edits.rows[_differ(edits.row_lower, program.row_lower[edits.rows])]
        at = self._column_period
        return np.unique(np.r_[at[columns], at[dearer], self._row_period[rows]])

    def _state(self, event: int) -> State:
        """The program in an event under the portfolio."""
        what, program = self._part.events[event], self._program
        edits = what.edits
        upper, cost = program.upper.copy(), program.cost.copy()
        row_lower, row_upper = program.row_lower.copy(), program.row_upper.copy()
        upper[edits.columns] = edits.upper
        cost[edits.cost_columns] = edits.cost
        row_lower[edits.rows] = edits.row_lower
        row_upper[edits.rows] = edits.row_upper
        shift = what.rows @ self._x
        return State(upper + what.bounds @ self._x, cost, row_lower + shift, row_upper + shift)

    def _without_laying_in_ahead(self, real: State) -> State:
        upper = real.upper.copy()
        upper[self._ahead] = self._calm.upper[self._ahead]
        return replace(real, upper=upper)

    def _news(self, real: State, calm: State) -> np.ndarray:
        """Periods in which something is not as in the undisturbed world."""
        columns = _differ(real.upper, calm.upper) | _differ(real.cost, calm.cost)
        rows = _differ(real.row_lower, calm.row_lower) | _differ(real.row_upper, calm.row_upper)
        return np.unique(np.r_[self._column_period[columns], self._row_period[rows]])

    def _known(self, real: State, calm: State, period: int) -> State:
        """What is known in a period: reality so far, calm from then on."""
        column, row = self._column_period <= period, self._row_period <= period
        return State(
            np.where(column, real.upper, calm.upper),
            np.where(column, real.cost, calm.cost),
            np.where(row, real.row_lower, calm.row_lower),
            np.where(row, real.row_upper, calm.row_upper),
        )

    def _solve(self, state: State, done: np.ndarray | None = None, before: int = 0) -> np.ndarray:
        """The optimum; what `done` says of earlier periods stays, and their rows are met already:
        float64[column], empty when there is none."""
        kept = np.zeros(len(state.upper))
        if done is not None:
            past = self._column_period < before
            kept = np.where(past, done, 0.0)
            over = self._row_period < before
            shift = self._program.matrix @ kept
            state = State(
                np.where(past, 0.0, state.upper),
                state.cost,
                np.where(over, -np.inf, state.row_lower - shift),
                np.where(over, np.inf, state.row_upper - shift),
            )
        self._events[1] = _event(state, len(state.upper), len(state.row_lower))
        y = self._solver.value(0, 1, np.zeros(1)).y
        return y + kept if len(y) else y


def _closed(state: State, columns: np.ndarray) -> State:
    """The state with these columns at nothing."""
    upper = state.upper.copy()
    upper[columns] = 0.0
    return replace(state, upper=upper)


def _differ(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    differ: np.ndarray = ~np.isclose(a, b, rtol=ROUNDING, atol=0.0)
    return differ


def _event(state: State, columns: int, rows: int) -> Event:
    """A state as an event of a part that nothing opens."""
    return Event(
        Edits(
            columns=np.arange(columns),
            upper=state.upper,
            cost_columns=np.arange(columns),
            cost=state.cost,
            rows=np.arange(rows),
            row_lower=state.row_lower,
            row_upper=state.row_upper,
        ),
        csr_array((columns, 1)),
        csr_array((rows, 1)),
    )


def _periods_of(blocks: Iterable[Block], single: int) -> np.ndarray:
    """The period of each column or row; of blocks with one only, `single`: int64[column]."""
    return np.concatenate(
        [
            np.tile(
                np.arange(block.periods) if block.periods > 1 else np.array([single]),
                block.labels.height,
            )
            for block in blocks
        ]
    )
