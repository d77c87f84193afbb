"""A part of a world: some commodities, some places; the rest folded, with totals kept.

Places left out become part of `ROW`; trade among them disappears, as trade within a place does.
Plants that use a commodity but make none that is kept become demand of the sector `outside`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl

from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

Tables = dict[str, pl.DataFrame]
REST = "ROW"
OUTSIDE = "outside"
RANK = {"high": 0, "medium": 1, "low": 2}
SHORTAGE_OVER_PRICE = 2.0
REGISTER = (
    "measures",
    "measure_items",
    "measure_destinations",
    "suspensions",
    "listed_parties",
)
"""The tables of the register of measures."""


def known(table: pl.DataFrame, what: str, names: Collection[str]) -> None:
    """Make sure that a table has all the names.

    Raises:
        XenotimeError: naming the first that it does not have.
    """
    ids = table["id"].to_list()
    for name in names:
        if name not in ids:
            raise XenotimeError(f"{name!r} is not in {what}.csv{nearest(name, ids)}")


def select_places(tables: Mapping[str, pl.DataFrame], keep: Collection[str]) -> Tables:
    """The tables with every place outside `keep` folded into `ROW`."""
    known(tables["places"], "places", keep)
    kept = {*keep, REST}
    result = dict(tables)
    places = tables["places"]
    folded = places.filter(~pl.col("id").is_in(kept)).head(1)
    if REST not in places["id"].to_list():
        rest = folded.with_columns(
            id=pl.lit(REST),
            name=pl.lit("Rest of world"),
            kind=pl.lit("region"),
            members=pl.lit("rest"),
            locator=pl.lit(None, dtype=pl.String),
            confidence=pl.lit("low"),
            note=pl.format("All places left out; drawn where {} is", pl.col("name")),
        )
        places = pl.concat([places, rest])
    result["places"] = places.filter(pl.col("id").is_in(kept))

    def fold(column: str) -> pl.Expr:
        inside = pl.col(column).is_in(kept) | (pl.col(column) == "*")
        return pl.when(inside).then(pl.col(column)).otherwise(pl.lit(REST)).alias(column)

    result["plants"] = tables["plants"].with_columns(fold("place"))
    result["projects"] = (
        tables["projects"]
        .with_columns(
            fold("place"), pl.when(pl.col("destination").is_not_null()).then(fold("destination"))
        )
        .filter(pl.col("place").ne_missing(pl.col("destination")))
    )
    result["project_estimates"] = _estimates_of(result)
    result |= _measures_of(tables, kept)
    result["commitments"] = tables["commitments"].with_columns(
        pl.col("parties").map_elements(
            lambda text: " ".join(dict.fromkeys(p if p in kept else REST for p in text.split())),
            return_dtype=pl.String,
        )
    )
    routes = tables["routes"].with_columns(fold("origin"), fold("destination"))
    result["routes"] = _gather(
        routes.filter(pl.col("origin") != pl.col("destination")),
        ["commodity", "origin", "destination", "year"],
        ["tonnes", "value_usd"],
        drop=["transport_usd_per_t"],
    )
    result["demand"] = _gather(
        tables["demand"].with_columns(fold("place")),
        ["place", "commodity", "sector", "year"],
        ["tonnes"],
    )
    result["stocks"] = _gather(
        tables["stocks"].with_columns(fold("place")),
        ["place", "commodity", "holder"],
        ["tonnes"],
        drop=["date"],
    )
    for table, columns in (
        ("tariffs", ("importer", "exporter")),
        ("prices", ("market",)),
        ("partnerships", ("place",)),
        ("published_shares", ("place",)),
    ):
        result[table] = tables[table].filter(
            pl.all_horizontal(pl.col(c).is_in([*kept, "*", "top3"]) for c in columns)
        )
    return result


def _gather(
    frame: pl.DataFrame, key: list[str], sums: list[str], drop: Collection[str] = ()
) -> pl.DataFrame:
    """Add up rows that now share a key; a sum over unknowns alone stays unknown."""
    joint = pl.len() > 1
    columns = []
    for name in frame.columns:
        first = pl.col(name).first()
        if name in key:
            continue
        if name in sums:
            total = pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())
            columns.append(total.alias(name))
        elif name in drop:
            columns.append(pl.when(~joint).then(first).alias(name))
        elif name == "confidence":
            columns.append(
                pl.col(name)
                .sort_by(pl.col(name).replace_strict(RANK, default=0))
                .last()
                .alias(name)
            )
        elif name == "note":
            several = pl.format("{} figures added up", pl.len())
            columns.append(pl.when(joint).then(several).otherwise(first).alias(name))
        elif name == "locator":
            columns.append(pl.when(~joint).then(first).alias(name))
        else:
            columns.append(first.alias(name))
    return frame.group_by(key, maintain_order=True).agg(columns).select(frame.columns)


def _measures_of(tables: Mapping[str, pl.DataFrame], kept: Collection[str]) -> Tables:
    """The register of the governments kept; regions that are left out become their countries."""
    result = {"measures": tables["measures"].filter(pl.col("government").is_in(list(kept)))}
    ids = result["measures"]["id"].to_list()
    for table in REGISTER[1:]:
        result[table] = tables[table].filter(pl.col("measure").is_in(ids))
    members = dict(tables["places"].select("id", "members").iter_rows())

    def spelt_out(text: str) -> str:
        codes = text.split()
        return " ".join(c if c in kept or not members.get(c) else members[c] for c in codes)

    result["measure_destinations"] = result["measure_destinations"].with_columns(
        pl.col("destinations", "except_destinations").map_elements(
            spelt_out, return_dtype=pl.String
        )
    )
    return result


def _estimates_of(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The estimates of the projects that are left."""
    left = tables["projects"]["id"].to_list()
    return tables["project_estimates"].filter(pl.col("project").is_in(left))


