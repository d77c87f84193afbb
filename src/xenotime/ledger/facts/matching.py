"""Which rules a sentence fits, and which of them it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xenotime.ledger.facts.cues import Cue
from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.facts.rules import COMPANION, GIVES_WAY, RULES, SURE, WEAK, Need, Rule
from xenotime.ledger.mentions.found import Found

TENSES = frozenset({"future", "done", "in_force", "expect"})
"""Classes of cue that may hold the verb they belong to."""


@dataclass(frozen=True)
class Matched:
    """A rule that a sentence fits, and the cues that made it fit."""

    rule: Rule
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Matches:
    """What the rules make of a sentence."""

    fitting: dict[Kind, Matched]
    """The surest rule of each kind that it fits."""
    chosen: tuple[Matched, ...]
    """Those that it is about, by the rules alone."""


def matches(cues: Sequence[Cue], here: Found, scale: float, recent: Sequence[Kind]) -> Matches:
    """The rules that a sentence fits.

    Args:
        cues: the cues of the sentence.
        here: what it names.
        scale: the length of reaches, as a share of that in languages with spaces.
        recent: kinds that the sentences just before told, the last one last.
    """
    best: dict[Kind, Matched] = {}
    for rule in RULES:
        known = best.get(rule.kind)
        if known is not None and known.rule.confidence >= rule.confidence:
            continue
        if rule.follows and rule.follows.isdisjoint(recent):
            continue
        if not all(_named(need, here, rule) for need in rule.needs):
            continue
        together = _together(rule, cues, rule.reach * scale)
        if together is not None:
            best[rule.kind] = Matched(rule, together)
    direct = [matched for matched in best.values() if not matched.rule.follows]
    following = _following([m for m in best.values() if m.rule.follows], recent)
    if direct and (not following or any(m.rule.confidence > WEAK for m in direct)):
        return Matches(best, tuple(_meant(direct)))
    return Matches(best, tuple(following))


def _meant(direct: list[Matched]) -> list[Matched]:
    """Of the kinds that a sentence fits by itself, those that it is about.

    That is the surest one, and others when they are sure too: few sentences state several facts.
    """
    sure = {matched.rule.kind: matched.rule.confidence for matched in direct}
    most = max((c for kind, c in sure.items() if kind not in COMPANION), default=0.0)
    return [
        matched
        for matched in direct
        for kind, confidence in [(matched.rule.kind, matched.rule.confidence)]
        if (confidence == most or confidence >= SURE or kind in COMPANION)
        and not any(sure.get(other, 0.0) >= confidence for other in GIVES_WAY.get(kind, ()))
    ]


def _following(found: list[Matched], recent: Sequence[Kind]) -> list[Matched]:
    """The kind that was told last, of those that a sentence may go on about."""
    for kind in reversed(recent):
        for matched in found:
            if kind in matched.rule.follows:
                return [matched]
    return []


def _together(rule: Rule, cues: Sequence[Cue], reach: float) -> tuple[Cue, ...] | None:
    """The cues of a rule, as near each other as they come, none of them used twice."""
    options = [[cue for cue in cues if cue.name in group.split("|")] for group in rule.cues]
    if not all(options):
        return None
    forbidden = [cue for cue in cues if cue.name in rule.without]
    nearest: tuple[float, tuple[Cue, ...]] | None = None
    for first in options[0]:
        chosen = [first]
        for others in options[1:]:
            free = [cue for cue in others if not any(_clash(cue, taken) for taken in chosen)]
            if not free:
                break
            chosen.append(min(free, key=lambda cue: abs(cue.start - first.start)))
        else:
            span = max(cue.end for cue in chosen) - min(cue.start for cue in chosen)
            if any(abs(cue.start - first.start) <= reach for cue in forbidden):
                continue
            if span <= reach and (nearest is None or span < nearest[0]):
                nearest = (span, tuple(chosen))
    return None if nearest is None else nearest[1]


def _clash(a: Cue, b: Cue) -> bool:
    """Whether two cues are one word, so that it would count twice.

    A tense may hold the verb that it belongs to, as endings do in Japanese.
    """
    overlap = a.start < b.end and b.start < a.end
    return overlap and (a.name == b.name or not {a.name, b.name} & TENSES)


def _named(need: Need, here: Found, rule: Rule) -> bool:
    """Whether a sentence names what a rule needs."""
    if need == "place":
        return bool(here.places)
    if need == "two_places":
        return len({place for mention in here.places for place in mention.places}) >= 2
    if need == "agent":
        return bool(here.places or here.people or here.organisations)
    if need == "figure":
        return bool(here.amounts or here.dates)
    if need == "detail":
        return bool(here.amounts or here.dates or here.goods)
    if need == "person":
        return bool(here.people)
    if need == "good":
        return bool(here.goods)
    if need == "date":
        return bool(here.dates)
    return any(not rule.units or amount.unit in rule.units for amount in here.amounts)
