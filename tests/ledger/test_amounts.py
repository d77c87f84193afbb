"""Amounts of articles: value, unit, currency, and the exact characters."""

from __future__ import annotations

import pytest
from babel.numbers import format_compact_decimal, format_currency, format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.article_maker import article
from xenotime.ledger.languages import CODES
from xenotime.ledger.mentions.amounts import find_amounts
from xenotime.ledger.mentions.mention import AmountMention

TONNES = {
    "de": "Tonnen",
    "nl": "ton",
    "en": "tonnes",
    "fr": "tonnes",
    "es": "toneladas",
    "ja": "トン",
}


def amounts(language: str, text: str) -> list[AmountMention]:
    return find_amounts(article(text, language))


def only(language: str, text: str) -> tuple[str, float, float | None, str, str | None]:
    found = amounts(language, text)
    assert len(found) == 1, found
    (amount,) = found
    span = text[amount.start : amount.end]
    return span, amount.value, amount.upper, amount.unit, amount.currency


@pytest.mark.parametrize(
    ("language", "text", "span", "value", "currency"),
    [
        ("de", "Es geht um rund 472 Milliarden Euro.", "rund 472 Milliarden Euro", 472e9, "EUR"),
        ("de", "Es geht um 473 Mrd. Euro.", "473 Mrd. Euro", 473e9, "EUR"),
        ("de", "Das kostet 1,5 Billionen Yen.", "1,5 Billionen Yen", 1.5e12, "JPY"),
        ("de", "Eine halbe Milliarde Dollar", "Eine halbe Milliarde Dollar", 5e8, "USD"),
        ("de", "fünfundzwanzig Millionen Euro", "fünfundzwanzig Millionen Euro", 25e6, "EUR"),
        ("nl", "Het gaat om 1,2 miljard euro.", "1,2 miljard euro", 1.2e9, "EUR"),
        ("nl", "Een miljard dollar", "Een miljard dollar", 1e9, "USD"),
        ("en", "It is worth $550 billion.", "$550 billion", 550e9, "USD"),
        ("en", "about €472bn was spent", "about €472bn", 472e9, "EUR"),
        ("en", "A$3.5 million was paid", "A$3.5 million", 3.5e6, "AUD"),
        ("en", "seven hundred dollars", "seven hundred dollars", 700, "USD"),
        ("fr", "550 milliards de dollars", "550 milliards de dollars", 550e9, "USD"),
        ("fr", "un prêt de 3,5 Md€", "3,5 Md€", 3.5e9, "EUR"),
        ("fr", "80 millions d'euros", "80 millions d'euros", 80e6, "EUR"),
        ("es", "550.000 millones de dólares", "550.000 millones de dólares", 550e9, "USD"),
        ("es", "5 mil millones de euros", "5 mil millones de euros", 5e9, "EUR"),
        ("es", "1,5 billones de yenes", "1,5 billones de yenes", 1.5e12, "JPY"),
        ("ja", "日本は5500億ドルを投じる。", "5500億ドル", 550e9, "USD"),
        ("ja", "2000億円を投じる。", "2000億円", 2e11, "JPY"),
        ("ja", "１兆2000億円を投じる。", "１兆2000億円", 1.2e12, "JPY"),
    ],
)
def test_money_is_read_with_its_scale_in_the_scale_of_the_language(
    language: str, text: str, span: str, value: float, currency: str
) -> None:
    assert only(language, text) == (span, value, None, "currency", currency)


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("de", "zwei Prozent des Bruttoinlandsproduktes", 2, "percent_of_GDP"),
        ("nl", "3 procent van het bbp", 3, "percent_of_GDP"),
        ("en", "two percent of GDP", 2, "percent_of_GDP"),
        ("ja", "GDPの2％", 2, "percent_of_GDP"),
        ("de", "der Zollsatz von 15 Prozent", 15, "percent_ad_valorem"),
        ("en", "a 25 percent tariff", 25, "percent_ad_valorem"),
        ("fr", "des droits de douane de 15 %", 15, "percent_ad_valorem"),
        ("de", "Der Umsatz stieg um 49 Prozent.", 49, "percent"),
        ("es", "12,5 por ciento", 12.5, "percent"),
        ("en", "fifty-one percent", 51, "percent"),
        ("en", "5 percentage points", 5, "percentage_point"),
        ("de", "zwei Jahre früher als geplant", -2, "year"),
        ("ja", "2年前倒し", -2, "year"),
        ("de", "ein zehnjähriger Vertrag", 10, "year"),
        ("en", "a ten-year contract", 10, "year"),
        ("en", "a deal for 2.5 Mt", 2.5e6, "tonne"),
        ("en", "2000kg of magnets", 2000, "kilogram"),
        ("de", "mehr als 10.000 Gratulanten", 10_000, "count"),
        ("en", "2 million people", 2e6, "count"),
        ("ja", "300社以上", 300, "count"),
    ],
)
def test_shares_terms_masses_and_counts_get_their_unit(
    language: str, text: str, value: float, unit: str
) -> None:
    _, found, _, found_unit, _ = only(language, text)
    assert (found, found_unit) == (value, unit)


