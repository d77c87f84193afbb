"""The model of a coupling group a second time, in linopy, from the world's tables.

It stands beside `xenotime.network` as a check and as the peer of the benchmarks. From the project
it takes only what defines the case: the world's tables, the reconciled reference year by key, the
periods and a scenario. Keys, prices, distances, tariffs, costs, bounds and the scenario's shares
are computed anew, so that a slip in `network` shows as a different optimum.

Quantities are tonnes, the objective is thousand USD, as in `network.program`.
"""

from __future__ import annotations

from dataclasses import dataclass

import linopy
import numpy as np
import pandas as pd
import polars as pl
import xarray as xr

from xenotime.network.index import Index
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference
from xenotime.scenarios.scenario import Cut, Freight, Scenario
from xenotime.world.world import World

THOUSAND = 1e3
EARTH_RADIUS_KM = 6371.0

# linopy's sparse path needs these rules; they are also stricter about labels that do not fit.
linopy.options["semantics"] = "v1"


@dataclass(frozen=True)
class ReferenceTables:
    """The reconciled year by key, tonnes per year.

    activity: plant, tonnes; flow: commodity, origin, destination, tonnes (observed routes only);
    demand: place, commodity, sector, tonnes; unsold, unexplained: commodity, place, tonnes.
    """

    activity: pl.DataFrame
    flow: pl.DataFrame
    demand: pl.DataFrame
    unsold: pl.DataFrame
    unexplained: pl.DataFrame


def reference_tables(index: Index, reference: Reference) -> ReferenceTables:
    """Put the keys back beside the reconciled arrays; nothing but keys is taken from the index."""
    route = ["commodity", "origin", "destination"]

    def keyed(frame: pl.DataFrame, keys: list[str], values: np.ndarray) -> pl.DataFrame:
        return frame.select(keys).with_columns(tonnes=pl.Series(values))

    return ReferenceTables(
        activity=keyed(index.plants, ["id"], reference.activity).rename({"id": "plant"}),
        flow=keyed(index.arcs, [*route, "known"], reference.flow).filter("known").drop("known"),
        demand=keyed(index.demand, ["place", "commodity", "sector"], reference.demand),
        unsold=keyed(index.nodes, ["commodity", "place"], reference.unsold),
        unexplained=keyed(index.nodes, ["commodity", "place"], reference.unexplained),
    )


@dataclass(frozen=True)
class Opened:
    """Projects of which a part is built.

    projects: rows of `projects`; size: float64[project], share of the capacity that is built;
    available: float64[project, period], share of it that can be used; filled: float64[project,
    period], share of a stockpile laid in; growth: multiple of demand that bounds what a place can
    take.
    """

    projects: pl.DataFrame
    size: np.ndarray
    available: np.ndarray
    filled: np.ndarray
    shared: bool = True
    growth: float = 2.0


@dataclass(frozen=True)
class Figures:
    """What the tables say about a group; a *node* is a commodity at a place, given by its number.

    nodes: node, commodity, place, price, unsold, unexplained; passages: basin_a, basin_b, passage
    plants: id, process, place, capacity, start, end, conversion, activity, gain, worth, project
        (null for plants of the world), planned
    recipe: plant (row number), node, amount (negative where taken in)
    arcs: commodity, origin, destination, tail, head, flow (null: not observed), carriage (USD per
        t, tariff included), transport (without it), there (whether the world has it without
        projects), had (whether the world has the goods at its origin), basin_a, basin_b
    demand: place, commodity, sector, node, tonnes, value
    substitutes: demand (row number), share, years, cost
    stocks: node, tonnes
    ways: project, arc (row number), capacity, transport; reserves: project, node, capacity
    projects: id, smallest (1: all or nothing)
    """

    parameters: dict[str, float]
    nodes: pl.DataFrame
    plants: pl.DataFrame
    recipe: pl.DataFrame
    arcs: pl.DataFrame
    demand: pl.DataFrame
    substitutes: pl.DataFrame
    stocks: pl.DataFrame
    passages: pl.DataFrame
    ways: pl.DataFrame
    reserves: pl.DataFrame
    projects: pl.DataFrame


