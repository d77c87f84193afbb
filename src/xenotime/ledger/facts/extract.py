"""Read the facts of an article, sentence by sentence.

Rules (`facts.rules`) say which kinds of fact a sentence fits; weights (`facts.weighing`) say how
likely it is each of them, from the rules, the cues and what the sentence names. What it names gives
parties, goods, amounts and dates; cues give the status and who says so. What a sentence leaves out
may come from the ones before it: who speaks, and whose act it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xenotime.ledger import languages
from xenotime.ledger.article import UNKNOWN, Article, Sentence
from xenotime.ledger.facts.cues import Cue, apart, find_cues, scale
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Status
from xenotime.ledger.facts.features import Hits, features
from xenotime.ledger.facts.matching import Matched, Matches, matches
from xenotime.ledger.facts.memory import SPAN, Memory
from xenotime.ledger.facts.parties import parties_of
from xenotime.ledger.facts.rules import SURE, Rule
from xenotime.ledger.facts.status import status_of
from xenotime.ledger.facts.voice import voice_of
from xenotime.ledger.facts.weighing import BESIDE, LIKELY, POSSIBLE, chances, weight
from xenotime.ledger.mentions.found import Found, find_all
from xenotime.ledger.mentions.mention import AmountMention

USUALLY: dict[Kind, Status] = {
    "agreement": "announced",
    "commitment": "announced",
    "control": "in_force",
    "tariff": "announced",
    "delivery": "announced",
    "project": "announced",
    "trade_figure": "stated",
    "meeting": "completed",
}
"""The status of a fact that no rule describes and no cue of status qualifies."""
NO_AMOUNTS: frozenset[Kind] = frozenset({"meeting"})


def read_facts(article: Article) -> list[Fact]:
    """The facts of an article, in the order of the text; none for a language without tables."""
    if article.language not in languages.CODES:
        return []
    return list(_facts(article))


@dataclass(frozen=True)
class Judged:
    """A sentence as the rules and the weights see it."""

    sentence: Sentence
    cues: tuple[Cue, ...]
    here: Found
    matches: Matches
    features: NDArray[np.float64]

    def threshold(self, kind: Kind) -> float:
        """The chance from which the sentence is told as a fact of a kind.

        A rule that is sure lowers it; a rule that takes the sentence to be about something else
        raises it for kinds that no rule speaks for.
        """
        chosen = {m.rule.kind: m.rule.confidence for m in self.matches.chosen}
        if chosen.get(kind, 0.0) >= SURE:
            return POSSIBLE
        if chosen and kind not in self.matches.fitting:
            return BESIDE
        return LIKELY


def judged(article: Article) -> Iterator[Judged]:
    """Every sentence of an article's body, with the rules that it fits and its features."""
    found = find_all(article)
    size = scale(article.language)
    chosen: list[Hits] = []
    for number, sentence in enumerate(article.sentences):
        cues = tuple(cues_of(article, sentence))
        here = found.within(sentence.start, sentence.end)
        recent = [kind for hits in chosen[-SPAN:] for kind in hits]
        fits = matches(cues, here, size, recent)
        chosen.append({m.rule.kind: m.rule.confidence for m in fits.chosen})
        fitting = {kind: m.rule.confidence for kind, m in fits.fitting.items()}
        text = article.quote(sentence.start, sentence.end)
        yield Judged(
            sentence, cues, here, fits, features(cues, here, text, number, fitting, chosen)
        )


def _facts(article: Article) -> Iterator[Fact]:
    """The facts sentence by sentence, with what the sentences before them said."""
    memory = Memory()
    for number, one in enumerate(judged(article)):
        memory.voice = voice_of(article, one.sentence, one.cues, one.here, memory.voice)
        meant = [
            (_matched(one, kind), chance)
            for kind, chance in chances(one.features).items()
            if chance >= one.threshold(kind)
        ]
        kinds = frozenset(matched.rule.kind for matched, _ in meant)
        for matched, chance in meant:
            own = _own_amounts(matched.rule.kind, kinds, one.here)
            fact = fact_of(article, one, matched, chance, memory, number, own)
            if fact.kind == "meeting" and memory.met(fact):
                continue
            memory.keep(number, fact)
            yield fact
        memory.hear(number, one.here)


def _matched(one: Judged, kind: Kind) -> Matched:
    """The rule of a kind that a sentence fits, or else the cue that says most for the kind."""
    fitting = one.matches.fitting.get(kind)
    if fitting is not None:
        return fitting
    telling = max(
        one.cues,
        key=lambda cue: weight(f"cue:{cue.name}", kind),
        default=Cue(one.sentence.start, one.sentence.end, "nothing"),
    )
    return Matched(Rule(kind, (telling.name,), USUALLY[kind], 0.0), (telling,))


def cues_of(article: Article, sentence: Sentence) -> list[Cue]:
    """The cues of a sentence, at the characters of the article."""
    found = find_cues(article.text[sentence.start : sentence.end], article.language)
    return [Cue(cue.start + sentence.start, cue.end + sentence.start, cue.name) for cue in found]


def _own_amounts(kind: Kind, meant: frozenset[Kind], here: Found) -> list[AmountMention]:
    """The amounts of a fact: those of its sentence, a rate of duty only for the tariff if any."""
    if kind in NO_AMOUNTS:
        return []
    rated = "tariff" in meant and kind != "tariff"
    return [a for a in here.amounts if not (rated and a.unit == "percent_ad_valorem")]


def fact_of(
    article: Article,
    one: Judged,
    matched: Matched,
    chance: float,
    memory: Memory,
    number: int,
    amounts: Sequence[AmountMention],
) -> Fact:
    """The fact that a sentence states.

    Args:
        article: where it stands.
        one: the sentence, with its cues and what it names.
        matched: the rule and the cues that make it a fact.
        chance: how likely it is one.
        memory: what the sentences before told, and who speaks.
        number: which sentence of the article it is.
        amounts: those of the sentence that belong to the fact.
    """
    sentence, cues, here = one.sentence, one.cues, one.here
    rule, voice = matched.rule, memory.voice
    dates = [date for date in here.dates if date.role != "deadline"]
    deadlines = [date for date in here.dates if date.role == "deadline"]
    near = min(dates, key=lambda date: min(apart(date, cue) for cue in matched.cues), default=None)
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
        confidence=round(chance, 3),
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
