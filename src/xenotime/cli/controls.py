"""The commands on controls: list, show, timeline, reach, scenario.

What a command needs is imported in it, as in `planning`.
"""

from __future__ import annotations

import datetime
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
from xenotime.world.problems import XenotimeError

BEFORE = datetime.timedelta(days=90)
"""How far back the terminal shows changes, unless --from says otherwise."""

Government = Annotated[
    str | None, typer.Option("--government", metavar="PLACE", help="Whose acts, such as CHN.")
]


@door
def list_command(
    as_of: AsOf = None,
    government: Government = None,
    commodity: Annotated[
        str | None, typer.Option("--commodity", metavar="ID", help="About it, such as dy_oxide.")
    ] = None,
    mineral: Annotated[
        str | None, typer.Option("--mineral", metavar="ID", help="About it, such as gallium.")
    ] = None,
    destination: Annotated[
        str | None, typer.Option("--destination", metavar="PLACE", help="On goods to it.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            help="in_force, unverified, suspended, announced, ended; repeatable.",
        ),
    ] = None,
    world: WorldOption = None,
    as_json: Json = False,
) -> None:
    """List the acts of governments with how they stand on a day."""
    from xenotime.report.controls_tables import acts_table, knowledge
    from xenotime.report.tables import printed
    from xenotime.studies.standing import Standing, Wanted

    standing = Standing(world_of(world), _today(as_of))
    acts = standing.chosen(Wanted(government, commodity, mineral, destination, status or ()))
    newest = standing.register.newest_source
    if as_json:
        said = None if newest is None else newest.isoformat()
        head = {"as_of": standing.day.isoformat(), "newest_source": said}
        print_json(head | {"measures": acts.to_dicts()})
    elif acts.is_empty():
        nothing = "No act is like that." if standing.acts.height else "The world has no acts."
        out().print(nothing)
    else:
        printed(out(), acts_table(acts, standing.day))
        for line in knowledge(acts, newest, standing.day):
            out().print(line)


@door
def show_command(
    measure: Annotated[str, typer.Argument(metavar="ID", help="An act, such as CN-2025-18.")],
    as_of: AsOf = None,
    world: WorldOption = None,
    as_json: Json = False,
) -> None:
    """Show one act in full: dates, status, goods, rules, parties, sources."""
    from xenotime.report.controls_act import act_tables
    from xenotime.report.controls_tables import knowledge
    from xenotime.report.tables import printed
    from xenotime.studies.standing import Standing

    standing = Standing(world_of(world), _today(as_of))
    name = standing.named(measure)
    if as_json:
        print_json(standing.record(name))
        return
    printed(out(), *act_tables(standing, name))
    act = standing.acts.filter(standing.acts["measure"] == name)
    for line in knowledge(act, standing.register.newest_source, standing.day):
        out().print(line)


@door
def timeline_command(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM-DD", help="Default: the January three years back."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="YYYY-MM-DD", help="Default: a year after --as-of."),
    ] = None,
    government: Government = None,
    as_of: AsOf = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the page goes.")
    ] = Path("controls.html"),
    world: WorldOption = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    as_json: Json = False,
) -> None:
    """Draw how the acts stand over time, and list what changes."""
    from xenotime.report.controls_page import controls_page, period
    from xenotime.report.controls_tables import changes_table, knowledge
    from xenotime.report.tables import printed
    from xenotime.studies.standing import Standing, Wanted

    if not as_json:
        writable(output)
    standing = Standing(world_of(world), _today(as_of))
    acts = standing.chosen(Wanted(government=government))
    start, end = period(standing.day, day(first, "--from"), day(last, "--to"))
    if start >= end:
        raise XenotimeError(f"nothing lies between {start} and {end}; --from comes before --to")
    names = acts["measure"].to_list()
    if as_json:
        lives = standing.register.lives
        spans = {name: lives[name].stretches(start, end) for name in names}
        print_json(
            {
                "from": start.isoformat(),
                "to": end.isoformat(),
                "as_of": standing.day.isoformat(),
                "measures": [
                    act | {"spans": [span.to_dict() for span in spans[act["measure"]]]}
                    for act in acts.to_dicts()
                ],
                "changes": [
                    change | {"date": change["date"].isoformat()}
                    for change in standing.register.changes(start, end, names).to_dicts()
                ],
            }
        )
        return
    if acts.is_empty():
        raise XenotimeError("the world has no acts; measures.csv is empty")
    path = controls_page(standing, acts, start, end).save(output)
    shown = start if first else max(start, standing.day - BEFORE)
    changes = standing.register.changes(shown, end, names)
    if changes.height:
        printed(out(), changes_table(changes, shown, end))
    for line in knowledge(acts, standing.register.newest_source, standing.day):
        out().print(line)
    out().print(f"The timeline is at {path.resolve()}", soft_wrap=True)
    if show:
        webbrowser.open(path.resolve().as_uri())


