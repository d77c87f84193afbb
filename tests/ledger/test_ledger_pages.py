"""The ledger's pages as a reader meets them: in a browser, on a phone, on paper."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period, Sentence
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, Status
from xenotime.ledger.network import SCHEMA, network_of
from xenotime.ledger.register import Entry
from xenotime.ledger.stories.claims import claims
from xenotime.ledger.stories.report import Report
from xenotime.ledger.told import Told
from xenotime.report.ledger_page import MOST, LedgerPage, network_page, timeline_page
from xenotime.report.ledger_words import amount_text, by_when, when
from xenotime.report.network_figure import PLACES, network, ring
from xenotime.report.timeline_figure import timeline
from xenotime.report.timeline_layout import stacked, view
from xenotime.report.words import money

TODAY = datetime.date(2026, 11, 21)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
HOSTILE = (
    "</script><script>window.ran = 1</script> <img src=x onerror='window.ran = 2'> "
    '"><img src="https://evil.example/a.png" onerror="window.ran = 3"> {{ 7 * 7 }} ${ran} '
    "<a href='javascript:window.ran=4'>sign</a> <!-- <b>bold</b> &lt;i&gt; \u2028 "
    "https://example.org/" + "a" * 400
)


def written(number: int, sentence: str, *, around: str = "Words around it. ") -> Article:
    text = f"{around}{sentence} {around}"
    start = len(around)
    return Article(
        f"article-{number}.txt",
        text,
        "en",
        None,
        Dated(Period.parse("2026-03-02"), "header"),
        (Block(0, len(text), "body", ""),),
        (Sentence(start, start + len(sentence), 0),),
    )


def entry(
    number: int,
    article: Article,
    sentence: str,
    kind: Kind = "agreement",
    status: Status = "signed",
    date: Period = UNKNOWN,
    due: datetime.date | None = None,
    countries: Sequence[str] = ("JPN", "USA"),
    amounts: tuple[Amount, ...] = (),
    known: bool = True,
) -> Entry:
    start = article.text.index(sentence)
    fact = Fact(
        start,
        start + len(sentence),
        sentence,
        kind,
        status,
        tuple(Party("actor", place) for place in countries),
        ("rare_earths",),
        amounts,
        date,
        Period(due, due) if due else UNKNOWN,
    )
    day = article.dated.period if known else UNKNOWN
    return Entry(number, "proposed", fact, number, 1, article.name, None, "en", day, due)


def day(text: str) -> Period:
    return Period.parse(text)


def many(number: int) -> tuple[list[Entry], dict[int, Article]]:
    """Facts of all kinds, most of 2025 and 2026, one of 1946 and one due in 2050."""
    entries, articles = [], {}
    kinds = get_args(Kind)
    for i in range(1, number + 1):
        sentence = f"Japan and the United States agreed on matter {i}."
        article = articles[i] = written(i, sentence)
        on = datetime.date(2025, 6, 1) + datetime.timedelta((i * 37) % 400)
        period = Period(on, on) if i > 1 else day("1946")
        due = datetime.date(2050, 1, 1) if i == 2 else None
        due = on + datetime.timedelta(90) if i % 9 == 3 else due
        status: Status = "planned" if due else "signed"
        entries.append(entry(i, article, sentence, kinds[i % len(kinds)], status, period, due))
    return entries, articles


def conflicting() -> tuple[list[Entry], dict[int, Article], list[Told]]:
    """One event in two reports, expected by one side and offered by the other."""
    sentence = "Tokyo is to invest 550 billion dollars."
    articles = {1: written(1, sentence), 2: written(2, sentence)}
    amount = Amount(0, 1, 550e9, None, "currency", "USD", True)
    pair = [
        entry(1, articles[1], sentence, "commitment", "expected", day("2025-10-28"), None,
              ("JPN", "USA"), (amount,)),
        entry(2, articles[2], sentence, "commitment", "offered", day("2025-10-28"), None,
              ("JPN", "USA"), (amount,)),
    ]  # fmt: skip
    reports = [Report(one.name, one.written, one.fact) for one in pair]
    (claim,) = claims(reports)
    of = {id(report): one for report, one in zip(reports, pair, strict=True)}
    return pair, articles, [Told(claim, tuple(of[id(report)] for report in claim.reports))]


def hostile() -> LedgerPage:
    article = written(1, HOSTILE, around="<script>window.ran = 5</script> ")
    one = entry(
        1, article, HOSTILE, "control", "planned", day("2026-01"), datetime.date(2026, 5, 1)
    )
    other = entry(2, article, HOSTILE, "meeting", "signed", day("2026-02"))
    return timeline_page([one, other], {1: article, 2: article}, [], TODAY)


def pairs_of(number: int) -> pl.DataFrame:
    codes = [f"{a}{b}X" for a in "ABCDEFGH" for b in "ABCDEFGH"][:number]
    rows = [
        (a, b, 1 + (i * 7) % 11, 1, "agreement tariff", "rare_earths magnets", None, None)
        for i, (a, b) in enumerate(zip(codes, codes[1:] + codes[:1], strict=True))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("facts", descending=True)


@dataclass
class Seen:
    """A page that is open, and what happened meanwhile."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Opener = Callable[..., Seen]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs the `test` extra: playwright"
    )
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    pages: list[Any] = []

    def opening(made: LedgerPage, width: int = 1280) -> Seen:
        file = made.save(tmp_path / "page.html")
        page = browser.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        seen = Seen(page)

        def judge(route: Any) -> None:
            if route.request.url.startswith(("file:", "data:", "blob:")):
                route.continue_()
            else:
                seen.requests.append(route.request.url)
                route.abort()

        page.route("**/*", judge)
        page.on("console", lambda said: seen.complaints.append(said.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_timeout(400)
        return seen

    yield opening
    for page in pages:
        page.close()


@pytest.mark.parametrize("number", [1, 5, 60, 500])
@pytest.mark.parametrize("width", [390, 1280])
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


@pytest.mark.parametrize("width", [390, 1280])
def test_an_article_can_neither_run_a_script_nor_load_a_picture_nor_widen_the_page(
    opened: Opener, width: int
) -> None:
    seen = opened(hostile(), width)
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
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert (seen.complaints, seen.requests) == ([], [])


def test_a_script_that_slipped_into_a_page_would_not_run(opened: Opener) -> None:
    made = hostile().html.replace("<main>", "<main><script>window.ran = 9</script>")
    seen = opened(LedgerPage(made))
    assert seen.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in seen.complaints)


def test_a_fact_named_in_the_address_is_open_at_once(opened: Opener) -> None:
    page = opened(timeline_page(*many(5), [], TODAY)).page
    page.goto(f"{page.url}#fact-4")
    page.reload()
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
    names = seen.page.locator("#network text").all_inner_texts()
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


def test_an_empty_selection_is_one_sentence_and_no_figure() -> None:
    for html in (
        timeline_page([], {}, [], TODAY).html,
        network_page(pl.DataFrame(schema=SCHEMA)).html,
    ):
        assert len(html) < 30_000
        assert "There is no " in html
        assert "<script" not in html


def test_facts_without_any_day_are_listed_where_there_is_nothing_to_draw() -> None:
    article = written(1, "They agreed.")
    made = timeline_page([entry(1, article, "They agreed.", known=False)], {1: article}, [], TODAY)
    assert "No day is known of it" in made.html
    assert 'data-fact="1"' in made.html


def test_a_page_of_a_large_ledger_says_how_much_it_leaves_out() -> None:
    article = written(1, "They agreed.")
    entries = [
        entry(i, article, "They agreed.", date=day("2026-01-01")) for i in range(1, MOST + 6)
    ]
    made = timeline_page(entries, dict.fromkeys(range(1, MOST + 6), article), [], TODAY)
    assert f"2,000 facts of {MOST + 5} are on this page" in made.html
    assert made.html.count('<tr id="row-') == MOST


def test_the_first_lines_say_what_is_overdue_and_what_reports_contradict() -> None:
    entries, articles = many(60)
    html = timeline_page(entries, articles, [], TODAY).html
    lines = re.findall(r"<li>(.*?)</li>", html.split('class="headlines"')[1].split("</ul>")[0])
    assert len(lines) <= 10
    late = sum(one.due is not None and one.due < TODAY for one in entries)
    assert lines[0] == "60 facts from 60 articles; nobody has reviewed any of them."
    assert lines[1].startswith(f"{late} facts should have come true by now")
    assert "1 January 2050" in lines[2]
    disputed = timeline_page(*conflicting(), TODAY).html
    assert "Reports contradict each other in 1 place, first about status" in disputed


def test_a_conflict_of_an_event_outside_the_selection_is_not_told() -> None:
    _, _, disputed = conflicting()
    entries, articles = many(60)
    chosen = entries[10:]
    assert "Reports contradict" not in timeline_page(chosen, articles, disputed, TODAY).html


def test_a_fact_of_1946_does_not_squeeze_those_of_this_year() -> None:
    for number in (5, 60, 500):
        drawn = timeline(many(number)[0], TODAY)
        assert drawn.view[0] > datetime.date(2022, 1, 1)
        assert drawn.view[1] < datetime.date(2030, 1, 1)
        assert drawn.whole[0] <= datetime.date(1946, 7, 2)
        assert drawn.whole[1] >= datetime.date(2050, 1, 1)
        assert (drawn.before, drawn.after) == (1, 1)


def test_facts_that_lie_together_are_all_shown_with_today() -> None:
    days = [datetime.date(2026, month, 5) for month in range(1, 11)]
    first, last = view(days, TODAY)
    assert first < days[0]
    assert last > TODAY
    far = view([datetime.date(1990, 1, 1)], TODAY)
    assert far[1] < TODAY


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_can_be_drawn(day: datetime.date) -> None:
    first, last = view([day], TODAY)
    assert first <= day <= last


def test_no_mark_of_a_lane_hides_another() -> None:
    facts = [[i // 7, i // 7 + 30] if i % 5 == 0 else [i // 7] for i in range(300)]
    rows = stacked(facts, 9.5)
    for row in set(rows):
        days = sorted(
            day for fact, at in zip(facts, rows, strict=True) if at == row for day in fact
        )
        assert all(later - day >= 9.5 for day, later in zip(days, days[1:], strict=False))
    assert max(rows) - min(rows) < 60


def test_all_facts_of_one_day_have_rows_of_their_own() -> None:
    assert sorted(stacked([[5]] * 9, 0.5)) == [-4, -3, -2, -1, 0, 1, 2, 3, 4]


def test_the_network_draws_thirty_places_and_lists_the_others() -> None:
    pairs = pairs_of(40)
    drawn = network(pairs, {})
    assert len(drawn.places) == PLACES
    assert drawn.hidden == 10
    html = network_page(pairs).html
    assert "10 others are only in the table" in html
    assert html.count("<tr><td>") == 40


def test_places_of_the_ring_stand_apart_in_height_on_each_side() -> None:
    spots = ring([str(i) for i in range(PLACES)])
    for side in (1, -1):
        heights = sorted(y for x, y in spots.values() if x * side > 0)
        assert len(heights) == PLACES // 2
        assert min(b - a for a, b in zip(heights, heights[1:], strict=False)) > 0.1


def test_a_page_holds_each_fact_once_as_data_that_a_browser_can_read() -> None:
    html = hostile().html
    held = html.split('id="cards">')[1].split("</script>")[0]
    assert json.loads(held)["cards"]["1"]["quote"] == HOSTILE


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (money(550e9, "USD"), "$550 bn"),
        (money(472e9, "EUR"), "€472 bn"),
        (money(3e8, "AUD", 4e8), "A$300–400 m"),
        (money(1.5e12, "JPY"), "JP¥1.5 tn"),
        (money(2.5, "USD"), "$2.5"),
        (money(5000, "KZT"), "KZT\N{NO-BREAK SPACE}5,000"),
        (amount_text(Amount(0, 1, 5e8, None, "currency", "EUR", True, "year")), "about €500 m a year"),
        (amount_text(Amount(0, 1, 3000, None, "tonne", None, False, "year")), "3,000 tonnes a year"),
        (amount_text(Amount(0, 1, 1, None, "tonne", None, False)), "1 tonne"),
        (amount_text(Amount(0, 1, 5, 10, "year", None, False)), "5–10 years"),
        (amount_text(Amount(0, 1, 15.5, None, "percent", None, False)), "15.5%"),
        (amount_text(Amount(0, 1, 2, None, "percent_of_GDP", None, False)), "2% of GDP"),
        (amount_text(Amount(0, 1, 20, None, "gigawatt_hour", None, False)), "20 gigawatt hours"),
        (when(day("2025-10-28")), "28 October 2025"),
        (when(day("2025-10")), "October 2025"),
        (when(day("2025")), "2025"),
        (when(day("2025-08-01/..")), "since 1 August 2025"),
        (when(day("../2025-08-01")), "until 1 August 2025"),
        (when(day("2025-10-20/2025-10-26")), "20–26 Oct 2025"),
        (when(UNKNOWN), ""),
        (by_when(day("2025-10-21/2026-04-21")), "by 21 April 2026"),
        (by_when(day("2025")), "2025, so by 31 December 2025"),
    ],
)  # fmt: skip
def test_amounts_and_days_read_as_english(found: str, expected: str) -> None:
    assert found == expected
