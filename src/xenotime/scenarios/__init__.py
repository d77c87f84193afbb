"""What may happen: routes cut, plants lost, demand moved; read from TOML files."""

from xenotime.scenarios.scenario import Cut, DemandShift, Outage, Scenario, shipped

__all__ = ["Cut", "DemandShift", "Outage", "Scenario", "shipped"]
