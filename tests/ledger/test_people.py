from __future__ import annotations

import datetime

import pytest

from tests.ledger.article_maker import article
from xenotime.ledger.languages import CODES, words
from xenotime.ledger.mentions.leaders import leaders
from xenotime.ledger.mentions.mention import PersonMention
from xenotime.ledger.mentions.organisations import find_organisations
from xenotime.ledger.mentions.people import find_people
from xenotime.ledger.mentions.places import find_places


def people(text: str, language: str, day: str | None = "2025-11-01") -> list[PersonMention]:
    read = article(text, language, day=day)
    return find_people(read, find_places(read))


def names(text: str, language: str, day: str | None = "2025-11-01") -> list[str]:
    return [mention.name for mention in people(text, language, day)]


def organisations(text: str, language: str) -> list[tuple[str, str | None, str]]:
    read = article(text, language)
    found = find_organisations(read, find_places(read))
    return [(mention.name, mention.place, mention.kind) for mention in found]


@pytest.mark.parametrize(
    ("language", "text", "name", "office", "place"),
    [
        (
            "de",
            "der japanische Verkehrsminister Yasushi Muster kam",
            "Yasushi Muster",
            "Verkehrsminister",
            "JPN",
        ),
        ("de", "US-Handelsminister John Sample kam", "John Sample", "Handelsminister", "USA"),
        (
            "de",
            "Japans neue Regierungschefin Hanako Muster sagte",
            "Hanako Muster",
            "Regierungschefin",
            "JPN",
        ),
        (
            "de",
            "Bundeskanzlerin Erika Mustermann sagte",
            "Erika Mustermann",
            "Bundeskanzlerin",
            "DEU",
        ),
        ("nl", "de Japanse premier Taro Voorbeeld zei", "Taro Voorbeeld", "premier", "JPN"),
        (
            "nl",
            "de minister van Defensie van België, Jan de Vries,",
            "Jan de Vries",
            "minister van Defensie",
            "BEL",
        ),
        (
            "en",
            "Wang Sample, China's commerce minister, said",
            "Wang Sample",
            "commerce minister",
            "CHN",
        ),
        ("en", "President Jane Q. Doe of Chile said", "Jane Q. Doe", "President", "CHL"),
        (
            "fr",
            "le ministre japonais de l'Économie, Taro Exemple, a",
            "Taro Exemple",
            "ministre",
            "JPN",
        ),
        ("fr", "le président du Chili, Juan Exemple, a", "Juan Exemple", "président", "CHL"),
        (
            "es",
            "el secretario de Comercio de Estados Unidos, John Ejemplo, dijo",
            "John Ejemplo",
            "secretario de Comercio",
            "USA",
        ),
        (
            "es",
            "el primer ministro japonés, Taro Ejemplo, dijo",
            "Taro Ejemplo",
            "primer ministro",
            "JPN",
        ),
        ("ja", "チリのフアン・ロペス大統領は", "フアン・ロペス", "大統領", "CHL"),
        ("ja", "見本太郎経済産業相は", "見本太郎", "経済産業相", "JPN"),
    ],
)
def test_an_office_gives_the_person_the_office_and_the_country(
    language: str, text: str, name: str, office: str, place: str
) -> None:
    found = people(text, language)
    assert [(m.name, m.office, m.place) for m in found] == [(name, office, place)]


def test_surname_genitive_and_bare_office_are_the_person_named_before() -> None:
    text = (
        "US-Präsident Donald Trump traf Japans Regierungschefin Sanae Takaichi. Trumps Besuch "
        "freute Takaichi. Die Regierungschefin dankte dem US-Präsidenten."
    )
    expected = ["Donald Trump", "Sanae Takaichi", "Donald Trump", "Sanae Takaichi"]
    assert names(text, "de") == [*expected, "Sanae Takaichi", "Donald Trump"]


def test_two_spellings_of_one_name_are_one_person() -> None:
    text = "Außenminister Elnur Mammedov kam. Später äußerte Mammadov Hoffnung."
    assert names(text, "de") == ["Elnur Mammedov", "Elnur Mammedov"]


def test_a_name_stays_as_the_article_writes_it() -> None:
    assert names("mit dem Verkehrsminister Yasushi Kanekozur zur", "de") == ["Yasushi Kanekozur"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Präsidenten Beziehungen sind gut, sagte Minister Journalisten."),
        ("de", "Neue Seltene Erden und Große Koalition"),
        ("en", "Blue Lagoon and Green Valley grew"),
        ("en", "the Premier League table"),
        ("ja", "両国首相は会談した"),
    ],
)
def test_capitalised_words_alone_are_no_person(language: str, text: str) -> None:
    assert names(text, language) == []


def test_a_leader_is_known_without_office_but_not_before_the_time() -> None:
    assert people("Merz reist nach Tokio.", "de")[0].place == "DEU"
    assert names("Lutnick wrote this.", "en", "2019-05-01") == []


def test_japanese_short_forms_are_the_leader_named_in_full() -> None:
    found = people("高市早苗首相は米国を訪れた。高市首相はトランプ大統領と会談した。", "ja")
    assert [m.place for m in found] == ["JPN", "JPN", "USA"]
    assert found[0].name == found[1].name


def test_every_office_held_by_a_leader_is_a_group_of_some_language() -> None:
    groups = {group for code in CODES for group in words(code, "people")["offices"]}
    unknown = {g for leader in leaders() for g in leader.groups(None)} - groups
    assert unknown <= {"military"}


def test_terms_of_leaders_end_after_they_begin() -> None:
    for leader in leaders():
        for _, first, last in leader.offices:
            assert first < (last or datetime.date.max), leader.name


def test_a_ministry_belongs_to_the_country_named_with_it() -> None:
    assert organisations("das chinesische Handelsministerium prüft", "de") == [
        ("Handelsministerium", "CHN", "government")
    ]
    assert organisations("the Ministry of Commerce of China said", "en") == [
        ("Ministry of Commerce of China", "CHN", "government")
    ]
    assert organisations("経済産業省が発表した", "ja") == [("METI", "JPN", "government")]


def test_companies_are_found_by_the_table_and_by_their_form() -> None:
    assert organisations("Toshiba, Hitachi und Mitsubishi Electric", "de") == [
        ("Toshiba", "JPN", "company"),
        ("Hitachi", "JPN", "company"),
        ("Mitsubishi Electric", "JPN", "company"),
    ]
    assert organisations("the Australian miner Foo Bar Ltd", "en") == [
        ("Foo Bar Ltd", "AUS", "company")
    ]


def test_a_news_agency_is_press_and_so_no_actor() -> None:
    found = organisations("sagten sie der Nachrichtenagentur Reuters und der AFP", "de")
    assert [kind for _, _, kind in found] == ["press", "press"]
