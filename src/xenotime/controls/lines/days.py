"""The day that a cell means. A day that could be another one is a fault, never a guess."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale

from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import fold, unknown_words

LOCALES = ("en", "de", "fr", "es")
FIRST_SERIAL, LAST_SERIAL = 25569, 73050
"""Days of a spreadsheet from 1970 to the end of 2099; other numbers are no days."""
SERIAL_ZERO = datetime.date(1899, 12, 30)
YEARS = range(1970, 2100)
REIWA_ZERO = 2018
"""令和1年 is 2019."""

_ZONE = r"(?:Z|UTC|[AaPp]\.?[Mm]\.?|[+-]\d{2}:?\d{2})"
_TIME = rf"(?:[T ]\s*\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*{_ZONE}?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DAY_OR_MONTH_FIRST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}){_TIME}$")
_HAN = re.compile(
    r"(\d{4}|令和\s*\d{1,2}|令和元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号](?:\s*[(（].*)?$"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_WRITTEN = re.compile(
    r"(?:(\d{1,2}) )(\w+?) (\d{4})$|(\w+) (\d{1,2}) (\d{4})$|(\d{4}) (\w+) (\d{1,2})$"
)
_SMALL = re.compile(r"\b(?:de|del|of|the|le|den|am)\b|(?<=\d)(?:st|nd|rd|th|er|º)\b")
_WEEKDAY = re.compile(r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?) ")


@lru_cache(maxsize=50_000)
def day_of(cell: str) -> datetime.date | None:
    """The day of a cell; None when it says that it is not known.

    Understood are `2026-03-01`, `2026/3/1`, `20260301`, `01.03.2026`, `1 March 2026` and its like
    in German, French and Spanish, `2026年3月1日`, `令和8年3月1日`, a spreadsheet's serial number,
    and `13/03/2026`, which can be one day only. A time of day is left out, without conversion.

    Raises:
        CellFault: no day, or one of two (`03/04/2026`).
    """
    text = unicodedata.normalize("NFKC", cell).strip(" '\"")
    if fold(text) in unknown_words():
        return None
    if found := _YEAR_FIRST.match(text):
        return _day(found[1], found[3], found[4])
    if found := _COMPACT.match(text):
        return _day(*found.groups())
    if found := _HAN.match(text):
        return _day(_western(found[1]), found[2], found[3])
    if found := _SERIAL.match(text):
        return _from_serial(int(found[1]))
    if found := _DAY_OR_MONTH_FIRST.match(text):
        return _from_figures(int(found[1]), found[2], int(found[3]), found[4])
    return _from_words(text)


def _from_figures(first: int, mark: str, second: int, year: str) -> datetime.date:
    """`01.03.2026` is the first of March; with a slash or a dash the month may come first."""
    if mark == "." or first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    raise CellFault(f"is {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}: {_WRITE}")


def _from_serial(number: int) -> datetime.date:
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        raise CellFault(f"is no day: {_WRITE}")
    return SERIAL_ZERO + datetime.timedelta(number)


def _from_words(text: str) -> datetime.date:
    """`1 March 2026`, `March 1st, 2026`, `2026-Mar-01`, `1er mars 2026`, `1. März 2026`."""
    words = " ".join(_SMALL.sub(" ", _WEEKDAY.sub("", fold(text))).split())
    found = _WRITTEN.match(words)
    if found is None:
        raise CellFault(f"is no day: {_WRITE}")
    day, month, year = (
        found.group(1, 2, 3)
        if found[1]
        else found.group(5, 4, 6)
        if found[4]
        else found.group(9, 8, 7)
    )
    number = _months().get(month)
    if number is None:
        raise CellFault(f"is no day: {_WRITE}")
    return _day(year, number, day)


def _western(year: str) -> int:
    if not year.startswith("令和"):
        return int(year)
    count = year.removeprefix("令和").strip()
    return REIWA_ZERO + (1 if count == "元" else int(count))


def _day(year: str | int, month: str | int, day: str | int) -> datetime.date:
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise CellFault(f"is no day of the calendar: {_WRITE}") from None
    if found.year not in YEARS:
        raise CellFault(f"lies outside {YEARS.start} to {YEARS.stop - 1}: {_WRITE}")
    return found


_WRITE = "write YYYY-MM-DD"


@cache
def _months() -> dict[str, int]:
    """Folded names of months and their short forms, without the point."""
    return {
        fold(name): number
        for tag in LOCALES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(tag).months[context][width].items()
    } | {"sept": 9, "mrz": 3}
