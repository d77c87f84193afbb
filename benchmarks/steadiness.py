"""How far a partnership's cost depends on shortage values that nobody knows to the percent.

    python benchmarks/steadiness.py [--draws 5] [--by 0.01]

Every shortage value is moved at random by up to one per cent, and the shipped scenarios are solved
again. Where places share a shortage at the same value, a linear program may give it to either; the
steps of `network/components/demand.py` are there to hold that down. Printed: the cost to Japan and
the United States in each draw, and the spread over the mean.
"""

from __future__ import annotations

import argparse

import numpy as np
import polars as pl

import xenotime as xt


def moved(world: xt.World, by: float, seed: int) -> xt.World:
    """The world with shortage values moved by up to `by`, place by place of the draw."""
    factor = 1 + by * np.random.default_rng(seed).uniform(-1, 1, world.table("demand").height)
    demand = world.table("demand").with_columns(
        sector=pl.format("{}.{}", "sector", "place"), factor=pl.Series(factor)
    )
    values = (
        demand.unique(["sector", "commodity"], keep="first", maintain_order=True)
        .select("sector", "commodity", "factor")
        .with_columns(plain=pl.col("sector").str.replace(r"\.[A-Z]{3}$", ""))
        .join(world.table("shortage_values").rename({"sector": "plain"}), on=["plain", "commodity"])
        .with_columns(pl.col("usd_per_t") * pl.col("factor"))
        .drop("plain", "factor")
    )
    names = (
        demand.select("sector")
        .unique(maintain_order=True)
        .with_columns(id="sector", name="sector", description="sector")
    )
    keys = (
        demand.select("sector", "commodity")
        .unique(maintain_order=True)
        .with_columns(plain=pl.col("sector").str.replace(r"\.[A-Z]{3}$", ""))
    )
    substitutions = keys.join(
        world.table("substitutions").rename({"sector": "plain"}), on=["plain", "commodity"]
    ).drop("plain")
    return xt.World.from_tables(
        dict(world.tables)
        | {
            "sectors": pl.concat([world.table("sectors"), names.drop("sector")]),
            "demand": demand.drop("factor"),
            "shortage_values": values,
            "substitutions": substitutions,
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--by", type=float, default=0.01)
    options = parser.parse_args()
    costs: dict[str, list[float]] = {}
    for seed in range(options.draws):
        world = moved(xt.World.atlas(), options.by, seed)
        case = xt.brief_case(world, scenarios=())
        for scenario in xt.shipped():
            if any("*" not in shift.sectors for shift in scenario.demand):
                continue  # its sectors have other names here
            cost = xt.impact(case, scenario, case.horizon[0]).cost_usd
            costs.setdefault(scenario.id, []).append(cost / 1e6)
    print(f"{'scenario':28}{'spread':>8}   cost in each draw, million USD")
    for name, found in costs.items():
        spread = (max(found) - min(found)) / max(np.mean(found), 1e-9)
        print(f"{name:28}{spread:8.0%}   {'  '.join(f'{cost:,.0f}' for cost in found)}")


if __name__ == "__main__":
    main()
