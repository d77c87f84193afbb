"""`standing`: how the acts of governments stand on a day, one by one and over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from xenotime.controls.register import Register
from xenotime.controls.rules import ANY, Rule
from xenotime.controls.status import Day, Status
from xenotime.world.acts import is_country
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.vocabulary import FORMS, SYMBOLS
from xenotime.world.world import World

STATUSES = tuple(status.word.replace(" ", "_") for status in reversed(Status))
"""As an option names them, those that bind first."""
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("measure", "government", "kind", "number", "title", "status"), pl.String),
    **dict.fromkeys(("cause", "parts", "announced", "effective", "end"), pl.String),
    **dict.fromkeys(("elements", "forms", "takes", "commodities", "minerals"), pl.List(pl.String)),
    **{"parties": pl.Int64, "source": pl.String, "confidence": pl.String},
}


@dataclass(frozen=True)
class Wanted:
    """Which acts to list; None or empty: whatever they are.

    commodity, mineral: ids of the world. destination: where goods go, ISO 3166-1 alpha-3 or a
    region of the world. status: words of `STATUSES`.
    """

    government: str | None = None
    commodity: str | None = None
    mineral: str | None = None
    destination: str | None = None
    status: Sequence[str] = ()


@dataclass(frozen=True)
class Standing:
    """The register of a world on a day."""

    world: World
    day: Day

    @cached_property
    def register(self) -> Register:
        """The world's register."""
        return Register.of(self.world)

    @cached_property
    def acts(self) -> pl.DataFrame:
        """All acts, the newest first: measure, government, kind, number, title, status, cause,
        parts (rules with another status, in words), announced, effective, end, elements, forms
        (those taken over too, but not of all acts), takes (acts whose goods it takes over; `*`:
        all), commodities, minerals, parties (how many it names), source, confidence."""
        rows = [self._act(entry) for entry in self.register.measures.iter_rows(named=True)]
        return pl.DataFrame(rows, schema=SCHEMA).sort(
            "announced", "measure", descending=[True, False]
        )

    @cached_property
    def rules(self) -> dict[str, list[Rule]]:
        """The rules of each act."""
        found: dict[str, list[Rule]] = {name: [] for name in self.register.measures["id"]}
        for rule in self.register.rules:
            found[rule.measure].append(rule)
        return found

    @cached_property
    def _minerals(self) -> dict[str, str]:
        return dict(self.world.table("commodities").select("id", "mineral").iter_rows())

    def _act(self, entry: dict[str, Any]) -> dict[str, Any]:
        measure = entry["id"]
        life, rules = self.register.lives[measure], self.rules[measure]
        items = [self.register.items[i] for i in sorted({i for r in rules for i in r.items})]
        goods = sorted({name for item in items for name in item.commodities})
        cells = self.world.table("measure_items").filter(pl.col("measure") == measure)["listed_by"]
        status = life.status(self.day)
        other = {r.name: r.lives[0].status(self.day) for r in rules}
        taken = sorted({word for cell in cells.drop_nulls() for word in cell.split()})
        named = [item for item in items if item.measure == measure or ANY not in taken]
        parties = self.world.table("listed_parties")["measure"]
        return {
            **{name: entry[name] for name in ("government", "kind", "number", "title")},
            **{name: entry[name] for name in ("announced", "effective", "end", "source")},
            "measure": measure,
            "status": status.word,
            "cause": life.cause(self.day),
            "parts": ", ".join(f"{n} {s.word}" for n, s in other.items() if s is not status),
            "elements": _in_order(SYMBOLS, (i for item in named for i in item.elements)),
            "forms": _in_order(tuple(FORMS), (i for item in named for i in item.forms)),
            "takes": [ANY] if ANY in taken else taken,
            "commodities": goods,
            "minerals": sorted({self._minerals[name] for name in goods}),
            "parties": int((parties == measure).sum()),
            "confidence": entry["confidence"],
        }

    def chosen(self, wanted: Wanted) -> pl.DataFrame:
        """The acts that are as wanted.

        Raises:
            XenotimeError: naming what of `wanted` is not known, and the nearest that is.
        """
        wanted = self._known(wanted)
        frame = self.acts
        if wanted.government is not None:
            frame = frame.filter(pl.col("government") == wanted.government)
        if wanted.status:
            words = [word.replace("_", " ") for word in wanted.status]
            frame = frame.filter(pl.col("status").is_in(words))
        if wanted.commodity is None and wanted.mineral is None and wanted.destination is None:
            return frame
        able = {rule.measure for rule in self.register.rules if self._takes(rule, wanted)}
        return frame.filter(pl.col("measure").is_in(able))

    def _takes(self, rule: Rule, wanted: Wanted) -> bool:
        if wanted.destination is not None and not bound_for(rule, [wanted.destination]):
            return False
        goods = self.goods(rule)
        if wanted.commodity is not None and wanted.commodity not in goods:
            return False
        return wanted.mineral is None or wanted.mineral in goods.values()

    def goods(self, rule: Rule) -> dict[str, str]:
        """Commodities of the world that a rule is about, each with its mineral."""
        return {name: self._minerals[name] for name in sorted(self.register.commodities(rule))}

    def _known(self, wanted: Wanted) -> Wanted:
        """`wanted` with statuses as `STATUSES` has them, once all its names are known."""
        acting = sorted(self.register.measures["government"].unique())
        if wanted.government is not None and wanted.government not in acting:
            raise XenotimeError(
                f"the register has no act of {wanted.government!r}; it has acts of "
                f"{', '.join(acting) or 'nobody'}"
            )
        tables = ((wanted.commodity, "commodities"), (wanted.mineral, "minerals"))
        for name, table in tables:
            ids = self.world.table(table)["id"].to_list()
            if name is not None and name not in ids:
                raise XenotimeError(f"{name!r} is not in {table}.csv{nearest(name, ids)}")
        places = self.world.table("places")["id"].to_list()
        place = wanted.destination
        if place is not None and place not in places and not is_country(place):
            near = nearest(place, places) or "; write ISO 3166-1 alpha-3, such as JPN"
            raise XenotimeError(f"{place!r} is no country or region{near}")
        words = ["_".join(word.lower().replace("-", " ").split()) for word in wanted.status]
        for text, word in zip(wanted.status, words, strict=True):
            if word not in STATUSES:
                near = nearest(word, STATUSES)
                raise XenotimeError(f"{text!r} is none of {', '.join(STATUSES)}{near}")
        return Wanted(wanted.government, wanted.commodity, wanted.mineral, place, words)

    def named(self, measure: str) -> str:
        """The id that a person means, whatever its capitals.

        Raises:
            XenotimeError: when there is none, with the nearest.
        """
        known = self.register.measures["id"].to_list()
        folded = {name.casefold(): name for name in known}
        if measure.casefold() not in folded:
            points = [name for name in known if name.casefold().startswith(measure.casefold())]
            if points:
                raise XenotimeError(
                    f"{measure!r} is in the register by its points: {', '.join(points)}"
                )
            raise XenotimeError(
                f"the register has no act {measure!r}"
                f"{nearest(measure, known) or '; `xenotime controls list` shows all'}"
            )
        return str(folded[measure.casefold()])

    def record(self, measure: str) -> dict[str, Any]:
        """An act in full, as plain values: its row, how it stands, and its rows of other tables."""
        act = self.acts.row(by_predicate=pl.col("measure") == measure, named=True)
        newest = self.register.newest_source
        tables = ("measure_items", "measure_destinations", "suspensions", "listed_parties")
        found = {
            name: self.world.table(name).filter(pl.col("measure") == measure).drop("measure")
            for name in tables
        }
        own = self.world.table("measures").filter(pl.col("id") == measure)
        cited = {name for frame in (own, *found.values()) for name in frame["source"]}
        sources = self.world.table("sources").filter(pl.col("id").is_in(cited))
        status = {rule.name: rule.lives[0].status(self.day).word for rule in self.rules[measure]}
        rules = [
            row | {"status": status.get(row["rule"])}
            for row in found["measure_destinations"].to_dicts()
        ]
        return {
            "as_of": self.day.isoformat(),
            "newest_source": None if newest is None else newest.isoformat(),
            **own.to_dicts()[0],
            "status": act["status"],
            "cause": act["cause"],
            "items": found["measure_items"].to_dicts(),
            "rules": rules,
            "suspensions": found["suspensions"].to_dicts(),
            "parties": found["listed_parties"].to_dicts(),
            "sources": sources.to_dicts(),
        }


def bound_for(rule: Rule, places: Iterable[str]) -> bool:
    """Whether any of the places is a destination of the rule, its own government's left out."""
    return any(
        (rule.destinations is None or place in rule.destinations)
        and place not in rule.excepted
        and place not in rule.territory
        for place in places
    )


def _in_order(words: Sequence[str], positions: Iterable[int]) -> list[str]:
    return [words[i] for i in sorted(set(positions))]
