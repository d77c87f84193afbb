"""One act of the register in full, as tables for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from xenotime.controls.rules import ANY
from xenotime.report.controls_words import (
    POLICIES,
    because,
    condition,
    few,
    government,
    kind,
    partial,
    place,
    reached,
    whither,
)
from xenotime.report.words import count, day
from xenotime.world.world import World

if TYPE_CHECKING:
    from xenotime.studies.standing import Standing

PARTIES = 25
"""Listed parties that are shown of one act."""
WORDS = 7
"""Words that are shown of those of which a text on the goods has at least one."""
CITING = 6
"""Rows that are named of those which cite the same place of a source."""
PARTS = (
    ("measure_items", "item", "item"),
    ("measure_destinations", "rule", "rule"),
    ("suspensions", "start", "suspension of"),
)
"""Tables of an act's parts, the column that names a part, and what it is."""


def act_tables(standing: Standing, measure: str) -> list[RenderableType]:
    """One act in full: dates, status, goods, rules, suspensions, parties, sources."""
    world = standing.world
    act = standing.acts.row(by_predicate=pl.col("measure") == measure, named=True)
    entry = standing.register.measures.row(by_predicate=pl.col("id") == measure, named=True)
    head = _plain()
    rows = [
        ("government", government(act["government"], world)),
        ("kind", kind(act["kind"])),
        ("number", entry["number"] or ""),
        (f"on {day(standing.day)}", because(act["status"], act["cause"])),
        ("except", act["parts"]),
        ("announced", partial(entry["announced"])),
        ("first day", partial(entry["effective"]) or f"not known ({entry['undated']})"),
        ("last day", partial(entry["end"])),
        ("licences", entry["licence_policy"] or ""),
        ("freed", entry["exemptions"] or ""),
        ("goods of", ", ".join(act["takes"]).replace("*", "all export controls of its government")),
    ]
    for name, text in rows:
        if text:
            head.add_row(name, text)
    parts: list[RenderableType] = [f"{measure}: {act['title']}", Padding(head, (0, 0, 1, 0))]
    for make in (_items, _rules, _suspensions, _parties):
        found = make(world, measure)
        if found is not None:
            parts.append(found)
    return [*parts, *_sources(world, measure)]


def _plain() -> Table:
    table = Table(show_header=False, box=None)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _rows(world: World, name: str, measure: str) -> list[dict[str, Any]]:
    return world.table(name).filter(pl.col("measure") == measure).to_dicts()


def _table(title: str, rows: list[dict[str, str]]) -> Table | None:
    """The rows as a table without the columns in which nothing stands; None without rows."""
    if not rows:
        return None
    table = Table(title=title)
    kept = [name for name in rows[0] if any(row[name] for row in rows)]
    for name in kept:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(row[name] for name in kept))
    return table


def _items(world: World, measure: str) -> RenderableType | None:
    return _table(
        "Goods",
        [
            {
                "item": row["item"],
                "clause": row["clause"] or "",
                "covers": row["description"],
                "elements": row["elements"] or ("" if row["listed_by"] else "any"),
                "forms": _spoken(row["forms"]) or _taken(row["listed_by"]),
                "text says": few((row["words"] or "").split("|"), WORDS, ", "),
                "only if": row["thresholds"] or "",
                "HS": row["hs"] or "",
            }
            for row in _rows(world, "measure_items", measure)
        ],
    )


def _taken(listed_by: str | None) -> str:
    if listed_by is None:
        return "any"
    return "all dual-use items" if listed_by == ANY else f"goods of {listed_by}"


def _spoken(words: str | None) -> str:
    return ", ".join(word.replace("_", " ") for word in (words or "").split())


def _rules(world: World, measure: str) -> RenderableType | None:
    return _table(
        "Rules",
        [
            {
                "rule": row["rule"],
                "clause": row["clause"] or "",
                "goods": ", ".join((row["items"] or "all").split()),
                "to": whither(row["destinations"], row["except_destinations"], world),
                "reaches goods": reached(row),
                "for": condition(" ".join(filter(None, (row["end_uses"], row["end_users"]))))
                or "anybody",
                "then": POLICIES[row["policy"]],
            }
            for row in _rows(world, "measure_destinations", measure)
        ],
    )


def _suspensions(world: World, measure: str) -> RenderableType | None:
    return _table(
        "Suspensions",
        [
            {
                "rule": row["rule"] or "all",
                "from": partial(row["start"]),
                "to": partial(row["until"]) or "no day named",
                "effect": row["effect"] or "suspended",
                "by": row["instrument"] or "",
                "then": _after(row),
            }
            for row in _rows(world, "suspensions", measure)
        ],
    )


def _after(pause: dict[str, Any]) -> str:
    if pause["until"] is None:
        return ""
    return (pause["followed_by"] or "no source read tells").replace("_", " ")


def _parties(world: World, measure: str) -> RenderableType | None:
    rows = _rows(world, "listed_parties", measure)
    table = _table(
        count(len(rows), "party", "parties"),
        [
            {
                "name": row["name"],
                "country": place(row["place"], world) if row["place"] else "",
                "list": row["listed_as"].replace("_", " "),
                "since": partial(row["start"]),
                "until": partial(row["end"]),
            }
            for row in rows[:PARTIES]
        ],
    )
    if table is not None and len(rows) > PARTIES:
        return Group(table, f"and {len(rows) - PARTIES} more; --json gives all")
    return table


def _sources(world: World, measure: str) -> list[RenderableType]:
    """Where the act's rows come from, their confidence, and their notes."""
    known = {row["id"]: row for row in world.table("sources").iter_rows(named=True)}
    act = world.table("measures").filter(pl.col("id") == measure).row(0, named=True)
    of: dict[tuple[str, ...], list[str]] = {_citation(act): ["the act"]}
    for name, label, word in PARTS:
        for row in _rows(world, name, measure):
            of.setdefault(_citation(row), []).append(f"{word} {row[label] or 'all'}")
    rows = []
    for (source, where, confidence, note), parts in of.items():
        more = f" and {len(parts) - CITING} more" if len(parts) > CITING else ""
        rows.append(
            {
                "of": ", ".join(parts[:CITING]) + more,
                "source": source,
                "where": where,
                "confidence": confidence,
                "note": note,
            }
        )
    table = _table("Where it is read", rows)
    assert table is not None  # the act itself cites one
    cited = dict.fromkeys(source for source, *_ in of)
    return [table, *(_published(known[source]) for source in cited)]


def _published(source: dict[str, Any]) -> str:
    parts = (source["edition"], source["date"], source["url"])
    said = ", ".join(part for part in (source["title"], *parts) if part)
    return f"{source['id']}: {source['publisher']}: {said}"


def _citation(row: dict[str, Any]) -> tuple[str, ...]:
    return row["source"], row["locator"] or "", row["confidence"], row["note"] or ""
