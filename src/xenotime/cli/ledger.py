"""The commands of the ledger: read articles, keep their facts, look them up, put them to use."""

from __future__ import annotations

import datetime
import getpass
import json
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from xenotime.cli.door import AsOf, Json, day, door, out, print_json, world_of, writable
from xenotime.cli.filters import filtered
from xenotime.ledger.exporting import entry_dict, export_facts, story_dict
from xenotime.ledger.model_reader import Endpoint
from xenotime.ledger.network import network_of
from xenotime.ledger.proposals import add_rows, rows_of
from xenotime.ledger.readings import Reading, reading_dicts, readings
from xenotime.ledger.register import Entry, Filter, Register
from xenotime.ledger.stories.clusters import linked
from xenotime.ledger.stories.profile import profile
from xenotime.ledger.told import told
from xenotime.report.ledger_page import network_page, timeline_page
from xenotime.report.ledger_tables import (
    claims_table,
    due_table,
    fact_card,
    facts_table,
    network_table,
    readings_table,
    rows_tables,
    stories_table,
)
from xenotime.report.tables import printed
from xenotime.world.problems import XenotimeError

ledger = typer.Typer(
    help="Keep a register of who promised what, by when: from articles, to the sentence.",
    no_args_is_help=True,
)
DEFAULT = "ledger.sqlite"
PAGE = 500
"""Facts asked of the register at a time."""

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="Articles or folders: text, HTML, Markdown, PDF, JSONL."
    ),
]
Where = Annotated[
    str,
    typer.Option("--ledger", metavar="FILE|URL", help="The register: a file, or postgresql://..."),
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does it; default: your login.")
]
ModelUrl = Annotated[
    str | None,
    typer.Option(
        "--model-url",
        metavar="URL",
        help="An OpenAI-compatible service that may propose facts too; none by default.",
    ),
]
ModelName = Annotated[
    str, typer.Option("--model", metavar="NAME", help="The model to ask for there.")
]
Number = Annotated[int, typer.Argument(metavar="ID", help="A fact's number, as `list` shows it.")]
Output = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where it goes.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


def who(by: str | None) -> str:
    """The name under which a change is kept."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        raise XenotimeError("your login has no name; give one with --by NAME") from None


def endpoint(url: str | None, model: str) -> Endpoint | None:
    """The language model that the user named, if any."""
    return None if url is None else Endpoint(url, model)


def register(where: str, *, create: bool = False) -> Register:
    """The register, which only `add` makes."""
    if not create and "://" not in where and not Path(where).exists():
        raise XenotimeError(
            f"there is no ledger at {where}; `xenotime ledger add FILE...` starts one"
        )
    return Register.open(where, create=create)


def everything(held: Register, chosen: Filter) -> Iterator[Entry]:
    """All facts that pass a filter, page by page; damaged ones are told, never shown."""
    after: int | None = None
    while True:
        page = held.facts(chosen, limit=PAGE, after=after)
        for sentence in page.damaged:
            typer.echo(f"xenotime: {sentence}", err=True)
        yield from page.entries
        after = page.after
        if after is None:
            return


@contextmanager
def counted(what: str) -> Iterator[Callable[[], None]]:
    """A counter on standard error for work of unknown length."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn(what),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda: bar.advance(task)


class Faults:
    """Files that could not be read: told as they come, counted at the end."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _path: Path, error: XenotimeError) -> None:
        """Tell one of them."""
        self.count += 1
        typer.echo(f"xenotime: {error}", err=True)

    def end(self) -> None:
        """Exit with 1 if there were any."""
        if self.count:
            raise typer.Exit(1)


@ledger.command("read")
@door
def read_command(
    files: Files,
    lines: Annotated[
        bool, typer.Option("--jsonl", help="Print one JSON line for each fact, nothing else.")
    ] = False,
    stripped: Annotated[
        bool, typer.Option("--stripped", help="Show what was not read, and why.")
    ] = False,
    model_url: ModelUrl = None,
    model: ModelName = "default",
    as_json: Json = False,
) -> None:
    """Print the facts found in articles; nothing is stored."""
    faults = Faults()
    found: list[Reading] = []
    with counted("Reading articles") as step:
        for reading in readings(files, faults, endpoint(model_url, model)):
            step()
            if lines:
                for fact in reading_dicts(reading):
                    print(json.dumps(fact, ensure_ascii=False))
            else:
                found.append(reading)
    if as_json:
        print_json({"facts": [fact for reading in found for fact in reading_dicts(reading)]})
    elif not lines:
        printed(out(), *readings_table(found, stripped=stripped))
    faults.end()


@ledger.command("add")
@door
def add_command(
    files: Files,
    where: Where = DEFAULT,
    by: By = None,
    model_url: ModelUrl = None,
    model: ModelName = "default",
    as_json: Json = False,
) -> None:
    """Read articles and keep their facts; what is there already stays as it is."""
    faults, name = Faults(), who(by)
    articles = new = facts = 0
    with register(where, create=True) as held, counted("Adding articles") as step:
        found = readings(files, faults, endpoint(model_url, model))
        items = ((r.article, r.facts, profile(r.article, r.facts)) for r in found)
        for added in held.add_all(items, linked, by=name):
            step()
            articles += 1
            new += added.new
            facts += added.facts if added.new else 0
        held.settle()
    if as_json:
        print_json({"articles": articles, "new": new, "facts": facts, "unread": faults.count})
    else:
        out().print(
            f"{articles} article{'' if articles == 1 else 's'}, {new} of them new, with {facts} "
            f"facts; the ledger is {where}",
            soft_wrap=True,
        )
    faults.end()


@ledger.command("list")
@door
@filtered
def list_command(
    chosen: Filter,
    where: Where = DEFAULT,
    limit: Annotated[int, typer.Option("--limit", help="Facts to show.", min=1)] = 50,
    after: Annotated[
        int | None, typer.Option("--after", metavar="ID", help="Go on after this fact.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List facts, those added last first."""
    with register(where) as held:
        page = held.facts(chosen, limit=limit, after=after)
    for sentence in page.damaged:
        typer.echo(f"xenotime: {sentence}", err=True)
    if as_json:
        print_json({"facts": [entry_dict(e) for e in page.entries], "after": page.after})
        return
    printed(out(), facts_table(page.entries))
    if page.after is not None:
        out().print(f"There are more: --after {page.after}")


