"""The register: articles, the facts found in them, what a person decided, and what changed when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from xenotime.ledger.article import Article
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.register import listing
from xenotime.ledger.register.candidates import find_candidates
from xenotime.ledger.register.connecting import Database
from xenotime.ledger.register.records import (
    Added,
    Candidate,
    Change,
    Decided,
    Entry,
    Filter,
    Heading,
    Page,
    StoriesOf,
    Story,
)
from xenotime.ledger.register.verifying import faults
from xenotime.ledger.register.writing import Writing, batches
from xenotime.ledger.stories.profile import Profile
from xenotime.world.problems import XenotimeError


class Register:
    """A register that is open; close it, or use it in a `with` statement.

    Several processes may use one register at once. Every method that changes it is one transaction:
    when the process is killed in the middle, the register is as it was before.

    Raises, everywhere: XenotimeError when the database is damaged, full, not to be written or
    reached, or written to by others for longer than `wait` seconds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True, wait: float = 30.0) -> Self:
        """Open the register in an SQLite file or, by its URL, in a PostgreSQL database.

        Args:
            where: a path, or postgresql://user:password@host/database.
            create: make the register if there is none.
            wait: how long to wait for another writer, in seconds.

        Raises:
            XenotimeError: there is no register, and none can be made; it says why.
        """
        return cls(Database(where, create=create, wait=wait))

    def close(self) -> None:
        """Close the register."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def add(
        self,
        article: Article,
        facts: Sequence[Fact],
        profile: Profile | None = None,
        stories_of: StoriesOf | None = None,
        *,
        by: str,
    ) -> Added:
        """Add an article with its facts, all proposed.

        A text that the register holds already changes nothing; under a name that it did not have
        yet, the name is noted.

        Args:
            article: the article.
            facts: what was found in it.
            profile: what rewrites of it are found by.
            stories_of: names the stories it belongs to; without it the article begins one.
            by: who adds it.

        Raises:
            XenotimeError: a quotation is not what its span holds, or a field is unsound; nothing
                was added.
        """
        return next(iter(self.add_all([(article, facts, profile)], stories_of, by=by)))

    def add_all(
        self,
        items: Iterable[tuple[Article, Sequence[Fact], Profile | None]],
        stories_of: StoriesOf | None = None,
        *,
        by: str,
        batch: int = 100,
    ) -> Iterator[Added]:
        """Add many articles, `batch` of them in one transaction; memory holds one batch.

        What is yielded is safely stored. While `items` makes the next ones, others may write. When
        an item fails, those before it have been added.

        Raises:
            XenotimeError: as `add`.
        """
        who = _who(by)
        for some in batches(items, batch):
            with self._database.writing() as connection:
                writing = Writing(connection, who)
                added = [writing.add(*item, stories_of) for item in some]
                writing.flush()
            yield from added

    def extend(self, article: int, facts: Sequence[Fact], *, by: str) -> int:
        """Propose more facts for an article, as another reader may; returns how many are new.

        A fact of the same span and kind as one that is there is left out, whoever decided about it.

        Raises:
            XenotimeError: there is no such article, or a fact is unsound; nothing was added.
        """
        with self._database.writing() as connection:
            writing = Writing(connection, _who(by))
            new = writing.extend(article, facts)
            writing.flush()
        return new

    def settle(self) -> None:
        """Let the database learn what its tables hold; worth it after adding very much."""
        self._database.settle()

    def facts(
        self, wanted: Filter | None = None, *, limit: int = 50, after: int | None = None
    ) -> Page:
        """Facts that pass a filter, those added last first.

        Args:
            wanted: the filter; without it all facts pass.
            limit: how many at most.
            after: `Page.after` of the page before.
        """
        with self._database.reading() as connection:
            return listing.newest(connection, wanted or Filter(), limit, after)

    def count(self, wanted: Filter | None = None, *, cap: int = 1000) -> int:
        """How many facts pass a filter; counting stops at `cap`."""
        with self._database.reading() as connection:
            return listing.counted(connection, wanted or Filter(), cap)

    def due(
        self,
        wanted: Filter | None = None,
        *,
        until: datetime.date | None = None,
        limit: int = 50,
        after: int | None = None,
    ) -> Page:
        """Facts that should come true by a known day and have not: the longest overdue first.

        Those completed, denied or rejected are left out. One with a `due` in the past is overdue.

        Args:
            wanted: a filter for them, too.
            until: only those due on this day or before.
            limit: how many at most.
            after: `Page.after` of the page before.
        """
        with self._database.reading() as connection:
            return listing.overdue_first(connection, wanted or Filter(), until, limit, after)

    def fact(self, number: int) -> Entry:
        """The fact with this number.

        Raises:
            XenotimeError: there is none, or its quotation is not what stands in the stored text.
        """
        with self._database.reading() as connection:
            return listing.one_entry(connection, number)

    def article(self, number: int) -> Article:
        """The article with this number, equal to the one that was added.

        Raises:
            XenotimeError: there is none.
        """
        with self._database.reading() as connection:
            return listing.one_article(connection, number)

    def articles(
        self, query: str | None = None, *, limit: int = 50, after: int | None = None
    ) -> list[Heading]:
        """Articles, those added last first; with a query those in which all its words occur.

        Args:
            query: plain words, looked for in name, title and text.
            limit: how many at most.
            after: the number of the last article of the page before.
        """
        with self._database.reading() as connection:
            return listing.newest_articles(connection, query, limit, after)

    def stories(self, *, limit: int = 50, after: int | None = None) -> list[Story]:
        """Stories, those begun last first.

        Args:
            limit: how many at most.
            after: the number of the last story of the page before.
        """
        with self._database.reading() as connection:
            return listing.newest_stories(connection, limit, after)

    def story(self, number: int) -> Story:
        """The story with this number, or the one that it was united with.

        Raises:
            XenotimeError: there is none.
        """
        with self._database.reading() as connection:
            return listing.one_story(connection, number)

    def candidates(self, profile: Profile, limit: int = 50) -> list[Candidate]:
        """The articles that share the most hashes and keys with a profile, most first."""
        with self._database.reading() as connection:
            return find_candidates(connection, profile, limit)

    def accept(self, number: int, *, by: str) -> Entry:
        """Accept a fact; returns it as it is then.

        Raises:
            XenotimeError: there is no such fact, or its quotation is not what stands in the text.
        """
        return self._decide(number, "accepted", by)

    def reject(self, number: int, *, by: str, reason: str | None = None) -> Entry:
        """Reject a fact, also a damaged one; it stays, and the history keeps the reason.

        Raises:
            XenotimeError: there is no such fact.
        """
        return self._decide(number, "rejected", by, reason)

    def correct(
        self, number: int, changes: Mapping[str, Any], *, by: str, reason: str | None = None
    ) -> Entry:
        """Correct fields of a fact, named as in `Fact`; it counts as accepted then.

        Raises:
            XenotimeError: there is no such fact, or the correction is unsound or not grounded in
                the text; nothing was changed.
        """
        return self._decide(number, "corrected", by, reason, changes)

    def _decide(
        self,
        number: int,
        state: Decided,
        by: str,
        reason: str | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Entry:
        with self._database.writing() as connection:
            writing = Writing(connection, _who(by))
            writing.decide(number, state, reason, changes)
            writing.flush()
            return listing.one_entry(connection, number, may_be_damaged=state == "rejected")

    def history(
        self, fact: int | None = None, *, article: int | None = None, limit: int = 1000
    ) -> list[Change]:
        """What was changed, oldest first; of more than `limit` changes the latest.

        Args:
            fact: only changes of this fact, and the adding of its article.
            article: only changes of this article and its facts.
            limit: how many at most.
        """
        with self._database.reading() as connection:
            return listing.history_of(connection, fact, article, limit)

    def verify(self) -> Iterator[str]:
        """Check everything the register holds; yields one clear sentence for each fault."""
        with self._database.reading() as connection:
            yield from faults(connection)


def _who(by: str) -> str:
    if not by.strip():
        raise XenotimeError("a change of the register needs the name of who makes it")
    return by
