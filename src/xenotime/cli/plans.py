"""The commands that choose projects and look for the worst attack: plan, chokepoints.

What a command needs is imported in it, as in `planning`.
"""

from __future__ import annotations

import datetime
import json
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from xenotime.cli.door import (
    AsOf,
    Json,
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
from xenotime.world.reading import nearest

if TYPE_CHECKING:  # what chooses and shows is imported in the command that needs it
    from xenotime.studies.case import Case
    from xenotime.studies.planning.plan_case import PlanCase
    from xenotime.world.world import World

SHIPPED = "japan-us"
"""The case that is planned when none is named."""
PAGE = Path("plan.html")
YEAR = 12
THOUSAND = 1000.0
"""USD in the unit of the search's bounds."""


class Bounds(Protocol):
    """What a search tells after each step; objective and bound in thousand USD."""

    @property
    def step(self) -> int:
        """Number of the step."""

    @property
    def bound(self) -> float:
        """No better is possible."""

    @property
    def objective(self) -> float:
        """What was found."""

    @property
    def gap(self) -> float:
        """Their distance, relative."""


@door
def plan_command(
    case: Annotated[
        str,
        typer.Argument(metavar="[CASE.toml]", help="A case file, or a shipped case by its id."),
    ] = SHIPPED,
    world: WorldOption = None,
    as_of: AsOf = None,
    partnership: Annotated[
        str | None,
        typer.Option(
            "--partnership", metavar="PLACES", help="Who plans; default: as the case says."
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="JPN=2e9,USA=3e9",
            help="USD of each partner over the horizon, instead of the case's purses.",
        ),
    ] = None,
    against: Annotated[
        int | None,
        typer.Option(
            "--against", metavar="K", help="Hold against the worst K actions.", min=0, max=10
        ),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option("--gap", metavar="SHARE", help="Proven gap to stop at, such as 0.01."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", metavar="S", help="Time to stop at.")
    ] = None,
    ranking: Annotated[
        bool, typer.Option("--ranking/--no-ranking", help="Say what each project is worth.")
    ] = True,
    frontier: Annotated[
        bool, typer.Option("--frontier/--no-frontier", help="Draw budget against shortage.")
    ] = True,
    accounts: Annotated[
        bool,
        typer.Option("--accounts/--no-accounts", help="Say who gains, and simulate the plan."),
    ] = True,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the page goes; default: plan.html."
        ),
    ] = None,
    excel: Annotated[
        Path | None, typer.Option("--excel", metavar="FILE.xlsx", help="A workbook of all tables.")
    ] = None,
    pin: Annotated[
        Path | None, typer.Option("--pin", metavar="FILE.json", help="Keep this plan.")
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE.json", help="Show it beside a pinned plan."),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE.mps", help="Write the whole program (.mps, .lp)."),
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    as_json: Json = False,
) -> None:
    """Choose joint projects: which, when, of what size, with whose money; ranked and compared."""
    from xenotime.report.plan_comparison import beside, read_pinned
    from xenotime.report.plan_page import plan_page
    from xenotime.report.plan_tables import plan_tables
    from xenotime.report.plan_words import Names
    from xenotime.report.saving import save_text
    from xenotime.report.tables import printed
    from xenotime.studies.planning.plan import plan
    from xenotime.studies.planning.plan_case import PlanCase

    page = output or (None if as_json else PAGE)
    for path in (page, excel, pin, write):
        if path is not None:
            writable(path)
    if excel is not None and excel.suffix != ".xlsx":
        raise XenotimeError(f"--excel {excel} is written as .xlsx; name a file that ends so")
    pinned = None if compare is None else read_pinned(compare)
    with progress() as step:
        changes = {"partnership": partnership, "gap": gap, "seconds": seconds}
        chosen = _changed(PlanCase.load(case), changes, against)
        here = world_of(world)
        if partnership is not None:
            planning = _partners(here, chosen)
            mine = tuple(purse for purse in chosen.purses if purse.partner in planning)
            chosen = chosen.model_copy(update={"purses": mine})
        found = plan(
            chosen,
            here,
            budget=None if budget is None else _budget(budget, _partners(here, chosen)),
            folder=Path(case).parent,
            as_of=None if as_of is None else str(day(as_of)),
            ranking=ranking,
            frontier=frontier,
            accounts=accounts,
            model=write,
            step=step,
            watch=_watch(step),
        )
        step("Writing")
        comparison = None if pinned is None else beside(pinned, found, Names(found, here))
        if page is not None:
            plan_page(found, here, comparison).save(page)
        if pin is not None:
            save_text(json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False), pin)
        if excel is not None:
            from xenotime.report.plan_workbook import plan_workbook

            plan_workbook(found, here, excel)
    if as_json:
        more = {} if comparison is None else {"comparison": comparison.found.to_dict()}
        print_json(found.to_dict() | more)
    else:
        printed(out(), *plan_tables(found, here, comparison))
        said = {"page": page, "workbook": excel, "pinned plan": pin, "program": write}
        for what, path in said.items():
            if path is not None:
                out().print(f"The {what} is at {path.resolve()}", soft_wrap=True)
    if show and page is not None:
        webbrowser.open(page.resolve().as_uri())


