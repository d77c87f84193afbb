"""Days that count for a fact: by which it should have come true, under which it is listed."""

from __future__ import annotations

import datetime

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Fact


def shown_day(fact: Fact, written: Period) -> Period:
    """The days under which a fact is found: its own, else those when its article was written."""
    return fact.date if fact.date.precision != "unknown" else written


AWAITED = frozenset({"announced", "planned", "expected", "offered", "signed"})
"""Statuses of what is still to come true; what is in force or suspended has no day to keep."""


def due_day(fact: Fact, written: Period, state: str) -> datetime.date | None:
    """The day by which the fact should have come true; None when it has, or never will.

    That is its deadline, or the day for which it was planned; a meeting is no promise. A day that
    is not after the one on which the article was written only says when somebody spoke.
    """
    if fact.status not in AWAITED or state == "rejected":
        return None
    if fact.deadline.precision != "unknown":
        return fact.deadline.last
    planned, said = fact.date.last, written.last
    open_promise = fact.status in ("planned", "expected") and fact.kind != "meeting"
    if not open_promise or planned is None or said is None:
        return None
    return planned if planned > said else None
