"""The status of a measure's rule on a day: announced, in force, suspended, ended or unverified.

Nothing is guessed. Days are inclusive: in force from its first day to its last, suspended
from the first day of the suspension to its last. Where a date is known to a month or year only,
the days in between are unverified; so is the time after a suspension that ran out, until a source
says what followed.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

Day = datetime.date
ONE_DAY = datetime.timedelta(days=1)


class Status(IntEnum):
    """Ordered: of two conditions that must both hold, the lower one decides."""

    UNKNOWN_YET = 0
    ENDED = 1
    ANNOUNCED = 2
    SUSPENDED = 3
    UNVERIFIED = 4
    IN_FORCE = 5

    @property
    def word(self) -> str:
        """As it is printed."""
        return {0: "not announced", 5: "in force"}.get(self, self.name.lower())


@dataclass(frozen=True)
class Span:
    """The first and last day that a date may mean: `2026-09` is the 1st to the 30th."""

    first: Day
    last: Day

    @classmethod
    def of(cls, text: str | None) -> Span | None:
        """The span of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None for None."""
        if text is None:
            return None
        year, *rest = (int(part) for part in text.split("-"))
        if len(rest) == 2:
            day = Day(year, *rest)
            return cls(day, day)
        first, last = (rest[0], rest[0]) if rest else (1, 12)
        return cls(Day(year, first, 1), Day(year, last, calendar.monthrange(year, last)[1]))

    def __str__(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return str(self.first)[: 7 if self.first.month == self.last.month else 4]


@dataclass(frozen=True)
class Pause:
    """A suspension."""

    start: Span
    until: Span | None
    doubtful: bool
    resumed: bool
    """Whether a later source says that the measure came back."""
    instrument: str | None = None

    @property
    def days(self) -> list[Day]:
        """Days on which something changes through it."""
        ends = [] if self.until is None else [self.until.first + ONE_DAY, self.until.last + ONE_DAY]
        return [self.start.first, self.start.last, *ends]


@dataclass(frozen=True)
class Stretch:
    """Days, the first and the last included, on which a measure has one status."""

    first: Day
    last: Day
    status: str
    """A word of `Status`."""
    cause: str

    def to_dict(self) -> dict[str, str]:
        """As plain values."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return days | {"status": self.status, "cause": self.cause}


@dataclass(frozen=True)
class Life:
    """All dates of a rule."""

    announced: Span
    effective: Span | None
    planned: bool
    """Without a first day: only planned (else: perhaps in force)."""
    end: Span | None
    pauses: Sequence[Pause] = ()

    @property
    def days(self) -> list[Day]:
        """Days on which the status may change."""
        found = [self.announced.first]
        if self.effective is not None:
            found += [self.effective.first, self.effective.last]
        if self.end is not None:
            found += [self.end.first + ONE_DAY, self.end.last + ONE_DAY]
        return found + [day for pause in self.pauses for day in pause.days]

    def status(self, day: Day) -> Status:
        """The status on a day."""
        return self._judged(day)[0]

    def cause(self, day: Day) -> str:
        """Why the status is what it is, in a few words; empty where the dates say it all."""
        return self._judged(day)[1]

    def stretches(self, first: Day, last: Day) -> list[Stretch]:
        """The statuses from `first` to `last`; none before the announcement."""
        days = sorted({first, *(day for day in self.days if first < day <= last)})
        found: list[Stretch] = []
        for start, following in zip(days, [*days[1:], last + ONE_DAY], strict=True):
            status, end = self.status(start), following - ONE_DAY
            if status is Status.UNKNOWN_YET:
                continue
            if found and found[-1].status == status.word:
                found[-1] = replace(found[-1], last=end)
            else:
                found.append(Stretch(start, end, status.word, self.cause(start)))
        return found

    def _judged(self, day: Day) -> tuple[Status, str]:
        base, why = self._unpaused(day)
        if base in (Status.ENDED, Status.UNKNOWN_YET):
            return base, why
        begun = [pause for pause in self.pauses if pause.start.first <= day]
        if not begun:
            return base, why
        pause = max(begun, key=lambda p: p.start.first)
        by = f" by {pause.instrument}" if pause.instrument else ""
        if pause.until is not None and day > pause.until.last:
            if base is Status.ANNOUNCED:
                return base, why
            if pause.resumed:
                return base, f"again since {pause.until.last + ONE_DAY}"
            ran_out = f"the suspension{by} ran out on {pause.until}"
            if pause.doubtful:
                ran_out = f"in doubt since {pause.start}"
            return Status.UNVERIFIED, f"{ran_out}; no source read tells what followed"
        if pause.doubtful:
            words = f"in doubt since {pause.start}; no source read tells whether it applies"
            return Status.UNVERIFIED, words
        if day < pause.start.last or (pause.until is not None and day > pause.until.first):
            return Status.UNVERIFIED, f"the day of the suspension{by} is only known in part"
        if pause.until is None:
            return Status.SUSPENDED, f"suspended{by} without a last day"
        return Status.SUSPENDED, f"suspended{by} until {pause.until}"

    def _unpaused(self, day: Day) -> tuple[Status, str]:
        if self.end is not None and day > self.end.last:
            return Status.ENDED, f"last day {self.end}"
        if self.effective is None or day < self.effective.first:
            if day < self.announced.first:
                return Status.UNKNOWN_YET, ""
            if self.effective is not None:
                return Status.ANNOUNCED, f"from {self.effective}"
            if self.planned:
                return Status.ANNOUNCED, "planned; no first day is known"
            return Status.UNVERIFIED, "no source read tells from which day it is in force"
        if day < self.effective.last:
            return Status.UNVERIFIED, "the first day is only known in part"
        if self.end is not None and day > self.end.first:
            return Status.UNVERIFIED, "the last day is only known in part"
        return Status.IN_FORCE, f"since {self.effective}"
