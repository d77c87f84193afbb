"""Amounts of an article: money, shares, masses, counts, durations and ranks.

Numbers are found first; what stands around each of them decides whether it is an amount. A number
that belongs to a date, an article of a law, a customs code or a telephone number is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, spaced, words
from xenotime.ledger.lexicon import Hit, Lexicon, fold
from xenotime.ledger.mentions.adjacent import (
    Adjacent,
    adjacent,
    expanded,
    folded,
    skip_space,
    skip_space_back,
)
from xenotime.ledger.mentions.counts import Counts
from xenotime.ledger.mentions.date_forms import date_forms
from xenotime.ledger.mentions.measures import TIMES, Measure, measures
from xenotime.ledger.mentions.mention import AmountMention
from xenotime.ledger.mentions.numerals import Numeral, numerals
from xenotime.ledger.mentions.proportions import Proportions
from xenotime.ledger.mentions.ranks import ranks
from xenotime.ledger.mentions.rates import Rates


def find_amounts(article: Article) -> list[AmountMention]:
    """The amounts of the article's body, in order, not overlapping.

    An article in no supported language has none.
    """
    if article.language not in CODES:
        return []
    found: list[AmountMention] = []
    reader = _reader(article.language)
    for block in article.blocks:
        if block.role == "body":
            amounts = reader.find(article.text[block.start : block.end])
            found += (
                replace(amount, start=amount.start + block.start, end=amount.end + block.start)
                for amount in amounts
            )
    found.sort(key=lambda amount: amount.start)
    return found


class _Amounts:
    """Finds the amounts of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        is_spaced = spaced(code)
        self._spaced = is_spaced
        self._numerals = numerals(code)
        self._measures = measures(code)
        self._ranks = ranks(code)
        self._dates = date_forms(code)

        def near(phrases: Iterable[str]) -> Adjacent:
            return adjacent({"": phrases}, spaced=is_spaced)

        self._approximate_before = near(table["approximate"]["before"])
        self._approximate_after = near(table["approximate"]["after"])
        self._between = near(table.get("range_between", ()))
        self._range_and = {fold(word) for word in table["range_and"]}
        self._range_to = {fold(word) for word in table["range_to"]}
        self._minus = near(table["minus"])
        self._earlier = near(table["earlier"])
        self._later = near(table["later"])
        self._ages = near(table["ages"])
        self._gdp_after = near(table["gdp_after"])
        self._gdp_before = near(table["gdp_before"])
        self._not_counted = near(table["not_counted"]["before"])
        self._rates = Rates(code)
        self._proportions = Proportions(code)
        self._counts = Counts(code)
        self._before_noun = adjacent(table["units_before_noun"])
        self._contracts = Lexicon(expanded(table["contracts"]), spaced=is_spaced)

    def find(self, original: str) -> list[AmountMention]:
        """The amounts of a stretch of text."""
        text = folded(original)
        taken = self._dates.spans(original)
        found = [
            AmountMention(start, end, float(rank), None, "rank", None, False)
            for start, end, rank in self._ranks.find(text)
        ]
        taken += [(amount.start, amount.end) for amount in found]
        taken.sort()
        free = list(_outside(self._numerals.find(text), taken))
        shares: list[AmountMention] = []
        for start, end, value in self._proportions.shares(free, text):
            start, end, approximate = self._vagueness(start, end, text)
            shares.append(AmountMention(start, end, value, None, "percent", None, approximate))
        if shares:
            found += shares
            taken = sorted(taken + [(share.start, share.end) for share in shares])
            free = list(_outside(free, taken))
        found += self._quantities(free, text, original)
        if "¥" in text and any(amount.currency == "CNY" for amount in found):
            found = [_in_yuan(amount, text) for amount in found]
        found.sort(key=lambda amount: amount.start)
        found += self._proportions.multiples(text, found)
        found.sort(key=lambda amount: amount.start)
        return found

    def _quantities(self, free: list[Numeral], text: str, original: str) -> Iterator[AmountMention]:
        tariffs: list[Hit] | None = None
        last: AmountMention | None = None
        measured: list[Measure] = []
        kept: list[Numeral] = []
        for numeral in free:
            if not measured or numeral.start >= measured[-1].end:
                measured.append(self._measures.around(numeral, text, original))
                kept.append(numeral)
        free, at = kept, 0
        while at < len(free):
            numeral, measure = free[at], measured[at]
            upper: float | None = None
            value = numeral.value * measure.scale
            at += 1
            if at < len(free):
                joined = self._joined(numeral, measure, free[at], measured[at], text)
                if joined is not None:
                    measure, value, upper = joined
                    numeral = replace(numeral, end=free[at].end)
                    at += 1
            amount = self._amount(numeral, measure, value, upper, text, original)
            if amount is None:
                continue
            if amount.unit == "percent":
                if tariffs is None:
                    tariffs = self._rates.tariffs(text)
                if self._rates.is_rate(amount, text, tariffs):
                    amount = replace(amount, unit="percent_ad_valorem")
            if last is not None and amount.start < last.end:
                # 1キロ in 1キロ当たり110ドル.
                last = amount
                continue
            if last is not None:
                yield last
            last = amount
        if last is not None:
            yield last

    def _joined(
        self, low: Numeral, first: Measure, high: Numeral, second: Measure, text: str
    ) -> tuple[Measure, float, float] | None:
        """The measure, value and upper value when two numbers are the ends of one range."""
        link = text[first.end : second.start].strip()
        between = self._between.before(text, skip_space_back(text, first.start))
        if link not in self._range_to and not (between and link in self._range_and):
            return None
        unit, currency = second.unit, second.currency
        if unit is None and first.signed:
            unit, currency = first.unit, first.currency
        if first.unit is not None and not first.signed:
            alike = (first.unit, first.currency) == (unit, currency)
            if not alike or not (between or link == "-" or not self._spaced):
                return None
        if first.unit is not None and first.currency != currency:
            return None
        if unit is None and not (first.scale == 1.0 and self._spaced):
            return None
        own = first.scale != 1.0 or low.scale != 1.0
        value = low.value * (first.scale if own else second.scale * high.scale)
        upper = high.value * second.scale
        if not value < upper:
            return None
        start = between[0] if between else first.start
        measure = replace(second, start=start, unit=unit, currency=currency)
        return measure, value, upper

    def _amount(
        self,
        numeral: Numeral,
        measure: Measure,
        value: float,
        upper: float | None,
        text: str,
        original: str,
    ) -> AmountMention | None:
        start, end, unit = measure.start, measure.end, measure.unit
        per = measure.per
        if unit == "percent":
            gdp = self._gdp_after.at(text, skip_space(text, end))
            if gdp is not None:
                end, unit = gdp[0], "percent_of_GDP"
            gdp = self._gdp_before.before(text, skip_space_back(text, start))
            if gdp is not None:
                start, unit = gdp[0], "percent_of_GDP"
        if unit is None:
            ending = self._contract_term(numeral, text)
            if ending is not None:
                end, unit = ending
            else:
                counted = self._counts.end(numeral, measure, value, text, original)
                if counted is None:
                    return None
                end, unit = counted, "count"
        if unit in TIMES:
            if self._not_counted.before(text, skip_space_back(text, start)):
                return None
            if self._ages.at(text, skip_space(text, end)):
                return None
            shift = self._earlier.at(text, skip_space(text, end))
            if shift is not None:
                end, value = shift[0], -value
                upper = None if upper is None else -upper
                if upper is not None:
                    value, upper = upper, value
            else:
                shift = self._later.at(text, skip_space(text, end))
                end = end if shift is None else shift[0]
        if unit in ("percent", "percentage_point", "percent_of_GDP") and upper is None:
            minus = self._minus.before(text, skip_space_back(text, start))
            if minus is not None:
                start, value = minus[0], -value
            elif text[start - 1 : start] == "-" and text[start - 2 : start - 1] in ("", " ", "("):
                start, value = start - 1, -value
        start, end, approximate = self._vagueness(start, end, text)
        return AmountMention(
            start,
            end,
            value,
            upper,
            unit,
            measure.currency if unit == "currency" else None,
            approximate or numeral.vague,
            per,
        )

    def _vagueness(self, start: int, end: int, text: str) -> tuple[int, int, bool]:
        approximate = False
        for _ in range(2):
            before = self._approximate_before.before(text, skip_space_back(text, start))
            if before is None:
                break
            start, approximate = before[0], True
        after = self._approximate_after.at(text, skip_space(text, end))
        if after is not None:
            end, approximate = after[0], True
        return start, end, approximate

    def _contract_term(self, numeral: Numeral, text: str) -> tuple[int, str] | None:
        """End and unit of an adjective of duration, as in `zehnjähriger Vertrag`."""
        at = numeral.end + (text[numeral.end : numeral.end + 1] == "-")
        found = self._before_noun.at(text, at)
        if found is None or not self._contracts.find(text[found[0] : found[0] + 30], folded=True):
            return None
        return found


def _in_yuan(amount: AmountMention, text: str) -> AmountMention:
    """The amount, in yuan if only its sign said yen: where others are in yuan, ¥ is theirs."""
    if amount.currency == "JPY" and "¥" in text[amount.start : amount.end]:
        return replace(amount, currency="CNY")
    return amount


def _outside(found: list[Numeral], taken: list[tuple[int, int]]) -> Iterator[Numeral]:
    """The numbers that no taken stretch touches."""
    at = 0
    for numeral in found:
        while at < len(taken) and taken[at][1] <= numeral.start:
            at += 1
        if at == len(taken) or numeral.end <= taken[at][0]:
            yield numeral


@cache
def _reader(code: str) -> _Amounts:
    return _Amounts(code)
