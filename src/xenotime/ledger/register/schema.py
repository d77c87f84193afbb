"""The tables of a register, the same on SQLite and on PostgreSQL.

| table | a row is |
|---|---|
| `xenotime_register` | the version of these tables; marks a database as a register |
| `stories` | one event, told by articles; `became`: the older one that it was united with |
| `articles` | an article: its text and what was found out about it; never changed afterwards |
| `names` | another name under which the text of an article came |
| `facts` | a fact: its span, its quotation, and what a person decided about it |
| `parties`, `goods`, `amounts` | what a fact names, in the order of the fact |
| `marks` | a fingerprint or key of an article, for finding rewrites of it |
| `history` | a change: who, when, what it was before and after; only ever added to |
| `fact_words`, `article_words` | full-text indexes over the words that `terms` makes |
| `words` | every word of `fact_words`; SQLite only, see `asking` |

Rows are never deleted, save the `parties`, `goods` and `amounts` of a fact that is corrected.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

VERSION = 1
"""Of the tables below; a register with a higher one was made by a newer xenotime."""

_ESCAPE = "\U0010ffff"
_UNSTORABLE = re.compile("[\0\ud800-\udfff\U0010ffff]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{6}})")


class Faithful(sa.types.TypeDecorator[str]):
    """Text that comes back as it went in, whatever its characters.

    Databases refuse NUL and lone surrogates, which broken files do contain. Each is stored as the
    noncharacter U+10FFFF and six hexadecimal digits, and so is U+10FFFF itself: digests and offsets
    of what is read back are those of the original.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """The text as the database keeps it."""
        return None if value is None else storable(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """The text as it was given."""
        if value is None or _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), value)


