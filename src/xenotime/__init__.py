"""xenotime plans the security of critical-mineral supply chains.

>>> import xenotime as xt
>>> case = xt.Case(xt.World.atlas(), partnership=["JPN", "USA"])
>>> xt.trace(case, "ndfeb_magnet").tiers  # doctest: +SKIP
"""

from xenotime.report.brief import Brief, brief
from xenotime.scenarios import Scenario, shipped
from xenotime.studies.brief import brief_case
from xenotime.studies.case import Case
from xenotime.studies.impact import impact
from xenotime.studies.trace import trace
from xenotime.world.problems import WorldError, XenotimeError
from xenotime.world.world import World

__all__ = [
    "Brief",
    "Case",
    "Scenario",
    "World",
    "WorldError",
    "XenotimeError",
    "brief",
    "brief_case",
    "impact",
    "shipped",
    "trace",
]
