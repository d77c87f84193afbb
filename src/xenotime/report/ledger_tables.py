"""The ledger as tables for the terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from xenotime.ledger.article import Article
from xenotime.ledger.exporting import amount_words
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.proposals import Rows
from xenotime.ledger.readings import Reading
from xenotime.ledger.register import Change, Entry, Story
from xenotime.ledger.told import Told
from xenotime.report.words import day

CONTEXT = 300
"""Characters shown before and after a sentence."""
MARK = "bold reverse"


def _what(fact: Fact) -> str:
    """Goods and amounts in a few words."""
    words = [", ".join(fact.goods), "; ".join(amount_words(a) for a in fact.amounts)]
    return "; ".join(word for word in words if word)


def _line(text: str) -> str:
    return " ".join(text.split())


def _when(fact: Fact) -> str:
    return f"by {fact.deadline}" if str(fact.deadline) else str(fact.date)


def _head(fact: Fact, *more: str) -> str:
    """Kind, status, parties, time and matter of a fact, in one line."""
    kind = fact.kind.replace("_", " ")
    status = f"{fact.status.replace('_', ' ')}{', hedged' if fact.hedged else ''}"
    parts = (f"{kind}, {status}", " ".join(fact.countries), _when(fact), _what(fact), *more)
    return " · ".join(part for part in parts if part)


def _listed(rows: Iterable[tuple[str, Text | str, str, str]], title: str) -> Table:
    """Facts one below the other: number, head and sentence; narrow terminals read it, too."""
    table = Table(
        title=title, show_header=False, box=None, padding=(0, 1, 1, 0), title_justify="left"
    )
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column()
    for number, head, quote, where in rows:
        text = Text.assemble(head, "\n", (_line(quote), "italic"))
        table.add_row(number, Text.assemble(text, ("\n" + where, "dim")) if where else text)
    return table


def facts_table(entries: Iterable[Entry]) -> Table:
    """Facts of the register, one below the other."""
    rows = (
        (
            str(entry.id),
            _head(entry.fact, "" if entry.state == "proposed" else entry.state),
            entry.fact.quote,
            f"{entry.name}, story {entry.story}",
        )
        for entry in entries
    )
    return _listed(rows, "Facts")


def readings_table(found: Sequence[Reading], *, stripped: bool) -> list[RenderableType]:
    """The facts of articles that were only read, article by article."""
    parts: list[RenderableType] = []
    for reading in found:
        article = reading.article
        written = str(article.dated.period) or "no date"
        rows = (
            (str(i), _head(fact), fact.quote, "") for i, fact in enumerate(reading.facts, start=1)
        )
        parts.append(_listed(rows, f"{article.name} ({article.language}, {written})"))
        if not reading.facts:
            parts.append(Text("no facts found\n", "dim"))
        parts += [
            Text(f"refused, {refused.reason}: {_line(refused.quote)}", "dim")
            for refused in reading.refused
        ]
        if stripped:
            parts.append(_stripped(article))
    return parts


def _stripped(article: Article) -> Table:
    """What of an article was not read for facts."""
    table = Table("not read", "why", "text", title=f"Left out of {article.name}")
    for block in article.blocks:
        if block.role != "body":
            table.add_row(block.role, block.reason, _line(article.quote(block.start, block.end)))
    return table


def fact_card(
    entry: Entry, article: Article, told: Sequence[Told], changes: Sequence[Change]
) -> list[RenderableType]:
    """A fact in full: its sentence in its context, its fields, other reports, its history."""
    fact = entry.fact
    start, end = max(fact.start - CONTEXT, 0), min(fact.end + CONTEXT, len(article.text))
    sentence = Text.assemble(
        "…" if start else "",
        (article.text[start : fact.start].lstrip() if start else article.text[: fact.start]),
        (fact.quote, MARK),
        article.text[fact.end : end],
        "…" if end < len(article.text) else "",
    )
    fields = Table.grid(padding=(0, 2))
    for name, value in _fields(entry):
        if value:
            fields.add_row(Text(name, "dim"), value)
    parts: list[RenderableType] = [
        Panel(sentence, title=f"{entry.name}, characters {fact.start}-{fact.end}"),
        fields,
    ]
    parts += [_claim_table(one, entry.id) for one in told]
    if changes:
        history = Table("when", "who", "what", "why", title="History")
        for change in changes:
            history.add_row(change.at, change.by, change.action, change.reason or "")
        parts.append(history)
    return parts


def _fields(entry: Entry) -> list[tuple[str, str]]:
    fact = entry.fact
    parties = [
        " ".join(part for part in (p.role, p.place, p.office, p.name) if part) for p in fact.parties
    ]
    return [
        ("fact", f"{entry.id}, {entry.state}, read by {fact.reader}"),
        ("kind", f"{fact.kind}{f' ({fact.instrument})' if fact.instrument else ''}"),
        ("status", f"{fact.status}{', hedged' if fact.hedged else ''}"),
        ("parties", "\n".join(parties)),
        ("goods", ", ".join(fact.goods)),
        ("amounts", "\n".join(amount_words(amount) for amount in fact.amounts)),
        ("date", str(fact.date)),
        ("deadline", str(fact.deadline)),
        ("according to", fact.attribution or ""),
        ("confidence", f"{fact.confidence:.2f}"),
        ("article", f"{entry.article}: {entry.title or entry.name}"),
        ("written", str(entry.written)),
        ("story", str(entry.story)),
    ]


def _claim_table(one: Told, here: int | None = None) -> RenderableType:
    """The reports of one event side by side, and what they disagree about."""
    claim = one.claim
    places = ", ".join(claim.countries) or "no party named"
    reports = len(claim.articles)
    told = f"{reports} reports" if reports > 1 else "one report"
    rows = (
        (
            f"{number}{' *' if number == here else ''}",
            _head(report.fact),
            report.fact.quote,
            report.article,
        )
        for report, number in zip(claim.reports, one.numbers, strict=True)
    )
    conflicts = [
        Text(f"small difference, {c.about}: {c.sentence}\n", "dim")
        if c.small
        else Text(f"CONFLICT, {c.about}: {c.sentence}\n", "bold red")
        for c in claim.conflicts
    ]
    return Group(_listed(rows, f"{claim.kind.replace('_', ' ')}: {places} ({told})"), *conflicts)


def due_table(entries: Sequence[Entry], today: datetime.date) -> Table:
    """What is due, the longest overdue first."""
    rows: list[tuple[str, Text | str, str, str]] = []
    for entry in entries:
        if entry.due is None:
            continue
        late = (today - entry.due).days
        head = Text.assemble(
            (f"due {entry.due}", "bold"),
            (f", {late} days overdue", "bold red") if late > 0 else "",
            f" · {_head(entry.fact)}",
        )
        rows.append((str(entry.id), head, entry.fact.quote, entry.name))
    return _listed(rows, f"Due, as of {day(today)}")


def stories_table(stories: Sequence[Story], told: Mapping[int, Sequence[Told]]) -> Table:
    """Stories, with how much their reports disagree."""
    table = Table("story", "articles", "events", "conflicts", "first report", title="Stories")
    for story in stories:
        claims = [one.claim for one in told[story.id]]
        weighty = sum(not c.small for claim in claims for c in claim.conflicts)
        first = story.articles[0]
        table.add_row(
            str(story.id),
            ", ".join(heading.name for heading in story.articles),
            str(len(claims)),
            Text(str(weighty), "bold red") if weighty else "",
            f"{first.written} {first.title or first.name}".strip(),
        )
    return table


def claims_table(story: Story, told: Sequence[Told]) -> list[RenderableType]:
    """A story in full: its articles, and its events with their reports side by side."""
    articles = Table("article", "written", "language", "title", title=f"Story {story.id}")
    for heading in story.articles:
        articles.add_row(heading.name, str(heading.written), heading.language, heading.title or "")
    return [articles, *map(_claim_table, told)]


def network_table(pairs: pl.DataFrame, most: int = 40) -> Table:
    """Who deals with whom on what, the busiest pairs first."""
    table = Table("between", "and", "facts", "reports", "on", "kinds", "first", "last")
    for row in pairs.head(most).iter_rows(named=True):
        table.add_row(
            row["a"],
            row["b"],
            str(row["facts"]),
            str(row["reports"]),
            " ".join(row["goods"].split()[:4]),
            row["kinds"],
            str(row["first"] or ""),
            str(row["last"] or ""),
        )
    return table


def rows_tables(rows: Rows) -> list[RenderableType]:
    """Rows that a fact would add to a world, one table each, every column that is filled."""
    parts: list[RenderableType] = []
    for name, some in rows.items():
        table = Table("column", *(f"row {i}" for i in range(1, len(some) + 1)), title=name)
        for column in some[0]:
            values = [row.get(column) for row in some]
            if any(value is not None for value in values):
                table.add_row(column, *("" if v is None else str(v) for v in values))
        parts.append(table)
    return parts
