"""Who a destination's trade serves: the segments of trade of which rules speak.

A segment is an end use (military, semiconductor, civil) and a list of firms (those that one
measure names on one list, or none). For a good c at a place p the weight of a segment is

    u[c,p] l[p]      u: share of the end use, l: share of the listed firms; the two independent

    u[c,p] = (sum_s d[c,p,s] share[s] + k[c,p] h[p]) / (sum_s d[c,p,s] + k[c,p])

d: demand of sector s, t per year; k: what plants there take in; h: u of the demand for its
mineral's headline goods there. Where nothing is used, that of the whole world.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from xenotime.controls.rules import Rule
from xenotime.scenarios.assumptions.figures import Assumptions
from xenotime.world.world import World

USES = ("military", "semiconductor", "civil")
NOBODY = ("", "")


@dataclass(frozen=True)
class Users:
    """Segments of trade and their weights; `lists` are (measure, list) and first nobody's."""

    world: World
    assumptions: Assumptions
    without: frozenset[str] = frozenset()
    """Measures taken as not there."""

    @cached_property
    def parties(self) -> dict[tuple[str, str], int]:
        """Firms that each measure names, by list."""
        table = self.world.table("listed_parties")
        counted = table.group_by("measure", "listed_as", maintain_order=True).len()
        return {
            (measure, name): count
            for measure, name, count in counted.iter_rows()
            if measure not in self.without
        }

    @cached_property
    def lists(self) -> list[tuple[str, str]]:
        """Measure and list; the first is none."""
        return [NOBODY, *self.parties]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of end uses and lists."""
        return len(USES), len(self.lists)

    @cached_property
    def destinations(self) -> dict[tuple[str, str], set[str] | None]:
        """Where each measure's firms on a list are: the destinations of its rules; None: all."""
        rules = self.world.table("measure_destinations")
        found: dict[tuple[str, str], set[str] | None] = {}
        for measure, cell, users in rules.select(
            "measure", "destinations", "end_users"
        ).iter_rows():
            for name in (users or "").split():
                if (measure, name) not in self.parties:
                    continue
                codes = {c for code in cell.split() for c in self._members.get(code, (code,))}
                known = found.setdefault((measure, name), set())
                found[measure, name] = None if known is None or "*" in codes else known | codes
        return found

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        places = self.world.table("places").filter(pl.col("kind") == "region")
        return {
            region: (region, *members.split())
            for region, members in places.select("id", "members").iter_rows()
            if members and members != "rest"
        }

    def weights(self, commodity: str, places: Iterable[str]) -> np.ndarray:
        """Weight of each segment: float64[place, use, list]; they add up to 1."""
        return np.array(
            [np.outer(self._uses(commodity, p), self._listed(p)) for p in places]
        ).reshape(-1, len(USES), len(self.lists))

    def concerned(self, rule: Rule) -> np.ndarray:
        """Segments that a rule is about: bool[use, list].

        An act that names firms is about its own; any other about all firms on the lists.
        """
        uses = np.array([not rule.end_uses or use in rule.end_uses for use in USES])
        own = any(measure == rule.measure for measure, _ in self.parties)
        lists = np.array(
            [
                not rule.end_users
                or (name in rule.end_users and (measure == rule.measure or not own))
                for measure, name in self.lists
            ]
        )
        found: np.ndarray = uses[:, None] & lists
        return found

    def _listed(self, place: str) -> np.ndarray:
        """Share of each list in what a place takes, nobody's first: float64[list]."""
        shares = []
        for (measure, name), count in self.parties.items():
            where = self.destinations.get((measure, name), set())
            here = where is None or place in where
            shares.append(count * self.assumptions.per_party(measure, place) if here else 0.0)
        taken = min(sum(shares), 1.0)
        scale = taken / sum(shares) if taken else 0.0
        return np.array([1.0 - taken, *(share * scale for share in shares)])

    def _uses(self, commodity: str, place: str) -> np.ndarray:
        """Share of each end use: float64[use], the last civil."""
        found = self._share(commodity, place)
        return np.array([*found, max(1.0 - sum(found), 0.0)])

    def _share(self, commodity: str, place: str) -> tuple[float, ...]:
        for where in (place, None):
            demand = self._demand.get((commodity, where), {})
            taken = self._intake.get((commodity, where), 0.0)
            total = sum(demand.values()) + taken
            if total > 0:
                return tuple(
                    (self._serving(use, demand) + taken * self._headline(use, commodity, where))
                    / total
                    for use in USES[:-1]
                )
        return tuple(self.assumptions.serves(use, "") for use in USES[:-1])

    def _headline(self, use: str, commodity: str, place: str | None) -> float:
        """Share of an end use in the demand for the headline goods of a good's mineral."""
        for where in (place, None):
            goods = [self._demand.get((name, where), {}) for name in self._headlines[commodity]]
            total = sum(sum(demand.values()) for demand in goods)
            if total > 0:
                return sum(self._serving(use, demand) for demand in goods) / total
        return self.assumptions.serves(use, "")

    def _serving(self, use: str, demand: dict[str, float]) -> float:
        return sum(
            tonnes * self.assumptions.serves(use, sector) for sector, tonnes in demand.items()
        )

    @cached_property
    def _headlines(self) -> dict[str, list[str]]:
        headline = dict(self.world.table("minerals").select("id", "headline").iter_rows())
        return {
            commodity: headline[mineral].split()
            for commodity, mineral in self.world.table("commodities")
            .select("id", "mineral")
            .iter_rows()
        }

    @cached_property
    def _demand(self) -> dict[tuple[str, str | None], dict[str, float]]:
        """Tonnes by sector of each good at each place; at None: in the world."""
        found: dict[tuple[str, str | None], dict[str, float]] = {}
        demand = self.world.table("demand").filter(pl.col("year") == self.world.reference_year)
        for good, place, sector, tonnes in demand.select(
            "commodity", "place", "sector", "tonnes"
        ).iter_rows():
            for where in (place, None):
                here = found.setdefault((good, where), {})
                here[sector] = here.get(sector, 0.0) + tonnes
        return found

    @cached_property
    def _intake(self) -> dict[tuple[str, str | None], float]:
        """What plants take in of each good at each place, t; at None: in the world."""
        taken = (
            self.world.table("production")
            .filter(pl.col("year") == self.world.reference_year)
            .join(
                self.world.table("plants").select("id", "process", "place"),
                left_on="plant",
                right_on="id",
            )
            .join(self.world.table("recipes").filter(pl.col("direction") == "in"), on="process")
            .select("commodity", "place", tonnes=pl.col("tonnes") * pl.col("amount"))
        )
        found: dict[tuple[str, str | None], float] = {}
        for good, place, tonnes in taken.iter_rows():
            for where in (place, None):
                found[good, where] = found.get((good, where), 0.0) + tonnes
        return found
