"""Dates of an article, worked out against the article's own date.

A weekday or month without a year lies before the article, or after it when the words around it
speak of the future: `On Wednesday Trump will travel` against `said on Wednesday`. A date that only
makes sense with the article's date is left out when that is unknown.
"""

from __future__ import annotations

import calendar
import datetime
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from xenotime.ledger.article import Article, Period
from xenotime.ledger.languages import CODES
from xenotime.ledger.mentions.date_calendar import DAY, around, months, shift, whole_year
from xenotime.ledger.mentions.date_form import Form
from xenotime.ledger.mentions.date_forms import date_forms
from xenotime.ledger.mentions.mention import DateMention
from xenotime.ledger.mentions.tense import Tense, tense_near

_TENSE_OF: dict[str, Tense] = {"next": "future", "last": "past"}
_NEAR = 300
"""Characters back to what `since then` may point to."""
_NEAR_FUTURE = datetime.timedelta(62)
"""How far ahead a month without a year is taken to lie when no verb tells past from future."""
_AHEAD = {
    "begin": frozenset({"told"}),
    "deadline": frozenset({"told", "lasting"}),
    "not_before": frozenset({"told"}),
}
"""Roles of dates still to come if no verb says otherwise, and the verbs that do not count."""
_HALF_A_YEAR = datetime.timedelta(183)
"""The same for a month from which on something holds."""


def find_dates(article: Article) -> list[DateMention]:
    """The dates of the article's body, in order, not overlapping.

    Without a known date of the article only those that carry a year, and spans that begin at one of
    them. An article in no supported language has none.
    """
    if article.language not in CODES:
        return []
    forms = date_forms(article.language)
    found: list[DateMention] = []
    starts = [sentence.start for sentence in article.sentences]
    for block in article.blocks:
        if block.role != "body":
            continue
        for form in forms.find(article.text[block.start : block.end]):
            if not form.named:
                continue
            at = bisect_right(starts, block.start + form.start) - 1
            first, last = block.start, block.end
            if at >= 0 and article.sentences[at].end > block.start + form.start:
                first, last = article.sentences[at].start, article.sentences[at].end
            mention = _mention(form, block.start, (first, last), article, found)
            if mention is not None:
                found.append(mention)
    found.sort(key=lambda date: date.start)
    return found


def _mention(
    form: Form,
    offset: int,
    sentence: tuple[int, int],
    article: Article,
    before: list[DateMention],
) -> DateMention | None:
    start, end = form.start + offset, form.end + offset
    if form.kind == "then":
        since = before[-1].period.first if before and start - before[-1].end < _NEAR else None
        return None if since is None else DateMention(start, end, Period(since, None), "since")
    known = _Reference(article.dated.period)
    tense: Tense = ""
    if form.way in _TENSE_OF:
        tense = _TENSE_OF[form.way]
    elif _needs_tense(form):
        tense = tense_near(
            article, sentence, start, end, ignoring=_AHEAD.get(form.role, frozenset())
        )
        if form.role in _AHEAD and not tense and _lies_ahead(form, known):
            tense = "future"
    try:
        period = _period(form, known, tense)
    except (ValueError, OverflowError):
        return None
    if period is None:
        return None
    role: Literal["date", "deadline", "since"] = "date"
    if form.role in ("since", "begin", "not_before"):
        ends = form.role == "not_before" and form.part == "late"
        begin = period.last if ends else period.first
        period, role = Period(begin, None), "since"
    elif form.role in ("deadline", "prior") or form.anchor is not None:
        period, role = _deadline(form, period, known)
    elif form.kind == "span" and form.way == "within":
        role = "deadline"
    return DateMention(start, end, period, role)


def _deadline(
    form: Form, period: Period, known: _Reference
) -> tuple[Period, Literal["date", "deadline"]]:
    first, last = period.first, period.last
    if form.role == "prior" and form.part != "late":
        first, last = None, None if first is None else first - DAY
    elif form.part in ("early", "middle") and first is not None and last is not None:
        share = 1 / 4 if form.part == "early" else 1 / 2
        last = first + datetime.timedelta(round((last - first).days * share))
    over = known.known and last is not None and known.first is not None and last < known.first
    if over:
        return Period(None, last), "date"
    return Period(first, last), "deadline"


@dataclass(frozen=True, slots=True)
class _Reference:
    """The article's own date."""

    period: Period

    @property
    def known(self) -> bool:
        return self.period.first is not None and self.period.last is not None

    @property
    def first(self) -> datetime.date | None:
        return self.period.first

    @property
    def last(self) -> datetime.date | None:
        return self.period.last


def _lies_ahead(form: Form, known: _Reference) -> bool:
    """Whether what begins or ends on a date without a year or a verb is still to come."""
    if form.kind == "day" or form.role != "begin":
        return True
    if known.first is None or known.last is None:
        return False
    coming = _nearest(form, known.first, known.last, "future")
    return (
        coming is not None
        and coming.first is not None
        and coming.first - known.last <= _HALF_A_YEAR
    )


