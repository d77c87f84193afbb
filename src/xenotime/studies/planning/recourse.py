"""What every future does to every group of minerals, as parts and events of a two-stage program.

A part is the model of a coupling group with the candidates in it. An event is a future (a scenario,
or the undisturbed world) with a set of failed projects: what fails opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_array, diags_array

from xenotime.network.burden import counting
from xenotime.network.index import build_index
from xenotime.network.links import links
from xenotime.network.model import Model, Outcome, build
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference, padded
from xenotime.network.surprise import surprised
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.linear import Solver
from xenotime.solve.two_stage import Edits, Event, Part
from xenotime.studies.attack.game import TRIFLE
from xenotime.studies.planning.options import Options
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.solved import optimum
from xenotime.world.world import World

UNDISTURBED = "undisturbed"


@dataclass(frozen=True)
class GroupModel:
    """One group with its candidates: the model, its undisturbed optimum without any of them, and
    how the options open it (`bounds`: [column, option], `rows`: [row, option])."""

    number: int
    model: Model
    undisturbed: Outcome
    bounds: csr_array
    rows: csr_array
    projects: frozenset[str]


@dataclass(frozen=True)
class Futures:
    """The futures and the failures.

    frame: scenario, future, draw, probability, failed (list of projects).
    scenarios: by future; None: undisturbed.
    """

    frame: pl.DataFrame
    scenarios: dict[str, Scenario | None]

    @property
    def probabilities(self) -> np.ndarray:
        """float64[scenario]."""
        return self.frame["probability"].to_numpy()


def futures_of(
    case: PlanCase, scenarios: Mapping[str, tuple[Scenario | None, float]], chances: pl.DataFrame
) -> Futures:
    """Every future with every draw of failures; chances: id, chance.

    The same draws serve all futures. Within them a project fails as often as its chance says, to
    the nearest draw: each has its own permutation of the draws' quantiles.
    """
    draws = case.failures.draws
    failed: list[list[str]] = [[]]
    weight = [1.0]
    if draws:
        generator = np.random.default_rng(case.failures.seed)
        quantile = (np.arange(draws) + 0.5) / draws
        chance = chances["chance"].fill_null(1.0).to_numpy()
        fails = np.array([quantile[generator.permutation(draws)] > c for c in chance])
        names = chances["id"].to_numpy()
        failed = [sorted(names[fails[:, d]]) if len(names) else [] for d in range(draws)]
        weight = [1.0 / draws] * draws
    rows = [
        (name, draw, probability * weight[draw], failed[draw])
        for name, (_, probability) in scenarios.items()
        for draw in range(len(failed))
    ]
    schema: dict[str, Any] = {
        "future": pl.String,
        "draw": pl.Int64,
        "probability": pl.Float64,
        "failed": pl.List(pl.String),
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("scenario")
    return Futures(frame, {name: scenario for name, (scenario, _) in scenarios.items()})


def group_model(
    world: World,
    case: PlanCase,
    commodities: Sequence[str],
    number: int,
    periods: Periods,
    as_of: str,
    candidates: pl.DataFrame,
    options: Options,
    partners: Sequence[str],
    scenarios: Sequence[Scenario],
    year: Reference,
) -> GroupModel:
    """Build a group with its candidates and solve it undisturbed without them; `year`: the
    reconciled year of the group without them.

    Raises:
        XenotimeError: when figures of extreme size leave it without a solution.
    """
    index = build_index(world, list(commodities), as_of, candidates)
    reference = year if index.world is None else padded(index, year)
    others = max(case.others, TRIFLE)
    free = counting(build(index, reference, periods), partners, others)
    found = optimum(Solver(free.program), index, "the undisturbed world")
    model = free
    if case.goal.most_short is not None:
        home = index.demand["place"].is_in(list(partners)).to_numpy()
        limit = np.where(home, case.goal.most_short, np.inf)
        model = counting(build(index, reference, periods, most_short=limit), partners, others)
    mine = options.frame.filter(pl.col("project").is_in(candidates["id"].to_list()))
    at = mine["option"].to_numpy()
    opened = links(
        model,
        mine.select(pl.int_range(pl.len()).alias("option"), "project"),
        options.available[at],
        options.filled[at],
        shared=partners if case.stockpiles.shared else False,
        growth=_growth(model, scenarios),
    )
    spread = csr_array((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), len(options)))
    return GroupModel(
        number,
        model,
        Outcome(free, found.x, found.row_dual, found.objective),
        csr_array(opened.bounds @ spread),
        csr_array(opened.rows @ spread),
        frozenset(candidates["id"].to_list()),
    )


def _growth(model: Model, scenarios: Sequence[Scenario]) -> np.ndarray:
    """The largest multiple of normal demand in any scenario: float64[demand]."""
    growth = np.ones(model.index.demand.height)
    for scenario in scenarios:
        growth = np.maximum(growth, patch(model, scenario).demand_factor.max(axis=1, initial=1.0))
    return growth


def part_of(group: GroupModel, futures: Futures, options: Options, place: csr_array) -> Part:
    """The group's part: its program, and an event for each future and set of failed projects.

    Args:
        group: the model.
        futures: what may happen.
        options: what can be decided.
        place: [option, x], where each option's size stands in the first stage.
    """
    project = options.frame["project"].to_numpy()
    changes: dict[str, Change | None] = {}
    events: list[Event] = []
    known: dict[tuple[object, ...], int] = {}
    event_of = []
    for future, failed in futures.frame.select("future", "failed").iter_rows():
        if future not in changes:
            changes[future] = change_of(group, futures.scenarios[future])
        gone = frozenset(failed) & group.projects
        change = changes[future]
        key = (None if change is None else future, gone)
        if key not in known:
            known[key] = len(events)
            works = (~np.isin(project, list(gone))).astype(float)
            events.append(_event(group, change, diags_array(works) @ place))
        event_of.append(known[key])
    return Part(group.model.program, events, np.array(event_of), name=f"group {group.number}")


@dataclass(frozen=True)
class Change:
    """What a scenario does to a group: edits of the program, the factor of what options open
    (float64[column]), and the multiple of normal demand (float64[demand, period])."""

    edits: Edits
    factor: np.ndarray
    demand_factor: np.ndarray


def change_of(group: GroupModel, scenario: Scenario | None) -> Change | None:
    """The scenario as it surprises a group; None where it changes nothing."""
    if scenario is None:
        return None
    late = surprised(group.model, scenario.start, group.undisturbed.x)
    change = patch(late, scenario)
    if change.empty:
        return None
    upper, factor = late.program.upper.copy(), np.ones(len(late.program.upper))
    upper[change.columns], factor[change.columns] = change.upper, change.factor
    moved = np.flatnonzero((upper != group.model.program.upper) | (factor != 1.0))
    edits = Edits(
        columns=moved,
        upper=upper[moved],
        cost_columns=change.cost_columns,
        cost=change.cost,
        rows=change.rows,
        row_lower=change.right_side,
        row_upper=change.right_side,
    )
    return Change(edits, factor, change.demand_factor)


def _event(group: GroupModel, change: Change | None, place: csr_array) -> Event:
    """The edits of a future, and how what does not fail opens the program under it."""
    bounds, rows = csr_array(group.bounds @ place), csr_array(group.rows @ place)
    if change is None:
        return Event(Edits(), bounds, rows)
    return Event(change.edits, csr_array(diags_array(change.factor) @ bounds), rows)


Step = Callable[[str], None]
"""Told what is being worked on."""
