"""What a sentence says and what it does not: kinds, statuses, parties, voices."""

from __future__ import annotations

import datetime

import pytest

from xenotime.ledger import languages
from xenotime.ledger.article import Article, Block, Dated, Period, Sentence
from xenotime.ledger.facts.extract import read_facts
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.facts.features import KINDS, NAMES
from xenotime.ledger.facts.weighing import chances, weights

DAY = datetime.date(2026, 5, 5)


def article(language: str, *sentences: str) -> Article:
    """An article of these sentences, written on a Tuesday in May 2026."""
    spans, text = [], ""
    for sentence in sentences:
        start = len(text)
        text += sentence + (" " if languages.spaced(language) else "")
        spans.append(Sentence(start, start + len(sentence), 0))
    body = (Block(0, len(text), "body", ""),)
    return Article("test", text, language, None, Dated(Period(DAY, DAY), ""), body, tuple(spans))


def facts(language: str, *sentences: str) -> list[Fact]:
    return read_facts(article(language, *sentences))


def only(found: list[Fact], kind: str) -> Fact:
    some = [fact for fact in found if fact.kind == kind]
    assert len(some) == 1, [(fact.kind, fact.status, fact.quote) for fact in found]
    return some[0]


SIGNED = {
    "de": "Japan und Chile haben am Montag in Tokio ein Abkommen über Lithium unterzeichnet.",
    "nl": "Japan en Chili hebben maandag in Tokio een overeenkomst over lithium ondertekend.",
    "en": "Japan and Chile signed an agreement on lithium in Tokyo on Monday.",
    "fr": "Le Japon et le Chili ont signé lundi à Tokyo un accord sur le lithium.",
    "es": "Japón y Chile firmaron el lunes en Tokio un acuerdo sobre el litio.",
    "ja": "日本とチリは月曜日、東京でリチウムに関する協定に署名した。",
}
PLANNED = {
    "de": "Japan und Chile wollen im Juli ein Abkommen über Lithium unterzeichnen.",
    "nl": "Japan en Chili willen in juli een overeenkomst over lithium ondertekenen.",
    "en": "Japan and Chile plan to sign an agreement on lithium in July.",
    "fr": "Le Japon et le Chili vont signer en juillet un accord sur le lithium.",
    "es": "Japón y Chile prevén firmar en julio un acuerdo sobre el litio.",
    "ja": "日本とチリは7月にリチウムに関する協定に署名する予定だ。",
}


@pytest.mark.parametrize("language", languages.CODES)
def test_a_signed_agreement_is_read_in_every_language(language):
    fact = only(facts(language, SIGNED[language]), "agreement")
    assert fact.status == "signed"
    assert set(fact.countries) == {"JPN", "CHL"}
    assert "lithium" in " ".join(fact.goods)
    assert str(fact.date) == "2026-05-04"


@pytest.mark.parametrize("language", languages.CODES)
def test_planned_is_not_signed(language):
    fact = only(facts(language, PLANNED[language]), "agreement")
    assert fact.status in ("planned", "expected")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Japan und Chile haben kein Abkommen über Lithium unterzeichnet."),
        ("en", "Chile denied that it had signed an agreement on lithium with Japan."),
        ("nl", "Japan en Chili hebben geen overeenkomst over lithium ondertekend."),
        ("fr", "Le Japon et le Chili n'ont pas signé d'accord sur le lithium."),
    ],
)
def test_what_did_not_happen_is_denied_and_not_signed(language, sentence):
    for fact in facts(language, sentence):
        if fact.kind == "agreement":
            assert fact.status == "denied"


@pytest.mark.parametrize(
    ("language", "expects", "offers"),
    [
        (
            "de",
            "Washington erwartet japanische Investitionen in Höhe von 550 Milliarden Dollar.",
            "Japan bot den USA Investitionen in Höhe von 550 Milliarden Dollar an.",
        ),
        (
            "en",
            "Washington expects Japanese investments of 550 billion dollars.",
            "Japan offered the United States investments of 550 billion dollars.",
        ),
        (
            "nl",
            "Washington verwacht Japanse investeringen van 550 miljard dollar.",
            "Japan bood de Verenigde Staten investeringen van 550 miljard dollar aan.",
        ),
    ],
)
def test_what_one_side_expects_is_not_what_the_other_offers(language, expects, offers):
    expected = only(facts(language, expects), "commitment")
    offered = only(facts(language, offers), "commitment")
    assert (expected.status, offered.status) == ("expected", "offered")
    for fact in (expected, offered):
        (amount,) = fact.amounts
        assert (amount.value, amount.unit, amount.currency) == (550e9, "currency", "USD")
        assert set(fact.countries) == {"JPN", "USA"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Japan und Chile unterzeichneten eine Absichtserklärung zu Lithium."),
        ("en", "Japan and Chile signed a letter of intent on lithium."),
        ("nl", "Japan en Chili ondertekenden een intentieverklaring over lithium."),
        ("fr", "Le Japon et le Chili ont signé une lettre d'intention sur le lithium."),
        ("es", "Japón y Chile firmaron una carta de intención sobre el litio."),
        ("ja", "日本とチリはリチウムに関する意向書に署名した。"),
    ],
)
def test_a_letter_of_intent_is_told_from_an_agreement(language, sentence):
    assert only(facts(language, sentence), "agreement").instrument == "letter_of_intent"
    assert only(facts(language, SIGNED[language]), "agreement").instrument == "agreement"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Insidern zufolge will Japan 3 Milliarden Dollar in eine Mine in Chile stecken."),
        ("en", "Japan will invest 3 billion dollars in a mine in Chile, people familiar with the "
         "matter said."),
        ("nl", "Volgens ingewijden wil Japan 3 miljard dollar in een mijn in Chili investeren."),
    ],
)  # fmt: skip
def test_what_unnamed_sources_say_is_hedged(language, sentence):
    found = facts(language, sentence)
    assert found
    for fact in found:
        assert fact.hedged
        assert fact.attribution
        assert fact.attribution in sentence


