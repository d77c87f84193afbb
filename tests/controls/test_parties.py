"""Listed parties are found by whole names only, in any spelling of case, width and legal form."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xenotime.controls.parties import match_parties, near_parties, party_key

PARTIES = pl.DataFrame(
    [
        (
            "act-1",
            "Alpha Heavy Industries, Ltd.",
            "JPN",
            "control_list",
            "AHI|アルファ重工業株式会社",
        ),
        ("act-1", "Alpha Heavy Industries Engines K.K.", "JPN", "watch_list", None),
        ("act-2", "IHZ Corporation", "JPN", "control_list", "株式会社IHZ"),
        ("act-3", "Béta & Söhne GmbH & Co. KG", "DEU", "entity_list", ""),
        ("act-4", "光明精机有限公司", "CHN", "watch_list", "Guangming Precision Co., Ltd"),
    ],
    schema=["measure", "name", "place", "listed_as", "aliases"],
    orient="row",
)
ALPHA = ("control_list", "act-1", "Alpha Heavy Industries, Ltd.")
ENGINES = ("watch_list", "act-1", "Alpha Heavy Industries Engines K.K.")
IHZ = ("control_list", "act-2", "IHZ Corporation")
BETA = ("entity_list", "act-3", "Béta & Söhne GmbH & Co. KG")
GUANGMING = ("watch_list", "act-4", "光明精机有限公司")


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("ALPHA HEAVY INDUSTRIES LTD", ALPHA),
        ("alpha heavy-industries", ALPHA),
        ("Dy oxide for Alpha Heavy Industries, Nagasaki", ALPHA),
        ("A.H.I. Nagoya", ALPHA),
        ("ＡＬＰＨＡ　Ｈｅａｖｙ　Ｉｎｄｕｓｔｒｉｅｓ", ALPHA),
        ("アルファ重工業（株）", ALPHA),
        ("株式会社 アルファ重工業 御中", ALPHA),
        ("アルファ重工業長崎造船所", ALPHA),
        ("Alpha Heavy Industries Engines", ENGINES),
        ("（株）ＩＨＺ", IHZ),
        ("magnets for IHZ, Yokohama", IHZ),
        ("Beta and Sohne", BETA),
        ("BÉTA & SÖHNE GMBH", BETA),
        ("光明精机向", GUANGMING),
        ("Guangming Precision", GUANGMING),
    ],
)
def test_a_listed_party_is_found_however_its_name_is_written(text, party):
    assert match_parties([text], PARTIES) == [party]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "?",
        "Alpha Electric",
        "Alpha Heavy Industry",
        "Alphas Heavy Industries",
        "ihz rings",
        "新アルファ重工業",
        "大光明精机",
        "Ltd.",
        "=HYPERLINK(1)\x00",
    ],
)
def test_another_name_is_never_taken_for_a_listed_one(text):
    assert match_parties([text], PARTIES) == [None]


def test_of_two_parties_in_one_text_the_strictest_list_counts():
    text = "sold by Guangming Precision to Beta & Söhne"
    assert match_parties([text], PARTIES) == [BETA]
    assert match_parties([text + " for AHI"], PARTIES) == [ALPHA]


def test_without_listed_parties_nobody_is_listed():
    assert match_parties(["Alpha Heavy Industries", None], PARTIES.clear()) == [None, None]
    assert near_parties("Alpha Heavy Industries", PARTIES.clear()) == []


def test_near_names_are_offered_to_a_person_and_never_matched():
    assert match_parties(["Alhpa Heavy Industries"], PARTIES) == [None]
    assert near_parties("Alhpa Heavy Industries", PARTIES)[0] == ALPHA
    assert near_parties("Omega Trading", PARTIES) == []


def test_a_name_of_legal_forms_only_stays_what_it_is():
    assert party_key("The Limited Co.") == "the limited co"


@settings(deadline=None)
@given(st.lists(st.none() | st.text() | st.sampled_from(PARTIES["name"].to_list()), max_size=8))
def test_each_text_is_judged_by_itself(texts):
    alone = [match_parties([text], PARTIES)[0] for text in texts]
    assert match_parties(texts, PARTIES) == alone


@settings(deadline=None)
@given(st.sampled_from(PARTIES["name"].to_list()), st.text("abc ,.;", max_size=8))
def test_words_around_a_listed_name_do_not_hide_it(name, around):
    assert match_parties([f"{around} {name} {around}"], PARTIES)[0] is not None


def test_a_name_in_latin_letters_is_found_beside_east_asian_signs():
    parties = pl.DataFrame(
        {
            "measure": ["CN-2026-12"],
            "name": ["SUBARU Corporation"],
            "place": ["JPN"],
            "listed_as": ["watch_list"],
            "aliases": ["株式会社SUBARU|Subaru"],
        }
    )

    found = match_parties(
        ["Dy入りネオジム磁石 SUBARU向け", "株式会社SUBARU", "SUBARUKU向け"], parties
    )

    watched = ("watch_list", "CN-2026-12", "SUBARU Corporation")
    assert found == [watched, watched, None]