def figures(
    world: World,
    commodities: list[str],
    reference: ReferenceTables,
    as_of: str,
    projects: pl.DataFrame | None = None,
) -> Figures:
    """Read what concerns `commodities`; tariffs are those in force on the day `as_of`. `projects`:
    rows of the table that may be opened."""
    if projects is None:
        projects = world.table("projects").clear()
    at = ["commodity", "place"]
    year = world.reference_year
    parameters = dict(world.table("parameters").select("id", "value").iter_rows())
    ours = pl.col("commodity").is_in(commodities)
    recipes = (
        world.table("recipes")
        .filter(ours)
        .with_columns(sign=pl.when(pl.col("direction") == "in").then(-1.0).otherwise(1.0))
        .group_by("process", "commodity")
        .agg(amount=(pl.col("amount") * pl.col("sign")).sum())
    )
    plants = (
        world.table("plants")
        .join(recipes, on="process", how="semi")
        .join(reference.activity.select(id="plant", activity="tonnes"), on="id", how="left")
        .join(
            world.table("processes").select(process="id", conversion="cost_usd_per_t"),
            on="process",
            how="left",
        )
        .sort("id")
    )
    usual = world.table("processes").select(process="id", usual="cost_usd_per_t")
    planned = projects.filter(pl.col("process").is_not_null()).join(usual, on="process", how="left")
    plants = pl.concat(
        [
            plants,
            planned.select(
                "id",
                "process",
                "place",
                activity=pl.lit(0.0),
                capacity=pl.lit(0.0),
                conversion=pl.coalesce("cost_usd_per_t", "usual"),
                project="id",
                planned="capacity",
            ),
        ],
        how="diagonal",
    ).with_row_index("plant")
    recipe = plants.select("plant", "process", "place").join(recipes, on="process")
    routes = world.table("routes").filter(ours & (pl.col("year") == year))
    demand = (
        reference.demand.join(
            world.table("shortage_values").select("sector", "commodity", value="usd_per_t"),
            on=["sector", "commodity"],
            how="left",
        )
        .sort("commodity", "place", "sector")
        .with_row_index("demand")
    )
    stocks = world.table("stocks").filter(ours & pl.col("tonnes").is_not_null())

    leaving = routes.select("commodity", place="origin")
    arriving = routes.select("commodity", place="destination")
    moved = projects.filter(pl.col("kind").is_in(["route", "offtake"]))
    kept = projects.filter(pl.col("kind") == "stockpile").select(
        "commodity", "place", "capacity", project="id"
    )
    of_world = recipe.filter(pl.col("plant") < plants.height - planned.height)
    had, wanted = (
        pl.concat([of_world.filter(sign * pl.col("amount") > 0).select(at), *more]).unique()
        for sign, more in ((1, [leaving]), (-1, [demand.select(at), arriving]))
    )
    have, want = (
        pl.concat(
            [old, recipe.filter(sign * pl.col("amount") > 0).select(at), kept.select(at)]
        ).unique()
        for sign, old in ((1, had), (-1, wanted))
    )
    ends = [moved.select(at), moved.select("commodity", place="destination"), kept.select(at)]
    nodes = (
        pl.concat(
            [recipe.select(at), demand.select(at), stocks.select(at), leaving, arriving, *ends]
        )
        .unique()
        .sort(at)
        .with_row_index("node")
        .join(_prices(world, year), on="commodity", how="left")
        .with_columns(own=pl.col("market") == pl.col("place"))
        .filter(pl.col("own") | (pl.col("market") == "*"))
        .sort("node", "own", descending=[False, True])
        .unique("node", keep="first", maintain_order=True)
        .join(reference.unsold.rename({"tonnes": "unsold"}), on=at, how="left")
        .join(reference.unexplained.rename({"tonnes": "unexplained"}), on=at, how="left")
        .with_columns(pl.col("unsold", "unexplained").fill_null(0.0))
    )
    number = nodes.select("commodity", "place", "node")
    price = nodes["price"].to_numpy()
    recipe = recipe.join(number, on=at).sort("plant", "node")
    worth = price[recipe["node"]] * recipe["amount"].to_numpy()
    plants = plants.with_columns(
        gain=np.bincount(recipe["plant"], worth, plants.height),
        worth=np.bincount(recipe["plant"], np.maximum(worth, 0.0), plants.height),
    )
    goes = ["commodity", "origin", "destination"]
    at_origin, at_end = ({"place": end} for end in ("origin", "destination"))
    old = had.rename(at_origin).join(wanted.rename(at_end), on="commodity")
    arcs = (
        pl.concat(
            [
                have.rename(at_origin).join(want.rename(at_end), on="commodity").select(goes),
                moved.rename(at_origin).select(goes),
            ]
        )
        .unique()
        .filter(pl.col("origin") != pl.col("destination"))
        .join(old.select(*goes, there=pl.lit(True)), on=goes, how="left")
        .join(had.rename(at_origin).with_columns(had=True), on=goes[:2], how="left")
        .with_columns(pl.col("there", "had").fill_null(False))
        .sort("commodity", "origin", "destination")
        .join(number.rename({"place": "origin", "node": "tail"}), on=["commodity", "origin"])
        .join(
            number.rename({"place": "destination", "node": "head"}), on=["commodity", "destination"]
        )
        .join(
            reference.flow.rename({"tonnes": "flow"}),
            on=["commodity", "origin", "destination"],
            how="left",
            maintain_order="left",
        )
    )
    arcs = _carriage(world, arcs, routes, price, as_of)
    ways = moved.rename(at_origin).join(arcs.with_row_index("arc"), on=goes)
    demand = demand.join(number, on=at, how="left", maintain_order="left")
    return Figures(
        parameters=parameters,
        nodes=nodes,
        plants=plants,
        recipe=recipe,
        arcs=arcs,
        demand=demand,
        substitutes=demand.select("demand", "sector", "commodity")
        .join(world.table("substitutions"), on=["sector", "commodity"])
        .select("demand", "share", "years", cost="usd_per_t"),
        stocks=stocks.join(number, on=at).select("node", "tonnes"),
        passages=world.table("passages").select("passage", "basin_a", "basin_b"),
        ways=ways.select(
            "arc", "capacity", project="id", transport=pl.coalesce("cost_usd_per_t", "transport")
        ),
        reserves=kept.join(number, on=at).select("project", "node", "capacity"),
        projects=projects.select("id", pl.col("smallest").fill_null(1.0)),
    )


