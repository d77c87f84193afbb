"""The chain behind a place's supply as a picture needs it: who hands what to whom, stage by stage.

Built on the same mixing shares as `trace`: the input of a stage at a place is followed back through
trade to where it was made, y[n] * s[n] * u[n, i] * origin shares of i at that place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csc_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from xenotime.studies.case import Case
from xenotime.studies.trace import supply_graph, tiers_above
from xenotime.world.schema import STAGES

USE = "use"


@dataclass(frozen=True)
class ChainResult:
    """Links and journeys behind the partnership's use of some commodities.

    links: from_stage, from_place, to_stage, to_place, tonnes, share (of what to_stage takes from
        from_stage). The last stage is `use` in the partners' places.
    journeys: commodity, stage, origin, destination, tonnes: trade flows that serve the partnership.
    """

    commodities: tuple[str, ...]
    links: pl.DataFrame
    journeys: pl.DataFrame


def chain(case: Case, commodity: str | Sequence[str]) -> ChainResult:
    """Follow the partnership's use of a commodity, or of several together, back to the mines."""
    wanted = (commodity,) if isinstance(commodity, str) else tuple(commodity)
    group = case.solved(case.group_of(*wanted))
    index = group.model.index
    graph = supply_graph(index, group.model.reference)
    stage_of = dict(case.world.table("commodities").select("id", "stage").iter_rows())
    nodes = index.nodes.select("node", "commodity", "place")
    inside = list(tiers_above(index, wanted))
    home = nodes.filter(
        pl.col("commodity").is_in(wanted) & pl.col("place").is_in(list(case.partnership))
    )["node"].to_numpy()
    use = np.zeros(nodes.height)
    use[home] = graph.use[home]
    required = graph.requirements(use)
    size = nodes.height
    # Row n of `origin`: where the supply of node n was made, loops of trade solved.
    mixing = splu(csc_array(eye_array(size) - graph.trade))
    origin = mixing.solve(np.diag(graph.made))
    taken = (diags_array(required * graph.made) @ graph.inputs).tocoo()
    parts = [
        _links(nodes, stage_of, taken.row, taken.col, taken.data, origin),
        _links(nodes, stage_of, None, home, use[home], origin),
    ]
    links = (
        pl.concat(parts)
        .group_by("from_stage", "from_place", "to_stage", "to_place", maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns(
            share=pl.col("tonnes") / pl.col("tonnes").sum().over("from_stage", "to_stage")
        )
        .sort(
            ["from_stage", "to_stage", "share", "from_place", "to_place"],
            descending=[False, False, True, False, False],
        )
    )
    trade = graph.trade.tocoo()
    journeys = (
        pl.DataFrame(
            {"head": trade.row, "tail": trade.col, "tonnes": trade.data * required[trade.row]},
            schema={"head": pl.Int64, "tail": pl.Int64, "tonnes": pl.Float64},
        )
        .join(nodes.rename({"node": "head", "place": "destination"}), on="head")
        .join(nodes.select(tail="node", origin="place"), on="tail")
        .filter(pl.col("commodity").is_in(inside) & (pl.col("tonnes") > 1e-9))
        .with_columns(stage=pl.col("commodity").replace_strict(stage_of))
        .select("commodity", "stage", "origin", "destination", "tonnes")
        .sort(
            ["commodity", "tonnes", "origin", "destination"],
            descending=[False, True, False, False],
        )
    )
    return ChainResult(wanted, links, journeys)


def _links(
    nodes: pl.DataFrame,
    stage_of: dict[str, str],
    users: np.ndarray | None,
    inputs: np.ndarray,
    tonnes: np.ndarray,
    origin: np.ndarray,
) -> pl.DataFrame:
    """Links from the makers of each input to its user (or to use, without `users`), forward
    only."""
    commodities, places = nodes["commodity"].to_list(), nodes["place"].to_list()
    order = {stage: rank for rank, stage in enumerate(("recycling", *STAGES[:-1], USE))}
    rows = []
    for position, (node, amount) in enumerate(zip(inputs, tonnes, strict=True)):
        from_stage = stage_of[commodities[node]]
        to_stage = USE if users is None else stage_of[commodities[users[position]]]
        if order[from_stage] >= order[to_stage]:
            continue
        to_place = places[node if users is None else users[position]]
        for maker in np.flatnonzero(origin[node] * amount > 1e-9):
            made = float(origin[node, maker] * amount)
            rows.append((from_stage, places[maker], to_stage, to_place, made))
    return pl.DataFrame(
        rows,
        schema={
            "from_stage": pl.String,
            "from_place": pl.String,
            "to_stage": pl.String,
            "to_place": pl.String,
            "tonnes": pl.Float64,
        },
        orient="row",
    )
