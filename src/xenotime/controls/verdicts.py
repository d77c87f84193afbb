"""From rules that apply, or may, to a verdict on every day.

The verdict is that of the strictest rule that applies for sure. It is `unknown_outcome` when
something open could make it stricter: a rule that may apply because the line does not say enough,
or one whose status nobody knows. What is open and could not make it stricter is ignored.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from xenotime.controls.matching import MAYBE, YES, Missing
from xenotime.controls.register import POLICY_RANK, RANK, UNKNOWN, VERDICTS, Register
from xenotime.controls.rules import Rule
from xenotime.controls.status import Status

UNKNOWN_RANK = len(VERDICTS)
MOST_REMEMBERED = 50_000
"""Findings kept for later batches."""
NAMES = (*VERDICTS, UNKNOWN)
NOTHING_APPLIES = "No measure of the register in force on this day reaches this shipment."
REQUIRES = {
    "licence": "requires a licence",
    "review": "requires a licence, under stricter review",
    "quota": "requires a share of a quota",
    "denial": "refuses licences in principle",
    "prohibited": "prohibits it",
}
WOULD = {
    "licence": "would require a licence",
    "review": "would require a licence, under stricter review",
    "quota": "would require a share of a quota",
    "denial": "would refuse licences in principle",
    "prohibited": "would prohibit it",
}
SURE = (
    "Nothing in force is sure to apply",
    "What is sure to apply is suspended",
    "A licence is required in any case",
    "Licences are refused in principle in any case",
)
"""What stands fast, by rank, where something open could be stricter."""
FIELDS = {
    Missing.origin_iso3: "where its controlled content comes from",
    Missing.exporter_iso3: "from where it is shipped",
    Missing.destination_iso3: "where it goes",
    Missing.end_use: "the end use",
    Missing.end_user_listed: "whether the end user is listed",
    Missing.item_text: "in what form or grade it is",
    Missing.elements: "which elements it holds",
    Missing.controlled_value_share_pct: "the value share of controlled content",
    Missing.technology_origin_iso3: "whose technology made it",
}


@dataclass(frozen=True)
class Applied:
    """A measure that decides on a line, or could."""

    id: str
    rule: str
    clause: str | None
    status: str
    policy: str
    match: str
    """`yes`, or `maybe` when the line does not say enough."""


@dataclass(frozen=True)
class Patterns:
    """Distinct combinations of answers: int8[pattern, rule] with int16 missing flags and items."""

    answer: np.ndarray
    missing: np.ndarray
    item: np.ndarray

    def key(self, pattern: int) -> tuple[bytes, bytes, bytes]:
        """What tells a pattern from all others."""
        rows = (part[pattern].tobytes() for part in (self.answer, self.missing, self.item))
        answer, missing, item = rows
        return answer, missing, item

    def bounds(self, statuses: np.ndarray, policies: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rank that is sure and the highest that is possible, with `statuses` int8[rule]."""
        in_force = np.where(statuses == Status.IN_FORCE, policies, 0)
        paused = np.where(statuses == Status.SUSPENDED, RANK["suspended_now"], 0)
        sure = np.where(self.answer == YES, in_force + paused, 0).max(axis=1, initial=0)
        open_rank = np.where(statuses == Status.UNVERIFIED, policies, in_force + paused)
        doubtful = (self.answer == MAYBE) | ((self.answer == YES) & (statuses == Status.UNVERIFIED))
        possible = np.where(doubtful, open_rank, 0).max(axis=1, initial=0)
        return sure, np.maximum(sure, possible)


def verdicts(register: Register, patterns: Patterns) -> np.ndarray:
    """Verdict of each pattern in each interval: int8[pattern, interval], positions in `NAMES`."""
    policies = register.policies
    found = np.zeros((len(patterns.answer), register.statuses.shape[1]), dtype=np.int8)
    for interval in range(found.shape[1]):
        sure, possible = patterns.bounds(register.statuses[:, interval], policies)
        found[:, interval] = np.where(possible > sure, UNKNOWN_RANK, sure)
    return found


def next_changes(ranks: np.ndarray) -> np.ndarray:
    """Interval in which the verdict is first another one; -1: never. int64 like `ranks`."""
    following = np.full(ranks.shape, -1, dtype=np.int64)
    for interval in range(ranks.shape[1] - 2, -1, -1):
        same = ranks[:, interval] == ranks[:, interval + 1]
        following[:, interval] = np.where(same, following[:, interval + 1], interval + 1)
    return following


@dataclass(frozen=True)
class Finding:
    """What is said of all lines of one pattern on days of one interval."""

    verdict: str
    measures: list[Applied]
    reason: str
    missing: list[str]
    next_change: datetime.date | None


def finding(
    register: Register, patterns: Patterns, pattern: int, interval: int, rank: int, change: int
) -> Finding:
    """Put a pattern's verdict into words; one that was seen before is not written anew."""
    key = (*patterns.key(pattern), interval)
    known = _written(register)
    if key not in known:
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[key] = _finding(register, patterns, pattern, interval, rank, change)
    return known[key]


