"""What all commands share: options, progress, and how what is wrong becomes one sentence.

Standard output holds the result (with `--json`, nothing but JSON); progress goes to standard error.
Exit codes: 0 done, 1 the input is wrong or has no solution, 2 usage.
"""

from __future__ import annotations

import datetime
import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from xenotime.cli.terminal import Screen, complain
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

P = ParamSpec("P")
R = TypeVar("R")

WorldOption = Annotated[
    Path | None,
    typer.Option("--world", metavar="DIR", help="A world's folder; default: the atlas."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day to look from; default: today."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, nothing else.")]
Partnership = Annotated[
    str,
    typer.Option("--partnership", metavar="PLACES", help="A partnership, or places by commas."),
]


def out() -> Console:
    """Standard output; names and paths are printed as they are, brackets included."""
    return Screen()


def door(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what is wrong with the input into one sentence and exit code 1."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            raise
        except (XenotimeError, OSError) as error:
            complain(error)
            raise typer.Exit(1) from None

    return guarded


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being worked on, for people who wait."""
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("Reading the world", total=None)
        yield lambda step: bar.update(task, description=step)


def day(text: str | None, option: str = "--as-of") -> datetime.date | None:
    """The day that an option names; None when it is not given."""
    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        raise XenotimeError(f"{option} {text!r} is not a date; write YYYY-MM-DD") from None


def world_of(folder: Path | None) -> World:
    """The world of `--world`, or the atlas."""
    return World.atlas() if folder is None else World.load(folder)


def writable(path: Path) -> None:
    """Make sure that a page can be written to `path`, before the work and not after it."""
    if path.is_dir():
        raise XenotimeError(
            f"{path} is a folder; name the file to write, such as {path}/brief.html"
        )
    above = path.absolute().parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise XenotimeError(f"{path} cannot be written: {above} is a file, not a folder")
    if not os.access(above, os.W_OK):
        raise XenotimeError(f"{path} cannot be written: {above} is closed to you")


def print_json(value: dict[str, Any]) -> None:
    """The result on standard output."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))
