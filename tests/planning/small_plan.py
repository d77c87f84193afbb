"""A planner on the small world: a ban on metal for Japan, two smelters, a stock, two partners.

Nobody has metal to spare, so that what is laid in is missing elsewhere. Japan uses 30 t of metal a
year, all from China. A year of the ban costs it some 1.9 million USD (test_impact.py); the projects
are cheap beside that.
"""

from __future__ import annotations

from typing import Any

from tests.small_world import small_tables, table
from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.planner import Planner
from xenotime.world.world import World

HORIZON = ("2027-01", "2030-12")


def project(name: str, **changed: Any) -> dict[str, Any]:
    row = {
        "id": name,
        "name": name.title(),
        "kind": "plant",
        "place": "JPN",
        "process": "smelting",
        "capacity": 10.0,
        "capex_usd": 100_000.0,
        "lead_months": 12.0,
        "ramp_months": 1.0,
        "chance": 1.0,
        "status": "planned",
    }
    return row | changed


STOCK = {
    "kind": "stockpile",
    "process": None,
    "commodity": "metal",
    "capacity": 15.0,
    "capex_usd": 15_000.0,
    "lead_months": 0.0,
    "ramp_months": 12.0,
}
PROJECTS = (
    project("north"),
    project("south", place="AUS", capacity=8.0, capex_usd=90_000.0),
    project("stock", **STOCK),
)


def small_plan_world(*projects: dict[str, Any]) -> World:
    rows = projects or PROJECTS
    tables = small_tables() | {"projects": table(*rows)}
    return World.from_tables(tables)


def ban(start: str = "2029-01", months: int = 12, through: float = 0.0) -> Scenario:
    """Metal from China to Japan stops."""
    cut = Cut(
        note="by hand",
        commodities=("metal",),
        origins=("CHN",),
        destinations=("JPN",),
        through=through,
    )
    return Scenario(
        id="ban",
        name="Ban",
        description="By hand",
        start=start,
        months=months,
        source="book",
        cuts=(cut,),
    )


def small_planner(
    *projects: dict[str, Any],
    scenarios: dict[str, tuple[Scenario | None, float]] | None = None,
    **changed: Any,
) -> Planner:
    """A planner of Japan and Australia over four years; the ban comes by half."""
    case = PlanCase(
        **(
            {
                "name": "By hand",
                "partnership": ("JPN", "AUS"),
                "horizon": HORIZON,
                "failures": {"draws": 0},
                "gap": 1e-6,
            }
            | changed
        )
    )
    found = {"ban": (ban(), 0.5)} if scenarios is None else scenarios
    return Planner(small_plan_world(*projects), case, found)
