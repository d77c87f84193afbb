"""Everything that changes a register. Each function works within one writing transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from xenotime.ledger.article import Article
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.register import schema
from xenotime.ledger.register.candidates import find_candidates, marks_of
from xenotime.ledger.register.connecting import now
from xenotime.ledger.register.grounding import corrected, grounded
from xenotime.ledger.register.listing import one_article, one_entry
from xenotime.ledger.register.records import Action, Added, Decided, StoriesOf
from xenotime.ledger.register.rows import Row, article_row, fact_json, fact_row, part_rows
from xenotime.ledger.register.terms import article_terms, fact_terms, is_word
from xenotime.ledger.stories.profile import Profile
from xenotime.world.problems import XenotimeError

_NO_PROFILE = Profile(frozenset(), frozenset(), None, None)


def batches(
    items: Iterable[tuple[Article, Sequence[Fact], Profile | None]], size: int
) -> Iterator[list[tuple[Article, list[Fact], Profile]]]:
    """Items that may enter a register, up to `size` at a time; those before a bad one come first.

    Raises:
        XenotimeError: a fact is not grounded in its article, or a field is unsound.
    """
    waiting: list[tuple[Article, list[Fact], Profile]] = []
    try:
        for article, facts, profile in items:
            checked = [grounded(fact, article) for fact in facts]
            marks_of(profile or _NO_PROFILE)
            waiting.append((article, checked, profile or _NO_PROFILE))
            if len(waiting) >= size:
                ready, waiting = waiting, []
                yield ready
    except XenotimeError:
        if waiting:
            yield waiting
        raise
    if waiting:
        yield waiting


class Writing:
    """Adds to a register; rows are gathered and written table by table in `flush`."""

    def __init__(self, connection: sa.Connection, by: str) -> None:
        self._connection = connection
        self._by = by
        self._at = now()
        self._rows: dict[sa.TableClause, list[Row]] = {}
        self._last: dict[str, int] = {}

    def add(
        self,
        article: Article,
        facts: Sequence[Fact],
        profile: Profile,
        stories_of: StoriesOf | None,
    ) -> Added:
        """Add an article and its facts, or note another name of a text that is there."""
        known = self._known(article)
        if known is not None:
            return known
        marks = marks_of(profile)
        candidates = find_candidates(self._connection, profile, 50) if stories_of else []
        united = sorted(stories_of(profile, candidates)) if stories_of else []
        if not {story for story, _ in candidates}.issuperset(united):
            raise ValueError(f"stories {united} are not all of the candidates'")
        if united:
            story = united[0]
        else:
            story = self._number(schema.stories)
            self._insert(schema.stories, {"id": story, "at": self._at, "became": None})
        number = self._number(schema.articles)
        row = article_row(article, profile)
        row |= {"id": number, "story": story, "at": self._at, "by": self._by}
        self._insert(schema.articles, row)
        self._insert(schema.article_words, {"rowid": number, "terms": article_terms(article)})
        self._insert(schema.marks, *({"mark": mark, "article": number} for mark in marks))
        added = self._facts(number, article, facts)
        after = {"name": article.name, "digest": row["digest"], "story": story, "facts": added}
        self._note("added", number, None, after)
        # The next article of the same batch has to find this one.
        self._flush_only(schema.stories, schema.articles, schema.marks)
        if united[1:]:
            self._unite(story, united[1:], number)
        return Added(number, True, len(facts), story)

    def _unite(self, story: int, others: list[int], article: int) -> None:
        """Make one story of several that an article showed to be one; the oldest remains."""
        told, s = schema.articles.c.story, schema.stories.c
        self._connection.execute(
            schema.articles.update().where(told.in_(others)).values(story=story)
        )
        same = sa.or_(s.id.in_(others), s.became.in_(others))
        self._connection.execute(schema.stories.update().where(same).values(became=story))
        before = json.dumps({"stories": [story, *others]})
        self._note("united", article, None, {"story": story}, before)

    def extend(self, number: int, facts: Sequence[Fact]) -> int:
        """Add facts to an article that is there; returns how many of them are new."""
        article = one_article(self._connection, number)
        f = schema.facts.c
        there = sa.select(f.start, f.end, f.kind).where(f.article == number)
        known = {tuple(row) for row in self._connection.execute(there)}
        new: dict[tuple[int, int, str], Fact] = {}
        for fact in facts:
            if (fact.start, fact.end, fact.kind) not in known:
                new.setdefault((fact.start, fact.end, fact.kind), grounded(fact, article))
        if new:
            added = self._facts(number, article, list(new.values()))
            self._note("extended", number, None, {"facts": added})
        return len(new)

    def decide(
        self,
        number: int,
        state: Decided,
        reason: str | None,
        changes: Mapping[str, Any] | None,
    ) -> None:
        """Give a fact a state, and other fields when it is corrected; nothing if it is so already.

        Raises:
            XenotimeError: as `Register.accept`, `reject` and `correct`.
        """
        entry = one_entry(self._connection, number, may_be_damaged=state == "rejected")
        article = one_article(self._connection, entry.article)
        fact = entry.fact if changes is None else corrected(entry.fact, article, changes)
        if fact == entry.fact and (state == entry.state or state == "corrected"):
            return
        row = fact_row(fact, article.dated.period, state)
        self._connection.execute(
            schema.facts.update().where(schema.facts.c.id == entry.id).values(row)
        )
        if fact != entry.fact:
            for table, rows in zip(_PARTS, part_rows(entry.id, fact), strict=True):
                self._connection.execute(table.delete().where(table.c.fact == entry.id))
                self._insert(table, *rows)
        terms = fact_terms(fact, article, state)
        self._keep_words([terms])
        self._connection.execute(
            sa.text(f"UPDATE fact_words SET terms = {self._terms()} WHERE rowid = :rowid"),
            {"rowid": entry.id, "terms": terms},
        )
        before = fact_json(entry.fact, entry.state)
        self._note(state, entry.article, entry.id, fact_json(fact, state), before, reason)

    def flush(self) -> None:
        """Write all gathered rows."""
        self._flush_only(*_ORDER)

    def _known(self, article: Article) -> Added | None:
        at = schema.articles.c
        found = self._connection.execute(
            sa.select(at.id, at.story, at.name).where(at.digest == article.digest)
        ).one_or_none()
        if found is None:
            return None
        self.flush()
        names = schema.names.c
        others = sa.select(names.name).where(names.article == found.id)
        if article.name not in {found.name, *self._connection.execute(others).scalars()}:
            row = {"id": self._number(schema.names), "article": found.id, "name": article.name}
            self._insert(schema.names, row | {"at": self._at, "by": self._by})
            self._note("renamed", found.id, None, {"name": article.name})
        count = sa.select(sa.func.count()).where(schema.facts.c.article == found.id)
        facts = self._connection.execute(count).scalar_one()
        return Added(found.id, False, facts, found.story)

    def _facts(self, number: int, article: Article, facts: Sequence[Fact]) -> list[int]:
        added = []
        for fact in facts:
            fact_number = self._number(schema.facts)
            row = fact_row(fact, article.dated.period, "proposed")
            row |= {"id": fact_number, "article": number}
            self._insert(schema.facts, row)
            for table, rows in zip(_PARTS, part_rows(fact_number, fact), strict=True):
                self._insert(table, *rows)
            terms = fact_terms(fact, article, "proposed")
            self._insert(schema.fact_words, {"rowid": fact_number, "terms": terms})
            added.append(fact_number)
        return added

    def _note(
        self,
        action: Action,
        article: int,
        fact: int | None,
        after: str | dict[str, Any],
        before: str | None = None,
        reason: str | None = None,
    ) -> None:
        self._insert(
            schema.history,
            {"id": self._number(schema.history), "at": self._at, "by": self._by,
             "action": action, "article": article, "fact": fact, "reason": reason,
             "before": before, "after": after if isinstance(after, str) else json.dumps(after)},
        )  # fmt: skip

    def _number(self, table: sa.Table) -> int:
        # Rows are never deleted and only one process writes, so the next number is nobody else's.
        if table.name not in self._last:
            last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
            self._last[table.name] = self._connection.execute(last).scalar_one()
        self._last[table.name] += 1
        return self._last[table.name]

    def _insert(self, table: sa.TableClause, *rows: Row) -> None:
        self._rows.setdefault(table, []).extend(rows)

    def _flush_only(self, *tables: sa.TableClause) -> None:
        for table in tables:
            if rows := self._rows.pop(table, None):
                if table in (schema.fact_words, schema.article_words):
                    into = f"INSERT INTO {table.name} (rowid, terms)"
                    words = sa.text(f"{into} VALUES (:rowid, {self._terms()})")
                    self._connection.execute(words, rows)
                    if table is schema.fact_words:
                        self._keep_words(row["terms"] for row in rows)
                else:
                    self._connection.execute(table.insert(), rows)

    def _keep_words(self, terms: Iterable[str]) -> None:
        if self._connection.dialect.name == "sqlite":
            words = {word for line in terms for word in line.split(" ") if is_word(word)}
            if words:
                self._connection.execute(
                    schema.words.insert().prefix_with("OR IGNORE"),
                    [{"word": word} for word in sorted(words)],
                )

    def _terms(self) -> str:
        if self._connection.dialect.name == "sqlite":
            return ":terms"
        return "array_to_tsvector(string_to_array(:terms, ' '))"


_PARTS = (schema.parties, schema.goods, schema.amounts)
_ORDER = (
    schema.stories,
    schema.articles,
    schema.marks,
    schema.article_words,
    schema.names,
    schema.facts,
    *_PARTS,
    schema.fact_words,
    schema.history,
)
