"""Worlds of a few lines, for what the small world does not have: loops, joint products, lost
figures.

Five places on the map; every figure of high confidence. Where production, trade and use balance,
reconciliation changes nothing and the shares of a trace can be computed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tests.small_world import small_tables, table
from xenotime.world.world import World

PLACES = {
    "AUS": (-32.0, 116.0, "south"),
    "CHN": (31.0, 121.0, "north"),
    "JPN": (35.0, 139.0, "north"),
    "KOR": (35.1, 129.0, "north"),
    "USA": (33.7, -118.3, "east"),
}


def tiny_tables(
    *,
    prices: Mapping[str, float],
    processes: Mapping[str, Mapping[str, float]],
    plants: Sequence[tuple[str, str, float]],
    routes: Sequence[tuple[str, str, str, float]] = (),
    demand: Sequence[tuple[str, str, float]] = (),
    stages: Mapping[str, str] | None = None,
    minerals: Mapping[str, str] | None = None,
) -> dict[str, pl.DataFrame]:
    """Tables of a world.

    Args:
        prices: USD per t of each good; the first good is the headline of its mineral.
        processes: t of each good per t of activity, inputs negative.
        plants: process, place, t of activity in 2024, which is also the capacity.
        routes: good, origin, destination, t in 2024.
        demand: place, good, t in 2024.
        stages: of each good; `metal` where nothing is said.
        minerals: of each good; `oreium` where nothing is said.
    """
    mineral = {good: (minerals or {}).get(good, "oreium") for good in prices}
    headline: dict[str, str] = {}
    for good in prices:
        headline.setdefault(mineral[good], good)
    makes = {
        name: next(g for g, a in recipe.items() if a > 0) for name, recipe in processes.items()
    }
    stage = {good: (stages or {}).get(good, "metal") for good in prices}
    tables = small_tables()
    rows = {
        "places": [
            {"id": p, "name": p, "kind": "country", "latitude": a, "longitude": b, "basin": basin}
            for p, (a, b, basin) in PLACES.items()
        ],
        "minerals": [{"id": m, "name": m, "headline": good} for m, good in headline.items()],
        "commodities": [
            {
                "id": good,
                "name": good,
                "mineral": mineral[good],
                "stage": stage[good],
                "basis": "gross",
                "freight_class": "bulk",
            }
            for good in prices
        ],
        "processes": [
            {
                "id": name,
                "name": name,
                "mineral": mineral[good],
                "stage": stage[good],
                "activity": f"t {good}",
            }
            for name, good in makes.items()
        ],
        "recipes": [
            {
                "process": name,
                "commodity": good,
                "direction": "out" if amount > 0 else "in",
                "amount": abs(amount),
            }
            for name, recipe in processes.items()
            for good, amount in recipe.items()
        ],
        "plants": [
            {
                "id": f"{process}_{place}",
                "name": f"{process} {place}",
                "process": process,
                "place": place,
                "scale": "national",
                "capacity": tonnes,
            }
            for process, place, tonnes in plants
        ],
        "production": [
            {"plant": f"{process}_{place}", "year": 2024, "tonnes": tonnes}
            for process, place, tonnes in plants
        ],
        "routes": [
            {"commodity": good, "origin": a, "destination": b, "year": 2024, "tonnes": tonnes}
            for good, a, b, tonnes in routes
        ],
        "demand": [
            {"place": p, "commodity": good, "sector": "cars", "year": 2024, "tonnes": tonnes}
            for p, good, tonnes in demand
        ],
        "shortage_values": [
            {"sector": "cars", "commodity": good, "usd_per_t": 100 * price + 1000}
            for good, price in prices.items()
        ],
        "prices": [
            {"commodity": good, "market": "*", "year": 2024, "usd_per_t": price}
            for good, price in prices.items()
        ],
    }
    kept = ("sources", "passages", "freight", "sectors", "parameters")
    return {name: tables[name] for name in kept} | {
        name: table(*some) for name, some in rows.items() if some
    }


def tiny_world(**parts: object) -> World:
    """A world of `tiny_tables`."""
    return World.from_tables(tiny_tables(**parts))  # type: ignore[arg-type]
