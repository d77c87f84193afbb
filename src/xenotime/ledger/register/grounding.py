"""The gate: what may enter the register, and whether what is in it still stands on its text."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeGuard, get_args

from xenotime.ledger.article import Article, Period
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, PartyRole, Status
from xenotime.world.problems import XenotimeError

_LONGEST_NAME = 200
_LONGEST_TEXT = 10_000


def grounded(fact: Fact, article: Article) -> Fact:
    """The fact, if its quotation is exactly what its span holds and its fields are sound.

    Raises:
        XenotimeError: otherwise; it says what is wrong.
    """
    where = f"article {article.name!r}, characters {fact.start}-{fact.end}"
    for wrong, sentence in (
        (not _span(fact.start, fact.end, article), "a fact needs a span within the text"),
        (not fact.quote.strip(), "a fact needs a quotation"),
        (
            fact.quote != article.text[fact.start : fact.end],
            f"the quotation {_short(fact.quote)} is not what stands there",
        ),
        (fact.kind not in get_args(Kind), f"kind {fact.kind!r} is unknown"),
        (fact.status not in get_args(Status), f"status {fact.status!r} is unknown"),
        (
            not _number(fact.confidence) or not 0 <= fact.confidence <= 1,
            f"confidence {fact.confidence!r} is not between 0 and 1",
        ),
        (not _text(fact.reader, _LONGEST_NAME), "the name of the reader is empty or too long"),
        (not _period(fact.date), f"the date {fact.date} ends before it begins"),
        (not _period(fact.deadline), f"the deadline {fact.deadline} ends before it begins"),
        (not all(map(_party, fact.parties)), "a party has an unknown role or an overlong name"),
        (
            not all(_text(good, _LONGEST_NAME) for good in fact.goods),
            "a good is empty or its name too long",
        ),
        (
            not all(_amount(amount, article) for amount in fact.amounts),
            "an amount is no number, or its span is not within the text",
        ),
        (
            not (_optional(fact.attribution) and _optional(fact.instrument)),
            "the attribution or the instrument is too long",
        ),
    ):
        if wrong:
            raise XenotimeError(f"{where}: {sentence}")
    return fact


def corrected(fact: Fact, article: Article, changes: Mapping[str, Any]) -> Fact:
    """The fact with some fields changed, still grounded.

    With a new `quote` and no span, the span is where the quotation stands, if it stands in the text
    once; with a new span and no `quote`, the quotation is what stands there.

    Raises:
        XenotimeError: a field is unknown or may not change, a value is unsound, or the quotation
            is not in the text.
    """
    allowed = {f.name for f in fields(Fact)} - {"reader", "cues"}
    for name in changes:
        if name not in allowed:
            raise XenotimeError(
                f"a correction of {name!r} is not possible; it may change"
                f" {', '.join(sorted(allowed))}"
            )
    values = dict(changes)
    for name in ("parties", "goods", "amounts"):
        if name in values:
            values[name] = tuple(values[name])
    spanned = "start" in values or "end" in values
    if "quote" in values and not spanned:
        values["start"] = _only_place(values["quote"], article)
        values["end"] = values["start"] + len(values["quote"])
    elif spanned and "quote" not in values:
        start, end = values.get("start", fact.start), values.get("end", fact.end)
        if not _span(start, end, article):
            raise XenotimeError(
                f"article {article.name!r}: the text has {len(article.text)} characters and no"
                f" span {start!r} to {end!r}"
            )
        values["quote"] = article.text[start:end]
    try:
        return grounded(replace(fact, **values), article)
    except (AttributeError, TypeError) as error:
        raise XenotimeError(f"the correction holds a value of a wrong type: {error}") from error


def mismatch(identity: int, fact: Fact, article_name: str, text: str) -> str | None:
    """What is wrong when a fact's quotation is not what its span holds; None when it is."""
    if 0 <= fact.start < fact.end <= len(text) and fact.quote == text[fact.start : fact.end]:
        return None
    return (
        f"fact {identity} quotes {_short(fact.quote)}, which is not what article {article_name!r}"
        f" holds at characters {fact.start}-{fact.end}: the register was changed from outside;"
        " reject the fact, or restore the register from a copy"
    )


def _only_place(quote: object, article: Article) -> int:
    if not isinstance(quote, str) or not quote.strip():
        raise XenotimeError("a fact needs a quotation")
    times = article.text.count(quote)
    if times != 1:
        how = "not in the text" if not times else f"in the text {times} times; give its start, too"
        raise XenotimeError(f"article {article.name!r}: {_short(quote)} is {how}")
    return article.text.index(quote)


def _short(quote: str) -> str:
    return repr(quote if len(quote) <= 60 else quote[:57] + "...")


def _span(start: object, end: object, article: Article) -> bool:
    return _whole(start) and _whole(end) and 0 <= start < end <= len(article.text)


def _whole(value: object) -> TypeGuard[int]:
    return type(value) is int


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and type(value) is not bool and math.isfinite(value)


def _text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest


def _optional(value: object, longest: int = _LONGEST_TEXT) -> bool:
    return value is None or _text(value, longest)


def _period(period: Period) -> bool:
    ends = (period.first, period.last)
    if not all(end is None or isinstance(end, datetime.date) for end in ends):
        return False
    return period.first is None or period.last is None or period.first <= period.last


def _party(party: Party) -> bool:
    names = (party.name, party.office)
    return (
        party.role in get_args(PartyRole)
        and _optional(party.place, _LONGEST_NAME)
        and all(_optional(name) for name in names)
    )


def _amount(amount: Amount, article: Article) -> bool:
    return (
        _span(amount.start, amount.end, article)
        and _number(amount.value)
        and (amount.upper is None or _number(amount.upper))
        and _text(amount.unit, _LONGEST_NAME)
        and _optional(amount.currency, _LONGEST_NAME)
        and _optional(amount.per, _LONGEST_NAME)
    )
