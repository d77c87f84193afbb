"""Words and phrases of sentences, to compare texts of any language with each other.

Scripts written without spaces (Chinese, Japanese, Thai and their like) count two characters that
stand side by side as a word, so no table of a language is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from xenotime.ledger.article import Article
from xenotime.ledger.lexicon import fold

PHRASE = 3
"""Words in a phrase."""
LONGEST = 200_000
"""Characters of an article that are compared at most; bounds the work."""
_CONTENT_LETTERS = 4
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_RUN = re.compile(f"([{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[^\\W_])+")
_PIECE = re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_])+")
_SPACED_RUN = re.compile(r"[^\W_]+")
_HIRAGANA = re.compile("[\u3041-\u309f]+")


def words(text: str) -> list[str]:
    """Its words in order, in lower case and composed letters (NFC)."""
    text = fold(unicodedata.normalize("NFC", text))
    if not text or max(text) < "\u0e00":
        return _SPACED_RUN.findall(text)
    found: list[str] = []
    for run in _RUN.finditer(text):
        word = run.group()
        if run.group(1) is None or len(word) == 1:
            found.append(word)
        else:
            found += map("".join, pairwise(word))
    return found


def pieces(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand, characters of unspaced scripts one by one."""
    return [piece.span() for piece in _PIECE.finditer(text)]


def sentence_words(article: Article) -> list[list[str]]:
    """The words of each of its sentences, up to `LONGEST` characters of them."""
    found: list[list[str]] = []
    left = LONGEST
    for sentence in article.sentences:
        if left <= 0:
            break
        found.append(words(article.quote(sentence.start, min(sentence.end, sentence.start + left))))
        left -= sentence.end - sentence.start
    return found


def content(word: str) -> bool:
    """Whether it is likely to carry meaning: long enough, a number, or not merely Japanese grammar.

    Length serves every language alike; on rewrites it did better than all words together.
    """
    if word[0] > "\u0e00":
        return _HIRAGANA.fullmatch(word) is None
    return len(word) >= _CONTENT_LETTERS or word.isdigit()


def phrases(sentences: Iterable[Sequence[str]]) -> set[tuple[str, ...]]:
    """Every `PHRASE` words in a row within a sentence; a shorter sentence is a phrase itself."""
    found: set[tuple[str, ...]] = set()
    for sentence in sentences:
        found.update(zip(*(sentence[at:] for at in range(PHRASE)), strict=False))
        if 0 < len(sentence) < PHRASE:
            found.add(tuple(sentence))
    return found
