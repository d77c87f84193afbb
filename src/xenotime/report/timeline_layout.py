"""Where the facts of a timeline stand: the days to show first, and rows for marks that are near.

In the view that a page opens with no mark hides another.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import count as numbers
from math import ceil

from xenotime.ledger.register import Entry

MOST_OF = 0.6
"""Share of the marks that decides which years are shown first."""
LEAST = 365
"""Days that they are taken to last at least."""

Days = tuple[datetime.date, datetime.date]


def dated(entry: Entry) -> Days | None:
    """The days between which a fact stands in the timeline; None when no day is known.

    A fact without a day of its own stands where its article was written.
    """
    for period in (entry.fact.date, entry.written, entry.fact.deadline):
        first, last = period.first or period.last, period.last or period.first
        if first is not None and last is not None:
            return first, last
    return None


def middle(days: Days) -> datetime.date:
    """Where the mark of a fact stands that is known to fall between two days."""
    return days[0] + (days[1] - days[0]) / 2


def view(days: Sequence[datetime.date], today: datetime.date) -> Days:
    """The days to show first: where most marks are, and as much again on both sides.

    So a fact of 1946 does not press those of this year together. Today is shown unless it is far
    from all of them.
    """
    marks = sorted(day.toordinal() for day in days)
    inner = ceil(MOST_OF * len(marks)) - 1
    length, start = min((marks[i + inner] - marks[i], i) for i in range(len(marks) - inner))
    reach = max(length, LEAST)
    first = marks[bisect_left(marks, marks[start] - reach)]
    last = marks[bisect_right(marks, marks[start + inner] + reach) - 1]
    if marks[-1] - marks[0] <= 1.4 * (last - first):
        first, last = marks[0], marks[-1]
    if first - 1.5 * reach <= today.toordinal() <= last + 1.5 * reach:
        first, last = min(first, today.toordinal()), max(last, today.toordinal())
    return padded(first, last)


def padded(first: int, last: int) -> Days:
    """The days (ordinals) with a margin, 120 days at least, within the calendar."""
    margin = max((last - first) // 30, (120 - (last - first)) // 2, 3)
    low, high = datetime.date.min.toordinal(), datetime.date.max.toordinal()
    return (
        datetime.date.fromordinal(max(first - margin, low)),
        datetime.date.fromordinal(min(last + margin, high)),
    )


def stacked(facts: Sequence[Sequence[int]], near: float) -> list[int]:
    """A row for each fact, 0 in the middle of the lane: marks of a row are `near` days apart.

    Args:
        facts: the days (ordinals) of each fact's marks, in the order in which they find a place.
        near: least days between two marks of a row.
    """
    taken: dict[int, list[int]] = {}
    chosen: list[int] = []
    for points in facts:
        for number in numbers():
            row = -number // 2 if number % 2 else number // 2
            others = taken.setdefault(row, [])
            if all(_free(others, point, near) for point in points):
                break
        for point in points:
            insort(others, point)
        chosen.append(row)
    return chosen


def _free(others: list[int], point: int, near: float) -> bool:
    at = bisect_left(others, point - near)
    return at == len(others) or others[at] >= point + near or near == 0