@ledger.command("show")
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


@ledger.command("due")
@door
@filtered
def due_command(
    chosen: Filter,
    where: Where = DEFAULT,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option("--limit", help="Facts to show.", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """List what should have come true or is to come true, the longest overdue first."""
    today = day(as_of) or datetime.date.today()
    with register(where) as held:
        page = held.due(chosen, limit=limit)
    for sentence in page.damaged:
        typer.echo(f"xenotime: {sentence}", err=True)
    if as_json:
        rows = [
            entry_dict(e) | {"overdue": e.due is not None and e.due < today} for e in page.entries
        ]
        print_json({"as_of": today.isoformat(), "facts": rows, "after": page.after})
    else:
        printed(out(), due_table(page.entries, today))


@ledger.command("stories")
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
        printed(out(), *claims_table(stories[0], claims[story]))


@ledger.command("timeline")
@door
@filtered
def timeline_command(
    chosen: Filter,
    where: Where = DEFAULT,
    as_of: AsOf = None,
    output: Output = Path("timeline.html"),
    show: Open = False,
    as_json: Json = False,
) -> None:
    """Draw the facts over time, as a page that opens the sentence."""
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
    path = timeline_page(entries, texts, claims, today).save(output)
    out().print(f"{len(entries)} facts; the timeline is at {path.resolve()}", soft_wrap=True)
    if show:
        webbrowser.open(path.resolve().as_uri())


@ledger.command("network")
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
    if as_json:
        print_json({"pairs": json.loads(pairs.write_json())})
        return
    printed(out(), network_table(pairs))
    if output is not None:
        path = network_page(pairs).save(output)
        out().print(f"The network is at {path.resolve()}", soft_wrap=True)
        if show:
            webbrowser.open(path.resolve().as_uri())


@ledger.command("export")
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
    with register(where) as held:
        count = export_facts(everything(held, chosen), output)
    out().print(f"{count} facts are in {output.resolve()}", soft_wrap=True)


@ledger.command("review")
@door
@filtered
def review_command(chosen: Filter, where: Where = DEFAULT, by: By = None) -> None:
    """Go through proposed facts by keyboard: accept, correct or reject each."""
    from xenotime.cli.review import review

    with register(where) as held:
        review(held, chosen, who(by), out())


@ledger.command("propose")
@door
def propose_command(
    number: Number,
    world: Annotated[Path, typer.Option("--world", metavar="DIR", help="The world to add to.")],
    where: Where = DEFAULT,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE.COLUMN=VALUE", help="Over what was read; repeatable."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="You have seen the rows: add them.")] = False,
    as_json: Json = False,
) -> None:
    """Turn an accepted control, tariff or project into rows of a world, once you have seen them."""
    pairs: dict[str, str] = {}
    for setting in settings or ():
        key, equals, value = setting.partition("=")
        if not equals:
            raise XenotimeError(f"--set {setting}: write TABLE.COLUMN=VALUE")
        pairs[key] = value
    with register(where) as held:
        entry = held.fact(number)
        article = held.article(entry.article)
    rows = rows_of(entry, article, world_of(world), pairs)
    if as_json:
        result: dict[str, Any] = {"rows": rows, "added": yes}
        print_json(result)
    else:
        printed(out(), *rows_tables(rows))
    if yes or (not as_json and typer.confirm(f"Add these rows to {world}?", default=False)):
        add_rows(rows, world)
        if not as_json:
            out().print(f"Added to {world}; `xenotime check {world}` looks at all of it.")
    elif not as_json:
        out().print("Nothing was added.")


@ledger.command("check")
@door
def check_command(where: Where = DEFAULT, as_json: Json = False) -> None:
    """Hold every quotation against the stored text."""
    with register(where) as held, counted("Checking facts") as step:
        faults = []
        for fault in held.verify():
            faults.append(fault)
            step()
    if as_json:
        print_json({"faults": faults})
    elif not faults:
        out().print(f"{where}: every fact stands in its text")
    for fault in faults if not as_json else ():
        out().print(fault, soft_wrap=True)
    if faults:
        raise typer.Exit(1)
