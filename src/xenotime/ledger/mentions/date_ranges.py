"""Dates that belong together: a weekday and its day, the ends of a range, a month and its year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import fold
from xenotime.ledger.mentions.date_form import Form


class DateRanges:
    """Joins the forms of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "dates")
        self._spaced = spaced(code)
        self._between = {fold(word) for word in (*table["articles"], *table["of"], "")}
        self._joiners = {fold(word) for word in table["joiners"]}
        self._openings = tuple(f"{fold(word)} " for word in table["roles"]["from"])

    def merged(self, found: list[Form], text: str) -> Iterator[Form]:
        """One form for a weekday and its date, the ends of a range, a month and its year."""
        waiting: Form | None = None
        for form in found:
            if waiting is None:
                waiting = form
                continue
            joined = self._joined(waiting, form, text)
            if joined is None:
                yield waiting
                waiting = form
            else:
                waiting = joined
        if waiting is not None:
            yield waiting

    def _joined(self, first: Form, second: Form, text: str) -> Form | None:
        if not first.named or not second.named or second.start - first.end > 14:
            return None
        gap = text[first.end : second.start].strip(" ,(")
        start, end = first.start, second.end
        if first.kind == "weekday" and second.kind == "day" and gap in self._between:
            return replace(second, start=start, role=first.role)
        if gap in self._between and _is_year_of(second, first):
            return replace(first, end=end, year_shift=second.number)
        if gap in self._between and _is_year_of(first, second):
            return replace(second, start=start, year_shift=first.number, role=second.role)
        opens = text.startswith(self._openings, start)
        joint = text[first.end : second.end]
        closes = gap in self._joiners or any(
            joint.strip().startswith(f"{word} ") for word in self._joiners if word.isalpha()
        )
        if self._spaced:
            ranged = gap == "-" or (opens and closes)
        else:
            ranged = gap in self._joiners or (gap == "" and first.role in ("since", "begin"))
        if ranged and first.kind == second.kind and first.upto is None:
            year = first.year if first.year is not None else second.year
            return replace(first, end=end, year=year, upto=second, role="date")
        return None


def _is_year_of(year: Form, of: Form) -> bool:
    return (
        year.kind == "relative"
        and year.unit == "year"
        and of.kind in ("day", "month", "quarter", "half")
        and of.year is None
    )
