"""A date as it is written, before anyone has worked out which days it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "day",
    "month",
    "year",
    "quarter",
    "half",
    "weekday",
    "relative",
    "from",
    "span",
    "fiscal",
    "then",
]
Part = Literal["early", "middle", "late", ""]


@dataclass(frozen=True, slots=True)
class Form:
    """A date as written; numbers that it does not say are None."""

    start: int
    end: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    last_year: int | None = None
    number: int = 0
    """Quarter or half of a year, weekday (0 is Monday), steps of `unit` from the article's date."""
    unit: str = ""
    """`relative` and `from`: day, week, month, quarter or year; `span`: the same."""
    way: str = ""
    """`span`: ago, ahead, within or past; `weekday`: next, last or this."""
    year_shift: int | None = None
    """Years from the article's, when the form says it so."""
    part: Part = ""
    role: str = "date"
    """date, since, deadline, prior, not_before, begin (since, but likely still to come) or,
    where a range may begin, from."""
    upto: Form | None = None
    """The other end of a range."""
    anchor: Form | None = None
    """`span`: the date it is counted from, if not the article's."""
    named: bool = True
    """Whether it is a date; otherwise it only is no amount either."""
