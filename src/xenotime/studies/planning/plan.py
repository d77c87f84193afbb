"""Which joint projects to build, when, of what size and with whose money, whoever attacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from xenotime.network.reconciliation import THOUSAND
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.two_stage import Decision, Watch
from xenotime.studies.case import Case
from xenotime.studies.planning.attacked import SCHEMA as ATTACK
from xenotime.studies.planning.attacked import attacked
from xenotime.studies.planning.contradictions import contradictions
from xenotime.studies.planning.frontier import SCHEMA as FRONTIER
from xenotime.studies.planning.frontier import frontier as frontier_of
from xenotime.studies.planning.futures import scenarios_of
from xenotime.studies.planning.gains import SCHEMA as PARTNERS
from xenotime.studies.planning.gains import Gains, gains
from xenotime.studies.planning.plan_case import PlanCase, Purse
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.ranking import SCHEMA as VALUES
from xenotime.studies.planning.ranking import game_of
from xenotime.studies.planning.ranking import ranking as ranking_of
from xenotime.studies.planning.reading import built, payments, shortages, stockpiles
from xenotime.studies.planning.recourse import Step
from xenotime.studies.planning.result import PlanResult
from xenotime.studies.planning.simulation import SCHEMA as PROMISE
from xenotime.studies.planning.simulation import simulation
from xenotime.studies.planning.written import check_suffix, write_model
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

SECONDS_RANKING = 30.0
SECONDS_FRONTIER = 60.0
SECONDS_ALONE = 20.0
NO_ATTACK = pl.DataFrame(schema=ATTACK)
Scenarios = Mapping[str, tuple[Scenario | None, float]]


def plan_case_of(case: Case) -> tuple[PlanCase, dict[str, tuple[Scenario | None, float]]]:
    """A plan case with the defaults for everything that a case does not say, and its scenarios:
    with their own probabilities; those without one share what is left."""
    own = [scenario.probability for scenario in case.scenarios]
    stated = [p for p in own if p is not None]
    rest = max(1.0 - sum(stated), 0.0) / max(len(own) - len(stated), 1)
    chance = [rest if p is None else p for p in own]
    step = case.months if isinstance(case.months, int) else 12
    found = PlanCase(
        name="Plan", partnership=tuple(case.partnership), horizon=case.horizon, step=step
    )
    return found, {
        scenario.id: (scenario, p) for scenario, p in zip(case.scenarios, chance, strict=True)
    }


def with_budget(case: PlanCase, budget: Mapping[str, float]) -> PlanCase:
    """The case with one purse per partner that may pay for anything, instead of its own; USD over
    the horizon.

    Raises:
        XenotimeError: when a budget is negative.
    """
    for partner, usd in budget.items():
        if not isinstance(usd, int | float) or not usd >= 0:
            raise XenotimeError(f"the budget of {partner} is {usd!r}; write USD, 0 or more")
    purses = tuple(
        Purse(
            id=f"budget_{partner}",
            name=f"Budget of {partner}",
            partner=partner,
            instrument="any",
            budget_usd=usd,
        )
        for partner, usd in budget.items()
    )
    return case.model_copy(update={"purses": purses})


def plan(
    case: PlanCase | Case,
    world: World | None = None,
    *,
    scenarios: Scenarios | None = None,
    budget: Mapping[str, float] | None = None,
    folder: Path | None = None,
    as_of: str | None = None,
    ranking: bool = True,
    frontier: bool = True,
    accounts: bool = True,
    model: Path | None = None,
    step: Step = lambda text: None,
    watch: Watch | None = None,
) -> PlanResult:
    """Choose projects, their start and size, and who pays.

    Args:
        case: a plan case, or a case whose scenarios are the futures.
        world: default: that of the case, or the atlas.
        scenarios: futures by name with their probability, instead of those that the case names.
        budget: USD over the horizon by partner, instead of the case's purses.
        folder: where scenario files named in the case lie.
        as_of: the day whose tariffs hold, `YYYY-MM-DD`; default: the first day of the horizon.
        ranking: whether to say what each project is worth.
        frontier: whether to draw the frontier of budget against loss.
        accounts: whether to say who gains, and to simulate the portfolio without foresight.
        model: a file (.mps or .lp) to which the whole program is written first.
        step: told what is being worked on.
        watch: told the bounds of the search.

    Raises:
        XenotimeError: when the case names what the world does not know, or contradicts itself.
    """
    if isinstance(case, Case):
        world, asked = (case.world if world is None else world), case.as_of
        case, found = plan_case_of(case)
        scenarios = found if scenarios is None else scenarios
        as_of = asked if as_of is None else as_of
    if budget is not None:
        case = with_budget(case, budget)
    named = scenarios_of(case, folder) if scenarios is None else scenarios
    if model is not None:
        check_suffix(model)
    planner = Planner(
        World.atlas() if world is None else world, case, named, step=step, as_of=as_of
    )
    if model is not None:
        step(f"Writing {model}")
        write_model(planner, model)
    return planned(
        planner, ranking=ranking, frontier=frontier, accounts=accounts, step=step, watch=watch
    )


def planned(
    planner: Planner,
    *,
    ranking: bool = True,
    frontier: bool = True,
    accounts: bool = True,
    step: Step = lambda text: None,
    watch: Watch | None = None,
) -> PlanResult:
    """Solve a planner's problem and read it; the arguments are those of `plan`.

    Ctrl-C ends the search with the best portfolio so far, and what has not been looked at yet is
    left out.
    """
    against = attacked(planner, step, watch) if planner.case.adversary.actions else None
    if against is None:
        step("Choosing projects")
        decision = planner.solve(watch=watch)
        if decision.status == "infeasible":
            raise XenotimeError(contradictions(planner))
    else:
        decision = against.decision
    if not len(decision.x):
        raise XenotimeError(
            f"no portfolio was found in {decision.seconds:.0f} seconds; give it more with --seconds"
        )
    rest = _Rest(planner, decision, step)
    if decision.status == "interrupted":
        rest.stop("The search was interrupted: the portfolio is the best found until then.")
    nothing = planner.nothing()
    projects = built(planner, decision.x)
    values = rest.frame("What each project is worth", _ranked, wanted=ranking)
    goal_alone = against is None
    curve = rest.frame("The frontier", _frontier, wanted=frontier and goal_alone)
    shares = rest.frame(
        "Who gains", lambda p, d: rest.said(gains(p, d.x, seconds=SECONDS_ALONE)), wanted=accounts
    )
    promise = rest.frame("Simulating without foresight", _simulated, wanted=accounts)
    return PlanResult(
        case=planner.case,
        partnership=planner.partners,
        periods=tuple(planner.periods.names),
        status=decision.status,
        method=decision.method,
        seconds=decision.seconds,
        objective=decision.objective * THOUSAND,
        bound=decision.bound * THOUSAND,
        before_usd=planner.goal(planner.loss(nothing)) if against is None else against.before_usd,
        projects=_with_values(projects, values),
        payments=payments(planner, decision.x),
        left_out=planner.left_out,
        before=shortages(planner, nothing),
        after=shortages(planner, decision.x),
        partners=_or_empty(shares, PARTNERS),
        frontier=_or_empty(curve, FRONTIER),
        stockpiles=stockpiles(planner, projects),
        promise=_or_empty(promise, PROMISE | {"without_plan_usd": pl.Float64}),
        attack=NO_ATTACK if against is None else against.attack,
        worst_before_usd=None if against is None else against.before_usd,
        worst_after_usd=None if against is None else against.after_usd,
        notes=tuple(rest.notes),
    )


@dataclass
class _Rest:
    """What is asked about a portfolio once it is chosen; the first Ctrl-C ends all of it."""

    planner: Planner
    decision: Decision
    step: Step
    notes: list[str] = field(default_factory=list)
    stopped: bool = False

    def stop(self, note: str) -> None:
        """Ask nothing more."""
        self.stopped = True
        self.notes.append(note)

    def said(self, found: Gains) -> pl.DataFrame:
        """The frame of the gains; what was not checked goes to the notes."""
        self.notes.extend(found.said)
        return found.frame

    def frame(
        self, what: str, ask: Callable[[Planner, Decision], pl.DataFrame], *, wanted: bool = True
    ) -> pl.DataFrame | None:
        """The answer; None when it is not wanted, or was interrupted."""
        if self.stopped or not wanted:
            return None
        self.step(what)
        try:
            found: pl.DataFrame = ask(self.planner, self.decision)
            return found
        except KeyboardInterrupt:
            self.stop(f"Interrupted while asking: {what.lower()}. What follows was left out.")
            return None


def _ranked(planner: Planner, decision: Decision) -> pl.DataFrame:
    return ranking_of(game_of(planner, decision.x), seconds=SECONDS_RANKING)


def _frontier(planner: Planner, decision: Decision) -> pl.DataFrame:
    return frontier_of(planner, decision, seconds=SECONDS_FRONTIER)


def _simulated(planner: Planner, decision: Decision) -> pl.DataFrame:
    """The simulation, and what it would be without the plan's projects."""
    before = simulation(planner, planner.nothing())
    return simulation(planner, decision.x).join(
        before.select("future", without_plan_usd="simulated_usd"),
        on="future",
        how="left",
        maintain_order="left",
    )


def _or_empty(frame: pl.DataFrame | None, schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema)) if frame is None else frame


def _with_values(projects: pl.DataFrame, values: pl.DataFrame | None) -> pl.DataFrame:
    """The projects with what they are worth; the most valuable first, given ones last."""
    known = pl.DataFrame(schema=VALUES) if values is None else values
    return projects.join(
        known.rename({"project": "id"}), on="id", how="left", maintain_order="left"
    ).sort(
        ["given", "shapley", "start", "id"],
        descending=[False, True, False, False],
        nulls_last=True,
    )
