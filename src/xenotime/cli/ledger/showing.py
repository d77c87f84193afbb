"""Commands that show what belongs together: a fact, a story, all over time, who with whom."""

from __future__ import annotations

import datetime
import json
import webbrowser
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from xenotime.cli.door import AsOf, Json, day, door, out, print_json, writable
from xenotime.cli.ledger.filters import filtered
from xenotime.cli.ledger.shared import (
    DEFAULT,
    Number,
    Open,
    Where,
    everything,
    register,
    say_nothing_found,
)
from xenotime.ledger.exporting import entry_dict, story_dict
from xenotime.ledger.network import network_of
from xenotime.ledger.register import Filter
from xenotime.ledger.told import told
from xenotime.report.ledger_tables import claims_table, fact_card, network_table, stories_table
from xenotime.report.tables import printed


@door
def show_command(number: Number, where: Where = DEFAULT, as_json: Json = False) -> None:
    """Show a fact: its sentence in its context, other reports of it, and what was changed."""
    with register(where) as held:
        entry = held.fact(number)
        article = held.article(entry.article)
        changes = held.history(number)
        claims = [one for one in told(held, entry.story) if number in one.numbers]
    if as_json:
        print_json(
            {
                **entry_dict(entry),
                "claims": [claim.to_dict() for claim in claims],
                "history": [asdict(change) for change in changes],
            }
        )
    else:
        printed(out(), *fact_card(entry, article, claims, changes))


@door
def stories_command(
    story: Annotated[int | None, typer.Argument(metavar="ID", help="One story in full.")] = None,
    where: Where = DEFAULT,
    limit: Annotated[int, typer.Option("--limit", help="Stories to show.", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """List the stories, or show the claims of one side by side, with their conflicts."""
    with register(where) as held:
        stories = held.stories(limit=limit) if story is None else [held.story(story)]
        claims = {s.id: told(held, s.id) for s in stories}
        if not stories and not as_json:
            say_nothing_found(held, "There are no stories.")
            return
    if as_json:
        print_json(
            {
                "stories": [
                    story_dict(s) | {"claims": [c.to_dict() for c in claims[s.id]]} for s in stories
                ]
            }
        )
    elif story is None:
        printed(out(), stories_table(stories, claims))
    else:
        printed(out(), *claims_table(stories[0], claims[stories[0].id]))


@door
@filtered
def timeline_command(
    chosen: Filter,
    where: Where = DEFAULT,
    as_of: AsOf = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the page goes.")
    ] = Path("timeline.html"),
    show: Open = False,
    as_json: Json = False,
) -> None:
    """Draw the facts over time, as a page that opens the sentence."""
    if not as_json:
        writable(output)
    today = day(as_of) or datetime.date.today()
    with register(where) as held:
        entries = list(everything(held, chosen))
        texts = {number: held.article(number) for number in {e.article for e in entries}}
        stories = {e.story for e in entries}
        claims = [one for story in sorted(stories) for one in told(held, story)]
    if as_json:
        print_json({"facts": [entry_dict(entry) for entry in entries]})
        return
    from xenotime.report.ledger_page import timeline_page

    path = timeline_page(entries, texts, claims, today).save(output)
    facts = "1 fact" if len(entries) == 1 else f"{len(entries)} facts"
    out().print(f"{facts}; the timeline is at {path.resolve()}", soft_wrap=True)
    if show:
        webbrowser.open(path.resolve().as_uri())


@door
@filtered
def network_command(
    chosen: Filter,
    where: Where = DEFAULT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw it as a page, too.")
    ] = None,
    show: Open = False,
    as_json: Json = False,
) -> None:
    """Show who deals with whom on what."""
    if output is not None:
        writable(output)
    with register(where) as held:
        pairs = network_of(everything(held, chosen))
        if not as_json and pairs.is_empty():
            say_nothing_found(held, "No fact like that has two parties.")
            return
    if as_json:
        print_json({"pairs": json.loads(pairs.write_json())})
        return
    printed(out(), network_table(pairs))
    if output is not None:
        from xenotime.report.ledger_page import network_page

        path = network_page(pairs).save(output)
        out().print(f"The network is at {path.resolve()}", soft_wrap=True)
        if show:
            webbrowser.open(path.resolve().as_uri())
