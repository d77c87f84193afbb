"""What is peculiar to Japanese: parts in tens, eras, digits after a stop, one-sign countries."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.article_maker import article
from xenotime.ledger.languages import words
from xenotime.ledger.mentions.found import find_all
from xenotime.ledger.reading.sentences import sentences


def amounts(text: str) -> list[tuple[str, float, str]]:
    """The amounts of a text as written, with value and unit."""
    made = article(text, "ja")
    return [(made.text[a.start : a.end], round(a.value, 1), a.unit) for a in find_all(made).amounts]


def dates(text: str, day: str = "2025-11-05") -> list[tuple[date | None, date | None]]:
    """First and last day of each date of a text."""
    made = article(text, "ja", day=day)
    return [(d.period.first, d.period.last) for d in find_all(made).dates]


def places(text: str) -> list[str]:
    """The places of a text, several of one mention joined."""
    made = article(text, "ja")
    return ["+".join(place.places) for place in find_all(made).places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7割を依存", ("7割", 70.0, "percent")),
        ("約9割だった", ("約9割", 90.0, "percent")),
        ("6割強を占めた", ("6割強", 60.0, "percent")),
        ("費用の3分の1を補助", ("3分の1", 33.3, "percent")),
        ("三分の二を占めた", ("三分の二", 66.7, "percent")),
        ("政府は半額を補助", ("半額", 50.0, "percent")),
    ],
)
def test_a_part_of_a_whole_is_a_share_in_percent(
    text: str, expected: tuple[str, float, str]
) -> None:
    assert amounts(text) == [expected]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("令和8年4月1日、省令が施行された", date(2026, 4, 1), date(2026, 4, 1)),
        ("令和7年の輸入", date(2025, 1, 1), date(2025, 12, 31)),
        ("令和10年度の予算", date(2028, 4, 1), date(2029, 3, 31)),
        ("平成30年3月の統計", date(2018, 3, 1), date(2018, 3, 31)),
        ("28年の出鉱", date(2028, 1, 1), date(2028, 12, 31)),
        ("2026年末の稼働", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_year_is_read_in_eras_in_two_digits_and_at_its_end(
    text: str, first: date, last: date
) -> None:
    assert dates(text) == [(first, last)]


@pytest.mark.parametrize("text", ["10年契約を結んだ", "15年ぶりの高値", "約20年の歳月"])
def test_a_span_of_years_is_not_taken_for_a_year(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("text", ["前年同月比で10％減", "前年より12％増えた"])
def test_a_figure_is_not_dated_by_what_it_is_compared_with(text: str) -> None:
    assert dates(text) == []


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), "ja")]


def test_a_sentence_that_begins_with_a_digit_is_a_sentence() -> None:
    assert cut("両国は署名している。17日に起工式が開かれた。") == [
        "両国は署名している。",
        "17日に起工式が開かれた。",
    ]


def test_a_quotation_is_not_torn_at_a_digit() -> None:
    text = "社長は「増産する。3年で倍にする」と述べた。"
    assert cut(text) == [text]


@pytest.mark.parametrize("reference", ["両国", "両社", "両政府"])
def test_both_are_the_two_countries_spoken_of(reference: str) -> None:
    found = places(f"日本とドイツは合意した。{reference}は投資する。")
    assert set(found[-1].split("+")) == {"JPN", "DEU"}


def test_the_same_country_is_the_one_named_last() -> None:
    assert places("首都で会談した。ザンビアは同国の銅を輸出する。") == ["ZMB", "ZMB"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政府は備蓄を積み増す", ["JPN"]),
        ("発表によると、政府は備蓄を積み増す", ["JPN"]),
        ("ザンビア政府は輸出税を課す", ["ZMB"]),
        ("州政府は認めた", []),
    ],
)
def test_a_government_of_no_named_country_is_that_of_japan(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("米ウルフリッジ社が投じた", ["USA"]),
        ("仏カレマグに出資した", ["FRA"]),
        ("石英ガラスと単独アカウント", []),
        ("参加オペレーターは増加ペースを語った", []),
    ],
)
def test_a_country_of_one_sign_is_seen_before_a_company(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("見本太郎（ミホン・タロウ）大統領は語った", "見本太郎", None),
        ("チリのJ・P・ロペス大統領は語った", "J・P・ロペス", "CHL"),
        ("見本ジェームズ社長は語った", "見本ジェームズ", None),
        ("ロペス比大統領は語った", "ロペス", "PHL"),
    ],
)
def test_a_name_in_two_scripts_is_one_name(text: str, name: str, place: str | None) -> None:
    found = find_all(article(text, "ja")).people
    assert [(person.name, person.place) for person in found] == [(name, place)]


def test_no_cue_stands_twice_in_a_class() -> None:
    for name, patterns in words("ja", "cues").items():
        assert len(patterns) == len(set(patterns)), name
