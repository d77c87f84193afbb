"""What reports of one event say, side by side, and where they disagree."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from tests.ledger.made import article, day, fact, money, percent
from xenotime.ledger.article import UNKNOWN, Article, Period
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, Status
from xenotime.ledger.stories.claims import Claim, claims
from xenotime.ledger.stories.report import Conflict, Report

EXPECTING = article(
    "morning",
    "Washington erwartet aus Tokio 550 Milliarden Dollar (rund 472 Milliarden Euro).",
    "de",
    "2025-10-28",
)
OFFERING = article(
    "evening",
    "Tokyo offered a package of 550 billion dollars (about 473 billion euros), insiders said.",
    "en",
    "2025-10-28",
)


def told(
    name: str,
    kind: Kind,
    status: Status,
    places: str,
    goods: str = "",
    amounts: Sequence[Amount] = (),
    date: str | None = None,
    written: str | None = "2025-10-28",
    **more: Any,
) -> Report:
    """A report whose words do not matter."""
    text = f"Words of {name}."
    of = article(name, text, "en", written)
    return Report(
        name,
        day(written),
        fact(of, text, kind, status, places, goods, tuple(amounts), date, **more),
    )


def package() -> list[Report]:
    expected = fact(
        EXPECTING, EXPECTING.text, "commitment", "expected", "JPN USA", "",
        (money(550e9, "USD"), money(472e9, "EUR")),
    )  # fmt: skip
    offered = fact(
        OFFERING, OFFERING.text, "commitment", "offered", "JPN USA", "shipbuilding soybeans",
        (money(550e9, "USD"), money(473e9, "EUR")), attribution="insiders",
    )  # fmt: skip
    return [
        Report("morning", day("2025-10-28"), expected),
        Report("evening", day("2025-10-28"), offered),
    ]


def only(found: Sequence[Claim]) -> Claim:
    assert len(found) == 1, [claim.reports for claim in found]
    return found[0]


def about(claim: Claim, matter: str) -> list[Conflict]:
    return [conflict for conflict in claim.conflicts if conflict.about == matter]


def test_a_sum_and_its_conversion_are_one_claim_in_two_languages() -> None:
    claim = only(claims(package()))
    assert claim.articles == ("evening", "morning")
    assert claim.countries == ("JPN", "USA")
    assert claim.goods == ("shipbuilding", "soybeans")


def test_an_investment_expected_by_one_and_offered_by_the_other_is_flagged() -> None:
    (status,) = about(only(claims(package())), "status")
    assert not status.small
    assert "evening has it as offered (according to insiders)" in status.sentence
    assert "morning has it as expected" in status.sentence
    assert "550 Milliarden Dollar" in status.sentence


def test_a_conversion_rounded_otherwise_is_flagged_as_small_with_its_difference() -> None:
    claim = only(claims(package()))
    (amount,) = about(claim, "amount")
    assert amount.small
    assert "evening has 473 billion EUR, morning has 472 billion EUR" in amount.sentence
    assert "0.21 % apart" in amount.sentence
    assert [conflict.small for conflict in claim.conflicts] == [False, True]


def test_a_different_sum_is_no_rounding() -> None:
    reports = [
        told("a", "commitment", "offered", "JPN USA", "magnets", [money(2e9, "USD")]),
        told("b", "commitment", "offered", "JPN USA", "magnets", [money(2.4e9, "USD")]),
    ]
    (amount,) = about(only(claims(reports)), "amount")
    assert not amount.small
    assert "2 billion USD" in amount.sentence
    assert "2.4 billion USD: 17 % apart" in amount.sentence


def test_a_billion_taken_for_a_million_is_flagged_and_not_another_event() -> None:
    reports = [
        told("a", "project", "planned", "AUS", "gallium", [money(3e8, "AUD")]),
        told("b", "project", "planned", "AUS", "gallium", [money(3e11, "AUD")]),
    ]
    (amount,) = about(only(claims(reports)), "amount")
    assert not amount.small


def test_a_figure_inside_the_range_of_another_report_is_no_conflict() -> None:
    reports = [
        told("a", "project", "planned", "AUS", "gallium", [money(3e8, "AUD", upper=4e8)]),
        told("b", "project", "planned", "AUS", "gallium", [money(3.5e8, "AUD")]),
    ]
    assert only(claims(reports)).conflicts == ()


def test_two_rates_of_one_tariff_are_set_against_each_other() -> None:
    reports = [
        told("a", "tariff", "in_force", "USA JPN", "cars", [percent(15)]),
        told("b", "tariff", "in_force", "USA JPN", "cars", [percent(25)]),
    ]
    (amount,) = about(only(claims(reports)), "amount")
    assert "15 percent" in amount.sentence
    assert not amount.small


@pytest.mark.parametrize(
    ("one", "other", "flagged"),
    [
        ("signed", "planned", True),
        ("signed", "expected", True),
        ("signed", "denied", True),
        ("planned", "denied", True),
        ("in_force", "suspended", True),
        ("announced", "signed", False),
        ("signed", "completed", False),
        ("planned", "announced", False),
        ("signed", "signed", False),
    ],
)
def test_statuses_that_cannot_both_be_true_of_one_day_are_flagged(
    one: Status, other: Status, flagged: bool
) -> None:
    for first, second in ((one, other), (other, one)):
        reports = [
            told("a", "agreement", first, "CHL KOR", "lithium"),
            told("b", "agreement", second, "CHL KOR", "lithium"),
        ]
        assert bool(about(only(claims(reports)), "status")) == flagged


def test_a_plan_of_monday_signed_on_tuesday_is_no_conflict() -> None:
    plan = told("plan", "agreement", "planned", "CHL KOR", "lithium", written="2025-10-27")
    done = told("done", "agreement", "signed", "CHL KOR", "lithium", written="2025-10-28")
    assert only(claims([plan, done])).conflicts == ()
    late = told("late", "agreement", "planned", "CHL KOR", "lithium", written="2025-10-29")
    assert about(only(claims([done, late])), "status")


def test_an_article_that_says_both_does_not_contradict_another() -> None:
    reports = [
        told("a", "delivery", "announced", "USA JPN", "magnets"),
        told("a", "delivery", "planned", "USA JPN", "magnets"),
        told("b", "delivery", "planned", "USA JPN", "magnets"),
    ]
    assert only(claims(reports)).conflicts == ()


def test_other_days_of_one_meeting_are_flagged() -> None:
    reports = [
        told("a", "meeting", "planned", "CHN USA", date="2025-10-30"),
        told("b", "meeting", "planned", "CHN USA", date="2025-10-31"),
    ]
    (date,) = about(only(claims(reports)), "date")
    assert "30 October 2025" in date.sentence
    assert "1 day apart" in date.sentence


def test_other_deadlines_are_flagged() -> None:
    reports = [
        told("a", "commitment", "planned", "JPN USA", "magnets", deadline=day("2026-04-28")),
        told("b", "commitment", "planned", "JPN USA", "magnets", deadline=day("2026-10-28")),
    ]
    (date,) = about(only(claims(reports)), "date")
    assert "deadline" in date.sentence


def test_a_month_agrees_with_a_day_in_it() -> None:
    month = Period(day("2025-10-01").first, day("2025-10-31").last)
    whole = told("a", "control", "in_force", "CHN", "gallium")
    reports = [
        Report("a", UNKNOWN, _dated(whole.fact, month)),
        told("b", "control", "in_force", "CHN", "gallium", date="2025-10-09"),
    ]
    assert only(claims(reports)).conflicts == ()


def _dated(of: Fact, period: Period) -> Fact:
    return Fact(of.start, of.end, of.quote, of.kind, of.status, of.parties, of.goods, date=period)


def test_other_parties_to_one_deal_are_flagged() -> None:
    deal = [money(8.5e9, "USD")]
    reports = [
        told("a", "agreement", "signed", "AUS USA", "rare_earths", deal),
        told("b", "agreement", "signed", "AUS JPN", "rare_earths", deal),
    ]
    (parties,) = about(only(claims(reports)), "parties")
    assert "AUS and USA" in parties.sentence
    assert "AUS and JPN" in parties.sentence


@pytest.mark.parametrize(
    ("one", "other", "flagged"),
    [
        ("Yasushi Kanekozur", "Yasushi Kaneko", True),
        ("Elnur Mammedov", "Elnur Mammadov", True),
        ("Donald Trump", "Trump", False),
        ("Donald Trump", "Howard Lutnick", False),
    ],
)
def test_a_misspelt_name_is_flagged_as_small(one: str, other: str, flagged: bool) -> None:
    reports = [
        told(
            name,
            "agreement",
            "signed",
            "",
            "ships",
            parties=(Party("actor", "JPN", person), Party("actor", "USA")),
        )
        for name, person in (("a", one), ("b", other))
    ]
    found = about(only(claims(reports)), "parties")
    assert [conflict.small for conflict in found] == [True] * flagged


def rewritten() -> tuple[list[Report], dict[str, Article]]:
    first = article("first", "Foreign firms with plants in Gabon need a licence for manganese ore.")
    second = article("second", "Foreign firms need a licence for manganese ore.")
    reports = [
        Report(a.name, UNKNOWN, fact(a, a.text, "control", "in_force", "GAB", goods))
        for a, goods in ((first, "manganese"), (second, "manganese_ore"))
    ]
    return reports, {"first": first, "second": second}


def test_a_qualifier_that_a_rewrite_dropped_is_flagged() -> None:
    reports, articles = rewritten()
    (wording,) = only(claims(reports, articles)).conflicts
    assert wording.about == "wording"
    assert 'only first has "with plants in Gabon"' in wording.sentence


def test_a_rewritten_sentence_is_one_claim_even_if_its_goods_were_read_otherwise() -> None:
    reports, articles = rewritten()
    assert len(claims(reports)) == 2
    assert len(claims(reports, articles)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("agreement", "JPN USA", "magnets", []), ("agreement", "DEU KAZ", "magnets", [])),
        (("agreement", "JPN USA", "magnets", []), ("agreement", "JPN USA", "ships", [])),
        (("control", "CHN", "gallium", []), ("tariff", "CHN", "gallium", [])),
        (
            ("project", "AUS", "gallium", [money(3e8, "USD")]),
            ("project", "AUS", "gallium", [money(9e8, "USD")]),
        ),
        (("commitment", "JPN USA", "", []), ("commitment", "JPN USA", "", [])),
    ],
)
def test_different_events_stay_apart(
    one: tuple[Kind, str, str, list[Amount]], other: tuple[Kind, str, str, list[Amount]]
) -> None:
    reports = [
        told(name, kind, "planned", places, goods, amounts)
        for name, (kind, places, goods, amounts) in (("a", one), ("b", other))
    ]
    assert len(claims(reports)) == 2


def test_two_meetings_in_one_article_are_two_claims() -> None:
    reports = [
        told("a", "meeting", "completed", "JPN USA", date="2025-10-27"),
        told("a", "meeting", "completed", "JPN USA", date="2025-10-28"),
    ]
    assert len(claims(reports)) == 2


def test_claims_do_not_depend_on_the_order_of_the_reports() -> None:
    reports = [
        *package(),
        told("a", "agreement", "signed", "JPN USA", "rare_earths"),
        told("b", "agreement", "planned", "JPN USA", "rare_earths", date="2025-10-28"),
        told("c", "agreement", "signed", "JPN USA", "ships", date="2025-10-28"),
        told("d", "meeting", "completed", "JPN USA", date="2025-10-28"),
    ]
    first = claims(reports)
    for seed in range(20):
        random.Random(seed).shuffle(reports)
        assert claims(reports) == first


def test_every_report_is_in_exactly_one_claim() -> None:
    reports = package() + package()
    found = [report for claim in claims(reports) for report in claim.reports]
    assert len(found) == len(reports)
    assert claims([]) == []