def _prices(world: World, year: int) -> pl.DataFrame:
    """The price nearest to `year` of each commodity and market; of two as near, the later one."""
    return (
        world.table("prices")
        .with_columns(away=(pl.col("year") - year).abs())
        .sort("away", "year", descending=[False, True])
        .unique(["commodity", "market"], keep="first", maintain_order=True)
        .select("commodity", "market", price="usd_per_t")
    )


def _carriage(
    world: World, arcs: pl.DataFrame, routes: pl.DataFrame, price: np.ndarray, as_of: str
) -> pl.DataFrame:
    """Arcs with what moving a tonne costs, tariff included, and the basins they join."""
    places = world.table("places")
    number = {place: i for i, place in enumerate(places["id"])}
    a, b = (arcs[c].replace_strict(number).to_numpy() for c in ("origin", "destination"))
    latitude, longitude = (np.radians(places[c].to_numpy()) for c in ("latitude", "longitude"))
    where = np.stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
    half_chord = np.sqrt(((where[:, a] - where[:, b]) ** 2).sum(axis=0)) / 2
    kilometres = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1.0))
    freight = (
        world.table("commodities")
        .select(commodity="id", id="freight_class")
        .join(world.table("freight").select("id", "fixed_usd_per_t", "usd_per_t_km"), on="id")
    )
    costs = (
        arcs.join(freight, on="commodity", how="left", maintain_order="left")
        .join(
            routes.select("commodity", "origin", "destination", "transport_usd_per_t"),
            on=["commodity", "origin", "destination"],
            how="left",
            maintain_order="left",
        )
        .with_columns(km=kilometres)
        .select(
            pl.col("transport_usd_per_t").fill_null(
                pl.col("fixed_usd_per_t") + pl.col("usd_per_t_km") * pl.col("km")
            )
        )
        .to_series()
        .to_numpy()
    )
    rate = np.zeros(arcs.height)
    for duty in world.table("tariffs").iter_rows(named=True):
        begun = duty["start"] <= as_of[: len(duty["start"])]
        over = duty["end"] is not None and duty["end"] < as_of[: len(duty["end"])]
        if not begun or over:
            continue
        hit = pl.col("destination") == duty["importer"]
        if duty["exporter"] != "*":
            hit &= pl.col("origin") == duty["exporter"]
        if duty["commodity"] != "*":
            hit &= pl.col("commodity") == duty["commodity"]
        rate[arcs.select(hit).to_series().to_numpy()] += duty["rate"]
    basin = places["basin"].to_numpy()
    return arcs.with_columns(
        carriage=costs + rate * price[arcs["tail"]],
        transport=costs,
        basin_a=basin[a],
        basin_b=basin[b],
    )


