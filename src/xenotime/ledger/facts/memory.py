"""What the sentences before told: the subject that a sentence goes on about, and its parties."""

from __future__ import annotations

from dataclasses import dataclass, field

from xenotime.ledger.article import UNKNOWN
from xenotime.ledger.facts.fact import Fact, Kind, Status
from xenotime.ledger.facts.rules import AGREED
from xenotime.ledger.facts.voice import Voice

NOBODY = Voice(None, hedged=False)
SPAN = 4
"""Sentences after which what was told is no longer the subject."""


@dataclass
class Memory:
    """The facts told so far, sentence by sentence, and who speaks."""

    voice: Voice = NOBODY
    _told: list[tuple[int, Fact]] = field(default_factory=list)

    def keep(self, sentence: int, fact: Fact) -> None:
        """Remember a fact of the sentence with this number."""
        self._told.append((sentence, fact))

    def recent(self, sentence: int) -> list[Kind]:
        """Kinds told in the last sentences, the latest last."""
        return [fact.kind for at, fact in self._told if sentence - at <= SPAN]

    def countries(self, sentence: int, kind: Kind) -> tuple[str, ...]:
        """Whose fact it is when a sentence names no place.

        A control stays that of the government last named; for other kinds the last sentences say.
        """
        for at, fact in reversed(self._told):
            near = sentence - at <= SPAN
            same = fact.kind == kind or {fact.kind, kind} <= AGREED
            if same and fact.countries and (near or kind == "control"):
                return fact.countries
        return ()

    def promised(self, sentence: int) -> Status | None:
        """The status of the last commitment, if it was told just before."""
        for at, fact in reversed(self._told):
            if fact.kind == "commitment":
                return fact.status if sentence - at <= SPAN else None
        return None

    def met(self, fact: Fact) -> bool:
        """Whether a meeting without a day of its own only refers to one that was told before."""
        countries = set(fact.countries)
        return fact.date == UNKNOWN and any(
            other.kind == "meeting" and countries <= set(other.countries) for _, other in self._told
        )
