"""`xenotime chokepoints` as a user runs it: what it finds, prints, draws and refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.table import Table

from tests.act_world import act_world
from tests.browser import watched
from tests.commands import Said, refused, run
from xenotime.report.chokepoints_page import chokepoints_page
from xenotime.report.chokepoints_tables import chokepoints_tables
from xenotime.report.chokepoints_words import ranked
from xenotime.studies.attack.chokepoints import chokepoints
from xenotime.studies.attack.result import ChokepointsResult
from xenotime.studies.case import Case
from xenotime.world.world import World

EXAMPLE = Path(__file__).parents[1] / "docs/example"
ASKED = ("--world", EXAMPLE, "--partnership", "JPN", "--as-of", "2027-01-01")


@pytest.fixture(scope="module")
def world() -> World:
    return World.load(EXAMPLE)


@pytest.fixture(scope="module")
def found(world: World) -> ChokepointsResult:
    """The worst action against Japan in the example world, for a year in one period."""
    return chokepoints(Case(world, ("JPN",), months=12), 1)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Path]:
    page = tmp_path_factory.mktemp("chokepoints") / "page.html"
    return run("chokepoints", *ASKED, "-o", page, columns=170), page


def test_the_json_holds_what_it_promises() -> None:
    value = run("chokepoints", *ASKED, "--json").values
    assert {"actions", "cost_usd", "bound", "gap", "ranking", "partners"} <= set(value)
    assert value["cost_usd"] <= value["bound"] * (1 + 1e-9)
    assert len(value["actions"]) == 1
    costs = [row["cost_usd"] for row in value["ranking"]]
    assert costs == sorted(costs, reverse=True)
    assert value["cost_usd"] == pytest.approx(costs[0], rel=1e-3)


def test_the_terminal_names_the_worst_action_its_cost_and_who_goes_short(
    said: tuple[Said, Path],
) -> None:
    line = said[0].line
    assert said[0].code == 0, said[0].err
    assert "The worst single action would cost Japan" in line
    assert "China lets no Metal out" in line
    assert "Motors, Japan" in line
    assert "None" not in line


def test_the_page_is_written_draws_map_and_ranking_and_asks_no_network(
    said: tuple[Said, Path], browser: Any
) -> None:
    seen = watched(browser, said[1].as_uri(), 400, ("error", "warning"))
    seen.page.wait_for_function(
        "[...document.querySelectorAll('.drawn > div')].every(f => f.querySelector('.main-svg'))"
    )
    assert (seen.complaints, seen.requests) == ([], [])
    wide = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    for figure in ("chokepoints-map", "chokepoints-ranking"):
        assert seen.page.locator(f"#{figure} .point").count() > 0
    seen.page.close()


def test_a_control_towards_everyone_stands_for_the_one_towards_the_partners(
    found: ChokepointsResult,
) -> None:
    shown = ranked(found)
    controls = shown.filter(pl.col("kind") == "control")
    assert controls.height
    assert controls["commodity"].is_duplicated().sum() == 0
    assert set(controls["towards"]) == {"everyone"}
    assert "partners" in set(found.ranking["towards"])


def test_a_whole_act_is_shown_once_beside_the_controls_of_its_goods() -> None:
    world = act_world(both=("ban", "metal ore"))
    found = chokepoints(Case(world, ("JPN",), ("2027-01", "2027-12"), months=12), 1, acts=True)
    shown = ranked(found)
    assert shown.filter(pl.col("kind") == "act")["action"].to_list() == ["act-both-everyone"]
    assert "chn-metal-everyone" in set(shown["action"])
    html = chokepoints_page(found, world).html
    assert "CHN stops all goods of both (metal, ore) to everyone" in html
    assert "whole act" in html
    _, _, worst, *_ = chokepoints_tables(found, world)
    assert isinstance(worst, Table)
    assert list(worst.columns[2].cells) == ["whole act"]


def test_a_world_without_a_register_has_no_acts() -> None:
    values = run("chokepoints", *ASKED, "--acts", "--json").values
    assert {row["kind"] for row in values["ranking"]} <= {"control", "plant", "passage"}


def test_a_page_without_an_action_that_hurts_says_so(
    found: ChokepointsResult, world: World
) -> None:
    harmless = replace(
        found,
        actions=found.actions.clear(),
        short=found.short.clear(),
        shared=found.shared.clear(),
        ranking=found.ranking.with_columns(cost_usd=0.0),
        cost_usd=0.0,
        bound_usd=0.0,
    )
    html = chokepoints_page(harmless, world).html
    assert "No action of those that were looked at can hurt Japan." in html
    assert 'id="chokepoints-map"' not in html


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--government", "CHM"), "'CHM'"),
        (("--government", "JPN"), "JPN is a partner"),
        (("--partnership", "JPM"), "'JPM'"),
        (("--start", "soon"), "'soon'"),
        (("--as-of", "soon"), "'soon'"),
        (("--output", "."), "folder"),
    ],
)
def test_what_is_wrong_with_an_option_is_one_sentence(options: tuple[str, str], named: str) -> None:
    assert named in refused("chokepoints", *ASKED, *options)


@pytest.mark.parametrize("options", [("--actions", "0"), ("--through", "2"), ("--months", "0")])
def test_a_number_out_of_range_is_a_matter_of_usage(options: tuple[str, str]) -> None:
    assert run("chokepoints", *ASKED, *options).code == 2
