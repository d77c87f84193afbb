"""The ledger as tables for the terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from xenotime.ledger.article import Article
from xenotime.ledger.chapter import Rows
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.readings import Reading
from xenotime.ledger.register import Change, Entry, Story
from xenotime.ledger.told import Told
from xenotime.report.ledger_words import (
    amount_text,
    by_model,
    by_when,
    count,
    head,
    plain,
    sort_of,
    when,
)
from xenotime.report.words import country_names, day

CONTEXT = 300
"""Characters shown before and after a sentence."""
MARK = "bold reverse"
SIGNS = (">>>", "<<<")
"""Around a sentence where `MARK` cannot be seen."""
_GOODS = 6
"""Goods of a pair that are shown, the commonest."""


def _what(fact: Fact) -> str:
    """Goods and amounts in a few words."""
    words = [", ".join(fact.goods), "; ".join(amount_text(a) for a in fact.amounts)]
    return "; ".join(word for word in words if word)


def _line(text: str) -> str:
    return " ".join(text.split())


def _when(fact: Fact) -> str:
    return by_when(fact.deadline) if str(fact.deadline) else when(fact.date)


def _head(fact: Fact, *more: str) -> str:
    """Kind, status, parties, time and matter of a fact, in one line."""
    status = f"{plain(fact.status)}{', hedged' if fact.hedged else ''}"
    parts = (
        f"{sort_of(fact)}, {status}",
        " ".join(fact.countries),
        _when(fact),
        _what(fact),
        by_model(fact),
        *more,
    )
    return " · ".join(part for part in parts if part)


def _plain_table(title: str, **more: Any) -> Table:
    """Two columns without lines, the first bold; narrow terminals read it, too."""
    table = Table(title=title, show_header=False, box=None, title_justify="left", **more)
    table.add_column(style="bold", no_wrap=True)
    # Languages without spaces have no words to wrap at.
    table.add_column(overflow="fold")
    return table


def _listed(rows: Iterable[tuple[str, Text | str, str, str]], title: str) -> Table:
    """Facts one below the other: number, head and sentence."""
    table = _plain_table(title, padding=(0, 1, 1, 0))
    table.columns[0].justify = "right"
    for number, about, quote, where in rows:
        text = Text.assemble(about, (f"\n{_line(quote)}" if quote else "", "italic"))
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


def reading_parts(reading: Reading, *, stripped: bool) -> list[RenderableType]:
    """The facts of an article that was only read, and, if wanted, what was not read of it."""
    article = reading.article
    language = "no language known" if article.language == "und" else article.language
    written = str(article.dated.period) or "no date"
    rows = ((str(i), _head(fact), fact.quote, "") for i, fact in enumerate(reading.facts, start=1))
    parts: list[RenderableType] = [_listed(rows, f"{article.name} ({language}, {written})")]
    if not reading.facts:
        parts.append(Text("no facts found\n", "dim"))
    parts += [
        Text(f"refused, {refused.reason}: {_line(refused.quote)}\n", "dim")
        for refused in reading.refused
    ]
    if stripped:
        parts.append(_stripped(article))
    return parts


def _stripped(article: Article) -> RenderableType:
    """What of an article was not read for facts, and why."""
    left = [block for block in article.blocks if block.role != "body"]
    if not left:
        return Text(f"Nothing was left out of {article.name}.\n", "dim")
    table = _plain_table(f"Left out of {article.name}", padding=(0, 1, 0, 0))
    for block in left:
        quote = _line(article.quote(block.start, block.end))
        table.add_row(block.role, Text.assemble(quote, (f" ({block.reason})", "dim")))
    return Padding(table, (0, 0, 1, 0))


@dataclass(frozen=True)
class _Marked:
    """A sentence in its context, marked by signs where the console shows no colours."""

    before: str
    quote: str
    after: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain_text = console.color_system is None or console.no_color
        opened, closed = SIGNS if plain_text else ("", "")
        yield Text.assemble(self.before, opened, (self.quote, MARK), closed, self.after)


def fact_card(
    entry: Entry, article: Article, told: Sequence[Told], changes: Sequence[Change]
) -> list[RenderableType]:
    """A fact in full: its sentence in its context, its fields, other reports, its history."""
    fact = entry.fact
    start, end = max(fact.start - CONTEXT, 0), min(fact.end + CONTEXT, len(article.text))
    before = article.text[start : fact.start]
    sentence = _Marked(
        f"…{before.lstrip()}" if start else before,
        fact.quote,
        article.text[fact.end : end] + ("…" if end < len(article.text) else ""),
    )
    fields = Table.grid(padding=(0, 2))
    fields.add_column(no_wrap=True)
    fields.add_column(overflow="fold")
    for name, value in _fields(entry):
        if value:
            fields.add_row(Text(name, "dim"), value)
    parts: list[RenderableType] = [
        # A title that is a string would be read as markup, and a file may be called [/b].txt.
        Panel(sentence, title=Text(f"{entry.name}, characters {fact.start}-{fact.end}")),
        fields,
    ]
    parts += [_claim_table(one, entry.id) for one in told]
    if changes:
        history = _plain_table("History", padding=(0, 1, 0, 0))
        for change in changes:
            why = f": {change.reason}" if change.reason else ""
            at = change.at.replace("T", " ")[: len("2026-11-22 01:00")]
            history.add_row(f"{at} UTC", f"{change.action} by {change.by}{why}")
        parts.append(history)
    return parts


def _fields(entry: Entry) -> list[tuple[str, str]]:
    fact = entry.fact
    parties = [
        " ".join(part for part in (p.role, p.place, p.office, p.name) if part) for p in fact.parties
    ]
    return [
        ("fact", f"{entry.id}, {entry.state}, read by {fact.reader}"),
        ("what", f"{head(fact)}{', hedged' if fact.hedged else ''}"),
        ("parties", "\n".join(parties)),
        ("goods", ", ".join(fact.goods)),
        ("amounts", "\n".join(amount_text(amount) for amount in fact.amounts)),
        ("date", when(fact.date)),
        ("deadline", by_when(fact.deadline, entry.due) if str(fact.deadline) else ""),
        ("according to", fact.attribution or ""),
        ("confidence", f"{fact.confidence:.2f}"),
        ("article", f"{entry.article}: {entry.title or entry.name}"),
        ("written", when(entry.written)),
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
    sorts = {sort_of(report.fact) for report in claim.reports}
    sort = sorts.pop() if len(sorts) == 1 else plain(claim.kind)
    return Group(_listed(rows, f"{sort}: {places} ({told})"), *conflicts)


def due_table(entries: Sequence[Entry], today: datetime.date) -> Table:
    """What is due, the longest overdue first."""
    rows: list[tuple[str, Text | str, str, str]] = []
    for entry in entries:
        if entry.due is None:
            continue
        late = (today - entry.due).days
        about = Text.assemble(
            (f"due {day(entry.due)}", "bold"),
            (f", {count(late, 'day')} overdue", "bold red") if late > 0 else "",
            f" · {_head(entry.fact)}",
        )
        rows.append((str(entry.id), about, entry.fact.quote, entry.name))
    return _listed(rows, f"Due, as of {day(today)}")


def stories_table(stories: Sequence[Story], told: Mapping[int, Sequence[Told]]) -> Table:
    """Stories, with how much their reports disagree."""
    rows: list[tuple[str, Text | str, str, str]] = []
    for story in stories:
        claims = [one.claim for one in told[story.id]]
        weighty = sum(not c.small for claim in claims for c in claim.conflicts)
        first = story.articles[0]
        about = Text.assemble(
            count(len(story.articles), "article"),
            f", {count(len(claims), 'event')}",
            (f", {count(weighty, 'conflict')}", "bold red") if weighty else "",
            f" · {when(first.written)}" if str(first.written) else "",
        )
        names = ", ".join(heading.name for heading in story.articles)
        rows.append((str(story.id), about, first.title or "", names))
    return _listed(rows, "Stories")


def claims_table(story: Story, told: Sequence[Told]) -> list[RenderableType]:
    """A story in full: its articles, and its events with their reports side by side."""
    articles = _plain_table(f"Story {story.id}", padding=(0, 1, 0, 0))
    for heading in story.articles:
        written = when(heading.written) or "no date"
        title = f"{heading.title}\n" if heading.title else ""
        articles.add_row(
            heading.language, Text.assemble(title, (f"{heading.name}, {written}", "dim"))
        )
    return [Padding(articles, (0, 0, 1, 0)), *map(_claim_table, told)]


def network_table(pairs: pl.DataFrame, most: int = 40) -> Table:
    """Who deals with whom on what, the busiest pairs first."""
    left = pairs.height - most
    table = _plain_table(
        "Who deals with whom on what",
        padding=(0, 1, 1, 0),
        caption=f"and {count(left, 'pair')} more" if left > 0 else None,
    )
    names = country_names()
    for row in pairs.head(most).iter_rows(named=True):
        ends = (row["first"], row["last"])
        years = list(dict.fromkeys(written[:4] for written in ends if written))
        parts = (
            f"{count(row['facts'], 'fact')} in {count(row['reports'], 'report')}",
            "–".join(years),
        )
        what = ", ".join(plain(kind) for kind in row["kinds"].split())
        goods = ", ".join(row["goods"].split()[:_GOODS])
        table.add_row(
            f"{row['a']} {row['b']}",
            Text.assemble(
                " – ".join(names.get(place, place) for place in (row["a"], row["b"])),
                f": {' · '.join(part for part in parts if part)}\n",
                (f"{what}{' on ' if goods else ''}{goods}", "italic"),
            ),
        )
    return table


def rows_tables(rows: Rows) -> list[RenderableType]:
    """Rows that a fact would add to a world, one table each, every column that is filled."""
    parts: list[RenderableType] = []
    for name, some in rows.items():
        title = f"{name}, {count(len(some), 'row')}"
        table = Table("column", *(f"row {i}" for i in range(1, len(some) + 1)), title=title)
        for column in some[0]:
            values = [row.get(column) for row in some]
            if any(value is not None for value in values):
                table.add_row(column, *("" if v is None else str(v) for v in values))
        parts.append(table)
    return parts
