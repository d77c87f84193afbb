"""xenotime plans the security of critical-mineral supply chains.

>>> import xenotime as xt
>>> case = xt.Case(xt.World.atlas(), partnership=["JPN", "USA"])
>>> xt.trace(case, "ndfeb_magnet").tiers  # doctest: +SKIP

Names are imported when they are first used, so that a command that needs few of them starts fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xenotime.report.brief import Brief, brief
    from xenotime.scenarios import Assumptions, Scenario, from_measures, shipped
    from xenotime.studies.attack.chokepoints import chokepoints
    from xenotime.studies.brief import brief_case
    from xenotime.studies.case import Case
    from xenotime.studies.impact import impact
    from xenotime.studies.planning.plan import plan
    from xenotime.studies.planning.plan_case import PlanCase
    from xenotime.studies.reach import reach
    from xenotime.studies.screen import screen
    from xenotime.studies.trace import trace
    from xenotime.world.problems import WorldError, XenotimeError
    from xenotime.world.world import World

__all__ = [
    "Assumptions",
    "Brief",
    "Case",
    "PlanCase",
    "Scenario",
    "World",
    "WorldError",
    "XenotimeError",
    "brief",
    "brief_case",
    "chokepoints",
    "from_measures",
    "impact",
    "plan",
    "reach",
    "screen",
    "shipped",
    "trace",
]

_HOMES = {
    "Assumptions": "scenarios",
    "Brief": "report.brief",
    "Case": "studies.case",
    "PlanCase": "studies.planning.plan_case",
    "Scenario": "scenarios",
    "World": "world.world",
    "WorldError": "world.problems",
    "XenotimeError": "world.problems",
    "brief": "report.brief",
    "brief_case": "studies.brief",
    "chokepoints": "studies.attack.chokepoints",
    "from_measures": "scenarios",
    "impact": "studies.impact",
    "plan": "studies.planning.plan",
    "reach": "studies.reach",
    "screen": "studies.screen",
    "shipped": "scenarios",
    "trace": "studies.trace",
}


def __getattr__(name: str) -> Any:
    """Import a public name from the module where it stands."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'xenotime' has no attribute {name!r}")
    return getattr(importlib.import_module(f"xenotime.{home}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return __all__
