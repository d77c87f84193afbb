from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel import Locale

from tests.ledger.article_maker import article
from xenotime.ledger.languages import CODES, rows
from xenotime.ledger.mentions.mention import PlaceMention
from xenotime.ledger.mentions.people import find_people
from xenotime.ledger.mentions.places import find_places
from xenotime.ledger.mentions.references import with_references

SEEDS = Path(__file__).parents[3] / "shared" / "news"


def places(text: str, language: str) -> list[str]:
    """The places of a text in order, several at once joined by a plus sign."""
    return ["+".join(mention.places) for mention in find_places(article(text, language))]


def meant(text: str, language: str) -> list[PlaceMention]:
    read = article(text, language, day="2025-11-01")
    named = find_places(read)
    return with_references(read, named, find_people(read, named))


def referred(mentions: Sequence[PlaceMention]) -> list[tuple[str, ...]]:
    return [mention.places for mention in mentions if mention.how == "reference"]


def test_every_country_of_the_world_is_found_by_its_name_in_every_language() -> None:
    everyday = {"Réunion", "La Réunion", "Maurice", "Dominique", "Grenade", "Salvador"}
    everyday |= {"Reunión", "Granada"}
    for code in CODES:
        missing = []
        for territory, name in Locale.parse(code).territories.items():
            if len(territory) != 2 or territory in ("UN", "EZ", "QO", "EA", "IC", "CQ", "XA", "XB"):
                continue
            plain = name.replace("\xad", "")
            if territory == "ZZ" or "(" in plain or plain in everyday:
                continue
            if len(places(f"„{plain}“", code)) != 1:
                missing.append(plain)
        assert not missing, code


@pytest.mark.parametrize("code", [code for code in CODES if code != "ja"])
def test_the_countries_of_the_atlas_have_an_adjective_in_every_language(code: str) -> None:
    known = {row["places"] for row in rows(code, "places") if row["how"] == "adjective"}
    wanted = "CHN JPN KOR TWN VNM THA MYS PHL IDN IND MMR LAO AUS NCL RUS KAZ KGZ TJK UZB MNG TUR"
    wanted += " UKR GBR NOR DEU FRA EST FIN POL SWE AUT BEL NLD ITA ESP PRT CZE GRC CAN USA MEX"
    wanted += " BRA ARG CHL PER BOL CUB ZAF ZWE COD ZMB MOZ MDG TZA MWI BDI RWA UGA MAR NGA AGO"
    assert not set(f"{wanted} NAM SAU IRN ISR GRL PRK AZE".split()) - known


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Japans Regierung und der chinesische Zoll", ["JPN", "CHN"]),
        (
            "de",
            "deutsch-japanischer Handel; die Franzosen, eine Polin",
            ["DEU", "JPN", "FRA", "POL"],
        ),
        ("de", "Das Weiße Haus, der Kreml, Peking und Brüssel", ["USA", "RUS", "CHN", "XEU"]),
        ("de", "aus dem Gebiet Karabach und aus Bayan Obo", ["AZE", "CHN"]),
        ("nl", "Duits-Japanse gesprekken, de VS en het Witte Huis", ["DEU", "JPN", "USA", "USA"]),
        ("nl", "Zuid-Korea en Noord-Korea, de Chinezen", ["KOR", "PRK", "CHN"]),
        (
            "en",
            "The U.S., South Korea and the DRC; Beijing's and Tokyo's",
            "USA KOR COD CHN JPN".split(),
        ),
        ("en", "Niger, Nigeria, Guinea-Bissau, Papua New Guinea", ["NER", "NGA", "GNB", "PNG"]),
        ("fr", "Les entreprises japonaises, la Maison-Blanche et l'Élysée", ["JPN", "USA", "FRA"]),
        ("fr", "la Chine, la RDC et l'Union européenne", ["CHN", "COD", "XEU"]),
        ("es", "EE.UU., las empresas chilenas y la Casa Blanca", ["USA", "CHL", "USA"]),
        ("es", "Japón, el primer ministro japonés y la UE", ["JPN", "JPN", "XEU"]),
        ("ja", "日米両政府と中国側、米商務省、ドイツの企業", ["JPN+USA", "CHN", "USA", "DEU"]),
        ("ja", "日米豪印と米中、ホワイトハウス", ["JPN+USA+AUS+IND", "USA+CHN", "USA"]),
    ],
)
def test_adjectives_abbreviations_and_seats_of_government_are_their_countries(
    language: str, text: str, expected: list[str]
) -> None:
    assert places(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "join us for a roast turkey"),
        ("en", "aboard the USS George Washington"),
        ("en", "50 million US dollars in the South China Sea"),
        ("en", "Nippon Steel and China Rare Earth Group said"),
        ("en", "the Indian Ocean and the Indo-Pacific"),
        ("de", "an Bord der „USS George Washington“ für 452 Millionen US-Dollar"),
        ("de", "die Deutsche Bank und die Deutsche Presse-Agentur"),
        ("de", "ein schlechtes Omen"),
        ("fr", "Réunion de crise à 12 heures, selon Maurice"),
        ("es", "Reunión urgente sobre el precio del chile"),
        ("ja", "一日中タイヤとチリソースを売り、新米を1万ドルで買った"),
        ("ja", "南シナ海とインド太平洋"),
    ],
)
def test_words_that_only_look_like_a_country_are_none(language: str, text: str) -> None:
    assert places(text, language) == []


