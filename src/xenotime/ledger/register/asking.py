"""From a filter to the numbers of the facts that pass it, newest first, without reading the rest.

Most of a filter becomes terms (`terms`). The full-text index intersects them from the newest
fact down and stops at the end of the page; only days and the exact confidence are compared row by
row, among the facts that the terms let through.
"""

from __future__ import annotations

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from xenotime.ledger.register import schema
from xenotime.ledger.register.records import Filter
from xenotime.ledger.register.terms import (
    Groups,
    answers,
    fts5,
    label,
    period_group,
    query_groups,
    sureness,
    tsquery,
)

_FACT = schema.facts.c
_SPELT_OUT = 500
"""With more words than these, a beginning is left to the index to look up."""
_FEW = 2_000
"""Facts of a story or article at most that are looked at one by one."""


def ask(
    connection: sa.Connection,
    wanted: Filter,
    due: tuple[datetime.date, datetime.date] | None = None,
) -> sa.Select[Any] | None:
    """Selects the numbers of the facts that pass; None when no fact can.

    The column is `id`; order and limit are the caller's.

    Args:
        connection: to the register.
        wanted: the filter.
        due: only those that should come true from this day to that.
    """
    groups = _groups(wanted)
    if groups is not None and due is not None:
        groups.append(period_group("due", *due))
    if groups is not None and connection.dialect.name == "sqlite":
        groups = _spelt_out(connection, groups)
    if groups is None:
        return None
    rest = _rest(wanted)
    if due is not None:
        rest.append(_FACT.due.between(*due))
    few = _few(connection, wanted) if groups and connection.dialect.name == "sqlite" else None
    if groups and few is not None:
        numbers = [number for number, terms in few if answers(terms, groups)]
        groups, rest = [], [*rest, _FACT.id.in_(numbers)]
    if not groups:
        return sa.select(_FACT.id.label("id")).where(*rest)
    words = schema.fact_words
    statement = sa.select(words.c.rowid.label("id")).where(match(connection, words, groups))
    if rest:
        statement = statement.select_from(words.join(schema.facts, _FACT.id == words.c.rowid))
        statement = statement.where(*rest)
    return statement


def match(
    connection: sa.Connection, words: sa.TableClause, groups: Groups
) -> sa.ColumnElement[bool]:
    """Whether a row of a full-text index answers the question."""
    if connection.dialect.name == "sqlite":
        return sa.literal_column(words.name).op("MATCH", is_comparison=True)(fts5(groups))
    asked = sa.cast(tsquery(groups), TSQUERY)
    return words.c.terms.op("@@", is_comparison=True)(asked)


def _few(connection: sa.Connection, wanted: Filter) -> list[tuple[int, str]] | None:
    """The facts of the filter's story or article with their terms; None if these are many.

    SQLite's index would go through all that the terms let through to find the few of one article.
    """
    if wanted.article is None and wanted.story is None:
        return None
    words = schema.fact_words.c
    own = connection.execute(sa.select(_FACT.id).where(*_of(wanted)).limit(_FEW + 1)).scalars()
    numbers = list(own)
    if len(numbers) > _FEW:
        return None
    few = sa.select(words.rowid, words.terms).where(words.rowid.in_(numbers))
    return [(number, terms) for number, terms in connection.execute(few)]


def _spelt_out(connection: sa.Connection, groups: Groups) -> Groups | None:
    """The groups with beginnings replaced by the words that begin so; None if there are none.

    SQLite would first merge all rows of all these words, which takes long for common ones; the
    words themselves it reads from the newest row down, as far as the page needs.
    """
    word = schema.words.c.word
    spelt: Groups = []
    for group in groups:
        beginning = group[0].removesuffix("*")
        if beginning == group[0] or len(beginning) < 2:
            spelt.append(group)
            continue
        within = word.between(beginning, beginning + "\U0010ffff")
        found = connection.execute(sa.select(word).where(within).limit(_SPELT_OUT + 1))
        begun = list(found.scalars())
        if not begun:
            return None
        spelt.append(begun if len(begun) <= _SPELT_OUT else group)
    return spelt


def _groups(wanted: Filter) -> Groups | None:
    groups: Groups = []
    for kind, values in (
        ("kind", wanted.kinds),
        ("status", wanted.statuses),
        ("state", wanted.states),
        ("place", wanted.any_countries),
        ("good", wanted.goods),
        ("language", wanted.languages),
        ("reader", (wanted.reader,) if wanted.reader else ()),
        *(("place", (place,)) for place in wanted.all_countries),
    ):
        if values:
            groups.append([label(kind, value) for value in values])
    if wanted.since or wanted.until:
        groups.append(period_group("day", wanted.since, wanted.until))
    if wanted.overdue_at:
        if wanted.overdue_at == datetime.date.min:
            return None
        before = wanted.overdue_at - datetime.timedelta(1)
        groups.append(period_group("due", None, before))
    if wanted.min_confidence:
        groups.append([f"sure={tenth}" for tenth in range(sureness(wanted.min_confidence), 10)])
    if wanted.text is not None and wanted.text.strip():
        asked = query_groups(wanted.text)
        if asked is None:
            return None
        groups += asked
    return groups


def _rest(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    rest: list[sa.ColumnElement[bool]] = []
    if wanted.since:
        rest.append(sa.or_(_FACT.day_last.is_(None), _FACT.day_last >= wanted.since))
    if wanted.until:
        rest.append(sa.or_(_FACT.day_first.is_(None), _FACT.day_first <= wanted.until))
    if wanted.overdue_at:
        rest.append(_FACT.due < wanted.overdue_at)
    if wanted.min_confidence:
        rest.append(_FACT.confidence >= wanted.min_confidence)
    return rest + _of(wanted)


def _of(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    own: list[sa.ColumnElement[bool]] = []
    if wanted.article is not None:
        own.append(_FACT.article == wanted.article)
    if wanted.story is not None:
        told = sa.select(schema.articles.c.id).where(schema.articles.c.story == wanted.story)
        own.append(_FACT.article.in_(told))
    return own