@door
def reach_command(
    measure: Annotated[str, typer.Argument(metavar="ID", help="Such as CN-2025-61-1a.")],
    as_of: AsOf = None,
    partnership: Partnership = "JPN,USA",
    world: WorldOption = None,
    as_json: Json = False,
) -> None:
    """Show what an act that reaches goods made abroad would put under licence."""
    from xenotime.report.controls_tables import reach_tables
    from xenotime.report.controls_words import because
    from xenotime.report.tables import printed
    from xenotime.studies.brief import brief_case
    from xenotime.studies.reach import reach
    from xenotime.studies.standing import Standing

    with progress() as step:
        here = world_of(world)
        standing = Standing(here, _today(as_of))
        name = standing.named(measure)
        case = brief_case(here, here.partnership(partnership), standing.day, ())
        step(f"Following the content that {name} counts")
        found = reach(case, name)
    life = standing.register.lives[name]
    status, cause = life.status(standing.day).word, life.cause(standing.day)
    if as_json:
        head = {"as_of": standing.day.isoformat(), "status": status, "cause": cause}
        print_json(head | found.to_dict())
        return
    printed(out(), *reach_tables(found, here, case.partnership, because(status, cause)))


@door
def scenario_command(
    as_of: AsOf = None,
    returning: Annotated[
        list[str] | None,
        typer.Option(
            "--returning", metavar="ACT", help="Switched on, such as CN-2025-61; repeatable."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ACT", help="Taken as not there; repeatable."),
    ] = None,
    assumptions: Annotated[
        Path | None,
        typer.Option("--assumptions", metavar="FILE", help="What measures do to trade, as TOML."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the scenario goes.")
    ] = Path("measures.toml"),
    world: WorldOption = None,
    as_json: Json = False,
) -> None:
    """Write the measures in force on a day as a scenario, suspended ones switched on by name."""
    from xenotime.report.saving import save_text
    from xenotime.scenarios import Assumptions, from_measures

    if not as_json:
        writable(output)
    with progress() as step:
        step("Reading the register")
        figures = None if assumptions is None else Assumptions.load(assumptions)
        scenario = from_measures(
            world_of(world),
            _today(as_of),
            figures,
            returning=returning or (),
            without=without or (),
        )
    if as_json:
        print_json(scenario.model_dump(mode="json"))
        return
    path = save_text(scenario.toml(), output)
    out().print(scenario.description)
    out().print(
        f"\n{len(scenario.cuts)} cuts are in {path.resolve()}; see what they cost with: "
        f"xenotime brief --scenario {output}",
        soft_wrap=True,
    )


def _today(as_of: str | None) -> datetime.date:
    return day(as_of) or datetime.datetime.now().astimezone().date()


controls = typer.Typer()
controls.command("list")(list_command)
controls.command("show")(show_command)
controls.command("timeline")(timeline_command)
controls.command("reach")(reach_command)
controls.command("scenario")(scenario_command)
