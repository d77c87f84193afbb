"""Articles, facts and profiles as rows of the tables, and back."""

from __future__ import annotations

import datetime
import json
from array import array
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from xenotime.ledger.article import Article, Block, Dated, Period, Sentence
from xenotime.ledger.facts.fact import Amount, Fact, Party
from xenotime.ledger.register.due import due_day, shown_day
from xenotime.ledger.stories.profile import Profile

Row = dict[str, Any]


def article_row(article: Article, profile: Profile) -> Row:
    """The columns of `articles` that follow from the article alone."""
    return {
        "digest": article.digest,
        "language": article.language,
        "dated_first": article.dated.period.first,
        "dated_last": article.dated.period.last,
        "profile_first": profile.first,
        "profile_last": profile.last,
        "name": article.name,
        "title": article.title,
        "evidence": article.dated.evidence,
        "fingerprint": array("q", sorted(profile.fingerprint)).tobytes(),
        "named": json.dumps(sorted(profile.keys)),
        "blocks": json.dumps([[b.start, b.end, b.role, b.reason] for b in article.blocks]),
        "sentences": json.dumps([[s.start, s.end, s.block] for s in article.sentences]),
        "text": article.text,
    }


def article_of(row: sa.Row[Any]) -> Article:
    """The article of a row of `articles`, equal to the one that was added."""
    return Article(
        name=row.name,
        text=row.text,
        language=row.language,
        title=row.title,
        dated=Dated(Period(row.dated_first, row.dated_last), row.evidence),
        blocks=tuple(Block(*block) for block in json.loads(row.blocks)),
        sentences=tuple(Sentence(*sentence) for sentence in json.loads(row.sentences)),
    )


def profile_of(row: sa.Row[Any]) -> Profile:
    """The profile of a row of `articles`."""
    fingerprint = array("q")
    fingerprint.frombytes(row.fingerprint)
    keys = frozenset(json.loads(row.named))
    return Profile(frozenset(fingerprint), keys, row.profile_first, row.profile_last)


def fact_row(fact: Fact, written: Period, state: str) -> Row:
    """The columns of `facts` for a fact in this state, of an article that was written then."""
    day = shown_day(fact, written)
    return {
        "start": fact.start,
        "end": fact.end,
        "kind": fact.kind,
        "status": fact.status,
        "state": state,
        "date_first": fact.date.first,
        "date_last": fact.date.last,
        "deadline_first": fact.deadline.first,
        "deadline_last": fact.deadline.last,
        "day_first": day.first,
        "day_last": day.last,
        "due": due_day(fact, written, state),
        "hedged": fact.hedged,
        "confidence": float(fact.confidence),
        "reader": fact.reader,
        "instrument": fact.instrument,
        "attribution": fact.attribution,
        "cues": json.dumps(fact.cues),
        "quote": fact.quote,
    }


def part_rows(number: int, fact: Fact) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows of `parties`, `goods` and `amounts` for the fact with this number."""
    parties = [
        {"fact": number, "at": at, "role": p.role, "place": p.place, "name": p.name,
         "office": p.office}
        for at, p in enumerate(fact.parties)
    ]  # fmt: skip
    goods = [{"fact": number, "at": at, "good": good} for at, good in enumerate(fact.goods)]
    amounts = [
        {"fact": number, "at": at, "start": a.start, "end": a.end, "value": float(a.value),
         "upper": None if a.upper is None else float(a.upper), "unit": a.unit,
         "currency": a.currency, "approximate": a.approximate, "per": a.per}
        for at, a in enumerate(fact.amounts)
    ]  # fmt: skip
    return parties, goods, amounts


def fact_of(
    row: sa.Row[Any],
    parties: Sequence[sa.Row[Any]],
    goods: Sequence[sa.Row[Any]],
    amounts: Sequence[sa.Row[Any]],
) -> Fact:
    """The fact of a row of `facts` and the rows of its parts, in order."""
    return Fact(
        start=row.start,
        end=row.end,
        quote=row.quote,
        kind=row.kind,
        status=row.status,
        parties=tuple(Party(p.role, p.place, p.name, p.office) for p in parties),
        goods=tuple(g.good for g in goods),
        amounts=tuple(
            Amount(a.start, a.end, a.value, a.upper, a.unit, a.currency, a.approximate, a.per)
            for a in amounts
        ),
        date=Period(row.date_first, row.date_last),
        deadline=Period(row.deadline_first, row.deadline_last),
        attribution=row.attribution,
        instrument=row.instrument,
        hedged=row.hedged,
        confidence=row.confidence,
        reader=row.reader,
        cues=tuple(json.loads(row.cues)),
    )


def fact_json(fact: Fact, state: str) -> str:
    """The fact as the history keeps it: every field, and the state it was in."""
    return json.dumps({"state": state, **asdict(fact)}, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in the history")