@dataclass(frozen=True)
class Shares:
    """What a scenario leaves of each thing, and the multiple of its freight: float64[item, period],
    1 where it changes nothing."""

    arcs: np.ndarray
    plants: np.ndarray
    demand: np.ndarray
    freight: np.ndarray


def shares(figures: Figures, periods: Periods, scenario: Scenario | None) -> Shares:
    """Average over each period of what a scenario leaves, month by month."""
    found = Shares(
        *(
            np.ones((frame.height, sum(periods.months)))
            for frame in (figures.arcs, figures.plants, figures.demand, figures.arcs)
        )
    )
    if scenario is not None:
        _apply(figures, periods, scenario, found)
    first = np.r_[0, np.cumsum(periods.months)[:-1]]
    return Shares(
        *(
            np.add.reduceat(part, first, axis=1) / periods.months
            for part in (found.arcs, found.plants, found.demand, found.freight)
        )
    )


def _apply(figures: Figures, periods: Periods, scenario: Scenario, found: Shares) -> None:
    """Multiply what each month leaves: `found` is by month."""
    first, start = (int(m[:4]) * 12 + int(m[5:]) for m in (periods.start, scenario.start))

    def path(values: float | tuple[float, ...]) -> np.ndarray:
        listed = values if isinstance(values, tuple) else (values,)
        month = np.arange(sum(periods.months)) + first - start
        value = np.array(listed)[np.clip(month, 0, len(listed) - 1)]
        return np.where((month >= 0) & (month < scenario.months), value, 1.0)

    def named(frame: pl.DataFrame, column: str, names: tuple[str, ...]) -> np.ndarray:
        if "*" in names:
            return np.ones(frame.height, dtype=bool)
        return frame[column].is_in(names).to_numpy()

    def on_the_way(part: Cut | Freight) -> np.ndarray:
        hit = named(figures.arcs, "commodity", part.commodities)
        hit &= named(figures.arcs, "origin", part.origins)
        hit &= named(figures.arcs, "destination", part.destinations)
        if part.passage is not None:
            joined = figures.passages.filter(pl.col("passage") == part.passage)
            ways = figures.arcs.select("basin_a", "basin_b")
            taken = np.zeros(len(hit), dtype=bool)
            for one, other in joined.select("basin_a", "basin_b").iter_rows():
                a, b = ways["basin_a"].to_numpy(), ways["basin_b"].to_numpy()
                taken |= ((a == one) & (b == other)) | ((a == other) & (b == one))
            hit &= taken
        return hit

    for cut in scenario.cuts:
        hit = on_the_way(cut)
        hit &= ~figures.arcs["destination"].is_in(cut.except_destinations).to_numpy()
        found.arcs[hit] *= path(cut.through)
    for dearer in scenario.freight:
        found.freight[on_the_way(dearer)] *= path(dearer.factor)
    for outage in scenario.outages:
        makes = figures.recipe.filter(pl.col("amount") > 0).join(
            figures.nodes.select("node", "commodity"), on="node"
        )
        if "*" not in outage.commodities:
            makes = makes.filter(pl.col("commodity").is_in(outage.commodities))
        hit = figures.plants["id"].is_in(outage.plants).to_numpy()
        hit = hit | figures.plants["process"].is_in(outage.processes).to_numpy()
        hit |= np.isin(np.arange(len(hit)), makes["plant"].to_numpy())
        found.plants[hit & named(figures.plants, "place", outage.places)] *= path(outage.available)
    for shift in scenario.demand:
        hit = named(figures.demand, "sector", shift.sectors)
        hit &= named(figures.demand, "commodity", shift.commodities)
        hit &= named(figures.demand, "place", shift.places)
        found.demand[hit] *= path(shift.factor)


