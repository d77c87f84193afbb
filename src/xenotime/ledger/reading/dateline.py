"""The place, date and agency before the first sentence: `LONDON, 4 March 2026 (Reuters) -`.

A place alone is no dateline: it takes an agency or a date, or a place in capitals and a dash.
"""

from __future__ import annotations

import re

from xenotime.ledger.reading.days import days
from xenotime.ledger.reading.markers import Markers
from xenotime.ledger.reading.paragraphs import ends_a_sentence
from xenotime.ledger.reading.roles import INNER_END, Piece, headline_like

DATELINE = "dateline"
"""The reason of its block."""
MAX_DATELINE = 120
"""Characters in which a dateline must end."""
PARAGRAPHS = 3
"""Paragraphs of sentences among which it is looked for: a standfirst may come before it."""

_DATE = "\ue000"
"""Stands for each character of a date."""
_CAPITAL = r"[^\W\d_a-zß-ÿ\ue000]"
_WORD = rf"{_CAPITAL}[^\W\d_\ue000]*(?:['’.-][^\W\d_\ue000]+)*\.?"
_PLACE = rf"{_WORD}(?:(?:\s?/\s?|\s|,\s)(?:[^\W\d_A-Z\ue000]{{1,4}}\s){{0,2}}{_WORD}){{0,5}}"
_UPPER = (
    r"(?=[^\W\d_]{4}|[^\W\d_]{2,3}\s[^\W\d_]{3})[^\W\d_a-zß-ÿ]+(?:(?:\s|/|-)[^\W\d_a-zß-ÿ]+){0,3}"
)
_AGENCY = r"[(（\[［][^\W\d_\ue000][^()（）\[\]［］。!?\d\ue000]{1,40}[)）\]］]"
_DAY = rf"(?:[^\W\d_\ue000]{{1,12}}\.?,?\s){{0,2}}{_DATE}+\.?"
_DASH = r"\s?\.?\s?(?:--|[-–—―])(?!\w)"
_MARK = rf"(?:{_DASH}|\s?:)"
_NAMED = re.compile(
    rf"(?P<dated>(?:{_PLACE}\s?(?:{_AGENCY})?,?(?:{_DASH})?\s)?{_DAY},?\s?(?:{_AGENCY})?{_MARK}"
    rf"|{_PLACE}\s?(?:{_AGENCY}(?:,|{_DASH})?\s|,\s){_DAY}(?=\s+{_CAPITAL}|\s*$)(?<=\.)"
    rf"|{_AGENCY}{_DASH}\s{_DAY}{_MARK})"
    rf"|(?P<signed>(?:{_PLACE}\s?)?{_AGENCY}{_MARK})"
    rf"|(?P<place>{_UPPER}(?:,\s{_WORD})?{_DASH})"
)
_BRACKETS = re.compile(
    rf"(?:【(?P<square>[^】。]{{2,40}})】|[(（\[［](?P<round>[^()（）\[\]［］。]{{2,30}})[)）\]］])"
    rf"{_DATE}*(?:\s?[-–—―])?"
)
_ASIDE_END = re.compile(r"\s(?:--|[-–—―])\s")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


def split_dateline(pieces: list[Piece], marks: Markers, language: str) -> None:
    """Make the first dateline a header of its own; the paragraph goes on after it."""
    seen = 0
    for at, piece in enumerate(pieces):
        if piece.role != "body":
            continue
        size = dateline(piece.text, marks, language)
        if size:
            start = piece.start + size
            rest = piece.text[size:].lstrip()
            pieces[at] = Piece(piece.start, start, piece.text[:size], "header", DATELINE)
            if rest:
                pieces.insert(at + 1, Piece(piece.end - len(rest), piece.end, rest))
            return
        seen += not headline_like(piece)
        if seen == PARAGRAPHS:
            return


def dateline(text: str, marks: Markers, language: str) -> int:
    """Characters of the dateline with which a paragraph begins; 0 if it has none."""
    head = text[:MAX_DATELINE]
    for day in days(head, language):
        # The full stop after `8. Juli.` may be that of the dateline.
        end = day.start + len(head[day.start : day.end].rstrip("."))
        head = head[: day.start] + _DATE * (end - day.start) + head[end:]
    brackets = _BRACKETS.match(head)
    if brackets is not None and _by_agency(brackets, marks):
        # In brackets of its own below an article it signs it.
        alone = brackets["round"] is not None and not text[brackets.end() :].strip()
        return 0 if alone else brackets.end()
    hit = _NAMED.match(head)
    if hit is None:
        return 0
    rest = text[hit.end() :].lstrip()
    if rest[:1].islower():
        return 0
    if hit["place"] is not None and not (ends_a_sentence(rest) or INNER_END.search(rest)):
        return 0
    return 0 if hit["dated"] is None and _is_aside(hit[0], rest) else hit.end()


def _by_agency(brackets: re.Match[str], marks: Markers) -> bool:
    """Whether they name an agency of a language without spaces, or a place and who wrote there."""
    square, words = brackets["square"] is not None, brackets["square"] or brackets["round"]
    named = any(agency in words for agency in marks.agencies)
    return named or (square and any(sign in words for sign in f"＝={_DATE}"))


def _is_aside(place: str, rest: str) -> bool:
    """Whether a dash after a place opens an aside that another one closes."""
    stop = _SENTENCE_END.search(rest)
    sentence = rest[: stop.start()] if stop is not None else rest
    upper = not any(sign.islower() for sign in re.sub(_AGENCY, "", place))
    return not upper and len(_ASIDE_END.findall(sentence)) == 1
