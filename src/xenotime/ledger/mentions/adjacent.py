"""Phrases of a table that stand right before or right after a place in a text.

`Lexicon` finds phrases anywhere; here the place is known (the end of a number, the start of a
month), and only its neighbourhood is looked at.

A phrase of these tables may hold choices: `d(er|em) Woche` stands for two phrases, `Ende[ des]` for
one with and one without the part in brackets. `*` at the end takes in the rest of the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from xenotime.ledger.lexicon import fold

REMEMBERED = 50_000
"""Characters of the longest stretch of text that is kept in memory for the next finder."""
_CHOICE = re.compile(r"\[([^][()]*)\]|\(([^][()]*)\)")


def expand(phrase: str) -> Iterator[str]:
    """Every phrase that a phrase with choices stands for."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield phrase
        return
    optional, either = choice.groups()
    for part in ("", *optional.split("|")) if optional is not None else either.split("|"):
        yield from expand(phrase[: choice.start()] + part + phrase[choice.end() :])


def expanded(table: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of phrase and value from a table of value to phrases with choices."""
    for value, phrases in table.items():
        for phrase in phrases:
            for each in expand(phrase):
                yield each, value


class Adjacent:
    """Phrases, each with a value; texts are `fold`ed by the caller.

    Args:
        entries: pairs of phrase and value, without choices; of two equal phrases the first counts.
        spaced: whether the language puts spaces between words.
    """

    def __init__(self, entries: Iterable[tuple[str, str]], *, spaced: bool = True) -> None:
        self._spaced = spaced
        by_first: dict[str, dict[str, tuple[bool, str]]] = {}
        by_last: dict[str, dict[str, str]] = {}
        for phrase, value in entries:
            word = fold(" ".join(phrase.split()))
            literal = word.rstrip("*")
            by_first.setdefault(literal[0], {}).setdefault(literal, (word != literal, value))
            by_last.setdefault(literal[-1], {}).setdefault(literal, value)
        self._by_first = {
            letter: [(word, *found[word]) for word in sorted(found, key=len, reverse=True)]
            for letter, found in by_first.items()
        }
        self._by_last = {
            letter: [(word, found[word]) for word in sorted(found, key=len, reverse=True)]
            for letter, found in by_last.items()
        }

    def at(self, text: str, start: int) -> tuple[int, str] | None:
        """End and value of the longest phrase that begins at `start`."""
        for word, open_end, value in self._by_first.get(text[start : start + 1], ()):
            if not text.startswith(word, start):
                continue
            end = start + len(word)
            if open_end:
                while end < len(text) and text[end].isalnum():
                    end += 1
            elif self._spaced and text[end - 1].isalnum() and text[end : end + 1].isalnum():
                continue
            return end, value
        return None

    def before(self, text: str, end: int) -> tuple[int, str] | None:
        """Start and value of the longest phrase that ends at `end`."""
        if end == 0:
            return None
        for word, value in self._by_last.get(text[end - 1], ()):
            start = end - len(word)
            if start < 0 or not text.startswith(word, start):
                continue
            if self._spaced and start and text[start].isalnum() and text[start - 1].isalnum():
                continue
            return start, value
        return None


def adjacent(table: Mapping[str, Iterable[str]], *, spaced: bool = True) -> Adjacent:
    """The phrases of a table of value to phrases with choices."""
    return Adjacent(expanded(table), spaced=spaced)


def skip_space(text: str, at: int) -> int:
    """The place after the white space at `at`."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def skip_space_back(text: str, at: int) -> int:
    """The place before the white space that ends at `at`."""
    while at and text[at - 1] == " ":
        at -= 1
    return at


def folded(text: str) -> str:
    """`fold`, remembered: several finders read the same stretch."""
    return _folded(text) if len(text) <= REMEMBERED else fold(text)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return fold(text)
