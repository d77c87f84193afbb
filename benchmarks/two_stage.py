"""A portfolio against scenarios: the decomposition beside the extensive form in linopy.

    python benchmarks/two_stage.py [portfolio] [memory] [fixed] [--scenarios 10] [--gap 0.01]

    portfolio   the same problem by `decide` and as the extensive form, built with linopy and solved
                by HiGHS to the same gap; both objectives are printed. Goal: 20 times faster.
    memory      the peak of the resident set with 10 and with 50 scenarios. Goal: at most 1.5 times.
    fixed       50 scenarios of a fixed portfolio, warm, beside building and solving each in linopy.
                Goal: 20 times faster per scenario.

Each measurement runs in a process of its own; without names, all run. The problem is
`synthetic_plan.portfolio`, of realistic size. mpi-sppy is
the peer for decomposition; it needs MPI and Pyomo, and is measured only where both are installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.synthetic_plan import portfolio
from xenotime.solve import Recourse, TwoStage, decide
from xenotime.solve.two_stage import Event, Part

BUILT_IN_LINOPY = 3
"""Scenarios that linopy builds and solves; each takes seconds."""
LONGEST = 1200.0
"""Seconds after which the extensive form is stopped; its time is then a lower limit."""


def problem_of(scenarios: int) -> TwoStage:
    """The problem that is measured."""
    return portfolio(scenarios)


def by_decomposition(scenarios: int, gap: float) -> dict[str, Any]:
    """Build the arrays and decide."""
    problem = problem_of(scenarios)
    began = time.perf_counter()
    found = decide(problem, method="lshaped", gap=gap)
    return {
        "seconds": time.perf_counter() - began,
        "objective": found.objective,
        "gap": found.gap,
        "steps": found.steps,
        "mb": peak_mb(),
    }


def by_linopy(scenarios: int, gap: float) -> dict[str, Any]:
    """Build the extensive form in linopy and solve it with HiGHS."""
    problem = problem_of(scenarios)
    began = time.perf_counter()
    model = extensive(problem)
    built = time.perf_counter() - began
    model.solve(
        solver_name="highs", mip_rel_gap=gap, time_limit=LONGEST, output_flag=False, progress=False
    )
    return {
        "seconds": time.perf_counter() - began,
        "build_seconds": built,
        "objective": float(model.objective.value or np.nan),
        "status": str(model.termination_condition),
        "mb": peak_mb(),
    }


def extensive(problem: TwoStage) -> Any:
    """All parts in all their events as one linopy model; the expected cost is minimised."""
    import linopy
    import pandas as pd

    first = problem.first
    model = linopy.Model()
    count = len(first.cost)
    whole = np.flatnonzero(first.integer)
    others = np.flatnonzero(~np.asarray(first.integer, dtype=bool))
    built = model.add_variables(
        binary=True, coords=[pd.RangeIndex(len(whole), name="whole")], name="built"
    )
    paid = model.add_variables(
        lower=first.lower[others],
        upper=first.upper[others],
        coords=[pd.RangeIndex(len(others), name="other")],
        name="paid",
    )
    label = np.empty(count, dtype=np.int64)
    label[whole], label[others] = built.labels.to_numpy(), paid.labels.to_numpy()
    objective = (first.cost[whole] * built).sum() + (first.cost[others] * paid).sum()
    _rows(model, first.matrix, label, None, None, first.row_lower, first.row_upper, "first")
    for part in problem.parts:
        for number, event in enumerate(part.events):
            chance = problem.probabilities[np.asarray(part.event_of) == number].sum()
            cost, upper, _, _ = at(part, event, np.zeros(count))
            moved = np.flatnonzero(np.diff(event.bounds.indptr))
            free = upper.copy()
            free[moved] = np.inf
            name = f"{part.name}.{number}"
            y = model.add_variables(
                lower=part.program.lower,
                upper=free,
                coords=[pd.RangeIndex(len(cost), name=f"y.{name}")],
                name=f"y.{name}",
            )
            own = y.labels.to_numpy()
            program = part.program
            _rows(
                model,
                program.matrix,
                own,
                -event.rows,
                label,
                program.row_lower,
                program.row_upper,
                f"rows.{name}",
            )
            ones = csr_array(
                (np.ones(len(moved)), (np.arange(len(moved)), moved)), shape=(len(moved), len(cost))
            )
            below = np.full(len(moved), -np.inf)
            _rows(
                model, ones, own, -event.bounds[moved], label, below, upper[moved], f"open.{name}"
            )
            objective = objective + (chance * cost * y).sum()
    model.add_objective(objective)
    return model


def fixed_portfolio(scenarios: int) -> dict[str, Any]:
    """Every scenario of a fixed portfolio: warm by `Recourse`, and a few rebuilt in linopy."""
    problem = problem_of(scenarios)
    first = problem.first
    x = np.where(np.arange(len(first.cost)) % 12 == 3, first.integer, 0.0).astype(float)
    recourse = Recourse(problem.parts)
    began = time.perf_counter()
    costs = np.array([cost for cost, _ in recourse.cuts(x)]).reshape(len(problem.parts), -1)
    ours = (time.perf_counter() - began) / scenarios
    began = time.perf_counter()
    for scenario in range(BUILT_IN_LINOPY):
        total = sum(in_linopy(part, scenario, x) for part in problem.parts)
        if abs(total - costs[:, scenario].sum()) > 1e-6 * abs(total):
            raise ValueError(f"scenario {scenario}: {total} in linopy, {costs[:, scenario].sum()}")
    theirs = (time.perf_counter() - began) / BUILT_IN_LINOPY
    return {"seconds_per_scenario": ours, "linopy_seconds_per_scenario": theirs}


def in_linopy(part: Part, scenario: int, x: np.ndarray) -> float:
    """The cost of a part in a scenario, built and solved in linopy."""
    import linopy
    import pandas as pd

    event = part.events[int(part.event_of[scenario])]
    cost, upper, lower_side, upper_side = at(part, event, x)
    model = linopy.Model()
    y = model.add_variables(
        lower=part.program.lower, upper=upper, coords=[pd.RangeIndex(len(cost), name="y")], name="y"
    )
    labels = y.labels.to_numpy()
    _rows(model, part.program.matrix, labels, None, None, lower_side, upper_side, "rows")
    model.add_objective((cost * y).sum())
    model.solve(solver_name="highs", output_flag=False, progress=False)
    return float(model.objective.value or np.nan)


def at(part: Part, event: Event, x: np.ndarray) -> tuple[np.ndarray, ...]:
    """Costs, upper bounds and both sides of the rows in the event at x."""
    program, edits = part.program, event.edits
    cost, upper = np.array(program.cost), np.array(program.upper)
    low, high = np.array(program.row_lower), np.array(program.row_upper)
    cost[edits.cost_columns] = edits.cost
    upper[edits.columns] = edits.upper
    low[edits.rows], high[edits.rows] = edits.row_lower, edits.row_upper
    shift = event.rows @ x
    return cost, upper + event.bounds @ x, low + shift, high + shift


def _rows(
    model: Any,
    matrix: Any,
    labels: np.ndarray,
    other: Any,
    other_labels: np.ndarray | None,
    lower: np.ndarray,
    upper: np.ndarray,
    name: str,
) -> None:
    """Rows of sparse matrices as linopy constraints: padded to the longest row."""
    import linopy
    import xarray as xr

    whole = coo_array(matrix if other is None else hstack([matrix, other]))
    all_labels = labels if other_labels is None else np.concatenate([labels, other_labels])
    order = np.argsort(whole.row, kind="stable")
    row, column, value = whole.row[order], whole.col[order], whole.data[order]
    counts = np.bincount(row, minlength=whole.shape[0])
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (whole.shape[0], max(int(counts.max(initial=1)), 1))
    coefficients, variables = np.full(shape, np.nan), np.full(shape, -1)
    coefficients[row, place], variables[row, place] = value, all_labels[column]
    dimensions = (f"row.{name}", "_term")
    for sign, side, chosen in (
        ("=", lower, lower == upper),
        (">=", lower, np.isfinite(lower) & (lower != upper)),
        ("<=", upper, np.isfinite(upper) & (lower != upper)),
    ):
        if chosen.any():
            data = xr.Dataset(
                {
                    "coeffs": (dimensions, coefficients[chosen]),
                    "vars": (dimensions, variables[chosen]),
                    "const": (dimensions[:1], np.zeros(int(chosen.sum()))),
                }
            )
            left = linopy.LinearExpression(data, model)
            model.add_constraints(
                left, sign, xr.DataArray(side[chosen], dims=dimensions[:1]), name=f"{name}{sign}"
            )


def peak_mb() -> float:
    """The peak of this process's resident set in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(what: str, scenarios: int, gap: float) -> dict[str, Any]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, __file__, "--one", what]
    command += ["--scenarios", str(scenarios), "--gap", str(gap)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(f"{what}: {said.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(said.stdout.strip().splitlines()[-1]))


def main() -> None:
    """Measure what is asked for and print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("what", nargs="*", metavar="portfolio | memory | fixed")
    parser.add_argument("--scenarios", type=int, default=10)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--one", choices=["decomposition", "linopy", "fixed"])
    chosen = parser.parse_args()
    if chosen.one:
        ones = {
            "decomposition": by_decomposition,
            "linopy": by_linopy,
            "fixed": lambda scenarios, _: fixed_portfolio(scenarios),
        }
        print(json.dumps(ones[chosen.one](chosen.scenarios, chosen.gap)))
        return
    what = chosen.what or ["portfolio", "memory", "fixed"]
    if importlib.util.find_spec("mpisppy") is None:
        print("mpi-sppy is not installed: no peer for the decomposition itself")
    if "portfolio" in what:
        ours = apart("decomposition", chosen.scenarios, chosen.gap)
        theirs = apart("linopy", chosen.scenarios, chosen.gap)
        print(f"portfolio, {chosen.scenarios} scenarios, gap {chosen.gap:g}")
        print(
            f"  decide   {ours['seconds']:9.1f} s  {ours['objective']:,.1f}  {ours['mb']:,.0f} MB"
        )
        print(
            f"  linopy   {theirs['seconds']:9.1f} s  {theirs['objective']:,.1f}  "
            f"{theirs['mb']:,.0f} MB  ({theirs['status']})"
        )
        print(f"  ratio    {theirs['seconds'] / ours['seconds']:9.1f}  (goal 20)")
    if "memory" in what:
        few, many = (apart("decomposition", count, chosen.gap) for count in (10, 50))
        print(f"memory   10 scenarios {few['mb']:,.0f} MB, 50 scenarios {many['mb']:,.0f} MB")
        print(f"  ratio    {many['mb'] / few['mb']:9.2f}  (goal 1.5)")
    if "fixed" in what:
        one = apart("fixed", 50, chosen.gap)
        ours_each, theirs_each = one["seconds_per_scenario"], one["linopy_seconds_per_scenario"]
        print(f"fixed    {ours_each:.3f} s per scenario, linopy {theirs_each:.3f} s")
        print(f"  ratio    {theirs_each / ours_each:9.1f}  (goal 20)")


if __name__ == "__main__":
    main()
