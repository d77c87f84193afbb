"""What a scenario leaves short over the horizon, by sector and place, and what that costs.

Known from its first day: the plan for the horizon is made with the whole scenario in view, so the
figures are what a well-informed world would still lose. `short` is what nobody delivers or
replaces, the least valuable uses first; it costs what they are worth beyond the reference price.
Substitution and demand given up cost what they cost more than the goods at the reference price.
What the undisturbed world lacks already, because plants closed since the reference year, is taken
off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.network.model import Outcome
from xenotime.scenarios.scenario import Scenario
from xenotime.studies.case import Case

CONCENTRATED = 1e-6
"""Tonnes from which a shortage is more than the solver's rounding."""
PAID = 0.01
"""USD from which a cost is."""


@dataclass(frozen=True)
class Impact:
    """One scenario's consequences.

    rows: place, sector, commodity, mineral, wanted, short, substituted, priced_out (t over the
        horizon), cost_usd; all places.
    over_time: place, commodity, period, wanted, short (t per period).
    world_cost_usd: rise of the whole program's cost, every place and adaptation included.
    """

    scenario: Scenario
    partnership: Sequence[str]
    rows: pl.DataFrame
    over_time: pl.DataFrame
    world_cost_usd: float

    @property
    def home(self) -> pl.DataFrame:
        """Rows of the partnership."""
        return self.rows.filter(pl.col("place").is_in(list(self.partnership)))

    @property
    def shortage_t(self) -> float:
        """Tonnes that the partnership goes without, all commodities added up."""
        return float(self.home["short"].sum())

    @property
    def shortage_share(self) -> float:
        """`shortage_t` over what the partnership wants of the commodities of which it is short."""
        hit = self.home.filter(pl.col("short").sum().over("commodity") > CONCENTRATED)
        wanted = float(hit["wanted"].sum())
        return float(hit["short"].sum()) / wanted if wanted else 0.0

    @property
    def cost_usd(self) -> float:
        """What it costs the partnership over the horizon."""
        return float(self.home["cost_usd"].sum())

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values; sectors for which nothing changes are left out."""
        hit = self.home.filter(
            (pl.col("short").abs() > CONCENTRATED) | (pl.col("cost_usd").abs() > PAID)
        )
        return {
            "id": self.scenario.id,
            "name": self.scenario.name,
            "description": self.scenario.description,
            "months": self.scenario.months,
            "shortage_t": self.shortage_t,
            "shortage_share": self.shortage_share,
            "cost_usd": self.cost_usd,
            "world_cost_usd": self.world_cost_usd,
            "by_place_and_sector": [
                {
                    "place": row["place"],
                    "sector": row["sector"],
                    "commodity": row["commodity"],
                    "shortage_t": row["short"],
                    "shortage_share": row["short"] / row["wanted"] if row["wanted"] else 0.0,
                    "cost_usd": row["cost_usd"],
                }
                for row in hit.sort("cost_usd", descending=True, maintain_order=True).iter_rows(
                    named=True
                )
            ],
        }


def impact(case: Case, scenario: Scenario, start: str | None = None) -> Impact:
    """Solve every coupling group under the scenario; its first month is `start` or its own.

    Raises:
        XenotimeError: when the scenario names what the world does not know.
    """
    if scenario not in case.scenarios:
        scenario.check(case.world)
    mineral_of = case.world.table("commodities").select(commodity="id", mineral="mineral")
    rows, over_time, world_cost = [], [], 0.0
    for number in range(len(case.groups)):
        group = case.solved(number)
        undisturbed = group.undisturbed
        outcome = group.outcome(scenario, start)
        if outcome is undisturbed:
            continue
        world_cost += outcome.cost_usd - undisturbed.cost_usd
        amounts = _beyond(_amounts(outcome), _amounts(undisturbed))
        rows.append(
            _rows(outcome, amounts).join(
                mineral_of, on="commodity", how="left", maintain_order="left"
            )
        )
        over_time.append(
            amounts.group_by("place", "commodity", "period", maintain_order=True).agg(
                pl.col("wanted").sum(), pl.col("short").sum()
            )
        )
    if not rows:
        amounts = _amounts(case.solved(0).undisturbed).head(0)
        none = _rows(case.solved(0).undisturbed, amounts).with_columns(
            mineral=pl.lit(None, dtype=pl.String)
        )
        empty = amounts.select("place", "commodity", "period", "wanted", "short")
        return Impact(scenario, case.partnership, none, empty, 0.0)
    return Impact(scenario, case.partnership, pl.concat(rows), pl.concat(over_time), world_cost)


def losses(outcome: Outcome, undisturbed: Outcome) -> pl.DataFrame:
    """What an outcome lacks beyond the undisturbed one of the same demands: place, sector,
    commodity, wanted, short, substituted, priced_out (t over the horizon), cost_usd."""
    return _rows(outcome, _beyond(_amounts(outcome), _amounts(undisturbed)))


def _amounts(outcome: Outcome) -> pl.DataFrame:
    """Per demand and period: place, sector, commodity, price, wanted, short, shortage_cost,
    substituted, substitution_cost, priced_out."""
    keys = ["demand", "period"]
    prices = outcome.model.index.nodes.select("node", "price")
    table = (
        outcome.frame("short")
        .group_by(*keys, "node", "place", "sector", "commodity", maintain_order=True)
        .agg(
            short=pl.col("tonnes").sum(),
            shortage_cost=(pl.col("tonnes") * pl.col("worth")).sum(),
        )
        .join(prices, on="node", how="left", maintain_order="left")
        .join(
            outcome.frame("priced_out").select(*keys, priced_out="tonnes"),
            on=keys,
            how="left",
            maintain_order="left",
        )
        .join(
            outcome.frame("substituted")
            .group_by(keys, maintain_order=True)
            .agg(
                substituted=pl.col("tonnes").sum(),
                substitution_cost=(pl.col("tonnes") * pl.col("cost")).sum(),
            ),
            on=keys,
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("substituted", "substitution_cost").fill_null(0.0))
    )
    return table.join(outcome.wanted(), on=keys, how="left", maintain_order="left")


def _beyond(amounts: pl.DataFrame, undisturbed: pl.DataFrame) -> pl.DataFrame:
    """What the scenario adds; both frames hold the same demands and periods."""
    keys = ["demand", "period"]
    added = ["short", "shortage_cost", "substituted", "substitution_cost", "priced_out"]
    before = undisturbed.select(*keys, pl.col(added).name.suffix("_before"))
    return amounts.join(before, on=keys, how="left", maintain_order="left").with_columns(
        pl.col(name) - pl.col(f"{name}_before") for name in added
    )


def _rows(outcome: Outcome, amounts: pl.DataFrame) -> pl.DataFrame:
    step = outcome.model.index.parameters["price_step"]
    cost = (
        pl.col("shortage_cost")
        + pl.col("substitution_cost")
        + pl.col("priced_out") * pl.col("price") * step
    )
    return (
        amounts.with_columns(cost_usd=cost)
        .group_by("place", "sector", "commodity", maintain_order=True)
        .agg(pl.col("wanted", "short", "substituted", "priced_out", "cost_usd").sum())
    )
