"""Which sentences, and which articles, tell of the same."""

from __future__ import annotations

import dataclasses
import itertools
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.made import article, day, fact, money
from xenotime.ledger.article import Article
from xenotime.ledger.stories.clusters import SAME_STORY, linked, partition, same_story, story_of
from xenotime.ledger.stories.likeness import Likeness, likeness
from xenotime.ledger.stories.profile import SKETCH, Profile, profile

AGENCY = article(
    "agency",
    "Chile and South Korea signed a lithium supply agreement in Santiago on Tuesday. "
    "Foreign companies with plants in Chile need a permit for exports of brine technology. "
    "The ministry called the step a turning point for the battery industry of both nations. "
    "Seoul will lend two billion dollars to a refinery near Antofagasta. "
    "Environmental groups criticised the use of scarce water in the desert. "
    "Deliveries are to begin in the spring of 2027.",
)
REWRITE = article(
    "rewrite",
    "A pact on lithium has been signed by Chile and South Korea. "
    "Foreign companies need a permit for exports of brine technology. "
    "The ministry called the step a turning point for the battery industry of both nations. "
    "Opposition politicians in Santiago demanded to see the text. "
    "To a refinery near Antofagasta Seoul will now lend some two billion dollars.",
)
OTHER = article(
    "other",
    "Chile lost to South Korea in the final of the table tennis tournament on Tuesday. "
    "The team from Santiago had been two sets ahead. "
    "Its coach said the defeat was a bitter end to a good season. "
    "Fans waited for the players at the airport until midnight.",
)
JAPANESE = article(
    "japanese",
    "日本とオーストラリアは火曜日、重希土類の供給に関する協定に署名した。"
    "両国政府は西オーストラリア州の製錬所に三億ドルを融資する。"
    "中国の輸出規制を受け、調達先の多様化を急ぐ。"
    "納入は二〇二七年春に始まる予定だ。",
    "ja",
)
JAPANESE_REWRITE = article(
    "japanese_rewrite",
    "中国の輸出規制を受け、日本は調達先の多様化を急ぐ。"
    "両国政府は製錬所に三億ドルを融資する。"
    "首相は記者団に歓迎の意を示した。",
    "ja",
)
JAPANESE_OTHER = article(
    "japanese_other",
    "東京では火曜日、桜の開花が発表された。"
    "気象庁によると平年より五日早い。"
    "上野公園には多くの花見客が訪れた。",
    "ja",
)


def quoted(a: Article, b: Article, found: Likeness) -> dict[str, tuple[str, str]]:
    return {a.quote(*p.a)[:20]: (p.level, b.quote(*p.b)) for p in found.pairs}


def test_a_rewrite_stands_out_from_another_article_about_the_same_countries() -> None:
    rewritten, other = likeness(AGENCY, REWRITE), likeness(AGENCY, OTHER)
    assert rewritten.score > 0.4
    assert other.score < 0.2
    assert other.pairs == ()


def test_a_short_extract_of_a_long_report_is_found_by_what_it_holds_of_it() -> None:
    extract = article("extract", AGENCY.text[AGENCY.text.index("The ministry") :])
    found = likeness(AGENCY, extract)
    assert found.containment == found.copied == found.score == 1.0
    assert found.jaccard < 0.8


def test_the_reader_sees_which_qualifier_a_rewrite_dropped() -> None:
    found = likeness(AGENCY, REWRITE)
    permit = next(p for p in found.pairs if "permit" in AGENCY.quote(*p.a))
    assert permit.level == "edited"
    assert permit.dropped == ("with plants in Chile",)
    assert permit.added == ()
    back = likeness(REWRITE, AGENCY)
    assert next(p for p in back.pairs if "permit" in REWRITE.quote(*p.a)).added == permit.dropped


def test_copied_edited_and_retold_sentences_are_told_apart() -> None:
    found = quoted(AGENCY, REWRITE, likeness(AGENCY, REWRITE))
    assert found["The ministry called "][0] == "verbatim"
    assert found["Foreign companies wi"][0] == "edited"
    assert found["Seoul will lend two "][0] == "paraphrase"
    assert not any("Opposition" in text for _, text in found.values())


