"""When an article was written: from its head, never from what it tells or advertises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xenotime.ledger.article import UNKNOWN, Dated, Period
from xenotime.ledger.lexicon import fold
from xenotime.ledger.reading.dateline import DATELINE, MAX_DATELINE
from xenotime.ledger.reading.days import Day, days, parse, period_of
from xenotime.ledger.reading.markers import Markers
from xenotime.ledger.reading.roles import Piece

_SEPARATOR = re.compile(r"\s*(?:[(（][^)）]{2,30}[)）])?[\s.,)]*(?:[-–—―]|[:：|]\s|】|／)")
_AGENCY = re.compile(r"[^.!?]{0,50}[(（][^)）]{2,25}[)）]\s*[-–—:]\s*")
_PLACE = re.compile(r"[(（【]?[^\W\d_][\w.'’ /-]{1,40}(?:[(（][^)）]{2,25}[)）])?[,，(（]\s*")
_CLOSING = re.compile(r"(?<=[.。」”\"])\s*[(（]([^()（）]{6,40})[)）]$")
_NAME_DATE = re.compile(
    r"(?<![0-9a-z])((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?![0-9a-z])", re.I
)
_YEAR_APART = 31 * 6


def dated(
    name: str,
    pieces: Sequence[Piece],
    marks: Markers,
    language: str,
    given: Sequence[Dated],
) -> Dated:
    """The article's own date.

    Args:
        name: name of its file.
        pieces: its paragraphs, each with its role.
        marks: the marks of its language.
        language: code of its language.
        given: what its record or the metadata of its page say, best first.
    """
    own = list(_before_teasers(pieces))
    weaker = _named(name)
    best = next(iter((*given, *_headers(own, marks, language))), None)
    if best is not None:
        return best
    line = _dateline(own, marks, language)
    if line is not None:
        day, text = line
        period = day.period or _with_year(day, weaker)
        if period is not None:
            return Dated(period, f'dateline "{text}"')
    return _closing(own, language) or weaker or Dated(UNKNOWN, "")


def from_words(text: str, language: str, source: str) -> Iterator[Dated]:
    """The date that a field such as `2025-10-28T09:00:00Z` holds, if it holds one."""
    period = parse(text[:MAX_DATELINE], language)
    if period is not None:
        yield Dated(period, f'{source} "{text[:MAX_DATELINE].strip()}"')


def from_address(url: str, source: str) -> Iterator[Dated]:
    """The day in a web address such as `/2025/10/28/`, if it has one."""
    for day in days(url[:500], "en"):
        if day.period is not None and day.day is not None:
            yield Dated(day.period, f'{source} "{url[day.start : day.end]}"')


def _before_teasers(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What stands above the first teaser that follows the article's text."""
    body = False
    for piece in pieces:
        body = body or piece.role == "body"
        if body and piece.role == "teaser":
            return
        yield piece


def _headers(pieces: Sequence[Piece], marks: Markers, language: str) -> Iterator[Dated]:
    for piece in pieces:
        if piece.role != "header" or piece.reason == DATELINE:
            continue
        key = fold(re.split(r"[:：]", piece.text, maxsplit=1)[0]).strip("*_- ")
        if key in marks.data and key not in marks.dates:
            continue
        period = parse(piece.text, language)
        value = re.split(r"[:：]\s*", piece.text, maxsplit=1)[-1]
        if period is None and key in marks.dates:
            period = parse(value, language)
        if period is not None:
            yield Dated(period, f'header "{piece.text}"')


def _dateline(pieces: Sequence[Piece], marks: Markers, language: str) -> tuple[Day, str] | None:
    for piece in pieces:
        if piece.reason == DATELINE:
            found = (day for day in days(piece.text, language) if day.day is not None)
            return next(((day, piece.text) for day in found), None)
    first = next((piece.text for piece in pieces if piece.role == "body"), "")
    head = first[:MAX_DATELINE]
    for day in days(head, language):
        if day.day is None:
            continue
        before, after = head[: day.start], head[day.end :]
        bare = re.sub(r"[\s(（【]+$", "", before)
        words = fold(bare).split()
        lead = words[-1].strip(",") if words else ""
        if lead in marks.before_date:
            before = before[: fold(before).rindex(lead)]
        placed = _PLACE.fullmatch(before) or before.strip() in ("", "(", "（", "【")
        separator = _SEPARATOR.match(after)
        if before.startswith("【") and "】" in after:
            return day, head[: day.end + after.index("】") + 1]
        if _AGENCY.fullmatch(before):
            return day, head[: day.end]
        if placed and (separator or (day.period is not None and _PLACE.fullmatch(before))):
            return day, head[: day.end]
        if separator and len(before) <= 40 and before.isupper():
            return day, head[: day.end]
        return None
    return None


def _closing(pieces: Sequence[Piece], language: str) -> Dated | None:
    """A date in brackets after the last sentence, as agencies in Japan set it."""
    last = next((piece.text for piece in reversed(pieces) if piece.role == "body"), "")
    hit = _CLOSING.search(last[-60:])
    period = parse(hit[1], language) if hit is not None else None
    return None if hit is None or period is None else Dated(period, f'closing "{hit[1]}"')


def _named(name: str) -> Dated | None:
    hit = _NAME_DATE.search(name)
    if hit is None:
        return None
    period = period_of(int(hit[1]), int(hit[3]), int(hit[4]))
    return None if period is None else Dated(period, f'file name "{hit[0]}"')


def _with_year(day: Day, other: Dated | None) -> Period | None:
    """A day without a year, in the year that brings it closest to another date."""
    if other is None or other.period.first is None:
        return None
    near = other.period.first
    for year in (near.year, near.year - 1, near.year + 1):
        period = period_of(year, day.month, day.day)
        first = period.first if period is not None else None
        if first is not None and abs((first - near).days) <= _YEAR_APART:
            return period
    return None
