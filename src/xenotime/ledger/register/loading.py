"""Read facts, articles, stories and the history; every fact is held against its text on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from xenotime.ledger.article import Article, Period
from xenotime.ledger.register import schema
from xenotime.ledger.register.grounding import mismatch
from xenotime.ledger.register.records import Change, Entry, Heading, Story
from xenotime.ledger.register.rows import article_of, fact_of

_AT_ONCE = 500


def load_article(connection: sa.Connection, number: int) -> Article | None:
    """The article with this number."""
    row = connection.execute(
        sa.select(schema.articles).where(schema.articles.c.id == number)
    ).one_or_none()
    return None if row is None else article_of(row)


def load_entries(
    connection: sa.Connection, numbers: Sequence[int]
) -> tuple[dict[int, Entry], dict[int, str]]:
    """The facts with these numbers, and a sentence for each whose quotation does not hold."""
    entries: dict[int, Entry] = {}
    damaged: dict[int, str] = {}
    for at in range(0, len(numbers), _AT_ONCE):
        _load(connection, numbers[at : at + _AT_ONCE], entries, damaged)
    return entries, damaged


def _load(
    connection: sa.Connection,
    numbers: Sequence[int],
    entries: dict[int, Entry],
    damaged: dict[int, str],
) -> None:
    facts = connection.execute(sa.select(schema.facts).where(schema.facts.c.id.in_(numbers))).all()
    parts = [_parts(connection, table, numbers) for table in _PARTS]
    c = schema.articles.c
    columns = (c.id, c.story, c.name, c.title, c.language, c.dated_first, c.dated_last, c.text)
    articles = {
        row.id: row
        for row in connection.execute(
            sa.select(*columns).where(c.id.in_({row.article for row in facts}))
        )
    }
    for row in facts:
        fact = fact_of(row, *(part.get(row.id, ()) for part in parts))
        article = articles[row.article]
        if sentence := mismatch(row.id, fact, article.name, article.text):
            damaged[row.id] = sentence
        entries[row.id] = Entry(
            id=row.id,
            state=row.state,
            fact=fact,
            article=row.article,
            story=article.story,
            name=article.name,
            title=article.title,
            language=article.language,
            written=Period(article.dated_first, article.dated_last),
            due=row.due,
        )


_PARTS = (schema.parties, schema.goods, schema.amounts)


def _parts(
    connection: sa.Connection, table: sa.Table, numbers: Sequence[int]
) -> dict[int, list[sa.Row[Any]]]:
    rows = connection.execute(
        sa.select(table).where(table.c.fact.in_(numbers)).order_by(table.c.fact, table.c.at)
    )
    return {number: list(group) for number, group in groupby(rows, lambda row: int(row.fact))}


def load_headings(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[Heading]:
    """The articles that meet a condition on the table `articles`, by number."""
    c = schema.articles.c
    columns = (c.id, c.story, c.name, c.title, c.language, c.dated_first, c.dated_last, c.at, c.by)
    rows = connection.execute(sa.select(*columns).where(condition).order_by(c.id)).all()
    others: dict[int, list[str]] = {}
    n = schema.names.c
    for number, name in connection.execute(
        sa.select(n.article, n.name).where(n.article.in_([row.id for row in rows])).order_by(n.id)
    ):
        others.setdefault(number, []).append(name)
    return [
        Heading(
            id=row.id,
            story=row.story,
            name=row.name,
            title=row.title,
            language=row.language,
            written=Period(row.dated_first, row.dated_last),
            at=row.at,
            by=row.by,
            names=tuple(others.get(row.id, ())),
        )
        for row in rows
    ]


def load_stories(connection: sa.Connection, numbers: Iterable[int]) -> list[Story]:
    """The stories with these numbers, in this order."""
    numbers = list(numbers)
    told: dict[int, list[Heading]] = {}
    for heading in load_headings(connection, schema.articles.c.story.in_(numbers)):
        told.setdefault(heading.story, []).append(heading)
    return [Story(number, tuple(told.get(number, ()))) for number in numbers]


def load_changes(
    connection: sa.Connection, condition: sa.ColumnElement[bool], limit: int
) -> list[Change]:
    """Lines of the history that meet a condition on it, oldest first; of many, the latest."""
    h = schema.history.c
    statement = sa.select(schema.history).where(condition).order_by(h.id.desc()).limit(limit)
    rows = list(connection.execute(statement))
    return [
        Change(
            id=row.id,
            at=row.at,
            by=row.by,
            action=row.action,
            article=row.article,
            fact=row.fact,
            reason=row.reason,
            before=None if row.before is None else json.loads(row.before),
            after=json.loads(row.after),
        )
        for row in reversed(rows)
    ]
