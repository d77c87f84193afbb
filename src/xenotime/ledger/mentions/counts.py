"""Numbers that count things: `mehr als 300 Initiativen`, `2 million people`, 300社.

Only numbers from 10 on, in front of a noun; what is a noun shows in its capital or its ending.
"""

from __future__ import annotations

import re

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import fold
from xenotime.ledger.mentions.adjacent import adjacent, skip_space, skip_space_back
from xenotime.ledger.mentions.measures import Measure
from xenotime.ledger.mentions.numerals import Numeral

_CAPITAL_NOUN = re.compile(r" (?:[a-zäöüß-]+(?:e|en|er|es) ){0,2}([A-ZÄÖÜ][\w-]*[a-zäöüß][\w-]*)")
_WORD = re.compile(r" ([^\W\d_][\w'’.-]*)")


class Counts:
    """What numbers count in one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        self._spaced = spaced(code)
        self._of = adjacent({"": table["count"]["scaled_of"]}, spaced=self._spaced)
        self._counters = adjacent({"": table["count"]["counters"]}, spaced=self._spaced)
        not_counted = {"": table["not_counted"]["before"]}
        self._not_counted = adjacent(not_counted, spaced=self._spaced)
        self._stop = frozenset(fold(word) for word in table["count"]["stop"])
        self._endings = tuple(table["count"]["endings"])
        self._capitals: bool = table["count"]["capitals"]

    def end(
        self, numeral: Numeral, measure: Measure, value: float, text: str, original: str
    ) -> int | None:
        """The end of what is counted; None when the number counts nothing."""
        counter = self._counters.at(text, measure.end)
        if counter is not None:
            return counter[0]
        if value < 10 or value % 1 or not self._spaced:
            return None
        if numeral.digits and not numeral.grouped and measure.scale == 1 and 1900 <= value < 2100:
            return None
        if self._not_counted.before(text, skip_space_back(text, measure.start)):
            return None
        at = measure.end
        if measure.scale > 1:
            of = self._of.at(text, skip_space(text, at))
            at = at if of is None else of[0] - (text[of[0] - 1] == " ")
        if self._capitals:
            capital = _CAPITAL_NOUN.match(original, at)
            return capital.end() if capital and fold(capital[1]) not in self._stop else None
        return self._small_noun(at, text, original)

    def _small_noun(self, at: int, text: str, original: str) -> int | None:
        for _ in range(3):
            word = _WORD.match(text, at)
            if word is None:
                return None
            noun = word[1].rstrip(".'-")
            if noun in self._stop:
                return None
            end = word.start(1) + len(noun)
            plural = len(noun) > 3 and noun.endswith(self._endings)
            if plural and original[word.start(1)].islower():
                return end
            if noun != word[1] and len(noun) > 3:
                return None
            at = word.end()
        return None
