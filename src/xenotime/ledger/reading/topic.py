"""How much of what a paragraph speaks of does the rest of its article speak of too?

Words are compared by their runs of five letters (two in Japanese), so that `Exportkontrolle` and
`Kontrollen` are alike; words that every article has do not count. No model is needed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xenotime.ledger.languages import CODES, rows, spaced, words
from xenotime.ledger.lexicon import Lexicon, fold

_WORD = re.compile(
    r"[A-ZÄÖÜÉÑ]{2,3}(?![^\W\d_])|[\u3400-\u9fff々]{2,60}|[\u30a1-\u30fe]{2,60}"
    r"|(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_]){4,60}"
)
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


LONG = 5_000
"""Characters of a paragraph that are looked at: enough to know what it speaks of."""


class Topic:
    """What some paragraphs speak of."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._runs: set[str] = set()

    def add(self, text: str) -> None:
        """Take in a paragraph."""
        for runs in _words(text, self._language):
            self._runs.update(runs)

    def shares(self, text: str) -> float:
        """The share of the words of `text`, 0 to 1, that belong to the topic; 1 if it has none."""
        found = _words(text, self._language)
        if not found:
            return 1.0
        return sum(len(self._runs & runs) / len(runs) for runs in found) / len(found)


_TRADE = ("control", "tariff", "instrument", "licence")
"""Classes of cues that the ledger is about."""


def speaks_of_trade(text: str, language: str) -> bool:
    """Whether it names a good, an agreement, or what governments do to trade."""
    nouns = words(language, "people")["capitalised_nouns"]
    return any(
        hit.value and (not nouns or " " in hit.pattern or not text[hit.start : hit.end].islower())
        for hit in _trade(language).find(text[:LONG])
    )


@cache
def _trade(language: str) -> Lexicon:
    entries = [
        (pattern, row["good"])
        for row in rows(language, "goods")
        for pattern in row["patterns"].split("|")
    ]
    cues = words(language, "cues")
    entries += [(pattern, name) for name in _TRADE for pattern in cues[name]]
    return Lexicon(entries, spaced=spaced(language))


def _words(text: str, language: str) -> list[frozenset[str]]:
    """The runs of letters of each word that says something."""
    found = (_runs(word, language) for word in _WORD.findall(text[:LONG]))
    return [runs for runs in found if runs]


@lru_cache(maxsize=20_000)
def _runs(word: str, language: str) -> frozenset[str]:
    whole, starts = _common(language)
    word = fold(word)
    if word in whole or any(word[:size] in starts for size in range(3, len(word))):
        return frozenset()
    size = 2 if _ASIAN.match(word) else 5
    return frozenset(word[at : at + size] for at in range(max(1, len(word) - size + 1)))


@cache
def _common(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that say nothing of a topic: whole ones, and beginnings (`*`)."""
    codes = [language] if language in CODES else list(CODES)
    table = {fold(word) for code in codes for word in words(code, "page")["common"]["words"]}
    starts = {word[:-1] for word in table if word.endswith("*")}
    return frozenset(table | starts), frozenset(starts)
