"""Content: how much of a flow holds controlled goods of one government, by tonnes and by value.

The reconciled year is split into two layers, goods with such content and goods without. For a node
n (a commodity at a place), a plant k and its output to n:

    f[n] = sum_j m[n,j] f[j] + sum_k s[n,k] r[k,n]      share of the node's tonnes in the layer
    v[n] = sum_j m[n,j] v[j] + sum_k s[n,k] w[k,n]      USD of content per t, over both layers

    r[k,n] = 1, w[k,n] = p[n]                  where k stands in the government's places and n is a
                                               controlled good: this is where content begins
    r[k,n] = max_i f[i]                        elsewhere, over the inputs i of k
    w[k,n] = g[k,n] sum_i a[k,i] v[i] / a[k,n]

m, s: shares of a node's supply that arrive from j, and that k makes; a: t per t of activity; p:
reference price. A plant puts its inputs with content into the same run, so the largest share of an
input is the share of its activity in that run. The content's value goes to the outputs by value
(g), but where a process makes controlled goods, to these alone: dysprosium that comes out of swarf
is in the dysprosium oxide, not in the NdPr oxide beside it.

A node's pool mixes what is made, what arrives and what no figure explains (taken as without
content). All content lies in the layer, so a tonne of the layer holds v / f.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csc_array, eye_array
from scipy.sparse.linalg import splu

from xenotime.network.index import Index
from xenotime.network.reconciliation import Reference

LOSS = 1e-11
"""Share lost at each step, so that goods which only go round, entered by none, hold nothing."""
ROUNDING = 1e-9
"""Shares this close to a threshold, relatively, count as on it."""
POLICIES = 1000
"""Rounds after which the choice of inputs is given up; a handful is usual."""


@dataclass(frozen=True)
class Content:
    """Whose content is traced, and in what it matters.

    Args:
        origins: places of the acting government.
        controlled: goods that are content when they were made there.
        share_from: value share of content from which a good is caught, a fraction; at 0 any
            content does.
        ends: goods that do not pass content on, such as scrap whose metal counts as new.
    """

    origins: tuple[str, ...]
    controlled: tuple[str, ...]
    share_from: float = 0.0
    ends: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """One word for the layer, whatever the order in which places and goods were given."""
        parts = (self.origins, self.controlled, self.ends)
        words = ("+".join(sorted(set(part))) for part in parts)
        return ":".join((*words, f"{self.share_from:g}"))


@dataclass(frozen=True)
class Layers:
    """The reference year in two layers.

    supply: what each node has, float64[node], t per year; produced: of that made there,
    float64[node]; share: f; value: v, USD per t. run: share of a plant's activity that uses
    content, float64[plant]. made, made_share, made_value: for every row of the recipe, t per year
    (0 for inputs), r and w (0 for inputs). origin: outputs at which content begins, bool[row];
    bears: outputs that can hold content, bool[row]. trade: m, [node, node].
    """

    index: Index
    content: Content
    supply: np.ndarray
    produced: np.ndarray
    share: np.ndarray
    value: np.ndarray
    run: np.ndarray
    made: np.ndarray
    made_share: np.ndarray
    made_value: np.ndarray
    origin: np.ndarray
    bears: np.ndarray
    trade: csc_array

    @property
    def own(self) -> np.ndarray:
        """Share of each node's supply that was made there: float64[node]."""
        nothing = np.zeros(len(self.supply))
        own: np.ndarray = np.divide(self.produced, self.supply, out=nothing, where=self.supply > 0)
        return own

    @property
    def caught(self) -> np.ndarray:
        """Share of each node's tonnes that holds content at or above the threshold when the layers
        are kept apart: float64[node]."""
        return self.apart(self.share, self.value, self.index.prices)

    def apart(self, share: np.ndarray, value: np.ndarray, price: np.ndarray) -> np.ndarray:
        """`share` where a tonne of the layer reaches the threshold, 0 elsewhere."""
        density = np.divide(value, share, out=np.zeros_like(value), where=share > 0)
        return np.where(self.reaches(density, price), share, 0.0)

    def reaches(self, value: np.ndarray, price: np.ndarray) -> np.ndarray:
        """Whether content of that value (USD per t) in goods of that price is caught: bool[...].

        Goods without a price are caught by any content.
        """
        threshold = self.content.share_from * price * (1 - ROUNDING)
        caught: np.ndarray = (value > 0) & (value >= threshold)
        return caught


