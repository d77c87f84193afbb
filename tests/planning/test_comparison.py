"""Two plans side by side: what a reader would miss if a change went untold."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from xenotime.studies.planning.comparison import compare
from xenotime.world.problems import XenotimeError


def project(name: str, start: str = "2028-01", size: float = 10.0, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.title(),
        "start": start,
        "size": size,
        "capex_usd": 100.0 * size,
        "purses": [{"purse": "p", "partner": "JPN", "instrument": "grant", "year": 2027, "usd": 5}],
    } | more


def short(future: str, probability: float, tonnes: float, usd: float) -> dict[str, Any]:
    keys = {"future": future, "probability": probability, "place": "JPN", "sector": "cars"}
    return keys | {"commodity": "metal", "wanted": 30.0, "shortage_t": tonnes, "cost_usd": usd}


def plan(*projects: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "partnership": ["JPN"],
        "status": "optimal",
        "objective": 900.0,
        "bound": 890.0,
        "before_usd": 2000.0,
        "projects": list(projects),
        "before": [],
        "after": [short("ban", 0.5, 4.0, 800.0), short("calm", 0.5, 0.0, 0.0)],
    } | changed


def test_added_dropped_moved_and_resized_projects_are_told_apart():
    found = compare(
        plan(project("mine"), project("smelter"), project("stock"), project("mill")),
        plan(
            project("mine"),
            project("smelter", "2027-07"),
            project("stock", size=12.0),
            project("route"),
        ),
    )

    assert dict(found.projects.select("id", "change").iter_rows()) == {
        "mine": "same",
        "smelter": "changed",
        "stock": "changed",
        "mill": "dropped",
        "route": "added",
    }
    assert found.moved.select("id", "months_later").rows() == [("smelter", -6)]
    assert found.resized.select("id", "larger").rows() == [("stock", 2.0)]
    assert found.added["id"].to_list() == ["route"]
    assert found.dropped["id"].to_list() == ["mill"]
    assert not found.same


def test_loss_is_the_mean_over_futures_and_money_adds_up_by_partner():
    after = plan(
        project("mine"),
        project("mill", purses=[{"purse": "u", "partner": "USA", "year": 2027, "usd": 7.0}]),
        after=[short("ban", 0.5, 1.0, 100.0), short("calm", 0.5, 0.0, 0.0)],
        objective=500.0,
    )
    found = compare(plan(project("mine")), after)
    figures = {row["figure"]: row for row in found.figures.iter_rows(named=True)}

    assert figures["loss"]["before"] == 400
    assert figures["loss"]["difference"] == -350
    assert figures["shortage_t"]["difference"] == -1.5
    assert figures["capex"]["difference"] == 1000
    assert found.money.rows() == [("JPN", 5.0, 5.0, 0.0), ("USA", 0.0, 7.0, 7.0)]
    assert found.shortages["difference_usd"].to_list() == [-350.0]


@pytest.mark.parametrize(
    ("objective", "said"),
    [(880.0, "beyond the gaps"), (895.0, "within the gap"), (900.0, "equally good")],
)
def test_a_plan_counts_as_better_for_sure_only_below_the_bound_of_the_other(objective, said):
    assert said in compare(plan(), plan(objective=objective, bound=870.0)).verdict


def test_a_plan_compared_with_itself_shows_no_difference_even_from_json():
    one = plan(project("mine"), project("mill"))
    found = compare(one, json.loads(json.dumps(one)))

    assert found.same
    assert found.figures.select(pl.col("difference").abs().max()).item() == 0
    assert found.shortages.is_empty()
    assert not found.cautions
    assert json.loads(json.dumps(found.to_dict()))["projects"][0]["change"] == "same"


def test_what_makes_two_plans_hard_to_compare_is_said():
    other = plan(
        partnership=["USA"],
        before_usd=1000.0,
        status="time",
        after=[short("flood", 1.0, 0.0, 0.0)],
    )
    said = " ".join(compare(plan(), other).cautions)

    for word in ("partners", "futures", "worlds or the goals", "second plan was not solved"):
        assert word in said


def test_a_file_that_is_no_plan_is_refused_with_what_to_give_instead():
    with pytest.raises(XenotimeError, match=r"second file is not a plan.*'projects'"):
        compare(plan(), {"objective": 1.0})