def test_who_said_it_is_kept_in_the_articles_words():
    (fact,) = facts(
        "en", "Chile will cut its tariff on magnets to 3 percent, Finance Minister Ana Prado said."
    )
    assert fact.attribution == "Ana Prado"
    assert not fact.hedged


@pytest.mark.parametrize(
    ("language", "ban", "halt"),
    [
        (
            "en",
            "China imposed export controls on gallium in August 2023.",
            "China suspended its export controls on gallium on Monday.",
        ),
        (
            "de",
            "China hat im August 2023 Exportkontrollen für Gallium verhängt.",
            "China setzte seine Exportkontrollen für Gallium am Montag aus.",
        ),
    ],
)
def test_a_control_that_is_suspended_is_not_in_force(language, ban, halt):
    assert only(facts(language, ban), "control").status == "in_force"
    assert only(facts(language, halt), "control").status == "suspended"


def test_halted_exports_are_a_control_in_force():
    (fact,) = facts("fr", "En février, la RDC a suspendu ses exportations de cobalt.")
    assert (fact.kind, fact.status, fact.countries) == ("control", "in_force", ("COD",))


def test_a_control_goes_on_being_its_governments_in_the_next_sentence():
    found = facts(
        "de",
        "Peking hat seine Exportkontrollen für Seltene Erden verschärft.",
        "Für ausländische Firmen gilt: Sie brauchen eine Genehmigung für den Export von Magneten.",
    )
    assert [fact.countries for fact in found] == [("CHN",), ("CHN",)]


def test_both_countries_are_those_of_the_sentences_before():
    found = facts(
        "nl",
        "Duitsland en Japan willen hun samenwerking verdiepen.",
        "Beide landen willen ook hun toeleveringsketens versterken.",
    )
    assert [set(fact.countries) for fact in found] == [{"DEU", "JPN"}] * 2


def test_a_deadline_is_told_from_a_date():
    found = facts("en", "Japan pledged on Monday to invest 2 billion dollars in Chile by 2030.")
    fact = only(found, "commitment")
    assert str(fact.date) == "2026-05-04"
    assert fact.deadline.last == datetime.date(2030, 12, 31)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Die wertvollen Metalle stecken in vielen Technologien."),
        ("en", "Rare earths are used in many technologies."),
        ("nl", "De premier noemde Japan een belangrijke bondgenoot."),
        ("fr", "C'est une bonne nouvelle pour la paix, estime un observateur."),
        ("es", "El mineral se usa en muchas tecnologías modernas."),
        ("ja", "この金属は多くの製品に使われている。"),
    ],
)
def test_background_and_praise_are_no_facts(language, sentence):
    assert facts(language, sentence) == []


def test_every_fact_stands_on_its_characters():
    for language, sentence in SIGNED.items():
        text = article(language, sentence, PLANNED[language])
        for fact in read_facts(text):
            assert text.text[fact.start : fact.end] == fact.quote
            for amount in fact.amounts:
                assert fact.start <= amount.start < amount.end <= fact.end


def test_an_article_in_an_unknown_language_has_no_facts():
    assert read_facts(article("en", SIGNED["en"]).__class__(
        "test", SIGNED["en"], "und", None, Dated(Period(None, None), ""), (), ()
    )) == []  # fmt: skip


def test_the_weights_have_a_row_for_every_feature_and_give_chances():
    assert weights().shape == (1 + len(NAMES), len(KINDS))
    found = chances(weights()[0, 0] * 0 + weights()[1:, 0] * 0)
    assert set(found) == set(KINDS)
    assert all(0 <= chance <= 1 for chance in found.values())
