"""Articles written by hand for tests."""

from __future__ import annotations

import re

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period, Sentence


def article(
    language: str,
    text: str,
    dated: Period = UNKNOWN,
    blocks: tuple[Block, ...] | None = None,
) -> Article:
    """An article of one body block, unless others are given; a sentence ends at . and space."""
    blocks = blocks or (Block(0, len(text), "body", ""),)
    sentences = tuple(
        Sentence(match.start(), match.end(), 0)
        for match in re.finditer(r"[^\s].*?(?:(?<![\d])[.!?](?=\s|$)|。|\n|$)", text)
    )
    return Article("test", text, language, None, Dated(dated, ""), blocks, sentences)
