"""A scenario: what is cut, lost or moved, where, from when to when, and by how much.

Shares are fractions of the undisturbed world: one number for the whole time, or a list by month
from the start whose last entry holds until the end. Outside its time a scenario changes nothing.
"""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

import numpy as np
import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xenotime.scenarios.toml_files import parsed, text_of
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.world import World

Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]
Factor = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
Shares = Fraction | Annotated[tuple[Fraction, ...], Field(min_length=1)]
Factors = Factor | Annotated[tuple[Factor, ...], Field(min_length=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, Field(pattern=MONTH)]
ALL = ("*",)
UNION_BRANCH = re.compile(r"^(str|float|constrained-|tuple\[)")


class Part(BaseModel):
    """A part of a scenario; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: str = Field(min_length=1, description="The reason for the figure, with its source")


class Cut(Part):
    """Routes on which only a share of normal trade is let through."""

    commodities: Names = Field(description="What; `*` stands for all")
    origins: Names = Field(ALL, description="From where")
    destinations: Names = Field(ALL, description="Where to")
    except_destinations: tuple[str, ...] = Field((), description="Where to it is free all the same")
    passage: str | None = Field(None, description="Only routes that take this strait or canal")
    content: str | None = Field(
        None,
        description="Only goods with controlled content from this place, on routes that begin "
        "elsewhere",
    )
    content_of: tuple[str, ...] = Field(
        (), description="With `content`: the goods that are content when they are made there"
    )
    content_from: Fraction = Field(
        0.0, description="With `content`: share of content in a good's value from which it is cut"
    )
    through: Shares = Field(description="Share of normal trade let through")


class Outage(Part):
    """Plants that can do only a share of what they could."""

    plants: tuple[str, ...] = Field((), description="Plants, or projects once built, by name")
    processes: tuple[str, ...] = Field((), description="Or all plants of these processes")
    commodities: tuple[str, ...] = Field((), description="Or all plants that make these")
    places: Names = Field(ALL, description="Only plants at these places")
    available: Shares = Field(description="Share of capacity available")


class DemandShift(Part):
    """Demand that rises or falls."""

    sectors: Names = Field(ALL, description="Whose")
    commodities: Names = Field(ALL, description="For what")
    places: Names = Field(ALL, description="Where")
    factor: Factors = Field(description="Multiple of normal demand")


class Freight(Part):
    """Carriage that costs more, or less, than normal."""

    commodities: Names = Field(ALL, description="Of what; `*` stands for all")
    origins: Names = Field(ALL, description="From where")
    destinations: Names = Field(ALL, description="Where to")
    passage: str | None = Field(None, description="Only routes that take this strait or canal")
    factor: Factors = Field(description="Multiple of the normal cost of carriage")


class Scenario(BaseModel):
    """What may happen, with its reasons."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Short name")
    name: str = Field(min_length=1, description="One line")
    description: str = Field(min_length=1, description="What happens and what the numbers rest on")
    start: Month = Field(description="First month; studies may move it")
    months: Annotated[int, Field(ge=1, le=600)] = Field(description="How many months it lasts")
    probability: Fraction | None = Field(None, description="Chance within a year, own judgement")
    source: str | tuple[str, ...] = Field(description="Sources by their id in the world")
    cuts: tuple[Cut, ...] = ()
    outages: tuple[Outage, ...] = ()
    demand: tuple[DemandShift, ...] = ()
    freight: tuple[Freight, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a scenario from a TOML file, or one that ships with the package by its id.

        Raises:
            XenotimeError: one sentence with the file, the key and what would be right.
        """
        file = Path(path)
        if not file.suffix and not file.exists():
            found = {s.id: s for s in shipped()}
            if str(path) in found:
                return found[str(path)]  # type: ignore[return-value]
            near = nearest(str(path), found) or f"; shipped are {', '.join(found)}"
            raise XenotimeError(f"no scenario is called {str(path)!r}{near}")
        return cls.parse(text_of(file), file.name)

    @classmethod
    def parse(cls, text: str, name: str) -> Self:
        """Read a scenario from TOML text; `name` stands for it in messages.

        Raises:
            XenotimeError: one sentence with `name`, the key and what would be right.
        """
        return parsed(cls, text, name, sentence)

    def toml(self) -> str:
        """The scenario as `load` reads it."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_defaults=True))

    def check(self, world: World) -> None:
        """Make sure that every name in it is in the world.

        Raises:
            XenotimeError: naming the first part and word that the world does not know.
        """
        known = {
            name: set(world.table(name)["id"].to_list())
            for name in ("commodities", "places", "plants", "processes", "sectors", "sources")
        }
        known["plants"] |= set(world.table("projects")["id"].to_list())
        known["passages"] = set(world.table("passages")["passage"].to_list())
        for name in ("commodities", "places", "plants", "processes", "sectors"):
            known[name].add("*")
        parts: list[tuple[str, str, tuple[str, ...]]] = [
            ("source", "sources", (self.source,) if isinstance(self.source, str) else self.source)
        ]
        for number, cut in enumerate(self.cuts, 1):
            at = f"cut {number}"
            parts += [(at, "commodities", cut.commodities), (at, "places", cut.origins)]
            parts += [(at, "places", cut.destinations + cut.except_destinations)]
            parts += [(at, "passages", () if cut.passage is None else (cut.passage,))]
            parts += [(at, "places", () if cut.content is None else (cut.content,))]
            parts += [(at, "commodities", cut.content_of)]
            if (cut.content is None) != (not cut.content_of) or "*" in (
                cut.content,
                *cut.content_of,
            ):
                raise XenotimeError(
                    f"scenario {self.id}, {at}: content names one place and content_of the goods "
                    "that count as content when made there; give both or neither, and not '*'"
                )
            if "*" in cut.except_destinations:
                raise XenotimeError(
                    f"scenario {self.id}, {at}: except_destinations names places one by one, "
                    "not '*'"
                )
        for number, outage in enumerate(self.outages, 1):
            at = f"outage {number}"
            parts += [(at, "plants", outage.plants), (at, "processes", outage.processes)]
            parts += [(at, "commodities", outage.commodities), (at, "places", outage.places)]
            if not (outage.plants or outage.processes or outage.commodities):
                raise XenotimeError(
                    f"scenario {self.id}, {at}: say which plants, processes or commodities"
                )
        for number, shift in enumerate(self.demand, 1):
            at = f"demand {number}"
            parts += [(at, "sectors", shift.sectors), (at, "commodities", shift.commodities)]
            parts += [(at, "places", shift.places)]
        for number, dearer in enumerate(self.freight, 1):
            at = f"freight {number}"
            parts += [(at, "commodities", dearer.commodities), (at, "places", dearer.origins)]
            parts += [(at, "places", dearer.destinations)]
            parts += [(at, "passages", () if dearer.passage is None else (dearer.passage,))]
        for at, table, names in parts:
            for name in names:
                if name not in known[table]:
                    near = nearest(name, known[table])
                    raise XenotimeError(f"scenario {self.id}, {at}: no {name!r} in {table}{near}")


def sentence(error: ValidationError) -> str:
    """The first fault of a scenario file in plain words, a misspelt key before what it left out."""
    faults = [  # a list is judged entry by entry, not as the one number that it might be instead
        f
        for f in error.errors()
        if not (f["type"] == "float_type" and isinstance(f["input"], list))
    ]
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    path = [p for p in fault["loc"] if isinstance(p, int) or not UNION_BRANCH.match(p)]
    where = ", ".join(str(p) for p in path if isinstance(p, str))
    for part, after in pairwise(path):
        if isinstance(after, int):
            where = where.replace(str(part), f"{part} {after + 1}", 1)
    key = str(path[-1])
    match fault["type"]:
        case "missing":
            return f"{where}: this key is missing"
        case "extra_forbidden":
            models: dict[str, type[BaseModel]]
            models = {"cuts": Cut, "outages": Outage, "demand": DemandShift, "freight": Freight}
            known = models.get(str(path[0]), Scenario).model_fields
            return f"{where}: there is no such key{nearest(key, known)}"
        case "string_pattern_mismatch" if fault.get("ctx", {}).get("pattern") == MONTH:
            return f"{where}: {fault['input']!r} is not a month; write YYYY-MM"
        case "string_pattern_mismatch":
            return f"{where}: {fault['input']!r} is not small letters, digits and hyphens"
        case "tuple_type":
            return f"{where}: {fault['input']!r} should be a list in square brackets"
        case "too_short" | "string_too_short":
            return f"{where}: this is empty; fill it or leave the key out"
    return f"{where}: {fault['input']} is wrong, it {fault['msg'].removeprefix('Input ')}"


def by_period(
    values: float | tuple[float, ...], months: int, offset: int, lengths: np.ndarray
) -> np.ndarray:
    """Average of a monthly share over each period: float64[period].

    Args:
        values: one number, or a list by month whose last entry holds on.
        months: how long the scenario lasts.
        offset: months from the start of the horizon to the start of the scenario (may be negative).
        lengths: months of each period, whole numbers.
    """
    return averages(by_month(values, months, offset, int(lengths.sum())), lengths)


def by_month(values: float | tuple[float, ...], months: int, offset: int, total: int) -> np.ndarray:
    """A share in each of the `total` months of the horizon, 1 outside the scenario:
    float64[month]; the arguments of `by_period`."""
    path = np.atleast_1d(np.asarray(values, dtype=float))
    since = np.arange(total) - offset
    inside = (since >= 0) & (since < months)
    return np.where(inside, path[np.clip(since, 0, len(path) - 1)], 1.0)


def averages(monthly: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Means over the periods of what is given by month: float64[..., period]."""
    starts = np.r_[0, np.cumsum(lengths)[:-1]].astype(int)
    found: np.ndarray = np.add.reduceat(monthly, starts, axis=-1) / lengths
    return found


def shipped() -> list[Scenario]:
    """The scenarios that ship with the package, by id."""
    folder = resources.files("xenotime.scenarios") / "shipped"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return [Scenario.parse(f.read_text(encoding="utf-8"), f.name) for f in files]
