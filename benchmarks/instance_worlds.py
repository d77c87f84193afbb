"""Published cases as worlds that `plan` solves: what the families of `instances.py` share.

A case becomes a world in which nothing costs anything but what the case says: prices, loyalty and
premiums are zero, and no contract is ever new, so goods move only through what is built. In the
reference year one far plant serves every demand; each future of the plan closes it. The world
without a disturbance thus costs nothing, and the plan's objective is that of the case. A US dollar
stands for one unit of the case's money, a tonne for one unit of its goods. Nobody may go short.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

import xenotime as xt
from xenotime.scenarios.scenario import ALL, Cut, DemandShift, Freight, Outage, Scenario
from xenotime.studies.planning.plan_case import Failures, Goal, Money, PlanCase, Selection
from xenotime.world.checks import PARAMETERS
from xenotime.world.world import World

YEAR = 2024
HORIZON = ("2026-01", "2026-12")
MONTHS = 12
GOODS, MAKING, SECTOR, FAR = "goods", "making", "customers", "far_plant"
SHORT = 1.0
"""USD per tonne short: any, as nobody may be short of anything."""
GAP = 1e-7
NOTE = "figure of a published case"
CITED = {"source": "case", "confidence": "high"}


@dataclass(frozen=True)
class Network:
    """A network design: which arcs to open before the scenario is known, then flows at least cost.

    tail, head: int[arc], numbers of nodes; fixed: float64[arc], cost of opening; probability:
    float64[scenario]; cost (of a unit of flow), capacity: float64[scenario, arc];
    demand: float64[scenario, node], inflow less outflow, negative for supply.
    """

    tail: np.ndarray
    head: np.ndarray
    fixed: np.ndarray
    probability: np.ndarray
    cost: np.ndarray
    capacity: np.ndarray
    demand: np.ndarray


@dataclass(frozen=True)
class PlannedCase:
    """A case as the public interface takes it; scenarios by name, with their probabilities."""

    world: World
    scenarios: Mapping[str, tuple[Scenario | None, float]]
    free: Sequence[str]
    """Projects that cost nothing: they are built whatever they bring."""


def answer(case: PlannedCase, seconds: float) -> dict[str, Any]:
    """Solve a case through `plan`, in the case's own units.

    Args:
        case: the case.
        seconds: time to stop at.

    Returns:
        objective, bound, gap, method, status.
    """
    plan_case = PlanCase(
        name="Published case",
        partnership=tuple(case.world.table("places")["id"]),
        horizon=HORIZON,
        step=MONTHS,
        goal=Goal(most_short=0.0),
        money=Money(rate=0.0, life_years=None, public_weight=0.0),
        projects=Selection(must=tuple(case.free)),
        failures=Failures(draws=0),
        gap=GAP,
        seconds=max(seconds, 1.0),
    )
    result = xt.plan(plan_case, case.world, scenarios=case.scenarios, ranking=False, frontier=False)
    return {
        name: getattr(result, name) for name in ("objective", "bound", "gap", "method", "status")
    }


def codes(count: int) -> list[str]:
    """That many codes of places, three capitals each."""
    letters = itertools.product(string.ascii_uppercase, repeat=3)
    return ["".join(letter) for letter in itertools.islice(letters, count)]


def world_of(
    places: Sequence[str],
    far: str,
    wanted: Mapping[str, float],
    *,
    plants: pl.DataFrame | None = None,
    routes: pl.DataFrame | None = None,
    projects: pl.DataFrame,
) -> World:
    """A world in which only what is stated here costs anything.

    Args:
        places: codes of all places, the far one among them.
        far: where the plant stands that serves all demand until a future closes it.
        wanted: tonnes per year by place.
        plants: id, place, capacity: makers that are there; they run at no cost.
        routes: origin, destination, transport_usd_per_t: ways that what is made may take.
        projects: columns of the table that differ among them; each takes effect at once.
    """
    users, tonnes = list(wanted), list(wanted.values())
    total = float(sum(tonnes))
    served = pl.DataFrame({"destination": users, "tonnes": tonnes}).with_columns(
        origin=pl.lit(far), transport_usd_per_t=pl.lit(0.0)
    )
    ways = [] if routes is None else [routes.with_columns(tonnes=pl.lit(0.0))]
    makers = pl.DataFrame({"id": [FAR], "place": [far], "capacity": [total]})
    others = [] if plants is None else [plants.select(makers.columns)]
    named = {"mineral": "oreium", "stage": "metal"}
    carriage = {"fixed_usd_per_t": 1.0, "usd_per_t_km": 0.0, "km_per_day": 500.0}
    tables = {
        "sources": [
            {"id": "case", "publisher": "-", "title": "A published case", "licence": "-"},
        ],
        "minerals": [{"id": "oreium", "name": "Oreium", "headline": GOODS}],
        "commodities": [
            {"id": GOODS, "name": "Goods", "basis": "gross", "freight_class": "usual"} | named
        ],
        "freight": [{"id": "usual"} | carriage],
        "processes": [
            {"id": MAKING, "name": "Making", "activity": "t out", "cost_usd_per_t": 0.0} | named
        ],
        "recipes": [
            {"process": MAKING, "commodity": GOODS, "direction": "out", "amount": 1.0},
        ],
        "production": [{"plant": FAR, "year": YEAR, "tonnes": total}],
        "sectors": [{"id": SECTOR, "name": "Customers", "description": "All who want goods"}],
        "shortage_values": [
            {"sector": SECTOR, "commodity": GOODS, "usd_per_t": SHORT},
        ],
        "prices": [{"commodity": GOODS, "market": "*", "year": YEAR, "usd_per_t": 0.0}],
        "parameters": [
            {"id": name, "value": float(YEAR if name == "reference_year" else low), "unit": "-"}
            for name, (low, _) in PARAMETERS.items()
        ],
    }
    frames = {
        "places": pl.DataFrame({"id": places}).with_columns(
            name="id",
            kind=pl.lit("region"),
            members=pl.lit("rest"),
            latitude=pl.lit(0.0),
            longitude=pl.lit(0.0),
            basin=pl.lit("sea"),
        ),
        "plants": pl.concat([makers, *others]).with_columns(
            name="id", process=pl.lit(MAKING), scale=pl.lit("national")
        ),
        "routes": pl.concat([served, *ways], how="diagonal").with_columns(
            commodity=pl.lit(GOODS), year=pl.lit(YEAR)
        ),
        "demand": pl.DataFrame({"place": users, "tonnes": tonnes}).with_columns(
            commodity=pl.lit(GOODS), sector=pl.lit(SECTOR), year=pl.lit(YEAR)
        ),
        "projects": projects.with_columns(
            name="id",
            status=pl.lit("announced"),
            lead_months=pl.lit(0.0),
            ramp_months=pl.lit(0.0),
            chance=pl.lit(1.0),
        ),
    }
    frames |= {name: pl.DataFrame(rows) for name, rows in tables.items()}
    bare = ("sources", "sectors")
    cited = [pl.lit(text).alias(name) for name, text in CITED.items()]
    return World.from_tables(
        {name: f if name in bare else f.with_columns(cited) for name, f in frames.items()}
    )


def future(
    name: str,
    *,
    cuts: Sequence[Cut] = (),
    outages: Sequence[Outage] = (),
    demand: Sequence[DemandShift] = (),
    freight: Sequence[Freight] = (),
) -> Scenario:
    """The far plant closes, and the case's own scenario holds."""
    closed = Outage(note=NOTE, plants=(FAR,), available=0.0)
    return Scenario(
        id=name,
        name=name,
        description=NOTE,
        start=HORIZON[0],
        months=MONTHS,
        source="case",
        cuts=tuple(cuts),
        outages=(closed, *outages),
        demand=tuple(demand),
        freight=tuple(freight),
    )


