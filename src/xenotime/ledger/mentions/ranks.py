"""Ranks: the largest trading partner, the op een na grootste market, 世界3位の生産国.

Only what ranks a partner, producer, market and the like; `one of the largest` is no rank.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Hit, Lexicon, fold
from xenotime.ledger.mentions.adjacent import adjacent, expand, expanded, skip_space_back

_FEW_WORDS = re.compile(r"[\w'-]*(?: [\w'.-]+){0,3} ?")
_FEW_SIGNS = re.compile(r"[^、。]{0,8}")


class Ranks:
    """The ranks of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")["rank"]
        is_spaced = spaced(code)
        self._words = Lexicon(_rank_words(table), spaced=is_spaced)
        nouns = {"noun": table["nouns"]}
        self._nouns = Lexicon(expanded(nouns), spaced=is_spaced)
        self._determiners = adjacent({"": table["determiners"]}, spaced=is_spaced)
        self._not_before = adjacent({"": table["not_before"]}, spaced=is_spaced)
        suffixes = "|".join(re.escape(fold(s)) for s in table["suffixes"])
        self._ordinal = re.compile(rf"(\d{{1,3}})(?:{suffixes})(?!\d)")
        self._alone: bool = table["ordinal_alone"]
        self._gap = _FEW_WORDS if is_spaced else _FEW_SIGNS

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Start, end and rank of each rank in a folded text, in order."""
        nouns: list[Hit] | None = None
        found: list[tuple[int, int, int]] = []
        hits = [(h.start, h.end, int(h.value)) for h in self._words.longest(text, folded=True)]
        if not hits and not self._alone:
            return found
        ordinals = [
            (match.start(), match.end(), int(match[1]))
            for match in self._ordinal.finditer(text)
            if not text[match.start() - 1 : match.start()].isdigit()
        ]
        before = {end: (start, rank) for start, end, rank in ordinals}
        if self._alone:
            hits += ordinals
        for start, end, rank in sorted(hits):
            if found and start < found[-1][1]:
                continue
            if nouns is None:
                nouns = self._nouns.find(text, folded=True)
            if not self._ranks_something(end, text, nouns) or self._not_before.before(text, end):
                continue
            if rank == 1:
                start, rank = before.get(skip_space_back(text, start), (start, rank))
            if rank == 1:
                determiner = self._determiners.before(text, skip_space_back(text, start))
                start = start if determiner is None else determiner[0]
            if found and found[-1][1] > start:
                found.pop()
            found.append((start, end, rank))
        return found

    def _ranks_something(self, end: int, text: str, nouns: list[Hit]) -> bool:
        first = bisect_left(nouns, end, key=lambda noun: noun.start)
        for noun in nouns[first : first + 20]:
            if self._gap.fullmatch(text, end, noun.start):
                return True
            if noun.start > end + 40:
                break
        return False


def _rank_words(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    superlatives = [word for phrase in table["superlatives"] for word in expand(phrase)]
    for word in superlatives:
        yield word, "1"
    for (ordinal, value), glue, word in product(
        list(expanded(table["ordinals"])), table["glue"], superlatives
    ):
        yield f"{ordinal}{glue}{word}", value
    if table["ordinal_alone"]:
        yield from expanded(table["ordinals"])


@cache
def ranks(code: str) -> Ranks:
    """The ranks of the language `code`; built once."""
    return Ranks(code)
