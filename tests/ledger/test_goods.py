from __future__ import annotations

import csv
from pathlib import Path

import pytest

import xenotime.world
from tests.ledger.article_maker import article
from xenotime.ledger.languages import CODES, rows
from xenotime.ledger.mentions.goods import find_goods

ATLAS = Path(xenotime.world.__file__).parent / "atlas"


def goods(text: str, language: str) -> list[str]:
    return [mention.good for mention in find_goods(article(text, language))]


def atlas_ids(table: str) -> set[str]:
    found: set[str] = set()
    for path in ATLAS.glob(f"*/{table}.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["id"] for row in csv.DictReader(file)}
    return found


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", ["minerals", "commodities"])
def test_every_mineral_and_commodity_of_the_atlas_has_a_term_in_every_language(
    code: str, table: str
) -> None:
    known = {row["good"] for row in rows(code, "goods") if row["patterns"]}
    assert atlas_ids(table)
    assert not atlas_ids(table) - known


def test_all_languages_know_the_same_goods() -> None:
    ids = {code: {row["good"] for row in rows(code, "goods")} for code in CODES}
    assert all(found == ids["en"] for found in ids.values())


@pytest.mark.parametrize("code", CODES)
def test_no_term_stands_for_two_goods(code: str) -> None:
    patterns = [p for row in rows(code, "goods") for p in row["patterns"].split("|")]
    assert sorted(set(patterns)) == sorted(patterns)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "eine Vereinbarung zu Seltenen Erden", ["rare_earths"]),
        (
            "de",
            "Graphitexporte, Seltenerdmetalle und Neodym-Magnete",
            "graphite rare_earths ndfeb_magnet".split(),
        ),
        (
            "de",
            "Raketen, Schiffbau, US-Sojabohnen, Gas und Künstliche Intelligenz",
            "missiles ships soybeans natural_gas artificial_intelligence".split(),
        ),
        (
            "nl",
            "minerale hulpbronnen, halfgeleiders en batterijen",
            "raw_materials semiconductors batteries".split(),
        ),
        ("nl", "zeldzame aardmetalen en permanente magneten", ["rare_earths", "ndfeb_magnet"]),
        (
            "en",
            "rare-earth magnets, gallium nitride and natural graphite",
            "ndfeb_magnet gaas_gan_wafers natural_graphite_flake".split(),
        ),
        (
            "en",
            "critical minerals such as tungsten and dysprosium",
            "critical_minerals tungsten dy_metal".split(),
        ),
        (
            "fr",
            "les terres rares, le carbonate de lithium et l'antimoine",
            "rare_earths lithium_carbonate antimony".split(),
        ),
        (
            "es",
            "tierras raras, hidróxido de litio y wolframio",
            "rare_earths lithium_hydroxide tungsten".split(),
        ),
        (
            "ja",
            "レアアース磁石、天然黒鉛、半導体と造船",
            "ndfeb_magnet natural_graphite_flake semiconductors ships".split(),
        ),
    ],
)
def test_terms_of_the_field_are_found_in_six_languages(
    language: str, text: str, expected: list[str]
) -> None:
    assert goods(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Sie waren der Leiter und seine Zinnen, ein goldenes Zeitalter"),
        ("de", "Stahlinger ist ein Ort"),
        ("en", "a nickel-and-dime lead in a golden age, nothing tinny or zincky"),
        ("en", "Nippon Steel and Lynas Rare Earths said"),
        ("en", "the Ministry of Energy and the energy minister"),
        ("fr", "une mine d'or, sans plomb et avec aplomb"),
        ("es", "una mina de oro sin plomo"),
        ("ja", "電車と青銅の銅像"),
    ],
)
def test_words_that_only_contain_a_good_are_none(language: str, text: str) -> None:
    assert goods(text, language) == []


def test_a_span_covers_the_whole_compound() -> None:
    read = article("China drosselt Antimonexporte.", "de")
    (mention,) = find_goods(read)
    assert read.quote(mention.start, mention.end) == "Antimonexporte"


def test_the_elements_of_the_atlas_are_found_by_their_english_names() -> None:
    with (ATLAS / "common" / "elements.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] not in ("C", "Other_REE"):
                assert goods(f"exports of {row['name'].split(' (')[0].lower()}", "en"), row["id"]
