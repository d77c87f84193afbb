"""How hits of a lexicon become names: capitals that agree, whole words, the longest of several."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xenotime.ledger.article import Article
from xenotime.ledger.languages import spaced
from xenotime.ledger.lexicon import Hit, Lexicon, fold

_KATAKANA = re.compile(r"[ァ-ヺー]")


class Body(NamedTuple):
    """A block that is read: where it starts in the article, its text, and that text folded."""

    start: int
    text: str
    folded: str


# Every finder asks for them; a second article is kept for two that are read side by side.
@lru_cache(maxsize=2)
def bodies(article: Article) -> tuple[Body, ...]:
    """The blocks of role `body`, in order."""
    found: list[Body] = []
    for block in article.blocks:
        if block.role == "body":
            text = article.text[block.start : block.end]
            found.append(Body(block.start, text, fold(text)))
    return tuple(found)


def hits_with_case(lexicon: Lexicon, body: Body, language: str) -> list[Hit]:
    """The hits whose capitals are capitals in the text, and that cut no word written in one script.

    In a language without spaces タイ is no place in タイヤ: a hit in katakana or in Latin letters
    has to be a whole run of them.
    """
    hits = lexicon.find(body.folded, folded=True)
    agreeing = [hit for hit in hits if _capitals_agree(hit, body.text)]
    return cut_no_run(agreeing, body.text, language)


def cut_no_run(hits: list[Hit], text: str, language: str) -> list[Hit]:
    """In a language without spaces the hits that cut no run of katakana or Latin letters."""
    if spaced(language):
        return hits
    return [hit for hit in hits if not _cuts_a_run(text, hit.start, hit.end)]


def longest(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap the longest, then the first."""
    kept: list[Hit] = []
    cluster: list[Hit] = []
    reach = -1
    for hit in hits:
        if hit.start >= reach:
            kept += _settle(cluster)
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    return kept + _settle(cluster)


def _settle(cluster: list[Hit]) -> list[Hit]:
    if len(cluster) < 2:
        return cluster
    kept: list[Hit] = []
    for hit in sorted(cluster, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept)


def _capitals_agree(hit: Hit, text: str) -> bool:
    pattern = hit.pattern.strip("*")
    return all(
        text[hit.start + at].isupper()
        for at, letter in enumerate(pattern)
        if letter.isupper() and hit.start + at < hit.end
    )


def _cuts_a_run(text: str, start: int, end: int) -> bool:
    return _same_run(text, start) or _same_run(text, end)


def _same_run(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _KATAKANA.match(before) and _KATAKANA.match(after):
        return True
    return before.isalnum() and after.isalnum() and before.isascii() and after.isascii()


def whole_words(text: str, hit: Hit) -> tuple[int, int]:
    """The span of `hit`, widened to the ends of the word where its pattern has a `*`."""
    start, end = hit.start, hit.end
    if hit.pattern.startswith("*"):
        while start and (text[start - 1].isalnum() or text[start - 1] == "-"):
            start -= 1
    if hit.pattern.endswith("*"):
        while end < len(text) and text[end].isalnum():
            end += 1
    return start, end
