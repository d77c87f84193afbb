"""What a page shows of one fact: its sentence in its context, its fields, other reports of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from xenotime.ledger.article import Article
from xenotime.ledger.register import Entry
from xenotime.ledger.stories.report import Conflict, shortened
from xenotime.ledger.told import Told
from xenotime.report.ledger_words import (
    amount_text,
    by_when,
    head,
    parties,
    plain,
    source,
    span,
    state,
    when,
)

CONTEXT = 600
"""Characters before and after a sentence that a card shows of its article."""
QUOTED = 5000
"""Characters of a quotation that a card shows."""
OTHERS = 12
"""Other reports that a card shows."""


def card(
    entry: Entry, article: Article, told: Told | None, shown: set[int], today: datetime.date
) -> dict[str, Any]:
    """A fact as plain text only, which a page must set as text.

    Args:
        entry: the fact.
        article: it stands in.
        told: the event it reports, if the register compared it.
        shown: facts that the page has a card of.
        today: the day to look from.
    """
    fact = entry.fact
    before, after = _around(article.text, fact.start, fact.end)
    quote = fact.quote if len(fact.quote) <= QUOTED else fact.quote[:QUOTED] + "…"
    others = [other for other in told.entries if other.id != entry.id] if told else []
    said = fact.attribution or ""
    if fact.hedged:
        said = f"{said}; hedged: unnamed sources, or only possible".removeprefix("; ")
    rows = [
        ("Parties", parties(fact)),
        ("Goods", [", ".join(map(plain, fact.goods))]),
        ("Amounts", [amount_text(amount) for amount in fact.amounts]),
        ("When", [when(fact.date)]),
        ("Deadline", [by_when(fact.deadline)]),
        ("Due", [due_words(entry, today)]),
        ("According to", [said]),
        ("Reviewed", [state(entry)]),
    ]
    return {
        "head": head(fact),
        "source": source(entry),
        "language": entry.language,
        "before": before,
        "quote": quote,
        "after": after,
        "rows": [(name, values) for name, some in rows if (values := [v for v in some if v])],
        "others": [_other(other, shown) for other in others[:OTHERS]],
        "more": max(len(others) - OTHERS, 0),
        "conflicts": [conflict_dict(c) for c in told.claim.conflicts] if told else [],
    }


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a sentence, from whole word to whole word where there are any
    near."""
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "…" + re.sub(r"^\S{0,20}\s+", "", before)
    if end + CONTEXT < len(text):
        after = re.sub(r"\s+\S{0,20}$", "", after) + "…"
    return before.lstrip(), after.rstrip()


def due_words(entry: Entry, today: datetime.date) -> str:
    """`27 days overdue`, `in 5 days`, or nothing when no day is known."""
    if entry.due is None:
        return ""
    days = (entry.due - today).days
    if days < 0:
        return f"{span(-days)} overdue"
    return f"in {span(days)}" if days else "today"


def _other(entry: Entry, shown: set[int]) -> dict[str, Any]:
    fact = entry.fact
    amounts = "; ".join(amount_text(amount) for amount in fact.amounts)
    says = (plain(fact.status), by_when(fact.deadline) or when(fact.date), amounts)
    return {
        "fact": entry.id if entry.id in shown else None,
        "source": entry.name,
        "language": entry.language,
        "says": "; ".join(part for part in says if part),
        "quote": shortened(fact.quote, 240),
    }


def conflict_dict(conflict: Conflict) -> dict[str, Any]:
    """A conflict as plain values."""
    return {"about": conflict.about, "small": conflict.small, "sentence": conflict.sentence}


def disagreements(told: Sequence[Told], shown: set[int]) -> list[dict[str, Any]]:
    """What reports contradict each other about, of events with a fact on the page.

    The weighty ones come first, and of these what is more than wording.

    Each names the facts that say so and are on the page: `facts`, pairs of number and article.
    """
    found = [
        conflict_dict(conflict) | {"facts": list(_sides(one, conflict, shown))}
        for one in told
        if shown.intersection(one.numbers)
        for conflict in one.claim.conflicts
    ]
    return sorted(found, key=lambda c: (c["small"], c["about"] == "wording"))


def _sides(one: Told, conflict: Conflict, shown: set[int]) -> Iterable[tuple[int, str]]:
    for report, entry in zip(one.claim.reports, one.entries, strict=True):
        if entry.id in shown and any(report is side for side in conflict.reports):
            yield entry.id, entry.name
