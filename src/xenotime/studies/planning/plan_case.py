"""A plan case: who plans, over which years, against what, with whose money. One TOML file.

Every figure that is a judgement has a `note`; what the file leaves out has the default below.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from xenotime.scenarios.scenario import Fraction, Month, Names, sentence
from xenotime.scenarios.toml_files import parsed, text_of
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Years = Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
ALL = ("*",)
PRIVATE = "private"
"""The purse of private money."""


class Section(BaseModel):
    """A section of the file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Future(Section):
    """A scenario that the plan is held against, with its chance."""

    scenario: str = Field(
        min_length=1, description="Shipped scenario by its id, or a file beside the case"
    )
    probability: Fraction = Field(description="Chance that this is the future")
    start: Month | None = Field(None, description="First month; empty: the scenario's own")
    months: Annotated[int, Field(ge=1, le=600)] | None = Field(
        None, description="How long it lasts; empty: the scenario's own"
    )
    id: Identifier | None = Field(None, description="Name in the results; empty: the scenario's")


class Purse(Section):
    """Money of one kind from one partner, and what it may be spent on."""

    id: Identifier = Field(description="Short name")
    name: str = Field(min_length=1, description="What it is called")
    partner: str = Field(min_length=1, description="Whose money: one of the partners")
    instrument: Literal["grant", "loan", "guarantee", "equity", "price_floor", "any"] = Field(
        description="grant, loan, equity: pays for building; guarantee: pays nothing, but lets "
        "private money follow; price_floor: pays the price support of running plants; any: all"
    )
    budget_usd: Dollars | None = Field(None, description="Total over the horizon; empty: no limit")
    per_year_usd: Dollars | tuple[Dollars, ...] | None = Field(
        None, description="Limit of each calendar year, or a list by year whose last entry holds on"
    )
    most_share: Fraction = Field(1.0, description="Largest share of a project's capital cost")
    private_ratio: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        0.0, description="Private money that may follow each dollar"
    )
    public_cost: Fraction = Field(
        1.0, description="What a dollar costs the public in the end: 1 for a grant, less for a loan"
    )
    kinds: Names = Field(ALL, description="Kinds of project that it may pay for")
    places: Names = Field(ALL, description="Where the project may stand")
    minerals: Names = Field(ALL, description="For which minerals")
    stages: Names = Field(ALL, description="For which stages of the chain")
    projects: Names = Field(ALL, description="Or only these projects")
    except_projects: tuple[str, ...] = Field((), description="Never these")
    source: str | None = Field(None, description="Source of its figures, by its id in the world")
    note: str | None = Field(None, description="What the figures rest on")


class Goal(Section):
    """What is minimised, and what must hold."""

    measure: Literal["expected", "cvar", "worst"] = Field(
        "expected", description="Over the futures: mean, mean of the worst, or the worst"
    )
    level: Rate = Field(0.9, description="Of cvar: the mean of the worst 1 - level")
    weight: Fraction = Field(1.0, description="Of cvar: its weight; the rest is on the mean")
    most_short: Fraction | None = Field(
        None,
        description="No sector of a partner short by a larger share of what it wants, in any "
        "period of any future",
    )


class Money(Section):
    """How capital is counted."""

    rate: Rate = Field(0.05, description="Real interest per year")
    life_years: Years | None = Field(
        20.0, description="Years over which capital is paid back; empty: all of it in the horizon"
    )
    public_weight: Fraction = Field(
        0.001, description="Weight of public cost beside the project's own, to choose among purses"
    )


class Selection(Section):
    """Which projects of the world may be chosen."""

    only: Names = Field(ALL, description="These")
    without: tuple[str, ...] = Field((), description="But not these")
    must: tuple[str, ...] = Field((), description="These are built whatever they bring")
    minerals: Names = Field(ALL, description="Of these minerals")
    places: Names = Field(ALL, description="At these places")
    underway: Literal["given", "choice", "left out"] = Field(
        "given",
        description="Projects in construction or commissioning: they come at no cost with their "
        "chance, can be chosen as others, or do not come",
    )
    most: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Candidates at most: those that fill the largest share of a gap by chance"
    )


