"""Measures in force become a scenario: one cut for every distinct path of shares by month.

How much they let through is reckoned in `policies.py`; here it becomes cuts and words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from xenotime.controls.status import Status
from xenotime.scenarios.assumptions.figures import Assumptions
from xenotime.scenarios.policies import Key, Part, Policies, Reason
from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.scenarios.timing import month_name, month_of
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.world import World


def from_measures(
    world: World,
    as_of: datetime.date | str,
    assumptions: Assumptions | None = None,
    *,
    returning: Collection[str] = (),
    without: Collection[str] = (),
) -> Scenario:
    """The measures in force on a day, as a scenario that begins in that day's month.

    What the register knows to begin or end later does so in the scenario. What is suspended,
    unverified or only planned changes nothing unless it is switched on; the description names it.

    Args:
        world: its register, trade of the reference year and demand by sector.
        as_of: the day, or `YYYY-MM-DD`.
        assumptions: what measures do to trade; default: `Assumptions.central()`.
        returning: measures switched on from that month on, with a new queue: by id, or by the act
            (`CN-2025-61` stands for its points).
        without: measures taken as not there.

    Raises:
        XenotimeError: for a day that is none, or a measure that the world does not know.
    """
    day = _day(as_of)
    known = world.table("measures")["id"].to_list()
    back, gone = _named(returning, known), _named(without, known)
    for name in sorted(back & gone):
        raise XenotimeError(f"{name} is both in returning and in without")
    policies = Policies(world, day, assumptions or Assumptions.central(), back, gone)
    for name in sorted(back):
        if policies.register.lives[name].status(day) is Status.IN_FORCE:
            raise XenotimeError(f"{name} is in force on {day}; there is nothing to switch on")
    words = [f"measures {day}", *(f"with {name}" for name in _texts(returning))]
    words += [f"without {name}" for name in _texts(without)]
    name = f"Measures in force on {day}"
    name += f", with {_and(_texts(returning))} switched on" if returning else ""
    name += f", without {_and(_texts(without))}" if without else ""
    return Scenario(
        id=re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower()).strip("-"),
        name=name,
        description=" ".join(_sentences(policies)),
        start=month_name(month_of(day)),
        months=policies.assumptions.months,
        source=_sources(policies),
        cuts=tuple(
            cut for key, part in policies.parts.items() for cut in _cuts(policies, key, part)
        ),
    )


def _day(as_of: datetime.date | str) -> datetime.date:
    if isinstance(as_of, datetime.date):
        return as_of
    try:
        return datetime.date.fromisoformat(as_of)
    except ValueError:
        raise XenotimeError(f"as_of {as_of!r} is not a date; write YYYY-MM-DD") from None


def _texts(names: Collection[str]) -> list[str]:
    """The names in their order; one text is one name."""
    return [names] if isinstance(names, str) else list(dict.fromkeys(names))


def _named(names: Collection[str], known: Sequence[str]) -> frozenset[str]:
    """Measures by id, or all points of an act."""
    found: set[str] = set()
    for name in _texts(names):
        fitting = [k for k in known if k == name] or [k for k in known if k.startswith(f"{name}-")]
        if not fitting:
            raise XenotimeError(f"{name!r} is not in measures.csv{nearest(name, known)}")
        found.update(fitting)
    return frozenset(found)


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _cuts(policies: Policies, key: Key, part: Part) -> Iterator[Cut]:
    """One cut for every distinct path, over the goods and destinations that share it."""
    by_path: dict[tuple[float, ...], dict[str, list[int]]] = {}
    for good in part.share:
        through = policies.through(part, good)
        for at in np.flatnonzero((through < 1.0).any(axis=1)):
            path = tuple(through[at].tolist())
            by_path.setdefault(path, {}).setdefault(good, []).append(int(at))
    for path, places in by_path.items():
        alike: dict[tuple[int, ...], list[str]] = {}
        for good, numbers in places.items():
            alike.setdefault(tuple(numbers), []).append(good)
        for ats, goods in alike.items():
            yield _cut(policies, key, part, path, ats, goods)


def _cut(
    policies: Policies,
    key: Key,
    part: Part,
    path: tuple[float, ...],
    ats: Sequence[int],
    goods: list[str],
) -> Cut:
    reached = [policies.places[at] for at in ats]
    others = [p for p in policies.places if p not in reached and (p,) != key.origins]
    steps = [n for n in range(1, len(path)) if path[n] != path[n - 1]]
    reasons = dict.fromkeys(r for good in goods for at in ats for r in part.reasons[good, at])
    entries: dict[str, Any] = {
        "commodities": tuple(goods),
        "origins": key.origins,
        "through": path[: steps[-1] + 1] if steps else path[0],
        "note": _note(policies, reasons),
    }
    if len(others) < len(reached):
        entries["except_destinations"] = tuple(others)
    else:
        entries["destinations"] = tuple(reached)
    if key.content is not None:
        entries |= {
            "content": key.content,
            "content_of": key.content_of,
            "content_from": key.content_from,
        }
    return Cut(**entries)


def _note(policies: Policies, reasons: Iterable[Reason]) -> str:
    """By which measures, and the notes of the figures behind the shares."""
    by: dict[str, dict[str, None]] = {}
    for reason in reasons:
        by.setdefault(reason.policy, {})[_told(policies, reason.measure)] = None
    parts = [f"{policy} by {', '.join(names)}" for policy, names in by.items()]
    notes = dict.fromkeys(" ".join(reason.figure.note.split()) for reason in reasons)
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}. {' '.join(notes)}"


def _told(policies: Policies, measure: str) -> str:
    """A measure with its first day, or that it was switched on."""
    if measure in policies.returning:
        return f"{measure} (switched on)"
    life = policies.register.lives[measure]
    span = life.effective
    if span is None:
        return measure
    return f"{measure} ({span.first if span.first == span.last else f'by {span.last}'})"


def _reasons(policies: Policies) -> Iterator[Reason]:
    for part in policies.parts.values():
        for reasons in part.reasons.values():
            yield from reasons


def _sources(policies: Policies) -> tuple[str, ...]:
    """Publications of the measures that cut and of the figures used, as far as the world has them:
    the assumptions may have been written for another one."""
    reasons = dict.fromkeys(_reasons(policies))
    acts = dict(policies.world.table("measures").select("id", "source").iter_rows())
    cited = dict.fromkeys(acts[reason.measure] for reason in reasons)
    cited |= dict.fromkeys(source for reason in reasons for source in reason.figure.source)
    known = set(policies.world.table("sources")["id"])
    return tuple(source for source in cited if source in known)


def _sentences(policies: Policies) -> Iterator[str]:
    """What is in force, since when, and what of it changes nothing and why."""
    year, day = policies.world.reference_year, policies.day
    openings = {
        "cut": "In force and cut",
        "back": f"Switched on from {month_name(month_of(day))} on",
        "old": f"In force throughout {year}, so that the undisturbed year has them in it and "
        "nothing changes",
        "idle": f"In force, but letting through as much as in {year}",
        "no route": "In force, but about re-exports, technology or places for which the model has "
        "no route",
        Status.SUSPENDED.word: "Suspended, so that nothing changes",
        Status.UNVERIFIED.word: "Unverified, taken as not in force",
        Status.ANNOUNCED.word: "Announced, not in force in the months looked at",
    }
    groups = _groups(policies)
    yield (
        f"What the measures in force on {day} let through of the trade of {year}, by the "
        f"{policies.assumptions.name} assumptions on licences, quotas and users."
    )
    for kind, opening in openings.items():
        if kind in groups:
            told = ", ".join(
                measure if kind == "back" else _told(policies, measure) for measure in groups[kind]
            )
            yield f"{opening}: {told}."
    idle = policies.returning - {rule.measure for rule, *_ in policies.rules}
    if idle:
        yield f"Switched on, but about no goods of this world: {', '.join(sorted(idle))}."
    if policies.without:
        yield f"Left out: {', '.join(sorted(policies.without))}."


def _groups(policies: Policies) -> dict[str, list[str]]:
    """Measures on goods of the world by what becomes of them, the first that fits any rule."""
    cutting = {reason.measure for reason in _reasons(policies)}
    kinds: dict[str, list[str]] = {}
    for rule, _, in_force in policies.rules:
        if rule.measure in cutting:
            kind = "cut"
        elif not in_force[policies.ahead].any():
            kind = rule.status(policies.day).word
        elif not policies.keys(rule):
            kind = "no route"
        else:
            kind = "old" if in_force[policies.year].all() else "idle"
        if kind in ("cut", "idle") and rule.measure in policies.returning:
            kind = "back"
        kinds.setdefault(rule.measure, []).append(kind)
    order = ("back", "cut", "idle", "old", "no route")
    groups: dict[str, list[str]] = {}
    for measure, found in kinds.items():
        first = next((kind for kind in order if kind in found), found[0])
        groups.setdefault(first, []).append(measure)
    return groups
