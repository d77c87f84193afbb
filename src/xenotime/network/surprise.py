"""Nobody prepares for what nobody knows of: adaptation begins with the disturbance.

A built model counts the pace at which trade, plants and users adapt from the start of its horizon.
For what begins in month b of the horizon, all of these count from there:

    new_flow        min(turnover * since[m], 1)        since[m] = (m + 1/2 - b) / 12 years, m >= b
    extra_activity  min(since[m] / restart_years, 1)
    substituted     min(since[m] / years_to_reach, 1)
    level           0 at the end of periods before b: nothing is laid in for it

as means over the months of a period; months before b, and what the undisturbed world does anyway,
stay as they are. What projects open (`network/links.py`) is not slowed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xenotime.network.model import Model
from xenotime.network.periods import month_number
from xenotime.network.program import Block

MONTHS = 12.0


def surprised(model: Model, start: str, usual: np.ndarray | None = None) -> Model:
    """The model in which nothing is known before the month `start` (YYYY-MM).

    Args:
        model: as built; its horizon may begin at `start` or later, and then nothing changes.
        start: first month of the disturbance.
        usual: float64[column], the undisturbed solution, which goes on; None: nothing does.
    """
    offset = month_number(start) - month_number(model.periods.start)
    if offset <= 0:
        return model
    program, index = model.program, model.index
    upper = program.upper.copy()
    goes_on = np.zeros(len(upper)) if usual is None else np.minimum(usual, upper)

    def slow(block: Block, years_to_all: np.ndarray) -> None:
        at = block.numbers
        pace = _pace(model, offset, np.broadcast_to(years_to_all, (at.shape[0],)))
        upper[at] = np.maximum(upper[at] * pace, goes_on[at])

    turnover = index.parameters["contract_turnover"]
    years_of_contracts = np.array(1.0 / turnover if turnover > 0 else np.inf)
    slow(program.columns["new_flow"], years_of_contracts)
    slow(program.columns["extra_activity"], np.array(index.parameters["restart_years"]))
    slow(program.columns["substituted"], index.substitutes["years"].to_numpy())
    blind = model.periods.offsets[1:] <= offset
    if "level" in program.columns:
        upper[program.columns["level"].numbers[:, blind]] = 0.0
    return replace(model, program=replace(program, upper=upper))


def _pace(model: Model, offset: int, years_to_all: np.ndarray) -> np.ndarray:
    """What is left of each period's reach when it counts from month `offset`: float64[item,
    period]. years_to_all: float64[item], time until all of it is reached; infinite: never."""
    periods = model.periods
    month = np.arange(int(periods.lengths.sum()))
    since = (month + 0.5 - offset) / MONTHS
    years = np.maximum(years_to_all, 1e-9)[:, None]
    usual = np.minimum(periods.elapsed / years, 1.0)
    of_month = np.repeat(usual, periods.lengths, axis=1)
    late = np.where(since < 0, of_month, np.minimum(np.minimum(since / years, 1.0), of_month))
    means = np.add.reduceat(late, periods.offsets, axis=1) / periods.lengths
    pace: np.ndarray = np.divide(means, usual, out=np.ones_like(means), where=usual > 0)
    return pace
