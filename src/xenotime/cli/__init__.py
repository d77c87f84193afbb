"""The door: parse the command line, call a study, print what it found."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from xenotime.cli import planning, plans, screening
from xenotime.cli.controls import controls


class LedgerGroup(TyperGroup):
    """The commands of the ledger, imported when one of them is asked for.

    Its readers and its database take as long to import as all the rest. What a command and its
    context are is left open: typer takes them from click or from its own copy of it.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order in which they are used."""
        return _ledger().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, if there is one."""
        return _ledger().get_command(ctx, cmd_name)


def _ledger() -> TyperGroup:
    from xenotime.cli.ledger import ledger

    return typer.main.get_group(ledger)


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
app.command("plan")(plans.plan_command)
app.command("chokepoints")(plans.chokepoints_command)
app.command("screen")(screening.screen_command)
app.command("check")(planning.check)
app.command("new")(planning.new)
app.add_typer(
    typer.Typer(
        cls=LedgerGroup,
        help="Keep a register of who promised what, by when: from articles, to the sentence.",
        no_args_is_help=True,
    ),
    name="ledger",
)
app.add_typer(
    controls,
    name="controls",
    help="The register of export controls: which acts stand on which day.",
    no_args_is_help=True,
)
