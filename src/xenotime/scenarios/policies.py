"""What the rules of a register let through: the strictest share per good, place, user and month.

For a good c that leaves a government's places for a place d, with segments g of end use and firm
(`assumptions/users.py`) and the rules R(g) in force that reach them:

    through[c,d,t] = sum_g w[c,d,g] min_{r in R(g)} min(1, s[r,t] / mean_{t' in year} s[r,t'])

s: share of undisturbed trade that the rule's policy lets through, by months since it came into
force, 1 while it is not; w: weight of the segment. The mean is taken over the reference year,
because its trade has been let through already: a rule in force throughout that year changes
nothing, one that began within it counts for the part of the year that was free. Of rules that
overlap, the strictest counts, not the product. A quota is tonnes over the reference year's exports.

Rules that reach goods by content cut what other places make with it. Rules on re-exports (`origin`
alone) and on technology have no route in the model.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from xenotime.controls.content import controlled_content
from xenotime.controls.register import Register
from xenotime.controls.rules import Rule
from xenotime.controls.status import Status
from xenotime.scenarios.assumptions.figures import Assumptions, Figure
from xenotime.scenarios.assumptions.users import Users
from xenotime.scenarios.scenario import ALL
from xenotime.scenarios.timing import Calendar, month_of
from xenotime.world.world import World

DIGITS = 4
"""Shares are rounded to this, so that equal ones become one cut."""


@dataclass(frozen=True)
class Key:
    """What cuts of one kind have in common: from where, or with whose content."""

    origins: tuple[str, ...]
    content: str | None = None
    content_of: tuple[str, ...] = ()
    content_from: float = 0.0


@dataclass(frozen=True)
class Reason:
    """A rule that cuts, and the figure by which it does."""

    measure: str
    policy: str
    listed_by: str | None
    figure: Figure


@dataclass
class Part:
    """Shares of one kind of cut. share: by good, float64[place, use, list, month of the scenario];
    reasons: by good and number of the place."""

    share: dict[str, np.ndarray] = field(default_factory=dict)
    reasons: dict[tuple[str, int], dict[Reason, None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Policies:
    """The register of a world seen from a day, by some assumptions.

    returning, without: measures switched on from the day's month on, and taken as not there.
    """

    world: World
    day: datetime.date
    assumptions: Assumptions
    returning: frozenset[str]
    without: frozenset[str]

    @cached_property
    def register(self) -> Register:
        """The world's register."""
        return Register.of(self.world)

    @cached_property
    def places(self) -> list[str]:
        """The world's places; arrays by place are in this order."""
        return list(self.world.table("places")["id"])

    @cached_property
    def calendar(self) -> Calendar:
        """From so long before the reference year and the day that no queue is cut short."""
        year, now = self.world.reference_year * 12, month_of(self.day)
        paths = [entry.through for entry in self.assumptions.shares]
        quotas = [entry.tonnes_per_month for entry in self.assumptions.quotas]
        longest = max(len(np.atleast_1d(path)) for path in (*paths, *quotas))
        first = min(year, now) - longest - self.assumptions.queue_begins
        last = max(year + 12, now + self.assumptions.months)
        return Calendar(self.day, first, last - first, self.returning)

    @cached_property
    def year(self) -> slice:
        """The months of the reference year."""
        start = self.world.reference_year * 12 - self.calendar.first
        return slice(start, start + 12)

    @cached_property
    def ahead(self) -> slice:
        """The months of the scenario."""
        return slice(self.calendar.now, self.calendar.now + self.assumptions.months)

    @cached_property
    def rules(self) -> list[tuple[Rule, tuple[str, ...], np.ndarray]]:
        """Rules on goods of the world, with these goods and the months in force: bool[month].

        What was announced after the day is not known on it.
        """
        found = []
        for rule in self.register.rules:
            known = {rule.measure, rule.listed_by} & self.returning
            if not known and rule.status(self.day) is Status.UNKNOWN_YET:
                continue
            if {rule.measure, rule.listed_by} & self.without:
                continue
            goods = self.register.commodities(rule)
            if goods:
                found.append((rule, goods, self.calendar.in_force(rule)))
        return found

    @cached_property
    def parts(self) -> dict[Key, Part]:
        """The strictest share of every good, place, segment and month, by kind of cut."""
        parts: dict[Key, Part] = {}
        for rule, goods, in_force in self.rules:
            if not in_force[self.ahead].any():
                continue
            for key in self.keys(rule):
                part = parts.setdefault(key, Part())
                for good in goods:
                    self._tighten(part, rule, good, goods, in_force)
        return parts

    def keys(self, rule: Rule) -> list[Key]:
        """The kinds of cuts that a rule makes: none for re-exports, technology or places that are
        not in the world."""
        if not self.reached(rule).any():
            return []
        found = []
        origins = tuple(p for p in self.places if p in rule.territory)
        if "export" in rule.reach and origins:
            found.append(Key(origins))
        if "content" in rule.reach and rule.government in self.places:
            content = controlled_content(self.register, rule.measure)
            if content:
                found.append(Key(ALL, rule.government, content, rule.threshold))
        return found

    def reached(self, rule: Rule) -> np.ndarray:
        """Places that are destinations of a rule: bool[place].

        A region counts when all its countries that do not stand alone are named.
        """

        def named(place: str, codes: frozenset[str]) -> bool:
            rest = self._residual.get(place, frozenset())
            return place in codes or bool(rest and rest <= codes)

        return np.array(
            [
                place not in rule.territory
                and (rule.destinations is None or named(place, rule.destinations))
                and not named(place, rule.excepted)
                for place in self.places
            ]
        )

    def weights(self, good: str) -> np.ndarray:
        """Weights of the segments of a good: float64[place, use, list]."""
        if good not in self._weights:
            self._weights[good] = self._users.weights(good, self.places)
        return self._weights[good]

    def through(self, part: Part, good: str) -> np.ndarray:
        """Share of the reference year's trade of a good let through: float64[place, month]."""
        found: np.ndarray = np.einsum("pul,pulm->pm", self.weights(good), part.share[good])
        found = found.round(DIGITS).clip(0.0, 1.0)
        found[found >= 1.0 - self.assumptions.negligible] = 1.0
        return found

    def _tighten(
        self, part: Part, rule: Rule, good: str, goods: Sequence[str], in_force: np.ndarray
    ) -> None:
        """Put a rule's shares of a good into the part where they are stricter."""
        shape = (len(self.places), *self._users.shape, self.assumptions.months)
        shares = part.share.setdefault(good, np.ones(shape))
        segments = self._users.concerned(rule)
        concerned = (self.weights(good) * segments).any(axis=(1, 2))
        for at in np.flatnonzero(self.reached(rule) & concerned):
            let, figure = self._let_through(rule, good, goods, self.places[at], in_force)
            if let.round(DIGITS).min() < 1.0:
                shares[at, segments] = np.minimum(shares[at, segments], let)
                reason = Reason(rule.measure, rule.policy, rule.listed_by, figure)
                part.reasons.setdefault((good, int(at)), {})[reason] = None

    def _let_through(
        self, rule: Rule, good: str, goods: Sequence[str], place: str, in_force: np.ndarray
    ) -> tuple[np.ndarray, Figure]:
        """Share of the reference year's trade that a rule lets through, by month of the scenario,
        and the figure that says so."""
        age = self.calendar.age(in_force) - self.assumptions.queue_begins
        quota = self.assumptions.quota(rule.measure) if rule.policy == "quota" else None
        if quota is not None:
            usual = self._exports(rule, goods) / 12
            let = along(quota.tonnes_per_month, age, usual) / usual if usual else np.ones(len(age))
            return np.minimum(let, 1.0)[self.ahead], quota
        figure = self.assumptions.through(
            rule.policy, rule.measure, self._mineral[good], good, place
        )
        key = (rule.measure, rule.name, rule.listed_by, figure)
        if key not in self._paths:
            path = along(figure.through, age, 1.0)
            if in_force[self.year].all():
                path = np.ones(len(age))
            self._paths[key] = np.minimum(path[self.ahead] / path[self.year].mean(), 1.0)
        return self._paths[key], figure

    def _exports(self, rule: Rule, goods: Sequence[str]) -> float:
        """What left a rule's territory in the reference year, t, all its goods together."""
        inside = list(rule.territory)
        routes = self.world.table("routes").filter(
            pl.col("year") == self.world.reference_year,
            pl.col("commodity").is_in(list(goods)),
            pl.col("origin").is_in(inside),
            ~pl.col("destination").is_in(inside),
        )
        return float(routes["tonnes"].sum())

    @cached_property
    def _users(self) -> Users:
        return Users(self.world, self.assumptions, self.without)

    @cached_property
    def _weights(self) -> dict[str, np.ndarray]:
        return {}

    @cached_property
    def _paths(self) -> dict[tuple[str, str, str | None, Figure], np.ndarray]:
        return {}

    @cached_property
    def _mineral(self) -> dict[str, str]:
        return dict(self.world.table("commodities").select("id", "mineral").iter_rows())

    @cached_property
    def _residual(self) -> dict[str, frozenset[str]]:
        """Countries that stand in the world only as part of a region, by region."""
        table = self.world.table("places").filter(pl.col("kind") == "region")
        return {
            region: frozenset(members.split()) - set(self.places)
            for region, members in table.select("id", "members").iter_rows()
            if members and members != "rest"
        }


def along(path: float | tuple[float, ...], age: np.ndarray, before: float) -> np.ndarray:
    """A path by months of age, whose last entry holds on; `before`: where the age is negative."""
    values = np.atleast_1d(np.asarray(path, dtype=float))
    found: np.ndarray = np.where(age < 0, before, values[np.clip(age, 0, len(values) - 1)])
    return found
