"""What one article says of an event, and what two of them tell differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Fact

Matter = Literal["status", "amount", "date", "parties", "wording"]

_QUOTED = 90


@dataclass(frozen=True)
class Report:
    """What one article says."""

    article: str
    """Its name."""
    date: Period
    """When it was written."""
    fact: Fact


@dataclass(frozen=True)
class Conflict:
    """Something that two reports of one event tell differently."""

    about: Matter
    sentence: str
    """For a person to read; names the articles and what each says."""
    reports: tuple[Report, Report]
    small: bool = False
    """As rounding, conversion or spelling would explain."""


def shortened(quote: str, most: int = _QUOTED) -> str:
    """The quotation on one line, cut where it has more than `most` characters."""
    quote = " ".join(quote.split())
    return quote if len(quote) <= most else quote[: most - 1].rstrip() + "…"
