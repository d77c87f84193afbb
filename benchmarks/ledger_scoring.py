"""How well facts read from articles agree with facts annotated by hand.

- A fact found is right when an annotated fact of its kind, of any relevance, covers the same place:
  the shared characters are at least half of the longer span (`half`), or of both together (`iou`).
  An annotated fact can prove one fact found and no more; the pairing proves as many as possible.
- Precision: the share of facts found that are right.
- Recall: the share found of those asked for, which are the annotated facts of high and medium
  relevance of the ledger's eight kinds. Mere statements are never asked for.
- Countries, amounts, status and date are judged on the pairs.

Nothing here reads an article: functions take records and give figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from ledger_records import Claim, Days, Gold, days
from scipy.optimize import linear_sum_assignment

ALSO_RIGHT = {
    "agreed": {"announced", "signed", "in_force"},
    "reported": {"announced", "stated"},
}
"""Statuses of annotations that the ledger has no word for, and what it may say for them."""

Criterion = Literal["half", "iou"]


@dataclass(frozen=True)
class Pair:
    """An annotated fact and the one found for it; either may be missing."""

    language: str
    gold: Claim | None
    found: Claim | None

    @property
    def kind(self) -> str:
        claim = self.gold or self.found
        return claim.kind if claim else ""


def overlap(a: Claim, b: Claim, criterion: Criterion) -> float:
    """Shared characters as a share of the longer span, or of both together."""
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    lengths = a.end - a.start, b.end - b.start
    whole = max(lengths) if criterion == "half" else sum(lengths) - shared
    return shared / whole if whole else 0.0


def _pairs_of_file(
    language: str, facts: Sequence[Claim], claims: Sequence[Claim], criterion: Criterion
) -> list[Pair]:
    worth = np.zeros((len(facts), len(claims)))
    for i, fact in enumerate(facts):
        for j, claim in enumerate(claims):
            share = overlap(fact, claim, criterion)
            if fact.kind == claim.kind and share >= 0.5:
                # The number of pairs counts first, then facts asked for, then the closer span.
                worth[i, j] = 1 + 1e-3 * fact.asked + 1e-6 * share
    rows, columns = linear_sum_assignment(worth, maximize=True)
    partner = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0}
    paired = set(partner.values())
    pairs = [
        Pair(language, fact, claims[partner[i]] if i in partner else None)
        for i, fact in enumerate(facts)
    ]
    return pairs + [Pair(language, None, c) for j, c in enumerate(claims) if j not in paired]


def pairs(annotations: Gold, claims: Iterable[Claim], criterion: Criterion = "half") -> list[Pair]:
    """Annotated facts beside the facts found for them, file by file.

    Claims of files without annotations are left out.
    """
    facts_of: dict[str, list[Claim]] = {name: [] for name in annotations.languages}
    claims_of: dict[str, list[Claim]] = {name: [] for name in annotations.languages}
    for fact in annotations.facts:
        facts_of[fact.file].append(fact)
    for claim in claims:
        if claim.file in claims_of:
            claims_of[claim.file].append(claim)
    return [
        pair
        for name, language in annotations.languages.items()
        for pair in _pairs_of_file(language, facts_of[name], claims_of[name], criterion)
    ]


def in_teasers(annotations: Gold, claims: Iterable[Claim]) -> list[Claim]:
    """Facts found in text that advertises other articles: there must be none."""
    return [
        claim
        for claim in claims
        if any(
            claim.file == name and claim.start < end and start < claim.end
            for name, start, end in annotations.teasers
        )
    ]


def status_right(annotation: Claim, claim: Claim) -> bool:
    """Whether the status found is the annotated one."""
    return claim.status in ALSO_RIGHT.get(annotation.status, {annotation.status})


def date_right(annotation: Claim, claim: Claim) -> bool:
    """Whether the date or deadline found is the annotated date; right where none is annotated.

    Of an annotation with an open end only the other end is compared: "from June" begins in June,
    and a deadline ends when it does, whenever the time for it began.
    """
    wanted = [days(date) for date in annotation.dates]
    return not wanted or any(_same_days(wanted[0], days(date)) for date in claim.dates)


def _same_days(wanted: Days | None, given: Days | None) -> bool:
    if wanted is None or given is None:
        return False
    return all(a is None or a == b for a, b in zip(wanted, given, strict=True))


@dataclass(frozen=True)
class Count:
    """How many of how many."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None

    def __str__(self) -> str:
        return "-" if not self.of else f"{self.right / self.of:.2f} ({self.right}/{self.of})"


@dataclass(frozen=True)
class Measures:
    """Figures over some pairs; see the top of this module for what they mean."""

    recall: Count
    precision: Count
    countries: Count
    """F1 over pairs as right = 2 x shared, of = annotated + found."""
    acting: Count
    """The same, with annotated bystanders left out."""
    amounts_recall: Count
    amounts_precision: Count
    status: Count
    date: Count
    """Of the pairs whose annotation has a date: the same days found."""


def measures(some: Iterable[Pair]) -> Measures:
    """The figures over these pairs; filter them by language or kind before, to see parts."""
    some = list(some)
    asked = [p for p in some if p.gold and p.gold.asked]
    claims = [p for p in some if p.found]
    both = [(p.gold, p.found) for p in some if p.gold and p.found]
    shared = wanted = given = 0
    for annotation, claim in both:
        a, b = Counter(annotation.amounts), Counter(claim.amounts)
        shared, wanted, given = shared + (a & b).total(), wanted + a.total(), given + b.total()
    dated = [(a, b) for a, b in both if a.dates]
    return Measures(
        Count(sum(p.found is not None for p in asked), len(asked)),
        Count(len(both), len(claims)),
        Count(
            sum(2 * len(a.countries & b.countries) for a, b in both),
            sum(len(a.countries) + len(b.countries) for a, b in both),
        ),
        Count(
            sum(2 * len(a.acting & b.countries) for a, b in both),
            sum(len(a.acting) + len(b.countries) for a, b in both),
        ),
        Count(shared, wanted),
        Count(shared, given),
        Count(sum(status_right(a, b) for a, b in both), len(both)),
        Count(sum(date_right(a, b) for a, b in dated), len(dated)),
    )
