"""What a paragraph is, from its own words and its place: a header, the headline, a subheading.

`furniture` finds what belongs to the page and not to the article; `teasers` then looks at what
whole stretches speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xenotime.ledger.article import Role
from xenotime.ledger.lexicon import fold
from xenotime.ledger.reading.days import days, weekdays
from xenotime.ledger.reading.markers import Markers
from xenotime.ledger.reading.paragraphs import ends_a_sentence

MAX_TITLE = 200
MAX_SUBHEADING = 120
MAX_LABEL = 40
"""Characters of a line with a colon at its end that heads what follows."""
MAX_HEADER = 110
MENU_WORD = 24
"""Characters of the longest entry of a menu."""
HEAD = 12
"""Paragraphs among which titles and bylines are looked for."""

_DATE_PREFIX = re.compile(
    r"\W?(?P<word>[^\W\d_]{4,})\s?:?\s+(?:19|20)\d\d(?:-\d\d){0,2}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?(?=\s+\S)"
)
_DATA = re.compile(r"\W{0,3}(?P<key>[^:：]{2,30}?)\s?[:：]\s*\S")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_CLOCK = re.compile(
    r"\d{1,2}[:.h時]\d{2}(?::\d\d)?(?:分)?|[+-]\d\d:?\d\d|\b[A-Z]{2,4}\b|[|,;:()/·•–—+-]"
)
_BULLET = re.compile(r"(?:[-*•·▪–]|\d{1,2}[.)])\s+\S|[・●■]")
INNER_END = re.compile(r"[^\W\d_]{3,}[.!?](?:[\"”“»’)]*)\s+[\"„“«‘(¿¡]*[^\W\d_a-zß-ÿ]|。(?!$)")
"""The end of a sentence with another one after it."""


@dataclass
class Piece:
    """A paragraph on its way to a block; it is body until something is found against it."""

    start: int
    end: int
    text: str
    role: Role = "body"
    reason: str = ""

    def is_now(self, role: Role, reason: str) -> None:
        """Give it a role, with the words that explain it."""
        self.role, self.reason = role, reason


def split_date_prefix(text: str, start: int, end: int, marks: Markers) -> int:
    """Where the text goes on after a header such as `date 2025-10-28`; `start` if none."""
    hit = _DATE_PREFIX.match(text, start, min(end, start + MAX_HEADER))
    if hit is None or fold(hit["word"]) not in marks.dates:
        return start
    at = hit.end()
    while text[at].isspace():
        at += 1
    return at


def headline_like(piece: Piece) -> bool:
    """Whether it is short, is no whole sentence, and lists nothing."""
    return (
        len(piece.text) <= MAX_TITLE
        and not _BULLET.match(piece.text)
        and not INNER_END.search(piece.text)
        and (not ends_a_sentence(piece.text) or _quoted_or_asked(piece.text))
    )


MAX_PLACE_WORDS = 4
"""Of the place in a line of place and date."""
MAX_DAY_LEAD = 4
"""Characters between the comma and the date, as in `Paris, le 5 mai`."""


def mark_headers(pieces: Sequence[Piece], marks: Markers, language: str) -> None:
    """Data above the text, and lines that hold nothing but a date.

    Below the first paragraph a date alone may head an entry of a chronology.
    """
    long_paragraphs = 0
    words_before_dates = tuple(word for word in marks.dates if len(word) > 3)
    front_matter = bool(pieces) and set(pieces[0].text) == {"-"}
    for at, piece in enumerate(pieces):
        if piece.role != "body":
            continue
        if front_matter:
            piece.is_now("header", "data above the text")
            front_matter = at == 0 or set(piece.text) != {"-"}
        elif len(piece.text) > MAX_HEADER:
            long_paragraphs += 1
        elif _is_data(piece.text, marks) and not long_paragraphs:
            piece.is_now("header", "data above the text")
        elif is_date_line(piece.text, marks, language):
            if not long_paragraphs or fold(piece.text).startswith(words_before_dates):
                piece.is_now("header", "a date")
        elif not long_paragraphs and _placed_date(piece.text, language):
            piece.is_now("header", "a place and a date")
        elif not long_paragraphs and _names_its_date(piece, words_before_dates, language):
            piece.is_now("header", "names its date")


def _placed_date(text: str, language: str) -> bool:
    """Whether it is a line such as `Santiago, 5 de octubre de 2027`."""
    for day in days(text, language):
        place, _, rest = text[: day.start].rpartition(",")
        words = place.split()
        named = 0 < len(words) <= MAX_PLACE_WORDS and all(word[:1].isupper() for word in words)
        return named and len(rest.strip()) <= MAX_DAY_LEAD and not text[day.end :].strip(" .")
    return False


def _names_its_date(piece: Piece, lead: tuple[str, ...], language: str) -> bool:
    """Whether a date follows a word such as `published` in a line that is no sentence."""
    return headline_like(piece) and any(
        fold(piece.text[: day.start]).rstrip(": ").endswith(lead)
        for day in days(piece.text, language)
    )


def is_date_line(text: str, marks: Markers, language: str) -> bool:
    """Whether nothing is left of it without dates, times, weekdays and words such as `updated`."""
    if len(text) > MAX_HEADER or not any(sign.isdigit() for sign in text):
        return False
    rest, found = text, False
    for day in reversed(list(days(text, language))):
        rest, found = rest[: day.start] + " " + rest[day.end :], True
    if not found:
        return False
    rest = fold(_CLOCK.sub(" ", rest))
    for phrase in sorted(marks.dates | marks.before_date, key=len, reverse=True):
        rest = re.sub(rf"(?<![^\W\d_]){re.escape(phrase)}(?![^\W\d_])", " ", rest)
    left = [word for word in re.findall(r"[^\W_]+", rest) if word not in weekdays(language)]
    return all(len(word) == 1 or word.isdigit() for word in left)


def mark_titles(pieces: Sequence[Piece], hint: str | None) -> str | None:
    """The headline, wherever it stands in the head of the page; returns it."""
    title = hint
    head = [piece for piece in pieces if piece.role in ("body", "caption")][:HEAD]
    lines = [piece for piece in head if piece.role == "body"]
    if title is None and len(lines) > 1 and headline_like(lines[0]):
        first, second = lines[0], lines[1]
        title = _clean(first.text)
        if second.text != first.text and headline_like(second):
            if _site_title(first, second):
                title = _clean(second.text)
            elif len(first.text) <= MENU_WORD < len(second.text) and len(lines) > 2:
                title = _clean(second.text)
                first.is_now("title", "name of the site or section")
    if title is None:
        return None
    wanted, times = fold(title), 0
    for piece in (piece for piece in lines if piece.role == "body"):
        own = fold(_clean(piece.text))
        if own == wanted:
            times += 1
            piece.is_now("title", "headline" if times == 1 else "headline, repeated")
        elif wanted in own and len(own) <= len(wanted) + 60 and headline_like(piece):
            piece.is_now("title", "headline with the name of the site")
    return title


def mark_subheadings(pieces: Sequence[Piece], *, cleaned: bool) -> None:
    """Short lines that are no sentences, between paragraphs or after the last."""
    body = [at for at, piece in enumerate(pieces) if piece.role == "body"]
    sentences = [at for at in body if not headline_like(pieces[at])]
    if not sentences:
        return
    for at in body:
        piece = pieces[at]
        if at > sentences[-1] and headline_like(piece) and not cleaned:
            piece.is_now("teaser", "a headline with nothing below it")
        elif len(piece.text) <= MAX_SUBHEADING and headline_like(piece):
            piece.is_now("subheading", "heads a section")


def _quoted_or_asked(text: str) -> bool:
    """A heading may be a question, or a quotation without a full stop, but no `He said: "No."`"""
    if text.endswith((":", "：")):
        return len(text) <= MAX_LABEL
    core = text.strip("\"'”“„«»’‘)]」』 ")
    return len(text) <= MAX_SUBHEADING and core[-1:] not in ".。…:;!！"


def _is_data(text: str, marks: Markers) -> bool:
    hit = _DATA.match(text)
    if hit is not None:
        key = fold(hit["key"]).strip("*_ ")
        if key in marks.data or key in marks.dates:
            return True
    return _ADDRESS.fullmatch(text) is not None


def _site_title(first: Piece, second: Piece) -> bool:
    """Whether the first is the second with the name of a site before or after it."""
    one, two = fold(first.text), fold(_clean(second.text))
    if len(two) < 15 or two not in one:
        return False
    rest = one.replace(two, "", 1).strip()
    return rest.strip(" -|:·•>") != rest


def _clean(text: str) -> str:
    """A headline without the marks of Markdown and a site's spaces."""
    return " ".join(re.sub(r"^#+\s+|\s+#+$|^=+|^\*\*|\*\*$", "", text).split())
