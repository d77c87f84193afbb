"""The small world with whole acts of a government in its register."""

from __future__ import annotations

import polars as pl

from tests.small_world import small_tables, table
from xenotime.world.world import World


def act_world(**acts: tuple[str, str]) -> World:
    """CHN digs the ore too, and has acts (kind, goods). JPN can smelt ore of its own after half a
    year and has 22 t of metal until then: it needs either the metal of CHN or its ore."""
    tables = small_tables()
    mine, spare = pl.col("id") == "mine", pl.col("id") == "spare_smelter"
    tables["plants"] = tables["plants"].with_columns(
        place=pl.when(mine).then(pl.lit("CHN")).otherwise("place"),
        capacity=pl.when(spare).then(30.0).otherwise("capacity"),
    )
    tables["routes"] = tables["routes"].filter(pl.col("commodity") == "metal")
    tables["stocks"] = tables["stocks"].with_columns(tonnes=pl.lit(22.0))
    tables["measures"] = table(
        *(
            {
                "id": act,
                "government": "CHN",
                "kind": kind,
                "title": act,
                "announced": f"2025-01-{day:02}",
                "effective": "2026-01-01",
            }
            for day, (act, (kind, _)) in enumerate(acts.items(), 1)
        )
    )
    tables["measure_items"] = table(
        *(
            {"measure": act, "item": "all", "description": "All", "elements": "Fe"}
            | {"commodities": goods}
            for act, (_, goods) in acts.items()
        )
    )
    tables["measure_destinations"] = table(
        *(
            {"measure": act, "rule": "all", "destinations": "*", "reach": "export"}
            | {"policy": "licence"}
            for act in acts
        )
    )
    return World.from_tables(tables)
