"""Which places an article names: countries, capitals, cities and the words that stand for them.

In: an article. Out: `PlaceMention`s of its body, in order. Names of countries come from CLDR; the
rest from `languages/<code>/places.csv` and from `places.csv` beside this file, whose names are the
same in every language. A row of either holds one or more places (ISO 3166-1 alpha-3, XKX for
Kosovo, XEU for the European Union), how they are named, and patterns between `|`. Inhabitants
count as `adjective`. Rows of `none` hold longer phrases in which a name means something else (US
dollar, South China Sea), and names of CLDR that are an everyday word in that language.

A pattern ending in `~` takes every ending of `languages/<code>/places.toml`. A capital letter in a
pattern asks for one in the text: `US` is not `us`, and a turkey no country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, cast

from babel import Locale
from babel.core import get_global

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, rows, spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.mention import PlaceMention
from xenotime.ledger.mentions.organisations import name_spans
from xenotime.ledger.mentions.phrases import bodies, hits_with_case, longest
from xenotime.ledger.mentions.shared_tables import shared_rows

How = Literal["name", "adjective", "capital", "city", "metonym", "person", "reference"]

_SHIP = re.compile(r"\b(?:USS|USNS|HMS|HMAS|HMCS|INS|JS|MV|RMS)\s+[\"'“„»«]?\w+(?:\s+[A-ZÀ-Þ]\w*)*")
_BRACKETS = re.compile(r"\s*[(（].+?[)）]\s*")
_FORMER = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}
"""Codes of states that are gone, which CLDR still maps to those of today."""


def find_places(article: Article) -> list[PlaceMention]:
    """The places named in the body of `article`, sorted; none for a language without tables.

    A place in the name of a company, a newspaper or a ship is not a place of its own.
    """
    if article.language not in CODES:
        return []
    ships = [match.span() for match in _SHIP.finditer(article.text)]
    covered = sorted([*name_spans(article), *ships])
    mentions: list[PlaceMention] = []
    for body in bodies(article):
        for hit in longest(hits_with_case(_lexicon(article.language), body, article.language)):
            place, how, length = hit.value.split("|")
            if not place:
                continue
            start = body.start + hit.start
            end = start + int(length) if length else body.start + hit.end
            mentions.append(PlaceMention(start, end, tuple(place.split()), cast("How", how)))
    mentions = sorted([*mentions, *_by_position(article, mentions)])
    return _outside(mentions, covered)


def _by_position(article: Article, named: list[PlaceMention]) -> Iterator[PlaceMention]:
    """Places that a sign means only where it stands: 政府 begins a clause, 豪 precedes a name."""
    if spaced(article.language):
        return
    taken = {place.start for place in named}
    for pattern, meant, how in _positions(article.language):
        for body in bodies(article):
            for found in pattern.finditer(body.text):
                start, end = body.start + found.start(), body.start + found.end()
                if start not in taken:
                    place = meant.get(found[0], meant.get("", ""))
                    yield PlaceMention(start, end, (place,), how)


@cache
def _positions(code: str) -> tuple[tuple[re.Pattern[str], dict[str, str], How], ...]:
    """Patterns, the places that their matches mean (`""` for any other match) and how."""
    forms = words(code, "places")
    home, short, before = forms["home"], forms["short"], forms["short_before"]
    clause = rf"(?<![^、。「」（）\s])(?:{'|'.join(home['words'])})(?![一-鿿ァ-ヺー])"
    names = (
        rf"(?<![一-鿿々])[{before['names']}](?!{'|'.join(before['no_names'])})(?=[ァ-ヺA-Z]{{2}})"
    )
    return (
        (re.compile(clause), {"": home["place"]}, "metonym"),
        (re.compile(names), short, "name"),
    )


def _outside(mentions: list[PlaceMention], spans: list[tuple[int, int]]) -> list[PlaceMention]:
    """The mentions that lie in none of the sorted spans."""
    kept: list[PlaceMention] = []
    at = 0
    for mention in mentions:
        while at < len(spans) and spans[at][1] <= mention.start:
            at += 1
        inside = any(
            start <= mention.start and mention.end <= end for start, end in spans[at : at + 3]
        )
        if not inside:
            kept.append(mention)
    return kept


@cache
def _lexicon(code: str) -> Lexicon:
    """All patterns of a language; the value is `places|how|length`, length if the span is less."""
    forms = words(code, "places")
    entries: dict[str, str] = {}
    for name, place in _cldr_names(code):
        for ending in forms["endings"]["name"]:
            entries[name + ending] = f"{place}|name|"
    for row in (*shared_rows("places"), *rows(code, "places")):
        value = f"{row['places']}|{row['how']}|"
        for pattern in row["patterns"].split("|"):
            if pattern.endswith("~"):
                entries.update(
                    (pattern[:-1] + ending, value) for ending in forms["endings"]["stem"]
                )
            elif row["how"] in ("name", "capital", "city"):
                entries.update((pattern + ending, value) for ending in forms["endings"]["name"])
            else:
                entries[pattern] = value
    for letter, place in forms.get("short", {}).items():
        for word in forms["short_before"]["words"]:
            entries.setdefault(letter + word, f"{place}|name|{len(letter)}")
    return Lexicon(entries.items(), spaced=spaced(code))


def _cldr_names(code: str) -> list[tuple[str, str]]:
    """Names of countries and territories, each with its place."""
    names: list[tuple[str, str]] = []
    alpha3 = _alpha3()
    for territory, name in Locale.parse(code).territories.items():
        if territory in alpha3:
            names.append((_BRACKETS.sub("", name).replace("\xad", ""), alpha3[territory]))
    return names


@cache
def _alpha3() -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3."""
    aliases = get_global("territory_aliases")
    codes = {
        two[0]: three
        for three, two in aliases.items()
        if len(three) == 3 and three.isalpha() and three not in _FORMER and len(two) == 1
    }
    return codes | {"EU": "XEU", "XK": "XKX"}