def select_commodities(tables: Mapping[str, pl.DataFrame], keep: Collection[str]) -> Tables:
    """The tables for some commodities; their users outside become demand of `outside`."""
    known(tables["commodities"], "commodities", keep)
    kept = list(keep)
    result = dict(tables)
    inside = pl.col("commodity").is_in(kept)
    recipes = tables["recipes"].filter(inside)
    makers = recipes.filter(pl.col("direction") == "out")["process"].unique().to_list()
    result["recipes"] = recipes.filter(pl.col("process").is_in(makers))
    result["commodities"] = tables["commodities"].filter(pl.col("id").is_in(kept))
    mineral_of = dict(result["commodities"].select("id", "mineral").iter_rows())
    result["minerals"] = _minerals(tables["minerals"], mineral_of)
    first_output = dict(
        recipes.filter(pl.col("direction") == "out")
        .unique("process", keep="first", maintain_order=True)
        .select("process", "commodity")
        .iter_rows()
    )
    result["processes"] = (
        tables["processes"]
        .filter(pl.col("id").is_in(makers))
        .with_columns(
            mineral=pl.col("id").replace_strict(
                {process: mineral_of[output] for process, output in first_output.items()},
                return_dtype=pl.String,
            )
        )
    )
    result["plants"] = tables["plants"].filter(pl.col("process").is_in(makers))
    plants = result["plants"]["id"].to_list()
    result["production"] = tables["production"].filter(pl.col("plant").is_in(plants))
    result["projects"] = tables["projects"].filter(
        pl.col("process").is_in(makers) | pl.col("commodity").is_in(kept)
    )
    result["project_estimates"] = _estimates_of(result)
    for table in (
        "contents",
        "routes",
        "demand",
        "stocks",
        "prices",
        "shortage_values",
        "substitutions",
    ):
        result[table] = tables[table].filter(inside)
    result["tariffs"] = tables["tariffs"].filter(inside | (pl.col("commodity") == "*"))
    everything: Callable[[str], bool] = lambda text: set(text.split()) <= set(kept)  # noqa: E731
    result["published_shares"] = tables["published_shares"].filter(
        pl.col("commodities").map_elements(everything, return_dtype=pl.Boolean)
        & pl.col("mineral").is_in(result["minerals"]["id"].to_list())
    )
    within = lambda text: " ".join(c for c in text.split() if c in kept) or None  # noqa: E731
    result["measure_items"] = tables["measure_items"].with_columns(
        pl.col("commodities").map_elements(within, return_dtype=pl.String)
    )
    users = recipes.filter(~pl.col("process").is_in(makers))
    return _only_cited(_with_outside_users(tables, result, users))


def _only_cited(tables: Tables) -> Tables:
    """Leave out publications that no figure cites any more."""
    cited = {
        source
        for frame in tables.values()
        if "source" in frame.columns
        for source in frame["source"].unique()
    }
    return tables | {"sources": tables["sources"].filter(pl.col("id").is_in(cited))}


