"""Check a whole register: every quotation, every digest, every reference, the file itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa

from xenotime.ledger.register import schema
from xenotime.ledger.register.loading import load_entries

_AT_ONCE = 200


def faults(connection: sa.Connection) -> Iterator[str]:
    """One sentence for each fault; reads everything, in constant memory."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        for (line,) in connection.exec_driver_sql("PRAGMA quick_check(20)"):
            if line != "ok":
                yield f"the file is damaged: {line}; restore it from a copy"
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} belongs to a row of {parent} that is not there"
    yield from _texts(connection)
    yield from _facts(connection)
    yield from _half(connection)


def _texts(connection: sa.Connection) -> Iterator[str]:
    c = schema.articles.c
    for number in _numbers(connection, schema.articles):
        columns = sa.select(c.digest, c.name, c.text)
        row = connection.execute(columns.where(c.id == number)).one()
        if sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest() != row.digest:
            yield f"the text of article {number}, {row.name!r}, is not the one that was added"


def _facts(connection: sa.Connection) -> Iterator[str]:
    some: list[int] = []
    for number in _numbers(connection, schema.facts):
        some.append(number)
        if len(some) == _AT_ONCE:
            yield from load_entries(connection, some)[1].values()
            some = []
    yield from load_entries(connection, some)[1].values()


def _half(connection: sa.Connection) -> Iterator[str]:
    """What a transaction that was stored by halves would leave behind."""
    number, word = schema.facts.c.id, schema.fact_words.c.rowid
    missing = sa.select(number).where(~sa.exists().where(word == number)).limit(20)
    for found in connection.execute(missing).scalars():
        yield f"fact {found} is missing from the full-text index"
    h = schema.history.c
    unnoted = sa.select(schema.articles.c.id).where(
        ~sa.exists().where(h.article == schema.articles.c.id, h.action == "added")
    )
    for found in connection.execute(unnoted.limit(20)).scalars():
        yield f"the history does not tell who added article {found}"
    for line in _numbers(connection, schema.history):
        row = connection.execute(
            sa.select(h.article, h.after).where(h.id == line, h.action.in_(("added", "extended")))
        ).one_or_none()
        if row is not None:
            told = set(json.loads(row.after)["facts"])
            here = sa.select(number).where(schema.facts.c.article == row.article)
            if lost := sorted(told.difference(connection.execute(here).scalars())):
                yield f"article {row.article} has lost its facts {', '.join(map(str, lost[:20]))}"


def _numbers(connection: sa.Connection, table: sa.Table) -> Iterator[int]:
    last = 0
    while True:
        some = sa.select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(1000)
        numbers = connection.execute(some).scalars().all()
        if not numbers:
            return
        yield from numbers
        last = numbers[-1]
