"""Items and rules of the register, made of the tables: what goods, by whom, whereto, from when.

A rule about "all dual-use items" (`listed_by`) has no goods of its own: it stands here once for
each act whose goods it takes over, and holds as far as both are in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.controls.status import Day, Life, Pause, Span, Status
from xenotime.world.findings import Tables
from xenotime.world.vocabulary import FORMS, SYMBOLS, Threshold, thresholds

ANY = "*"


@dataclass(frozen=True)
class Item:
    """Goods of a measure: positions in SYMBOLS and FORMS of which one must hold; empty: any."""

    measure: str
    name: str
    clause: str | None
    description: str
    elements: tuple[int, ...]
    forms: tuple[int, ...]
    words: tuple[str, ...]
    """As `plain` writes them."""
    hs: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    commodities: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One rule of a measure over some items, with everything that it asks of a shipment."""

    measure: str
    name: str
    clause: str | None
    title: str
    kind: str
    government: str
    territory: frozenset[str]
    destinations: frozenset[str] | None
    """None: all."""
    excepted: frozenset[str]
    reach: tuple[str, ...]
    share_from: float | None
    share_above: float | None
    end_uses: tuple[str, ...]
    end_users: tuple[str, ...]
    unstated: str | None
    policy: str
    items: tuple[int, ...]
    """Positions in `Register.items`."""
    listed_by: str | None
    """The measure whose goods it takes over, if it does."""
    lives: tuple[Life, ...]
    """All must be in force: its own, and that of `listed_by`."""

    @property
    def threshold(self) -> float:
        """Fraction of value at, or above, which content counts; 0: any content, or not asked."""
        return self.share_from or self.share_above or 0.0

    def status(self, day: Day) -> Status:
        """The status on a day: the lowest of its lives."""
        return min(life.status(day) for life in self.lives)

    def cause(self, day: Day) -> str:
        """Why the status is what it is."""
        return min(self.lives, key=lambda life: life.status(day)).cause(day)


def plain(text: str) -> str:
    """A text as words are looked up in it: small letters, single blanks, no hyphens."""
    return " ".join(text.casefold().replace("-", " ").split())


def lives_of(tables: Tables) -> dict[str, Life]:
    """The dates of each measure as a whole."""
    acts = tables["measures"].iter_rows(named=True)
    return {act["id"]: _life(act, tables["suspensions"], None) for act in acts}


def items_and_rules(
    tables: Tables, lives: dict[str, Life]
) -> tuple[tuple[Item, ...], tuple[Rule, ...]]:
    """All items, and all rules over them.

    Args:
        tables: of a world, known to be without fault.
        lives: as `lives_of` gives them.
    """
    acts = {entry["id"]: entry for entry in tables["measures"].iter_rows(named=True)}
    members = _members(tables["places"])
    items: list[Item] = []
    takes: dict[tuple[str, str], str] = {}
    own: dict[str, list[int]] = {measure: [] for measure in acts}
    for entry in tables["measure_items"].iter_rows(named=True):
        if entry["listed_by"]:
            takes[entry["measure"], entry["item"]] = entry["listed_by"]
        else:
            own[entry["measure"]].append(len(items))
            items.append(_item(entry))
    rules: list[Rule] = []
    for entry in tables["measure_destinations"].iter_rows(named=True):
        act = acts[entry["measure"]]
        life = _life(act, tables["suspensions"], entry["rule"])
        named = set((entry["items"] or "").split())
        mine = tuple(i for i in own[act["id"]] if not named or items[i].name in named)
        if mine:
            rules.append(_rule(entry, act, members, mine, None, (life,)))
        taken = {
            base
            for (measure, item), cell in takes.items()
            if measure == act["id"] and (not named or item in named)
            for base in _bases(cell, act, acts, own)
        }
        for base in sorted(taken):
            both = (life, lives[base])
            rules.append(_rule(entry, act, members, tuple(own[base]), base, both))
    return tuple(items), tuple(rules)


def _bases(
    cell: str, act: dict[str, Any], acts: dict[str, dict[str, Any]], own: dict[str, list[int]]
) -> Iterable[str]:
    """Measures whose goods a `listed_by` cell takes over."""
    if cell != ANY:
        return [base for base in cell.split() if own[base]]
    return [
        base
        for base, other in acts.items()
        if other["government"] == act["government"]
        and other["kind"] == "export_control"
        and own[base]
    ]


def _item(entry: dict[str, Any]) -> Item:
    forms = list(FORMS)
    return Item(
        entry["measure"],
        entry["item"],
        entry["clause"],
        entry["description"],
        tuple(SYMBOLS.index(symbol) for symbol in (entry["elements"] or "").split()),
        tuple(forms.index(form) for form in (entry["forms"] or "").split()),
        tuple(plain(word) for word in (entry["words"] or "").split("|") if word.strip()),
        tuple((entry["hs"] or "").split()),
        tuple(thresholds(entry["thresholds"])),
        tuple((entry["commodities"] or "").split()),
    )


def _rule(
    entry: dict[str, Any],
    act: dict[str, Any],
    members: dict[str, frozenset[str]],
    items: tuple[int, ...],
    listed_by: str | None,
    lives: tuple[Life, ...],
) -> Rule:
    def codes(text: str | None) -> frozenset[str]:
        return frozenset(c for code in (text or "").split() for c in members.get(code, {code}))

    everywhere = ANY in entry["destinations"].split()
    return Rule(
        measure=act["id"],
        name=entry["rule"],
        clause=entry["clause"],
        title=act["title"],
        kind=act["kind"],
        government=act["government"],
        territory=members.get(act["government"], frozenset({act["government"]})),
        destinations=None if everywhere else codes(entry["destinations"]),
        excepted=codes(entry["except_destinations"]),
        reach=tuple(entry["reach"].split()),
        share_from=entry["share_from"],
        share_above=entry["share_above"],
        end_uses=tuple((entry["end_uses"] or "").split()),
        end_users=tuple((entry["end_users"] or "").split()),
        unstated=entry["unstated"],
        policy=entry["policy"],
        items=items,
        listed_by=listed_by,
        lives=lives,
    )


def _life(act: dict[str, Any], pauses: pl.DataFrame, rule: str | None) -> Life:
    """The dates of a measure's rule; without a rule, of the measure as a whole."""
    announced = Span.of(act["announced"])
    assert announced is not None  # the schema requires it
    found = []
    for entry in pauses.filter(pl.col("measure") == act["id"]).iter_rows(named=True):
        if entry["rule"] and rule not in entry["rule"].split():
            continue
        start = Span.of(entry["start"])
        assert start is not None
        found.append(
            Pause(
                start,
                Span.of(entry["until"]),
                doubtful=entry["effect"] == "doubtful",
                resumed=entry["followed_by"] == "in_force",
                instrument=entry["instrument"],
            )
        )
    return Life(
        announced,
        Span.of(act["effective"]),
        planned=act["undated"] == "planned",
        end=Span.of(act["end"]),
        pauses=tuple(found),
    )


def _members(places: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Countries of each region that names its own."""
    regions = places.filter(pl.col("kind") == "region").select("id", "members").iter_rows()
    return {
        region: frozenset(members.split()) | {region}
        for region, members in regions
        if members and members != "rest"
    }
