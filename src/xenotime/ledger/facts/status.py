"""How far a fact has come: announced, planned, signed, in force, suspended, denied, completed."""

from __future__ import annotations

from collections.abc import Sequence

from xenotime.ledger.article import Article
from xenotime.ledger.facts.cues import Cue, scale
from xenotime.ledger.facts.fact import Kind, Status
from xenotime.ledger.facts.rules import Rule
from xenotime.ledger.mentions.mention import DateMention

NEAR = 70
"""Characters within which a cue of status belongs to the cue of the fact."""
NEAR_NOT = 30
"""The same for a negation, which belongs to what stands beside it."""
NEAR_DENIAL = 8
"""The same for a negation of a denial."""
NEAR_AFTER = 25
"""The same for a future that comes after a signing: later clauses tell what the paper is to do."""
DENIABLE: frozenset[Kind] = frozenset({"agreement", "commitment", "meeting", "tariff", "control"})
LASTING: frozenset[Kind] = frozenset({"control", "tariff"})
"""Kinds that hold from a day on."""
MODAL: tuple[tuple[str, Status], ...] = (
    ("expect", "expected"),
    ("offer", "offered"),
    ("intend", "planned"),
    ("future", "planned"),
)
"""Cues by which a commitment was made, the most telling first."""


def status_of(
    rule: Rule,
    own: Sequence[Cue],
    cues: Sequence[Cue],
    article: Article,
    date: DateMention | None,
    before: Status | None,
) -> Status:
    """The status of a fact by the cues around its own; without any, that of its rule.

    Negation and modality count: planned is not signed, and expected is not offered.

    Args:
        rule: the rule that the sentence fits.
        own: the cues that made it fit.
        cues: all cues of the sentence.
        article: where it stands.
        date: when the fact happened or is to happen.
        before: the status of the last commitment told, which a sentence on its terms shares.
    """
    names = {cue.name for cue in own}
    size = scale(article.language)
    near = {cue.name for cue in cues if _beside(cue, own, article.text, NEAR * size)}
    if rule.kind in DENIABLE and _denied(own, cues, near, article.text, size):
        return "denied"
    if rule.kind == "commitment":
        return _promised(names, rule, before)
    if rule.kind == "trade_figure":
        return rule.status
    if "suspend" in near:
        # Exports that are halted are a control in force; a control that is halted is suspended.
        halted = rule.kind == "control" and "export" in names and "control" not in names
        return "in_force" if halted else "suspended"
    if rule.kind in ("agreement", "delivery") and rule.status == "signed":
        return _signed(own, cues, near, size)
    if rule.kind in ("project", "delivery") and "expect" in near:
        return "expected"
    ahead = _ahead(article, date)
    if date is not None and date.role == "since" and not ahead and rule.kind in LASTING:
        return "in_force"
    coming = bool({"future", "intend", "possible", "expect", "threaten"} & near)
    return _timely(rule, near, coming=coming or ahead)


def _denied(
    own: Sequence[Cue], cues: Sequence[Cue], near: set[str], text: str, size: float
) -> bool:
    """Whether it is denied or negated, and not both: who does not deny, says nothing."""
    negations = [cue for cue in cues if cue.name == "negation"]
    if "denial" in near:
        denials = [cue for cue in cues if cue.name == "denial"]
        before = [cue for cue in negations if all(cue.end <= denial.start for denial in denials)]
        return not any(_beside(cue, denials, text, NEAR_DENIAL * size) for cue in before)
    return any(_beside(cue, own, text, NEAR_NOT * size) for cue in negations)


def _promised(names: set[str], rule: Rule, before: Status | None) -> Status:
    for name, status in MODAL:
        if name in names:
            return status
    if "provide" in names and before in ("offered", "expected"):
        return before
    return rule.status


def _signed(own: Sequence[Cue], cues: Sequence[Cue], near: set[str], size: float) -> Status:
    """Whether a signing has happened, is hoped for or is to come."""
    first, last = min(cue.start for cue in own), max(cue.end for cue in own)
    if {"expect", "possible"} & near:
        return "expected"
    ahead = any(
        cue.name in ("future", "intend")
        and (0 <= first - cue.end <= NEAR * size or first <= cue.start <= last + NEAR_AFTER * size)
        for cue in cues
    )
    return "planned" if ahead else "signed"


def _timely(rule: Rule, near: set[str], *, coming: bool) -> Status:
    """The status of what was done, is in force, or is to come."""
    if rule.kind == "meeting":
        return "planned" if coming else "completed"
    if rule.kind == "control":
        if coming:
            return "announced" if "announce" in near else "planned"
        return "in_force"
    if rule.kind == "tariff":
        if "offer" in near:
            return "offered"
        if coming:
            return "planned"
        return "in_force" if "in_force" in near else "announced"
    if coming:
        return "planned"
    if rule.kind == "delivery":
        return "announced" if "announce" in near else rule.status
    if rule.kind == "project":
        return "completed" if "done" in near else rule.status
    return rule.status


def _beside(cue: Cue, own: Sequence[Cue], text: str, reach: float) -> bool:
    """Whether a cue stands near one of the fact's own, with no end of a clause between them."""
    for other in own:
        first, second = (cue, other) if cue.start < other.start else (other, cue)
        between = text[first.end : second.start]
        if len(between) <= reach and not any(mark in between for mark in ";:"):
            return True
    return False


def _ahead(article: Article, date: DateMention | None) -> bool:
    """Whether a date lies wholly after the article."""
    if date is None or date.period.first is None:
        return False
    written = article.dated.period.last
    return written is not None and date.period.first > written