def planned_network(case: Network) -> PlannedCase:
    """Nodes as places, arcs as projects of routes.

    A node that wants something in one scenario and has something in another is a demand and a
    plant. What differs by scenario is stated for the largest; the futures have shares of it.
    """
    *nodes, far = codes(case.demand.shape[1] + 1)
    named = np.array(nodes)
    most, made = np.maximum(case.demand, 0).max(axis=0), np.maximum(-case.demand, 0).max(axis=0)
    capacity = case.capacity.max(axis=0)
    arcs = pl.DataFrame(
        {
            "id": [f"arc_{arc}" for arc in range(len(capacity))],
            "place": named[case.tail],
            "destination": named[case.head],
            "capacity": capacity,
            "capex_usd": case.fixed,
            "cost_usd_per_t": case.cost[0] if len(case.cost) == 1 else None,
        }
    ).with_columns(kind=pl.lit("route"), commodity=pl.lit(GOODS))
    projects = arcs.filter((capacity > 0) & (case.tail != case.head))
    plants = pl.DataFrame({"place": named[made > 0], "capacity": made[made > 0]})
    world = world_of(
        [*nodes, far],
        far,
        dict(zip(named[most > 0].tolist(), most[most > 0].tolist(), strict=True)),
        plants=plants.with_columns(id=pl.format("plant_{}", "place")),
        projects=projects,
    )
    scenarios = {
        f"future-{number}": (network_future(case, named, number), float(probability))
        for number, probability in enumerate(case.probability)
    }
    return PlannedCase(world, scenarios, projects.filter(pl.col("capex_usd") == 0)["id"].to_list())


def network_future(case: Network, named: np.ndarray, number: int) -> Scenario:
    """What one scenario of a network leaves of the largest capacities, supplies and demands.

    Freight costs a dollar a tonne, so the factor on it is the cost of an arc.
    """
    share = _share(case.capacity, number)
    supply = _share(np.maximum(-case.demand, 0.0), number)
    demand = _share(np.maximum(case.demand, 0.0), number)
    cost = case.cost[number] if len(case.cost) > 1 else np.ones(len(case.tail))
    return future(
        f"future-{number}",
        cuts=[
            Cut(note=NOTE, commodities=ALL, origins=origin, destinations=to, through=through)
            for origin, to, through in _together(case, named, share)
        ],
        freight=[
            Freight(note=NOTE, commodities=ALL, origins=origin, destinations=to, factor=factor)
            for origin, to, factor in _together(case, named, cost)
        ],
        outages=[
            Outage(note=NOTE, plants=(f"plant_{named[node]}",), available=supply[node])
            for node in np.flatnonzero(supply != 1.0)
        ],
        demand=[
            DemandShift(note=NOTE, places=(named[node],), factor=demand[node])
            for node in np.flatnonzero(demand != 1.0)
        ],
    )


def _share(figures: np.ndarray, number: int) -> np.ndarray:
    """A scenario's part of the largest figure of each item: float64[item], 1 where all are 0."""
    most = figures.max(axis=0)
    return np.divide(figures[number], most, out=np.ones(len(most)), where=most > 0)


def _together(
    case: Network, named: np.ndarray, value: np.ndarray
) -> list[tuple[tuple[str], tuple[str, ...], float]]:
    """Origin, destinations and value of arcs, those of one origin and value together; a value of 1
    changes nothing and is left out."""
    arcs = pl.DataFrame({"origin": named[case.tail], "to": named[case.head], "value": value})
    some = arcs.filter(pl.col("value") != 1.0)
    grouped = some.group_by("origin", "value", maintain_order=True).agg("to")
    return [((origin,), tuple(to), value) for origin, value, to in grouped.iter_rows()]
