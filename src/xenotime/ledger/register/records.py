"""What goes into a register and comes out of it; every class is checked where it is made."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Fact, Kind, Status
from xenotime.ledger.stories.profile import Profile
from xenotime.world.problems import XenotimeError

State = Literal["proposed", "accepted", "corrected", "rejected"]
Decided = Literal["accepted", "corrected", "rejected"]
"""The states that a person gives a fact, and what the history calls giving them."""
Action = Literal["added", "renamed", "extended", "united"] | Decided

Candidate = tuple[int, Profile]
"""An article that may tell of the same event: the number of its story, and its profile."""

StoriesOf = Callable[[Profile, Sequence[Candidate]], Sequence[int]]
"""Names the stories of candidates that an article belongs to; none: it begins one; several: they
turn out to be one. `stories.clusters.linked` is such a function.

It is asked while nobody else can add: two rewrites that arrive at once cannot both begin a story.
"""


@dataclass(frozen=True)
class Added:
    """What adding an article came to."""

    article: int
    new: bool
    """False when the register held the text already."""
    facts: int
    """Facts that the register holds of it."""
    story: int


@dataclass(frozen=True)
class Entry:
    """A fact of the register, with what a list shows of its article."""

    id: int
    state: State
    fact: Fact
    article: int
    story: int
    name: str
    """Name of the article's file."""
    title: str | None
    language: str
    written: Period
    """When the article was written."""
    due: datetime.date | None
    """The day by which it should have come true; None when it has, no day is known, or it is
    rejected."""


@dataclass(frozen=True)
class Page:
    """Some facts of a longer list."""

    entries: tuple[Entry, ...]
    after: int | None
    """What to ask the next page with; None at the end of the list."""
    damaged: tuple[str, ...] = ()
    """Facts left out because their quotation is not what stands in the stored text, one clear
    sentence each."""


@dataclass(frozen=True)
class Heading:
    """What a list shows of an article."""

    id: int
    story: int
    name: str
    title: str | None
    language: str
    written: Period
    at: str
    """When it was added: ISO 8601, UTC."""
    by: str
    names: tuple[str, ...]
    """Other names under which the same text was added."""


@dataclass(frozen=True)
class Story:
    """One event and the articles that tell of it, oldest addition first."""

    id: int
    articles: tuple[Heading, ...]


@dataclass(frozen=True)
class Change:
    """One line of the history."""

    id: int
    at: str
    """ISO 8601, UTC."""
    by: str
    action: Action
    article: int
    fact: int | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True)
class Filter:
    """Which facts to list; conditions left empty admit every fact.

    Days compare with the fact's own date, else with the day its article was written; a fact without
    either passes only where no day is asked for.
    """

    text: str | None = None
    """Plain words that all occur in the quotation, the names, the attribution or the goods."""
    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = ()
    states: tuple[State, ...] = ()
    all_countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3, or regions: all of them are parties."""
    any_countries: tuple[str, ...] = ()
    """At least one of them is a party."""
    goods: tuple[str, ...] = ()
    """At least one of them."""
    languages: tuple[str, ...] = ()
    reader: str | None = None
    story: int | None = None
    article: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    overdue_at: datetime.date | None = None
    """Only facts that should have come true before this day and have not."""
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        _known("kind", self.kinds, get_args(Kind))
        _known("status", self.statuses, get_args(Status))
        _known("state", self.states, get_args(State))
        if self.since and self.until and self.until < self.since:
            raise XenotimeError(
                f"since {self.since} until {self.until}: the second day is before the first"
            )
        if not 0 <= self.min_confidence <= 1:
            raise XenotimeError(
                f"confidence {self.min_confidence:g}: a confidence is between 0 and 1"
            )


def _known(what: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    for value in given:
        if value not in allowed:
            raise XenotimeError(f"{what} {value!r} is none of {', '.join(allowed)}")
