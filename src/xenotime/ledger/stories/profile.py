"""What is kept of an article to find others that tell of the same event, in any language.

A profile holds a sample of the text's phrases (for rewrites in one language) and features of its
facts that no language colours (for the rest). The register finds candidates by a shared hash or
key, best limited to those whose dates lie within `clusters.DAYS` of each other or are unknown, and
asks `clusters.same_story` about each.

The keys of a fact, with its places sorted and joined:

    commitment/JPN+USA                 its kind and places; always when there are two places or more
    commitment/JPN+USA/rare_earths     ... and each of its goods
    commitment/JPN+USA/5.5e+11 USD     ... and each amount, to two digits, of any weight
    commitment/JPN+USA/2025-10-28      ... and its day
    lead/commitment/JPN+USA            beside these, when the article opens with it

Three places also give the keys of each two of them, as one of the three may be missed elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

from xenotime.ledger.article import Article, Period
from xenotime.ledger.facts.fact import Amount, Fact
from xenotime.ledger.stories.words import content, phrases, sentence_words

SKETCH = 128
"""Hashes kept of a text at most: the smallest, so that two texts keep the same ones."""
_LEAD_SENTENCES = 3
_LEAST = {"currency": 1e6, "tonne": 10.0, "kilogram": 1e3, "percent": 1.0}
"""Amounts below these are too common to tell one event from another."""
_MANY = 6
"""A fact with more places than this names a crowd, not its parties."""
_HAPPENED = ("announced", "signed", "in_force", "suspended", "denied", "completed")


@dataclass(frozen=True)
class Profile:
    """What is compared of an article."""

    fingerprint: frozenset[int]
    """The smallest hashes, 0 to 2**63 - 1, of its phrases; the same on every machine."""
    keys: frozenset[str]
    """Features of its facts."""
    first: datetime.date | None
    last: datetime.date | None
    """When it was written; None where that end is unknown."""


def profile(article: Article, facts: Sequence[Fact]) -> Profile:
    """The profile of an article and the facts found in it."""
    dated = article.dated.period
    if dated.first is None and dated.last is None:
        dated = _latest(facts)
    lead = article.sentences[:_LEAD_SENTENCES][-1].end if article.sentences else 0
    ordered = sorted(facts, key=lambda fact: fact.start)
    keys: set[str] = set()
    for number, fact in enumerate(ordered):
        keys.update(_keys(fact, number == 0 or fact.start < lead))
    return Profile(_fingerprint(article), frozenset(keys), dated.first, dated.last)


def _latest(facts: Sequence[Fact]) -> Period:
    """The last day on which something is said to have happened, for want of the article's date."""
    days = [
        fact.date.last
        for fact in facts
        if fact.status in _HAPPENED and fact.date.precision == "day" and fact.date.last
    ]
    return Period(max(days), max(days)) if days else Period(None, None)


def _fingerprint(article: Article) -> frozenset[int]:
    found = phrases(sentence_words(article))
    hashes = {
        int.from_bytes(blake2b(" ".join(phrase).encode(), digest_size=8).digest(), "big") >> 1
        for phrase in found
        if any(map(content, phrase))
    }
    return frozenset(sorted(hashes)[:SKETCH])


def _keys(fact: Fact, leads: bool) -> Iterator[str]:
    places = tuple(sorted(set(fact.countries)))
    if not places or len(places) > _MANY:
        return
    details = [*fact.goods, *map(_rounded, filter(_telling, fact.amounts))]
    if fact.date.precision == "day":
        details.append(str(fact.date))
    parties = [places] if len(places) != 3 else [places, *combinations(places, 2)]
    for group in parties:
        event = f"{fact.kind}/{'+'.join(group)}"
        if len(group) > 1:
            yield event
        for detail in details:
            yield f"{event}/{detail}"
        if leads and (len(group) > 1 or details):
            yield f"lead/{event}"


def _telling(amount: Amount) -> bool:
    return abs(amount.value) >= _LEAST.get(amount.unit, float("inf"))


def _rounded(amount: Amount) -> str:
    unit = amount.currency or amount.unit
    return f"{amount.value:.1e} {unit}" + (f" per {amount.per}" if amount.per else "")
