"""The brief as a reader meets it: in a browser, on a phone, on a wide screen, on paper."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Seen, watched
from xenotime.report import words
from xenotime.report.brief import Brief
from xenotime.report.chain_figure import chain_figure
from xenotime.report.headline import MOST
from xenotime.report.map_figure import bow
from xenotime.studies.chain import chain
from xenotime.studies.minerals import CHOKEPOINT_SHARE

MARKS = "path.sankey-link, .sankey-node rect, .barlayer path, .hm image, .scatterlayer path"
WIDTHS = (400, 1000, 1600)


@pytest.fixture(scope="module")
def file(atlas_brief: Brief, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return atlas_brief.save(tmp_path_factory.mktemp("brief") / "brief.html")


@pytest.fixture(scope="module", params=WIDTHS)
def seen(request: pytest.FixtureRequest, browser: Any, file: Path) -> Iterator[Seen]:
    found = watched(browser, file.as_uri(), request.param, ("error", "warning"))
    page = found.page
    page.wait_for_function(
        "[...document.querySelectorAll('.plotly-graph-div')].every(f => f.querySelector('svg'))"
    )
    page.wait_for_timeout(500)
    yield found
    page.close()


def test_the_page_opens_without_a_complaint_and_without_the_network(seen: Seen) -> None:
    assert seen.complaints == []
    assert seen.requests == []


def test_every_figure_has_drawn_something(seen: Seen, atlas_brief: Brief) -> None:
    for figure in atlas_brief.figures:
        marks = seen.page.locator(f"#{figure.id}").locator(MARKS)
        assert marks.count() >= 1, f"{figure.id} is empty"


def test_the_page_shows_all_figures_of_the_brief_and_no_others(
    seen: Seen, atlas_brief: Brief
) -> None:
    shown = seen.page.eval_on_selector_all(".plotly-graph-div", "all => all.map(f => f.id)")
    assert sorted(shown) == sorted(figure.id for figure in atlas_brief.figures)
    titles = seen.page.locator("figure h3").all_inner_texts()
    assert sorted(titles) == sorted(figure.title for figure in atlas_brief.figures)
    assert all(titles)


def test_the_page_never_scrolls_sideways(seen: Seen) -> None:
    wide = seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_the_first_ten_lines_name_the_first_mineral_and_its_supplier(
    seen: Seen, atlas_brief: Brief
) -> None:
    lines = seen.page.locator(".headlines li").all_inner_texts()
    top = atlas_brief.result.minerals[0]
    assert top.supplier is not None
    names = words.place_labels(atlas_brief.result.case.world)
    assert 1 <= len(lines) <= MOST
    assert top.name in lines[0]
    assert names[top.supplier] in lines[0]
    assert lines == atlas_brief.headlines


def test_the_page_prints_on_several_sheets(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(file.as_uri())
    paper = page.pdf(format="A4", print_background=True)
    page.close()
    sheets = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 5 <= sheets <= 25


def test_every_figure_on_paper_fits_its_sheet(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport={"width": 694, "height": 1000})
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    widths = page.eval_on_selector_all(
        ".plotly-graph-div .main-svg", "all => all.map(f => f.getBoundingClientRect().right)"
    )
    page.close()
    assert max(widths) <= 694


def test_a_sentence_of_the_brief_never_loses_a_names_capitals(atlas_brief: Brief) -> None:
    text = " ".join([*atlas_brief.headlines, *(figure.title for figure in atlas_brief.figures)])
    assert not re.search(r"ndfeb|dy/tb|smco|\bapt\b|nimh|gaas", text)
    assert "(mainland)" not in text


def test_the_links_into_each_stage_of_the_chain_add_up_to_one(atlas_brief: Brief) -> None:
    result = atlas_brief.result
    top = result.minerals[0]
    figure = chain_figure(chain(result.case, top.headlines), top.trace, {}, {}, CHOKEPOINT_SHARE)
    sankey = figure.data[0]
    into: dict[str, float] = {}
    for target, value in zip(sankey.link.target, sankey.link.value, strict=True):
        stage = sankey.node.customdata[target]
        into[stage] = into.get(stage, 0.0) + value
    assert {"separation", "use"} <= set(into)
    assert list(into.values()) == pytest.approx([1.0] * len(into))


def test_the_chain_marks_exactly_the_places_with_half_of_a_stage_or_more(
    atlas_brief: Brief,
) -> None:
    result = atlas_brief.result
    top = result.minerals[0]
    figure = chain_figure(chain(result.case, top.headlines), top.trace, {}, {}, CHOKEPOINT_SHARE)
    node = figure.data[0].node
    marked = {stage for stage, name in zip(node.customdata, node.label, strict=True) if "▲" in name}
    expected = {found["stage"] for found in top.chokepoints} - {"recycling"}
    assert expected <= marked


def test_a_journey_over_the_date_line_takes_the_short_way() -> None:
    latitude, longitude = bow((35.4, 139.7), (41.9, -87.6), 0.1)
    assert (latitude[0], longitude[0]) == (35.4, 139.7)
    assert (latitude[-1], longitude[-1]) == pytest.approx((41.9, -87.6))
    assert all(east > 139 or east < -87 for east in longitude)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (words.percent(0.76), "76%"),
        (words.percent(0.085), "8.5%"),
        (words.percent(0.9975), "99.8%"),
        (words.percent(1.0), "100%"),
        (words.percent(0.0), "0%"),
        (words.tonnes(1239.0), "1,240 t"),
        (words.tonnes(22_013.0), "22,000 t"),
        (words.tonnes(3.4561), "3.46 t"),
        (words.tonnes(0.0), "0 t"),
        (words.tonnes(999.7), "1,000 t"),
        (words.dollars(999_999.0), "$1 m"),
        (words.dollars(999_900_000.0), "$1 bn"),
        (words.dollars(44.68e9), "$44.7 bn"),
        (words.dollars(1.2e12), "$1.2 tn"),
        (words.dollars(811.4e6), "$811 m"),
        (words.dollars(10_437.0), "$10,400"),
        (words.day(datetime.date(2026, 11, 21)), "21 November 2026"),
        (words.month("2026-11"), "November 2026"),
        (words.listed(["Japan", "Germany", "France"]), "Japan, Germany and France"),
        (words.within("Dysprosium oxide"), "dysprosium oxide"),
        (words.within("NdFeB magnets with Dy/Tb"), "NdFeB magnets with Dy/Tb"),
        (words.within("Bayan Obo ore"), "Bayan Obo ore"),
        (words.short("Cobalt sulphate, incl. cobalt in precursor (gross)"), "Cobalt sulphate"),
    ],
)
def test_numbers_dates_and_names_read_as_english(found: str, expected: str) -> None:
    assert found == expected
