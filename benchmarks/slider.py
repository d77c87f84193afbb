"""How long a slider takes to answer: one licence share is changed and the group solved again.

    python benchmarks/slider.py [--world atlas|synthetic] [--commodity ID] [--changes 20]

Warm: `studies.solved` moves the bounds and solves from the last basis. Beside it, in the same run,
the same group in linopy, built and solved from nothing for some of the same shares; the optima are
compared. Without `--commodity` every group of the world is measured; the share is that of the
group's largest exporter by value, on all its goods.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.build import AS_OF, synthetic_world
from tests import reference_model as twin
from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.studies.case import Case
from xenotime.studies.solved import SolvedGroup
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

COLD_RUNS = 3


def licence(commodities: list[str], origin: str, through: float, case: Case) -> Scenario:
    """Only a share of what `origin` exports of the commodities is let through."""
    cut = Cut(note="slider", commodities=tuple(commodities), origins=(origin,), through=through)
    return Scenario(
        id="slider",
        name="Slider",
        description="One licence share",
        start=case.horizon[0],
        months=int(case.periods.lengths.sum()),
        source="-",
        cuts=(cut,),
    )


@contextmanager
def quiet() -> Iterator[None]:
    """HiGHS greets on standard output before linopy can silence it."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def largest_exporter(group: SolvedGroup) -> str:
    """The place that exports most by value in the reference year."""
    index = group.model.index
    worth = group.model.reference.flow * index.prices[index.arcs["head"].to_numpy()]
    exports = index.arcs.with_columns(worth=worth).group_by("origin").agg(pl.col("worth").sum())
    return str(exports.sort("worth", "origin", descending=[True, False])["origin"][0])


def measure(case: Case, number: int, origin: str | None, changes: int, seed: int) -> str:
    """One line of the table: warm against cold, in milliseconds."""
    commodities = case.groups[number]
    started = time.perf_counter()
    group = case.solved(number)
    _ = group.undisturbed
    first = time.perf_counter() - started
    index = group.model.index
    origin = origin or largest_exporter(group)
    shares = np.random.default_rng(seed).permutation(np.linspace(0.0, 0.95, changes))
    warm, optima = [], []
    for share in shares:
        scenario = licence(commodities, origin, float(share), case)
        started = time.perf_counter()
        optima.append(group.outcome(scenario).objective)
        warm.append(time.perf_counter() - started)

    reference = twin.reference_tables(index, group.model.reference)
    figures = twin.figures(case.world, commodities, reference, AS_OF)
    cold = []
    for share, optimum in zip(shares[:COLD_RUNS], optima, strict=False):
        scenario = licence(commodities, origin, float(share), case)
        with quiet():
            started = time.perf_counter()
            found = twin.solve(twin.model(figures, case.periods, scenario))
            cold.append(time.perf_counter() - started)
        if abs(found - optimum) > 1e-6 * max(abs(found), 1.0):
            raise SystemExit(f"{commodities}: {optimum} here, {found} in linopy")
    middle, worst, peer = np.median(warm), max(warm), np.median(cold)
    name = f"{commodities[0]} (+{len(commodities) - 1})"
    return (
        f"{name:32}{origin:>7}{len(group.model.program.cost):11,}{1e3 * first:11,.0f}"
        f"{1e3 * middle:10,.1f}{1e3 * worst:10,.1f}{1e3 * peer:11,.0f}{peer / middle:9.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", choices=("atlas", "synthetic"), default="atlas")
    parser.add_argument("--commodity", help="measure only the group of this commodity")
    parser.add_argument("--origin", help="whose licences; default: the group's largest exporter")
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--months", type=int, default=3, help="length of a period")
    parser.add_argument("--horizon", nargs=2, default=("2027-01", "2027-12"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        world = World.atlas() if options.world == "atlas" else synthetic_world(1, 30)
    except XenotimeError as error:
        print(f"the atlas does not load ({error}); the synthetic world stands in")
        world = synthetic_world(1, 30)
    case = Case(
        world,
        partnership=(world.table("places")["id"][0],),
        horizon=tuple(options.horizon),
        months=options.months,
        as_of=AS_OF,
    )
    numbers = range(len(case.groups))
    if options.commodity:
        numbers = [case.group_of(options.commodity)]
    print(
        f"{'group (ms)':32}{'origin':>7}{'variables':>11}{'first':>11}{'median':>10}{'worst':>10}"
        f"{'linopy':>11}{'ratio':>9}"
    )
    for number in numbers:
        print(measure(case, number, options.origin, options.changes, options.seed), flush=True)


if __name__ == "__main__":
    main()
