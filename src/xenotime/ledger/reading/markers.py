"""The marks of pages in one language, as `page.toml` lists them, ready to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from xenotime.ledger.languages import CODES, spaced, words
from xenotime.ledger.lexicon import Lexicon, fold

EVERYWHERE = "en"
"""Pages of all countries carry marks in this language too."""

_EDGES = " \t\r\n\f:：.…!?*#_|•·-–—>›»→▶▼■◆●【】［］[]()（）<〈〉《》\"“”„'’"


@dataclass(frozen=True)
class Markers:
    """What a block of a page may begin with, contain, or be."""

    dates: frozenset[str]
    data: frozenset[str]
    caption: re.Pattern[str]
    byline: re.Pattern[str]
    controls: frozenset[str]
    notices: Lexicon
    headings: frozenset[str]
    heading_start: re.Pattern[str]
    before_date: frozenset[str]
    agencies: frozenset[str]
    after_hyphen: frozenset[str]


@cache
def markers(language: str) -> Markers:
    """The marks for a language; of all languages when it is `und`."""
    codes = [language, EVERYWHERE] if language in CODES else list(CODES)
    codes = [code for code in dict.fromkeys(codes) if code in CODES]
    pages = [words(code, "page") for code in codes]
    headings = _all(pages, "teaser", "headings")
    leads = _either(_all(pages, "caption", "leads"))
    joins = _either(_all(pages, "byline", "joins"))
    return Markers(
        dates=_all(pages, "header", "dates"),
        data=_all(pages, "header", "data"),
        caption=re.compile(
            rf"(?:^|[/|(\[\-.。（【]\s*|\s)(?:{leads})\s?[:/=](?!/)|(?:^|\s)(?:©|\(c\)\s)|【(?:{leads})】"
            rf"|(?<=\w)[=（(]\s?(?:{leads})[)）]?$"
        ),
        byline=re.compile(
            rf"(?:{_either(_all(pages, 'byline', 'leads'))})\s?[:：]?\s+(?P<names>\S.*)"
            rf"|(?P<only>{_either(_all(pages, 'byline', 'leads'))})"
            rf"|(?P<joined>.*\b(?:{joins})\b.*)"
        ),
        controls=_all(pages, "widget", "whole") - headings,
        notices=Lexicon(
            ((pattern, "notice") for page in pages for pattern in page["widget"]["within"]),
            spaced=all(map(spaced, codes)) if language != EVERYWHERE else True,
        ),
        headings=headings,
        heading_start=re.compile(rf"(?:{_either(headings)})\s?[:：>›»|]\s*(?=\S)"),
        before_date=_all(pages, "dateline", "before_date"),
        agencies=frozenset(word for page in pages for word in page["dateline"]["agencies"]),
        after_hyphen=_all(pages, "sentences", "after_hyphen"),
    )


@dataclass(frozen=True)
class SentenceMarkers:
    """Where a sentence goes on although it seems to end."""

    unfinished: frozenset[str]
    ordinal_after: frozenset[str]
    continues: tuple[str, ...]


@cache
def sentence_markers(language: str) -> SentenceMarkers:
    """The marks for a language; those of English when it is `und`."""
    table = words(language if language in CODES else EVERYWHERE, "page")["sentences"]
    return SentenceMarkers(
        frozenset(table["unfinished"]),
        frozenset(table["ordinal_after"]),
        tuple(table["continues"]),
    )


def bare(text: str) -> str:
    """The text folded, without the marks and signs around it: as `headings` and `controls` are."""
    return " ".join(fold(text).strip(_EDGES).split())


def _all(pages: Iterable[dict[str, Any]], section: str, key: str) -> frozenset[str]:
    return frozenset(fold(word) for page in pages for word in page[section][key])


def _either(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=lambda p: (-len(p), p))))
