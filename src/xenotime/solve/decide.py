"""The one entrance to two-stage programs: the method is chosen by size, and can be forced."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from xenotime.solve.cuts import CutPool
from xenotime.solve.extensive import live_columns, write_out
from xenotime.solve.integer import IntegerSolver
from xenotime.solve.linear import SolverError
from xenotime.solve.lshaped import LShaped
from xenotime.solve.recourse import Recourse
from xenotime.solve.risk import Cells, cells_of, risk_of
from xenotime.solve.search import InfeasibleError, OutOfTimeError, Search, allows
from xenotime.solve.two_stage import Decision, TwoStage, Watch

Method = Literal["auto", "extensive", "lshaped"]
EXTENSIVE_LINEAR_TO = 20_000
"""Columns of the extensive form that can be other than zero up to which a linear program is solved
whole."""
EXTENSIVE_INTEGER_TO = 2_500
"""The same with whole numbers in the first stage and more than one scenario."""

EXTENSIVE_SINGLE_TO = 60_000
"""The same where every part has one event only."""


def decide(
    problem: TwoStage,
    *,
    method: Method = "auto",
    gap: float = 1e-6,
    seconds: float = np.inf,
    watch: Watch | None = None,
    start: np.ndarray | None = None,
    cuts: CutPool | None = None,
    recourse: Recourse | None = None,
    whole_second: np.ndarray | None = None,
) -> Decision:
    """The first stage that is best before the scenarios, with bounds.

    Args:
        problem: arrays of both stages.
        method: `extensive` solves the program whole, `lshaped` by scenario and part; `auto` picks.
        gap: relative; the search ends when it is proven.
        seconds: the search ends after so long, with the best so far.
        watch: told the bounds after each step.
        start: an x to begin with; it is evaluated however short the time is, so that there is an
            answer as soon as one is known.
        cuts: of earlier runs with the same parts; new ones are added to it.
        recourse: of earlier runs with the same parts, warm.
        whole_second: bool[column of every part] that must be whole in the second stage: only the
            extensive form can.

    Ctrl-C ends the search with the best so far and the status `interrupted`.

    Raises:
        SolverError: the program is unbounded, or HiGHS fails.
        ValueError: arrays that do not fit together.
    """
    check(problem)
    cells = cells_of(problem.parts, len(problem.probabilities))
    search = Search(gap, seconds, watch)
    evaluator = Recourse(problem.parts) if recourse is None else recourse
    chosen = chosen_method(problem, cells) if method == "auto" else method
    if whole_second is not None:
        chosen = "extensive"
    try:
        if chosen == "extensive":
            _extensive(problem, cells, evaluator, search, start, whole_second)
        else:
            pool = CutPool() if cuts is None else cuts
            LShaped(problem, cells, evaluator, pool, search).run(start)
    except InfeasibleError:
        return search.decision("infeasible", chosen)
    except OutOfTimeError:
        return search.decision("time", chosen)
    except KeyboardInterrupt:
        return search.decision("interrupted", chosen)
    return search.decision("optimal" if search.done else "time", chosen)


def chosen_method(problem: TwoStage, cells: Cells) -> Literal["extensive", "lshaped"]:
    """Whole, where the program is small or there is only one event to decide for."""
    columns = sum(
        int(live_columns(problem.parts[part], event, problem.first).sum())
        for part, event in zip(cells.part.tolist(), cells.event.tolist(), strict=True)
    )
    if not np.asarray(problem.first.integer, dtype=bool).any():
        return "extensive" if columns <= EXTENSIVE_LINEAR_TO else "lshaped"
    single = all(len(part.events) == 1 for part in problem.parts)
    limit = EXTENSIVE_SINGLE_TO if single else EXTENSIVE_INTEGER_TO
    return "extensive" if columns <= limit else "lshaped"


def check(problem: TwoStage) -> None:
    """Raise ValueError when arrays do not fit together."""
    count = len(problem.first.cost)
    probabilities = np.asarray(problem.probabilities, dtype=float)
    if (probabilities < 0).any() or abs(probabilities.sum() - 1.0) > 1e-6:
        raise ValueError("probabilities must be at least 0 and add up to 1")
    if problem.first.matrix.shape != (len(problem.first.row_lower), count):
        raise ValueError("the first stage's matrix does not fit its rows and columns")
    for part in problem.parts:
        rows, columns = part.program.matrix.shape
        if len(part.event_of) != len(probabilities):
            raise ValueError(f"part {part.name!r}: event_of needs one event for each scenario")
        for event in part.events:
            if event.bounds.shape != (columns, count) or event.rows.shape != (rows, count):
                raise ValueError(f"part {part.name!r}: U or T does not fit the part and x")


def _extensive(
    problem: TwoStage,
    cells: Cells,
    recourse: Recourse,
    search: Search,
    start: np.ndarray | None,
    whole_second: np.ndarray | None,
) -> None:
    """Solve it whole; what is found is in `search`."""
    likely = np.asarray(problem.probabilities) > 0
    integer = np.asarray(problem.first.integer, dtype=bool)
    used = np.zeros(len(cells), dtype=bool)
    used[cells.of_scenario[likely].ravel()] = True
    pairs = list(zip(cells.part[used].tolist(), cells.event[used].tolist(), strict=True))

    def exactly(x: np.ndarray) -> tuple[float, np.ndarray]:
        """The objective at x (infinite: no second stage), and the cost of each scenario."""
        cost = np.full(len(cells), np.nan)
        cost[used] = [there for there, _ in recourse.cuts(x, pairs)]
        scenario = cost[cells.of_scenario].sum(axis=1)
        if not np.isfinite(scenario[likely]).all():
            return np.inf, scenario
        risk = risk_of(
            np.where(likely, scenario, 0.0),
            np.asarray(problem.probabilities, dtype=float),
            problem.risk,
        )
        return float(problem.first.cost @ x) + risk, scenario

    begins = start is not None and len(start) == len(integer)
    if start is not None and begins and whole_second is None and allows(problem.first, start):
        search.found(start, *exactly(start))
    written = write_out(problem, cells, used, plain=whole_second is not None)
    columns = np.flatnonzero(integer)
    program = written.program
    if whole_second is not None:
        blocks = np.tile(whole_second, int(used.sum()))
        others = program.integer[: len(program.integer) - len(blocks)]
        program = replace(program, integer=np.concatenate([others, blocks]))

    def told(bound: float, objective: float) -> bool:
        search.proven(bound * written.money)
        search.tell(objective * written.money)
        return False

    begin = None if start is None or not len(columns) else (columns, start[columns])
    found = IntegerSolver(program).solve(0.5 * search.wanted, search.left, begin, told)
    if found.status == "infeasible":
        raise InfeasibleError
    if found.status == "unbounded":
        raise SolverError("the program is unbounded, or nothing satisfies it")
    if len(found.x):
        x = found.x[: written.first]
        x = np.where(integer, np.round(x), x)
        value, scenario = found.objective * written.money, np.full(len(likely), np.nan)
        if whole_second is None:
            exact, scenario = exactly(x)
            value = exact if np.isfinite(exact) else value
        search.found(x, value, scenario)
    search.proven(found.bound * written.money)
    search.tell()
    if found.status == "interrupted":
        raise KeyboardInterrupt
    if found.status == "time":
        raise OutOfTimeError
