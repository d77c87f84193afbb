"""What an attack does, as frames: see `ChokepointsResult` for the columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from xenotime.scenarios.scenario import Scenario
from xenotime.studies.attack.actions import AttackAction
from xenotime.studies.attack.search import Worst
from xenotime.studies.case import Case
from xenotime.studies.impact import impact, losses

PAID = 1.0
"""USD from which a loss is listed."""


def _described(found: Sequence[AttackAction], chosen: Sequence[int]) -> pl.DataFrame:
    """What actions are, in the order given."""
    words = ("government", "commodity", "measure", "place", "plant", "passage", "towards")
    rows = [
        {"action": found[k].id, "kind": found[k].kind, "name": found[k].name}
        | {word: getattr(found[k], word) for word in words}
        for k in chosen
    ]
    columns = ("action", "kind", "name", *words)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def worst_set(found: Sequence[AttackAction], worst: Worst) -> pl.DataFrame:
    """The actions of the worst set."""
    whole = worst.game.harm(worst.chosen)
    adds = [
        whole - worst.game.harm([k for k in worst.chosen if k != left]) for left in worst.chosen
    ]
    return (
        _described(found, worst.chosen)
        .with_columns(
            cost_usd=pl.Series(worst.single[list(worst.chosen)], dtype=pl.Float64),
            adds_usd=pl.Series(adds, dtype=pl.Float64),
        )
        .with_row_index("rank", offset=1)
    )


def ranking(
    case: Case, found: Sequence[AttackAction], jointly: Worst, alone: dict[str, Worst]
) -> pl.DataFrame:
    """Every action by itself, jointly and for each partner."""
    places = case.world.table("places").select("latitude", "longitude", place="id")
    return (
        _described(found, range(len(found)))
        .join(places, on="place", how="left", maintain_order="left")
        .with_columns(
            cost_usd=pl.Series(jointly.single),
            **{place: pl.Series(worst.single) for place, worst in alone.items()},
        )
        .sort("cost_usd", descending=True, maintain_order=True)
    )


def partners(found: Sequence[AttackAction], alone: dict[str, Worst]) -> pl.DataFrame:
    """The worst set of each partner."""
    rows = [
        {
            "partner": place,
            "actions": [found[k].id for k in worst.chosen],
            "names": [found[k].name for k in worst.chosen],
            "cost_usd": worst.cost_usd,
            "bound_usd": worst.bound_usd,
            "status": worst.status,
        }
        for place, worst in alone.items()
    ]
    schema: dict[str, Any] = {
        "partner": pl.String,
        **dict.fromkeys(("actions", "names"), pl.List(pl.String)),
        **dict.fromkeys(("cost_usd", "bound_usd"), pl.Float64),
        "status": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def short(case: Case, worst: Worst) -> pl.DataFrame:
    """What the partners lack in the best answer to the worst set."""
    parts = []
    for group in worst.game.groups:
        outcome = group.answer(worst.chosen)
        parts.append(losses(outcome, group.undisturbed))
    home = pl.col("place").is_in(list(case.partnership)) & (pl.col("cost_usd") > PAID)
    rows = pl.concat(parts).filter(home)
    return rows.sort("cost_usd", descending=True, maintain_order=True)


def shared(case: Case, together: Scenario | None, start: str) -> pl.DataFrame:
    """What each place loses when every place's losses count alike."""
    if together is None:
        return pl.DataFrame(
            schema={"place": pl.String, "short": pl.Float64, "cost_usd": pl.Float64}
        )
    return (
        impact(case, together, start)
        .rows.group_by("place", maintain_order=True)
        .agg(pl.col("short", "cost_usd").sum())
        .filter(pl.col("cost_usd") > PAID)
        .sort("cost_usd", descending=True, maintain_order=True)
    )
