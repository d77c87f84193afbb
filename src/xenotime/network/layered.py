"""Two layers in the linear program: a part of every flow holds content, the rest does not.

The model keeps its columns and rows; of the goods that can hold content, the parts with it are
added. x stands for a flow or activity of the model (kept and new together), z for its part with
content, so that x - z is free of it.

    z[a,t] <= kept_flow[a,t] + new_flow[a,t]                     for arcs a
    z[k,t] <= kept_activity[k,t] + extra_activity[k,t]           for plants k
    free_drawn[s,t] <= drawn[s,t],  sum_t free_drawn[s,t] <= (1 - f) S[s]
    free_level[n,t] <= level[n,t]

    for each node n that can hold content:
    made without content + arrivals - z of arrivals + free stock drawn + unexplained
    >= used by runs without content + departures - z of departures + free stock laid in

A plant may run either layer within its one capacity: the run without content takes inputs without
it, the other takes anything. So do demand and what is unsold. Goods without content may be sold as
if they had some, never the other way. f is the share of content at the stock's node in the
reference year. What the government's plants make of controlled goods is all content.

Nothing but the content's flow is bounded by a cut on it (`Cut.content`). Undisturbed, everything
may count as content and the added part binds nothing, so the optimum is that of the model.
Separating runs costs nothing here and begins at once.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csc_array, hstack, vstack

from xenotime.network.content import Content, Layers, trace_content
from xenotime.network.model import Model
from xenotime.network.program import INFINITY, Block, Builder, Program

FLOW = "content_flow"
ACTIVITY = "content_activity"
LAYER = "layer"


def carriers(layers: Layers) -> np.ndarray:
    """Nodes that can hold content, whatever flows: bool[node]. Controlled goods of the government's
    places, where they can be shipped to, what is made of them, and so on."""
    index = layers.index
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    bears = np.flatnonzero(layers.bears & ~layers.origin)
    inputs = np.flatnonzero(amount < 0)
    found = np.zeros(index.nodes.height, dtype=bool)
    found[node[layers.origin]] = True
    while True:
        before = found.sum()
        found[head[found[tail]]] = True
        uses = np.zeros(index.plants.height, dtype=bool)
        uses[plant[inputs[found[node[inputs]]]]] = True
        found[node[bears[uses[plant[bears]]]]] = True
        if found.sum() == before:
            return found


def layered(model: Model, content: Content) -> Model:
    """The model with the flows of goods that can hold `content` split into two layers.

    `patch` then applies a cut on that content exactly: to the content's flow alone. Blocks added:
    columns `content_flow` (labels: the arcs' columns, `layer` - the content's name -, `normal`:
    content on the arc in the reference year, t per year, and `caught`, whether it reaches the
    threshold) and `content_activity`, `free_drawn`, `free_level`; rows of the same names and
    `free_balance`.

    Raises:
        ValueError: when the model has candidates, whose ways and reserves have no layers.
    """
    if model.index.world is not None:
        raise ValueError("a model with candidates cannot be split into layers")
    index, periods, old = model.index, model.periods, model.program
    layers = trace_content(index, model.reference, content)
    count, holds = len(periods), carriers(layers)
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    arcs = np.flatnonzero(holds[tail])
    builder = Builder()
    columns = _Beside(old, builder)
    free = builder.add_rows("free_balance", index.nodes.filter(holds), count, lower=0.0)
    at = np.full(len(holds), -1)
    at[holds] = np.arange(holds.sum())

    def enter(nodes: np.ndarray, positions: np.ndarray, amounts: np.ndarray | float) -> None:
        """Coefficients in the free balance, of nodes that can hold content only."""
        kept = holds[nodes]
        amount = amounts if isinstance(amounts, float) else amounts[kept][:, None]
        builder.add_entries(free.numbers[at[nodes[kept]]], positions[kept], amount)

    labels = index.arcs[arcs].with_columns(
        layer=pl.lit(content.name),
        normal=pl.Series((model.reference.flow * layers.share[tail])[arcs]),
        caught=pl.Series((layers.caught[tail] > 0)[arcs]),
    )
    flow = columns.add(FLOW, labels, count)
    within = builder.add_rows(FLOW, labels, count, lower=0.0)
    builder.add_entries(within.numbers, flow, -1.0)
    position = np.full(len(tail), -1)
    position[arcs] = np.arange(len(arcs))
    known = old.columns["kept_flow"].labels["arc"].to_numpy()
    for name, which in (("kept_flow", known), ("new_flow", np.arange(len(tail)))):
        numbers, held = old.columns[name].numbers, position[which] >= 0
        builder.add_entries(within.numbers[position[which[held]]], numbers[held], 1.0)
        enter(tail[which], numbers, -1.0)
        enter(head[which], numbers, 1.0)
    enter(tail[arcs], flow, 1.0)
    enter(head[arcs], flow, -1.0)

    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()
    rows = np.flatnonzero(holds[node] & ~layers.origin)
    plants, of_row = np.unique(plant[rows], return_inverse=True)
    runs = columns.add(ACTIVITY, index.plants[plants], count)
    within = builder.add_rows(ACTIVITY, index.plants[plants], count, lower=0.0)
    builder.add_entries(within.numbers, runs, -1.0)
    moved = layers.bears[rows] | (amount[rows] < 0)  # other outputs never hold any content
    enter(node[rows][moved], runs[of_row[moved]], -amount[rows][moved])
    for name in ("kept_activity", "extra_activity"):
        numbers = old.columns[name].numbers
        builder.add_entries(within.numbers, numbers[plants], 1.0)
        enter(node[rows], numbers[plant[rows]], amount[rows])

    _add_stocks(builder, columns, model, layers, free, at)
    some = old.columns["unexplained"]
    enter(some.labels["node"].to_numpy(), some.numbers, 1.0)
    return Model(index, model.reference, periods, columns.finish())


def _add_stocks(
    builder: Builder, columns: _Beside, model: Model, layers: Layers, free: Block, at: np.ndarray
) -> None:
    """Stocks without content: of those held at the start, and of those laid in.

    at: position of each node in the free balance, -1 for those that cannot hold content.
    """
    index, old, count = model.index, model.program, len(model.periods)
    node = index.stocks["node"].to_numpy()
    held = np.flatnonzero(at[node] >= 0)
    node = node[held]
    limit = (index.stocks["tonnes"].to_numpy()[held] * (1.0 - layers.share[node]))[:, None]
    labels = index.stocks[held]
    drawn = columns.add("free_drawn", labels, count, upper=limit)
    total = builder.add_rows("free_initial_stock", labels, 1, upper=limit)
    builder.add_entries(total.numbers, drawn, 1.0)
    within = builder.add_rows("free_drawn", labels, count, lower=0.0)
    builder.add_entries(within.numbers, old.columns["drawn"].numbers[held], 1.0)
    builder.add_entries(within.numbers, drawn, -1.0)
    builder.add_entries(free.numbers[at[node]], drawn, 1.0)
    if "level" not in old.columns:
        return
    labels = index.nodes.filter(at >= 0)
    level = columns.add("free_level", labels, count - 1)
    within = builder.add_rows("free_level", labels, count - 1, lower=0.0)
    builder.add_entries(within.numbers, old.columns["level"].numbers[at >= 0], 1.0)
    builder.add_entries(within.numbers, level, -1.0)
    builder.add_entries(free.numbers[:, :-1], level, -1.0)
    builder.add_entries(free.numbers[:, 1:], level, 1.0)


class _Beside:
    """Columns and rows that come after those of a finished program."""

    def __init__(self, program: Program, builder: Builder) -> None:
        self._old, self._new = program, builder
        self._blocks: dict[str, Block] = {}
        self._size = len(program.cost)
        builder.add_columns("old", pl.DataFrame({"old": range(self._size)}), 1, cost=np.zeros(1))

    def add(
        self, name: str, labels: pl.DataFrame, periods: int, upper: np.ndarray | float = INFINITY
    ) -> np.ndarray:
        """Append columns without cost; their positions: int32[item, period]."""
        block = self._new.add_columns(name, labels, periods, cost=np.zeros((1, 1)), upper=upper)
        return block.numbers

    def finish(self) -> Program:
        """Old and new together; the old ones keep their positions."""
        old, new, size = self._old, self._new.finish(), self._size
        height = len(old.row_lower)
        wide = coo_array((height, len(new.cost) - size))
        matrix = vstack([hstack([old.matrix, wide]), new.matrix])
        rows = {
            name: Block(name, block.start + height, block.labels, block.periods)
            for name, block in new.rows.items()
        }
        columns = {name: block for name, block in new.columns.items() if name != "old"}
        return Program(
            cost=np.r_[old.cost, new.cost[size:]],
            lower=np.r_[old.lower, new.lower[size:]],
            upper=np.r_[old.upper, new.upper[size:]],
            row_lower=np.r_[old.row_lower, new.row_lower],
            row_upper=np.r_[old.row_upper, new.row_upper],
            matrix=csc_array(matrix),
            columns=old.columns | columns,
            rows=old.rows | rows,
        )
