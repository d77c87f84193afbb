"""Sentences of a block, found by sentencex, put together again where they were torn apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from xenotime.ledger.languages import CODES
from xenotime.ledger.lexicon import fold
from xenotime.ledger.reading.limits import MAX_SPLIT
from xenotime.ledger.reading.markers import EVERYWHERE, SentenceMarkers, sentence_markers

_SPACE = re.compile(r"\s")
_WORD_START = re.compile(r"^(?:.*['\"(\[])")
_LAST = re.compile(r"(\S+)\s*$")
_ORDINAL = re.compile(r"(?:^|\s)(?P<before>[^\W\d_]+)\s+\d{1,2}\.$")
_INITIAL = re.compile(r"(?<![\w.])[A-ZÀ-ÖØ-Þ]\.$")
_STOP_AND_DIGIT = re.compile(r"[。！？](?=\d)")
_QUOTES = {"「": 1, "『": 1, "（": 1, "」": -1, "』": -1, "）": -1}
_CUT = re.compile(r"[.!?。！？]\s*|\s+")


def sentences(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of the sentences between two places of the text, without spaces around them."""
    marks = sentence_markers(language)
    code = language if language in CODES else EVERYWHERE
    open_from: int | None = None
    last = start
    for piece_start, piece_end in _pieces(text, start, end, code):
        piece = text[piece_start:piece_end]
        piece_start += len(piece) - len(piece.lstrip())
        piece_end -= len(piece) - len(piece.rstrip())
        if piece_start >= piece_end:
            continue
        if open_from is not None:
            if _torn(text[open_from:last], text[piece_start:piece_end], marks):
                last = piece_end
                continue
            yield open_from, last
        open_from, last = piece_start, piece_end
    if open_from is not None:
        yield open_from, last


def _pieces(text: str, start: int, end: int, code: str) -> Iterator[tuple[int, int]]:
    for begin, stop in _stretches(text, start, end):
        flat = _SPACE.sub(" ", text[begin:stop])
        for found in get_sentence_boundaries(code, flat):
            first, last = begin + found["start_index"], begin + found["end_index"]
            yield from _before_digits(text, first, last)


def _before_digits(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A piece, cut where a digit follows a full stop outside quotes: sentencex sees decimals."""
    for stop in _STOP_AND_DIGIT.finditer(text, start, end):
        if sum(_QUOTES.get(sign, 0) for sign in text[start : stop.end()]) <= 0:
            yield start, stop.end()
            start = stop.end()
    yield start, end


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SPLIT:
        cuts = list(_CUT.finditer(text, start + MAX_SPLIT // 2, start + MAX_SPLIT))
        best = max(cuts, key=lambda cut: (not cut[0].isspace(), cut.end()), default=None)
        stop = best.end() if best else start + MAX_SPLIT
        yield start, stop
        start = stop
    yield start, end


def _torn(before: str, after: str, marks: SentenceMarkers) -> bool:
    """Whether the second piece goes on with the sentence of the first."""
    if marks.continues:
        return before[-1] in "」』”)）" and after.startswith(marks.continues)
    if after[0].islower() or after[0] in ",;)":
        return True
    word = _LAST.search(before[-40:])
    if word is not None and _WORD_START.sub("", fold(word[1])) in marks.unfinished:
        return True
    ordinal = _ORDINAL.search(before[-40:])
    if ordinal is not None and fold(ordinal["before"]) in marks.ordinal_after:
        return True
    return _INITIAL.search(before[-12:]) is not None and after[0].isupper()
