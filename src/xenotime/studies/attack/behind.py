"""What is behind the partners' use, through any number of plants and places, and who exports it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from xenotime.network.model import Model

EVERYBODY = "*"
CONSIDERABLE = 0.05
"""Share of the world's exports of a commodity from which a government is feared unnamed."""
NEGLIGIBLE = 1e-6
"""Tonnes per year below which nothing is made or moved."""


def behind_use(model: Model, partnership: Sequence[str]) -> pl.Series:
    """Which nodes are behind what the partners use in the reference year: bool[node]."""
    index, reference = model.index, model.reference
    count = index.nodes.height
    wanted = index.demand["place"].is_in(list(partnership)).to_numpy() & (
        reference.demand > NEGLIGIBLE
    )
    moved = reference.flow > NEGLIGIBLE
    tail, head = (index.arcs[name].to_numpy()[moved] for name in ("tail", "head"))
    running = reference.activity > NEGLIGIBLE
    steps = index.recipe.filter(pl.Series(running[index.recipe["plant"].to_numpy()]))
    ways = (
        steps.filter(pl.col("amount") > 0)
        .select("plant", made="node")
        .join(steps.filter(pl.col("amount") < 0).select("plant", used="node"), on="plant")
    )
    origin = np.concatenate([tail, ways["used"].to_numpy()])
    target = np.concatenate([head, ways["made"].to_numpy()])
    back = csr_array((np.ones(len(origin)), (origin, target)), shape=(count, count))
    behind = np.zeros(count, dtype=bool)
    behind[index.demand["node"].to_numpy()[wanted]] = True
    while True:
        more = behind | (back @ behind.astype(float) > 0)
        if (more == behind).all():
            return pl.Series(behind)
        behind = more


def exports_of(
    model: Model, goods: set[str], partnership: Sequence[str], governments: Sequence[str]
) -> pl.DataFrame:
    """Which of the goods the feared governments can control: origin, commodity, home (whether any
    can go to a partner), considerable (whether a control of this good alone is feared).

    What can go is what went in the reference year, or what the place could sell to new buyers.
    """
    index, program = model.index, model.program
    could = program.columns["new_flow"].read(program.upper).sum(axis=1)
    known = program.columns["kept_flow"].labels["arc"].to_numpy()
    could[known] += program.columns["kept_flow"].read(program.upper).sum(axis=1)
    exports = (
        index.arcs.select(
            "commodity",
            "origin",
            could=pl.Series(could),
            shipped=pl.Series(model.reference.flow),
            home=pl.col("destination").is_in(list(partnership)),
        )
        .filter((pl.col("could") > NEGLIGIBLE) & pl.col("commodity").is_in(list(goods)))
        .group_by("commodity", "origin")
        .agg(pl.col("shipped").sum(), pl.col("home").any())
    )
    if EVERYBODY in governments:
        feared = ~pl.col("origin").is_in(list(partnership))
        large = CONSIDERABLE * pl.col("shipped").sum().over("commodity")
        considerable = (pl.col("shipped") >= large) & (pl.col("shipped") > NEGLIGIBLE)
    else:
        feared, considerable = pl.col("origin").is_in(list(governments)), pl.lit(True)
    found = exports.with_columns(considerable=considerable).filter(feared)
    return found.sort("origin", "commodity").select("origin", "commodity", "home", "considerable")
