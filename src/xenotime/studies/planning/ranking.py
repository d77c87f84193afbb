"""What each project of a portfolio is worth: alone, last in, and on average over all orders.

With L(S) the loss that is left when only the projects S are built, v(S) = L({}) - L(S) is what they
save together, N is the portfolio and n its size:

    alone    v({i})
    last     v(N) - v(N without i)
    shapley  sum over S without i of  |S|! (n - |S| - 1)! / n! * (v(S with i) - v(S))

(L. S. Shapley, A value for n-person games, Contributions to the Theory of Games II, 1953.) Shapley
values add up to v(N). The loss is a sum over coupling groups; where the goal is the mean over
futures, so is the game, and each group is ranked by itself (the value is additive). Small games are
computed over all subsets; the others are estimated from random orders, each with its reverse
(antithetic pairs: R. Mitchell, J. Cooper, E. Frank, G. Holmes, Sampling permutations for Shapley
value estimation, Journal of Machine Learning Research 23, 2022). Orders add up to v(N) one by one,
so the estimates do too. Costs of projects are not in v: what they are worth, not what they bring
beyond their price. Neither is the value of what a stockpile holds, which somebody still has.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from xenotime.network.reconciliation import THOUSAND
from xenotime.studies.planning.harm import stocked_value
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import BUILT

EXACT_IN_GROUP = 8
"""Projects of a group up to which all subsets are solved."""
EXACT_IN_ALL = 12
"""Projects up to which all subsets are added up when the goal does not separate by group."""
PRECISE = 0.002
"""Standard error, as a share of what the portfolio saves, at which sampling stops."""
FEWEST_PAIRS = 8
MOST_PAIRS = 2000
"""Pairs of orders after which sampling stops."""
SCHEMA = {
    "project": pl.String,
    "value_alone": pl.Float64,
    "value_last": pl.Float64,
    "shapley": pl.Float64,
    "shapley_error": pl.Float64,
    "if_it_fails": pl.Float64,
}
Coalition = frozenset[str]


@dataclass
class Game:
    """The loss as a function of the projects that are built.

    Args:
        group: coupling group of each project, in the order of the portfolio.
        losses: (group, projects of it) -> float64[scenario], USD; infinite where nothing is
            possible. Asked once for each set.
        probabilities: float64[scenario].
        measure: the goal: losses of all scenarios, USD -> USD; None: their mean.
        rest: float64[scenario], losses of groups without any project of the portfolio.
        delivers: bool[scenario] of each project: where it does not fail anyway; all, if not named.
    """

    group: Mapping[str, int]
    losses: Callable[[int, Coalition], np.ndarray]
    probabilities: np.ndarray
    measure: Callable[[np.ndarray], float] | None = None
    rest: np.ndarray | float = 0.0
    delivers: Mapping[str, np.ndarray] = field(default_factory=dict)
    _known: dict[tuple[int, Coalition], np.ndarray] = field(default_factory=dict, init=False)
    _spent: dict[int, list[float]] = field(default_factory=dict, init=False)

    @property
    def projects(self) -> tuple[str, ...]:
        """The portfolio."""
        return tuple(self.group)

    def of_group(self, group: int, built: Coalition) -> np.ndarray:
        """Losses of one group: float64[scenario]; `built` may name projects of others."""
        mine = frozenset(name for name in built if self.group[name] == group)
        if (group, mine) not in self._known:
            began = time.monotonic()
            self._known[group, mine] = np.asarray(self.losses(group, mine), dtype=float)
            self._spent.setdefault(group, []).append(time.monotonic() - began)
        return self._known[group, mine]

    def pace(self, group: int) -> float:
        """Seconds that the losses of a set took so far, on average."""
        spent = self._spent.get(group, [0.0])
        return sum(spent) / len(spent)

    def by_scenario(self, built: Coalition) -> np.ndarray:
        """Losses of all groups together: float64[scenario]."""
        total = np.zeros(len(self.probabilities)) + self.rest
        for group in dict.fromkeys(self.group.values()):
            total = total + self.of_group(group, built)
        return total

    def loss(self, built: Coalition) -> float:
        """The goal's loss when only these are built, USD."""
        losses = self.by_scenario(built)
        return float(self.probabilities @ losses) if self.measure is None else self.measure(losses)

    def mean_of_group(self, group: int, built: Coalition) -> float:
        """The mean loss of one group, USD: what it adds to `loss` where no measure is given."""
        return float(self.probabilities @ self.of_group(group, built))


