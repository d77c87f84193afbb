"""The register of measures, ready to be asked: their rules, and the status of each on every day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from xenotime.controls.rules import Item, Rule, items_and_rules, lives_of
from xenotime.controls.status import ONE_DAY, Day, Life, Span
from xenotime.world.findings import Tables
from xenotime.world.world import World

VERDICTS = (
    "no_licence",
    "suspended_now",
    "licence_required",
    "presumption_of_denial",
    "prohibited",
)
"""Verdicts from the loosest to the strictest; `unknown_outcome` is none of these for sure."""
RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
UNKNOWN = "unknown_outcome"
POLICY_RANK = {
    "licence": RANK["licence_required"],
    "review": RANK["licence_required"],
    "quota": RANK["licence_required"],
    "denial": RANK["presumption_of_denial"],
    "prohibited": RANK["prohibited"],
}


@dataclass(frozen=True, eq=False)
class Register:
    """Items, rules and named parties of a world."""

    measures: pl.DataFrame
    items: tuple[Item, ...]
    rules: tuple[Rule, ...]
    parties: pl.DataFrame
    lives: dict[str, Life]
    """The dates of each measure as a whole."""
    newest_source: Day | None
    """How far its knowledge goes; None when it cites nothing that has a date."""

    @classmethod
    def of(cls, world: World) -> Register:
        """The register of a world."""
        return cls.of_tables(world.tables)

    @classmethod
    def of_tables(cls, tables: Tables) -> Register:
        """The register of some tables that are known to be without fault."""
        lives = lives_of(tables)
        items, rules = items_and_rules(tables, lives)
        newest = _newest_source(tables)
        return cls(tables["measures"], items, rules, tables["listed_parties"], lives, newest)

    def commodities(self, rule: Rule) -> tuple[str, ...]:
        """Commodities of the world that a rule is about, each once."""
        return tuple(dict.fromkeys(c for i in rule.items for c in self.items[i].commodities))

    @cached_property
    def days(self) -> list[Day]:
        """Days on which the status of any rule changes, sorted."""
        found = {day for rule in self.rules for life in rule.lives for day in life.days}
        found |= {day for life in self.lives.values() for day in life.days}
        return sorted(found)

    @cached_property
    def statuses(self) -> np.ndarray:
        """Status of each rule in each interval: int8[rule, interval]; interval 0 is before the
        first of `days`, interval i begins on `days[i - 1]`."""
        eve = self.days[0] - ONE_DAY if self.days else Day.min
        table = [[int(rule.status(day)) for day in (eve, *self.days)] for rule in self.rules]
        return np.asarray(table, dtype=np.int8).reshape(len(self.rules), len(self.days) + 1)

    @cached_property
    def policies(self) -> np.ndarray:
        """Rank of each rule's verdict when it is in force: int8[rule]."""
        return np.asarray([POLICY_RANK[rule.policy] for rule in self.rules], dtype=np.int8)

    def interval(self, days: np.ndarray) -> np.ndarray:
        """Interval of each day: int64, days as numpy dates."""
        edges = np.asarray(self.days, dtype="datetime64[D]")
        found: np.ndarray = np.searchsorted(edges, days, side="right")
        return found

    def status_on(self, day: Day) -> pl.DataFrame:
        """Status of every measure on a day: measure, government, kind, number, title, status,
        cause, announced, effective, end; the newest act first."""
        wanted = ("government", "kind", "number", "title", "announced", "effective", "end")
        entries = []
        for entry in self.measures.iter_rows(named=True):
            life = self.lives[entry["id"]]
            entries.append(
                {"measure": entry["id"]}
                | {name: entry[name] for name in wanted}
                | {"status": life.status(day).word, "cause": life.cause(day)}
            )
        columns = ("measure", *wanted, "status", "cause")
        return pl.DataFrame(entries, schema=dict.fromkeys(columns, pl.String)).sort(
            "announced", "measure", descending=[True, False]
        )

    def changes(self, first: Day, last: Day, measures: Iterable[str] | None = None) -> pl.DataFrame:
        """What changes from `first` to `last`, both included: date, measure, government, title,
        before, after, cause; the earliest first.

        Args:
            measures: those asked about; default: all.
        """
        asked = set(self.lives if measures is None else measures)
        titles = dict(self.measures.select("id", "title").iter_rows())
        governments = dict(self.measures.select("id", "government").iter_rows())
        # A suspension may be of one rule only.
        apart = {(r.measure, f" ({r.name})"): r.lives[0] for r in self.rules}
        lives = {(measure, ""): life for measure, life in self.lives.items()}
        lives |= {key: life for key, life in apart.items() if life != self.lives[key[0]]}
        entries: list[dict[str, Any]] = []
        for (measure, part), life in lives.items():
            if measure not in asked:
                continue
            for day in sorted({day for day in life.days if first <= day <= last}):
                before = life.status(day - ONE_DAY)
                after = life.status(day)
                if before is not after:
                    entries.append(
                        {
                            "date": day,
                            "measure": measure,
                            "government": governments[measure],
                            "title": titles[measure] + part,
                            "before": before.word,
                            "after": after.word,
                            "cause": life.cause(day),
                        }
                    )
        schema = {"date": pl.Date} | dict.fromkeys(
            ("measure", "government", "title", "before", "after", "cause"), pl.String
        )
        return pl.DataFrame(entries, schema=schema).sort("date", "measure")


def _newest_source(tables: Tables) -> Day | None:
    """The newest publication that the register cites: its first possible day."""
    cited = pl.concat(
        [
            tables[table].select("source")
            for table in ("measures", "measure_items", "measure_destinations", "suspensions")
        ]
    )
    dates = tables["sources"].filter(pl.col("id").is_in(cited["source"].unique().to_list()))
    spans = [Span.of(text) for text in dates["date"].drop_nulls()]
    return max((span.first for span in spans if span is not None), default=None)
