import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenotime.ledger import languages
from xenotime.ledger.lexicon import Lexicon, fold, lexicon


def found(patterns: list[str], text: str, *, spaced: bool = True) -> list[str]:
    hits = lexicon({"x": patterns}, spaced=spaced).find(text)
    return [text[hit.start : hit.end] for hit in hits]


@given(st.text())
def test_folding_keeps_every_offset_true(text):
    assert len(fold(text)) == len(text)


def test_a_word_is_not_found_within_another():
    assert found(["ore"], "More ore, before the core.") == ["ore"]


def test_stars_stand_for_the_rest_of_a_word():
    text = "Das Handelsabkommen wurde unterzeichnet; Zollsätze und Strafzölle gelten."
    assert found(["*abkommen", "unterzeichn*", "*zölle"], text) == [
        "abkommen",
        "unterzeichn",
        "zölle",
    ]


def test_a_star_within_a_phrase_stands_for_an_ending():
    assert found(["port* à"], "Il portera à 5 %; il porte un casque.") == ["portera à"]


def test_a_separated_verb_is_found_within_its_sentence_and_not_beyond():
    assert found(["bot … an"], "Japan bot ihm den Bau an.") == ["bot"]
    assert found(["bot … an"], "Japan bot ihm den Bau. Er nahm an.") == []


def test_a_sign_may_end_a_separated_pattern():
    assert found(["acquired … %"], "It acquired 40 % of the mine.") == ["acquired"]


def test_quotation_marks_dashes_and_case_make_no_difference():
    assert found(["letter-of-intent's"], "A LETTER–OF–INTENT’S end") == ["LETTER–OF–INTENT’S"]


def test_japanese_is_found_without_spaces():
    assert found(["輸出規制"], "中国は輸出規制を強化した。", spaced=False) == ["輸出規制"]


def test_of_hits_that_overlap_the_longest_counts():
    text = "South Korea and Korea"
    hits = Lexicon([("Korea", "KOR"), ("South Korea", "KOR")]).longest(text)
    assert [(hit.start, hit.end) for hit in hits] == [(0, 11), (16, 21)]


def test_a_pattern_without_letters_is_refused():
    with pytest.raises(ValueError, match="no letters"):
        Lexicon([("*", "x")])


@pytest.mark.parametrize("code", languages.CODES)
def test_every_language_has_every_class_of_cue_and_none_twice(code):
    from xenotime.ledger.facts.cues import CLASSES

    table = languages.words(code, "cues")
    assert set(table) == set(CLASSES)
    for name, patterns in table.items():
        assert len(patterns) == len(set(patterns)), f"{code}/cues.toml: {name} holds one twice"
        assert patterns, f"{code}/cues.toml: {name} is empty"
