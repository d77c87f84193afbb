"""What the sentences before told: the subject that a sentence goes on about, and its parties."""

from __future__ import annotations

from dataclasses import dataclass, field

from xenotime.ledger.article import UNKNOWN
from xenotime.ledger.facts.fact import Fact, Kind, Status
from xenotime.ledger.facts.rules import AGREED
from xenotime.ledger.facts.voice import Voice
from xenotime.ledger.mentions.found import Found

NOBODY = Voice(None, hedged=False)
SPAN = 4
"""Sentences after which what was told is no longer the subject."""


@dataclass
class Memory:
    """The facts told so far, sentence by sentence, and who speaks."""

    voice: Voice = NOBODY
    _told: list[tuple[int, Fact]] = field(default_factory=list)
    _pair: tuple[int, tuple[str, ...]] = (-SPAN - 1, ())

    def hear(self, sentence: int, here: Found) -> None:
        """Remember the two places that a sentence names, if it names just two."""
        places = tuple(dict.fromkeys(p for mention in here.places for p in mention.places))
        if len(places) == 2:
            self._pair = (sentence, places)

    def keep(self, sentence: int, fact: Fact) -> None:
        """Remember a fact of the sentence with this number."""
        self._told.append((sentence, fact))

    def countries(self, sentence: int, kind: Kind) -> tuple[str, ...]:
        """Whose fact it is when a sentence names no place.

        A control stays that of the government last named; for other kinds the last sentences say,
        and for what two sides agree on the two places last named together.
        """
        for at, fact in reversed(self._told):
            near = sentence - at <= SPAN
            same = fact.kind == kind or {fact.kind, kind} <= AGREED
            if same and fact.countries and (near or kind == "control"):
                return fact.countries
        at, places = self._pair
        return places if kind in AGREED and sentence - at <= SPAN else ()

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