class Permits(Section):
    """A lever: permits come sooner, for a price."""

    months: Annotated[int, Field(ge=0, le=240)] = Field(0, description="Months gained at most")
    usd: Dollars = Field(0.0, description="Price of that per project")
    kinds: Names = Field(ALL, description="For these kinds of project")
    places: Names = Field(ALL, description="At these places")
    note: str | None = Field(None, description="What the figures rest on")


class Stockpiles(Section):
    """Stocks that the plan may size itself, beside those that the world lists."""

    commodities: tuple[str, ...] = Field((), description="Forms that may be held")
    places: Names = Field(ALL, description="Partners that may hold them")
    most_days: Annotated[float, Field(ge=0, le=3650)] = Field(
        180.0, description="Days of the holder's use at most"
    )
    months: Annotated[int, Field(ge=1, le=120)] = Field(12, description="Time to lay them in")
    shared: bool = Field(True, description="Whether other partners may draw on them")
    storage: Rate = Field(0.02, description="Cost of keeping, share of value per year")
    keeps: Fraction = Field(
        0.9, description="Share of the goods' value that is still there when they are sold again"
    )


class Failures(Section):
    """Projects that do not deliver: each draw is a set of failed projects."""

    draws: Annotated[int, Field(ge=0, le=1000)] = Field(
        4, description="Sets drawn by the projects' chances; 0: everything delivers"
    )
    seed: int = Field(1, description="Of the draw")


class Adversary(Section):
    """Who attacks the plan, and how."""

    actions: Annotated[int, Field(ge=0, le=10)] = Field(0, description="Actions at once")
    start: Month | None = Field(None, description="First month; empty: the middle of the horizon")
    months: Annotated[int, Field(ge=1, le=600)] = Field(12, description="How long it lasts")
    through: Fraction = Field(0.0, description="Share of trade that a control lets through")
    governments: Names = Field(("CHN",), description="Whose controls are feared; `*`: all outside")
    acts: bool = Field(
        True, description="Whether whole acts of the register may hit, beside single goods"
    )
    plants: bool = Field(True, description="Whether plants may be lost")
    passages: bool = Field(True, description="Whether straits and canals may close")
    tolerable_usd: Dollars | None = Field(
        None, description="Loss that is bearable: the cheapest plan that stays below it"
    )


class PlanCase(Section):
    """All that `plan` needs beside a world."""

    name: str = Field(min_length=1, description="One line")
    partnership: str | tuple[str, ...] = Field("JPN,USA", description="Who plans")
    horizon: tuple[Month, Month] = Field(description="First and last month")
    step: Annotated[int, Field(ge=1, le=120)] = Field(12, description="Months in a period")
    others: Fraction = Field(
        0.0,
        description="Weight of what others go short of: 0, they yield to whoever pays a little "
        "more; 1, they count like the partners",
    )
    futures: tuple[Future, ...] = Field((), description="Scenarios; the rest is undisturbed")
    purses: tuple[Purse, ...] = Field((), description="None: money is no limit")
    goal: Goal = Goal()
    money: Money = Money()
    projects: Selection = Selection()
    permits: Permits = Permits()
    stockpiles: Stockpiles = Stockpiles()
    failures: Failures = Failures()
    adversary: Adversary = Adversary()
    gap: Annotated[float, Field(gt=0, lt=1)] = Field(0.01, description="Proven gap to stop at")
    seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] = Field(
        150.0, description="Time to stop at"
    )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a case from a TOML file, or one that ships with the package by its id.

        Raises:
            XenotimeError: one sentence with the file, the key and what would be right.
        """
        file = Path(path)
        if not file.suffix and not file.exists():
            folder = resources.files("xenotime.studies.planning") / "cases"
            texts = {f.name.removesuffix(".toml"): f for f in folder.iterdir()}
            known = sorted(name for name, f in texts.items() if f.name.endswith(".toml"))
            if str(path) not in known:
                near = nearest(str(path), known) or f"; shipped are {', '.join(known)}"
                raise XenotimeError(f"no case is called {str(path)!r}{near}")
            found = texts[str(path)]
            return parsed(cls, found.read_text(encoding="utf-8"), found.name, sentence)
        return parsed(cls, text_of(file), file.name, sentence)
