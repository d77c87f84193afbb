"""Dates as they stand at the head of an article, in the months' names of CLDR (Babel).

Only whole dates count: a year in the prose dates no article.
"""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from xenotime.ledger.article import Period
from xenotime.ledger.languages import CODES
from xenotime.ledger.lexicon import fold

REIWA = 2018
"""The year before the first of the Japanese era in force since 2019."""

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_NUMBERS = (
    rf"(?<!\d){_YEAR}(?P<sep>[-/.])(?P<month>\d\d?)(?!\d)(?:(?P=sep)(?P<day>\d\d?)(?!\d))?",
    rf"(?<!\d){_YEAR}年\s?(?P<month>\d\d?)月(?:\s?(?P<day>\d\d?)日)?",
    r"令和\s?(?P<reiwa>\d\d?|元)年\s?(?P<month>\d\d?)月(?:\s?(?P<day>\d\d?)日)?",
    rf"(?<![\d.])(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?{_YEAR}",
    rf"(?<![\d/-])(?P<one>\d\d?)(?P<sep>[/-])(?P<two>\d\d?)(?P=sep){_YEAR}",
)
_DAY = r"(?<!\d)(?P<day>\d\d?)(?:\.|\.?º|er|st|nd|rd|th|e|ste|de)?"
_OF = r"(?:\s*-\s*|\s+(?:de\s+|del\s+|of\s+)?)"


@dataclass(frozen=True)
class Day:
    """A date in a text; `period` is None when the text gives no year."""

    start: int
    end: int
    period: Period | None
    month: int
    day: int | None


def days(text: str, language: str) -> Iterator[Day]:
    """The dates in a short text, in its order; without a year too, where the month is a word."""
    folded = fold(text)
    found: list[Day] = []
    for pattern in _patterns(language):
        for hit in pattern.finditer(folded):
            if any(day.start < hit.end() and hit.start() < day.end for day in found):
                continue
            day = _day(hit, language)
            if day is not None:
                found.append(day)
    yield from sorted(found, key=lambda day: day.start)


def parse(text: str, language: str) -> Period | None:
    """The first date with a year, or the year that is all of the text."""
    if re.fullmatch(r"\s*(?:19|20)\d\d\s*", text):
        year = int(text)
        return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
    return next((day.period for day in days(text, language) if day.period is not None), None)


def period_of(year: int, month: int, day: int | None) -> Period | None:
    """A day, or a month; None when the calendar has none such."""
    try:
        first = datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return Period(first, first if day else first.replace(day=monthrange(year, month)[1]))


@cache
def weekdays(language: str) -> frozenset[str]:
    """The names of the days of the week, folded, long and short."""
    return frozenset(
        fold(name).rstrip(".")
        for code in _codes(language)
        for widths in Locale(code).days.values()
        for width in ("wide", "abbreviated")
        for name in widths.get(width, {}).values()
    )


def _day(hit: re.Match[str], language: str) -> Day | None:
    part = hit.groupdict()
    day = int(part["day"]) if part.get("day") else None
    if part.get("name"):
        month = _months(language)[part["name"].rstrip(".")]
    elif part.get("one"):
        one, two = int(part["one"]), int(part["two"])
        if language in ("en", "und") and max(one, two) <= 12 and one != two:
            return None
        day, month = (one, two) if two <= 12 else (two, one)
    else:
        month = int(part["month"])
    if part.get("reiwa"):
        year = REIWA + (1 if part["reiwa"] == "元" else int(part["reiwa"]))
    elif part.get("year"):
        year = int(part["year"])
    else:
        ok = 1 <= month <= 12 and day is not None and 1 <= day <= 31
        return Day(hit.start(), hit.end(), None, month, day) if ok else None
    period = period_of(year, month, day)
    return None if period is None else Day(hit.start(), hit.end(), period, month, day)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names = sorted(_months(language), key=lambda name: (-len(name), name))
    name = rf"(?P<name>{'|'.join(map(re.escape, names))})\b\.?"
    japan = (r"(?<!\d)(?P<month>\d\d?)月\s?(?P<day>\d\d?)日",) if language == "ja" else ()
    return tuple(
        re.compile(pattern)
        for pattern in (
            *_NUMBERS,
            rf"{_DAY}{_OF}{name},?{_OF}{_YEAR}",
            rf"\b{name}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}",
            rf"\b{name}{_OF}{_YEAR}",
            rf"{_DAY}{_OF}{name}",
            rf"\b{name}\s+(?P<day>\d\d?)(?!\d)(?:st|nd|rd|th)?",
            *japan,
        )
    )


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months, folded and without a full stop, to their numbers."""
    names = {
        fold(name).rstrip("."): month
        for code in _codes(language)
        for widths in Locale(code).months.values()
        for width in ("abbreviated", "wide")
        for month, name in widths.get(width, {}).items()
        if not name[0].isdigit()
    }
    short: dict[str, set[int]] = {}
    for name, month in names.items():
        for length in range(3, len(name)):
            short.setdefault(name[:length], set()).add(month)
    return {cut: month for cut, (month, *more) in short.items() if not more} | names


def _codes(language: str) -> list[str]:
    """English months stand in the headers of files of all languages."""
    codes = [language, "en"] if language in CODES else list(CODES)
    return list(dict.fromkeys(codes))
