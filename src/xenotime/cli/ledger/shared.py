"""What the ledger's commands share: options, the register, counting, and files that fail."""

from __future__ import annotations

import getpass
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import make_url

from xenotime.cli.door import out
from xenotime.cli.terminal import complain
from xenotime.ledger.article import Article
from xenotime.ledger.model_reader import Endpoint
from xenotime.ledger.register import Entry, Filter, Page, Register
from xenotime.world.problems import XenotimeError

DEFAULT = "ledger.sqlite"
PAGE = 500
"""Facts asked of the register at a time."""
TOLD = 3
"""Faults of one file that are told in full; records of a wrong file would fill the screen."""
SQLITE = b"SQLite format 3\0"
"""How a register begins that is a file."""
SIDES = ("-wal", "-shm", "-journal")
"""Ends of the names of files that SQLite keeps beside it."""

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
Limit = Annotated[int, typer.Option("--limit", help="Facts to show.", min=1)]
After = Annotated[
    int | None, typer.Option("--after", metavar="ID", help="Go on after this fact.", min=1)
]
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


def shown(where: str) -> str:
    """The register's name without its password."""
    return make_url(where).render_as_string(hide_password=True) if "://" in where else where


def everything(held: Register, chosen: Filter) -> Iterator[Entry]:
    """All facts that pass a filter, page by page; damaged ones are told, never shown."""
    after: int | None = None
    while True:
        page = held.facts(chosen, limit=PAGE, after=after)
        tell_damaged(page)
        yield from page.entries
        after = page.after
        if after is None:
            return


def tell_damaged(page: Page) -> None:
    """Say on standard error which facts are left out because their text is not what it was."""
    for sentence in page.damaged:
        complain(sentence)


def say_nothing_found(held: Register, nothing: str, chosen: Filter | None = None) -> None:
    """Say why a list is empty: because the ledger is, or because of what was asked.

    Raises:
        XenotimeError: there is no such story as was asked for.
    """
    if not held.articles(limit=1):
        out().print("The ledger is empty; `xenotime ledger add FILE...` fills it.")
        return
    if chosen is not None and chosen.story is not None:
        held.story(chosen.story)
    out().print(nothing)


@contextmanager
def counted(what: str, *, prints: bool = False) -> Iterator[Callable[[], None]]:
    """A counter on standard error for work of unknown length.

    Args:
        what: is being done.
        prints: whether the work prints meanwhile, so that one terminal cannot show both.
    """
    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn(what),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        # Otherwise rich would send what is printed to standard error.
        redirect_stdout=False,
        disable=not console.is_terminal or (prints and sys.stdout.isatty()),
    ) as bar:
        task = bar.add_task(what, total=None)
        yield lambda: bar.advance(task)


class Faults:
    """What could not be read: told as it comes, counted at the end.

    Registers that lie in a folder among articles are passed over without a word.
    """

    def __init__(self, named: Iterable[Path] = ()) -> None:
        """`named` are the files that the user asked for by name."""
        self._named = set(named)
        self._of: Counter[Path] = Counter()
        self._unmodelled = False

    @property
    def count(self) -> int:
        """Files, and records of files, that could not be read."""
        return self._of.total()

    def __call__(self, path: Path, error: XenotimeError) -> None:
        """Tell one of them, unless the file had several already."""
        if path not in self._named and _of_register(path):
            return
        self._of[path] += 1
        if self._of[path] <= TOLD:
            complain(error)

    def of_model(self, article: Article, error: XenotimeError) -> None:
        """Tell that an article was read by the rules alone, since the model failed at it."""
        self._unmodelled = True
        complain(f"{article.name} was read by the rules alone: {error}")

    def end(self) -> None:
        """Tell how many were passed over in silence; exit with 1 if anything failed."""
        for path, count in self._of.items():
            if count > TOLD:
                complain(f"{path.name}: {count - TOLD} more of its lines could not be read.")
        if self._of or self._unmodelled:
            raise typer.Exit(1)


def _of_register(path: Path) -> bool:
    """Whether a file is an SQLite database, or what SQLite keeps beside one."""
    for end in SIDES:
        if path.name.endswith(end):
            path = path.with_name(path.name.removesuffix(end))
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False
