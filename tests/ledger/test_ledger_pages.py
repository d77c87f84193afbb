"""The ledger's pages as a reader meets them: in a browser, on a phone, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Seen, watched
from tests.ledger.page_samples import (
    HOSTILE,
    TODAY,
    conflicting,
    day,
    entry,
    hostile,
    many,
    pairs_of,
    written,
)
from xenotime.ledger.network import network_of
from xenotime.report.ledger_page import network_page, timeline_page
from xenotime.report.network_figure import PLACES
from xenotime.report.offline import OfflinePage

Opener = Callable[..., Seen]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    pages: list[Any] = []

    def opening(made: OfflinePage, width: int = 1280, at: str = "") -> Seen:
        file = made.save(tmp_path / "page.html")
        seen = watched(browser, file.as_uri() + at, width)
        pages.append(seen.page)
        seen.page.wait_for_timeout(400)
        return seen

    yield opening
    for page in pages:
        page.close()


@pytest.mark.parametrize(("number", "width"), [(1, 1280), (500, 390)])
def test_the_timeline_draws_every_fact_without_a_complaint_or_a_request(
    opened: Opener, number: int, width: int
) -> None:
    seen = opened(timeline_page(*many(number), [], TODAY), width)
    seen.page.wait_for_selector("#timeline .scatterlayer path.point", state="attached")
    seen.page.click("[data-move=whole]")
    seen.page.wait_for_timeout(300)
    marks = seen.page.evaluate("figure.data.find(t => t.name === 'facts').customdata.length")
    assert marks == number
    assert seen.page.locator("#all tbody tr").count() == number
    assert seen.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert (seen.complaints, seen.requests) == ([], [])


def test_a_click_on_a_mark_opens_its_sentence_in_its_context_with_the_other_report(
    opened: Opener,
) -> None:
    page = opened(timeline_page(*conflicting(), TODAY)).page
    assert page.locator("#card").is_hidden()
    spot = page.evaluate(
        """() => {
          const marks = figure.data.find(trace => trace.name === "facts");
          const { xaxis, yaxis } = figure._fullLayout, box = figure.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.d2p(marks.x[0]),
                  box.top + yaxis._offset + yaxis.d2p(marks.y[0])];
        }"""
    )
    page.mouse.move(*spot)
    page.mouse.click(*spot)
    card = page.locator("#card")
    assert card.locator("mark").inner_text() == "Tokyo is to invest 550 billion dollars."
    text = card.inner_text()
    for words in ("Words around it.", "Japan", "United States", "about $550 bn", "Other reports",
                  "disagree", "offered", "rare earths"):  # fmt: skip
        assert words in text


def test_a_sentence_deep_in_an_article_is_in_sight_when_it_opens(opened: Opener) -> None:
    sentence = "Japan and the United States agreed."
    article = written(1, sentence, around="Long words before and after it. " * 60)
    one = entry(1, article, sentence, date=day("2025-10-28"))
    page = opened(timeline_page([one], {1: article}, [], TODAY)).page
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        page.click("#all button.open")
        mark, text, card = (
            page.locator(name).bounding_box() for name in ("#card mark", "#card .text", "#card")
        )
        assert text["y"] <= mark["y"] <= text["y"] + text["height"] - 20
        assert card["y"] <= mark["y"] <= card["y"] + card["height"] - 20
        assert page.locator("#card dl").bounding_box()["y"] < 900
        row = page.locator("#row-1").bounding_box()
        assert row["y"] + row["height"] <= card["y"]
        page.keyboard.press("Escape")


def test_all_of_it_can_be_read_by_keyboard(opened: Opener) -> None:
    page = opened(timeline_page(*many(5), [], TODAY)).page
    button = page.locator("#all button.open").first
    button.focus()
    page.keyboard.press("Enter")
    first = page.locator("#card mark").inner_text()
    assert first == button.inner_text()
    assert page.evaluate("document.activeElement.closest('#card') !== null")
    page.keyboard.press("ArrowRight")
    assert page.locator("#card mark").inner_text() != first
    page.keyboard.press("ArrowLeft")
    assert page.locator("#card mark").inner_text() == first
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate("document.activeElement.matches('#all button.open')")


def test_what_is_typed_finds_rows_of_the_table(opened: Opener) -> None:
    page = opened(timeline_page(*many(60), [], TODAY)).page
    page.fill("#search", "matter 17.")
    assert page.locator("#all tbody tr:visible").count() == 1
    assert page.locator("#found").inner_text() == "1 of 60"


def test_an_article_can_neither_run_a_script_nor_load_a_picture_nor_widen_the_page(
    opened: Opener,
) -> None:
    seen = opened(hostile(), 390)
    page = seen.page
    for button in page.locator("button.open").all():
        button.click()
    assert page.locator("#card mark").inner_text() == " ".join(HOSTILE.split(" "))
    spot = page.locator("#timeline .scatterlayer path.point").first.bounding_box()
    page.keyboard.press("Escape")
    page.mouse.move(spot["x"] + 3, spot["y"] + 3)
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.locator("img, a").count() == 0
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert (seen.complaints, seen.requests) == ([], [])


def test_a_script_that_slipped_into_a_page_would_not_run(opened: Opener) -> None:
    made = hostile().html.replace("<main>", "<main><script>window.ran = 9</script>")
    seen = opened(OfflinePage(made))
    assert seen.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in seen.complaints)


def test_a_fact_named_in_the_address_is_open_at_once(opened: Opener) -> None:
    page = opened(timeline_page(*many(5), [], TODAY), at="#fact-4").page
    assert "matter 4" in page.locator("#card mark").inner_text()


def test_the_pages_print_with_their_figures_inside_the_sheet(opened: Opener) -> None:
    for made in (timeline_page(*many(60), [], TODAY), network_page(pairs_of(40))):
        page = opened(made, 694).page
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(300)
        right = page.eval_on_selector_all(
            ".main-svg", "all => all.map(svg => svg.getBoundingClientRect().right)"
        )
        assert right
        assert max(right) <= 694
        assert page.locator(".tools:visible").count() == 0
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
        assert 1 <= sheets <= 12


def test_a_click_on_a_place_of_the_network_finds_its_pairs(opened: Opener) -> None:
    entries, _ = many(5)
    seen = opened(network_page(network_of(entries)))
    assert seen.page.locator("#all tbody tr").count() == 1
    names = seen.page.locator("#network text").all_text_contents()
    assert {"Japan", "United States"} <= {name.strip() for name in names}
    seen.page.evaluate("look({ customdata: ['JPN', 'USA'], data: { name: 'places' } })")
    assert seen.page.locator("#search").input_value() == "Japan"
    assert (seen.complaints, seen.requests) == ([], [])


def test_no_name_of_the_network_is_cut_off(opened: Opener) -> None:
    page = opened(network_page(pairs_of(40))).page
    boxes = page.evaluate(
        """[...document.querySelectorAll("#network text")].map(text => {
          const box = text.getBoundingClientRect();
          return [box.left, box.top, box.right, box.bottom];
        })"""
    )
    frame = page.locator("#network").bounding_box()
    assert len(boxes) == PLACES
    assert all(frame["x"] <= left and right <= frame["x"] + frame["width"]
               for left, _, right, _ in boxes)  # fmt: skip
    rows = sorted((top, left, right, bottom) for left, top, right, bottom in boxes)
    apart = [
        above[3] <= below[0] or above[2] <= below[1] or below[2] <= above[1]
        for i, above in enumerate(rows)
        for below in rows[i + 1 :]
    ]
    assert all(apart)
