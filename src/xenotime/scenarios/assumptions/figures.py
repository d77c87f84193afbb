"""Assumptions that turn measures into shares of trade, read from TOML; each with note and source.

A share is of undisturbed trade: one number, or a list by month from the month in which the measure
takes effect, whose last entry holds on. Where several entries fit, the last of them counts, so a
file begins with the general ones.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from xenotime.scenarios.scenario import ALL, Factors, Fraction, Names, Shares
from xenotime.scenarios.toml_files import parsed, text_of
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.world import World

Policy = Literal["licence", "review", "denial", "prohibited", "quota"]
EndUse = Literal["military", "semiconductor"]


class Figure(BaseModel):
    """A figure with its reason; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Names = Field(description="Publications by their id in the world")
    note: str = Field(min_length=1, description="What the figure rests on")


class Let(Figure):
    """Share of undisturbed trade that a policy lets through, month by month."""

    policy: Policy = Field(description="Policy of the rule")
    measures: Names = Field(ALL, description="Of these measures; `*` stands for all")
    minerals: Names = Field(ALL, description="For all goods of these minerals")
    commodities: Names = Field(ALL, description="For these goods")
    destinations: Names = Field(ALL, description="To these places")
    through: Shares = Field(description="Share let through")

    def fits(self, policy: str, measure: str, mineral: str, commodity: str, place: str) -> bool:
        """Whether it is about this measure, good and destination."""
        asked = (
            (self.measures, measure),
            (self.minerals, mineral),
            (self.commodities, commodity),
            (self.destinations, place),
        )
        return policy == self.policy and all(names == ALL or name in names for names, name in asked)


class Quota(Figure):
    """Tonnes that a quota lets out, all its goods and destinations together."""

    measure: str = Field(description="Measure")
    tonnes_per_month: Factors = Field(
        description="t per month in the basis of the goods; as a list by month from the first"
    )


class Use(Figure):
    """Share of some sectors' use that serves an end use of which rules speak; the rest is civil."""

    use: EndUse = Field(description="End use")
    sectors: Names = Field(description="Sectors; `*` stands for all")
    share: Fraction = Field(description="Share of their use")


class Listed(Figure):
    """What a firm on a list buys."""

    destinations: Names = Field(ALL, description="Firms at these places")
    measures: Names = Field(ALL, description="Firms named by these measures")
    share_per_party: Fraction = Field(
        description="Share of the destination's trade in what the measure covers, for each firm"
    )


class Assumptions(BaseModel):
    """All that is assumed of what measures do; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Short name")
    months: Annotated[int, Field(ge=1, le=600)] = Field(description="How long the state is held")
    queue_begins: Annotated[int, Field(ge=0, le=24)] = Field(
        0, description="Months of free trade after a measure takes effect, on top of the paths"
    )
    negligible: Fraction = Field(
        0.0,
        description="Share withheld up to which a route stays free: a cut, however small, also "
        "bars new trade on its route",
    )
    shares: tuple[Let, ...]
    quotas: tuple[Quota, ...] = ()
    uses: tuple[Use, ...] = ()
    listed: tuple[Listed, ...] = ()

    @model_validator(mode="after")
    def _every_policy(self) -> Self:
        general = {
            entry.policy
            for entry in self.shares
            if ALL == entry.measures == entry.minerals == entry.commodities == entry.destinations
        }
        missing = [policy for policy in get_args(Policy) if policy not in general]
        if missing:
            raise ValueError(f"shares has no entry without conditions for {', '.join(missing)}")
        return self

    @classmethod
    def central(cls) -> Assumptions:
        """The assumptions that ship with the package."""
        folder = resources.files("xenotime.scenarios.assumptions")
        return cls.parse((folder / "central.toml").read_text(encoding="utf-8"), "central.toml")

    @classmethod
    def load(cls, path: str | Path) -> Assumptions:
        """Read assumptions from a TOML file.

        Raises:
            XenotimeError: one sentence with the file, the key and what would be right.
        """
        file = Path(path)
        return cls.parse(text_of(file), file.name)

    @classmethod
    def parse(cls, text: str, name: str) -> Assumptions:
        """Read assumptions from TOML text; `name` stands for it in messages.

        Raises:
            XenotimeError: one sentence with `name`, the key and what would be right.
        """
        return parsed(cls, text, name, _sentence)

    def through(self, policy: str, measure: str, mineral: str, commodity: str, place: str) -> Let:
        """The entry that counts for a measure, good and destination: the last that fits."""
        return next(
            entry
            for entry in reversed(self.shares)
            if entry.fits(policy, measure, mineral, commodity, place)
        )

    def quota(self, measure: str) -> Quota | None:
        """The tonnes of a measure's quota, if any are given."""
        return next((entry for entry in reversed(self.quotas) if entry.measure == measure), None)

    def serves(self, use: str, sector: str) -> float:
        """Share of a sector's use that serves an end use."""
        fitting = (
            entry.share
            for entry in reversed(self.uses)
            if entry.use == use and (entry.sectors == ALL or sector in entry.sectors)
        )
        return next(fitting, 0.0)

    def per_party(self, measure: str, place: str) -> float:
        """Share of a destination's trade that each firm named by a measure takes."""
        fitting = (
            entry.share_per_party
            for entry in reversed(self.listed)
            if (entry.measures == ALL or measure in entry.measures)
            and (entry.destinations == ALL or place in entry.destinations)
        )
        return next(fitting, 0.0)

    def check(self, world: World) -> None:
        """Make sure that every name in it is in the world. Not needed for a part of a world.

        Raises:
            XenotimeError: naming the first word that the world does not know.
        """
        tables = {
            "source": "sources",
            "measures": "measures",
            "measure": "measures",
            "minerals": "minerals",
            "commodities": "commodities",
            "destinations": "places",
            "sectors": "sectors",
        }
        for part in ("shares", "quotas", "uses", "listed"):
            for number, entry in enumerate(getattr(self, part), 1):
                for column, table in tables.items():
                    names = getattr(entry, column, ALL)
                    known = world.table(table)["id"].to_list()
                    for name in (names,) if isinstance(names, str) else names:
                        if name != "*" and name not in known:
                            near = nearest(name, known)
                            raise XenotimeError(
                                f"assumptions {self.name}, {part} {number}: no {name!r} in "
                                f"{table}{near}"
                            )


def _sentence(error: ValidationError) -> str:
    """The first fault of a file of assumptions in plain words, a misspelt key first."""
    faults = [  # a list is judged entry by entry, not as the one number that it might be instead
        f
        for f in error.errors()
        if not (f["type"] == "float_type" and isinstance(f["input"], list))
    ]
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    where = " ".join(str(p + 1) if isinstance(p, int) else p for p in fault["loc"][:3])
    match fault["type"]:
        case "missing":
            return f"{where}: this key is missing"
        case "extra_forbidden":
            models: dict[str, type[BaseModel]]
            models = {"shares": Let, "quotas": Quota, "uses": Use, "listed": Listed}
            known = models.get(str(fault["loc"][0]), Assumptions).model_fields
            return f"{where}: there is no such key{nearest(str(fault['loc'][-1]), known)}"
        case "value_error":
            return fault["msg"].removeprefix("Value error, ")
    return f"{where}: {fault['input']!r} is wrong, it {fault['msg'].removeprefix('Input ')}"
