"""Articles for tests of mentions: one block a line, one sentence up to a full stop."""

from __future__ import annotations

import re

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period, Sentence

_SENTENCE = re.compile(r"\S.*?(?:(?<!\d)[.!?](?=\s|$)|。|$)", re.MULTILINE)


def article(text: str, language: str, *, day: str | None = None, teaser: str = "") -> Article:
    """An article whose body is `text`, followed by a block of role `teaser` if one is given.

    Args:
        text: its body.
        language: its code.
        day: when it was written, as `Period.parse` reads it; None for a day unknown.
        teaser: text of a last block that is not read.
    """
    blocks: list[Block] = []
    sentences: list[Sentence] = []
    for line in re.finditer(r"[^\n]+", text):
        found = _SENTENCE.finditer(text, line.start(), line.end())
        sentences += [Sentence(match.start(), match.end(), len(blocks)) for match in found]
        blocks.append(Block(line.start(), line.end(), "body", ""))
    if teaser:
        blocks.append(Block(len(text) + 1, len(text) + 1 + len(teaser), "teaser", "advertises"))
        text = f"{text}\n{teaser}"
    dated = Dated(Period.parse(day), "test") if day else Dated(UNKNOWN, "")
    return Article("test.txt", text, language, None, dated, tuple(blocks), tuple(sentences))