def test_a_teaser_names_no_place_of_the_article() -> None:
    read = article("Japan hat zugestimmt.", "de", teaser="Gespräche mit dem Iran im Oman")
    assert [mention.places for mention in find_places(read)] == [("JPN",)]


def test_a_span_is_exactly_the_characters_of_the_name() -> None:
    read = article(
        "Gestern hat die aserbaidschanische Regierung Japans Botschafter empfangen.", "de"
    )
    spans = [read.quote(m.start, m.end) for m in find_places(read)]
    assert spans == ["aserbaidschanische", "Japans"]


@pytest.mark.parametrize(
    ("language", "text", "pair"),
    [
        (
            "de",
            "Die USA und Japan einigten sich. China warnte. Beide Länder planen mehr.",
            "USA JPN",
        ),
        ("nl", "Duitsland en Japan spraken. De oorlog in Oekraïne trof beide landen.", "DEU JPN"),
        ("en", "Chile and Germany met. The two sides signed.", "CHL DEU"),
        ("fr", "La France et le Japon ont signé. Les deux pays investiront.", "FRA JPN"),
        ("es", "Chile y Alemania firmaron. Ambos países invertirán.", "CHL DEU"),
        ("ja", "日本とオーストラリアは合意した。両国は投資する。", "JPN AUS"),
    ],
)
def test_both_countries_are_the_two_of_which_the_article_speaks(
    language: str, text: str, pair: str
) -> None:
    assert [set(found) for found in referred(meant(text, language))] == [set(pair.split())]


def test_he_and_the_kingdom_point_back_to_the_last_that_fit() -> None:
    text = (
        "Präsident Emmanuel Macron reiste nach Saudi-Arabien. Das Königreich war bereit, sagte er."
    )
    assert referred(meant(text, "de")) == [("SAU",), ("FRA",)]


def test_a_person_counts_for_the_country_and_not_for_a_place_in_the_name() -> None:
    text = "Israel's Defence Minister Israel Katz met President Emmanuel Macron."
    found = [(mention.places[0], mention.how) for mention in meant(text, "en")]
    assert found == [("ISR", "name"), ("ISR", "person"), ("FRA", "person")]


def test_a_language_without_tables_gives_nothing_instead_of_nonsense() -> None:
    assert places("Japan", "und") == []


def test_a_long_text_of_names_is_read_in_full() -> None:
    assert len(places("Japan und China, " * 20_000, "de")) == 40_000


def test_countries_of_the_seeds_are_those_that_a_reader_marked() -> None:
    if not (SEEDS / "gold.jsonl").is_file():
        pytest.skip("needs the annotated articles of ../shared/news")
    right = wrong = missed = 0
    found: dict[str, list[PlaceMention]] = {}
    for line in (SEEDS / "gold.jsonl").read_text("utf-8").splitlines():
        fact = json.loads(line)
        if fact["record"] != "fact" or fact["relevance"] == "low":
            continue
        name = fact["file"]
        if name not in found:
            text = (SEEDS / "seeds" / name).read_text("utf-8")
            found[name] = meant(text, "nl" if name.startswith("000") else "de")
        inside = [m for m in found[name] if fact["start"] <= m.start < fact["end"]]
        context = {a["iso3"] for a in fact["actors"] if a["part"] == "comparison"}
        got = {place for mention in inside for place in mention.places} - context
        marked = {a["iso3"] for a in fact["actors"] if "iso3" in a} - context
        right, wrong, missed = (
            right + len(got & marked),
            wrong + len(got - marked),
            missed + len(marked - got),
        )
    assert right / (right + missed) >= 0.88
    assert right / (right + wrong) >= 0.85
