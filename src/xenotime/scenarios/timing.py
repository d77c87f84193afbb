"""Months in which the rules of a register are in force, those switched on or off included.

A month counts when the rule is in force on its last day; the month of the day asked about counts
also when the rule is in force on that day. What the register knows of later months (a last day, a
first day already announced, a suspension that runs out) is taken into account.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from xenotime.controls.rules import Rule
from xenotime.controls.status import Life, Status


def month_of(day: datetime.date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def month_name(month: int) -> str:
    """`YYYY-MM`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def last_day(month: int) -> datetime.date:
    """The last day of a month."""
    year, place = month // 12, month % 12 + 1
    return datetime.date(year, place, calendar.monthrange(year, place)[1])


@dataclass(frozen=True)
class Calendar:
    """The months from `first` on, `count` of them.

    `returning` are measures in force from the month of `as_of` on whatever the register says.
    """

    as_of: datetime.date
    first: int
    count: int
    returning: Collection[str]
    _known: dict[tuple[str, int], np.ndarray] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def now(self) -> int:
        """Position of the month of `as_of`."""
        return month_of(self.as_of) - self.first

    def in_force(self, rule: Rule) -> np.ndarray:
        """Whether a rule is in force: bool[month]."""
        own, *bases = rule.lives
        found = self._life(rule.measure, own)
        for base in bases:
            assert rule.listed_by is not None
            found = found & self._life(rule.listed_by, base)
        return found

    def age(self, in_force: np.ndarray) -> np.ndarray:
        """Months since a rule came into force, -1 while it is not: int64[month]."""
        month = np.arange(len(in_force))
        before = np.maximum.accumulate(np.where(in_force, -1, month))
        return np.where(in_force, month - before - 1, -1)

    def _life(self, measure: str, life: Life) -> np.ndarray:
        key = (measure, id(life))
        if key not in self._known:
            force = Status.IN_FORCE
            found = np.array(
                [life.status(last_day(self.first + n)) is force for n in range(self.count)]
            )
            found[self.now] |= life.status(self.as_of) is force
            if measure in self.returning:
                found[self.now :] = True
            self._known[key] = found
        return self._known[key]
