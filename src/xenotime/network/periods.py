"""Time in the model: periods of any whole number of months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xenotime.world.problems import XenotimeError

MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


def month_number(month: str) -> int:
    """Months since year 0 of `YYYY-MM`, so that months can be subtracted.

    Raises:
        XenotimeError: when the text is not a month.
    """
    if not MONTH.match(month):
        raise XenotimeError(f"{month!r} is not a month; write YYYY-MM")
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_name(number: int) -> str:
    """`YYYY-MM` of a month number."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _total(first: str, last: str) -> int:
    """Months from `first` to `last`, both included."""
    total = month_number(last) - month_number(first) + 1
    if total < 1:
        raise XenotimeError(f"the horizon ends ({last}) before it begins ({first})")
    return total


@dataclass(frozen=True)
class Periods:
    """Consecutive periods: the first month, and how many months each lasts."""

    start: str
    months: tuple[int, ...]

    @classmethod
    def between(cls, first: str, last: str, step: int = 12) -> Periods:
        """Periods of `step` months from `first` to `last`, both included; the rest is the last one.

        Raises:
            XenotimeError: when a month cannot be read, the last comes before the first, or the
                step is no month at all.
        """
        if step < 1:
            raise XenotimeError(f"a period lasts at least a month, not {step}")
        whole, rest = divmod(_total(first, last), step)
        return cls(first, (step,) * whole + ((rest,) if rest else ()))

    @classmethod
    def of_lengths(cls, first: str, last: str, months: tuple[int, ...]) -> Periods:
        """Periods of the lengths given, which fill the horizon from `first` to `last` exactly.

        Raises:
            XenotimeError: when they do not.
        """
        total = _total(first, last)
        if sum(months) != total or min(months, default=0) < 1:
            raise XenotimeError(
                f"periods of {', '.join(map(str, months))} months do not fill the horizon from "
                f"{first} to {last}, which has {total} months"
            )
        return cls(first, months)

    def __len__(self) -> int:
        return len(self.months)

    @cached_property
    def lengths(self) -> np.ndarray:
        """Months of each period: int64[period]."""
        return np.asarray(self.months, dtype=np.int64)

    @cached_property
    def years(self) -> np.ndarray:
        """Years of each period: float64[period]."""
        return self.lengths / 12.0

    @cached_property
    def offsets(self) -> np.ndarray:
        """Months from the start of the horizon to the start of each period: int64[period]."""
        offsets: np.ndarray = np.r_[0, np.cumsum(self.lengths)[:-1]]
        return offsets

    @cached_property
    def elapsed(self) -> np.ndarray:
        """Years from the start of the horizon to the middle of each period: float64[period]."""
        return (self.offsets + self.lengths / 2) / 12.0

    @property
    def names(self) -> list[str]:
        """First month of each period."""
        return [month_name(month_number(self.start) + int(o)) for o in self.offsets]

    def months_until(self, date: str) -> int:
        """Months from the start of the horizon to a partial date (YYYY, YYYY-MM, YYYY-MM-DD)."""
        return month_number(date[:7] if len(date) >= 7 else f"{date}-01") - month_number(self.start)
