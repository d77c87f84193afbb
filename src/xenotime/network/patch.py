"""A scenario as edits of bounds on a built model: nothing is rebuilt.

Cuts bound shipments: of what moved in the reference year the share let through, and nothing new on
a route that is cut, or buyers would contract around the licence on the same route. Outages bound
plants, demand moves what is wanted, dearer freight adds (factor - 1) * transport to what a tonne
costs on its way. Parts of a scenario that touch the same thing multiply, month by month; a period
takes the mean of its months. Nobody lays in stock for what begins only after a period's end.

What a project opens (`network/links.py`) is scaled as what moved or ran in the reference year: on a
route that is cut its shipments are let through like those under old contracts.

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
from xenotime.network.program import Block
from xenotime.network.reconciliation import THOUSAND
from xenotime.scenarios.scenario import (
    Cut,
    DemandShift,
    Freight,
    Outage,
    Scenario,
    averages,
    by_month,
)


@dataclass(frozen=True)
class Patch:
    """New upper bounds and costs of columns and new right-hand sides of equations, by position.

    factor: float64[len(columns)], what the scenario leaves of what an option opens in the same
    columns (`network/links.py`). demand_factor: multiple of normal demand, float64[demand, period].
    """

    columns: np.ndarray
    upper: np.ndarray
    factor: np.ndarray
    cost_columns: np.ndarray
    cost: np.ndarray
    rows: np.ndarray
    right_side: np.ndarray
    demand_factor: np.ndarray

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (len(self.columns) or len(self.rows) or len(self.cost_columns))


class _Paths:
    """Shares by month of the items that parts of a scenario touch, 1 elsewhere. Items that the same
    parts touch share one path."""

    def __init__(self, items: int, lengths: np.ndarray) -> None:
        self._items, self._lengths = items, lengths
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []

    def touch(self, items: np.ndarray, monthly: np.ndarray) -> None:
        """Multiply the path of these items: positions, float64[month]."""
        self._parts.append((items, monthly))

    def __or__(self, other: _Paths) -> _Paths:
        """Both together."""
        both = _Paths(self._items, self._lengths)
        both._parts = self._parts + other._parts
        return both

    def means(self) -> np.ndarray:
        """Products month by month, then their means over the periods: float64[item, period]."""
        if not (self._items and self._parts):
            return np.ones((self._items, len(self._lengths)))
        hit = np.zeros((self._items, len(self._parts)), dtype=bool)
        for number, (items, _) in enumerate(self._parts):
            hit[items, number] = True
        _, first, which = np.unique(
            np.packbits(hit, axis=1), axis=0, return_index=True, return_inverse=True
        )
        product = np.ones((len(first), int(self._lengths.sum())))
        for number, (_, monthly) in enumerate(self._parts):
            product[hit[first, number]] *= monthly
        return averages(product, self._lengths)[which.reshape(-1)]


def patch(model: Model, scenario: Scenario, start: str | None = None) -> Patch:
    """What a scenario changes in the model; `start` (YYYY-MM) moves its first month."""
    offset = month_number(start or scenario.start) - month_number(model.periods.start)
    lengths = model.periods.lengths
    total = int(lengths.sum())

    def path(values: float | tuple[float, ...]) -> np.ndarray:
        return by_month(values, scenario.months, offset, total)

    index, columns = model.index, model.program.columns
    moving, dearer = (_Paths(index.arcs.height, lengths) for _ in range(2))
    held: dict[Content, _Paths] = {}
    for cut in scenario.cuts:
        hit, let = _arcs_of(index.arcs, index.passages, cut), path(cut.through)
        if cut.content is None:
            moving.touch(hit, let)
        elif len(hit):
            content = Content((cut.content,), cut.content_of, cut.content_from)
            held.setdefault(content, _Paths(index.arcs.height, lengths)).touch(hit, let)
    for part in scenario.freight:
        dearer.touch(_arcs_of(index.arcs, index.passages, part), path(part.factor))
    running = _Paths(index.plants.height, lengths)
    for outage in scenario.outages:
        running.touch(_plants_of(index.plants, index.recipe, outage), path(outage.available))
    asked = _Paths(index.demand.height, lengths)
    for shift in scenario.demand:
        asked.touch(_demand_of(index.demand, shift), path(shift.factor))
    plants, wanted = running.means(), asked.means()

    layer = columns.get(FLOW)
    mixed, layered = {}, np.ones((index.arcs.height, len(lengths)))
    for content, paths in held.items():
        if layer is not None and layer.labels[LAYER].eq(content.name).all():
            layered = paths.means()
        else:
            mixed[content] = paths
    arcs, fresh = _let_through(model, moving, mixed)
    edits = _Edits(model)
    known = columns["kept_flow"].labels["arc"].to_numpy()
    edits.scale("kept_flow", arcs[known])
    edits.scale("new_flow", fresh, arcs)
    edits.scale("project_flow", arcs[index.ways["arc"].to_numpy()])
    edits.scale("kept_activity", plants)
    edits.scale("extra_activity", plants)
    edits.scale("short", wanted[columns["short"].labels["demand"].to_numpy()])
    edits.scale("priced_out", wanted)
    edits.scale("substituted", wanted[index.substitutes["demand"].to_numpy()])
    edits.raise_freight(dearer.means())
    if layer is not None:
        edits.bound_content(layer, layered)
    moved = wanted != 1.0
    blind = model.periods.offsets[1:] <= offset
    if edits.any and "level" in columns and blind.any():
        edits.close(columns["level"].numbers[:, blind].ravel())
    rows = model.program.rows["wanted"].numbers[moved]
    return Patch(
        *edits.finished(),
        rows=rows,
        right_side=model.program.row_lower[rows] * wanted[moved],
        demand_factor=wanted,
    )


def _let_through(
    model: Model, moving: _Paths, mixed: dict[Content, _Paths]
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of normal and of new trade that are let through: twice float64[arc, period]; `mixed`:
    cuts on content that the average mix of a route's goods decides."""
    plain = moving.means()
    arcs, fresh = plain, (plain >= 1.0).astype(float)
    for content, paths in mixed.items():
        share = _content_share(model, content)[:, None]
        both = (moving | paths).means()
        let = np.divide(both, plain, out=np.ones_like(both), where=plain > 0)
        arcs = arcs * (1.0 - share * (1.0 - let))
        fresh = fresh * (1.0 - share * (paths.means() < 1.0))
    return arcs, fresh