@dataclass(frozen=True)
class Making:
    """Goods that a threshold catches, by the plant that made them: arrays over rows of the recipe.

    row: the recipe's rows; made: t per year; and of that the part that is caught:
    mixed: 1 or 0. The plant keeps no runs apart: everything that leaves a plant which uses content
        holds the plant's average, and is caught when that average reaches the threshold.
    apart: the plant keeps a run with content and one without; the part made in the former, where
        its goods reach the threshold.
    least: the smaller of the two: a plant whose average stays below the threshold mixes, others
        keep their runs apart.
    """

    row: np.ndarray
    made: np.ndarray
    mixed: np.ndarray
    apart: np.ndarray
    least: np.ndarray


def trace_content(index: Index, reference: Reference, content: Content) -> Layers:
    """Split the reconciled year by content: two sparse linear systems, one for tonnes and one for
    value. The first is solved anew (a few times) until every plant's largest input is chosen."""
    nodes, plants = index.nodes.height, index.plants.height
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    made = np.maximum(amount, 0.0) * reference.activity[plant]
    produced = np.bincount(node, made, minlength=nodes).astype(float)
    supply = produced + np.bincount(head, reference.flow, minlength=nodes) + reference.unexplained
    per_supply = np.divide(1.0, supply, out=np.zeros(nodes), where=supply > ROUNDING)
    moved = np.flatnonzero(reference.flow > 0)
    trade = csc_array(
        coo_array(
            (reference.flow[moved] * per_supply[head[moved]], (head[moved], tail[moved])),
            shape=(nodes, nodes),
        )
    )

    controlled = index.recipe["commodity"].is_in(list(content.controlled)).to_numpy()
    there = index.plants["place"].is_in(list(content.origins)).to_numpy()[plant]
    output = amount > 0
    origin = output & controlled & there
    bears = output & (controlled | ~_any(output & controlled, plant, plants)[plant])
    bears &= ~index.recipe["commodity"].is_in(list(content.ends)).to_numpy()
    origin &= bears
    inherits = np.flatnonzero(bears & ~origin)
    part = made * per_supply[node]
    """Share of a node's supply that this row makes: float64[row]."""
    begun = np.bincount(node[origin], part[origin], minlength=nodes)
    flows_on = coo_array(
        (part[inherits], (node[inherits], plant[inherits])), shape=(nodes, plants)
    ).tocsc()
    inputs = np.flatnonzero(amount < 0)
    share, run = _shares(trade, flows_on, begun, plant[inputs], node[inputs], plants)

    weight = np.where(bears, amount * index.prices[node], 0.0)
    priced = np.bincount(plant, weight, minlength=plants) > 0
    weight = np.where(priced[plant], weight, np.where(bears, amount, 0.0))
    total = np.bincount(plant, weight, minlength=plants)[plant]
    per_tonne = np.divide(weight, total * amount, out=np.zeros(len(amount)), where=weight > 0)
    """g / a: content in a tonne of output per unit of content put in: float64[row]."""
    taken = coo_array(
        (-amount[inputs], (plant[inputs], node[inputs])), shape=(plants, nodes)
    ).tocsc()
    passed = coo_array(
        (part[inherits] * per_tonne[inherits], (node[inherits], plant[inherits])),
        shape=(nodes, plants),
    ).tocsc()
    value = _solve(trade + passed @ taken, begun * index.prices)

    made_share, made_value = np.zeros(len(amount)), np.zeros(len(amount))
    made_share[inherits] = run[plant[inherits]]
    made_value[inherits] = per_tonne[inherits] * (taken @ value)[plant[inherits]]
    made_share[origin], made_value[origin] = 1.0, index.prices[node[origin]]
    return Layers(
        index,
        content,
        supply,
        produced,
        share,
        value,
        run,
        made,
        made_share,
        made_value,
        origin,
        bears,
        trade,
    )