@lru_cache(maxsize=4)
def _written(register: Register) -> dict[Hashable, Finding]:
    """Findings of earlier batches."""
    return {}


def _finding(
    register: Register, patterns: Patterns, pattern: int, interval: int, rank: int, change: int
) -> Finding:
    statuses = register.statuses[:, interval]
    answers, missing = patterns.answer[pattern], patterns.missing[pattern]
    policies = register.policies
    alone = Patterns(answers[None], missing[None], patterns.item[pattern][None])
    floor = int(alone.bounds(statuses, policies)[0][0])
    applied: dict[tuple[str, str, str], tuple[Applied, int]] = {}
    goods: dict[Applied, str] = {}
    for at in np.flatnonzero(answers):
        status = Status(int(statuses[at]))
        if status < Status.SUSPENDED:
            continue
        reach = RANK["suspended_now"] if status is Status.SUSPENDED else int(policies[at])
        if answers[at] == MAYBE and reach <= floor:
            continue  # what is not said could not make it stricter
        rule = register.rules[at]
        word = "yes" if answers[at] == YES else "maybe"
        entry = Applied(
            rule.measure,
            rule.name,
            clause(register, rule, int(patterns.item[pattern, at])),
            status.word,
            rule.policy,
            word,
        )
        goods[entry] = register.items[int(patterns.item[pattern, at])].description
        # Taken over from several acts, one rule stands here once for each status.
        key = (rule.measure, rule.name, status.word)
        if key not in applied or answers[at] > applied[key][1]:
            applied[key] = (entry, int(answers[at]))
    measures = sorted((entry for entry, _ in applied.values()), key=_strictest_first)
    lacking = _lacking(register, answers, missing, statuses, policies, floor)
    day = None if change < 0 else register.days[change - 1]
    name = NAMES[rank]
    words = _sentence(register, name, measures, goods, lacking, interval, floor)
    return Finding(name, measures, words, lacking.names, day)


def clause(register: Register, rule: Rule, item: int) -> str | None:
    """The point of the act and the entry of its list that a rule rests on."""
    parts = [rule.clause, register.items[item].clause]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _strictest_first(entry: Applied) -> tuple[bool, bool, int, str, str]:
    in_force = entry.status == Status.IN_FORCE.word
    return (entry.match != "yes", not in_force, -POLICY_RANK[entry.policy], entry.id, entry.rule)


def _lacking(
    register: Register,
    answers: np.ndarray,
    missing: np.ndarray,
    statuses: np.ndarray,
    policies: np.ndarray,
    floor: int,
) -> Missing:
    """Everything open that could make the verdict stricter."""
    reach = np.where(statuses == Status.SUSPENDED, RANK["suspended_now"], policies)
    alive = (answers != 0) & (statuses >= Status.SUSPENDED) & (reach > floor)
    found = int(np.bitwise_or.reduce(missing[alive & (answers == MAYBE)], initial=0))
    if (alive & (statuses == Status.UNVERIFIED)).any():
        found |= Missing.source
    return Missing(found)


def _sentence(
    register: Register,
    verdict: str,
    measures: list[Applied],
    goods: dict[Applied, str],
    lacking: Missing,
    interval: int,
    floor: int,
) -> str:
    """The reason, in one sentence."""

    def at(applied: Applied) -> str:
        """A measure with its clause and what that covers."""
        parts = ": ".join(part for part in (applied.clause, goods[applied]) if part)
        return f"{applied.id} ({parts})"

    if verdict == "no_licence":
        return NOTHING_APPLIES
    first = measures[0]
    if verdict == "suspended_now":
        return f"{at(first)} would apply, but it is {_cause(register, first, interval)}."
    if verdict != UNKNOWN:
        return f"{at(first)} {REQUIRES[first.policy]}."
    doubtful = [m for m in measures if m.match == "maybe" or m.status == Status.UNVERIFIED.word]
    strict = max(doubtful, key=lambda m: POLICY_RANK[m.policy])
    fields = [words for flag, words in FIELDS.items() if flag in lacking]
    parts = [f"the line does not say {' or '.join(fields)}"] if fields else []
    if Missing.source in lacking:
        unverified = next(m for m in doubtful if m.status == Status.UNVERIFIED.word)
        whose = "its status" if unverified == strict else f"the status of {unverified.id}"
        parts.append(f"{whose} is unverified: {_cause(register, unverified, interval)}")
    would = WOULD[strict.policy]
    if strict.status == Status.SUSPENDED.word:
        would = "would apply though suspended"
    return f"{SURE[floor]}; {at(strict)} {would}, but {'; and '.join(parts)}."


def _cause(register: Register, applied: Applied, interval: int) -> str:
    """Why a measure's status is what it is in an interval."""
    day = register.days[max(interval - 1, 0)]
    causes = [
        rule.cause(day)
        for rule in register.rules
        if (rule.measure, rule.name) == (applied.id, applied.rule)
        and rule.status(day).word == applied.status
    ]
    return causes[0] if causes else applied.status
