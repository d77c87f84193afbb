"""The words and cells of a plan, for its page and its tables. What is unknown is an en dash."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from xenotime.report import words
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

NONE = "–"
MINUS = "\N{MINUS SIGN}"
HELPED = 0.01
"""Share of the cost of shortages from which it is said to fall."""
PRIVATE = "private"
"""Partner and purse of private money."""


def usd(amount: float | None) -> str:
    """`$1.2 bn`, `−$30 m`; what is unknown is a dash."""
    if amount is None:
        return NONE
    return f"{MINUS if amount < 0 else ''}{words.dollars(abs(amount))}"


def usd_per_t(amount: float | None) -> str:
    """`$21,400/t`; what is unknown is a dash."""
    if amount is None:
        return NONE
    rounded = float(f"{amount:.3g}")
    sign = MINUS if rounded < 0 else ""
    return f"{sign}${format_decimal(abs(rounded), '#,##0.##', locale=words.LOCALE)}/t"


def change(amount: float | None, said: Callable[[float], str]) -> str:
    """A difference with its sign: `+$30 m`, `−12 t`."""
    if amount is None:
        return NONE
    if amount == 0:
        return said(0.0)
    return f"{'+' if amount > 0 else MINUS}{said(abs(amount))}"


def tonnes(amount: float | None) -> str:
    """`1,240 t`; what is unknown is a dash."""
    return NONE if amount is None else words.tonnes(amount)


def share(part: float | None) -> str:
    """`93%`; what is unknown is a dash."""
    return NONE if part is None else words.percent(part)


def month(text: str | None) -> str:
    """`Jan 2029` of `2029-01`; what is unknown is a dash."""
    if text is None:
        return NONE
    first = datetime.date.fromisoformat(f"{text}-01")
    return format_skeleton("yMMM", first, locale=words.LOCALE)


def with_error(amount: float | None, error: float | None) -> str:
    """`$1.5 bn ± $90 m`; an exact value, or one whose error is unknown, stands alone."""
    said = usd(amount)
    return f"{said} ± {usd(error)}" if amount is not None and error else said


def days(amount: float | None) -> str:
    """`34 days`; what is unknown is a dash."""
    return NONE if amount is None else words.count(round(amount), "day")


def later(months: int | None) -> str:
    """`6 months later`, `1 month earlier`; no words for no move."""
    if not months:
        return ""
    return f"{words.count(abs(months), 'month')} {'later' if months > 0 else 'earlier'}"


@dataclass(frozen=True)
class Names:
    """What the world and the case call things."""

    result: PlanResult
    world: World

    @cached_property
    def places(self) -> dict[str, str]:
        """Labels of places, and of private money."""
        return words.place_labels(self.world) | {PRIVATE: "private"}

    @cached_property
    def goods(self) -> dict[str, str]:
        """Short names of commodities."""
        named = words.commodity_names(self.world)
        return {commodity: words.short(name) for commodity, name in named.items()}

    @cached_property
    def sectors(self) -> dict[str, str]:
        """Names of sectors."""
        return words.sector_names(self.world)

    @cached_property
    def purses(self) -> dict[str, str]:
        """Names of purses by id."""
        return {purse.id: purse.name for purse in self.result.case.purses} | {PRIVATE: "private"}

    @cached_property
    def projects(self) -> dict[str, str]:
        """Names of the plan's projects by id."""
        return dict(self.result.projects.select("id", "name").iter_rows())

    @cached_property
    def futures(self) -> dict[str, str]:
        """Names of futures by id: those of the shipped scenarios where they are meant."""
        from xenotime.scenarios.scenario import shipped

        known = {scenario.id: scenario.name for scenario in shipped()}
        named = {
            future.id or future.scenario: known.get(future.scenario, future.id or future.scenario)
            for future in self.result.case.futures
        }
        found = dict.fromkeys(self.result.before["future"], "")
        return {future: named.get(future, words.sentence(future)) for future in found}

    @cached_property
    def partners(self) -> str:
        """The partners, as a sentence names them."""
        named = words.place_names(self.world)
        return words.listed([named[place] for place in self.result.partnership])

    def good(self, commodity: str | None) -> str:
        """A commodity's short name; a dash for none."""
        return NONE if commodity is None else self.goods.get(commodity, commodity)

    def sector(self, sector: str, place: str) -> str:
        """`Traction motors, Japan`."""
        return f"{self.sectors.get(sector, sector)}, {self.places.get(place, place)}"


def chosen(result: PlanResult) -> pl.DataFrame:
    """The projects that the plan adds; those under way come without it."""
    return result.projects.filter(~pl.col("given"))


def capital(result: PlanResult) -> float:
    """Capital of all that the plan adds, USD."""
    return float(chosen(result)["capex_usd"].sum())


def expected(short: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Means over the futures: the columns of `by`, shortage_t, cost_usd, wanted (t).

    Args:
        short: `before` or `after` of a plan.
    """
    chance = pl.col("probability")
    return short.group_by(by, maintain_order=True).agg(
        shortage_t=(pl.col("shortage_t") * chance).sum(),
        cost_usd=(pl.col("cost_usd") * chance).sum(),
        wanted=(pl.col("wanted") * chance).sum(),
    )


def ranked(result: PlanResult) -> pl.DataFrame:
    """The plan's projects of which anything is known what they are worth, the most valuable first:
    on average over the orders, or else as the last one added."""
    values = ("shapley", "value_last", "value_alone")
    worth = pl.coalesce(values)
    known = chosen(result).filter(worth.is_not_null())
    return known.sort([worth, "id"], descending=[True, False])


def sectors_hit(result: PlanResult) -> pl.DataFrame:
    """Sectors that are short before or after, the costliest first: sector, place, before, after
    (USD, means over the futures)."""
    on = ["sector", "place"]
    before, after = (
        expected(frame, *on).select(*on, pl.col("cost_usd").alias(name))
        for frame, name in ((result.before, "before"), (result.after, "after"))
    )
    return (
        before.join(after, on=on, how="full", coalesce=True, maintain_order="left_right")
        .with_columns(pl.col("before", "after").fill_null(0.0))
        .filter(pl.max_horizontal("before", "after") > 0)
        .sort(["before", "after", *on], descending=[True, True, False, False])
    )
