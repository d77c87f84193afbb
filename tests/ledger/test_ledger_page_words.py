"""What the ledger's pages say and how their figures are laid out, without a browser."""

from __future__ import annotations

import datetime
import json
import re
from itertools import pairwise

import polars as pl
import pytest

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
from xenotime.ledger.article import UNKNOWN
from xenotime.ledger.facts.fact import Amount
from xenotime.ledger.network import SCHEMA
from xenotime.report import ledger_page
from xenotime.report.ledger_page import network_page, timeline_page
from xenotime.report.ledger_words import amount_text, by_when, when
from xenotime.report.network_figure import PLACES, network, ring
from xenotime.report.timeline_figure import timeline
from xenotime.report.timeline_layout import stacked, view
from xenotime.report.words import money


def amount(value: float, unit: str, upper: float | None = None, per: str | None = None) -> str:
    return amount_text(Amount(0, 1, value, upper, unit, None, False, per))


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


def test_a_page_of_a_large_ledger_says_how_much_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_page, "MOST", 20)
    made = timeline_page(*many(25), [], TODAY)
    assert "20 facts of 25 are on this page" in made.html
    assert made.html.count('<tr id="row-') == 20


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
        assert all(later - day >= 9.5 for day, later in pairwise(days))
    marks = [day for fact in facts for day in fact]
    crowd = max(sum(day <= other < day + 9.5 for other in marks) for day in marks)
    assert len(set(rows)) <= 2 * crowd


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
        assert min(b - a for a, b in pairwise(heights)) > 0.1


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
        (
            amount_text(Amount(0, 1, 5e8, None, "currency", "EUR", True, "year")),
            "about €500 m a year",
        ),
        (amount(3000, "tonne", per="year"), "3,000 tonnes a year"),
        (amount(1, "tonne"), "1 tonne"),
        (amount(5, "year", 10), "5–10 years"),
        (amount(15.5, "percent"), "15.5%"),
        (amount(2, "percent_of_GDP"), "2% of GDP"),
        (amount(20, "gigawatt_hour"), "20 gigawatt hours"),
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
)
def test_amounts_and_days_read_as_english(found: str, expected: str) -> None:
    assert found == expected
