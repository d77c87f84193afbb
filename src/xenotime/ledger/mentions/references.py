"""Places that are meant but not named: by a person, by "both countries", by a pronoun.

In: an article, its places and persons. Out: the places together with those meant, in order. "Both
countries" are the two that were named together most often and most recently before; "he" is the
person named last, in the same sentence or the one before; "the kingdom" is the last kingdom named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import Any

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.mention import PersonMention, PlaceMention
from xenotime.ledger.mentions.phrases import bodies, longest

_FADES = 0.8
"""How much less a pair counts with every sentence that has passed since."""
_OPENING = 1.0
"""What the first two sentences count more than others, however far back they are."""
_WINDOW = 60
"""How many sentences around, and names before, are looked at."""
_ANY = "*"


def with_references(
    article: Article, places: Sequence[PlaceMention], people: Sequence[PersonMention]
) -> list[PlaceMention]:
    """`places` without those in a person's name, and with those that are only meant, sorted.

    Added are mentions with `how` of `person` (the place of a person or office) and `reference`.
    """
    if article.language not in CODES:
        return list(places)
    kept = [place for place in places if not _inside(place, people)]
    persons = [
        PlaceMention(person.start, person.end, (person.place,), "person")
        for person in people
        if person.place
    ]
    named = sorted([*kept, *persons], key=lambda mention: (mention.start, mention.end))
    return sorted(
        [*named, *_references(article, named, people)],
        key=lambda mention: (mention.start, mention.end),
    )


def _inside(place: PlaceMention, people: Sequence[PersonMention]) -> bool:
    """Whether it is part of a longer name of a person."""
    at = bisect_left(people, place.end, key=lambda person: person.start)
    return any(
        person.start <= place.start
        and place.end <= person.end
        and place.end - place.start < person.end - person.start
        for person in people[max(0, at - 2) : at]
    )


def _references(
    article: Article, named: Sequence[PlaceMention], people: Sequence[PersonMention]
) -> list[PlaceMention]:
    lexicon = _lexicon(article.language)
    sentences = article.sentences
    starts = [sentence.start for sentence in sentences]
    pairs = _pairs_by_sentence(article, named)
    found: list[PlaceMention] = []
    for body in bodies(article):
        for hit in longest(lexicon.find(body.folded, folded=True)):
            start, end = body.start + hit.start, body.start + hit.end
            index = bisect_left(starts, start + 1) - 1
            meant: tuple[str, ...] | None
            if hit.value == "both":
                meant = _pair(pairs, named, start, max(index, 0), starts)
            elif hit.value == "person":
                floor = starts[max(index - 1, 0)] if starts else body.start
                meant = _last_person(people, floor, start)
            else:
                meant = _last_of(named, start, hit.value)
            if meant:
                found.append(PlaceMention(start, end, meant, "reference"))
    return found


def _pairs_by_sentence(
    article: Article, named: Sequence[PlaceMention]
) -> list[dict[tuple[str, str], float]]:
    """For every sentence the pairs of places in it; a pair among more places counts less."""
    pairs: list[dict[tuple[str, str], float]] = []
    for sentence in article.sentences:
        first = bisect_left(named, sentence.start, key=lambda mention: mention.start)
        last = bisect_left(named, sentence.end, key=lambda mention: mention.start)
        there = dict.fromkeys(p for mention in named[first:last] for p in mention.places)
        weight = 1.0 if len(there) == 2 else 0.4
        # A sentence that lists many countries is about no two of them.
        listed = list(there)[:6]
        pairs.append(dict.fromkeys(combinations(listed, 2), weight))
    return pairs


def _pair(
    pairs: Sequence[dict[tuple[str, str], float]],
    named: Sequence[PlaceMention],
    before: int,
    index: int,
    starts: Sequence[int],
) -> tuple[str, ...] | None:
    """The two places that are the talk of the article at the character `before`."""
    first = bisect_left(named, starts[index] if starts else 0, key=lambda mention: mention.start)
    last = bisect_left(named, before, key=lambda mention: mention.start)
    near_by = named[max(first, last - _WINDOW) : last]
    here = list(dict.fromkeys(place for mention in near_by for place in mention.places))
    scores: dict[frozenset[str], float] = {}
    order: dict[frozenset[str], tuple[str, str]] = {}
    near = range(max(2, index - _WINDOW), min(len(pairs), index + _WINDOW))
    for at in (*range(min(2, len(pairs))), *near):
        # What follows counts only where nothing came before; an article opens with its subject.
        weight = 0.2 + _FADES ** (index - at) if at < index else 0.05
        weight += _OPENING if at < 2 and at <= index else 0.0
        for pair, value in pairs[at].items():
            key = frozenset(pair)
            order.setdefault(key, pair)
            bonus = 0.5 * len(key & set(here)) if at != index else 0.0
            scores[key] = scores.get(key, 0.0) + value * weight * (1 + bonus)
    if len(here) == 2:
        key = frozenset(here)
        order.setdefault(key, (here[0], here[1]))
        scores[key] = scores.get(key, 0.0) + 1.0
    if not scores:
        return None
    return order[max(scores, key=lambda key: scores[key])]


def _last_person(
    people: Sequence[PersonMention], floor: int, before: int
) -> tuple[str, ...] | None:
    at = bisect_left(people, before, key=lambda person: person.start)
    if at and people[at - 1].start >= floor and (place := people[at - 1].place):
        return (place,)
    return None


def _last_of(named: Sequence[PlaceMention], before: int, choice: str) -> tuple[str, ...] | None:
    at = bisect_left(named, before, key=lambda mention: mention.start)
    for mention in reversed(named[max(0, at - 40) : at]):
        if len(mention.places) == 1 and (choice == _ANY or mention.places[0] in choice.split()):
            return mention.places
    return None


@cache
def _lexicon(code: str) -> Lexicon:
    table: dict[str, Any] = words(code, "people")
    gap = " " if spaced(code) else ""
    both = table["both"]
    entries = [
        (determiner + gap + noun, "both")
        for determiner in both["determiners"]
        for noun in both["nouns"]
    ]
    entries += [(phrase, "both") for phrase in both["alone"]]
    entries += [(phrase, "person") for phrase in table["back"]["person"]]
    entries += list(table["kinds"].items())
    return Lexicon(dict(entries).items(), spaced=spaced(code))
