"""An article as it is kept: its text, what of it is read, and when it was written.

Offsets count characters of `Article.text`, from 0; an end is exclusive. That text is stored as it
was read and never changes, so that a quotation can be checked against it at any time.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

Role = Literal[
    "body",
    "title",
    "subheading",
    "header",
    "caption",
    "byline",
    "widget",
    "teaser",
    "outside",
]
"""What a block is: `header` holds data such as a date, `widget` is a control of a page, `teaser`
advertises another article, `outside` is what an extractor of web pages left out."""


@dataclass(frozen=True)
class Block:
    """A stretch of the text with one role; only blocks of role `body` are read for facts."""

    start: int
    end: int
    role: Role
    reason: str
    """Why it is not body, in a few words that a reader of the ledger sees; empty for body."""


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included; None is an open end."""

    first: datetime.date | None
    last: datetime.date | None

    @property
    def precision(self) -> Literal["day", "week", "month", "year", "range", "open", "unknown"]:
        """How exactly it is known."""
        first, last = self.first, self.last
        if first is None and last is None:
            return "unknown"
        if first is None or last is None:
            return "open"
        days = (last - first).days
        if days == 0:
            return "day"
        if days == 6:
            return "week"
        if first.day == 1 and (last + datetime.timedelta(1)).day == 1:
            if (first.year, first.month) == (last.year, last.month):
                return "month"
            if (first.month, last.month) == (1, 12) and first.year == last.year:
                return "year"
        return "range"

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period that ISO 8601 writes so: 2025-10-28, 2025-10, 2025, A/B, A/.. or ../B.

        Raises:
            ValueError: it is none of these.
        """
        first, slash, last = (part.strip() for part in text.strip().partition("/"))
        if not slash:
            return cls(*_days(first)) if first else UNKNOWN
        return cls(
            None if first in ("", "..") else _days(first)[0],
            None if last in ("", "..") else _days(last)[1],
        )

    def __str__(self) -> str:
        """ISO 8601: 2025-10-28, 2025-10, 2025, 2025-10-20/2025-10-26, 2025-10/.. or ../2025."""
        if self.precision == "unknown":
            return ""
        if self.precision == "day":
            return str(self.first)
        if self.precision == "month":
            return str(self.first)[:7]
        if self.precision == "year":
            return str(self.first)[:4]
        return f"{self.first or '..'}/{self.last or '..'}"


def _days(text: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of a day, month or year."""
    if len(text) == len("YYYY-MM-DD"):
        return (datetime.date.fromisoformat(text),) * 2
    year, _, month = text.partition("-")
    if len(year) != 4 or (month and len(month) != 2):
        raise ValueError(f"{text!r} is not YYYY-MM-DD, YYYY-MM or YYYY")
    first = datetime.date(int(year), int(month or 1), 1)
    later = datetime.date(first.year + (not month or month == "12"), int(month or 0) % 12 + 1, 1)
    return first, later - datetime.timedelta(1)


UNKNOWN = Period(None, None)


@dataclass(frozen=True)
class Dated:
    """When an article was written, and how that is known."""

    period: Period
    evidence: str
    """Such as `header "date 2025-10-28"`; empty when unknown."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the body; `block` is its index in `Article.blocks`."""

    start: int
    end: int
    block: int


@dataclass(frozen=True)
class Article:
    """One article, ready to be read for facts."""

    name: str
    """Name of the file (and record) it came from."""
    text: str
    language: str
    """ISO 639-1 code, such as de; `und` when it could not be found or is none of the supported."""
    title: str | None
    dated: Dated
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the text: the same text is the same article."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def quote(self, start: int, end: int) -> str:
        """The characters from `start` to `end`."""
        return self.text[start:end]
