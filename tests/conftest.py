"""What several test modules share, made once per run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import chromium
from xenotime.report.brief import Brief, brief
from xenotime.studies.brief import brief_case
from xenotime.studies.case import Case
from xenotime.world.world import World


@pytest.fixture(scope="session")
def atlas_case() -> Case:
    """The atlas over one year in one period: quick to solve, kept warm for everybody."""
    return Case(World.atlas(), ("JPN", "USA"), ("2027-01", "2027-12"), months=12)


@pytest.fixture(scope="session")
def atlas_brief() -> Brief:
    """The brief of the atlas on a fixed day."""
    return brief(brief_case(World.atlas(), as_of=datetime.date(2026, 11, 21)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Kept open for one module only: tests with an event loop of their own cannot run beside it."""
    yield from chromium()