class _Edits:
    """New bounds and costs of a model's columns, gathered block by block."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._columns: list[np.ndarray] = []
        self._upper: list[np.ndarray] = []
        self._factor: list[np.ndarray] = []
        self._cost_columns: list[np.ndarray] = []
        self._cost: list[np.ndarray] = []

    @property
    def any(self) -> bool:
        """Whether a bound or cost is another."""
        return any(len(at) for at in (*self._columns, *self._cost_columns))

    def _bound(self, at: np.ndarray, upper: np.ndarray, factor: np.ndarray) -> None:
        self._columns.append(at)
        self._upper.append(upper)
        self._factor.append(factor)

    def scale(self, name: str, left: np.ndarray, opened: np.ndarray | None = None) -> None:
        """Multiply the upper bounds of a block by `left`, and what options open there by `opened`,
        the same unless given: float64[item, period]."""
        opened = left if opened is None else opened
        changed = (left != 1.0) | (opened != 1.0)
        at = self._model.program.columns[name].numbers[changed]
        self._bound(at, self._model.program.upper[at] * left[changed], opened[changed])

    def bound_content(self, layer: Block, left: np.ndarray) -> None:
        """Bound the flow of content by the part `left` of what was normal: float64[arc, period]."""
        labels = layer.labels.select("arc", "normal", "caught").cast(pl.Float64).to_numpy().T
        factor = left[labels[0].astype(int)]
        changed = (factor != 1.0) & (labels[2, :, None] > 0)
        normal = labels[1][:, None] * self._model.periods.years
        self._bound(layer.numbers[changed], (normal * factor)[changed], factor[changed])

    def close(self, at: np.ndarray) -> None:
        """Set upper bounds to zero."""
        self._bound(at, np.zeros(len(at)), np.zeros(len(at)))

    def raise_freight(self, factor: np.ndarray) -> None:
        """Carriage at this multiple of its normal cost: float64[arc, period]."""
        index, program = self._model.index, self._model.program
        carriage = index.arcs["transport"].to_numpy()
        known = program.columns["kept_flow"].labels["arc"].to_numpy()
        every = np.arange(index.arcs.height)
        way = index.ways["arc"].to_numpy()
        for name, arc, transport in (
            ("kept_flow", known, carriage[known]),
            ("new_flow", every, carriage),
            ("project_flow", way, index.ways["transport"].to_numpy()),
        ):
            more = (factor[arc] - 1.0) * transport[:, None] / THOUSAND
            changed = more != 0.0
            at = program.columns[name].numbers[changed]
            self._cost_columns.append(at)
            self._cost.append(program.cost[at] + more[changed])

    def finished(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """columns, upper, factor, cost_columns, cost."""
        columns, upper, factor, cost_columns, cost = (
            np.concatenate(parts)
            for parts in (
                self._columns,
                self._upper,
                self._factor,
                self._cost_columns,
                self._cost,
            )
        )
        return columns, upper, factor, cost_columns, cost


def _named(column: str, names: Sequence[str]) -> pl.Expr:
    """Rows whose column is among the names; `*` is all."""
    return pl.lit(True) if "*" in names else pl.col(column).is_in(list(names))


def _positions(frame: pl.DataFrame, conditions: Iterable[pl.Expr]) -> np.ndarray:
    return frame.with_row_index("position").filter(*conditions)["position"].to_numpy()


def _arcs_of(arcs: pl.DataFrame, passages: pl.DataFrame, cut: Cut | Freight) -> np.ndarray:
    conditions = [
        _named("commodity", cut.commodities),
        _named("origin", cut.origins),
        _named("destination", cut.destinations),
    ]
    if isinstance(cut, Cut):
        conditions.append(~pl.col("destination").is_in(list(cut.except_destinations)))
        conditions.append(pl.col("origin").ne_missing(pl.lit(cut.content)))
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