def _needs_tense(form: Form) -> bool:
    return form.kind in ("weekday", "day", "month", "quarter", "half") and form.year is None


def _period(form: Form, known: _Reference, tense: Tense) -> Period | None:
    """The days of a form; None when the article's date is needed and not known."""
    if form.upto is not None:
        begin = _point(form, known, tense)
        close = _end_of_range(form.upto, begin, known, tense)
        if begin is None or close is None or begin.first is None or close.last is None:
            return None
        last = close.last
        if last < begin.first:
            last = shift(last, "year", 1)
        return Period(begin.first, last) if begin.first <= last else None
    return _point(form, known, tense)


def _end_of_range(
    form: Form, begin: Period | None, known: _Reference, tense: Tense
) -> Period | None:
    """The other end of a range; a weekday is the next after its beginning."""
    if form.kind == "weekday" and begin is not None and begin.first == begin.last and begin.first:
        return _weekday(form, begin.first, begin.first, "future")
    return _point(form, known, tense)


def _point(form: Form, known: _Reference, tense: Tense) -> Period | None:
    kind = form.kind
    if form.anchor is not None:
        anchor = _point(form.anchor, known, tense)
        if anchor is None or anchor.first is None or anchor.last is None:
            return None
        return Period(anchor.first, shift(anchor.last, form.unit, form.number))
    if kind == "year" and form.year is not None:
        return Period(whole_year(form.year).first, whole_year(form.last_year or form.year).last)
    if kind == "fiscal" and form.year is not None:
        return months(form.year, form.month or 1, 12)
    year = form.year
    first, last = known.first, known.last
    if year is None and form.year_shift is not None and first is not None:
        year = first.year + form.year_shift
    if year is not None and kind in ("day", "month", "quarter", "half"):
        return _in_year(form, year)
    if first is None or last is None:
        return None
    if kind == "weekday":
        return _weekday(form, first, last, tense)
    if kind in ("relative", "from"):
        stretch = around(first, last, form.unit, form.number)
        return Period(stretch.first, None) if kind == "from" else stretch
    if kind == "span":
        return _span(form, first, last)
    return _nearest(form, first, last, tense)


def _in_year(form: Form, year: int) -> Period:
    if form.kind == "quarter":
        return months(year, 3 * form.number - 2, 3)
    if form.kind == "half":
        return months(year, 6 * form.number - 5, 6)
    month = form.month or 1
    if form.kind == "month":
        return months(year, month, 1)
    day = form.day or 1
    return Period(datetime.date(year, month, day), datetime.date(year, month, form.last_day or day))


def _weekday(form: Form, first: datetime.date, last: datetime.date, tense: Tense) -> Period:
    if (last - first).days > 6:
        return Period(first, last)
    if first != last:
        day = first + datetime.timedelta((form.number - first.weekday()) % 7)
        return Period(day, day)
    ahead = (form.number - first.weekday()) % 7
    if form.way == "next":
        ahead = ahead or 7
    elif form.way == "this":
        ahead = form.number - first.weekday()
    elif form.way == "last":
        ahead = ahead - 7
    elif tense != "future" and ahead:
        ahead -= 7
    day = first + datetime.timedelta(ahead)
    return Period(day, day)


def _span(form: Form, first: datetime.date, last: datetime.date) -> Period:
    unit, number = form.unit, form.number
    if form.way == "within":
        return Period(first, shift(last, unit, number))
    if form.way == "past":
        return Period(shift(first, unit, -number), last)
    steps = -number if form.way == "ago" else number
    return around(first, last, unit, steps)


def _nearest(form: Form, first: datetime.date, last: datetime.date, tense: Tense) -> Period | None:
    """A month, day, quarter or half year without a year."""
    if (last - first).days > 31:
        return _in_year(form, first.year)
    if form.day is not None and form.month is None:
        return _day_of_month(form, first, last, tense)
    candidates: list[Period] = []
    for year in (first.year - 1, first.year, first.year + 1):
        try:
            candidates.append(_in_year(form, year))
        except ValueError:
            continue
    begun = [p for p in candidates if p.first is not None and p.first <= last]
    coming = [p for p in candidates if p.last is not None and p.last >= first]
    if form.way == "last":
        begun = [p for p in begun if p.last is not None and p.last < first]
    soon = bool(coming) and coming[0].first is not None and coming[0].first - last <= _NEAR_FUTURE
    if coming and (tense == "future" or (not tense and soon)):
        return coming[0]
    return begun[-1] if begun else None


def _day_of_month(form: Form, first: datetime.date, last: datetime.date, tense: Tense) -> Period:
    """A day without a month, as Japanese news has it."""
    day = form.day or 1
    if first != last:
        found = first.replace(day=day)
    else:
        found = first.replace(day=1)
        step = 1 if tense == "future" else -1
        for _ in range(12):
            exists = day <= calendar.monthrange(found.year, found.month)[1]
            here = found.replace(day=day) if exists else None
            if here is not None and (here >= first if step > 0 else here <= first):
                found = here
                break
            found = shift(found, "month", step)
    return Period(found, found)
