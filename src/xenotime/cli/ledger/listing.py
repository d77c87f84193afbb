"""Commands that list facts by a filter: all, those that are due, or into a file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from xenotime.cli.door import AsOf, Json, day, door, out, print_json, writable
from xenotime.cli.ledger.filters import filtered
from xenotime.cli.ledger.shared import (
    DEFAULT,
    After,
    Limit,
    Where,
    everything,
    register,
    say_nothing_found,
    tell_damaged,
)
from xenotime.ledger.exporting import entry_dict, export_facts, suffix_of
from xenotime.ledger.register import Filter, Page
from xenotime.report.ledger_tables import due_table, facts_table
from xenotime.report.tables import printed


@door
@filtered
def list_command(
    chosen: Filter,
    where: Where = DEFAULT,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List facts, those added last first."""
    with register(where) as held:
        page = held.facts(chosen, limit=limit, after=after)
        tell_damaged(page)
        if as_json:
            print_json({"facts": [entry_dict(e) for e in page.entries], "after": page.after})
        elif page.entries:
            printed(out(), facts_table(page.entries))
            _say_more(page)
        else:
            say_nothing_found(held, "No fact is like that.", chosen)


@door
@filtered
def due_command(
    chosen: Filter,
    where: Where = DEFAULT,
    as_of: AsOf = None,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
) -> None:
    """List what should have come true or is to come true, the longest overdue first."""
    today = day(as_of) or datetime.date.today()
    with register(where) as held:
        page = held.due(chosen, limit=limit, after=after)
        tell_damaged(page)
        if as_json:
            rows = [
                entry_dict(e) | {"overdue": e.due is not None and e.due < today}
                for e in page.entries
            ]
            print_json({"as_of": today.isoformat(), "facts": rows, "after": page.after})
        elif page.entries:
            printed(out(), due_table(page.entries, today))
            _say_more(page)
        else:
            say_nothing_found(held, "Nothing like that has a day by which it should come true.")


def _say_more(page: Page) -> None:
    if page.after is not None:
        out().print(f"There are more: --after {page.after}")


@door
@filtered
def export_command(
    chosen: Filter,
    output: Annotated[
        Path, typer.Argument(metavar="FILE", help="Ends in .csv, .json, .jsonl or .xlsx.")
    ],
    where: Where = DEFAULT,
) -> None:
    """Write facts to a file for a spreadsheet or a program."""
    suffix_of(output)
    writable(output)
    with register(where) as held:
        count = export_facts(everything(held, chosen), output)
    facts = "1 fact is" if count == 1 else f"{count} facts are"
    out().print(f"{facts} in {output.resolve()}", soft_wrap=True)
