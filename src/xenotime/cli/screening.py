"""The command that holds a list of shipments against the register of measures."""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
import typer

from xenotime.cli.door import Json, WorldOption, day, door, out, print_json, progress, world_of
from xenotime.world.problems import XenotimeError

if TYPE_CHECKING:  # what screens and writes is imported in the command that needs it
    from xenotime.controls.lines import LinesFile
    from xenotime.controls.register import Register
    from xenotime.studies.screen import ScreenResult
    from xenotime.world.world import World


@door
def screen_command(
    lines: Annotated[
        Path, typer.Argument(metavar="LINES", help="Shipments: CSV, Excel or Parquet.")
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="YYYY-MM-DD", help="The day of lines that name none; default: today."
        ),
    ] = None,
    world: WorldOption = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="NAME=HEADER", help="Which header is which column; repeatable."
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Ends in .html, .xlsx, .csv, .parquet or .jsonl; repeatable.",
        ),
    ] = None,
    explain: Annotated[
        int | None,
        typer.Option("--explain", metavar="LINE", help="Every rule tried on this line.", min=1),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say which shipments of a list need a licence on their day, by which act, and what is open."""
    from xenotime.controls.lines import open_lines
    from xenotime.report.screen_files import writable_lines
    from xenotime.studies.screen import register_of

    today = day(as_of) or datetime.date.today()
    files = output or []
    if explain is not None and files:
        raise XenotimeError("--explain prints one line and writes no file; leave out --output")
    with tempfile.TemporaryDirectory(prefix="xenotime-") as scratch:
        with progress() as step:
            listed = open_lines(lines, today, _columns(column or []))
            writable_lines(files, listed.path)
            here = world_of(world)
            register = register_of(here)
            if explain is None:
                spool = Path(scratch) / "lines.jsonl" if as_json else None
                show = _screened(here, register, listed, files, spool, step)
            else:
                show = _explained(register, listed, explain, as_json)
        show()


def _columns(given: list[str]) -> dict[str, str]:
    """Canonical name to header, of `NAME=HEADER`."""
    pairs = {}
    for text in given:
        name, equals, header = text.partition("=")
        if not equals:
            raise XenotimeError(f"--column {text}: write NAME=HEADER, such as hs_code=Tariff")
        pairs[name.strip()] = header.strip()
    return pairs


def _screened(
    world: World,
    register: Register,
    listed: LinesFile,
    files: list[Path],
    spool: Path | None,
    step: Callable[[str], None],
) -> Callable[[], None]:
    """Screen the list and write the outputs; what is to be printed then.

    Args:
        spool: where lines wait that are printed as JSON. None may be printed before the last is
            judged, because the list can break off before it.
    """
    from xenotime.report.screen_files import JsonLines, saving
    from xenotime.report.screen_tables import screen_tables
    from xenotime.report.tables import printed
    from xenotime.studies.screen import screen_lines

    with saving(files) as writers, ExitStack() as stack:
        if spool is not None:
            waiting = JsonLines(spool)
            stack.callback(waiting.close)
            writers.append(waiting)
        result = screen_lines(world, register, listed, writers, step, os.cpu_count() or 1)
    if spool is not None:
        return lambda: _print_lines(result, spool)

    def tables() -> None:
        printed(out(), *screen_tables(result))
        if files:
            named = ", ".join(str(path.resolve()) for path in files)
            out().print(f"\nThe lines are in {named}", soft_wrap=True)

    return tables


def _print_lines(result: ScreenResult, spool: Path) -> None:
    """One JSON object with the lines last, read from the disk line by line."""
    from xenotime.report.controls_words import disclaimer

    head = result.head() | {"disclaimer": disclaimer(result.newest_source)}
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).removesuffix("}")
    sys.stdout.write(f'{text}, "lines": [')
    with spool.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            sys.stdout.write(f"{',' if number else ''}\n{line.rstrip()}")
    sys.stdout.write("\n]}\n")


def _explained(
    register: Register, listed: LinesFile, number: int, as_json: bool
) -> Callable[[], None]:
    """Explain one line; what is to be printed then."""
    from xenotime.controls.explain import explain
    from xenotime.report.controls_words import disclaimer
    from xenotime.report.screen_tables import explained_tables
    from xenotime.report.tables import printed

    found = explain(register, _line(listed, number))
    words = disclaimer(register.newest_source)
    if as_json:
        newest = register.newest_source
        head: dict[str, Any] = {
            "register": {"newest_source": newest and newest.isoformat()},
            "matched": [
                {"column": one.column, "header": one.header, "how": one.how}
                for one in listed.matched
            ],
            "ignored": listed.ignored,
            "disclaimer": words,
        }
        return lambda: print_json(head | found)
    return lambda: printed(out(), *explained_tables(found, register.newest_source), words)


def _line(listed: LinesFile, number: int) -> pl.DataFrame:
    """One line of the list."""
    last = 0
    for batch in listed.batches():
        chosen = batch.filter(pl.col("line") == number)
        if chosen.height:
            return chosen
        last = int(batch["line"][-1])
        if last > number:
            break
    if last < number:
        raise XenotimeError(f"{listed.path} has no line {number}; its last is {last}")
    raise XenotimeError(f"{listed.path}: line {number} is blank")
