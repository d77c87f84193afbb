"""What may happen: routes cut, plants lost, demand moved; read from TOML files or made of the
measures in force on a day."""

from xenotime.scenarios.assumptions import Assumptions
from xenotime.scenarios.measures import from_measures
from xenotime.scenarios.scenario import Cut, DemandShift, Freight, Outage, Scenario, shipped

__all__ = [
    "Assumptions",
    "Cut",
    "DemandShift",
    "Freight",
    "Outage",
    "Scenario",
    "from_measures",
    "shipped",
]
