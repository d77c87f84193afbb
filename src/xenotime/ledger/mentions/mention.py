"""The kinds of mention; `start` and `end` are characters of the article's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xenotime.ledger.article import Period


@dataclass(frozen=True, order=True)
class Mention:
    """A stretch of text that names something."""

    start: int
    end: int


@dataclass(frozen=True, order=True)
class PlaceMention(Mention):
    """One or more places named together; "both countries" names two."""

    places: tuple[str, ...]
    """ISO 3166-1 alpha-3 codes, or the world's regions such as XEU."""
    how: Literal["name", "adjective", "capital", "city", "metonym", "person", "reference"]
    """`metonym`: Peking, White House; `person`: an office or person of the place; `reference`: a
    pronoun or phrase that points back."""


@dataclass(frozen=True, order=True)
class PersonMention(Mention):
    """A person, named in full at least once in the article."""

    name: str
    """The fullest form of the name in the article, so that `Trump` and `Donald Trump` are one."""
    office: str | None
    """In the article's words, such as `Bundeskanzler`."""
    place: str | None
    """ISO 3166-1 alpha-3, when the text or a table says so."""


@dataclass(frozen=True, order=True)
class OrganisationMention(Mention):
    """A company, ministry, agency, bank or news agency."""

    name: str
    place: str | None
    kind: Literal["company", "government", "press", "other"]


@dataclass(frozen=True, order=True)
class GoodMention(Mention):
    """A mineral, commodity or other good; `good` is an id, the same in every language."""

    good: str


@dataclass(frozen=True, order=True)
class AmountMention(Mention):
    """A quantity. A range has `value` below `upper`; otherwise `upper` is None."""

    value: float
    upper: float | None
    unit: str
    """`currency`, `percent`, `percent_of_GDP`, `rank`, `tonne`, `kilogram`, `year`, `count` ..."""
    currency: str | None
    """ISO 4217, for unit `currency`."""
    approximate: bool
    """`rund`, `about`, `more than`, `up to` ..."""
    per: str | None = None
    """Such as `year`, `kilogram`, `tonne`."""


@dataclass(frozen=True, order=True)
class DateMention(Mention):
    """A day or stretch of days."""

    period: Period
    role: Literal["date", "deadline", "since"]
    """`deadline`: "by", "within", "bis"; `since`: in force from then on."""
