"""Find the phrases of a table in a text, thousands at once.

A pattern is a phrase, compared without regard to case, to the shape of quotation marks and dashes,
or to full-width letters. A space in it matches any one white space, a line break included.

- `treaty` matches that word; `rare earths` those two words.
- `sign*` matches a word that begins so, `*abkommen` one that ends so, `*zoll*` one that contains
  it; `port* à` a word that begins so, and the next one.
- `bot … an` matches the two parts in this order within one sentence; the span is the first part's.

In languages written without spaces (Japanese) every pattern matches anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ahocorasick_rs

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ´`′＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑‒–—−－", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u3000\t\n\r\x0b\x0c", " "),
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)},
        "İ": "i",
    }
)


def fold(text: str) -> str:
    """The text without its case and typography, character for character: offsets stay true."""
    return text.translate(_ALIKE).lower()


@dataclass(frozen=True, order=True)
class Hit:
    """A pattern found: the characters from `start` to `end`, and what the table says of it."""

    start: int
    end: int
    value: str
    pattern: str


@dataclass(frozen=True)
class _Entry:
    value: str
    pattern: str
    open_left: bool
    open_right: bool
    tail: re.Pattern[str] | None
    """What follows a star inside the pattern."""
    rest: tuple[re.Pattern[str], ...]
    """Later parts of a pattern with `…`."""


class Lexicon:
    """Patterns, each with a value; `find` gives all their hits in a text.

    Args:
        entries: pairs of pattern and value; a pattern may stand for several values.
        spaced: whether the language puts spaces between words.
    """

    def __init__(self, entries: Iterable[tuple[str, str]], *, spaced: bool = True) -> None:
        self._entries: list[list[_Entry]] = []
        words: dict[str, int] = {}
        for pattern, value in entries:
            first, *rest = (part.strip() for part in pattern.split("…"))
            word, star, tail = fold(first).removeprefix("*").partition("*")
            if not word:
                raise ValueError(f"pattern {pattern!r} begins with no letters")
            at = words.setdefault(word, len(words))
            if at == len(self._entries):
                self._entries.append([])
            self._entries[at].append(
                _Entry(
                    value,
                    pattern,
                    not spaced or first.startswith("*"),
                    not spaced or bool(star),
                    re.compile(_expression("*" + tail, spaced)) if tail else None,
                    tuple(re.compile(_expression(fold(part), spaced)) for part in rest),
                )
            )
        self._search = ahocorasick_rs.AhoCorasick(list(words)) if words else None

    def find(self, text: str, *, folded: bool = False) -> list[Hit]:
        """All hits in the order of the text; hits may overlap.

        Args:
            text: where to look.
            folded: whether `text` went through `fold` already.
        """
        if self._search is None:
            return []
        if not folded:
            text = fold(text)
        hits: list[Hit] = []
        for at, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            left = start == 0 or not _joined(text, start)
            right = end == len(text) or not _joined(text, end)
            for entry in self._entries[at]:
                if not ((entry.open_left or left) and (entry.open_right or right)):
                    continue
                stop = end
                if entry.tail is not None:
                    tail = entry.tail.match(text, end)
                    if tail is None:
                        continue
                    stop = tail.end()
                if not entry.rest or _follow(text, stop, entry.rest):
                    hits.append(Hit(start, stop, entry.value, entry.pattern))
        hits.sort()
        return hits

    def longest(self, text: str, *, folded: bool = False) -> list[Hit]:
        """Hits that do not overlap: at each place the longest, then the first in the table."""
        taken: list[Hit] = []
        hits = self.find(text, folded=folded)
        for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
            at = bisect_left(taken, hit)
            before, after = taken[at - 1 : at] if at else [], taken[at : at + 1]
            if any(other.start < hit.end and hit.start < other.end for other in before + after):
                continue
            taken.insert(at, hit)
        return taken


_SENTENCE_END = re.compile(r"[.!?。！？](?=\s|$)|[。！？]")


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` belong to one word."""
    return text[at - 1].isalnum() and text[at].isalnum()


def _expression(part: str, spaced: bool) -> str:
    """A regular expression for a folded part of a pattern; a star is the rest of a word."""
    body = r"\w*".join(map(re.escape, part.split("*")))
    if not spaced:
        return body
    # A sign such as % has no border of a word beside it.
    left = r"\b" if part[:1].isalnum() else ""
    right = r"\b" if part[-1:].isalnum() else ""
    return left + body + right


def _follow(text: str, at: int, parts: tuple[re.Pattern[str], ...]) -> bool:
    """Whether `parts` come in this order after `at`, before the sentence ends."""
    stop = _SENTENCE_END.search(text, at)
    end = len(text) if stop is None else stop.start()
    for part in parts:
        found = part.search(text, at, end)
        if found is None:
            return False
        at = found.end()
    return True


def lexicon(table: Mapping[str, Iterable[str]], *, spaced: bool = True) -> Lexicon:
    """A lexicon from a table of value to patterns, as the files of `languages/` hold it."""
    return Lexicon(_pairs(table), spaced=spaced)


def _pairs(table: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for value, patterns in table.items():
        for pattern in patterns:
            yield pattern, value
