"""Finds what names a day or a stretch of days, as it is written; `dates` works out which days.

Months, weekdays and phrases of time are found by their words, everything else around them and
around digits: day and year, `Anfang` and `by the end of`, `since`. The grammar here is the same
for all languages; words and the orders of numeric dates come from `languages/<code>/dates.toml` and
CLDR.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Hit, Lexicon, fold
from xenotime.ledger.mentions.adjacent import (
    REMEMBERED,
    adjacent,
    folded,
    skip_space,
    skip_space_back,
)
from xenotime.ledger.mentions.date_anchors import DateAnchors
from xenotime.ledger.mentions.date_digits import DigitDates
from xenotime.ledger.mentions.date_form import Form, Kind
from xenotime.ledger.mentions.date_ranges import DateRanges
from xenotime.ledger.mentions.date_words import alternatives, core_words
from xenotime.ledger.mentions.measures import measures
from xenotime.ledger.mentions.numerals import Numeral, numerals


class DateForms:
    """The forms of dates of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "dates")
        is_spaced = spaced(code)
        self._spaced = is_spaced
        self._code = code
        self._numerals = numerals(code)
        self._measures = measures(code)
        self._digits = DigitDates(code)
        self._ranges = DateRanges(code)
        self._anchors = DateAnchors(code)
        self._capitals: bool = table["capitals"]
        self._month_first: bool = table["month_first"]
        self._ambiguous = frozenset(table["ambiguous"])
        self._lexicon = Lexicon(core_words(code, table), spaced=is_spaced)
        suffix = "(?:" + "|".join(re.escape(fold(s)) for s in table["day_suffixes"]) + ")?"
        joiners = alternatives(table["joiners"])
        of = alternatives(table["of"])
        day = rf"(\d{{1,2}}){suffix}"
        if not table["day_suffixes"]:
            day = r"(\d{1,2})"
        self._day_before = re.compile(rf"(?<![\d.,:/-])(?:{day} ?{joiners} ?)?{day} ?(?:{of} )?$")
        self._day_after = re.compile(rf"\.? {day}(?: ?{joiners} ?{day})?(?![\d%]|[.,:]\d)")
        self._year_after = re.compile(rf"[.,]? ?(?:{of} ?)?((?:19|20)\d\d)(?!\d|[.,]\d)")
        articles: dict[str, Iterable[str]] = {"": table["articles"]}
        self._articles = adjacent(articles, spaced=is_spaced)
        self._roles = adjacent(table["roles"], spaced=is_spaced)
        self._roles_after = adjacent(table["roles_after"], spaced=is_spaced)
        froms = {"": table["roles"]["from"]}
        self._froms = adjacent(froms, spaced=is_spaced)
        self._roles_after_from = adjacent(table.get("roles_after_from", {}), spaced=is_spaced)
        self._parts = adjacent(table["parts"], spaced=is_spaced)
        self._parts_after = adjacent(table["parts_after"], spaced=is_spaced)
        self._span_before = adjacent(table["spans_before"], spaced=is_spaced)
        self._span_after = adjacent(table["spans_after"], spaced=is_spaced)
        self._time_units = adjacent(table["time_units"], spaced=is_spaced)
        self._next_before = adjacent(table["adjectives_before"], spaced=is_spaced)
        self._next_after = adjacent(table["adjectives_after"], spaced=is_spaced)
        self._recurring = adjacent({"": table["recurring"]}, spaced=is_spaced)
        numbers = words(code, "numbers")
        self._vague = adjacent({"": numbers["approximate"]["before"]}, spaced=is_spaced)

    def find(self, original: str) -> tuple[Form, ...]:
        """The forms of a stretch of text, in order, not overlapping."""
        if len(original) > REMEMBERED:
            return self.scan(original)
        return _found(self._code, original)

    def spans(self, original: str) -> list[tuple[int, int]]:
        """Start and end of all forms."""
        return [(form.start, form.end) for form in self.find(original)]

    def scan(self, original: str) -> tuple[Form, ...]:
        """As `find`, without remembering."""
        text = folded(original)
        found: list[Form] = []
        for hit in self._lexicon.longest(text, folded=True):
            form = self._worded(hit, text, original)
            if form is not None:
                found.append(form)
        numbers = self._numerals.find(text)
        found += self._spans_of_time(numbers, text)
        found += self._digits.find(text, original)
        chosen = _without_overlap(found)
        chosen = [self._with_neighbourhood(form, text) for form in chosen]
        chosen = self._anchors.negated(chosen, text)
        return tuple(self._anchors.anchored(list(self._ranges.merged(chosen, text)), text))

    def _worded(self, hit: Hit, text: str, original: str) -> Form | None:
        kind, _, rest = hit.value.partition(" ")
        start, end = hit.start, hit.end
        if kind in ("month", "short"):
            return self._month(hit, int(rest), kind == "short", text, original)
        if kind == "weekday":
            if self._capitals and original[start].islower():
                return None
            return self._weekday(start, end, int(rest), text)
        if kind in ("quarter", "half"):
            year = self._year_after.match(text, end)
            number = int(rest)
            if year is None:
                return Form(start, end, kind, number=number)  # type: ignore[arg-type]
            return Form(start, year.end(), kind, int(year[1]), number=number)  # type: ignore[arg-type]
        if kind == "comparison":
            return Form(start, end, "relative", named=False)
        if kind == "then":
            return Form(start, end, "then", role="since")
        unit, number_text = rest.split()
        if kind == "end":
            return self._end(start, end, int(number_text), text)
        if kind == "whole":
            return Form(start, end, "span", number=int(number_text), unit=unit, way="within")
        relation: Kind = "from" if kind == "from" else "relative"
        return Form(start, end, relation, unit=unit, number=int(number_text))

    def _end(self, start: int, end: int, number: int, text: str) -> Form | None:
        """The deadline at the end of a year."""
        if start and not self._spaced and text[start - 1].isnumeric():
            return None
        year = self._year_after.match(text, end)
        if year is not None:
            return Form(start, year.end(), "year", int(year[1]), part="late", role="deadline")
        adjective = self._next_after.at(text, skip_space(text, end))
        if adjective is not None:
            end = adjective[0]
            number += {"next": 1, "last": -1}.get(adjective[1], 0)
        return Form(
            start, end, "relative", unit="year", number=number, part="late", role="deadline"
        )

    def _weekday(self, start: int, end: int, number: int, text: str) -> Form:
        way = ""
        before = self._next_before.before(text, skip_space_back(text, start))
        after = self._next_after.at(text, skip_space(text, end))
        if before is not None:
            start, way = before
        elif after is not None:
            end, way = after
        return Form(start, end, "weekday", number=number, way=way)

    def _month(self, hit: Hit, month: int, short: bool, text: str, original: str) -> Form | None:
        start, end = hit.start, hit.end
        if self._capitals and original[start].islower():
            return None
        if short and text[end : end + 1] == ".":
            end += 1
        days: list[int] = []
        from_here = max(0, start - 30)
        before = self._day_before.search(text[from_here:start])
        if before is not None:
            days = [int(day) for day in before.groups() if day]
            if all(1 <= day <= 31 for day in days):
                start = from_here + before.start()
            else:
                days = []
        if not days and self._month_first:
            after = self._day_after.match(text, end)
            if after is not None and all(1 <= int(day) <= 31 for day in after.groups() if day):
                days, end = [int(day) for day in after.groups() if day], after.end()
        way = ""
        adjective = self._next_before.before(text, skip_space_back(text, start))
        if adjective is not None:
            start, way = adjective
        adjective = self._next_after.at(text, skip_space(text, end))
        if adjective is not None:
            end, way = adjective
        year = self._year_after.match(text, end)
        if year is not None and self._measures.is_measured(year.end(), text, original):
            year = None
        if year is not None:
            end = year.end()
        if not days and year is None and (short or hit.pattern in self._ambiguous):
            place = skip_space_back(text, start)
            if short or (
                self._roles.before(text, place) is None and self._parts.before(text, place) is None
            ):
                return None
        return Form(
            start,
            end,
            "day" if days else "month",
            int(year[1]) if year else None,
            month,
            days[0] if days else None,
            days[1] if len(days) > 1 and days[1] > days[0] else None,
            way=way,
        )

    def _spans_of_time(self, numbers: list[Numeral], text: str) -> Iterator[Form]:
        """Such as `vor drei Jahren`, `within 180 days`, `il y a deux mois`."""
        for numeral in numbers:
            if not 1 <= numeral.value <= 1000 or numeral.value % 1:
                continue
            unit = self._time_units.at(text, skip_space(text, numeral.end))
            if unit is None:
                continue
            start, end = numeral.start, unit[0]
            vague = self._vague.before(text, skip_space_back(text, start))
            before = self._span_before.before(text, skip_space_back(text, start))
            if before is None and vague is not None:
                before = self._span_before.before(text, skip_space_back(text, vague[0]))
            after = self._span_after.at(text, skip_space(text, end))
            way = ""
            if after is not None:
                end, way = after
            if before is not None:
                start = before[0]
                way = before[1] if way != "ago" else way
            if way and way != "shift":
                yield Form(start, end, "span", number=int(numeral.value), unit=unit[1], way=way)

    def _with_neighbourhood(self, form: Form, text: str) -> Form:
        """The form with the words in front of it and after it that belong to it."""
        if not form.named or form.kind == "then":
            return form
        start, end, part, role = form.start, form.end, form.part, form.role
        at = self._parts_after.at(text, end)
        if at is not None:
            end, part = at[0], at[1]  # type: ignore[assignment]
        place = skip_space_back(text, start)
        recurring = self._recurring.before(text, place)
        if recurring is not None:
            return replace(form, start=recurring[0], named=False)
        for _ in range(2):
            article = self._articles.before(text, place)
            found = self._parts.before(text, place)
            if found is None and article is not None:
                inner = skip_space_back(text, article[0])
                found = self._parts.before(text, inner)
                if found is None and self._roles.before(text, place) is None:
                    place = inner
            if found is not None and not part:
                start, part = found  # type: ignore[assignment]
                place = skip_space_back(text, start)
        before = self._roles.before(text, place)
        begins = self._froms.before(text, place) is not None
        if before is not None and form.kind not in ("span", "from"):
            start, role = before
        after = self._roles_after.at(text, end)
        if after is not None:
            end, role = after
        elif begins:
            after = self._roles_after_from.at(text, skip_space(text, end))
            if after is not None and self._articles.at(text, skip_space(text, after[0])) is None:
                end, role = after
        return replace(form, start=start, end=end, part=part, role=role)


def _without_overlap(found: list[Form]) -> list[Form]:
    """Of overlapping forms the longest, in the order of the text."""
    chosen: list[Form] = []
    starts: list[int] = []
    for form in sorted(found, key=lambda form: (form.start - form.end, form.start)):
        at = bisect_right(starts, form.start)
        clear_before = at == 0 or chosen[at - 1].end <= form.start
        if clear_before and (at == len(starts) or form.end <= starts[at]):
            chosen.insert(at, form)
            starts.insert(at, form.start)
    return chosen


@cache
def date_forms(code: str) -> DateForms:
    """The forms of dates in the language `code`; built once."""
    return DateForms(code)


@lru_cache(maxsize=64)
def _found(code: str, original: str) -> tuple[Form, ...]:
    # Dates and amounts both ask: a number that belongs to a date is no amount.
    return date_forms(code).scan(original)