def storable(text: str) -> str:
    """The text with every character escaped that a database refuses."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):06x}", text)


tables = sa.MetaData()


def _id() -> sa.Column[int]:
    # SQLite numbers rows itself only for a key of exactly this type.
    return sa.Column(
        "id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True,
        autoincrement=False,
    )  # fmt: skip


def _of(table: str, *, name: str | None = None, **more: Any) -> sa.Column[int]:
    return sa.Column(
        name or table.removesuffix("s"),
        sa.BigInteger,
        sa.ForeignKey(f"{table}.id"),
        nullable=False,
        **more,
    )


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, Faithful, nullable=optional)


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date)


about = sa.Table(
    "xenotime_register",
    tables,
    sa.Column("version", sa.Integer, nullable=False),
    _text("created"),
)

stories = sa.Table(
    "stories",
    tables,
    _id(),
    _text("at"),
    sa.Column("became", sa.BigInteger, sa.ForeignKey("stories.id")),
)

# Long columns come last: SQLite then reads the short ones without following a row's further pages.
articles = sa.Table(
    "articles",
    tables,
    _id(),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    _of("stories", name="story", index=True),
    _text("language"),
    _day("dated_first"),
    _day("dated_last"),
    _day("profile_first"),
    _day("profile_last"),
    _text("at"),
    _text("by"),
    _text("name"),
    _text("title", optional=True),
    _text("evidence"),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    _text("named"),
    _text("blocks"),
    _text("sentences"),
    _text("text"),
)

names = sa.Table(
    "names", tables, _id(), _of("articles", index=True), _text("name"), _text("at"), _text("by")
)

facts = sa.Table(
    "facts",
    tables,
    _id(),
    _of("articles", index=True),
    sa.Column("start", sa.BigInteger, nullable=False),
    sa.Column("end", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    _day("date_first"),
    _day("date_last"),
    _day("deadline_first"),
    _day("deadline_last"),
    _day("day_first"),
    _day("day_last"),
    _day("due"),
    sa.Column("hedged", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Float(53), nullable=False),
    _text("reader"),
    _text("instrument", optional=True),
    _text("attribution", optional=True),
    _text("cues"),
    _text("quote"),
    sa.CheckConstraint('0 <= start AND start < "end"', name="span"),
    sa.CheckConstraint(
        "state IN ('proposed', 'accepted', 'corrected', 'rejected')", name="known_state"
    ),
)
_DUE = facts.c.due.is_not(None)
sa.Index("facts_due", facts.c.due, facts.c.id, sqlite_where=_DUE, postgresql_where=_DUE)


def _part(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        name,
        tables,
        _of("facts", primary_key=True, autoincrement=False),
        sa.Column("at", sa.Integer, primary_key=True, autoincrement=False),
        *columns,
        sqlite_with_rowid=False,
    )


parties = _part(
    "parties",
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("place", Faithful),
    _text("name", optional=True),
    _text("office", optional=True),
)
sa.Index("parties_place", parties.c.place, parties.c.fact)

goods = _part("goods", _text("good"))
sa.Index("goods_good", goods.c.good, goods.c.fact)

amounts = _part(
    "amounts",
    sa.Column("start", sa.BigInteger, nullable=False),
    sa.Column("end", sa.BigInteger, nullable=False),
    sa.Column("value", sa.Float(53), nullable=False),
    sa.Column("upper", sa.Float(53)),
    _text("unit"),
    _text("currency", optional=True),
    sa.Column("approximate", sa.Boolean, nullable=False),
    _text("per", optional=True),
)
sa.Index("amounts_unit", amounts.c.unit, amounts.c.currency, amounts.c.value)

marks = sa.Table(
    "marks",
    tables,
    sa.Column("mark", sa.BigInteger, primary_key=True, autoincrement=False),
    _of("articles", primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

history = sa.Table(
    "history",
    tables,
    _id(),
    _text("at"),
    _text("by"),
    sa.Column("action", sa.String(10), nullable=False),
    _of("articles", index=True),
    sa.Column("fact", sa.BigInteger, sa.ForeignKey("facts.id")),
    _text("reason", optional=True),
    _text("before", optional=True),
    _text("after"),
)
_OF_FACT = history.c.fact.is_not(None)
sa.Index("history_fact", history.c.fact, sqlite_where=_OF_FACT, postgresql_where=_OF_FACT)

words = sa.table("words", sa.column("word", sa.Text))
fact_words = sa.table("fact_words", sa.column("rowid", sa.BigInteger), sa.column("terms", sa.Text))
article_words = sa.table(
    "article_words", sa.column("rowid", sa.BigInteger), sa.column("terms", sa.Text)
)

BESIDE: dict[str, tuple[str, ...]] = {
    # The terms come ready made, parted by spaces; `=` and `_` belong to them. Without positions
    # (detail=none) an index is a third of the size. An article never changes, so its terms need
    # not be kept to be taken out of the index again.
    "sqlite": (
        """CREATE VIRTUAL TABLE fact_words USING fts5(
            terms, tokenize = "ascii tokenchars '=_'", detail = none, columnsize = 0)""",
        """CREATE VIRTUAL TABLE article_words USING fts5(
            terms, tokenize = "ascii tokenchars '=_'", detail = none, columnsize = 0,
            content = '')""",
        "CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID",
        """CREATE TRIGGER history_stays BEFORE UPDATE ON history
            BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END""",
        """CREATE TRIGGER history_is_kept BEFORE DELETE ON history
            BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END""",
        """CREATE TRIGGER text_stays BEFORE UPDATE OF text, digest ON articles
            BEGIN SELECT RAISE(ABORT, 'the text of an article never changes'); END""",
    ),
    "postgresql": (
        "CREATE TABLE fact_words (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX fact_words_terms ON fact_words USING gin (terms)",
        "CREATE TABLE article_words (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
        "CREATE INDEX article_words_terms ON article_words USING gin (terms)",
        """CREATE FUNCTION xenotime_never_changes() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the register keeps this as it is'; END $$""",
        """CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON history
            FOR EACH ROW EXECUTE FUNCTION xenotime_never_changes()""",
        """CREATE TRIGGER text_stays BEFORE UPDATE OF text, digest ON articles
            FOR EACH ROW EXECUTE FUNCTION xenotime_never_changes()""",
    ),
}
"""What SQLAlchemy has no words for: full-text indexes, and guards of what must never change."""