def _minerals(minerals: pl.DataFrame, mineral_of: dict[str, str]) -> pl.DataFrame:
    """Minerals that still have a commodity; headlines that are gone pass to the last one left."""
    heirs = {mineral: commodity for commodity, mineral in mineral_of.items()}

    def left(entry: dict[str, str]) -> str:
        kept = [name for name in entry["headline"].split() if name in mineral_of]
        return " ".join(kept) or heirs[entry["id"]]

    return minerals.filter(pl.col("id").is_in(list(heirs))).with_columns(
        headline=pl.struct("id", "headline").map_elements(left, return_dtype=pl.String)
    )


def _with_outside_users(
    tables: Mapping[str, pl.DataFrame], result: Tables, used: pl.DataFrame
) -> Tables:
    """Turn the use by processes left out into demand of the sector `outside`.

    Args:
        tables: the whole world.
        result: the tables selected so far.
        used: recipes by which processes left out take in what is kept.
    """
    use = _outside_use(tables, used)
    if not use.height:
        return result
    demand = _gather(
        pl.concat([result["demand"], use]), ["place", "commodity", "sector", "year"], ["tonnes"]
    )
    outside = pl.DataFrame(
        {
            "id": [OUTSIDE],
            "name": ["Outside"],
            "description": ["Plants left out when a part of a world was selected"],
        }
    )
    sectors = pl.concat([tables["sectors"], outside]).unique(
        "id", keep="first", maintain_order=True
    )
    worth = _outside_values(tables, used).filter(
        pl.col("commodity").is_in(use["commodity"].to_list())
    )
    values, earlier = result["shortage_values"], pl.col("sector") == OUTSIDE
    worth = (
        pl.concat([values.filter(earlier), worth])
        .sort("usd_per_t", descending=True, maintain_order=True)
        .unique("commodity", keep="first", maintain_order=True)
    )
    return result | {
        "demand": demand,
        "sectors": sectors,
        "shortage_values": pl.concat([values.filter(~earlier), worth]),
    }


def _outside_use(tables: Mapping[str, pl.DataFrame], used: pl.DataFrame) -> pl.DataFrame:
    """What plants left out took in, as rows of `demand`; zeros only where nothing else is."""
    rows = (
        tables["production"]
        .join(
            tables["plants"].select("id", "process", "place"),
            left_on="plant",
            right_on="id",
            maintain_order="left",
        )
        .join(
            used.select("process", "commodity", "amount"),
            on="process",
            maintain_order="left_right",
        )
        .with_columns(
            sector=pl.lit(OUTSIDE),
            tonnes=pl.col("tonnes") * pl.col("amount"),
            note=pl.lit("use by plants left out of this selection"),
        )
        .select(tables["demand"].columns)
    )
    use = _gather(rows, ["place", "commodity", "sector", "year"], ["tonnes"])
    idle = pl.col("tonnes").sum().over("commodity") == 0
    return use.filter((pl.col("tonnes") > 0) | idle)


def _outside_values(tables: Mapping[str, pl.DataFrame], used: pl.DataFrame) -> pl.DataFrame:
    """What a tonne short costs plants left out, as rows of `shortage_values`: what they would have
    made of it at reference prices."""
    prices = tables["prices"]
    highest = prices.group_by("commodity").agg(pl.col("usd_per_t").max().alias("price"))
    everywhere = (
        prices.filter(pl.col("market") == "*")
        .group_by("commodity", maintain_order=True)
        .agg(pl.col("usd_per_t").mean().alias("worth"))
    )
    made = (
        tables["recipes"]
        .filter(pl.col("direction") == "out")
        .join(everywhere, on="commodity", maintain_order="left")
        .group_by("process", maintain_order=True)
        .agg((pl.col("amount") * pl.col("worth")).sum().alias("revenue"))
    )
    return (
        used.join(made, on="process", maintain_order="left")
        .join(highest, on="commodity", maintain_order="left")
        .with_columns(
            usd_per_t=pl.max_horizontal(
                pl.col("revenue") / pl.col("amount"), SHORTAGE_OVER_PRICE * pl.col("price")
            ),
            sector=pl.lit(OUTSIDE),
            locator=pl.lit(None, dtype=pl.String),
            confidence=pl.lit("low"),
            note=pl.lit("worth of what the plants left out would have made of it"),
        )
        .select(tables["shortage_values"].columns)
    )
