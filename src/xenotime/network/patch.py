"""A scenario as edits of bounds on a built model: nothing is rebuilt.

Cuts bound shipments: of what moved in the reference year the share let through, and nothing new on
a route that is cut, or buyers would contract around the licence on the same route. Outages bound
plants, demand moves what is wanted. Parts of a scenario that touch the same thing multiply. Nobody
lays in stock for what begins only after a period's end.

A cut on content touches only the part of a route's goods that holds content of a place. In a model
with layers that part has columns of its own. In any other the average mix decides: with s the share
of content on the route in the reference year (`network/content.py`), 1 - s (1 - through) of what
moved is let through, and 1 - s of what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.content import Content, trace_content
from xenotime.network.layered import FLOW, LAYER
from xenotime.network.model import Model
from xenotime.network.periods import month_number
from xenotime.scenarios.scenario import Cut, DemandShift, Outage, Scenario, by_period


@dataclass(frozen=True)
class Patch:
    """New upper bounds of columns and new right-hand sides of equations, by position."""

    columns: np.ndarray
    upper: np.ndarray
    rows: np.ndarray
    right_side: np.ndarray
    demand_factor: np.ndarray
    """Multiple of normal demand: float64[demand, period]."""

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (len(self.columns) or len(self.rows))


def patch(model: Model, scenario: Scenario, start: str | None = None) -> Patch:
    """What a scenario changes in the model; `start` (YYYY-MM) moves its first month."""
    offset = month_number(start or scenario.start) - month_number(model.periods.start)
    lengths = model.periods.lengths

    def path(values: float | tuple[float, ...]) -> np.ndarray:
        return by_period(values, scenario.months, offset, lengths)

    index, columns, count = model.index, model.program.columns, len(lengths)
    arcs, fresh, layered = np.ones((3, index.arcs.height, count))
    held: dict[Content, np.ndarray] = {}
    for cut in scenario.cuts:
        hit, let = _arcs_of(index.arcs, index.passages, cut), path(cut.through)
        if cut.content is None:
            arcs[hit] *= let
            fresh[hit] *= let >= 1.0
        elif len(hit):
            content = Content((cut.content,), cut.content_of, cut.content_from)
            held.setdefault(content, np.ones(arcs.shape))[hit] *= let
    layer = columns.get(FLOW)
    for content, let in held.items():
        if layer is not None and layer.labels[LAYER].eq(content.name).all():
            layered *= let
        else:
            share = _content_share(model, content)[:, None]
            arcs *= 1.0 - share * (1.0 - let)
            fresh *= 1.0 - share * (let < 1.0)
    plants = np.ones((index.plants.height, count))
    for outage in scenario.outages:
        plants[_plants_of(index.plants, index.recipe, outage)] *= path(outage.available)
    wanted = np.ones((index.demand.height, count))
    for shift in scenario.demand:
        wanted[_demand_of(index.demand, shift)] *= path(shift.factor)

    known = columns["kept_flow"].labels["arc"].to_numpy()
    user = index.substitutes["demand"].to_numpy()
    factors = {
        "kept_flow": arcs[known],
        "new_flow": fresh,
        "kept_activity": plants,
        "extra_activity": plants,
        "short": wanted[columns["short"].labels["demand"].to_numpy()],
        "priced_out": wanted,
        "substituted": wanted[user],
    }
    numbers, uppers = [], []
    for name, factor in factors.items():
        changed = factor != 1.0
        at = columns[name].numbers[changed]
        numbers.append(at)
        uppers.append(model.program.upper[at] * factor[changed])
    if layer is not None:
        labels = layer.labels.select("arc", "normal", "caught").cast(pl.Float64).to_numpy().T
        factor = layered[labels[0].astype(int)]
        changed = (factor != 1.0) & (labels[2, :, None] > 0)
        numbers.append(layer.numbers[changed])
        uppers.append((labels[1][:, None] * model.periods.years * factor)[changed])
    blind = model.periods.offsets[1:] <= offset
    if any(len(at) for at in numbers) and "level" in columns and blind.any():
        at = columns["level"].numbers[:, blind].ravel()
        numbers.append(at)
        uppers.append(np.zeros(len(at)))
    moved = wanted != 1.0
    rows = model.program.rows["wanted"].numbers[moved]
    return Patch(
        columns=np.concatenate(numbers),
        upper=np.concatenate(uppers),
        rows=rows,
        right_side=model.program.row_lower[rows] * wanted[moved],
        demand_factor=wanted,
    )


def _named(column: str, names: Sequence[str]) -> pl.Expr:
    """Rows whose column is among the names; `*` is all."""
    return pl.lit(True) if "*" in names else pl.col(column).is_in(list(names))


def _positions(frame: pl.DataFrame, conditions: Iterable[pl.Expr]) -> np.ndarray:
    mask = frame.select(pl.all_horizontal(pl.lit(True), *conditions).alias("hit"))["hit"]
    return np.flatnonzero(np.broadcast_to(mask.to_numpy(), frame.height))


def _arcs_of(arcs: pl.DataFrame, passages: pl.DataFrame, cut: Cut) -> np.ndarray:
    conditions = [
        _named("commodity", cut.commodities),
        _named("origin", cut.origins) & pl.col("origin").ne_missing(pl.lit(cut.content)),
        _named("destination", cut.destinations),
        ~pl.col("destination").is_in(list(cut.except_destinations)),
    ]
    if cut.passage is not None:
        taken = passages.filter(pl.col("passage") == cut.passage)
        pairs = {frozenset(p) for p in taken.select("basin_a", "basin_b").iter_rows()}
        through = [frozenset(p) in pairs for p in arcs.select("basin_a", "basin_b").iter_rows()]
        conditions.append(pl.lit(pl.Series(through, dtype=pl.Boolean)))
    return _positions(arcs, conditions)


def _content_share(model: Model, content: Content) -> np.ndarray:
    """Share of each arc's goods that a cut on content touches: float64[arc]."""
    layers = trace_content(model.index, model.reference, content)
    share: np.ndarray = layers.caught[model.index.arcs["tail"].to_numpy()]
    return share


def _plants_of(plants: pl.DataFrame, recipe: pl.DataFrame, outage: Outage) -> np.ndarray:
    makers = recipe.filter((pl.col("amount") > 0) & _named("commodity", outage.commodities))
    chosen = (
        _named("id", outage.plants)
        | _named("process", outage.processes)
        | pl.col("plant").is_in(makers["plant"].unique().to_list())
    )
    return _positions(plants, [chosen, _named("place", outage.places)])


def _demand_of(demand: pl.DataFrame, shift: DemandShift) -> np.ndarray:
    return _positions(
        demand,
        [
            _named("sector", shift.sectors),
            _named("commodity", shift.commodities),
            _named("place", shift.places),
        ],
    )
