"""A case: a world, a partnership, a horizon and scenarios: all that a study needs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xenotime.network.groups import coupling_groups
from xenotime.network.periods import Periods
from xenotime.scenarios.scenario import Scenario
from xenotime.studies.solved import SolvedGroup
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.world import World


@dataclass(frozen=True)
class Case:
    """What a study is about.

    Args:
        world: all tables.
        partnership: places that plan together, or the name of a partnership.
        horizon: first and last month, `YYYY-MM`.
        scenarios: what may happen; `shipped()` gives those of the package.
        months: length of a period in months, or the lengths of all periods one by one (fine at
            first, coarse later), which then fill the horizon.
        as_of: the day whose tariffs hold, `YYYY-MM-DD`; default: the first day of the horizon.
    """

    world: World
    partnership: Sequence[str] = ("JPN", "USA")
    horizon: tuple[str, str] = ("2027-01", "2027-12")
    scenarios: Sequence[Scenario] = ()
    months: int | Sequence[int] = 3
    as_of: str | None = None
    _solved: dict[int, SolvedGroup] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was solved for this case; a copy with another horizon begins with none."""

    def __post_init__(self) -> None:
        if isinstance(self.partnership, str):
            object.__setattr__(self, "partnership", self.world.partnership(self.partnership))
        object.__setattr__(self, "partnership", tuple(dict.fromkeys(self.partnership)))
        object.__setattr__(self, "scenarios", tuple(self.scenarios))
        known = set(self.world.table("places")["id"].to_list())
        for place in self.partnership:
            if place not in known:
                raise XenotimeError(f"the partnership names {place!r}, which is not in places.csv")
        if not self.partnership:
            raise XenotimeError("a partnership has at least one place")
        if self.as_of is not None:
            try:
                datetime.date.fromisoformat(self.as_of)
            except ValueError:
                sentence = f"as_of {self.as_of!r} is not a date; write YYYY-MM-DD"
                raise XenotimeError(sentence) from None
        for scenario in self.scenarios:
            scenario.check(self.world)
        _ = self.periods

    @cached_property
    def periods(self) -> Periods:
        """The horizon in periods."""
        if isinstance(self.months, int):
            return Periods.between(*self.horizon, step=self.months)
        return Periods.of_lengths(*self.horizon, months=tuple(self.months))

    @cached_property
    def groups(self) -> list[list[str]]:
        """Coupling groups of the world's commodities."""
        return coupling_groups(self.world)

    def group_of(self, *commodities: str) -> int:
        """The number of the group that the commodities belong to.

        Raises:
            XenotimeError: when the world does not know one, or they are in different groups.
        """
        numbers = {}
        for commodity in commodities:
            found = [n for n, group in enumerate(self.groups) if commodity in group]
            if not found:
                known = self.world.table("commodities")["id"].to_list()
                near = nearest(commodity, known)
                raise XenotimeError(f"{commodity!r} is not in commodities.csv{near}")
            numbers[found[0]] = commodity
        if len(numbers) != 1:
            raise XenotimeError(
                f"{' and '.join(numbers.values())} share no process; trace them one by one"
            )
        return next(iter(numbers))

    def solved(self, group: int) -> SolvedGroup:
        """The group's reconciled year, model and solver, made on first use."""
        if group not in self._solved:
            day = self.as_of or f"{self.horizon[0]}-01"
            self._solved[group] = SolvedGroup.make(
                self.world, self.groups[group], self.periods, day
            )
        return self._solved[group]
