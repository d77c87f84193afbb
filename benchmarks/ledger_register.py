"""Latency of the ledger's register at a million facts, beside a plain table.

    python benchmarks/ledger_register.py [--facts N] [--rounds R] [--keep FILE]

Fills a register on SQLite with made-up articles (eight facts each) and asks every kind of question
that a list asks. The peer is what one would write first: the same facts in one plain table of
SQLite, without indexes, filtered with `=` and `LIKE`, in the same order and with the same page of
50. Each answer of the register holds whole facts, checked against their texts; the peer's holds
numbers only.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import get_args

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, Status
from xenotime.ledger.register import Filter, Register
from xenotime.ledger.stories.profile import Profile

PLACES = "CHN USA DEU NLD JPN AUS CAN FRA GBR IND BRA CHL COD IDN MYS VNM KOR RUS UKR GRL".split()
GOODS = (
    "rare_earths gallium germanium lithium cobalt nickel graphite tungsten copper magnets".split()
)
LANGUAGES = ["de", "nl", "en", "fr", "es", "ja"]
COMMON = "the agreement on minerals tariff export controls for and with supply government".split()
PER_ARTICLE = 8


def words(chance: random.Random, count: int = 40_000) -> list[str]:
    letters = "aeioubdfgklmnprstvz"
    return ["".join(chance.choices(letters, k=chance.randint(4, 12))) for _ in range(count)]


def made_up(total: int) -> Iterator[tuple[Article, Sequence[Fact], Profile]]:
    """Articles with facts; words and places are drawn by Zipf's law, so some are in nearly all."""
    chance = random.Random(7)
    rare = words(chance)
    weights = [1 / (rank + 5) for rank in range(len(rare))]
    drawn = chance.choices(rare, weights, k=1_000_000)
    by_rank = [1 / (rank + 1) for rank in range(len(PLACES))]
    statuses = get_args(Status)
    kinds = get_args(Kind)
    for number in range(total // PER_ARTICLE):
        day = datetime.date(2015, 1, 1) + datetime.timedelta(chance.randrange(4000))
        text, facts = f"Report {number}. ", []
        for at in range(PER_ARTICLE):
            some = chance.randrange(len(drawn) - 20)
            quote = " ".join([*chance.sample(COMMON, 6), *drawn[some : some + 10]])
            if (number * PER_ARTICLE + at) % 50_000 == 77:
                quote += " Scandiumvertrag 希土類の協定"
            start = len(text)
            text += quote + ". "
            date = day + datetime.timedelta(chance.randint(-60, 200))
            facts.append(
                Fact(
                    start,
                    start + len(quote),
                    quote,
                    chance.choice(kinds),
                    chance.choices(statuses, [9, 7, 5, 4, 8, 6, 1, 1, 3, 9])[0],
                    tuple(
                        Party("actor", p)
                        for p in dict.fromkeys(chance.choices(PLACES, by_rank, k=2))
                    ),
                    (chance.choice(GOODS),),
                    (
                        Amount(
                            start, start + 3, chance.random() * 1e6, None, "currency", "EUR", False
                        ),
                    ),
                    Period(date, date) if chance.random() < 0.7 else UNKNOWN,
                    Period(date, date) if chance.random() < 0.1 else UNKNOWN,
                    confidence=round(chance.random(), 3),
                )
            )
        marks = frozenset(chance.randrange(1 << 58) for _ in range(128))
        yield (
            Article(
                f"report-{number}.txt",
                text,
                chance.choice(LANGUAGES),
                f"Report {number}",
                Dated(Period(day, day), "made up"),
                (Block(0, len(text), "body", ""),),
                (),
            ),
            facts,
            Profile(
                marks,
                frozenset(
                    f"{kind}/{a}+{b}" for kind in kinds for a, b in [chance.sample(PLACES, 2)] * 2
                ),
                day,
                day,
            ),
        )


def fill(register: Register, plain: sqlite3.Connection, total: int) -> float:
    """Fill both; returns the seconds that the register took."""
    plain.execute(
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, kind, status, state, language, places, good,"
        " day, confidence, quote)"
    )
    kept: list[tuple[object, ...]] = []

    def watched() -> Iterator[tuple[Article, Sequence[Fact], Profile]]:
        for article, facts, profile in made_up(total):
            for fact in facts:
                day = fact.date.first or article.dated.period.first
                row = (
                    fact.kind,
                    fact.status,
                    "proposed",
                    article.language,
                    " ".join(fact.countries),
                )
                kept.append((*row, fact.goods[0], str(day), fact.confidence, fact.quote))
            yield article, facts, profile

    spent = 0.0
    stream = register.add_all(watched(), by="benchmark")
    begun = time.perf_counter()
    for count, _ in enumerate(stream, 1):
        if len(kept) >= 20_000:
            spent += time.perf_counter() - begun
            plain.executemany("INSERT INTO plain VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)
            plain.commit()
            kept.clear()
            if count * PER_ARTICLE % 100_000 < 20_000:
                print(f"  {count * PER_ARTICLE:>9,} facts, {spent:6.1f} s", flush=True)
            begun = time.perf_counter()
    register.settle()
    spent += time.perf_counter() - begun
    plain.executemany("INSERT INTO plain VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)
    plain.commit()
    return spent


DAY = datetime.date(2025, 11, 20)
QUESTIONS: list[tuple[str, Filter, str | None, tuple[object, ...]]] = [
    ("no filter", Filter(), "1", ()),
    ("kind", Filter(kinds=("tariff",)), "kind = ?", ("tariff",)),
    ("two kinds", Filter(kinds=("tariff", "control")), "kind IN ('tariff', 'control')", ()),
    ("rare status", Filter(statuses=("denied",)), "status = 'denied'", ()),
    ("state with all", Filter(states=("proposed",)), "state = 'proposed'", ()),
    ("state with none", Filter(states=("accepted",)), "state = 'accepted'", ()),
    ("a country", Filter(any_countries=("CHN",)), "places LIKE '%CHN%'", ()),
    ("a rare country", Filter(any_countries=("GRL",)), "places LIKE '%GRL%'", ()),
    (
        "two countries, both rare",
        Filter(all_countries=("GRL", "UKR")),
        "places LIKE '%GRL%' AND places LIKE '%UKR%'",
        (),
    ),
    ("good", Filter(goods=("gallium",)), "good = 'gallium'", ()),
    ("language", Filter(languages=("ja",)), "language = 'ja'", ()),
    ("since, last days", Filter(since=datetime.date(2026, 6, 1)), "day >= '2026-06-01'", ()),
    (
        "a month of 2016",
        Filter(since=datetime.date(2016, 3, 1), until=datetime.date(2016, 3, 31)),
        "day BETWEEN '2016-03-01' AND '2016-03-31'",
        (),
    ),
    (
        "a day of 2015",
        Filter(since=datetime.date(2015, 2, 3), until=datetime.date(2015, 2, 3)),
        "day = '2015-02-03'",
        (),
    ),
    ("confidence 0.99", Filter(min_confidence=0.99), "confidence >= 0.99", ()),
    ("overdue", Filter(overdue_at=DAY), None, ()),
    ("overdue long ago", Filter(overdue_at=datetime.date(2015, 1, 10)), None, ()),
    ("story", Filter(story=1234), None, ()),
    ("common word", Filter(text="agreement"), "quote LIKE '%agreement%'", ()),
    (
        "three common words",
        Filter(text="agreement tariff minerals"),
        "quote LIKE '%agreement%' AND quote LIKE '%tariff%' AND quote LIKE '%minerals%'",
        (),
    ),
    ("beginning of common words", Filter(text="gove"), "quote LIKE '%gove%'", ()),
    ("rare word", Filter(text="scandiumvertrag"), "quote LIKE '%scandiumvertrag%'", ()),
    ("Japanese", Filter(text="希土類"), "quote LIKE '%希土類%'", ()),
    ("no such word", Filter(text="xyzzyxyzzy"), "quote LIKE '%xyzzyxyzzy%'", ()),
    (
        "word, country, kind, status",
        Filter(
            text="export", any_countries=("GRL",), kinds=("tariff",), statuses=("denied",)
        ),
        "quote LIKE '%export%' AND places LIKE '%GRL%' AND kind = 'tariff' AND status = 'denied'",
        (),
    ),
    (
        "everything common",
        Filter(
            text="the with", any_countries=("CHN", "USA"), since=datetime.date(2016, 1, 1),
            min_confidence=0.1, states=("proposed",),
        ),
        "quote LIKE '%the%' AND quote LIKE '%with%'"
        " AND (places LIKE '%CHN%' OR places LIKE '%USA%') AND day >= '2016-01-01'"
        " AND confidence >= 0.1 AND state = 'proposed'",
        (),
    ),
]  # fmt: skip


def milliseconds(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), max(taken)


def ask_all(register: Register, plain: sqlite3.Connection, rounds: int) -> None:
    head = f"{'question':<30}{'median':>9}{'worst':>9}{'plain':>9}  ratio   (ms)"
    print(head, "-" * len(head), sep="\n")
    slowest = 0.0
    for name, wanted, condition, values in QUESTIONS:
        median, worst = milliseconds(lambda wanted=wanted: register.facts(wanted), rounds)
        slowest = max(slowest, worst)
        peer = ratio = ""
        if condition is not None:
            query = f"SELECT id FROM plain WHERE {condition} ORDER BY id DESC LIMIT 50"
            other, _ = milliseconds(
                lambda query=query, values=values: plain.execute(query, values).fetchall(),
                min(rounds, 3),
            )
            peer, ratio = f"{other:.1f}", f"{other / median:6.2f}x"
        print(f"{name:<30}{median:>9.1f}{worst:>9.1f}{peer:>9} {ratio}")
    keys = frozenset(f"{kind}/CHN+USA" for kind in get_args(Kind))
    a_profile = Profile(frozenset(range(128)), keys, None, None)
    other_questions: list[tuple[str, Callable[[], object]]] = [
        ("second page, common word", lambda: register.facts(Filter(text="agreement"), after=9000)),
        ("due", lambda: register.due()),
        ("due, a common country", lambda: register.due(Filter(any_countries=("CHN",)))),
        (
            "due, nothing passes",
            lambda: register.due(Filter(text="the with", statuses=("denied",))),
        ),
        ("word in a story", lambda: register.facts(Filter(story=1234, text="agreement"))),
        ("kind in an article", lambda: register.facts(Filter(article=1234, kinds=("tariff",)))),
        ("due, a rare country", lambda: register.due(Filter(any_countries=("GRL",)))),
        ("one fact", lambda: register.fact(777)),
        ("articles with a word", lambda: register.articles("agreement")),
        ("stories", lambda: register.stories()),
        ("count to 1000, common word", lambda: register.count(Filter(text="agreement"))),
        (
            "candidates",
            lambda: register.candidates(a_profile),
        ),
    ]
    for name, ask in other_questions:
        median, worst = milliseconds(ask, rounds)
        slowest = max(slowest, worst)
        print(f"{name:<30}{median:>9.1f}{worst:>9.1f}")
    print(f"slowest answer of the register: {slowest:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where to keep the register, or find one filled")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder, "register.sqlite")
        peer = path.with_suffix(".plain")
        filled = path.exists()
        with Register.open(path) as register:
            plain = sqlite3.connect(peer)
            if not filled:
                print(f"adding {chosen.facts:,} facts")
                seconds = fill(register, plain, chosen.facts)
                size = path.stat().st_size / 1e6
                print(
                    f"added in {seconds:.0f} s ({chosen.facts / seconds:,.0f} facts a second);",
                    end=" ",
                )
                print(f"{size:,.0f} MB, the plain table {peer.stat().st_size / 1e6:,.0f} MB")
            opening, slowest = milliseconds(lambda: Register.open(path).close(), chosen.rounds)
            print(f"opening: {opening:.1f} ms, at worst {slowest:.1f} ms\n")
            ask_all(register, plain, chosen.rounds)
            plain.close()


if __name__ == "__main__":
    main()
