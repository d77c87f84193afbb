"""How the size of what is decided opens bounds and moves rows of one model.

    lower <= y <= upper + U x,   row_lower + T x <= A y <= row_upper + T x

x[o]: size of option o, a share of its project's capacity C; usable = years[t] * available[o,t].
Added to the upper bound, or to the right-hand side, for each unit of x[o]:

    extra_activity[k,t]   C * usable                      the project's plant k
    project_flow[w,t]     C * usable                      its way w
    new_flow[a,t]         min(amount * C * usable, room)  arcs a that leave an output of k
    new_flow[a,t]         amount * C * usable             arcs to an input of k, its feed
    new_flow[a,t]         min(C * laid_in, room)          arcs that leave a reserve, when shared
    new_flow[a,t]         C * filled                      arcs to a reserve that go nowhere else
    reserve[r,t]          C * laid_in                     laid_in: filled, added up to the period
    balance[n,t]          C * filled                      the reserve's node: it must be supplied

room: the most the arc's end can take in the period: demand (times its growth in a scenario), inputs
of plants and projects at capacity, what went unsold, reserves. A bound no larger than that tells a
solver far more about half a project. It does not hold for half the size of a project that comes in
any size, so there it is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array

from xenotime.network.model import Model

GROWTH = 2.0
"""Multiple of normal demand that a scenario is taken to reach at most, unless one is given."""


@dataclass(frozen=True)
class Links:
    """U (`bounds`: [column, option]) and T (`rows`: [row, option])."""

    bounds: csr_array
    rows: csr_array


@dataclass
class _Entries:
    """Coefficients that are gathered before they become a matrix; those for one place add up."""

    at: list[np.ndarray]
    option: list[np.ndarray]
    value: list[np.ndarray]

    @classmethod
    def none(cls) -> _Entries:
        """No coefficients yet."""
        return cls([], [], [])

    def add(self, at: np.ndarray, option: np.ndarray, value: np.ndarray) -> None:
        """Positions and values, [entry, period]; the option of each entry."""
        positions = np.broadcast_to(at, value.shape)
        some = value > 0
        self.at.append(positions[some])
        self.option.append(np.broadcast_to(option[:, None], value.shape)[some])
        self.value.append(value[some])

    def matrix(self, height: int, width: int) -> csr_array:
        """The sum of all entries."""
        if not self.at:
            return csr_array((height, width))
        parts = (np.concatenate(part) for part in (self.value, self.at, self.option))
        value, at, option = parts
        return csr_array(coo_array((value, (at, option)), shape=(height, width)))


def links(
    model: Model,
    options: pl.DataFrame,
    available: np.ndarray,
    filled: np.ndarray,
    *,
    shared: bool | Collection[str] = True,
    growth: np.ndarray | float = GROWTH,
) -> Links:
    """What each option opens.

    Args:
        model: built on an index with candidates.
        options: option (0 ... n-1 in this order), project; of projects that are not candidates of
            this model nothing opens.
        available: float64[option, period], share of the period's capacity that can be used.
        filled: float64[option, period], share of a stockpile laid in during the period; what is
            laid in can be drawn in that period at the earliest.
        shared: whether a stockpile may be shipped to other places, or to which.
        growth: float64[demand] or one number, the largest multiple of normal demand in any
            scenario.

    Returns:
        The matrices; U has entries only in `extra_activity`, `project_flow` and `new_flow`.
    """
    return _Opening(model, options, available, filled, shared, growth).links()


class _Opening:
    """Goes through what the options' projects add, kind by kind, and gathers the coefficients."""

    def __init__(
        self,
        model: Model,
        options: pl.DataFrame,
        available: np.ndarray,
        filled: np.ndarray,
        shared: bool | Collection[str],
        growth: np.ndarray | float,
    ) -> None:
        index, program = model.index, model.program
        self.model, self.index, self.shared = model, index, shared
        self.columns, self.rows = program.columns, program.rows
        self.shape = (len(program.cost), len(program.row_lower), options.height)
        self.usable = available * model.periods.years
        self.filled = filled
        self.options = (
            options.with_columns(option=pl.int_range(pl.len(), dtype=pl.Int64))
            .join(index.candidates.rename({"id": "project"}), on="project", maintain_order="left")
            .select("option", "project", "smallest")
        )
        self.room = _room(model, growth)
        base = index.world or index
        self.old_source = np.zeros(index.nodes.height, dtype=bool)
        makers = base.recipe.filter(pl.col("amount") > 0)
        self.old_source[makers["node"].to_numpy()] = True
        self.old_source[base.arcs.filter("known")["tail"].to_numpy()] = True
        self.bounds, self.moved = _Entries.none(), _Entries.none()

    def links(self) -> Links:
        """All that the options open."""
        self._plants()
        self._ways()
        self._reserves()
        columns, rows, options = self.shape
        return Links(self.bounds.matrix(columns, options), self.moved.matrix(rows, options))

    def _plants(self) -> None:
        plants = self.index.plants.select("plant", "project", capacity="planned")
        found = self.options.join(plants, on="project", maintain_order="left")
        option, size = found["option"].to_numpy(), found["capacity"].to_numpy()[:, None]
        extra = self.columns["extra_activity"].numbers[found["plant"].to_numpy()]
        self.bounds.add(extra, option, size * self.usable[option])
        uses = found.join(
            self.index.recipe.select("plant", "node", "amount"), on="plant", maintain_order="left"
        ).with_columns(tonnes=pl.col("amount").abs() * pl.col("capacity"))
        makes = uses.filter(pl.col("amount") > 0)
        option = makes["option"].to_numpy()
        self._leaving(makes, makes["tonnes"].to_numpy()[:, None] * self.usable[option], True)
        takes = uses.filter(pl.col("amount") < 0)
        option = takes["option"].to_numpy()
        self._arriving(takes, takes["tonnes"].to_numpy()[:, None] * self.usable[option], 0)

    def _ways(self) -> None:
        ways = self.index.ways.select("way", "project", "capacity")
        found = self.options.join(ways, on="project", maintain_order="left")
        option, size = found["option"].to_numpy(), found["capacity"].to_numpy()[:, None]
        at = self.columns["project_flow"].numbers[found["way"].to_numpy()]
        self.bounds.add(at, option, size * self.usable[option])

    def _reserves(self) -> None:
        reserves = self.index.reserves.select("reserve", "project", "node", "capacity")
        found = self.options.join(reserves, on="project", maintain_order="left")
        option, size = found["option"].to_numpy(), found["capacity"].to_numpy()[:, None]
        filling = size * self.filled[option]
        held = np.cumsum(filling, axis=1)
        node = found["node"].to_numpy()
        self.moved.add(self.rows["reserve"].numbers[found["reserve"].to_numpy()], option, held)
        self.moved.add(self.rows["balance"].numbers[node], option, filling)
        self._arriving(found, filling, self.index.observed_arcs)
        if self.shared:
            self._leaving(found, held, self.shared)

    def _leaving(self, found: pl.DataFrame, tonnes: np.ndarray, to: bool | Collection[str]) -> None:
        """Open the arcs that leave nodes; tonnes: float64[row of found, period]."""
        arcs = self.index.arcs.select("arc", "head", "destination", node="tail")
        if not isinstance(to, bool):
            arcs = arcs.filter(pl.col("destination").is_in(list(to)))
        both = found.with_row_index("row").join(arcs, on="node", maintain_order="left")
        most = tonnes[both["row"].to_numpy()]
        whole = both["smallest"].to_numpy()[:, None] >= 1.0
        room = np.where(whole, self.room[both["head"].to_numpy()], np.inf)
        at = self.columns["new_flow"].numbers[both["arc"].to_numpy()]
        self.bounds.add(at, both["option"].to_numpy(), np.minimum(most, room))

    def _arriving(self, found: pl.DataFrame, tonnes: np.ndarray, first: int) -> None:
        """Open the arcs to nodes, from the arc `first` on, from where the goods come already;
        tonnes: float64[row of found, period]."""
        arcs = self.index.arcs.select("arc", "tail", node="head")[first:]
        arcs = arcs.filter(pl.Series(self.old_source[arcs["tail"].to_numpy()], dtype=pl.Boolean))
        both = found.with_row_index("row").join(arcs, on="node", maintain_order="left")
        at = self.columns["new_flow"].numbers[both["arc"].to_numpy()]
        self.bounds.add(at, both["option"].to_numpy(), tonnes[both["row"].to_numpy()])


def _room(model: Model, growth: np.ndarray | float) -> np.ndarray:
    """The most each node can take from an arc in a period: float64[node, period]."""
    index, reference = model.index, model.reference
    count = index.nodes.height
    plants = index.plants
    most = np.maximum(
        np.maximum(plants["capacity"].fill_null(0.0).to_numpy(), reference.activity),
        plants["planned"].fill_null(0.0).to_numpy(),
    )
    taken = np.maximum(-index.recipe["amount"].to_numpy(), 0.0)
    use = taken * most[index.recipe["plant"].to_numpy()]
    per_year = np.bincount(index.recipe["node"].to_numpy(), use, minlength=count)
    wanted = reference.demand * growth
    per_year += np.bincount(index.demand["node"].to_numpy(), wanted, minlength=count)
    per_year += reference.unsold
    ways = index.ways
    per_year += np.bincount(ways["tail"].to_numpy(), ways["capacity"].to_numpy(), minlength=count)
    reserves = index.reserves
    once = np.bincount(
        reserves["node"].to_numpy(), reserves["capacity"].to_numpy(), minlength=count
    )
    room: np.ndarray = per_year[:, None] * model.periods.years + once[:, None]
    return room
