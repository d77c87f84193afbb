"""A plan as a reader meets it: on a page, on a phone, on paper, in a workbook, beside another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.browser import Seen, watched
from tests.fake_plan import fake_case, fake_plan
from xenotime.network.periods import month_number
from xenotime.report import plan_words
from xenotime.report.plan_comparison import beside
from xenotime.report.plan_gantt import phases
from xenotime.report.plan_headlines import MOST, headlines
from xenotime.report.plan_page import plan_page
from xenotime.report.plan_tables import plan_tables
from xenotime.report.plan_words import Names
from xenotime.report.plan_workbook import plan_workbook
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

WIDTHS = (400, 1280)
ATTACK = pl.DataFrame(
    {
        "rank": [1, 2],
        "action": ["a", "b"],
        "name": ["China lets no Dysprosium oxide out", "Closure of malacca"],
        "cost_usd": [1.4e9, 1.4e9],
    }
)
EMPTY = pl.DataFrame()


@pytest.fixture(scope="module")
def world() -> World:
    return World.atlas()


@pytest.fixture(scope="module")
def plan() -> PlanResult:
    return fake_plan(attack=ATTACK, notes=("Nobody checked the promise.",))


def pinned() -> dict[str, Any]:
    """An older plan: one project fewer, one later, one smaller, and worse by the goal."""
    old: dict[str, Any] = json.loads(json.dumps(fake_plan(objective=1.3e9).to_dict()))
    old["projects"][2]["start"] = "2030-01"
    old["projects"][3]["size"] = 10.0
    old["projects"].pop(4)
    return old


@pytest.fixture(scope="module", params=WIDTHS)
def seen(
    request: pytest.FixtureRequest,
    browser: Any,
    plan: PlanResult,
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Seen]:
    older = beside(pinned(), plan, Names(plan, world))
    file = plan_page(plan, world, older).save(tmp_path_factory.mktemp("plan") / "plan.html")
    found = watched(browser, file.as_uri(), request.param, ("error", "warning"))
    found.page.wait_for_function(
        "[...document.querySelectorAll('.drawn > div')].every(f => f.querySelector('.main-svg'))"
    )
    found.page.wait_for_timeout(300)
    yield found
    found.page.close()


def test_the_page_opens_without_a_complaint_and_without_the_network(seen: Seen) -> None:
    assert seen.complaints == []
    assert seen.requests == []


def test_neither_the_page_nor_a_part_of_it_scrolls_sideways_on_a_phone(seen: Seen) -> None:
    wide = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    parts = seen.page.eval_on_selector_all(
        ".scroll, .drawn", "all => all.map(part => part.scrollWidth - part.clientWidth)"
    )
    assert parts
    assert max(parts) <= 1


def test_every_figure_has_drawn_its_marks(seen: Seen) -> None:
    drawn = seen.page.eval_on_selector_all(
        ".drawn > div", "all => all.map(f => [f.id, f.querySelectorAll('.point, .js-line').length])"
    )
    assert [name for name, _ in drawn] == [
        "plan-portfolio",
        "plan-shortage",
        "plan-partners",
        "plan-ranking",
        "plan-frontier",
    ]
    assert min(marks for _, marks in drawn) > 0


def test_the_first_lines_are_the_sentences_of_the_plan(
    seen: Seen, plan: PlanResult, world: World
) -> None:
    lines = seen.page.locator(".headlines li").all_inner_texts()
    assert lines == headlines(plan, world)
    assert len(lines) <= MOST
    assert "5 projects for $1.5 bn" in lines[0]
    assert "from $3.9 bn to $1.23 bn" in lines[0]


def test_what_is_not_known_is_a_dash_and_never_none_or_nan(seen: Seen) -> None:
    text = seen.page.locator("main").inner_text()
    assert not re.search(r"\b(None|nan|null|inf)\b", text)
    row = seen.page.locator("#portfolio tbody tr", has_text="More gallium recycling")
    assert row.locator("td.n").last.text_content() == "–"


def test_the_page_prints_on_a_few_sheets(
    browser: Any, plan: PlanResult, world: World, tmp_path: Path
) -> None:
    file = plan_page(plan, world).save(tmp_path / "plan.html")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    paper = page.pdf(format="A4", print_background=True)
    page.close()
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 9


def test_a_project_is_shown_as_built_until_its_first_output_and_ramping_after_it(
    plan: PlanResult,
) -> None:
    rows = {row["id"]: row for row in phases(plan).iter_rows(named=True)}
    gramercy = rows["gramercy_gallium"]
    months = [month_number(text) for text in ("2027-01", "2029-07", "2030-07")]
    assert [gramercy[name] for name in ("built", "begun", "complete")] == months
    stock = rows["jpn_gallium_stockpile"]
    assert stock["built"] == stock["begun"] == month_number("2027-01")
    unknown_lead = rows["white_mesa_heavy"]
    assert unknown_lead["built"] == month_number("2027-01")


def test_a_plan_without_any_project_or_frontier_still_has_a_page(world: World) -> None:
    bare = fake_plan(
        projects=fake_plan().projects.clear(),
        payments=fake_plan().payments.clear(),
        stockpiles=fake_plan().stockpiles.clear(),
        left_out=fake_plan().left_out.clear(),
        partners=EMPTY,
        frontier=EMPTY,
        promise=EMPTY,
        attack=EMPTY,
        objective=3.9e9,
        bound=3.89e9,
    )
    html = plan_page(bare, world).html
    assert "Nothing that could be added is worth its money" in html
    assert 'id="plan-portfolio"' not in html
    assert plan_tables(bare, world)


def test_a_plan_against_an_adversary_begins_with_the_worst_before_and_after(world: World) -> None:
    adversary = fake_case().adversary.model_copy(update={"actions": 2})
    case = fake_case().model_copy(update={"adversary": adversary})
    held = fake_plan(case=case, attack=ATTACK, worst_before_usd=5e9, worst_after_usd=1.1e9)
    lines = headlines(held, world)
    assert "the worst 2 actions" in lines[0]
    assert "from $5 bn to $1.1 bn" in lines[0]
    assert any("Closure of malacca ($1.4 bn by itself)" in line for line in lines)
    assert "without any project of the plan the worst would cost $5" in plan_page(held, world).html


def test_values_without_an_average_are_ranked_by_the_last_one_added(world: World) -> None:
    bare = fake_plan().projects.with_columns(shapley=pl.lit(None, pl.Float64))
    plan = fake_plan(projects=bare)
    said = "\n".join(headlines(plan, world))
    assert "Vulcan Elements, Benson NC would be missed most" in said
    assert 'id="plan-ranking"' in plan_page(plan, world).html


def test_what_was_not_checked_is_said_on_the_page_and_on_the_terminal(
    plan: PlanResult, world: World
) -> None:
    assert "Nobody checked the promise." in plan_page(plan, world).html
    assert "Nobody checked the promise." in plan_tables(plan, world)


def test_a_name_with_markup_stays_text_on_the_page(world: World) -> None:
    evil = "<img src=x onerror=alert(1)>"
    projects = fake_plan().projects.with_columns(name=pl.lit(evil))
    case = fake_case().model_copy(update={"name": evil})
    html = plan_page(fake_plan(projects=projects, case=case), world).html
    assert "<img" not in html


def test_a_pinned_plan_is_held_beside_project_by_project(plan: PlanResult, world: World) -> None:
    found = beside(pinned(), plan, Names(plan, world))
    changes = {row["name"]: row for row in found.projects}
    assert changes["White Mesa heavy line"]["change"] == "new"
    assert "6 months earlier" in changes["Gramercy gallium circuit"]["start"]
    assert changes["Gallium stockpile, Japan (option)"]["size"] == "10 t → 22.5 t"
    assert len(changes) == 3
    goal = next(row for row in found.figures if row["name"] == "goal")
    assert (goal["before"], goal["after"], goal["difference"]) == ("$1.3 bn", "$1.23 bn", "−$70 m")
    assert "this plan is better" in found.verdict.lower()


def test_the_workbook_has_a_sheet_for_each_table_with_units(
    plan: PlanResult, world: World, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(plan_workbook(plan, world, tmp_path / "new" / "plan.xlsx"))
    assert book.sheetnames == [
        "About", "Projects", "Payments", "Before", "After", "Partners", "Frontier", "Stockpiles",
        "Attack", "Promise", "Left out", "Columns",
    ]  # fmt: skip
    sheet = book["Projects"]
    heads = [cell.value for cell in sheet[1]]
    assert len(heads) == plan.projects.width
    assert {"capital, USD", "price support, USD/t", "size, t/yr"} <= set(heads)
    at = heads.index("capital, USD")
    assert [row[at].value for row in sheet.iter_rows(min_row=2)] == plan.projects[
        "capex_usd"
    ].to_list()
    last = heads.index("value last in, USD")
    assert sheet.cell(2, last + 1).value is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (plan_words.usd(None), "–"),
        (plan_words.usd(-3e7), "−$30 m"),
        (plan_words.usd_per_t(21_437.0), "$21,400/t"),
        (plan_words.usd_per_t(110_000.0), "$110,000/t"),
        (plan_words.usd_per_t(None), "–"),
        (plan_words.with_error(1.5e9, 9e7), "$1.5 bn ± $90 m"),
        (plan_words.with_error(1.5e9, None), "$1.5 bn"),
        (plan_words.with_error(None, 9e7), "–"),
        (plan_words.month("2029-07"), "Jul 2029"),
        (plan_words.later(-1), "1 month earlier"),
        (plan_words.later(0), ""),
        (plan_words.days(1.2), "1 day"),
        (plan_words.change(0.0, plan_words.usd), "$0"),
        (plan_words.change(-5e6, plan_words.usd), "−$5 m"),
        (plan_words.change(5e6, plan_words.usd), "+$5 m"),
    ],
)
def test_cells_read_as_english(found: str, expected: str) -> None:
    assert found == expected
