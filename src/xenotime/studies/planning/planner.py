"""The plan as a two-stage program, ready to be solved, asked about portfolios, and read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from xenotime.network.candidates import of_group
from xenotime.network.groups import coupling_groups
from xenotime.network.index import Index, build_index
from xenotime.network.model import Outcome, build
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import THOUSAND, Reference
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.cuts import CutPool
from xenotime.solve.decide import decide
from xenotime.solve.recourse import Recourse
from xenotime.solve.risk import risk_of
from xenotime.solve.two_stage import Decision, Part, Risk, TwoStage, Watch
from xenotime.studies.planning.candidates import candidates
from xenotime.studies.planning.floors import floor_money
from xenotime.studies.planning.futures import with_rest, within_horizon
from xenotime.studies.planning.options import YEAR, Options, options_of
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.purses import Decisions, decisions_of
from xenotime.studies.planning.recourse import (
    Futures,
    GroupModel,
    Step,
    change_of,
    futures_of,
    group_model,
    part_of,
)
from xenotime.studies.planning.support import price_support
from xenotime.studies.solved import reconcile
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

NO_DUALS = np.empty(0)
NO_PRICES = pl.DataFrame(
    schema={"commodity": pl.String, "place": pl.String, "usd_per_t": pl.Float64}
)


class Planner:
    """A plan case on a world: candidates, options, first stage, and every group's recourse.

    Attributes:
        partners: places that plan together.
        candidates, left_out: as `candidates.candidates` gives them.
        support: frame project, commodity, price, breakeven, price_support (USD per t).
        options, decisions: what can be decided, and the first stage over it.
        futures: scenarios of the problem: futures with sets of failed projects.
        groups: the groups' models, those only that a candidate or a future touches.
        problem: the two-stage program in thousand USD; the undisturbed world without projects
            costs nothing.
    """

    def __init__(
        self,
        world: World,
        case: PlanCase,
        scenarios: Mapping[str, tuple[Scenario | None, float]],
        *,
        step: Step = lambda text: None,
        as_of: str | None = None,
    ) -> None:
        """Put the problem together.

        Args:
            world: all tables.
            case: the plan case.
            scenarios: the futures by name, with their probability (`futures.scenarios_of`).
            step: told what is being worked on.
            as_of: the day whose tariffs hold; default: the first day of the horizon.

        Raises:
            XenotimeError: when the case names what the world does not know, or adds up wrongly.
        """
        self.world, self.case = world, case
        names = case.partnership
        self.partners = tuple(
            world.partnership(names) if isinstance(names, str) else dict.fromkeys(names)
        )
        known = set(world.table("places")["id"].to_list())
        for place in self.partners:
            if place not in known:
                raise XenotimeError(f"the partnership names {place!r}, which is not in places.csv")
        self.periods = Periods.between(*case.horizon, step=case.step)
        self.as_of = as_of or f"{case.horizon[0]}-01"
        scenarios = with_rest(scenarios)
        for name, (scenario, _) in scenarios.items():
            if scenario is not None:
                scenario.check(world)
                within_horizon(case, name, scenario.start, scenario.months)
        step("Reconciling the reference year")
        commodities = coupling_groups(world)
        base = [self._base(group) for group in commodities]
        self.price = _prices(base)
        self.use = _uses(base)
        self.candidates, self.left_out = candidates(
            world, case, self.partners, self.use, self.price
        )
        self.options: Options = options_of(case, self.candidates, self.periods)
        self._drop_late()
        reasons = dict(self.left_out.select("project", "reason").iter_rows())
        for project in case.projects.must:
            if project in reasons:
                raise XenotimeError(
                    f"the plan case says that {project} must be built, but: {reasons[project]}"
                )
        deliverers = self.candidates.filter(pl.col("kind") != "stockpile")
        self.futures: Futures = futures_of(case, scenarios, deliverers.select("id", "chance"))
        self.groups: list[GroupModel] = []
        for number, group in enumerate(commodities):
            mine = of_group(world, group, self.candidates)
            touched = case.adversary.actions or self._touched(base[number], scenarios)
            if not mine.height and not touched:
                continue
            step(f"Building {', '.join(group[:2])} ...")
            self.groups.append(
                group_model(
                    world,
                    case,
                    group,
                    number,
                    self.periods,
                    self.as_of,
                    mine,
                    self.options,
                    self.partners,
                    [scenario for scenario, _ in scenarios.values() if scenario is not None],
                    base[number][1],
                )
            )
        nodes = [group.model.index.nodes for group in self.groups]
        prices = [n.select("commodity", "place", usd_per_t="price") for n in nodes]
        years = float(self.periods.lengths.sum()) / YEAR
        self.support = price_support(
            world,
            self.candidates,
            pl.concat(prices) if prices else NO_PRICES,
            case.money.rate,
            years if case.money.life_years is None else case.money.life_years,
        )
        undisturbed = sum(group.undisturbed.objective for group in self.groups)
        self.decisions: Decisions = decisions_of(
            case,
            self.options,
            self.candidates,
            floor_money(
                self.support, self.candidates, world.table("recipes"), self.options, self.periods
            ),
            -undisturbed,
        )
        stage = self.decisions.stage
        self.parts: list[Part] = [
            part_of(group, self.futures, self.options, self.placing()) for group in self.groups
        ]
        goal = case.goal
        self.problem = TwoStage(
            stage,
            self.parts,
            self.futures.probabilities,
            Risk(goal.measure, goal.level, goal.weight),
        )
        self.cuts = CutPool()
        self._factors: dict[tuple[int, str], np.ndarray | float] = {}

    @cached_property
    def recourse(self) -> Recourse:
        """Evaluates the parts, kept warm."""
        return Recourse(self.parts)

    @cached_property
    def unlimited(self) -> Recourse:
        """The same without the goal's limit on shortage: what happens where it cannot be kept."""
        free = []
        for part, group in zip(self.parts, self.groups, strict=True):
            program = group.model.program
            upper = program.row_upper.copy()
            if "short_limit" in program.rows:
                upper[program.rows["short_limit"].numbers] = np.inf
            free.append(replace(part, program=replace(program, row_upper=upper)))
        return Recourse(free)

    def solve(
        self,
        *,
        gap: float | None = None,
        seconds: float | None = None,
        watch: Watch | None = None,
        start: np.ndarray | None = None,
        budget_usd: float | None = None,
    ) -> Decision:
        """The best portfolio; what is not given is the case's.

        Args:
            gap: proven gap to stop at.
            seconds: time to stop at.
            watch: told the bounds after each step.
            start: a portfolio to start from; default: none at all, so that there is an answer from
                the first step on.
            budget_usd: limit of all capital together.
        """
        problem = self.problem
        if budget_usd is not None:
            upper = problem.first.row_upper.copy()
            upper[self.decisions.budget] = budget_usd / THOUSAND
            problem = replace(problem, first=replace(problem.first, row_upper=upper))
        return decide(
            problem,
            gap=self.case.gap if gap is None else gap,
            seconds=self.case.seconds if seconds is None else seconds,
            watch=watch,
            start=self.nothing() if start is None and not self.case.projects.must else start,
            cuts=self.cuts,
            recourse=self.recourse,
        )

    def placing(self) -> csr_array:
        """Where each option's size stands in the first stage: [option, x]."""
        size = self.decisions.size
        shape = (len(size), len(self.decisions.stage.cost))
        return csr_array((np.ones(len(size)), (np.arange(len(size)), size)), shape=shape)

    def nothing(self) -> np.ndarray:
        """The first stage in which only what is given comes: float64[x]."""
        return self.x_of({})

    def x_of(self, projects: Mapping[str, float] | Iterable[str]) -> np.ndarray:
        """A first stage with these projects from their earliest start without faster permits, at
        full size unless one is given; money is left out (it moves nothing): float64[x]."""
        sizes = projects if isinstance(projects, Mapping) else dict.fromkeys(projects, 1.0)
        first = self.options.frame.filter(~pl.col("permits")).unique(
            "project", keep="first", maintain_order=True
        )
        size = np.zeros(len(self.options))
        for option, project, given in first.select("option", "project", "given").iter_rows():
            size[option] = 1.0 if given else sizes.get(project, 0.0)
        return self.x_with(size)

    def x_with(self, size: np.ndarray) -> np.ndarray:
        """A first stage with these sizes of options: float64[x]."""
        x = np.zeros(len(self.problem.first.cost))
        x[self.decisions.size] = size
        x[self.decisions.constant] = 1.0
        return x

    def loss(self, x: np.ndarray) -> np.ndarray:
        """Recourse cost of each scenario above the undisturbed world without projects:
        float64[scenario], USD."""
        total: np.ndarray = self.losses_by_group(x).sum(axis=0)
        return total

    def losses_by_group(self, x: np.ndarray) -> np.ndarray:
        """The same for each group apart: float64[group, scenario], USD."""
        costs = np.array([cost for cost, _ in self.recourse.cuts(x)])
        if not np.isfinite(costs).all():
            beyond = np.array([cost for cost, _ in self.unlimited.cuts(x)])
            costs = np.where(np.isfinite(costs), costs, beyond)
        rows, start = [], 0
        for group, part in zip(self.groups, self.parts, strict=True):
            values = costs[start : start + len(part.events)]
            rows.append((values[part.event_of] - group.undisturbed.objective) * THOUSAND)
            start += len(part.events)
        return np.array(rows).reshape(len(rows), len(self.futures.probabilities))

    def goal(self, losses: np.ndarray) -> float:
        """The goal's measure of losses by scenario, USD."""
        return risk_of(losses, self.futures.probabilities, self.problem.risk)

    def outcomes(self, x: np.ndarray) -> Iterator[tuple[str, float, GroupModel, Outcome]]:
        """Outcomes under a portfolio, group by group: the future, the share of its draws that
        these failures have, the group, and what it does."""
        draws = max(self.case.failures.draws, 1)
        for number, (group, part) in enumerate(zip(self.groups, self.parts, strict=True)):
            share: dict[tuple[int, str], float] = {}
            for future, event in zip(self.futures.frame["future"], part.event_of, strict=True):
                key = (int(event), future)
                share[key] = share.get(key, 0.0) + 1.0 / draws
            for (event, future), weight in share.items():
                found = self.recourse.value(number, event, x)
                if not np.isfinite(found.cost):
                    found = self.unlimited.value(number, event, x)
                factor = self._demand_factor(number, future)
                outcome = Outcome(group.model, found.y, NO_DUALS, found.cost, factor)
                yield future, weight, group, outcome

    def _demand_factor(self, number: int, future: str) -> np.ndarray | float:
        """Multiple of normal demand of a group in a future."""
        if (number, future) not in self._factors:
            change = change_of(self.groups[number], self.futures.scenarios[future])
            self._factors[number, future] = 1.0 if change is None else change.demand_factor
        return self._factors[number, future]

    def _base(self, group: list[str]) -> tuple[Index, Reference]:
        index = build_index(self.world, group, self.as_of)
        return index, reconcile(index)

    def _touched(
        self,
        base: tuple[Index, Reference],
        scenarios: Mapping[str, tuple[Scenario | None, float]],
    ) -> bool:
        """Whether any future changes anything in a group."""
        model = build(*base, self.periods)
        return any(
            scenario is not None and not patch(model, scenario).empty
            for scenario, _ in scenarios.values()
        )

    def _drop_late(self) -> None:
        """Candidates that cannot start within the horizon are none."""
        timely = self.options.frame["project"].unique().to_list()
        late = self.candidates.filter(~pl.col("id").is_in(timely))
        reason = pl.lit(f"it cannot start before {self.case.horizon[1]}")
        self.left_out = pl.concat(
            [self.left_out, late.select(project="id", name="name", reason=reason)]
        )
        self.candidates = self.candidates.filter(pl.col("id").is_in(timely))


