"""What the ledger's pages call things: periods, amounts, countries, kinds, in plain English."""

from __future__ import annotations

import datetime

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal
from babel.units import format_unit

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Amount, Fact
from xenotime.ledger.register import Entry
from xenotime.report import words
from xenotime.report.words import (
    LOCALE,
    WITH_ARTICLE,
    country_names,
    day,
    money,
    sentence,
    within,
)

MODEL = "model:"
"""How the reader of a fact begins that a language model proposed."""
_CLDR = {
    "tonne": "mass-tonne",
    "kilogram": "mass-kilogram",
    "gram": "mass-gram",
    "year": "duration-year",
    "month": "duration-month",
    "week": "duration-week",
    "day": "duration-day",
    "hour": "duration-hour",
    "kilometre": "length-kilometer",
    "megawatt": "power-megawatt",
    "gigawatt": "power-gigawatt",
    "barrel": "volume-barrel",
}
"""Units of the ledger that CLDR names."""
_AROUND = {
    "percent": "{}%",
    "percent_ad_valorem": "{}% of the value",
    "percent_of_GDP": "{}% of GDP",
    "rank": "rank {}",
    "count": "{}",
}


def in_sentence(place: str) -> str:
    """A place's name within a sentence: `the United States`."""
    name = country_names().get(place, place)
    return f"the {name}" if name.startswith((*WITH_ARTICLE, "European Union")) else name


def count(number: int, noun: str, several: str | None = None) -> str:
    """`1 fact`, `2,000 facts`, `no facts`."""
    said = words.count(number, noun, several)
    return said if number else f"no{said.removeprefix('0')}"


def span(days: int) -> str:
    """`5 days`; beyond two years, `about 23 years`."""
    return count(days, "day") if days <= 730 else f"about {round(days / 365.25)} years"


def plain(name: str) -> str:
    """An id of the ledger as words: `trade_figure` is `trade figure`."""
    return name.replace("_", " ")


def when(period: Period) -> str:
    """`28 October 2025`, `October 2025`, `2025`, `20–26 Oct 2025`, `since 1 August 2025`."""
    first, last = period.first, period.last
    if first is None:
        return "" if last is None else f"until {day(last)}"
    if last is None:
        return f"since {day(first)}"
    if period.precision == "day":
        return day(first)
    if period.precision == "month":
        return str(format_date(first, "MMMM y", locale=LOCALE))
    if period.precision == "year":
        return str(first.year)
    return str(format_interval(first, last, "yMMMd", locale=LOCALE))


def when_written(text: str) -> str:
    """A period that is written in ISO 8601, in words."""
    return when(Period.parse(text))


def by_when(deadline: Period, due: datetime.date | None = None) -> str:
    """A deadline in words; what is said of it in the article, and the day that counts."""
    last = deadline.last or due
    if last is None:
        return when(deadline)
    if deadline.precision in ("month", "year", "week"):
        return f"{when(deadline)}, so by {day(last)}"
    return f"by {day(last)}"


def amount_text(amount: Amount) -> str:
    """`about $550 bn a year`, `3,000 tonnes`, `5–10%`: the figure as it was read."""
    if amount.unit == "currency" and amount.currency:
        said = money(amount.value, amount.currency, amount.upper)
    else:
        ends = [amount.value] if amount.upper is None else [amount.value, amount.upper]
        digits = "–".join(format_decimal(end, "#,##0.####", locale=LOCALE) for end in ends)
        said = _with_unit(digits, amount)
    per = {None: "", "year": " a year", "month": " a month", "day": " a day"}.get(
        amount.per, f" per {plain(amount.per or '')}"
    )
    return f"{'about ' if amount.approximate else ''}{said}{per}"


def _with_unit(digits: str, amount: Amount) -> str:
    if amount.unit in _AROUND:
        return _AROUND[amount.unit].format(digits)
    if amount.unit in _CLDR:
        alone = format_decimal(amount.value, locale=LOCALE)
        of = str(format_unit(amount.value, _CLDR[amount.unit], locale=LOCALE))
        if of.startswith(alone):
            return digits + of.removeprefix(alone)
    plural = "" if amount.value == 1 or amount.unit.endswith(("s", "z")) else "s"
    return f"{digits} {plain(amount.unit)}{plural}"


def sort_of(fact: Fact) -> str:
    """What kind of fact it is, in words; a letter of intent binds nobody and is no agreement."""
    paper = fact.instrument if fact.kind == "agreement" else None
    return plain(paper or fact.kind)


def head(fact: Fact) -> str:
    """`Letter of intent, signed`."""
    return f"{sentence(sort_of(fact))}, {plain(fact.status)}"


def by_model(fact: Fact) -> str:
    """`by model NAME` when a language model proposed it, else nothing."""
    name = fact.reader.removeprefix(MODEL)
    return "" if name == fact.reader else f"by model {name}"


def parties(fact: Fact) -> list[str]:
    """Who takes part, a party each: `Japan: Prime Minister Sanae Takaichi`."""
    names = country_names()
    named: dict[str, dict[str, None]] = {}
    for party in fact.parties:
        if party.role == "context":
            continue
        place = names.get(party.place or "", party.place or "")
        person = " ".join(part for part in (party.office, party.name) if part)
        named.setdefault(place, {})
        if person:
            named[place][person] = None
    return [
        ": ".join(part for part in (place, ", ".join(people)) if part)
        for place, people in named.items()
        if place or people
    ]


def places(fact: Fact) -> str:
    """The places of its parties by name."""
    names = country_names()
    return ", ".join(names.get(place, place) for place in fact.countries)


def source(entry: Entry) -> str:
    """The article's name and title, and when it was written."""
    title = f": {entry.title}" if entry.title and entry.title != entry.name else ""
    written = when(entry.written)
    return f"{entry.name}{title} ({written or 'no date'})"


def state(entry: Entry) -> str:
    """Who vouches for the fact."""
    reader = "the rules" if entry.fact.reader == "rules" else entry.fact.reader.replace(":", " ")
    held = "not reviewed yet" if entry.state == "proposed" else f"{entry.state} by a person"
    return f"{sentence(held)}; found by {within(reader)}, {entry.fact.confidence:.0%} certain"
