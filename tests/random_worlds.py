"""Hypothesis strategies: small random worlds, horizons and scenarios.

A world is a chain of goods from a mine to a product, with a by-product on the way, at two to four
places. It is drawn so that it balances: what is made and arrives is what is used, sent on and
wanted. `RandomCase.unbalanced` is the same world as publishers would print it, with figures that do
not add up.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from hypothesis import strategies as st

from tests.small_world import small_tables, table
from xenotime.network.periods import Periods, month_name, month_number
from xenotime.scenarios.scenario import Cut, DemandShift, Outage, Scenario
from xenotime.world.world import World

PLACES = ("AUS", "CHN", "JPN", "USA")
STAGES = ("extraction", "refining", "metal")
HORIZON_START = "2027-01"
AS_OF = "2027-01-01"
NOTE = "drawn at random"

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class RandomCase:
    """Rows of a world that balances, what is misprinted in it, a horizon and a scenario."""

    rows: Tables
    misprints: Tables
    periods: Periods
    scenario: Scenario

    @property
    def commodities(self) -> list[str]:
        """All commodities; they are one group."""
        return [row["id"] for row in self.rows["commodities"]]

    @property
    def balanced(self) -> World:
        """The world in which every figure adds up."""
        return World.from_tables(frames(self.rows))

    @property
    def unbalanced(self) -> World:
        """The world with misprints: reconciliation has something to do."""
        return World.from_tables(frames(self.rows | self.misprints))

    def with_scenario(self, scenario: Scenario) -> RandomCase:
        """The same case in another scenario."""
        return replace(self, scenario=scenario)


def frames(rows: Tables) -> dict[str, pl.DataFrame]:
    """Rows as the frames of a world; the source is the same for all."""
    whole = {name: table(*some, cite=name != "sectors") for name, some in rows.items() if some}
    return {"sources": small_tables()["sources"]} | whole


def shares_summing_below_one(count: int) -> st.SearchStrategy[list[float]]:
    """Shares of a whole of which something is left."""
    return st.lists(st.sampled_from((0.0, 0.0, 0.1, 0.3)), min_size=count, max_size=count)


@st.composite
def cases(draw: st.DrawFn, *, dated: bool = True) -> RandomCase:
    """A random case; with `dated`, plants may open and close within the horizon."""
    places = PLACES[: draw(st.integers(2, 4))]
    length = draw(st.integers(1, 3))
    chain = [f"good_{i}" for i in range(length)]
    joint = draw(st.integers(0, length - 1))
    rows: Tables = defaultdict(list)
    _geography(draw, rows, places)
    _goods(draw, rows, chain, joint)
    _trade(draw, rows, places, chain, joint, dated)
    _markets(draw, rows, places, [*chain, "byproduct"])
    misprints = _misprints(draw, rows)
    lengths = draw(st.lists(st.sampled_from((1, 2, 3, 6, 12)), min_size=1, max_size=4))
    return RandomCase(
        rows=dict(rows),
        misprints=misprints,
        periods=Periods(HORIZON_START, tuple(lengths)),
        scenario=draw(scenarios(rows)),
    )


def _geography(draw: st.DrawFn, rows: Tables, places: tuple[str, ...]) -> None:
    rows["places"] = [
        {
            "id": place,
            "name": place,
            "kind": "country",
            "latitude": float(draw(st.integers(-60, 60))),
            "longitude": float(draw(st.integers(-180, 180))),
            "basin": draw(st.sampled_from(("north", "south"))),
        }
        for place in places
    ]
    rows["passages"] = [{"passage": "strait", "basin_a": "south", "basin_b": "north"}]
    rows["freight"] = [
        {"id": "bulk", "fixed_usd_per_t": 10.0, "usd_per_t_km": 0.01, "km_per_day": 500.0}
    ]


def _goods(draw: st.DrawFn, rows: Tables, chain: list[str], joint: int) -> None:
    rows["minerals"] = [{"id": "oreium", "name": "Oreium", "headline": chain[-1]}]
    for number, good in enumerate([*chain, "byproduct"]):
        rows["commodities"].append(
            {
                "id": good,
                "name": good,
                "mineral": "oreium",
                "stage": STAGES[joint if good == "byproduct" else number],
                "basis": "gross",
                "freight_class": "bulk",
            }
        )
    for number, good in enumerate(chain):
        process = f"step_{number}"
        rows["processes"].append(
            {
                "id": process,
                "name": process,
                "mineral": "oreium",
                "stage": STAGES[number],
                "activity": f"t {good}",
                "cost_usd_per_t": draw(st.sampled_from((None, 0.0, 20.0, 700.0))),
            }
        )
        recipe = [(good, "out", 1.0)]
        if number:
            recipe.append((chain[number - 1], "in", draw(st.sampled_from((0.5, 1.0, 2.5)))))
        if number == joint:
            recipe.append(("byproduct", "out", draw(st.sampled_from((0.02, 0.3)))))
        rows["recipes"] += [
            {"process": process, "commodity": c, "direction": d, "amount": a} for c, d, a in recipe
        ]


def _trade(
    draw: st.DrawFn,
    rows: Tables,
    places: tuple[str, ...],
    chain: list[str],
    joint: int,
    dated: bool,
) -> None:
    """Plants, flows and demand, stage by stage: each place exports a part of what it makes, and
    what then lies there is used by the next stage or wanted by a sector."""
    amounts = {
        (r["process"], r["commodity"]): r["amount"]
        for r in rows["recipes"]
        if r["direction"] == "in"
    }
    by_product = next(r["amount"] for r in rows["recipes"] if r["commodity"] == "byproduct")
    available: dict[str, float] = {}
    for number, good in enumerate(chain):
        activity: dict[str, float] = {}
        hosts = set(draw(st.lists(st.sampled_from(places), min_size=1, max_size=len(places))))
        if number:
            hosts.add(max(available, key=lambda place: available[place]))
        for place in sorted(hosts):
            if number:
                some = available[place] * draw(st.sampled_from((0.5, 1.0)))
                available[place] -= some
                activity[place] = some / amounts[f"step_{number}", chain[number - 1]]
            else:
                activity[place] = float(draw(st.integers(10, 1000)))
        if number:
            _wanted(draw, rows, chain[number - 1], available)
        for place, running in activity.items():
            _plants(draw, rows, f"step_{number}", place, running, dated)
        available = _exchanged(draw, rows, places, good, activity)
        if number == joint:
            made = {place: running * by_product for place, running in activity.items()}
            _wanted(draw, rows, "byproduct", _exchanged(draw, rows, places, "byproduct", made))
    _wanted(draw, rows, chain[-1], available)
    rows["sectors"] = [
        {"id": s, "name": s, "description": "Some makers"} for s in ("cars", "phones")
    ]


def _plants(
    draw: st.DrawFn, rows: Tables, process: str, place: str, running: float, dated: bool
) -> None:
    parts = draw(st.sampled_from(((1.0,), (1.0,), (0.75, 0.25))))
    for number, part in enumerate(parts):
        name, made = f"{process}_{place}_{number}", running * part
        spare = draw(st.sampled_from((None, 0.0, 0.2, 1.0)))
        rows["plants"].append(
            {
                "id": name,
                "name": name,
                "process": process,
                "place": place,
                "scale": "plant",
                "capacity": None if spare is None else made * (1 + spare),
                "end": draw(st.sampled_from((None, None, None, "2027-04"))) if dated else None,
            }
        )
        rows["production"].append({"plant": name, "year": 2024, "tonnes": made})
    if draw(st.integers(0, 3)) == 0:
        rows["plants"].append(
            {
                "id": f"{process}_{place}_idle",
                "name": "Idle",
                "process": process,
                "place": place,
                "scale": "plant",
                "capacity": running / 2,
                "start": draw(st.sampled_from((None, "2027", "2027-03"))) if dated else None,
            }
        )
        rows["production"].append({"plant": f"{process}_{place}_idle", "year": 2024, "tonnes": 0.0})


def _exchanged(
    draw: st.DrawFn, rows: Tables, places: tuple[str, ...], good: str, made: dict[str, float]
) -> dict[str, float]:
    """What lies at each place after trade."""
    there = {place: made.get(place, 0.0) for place in places}
    for origin in [place for place in places if made.get(place, 0.0) > 0]:
        others = [place for place in places if place != origin]
        for destination, share in zip(
            others, draw(shares_summing_below_one(len(others))), strict=True
        ):
            if share > 0:
                there[origin] -= made[origin] * share
                there[destination] += made[origin] * share
                rows["routes"].append(
                    {
                        "commodity": good,
                        "origin": origin,
                        "destination": destination,
                        "year": 2024,
                        "tonnes": made[origin] * share,
                        "transport_usd_per_t": draw(st.sampled_from((None, None, 35.0, 800.0))),
                    }
                )
    return there


def _wanted(draw: st.DrawFn, rows: Tables, good: str, available: dict[str, float]) -> None:
    """What is left is what sectors want."""
    for place, tonnes in available.items():
        if tonnes <= 0:
            continue
        parts = draw(st.sampled_from((((("cars", 1.0),)), (("cars", 0.25), ("phones", 0.75)))))
        rows["demand"] += [
            {
                "place": place,
                "commodity": good,
                "sector": sector,
                "year": 2024,
                "tonnes": tonnes * part,
            }
            for sector, part in parts
        ]


def _markets(draw: st.DrawFn, rows: Tables, places: tuple[str, ...], goods: list[str]) -> None:
    level = st.sampled_from((50.0, 400.0, 1000.0, 5000.0))
    for good in goods:
        highest = 0.0
        markets = ["*", *draw(st.lists(st.sampled_from(places), max_size=2, unique=True))]
        for market, year in itertools.product(
            markets, draw(st.sampled_from(((2024,), (2021, 2025), (2023, 2025))))
        ):
            price = draw(level)
            highest = max(highest, price)
            rows["prices"].append(
                {"commodity": good, "market": market, "year": year, "usd_per_t": price}
            )
        for sector in ("cars", "phones"):
            rows["shortage_values"].append(
                {
                    "sector": sector,
                    "commodity": good,
                    "usd_per_t": highest * draw(st.sampled_from((1.3, 8.0, 60.0))),
                }
            )
            for number, share in enumerate(draw(st.sampled_from(((), (), (0.2,), (0.1, 0.6))))):
                rows["substitutions"].append(
                    {
                        "sector": sector,
                        "commodity": good,
                        "substitute": f"other {number}",
                        "share": share,
                        "years": draw(st.sampled_from((0.0, 0.5, 4.0))),
                        "usd_per_t": highest * draw(st.sampled_from((0.1, 3.0))),
                    }
                )
    ever = st.sampled_from(("2020", "2026-12-31", "2027-02"))
    for number in range(draw(st.integers(0, 3))):
        rows["tariffs"].append(
            {
                "id": f"duty_{number}",
                "importer": draw(st.sampled_from(places)),
                "exporter": draw(st.sampled_from(("*", *places))),
                "commodity": draw(st.sampled_from(("*", *goods))),
                "rate": draw(st.sampled_from((0.05, 0.5))),
                "start": draw(ever),
                "end": draw(st.sampled_from((None, None, "2028", "2027-01-01", "2027-02-15"))),
            }
        )
        if rows["tariffs"][-1]["start"] == "2027-02" and rows["tariffs"][-1]["end"] == "2027-01-01":
            rows["tariffs"][-1]["end"] = None
    keys = st.tuples(
        st.sampled_from(places), st.sampled_from(goods), st.sampled_from(("industry", "government"))
    )
    for place, good, holder in draw(st.lists(keys, max_size=3, unique=True)):
        rows["stocks"].append(
            {
                "place": place,
                "commodity": good,
                "holder": holder,
                "tonnes": draw(st.sampled_from((None, 2.0, 40.0))),
            }
        )
    values = {
        "reference_year": st.just(2024.0),
        "loyalty": st.sampled_from((0.02, 0.1)),
        "switching_premium": st.sampled_from((0.01, 0.05, 0.3)),
        "contract_turnover": st.sampled_from((0.0, 0.3, 2.0)),
        "activity_premium": st.sampled_from((0.02, 0.2)),
        "restart_years": st.sampled_from((0.25, 1.0, 3.0)),
        "price_response": st.sampled_from((0.0, 0.02, 0.2)),
        "price_step": st.sampled_from((0.05, 0.5)),
        "stock_carry": st.sampled_from((0.01, 0.3)),
    }
    rows["parameters"] = [
        {"id": name, "value": draw(value), "unit": "-"} for name, value in values.items()
    ]


def _misprints(draw: st.DrawFn, rows: Tables) -> Tables:
    """Production, routes and demand as publishers print them: off, of mixed quality, or missing."""
    factor = st.sampled_from((0.6, 0.95, 1.0, 1.0, 1.1, 1.7))
    trust = st.sampled_from(("high", "medium", "low"))
    capacity = {plant["id"]: plant["capacity"] for plant in rows["plants"]}
    wrong: Tables = {name: [] for name in ("production", "routes", "demand")}
    for row in rows["production"]:
        tonnes = row["tonnes"] * draw(factor)
        limit = capacity[row["plant"]]
        if draw(st.integers(0, 7)):
            limited = tonnes if limit is None else min(tonnes, limit)
            wrong["production"].append(row | {"tonnes": limited, "confidence": draw(trust)})
    for name in ("routes", "demand"):
        for row in rows[name]:
            tonnes = row["tonnes"] * draw(factor)
            unknown = name == "routes" and draw(st.integers(0, 7)) == 0
            wrong[name].append(
                row | {"tonnes": None if unknown else tonnes, "confidence": draw(trust)}
            )
    return wrong


def shares_by_month(top: float) -> st.SearchStrategy[Any]:
    """One share, or a list by month."""
    one = st.sampled_from((0.0, 0.2, 0.5, 0.9, 1.0, top))
    return one | st.lists(one, min_size=1, max_size=5).map(tuple)


@st.composite
def scenarios(draw: st.DrawFn, rows: Tables) -> Scenario:
    """Cuts, outages and moves of demand that overlap, start early or late, and end in between."""
    places = tuple(row["id"] for row in rows["places"])
    goods = tuple(row["id"] for row in rows["commodities"])

    def some(names: tuple[str, ...]) -> tuple[str, ...]:
        picked = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
        return tuple(draw(st.just(["*"]) | picked))

    def cut() -> Cut:
        return Cut(
            note=NOTE,
            commodities=some(goods),
            origins=some(places),
            destinations=some(places),
            except_destinations=draw(st.sampled_from(((), (places[0],)))),
            passage=draw(st.sampled_from((None, None, "strait"))),
            through=draw(shares_by_month(1.0)),
        )

    def outage() -> Outage:
        what = draw(st.sampled_from(("plants", "processes", "commodities")))
        names = {
            "plants": tuple(row["id"] for row in rows["plants"]),
            "processes": tuple(row["id"] for row in rows["processes"]),
            "commodities": goods,
        }[what]
        picked = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        return Outage(
            note=NOTE,
            places=some(places),
            available=draw(shares_by_month(1.0)),
            **{what: tuple(picked)},
        )

    def shift() -> DemandShift:
        return DemandShift(
            note=NOTE,
            sectors=some(("cars", "phones")),
            commodities=some(goods),
            places=some(places),
            factor=draw(shares_by_month(1.6)),
        )

    return Scenario(
        id="random",
        name="Random",
        description=NOTE,
        start=month_name(month_number(HORIZON_START) + draw(st.integers(-3, 8))),
        months=draw(st.integers(1, 30)),
        source="book",
        cuts=tuple(cut() for _ in range(draw(st.integers(0, 2)))),
        outages=tuple(outage() for _ in range(draw(st.integers(0, 2)))),
        demand=tuple(shift() for _ in range(draw(st.integers(0, 2)))),
    )