@pytest.mark.parametrize(
    ("language", "text", "rank"),
    [
        ("nl", "Duitsland is de belangrijkste handelspartner van Japan", 1),
        ("nl", "Japan is de op een na grootste handelspartner", 2),
        ("nl", "zij het de 18e grootste handelspartner", 18),
        ("de", "China ist der weltgrößte Produzent", 1),
        ("de", "Japan ist der drittgrößte Handelspartner", 3),
        ("en", "the third-largest trading partner", 3),
        ("fr", "le premier partenaire commercial du Japon", 1),
        ("es", "el segundo mayor productor", 2),
        ("ja", "世界第3位の生産国", 3),
    ],
)
def test_a_rank_among_partners_and_producers_is_an_amount(
    language: str, text: str, rank: int
) -> None:
    _, value, _, unit, _ = only(language, text)
    assert (value, unit) == (rank, "rank")


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "unit"),
    [
        ("de", "zwischen 5 und 7 Milliarden Euro", 5e9, 7e9, "currency"),
        ("de", "10 bis 15 Prozent", 10, 15, "percent"),
        ("en", "$5-7 billion", 5e9, 7e9, "currency"),
        ("nl", "tussen de 5 en 7 miljoen ton", 5e6, 7e6, "tonne"),
        ("fr", "entre 5 et 7 milliards d'euros", 5e9, 7e9, "currency"),
        ("es", "entre 5 y 7 millones de toneladas", 5e6, 7e6, "tonne"),
        ("ja", "5〜7億ドル", 5e8, 7e8, "currency"),
    ],
)
def test_both_ends_of_a_range_get_the_scale(
    language: str, text: str, low: float, high: float, unit: str
) -> None:
    _, value, upper, found_unit, _ = only(language, text)
    assert (value, upper, found_unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "ein milliardenschweres Paket, F-35, G7, COP29 und HS 8505"),
        ("de", "Artikel 5 der Verordnung Nr. 61 vom 28. Oktober 2025"),
        ("de", "Telefon +49 30 123456, es endete 3:1, um 14.00 Uhr"),
        ("de", "ein 45-jähriger Mann und einer der größten Produzenten"),
        ("en", "No. 18 of 2025, announced on October 28, 2025 under Article 12"),
        ("en", "billions of dollars, one of the largest economies, a 45-year-old man"),
        ("en", "three years ago, in the 1990s and within 180 days"),
        ("nl", "op 28 oktober 2025 en in de komende jaren"),
        ("fr", "le premier ministre, le 28 octobre 2025, article 5"),
        ("ja", "2025年10月28日、午前9時、第5条"),
    ],
)
def test_dates_codes_scores_and_names_with_digits_are_no_amounts(language: str, text: str) -> None:
    assert amounts(language, text) == []


def test_vague_words_are_part_of_the_amount_and_mark_it() -> None:
    (amount,) = amounts("en", "It will buy up to 2,000 tonnes per year.")
    assert amount.approximate
    assert (amount.per, amount.unit) == ("year", "tonne")
    (exact,) = amounts("en", "It will buy 2,000 tonnes.")
    assert not exact.approximate


def test_a_price_says_per_what() -> None:
    (price,) = amounts("de", "Er stieg auf 110 USD/kg.")
    assert (price.value, price.unit, price.currency, price.per) == (
        110,
        "currency",
        "USD",
        "kilogram",
    )


def test_the_yen_sign_is_the_yuan_where_others_are_in_yuan() -> None:
    assert amounts("en", "It paid ¥5 billion.")[0].currency == "JPY"
    both = amounts("en", "It paid ¥5 billion, or some 5 billion yuan.")
    assert [amount.currency for amount in both] == ["CNY", "CNY"]


def test_a_teaser_gives_no_amount() -> None:
    assert find_amounts(article("Nichts.", "de", teaser="550 Milliarden Dollar")) == []


@pytest.mark.parametrize("language", CODES)
@given(number=st.integers(1, 999_999_999).map(lambda n: n / 100))
@settings(deadline=None)
def test_a_number_set_by_the_rules_of_the_language_is_read_back(
    language: str, number: float
) -> None:
    written = format_decimal(number, locale=language)
    _, value, _, unit, _ = only(language, f"{written} {TONNES[language]}")
    assert (round(value, 3), unit) == (round(number, 3), "tonne")


@pytest.mark.parametrize("language", CODES)
@given(
    number=st.integers(10_000, 99_999_999).map(lambda n: n / 100),
    currency=st.sampled_from(["USD", "EUR", "GBP", "AUD", "CNY", "KRW", "INR"]),
    style=st.sampled_from(["standard", "name"]),
)
@settings(deadline=None)
def test_money_set_by_the_rules_of_the_language_is_read_back(
    language: str, number: float, currency: str, style: str
) -> None:
    written = format_currency(
        number,
        currency,
        locale=language,
        format_type=style,
        currency_digits=False,
        decimal_quantization=False,
    )
    _, value, _, _, found = only(language, written)
    assert (round(value, 3), found) == (round(number, 3), currency)


@pytest.mark.parametrize("language", CODES)
@given(number=st.integers(1, 999), power=st.sampled_from([3, 6, 9, 12]))
@settings(deadline=None)
def test_a_compact_number_is_read_back(language: str, number: int, power: int) -> None:
    length = "short" if language == "ja" else "long"
    written = format_compact_decimal(
        number * 10**power, locale=language, format_type=length, fraction_digits=4
    )
    _, value, _, _, _ = only(language, f"{written} {TONNES[language]}")
    assert value == pytest.approx(number * 10**power), written
