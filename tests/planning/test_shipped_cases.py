"""The plan cases that ship, and the figures of the atlas that they stand on."""

from __future__ import annotations

from importlib import resources

import polars as pl
import pytest

import xenotime as xt
from xenotime.studies.planning.plan_case import PlanCase

FOLDER = resources.files("xenotime.studies.planning") / "cases"
CASES = sorted(str(file) for file in FOLDER.iterdir() if file.name.endswith(".toml"))
BUILDS = pl.col("kind").is_in(["plant", "expansion", "restart", "recycling"])
EVERY_CASE = pytest.mark.parametrize("path", CASES, ids=lambda path: path.rsplit("/", 1)[-1])


@pytest.fixture(scope="module")
def world() -> xt.World:
    return xt.World.atlas()


@EVERY_CASE
def test_a_shipped_case_says_where_the_money_comes_from(path: str, world: xt.World):
    case = PlanCase.load(path)
    sources = set(world.table("sources")["id"])

    assert case.purses
    for purse in case.purses:
        assert purse.note, purse.id
        assert purse.source in sources or "own judgement" in purse.note.lower(), purse.id
        assert purse.budget_usd is not None, purse.id


@EVERY_CASE
def test_a_shipped_case_names_only_what_the_atlas_and_the_package_know(path: str, world: xt.World):
    case = PlanCase.load(path)
    projects, places = (set(world.table(table)["id"]) for table in ("projects", "places"))

    assert {future.scenario for future in case.futures} <= {s.id for s in xt.shipped()}
    assert sum(future.probability for future in case.futures) <= 1
    assert {*case.projects.without, *case.projects.must, *case.projects.only} - {"*"} <= projects
    for purse in case.purses:
        assert {*purse.places} - {"*"} <= places, purse.id
        assert {*purse.projects, *purse.except_projects} - {"*"} <= projects, purse.id


def test_every_project_of_known_size_has_money_and_dates(world: xt.World):
    estimates = world.table("project_estimates").rename({"project": "id"})
    joined = world.table("projects").join(estimates, on="id", how="left", suffix="_own")
    known = joined.filter(BUILDS & pl.col("capacity").is_not_null())

    for column in ("capex_usd", "lead_months", "ramp_months"):
        filled = known.select("id", value=pl.coalesce(column, f"{column}_own"))
        assert not filled.filter(pl.col("value").is_null())["id"].to_list(), column
    assert known["chance"].null_count() == 0


def test_no_estimate_is_given_for_a_project_of_unknown_size(world: xt.World):
    unknown = world.table("projects").filter(pl.col("capacity").is_null())["id"].to_list()
    estimated = world.table("project_estimates")["project"].to_list()

    assert not set(unknown) & set(estimated)


def test_every_estimate_says_from_what_it_is_made(world: xt.World):
    estimates = world.table("project_estimates")

    assert set(estimates["source"]) == {"xenotime"}
    for column, word in (("capex_usd", "Capex: "), ("lead_months", "Lead: ")):
        silent = estimates.filter(
            pl.col(column).is_not_null() & ~pl.col("note").str.contains(word, literal=True)
        )
        assert not silent["project"].to_list(), column
