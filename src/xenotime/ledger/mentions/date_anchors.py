"""What the words of a clause make of a date in it: a term's beginning, or no deadline at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.adjacent import (
    adjacent,
    expand,
    skip_space,
    skip_space_back,
)
from xenotime.ledger.mentions.date_form import Form

_REACH = 80
"""Characters between a term and the date it is counted from."""
_CLAUSE = 120
"""Characters to look for a negation."""
_CLAUSE_END = re.compile(r"[,;:.!?](?=\s|$)|[、。「」]")
_SENTENCE_END = re.compile(r"[;:!?](?=\s|$)|[^\W\d_]{3,}\.(?=\s|$)|[。「」]")


class DateAnchors:
    """Reads the clauses around the forms of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "dates")
        self._spaced = spaced(code)
        self._not = Lexicon(_plain(table["not_before"]), spaced=self._spaced)
        self._after = adjacent({"": table.get("anchors", ())}, spaced=self._spaced)
        self._before = adjacent({"": table.get("anchors_before", ())}, spaced=self._spaced)
        self._clauses = adjacent({"": table.get("anchor_clauses", ())}, spaced=self._spaced)

    def negated(self, forms: list[Form], text: str) -> list[Form]:
        """The forms; what does not happen before a date happens, if at all, from then on."""
        return [
            replace(form, role="not_before")
            if form.role == "prior" and self._denied(form, text)
            else form
            for form in forms
        ]

    def _denied(self, form: Form, text: str) -> bool:
        if self._spaced:
            clause = text[max(0, form.start - _CLAUSE) : form.start]
            clause = _CLAUSE_END.split(clause)[-1]
        else:
            clause = _CLAUSE_END.split(text[form.end : form.end + _CLAUSE])[0]
        return bool(self._not.find(clause, folded=True))

    def anchored(self, forms: list[Form], text: str) -> list[Form]:
        """The forms, with terms counted from the date that follows them in their clause.

        That date is then none of its own: `within 180 days of the pact, signed on 20 October`.
        """
        found = list(forms)
        for at, form in enumerate(found):
            if form.kind != "span" or form.way != "within":
                continue
            near = at + 1 if self._spaced else at - 1
            if not 0 <= near < len(found) or not _is_day(found[near]):
                continue
            anchor = found[near]
            if self._spaced:
                belongs = self._counts_from(text[form.end : anchor.start])
            else:
                belongs = self._counted_on(text, anchor, form)
            if belongs:
                found[at] = replace(form, anchor=anchor)
                found[near] = replace(anchor, named=False)
        return found

    def _counts_from(self, gap: str) -> bool:
        if len(gap) > _REACH or _SENTENCE_END.search(gap):
            return False
        if self._after.at(gap, skip_space(gap, 0)) is None:
            return False
        _, comma, clause = gap.rstrip().rpartition(", ")
        verb = self._clauses.at(clause, 0)
        return not comma or (verb is not None and verb[0] == len(clause))

    def _counted_on(self, text: str, anchor: Form, term: Form) -> bool:
        gap = text[anchor.end : term.start]
        if len(gap) > _REACH or _CLAUSE_END.search(gap):
            return False
        if not gap:
            return anchor.role == "begin"
        return self._before.before(gap, skip_space_back(gap, len(gap))) is not None


def _is_day(form: Form) -> bool:
    return form.named and form.kind in ("day", "month", "weekday") and form.upto is None


def _plain(phrases: Iterable[str]) -> list[tuple[str, str]]:
    return [(each, "") for phrase in phrases for each in expand(phrase)]
