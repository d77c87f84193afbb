"""Which persons an article names, in which office, and of which place.

In: an article and its places. Out: `PersonMention`s of its body, in order. A person is named after
an office (`US-Präsident Donald Trump`), before one (`Wang Yi, China's foreign minister`), beside a
verb of saying, or in the table of leaders. From then on the surname alone, a near-identical
spelling and the bare office (`die Regierungschefin`) are that person. The words are in
`languages/<code>/people.toml`.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.leaders import leader_lexicon, leaders
from xenotime.ledger.mentions.mention import PersonMention, PlaceMention
from xenotime.ledger.mentions.name_words import NameReader
from xenotime.ledger.mentions.organisations import name_spans
from xenotime.ledger.mentions.people_unspaced import names_before_offices
from xenotime.ledger.mentions.phrases import bodies, hits_with_case, longest, whole_words
from xenotime.ledger.mentions.sighting import Office, Sighting

_ALIKE = 87.0
"""Score of rapidfuzz from which two spellings are one name: Mammedov and Mammadov score 87.5."""

_REMEMBERED = 300
"""How many persons are looked back at; a text that names more is a list."""


@dataclass
class _Person:
    name: str
    surname: str
    place: str | None
    office: str | None = None
    groups: set[str] = field(default_factory=set)
    shown: str = ""
    """The fullest form in the article."""


def find_people(article: Article, places: Sequence[PlaceMention]) -> list[PersonMention]:
    """The persons named in the body of `article`, sorted; none for a language without tables.

    Args:
        article: the article.
        places: its places, as `find_places` gives them.
    """
    if article.language not in CODES:
        return []
    offices = find_offices(article)
    sightings = [*_from_table(article)]
    if spaced(article.language):
        reader = NameReader(article, places, offices, name_spans(article))
        sightings += reader.sightings()
    else:
        sightings += names_before_offices(article, places, offices)
    return _Memory(article, places, offices).mentions(_apart(sightings))


def _apart(sightings: list[Sighting]) -> list[Sighting]:
    """Sightings in the order of the text; of those that overlap the longest, with what both say."""
    kept: list[Sighting] = []
    for sighting in sorted(sightings, key=lambda s: (s.start, -s.end)):
        if kept and sighting.start < kept[-1].end:
            kept[-1] = kept[-1].joined(sighting)
        else:
            kept.append(sighting)
    return kept


@lru_cache(maxsize=2)
def find_offices(article: Article) -> tuple[Office, ...]:
    """The words for offices in the body of `article`, sorted, whoever holds them."""
    lexicon, own = _office_lexicon(article.language)
    offices: list[Office] = []
    for body in bodies(article):
        for hit in longest(lexicon.find(body.folded, folded=True)):
            start, end = whole_words(body.text, hit)
            place = own.get(hit.pattern)
            offices.append(Office(body.start + start, body.start + end, hit.value, place))
    return tuple(offices)


@cache
def _office_lexicon(code: str) -> tuple[Lexicon, dict[str, str]]:
    table: dict[str, Any] = words(code, "people")
    entries = [(pattern, group) for group, row in table["offices"].items() for pattern in row]
    own = {pattern: place for place, row in table["own"].items() for pattern in row}
    return Lexicon(entries, spaced=spaced(code)), own


def _day(article: Article) -> datetime.date | None:
    return article.dated.period.last or article.dated.period.first


def _from_table(article: Article) -> list[Sighting]:
    day = _day(article)
    found: list[Sighting] = []
    for body in bodies(article):
        lexicon = leader_lexicon(spaced(article.language))
        for hit in longest(hits_with_case(lexicon, body, article.language)):
            row, kind = hit.value.split("|")
            if kind == "surname" and not leaders()[int(row)].in_news(day):
                continue
            name = body.text[hit.start : hit.end] if kind == "full" else ""
            found.append(
                Sighting(body.start + hit.start, body.start + hit.end, name, leader=int(row))
            )
    return found


class _Memory:
    """The persons seen so far, and who a surname or an office means."""

    def __init__(
        self, article: Article, places: Sequence[PlaceMention], offices: Sequence[Office]
    ) -> None:
        self._article = article
        self._places = places
        self._offices = offices
        self._persons: list[_Person] = []
        self._by_leader: dict[int, _Person] = {}

    def mentions(self, sightings: Sequence[Sighting]) -> list[PersonMention]:
        """All mentions of persons, given where their names were seen."""
        who: list[tuple[int, int, _Person]] = []
        # Full names first: a surname may stand in the headline before the name does in the text.
        for sighting in sorted(sightings, key=lambda s: s.leader is None and s.single):
            person = self._person(sighting)
            if person is not None:
                who.append((sighting.start, sighting.end, person))
        who.sort(key=lambda item: item[:2])
        who += self._surnames(who)
        who.sort(key=lambda item: item[:2])
        who += self._bare_offices(who, sightings)
        return sorted(
            (PersonMention(a, b, p.shown or p.name, p.office, p.place) for a, b, p in who),
            key=lambda mention: (mention.start, mention.end),
        )

    def _person(self, sighting: Sighting) -> _Person | None:
        person = self._known(sighting)
        if person is None:
            if not sighting.name:
                return None
            person = _Person(sighting.name, sighting.surname(), sighting.place)
            self._persons.append(person)
        if len(sighting.name) > len(person.shown) and " " in sighting.name + person.shown:
            person.shown = sighting.name
        person.place = person.place or sighting.place
        person.office = person.office or sighting.office
        if sighting.group:
            person.groups.add(sighting.group)
        return person

    def _known(self, sighting: Sighting) -> _Person | None:
        if sighting.leader is not None:
            if sighting.leader not in self._by_leader:
                leader = leaders()[sighting.leader]
                person = _Person(leader.name, leader.surname, leader.place)
                person.surname = leader.surname or sighting.surname()
                person.groups |= leader.groups(_day(self._article))
                if sighting.place and leader.place is None:
                    person.place = sighting.place
                self._by_leader[sighting.leader] = person
                self._persons.append(person)
            return self._by_leader[sighting.leader]
        for person in reversed(self._persons[-_REMEMBERED:]):
            if sighting.single:
                if _bare(sighting.name) in (person.surname, *person.name.split()):
                    return person
            elif _same(sighting.name, person.name):
                return person
        return None

    def _surnames(self, who: list[tuple[int, int, _Person]]) -> list[tuple[int, int, _Person]]:
        """Surnames alone, and words so much like one that they are a slip of the pen."""
        by_surname = {p.surname: p for p in self._persons[:_REMEMBERED] if len(p.surname) > 1}
        if not by_surname:
            return []
        taken = sorted((start, end) for start, end, _ in who)
        taken_places = sorted((m.start, m.end) for m in self._places)
        found: dict[tuple[int, int], _Person] = {}
        choice = "|".join(re.escape(name) for name in sorted(by_surname, key=len, reverse=True))
        if spaced(self._article.language):
            exact = re.compile(rf"(?<![\w-])({choice})s?(?!\w)")
            long_names = {name: p for name, p in by_surname.items() if len(name) >= 6}
        else:
            exact, long_names = re.compile(f"({choice})"), {}
        slips: dict[str, _Person | None] = {}
        text = self._article.text
        for body in bodies(self._article):
            end = body.start + len(body.text)
            for match in exact.finditer(text, body.start, end):
                if _free(match.span(), taken) and _free(match.span(), taken_places):
                    found[match.span()] = by_surname[match.group(1)]
            if not long_names:
                continue
            for match in _LONG_WORD.finditer(text, body.start, end):
                word = match.group()
                if word in by_surname or not _free(match.span(), taken):
                    continue
                if word not in slips:
                    slips[word] = _like(word, long_names)
                if (person := slips[word]) is not None:
                    found.setdefault(match.span(), person)
        return [(*span, person) for span, person in found.items()]

    def _bare_offices(
        self, who: list[tuple[int, int, _Person]], sightings: Sequence[Sighting]
    ) -> list[tuple[int, int, _Person]]:
        """Offices without a name: the last person who holds one of that group and place."""
        used = {s.office_start for s in sightings if s.office_start is not None}
        starts = [item[0] for item in who]
        found: list[tuple[int, int, _Person]] = []
        for office in self._offices:
            if office.start in used:
                continue
            place = office.place or self._adjacent_place(office)
            at = bisect_left(starts, office.start)
            for _, _, person in reversed(who[max(0, at - _REMEMBERED) : at]):
                if _holds(person, office.group) and place in (None, person.place):
                    person.office = person.office or self._article.text[office.start : office.end]
                    found.append((office.start, office.end, person))
                    break
        return found

    def _adjacent_place(self, office: Office) -> str | None:
        at = bisect_right(self._places, office.start, key=lambda mention: mention.start)
        if at and office.start - self._places[at - 1].end <= 12:
            gap = self._article.text[self._places[at - 1].end : office.start]
            if len(gap.split()) <= 1 and len(self._places[at - 1].places) == 1:
                return self._places[at - 1].places[0]
        return None


def _holds(person: _Person, group: str) -> bool:
    """Whether the office may be the person's: a trade minister is a minister too."""
    plain = group == _MINISTER and any(held.endswith(_MINISTER) for held in person.groups)
    return plain or group in person.groups


_MINISTER = "minister"
_LONG_WORD = re.compile(r"(?<![\w-])[A-ZÀ-ÞĀ-Ž]\w{5,}")


def _free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    at = bisect_left(taken, (span[1], 0))
    return at == 0 or taken[at - 1][1] <= span[0]


def _bare(name: str) -> str:
    return name[:-1] if name.endswith("s") and len(name) > 3 else name


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, score_cutoff=_ALIKE) > 0


def _like(word: str, persons: dict[str, _Person]) -> _Person | None:
    """The person whose surname `word` is but for a letter or two."""
    for name, person in persons.items():
        if word[0] == name[0] and _alike(word, name):
            return person
    return None


def _same(one: str, other: str) -> bool:
    return one == other or _alike(one, other) or set(one.split()) == set(other.split())
