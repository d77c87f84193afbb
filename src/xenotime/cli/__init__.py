"""The door: parse the command line, call a study, print what it found."""

from __future__ import annotations

import typer

from xenotime.cli import planning
from xenotime.cli.ledger import ledger

app = typer.Typer(
    help="Plan the security of critical-mineral supply chains.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Plan the security of critical-mineral supply chains."""


app.command("brief")(planning.brief_command)
app.command("trace")(planning.trace_command)
app.command("check")(planning.check)
app.command("new")(planning.new)
app.add_typer(ledger, name="ledger")
