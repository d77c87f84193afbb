"""Steps in the calendar: whole months and years, and days so far from one another."""

from __future__ import annotations

import calendar
import datetime

from xenotime.ledger.article import Period

DAY = datetime.timedelta(1)


def whole_year(year: int) -> Period:
    """A calendar year."""
    return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def months(year: int, month: int, count: int) -> Period:
    """So many months from one on."""
    first = datetime.date(year, month, 1)
    return Period(first, shift(first, "month", count) - DAY)


def around(first: datetime.date, last: datetime.date, unit: str, steps: int) -> Period:
    """The day, week, month, quarter or year that lies so many steps from the article's."""
    if unit == "day" or (unit == "week" and (last - first).days > 6):
        # The article's own date is no more exact than this.
        return Period(shift(first, unit, steps), shift(last, unit, steps))
    if unit == "week":
        monday = first - datetime.timedelta(first.weekday()) + datetime.timedelta(7 * steps)
        return Period(monday, monday + datetime.timedelta(6))
    if unit == "year":
        return whole_year(first.year + steps)
    length = 3 if unit == "quarter" else 1
    begin = first.replace(day=1, month=(first.month - 1) // length * length + 1)
    begin = shift(begin, "month", steps * length)
    return months(begin.year, begin.month, length)


def shift(day: datetime.date, unit: str, steps: int) -> datetime.date:
    """The day so many days, weeks, months, quarters or years on, or the month's last."""
    if unit == "day":
        return day + datetime.timedelta(steps)
    if unit == "week":
        return day + datetime.timedelta(7 * steps)
    on = steps * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + on, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )
