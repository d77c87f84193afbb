"""`trace`: where a place's supply of a commodity comes from, at every tier, down to the mine.

The reconciled flows of the reference year are mixed as in a Leontief model. Per tonne of supply T
at a node n (a commodity at a place), m[n, j] comes from node j by trade, s[n] is made there, and
making a tonne takes u[n, i] of input i (a process with several outputs shares its inputs among them
by value at reference prices). What the use d requires at all nodes solves one linear system, loops
of trade and recycling included:

    y = d + (M + diag(s) U)' y

The origin shares of a tier are y[n] * s[n] over the nodes of that commodity. Supply that no figure
explains stays a share of its own, `unknown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from xenotime.network.index import Index
from xenotime.network.reconciliation import Reference
from xenotime.studies.case import Case
from xenotime.world.problems import XenotimeError
from xenotime.world.schema import STAGES

UNKNOWN = "unknown"
ENDLESS = 1e9
"""Tonnes needed per tonne used, from which a loop of recipes counts as one that nothing enters."""


class NoUse(XenotimeError):
    """The partnership uses none of a commodity, so there is nothing to trace."""


@dataclass(frozen=True)
class TraceResult:
    """Origins of what the partnership uses of some commodities.

    origins: consumer, tier (0: the commodities themselves), stage, commodity, origin, tonnes (per
        year), share (of the tier). The consumer `+` is the partnership together.
    direct: consumer, supplier, tonnes, share: who ships to (or in) the consumer.
    tiers: consumer, tier, stage, commodity, tonnes required, self_sufficiency (share made by the
        consumer itself), unknown (share that no figure explains), hhi, largest (supplier outside
        it), largest_share.
    """

    commodities: tuple[str, ...]
    partnership: Sequence[str]
    origins: pl.DataFrame
    direct: pl.DataFrame
    tiers: pl.DataFrame

    def stages(self) -> pl.DataFrame:
        """Origins with the commodities of a stage added up by tonnes: consumer, stage, origin,
        tonnes, share; in the order of the chain, largest share first."""
        order = {name: i for i, name in enumerate(STAGES)}
        return (
            self.origins.group_by("consumer", "stage", "origin", maintain_order=True)
            .agg(pl.col("tonnes").sum())
            .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum().over("consumer", "stage"))
            .sort(
                ["consumer", pl.col("stage").replace_strict(order), "share", "origin"],
                descending=[False, False, True, False],
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values."""
        return {
            "commodities": list(self.commodities),
            "partnership": list(self.partnership),
            "tiers": self.tiers.to_dicts(),
            "direct": self.direct.to_dicts(),
            "origins": self.origins.to_dicts(),
        }


@dataclass(frozen=True)
class SupplyGraph:
    """The mixing shares of a reconciled year.

    trade: M, from[n, j]; made: s, float64[node]; inputs: U, t of i per t made at n; unknown: share
    of unexplained supply, float64[node]; use: what is used at the node, float64[node], t per year.
    """

    index: Index
    trade: csc_array
    made: np.ndarray
    inputs: csc_array
    unknown: np.ndarray
    use: np.ndarray

    def requirements(self, use: np.ndarray) -> np.ndarray:
        """What a use d needs at every node: float64[node, use], t per year.

        Raises:
            XenotimeError: when what is used comes out of a loop of recipes that nothing enters.
        """
        flow = csc_array(self.trade + diags_array(self.made) @ self.inputs)
        start = np.asarray(use.reshape(len(use), -1).any(axis=1))
        behind = np.flatnonzero(reached(csc_array(flow.T), start))
        system = csc_array(eye_array(len(behind)) - flow[behind][:, behind].T)
        required: np.ndarray = np.zeros_like(use)
        try:
            required[behind] = splu(system).solve(use[behind])
            endless = not required.max() < ENDLESS * use.max()
        except RuntimeError:
            endless = True
        if endless:
            goods = self.index.nodes["commodity"].gather(behind).unique().sort().to_list()
            raise XenotimeError(
                f"{', '.join(goods)} are made of each other in a loop that nothing enters in "
                f"{self.index.year}; check the amounts in recipes.csv, or add the plant that "
                "feeds it"
            )
        return required


def reached(links: csc_array | csr_array, start: np.ndarray) -> np.ndarray:
    """Nodes that one can get to from `start`, where links[n, j] > 0 leads from j to n.

    start and result: bool[node].
    """
    grown: np.ndarray = start
    while True:
        start, grown = grown, grown | (links @ grown.astype(float) > 0)
        if np.array_equal(start, grown):
            return grown


def supply_graph(index: Index, reference: Reference) -> SupplyGraph:
    """The mixing shares from the reconciled flows.

    Goods that only go round between places, made by none and used by none, come from nowhere: such
    trade is left out.
    """
    size = index.nodes.height
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()
    quantity = amount * reference.activity[plant]
    produced = np.bincount(node, np.maximum(quantity, 0), minlength=size)
    consumed = np.bincount(node, np.maximum(-quantity, 0), minlength=size)
    tail, head = index.arcs["tail"].to_numpy(), index.arcs["head"].to_numpy()
    received = np.bincount(head, reference.flow, minlength=size)
    supply = produced + received + reference.unexplained
    per_supply = np.divide(1.0, supply, out=np.zeros(size), where=supply > 1e-9)
    shipped = reference.flow > 0
    trade = coo_array(
        (reference.flow[shipped] * per_supply[head[shipped]], (head[shipped], tail[shipped])),
        shape=(size, size),
    ).tocsc()
    sourced = reached(trade, (produced > 0) | (reference.unexplained > 0))
    trade = csc_array(diags_array(sourced.astype(float)) @ trade)
    trade.eliminate_zeros()

    worth = np.maximum(quantity, 0) * index.prices[node]
    revenue = np.bincount(plant, worth, minlength=index.plants.height)
    mass = np.bincount(plant, np.maximum(quantity, 0), minlength=index.plants.height)
    weight = np.where(revenue[plant] > 0, worth, np.maximum(quantity, 0))
    total = np.where(revenue > 0, revenue, mass)
    outs, ins = np.flatnonzero(amount > 0), np.flatnonzero(amount < 0)
    pairs = pl.DataFrame({"plant": plant[outs], "out": outs}).join(
        pl.DataFrame({"plant": plant[ins], "in": ins}), on="plant", maintain_order="left_right"
    )
    a, b = pairs["out"].to_numpy(), pairs["in"].to_numpy()
    running = total[plant[a]] > 0
    a, b = a[running], b[running]
    made_of = -quantity[b] * weight[a] / total[plant[a]]
    per_made = np.divide(1.0, produced, out=np.zeros(size), where=produced > 1e-9)
    inputs = coo_array((made_of * per_made[node[a]], (node[a], node[b])), shape=(size, size))
    demanded = np.bincount(index.demand["node"].to_numpy(), reference.demand, minlength=size)
    return SupplyGraph(
        index,
        trade,
        produced * per_supply,
        inputs.tocsc(),
        reference.unexplained * per_supply,
        consumed + demanded,
    )


def tiers_above(index: Index, commodities: Sequence[str]) -> dict[str, int]:
    """Commodities upstream of some, with the fewest steps to them; those themselves at 0."""
    recipe = index.recipe.select("plant", "commodity", "amount")
    ways = (
        recipe.filter(pl.col("amount") > 0)
        .join(recipe.filter(pl.col("amount") < 0), on="plant", suffix="_in")
        .select("commodity", "commodity_in")
        .unique()
    )
    inputs: dict[str, list[str]] = {}
    for made, taken in ways.sort("commodity", "commodity_in").iter_rows():
        inputs.setdefault(made, []).append(taken)
    depth = dict.fromkeys(commodities, 0)
    frontier = list(depth)
    while frontier:
        found = [i for c in frontier for i in inputs.get(c, []) if i not in depth]
        for name in found:
            depth.setdefault(name, depth[frontier[0]] + 1)
        frontier = list(dict.fromkeys(found))
    return depth


def trace(case: Case, commodity: str | Sequence[str]) -> TraceResult:
    """Shares of ultimate origin of the partnership's use of a commodity, at every tier.

    Args:
        case: world, partnership and reference year.
        commodity: one, or several of a coupling group that are traced together.

    Raises:
        NoUse: when the partnership uses none of it.
        XenotimeError: when the world does not know the commodity.
    """
    wanted = (commodity,) if isinstance(commodity, str) else tuple(commodity)
    group = case.solved(case.group_of(*wanted))
    index = group.model.index
    graph = supply_graph(index, group.model.reference)
    nodes = index.nodes.select("node", "commodity", "place")
    used = nodes.with_columns(used=pl.Series(graph.use)).filter(
        pl.col("commodity").is_in(wanted)
        & pl.col("place").is_in(list(case.partnership))
        & (pl.col("used") > 0)
    )
    if not used.height:
        who, what = ", ".join(case.partnership), " or ".join(wanted)
        raise NoUse(
            f"{who} use no {what} in {index.year}, as far as the world knows; choose "
            "another commodity or partnership"
        )
    consumers = used["place"].unique(maintain_order=True).to_list()
    use = np.zeros((nodes.height, len(consumers)))
    columns = [consumers.index(place) for place in used["place"]]
    use[used["node"].to_numpy(), columns] = used["used"].to_numpy()
    required = graph.requirements(use)
    made = required * graph.made[:, None]
    unknown = required * graph.unknown[:, None]
    depth = tiers_above(index, wanted)
    stage_of = dict(case.world.table("commodities").select("id", "stage").iter_rows())
    origins = _origins(nodes, consumers, made, unknown, depth, stage_of)
    return TraceResult(
        wanted, case.partnership, origins, _direct(graph, used), _tiers(origins, case.partnership)
    )


def _origins(
    nodes: pl.DataFrame,
    consumers: list[str],
    made: np.ndarray,
    unknown: np.ndarray,
    depth: dict[str, int],
    stage_of: dict[str, str],
) -> pl.DataFrame:
    parts = []
    for column, consumer in enumerate(consumers):
        for values, origin in ((made, pl.col("place")), (unknown, pl.lit(UNKNOWN))):
            parts.append(
                nodes.with_columns(
                    consumer=pl.lit(consumer), origin=origin, tonnes=pl.Series(values[:, column])
                )
            )
    table = pl.concat(parts).filter(
        pl.col("commodity").is_in(list(depth)) & (pl.col("tonnes") > 1e-9)
    )
    table = pl.concat([table, table.with_columns(consumer=pl.lit("+"))])
    order = {name: i for i, name in enumerate(STAGES)}
    return (
        table.group_by("consumer", "commodity", "origin", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns(
            tier=pl.col("commodity").replace_strict(depth, return_dtype=pl.Int64),
            stage=pl.col("commodity").replace_strict(stage_of),
            share=pl.col("tonnes") / pl.col("tonnes").sum().over("consumer", "commodity"),
        )
        .sort(
            [
                "consumer",
                "tier",
                pl.col("stage").replace_strict(order, return_dtype=pl.Int64),
                "commodity",
                "share",
                "origin",
            ],
            descending=[False, False, True, False, True, False],
        )
        .select("consumer", "tier", "stage", "commodity", "origin", "tonnes", "share")
    )


def _direct(graph: SupplyGraph, used: pl.DataFrame) -> pl.DataFrame:
    """Who ships to (or in) each consumer what it uses."""
    places = graph.index.nodes["place"].to_list()
    rows = []
    for consumer, node, amount in used.select("place", "node", "used").iter_rows():
        line = graph.trade[[node], :].toarray()[0]
        rows += [(consumer, places[j], line[j] * amount) for j in np.flatnonzero(line)]
        rows.append((consumer, consumer, graph.made[node] * amount))
        rows.append((consumer, UNKNOWN, graph.unknown[node] * amount))
    return (
        pl.DataFrame(rows, schema=["consumer", "supplier", "tonnes"], orient="row")
        .filter(pl.col("tonnes") > 0)
        .group_by("consumer", "supplier", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum().over("consumer"))
        .sort(["consumer", "share", "supplier"], descending=[False, True, False])
    )


def _tiers(origins: pl.DataFrame, partnership: Sequence[str]) -> pl.DataFrame:
    inside = (pl.col("origin") == pl.col("consumer")) | (
        (pl.col("consumer") == "+") & pl.col("origin").is_in(list(partnership))
    )
    outside = origins.filter(~inside & (pl.col("origin") != UNKNOWN))
    key = ["consumer", "tier", "stage", "commodity"]
    return (
        origins.group_by(key, maintain_order=True)
        .agg(
            tonnes=pl.col("tonnes").sum(),
            self_sufficiency=pl.col("share").filter(inside).sum(),
            unknown=pl.col("share").filter(pl.col("origin") == UNKNOWN).sum(),
            hhi=(pl.col("share") ** 2).sum(),
        )
        .join(
            outside.group_by(key, maintain_order=True).agg(
                largest=pl.col("origin").first(), largest_share=pl.col("share").first()
            ),
            on=key,
            how="left",
            maintain_order="left",
        )
    )