def game_of(planner: Planner, x: np.ndarray) -> Game:
    """The projects that a portfolio builds as a game: each has the start and size of the portfolio
    or is not there. Those under way come anyway and are no players."""
    options, size = planner.options.frame, x[planner.decisions.size]
    taken = options.filter(pl.Series(size > BUILT) & ~pl.col("given"))["project"]
    portfolio = taken.unique(maintain_order=True).to_list()
    project = options["project"].to_numpy()
    number = {
        name: at
        for at, group in enumerate(planner.groups)
        for name in portfolio
        if name in group.projects
    }
    given = options["given"].to_numpy()

    held = stocked_value(planner) * size

    def losses(group: int, built: Coalition) -> np.ndarray:
        part = planner.parts[group]
        mine = np.isin(project, list(built))
        kept = given | mine
        events = [(group, event) for event in range(len(part.events))]
        found = planner.recourse.cuts(planner.x_with(np.where(kept, size, 0.0)), events)
        cost = np.array([value for value, _ in found])
        usd = (cost - planner.groups[group].undisturbed.objective) * THOUSAND
        by_scenario: np.ndarray = usd[part.event_of] - held[mine].sum()
        return by_scenario

    others = [at for at in range(len(planner.groups)) if at not in number.values()]
    rest = np.sum([losses(at, frozenset()) for at in others], axis=0) if others else 0.0
    failed = planner.futures.frame["failed"]
    risk = planner.problem.risk
    mean = risk.measure == "expected" or (risk.measure == "cvar" and risk.weight == 0)
    return Game(
        group={name: number[name] for name in portfolio},
        losses=losses,
        probabilities=planner.futures.probabilities,
        measure=None if mean else planner.goal,
        rest=rest,
        delivers={name: ~failed.list.contains(name).to_numpy() for name in portfolio},
    )


def ranking(game: Game, seconds: float = math.inf, seed: int = 1) -> pl.DataFrame:
    """The projects with their values, as the columns of `SCHEMA`, USD; the highest Shapley value
    first.

    `shapley_error` is the standard error, 0 where all subsets were solved; `shapley` is null when
    the time does not suffice for a pair of orders. `if_it_fails` is the mean rise of the loss over
    the scenarios in which the project would have delivered. Values are null where the loss is
    infinite: without the project nothing is possible.

    The result is the same every time unless `seconds` run out, which stop the sampling early.
    """
    until = time.monotonic() + seconds
    whole, nothing = frozenset(game.projects), frozenset[str]()
    with np.errstate(invalid="ignore"):
        none, full = game.loss(nothing), game.loss(whole)
        alone = [none - game.loss(frozenset([name])) for name in game.projects]
        last = [game.loss(whole - {name}) - full for name in game.projects]
        fails = [_if_it_fails(game, name, whole) for name in game.projects]
        value, error = _shapley(game, until, seed)
    shown = [[v if math.isfinite(v) else None for v in column] for column in (alone, last, fails)]
    both = list(zip(value.tolist(), error.tolist(), strict=True))
    known = [v if math.isfinite(v) and math.isfinite(e) else None for v, e in both]
    errors = [None if v is None else e for v, (_, e) in zip(known, both, strict=True)]
    return pl.DataFrame(
        [game.projects, shown[0], shown[1], known, errors, shown[2]], schema=SCHEMA, orient="col"
    ).sort("shapley", "value_last", descending=True, nulls_last=True, maintain_order=True)


def _if_it_fails(game: Game, name: str, whole: Coalition) -> float:
    chance = game.probabilities * game.delivers.get(name, np.ones(len(game.probabilities)))
    group = game.group[name]
    rise = game.of_group(group, whole - {name}) - game.of_group(group, whole)
    total = float(chance.sum())
    return float(chance @ np.where(chance > 0, rise, 0.0)) / total if total > 0 else 0.0


