"""`chokepoints`: the few actions that hurt a partnership most after it has adapted as well as it
can, and what every single action costs.

The set is exact to a gap that is stated: no set of so many actions costs more than the bound. The
cost is what the partners lose and pay more than undisturbed (`attack/game.py`), over the horizon.
A control towards everyone does what one towards the partners does and more, and an act does what a
control of one of its goods or a narrower act does and more: the latter stand in the ranking but not
in the search for the worst set.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from xenotime.network.periods import month_number
from xenotime.scenarios.scenario import Scenario
from xenotime.studies.attack import tables
from xenotime.studies.attack.actions import AttackAction, Towards, actions_of
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.studies.attack.search import Question, Watch
from xenotime.studies.case import Case
from xenotime.world.problems import XenotimeError


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
    acts: bool = False,
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
        acts: whether governments may also stop all goods of an act of their register at once.
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
        acts=acts,
    )
    if not found:
        raise XenotimeError(
            f"nothing that {', '.join(governments)} could do touches what "
            f"{', '.join(case.partnership)} use; name other governments, or let plants and "
            "passages count"
        )
    ask = Question(case, found, others, first, actions, gap, seconds, say)
    jointly = ask.worst(case.partnership)
    alone = {}
    if per_partner and len(case.partnership) > 1:
        alone = {place: ask.worst((place,)) for place in case.partnership}
    elif per_partner:
        alone = {case.partnership[0]: jointly}
    together = _together([found[k] for k in jointly.chosen], first, months)
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
        actions=tables.worst_set(found, jointly),
        ranking=tables.ranking(case, found, jointly, alone),
        partners=tables.partners(found, alone),
        short=tables.short(case, jointly),
        shared=tables.shared(case, together, first),
        seconds=time.monotonic() - began,
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


def _together(chosen: Sequence[AttackAction], start: str, months: int) -> Scenario | None:
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
