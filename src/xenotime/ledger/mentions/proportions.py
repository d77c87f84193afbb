"""Parts and multiples of a whole: `two thirds`, 3分の1, half; `twice`, `tenfold`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Hit, Lexicon, fold
from xenotime.ledger.mentions.adjacent import expanded
from xenotime.ledger.mentions.mention import AmountMention
from xenotime.ledger.mentions.numerals import Numeral


class Proportions:
    """What one language says of parts and multiples; texts are `fold`ed by the caller."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        self._multiples = Lexicon(expanded(table["multiples"]), spaced=spaced(code))
        shares = table.get("shares", {})
        self._shares = Lexicon(expanded(shares.get("words", {})), spaced=spaced(code))
        parts = "|".join(re.escape(fold(sign)) for sign in shares.get("parts", ())) or "(?!)"
        self._parts = re.compile(rf" ?(?:{parts}) ?")

    def shares(self, numbers: Sequence[Numeral], text: str) -> list[tuple[int, int, float]]:
        """Start, end and percentage of each part of a whole, in the order of the text."""
        spans = [
            (whole.start, part.end, 100 * part.value / whole.value)
            for whole, part in pairwise(numbers)
            if 0 < part.value < whole.value and self._parts.fullmatch(text, whole.end, part.start)
        ]
        spans += [
            (hit.start, hit.end, float(hit.value))
            for hit in self._shares.longest(text, folded=True)
        ]
        return sorted(spans)

    def multiples(self, text: str, taken: Sequence[AmountMention]) -> list[AmountMention]:
        """Multiples of what something was, outside the amounts that are `taken`, sorted."""
        starts = [amount.start for amount in taken]

        def is_free(hit: Hit) -> bool:
            at = bisect_left(starts, hit.end)
            return at == 0 or taken[at - 1].end <= hit.start

        return [
            AmountMention(hit.start, hit.end, float(hit.value), None, "times", None, False)
            for hit in self._multiples.longest(text, folded=True)
            if is_free(hit)
        ]
