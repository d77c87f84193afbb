"""How long the plan of a shipped case takes on the atlas to a proven gap.

    python benchmarks/plan_atlas.py [CASE] [--gap 0.01] [--repeat 1]

Prints one JSON line for each run: scenarios, projects that can be chosen, years, parts and events,
the objective and bound in billion USD, the gap, and seconds for putting the problem together and
for solving it. `benchmarks/plan_against.py` does the same for the plan against an adversary.
"""

from __future__ import annotations

import argparse
import json
import time

import polars as pl

from xenotime.studies.planning.futures import scenarios_of
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.planner import Planner
from xenotime.world.world import World

MILLION = 1e6
"""Thousand USD in a billion USD."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", nargs="?", default="japan-us")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    case, world = PlanCase.load(asked.case), World.atlas()
    for _ in range(asked.repeat):
        began = time.perf_counter()
        planner = Planner(world, case, scenarios_of(case))
        built = time.perf_counter() - began
        found = planner.solve(gap=asked.gap, seconds=asked.seconds)
        chosen = planner.candidates.filter(~pl.col("given"))
        print(
            json.dumps(
                {
                    "case": asked.case,
                    "scenarios": planner.futures.frame.height,
                    "projects": chosen.filter(pl.col("kind") != "stockpile").height,
                    "stockpiles": chosen.filter(pl.col("kind") == "stockpile").height,
                    "years": len(planner.options.years),
                    "events": sum(len(part.events) for part in planner.parts),
                    "objective_bn_usd": round(found.objective / MILLION, 4),
                    "bound_bn_usd": round(found.bound / MILLION, 4),
                    "gap": round(found.gap, 5),
                    "status": found.status,
                    "build_seconds": round(built, 1),
                    "solve_seconds": round(found.seconds, 1),
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
