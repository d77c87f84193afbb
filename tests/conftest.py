"""What several test modules share, made once per run."""

from __future__ import annotations

import pytest

from xenotime.studies.case import Case
from xenotime.world.world import World


@pytest.fixture(scope="session")
def atlas_case() -> Case:
    """The atlas over one year in one period: quick to solve, kept warm for everybody."""
    return Case(World.atlas(), ("JPN", "USA"), ("2027-01", "2027-12"), months=12)
