"""Read the facts of an article: every sentence against every rule.

A fact is a sentence that fits a rule of `facts.rules`. What the sentence names gives its parties,
goods, amounts and dates; cues give its status and who says so. What a sentence leaves out may come
from the ones before it: who speaks, and whose control it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xenotime.ledger import languages
from xenotime.ledger.article import UNKNOWN, Article, Sentence
from xenotime.ledger.facts.cues import Cue, find_cues
from xenotime.ledger.facts.fact import Amount, Fact, Kind
from xenotime.ledger.facts.matching import Matched, matches
from xenotime.ledger.facts.parties import parties_of
from xenotime.ledger.facts.status import status_of
from xenotime.ledger.facts.voice import Voice, voice_of
from xenotime.ledger.mentions.found import Found, find_all
from xenotime.ledger.mentions.mention import AmountMention

MEMORY = 4
"""Sentences after which what was told is no longer the subject."""
NO_AMOUNTS: frozenset[Kind] = frozenset({"meeting"})


def read_facts(article: Article) -> list[Fact]:
    """The facts of an article, in the order of the text; none for a language without tables."""
    if article.language not in languages.CODES:
        return []
    return list(_facts(article, find_all(article)))


def _facts(article: Article, found: Found) -> Iterator[Fact]:
    """The facts sentence by sentence, with what the sentences before them said."""
    voice = Voice(None, hedged=False)
    controllers: tuple[str, ...] = ()
    met: set[tuple[str, ...]] = set()
    told: list[tuple[int, Kind]] = []
    scale = 1.0 if languages.spaced(article.language) else 1 / 3
    for number, sentence in enumerate(article.sentences):
        cues = cues_of(article, sentence)
        here = found.within(sentence.start, sentence.end)
        voice = voice_of(article, sentence, cues, here, voice)
        recent = [kind for at, kind in told if number - at <= MEMORY]
        for matched in matches(cues, here, scale, recent):
            fact = fact_of(article, sentence, matched, cues, here, voice, controllers)
            if fact.kind == "control" and fact.countries:
                controllers = fact.countries
            if fact.kind == "meeting" and fact.date == UNKNOWN and _told(fact.countries, met):
                continue
            if fact.kind == "meeting":
                met.add(tuple(sorted(fact.countries)))
            told.append((number, fact.kind))
            yield fact


def cues_of(article: Article, sentence: Sentence) -> list[Cue]:
    """The cues of a sentence, at the characters of the article."""
    found = find_cues(article.text[sentence.start : sentence.end], article.language)
    return [Cue(cue.start + sentence.start, cue.end + sentence.start, cue.name) for cue in found]


def _told(countries: tuple[str, ...], met: set[tuple[str, ...]]) -> bool:
    """Whether a meeting of these countries was told before: later sentences refer back to it."""
    return any(set(countries) <= set(other) for other in met)


def fact_of(
    article: Article,
    sentence: Sentence,
    matched: Matched,
    cues: Sequence[Cue],
    here: Found,
    voice: Voice,
    controllers: tuple[str, ...],
) -> Fact:
    """The fact that a sentence states by a rule.

    Args:
        article: where it stands.
        sentence: its span.
        matched: the rule and the cues that made the sentence fit.
        cues: all cues of the sentence.
        here: what the sentence names.
        voice: who says so.
        controllers: whose control the sentences before it spoke of.
    """
    rule = matched.rule
    dates = [date for date in here.dates if date.role != "deadline"]
    deadlines = [date for date in here.dates if date.role == "deadline"]
    centre = matched.cues[0].start
    near = min(dates, key=lambda date: abs(date.start - centre), default=None)
    return Fact(
        start=sentence.start,
        end=sentence.end,
        quote=article.text[sentence.start : sentence.end],
        kind=rule.kind,
        status=status_of(rule, matched.cues, cues, article, near),
        parties=parties_of(rule.kind, matched.cues, cues, here, controllers),
        goods=tuple(dict.fromkeys(good.good for good in here.goods)),
        amounts=() if rule.kind in NO_AMOUNTS else tuple(map(_amount, here.amounts)),
        date=UNKNOWN if near is None else near.period,
        deadline=deadlines[0].period if deadlines else UNKNOWN,
        attribution=voice.name,
        instrument=_instrument(rule.kind, matched.cues),
        hedged=voice.hedged,
        confidence=round(rule.confidence * (0.8 if voice.hedged else 1.0), 3),
        cues=tuple(article.text[cue.start : cue.end] for cue in matched.cues),
    )


def _amount(mention: AmountMention) -> Amount:
    return Amount(
        mention.start,
        mention.end,
        mention.value,
        mention.upper,
        mention.unit,
        mention.currency,
        mention.approximate,
        mention.per,
    )


def _instrument(kind: Kind, cues: Sequence[Cue]) -> str | None:
    """What kind of paper an agreement is; a letter of intent is said to be one."""
    if kind != "agreement":
        return None
    names = {cue.name for cue in cues}
    if "intent" in names:
        return "letter_of_intent"
    if "paper" in names:
        return "joint_statement"
    return "agreement"