def test_typography_and_case_do_not_make_a_copied_sentence_edited() -> None:
    one = article("one", 'The summit of the APEC called it a "golden age" of trade.')
    other = article("other", "The summit of the Apec called it a “golden age”\nof trade.")
    assert [p.level for p in likeness(one, other).pairs] == ["verbatim"]


def test_a_clause_moved_to_the_next_sentence_is_not_called_dropped() -> None:
    one = article(
        "one",
        "Gabon is a leading producer of manganese; its new export ban worries steel makers "
        "worldwide. Talks go on.",
    )
    other = article(
        "other",
        "Gabon is a leading producer of manganese. Much is smelted abroad, so its export ban "
        "worries steel makers worldwide. Talks go on.",
    )
    first = likeness(one, other).pairs[0]
    assert first.level == "edited"
    assert first.dropped == ()


@pytest.mark.parametrize(
    ("language", "whole", "cut", "dropped"),
    [
        (
            "de",
            "Ausländische Firmen mit Werken in Gabun brauchen eine Genehmigung für Manganerz.",
            "Ausländische Firmen brauchen eine Genehmigung für Manganerz.",
            "mit Werken in Gabun",
        ),
        (
            "nl",
            "Buitenlandse bedrijven met fabrieken in Gabon hebben een vergunning voor erts nodig.",
            "Buitenlandse bedrijven hebben een vergunning voor erts nodig.",
            "met fabrieken in Gabon",
        ),
        (
            "fr",
            "Les entreprises étrangères établies au Gabon doivent obtenir une licence.",
            "Les entreprises étrangères doivent obtenir une licence.",
            "établies au Gabon",
        ),
        (
            "es",
            "Las empresas extranjeras con plantas en Gabón necesitan una licencia.",
            "Las empresas extranjeras necesitan una licencia.",
            "con plantas en Gabón",
        ),
        (
            "ja",
            "ガボンに工場を持つ外国企業はマンガン鉱の輸出に許可が必要となる。",
            "外国企業はマンガン鉱の輸出に許可が必要となる。",
            "ガボンに工場を持つ",
        ),
    ],
)
def test_a_dropped_qualifier_is_found_in_every_language(
    language: str, whole: str, cut: str, dropped: str
) -> None:
    (pair,) = likeness(article("a", whole, language), article("b", cut, language)).pairs
    assert pair.level == "edited"
    assert pair.dropped == (dropped,)


def test_japanese_rewrites_are_found_without_spaces_between_words() -> None:
    rewritten = likeness(JAPANESE, JAPANESE_REWRITE)
    assert rewritten.score > 0.4
    assert len(rewritten.pairs) == 2
    other = likeness(JAPANESE, JAPANESE_OTHER)
    assert other.score < 0.1
    assert other.pairs == ()
    assert same_story(profile(JAPANESE, ()), profile(JAPANESE_REWRITE, ())) >= SAME_STORY
    assert same_story(profile(JAPANESE, ()), profile(JAPANESE_OTHER, ())) == 0.0


def test_only_the_body_is_compared() -> None:
    teaser = " Talks about a table tennis treaty went well. Fans waited at the airport."
    longer = dataclasses.replace(REWRITE, text=REWRITE.text + teaser)
    assert likeness(AGENCY, longer) == likeness(AGENCY, REWRITE)
    assert profile(longer, ()) == profile(REWRITE, ())


@pytest.mark.parametrize("text", ["", "...", "Yes.", "第一。"])
def test_an_article_without_a_sentence_to_speak_of_is_like_no_other(text: str) -> None:
    empty = article("empty", text)
    assert likeness(empty, AGENCY).score == 0.0
    assert same_story(profile(empty, ()), profile(AGENCY, ())) == 0.0


