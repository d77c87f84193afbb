"""Articles with facts, made by hand for tests of stories, claims and registers."""

from __future__ import annotations

import re
from typing import Any

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period, Sentence
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, Status


def day(text: str | None) -> Period:
    """A day in ISO 8601; unknown for None."""
    return UNKNOWN if text is None else Period.parse(text)


def article(name: str, text: str, language: str = "en", date: str | None = None) -> Article:
    """An article of one body block, its sentences split at full stops."""
    sentences = tuple(
        Sentence(match.start(), match.end(), 0)
        for match in re.finditer(r"\S.*?(?:[.!?](?=\s|$)|。|$)", text, re.DOTALL)
    )
    block = Block(0, len(text), "body", "")
    return Article(name, text, language, None, Dated(day(date), ""), (block,), sentences)


def fact(
    of: Article,
    quote: str,
    kind: Kind,
    status: Status,
    places: str,
    goods: str = "",
    amounts: tuple[Amount, ...] = (),
    date: str | None = None,
    **more: Any,
) -> Fact:
    """A fact where `quote` stands in the article, or at its start; lists are words with spaces."""
    start = max(of.text.find(quote), 0)
    return Fact(
        start,
        start + len(quote),
        quote,
        kind,
        status,
        parties=more.pop("parties", tuple(Party("actor", place) for place in places.split())),
        goods=tuple(goods.split()),
        amounts=amounts,
        date=day(date),
        **more,
    )


def money(value: float, currency: str, upper: float | None = None) -> Amount:
    """A sum of money."""
    return Amount(0, 1, value, upper, "currency", currency, False)


def percent(value: float) -> Amount:
    """A percentage."""
    return Amount(0, 1, value, None, "percent", None, False)