def _prices(base: list[tuple[Index, Reference]]) -> dict[tuple[str, str], float]:
    """Reference prices by (commodity, place): an optimal dual of the undisturbed year; and by
    (commodity, `*`) the median over places, for where nobody trades it yet."""
    nodes = pl.concat([index.nodes.select("commodity", "place", "price") for index, _ in base])
    found = {(c, p): price for c, p, price in nodes.iter_rows()}
    middle = nodes.group_by("commodity", maintain_order=True).agg(pl.col("price").median())
    return found | {(c, "*"): price for c, price in middle.iter_rows()}


def _uses(base: list[tuple[Index, Reference]]) -> dict[tuple[str, str], float]:
    """What a place uses of a commodity in the reference year, t per year, by (commodity,
    place)."""
    found: dict[tuple[str, str], float] = {}
    for index, reference in base:
        nodes = index.nodes.height
        taken = np.maximum(-index.recipe["amount"].to_numpy(), 0.0)
        activity = reference.activity[index.recipe["plant"].to_numpy()]
        used = np.bincount(index.recipe["node"].to_numpy(), taken * activity, minlength=nodes)
        used += np.bincount(index.demand["node"].to_numpy(), reference.demand, minlength=nodes)
        keys = index.nodes.select("commodity", "place").iter_rows()
        found |= dict(zip(keys, used.tolist(), strict=True))
    return found