@door
def chokepoints_command(
    actions: Annotated[
        int, typer.Option("--actions", metavar="K", help="Actions at once.", min=1, max=10)
    ] = 1,
    partnership: Annotated[
        str, typer.Option("--partnership", metavar="PLACES", help="Who is attacked.")
    ] = "JPN,USA",
    world: WorldOption = None,
    as_of: AsOf = None,
    government: Annotated[
        list[str] | None,
        typer.Option(
            "--government",
            metavar="PLACE",
            help="Whose controls are feared; repeatable; * is everybody outside. Default: CHN.",
        ),
    ] = None,
    through: Annotated[
        float,
        typer.Option("--through", metavar="SHARE", help="Let through by a control.", min=0, max=1),
    ] = 0.0,
    months: Annotated[
        int, typer.Option("--months", help="How long the actions last.", min=1, max=600)
    ] = 12,
    start: Annotated[
        str | None, typer.Option("--start", metavar="YYYY-MM", help="Default: the first month.")
    ] = None,
    acts: Annotated[
        bool,
        typer.Option(
            "--acts/--no-acts", help="Also stop all goods of an act of the register at once."
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a page with the map too."),
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    as_json: Json = False,
) -> None:
    """Find the actions of an adversary that would hurt most, after the best adaptation."""
    from xenotime.report.chokepoints_page import chokepoints_page
    from xenotime.report.chokepoints_tables import chokepoints_tables
    from xenotime.report.tables import printed
    from xenotime.studies.attack.chokepoints import chokepoints

    if output is not None:
        writable(output)
    with progress() as step:
        here = world_of(world)
        case = _attacked(here, here.partnership(partnership), day(as_of), start, months)
        step("Listing what an adversary can do")
        found = chokepoints(
            case,
            actions,
            through=through,
            start=start,
            months=months,
            governments=government or ("CHN",),
            acts=acts,
            watch=step,
        )
        if output is not None:
            step("Writing the page")
            chokepoints_page(found, here).save(output)
    if as_json:
        print_json(found.to_dict())
    else:
        printed(out(), *chokepoints_tables(found, here))
        if output is not None:
            out().print(f"\nThe page is at {output.resolve()}", soft_wrap=True)
    if show and output is not None:
        webbrowser.open(output.resolve().as_uri())


def _changed(case: PlanCase, changes: dict[str, Any], against: int | None) -> PlanCase:
    """The case with what the options say instead."""
    given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
    for name, top in (("gap", 1.0), ("seconds", float("inf"))):
        if name in given and not 0 < given[name] < top:
            most = " and below 1" if name == "gap" else ""
            raise XenotimeError(f"--{name} {given[name]:g} cannot be; write a number above 0{most}")
    if against is not None:
        given["adversary"] = case.adversary.model_copy(update={"actions": against})
    return case.model_copy(update=given)


def _partners(world: World, case: PlanCase) -> Sequence[str]:
    named = case.partnership
    return world.partnership(named if isinstance(named, str) else ",".join(named))


def _budget(text: str, partners: Sequence[str]) -> dict[str, float]:
    """USD by partner, of `JPN=2e9,USA=3e9`."""
    found: dict[str, float] = {}
    for part in text.split(","):
        place, equals, amount = (word.strip() for word in part.partition("="))
        try:
            usd = float(amount.replace("_", "")) if equals else -1.0
        except ValueError:
            usd = -1.0
        if not 0 <= usd < float("inf"):
            raise XenotimeError(
                f"--budget {text!r}: {part.strip()!r} is no budget; write PLACE=USD, such as "
                "JPN=2e9,USA=3e9"
            )
        if place not in partners:
            near = nearest(place, list(partners)) or f"; partners are {', '.join(partners)}"
            raise XenotimeError(f"--budget names {place!r}, which is no partner{near}")
        if place in found:
            raise XenotimeError(f"--budget names {place} twice")
        found[place] = usd
    return found


def _attacked(
    world: World,
    partnership: Sequence[str],
    as_of: datetime.date | None,
    start: str | None,
    months: int,
) -> Case:
    """The time of the attack, a year at least, in quarters."""
    from xenotime.network.periods import month_name, month_number
    from xenotime.studies.case import Case

    today = as_of or datetime.datetime.now().astimezone().date()
    first = start or today.isoformat()[:7]
    last = month_name(month_number(first) + max(months, YEAR) - 1)
    return Case(world, partnership, horizon=(first, last), as_of=today.isoformat())


def _watch(step: Callable[[str], None]) -> Callable[[Bounds], None]:
    """Put the bounds of a search into one line."""
    from xenotime.report.plan_words import usd

    def told(bounds: Bounds) -> None:
        best = THOUSAND * bounds.bound
        parts = [f"at best {usd(best)}"] if abs(best) < float("inf") else []
        if abs(bounds.objective) < float("inf"):
            parts.append(f"found {usd(THOUSAND * bounds.objective)}")
        if bounds.gap < float("inf"):
            parts.append(f"gap {bounds.gap:.1%}")
        step(f"Step {bounds.step}: {', '.join(parts)}")

    return told
