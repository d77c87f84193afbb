"""Read the facts of an article: every sentence against every rule.

A fact is a sentence that fits a rule of `facts.rules`. What the sentence names gives its parties,
goods, amounts and dates; cues give its status and who says so. What a sentence leaves out may come
from the ones before it: who speaks, and whose act it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xenotime.ledger import languages
from xenotime.ledger.article import UNKNOWN, Article, Sentence
from xenotime.ledger.facts.cues import Cue, find_cues, scale
from xenotime.ledger.facts.fact import Amount, Fact, Kind
from xenotime.ledger.facts.matching import Matched, matches
from xenotime.ledger.facts.memory import Memory
from xenotime.ledger.facts.parties import parties_of
from xenotime.ledger.facts.status import status_of
from xenotime.ledger.facts.voice import voice_of
from xenotime.ledger.mentions.found import Found, find_all
from xenotime.ledger.mentions.mention import AmountMention, Mention

NO_AMOUNTS: frozenset[Kind] = frozenset({"meeting"})


def read_facts(article: Article) -> list[Fact]:
    """The facts of an article, in the order of the text; none for a language without tables."""
    if article.language not in languages.CODES:
        return []
    return list(_facts(article, find_all(article)))


def _facts(article: Article, found: Found) -> Iterator[Fact]:
    """The facts sentence by sentence, with what the sentences before them said."""
    memory = Memory()
    size = scale(article.language)
    for number, sentence in enumerate(article.sentences):
        cues = cues_of(article, sentence)
        here = found.within(sentence.start, sentence.end)
        memory.voice = voice_of(article, sentence, cues, here, memory.voice)
        meant = matches(cues, here, size, memory.recent(number))
        for matched in meant:
            own = _own_amounts(matched, meant, here)
            fact = fact_of(article, sentence, matched, cues, here, memory, number, own)
            if fact.kind == "meeting" and memory.met(fact):
                continue
            memory.keep(number, fact)
            yield fact


def cues_of(article: Article, sentence: Sentence) -> list[Cue]:
    """The cues of a sentence, at the characters of the article."""
    found = find_cues(article.text[sentence.start : sentence.end], article.language)
    return [Cue(cue.start + sentence.start, cue.end + sentence.start, cue.name) for cue in found]


def _own_amounts(
    matched: Matched, meant: Sequence[Matched], here: Found
) -> Sequence[AmountMention]:
    """The amounts of a fact: of several facts in a sentence, each takes those nearest to it."""
    if matched.rule.kind in NO_AMOUNTS:
        return ()
    others = [m for m in meant if m is not matched and m.rule.kind not in NO_AMOUNTS]
    return [
        amount
        for amount in here.amounts
        if all(_apart(amount, matched) <= _apart(amount, other) for other in others)
    ]


def _apart(mention: Mention, matched: Matched) -> int:
    """Characters between a mention and the nearest cue of a rule."""
    return min(max(cue.start - mention.end, mention.start - cue.end, 0) for cue in matched.cues)


def fact_of(
    article: Article,
    sentence: Sentence,
    matched: Matched,
    cues: Sequence[Cue],
    here: Found,
    memory: Memory,
    number: int,
    amounts: Sequence[AmountMention],
) -> Fact:
    """The fact that a sentence states by a rule.

    Args:
        article: where it stands.
        sentence: its span.
        matched: the rule and the cues that made the sentence fit.
        cues: all cues of the sentence.
        here: what the sentence names.
        memory: what the sentences before told.
        number: which sentence of the article it is.
        amounts: those of the sentence that belong to the fact.
    """
    rule, voice = matched.rule, memory.voice
    dates = [date for date in here.dates if date.role != "deadline"]
    deadlines = [date for date in here.dates if date.role == "deadline"]
    near = min(dates, key=lambda date: _apart(date, matched), default=None)
    before = memory.promised(number)
    inherited = memory.countries(number, rule.kind)
    return Fact(
        start=sentence.start,
        end=sentence.end,
        quote=article.text[sentence.start : sentence.end],
        kind=rule.kind,
        status=status_of(rule, matched.cues, cues, article, near, before),
        parties=parties_of(rule.kind, matched.cues, cues, here, article, inherited),
        goods=tuple(dict.fromkeys(good.good for good in here.goods)),
        amounts=tuple(map(_amount, amounts)),
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
