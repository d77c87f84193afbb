"""Units in which a program's numbers lie around one, so that HiGHS's tolerances mean something.

Tonnes and dollars span nine orders; HiGHS scales the matrix but compares bounds and reduced costs
with fixed tolerances. Powers of two change no digit of a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xenotime.solve.two_stage import Part

LARGEST_POWER = 40


@dataclass(frozen=True)
class PartUnits:
    """quantity: of columns and right-hand sides; money: of costs per quantity."""

    quantity: float
    money: float

    @property
    def value(self) -> float:
        """Of the objective."""
        return self.quantity * self.money


def power_near(numbers: np.ndarray) -> float:
    """The power of two nearest the geometric mean of the sizes of the numbers that are neither zero
    nor infinite; 1 without any."""
    sizes = np.abs(np.asarray(numbers, dtype=float))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    if not len(sizes):
        return 1.0
    return float(2.0 ** np.clip(np.round(np.log2(sizes).mean()), -LARGEST_POWER, LARGEST_POWER))


def units_of(part: Part) -> PartUnits:
    """Units that suit a part and all its events."""
    program, events = part.program, part.events
    quantities = [
        np.asarray(program.upper),
        np.asarray(program.row_lower),
        np.asarray(program.row_upper),
        *(event.edits.upper for event in events),
        *(event.edits.row_lower for event in events),
        *(event.bounds.data for event in events),
        *(event.rows.data for event in events),
    ]
    costs = [np.asarray(program.cost), *(event.edits.cost for event in events)]
    return PartUnits(power_near(np.concatenate(quantities)), power_near(np.concatenate(costs)))