def open_shares(plants: pl.DataFrame, periods: Periods, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Share of each period in which a plant goes on as it did (a start, and a closure within the
    reference year, are in its output already), and in which it exists: float64[plant, period]."""
    months = np.arange(sum(periods.months))
    first = int(periods.start[:4]) * 12 + int(periods.start[5:]) - 1

    def month(date: str | None, default: float) -> float:
        if date is None:
            return default
        return int(date[:4]) * 12 + (int(date[5:7]) - 1 if len(date) > 4 else 0) - first

    begin = np.array([month(d, -np.inf) for d in plants["start"]]).reshape(-1, 1)
    close = np.array([month(d, np.inf) for d in plants["end"]]).reshape(-1, 1)
    starts = np.r_[0, np.cumsum(periods.months)[:-1]]
    goes_on = months < np.maximum(close, (year + 1) * 12 - first)
    exists = (months >= begin) & (months < close)
    on, there = (
        np.add.reduceat(some.astype(float), starts, axis=1) / periods.months
        for some in (goes_on, exists)
    )
    return on, there


def opened_flow(figures: Figures, periods: Periods, opened: Opened) -> np.ndarray:
    """What projects that are built let move on each arc: float64[arc, period]; arc by arc."""
    years = np.array(periods.months) / 12
    arcs, nodes = figures.arcs, figures.nodes.height
    row = {name: i for i, name in enumerate(opened.projects["id"])}
    smallest = dict(figures.projects.iter_rows())
    node_of = figures.recipe["node"].to_numpy()
    room = np.zeros(nodes)
    for plant, node, amount in figures.recipe.select("plant", "node", "amount").iter_rows():
        at = figures.plants.row(plant, named=True)
        most = max(at["capacity"] or 0.0, at["activity"], at["planned"] or 0.0)
        room[node] += max(-amount, 0.0) * most
    for node, tonnes in figures.demand.select("node", "tonnes").iter_rows():
        room[node] += tonnes * opened.growth
    room += figures.nodes["unsold"].to_numpy()
    for arc, capacity in figures.ways.select("arc", "capacity").iter_rows():
        room[arcs["tail"][arc]] += capacity
    total = room[:, None] * years
    for node, capacity in figures.reserves.select("node", "capacity").iter_rows():
        total[node] += capacity

    found = np.zeros((arcs.height, len(years)))

    def leave(node: int, project: str, tonnes: np.ndarray) -> None:
        for arc in np.flatnonzero(arcs["tail"].to_numpy() == node):
            most = total[arcs["head"][int(arc)]] if smallest[project] >= 1 else np.inf
            found[arc] += opened.size[row[project]] * np.minimum(tonnes, most)

    def arrive(node: int, project: str, tonnes: np.ndarray, known: bool = True) -> None:
        for arc in np.flatnonzero(arcs["head"].to_numpy() == node):
            if arcs["had"][int(arc)] and (known or not arcs["there"][int(arc)]):
                found[arc] += opened.size[row[project]] * tonnes

    for at, plant in enumerate(figures.plants.iter_rows(named=True)):
        if plant["project"] is None:
            continue
        name = plant["project"]
        usable = plant["planned"] * years * opened.available[row[name]]
        for use in np.flatnonzero(figures.recipe["plant"].to_numpy() == at):
            amount = figures.recipe["amount"][int(use)]
            (leave if amount > 0 else arrive)(int(node_of[use]), name, abs(amount) * usable)
    for name, node, capacity in figures.reserves.select("project", "node", "capacity").iter_rows():
        filled = capacity * opened.filled[row[name]]
        arrive(node, name, filled, known=False)
        if opened.shared:
            leave(node, name, np.cumsum(filled))
    return found


def model(
    figures: Figures,
    periods: Periods,
    scenario: Scenario | None = None,
    *,
    sparse: bool = True,
    opened: Opened | None = None,
) -> linopy.Model:
    """The linear program of the figures over the periods, in a scenario or undisturbed.

    `sparse` chooses how linopy keeps expressions: leaner, or padded and a little faster to build.
    `opened`: what is built of the projects that the figures hold; nothing, unless given.
    """
    f, p = figures, figures.parameters
    years = np.array(periods.months) / 12
    elapsed = np.cumsum(years) - years / 2
    left = shares(f, periods, scenario)
    time = pd.RangeIndex(len(periods), name="period")
    nodes = pd.RangeIndex(f.nodes.height, name="node")
    price = f.nodes["price"].to_numpy()
    terms = []
    costs = []
    m = linopy.Model(sparse=sparse)

    def variable(
        name: str, items: pd.Index, upper: np.ndarray | float, cost: np.ndarray, when: pd.Index
    ) -> linopy.Variable:
        if not isinstance(upper, float):
            upper = xr.DataArray(upper, coords=[items, when])
        made = m.add_variables(lower=0.0, upper=upper, coords=[items, when], name=name)
        dims = [items] if cost.ndim == 1 else [items, when]
        costs.append((made * xr.DataArray(cost / THOUSAND, coords=dims)).sum())
        return made

    def at_nodes(expression: linopy.LinearExpression, items: pd.Index, node: np.ndarray) -> None:
        if len(items):
            grouper = pd.Series(node, index=items, name="node")
            terms.append(expression.groupby(grouper).sum())

    def items(name: str, numbers: np.ndarray) -> pd.Index:
        return pd.Index(numbers, name=name)

    plants = items("plant", np.arange(f.plants.height))
    use = f.recipe["plant"].to_numpy()
    rows = items("recipe_row", np.arange(f.recipe.height))
    amount = xr.DataArray(f.recipe["amount"].to_numpy(), coords=[rows])
    plant_of_row = xr.DataArray(use, coords=[rows])
    activity = f.plants["activity"].to_numpy()
    capacity = f.plants["capacity"].fill_null(0.0).to_numpy()
    row = {name: i for i, name in enumerate(f.projects["id"])}
    if opened is None:
        none = np.zeros((len(row), len(years)))
        opened = Opened(f.projects, none[:, 0], none, none)
    assert opened.projects["id"].to_list() == f.projects["id"].to_list()
    size = opened.size[:, None]
    built = np.zeros((f.plants.height, len(years)))
    for at, (name, most) in enumerate(f.plants.select("project", "planned").iter_rows()):
        if name is not None:
            built[at] = (most * size * opened.available)[row[name]] * years
    gain, worth = f.plants["gain"].to_numpy(), f.plants["worth"].to_numpy()
    conversion = f.plants["conversion"].fill_null(0.0).to_numpy()
    on, there = open_shares(f.plants, periods, int(p["reference_year"]))
    back = np.minimum(elapsed / p["restart_years"], 1.0)
    for name, most, cost in (
        (
            "kept_activity",
            activity[:, None] * years * on * left.plants,
            gain - p["loyalty"] * worth,
        ),
        (
            "extra_activity",
            left.plants
            * (np.maximum(capacity - activity, 0.0)[:, None] * years * there * back + built),
            np.maximum(gain, conversion) + p["activity_premium"] * worth,
        ),
    ):
        made = variable(name, plants, most, cost, time)
        at_nodes(made.sel(plant=plant_of_row) * amount, rows, f.recipe["node"].to_numpy())

    tail, head = f.arcs["tail"].to_numpy(), f.arcs["head"].to_numpy()
    wedge = price[head] - price[tail]
    seen = f.arcs["flow"].is_not_null().to_numpy()
    flow = f.arcs["flow"].fill_null(0.0).to_numpy()
    could = np.maximum(f.recipe["amount"].to_numpy(), 0) * np.maximum(capacity, activity)[use]
    base = np.bincount(f.recipe["node"], could, len(nodes)) + np.bincount(head, flow, len(nodes))
    base += f.nodes["unexplained"].to_numpy()
    reach = np.minimum(p["contract_turnover"] * elapsed, 1.0) * years
    contracts, arcs = items("contract", np.flatnonzero(seen)), items("arc", np.arange(len(seen)))
    dearer = (left.freight - 1.0) * f.arcs["transport"].to_numpy()[:, None]
    kept = variable(
        "kept_flow",
        contracts,
        flow[seen, None] * years * left.arcs[seen],
        (wedge - p["loyalty"] * price[head])[seen, None] + dearer[seen],
        time,
    )
    new = variable(
        "new_flow",
        arcs,
        base[tail, None] * reach * (left.arcs >= 1) * f.arcs["there"].to_numpy()[:, None]
        + opened_flow(f, periods, opened) * left.arcs,
        (np.maximum(f.arcs["carriage"].to_numpy(), wedge) + p["switching_premium"] * price[head])[
            :, None
        ]
        + dearer,
        time,
    )
    taken = f.ways["arc"].to_numpy()
    routes = items("project_way", np.arange(len(taken)))
    of_way = [row[name] for name in f.ways["project"]]
    duty = f.arcs["carriage"].to_numpy() - f.arcs["transport"].to_numpy()
    own = f.ways["transport"].to_numpy()
    flows = [(kept, contracts, seen), (new, arcs, slice(None))]
    if len(taken):
        through = variable(
            "project_flow",
            routes,
            f.ways["capacity"].to_numpy()[:, None]
            * (size * opened.available)[of_way]
            * years
            * left.arcs[taken],
            np.maximum(own + duty[taken], wedge[taken])[:, None]
            + (left.freight[taken] - 1.0) * own[:, None],
            time,
        )
        flows.append((through, routes, taken))
    for made, at, some in flows:
        at_nodes(1 * made, at, head[some])
        at_nodes(-1 * made, at, tail[some])

    node = f.demand["node"].to_numpy()
    wanted = f.demand["tonnes"].to_numpy()[:, None] * years * left.demand
    users = items("user", np.arange(f.demand.height))
    if len(users):
        delivered = variable("delivered", users, np.inf, np.zeros(len(users)), time)
        at_nodes(-1 * delivered, users, node)
        met = [1 * delivered]
        ways_out = [("priced_out", p["price_response"], price[node] * (1 + p["price_step"]))]
        beyond = np.maximum(f.demand["value"].to_numpy() - price[node], 0.0)
        for part, worth in ((0.05, 0.6), (0.1, 0.75), (0.15, 0.85), (0.3, 0.95), (0.4, 1.0)):
            ways_out.append((f"short_{part}", part, price[node] + worth * beyond))
        for name, part, cost in ways_out:
            met.append(1 * variable(name, users, part * wanted, cost, time))
        if f.substitutes.height:
            user = f.substitutes["demand"].to_numpy()
            ramp = f.substitutes["years"].to_numpy()[:, None]
            grown = np.where(ramp > elapsed, elapsed / np.where(ramp > 0, ramp, 1.0), 1.0)
            ways = items("way", np.arange(len(user)))
            made = variable(
                "substituted",
                ways,
                f.substitutes["share"].to_numpy()[:, None] * grown * wanted[user],
                price[node][user] + f.substitutes["cost"].to_numpy(),
                time,
            )
            met.append((1 * made).groupby(pd.Series(user, index=ways, name="user")).sum())
        m.add_constraints(
            linopy.merge(met, join="outer").reindex(user=users, period=time)
            == xr.DataArray(wanted, coords=[users, time]),
            name="wanted",
        )

    if f.stocks.height:
        held, place = f.stocks["tonnes"].to_numpy(), f.stocks["node"].to_numpy()
        stores = items("store", np.arange(len(held)))
        worth = price[place][:, None] * (1 + p["loyalty"] + p["stock_carry"] * elapsed)
        drawn = variable("drawn", stores, np.repeat(held[:, None], len(time), 1), worth, time)
        m.add_constraints(
            drawn.sum("period") <= xr.DataArray(held, coords=[stores]), name="initial_stock"
        )
        at_nodes(1 * drawn, stores, place)
    filling = np.zeros((len(nodes), len(time)))
    if f.reserves.height:
        place = f.reserves["node"].to_numpy()
        of_reserve = [row[name] for name in f.reserves["project"]]
        laid_in = f.reserves["capacity"].to_numpy()[:, None] * (size * opened.filled)[of_reserve]
        np.add.at(filling, place, laid_in)
        piles = items("pile", np.arange(len(place)))
        again = p["activity_premium"] + p["switching_premium"] + p["price_step"]
        worth = price[place][:, None] * (1 + p["loyalty"] + again + p["stock_carry"] * elapsed)
        drawn = variable("project_draw", piles, np.full(laid_in.shape, np.inf), worth, time)
        for last in time:
            m.add_constraints(
                drawn.sel(period=time[: last + 1]).sum("period")
                <= xr.DataArray(laid_in[:, : last + 1].sum(axis=1), coords=[piles]),
                name=f"reserve_{last}",
            )
        at_nodes(1 * drawn, piles, place)
    if len(time) > 1:
        carry = p["stock_carry"] * price[:, None] * years[:-1]
        roof = np.full((len(nodes), len(time) - 1), np.inf)
        if scenario is not None and any(
            (part != 1).any() for part in (left.arcs, left.plants, left.demand, left.freight)
        ):
            first, start = (int(m[:4]) * 12 + int(m[5:]) for m in (periods.start, scenario.start))
            roof[:, first + np.cumsum(periods.months)[:-1] <= start] = 0.0
        level = variable("level", nodes, roof, carry, time[:-1])
        terms.append(-1 * level)
        terms.append(1 * level.assign_coords(period=time[1:]))

    for name, column, sign, cost in (
        ("unsold", "unsold", -1, -price * (1 + p["loyalty"])),
        ("unexplained", "unexplained", 1, price * (1 - p["loyalty"])),
    ):
        tonnes = f.nodes[column].to_numpy()
        some = np.flatnonzero(tonnes > 0)
        if len(some):
            rest = items(f"{name}_node", some)
            made = variable(name, rest, tonnes[some, None] * years, cost[some], time)
            at_nodes(sign * made, rest, some)

    balance = linopy.merge(terms, join="outer").reindex(node=nodes, period=time)
    m.add_constraints(balance >= xr.DataArray(filling, coords=[nodes, time]), name="balance")
    m.add_objective(linopy.merge(costs))
    return m


def linopy_model(
    world: World,
    commodities: list[str],
    reference: ReferenceTables,
    periods: Periods,
    scenario: Scenario | None,
    as_of: str,
) -> linopy.Model:
    """The model of a group in linopy, read from the tables and built."""
    return model(figures(world, commodities, reference, as_of), periods, scenario)


def solve(made: linopy.Model) -> float:
    """Solve a model with HiGHS in memory; the optimum in thousand USD."""
    # Tighter than HiGHS's own 1e-7, so that it can be the judge of the other.
    status, condition = made.solve(
        "highs",
        io_api="direct",
        output_flag=False,
        set_names=False,
        dual_feasibility_tolerance=1e-10,
    )
    assert status == "ok", condition
    return float(made.objective.value)


def prices(made: linopy.Model, figures: Figures) -> pl.DataFrame:
    """Duals of the balances after solving: commodity, place, period (number), usd_per_t."""
    duals = made.constraints["balance"].dual.transpose("node", "period").to_numpy() * THOUSAND
    count = duals.shape[1]
    return figures.nodes.select("commodity", "place")[
        np.repeat(np.arange(duals.shape[0]), count)
    ].with_columns(
        period=pl.Series(np.tile(np.arange(count), duals.shape[0])), usd_per_t=duals.ravel()
    )
