"""The reports on a screened list as a reader meets them: in a browser, on a phone, in Excel."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.browser import Seen, watched
from xenotime.controls.lines import LinesFile, Matched, open_lines
from xenotime.controls.lines.typed import typed
from xenotime.controls.register import Register
from xenotime.report import screen_workbook
from xenotime.report.controls_words import disclaimer
from xenotime.report.screen_files import saving
from xenotime.report.screen_page import screen_page
from xenotime.studies import screen as study
from xenotime.studies import screen_tally
from xenotime.studies.screen import ScreenResult, screen_lines
from xenotime.studies.screen_tally import ORDER
from xenotime.world.world import World

SHIPMENTS = Path(__file__).parents[2] / "docs/shipments.csv"
TODAY = datetime.date(2026, 3, 2)
HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=2> Gallium metal 4N"
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://a.example")']
DISCLAIMER = "This is no legal advice."


Opener = Callable[..., Seen]


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.of(World.atlas())


@pytest.fixture(scope="module")
def example(register: Register) -> ScreenResult:
    return screen_lines(World.atlas(), register, open_lines(SHIPMENTS, TODAY))


def listed(raw: dict[str, list[Any]]) -> LinesFile:
    """A list of text cells under canonical names."""
    frame = pl.DataFrame(raw, schema=dict.fromkeys(raw, pl.String))
    lines = typed(frame, TODAY, 1)
    matched = [Matched(name, name, "exact") for name in raw]
    file = LinesFile(SHIPMENTS, None, matched, [], [], lines.height, TODAY, lambda: iter([]))
    object.__setattr__(file, "batches", lambda size: lines.iter_slices(size))
    return file


def gallium(texts: list[str], **more: list[str]) -> LinesFile:
    number = len(texts)
    cells = {"exporter_iso3": "CHN", "origin_iso3": "CHN", "destination_iso3": "DEU",
             "end_use": "civil", "end_user_listed": "no", "elements": "Ga"}  # fmt: skip
    return listed({"item_text": texts, **{k: [v] * number for k, v in cells.items()}, **more})


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    pages: list[Any] = []

    def opening(result: ScreenResult, width: int = 1280) -> Seen:
        file = tmp_path / "page.html"
        file.write_text(screen_page(result), encoding="utf-8")
        seen = watched(browser, file.as_uri(), width)
        pages.append(seen.page)
        return seen

    yield opening
    for page in pages:
        page.close()


def rows(page: Any) -> list[str]:
    return page.locator("#lines tbody tr:not(.detail)").all_inner_texts()


def chip(page: Any, verdict: str) -> str:
    return page.locator(f"[data-verdict={verdict}] b").inner_text()


@pytest.mark.parametrize("width", [1280, 400])
def test_the_page_shows_every_line_without_a_complaint_or_a_request(
    opened: Opener, example: ScreenResult, width: int
) -> None:
    seen = opened(example, width)
    assert len(rows(seen.page)) == example.total
    for verdict, count in example.counts.items():
        assert chip(seen.page, verdict) == str(count)
    seen.page.click("[data-open='1']")
    assert seen.page.locator("tr.detail").count() == example.total
    assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert (seen.complaints, seen.requests) == ([], [])


def test_the_strictest_lines_stand_first_and_can_stand_as_in_the_list(
    opened: Opener, example: ScreenResult
) -> None:
    page = opened(example).page
    found = [text.split("\t")[0].split()[0] for text in rows(page)]
    ranks = {x["line"]: ORDER.index(x["verdict"]) for x in example.lines.iter_rows(named=True)}
    assert [ranks[int(line)] for line in found] == sorted(ranks.values())
    page.select_option("[name=order]", "line")
    assert [text.split()[0] for text in rows(page)] == [str(n) for n in range(1, 16)]


def test_an_open_line_shows_its_reason_its_act_its_source_and_what_is_missing(
    opened: Opener, example: ScreenResult
) -> None:
    page = opened(example).page
    page.fill("[name=text]", "S-03")
    page.click("#lines button.open")
    text = page.locator("tr.detail").inner_text()
    line = example.lines.filter(pl.col("case_id") == "S-03").row(0, named=True)
    assert line["reason"] in text
    assert "Missing: end use." in text
    for measure in line["measures"]:
        act = example.acts.filter(pl.col("id") == measure["id"]).row(0, named=True)
        for words in (measure["id"], measure["clause"], act["title"], act["publisher"]):
            assert words in text
    links = page.locator("tr.detail a").evaluate_all("all => all.map(a => a.href)")
    assert links
    assert all(link.startswith("https://") for link in links)
    page.click("#lines button.open")
    assert page.locator("tr.detail").count() == 0


def test_counts_follow_the_filters_and_clearing_brings_all_back(
    opened: Opener, example: ScreenResult
) -> None:
    page = opened(example).page
    page.select_option("[name=destination]", "USA")
    assert len(rows(page)) == 3
    assert [chip(page, v) for v in ("licence_required", "no_licence")] == ["1", "0"]
    page.click("[data-verdict=licence_required]")
    assert [text.split()[1] for text in rows(page)] == ["S-04"]
    assert chip(page, "presumption_of_denial") == "1"
    assert page.locator("#told").inner_text() == "1 of 15 lines pass the filters."
    page.click("[type=reset]")
    page.locator("#lines tbody tr").nth(14).wait_for()
    assert chip(page, "no_licence") == str(example.counts["no_licence"])


def test_lines_are_chosen_by_measure_day_words_and_gaps(
    opened: Opener, example: ScreenResult
) -> None:
    page = opened(example).page

    def cases() -> set[str]:
        return {text.split()[1] for text in rows(page)}

    page.select_option("[name=measure]", "CN-2024-46-art2")
    assert cases() == {"S-02", "S-03", "S-04"}
    page.fill("[name=from]", "2026-01-01")
    assert cases() == {"S-04"}
    page.click("[type=reset]")
    page.fill("[name=to]", "2024-12-31")
    assert cases() == {"S-01"}
    page.click("[type=reset]")
    page.fill("[name=text]", "servo france")
    assert cases() == {"S-10", "S-11"}
    page.click("[type=reset]")
    page.check("[name=missing]")
    lacking = example.lines.filter(
        (pl.col("missing").list.len() > 0) | pl.col("error").is_not_null()
    )
    assert cases() == set(lacking["case_id"])


def test_all_of_it_can_be_read_by_keyboard(opened: Opener, example: ScreenResult) -> None:
    page = opened(example).page
    page.locator("#lines button.open").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("tr.detail").count() == 1
    assert page.locator("#lines button.open").first.get_attribute("aria-expanded") == "true"


def test_a_text_of_the_list_can_neither_run_a_script_nor_load_a_picture(
    opened: Opener, register: Register
) -> None:
    lines = gallium([HOSTILE, "Gallium metal"], case_id=[HOSTILE, "B"], end_user=[HOSTILE, "C"])
    seen = opened(screen_lines(World.atlas(), register, lines), 400)
    seen.page.click("[data-open='1']")
    assert seen.page.evaluate("window.ran") is None
    assert seen.page.locator("main img").count() == 0
    assert HOSTILE in seen.page.locator("tr.detail").first.inner_text()
    assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert (seen.complaints, seen.requests) == ([], [])


def test_the_disclaimer_stands_at_the_top_and_the_bottom(example: ScreenResult) -> None:
    html = screen_page(example)
    assert html.count(DISCLAIMER) == 2
    assert html.index(DISCLAIMER) < html.index('class="lead"')
    assert html.rindex(DISCLAIMER) > html.index("How the list was read")
    assert "7 August 2026" in disclaimer(datetime.date(2026, 8, 7))


def test_the_page_prints_its_lines_without_its_buttons(
    opened: Opener, example: ScreenResult
) -> None:
    page = opened(example, 694).page
    page.emulate_media(media="print")
    assert page.locator(".filters:visible, .tools:visible").count() == 0
    assert page.locator(".badge:visible").count() == example.total
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 1 <= sheets <= 4


def test_of_a_long_list_the_page_keeps_the_gravest_lines_and_says_what_it_left_out(
    opened: Opener, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_tally, "MOST", 10)
    monkeypatch.setattr(study, "BATCH", 30)
    to = ["DEU", "DEU", "USA", "CHN"] * 25
    use = ["civil", "civil", None, "civil"] * 25
    lines = gallium(["Gallium metal"] * 100, destination_iso3=to, end_use=use)
    result = screen_lines(World.atlas(), register, lines)
    assert result.total == 100
    assert result.counts["licence_required"] == 50
    assert result.lines["line"].to_list() == [n for n in range(1, 101) if n % 4 in (1, 2)][:10]
    page = opened(result).page
    assert len(rows(page)) == 10
    assert chip(page, "no_licence") == "25"
    assert "This page holds 10 lines of 100" in page.locator("main").inner_text()


def test_a_list_of_many_lines_is_shown_in_steps(opened: Opener, register: Register) -> None:
    result = screen_lines(World.atlas(), register, gallium(["Gallium metal"] * 250))
    page = opened(result).page
    assert len(rows(page)) == 100
    page.click("[data-more='100']")
    assert len(rows(page)) == 200
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(rows(page)) == 250


@pytest.fixture
def book(register: Register, tmp_path: Path) -> Callable[[LinesFile], openpyxl.Workbook]:
    def made(lines: LinesFile) -> openpyxl.Workbook:
        path = tmp_path / "found.xlsx"
        with saving([path]) as writers:
            screen_lines(World.atlas(), register, lines, writers)
        return openpyxl.load_workbook(path)

    return made


def cells(sheet: Any) -> list[dict[str, Any]]:
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_the_workbook_can_be_filtered_and_tells_verdicts_by_colour(book) -> None:
    found = book(open_lines(SHIPMENTS, TODAY))
    assert found.sheetnames == ["Lines", "Measures", "Columns", "About"]
    sheet = found["Lines"]
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(16, sheet.max_column).coordinate}"
    assert sheet.freeze_panes == "C2"
    head = [cell.value for cell in sheet[1]]
    at = head.index("verdict") + 1
    colours: dict[str, set[str]] = {}
    for row in range(2, 17):
        cell = sheet.cell(row, at)
        colours.setdefault(cell.value, set()).add(cell.fill.start_color.rgb)
    assert all(len(used) == 1 for used in colours.values())
    assert len(set.union(*colours.values())) == len(colours)
    assert sheet.cell(2, head.index("as_of_date") + 1).value == datetime.datetime(2024, 6, 10)


def test_the_workbook_holds_the_acts_the_columns_and_the_disclaimer(
    book, example: ScreenResult
) -> None:
    found = book(open_lines(SHIPMENTS, TODAY))
    acts = {row["id"]: row for row in cells(found["Measures"])}
    named = {m["id"] for line in example.lines["measures"] for m in line}
    assert set(acts) == named
    assert acts["CN-2025-18"]["effective"] == "2025-04-04"
    assert acts["CN-2025-18"]["status"] == "in force"
    assert {"header in the list": "Incoterm", "taken for": None, "how": "ignored"} in cells(
        found["Columns"]
    )
    about = " ".join(str(row[1].value) for row in found["About"].iter_rows())
    assert DISCLAIMER in about
    assert "xenotime 0" in about


def test_a_cell_that_looks_like_a_formula_stays_text_in_every_table(
    register: Register, tmp_path: Path
) -> None:
    lines = gallium(FORMULAS, case_id=FORMULAS)
    paths = [tmp_path / "found.xlsx", tmp_path / "found.csv", tmp_path / "found.parquet"]
    with saving(paths) as writers:
        screen_lines(World.atlas(), register, lines, writers)
    sheet = openpyxl.load_workbook(paths[0])["Lines"]
    assert {c.data_type for line in sheet for c in line} <= {"s", "n", "d"}
    assert [row["case_id"] for row in cells(sheet)] == FORMULAS
    assert pl.read_csv(paths[1])["item_text"].to_list() == [f"'{text}" for text in FORMULAS]
    assert pl.read_parquet(paths[2])["item_text"].to_list() == FORMULAS


def test_lines_beyond_a_sheets_end_go_on_in_the_next(book, monkeypatch) -> None:
    monkeypatch.setattr(screen_workbook, "ROWS", 4)
    found = book(gallium(["Gallium metal"] * 9))
    assert found.sheetnames[0:1] == ["Lines"]
    numbers = [
        [row["line"] for row in cells(found[name])]
        for name in found.sheetnames
        if name.startswith("Lines")
    ]
    assert numbers == [[1, 2, 3, 4], [5, 6, 7, 8], [9]]


def test_a_text_longer_than_a_cell_is_cut_where_it_says_so(book) -> None:
    found = book(gallium(["Gallium metal " + "x" * 40_000]))
    (row,) = cells(found["Lines"])
    assert row["item_text"].endswith("… (cut off)")
    assert row["verdict"] == "licence_required"


def test_a_link_in_the_page_leads_to_the_web_or_nowhere(example: ScreenResult) -> None:
    acts = example.acts.with_columns(url=pl.lit("javascript:alert(1)"))
    html = screen_page(ScreenResult(**{**vars(example), "acts": acts}))
    data = json.loads(re.search(r'id="data">(.*?)</script>', html)[1])
    assert {act["url"] for act in data["acts"].values()} == {None}
