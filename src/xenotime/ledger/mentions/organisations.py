"""Which companies, ministries, agencies and newspapers an article names.

In: an article and its places. Out: `OrganisationMention`s of its body, in order. Three sources:
the table `organisations.csv` beside this file (name, home as ISO 3166-1 alpha-3, kind, patterns
between `|`; a capital letter in a pattern asks for one in the text), names that end in a form of
company (`Corp.`, `GmbH`), and words for ministries (`people.toml`). A ministry belongs to the
place named with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Literal, cast

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.mention import OrganisationMention, PlaceMention
from xenotime.ledger.mentions.phrases import bodies, hits_with_case, longest, whole_words
from xenotime.ledger.mentions.shared_tables import shared_rows

_NOUN = r"[A-ZÀ-ÞĀ-Ž][\w’-]*"
_Kind = Literal["company", "government", "press", "other"]


def find_organisations(
    article: Article, places: Sequence[PlaceMention]
) -> list[OrganisationMention]:
    """The organisations named in the body of `article`, sorted; none without tables.

    Args:
        article: the article.
        places: its places, as `find_places` gives them; they say whose ministry it is.
    """
    if article.language not in CODES:
        return []
    found = [*_named(article)]
    for company in _by_form(article):
        place = _place_before(article.text, places, company.start)
        found.append(replace(company, place=place))
    starts = sorted((mention.start, mention.end) for mention in found)
    for mention in _ministries(article, places):
        at = bisect_left(starts, (mention.end, 0))
        if all(end <= mention.start for _, end in starts[max(0, at - 2) : at]):
            found.append(mention)
    return sorted(found, key=lambda mention: (mention.start, mention.end))


def name_spans(article: Article, *, government: bool = False) -> list[tuple[int, int]]:
    """Where names of companies, press and associations stand, sorted.

    A place or good in such a name is none of its own.

    Args:
        article: the article.
        government: whether ministries and agencies count too.
    """
    if article.language not in CODES:
        return []
    found = [m for m in _named(article) if government or m.kind != "government"]
    found += _by_form(article)
    if government:
        found += _ministries(article, ())
    return sorted((m.start, m.end) for m in found)


@lru_cache(maxsize=2)
def _named(article: Article) -> tuple[OrganisationMention, ...]:
    """The organisations of the table."""
    lexicon, known = _table(spaced(article.language))
    mentions: list[OrganisationMention] = []
    for body in bodies(article):
        for hit in longest(hits_with_case(lexicon, body, article.language)):
            name, place, kind = known[int(hit.value)]
            start, end = body.start + hit.start, body.start + hit.end
            mentions.append(OrganisationMention(start, end, name, place or None, kind))
    return tuple(mentions)


@lru_cache(maxsize=2)
def _by_form(article: Article) -> tuple[OrganisationMention, ...]:
    """Names that end in a form of company, such as `Aclara Resources Inc.`"""
    named = sorted((m.start, m.end) for m in _named(article))
    mentions: list[OrganisationMention] = []
    for body in bodies(article):
        for found in _form(spaced(article.language)).finditer(body.text):
            start, end = body.start + found.start(), body.start + found.end()
            at = bisect_left(named, (end, 0))
            if at and named[at - 1][1] > start:
                continue
            mentions.append(OrganisationMention(start, end, found.group(), None, "company"))
    return tuple(mentions)


def _ministries(article: Article, places: Sequence[PlaceMention]) -> list[OrganisationMention]:
    lexicon, field = _government(article.language)
    mentions: list[OrganisationMention] = []
    for body in bodies(article):
        for hit in longest(lexicon.find(body.folded, folded=True)):
            start, end = whole_words(body.text, hit)
            end = _with_field(body.text, end, field)
            start, end = body.start + start, body.start + end
            place = _place_before(article.text, places, start) or _place_within(places, start, end)
            name = article.text[start:end]
            mentions.append(OrganisationMention(start, end, name, place, "government"))
    return mentions


def _with_field(text: str, end: int, field: re.Pattern[str]) -> int:
    """The end of `Ministry of Economy, Trade and Industry`, counted from the end of `Ministry`."""
    match = field.match(text, end, min(len(text), end + 80))
    return match.end() if match else end


def _place_before(text: str, places: Sequence[PlaceMention], start: int) -> str | None:
    """The place whose name or adjective stands directly before, at most two words away."""
    at = bisect_left(places, start, key=lambda mention: mention.start)
    if at == 0 or len(places[at - 1].places) != 1:
        return None
    gap = text[min(places[at - 1].end, start) : start]
    if len(gap) > 25 or re.search(r"[.,;:()\n]", gap) or len(gap.split()) > 2:
        return None
    return places[at - 1].places[0]


def _place_within(places: Sequence[PlaceMention], start: int, end: int) -> str | None:
    """The place named in the name or next to it, as in `Ministry of Commerce of China`."""
    at = bisect_left(places, start, key=lambda mention: mention.start)
    for mention in places[at : at + 1]:
        if mention.start < end + 5 and len(mention.places) == 1:
            return mention.places[0]
    return None


@cache
def _table(spaces: bool) -> tuple[Lexicon, list[tuple[str, str, _Kind]]]:
    known: list[tuple[str, str, _Kind]] = []
    entries: list[tuple[str, str]] = []
    for row in shared_rows("organisations"):
        for pattern in row["patterns"].split("|"):
            entries.append((pattern, str(len(known))))
            # Genitive of German names; harmless elsewhere.
            if spaces and pattern.isalpha() and len(pattern) > 4 and not pattern.endswith("s"):
                entries.append((pattern + "s", str(len(known))))
        known.append((row["name"], row["place"], cast("_Kind", row["kind"])))
    return Lexicon(entries, spaced=spaces), known


@cache
def _form(spaces: bool) -> re.Pattern[str]:
    """A name with its form of company; the forms of all languages, for they travel."""
    forms = {
        form
        for code in CODES
        if spaced(code) == spaces
        for form in words(code, "people")["organisations"]["suffixes"]
    }
    choice = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    if spaces:
        word = r"[A-ZÀ-ÞĀ-Ž][\w&’'.-]*"
        return re.compile(rf"(?<!\w){word}(?: (?:& )?{word}){{0,3}},? (?:{choice})(?!\w)")
    word = r"[ァ-ヺー一-龯A-Za-zＡ-Ｚ・]{2,15}"
    return re.compile(rf"(?:{choice}){word}|{word}(?:{choice})")


@cache
def _government(code: str) -> tuple[Lexicon, re.Pattern[str]]:
    """Words for ministries, and what may follow: ` of Economy, Trade and Industry`."""
    table = words(code, "people")["organisations"]
    entries = [(pattern, "") for pattern in table["government"]]
    linking = "|".join(re.escape(word) for word in table["of"]) or "(?!)"
    # A linking word such as l' is joined to the next word.
    link = rf"(?:(?:{linking})(?:(?<=')| ))"
    field = re.compile(rf" {link}+{_NOUN}(?:(?:, | ){link}*{_NOUN})*(?: {link}+{_NOUN})?")
    return Lexicon(entries, spaced=spaced(code)), field
