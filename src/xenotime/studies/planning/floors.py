"""The yearly money that price support of a running plant takes."""

from __future__ import annotations

import numpy as np
import polars as pl

from xenotime.network.periods import Periods, month_number
from xenotime.studies.planning.options import YEAR, Options


def floor_money(
    support: pl.DataFrame,
    candidates: pl.DataFrame,
    recipes: pl.DataFrame,
    options: Options,
    periods: Periods,
) -> np.ndarray:
    """USD of price support at full size: float64[option, calendar year]; zero where a plant needs
    none, its need is not known, or it comes without the plan.

    Args:
        support: project, commodity (main output), price_support (USD per t).
        candidates: id, process, capacity (t of activity per year).
        recipes: the world's table.
        options: what can be decided.
        periods: of the horizon.
    """
    outputs = recipes.filter(pl.col("direction") == "out").select("process", "commodity", "amount")
    yearly = (
        support.join(candidates.select("process", "capacity", project="id"), on="project")
        .join(outputs, on=["process", "commodity"])
        .select("project", usd=pl.col("price_support") * pl.col("capacity") * pl.col("amount"))
    )
    per_year = (
        options.frame.select("project")
        .join(yearly, on="project", how="left", maintain_order="left")["usd"]
        .fill_null(0.0)
        .to_numpy()
    )
    first = month_number(periods.start)
    months = np.arange(int(periods.lengths.sum()))
    period = np.searchsorted(periods.offsets, months, side="right") - 1
    running = np.zeros((len(options), len(options.years)))
    year = np.searchsorted(options.years, (first + months) // YEAR)
    np.add.at(running.T, year, options.available[:, period].T / YEAR)
    chosen = ~options.frame["given"].to_numpy()
    money: np.ndarray = (per_year * chosen)[:, None] * running
    return money
