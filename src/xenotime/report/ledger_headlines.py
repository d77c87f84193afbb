"""The first lines of the ledger's pages: what matters, in plain sentences."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xenotime.ledger.register import Entry
from xenotime.ledger.stories.report import shortened
from xenotime.report.ledger_words import count, in_sentence, span
from xenotime.report.network_figure import listing
from xenotime.report.words import day, listed, sentence

FIRM = ("signed", "in_force", "completed")
"""Statuses of what is done, in the words of `_DONE`."""
_DONE = ("signed", "in force", "completed")
_OPEN = ("announced", "planned", "expected", "offered")


def timeline_headlines(
    entries: Sequence[Entry],
    overdue: Sequence[Entry],
    conflicts: Sequence[Mapping[str, Any]],
    today: datetime.date,
) -> list[str]:
    """How much there is, what is overdue and due next, what the reports disagree about.

    Args:
        entries: all facts, at least one.
        overdue: those overdue, the longest first.
        conflicts: as `ledger_card.disagreements` gives them.
        today: the day to look from.
    """
    lines = [_extent(entries)]
    if overdue:
        first = overdue[0]
        verb = "has" if len(overdue) == 1 else "have"
        lines.append(
            f"{count(len(overdue), 'fact')} should have come true by now, and no article here "
            f"says that {'it' if len(overdue) == 1 else 'they'} {verb}. Longest overdue, since "
            f"{day(first.due or today)}: {_cited(first)}"
        )
    coming = sorted((e.due, e.id) for e in entries if e.due is not None and e.due >= today)
    if coming:
        due, number = coming[0]
        entry = next(entry for entry in entries if entry.id == number)
        when = "today" if due == today else f"in {span((due - today).days)}"
        more = f"{count(len(coming), 'fact falls', 'facts fall')} due from today on. "
        lines.append(f"{more}Next, {when}, on {day(due)}: {_cited(entry)}")
    weighty = [conflict for conflict in conflicts if not conflict["small"]]
    if weighty:
        lines.append(
            f"Reports contradict each other in {count(len(weighty), 'place')}, first about "
            f"{weighty[0]['about']}: {shortened(weighty[0]['sentence'], 260)}"
        )
    lines += _statuses(entries)
    lines += _busiest(entries)
    return lines


def _extent(entries: Sequence[Entry]) -> str:
    articles = len({entry.article for entry in entries})
    waiting = sum(entry.state == "proposed" for entry in entries)
    if waiting == len(entries):
        reviewed = "nobody has reviewed any of them" if waiting > 1 else "nobody has reviewed it"
    elif waiting:
        reviewed = f"{waiting} {'waits' if waiting == 1 else 'wait'} for review"
    else:
        reviewed = "all of them reviewed by a person" if len(entries) > 1 else "reviewed"
    return f"{count(len(entries), 'fact')} from {count(articles, 'article')}; {reviewed}."


def _statuses(entries: Sequence[Entry]) -> list[str]:
    of: Counter[str] = Counter(entry.fact.status for entry in entries)
    done = [f"{of[s]} {word}" for s, word in zip(FIRM, _DONE, strict=True) if of[s]]
    still = sum(of[status] for status in _OPEN)
    dropped = of["denied"] + of["suspended"]
    parts = [listed(done)] if done else []
    if still:
        parts.append(f"{still} announced, planned or offered only")
    if dropped:
        parts.append(f"{dropped} denied or suspended")
    return [f"By status: {'; '.join(parts)}."] if parts and len(entries) > 1 else []


def _busiest(entries: Sequence[Entry]) -> list[str]:
    often = Counter(place for entry in entries for place in entry.fact.countries)
    top = [f"{in_sentence(p)} ({n})" for p, n in often.most_common(5)]
    return [f"Named most often: {listed(top)}."] if len(entries) > 1 and top else []


def _cited(entry: Entry) -> str:
    return f"“{shortened(entry.fact.quote, 160)}” ({entry.name})"


def network_headlines(pairs: pl.DataFrame) -> list[str]:
    """How many pairs there are, the strongest, and who has most partners.

    Args:
        pairs: as `ledger.network.network_of` gives them, at least one.
    """
    rows = pairs.to_dicts()
    partners = Counter(place for row in rows for place in (row["a"], row["b"]))
    first = rows[0]
    about = f", most about {listing(first['goods'], 3)}" if first["goods"] else ""
    lines = [
        f"{pair_named(first)} deal with each other most: {count(first['facts'], 'fact')} in "
        f"{count(first['reports'], 'article')}{about}."
    ]
    if len(rows) > 1:
        following = [f"{pair_named(row)} ({row['facts']})" for row in rows[1:4]]
        lines.append(f"Then {'; '.join(following)}.")
        place, number = partners.most_common(1)[0]
        lines.append(
            f"{sentence(in_sentence(place))} has the most partners: {number} of "
            f"{count(len(partners) - 1, 'other place')}."
        )
    lines.append(
        f"{count(len(rows), 'pair')} of places in all; a pair takes part in the same fact, as "
        "friends or as adversaries."
    )
    return lines


def pair_named(row: Mapping[str, Any]) -> str:
    """`Japan and the United States`, to begin a sentence with."""
    return sentence(f"{in_sentence(row['a'])} and {in_sentence(row['b'])}")
