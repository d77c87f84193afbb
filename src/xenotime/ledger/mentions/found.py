"""Everything that an article names, found once and looked up by sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from xenotime.ledger.article import Article
from xenotime.ledger.mentions.amounts import find_amounts
from xenotime.ledger.mentions.dates import find_dates
from xenotime.ledger.mentions.goods import find_goods
from xenotime.ledger.mentions.mention import (
    AmountMention,
    DateMention,
    GoodMention,
    Mention,
    OrganisationMention,
    PersonMention,
    PlaceMention,
)
from xenotime.ledger.mentions.organisations import find_organisations
from xenotime.ledger.mentions.people import find_people
from xenotime.ledger.mentions.places import find_places
from xenotime.ledger.mentions.references import with_references

M = TypeVar("M", bound=Mention)


@dataclass(frozen=True)
class Found:
    """The mentions of an article or of a part of it, each kind in the order of the text."""

    places: Sequence[PlaceMention]
    """Names of places, and persons and phrases that stand for places."""
    people: Sequence[PersonMention]
    organisations: Sequence[OrganisationMention]
    goods: Sequence[GoodMention]
    amounts: Sequence[AmountMention]
    dates: Sequence[DateMention]

    def within(self, start: int, end: int) -> Found:
        """The mentions that begin between `start` and `end`."""
        return Found(
            inside(self.places, start, end),
            inside(self.people, start, end),
            inside(self.organisations, start, end),
            inside(self.goods, start, end),
            inside(self.amounts, start, end),
            inside(self.dates, start, end),
        )


def inside(mentions: Sequence[M], start: int, end: int) -> Sequence[M]:
    """The mentions that begin between `start` and `end`; `mentions` are sorted."""
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    last = bisect_left(mentions, end, key=lambda mention: mention.start)
    return mentions[first:last]


def find_all(article: Article) -> Found:
    """All mentions of an article's body."""
    places = find_places(article)
    people = find_people(article, places)
    return Found(
        with_references(article, places, people),
        people,
        find_organisations(article, places),
        find_goods(article),
        find_amounts(article),
        find_dates(article),
    )
