"""A small world with a register: one act of each status, and one that reaches goods made abroad.

On 1 November 2026: `licence` is in force, `paused` suspended until 10 November, `military` takes
over the goods of both, `planned` has no first day, `over` has ended, `half` is in force with one
rule suspended. Their government is China, except for Australia's `ore_ban` on its own ore.
"""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

from tests.small_world import small_tables, table
from xenotime.world.world import World

TODAY = datetime.date(2026, 11, 1)
TITLE = 'Licences for metal <b>&</b> "more"'


def act(name: str, **cells: Any) -> dict[str, Any]:
    """A row of measures."""
    usual = {"government": "CHN", "kind": "export_control", "title": name, "number": None}
    days = {"announced": "2025-01-10", "effective": "2025-02-01", "undated": None, "end": None}
    return {"id": name} | usual | days | cells


def item(measure: str, **cells: Any) -> dict[str, Any]:
    """A row of measure_items."""
    usual = {"elements": "Fe", "forms": "metal", "listed_by": None, "commodities": "metal"}
    return {"measure": measure, "item": "goods", "description": "Metal"} | usual | cells


def rule(measure: str, **cells: Any) -> dict[str, Any]:
    """A row of measure_destinations."""
    usual = {"destinations": "*", "reach": "export", "policy": "licence", "end_uses": None}
    more = {"share_from": None, "except_destinations": None}
    return {"measure": measure, "rule": "all"} | usual | more | cells


def register_tables() -> dict[str, pl.DataFrame]:
    """The tables of the small world, and those of its register."""
    listed = item("military", elements=None, forms=None, listed_by="*", commodities=None)
    pause = {"until": "2026-11-10", "rule": None, "instrument": None, "effect": None}
    return small_tables() | {
        "sources": table(
            {
                "id": "book",
                "publisher": "Tests",
                "title": "By hand",
                "licence": "Apache-2.0",
                "date": "2026-08-07",
            },
            cite=False,
        ),
        "measures": table(
            act("licence", title=TITLE, number="No. 1 of 2025"),
            act("paused", announced="2025-10-09", effective="2025-11-08"),
            act("military", kind="ban", effective="2025-03-01"),
            act("planned", effective=None, undated="planned"),
            act("over", end="2025-12-31"),
            act("half"),
            act("ore_ban", government="AUS", kind="ban"),
        ),
        "measure_items": table(
            item("licence"),
            item("paused", elements="Cu", forms="oxide", commodities="byproduct"),
            listed,
            item("planned"),
            item("over"),
            item("half", item="one"),
            item("half", item="two", elements="Cu", commodities="byproduct"),
            item("ore_ban", forms="ore", commodities="ore"),
        ),
        "measure_destinations": table(
            rule("licence"),
            rule("paused"),
            rule("military", destinations="JPN", end_uses="military", policy="prohibited"),
            rule("planned"),
            rule("over"),
            rule("half", rule="one", items="one"),
            rule("half", rule="two", items="two", reach="content", share_from=0.001),
            rule("ore_ban", except_destinations="JPN", policy="prohibited"),
        ),
        "suspensions": table(
            {"measure": "paused", "start": "2025-11-07"} | pause,
            {"measure": "half", "start": "2025-11-07"} | pause | {"rule": "two", "until": None},
        ),
        "listed_parties": table(
            {"measure": "military", "name": "Arms & Co.", "place": "JPN", "listed_as": "watch_list"}
        ),
    }


def register_world() -> World:
    """The small world with its register."""
    return World.from_tables(register_tables())