def test_fingerprints_agree_between_processes_and_stay_small() -> None:
    program = (
        "from tests.ledger.test_stories import AGENCY, profile\n"
        "print(sorted(profile(AGENCY, ()).fingerprint))"
    )
    command = [sys.executable, "-c", program]
    printed = {
        subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {str(sorted(profile(AGENCY, ()).fingerprint))}
    long = article("long", " ".join(f"Ship{n} left harbour{n} on day{n}." for n in range(2000)))
    found = profile(long, ()).fingerprint
    assert len(found) == SKETCH
    assert all(0 <= mark < 2**63 for mark in found)


def test_a_text_of_one_endless_sentence_is_compared_by_its_beginning() -> None:
    endless = article("endless", "ore and slag and smoke and dust, " * 100_000 + "the end.")
    other = article("other", "slag and smoke and ore and dust, " * 100_000 + "the end.")
    assert likeness(endless, other).containment == 1.0
    assert len(profile(endless, ()).fingerprint) <= SKETCH


def test_a_rewrite_joins_its_story_without_any_fact() -> None:
    assert same_story(profile(AGENCY, ()), profile(REWRITE, ())) >= SAME_STORY
    assert same_story(profile(AGENCY, ()), profile(OTHER, ())) < SAME_STORY


def test_a_short_notice_is_found_in_a_very_long_report() -> None:
    notice = "".join(
        f"Ore carrier {n} was loaded at berth {n + 3} by crew {n * 7}. " for n in range(40)
    )
    rest = "".join(f"Page {n} of the log speaks of storm {n * 11} and swell. " for n in range(800))
    whole = profile(article("whole", notice + rest), ())
    assert same_story(profile(article("notice", notice), ()), whole) >= SAME_STORY


def event(
    name: str,
    date: str | None,
    places: str,
    goods: str = "",
    language: str = "en",
    kind: str = "agreement",
    happened: str | None = None,
    behind: str = "",
) -> Profile:
    """An article of words found nowhere else, opening with one fact, with a control behind it."""
    text = f"{name} opening one. {name} second two. {name} third three. {name} fourth four."
    written = article(name, text, language, date)
    facts = [fact(written, f"{name} opening one.", kind, "signed", places, goods, date=happened)]  # type: ignore[arg-type]
    if behind:
        facts.append(fact(written, f"{name} fourth four.", "control", "in_force", "CHN", behind))
    return profile(written, facts)


def test_reports_of_one_event_in_different_languages_are_one_story() -> None:
    english = event("mineralspact", "2025-10-28", "JPN USA", "rare_earths")
    german = event("rohstoffabkommen", "2025-10-29", "USA JPN", "rare_earths", "de")
    japanese = event("協定", "2025-10-28", "JPN USA", "rare_earths critical_minerals", "ja")
    undated = event("akkoord", None, "JPN USA", "rare_earths", "nl")
    for a, b in itertools.combinations((english, german, japanese, undated), 2):
        assert same_story(a, b) >= SAME_STORY


def test_the_same_word_for_an_agreement_does_not_join_other_countries() -> None:
    pact = event("abkommen", "2026-02-06", "JPN USA", "rare_earths", "de")
    talks = event("abkommen", "2026-02-06", "IRN USA", "", "de")
    assert same_story(pact, talks) < SAME_STORY


def test_the_same_parties_and_goods_months_later_are_another_story() -> None:
    first = event("first", "2025-03-01", "JPN USA", "rare_earths")
    later = event("later", "2025-06-01", "JPN USA", "rare_earths")
    assert same_story(first, later) < SAME_STORY


def test_a_copy_joins_whenever_it_was_printed() -> None:
    early = dataclasses.replace(profile(AGENCY, ()), first=day("2025-01-02").first)
    late = dataclasses.replace(profile(AGENCY, ()), first=day("2026-01-02").first)
    assert same_story(early, late) == 1.0


def test_a_control_in_the_background_of_both_does_not_join_two_stories() -> None:
    one = event("one", "2025-10-28", "JPN USA", "rare_earths", behind="gallium germanium")
    other = event("other", "2025-10-28", "DEU KAZ", "lithium", behind="gallium germanium")
    assert 0 < same_story(one, other) < SAME_STORY


def test_a_new_control_of_one_country_is_one_story_on_one_day_only() -> None:
    first = event("first", "2025-10-09", "CHN", "gallium", kind="control")
    same = event("same", "2025-10-09", "CHN", "gallium", "de", kind="control")
    another_good = event("good", "2025-10-09", "CHN", "graphite", kind="control")
    weeks_later = event("weeks", "2025-10-26", "CHN", "gallium", kind="control")
    assert same_story(first, same) >= SAME_STORY
    assert same_story(first, another_good) < SAME_STORY
    assert same_story(first, weeks_later) < SAME_STORY


def test_a_place_missed_in_one_report_does_not_keep_it_apart() -> None:
    three = event("three", "2025-10-28", "AUS JPN USA", "heavy_rare_earths")
    two = event("two", "2025-10-28", "AUS JPN", "heavy_rare_earths")
    assert same_story(three, two) >= SAME_STORY
    assert same_story(three, three) <= 1.0


def test_a_large_sum_in_common_counts_whatever_its_digits_beyond_two() -> None:
    written = article("a", "Alpha beta gamma delta.", date="2025-10-28")
    other = article("b", "Epsilon zeta eta theta.", date="2025-10-30")
    one = fact(
        written, "Alpha beta gamma delta.", "commitment", "offered", "JPN USA", "",
        (money(550e9, "USD"),),
    )  # fmt: skip
    two = fact(
        other, "Epsilon zeta eta theta.", "commitment", "expected", "JPN USA", "",
        (money(551e9, "USD"),),
    )  # fmt: skip
    assert same_story(profile(written, [one]), profile(other, [two])) >= SAME_STORY


def month_of_news() -> dict[str, Profile]:
    return {
        "pact_1": event("pact1", "2025-10-28", "JPN USA", "rare_earths", behind="gallium"),
        "pact_2": event("pakt2", "2025-10-29", "JPN USA", "rare_earths", "de"),
        "pact_3": event("協定三", "2025-11-02", "JPN USA", "rare_earths", "ja"),
        "lithium_1": profile(AGENCY, ()),
        "lithium_2": profile(REWRITE, ()),
        "control_1": event("control1", "2025-10-09", "CHN", "gallium", kind="control"),
        "control_2": event("controle2", "2025-10-09", "CHN", "gallium", "nl", kind="control"),
        "talks": event("talks", "2025-10-28", "IRN USA"),
        "sport": profile(OTHER, ()),
    }


EXPECTED = {
    frozenset({"pact_1", "pact_2", "pact_3"}),
    frozenset({"lithium_1", "lithium_2"}),
    frozenset({"control_1", "control_2"}),
    frozenset({"talks"}),
    frozenset({"sport"}),
}


def test_stories_do_not_depend_on_the_order_in_which_articles_come() -> None:
    news = month_of_news()
    for seed in range(40):
        names = list(news)
        random.Random(seed).shuffle(names)
        stories = partition([news[name] for name in names])
        grouped = {
            frozenset(n for n, s in zip(names, stories, strict=True) if s == story)
            for story in stories
        }
        assert grouped == EXPECTED


def test_adding_articles_one_by_one_gives_the_stories_of_all_at_once() -> None:
    news = month_of_news()
    for seed in range(40):
        names = list(news)
        random.Random(seed).shuffle(names)
        story: dict[str, int] = {}
        for number, name in enumerate(names):
            found = story_of(news[name], [(story[other], news[other]) for other in story])
            story[name] = number if found is None else found
        grouped = {frozenset(n for n in names if story[n] == s) for s in story.values()}
        assert grouped == EXPECTED


def test_an_article_that_belongs_to_two_stories_names_both_the_surest_first() -> None:
    early = event("early", "2025-10-20", "JPN USA", "rare_earths")
    late = event("late", "2025-11-08", "JPN USA", "rare_earths")
    between = event("between", "2025-10-26", "JPN USA", "rare_earths")
    assert same_story(early, late) < SAME_STORY
    assert linked(between, [(7, late), (3, early)]) == [3]
    middle = event("middle", "2025-10-25", "JPN USA", "rare_earths", happened="2025-10-24")
    joined = [(7, middle), (3, early), (3, early)]
    assert set(linked(between, joined)) == {3, 7}
    assert story_of(between, []) is None
