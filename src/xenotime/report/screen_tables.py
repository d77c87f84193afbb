"""A screened list in the terminal: how it was read, what was found, and why for one line."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from xenotime.report.controls_words import disclaimer, known_until
from xenotime.report.screen_words import (
    MARKS,
    STATED,
    VERDICTS,
    headline,
    lines_in_words,
    warnings,
)
from xenotime.report.words import count
from xenotime.studies.screen import ScreenResult

SHOWN = 12
"""Lines shown in the terminal; the outputs hold all."""
TABLES = 8
"""Rules of a group that are shown condition by condition."""
REST = 30
"""Other rules, shown in short."""
FAULTS = 8
"""Lines that could not be read, shown in the terminal."""


def screen_tables(result: ScreenResult) -> list[RenderableType]:
    """The summary: columns, verdicts, the strictest lines, those that could not be read."""
    columns = Table("header", "taken for", "how", title="How the list was read")
    for one in result.matched:
        columns.add_row(one["header"], one["column"], one["how"])
    parts: list[RenderableType] = [columns]
    if result.ignored:
        parts.append(f"Ignored headers: {', '.join(result.ignored)}")
    parts += [f"Note: {note}." for note in result.notes]
    parts += [
        _bold(headline(result)),
        *(_bold(f"! {sentence}") for sentence in warnings(result)),
        _counts(result),
    ]
    unread = pl.col("error").is_not_null()
    sound = result.lines.filter(~unread, pl.col("verdict") != "no_licence")
    if sound.height:
        parts.append(_strictest(sound))
    faulty = result.lines.filter(unread)
    if faulty.height:
        table = Table("line", "case", "why", title="Lines that could not be read")
        for row in faulty.sort("line").head(FAULTS).iter_rows(named=True):
            table.add_row(str(row["line"]), row["case_id"] or "", row["error"])
        parts.append(table)
        if result.malformed > FAULTS:
            parts.append(f"and {result.malformed - FAULTS:,} more; the outputs name all.")
    return [*parts, disclaimer(result.newest_source)]


def _bold(text: str) -> Text:
    return Text(text, style="bold")


def _counts(result: ScreenResult) -> Table:
    table = Table("", "verdict", "lines", title=f"Verdicts on {count(result.total, 'line')}")
    table.columns[2].justify = "right"
    for verdict, words in VERDICTS.items():
        table.add_row(MARKS[verdict], words, f"{result.counts[verdict]:,}")
    return table


def _strictest(sound: pl.DataFrame) -> RenderableType:
    """The first lines, each with its reason beneath."""
    lines = sound.head(SHOWN)
    more = f", {lines.height} of {sound.height:,}" if sound.height > lines.height else ""
    table = Table("line", f"what and why, strictest first{more}", title="Lines to look at")
    for row in lines_in_words(lines).iter_rows(named=True):
        goods = _short(row["item_text"] or row["hs_code"] or row["elements"] or "goods not named")
        case = f"{row['case_id']}: " if row["case_id"] else ""
        change = f"; changes on {row['next_change']}" if row["next_change"] else ""
        text = Text(f"{case}{goods} to {row['destination_iso3'] or 'somewhere'}, ")
        text.append(f"{MARKS[row['verdict']]} {VERDICTS[row['verdict']]}", style="bold")
        text.append(f"{change}\n{row['reason']}")
        table.add_row(str(row["line"]), text)
    return table


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def explained_tables(found: dict[str, Any], newest: datetime.date | None) -> list[RenderableType]:
    """Every rule tried on one line: those that apply, those that nearly do, the rest in short.

    Args:
        found: as `controls.explain` gives it.
        newest: `Register.newest_source`.
    """
    line = found["line"]
    said = [f"{name.replace('_', ' ')}: {line[name]}" for name in line if line[name] is not None]
    parts: list[RenderableType] = [_bold(", ".join(said))]
    if found["read"]:
        read = [f"{name.replace('_', ' ')}: {value}" for name, value in found["read"].items()]
        parts.append(f"Understood as {'; '.join(read)}.")
    groups = {
        "applies": "Applies, or may",
        "nearly": "Nearly: kept away by one condition or by its dates",
    }
    rest: list[dict[str, Any]] = []
    for group, title in groups.items():
        rules = [rule for rule in found["rules"] if rule["group"] == group]
        if rules:
            parts.append(_bold(f"\n{title}"))
            parts += [_rule(rule) for rule in rules[:TABLES]]
        rest += rules[TABLES:]
    rest += [rule for rule in found["rules"] if rule["group"] == "no"]
    if rest:
        table = Table("act", "rule", "status", "outcome", title="Other rules tried")
        for rule in rest[:REST]:
            table.add_row(rule["measure"], rule["rule"], rule["status"], rule["outcome"])
        parts.append(table)
        if len(rest) > REST:
            parts.append(f"and {len(rest) - REST} more; --json holds all.")
    parts.append(_bold(f"\nVerdict: {VERDICTS[found['verdict']]}. {found['reason']}"))
    if found["missing"]:
        parts.append(f"Missing: {', '.join(STATED.get(name, name) for name in found['missing'])}.")
    if found["next_change"]:
        parts.append(f"By the dates that are known, it changes on {found['next_change']}.")
    if line["as_of"] and (newest is None or line["as_of"] > newest.isoformat()):
        parts.append(
            f"The register's newest source is {known_until(newest)}: later acts are not known here."
        )
    return parts


def _rule(rule: dict[str, Any]) -> RenderableType:
    """A rule with its conditions."""
    goods = f", goods of {rule['goods_of']}" if rule["goods_of"] else ""
    where = f" ({rule['clause']})" if rule["clause"] else ""
    heading = f"{rule['measure']}, rule {rule['rule']}{where}{goods}: {rule['title']}"
    table = Table("condition", "answer", "the rule asks", "the line says", title_justify="left")
    for row in rule["conditions"]:
        part = f": {row['part']}" if row["part"] else ""
        table.add_row(f"{row['condition']}{part}", row["answer"], row["asks"], row["says"])
    table.add_row("status", rule["status"], f"policy: {rule['policy']}", rule["cause"])
    return Group(heading, table, rule["outcome"])