def making(layers: Layers, caught: tuple[str, ...]) -> Making:
    """What plants outside the government's places made of the goods `caught`, and how much of it
    the threshold catches."""
    index = layers.index
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    outside = ~index.plants["place"].is_in(list(layers.content.origins)).to_numpy()[plant]
    wanted = index.recipe["commodity"].is_in(list(caught)).to_numpy()
    row = np.flatnonzero(outside & wanted & (layers.made > 0))
    price = index.prices[node[row]]
    share, value = layers.made_share[row], layers.made_value[row]
    mixed = layers.reaches(value, price) & (share > 0)
    return Making(
        row,
        layers.made[row],
        mixed.astype(float),
        layers.apart(share, value, price),
        np.where(mixed, share, 0.0),
    )


def makers(layers: Layers, nodes: np.ndarray) -> np.ndarray:
    """Who made what lies at the nodes: share of the supply of nodes[i] that was made at nodes[j],
    float64[i, j]. The nodes are all those of some commodities; what no figure explains is left out.
    """
    trade = layers.trade[nodes][:, nodes]
    return _solve(trade, np.diag(layers.own[nodes]))


def _shares(
    trade: csc_array,
    flows_on: csc_array,
    begun: np.ndarray,
    plant: np.ndarray,
    node: np.ndarray,
    plants: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Shares of nodes and of plants' runs, where each plant goes by its largest input (policy
    iteration: choose an input for each plant, solve, choose better ones).

    plant, node: of the recipes' inputs.
    """
    nodes = len(begun)
    chosen = np.full(plants, -1)
    fed, first = np.unique(plant, return_index=True)
    chosen[fed] = node[first]
    for _ in range(POLICIES):
        choice = coo_array((np.ones(len(fed)), (fed, chosen[fed])), shape=(plants, nodes))
        share = np.clip(_solve(trade + flows_on @ choice.tocsc(), begun), 0.0, 1.0)
        best = np.zeros(plants)
        np.maximum.at(best, plant, share[node])
        better = (share[node] == best[plant]) & (
            share[node] > share[chosen[plant]] + 1e-12  # what is as good stays
        )
        if not better.any():
            break
        chosen[plant[better]] = node[better]
    share[share < ROUNDING] = 0.0
    run = np.zeros(plants)
    np.maximum.at(run, plant, share[node])
    return share, run


def _solve(links: csc_array, begun: np.ndarray) -> np.ndarray:
    """x = links x + begun."""
    size = len(begun)
    system = csc_array(eye_array(size) - (1 - LOSS) * links)
    found: np.ndarray = splu(system).solve(begun)
    return found


def _any(mask: np.ndarray, plant: np.ndarray, plants: int) -> np.ndarray:
    """Whether a plant has a row in the mask: bool[plant]."""
    found: np.ndarray = np.bincount(plant[mask], minlength=plants) > 0
    return found


def arc_frame(layers: Layers, reference: Reference) -> pl.DataFrame:
    """The layers of every observed flow: arc, commodity, origin, destination, tonnes, with_content,
    without (t per year), content_usd (value of the content in it)."""
    tail = layers.index.arcs["tail"].to_numpy()
    inside = reference.flow * layers.share[tail]
    return (
        layers.index.arcs.select("arc", "commodity", "origin", "destination")
        .with_columns(
            tonnes=pl.Series(reference.flow),
            with_content=pl.Series(inside),
            without=pl.Series(reference.flow - inside),
            content_usd=pl.Series(reference.flow * layers.value[tail]),
        )
        .filter(pl.col("tonnes") > 0)
    )
