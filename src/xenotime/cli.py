"""The door: parse the command line, call a study, print what it found.

Standard output holds the result (with `--json`, nothing but JSON); progress goes to standard error.
Exit codes: 0 done, 1 the input is wrong or has no solution, 2 usage.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from xenotime.world import shares
from xenotime.world.problems import WorldError
from xenotime.world.world import World

app = typer.Typer(
    help="Plan the security of critical-mineral supply chains.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()


@app.callback()
def main() -> None:
    """Plan the security of critical-mineral supply chains."""


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR")] = None,
    atlas: Annotated[
        bool, typer.Option("--atlas", help="Compare the atlas with publishers.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a world and print every problem it has."""
    try:
        if folder is None:
            import xenotime.world

            folder = Path(xenotime.world.__file__).parent / "atlas"
        world = World.load(folder)
    except WorldError as error:
        if as_json:
            print(json.dumps({"problems": [p.to_dict() for p in error.problems]}))
        else:
            table = Table("where", "column", "value", "problem")
            for p in error.problems:
                table.add_row(
                    f"{p.file}{f':{p.line}' if p.line else ''}", p.column, p.value, p.sentence
                )
            out.print(table)
            out.print(f"{len(error.problems)} problems")
        raise typer.Exit(1) from None
    if atlas:
        frame = shares.published_comparison(world)
        table = Table(*frame.columns)
        for row in frame.iter_rows():
            table.add_row(
                *(f"{v:.3f}" if isinstance(v, float) else "" if v is None else str(v) for v in row)
            )
        out.print(table)
