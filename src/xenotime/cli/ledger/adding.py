"""Commands that read articles: print their facts, or keep them."""

from __future__ import annotations

import json
from itertools import chain
from typing import Annotated, Any

import typer

from xenotime.cli.door import Json, door, out, print_json
from xenotime.cli.ledger.shared import (
    DEFAULT,
    By,
    Faults,
    Files,
    ModelName,
    ModelUrl,
    Where,
    counted,
    endpoint,
    register,
    shown,
    who,
)
from xenotime.ledger.readings import reading_dicts, readings, stripped_dicts
from xenotime.ledger.stories.clusters import linked
from xenotime.ledger.stories.profile import profile
from xenotime.report.ledger_tables import reading_parts
from xenotime.report.tables import printed
from xenotime.world.problems import XenotimeError


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
    if lines and (stripped or as_json):
        raise XenotimeError("--jsonl prints facts only; take --json, with or without --stripped")
    faults, console = Faults(files), out()
    facts: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    with counted("Reading articles", prints=not as_json) as step:
        for reading in readings(files, faults, endpoint(model_url, model), faults.of_model):
            step()
            if lines:
                for fact in reading_dicts(reading):
                    print(json.dumps(fact, ensure_ascii=False))
            elif as_json:
                facts += reading_dicts(reading)
                left_out += stripped_dicts(reading)
            else:
                printed(console, *reading_parts(reading, stripped=stripped))
    if as_json:
        print_json({"facts": facts} | ({"stripped": left_out} if stripped else {}))
    faults.end()


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
    faults, name = Faults(files), who(by)
    articles = new = facts = 0
    found = readings(files, faults, endpoint(model_url, model), faults.of_model)
    first = next(found, None)
    if first is None:
        # No register is made for a name that was mistyped.
        faults.end()
        raise XenotimeError(f"{', '.join(map(str, files))}: no file there holds an article")
    with register(where, create=True) as held, counted("Adding articles") as step:
        items = ((r.article, r.facts, profile(r.article, r.facts)) for r in chain([first], found))
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
            f"fact{'' if facts == 1 else 's'}; the ledger is {shown(where)}",
            soft_wrap=True,
        )
    faults.end()
