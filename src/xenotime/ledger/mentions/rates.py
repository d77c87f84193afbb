"""Whether a percentage is the rate of a tariff: `a tariff of 25 percent`, 25% duties."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Hit, Lexicon
from xenotime.ledger.mentions.adjacent import adjacent, expanded, skip_space
from xenotime.ledger.mentions.mention import AmountMention

_NEAR = 60
"""Characters between a tariff and its rate."""
_LONGEST = 40
"""Characters of the longest word for a tariff."""
_LOOKED_AT = 20
"""Tariffs near a percentage that are looked at."""
_SENTENCE_BREAK = re.compile(r"[.!?] |[。;]")


class Rates:
    """The words for tariffs of one language; texts are `fold`ed by the caller."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        self._tariff = Lexicon(expanded({"": table["tariff"]}), spaced=spaced(code))
        self._share_of = adjacent({"": table["share_of"]}, spaced=spaced(code))

    def tariffs(self, text: str) -> list[Hit]:
        """Where tariffs are named, in the order of the text."""
        return self._tariff.find(text, folded=True)

    def is_rate(self, amount: AmountMention, text: str, tariffs: Sequence[Hit]) -> bool:
        """Whether a percentage is the rate of a tariff: one is named near it in the sentence."""
        share = self._share_of.at(text, skip_space(text, amount.end)) is not None
        begin = amount.start - _NEAR - _LONGEST
        first = bisect_left(tariffs, begin, key=lambda tariff: tariff.start)
        for tariff in tariffs[first : first + _LOOKED_AT]:
            if tariff.end <= amount.start:
                between = text[tariff.end : amount.start]
                near = _NEAR // 2 if share else _NEAR
            elif tariff.start >= amount.end and not share:
                between = text[amount.end : tariff.start]
                near = _NEAR // 2
            else:
                continue
            if len(between) <= near and not _SENTENCE_BREAK.search(between):
                return True
        return False