def _shapley(game: Game, until: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Shapley values and their standard errors: twice float64[project]."""
    projects = game.projects
    value, error = np.full((2, len(projects)), np.nan)
    if game.measure is not None:
        if len(projects) <= EXACT_IN_ALL and _fits(game, range(len(projects)), until):
            return exact(projects, game.loss), np.zeros(len(projects))
        return sampled(projects, game.loss, until, seed)
    groups: dict[int, list[int]] = {}
    for at, name in enumerate(projects):
        groups.setdefault(game.group[name], []).append(at)
    left = len(groups)
    for group, members in sorted(groups.items(), key=lambda item: (len(item[1]), item[0])):
        names = [projects[at] for at in members]
        share = time.monotonic() + max(until - time.monotonic(), 0.0) / left
        left -= 1

        def loss(built: Coalition, group: int = group) -> float:
            return game.mean_of_group(group, built)

        if len(names) <= EXACT_IN_GROUP and _fits(game, members, share):
            value[members], error[members] = exact(names, loss), 0.0
        else:
            value[members], error[members] = sampled(names, loss, share, seed)
    return value, error


def _fits(game: Game, members: Sequence[int], until: float) -> bool:
    """Whether all subsets of these projects can be solved by then, at the pace so far."""
    groups = [game.group[game.projects[at]] for at in members]
    needed = sum(2.0 ** groups.count(group) * game.pace(group) for group in set(groups))
    return needed <= until - time.monotonic()


def exact(projects: Sequence[str], loss: Callable[[Coalition], float]) -> np.ndarray:
    """Shapley values of v(S) = loss({}) - loss(S) from all 2^n subsets: float64[project]."""
    count = len(projects)
    masks = np.arange(2**count)
    inside = (masks[:, None] >> np.arange(count)) & 1 == 1
    names = np.array(projects, dtype=object)
    losses = np.array([loss(frozenset(names[row])) for row in inside])
    size = inside.sum(axis=1)
    weight = np.array(
        [math.factorial(s) * math.factorial(count - s - 1) for s in range(count)], dtype=float
    ) / math.factorial(count)
    values = np.empty(count)
    for player in range(count):
        without = masks[~inside[:, player]]
        saved = losses[without] - losses[without | (1 << player)]
        values[player] = weight[size[without]] @ saved
    return values


def sampled(
    projects: Sequence[str],
    loss: Callable[[Coalition], float],
    until: float = math.inf,
    seed: int = 1,
    pairs: int = MOST_PAIRS,
) -> tuple[np.ndarray, np.ndarray]:
    """Shapley values estimated from random orders, and their standard errors.

    Each order goes with its reverse; the mean of the two is one draw. Stops after `pairs` of them,
    at `until` (`time.monotonic()`), or when every error is below `PRECISE` of the whole saved.

    Returns:
        twice float64[project]; NaN when not even one pair was finished, the errors infinite after
        only one.
    """
    count = len(projects)
    generator = np.random.default_rng(seed)
    known: dict[Coalition, float] = {}

    def told(built: Coalition) -> float:
        if built not in known:
            known[built] = loss(built)
        return known[built]

    whole = told(frozenset()) - told(frozenset(projects))
    total, squares, done = np.zeros(count), np.zeros(count), 0
    error = np.full(count, math.inf)
    while done < pairs:
        order = generator.permutation(count)
        draw = np.zeros(count)
        for way in (order, order[::-1]):
            built = [frozenset(projects[at] for at in way[:k]) for k in range(count + 1)]
            losses = np.empty(count + 1)
            for k, some in enumerate(built):
                if some not in known and time.monotonic() > until:
                    return _estimate(total, done), error
                losses[k] = told(some)
            draw[way] += -np.diff(losses) / 2
        done += 1
        total += draw
        squares += draw**2
        if done > 1:
            spread = np.maximum(squares - total**2 / done, 0.0) / (done - 1)
            error = np.sqrt(spread / done)
        if done >= FEWEST_PAIRS and error.max() <= PRECISE * abs(whole):
            break
    return _estimate(total, done), error


def _estimate(total: np.ndarray, done: int) -> np.ndarray:
    return total / done if done else np.full(len(total), np.nan)
