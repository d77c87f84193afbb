"""Dates in digits: 28.10.2025, 2025-10-28, 2025年10月28日, and bare years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import fold
from xenotime.ledger.mentions.adjacent import adjacent, skip_space_back
from xenotime.ledger.mentions.date_form import Form, Kind
from xenotime.ledger.mentions.date_words import alternatives, numeric_pattern
from xenotime.ledger.mentions.measures import measures

_YEAR = re.compile(r"(?:19|20)\d\d(?!\d|[.,]\d)")
_SECOND_YEAR = re.compile(r"((?:19|20)?\d\d)(?!\d|[.,]\d)")
_ISO = r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
_NUMBERED = re.compile(r"\d+ ?[^\W\d]* ?$")
_SECOND_FISCAL = re.compile(r"[-/](?:20)?(\d\d)(?!\d)")


class DigitDates:
    """Dates in digits of one language."""

    def __init__(self, code: str) -> None:
        table, numbers = words(code, "dates"), words(code, "numbers")
        is_spaced = spaced(code)
        self._spaced = is_spaced
        self._measures = measures(code)
        self._year_joint = re.compile(rf" ?{alternatives(table['joiners'])} ?")
        self._froms = frozenset(fold(word) for word in table["roles"]["from"])
        self._roles = adjacent(table["roles"], spaced=is_spaced)
        self._parts = adjacent(table["parts"], spaced=is_spaced)
        self._names = adjacent({"": table["names"]}, spaced=is_spaced)
        self._fiscal = adjacent({"": table["fiscal"]["words"]}, spaced=is_spaced)
        self._fiscal_after = adjacent({"": table["fiscal"].get("words_after", ())}, spaced=False)
        self._fiscal_month: int = table["fiscal"]["first_month"]
        self._fiscal_before: bool = table["fiscal"]["begins_before"]
        self._not_years = adjacent({"": numbers["not_counted"]["before"]}, spaced=is_spaced)
        self._vague = adjacent({"": numbers["approximate"]["before"]}, spaced=is_spaced)
        self._eras = adjacent(table.get("eras", {}), spaced=is_spaced)
        self._short_years = adjacent({"": table.get("short_years_before", ())}, spaced=is_spaced)
        self._year_ends = adjacent({"": table.get("year_ends", ())}, spaced=is_spaced)
        self._numeric = [re.compile(_ISO), *map(numeric_pattern, table["numeric"])]
        self._in_eras = [
            re.compile(pattern.pattern.replace(r"\d{4}|\d{2}", r"\d{1,2}"))
            for pattern in self._numeric[1:]
            if "year" in pattern.groupindex
        ]

    def find(self, text: str, original: str) -> Iterator[Form]:
        """The forms of a folded text that are made of digits, in order."""
        done = 0
        for match in re.finditer(r"\d+", text):
            start = match.start()
            if start < done:
                continue
            form = self._numeric_date(start, text)
            if form is None:
                form = self._year(start, text, original)
            if form is not None:
                done = form.end
                yield form

    def _numeric_date(self, start: int, text: str) -> Form | None:
        before = text[start - 1 : start]
        if before and (before in ".,:/-" and text[start - 2 : start - 1].isalnum()):
            return None
        if before.isalpha() and self._spaced:
            return None
        era = self._eras.before(text, start)
        for pattern in self._numeric if era is None else self._in_eras:
            match = pattern.match(text, start)
            if match is None:
                continue
            found = {name: int(value) for name, value in match.groupdict().items()}
            year, month, day = found.get("year"), found.get("month"), found.get("day")
            if year is not None and year < 100:
                year += int(era[1]) if era is not None else 2000
            if not (
                (year is None or 1900 <= year < 2100)
                and (month is None or 1 <= month <= 12)
                and (day is None or 1 <= day <= 31)
            ):
                continue
            digits_end = max(match.end(name) for name in found)
            if text[match.end() : match.end() + 1].isdigit() or (
                not self._spaced and self._measures.unit_end(digits_end, text) > match.end()
            ):
                continue
            bare = month is None and day is None
            if bare and era is None and not self._spaced and digits_end - start == 2:
                # 27年に is 2027, but 10年契約 and 約15年 are spans of time.
                follows = self._short_years.at(text, match.end())
                if follows is None or self._vague.before(text, start) is not None:
                    continue
            if era is not None:
                start = era[0]
            if bare and self._year_ends.at(text, match.end()) is not None:
                return Form(start, match.end() + 1, "month", year, 12)
            kind: Kind = "day" if day is not None else "month" if month is not None else "year"
            end = match.end()
            fiscal = self._fiscal_after.at(text, end - 1) if kind == "year" else None
            if fiscal is not None:
                return Form(start, fiscal[0], "fiscal", year, self._fiscal_month)
            return Form(start, end, kind, year, month, day)
        return None

    def _year(self, start: int, text: str, original: str) -> Form | None:
        match = _YEAR.match(text, start)
        before = text[start - 1 : start]
        if match is None or (before and (before.isalpha() or before in "$€£¥+#.,:/")):
            fiscal_start = self._fiscal.before(text, start) if before.isalpha() else None
            if match is None or fiscal_start is None:
                return None
        end = match.end()
        compound = before == "-" and text[start - 2 : start - 1].isalnum()
        if compound and self._parts.before(text, start) is None:
            return None
        if self._measures.is_measured(end, text, original):
            return None
        after = text[end : end + 1]
        if after.isalpha():
            # 1990er is no amount either; but 2000億ドル is one.
            return Form(start, end, "year", named=False) if self._spaced else None
        place = skip_space_back(text, start)
        if self._names.before(text, place) or self._not_years.before(text, place):
            return Form(start, end, "year", named=False)
        numbered = _NUMBERED.search(text[max(0, place - 12) : place])
        if numbered is not None:
            number_at = max(0, place - 12) + numbered.start()
            if self._not_years.before(text, skip_space_back(text, number_at)):
                return Form(number_at, end, "year", named=False)
        vague = self._vague.before(text, place)
        if vague is not None and self._roles.before(text, place) is None:
            return None
        year = int(match[0])
        fiscal = self._fiscal.before(text, place)
        if fiscal is not None:
            second = _SECOND_FISCAL.match(text, end)
            end = second.end() if second else end
            begins = year - (self._fiscal_before and second is None)
            return Form(fiscal[0], end, "fiscal", begins, 4 if second else self._fiscal_month)
        joint = self._year_joint.match(text, end)
        if joint is not None:
            second = _SECOND_YEAR.match(text, joint.end())
            if second is not None:
                last = int(second[1])
                last += year // 100 * 100 if last < 100 else 0
                dash = text[end : joint.end()].strip() in ("-", "/", "~")
                spoken = self._begins_range(text, place) and len(second[1]) == 4
                measured = self._measures.is_measured(second.end(), text, original)
                if last > year and (dash or spoken) and not measured:
                    return Form(start, second.end(), "year", year, last_year=last)
        return Form(start, end, "year", year)

    def _begins_range(self, text: str, place: int) -> bool:
        before = self._roles.before(text, place)
        return before is not None and text[before[0] : place] in self._froms
