"""OR-Library's capacitated warehouse location as worlds (family `orlib-cap`).

Warehouses are projects of a process that needs nothing, customers are demand, and the cost of a
route is the case's cost of serving the customer per unit of its demand. Format and cases:
J. E. Beasley, OR-Library, `cap`.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.instance_worlds import (
    MAKING,
    PlannedCase,
    answer,
    codes,
    future,
    world_of,
)


@dataclass(frozen=True)
class Location:
    """Which warehouses to open, and who serves whom.

    capacity, fixed: float64[warehouse]; demand: float64[customer];
    cost: float64[customer, warehouse], of serving all of the customer's demand.
    """

    capacity: np.ndarray
    fixed: np.ndarray
    demand: np.ndarray
    cost: np.ndarray


def solve(path: Path, seconds: float) -> dict[str, Any]:
    """Solve a case through `plan`; see `instance_worlds.answer`."""
    began = time.perf_counter()
    case = planned(read(path))
    return answer(case, seconds - (time.perf_counter() - began))


def planned(case: Location) -> PlannedCase:
    """Warehouses are projects of plants, customers demand; every route states its cost per tonne.

    Raises:
        ValueError: when serving a customer who wants nothing costs something.
    """
    wants = case.demand > 0
    if case.cost[~wants].any():
        raise ValueError("a customer without demand has a cost; a world cannot say what it pays")
    *places, far = codes(sum(case.cost.shape) + 1)
    sites, customers = np.array(places[: len(case.fixed)]), np.array(places[len(case.fixed) :])
    users, tonnes = customers[wants], case.demand[wants]
    unit = case.cost[wants] / tonnes[:, None]
    routes = pl.DataFrame(
        {
            "origin": np.tile(sites, len(users)),
            "destination": np.repeat(users, len(sites)),
            "transport_usd_per_t": unit.ravel(),
        }
    )
    ids = [f"warehouse_{site}" for site in sites]
    projects = pl.DataFrame(
        {"id": ids, "place": sites, "capacity": case.capacity, "capex_usd": case.fixed}
    ).with_columns(kind=pl.lit("plant"), process=pl.lit(MAKING))
    world = world_of(
        [*places, far],
        far,
        dict(zip(users.tolist(), tonnes.tolist(), strict=True)),
        routes=routes,
        projects=projects,
    )
    free = [name for name, fixed in zip(ids, case.fixed, strict=True) if fixed == 0]
    return PlannedCase(world, {"closed": (future("closed"), 1.0)}, free)


def read(path: Path) -> Location:
    """Read a case. The large ones (`capa.txt`, `capb.txt`, `capc.txt`) leave the capacity open: it
    is then the number at the end of the name asked for, `capa_8000.txt`, which need not exist
    beside `capa.txt`.

    Raises:
        ValueError: when the file is no such case, or its capacity is not known.
    """
    wanted = re.search(r"(?<=[_-])(\d+(?:\.\d+)?)$", path.stem)
    file = path
    if wanted and not path.exists():
        file = path.with_name(path.stem[: wanted.start() - 1] + (path.suffix or ".txt"))
    words = file.read_text(encoding="utf-8").split()
    if "capacity" in words and wanted is None:
        raise ValueError(
            f"{path.name} leaves the capacity open; ask for it by name, such as "
            f"{path.stem}_8000{path.suffix}"
        )
    figures = np.array([wanted[1] if w == "capacity" and wanted else w for w in words], dtype=float)
    warehouses, customers = (int(n) for n in figures[:2])
    sites = figures[2 : 2 + 2 * warehouses].reshape(-1, 2)
    rest = figures[2 + 2 * warehouses :]
    if len(rest) != customers * (warehouses + 1):
        raise ValueError(
            f"{path.name} announces {warehouses} warehouses and {customers} customers, but holds "
            f"{len(figures)} figures"
        )
    served = rest.reshape(customers, warehouses + 1)
    return Location(sites[:, 0], sites[:, 1], served[:, 0], served[:, 1:])
