"""Lists, page by page; each function works within one reading transaction."""

from __future__ import annotations

import datetime

import sqlalchemy as sa

from xenotime.ledger.article import Article
from xenotime.ledger.register import schema
from xenotime.ledger.register.asking import ask, match
from xenotime.ledger.register.loading import (
    load_article,
    load_changes,
    load_entries,
    load_headings,
    load_stories,
)
from xenotime.ledger.register.records import Change, Entry, Filter, Heading, Page, Story
from xenotime.ledger.register.terms import query_groups
from xenotime.world.problems import XenotimeError

_HIGHEST = (1 << 63) - 1
_NONE = Page((), None)
_STRETCHES = (4_000, 64_000, None)
"""Facts that are due, and looked at one after the other; None: all that are left."""


def safe(number: int) -> int:
    """The number itself, or one that nothing has if it is too large for a database."""
    return number if 0 <= number <= _HIGHEST else _HIGHEST


def one_entry(connection: sa.Connection, number: int, *, may_be_damaged: bool = False) -> Entry:
    """See `Register.fact`."""
    entries, damaged = load_entries(connection, [safe(number)])
    if number not in entries:
        raise XenotimeError(f"the register has no fact {number}")
    if damaged and not may_be_damaged:
        raise XenotimeError(damaged[number])
    return entries[number]


def one_article(connection: sa.Connection, number: int) -> Article:
    """See `Register.article`."""
    article = load_article(connection, safe(number))
    if article is None:
        raise XenotimeError(f"the register has no article {number}")
    return article


def newest(connection: sa.Connection, wanted: Filter, limit: int, after: int | None) -> Page:
    """See `Register.facts`."""
    statement = ask(connection, wanted)
    if statement is None:
        return _NONE
    number = statement.selected_columns[0]
    if after is not None:
        statement = statement.where(number < safe(after))
    found = connection.execute(statement.order_by(number.desc()).limit(limit + 1)).scalars()
    return _page(connection, list(found), limit)


def counted(connection: sa.Connection, wanted: Filter, cap: int) -> int:
    """See `Register.count`."""
    statement = ask(connection, wanted)
    if statement is None:
        return 0
    some = statement.limit(cap).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def overdue_first(
    connection: sa.Connection,
    wanted: Filter,
    until: datetime.date | None,
    limit: int,
    after: int | None,
) -> Page:
    """See `Register.due`."""
    f = schema.facts.c
    start, stop = datetime.date.min, until or datetime.date.max
    follows: sa.ColumnElement[bool] = sa.true()
    if after is not None:
        row = connection.execute(sa.select(f.due).where(f.id == safe(after))).one_or_none()
        if row is None or row.due is None:
            return _NONE
        start = row.due
        follows = sa.or_(f.due > start, f.id > after)
    ahead = sa.select(f.id, f.due).where(f.due.between(start, stop)).order_by(f.due, f.id)
    if wanted == Filter():
        rows = connection.execute(ahead.where(follows).limit(limit + 1))
        return _page(connection, list(rows.scalars()), limit)
    # Stretch by stretch of the days on which something is due: the first page is found without
    # sorting all that the filter lets through.
    found: list[int] = []
    for stretch in _STRETCHES:
        past = ahead.where(f.due >= start).offset(stretch).limit(1)
        row = connection.execute(past).one_or_none() if stretch else None
        end = stop if row is None else row.due
        asked = ask(connection, wanted, (start, end))
        if asked is None:
            return _NONE
        ordered = asked.where(follows).order_by(f.due, f.id).limit(limit + 1 - len(found))
        found += connection.execute(ordered).scalars()
        if len(found) > limit or end >= stop:
            break
        start = end + datetime.timedelta(1)
    return _page(connection, found, limit)


def _page(connection: sa.Connection, numbers: list[int], limit: int) -> Page:
    more = len(numbers) > limit
    numbers = numbers[:limit]
    entries, damaged = load_entries(connection, numbers)
    return Page(
        tuple(entries[number] for number in numbers if number not in damaged),
        numbers[-1] if more and numbers else None,
        tuple(damaged[number] for number in numbers if number in damaged),
    )


def newest_articles(
    connection: sa.Connection, query: str | None, limit: int, after: int | None
) -> list[Heading]:
    """See `Register.articles`."""
    groups = None if query is None else query_groups(query)
    if query is not None and groups is None:
        return []
    words, c = schema.article_words, schema.articles.c
    number: sa.ColumnElement[int] = c.id if groups is None else words.c.rowid
    statement = sa.select(number)
    if groups is not None:
        statement = statement.where(match(connection, words, groups))
    if after is not None:
        statement = statement.where(number < safe(after))
    found = connection.execute(statement.order_by(number.desc()).limit(limit)).scalars()
    return load_headings(connection, c.id.in_(list(found)))[::-1]


def newest_stories(connection: sa.Connection, limit: int, after: int | None) -> list[Story]:
    """See `Register.stories`."""
    number, became = schema.stories.c.id, schema.stories.c.became
    statement = sa.select(number).where(became.is_(None))
    if after is not None:
        statement = statement.where(number < safe(after))
    found = connection.execute(statement.order_by(number.desc()).limit(limit)).scalars()
    return load_stories(connection, found)


def one_story(connection: sa.Connection, number: int) -> Story:
    """See `Register.story`."""
    s = schema.stories.c
    today = sa.select(sa.func.coalesce(s.became, s.id)).where(s.id == safe(number))
    found = connection.execute(today).scalar_one_or_none()
    if found is None:
        raise XenotimeError(f"the register has no story {number}")
    return load_stories(connection, [found])[0]


def history_of(
    connection: sa.Connection, fact: int | None, article: int | None, limit: int
) -> list[Change]:
    """See `Register.history`."""
    h, f = schema.history.c, schema.facts.c
    if fact is not None:
        home = sa.select(f.article).where(f.id == safe(fact)).scalar_subquery()
        of_home = sa.and_(h.article == home, h.action.in_(("added", "extended")))
        found = load_changes(connection, sa.or_(h.fact == safe(fact), of_home), limit)
        return [c for c in found if c.fact == fact or fact in c.after["facts"]]
    if article is not None:
        return load_changes(connection, h.article == safe(article), limit)
    return load_changes(connection, sa.true(), limit)
