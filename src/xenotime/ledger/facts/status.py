"""How far a fact has come: announced, planned, signed, in force, suspended, denied, completed."""

from __future__ import annotations

from collections.abc import Sequence

from xenotime.ledger.article import Article
from xenotime.ledger.facts.cues import Cue
from xenotime.ledger.facts.fact import Status
from xenotime.ledger.facts.rules import Rule
from xenotime.ledger.mentions.mention import DateMention

NEAR = 70
"""Characters within which a cue of status belongs to the cue of the fact."""
NEAR_NOT = 30
"""The same for a negation, which belongs to what stands beside it."""


def status_of(
    rule: Rule,
    own: Sequence[Cue],
    cues: Sequence[Cue],
    article: Article,
    date: DateMention | None,
) -> Status:
    """The status of a fact by the cues around its own; without any, that of its rule.

    Negation and modality count: planned is not signed, and expected is not offered.
    """
    near = {cue.name for cue in cues if _beside(cue, own, article.text, NEAR)}
    if "denial" in near or any(
        cue.name == "negation" and _beside(cue, own, article.text, NEAR_NOT) for cue in cues
    ):
        return "denied" if rule.kind in ("agreement", "commitment", "meeting") else rule.status
    names = {cue.name for cue in own}
    if rule.kind == "commitment":
        return _promise(names, rule)
    if "suspend" in near:
        return "suspended"
    coming = bool({"future", "intend", "possible", "expect"} & near) or _ahead(article, date)
    if rule.kind == "meeting":
        return "planned" if coming else "completed"
    if rule.kind == "control":
        if "announce" in near and coming:
            return "announced"
        return "planned" if coming and "in_force" not in near else "in_force"
    if rule.kind == "tariff":
        if "in_force" in near and not coming:
            return "in_force"
        return "planned" if coming else "announced"
    if rule.kind == "agreement" and rule.status == "signed":
        return "planned" if coming and "done" not in near else "signed"
    if rule.kind == "delivery":
        if coming:
            return "planned"
        return "announced" if "announce" in near else "completed"
    if rule.kind == "project":
        if coming:
            return "planned"
        return "completed" if {"done"} & near else "announced"
    return rule.status


def _promise(names: set[str], rule: Rule) -> Status:
    for name, status in (
        ("expect", "expected"),
        ("offer", "offered"),
        ("intend", "planned"),
        ("future", "planned"),
    ):
        if name in names:
            return status  # type: ignore[return-value]
    return rule.status


def _beside(cue: Cue, own: Sequence[Cue], text: str, reach: int) -> bool:
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
