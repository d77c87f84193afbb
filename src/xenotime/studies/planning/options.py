"""What can be decided: a project with a start. Its cost, its money by year, and when it delivers.

An option is a project with the period in which it starts; faster permits make further options.

    annuity = r / (1 - (1 + r)^-L)           of capital, real rate r over L years
    cost    = capex * annuity * years from the start to the end of the horizon   [USD]

(without L, the whole capex). A stockpile's goods are bought within the model and keep their value:

    cost    = (r + storage) * value * years held - keeps * value laid in       [USD]

so that what remains of the purchase is interest, storage, what is lost when the goods are sold
again, and what dear buying costs more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.periods import Periods, month_name, month_number
from xenotime.studies.planning.plan_case import Money, Permits, PlanCase

UNDERWAY = ("construction", "commissioning")
YEAR = 12


@dataclass(frozen=True)
class Options:
    """frame: option, project, period (of the start), month (YYYY-MM), offset (months from the start
    of the horizon; negative for what runs already), given, stock, scalable, smallest, permits
    (whether faster permits are paid for), capex_usd (at full size).

    cost_usd: float64[option], what counts in the goal at full size; cash: float64[option, year of
    the horizon], USD; available, filled: float64[option, period], shares of full size.
    years: calendar years of `cash`.
    """

    frame: pl.DataFrame
    cost_usd: np.ndarray
    cash: np.ndarray
    available: np.ndarray
    filled: np.ndarray
    years: tuple[int, ...]

    def __len__(self) -> int:
        return self.frame.height


def annuity(rate: float, years: float) -> float:
    """Yearly payment that pays back a dollar with interest over `years`."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def options_of(case: PlanCase, candidates: pl.DataFrame, periods: Periods) -> Options:
    """Every start that the horizon leaves to each candidate (rows of `candidates.candidates`)."""
    projects = candidates.iter_rows(named=True)
    rows = [start for project in projects for start in _starts(case, project, periods)]
    schema = {
        "project": pl.String,
        "offset": pl.Int64,
        "given": pl.Boolean,
        "stock": pl.Boolean,
        "scalable": pl.Boolean,
        "smallest": pl.Float64,
        "permits": pl.Boolean,
        "capex_usd": pl.Float64,
        "value_usd": pl.Float64,
        "lead": pl.Int64,
        "ramp": pl.Int64,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("option")
    first = month_number(periods.start)
    offset = frame["offset"].to_numpy()
    ends = np.r_[periods.offsets[1:], periods.lengths.sum()]
    frame = frame.with_columns(
        pl.col("option").cast(pl.Int64),
        period=pl.Series(np.searchsorted(ends, offset, side="right"), dtype=pl.Int64),
        month=pl.Series([month_name(first + int(o)) for o in offset], dtype=pl.String),
    )
    running = _running(frame, int(periods.lengths.sum()))
    filled = np.where(frame["stock"].to_numpy()[:, None], _filled(frame, running.shape[1]), 0.0)
    by_period = np.add.reduceat
    years, cash = _cash(frame, filled, periods)
    return Options(
        frame.drop("lead", "ramp", "value_usd"),
        cost_usd=_cost(case, frame, filled, running.shape[1]),
        cash=cash,
        available=by_period(running, periods.offsets, axis=1) / periods.lengths,
        filled=by_period(filled, periods.offsets, axis=1),
        years=years,
    )


def _starts(case: PlanCase, row: dict[str, object], periods: Periods) -> list[tuple[object, ...]]:
    """The options of one project, the earliest first."""
    total = int(periods.lengths.sum())
    given = bool(row["given"])
    lead, ramp = int(row["lead_months"] or 0), int(row["ramp_months"] or 0)  # type: ignore[call-overload]
    announced = row["start"]
    earliest = lead
    if announced is not None:
        date = str(announced)
        month = month_number(date[:7] if len(date) >= 7 else f"{date}-01")
        begins = month - month_number(periods.start)
        earliest = begins if row["status"] in UNDERWAY else max(begins, lead)
    smallest = 1.0 if row["smallest"] is None else float(row["smallest"])  # type: ignore[arg-type]
    base = (given, row["kind"] == "stockpile", smallest < 1.0 and not given, smallest)
    capex, value = (float(row[name] or 0.0) for name in ("capex_usd", "value_usd"))  # type: ignore[arg-type]

    def option(offset: int, fast: bool) -> tuple[object, ...]:
        extra = case.permits.usd if fast else 0.0
        return (row["id"], offset, *base, fast, capex + extra, value, lead, ramp)

    later = [int(o) for o in periods.offsets if o > max(earliest, 0)]
    plain = [earliest, *later] if earliest < total else later
    if given:
        return [option(earliest, False)] if earliest < total else []
    earliest = max(earliest, 0)
    fast: list[int] = []
    if _hastened(case.permits, row) and earliest > 0:
        soonest = max(earliest - case.permits.months, 0)
        fast = [soonest, *(int(o) for o in periods.offsets if soonest < o < earliest)]
    return [option(o, True) for o in fast if o < total] + [option(o, False) for o in plain]


def _hastened(permits: Permits, row: dict[str, object]) -> bool:
    kinds = "*" in permits.kinds or row["kind"] in permits.kinds
    return (
        permits.months > 0 and kinds and ("*" in permits.places or row["place"] in permits.places)
    )


def _running(frame: pl.DataFrame, months: int) -> np.ndarray:
    """Share of full size that runs in each month: float64[option, month]."""
    since = np.arange(months) - frame["offset"].to_numpy()[:, None] + 1.0
    ramp = np.maximum(frame["ramp"].to_numpy()[:, None], 1.0)
    running: np.ndarray = np.clip(since / ramp, 0.0, 1.0)
    return running


def _filled(frame: pl.DataFrame, months: int) -> np.ndarray:
    """Share of a stockpile laid in during each month: float64[option, month]."""
    since = np.arange(months) - frame["offset"].to_numpy()[:, None]
    ramp = np.maximum(frame["ramp"].to_numpy()[:, None], 1.0)
    filled: np.ndarray = np.where((since >= 0) & (since < ramp), 1.0 / ramp, 0.0)
    return filled


def _cash(
    frame: pl.DataFrame, filled: np.ndarray, periods: Periods
) -> tuple[tuple[int, ...], np.ndarray]:
    """Calendar years, and what is spent in each: building evenly over the lead time as far as it
    lies in the horizon, a stockpile as it is filled: float64[option, year], USD."""
    months = filled.shape[1]
    offset, lead = (frame[name].to_numpy()[:, None] for name in ("offset", "lead"))
    month = np.arange(months)
    from_month = np.maximum(offset - np.maximum(lead, 1), 0)
    building = (month >= from_month) & (month < np.maximum(offset, from_month + 1))
    share = building / np.maximum(building.sum(axis=1, keepdims=True), 1)
    share = np.where(frame["stock"].to_numpy()[:, None], filled, share)
    capex = np.where(frame["given"].to_numpy(), 0.0, frame["capex_usd"].to_numpy())
    year = (month_number(periods.start) + month) // YEAR
    years, at = np.unique(year, return_inverse=True)
    cash = np.zeros((frame.height, len(years)))
    np.add.at(cash.T, at, (capex[:, None] * share).T)
    return tuple(int(y) for y in years), cash


def _cost(case: PlanCase, frame: pl.DataFrame, filled: np.ndarray, months: int) -> np.ndarray:
    """What each option counts in the goal at full size: float64[option], USD."""
    money: Money = case.money
    capex = frame["capex_usd"].to_numpy()
    left = (months - frame["offset"].to_numpy()) / YEAR
    if money.life_years is None:
        building = capex
    else:
        years = np.minimum(left, money.life_years)
        building = capex * annuity(money.rate, money.life_years) * years
    held = np.cumsum(filled, axis=1).sum(axis=1) / YEAR
    value = frame["value_usd"].to_numpy()
    keeping = value * (
        held * (money.rate + case.stockpiles.storage) - case.stockpiles.keeps * filled.sum(axis=1)
    )
    cost = np.where(frame["stock"].to_numpy(), keeping, building)
    return np.where(frame["given"].to_numpy(), 0.0, cost)
