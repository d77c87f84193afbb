"""Where the paragraphs of a text begin and end.

Most files keep a paragraph on a line. Where lines were broken at a width, as in mails and PDF,
those that run on belong together.
"""

from __future__ import annotations

import re
from itertools import pairwise

from xenotime.ledger.languages import CODES, spaced

Span = tuple[int, int]

MAX_WIDTH = 120
"""A text with a longer line than this was not broken at a width."""
_LINE = re.compile(r"[^\r\n\f\x0b\x85\u2028\u2029]+")
_ENDS = re.compile(r"[.!?。！？…:;][\"'”“»«’)\]」』]*$")


def paragraphs(text: str, language: str) -> list[Span]:
    """Start and end of each, without the white space around it; in order, and covering all else."""
    lines = [span for hit in _LINE.finditer(text) if (span := _stripped(text, *hit.span()))]
    if len(lines) < 4 or not _broken_at_a_width(text, lines, language):
        return lines
    width = sorted(end - start for start, end in lines)[len(lines) * 3 // 4]
    merged: list[Span] = []
    last = lines[0]
    for line in lines:
        if merged and _runs_on(text, last, line, width):
            merged[-1] = (merged[-1][0], line[1])
        else:
            merged.append(line)
        last = line
    return merged


def ends_a_sentence(text: str) -> bool:
    """Whether the text ends with a mark of a sentence, in quotation marks perhaps."""
    return _ENDS.search(text[-8:]) is not None


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(" \t\u3000\u00a0\ufffd"))
    right = len(piece.rstrip(" \t\u3000\u00a0\ufffd"))
    return (start + left, start + right) if left < right else None


def _adjacent(text: str, one: Span, two: Span) -> bool:
    gap = text[one[1] : two[0]].replace("\r\n", "\n")
    return sum(gap.count(mark) for mark in "\n\r\f") == 1


def _broken_at_a_width(text: str, lines: list[Span], language: str) -> bool:
    if max(end - start for start, end in lines) > MAX_WIDTH:
        return False
    full = 0.85 * max(end - start for start, end in lines)
    has_spaces = language not in CODES or spaced(language)
    pairs = running = 0
    for one, two in pairwise(lines):
        if _adjacent(text, one, two):
            pairs += 1
            if not ends_a_sentence(text[one[0] : one[1]]):
                running += text[two[0]].islower() if has_spaces else one[1] - one[0] >= full
    return running >= 2 and running >= 0.3 * pairs


def _runs_on(text: str, one: Span, two: Span, width: int) -> bool:
    if not _adjacent(text, one, two):
        return text[one[1] : two[0]].count("\f") == 1 and text[two[0]].islower()
    short = one[1] - one[0] < 0.6 * width
    return not short or (text[two[0]].islower() and not ends_a_sentence(text[one[0] : one[1]]))
