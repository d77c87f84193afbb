"""Time and memory of building the model and handing it to HiGHS, beside the same model in linopy.

    python benchmarks/build.py [--world synthetic|atlas|both] [--places 40] [--periods 10] [--repeat
    3]

Each build runs in a process of its own. Both start from their inputs: xenotime from `Index` and
`Reference`, linopy from the `Figures` of `tests/reference_model.py`; reading the world is not
counted. Memory is the peak of the resident set during the build, over what was resident just
before. Of several repetitions the fastest and the leanest count.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import importlib
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xenotime.network.index import Index, build_index
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

AS_OF = "2027-01-01"
COLUMNS = {
    "variables": "13,.0f",
    "rows": "13,.0f",
    "nonzeros": "13,.0f",
    "build_s": "13.3f",
    "hand_over_s": "13.3f",
    "both_s": "13.3f",
    "build_mb": "13,.0f",
    "both_mb": "13,.0f",
}
BUILDERS = ("xenotime", "linopy", "linopy sparse")
STAGES = ("extraction", "refining", "metal", "component")
COUNTRIES = (
    "AGO ARG AUS AUT BEL BOL BRA CAN CHE CHL CHN COD CUB DEU EST FIN FRA GAB GBR IDN IND ITA JPN "
    "KAZ KOR LAO MAR MDG MEX MMR MOZ MYS NAM NLD NOR NZL PER PHL POL RUS RWA SAU SWE TZA THA TUR "
    "TWN UKR USA UZB VNM ZAF ZMB ZWE"
).split()


def synthetic_world(minerals: int, places: int, stages: int = 4, seed: int = 1) -> World:
    """Every place can do every step of every mineral; a quarter of the possible routes is in
    use."""
    random = np.random.default_rng(seed)
    countries = COUNTRIES[:places]
    cite = {"source": "made_up", "confidence": "medium"}

    def table(rows: list[dict[str, Any]], cited: bool = True) -> pl.DataFrame:
        return pl.DataFrame([row | cite if cited else row for row in rows])

    names = [f"mineral_{m}" for m in range(minerals)]
    goods = [
        (mineral, stage, f"{mineral}_{stage}") for mineral in names for stage in STAGES[:stages]
    ]
    recipes = []
    for number, (_, stage, good) in enumerate(goods):
        recipes.append({"process": good, "commodity": good, "direction": "out", "amount": 1.0})
        if stage != STAGES[0]:
            before = goods[number - 1][2]
            recipes.append(
                {"process": good, "commodity": before, "direction": "in", "amount": 1.25}
            )
    capacity = random.uniform(50.0, 5_000.0, (len(goods), places))
    made = capacity * random.uniform(0.5, 1.0, capacity.shape)
    plants = [
        {
            "id": f"{good}_{place}",
            "name": f"{good} in {place}",
            "process": good,
            "place": place,
            "scale": "national",
            "capacity": capacity[g, p],
        }
        for g, (_, _, good) in enumerate(goods)
        for p, place in enumerate(countries)
    ]
    used = random.random((len(goods), places, places)) < 0.25
    routes = [
        {
            "commodity": goods[g][2],
            "origin": countries[a],
            "destination": countries[b],
            "year": 2024,
            "tonnes": made[g, a] / places,
        }
        for g, a, b in np.argwhere(used)
        if a != b
    ]
    finals = [(mineral, good) for mineral, stage, good in goods if stage == STAGES[stages - 1]]
    price = {good: 1_000.0 * 4.0 ** STAGES.index(stage) for _, stage, good in goods}
    parameters = {
        "reference_year": 2024.0,
        "loyalty": 0.02,
        "switching_premium": 0.05,
        "contract_turnover": 0.3,
        "activity_premium": 0.05,
        "restart_years": 1.0,
        "price_response": 0.02,
        "price_step": 0.1,
        "stock_carry": 0.1,
    }
    return World.from_tables(
        {
            "sources": table(
                [{"id": "made_up", "publisher": "-", "title": "Random", "licence": "-"}],
                cited=False,
            ),
            "places": table(
                [
                    {
                        "id": place,
                        "name": place,
                        "kind": "country",
                        "latitude": float(random.uniform(-50, 60)),
                        "longitude": float(random.uniform(-180, 180)),
                        "basin": ("north", "south")[p % 2],
                    }
                    for p, place in enumerate(countries)
                ]
            ),
            "passages": table([{"passage": "strait", "basin_a": "north", "basin_b": "south"}]),
            "freight": table(
                [{"id": "bulk", "fixed_usd_per_t": 10.0, "usd_per_t_km": 0.01, "km_per_day": 400.0}]
            ),
            "minerals": table([{"id": m, "name": m, "headline": good} for m, good in finals]),
            "commodities": table(
                [
                    {
                        "id": good,
                        "name": good,
                        "mineral": mineral,
                        "stage": stage,
                        "basis": "gross",
                        "freight_class": "bulk",
                    }
                    for mineral, stage, good in goods
                ]
            ),
            "processes": table(
                [
                    {"id": good, "name": good, "mineral": mineral, "stage": stage, "activity": "t"}
                    for mineral, stage, good in goods
                ]
            ),
            "recipes": table(recipes),
            "plants": table(plants),
            "production": table(
                [
                    {"plant": plant["id"], "year": 2024, "tonnes": tonnes}
                    for plant, tonnes in zip(plants, made.ravel().tolist(), strict=True)
                ]
            ),
            "routes": table(routes),
            "tariffs": table(
                [
                    {
                        "id": "duty",
                        "importer": place,
                        "exporter": "*",
                        "commodity": "*",
                        "rate": 0.05,
                        "start": "2020",
                    }
                    for place in countries[::3]
                ]
            ),
            "sectors": table(
                [{"id": "all", "name": "All", "description": "All users"}], cited=False
            ),
            "demand": table(
                [
                    {
                        "place": place,
                        "commodity": good,
                        "sector": "all",
                        "year": 2024,
                        "tonnes": float(random.uniform(50, 3_000)),
                    }
                    for _, good in finals
                    for place in countries
                ]
            ),
            "shortage_values": table(
                [
                    {"sector": "all", "commodity": good, "usd_per_t": 20 * price[good]}
                    for _, good in finals
                ]
            ),
            "stocks": table(
                [
                    {"place": place, "commodity": good, "holder": "government", "tonnes": 100.0}
                    for _, good in finals
                    for place in countries[::4]
                ]
            ),
            "prices": table(
                [
                    {"commodity": good, "market": "*", "year": 2024, "usd_per_t": usd}
                    for good, usd in price.items()
                ]
            ),
            "parameters": table(
                [{"id": name, "value": value, "unit": "-"} for name, value in parameters.items()]
            ),
        }
    )


def year_as_observed(index: Index) -> Reference:
    """A reference year without reconciliation: what does not add up is unsold or unexplained."""
    activity = index.plants["observed"].fill_null(0.0).to_numpy()
    flow = index.arcs["observed"].fill_null(0.0).to_numpy()
    demand = index.demand["tonnes"].to_numpy()
    nodes = index.nodes.height

    def at(column: pl.Series, tonnes: np.ndarray) -> np.ndarray:
        return np.bincount(column.to_numpy(), tonnes, minlength=nodes)

    amount, plant = index.recipe["amount"].to_numpy(), index.recipe["plant"].to_numpy()
    left = at(index.recipe["node"], amount * activity[plant])
    left += at(index.arcs["head"], flow) - at(index.arcs["tail"], flow)
    left -= at(index.demand["node"], demand)
    return Reference(activity, flow, demand, np.maximum(left, 0.0), np.maximum(-left, 0.0))


class Memory:
    """Resident memory of this process, MB; the peak counts from the last `reset`."""

    def reset(self) -> float:
        gc.collect()
        # Freed pages that the allocator keeps would hide what the build takes.
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5")
        return self._read("VmRSS")

    def peak(self) -> float:
        return self._read("VmHWM")

    def _read(self, field: str) -> float:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        raise SystemExit("this benchmark reads /proc/self/status and needs Linux")


def measure(builder: str, world: World, periods: Periods) -> dict[str, float]:
    """Build and hand over once, in this process."""
    commodities = world.table("commodities")["id"].to_list()
    index = build_index(world, commodities, AS_OF)
    reference = year_as_observed(index)
    memory = Memory()
    if builder == "xenotime":
        network = importlib.import_module("xenotime.network.model")
        linear = importlib.import_module("xenotime.solve.linear")

        def build() -> Any:
            return network.build(index, reference, periods)

        def hand_over(model: Any) -> Any:
            return linear.Solver(model.program)._highs
    else:
        twin = importlib.import_module("tests.reference_model")
        figures = twin.figures(world, commodities, twin.reference_tables(index, reference), AS_OF)
        del index

        def build() -> Any:
            return twin.model(figures, periods, sparse=builder == "linopy sparse")

        def hand_over(model: Any) -> Any:
            return model.to_highspy(set_names=False)

    base = memory.reset()
    started = time.perf_counter()
    model = build()
    built = time.perf_counter()
    peak = memory.peak()
    highs = hand_over(model)
    handed = time.perf_counter()
    return {
        "variables": highs.getNumCol(),
        "rows": highs.getNumRow(),
        "nonzeros": highs.getNumNz(),
        "build_s": built - started,
        "hand_over_s": handed - built,
        "both_s": handed - started,
        "build_mb": peak - base,
        "both_mb": memory.peak() - base,
    }


def world_named(name: str, minerals: int, places: int) -> World:
    return World.atlas() if name == "atlas" else synthetic_world(minerals, places)


def run(builder: str, name: str, options: argparse.Namespace) -> dict[str, float]:
    """The best of several processes."""
    runs = []
    for _ in range(options.repeat):
        command = [sys.executable, __file__, "--one", builder, "--world", name]
        for option in ("minerals", "places", "periods"):
            command += [f"--{option}", str(getattr(options, option))]
        # The last line is the result; HiGHS greets on the lines before.
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        runs.append(json.loads(text.splitlines()[-1]))
    return {key: min(found[key] for found in runs) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", choices=("synthetic", "atlas", "both"), default="both")
    parser.add_argument("--minerals", type=int, default=12)
    parser.add_argument("--places", type=int, default=40)
    parser.add_argument("--periods", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one", choices=BUILDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    periods = Periods("2027-01", (12,) * options.periods)
    if options.one:
        # What a library loads on first use is not the model's doing.
        measure(options.one, synthetic_world(1, 2), Periods("2027-01", (12, 12)))
        world = world_named(options.world, options.minerals, options.places)
        print(json.dumps(measure(options.one, world, periods)))
        return
    names = ("synthetic", "atlas") if options.world == "both" else (options.world,)
    print(f"{'':24}" + "".join(f"{column:>13}" for column in COLUMNS))
    for name in names:
        try:
            world_named(name, 1, 2)
        except XenotimeError as error:
            print(f"{name}: left out, it does not load: {error}")
            continue
        found = {builder: run(builder, name, options) for builder in BUILDERS}
        for builder, figures in found.items():
            cells = "".join(f"{figures[column]:{shape}}" for column, shape in COLUMNS.items())
            print(f"{f'{name} {builder}':24}{cells}", flush=True)
        ratios = ""
        for column in COLUMNS:
            peer = min(found[builder][column] for builder in BUILDERS[1:])
            ratios += f"{found[BUILDERS[0]][column] / peer if peer > 0 else math.nan:13.2f}"
        print(f"{f'{name} ratio':24}{ratios}")


if __name__ == "__main__":
    main()
