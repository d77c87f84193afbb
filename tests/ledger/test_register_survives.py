"""The register when processes are killed in the middle of adding, and when many add at once."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.ledger.test_register import FULL, SENTENCE, article_of
from xenotime.ledger.article import Article
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.register import Filter, Register
from xenotime.ledger.stories.profile import Profile

if "fork" not in multiprocessing.get_all_start_methods():
    pytest.skip("processes cannot be forked and killed here", allow_module_level=True)

_FORK = multiprocessing.get_context("fork")
FACTS = 6


def numbered(number: int, name: str | None = None) -> tuple[Article, list[Fact], Profile]:
    """An article of its own with six facts."""
    article = article_of(f"{SENTENCE} Report {number}.", name or f"{number}.txt")
    kinds = ("agreement", "commitment", "control", "tariff", "delivery", "project")
    facts = [replace(FULL, kind=kind) for kind in kinds]  # type: ignore[arg-type]
    marks = frozenset(range(number * 50, number * 50 + 60))
    return article, facts, Profile(marks, frozenset({"agreement/JPN+USA"}), None, None)


def first_story(_: Profile, candidates: Any) -> list[int]:
    return sorted({story for story, _ in candidates})[:1]


def whole(place: str | Path) -> set[str]:
    """The names of all articles, after making sure that none of them is there by half."""
    with Register.open(place, create=False) as register:
        assert list(register.verify()) == []
        headings = register.articles(limit=10_000)
        entries = register.facts(limit=100_000).entries
        per_article = {heading.id: 0 for heading in headings}
        for entry in entries:
            per_article[entry.article] += 1
        assert set(per_article.values()) <= {FACTS}
        changes = register.history(limit=10_000)
        assert [c.article for c in changes if c.action == "added"] == sorted(per_article)
        assert register.count(cap=10**6) == len(entries)
        assert len(register.facts(Filter(text="framework"), limit=100_000).entries) == len(entries)
        return {heading.name for heading in headings}


def add_from(place: str | Path, start: int, ready: Connection) -> None:
    """Add articles without end, and say of each when it is stored."""
    with Register.open(place) as register:
        ready.send(-1)
        for number in range(start, start + 10_000):
            register.add(*numbered(number), first_story, by="anna")
            ready.send(number)


def test_a_kill_at_any_moment_of_adding_loses_nothing_and_leaves_no_half(
    place: str | Path,
) -> None:
    chance = random.Random(3)
    stored: set[str] = set()
    for round_number in range(12):
        here, there = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=add_from, args=(place, 1000 * round_number, there))
        process.start()
        there.close()
        assert here.recv() == -1
        for _ in range(chance.randrange(5)):
            stored.add(f"{here.recv()}.txt")
        time.sleep(chance.random() * 0.02)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        try:
            while True:
                stored.add(f"{here.recv()}.txt")
        except EOFError:
            pass
        found = whole(place)
        assert stored <= found
        assert len(found - stored) <= round_number + 1
    assert len(stored) > 10


def be_killed_after(statement: int) -> None:
    """Let this process be killed when, from now on, its n-th statement has run."""
    left = itertools.count(statement - 1, -1)

    @sa.event.listens_for(sa.Engine, "after_cursor_execute")
    def count(*_: object) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def die_while_adding(place: str | Path, statement: int) -> None:
    with Register.open(place) as register:
        be_killed_after(statement)
        register.add(*numbered(2), first_story, by="anna")


def test_a_kill_after_any_statement_of_adding_leaves_the_register_as_it_was(
    place: str | Path,
) -> None:
    with Register.open(place) as register:
        register.add(*numbered(1), by="anna")
    for statement in range(1, 100):
        process = _FORK.Process(target=die_while_adding, args=(place, statement))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        assert whole(place) == {"1.txt"}
    assert statement > 10
    assert whole(place) == {"1.txt", "2.txt"}


def die_while_opening(place: str | Path, statement: int) -> None:
    be_killed_after(statement)
    Register.open(place).close()


@pytest.mark.parametrize("statement", [1, 2, 3, 5, 12, 25])
def test_a_register_whose_making_was_killed_can_be_made_again(
    place: str | Path, statement: int
) -> None:
    process = _FORK.Process(target=die_while_opening, args=(place, statement))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Register.open(place) as register:
        register.add(*numbered(1), by="anna")
    assert whole(place) == {"1.txt"}


def add_shared_and_own(place: str | Path, worker: int) -> None:
    with Register.open(place) as register:
        for number in range(12):
            register.add(*numbered(number, f"shared-{number}.txt"), first_story, by=f"w{worker}")
            own = 1000 * (worker + 1) + number
            register.add(*numbered(own), first_story, by=f"w{worker}")


def test_processes_that_make_and_fill_a_register_at_once_lose_and_double_nothing(
    place: str | Path,
) -> None:
    workers = [_FORK.Process(target=add_shared_and_own, args=(place, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, 0]
    own = {f"{1000 * (worker + 1) + n}.txt" for worker in range(4) for n in range(12)}
    assert whole(place) == own | {f"shared-{n}.txt" for n in range(12)}
    with Register.open(place) as register:
        assert len(register.articles(limit=1000)) == 60
        assert len(register.stories()) == 1


def decide_often(place: str | Path, worker: int) -> None:
    with Register.open(place) as register:
        for _ in range(10):
            register.accept(1, by=f"w{worker}")
            register.correct(1, {"attribution": f"{worker} said {time.monotonic_ns()}"}, by="x")


def test_decisions_made_at_once_are_all_kept_one_after_the_other(place: str | Path) -> None:
    with Register.open(place) as register:
        register.add(*numbered(1), by="anna")
    workers = [_FORK.Process(target=decide_often, args=(place, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with Register.open(place) as register:
        changes = [change for change in register.history(1) if change.fact == 1]
        assert sum(change.action == "corrected" for change in changes) == 30
        for earlier, later in itertools.pairwise(changes):
            assert later.before == earlier.after
        assert list(register.verify()) == []
