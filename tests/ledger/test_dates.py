"""Dates of articles, worked out against the article's own date."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.article_maker import article
from xenotime.ledger.article import UNKNOWN, Period
from xenotime.ledger.languages import CODES
from xenotime.ledger.mentions.amounts import find_amounts
from xenotime.ledger.mentions.dates import find_dates

TUESDAY = datetime.date(2025, 10, 28)
THAT_TUESDAY = Period(TUESDAY, TUESDAY)
MARCH_2023 = Period(datetime.date(2023, 3, 1), datetime.date(2023, 3, 31))


def dates(language: str, text: str, dated: Period = THAT_TUESDAY) -> list[tuple[str, str]]:
    read = article(text, language, day=str(dated))
    return [(str(date.period), date.role) for date in find_dates(read)]


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("de", "Sie unterzeichneten am Dienstag in Tokio.", "2025-10-28"),
        ("de", "Er war am Montag in Japan gelandet.", "2025-10-27"),
        ("de", "Am Mittwoch wollte Trump nach Südkorea weiterreisen.", "2025-10-29"),
        ("de", "Dort soll es am Donnerstag zur Begegnung kommen.", "2025-10-30"),
        ("de", "Der Minister sagte am Freitag, er werde nach Seoul reisen.", "2025-10-24"),
        ("en", "Trump said on Monday he will travel to Seoul.", "2025-10-27"),
        ("en", "He said he will travel to Seoul on Wednesday.", "2025-10-29"),
        ("en", "They meet next Friday.", "2025-10-31"),
        ("nl", "De minister zal donderdag vertrekken.", "2025-10-30"),
        ("nl", "Op maandag zei de minister dat hij vertrekt.", "2025-10-27"),
        ("fr", "Il se rendra mercredi à Séoul.", "2025-10-29"),
        ("es", "El miércoles se reunirá con Xi.", "2025-10-29"),
        ("ja", "水曜日に韓国を訪問する予定。", "2025-10-29"),
        ("de", "Das Gespräch dauerte von Montag bis Mittwoch.", "2025-10-27/2025-10-29"),
    ],
)
def test_a_weekday_lies_where_the_verb_puts_it(language: str, text: str, period: str) -> None:
    assert dates(language, text) == [(period, "date")]


def test_a_weekday_in_an_article_of_an_unknown_day_is_some_day_of_its_month() -> None:
    assert dates("nl", "zei Scholz zaterdag in Tokio.", MARCH_2023) == [("2023-03", "date")]


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("de", "Anfang Oktober wurde das verschärft.", "2025-10"),
        ("de", "Im Juli hatten sie sich geeinigt.", "2025-07"),
        ("de", "Im Dezember hatten sie sich geeinigt.", "2024-12"),
        ("de", "Im März wird das Werk eröffnet.", "2026-03"),
        ("de", "in der vergangenen Woche", "2025-10-20/2025-10-26"),
        ("de", "in dieser Woche", "2025-10-27/2025-11-02"),
        ("de", "im dritten Quartal 2025", "2025-07-01/2025-09-30"),
        ("de", "im Oktober letzten Jahres", "2024-10"),
        ("de", "am Dienstag, den 4. November 2025", "2025-11-04"),
        ("de", "vor drei Jahren", "2022"),
        ("en", "on Oct. 28", "2025-10-28"),
        ("en", "from March to May 2026", "2026-03-01/2026-05-31"),
        ("en", "between 2027 and 2030", "2027-01-01/2030-12-31"),
        ("en", "fiscal 2026", "2025-10-01/2026-09-30"),
        ("en", "last year", "2024"),
        ("nl", "dit jaar", "2025"),
        ("nl", "van 3 tot 5 maart 2026", "2026-03-03/2026-03-05"),
        ("fr", "la semaine dernière", "2025-10-20/2025-10-26"),
        ("fr", "le mardi 28 octobre 2025", "2025-10-28"),
        ("es", "hace tres años", "2022"),
        ("ja", "昨年12月", "2024-12"),
        ("ja", "2025年度", "2025-04-01/2026-03-31"),
    ],
)
def test_a_stretch_of_time_is_worked_out_from_the_day_of_the_article(
    language: str, text: str, period: str
) -> None:
    assert dates(language, text) == [(period, "date")]


@pytest.mark.parametrize(
    ("language", "text", "period", "role"),
    [
        ("de", "bis Ende 2026", "2026", "deadline"),
        ("de", "binnen 180 Tagen", "2025-10-28/2026-04-26", "deadline"),
        ("en", "within six months of the framework", "2025-10-28/2026-04-28", "deadline"),
        ("en", "by 2030", "2030", "deadline"),
        ("en", "before 2030", "../2029-12-31", "deadline"),
        ("fr", "d'ici 2030", "2030", "deadline"),
        ("es", "antes de 2030", "../2029-12-31", "deadline"),
        ("nl", "tegen 2030", "2030", "deadline"),
        ("ja", "2030年までに", "2030", "deadline"),
        ("de", "seit August 2023", "2023-08-01/..", "since"),
        ("de", "ab dem 1. Januar 2026", "2026-01-01/..", "since"),
        ("fr", "à partir du 1er janvier 2026", "2026-01-01/..", "since"),
        ("nl", "in de komende jaren", "2025-01-01/..", "date"),
    ],
)
def test_a_deadline_and_a_beginning_are_told_from_a_date(
    language: str, text: str, period: str, role: str
) -> None:
    assert dates(language, text) == [(period, role)]


MARCH_2026 = Period(datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("en", "It must double by the end of the year.", "2026"),
        ("en", "It will decide by year-end.", "2026"),
        ("en", "It must double by the end of the year 2027.", "2027"),
        ("en", "It acts before the end of 2027.", "2027"),
        ("de", "Die Mine soll bis Jahresende liefern.", "2026"),
        ("de", "bis zum Jahresende", "2026"),
        ("de", "bis Ende des Jahres", "2026"),
        ("fr", "d’ici la fin de l’année", "2026"),
        ("fr", "d'ici la fin de l'année prochaine", "2027"),
        ("es", "antes de fin de año", "2026"),
        ("es", "para finales de año", "2026"),
        ("nl", "voor het einde van het jaar", "2026"),
        ("ja", "年内に決定する。", "2026"),
        ("ja", "2027年内に稼働する。", "2027"),
        ("ja", "半年以内に決める。", "2026-03-05/2026-09-05"),
    ],
)
def test_the_end_of_the_year_is_a_deadline(language: str, text: str, period: str) -> None:
    assert dates(language, text, MARCH_2026) == [(period, "deadline")]


def test_a_number_of_years_in_japanese_is_not_the_end_of_this_year() -> None:
    assert dates("ja", "3年内に稼働する。", MARCH_2026) == []


OCTOBER_31 = "2025-10-31/2026-04-30"


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("en", "within six months of the launch of the Alliance on 31 October 2025", OCTOBER_31),
        (
            "en",
            "within 180 days of the Framework, signed on 20 October 2025",
            "2025-10-20/2026-04-18",
        ),
        ("en", "within six months of the pact dated 31 October 2025", OCTOBER_31),
        ("de", "innerhalb von sechs Monaten nach dem Start am 31. Oktober 2025", OCTOBER_31),
        (
            "de",
            "innerhalb von sechs Monaten nach dem Pakt, der am 31. Oktober 2025 kam",
            OCTOBER_31,
        ),
        ("nl", "binnen zes maanden na de start op 31 oktober 2025", OCTOBER_31),
        ("fr", "dans les six mois suivant la signature du 31 octobre 2025", OCTOBER_31),
        (
            "es",
            "dentro de los seis meses siguientes a la firma del 31 de octubre de 2025",
            OCTOBER_31,
        ),
        ("ja", "2025年10月31日の発足から6カ月以内に決める。", OCTOBER_31),
    ],
)
def test_a_term_counts_from_the_date_it_names(language: str, text: str, period: str) -> None:
    assert dates(language, text, MARCH_2026) == [(period, "deadline")]


def test_a_term_does_not_count_from_the_day_it_was_told() -> None:
    text = "It acts within six months of the deal, ministers said on 28 February."
    assert dates("en", text, MARCH_2026) == [
        ("2026-03-05/2026-09-05", "deadline"),
        ("2026-02-28", "date"),
    ]


def test_a_term_that_ran_out_before_the_article_is_no_deadline() -> None:
    text = "within six months of the pact on 31 October 2020"
    assert dates("en", text, MARCH_2026) == [("../2021-04-30", "date")]


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("en", "The plant will not open before 2027.", "2027-01-01/.."),
        ("en", "The plant won’t open before March 2027.", "2027-03-01/.."),
        ("en", "It will not open before the end of 2027.", "2027-12-31/.."),
        ("en", "It opens no earlier than July.", "2026-07-01/.."),
        ("de", "Das Werk wird nicht vor 2027 öffnen.", "2027-01-01/.."),
        ("nl", "De fabriek gaat niet voor 2027 open.", "2027-01-01/.."),
        ("fr", "L'usine n'ouvrira pas avant 2027.", "2027-01-01/.."),
        ("es", "La planta no abrirá antes de 2027.", "2027-01-01/.."),
        ("ja", "2027年より前に稼働しない。", "2027-01-01/.."),
    ],
)
def test_what_does_not_come_before_a_date_has_no_deadline(
    language: str, text: str, period: str
) -> None:
    assert dates(language, text, MARCH_2026) == [(period, "since")]


def test_a_negation_in_another_clause_leaves_a_deadline_one() -> None:
    text = "It is not ready, but must open before 2027."
    assert dates("en", text, MARCH_2026) == [("../2026-12-31", "deadline")]


@pytest.mark.parametrize("year", [True, False])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The controls are suspended until 27 November{}."),
        ("en", "valid until at least 27 November{}"),
        ("de", "Die Kontrollen sind bis zum 27. November{} ausgesetzt."),
        ("nl", "De controles zijn opgeschort tot 27 november{}."),
        ("nl", "geldig tot ten minste 27 november{}"),
        ("fr", "Les contrôles sont suspendus jusqu'au 27 novembre{}."),
        ("es", "suspendidos hasta el 27 de noviembre{}"),
        ("ja", "{}11月27日まで停止する。"),
    ],
)
def test_what_is_suspended_until_a_day_has_that_day_as_its_end(
    language: str, text: str, year: bool
) -> None:
    years = {"es": " de 2026", "ja": "2026年"}
    written = text.format(years.get(language, " 2026") if year else "")
    assert dates(language, written, MARCH_2026) == [("2026-11-27", "deadline")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It was suspended until 27 November 2026."),
        ("de", "Es war bis zum 27. November 2026 ausgesetzt."),
        ("nl", "Het was opgeschort tot 27 november 2026."),
        ("fr", "suspendu jusqu'au 27 novembre 2026"),
        ("es", "suspendido hasta el 27 de noviembre de 2026"),
        ("ja", "2026年11月27日まで停止した。"),
    ],
)
def test_an_end_gone_by_is_no_deadline_in_any_language(language: str, text: str) -> None:
    march_2027 = Period(datetime.date(2027, 3, 9), datetime.date(2027, 3, 9))
    assert dates(language, text, march_2027) == [("../2026-11-27", "date")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Exports were up 6.4% from a year earlier."),
        ("en", "It sold more than a year earlier and up 3% from a year ago."),
        ("de", "Das sind 6 Prozent mehr gegenüber dem Vorjahr."),
        ("nl", "Dat is 6 procent meer dan een jaar eerder."),
        ("fr", "en hausse de 6 % en glissement annuel"),
        ("es", "un 6 % más respecto al año anterior"),
        ("ja", "前年同月比6%増"),
    ],
)
def test_what_a_figure_is_compared_with_is_no_date(language: str, text: str) -> None:
    assert dates(language, text, MARCH_2026) == []


def test_a_month_beside_a_comparison_stays_the_month_gone_by() -> None:
    text = "China exported 5,959 tons in December, up 6.4% from a year earlier."
    assert dates("en", text, MARCH_2026) == [("2025-12", "date")]


@pytest.mark.parametrize(
    ("language", "text", "year"),
    [
        ("de", "Die Pflicht besteht vom 1. Juli an.", 2026),
        ("de", "Das galt vom 1. Juli an.", 2025),
        ("de", "Die Pflicht gilt ab dem 1. Juli.", 2026),
        ("de", "Seit dem 1. Juli gilt das.", 2025),
        ("en", "Licences are needed from 1 July.", 2026),
        ("en", "The ministry said licences are needed from 1 July.", 2026),
        ("en", "The rule applied from 1 July.", 2025),
        ("nl", "Een vergunning is nodig vanaf 1 juli.", 2026),
        ("nl", "Dat gold vanaf 1 juli.", 2025),
        ("fr", "Une licence est obligatoire à partir du 1er juillet.", 2026),
        ("fr", "Cela s'appliquait à partir du 1er juillet.", 2025),
        ("es", "Se exige a partir del 1 de julio.", 2026),
        ("es", "Regía a partir del 1 de julio.", 2025),
        ("ja", "7月1日から許可が必要。", 2026),
        ("ja", "7月1日から適用すると発表した。", 2026),
        ("ja", "7月1日から適用された。", 2025),
    ],
)
def test_what_holds_from_a_day_on_begins_at_the_coming_one_unless_it_has_begun(
    language: str, text: str, year: int
) -> None:
    assert dates(language, text, MARCH_2026) == [(f"{year}-07-01/..", "since")]


def test_a_particle_of_a_verb_makes_no_beginning() -> None:
    assert dates("de", "Er reiste am 1. Juli an.", MARCH_2026) == [("2025-07-01", "date")]


def test_until_a_day_gone_by_is_no_deadline() -> None:
    assert dates("en", "The ban ran until 2023.") == [("../2023-12-31", "date")]


def test_since_then_goes_back_to_the_date_before_it() -> None:
    text = "Anfang Oktober wurde das verschärft. Seitdem gilt es."
    assert dates("de", text)[1] == ("2025-10-01/..", "since")


def test_an_undated_article_gives_only_dates_that_carry_a_year() -> None:
    text = "Am Dienstag, im November, in dieser Woche und am 3. März 2024."
    assert dates("de", text, UNKNOWN) == [("2024-03-03", "date")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "HS 8505, Nr. 61, 2025 Tonnen, 2.025 Euro und die Agenda 2030"),
        ("en", "Exports may fall, the ministers march on, 2000 dollars, 45 years old"),
        ("en", "No. 18 of 2025 and the 1990s"),
        ("de", "Das wird jedes Jahr am 23. Februar gefeiert."),
    ],
)
def test_numbers_and_names_that_look_like_years_are_no_dates(language: str, text: str) -> None:
    assert dates(language, text) == []


def test_a_teaser_gives_no_date() -> None:
    assert find_dates(article("Nichts.", "de", day="2025-10-28", teaser="Am Freitag")) == []


@pytest.mark.parametrize("language", CODES)
@given(
    day=st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)),
    style=st.sampled_from(["full", "long", "medium"]),
)
@settings(deadline=None)
def test_a_day_set_by_the_rules_of_the_language_is_read_back(
    language: str, day: datetime.date, style: str
) -> None:
    written = format_date(day, style, locale=language)
    assert dates(language, written, UNKNOWN) == [(str(day), "date")], written


@pytest.mark.parametrize("language", CODES)
@given(day=st.dates(datetime.date(2001, 1, 1), datetime.date(2068, 12, 31)))
@settings(deadline=None)
def test_a_day_in_digits_is_read_in_the_order_of_the_language(
    language: str, day: datetime.date
) -> None:
    written = format_date(day, "short", locale=language)
    assert dates(language, written, UNKNOWN) == [(str(day), "date")], written


@pytest.mark.parametrize("language", CODES)
@given(
    text=st.text(
        st.sampled_from("0123456789.,-/ %$€年月日億万年前Jmai ab den 5 Prozent\n"), max_size=60
    )
)
@settings(deadline=None)
def test_no_text_breaks_the_reader_and_dates_never_overlap_amounts(
    language: str, text: str
) -> None:
    written = article(text, language, day=str(THAT_TUESDAY))
    found = [(m.start, m.end) for m in (*find_amounts(written), *find_dates(written))]
    found.sort()
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
