"""Facts as records: annotated by hand, or found by `xenotime ledger read FILE... --jsonl`.

Annotations are JSON lines with a `record` (doc, fact, boilerplate, duplicate): the page beside
those in `docs/example/articles.md` describes them. Both become a `Claim`, ready to be compared.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from xenotime.ledger.facts.fact import Kind

KINDS: tuple[str, ...] = get_args(Kind)
ASKED = frozenset({"high", "medium"})
BYSTANDERS = frozenset({"comparison", "context", "place"})
"""Parts of an annotated actor that takes no part in the fact."""
UNITS = {"percent_ad_valorem": "percent"}
REGIONS = dict.fromkeys(("EU", "EUE", "EUN", "EUU"), "XEU")
"""Codes of the European Union in annotations, as the world's tables write it."""
Line = Mapping[str, Any]
Days = tuple[datetime.date | None, datetime.date | None]
"""First and last day; None is an open end."""


@dataclass(frozen=True)
class Claim:
    """A fact, annotated or found."""

    file: str
    start: int
    end: int
    kind: str
    quote: str
    countries: frozenset[str]
    acting: frozenset[str]
    """`countries` without those merely compared with, mentioned or travelled to."""
    amounts: tuple[tuple[float, str, str | None], ...]
    """Value, unit and, for money, the currency."""
    dates: tuple[str, ...]
    status: str
    relevance: str | None
    """None for a fact that was found."""

    @property
    def asked(self) -> bool:
        return self.relevance in ASKED and self.kind in KINDS


@dataclass(frozen=True)
class Gold:
    """The annotations of a set of articles."""

    languages: dict[str, str]
    """Language of each annotated file."""
    facts: tuple[Claim, ...]
    teasers: tuple[tuple[str, int, int], ...]
    """File, start and end of text that advertises other articles."""


def _amount(value: float, unit: str, currency: str | None) -> tuple[float, str, str | None]:
    # "two years earlier" is annotated as -2 years: the size is asked for, the sign is not.
    unit = UNITS.get(unit, unit)
    return float(f"{abs(value):.9g}"), unit, currency if unit == "currency" else None


def _amounts(line: Line) -> tuple[tuple[float, str, str | None], ...]:
    return tuple(_amount(a["value"], a["unit"], a.get("currency")) for a in line.get("amounts", []))


def annotated(line: Line) -> Claim:
    """The claim of a record `fact`."""
    actors = [
        (a["part"], REGIONS.get(a["iso3"], a["iso3"])) for a in line["actors"] if a.get("iso3")
    ]
    date = (line.get("date") or {}).get("value")
    return Claim(
        line["file"],
        line["start"],
        line["end"],
        line["kind"],
        line["quote"],
        frozenset(place for _, place in actors),
        frozenset(place for part, place in actors if part not in BYSTANDERS),
        _amounts(line),
        (date,) if date else (),
        line["status"],
        line["relevance"],
    )


def found(line: Line) -> Claim:
    """The claim of a line of `xenotime ledger read --jsonl`."""
    countries = frozenset(line["countries"])
    dates = tuple(line[key] for key in ("date", "deadline") if line.get(key))
    return Claim(
        line["file"],
        line["start"],
        line["end"],
        line["kind"],
        line["quote"],
        countries,
        countries,
        _amounts(line),
        dates,
        line["status"],
        None,
    )


def gold(records: Iterable[Line]) -> Gold:
    """The annotations in the records of a file."""
    records = list(records)
    return Gold(
        {line["file"]: line["lang"] for line in records if line["record"] == "doc"},
        tuple(annotated(line) for line in records if line["record"] == "fact"),
        tuple(
            (line["file"], line["start"], line["end"])
            for line in records
            if line["record"] == "boilerplate" and line["class"].startswith("teaser")
        ),
    )


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


_PART = re.compile(r"(\d{4})(?:-(?:W(\d\d)|Q(\d)|H(\d)|(\d\d)(?:-(\d\d))?))?$")


def days(date: str) -> Days | None:
    """First and last day of 2025, 2025-10, 2025-W44, 2025-Q4, 2025-H2, 2025-10-28 or A/B.

    `..` is an open end, given as None; the whole is None when the date is none of these.
    """
    first, slash, last = date.partition("/")
    if slash:
        ends = [None if part == ".." else days(part) for part in (first, last)]
        if any(end is None and part != ".." for end, part in zip(ends, (first, last), strict=True)):
            return None
        return (ends[0][0] if ends[0] else None), (ends[1][1] if ends[1] else None)
    match = _PART.match(date)
    if match is None:
        return None
    year, week, quarter, half, month, day = (int(g) if g else None for g in match.groups())
    assert year is not None
    if week:
        return datetime.date.fromisocalendar(year, week, 1), datetime.date.fromisocalendar(
            year, week, 7
        )
    if month and day:
        return (datetime.date(year, month, day),) * 2
    months = 3 if quarter else 6 if half else 1 if month else 12
    begin = 3 * quarter - 2 if quarter else 6 * half - 5 if half else month or 1
    after = datetime.date(year + (begin + months > 12), (begin + months - 1) % 12 + 1, 1)
    return datetime.date(year, begin, 1), after - datetime.timedelta(1)
