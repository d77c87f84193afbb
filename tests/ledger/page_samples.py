"""Facts for the ledger's pages, written by hand: ordinary, many, in conflict, hostile."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import get_args

import polars as pl

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Period, Sentence
from xenotime.ledger.facts.fact import Amount, Fact, Kind, Party, Status
from xenotime.ledger.network import SCHEMA
from xenotime.ledger.register import Entry
from xenotime.ledger.stories.claims import claims
from xenotime.ledger.stories.report import Report
from xenotime.ledger.told import Told
from xenotime.report.ledger_page import timeline_page
from xenotime.report.offline import OfflinePage

TODAY = datetime.date(2026, 11, 21)
HOSTILE = (
    "</script><script>window.ran = 1</script> <img src=x onerror='window.ran = 2'> "
    '"><img src="https://evil.example/a.png" onerror="window.ran = 3"> {{ 7 * 7 }} ${ran} '
    "<a href='javascript:window.ran=4'>sign</a> <!-- <b>bold</b> &lt;i&gt; \u2028 "
    "https://example.org/" + "a" * 400
)


def written(number: int, sentence: str, *, around: str = "Words around it. ") -> Article:
    text = f"{around}{sentence} {around}"
    start = len(around)
    return Article(
        f"article-{number}.txt",
        text,
        "en",
        None,
        Dated(Period.parse("2026-03-02"), "header"),
        (Block(0, len(text), "body", ""),),
        (Sentence(start, start + len(sentence), 0),),
    )


def entry(
    number: int,
    article: Article,
    sentence: str,
    kind: Kind = "agreement",
    status: Status = "signed",
    date: Period = UNKNOWN,
    due: datetime.date | None = None,
    countries: Sequence[str] = ("JPN", "USA"),
    amounts: tuple[Amount, ...] = (),
    known: bool = True,
) -> Entry:
    start = article.text.index(sentence)
    fact = Fact(
        start,
        start + len(sentence),
        sentence,
        kind,
        status,
        tuple(Party("actor", place) for place in countries),
        ("rare_earths",),
        amounts,
        date,
        Period(due, due) if due else UNKNOWN,
    )
    day = article.dated.period if known else UNKNOWN
    return Entry(number, "proposed", fact, number, 1, article.name, None, "en", day, due)


def day(text: str) -> Period:
    return Period.parse(text)


def many(number: int) -> tuple[list[Entry], dict[int, Article]]:
    """Facts of all kinds, most of 2025 and 2026, one of 1946 and one due in 2050."""
    entries, articles = [], {}
    kinds = get_args(Kind)
    for i in range(1, number + 1):
        sentence = f"Japan and the United States agreed on matter {i}."
        article = articles[i] = written(i, sentence)
        on = datetime.date(2025, 6, 1) + datetime.timedelta((i * 37) % 400)
        period = Period(on, on) if i > 1 else day("1946")
        due = datetime.date(2050, 1, 1) if i == 2 else None
        due = on + datetime.timedelta(90) if i % 9 == 3 else due
        status: Status = "planned" if due else "signed"
        entries.append(entry(i, article, sentence, kinds[i % len(kinds)], status, period, due))
    return entries, articles


def conflicting() -> tuple[list[Entry], dict[int, Article], list[Told]]:
    """One event in two reports, expected by one side and offered by the other."""
    sentence = "Tokyo is to invest 550 billion dollars."
    articles = {1: written(1, sentence), 2: written(2, sentence)}
    amount = Amount(0, 1, 550e9, None, "currency", "USD", True)
    pair = [
        entry(1, articles[1], sentence, "commitment", "expected", day("2025-10-28"), None,
              ("JPN", "USA"), (amount,)),
        entry(2, articles[2], sentence, "commitment", "offered", day("2025-10-28"), None,
              ("JPN", "USA"), (amount,)),
    ]  # fmt: skip
    reports = [Report(one.name, one.written, one.fact) for one in pair]
    (claim,) = claims(reports)
    of = {id(report): one for report, one in zip(reports, pair, strict=True)}
    return pair, articles, [Told(claim, tuple(of[id(report)] for report in claim.reports))]


def hostile() -> OfflinePage:
    article = written(1, HOSTILE, around="<script>window.ran = 5</script> ")
    one = entry(
        1, article, HOSTILE, "control", "planned", day("2026-01"), datetime.date(2026, 5, 1)
    )
    other = entry(2, article, HOSTILE, "meeting", "signed", day("2026-02"))
    return timeline_page([one, other], {1: article, 2: article}, [], TODAY)


def pairs_of(number: int) -> pl.DataFrame:
    codes = [f"{a}{b}X" for a in "ABCDEFGH" for b in "ABCDEFGH"][:number]
    rows = [
        (a, b, 1 + (i * 7) % 11, 1, "agreement tariff", "rare_earths magnets", None, None)
        for i, (a, b) in enumerate(zip(codes, codes[1:] + codes[:1], strict=True))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("facts", descending=True)
