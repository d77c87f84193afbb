"""How long the plan of the atlas against an adversary takes, with its bounds from both sides.

    python benchmarks/plan_against.py [ACTIONS] [--case japan-us] [--months 12] [--gap 0.05]
                                      [--seconds 600]

Prints the bounds after each step, and at the end steps, programs, bounds, gap, seconds of the clock
and of the processor.
"""

from __future__ import annotations

import argparse
import time

from xenotime.network.reconciliation import THOUSAND
from xenotime.solve.two_stage import Progress
from xenotime.studies.planning.attacked import attacked
from xenotime.studies.planning.futures import scenarios_of
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import built
from xenotime.world.world import World

MILLION = 1e6


def say(text: str) -> None:
    print(f"{time.process_time():7.1f} s of processor  {text}", flush=True)


def show(progress: Progress) -> None:
    bound, found = (v * THOUSAND / MILLION for v in (progress.bound, progress.objective))
    say(f"step {progress.step:4d}  at least {bound:9.1f}  found {found:9.1f} m  {progress.gap:.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("actions", type=int, nargs="?", default=1)
    parser.add_argument("--case", default="japan-us")
    parser.add_argument("--months", type=int)
    parser.add_argument("--gap", type=float, default=0.05)
    parser.add_argument("--seconds", type=float, default=600.0)
    asked = parser.parse_args()
    case = PlanCase.load(asked.case)
    months = case.adversary.months if asked.months is None else asked.months
    adversary = case.adversary.model_copy(update={"actions": asked.actions, "months": months})
    changes = {"adversary": adversary, "gap": asked.gap, "seconds": asked.seconds}
    case = case.model_copy(update=changes)
    planner = Planner(World.atlas(), case, scenarios_of(case), step=say)
    begun, used = time.monotonic(), time.process_time()
    found = attacked(planner, say, show)
    decision = found.decision
    bound, objective = (v * THOUSAND / MILLION for v in (decision.bound, decision.objective))
    print(
        f"{asked.actions} actions: {decision.status}, {decision.steps} steps, "
        f"at least {bound:.1f}, found {objective:.1f} m USD, gap {decision.gap:.2%}, "
        f"worst loss without projects {found.before_usd / MILLION:.1f}, "
        f"with them {found.after_usd / MILLION:.1f}, "
        f"{time.monotonic() - begun:.0f} s, {time.process_time() - used:.0f} s of processor"
    )
    for name, cost in found.attack.select("name", "cost_usd").iter_rows():
        print(f"  attack  {name}: {cost / MILLION:.1f} alone")
    chosen = built(planner, decision.x)
    for name, start in chosen.filter(~chosen["given"]).select("name", "start").iter_rows():
        print(f"  project {name}, {start}")


if __name__ == "__main__":
    main()
