"""A world small enough to compute by hand: three places, two goods of one mine, a stock, a tariff.

Mineland digs 100 t of ore a year and exports it all; Smeltland makes metal from it, with a
by-product, and sells to itself and to Useland. Every figure balances, so reconciliation changes
nothing.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from xenotime.world.world import World

CITE = {"source": "book", "confidence": "high"}


def table(*rows: dict[str, Any], cite: bool = True) -> pl.DataFrame:
    return pl.DataFrame([row | (CITE if cite else {}) for row in rows], infer_schema_length=None)


def small_tables() -> dict[str, pl.DataFrame]:
    return {
        "sources": table(
            {"id": "book", "publisher": "Tests", "title": "By hand", "licence": "Apache-2.0"},
            cite=False,
        ),
        "places": table(
            *(
                {
                    "id": code,
                    "name": code,
                    "kind": "country",
                    "latitude": latitude,
                    "longitude": longitude,
                    "basin": basin,
                }
                for code, latitude, longitude, basin in (
                    ("AUS", -32.0, 116.0, "south"),
                    ("CHN", 31.0, 121.0, "north"),
                    ("JPN", 35.0, 139.0, "north"),
                )
            )
        ),
        "passages": table({"passage": "strait", "basin_a": "south", "basin_b": "north"}),
        "freight": table(
            {"id": "bulk", "fixed_usd_per_t": 10.0, "usd_per_t_km": 0.0, "km_per_day": 500.0}
        ),
        "minerals": table({"id": "oreium", "name": "Oreium", "headline": "metal"}),
        "elements": table({"id": "Fe", "name": "Iron"}, {"id": "Cu", "name": "Copper"}),
        "commodities": table(
            *(
                {
                    "id": name,
                    "name": name,
                    "mineral": "oreium",
                    "stage": stage,
                    "basis": "gross",
                    "freight_class": "bulk",
                }
                for name, stage in (
                    ("ore", "extraction"),
                    ("metal", "metal"),
                    ("byproduct", "refining"),
                )
            )
        ),
        "contents": table(
            {"commodity": "ore", "element": "Fe", "form": "element", "share": 0.6},
            {"commodity": "ore", "element": "Cu", "form": "element", "share": 0.1},
            {"commodity": "metal", "element": "Fe", "form": "element", "share": 1.0},
            {"commodity": "byproduct", "element": "Cu", "form": "element", "share": 1.0},
        ),
        "processes": table(
            *(
                {"id": p, "name": p, "mineral": "oreium", "stage": s, "activity": a}
                for p, s, a in (
                    ("digging", "extraction", "t ore"),
                    ("smelting", "metal", "t metal"),
                )
            )
        ),
        "recipes": table(
            {"process": "digging", "commodity": "ore", "direction": "out", "amount": 1.0},
            {"process": "smelting", "commodity": "ore", "direction": "in", "amount": 2.0},
            {"process": "smelting", "commodity": "metal", "direction": "out", "amount": 1.0},
            {"process": "smelting", "commodity": "byproduct", "direction": "out", "amount": 0.1},
        ),
        "plants": table(
            {
                "id": "mine",
                "name": "Mine",
                "process": "digging",
                "place": "AUS",
                "scale": "national",
                "capacity": 100.0,
            },
            {
                "id": "smelter",
                "name": "Smelter",
                "process": "smelting",
                "place": "CHN",
                "scale": "plant",
                "capacity": 50.0,
            },
            {
                "id": "spare_smelter",
                "name": "Spare smelter",
                "process": "smelting",
                "place": "JPN",
                "scale": "plant",
                "capacity": 5.0,
            },
        ),
        "production": table(
            {"plant": "mine", "year": 2024, "tonnes": 100.0},
            {"plant": "smelter", "year": 2024, "tonnes": 50.0},
            {"plant": "spare_smelter", "year": 2024, "tonnes": 0.0},
        ),
        "routes": table(
            {
                "commodity": "ore",
                "origin": "AUS",
                "destination": "CHN",
                "year": 2024,
                "tonnes": 100.0,
            },
            {
                "commodity": "metal",
                "origin": "CHN",
                "destination": "JPN",
                "year": 2024,
                "tonnes": 30.0,
            },
        ),
        "tariffs": table(
            {
                "id": "duty",
                "importer": "JPN",
                "exporter": "CHN",
                "commodity": "metal",
                "rate": 0.1,
                "start": "2020",
            }
        ),
        "sectors": table({"id": "cars", "name": "Cars", "description": "Car makers"}, cite=False),
        "demand": table(
            *(
                {
                    "place": place,
                    "commodity": commodity,
                    "sector": "cars",
                    "year": 2024,
                    "tonnes": tonnes,
                }
                for place, commodity, tonnes in (
                    ("JPN", "metal", 30.0),
                    ("CHN", "metal", 20.0),
                    ("CHN", "byproduct", 5.0),
                )
            )
        ),
        "shortage_values": table(
            {"sector": "cars", "commodity": "metal", "usd_per_t": 100_000.0},
            {"sector": "cars", "commodity": "byproduct", "usd_per_t": 50_000.0},
        ),
        "stocks": table(
            {"place": "JPN", "commodity": "metal", "holder": "government", "tonnes": 3.0}
        ),
        "prices": table(
            *(
                {"commodity": name, "market": "*", "year": 2024, "usd_per_t": price}
                for name, price in (("ore", 100.0), ("metal", 1000.0), ("byproduct", 5000.0))
            )
        ),
        "parameters": table(
            *(
                {"id": name, "value": value, "unit": "-"}
                for name, value in (
                    ("reference_year", 2024.0),
                    ("loyalty", 0.02),
                    ("switching_premium", 0.05),
                    ("contract_turnover", 0.3),
                    ("activity_premium", 0.05),
                    ("restart_years", 0.5),
                    ("price_response", 0.02),
                    ("price_step", 0.10),
                    ("stock_carry", 0.10),
                )
            )
        ),
    }


def small_world(**changed: pl.DataFrame) -> World:
    """The small world, with some of its tables replaced."""
    return World.from_tables(small_tables() | changed)
