"""The commands on a world: brief, trace, check, new.

What a command needs is imported in it: figures and the solver take a second to load, and `--help`
or the ledger need neither.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from xenotime.cli.door import (
    AsOf,
    Json,
    Partnership,
    WorldOption,
    day,
    door,
    out,
    print_json,
    progress,
    world_of,
    writable,
)


@door
def brief_command(
    partnership: Partnership = "JPN,USA",
    world: WorldOption = None,
    as_of: AsOf = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario", metavar="FILE", help="A scenario file or shipped id; repeatable."
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the page goes.")
    ] = Path("brief.html"),
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    as_json: Json = False,
) -> None:
    """Write the brief: minerals, tiers, scenarios, gaps, projects and sources on one page."""
    from xenotime.report.brief import brief
    from xenotime.report.tables import brief_tables, printed
    from xenotime.scenarios.scenario import Scenario
    from xenotime.studies.brief import brief_case, fitting

    if not as_json:
        writable(output)
    with progress() as step:
        here = world_of(world)
        scenarios = [Scenario.load(s) for s in scenario] if scenario else fitting(here)
        case = brief_case(here, here.partnership(partnership), day(as_of), scenarios)
        found = brief(case, step)
        if as_json:
            value = found.to_dict()
        else:
            step("Writing the page")
            path = found.save(output)
    if as_json:
        print_json(value)
        return
    printed(out(), *brief_tables(found))
    out().print(f"\nThe brief is at {path.resolve()}", soft_wrap=True)
    if show:
        webbrowser.open(path.resolve().as_uri())


@door
def trace_command(
    commodity: Annotated[str, typer.Argument(metavar="COMMODITY", help="Such as ndfeb_magnet.")],
    partnership: Partnership = "JPN,USA",
    world: WorldOption = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show where the partners' supply of a commodity comes from, at every tier."""
    from xenotime.report.tables import printed, trace_tables
    from xenotime.studies.brief import brief_case
    from xenotime.studies.trace import trace

    with progress():
        here = world_of(world)
        found = trace(brief_case(here, here.partnership(partnership), day(as_of), ()), commodity)
    if as_json:
        print_json(found.to_dict())
    else:
        printed(out(), *trace_tables(found, here))


@door
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A world's folder; default: the atlas.")
    ] = None,
    atlas: Annotated[
        bool, typer.Option("--atlas", help="Hold the shares beside the published ones.")
    ] = False,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Show how figures were adjusted to balance.")
    ] = False,
    most: Annotated[int, typer.Option("--most", help="Adjustments to show.", min=1)] = 40,
    as_json: Json = False,
) -> None:
    """Check a world and print every problem it has."""
    import polars as pl
    from rich.table import Table

    from xenotime.report.tables import audit_table, printed
    from xenotime.studies import audit
    from xenotime.world.balance import far_from_balance
    from xenotime.world.problems import WorldError
    from xenotime.world.world import World, atlas_folder

    where = atlas_folder() if folder is None else folder
    try:
        world = World.load(where)
    except WorldError as error:
        if as_json:
            print_json({"problems": [problem.to_dict() for problem in error.problems]})
        else:
            table = Table("where", "column", "problem", title=f"Problems of {where}")
            for problem in error.problems:
                at = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
                table.add_row(at, problem.column or "", problem.sentence)
            out().print(table)
            count = len(error.problems)
            out().print(f"{count} problem{'s' if count > 1 else ''}")
        raise typer.Exit(1) from None
    frames: dict[str, pl.DataFrame] = {"doubts": far_from_balance(world)}
    if atlas:
        frames["published_shares"] = audit.share_comparison(world)
    if reconcile:
        case = audit.reference_case(world)
        frames["adjustments"] = audit.reconciliation(case)
        frames["flow_errors"] = audit.flow_error(case)
        frames["price_errors"] = audit.price_error(case)
    if as_json:
        print_json({"problems": [], **{name: f.to_dicts() for name, f in frames.items()}})
        return
    printed(out(), *(audit_table(name, f, most) for name, f in frames.items() if f.height))
    rows = sum(frame.height for frame in world.tables.values())
    out().print(f"{where}: {rows:,} rows in {len(world.tables)} tables, no problem", soft_wrap=True)


@door
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
) -> None:
    """Start a world: every table with its header, and one worked mineral to learn from."""
    from xenotime.world.template import write_template

    mineral = write_template(folder)
    out().print(
        f"{folder} holds every table, with {mineral} from the atlas as an example. Change it, then "
        f"run: xenotime check {folder}",
        soft_wrap=True,
    )
