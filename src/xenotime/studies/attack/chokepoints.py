"""`chokepoints`: the few actions that hurt a partnership most after it has adapted as well as it
can, and what every single action costs.

The set is exact to a gap that is stated: no set of so many actions costs more than the bound. The
cost is what the partners lose and pay more than undisturbed (`attack/game.py`), over the horizon.
A control towards everyone does what one towards the partners does and more, so that the latter
stands in the ranking but not in the search for the worst set.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from xenotime.network.periods import month_number
from xenotime.network.reconciliation import THOUSAND
from xenotime.scenarios.scenario import Scenario
from xenotime.solve.attack import AttackProgress
from xenotime.solve.group_tests import worst_by_groups
from xenotime.solve.interdiction_parts import AttackedParts
from xenotime.solve.two_stage import Progress
from xenotime.studies.attack.actions import AttackAction, Towards, actions_of
from xenotime.studies.attack.game import Game
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.studies.case import Case
from xenotime.studies.impact import impact, losses
from xenotime.world.problems import XenotimeError

Watch = Callable[[str], None]
BILLION = 1e9
PAID = 1.0
"""USD from which a loss is listed."""


def chokepoints(
    case: Case,
    actions: int = 2,
    *,
    through: float = 0.0,
    start: str | None = None,
    months: int = 12,
    governments: Sequence[str] = ("CHN",),
    plants: bool = True,
    passages: bool = True,
    towards: Towards = "either",
    others: float = 0.0,
    per_partner: bool = True,
    gap: float = 1e-4,
    seconds: float = np.inf,
    watch: Watch | None = None,
) -> ChokepointsResult:
    """The worst so many actions at once, and each action by itself.

    Args:
        case: world, partnership, horizon.
        actions: how many at once.
        through: share of normal trade that a control lets through.
        start: first month of the attack; default: of the horizon.
        months: how long it lasts.
        governments: whose controls are feared; `*`: all outside the partnership.
        plants: whether plants may be lost.
        passages: whether straits and canals may close.
        towards: whom controls are aimed at.
        others: weight, 0 to 1, of what others pay and lose; 0: they yield to the partners.
        per_partner: also what hurts each partner by itself.
        gap: proven gap at which a search ends, as a share of the cost.
        seconds: after which a search ends with the best so far.
        watch: told how it goes, one line at a time.

    Raises:
        XenotimeError: when an option makes no sense, or nothing can be done to the partnership.
    """
    began = time.monotonic()
    first = start or case.horizon[0]
    _check(case, actions, through, first, months, others)
    say = watch or (lambda text: None)
    models = [case.solved(number).model for number in range(len(case.groups))]
    found = actions_of(
        case.world,
        case.partnership,
        models,
        start=first,
        months=months,
        through=through,
        governments=governments,
        plants=plants,
        passages=passages,
        towards=towards,
    )
    if not found:
        raise XenotimeError(
            f"nothing that {', '.join(governments)} could do touches what "
            f"{', '.join(case.partnership)} use; name other governments, or let plants and "
            "passages count"
        )
    ask = _Question(case, found, others, first, actions, gap, seconds, say)
    jointly = ask.worst(case.partnership)
    alone = {}
    if per_partner and len(case.partnership) > 1:
        alone = {place: ask.worst((place,)) for place in case.partnership}
    elif per_partner:
        alone = {case.partnership[0]: jointly}
    together = _together(case, [found[k] for k in jointly.chosen], first, months)
    say("sharing the loss as the market would")
    return ChokepointsResult(
        partnership=case.partnership,
        governments=tuple(governments),
        start=first,
        months=months,
        through=through,
        others=others,
        horizon=case.horizon,
        cost_usd=jointly.cost_usd,
        bound_usd=jointly.bound_usd,
        status=jointly.status,
        steps=jointly.steps,
        actions=_worst_set(found, jointly),
        ranking=_ranking(case, found, jointly, alone),
        partners=_partners(found, alone),
        short=_short(case, jointly),
        shared=_shared(case, together, first),
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True)
class _Worst:
    """The worst set for some partners (positions in the list of actions) and what every action
    costs by itself, float64[action], USD."""

    game: Game
    chosen: tuple[int, ...]
    cost_usd: float
    bound_usd: float
    status: str
    steps: int
    single: np.ndarray


@dataclass(frozen=True)
class _Question:
    """What is asked for the partnership and for each partner."""

    case: Case
    actions: Sequence[AttackAction]
    others: float
    start: str
    budget: int
    gap: float
    seconds: float
    say: Watch

    def worst(self, counted: Sequence[str]) -> _Worst:
        """The answer when the costs of `counted` count."""
        who = ", ".join(counted)
        self.say(f"{who}: {len(self.actions)} actions one by one")
        game = Game.of(self.case, self.actions, counted, self.others, self.start)
        covered = {k for k, a in enumerate(self.actions) if any(b.covers(a) for b in self.actions)}
        free = [k for k in range(len(self.actions)) if k not in covered]
        engine = AttackedParts([group.part(free) for group in game.groups])
        each = engine.each_alone()
        usual = each.unattacked
        single = np.array(
            [
                game.harm([k]) if k in covered else (each.cost.get(k, usual) - usual) * THOUSAND
                for k in range(len(self.actions))
            ]
        ).clip(min=0.0)
        least = float(single.max()) / THOUSAND

        def watch(progress: Progress) -> None:
            self.say(f"{who}: {_bounds(progress, usual)}")

        attack = worst_by_groups(
            engine,
            self.budget,
            gap=self.gap * least / (abs(usual) + least + 1.0),
            seconds=self.seconds,
            watch=watch,
        )
        cost = max(attack.cost - usual, 0.0) * THOUSAND
        chosen = tuple(k for k in attack.actions if isinstance(k, int))
        return _Worst(
            game,
            tuple(sorted(chosen, key=lambda k: (-single[k], k))),
            cost,
            max((attack.bound - usual) * THOUSAND, cost),
            attack.status,
            attack.steps,
            single,
        )


def _bounds(progress: Progress, usual: float) -> str:
    assert isinstance(progress, AttackProgress)
    found, bound = (
        (value - usual) * THOUSAND / BILLION for value in (progress.objective, progress.bound)
    )
    return (
        f"{progress.step} attacks answered, worst so far {max(found, 0.0):.3f} bn USD, none above "
        f"{bound:.3f}"
    )


def _check(
    case: Case, actions: int, through: float, start: str, months: int, others: float
) -> None:
    if actions < 1:
        raise XenotimeError(f"an adversary takes at least one action, not {actions}")
    if months < 1:
        raise XenotimeError(f"an attack lasts at least a month, not {months}")
    for name, share in (("through", through), ("others", others)):
        if not 0 <= share <= 1:
            raise XenotimeError(f"{name} is a share from 0 to 1, not {share}")
    if not 0 <= month_number(start) - month_number(case.horizon[0]) < case.periods.lengths.sum():
        raise XenotimeError(
            f"the attack begins in {start}, outside the horizon from {case.horizon[0]} to "
            f"{case.horizon[1]}"
        )


def _together(
    case: Case, chosen: Sequence[AttackAction], start: str, months: int
) -> Scenario | None:
    """The chosen actions as one scenario."""
    if not chosen:
        return None
    return Scenario(
        id="worst-attack",
        name=" and ".join(action.name for action in chosen),
        description="The worst actions found by chokepoints, at once",
        start=start,
        months=months,
        source=chosen[0].scenario.source,
        cuts=tuple(cut for action in chosen for cut in action.scenario.cuts),
        outages=tuple(outage for action in chosen for outage in action.scenario.outages),
    )


def _described(found: Sequence[AttackAction], chosen: Sequence[int]) -> pl.DataFrame:
    """What actions are, in the order given."""
    words = ("government", "commodity", "place", "plant", "passage", "towards")
    rows = [
        {"action": found[k].id, "kind": found[k].kind, "name": found[k].name}
        | {word: getattr(found[k], word) for word in words}
        for k in chosen
    ]
    columns = ("action", "kind", "name", *words)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _worst_set(found: Sequence[AttackAction], worst: _Worst) -> pl.DataFrame:
    whole = worst.game.harm(worst.chosen)
    adds = [
        whole - worst.game.harm([k for k in worst.chosen if k != left]) for left in worst.chosen
    ]
    return (
        _described(found, worst.chosen)
        .with_columns(
            cost_usd=pl.Series(worst.single[list(worst.chosen)], dtype=pl.Float64),
            adds_usd=pl.Series(adds, dtype=pl.Float64),
        )
        .with_row_index("rank", offset=1)
    )


def _ranking(
    case: Case, found: Sequence[AttackAction], jointly: _Worst, alone: dict[str, _Worst]
) -> pl.DataFrame:
    places = case.world.table("places").select("latitude", "longitude", place="id")
    return (
        _described(found, range(len(found)))
        .join(places, on="place", how="left", maintain_order="left")
        .with_columns(
            cost_usd=pl.Series(jointly.single),
            **{place: pl.Series(worst.single) for place, worst in alone.items()},
        )
        .sort("cost_usd", descending=True, maintain_order=True)
    )


def _partners(found: Sequence[AttackAction], alone: dict[str, _Worst]) -> pl.DataFrame:
    rows = [
        {
            "partner": place,
            "actions": [found[k].id for k in worst.chosen],
            "names": [found[k].name for k in worst.chosen],
            "cost_usd": worst.cost_usd,
            "bound_usd": worst.bound_usd,
            "status": worst.status,
        }
        for place, worst in alone.items()
    ]
    schema: dict[str, Any] = {
        "partner": pl.String,
        **dict.fromkeys(("actions", "names"), pl.List(pl.String)),
        **dict.fromkeys(("cost_usd", "bound_usd"), pl.Float64),
        "status": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def _short(case: Case, worst: _Worst) -> pl.DataFrame:
    """What the partners lack in the best answer to the worst set."""
    parts = []
    for group in worst.game.groups:
        outcome = group.answer(worst.chosen)
        parts.append(losses(outcome, group.undisturbed))
    home = pl.col("place").is_in(list(case.partnership)) & (pl.col("cost_usd") > PAID)
    rows = pl.concat(parts).filter(home)
    return rows.sort("cost_usd", descending=True, maintain_order=True)


def _shared(case: Case, together: Scenario | None, start: str) -> pl.DataFrame:
    """What each place loses when every place's losses count alike."""
    if together is None:
        return pl.DataFrame(
            schema={"place": pl.String, "short": pl.Float64, "cost_usd": pl.Float64}
        )
    return (
        impact(case, together, start)
        .rows.group_by("place", maintain_order=True)
        .agg(pl.col("short", "cost_usd").sum())
        .filter(pl.col("cost_usd") > PAID)
        .sort("cost_usd", descending=True, maintain_order=True)
    )
