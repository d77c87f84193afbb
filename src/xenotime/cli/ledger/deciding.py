"""Commands by which a person decides: review facts, propose rows to a world, check quotations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xenotime.cli.door import Json, door, out, print_json, world_of
from xenotime.cli.ledger.filters import filtered
from xenotime.cli.ledger.review import review
from xenotime.cli.ledger.shared import DEFAULT, By, Number, Where, counted, register, shown, who
from xenotime.ledger.chapter import add_rows, fitting
from xenotime.ledger.proposals import rows_of
from xenotime.ledger.register import Filter
from xenotime.report.ledger_tables import rows_tables
from xenotime.report.tables import printed
from xenotime.world.problems import XenotimeError


@door
@filtered
def review_command(chosen: Filter, where: Where = DEFAULT, by: By = None) -> None:
    """Go through proposed facts by keyboard: accept, correct or reject each."""
    with register(where) as held:
        review(held, chosen, who(by), out())


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
        if yes:
            add_rows(rows, world)
        print_json({"rows": rows, "added": yes})
        return
    fitting(rows, world)
    printed(out(), *rows_tables(rows))
    if yes or _agreed(f"Add these rows to {world}?"):
        add_rows(rows, world)
        out().print(f"Added to {world}; `xenotime check {world}` looks at all of it.")
    else:
        out().print("Nothing was added.")


def _agreed(question: str) -> bool:
    """Whether a person says yes; the end of the input is a no."""
    try:
        return typer.confirm(question, default=False)
    except typer.Abort:
        out().print()
        return False


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
    else:
        for line in faults or [f"{shown(where)}: every fact stands in its text"]:
            out().print(line, soft_wrap=True)
    if faults:
        raise typer.Exit(1)
