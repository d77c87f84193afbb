"""What a measure reaches by content: the goods it catches, and the goods whose content counts.

A government may ask a licence for goods made abroad that hold its controlled goods at or above a
share of their value. The measure names the goods it catches; whose content counts is told by the
other points of the same act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from xenotime.controls.register import Register
from xenotime.controls.rules import ANY, Rule
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest


@dataclass(frozen=True)
class ContentReach:
    """All that a measure's rules on content ask, put together.

    government: places of the acting government; caught: commodities that it may reach when made
    abroad; controlled: commodities whose content counts; share_from: fraction of value;
    destinations: places to which shipping them needs a licence, `*` for all; free: places to which
    it does not, the government's own among them.
    """

    measure: str
    government: tuple[str, ...]
    caught: tuple[str, ...]
    controlled: tuple[str, ...]
    share_from: float
    destinations: tuple[str, ...]
    free: tuple[str, ...]


def content_reach(
    register: Register, measure: str, controlled: Sequence[str] | None = None
) -> ContentReach:
    """What a measure reaches by content, as the register has it.

    Threshold and destinations are those of the rules that ask for no special end use or user, if
    there are such, and the lowest and widest of them.

    Args:
        register: whose measure.
        measure: its id.
        controlled: commodities whose content counts, instead of `controlled_content`.

    Raises:
        XenotimeError: when there is no such measure or rule, or nothing tells the goods.
    """
    known = register.measures["id"].to_list()
    if measure not in known:
        raise XenotimeError(f"{measure!r} is not in measures.csv{nearest(measure, known)}")
    rules = _reaching(register, [measure], "content")
    if not rules:
        raise XenotimeError(
            f"{measure} has no rule with reach `content` in measure_destinations.csv: it does not "
            "reach goods made abroad by what they hold"
        )
    caught = _commodities(register, rules)
    counts = controlled_content(register, measure) if controlled is None else tuple(controlled)
    for names, what in ((caught, "caught"), (counts, "controlled")):
        if not names:
            raise XenotimeError(
                f"nothing tells which commodities are {what} under {measure}; name them in column "
                "commodities of measure_items.csv"
            )
    rules = [rule for rule in rules if not rule.end_uses and not rule.end_users] or rules
    everywhere = any(rule.destinations is None for rule in rules)
    named = frozenset[str]().union(*(rule.destinations or () for rule in rules))
    spared = frozenset.intersection(*(rule.excepted for rule in rules))
    government = rules[0].government
    return ContentReach(
        measure,
        (government,),
        caught,
        counts,
        min(rule.threshold for rule in rules),
        (ANY,) if everywhere else tuple(sorted(named)),
        tuple(sorted(spared | {government})),
    )


def controlled_content(register: Register, measure: str) -> tuple[str, ...]:
    """Commodities whose content counts under a measure that reaches goods by content, sorted.

    They are those that points of the same act (id up to its third part, government, day of
    announcement) reach by `origin`, less what is of a form that the measure catches: not the
    magnets of an act on magnets, nor the alloy for them, but metal, other alloys and oxide.
    """
    entry = register.measures.row(by_predicate=pl.col("id") == measure, named=True)
    same = register.measures.filter(
        pl.col("government") == entry["government"], pl.col("announced") == entry["announced"]
    )
    points = [name for name in same["id"] if _act(name) == _act(measure)]
    catching = _reaching(register, [measure], "content")
    forms = {form for rule in catching for i in rule.items for form in register.items[i].forms}
    found = {
        commodity
        for rule in _reaching(register, points, "origin")
        for i in rule.items
        if forms.isdisjoint(register.items[i].forms)
        for commodity in register.items[i].commodities
    }
    return tuple(sorted(found.difference(_commodities(register, catching))))


def _act(measure: str) -> str:
    """The act without its point: CN-2025-61 of CN-2025-61-1a."""
    return "-".join(measure.split("-")[:3])


def _reaching(register: Register, measures: Sequence[str], way: str) -> list[Rule]:
    """Rules of some measures that reach goods in a way."""
    return [rule for rule in register.rules if rule.measure in measures and way in rule.reach]


def _commodities(register: Register, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Commodities that any of the rules is about, sorted."""
    return tuple(sorted({name for rule in rules for name in register.commodities(rule)}))
