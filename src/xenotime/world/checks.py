"""What must hold between the rows of a world. One function per rule, named after what it finds.

Each rule takes the tables and yields `(table, row number, column, value, sentence)`; all rules run,
so that a person sees every fault at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl
import pycountry

from xenotime.world import acts
from xenotime.world.findings import Finding, Tables, numbered
from xenotime.world.mass import MASS_TOLERANCE, recipe_that_creates_mass, unit_mismatch
from xenotime.world.problems import Problem
from xenotime.world.reading import nearest
from xenotime.world.schema import TABLES, Ref, marks

PARAMETERS = {
    "reference_year": (1900, 2100),
    "loyalty": (0, 1),
    "switching_premium": (0, 10),
    "contract_turnover": (0, 10),
    "activity_premium": (0, 10),
    "restart_years": (0, 100),
    "price_response": (0, 1),
    "price_step": (0, 10),
    "stock_carry": (0, 10),
}
"""Numbers of the model, each with the lowest and the highest value that makes sense."""


def problems_of(
    tables: Tables,
    lines: Mapping[str, list[tuple[str, int]]],
    *,
    broken: frozenset[str] = frozenset(),
) -> list[Problem]:
    """All problems of the tables; `lines` gives the file and line of each row, where known.

    Tables in `broken` lack rows that could not be read: no rule may blame their absence. Nor is a
    required table without rows blamed more than once.
    """
    lacking = broken | {t for t, row in TABLES.items() if row.required and not tables[t].height}

    def where(table: str, row: int) -> tuple[str, int]:
        return lines[table][row] if lines.get(table) else (f"{table}.csv", row + 2)

    found = []
    first: tuple[Rule, tuple[str, ...]] = (partial(duplicate_keys, where=where), ())
    for rule, needs in (first, *RULES):
        if lacking.intersection(needs):
            continue
        for table, row, column, value, sentence in rule(tables):
            if rule is unknown_references and lacking & referenced_tables(table, column):
                continue
            if rule is empty_tables and table in broken:
                continue
            file, line = (f"{table}.csv", None) if row is None else where(table, row)
            text = None if value is None else plain(value)
            found.append(Problem(file, line, column, text, sentence))
    return found


def plain(value: Any) -> str:
    """A value as a person writes it into a cell; a number without exponent or `.0`."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.10g}" if abs(value) < 1e10 else f"{value:.0f}"


def references(table: str) -> Iterator[tuple[str, Ref]]:
    """Columns of a table that hold keys of another one."""
    for name in TABLES[table].model_fields:
        for mark in marks(TABLES[table], name):
            if isinstance(mark, Ref):
                yield name, mark


def referenced_tables(table: str, column: str | None) -> set[str]:
    """Tables whose keys a column holds."""
    return {ref.table for name, ref in references(table) if name == column}


def unknown_references(tables: Tables) -> Iterator[Finding]:
    """A place, commodity, source ... that no row defines."""
    for table, frame in tables.items():
        for column, ref in references(table):
            known = set(tables[ref.table]["id"].to_list()) | ({"*"} if ref.wildcard else set())
            for row, cell in enumerate(frame[column].to_list()):
                for value in () if cell is None else cell.split() if ref.many else (cell,):
                    if value not in known:
                        near = nearest(value, known) or "; add a row for it there"
                        sentence = f"{value!r} is not in {ref.table}.csv{near}"
                        yield table, row, column, value, sentence


def duplicate_keys(
    tables: Tables, *, where: Callable[[str, int], tuple[str, int]]
) -> Iterator[Finding]:
    """Two rows that say the same thing twice."""
    for table, frame in tables.items():
        key = list(TABLES[table].key)
        first = pl.col("row").first().over(key).alias("first")
        for entry in numbered(frame).with_columns(first).iter_rows(named=True):
            if entry["row"] == entry["first"]:
                continue
            value = ", ".join(str(entry[k]) for k in key)
            file, line = where(table, entry["first"])
            sentence = (
                f"{value} stands in {file}, line {line} too; keep one row per {' + '.join(key)}"
            )
            yield table, entry["row"], key[0], value, sentence


def unknown_countries(tables: Tables) -> Iterator[Finding]:
    """A country code that ISO 3166 does not have, or a member that is none."""
    for entry in numbered(tables["places"]).iter_rows(named=True):
        code = entry["id"]
        if entry["kind"] == "country" and pycountry.countries.get(alpha_3=code) is None:
            right = right_code(entry["name"]) or "a group of countries has the kind `region`"
            sentence = f"{code} is not an ISO 3166-1 alpha-3 code; {right}"
            yield "places", entry["row"], "id", code, sentence
        members = (entry["members"] or "").split()
        if entry["kind"] == "region" and not members:
            sentence = "the cell is empty; a region names its countries here, or `rest`"
            yield "places", entry["row"], "members", None, sentence
        if entry["kind"] == "country" and members:
            sentence = f"{code} is a country; only a region has members, leave the cell empty"
            yield "places", entry["row"], "members", entry["members"], sentence
        for member in members:
            if member != "rest" and pycountry.countries.get(alpha_3=member) is None:
                right = right_code(member) or "write three capitals for each country"
                sentence = f"{member} is not an ISO 3166-1 alpha-3 code; {right}"
                yield "places", entry["row"], "members", member, sentence


def right_code(name: str) -> str | None:
    """The code to write for a country's name or two-letter code; None for what is no country."""
    try:
        return f"{name} is {pycountry.countries.lookup(name).alpha_3}"
    except LookupError:
        return None


def end_before_start(tables: Tables) -> Iterator[Finding]:
    """Something that ends before it begins."""
    spans = (
        ("plants", "start", "end"),
        ("tariffs", "start", "end"),
        ("measures", "effective", "end"),
        ("suspensions", "start", "until"),
        ("listed_parties", "start", "end"),
        ("commitments", "date", "deadline"),
    )
    for table, start, end in spans:
        for entry in numbered(tables[table]).iter_rows(named=True):
            first, last = entry[start], entry[end]
            if first is None or last is None:
                continue
            digits = min(len(first), len(last))
            if last[:digits] < first[:digits]:
                yield table, entry["row"], end, last, f"{end} {last} is before {start} {first}"


def route_to_itself(tables: Tables) -> Iterator[Finding]:
    """A route that ends where it begins."""
    for entry in numbered(tables["routes"]).iter_rows(named=True):
        if entry["origin"] == entry["destination"]:
            sentence = (
                f"the route begins and ends at {entry['origin']}; trade within a place is none"
            )
            yield "routes", entry["row"], "destination", entry["destination"], sentence


def production_above_capacity(tables: Tables) -> Iterator[Finding]:
    """A plant that made more than it can, or before it began."""
    plants = {entry["id"]: entry for entry in tables["plants"].iter_rows(named=True)}
    for entry in numbered(tables["production"]).iter_rows(named=True):
        plant = plants.get(entry["plant"])
        if plant is None or not entry["tonnes"]:
            continue
        made, year = entry["tonnes"], str(entry["year"])
        if plant["capacity"] is not None and made > plant["capacity"] * (1 + MASS_TOLERANCE):
            sentence = (
                f"{plain(made)} t is more than the capacity of {plant['id']}, "
                f"{plain(plant['capacity'])} t per year"
            )
            yield "production", entry["row"], "tonnes", made, sentence
        if plant["start"] is not None and plant["start"][:4] > year:
            sentence = f"{plant['id']} made something in {year} but starts {plant['start']}"
            yield "production", entry["row"], "year", year, sentence
        if plant["end"] is not None and plant["end"][:4] < year:
            sentence = f"{plant['id']} made something in {year} but ended {plant['end']}"
            yield "production", entry["row"], "year", year, sentence


def project_without_object(tables: Tables) -> Iterator[Finding]:
    """A project that does not say what it would make, move or hold, or says more than one."""
    needs = {"route": ("commodity", "destination"), "stockpile": ("commodity",)}
    needs["offtake"] = needs["route"]
    for entry in numbered(tables["projects"]).iter_rows(named=True):
        kind = entry["kind"]
        needed = needs.get(kind, ("process",))
        for column in ("process", "commodity", "destination"):
            if column in needed and entry[column] is None:
                sentence = f"the cell is empty; a project of kind {kind} needs a {column}"
                yield "projects", entry["row"], column, None, sentence
            elif column not in needed and entry[column] is not None:
                sentence = f"a project of kind {kind} has no {column}; leave the cell empty"
                yield "projects", entry["row"], column, entry[column], sentence
        if entry["destination"] is not None and entry["destination"] == entry["place"]:
            sentence = f"it begins and ends at {entry['place']}; trade within a place is none"
            yield "projects", entry["row"], "destination", entry["destination"], sentence


def estimate_of_nothing_new(tables: Tables) -> Iterator[Finding]:
    """An estimate without a figure, or of what the table of projects states already."""
    figures = ("capex_usd", "lead_months", "ramp_months", "cost_usd_per_t")
    stated = {entry["id"]: entry for entry in tables["projects"].iter_rows(named=True)}
    for entry in numbered(tables["project_estimates"]).iter_rows(named=True):
        project = entry["project"]
        if all(entry[column] is None for column in figures):
            sentence = f"the row of {project} estimates nothing; give a figure, or leave it out"
            yield "project_estimates", entry["row"], "project", project, sentence
        for column in figures:
            known = stated.get(project, {}).get(column)
            if known is not None and entry[column] is not None:
                sentence = f"projects.csv states {plain(known)} for {project}; leave the cell empty"
                yield "project_estimates", entry["row"], column, entry[column], sentence


def unknown_published_places(tables: Tables) -> Iterator[Finding]:
    """A published share of a place that the world does not have."""
    known = [*tables["places"]["id"], "top3"]
    for row, place in enumerate(tables["published_shares"]["place"]):
        if place not in known:
            sentence = f"{place!r} is neither in places.csv nor `top3`{nearest(place, known)}"
            yield "published_shares", row, "place", place, sentence


def process_without_output(tables: Tables) -> Iterator[Finding]:
    """A process that makes nothing."""
    makes = set(tables["recipes"].filter(pl.col("direction") == "out")["process"].to_list())
    for entry in numbered(tables["processes"]).iter_rows(named=True):
        if entry["id"] not in makes:
            sentence = f"{entry['id']} has no output; add a row to recipes.csv"
            yield "processes", entry["row"], "id", entry["id"], sentence


def orphan_commodities(tables: Tables) -> Iterator[Finding]:
    """A commodity that nobody makes or nobody uses."""
    recipes = tables["recipes"]
    made = set(recipes.filter(pl.col("direction") == "out")["commodity"].to_list())
    used = set(recipes.filter(pl.col("direction") == "in")["commodity"].to_list())
    used |= set(tables["demand"]["commodity"].to_list())
    for entry in numbered(tables["commodities"]).iter_rows(named=True):
        missing = [w for w, ids in (("makes", made), ("uses", used)) if entry["id"] not in ids]
        if missing:
            unwanted = " and there is no demand for it" if "uses" in missing else ""
            sentence = (
                f"no recipe {' or '.join(missing)} {entry['id']}{unwanted}; add the row, or leave "
                "the commodity out"
            )
            yield "commodities", entry["row"], "id", entry["id"], sentence


def foreign_headline(tables: Tables) -> Iterator[Finding]:
    """A mineral whose headline commodity is another mineral's."""
    mineral_of = dict(tables["commodities"].select("id", "mineral").iter_rows())
    for entry in numbered(tables["minerals"]).iter_rows(named=True):
        for headline in entry["headline"].split():
            owner = mineral_of.get(headline)
            if owner is not None and owner != entry["id"]:
                sentence = f"{headline} belongs to {owner}, not to {entry['id']}"
                yield "minerals", entry["row"], "headline", headline, sentence


def missing_prices(tables: Tables) -> Iterator[Finding]:
    """A commodity without a price that holds everywhere."""
    everywhere = tables["prices"].filter(pl.col("market") == "*")["commodity"].to_list()
    for entry in numbered(tables["commodities"]).iter_rows(named=True):
        if entry["id"] not in everywhere:
            sentence = f"{entry['id']} has no price with market `*`; add a row to prices.csv"
            yield "commodities", entry["row"], "id", entry["id"], sentence


def missing_shortage_values(tables: Tables) -> Iterator[Finding]:
    """Demand of which nobody said what going without costs."""
    prices: dict[str, float] = {}
    for entry in tables["prices"].iter_rows(named=True):
        prices[entry["commodity"]] = max(prices.get(entry["commodity"], 0.0), entry["usd_per_t"])
    values = {}
    for entry in numbered(tables["shortage_values"]).iter_rows(named=True):
        values[entry["sector"], entry["commodity"]] = entry["usd_per_t"]
        price = prices.get(entry["commodity"])
        if price is not None and entry["usd_per_t"] <= price:
            sentence = (
                f"going without costs {plain(entry['usd_per_t'])} USD per t, no more than the "
                f"highest price, {plain(price)}; nobody would buy at that price"
            )
            yield "shortage_values", entry["row"], "usd_per_t", entry["usd_per_t"], sentence
    known = [set(tables[table]["id"]) for table in ("sectors", "commodities")]
    seen = set()
    for entry in numbered(tables["demand"]).iter_rows(named=True):
        pair = (entry["sector"], entry["commodity"])
        named = all(name in names for name, names in zip(pair, known, strict=True))
        if named and pair not in values and pair not in seen:
            seen.add(pair)
            sentence = (
                f"nothing says what a tonne of {pair[1]} short costs {pair[0]}; add a row to "
                "shortage_values.csv"
            )
            yield "demand", entry["row"], "sector", entry["sector"], sentence


def missing_parameters(tables: Tables) -> Iterator[Finding]:
    """A number of the model that is absent, or one that it does not know."""
    present = tables["parameters"]["id"].to_list()
    for name in PARAMETERS:
        if name not in present:
            yield "parameters", None, "id", name, f"the parameter {name} is missing; add a row"
    for row, name in enumerate(present):
        if name not in PARAMETERS:
            sentence = f"the model has no parameter {name}{nearest(name, PARAMETERS)}"
            yield "parameters", row, "id", name, sentence


def parameters_out_of_range(tables: Tables) -> Iterator[Finding]:
    """A number of the model that would turn a cost into a gain, or time backwards."""
    for row, (name, value) in enumerate(tables["parameters"].select("id", "value").iter_rows()):
        low, high = PARAMETERS.get(name, (value, value))
        if not low <= value <= high:
            sentence = f"{name} is {value:g}; a value between {low} and {high} makes sense"
            yield "parameters", row, "value", value, sentence


def substitution_above_all(tables: Tables) -> Iterator[Finding]:
    """Substitutes that together replace more than all."""
    keys = ["sector", "commodity"]
    totals = numbered(tables["substitutions"]).group_by(keys, maintain_order=True)
    for entry in totals.agg(pl.col("share").sum(), pl.col("row").first()).iter_rows(named=True):
        if entry["share"] > 1 + 1e-9:
            sentence = (
                f"the substitutes of {entry['commodity']} in {entry['sector']} replace "
                f"{plain(entry['share'])} of it; their shares add up to at most 1"
            )
            yield "substitutions", entry["row"], "share", entry["share"], sentence


def empty_tables(tables: Tables) -> Iterator[Finding]:
    """A table without rows that a world cannot do without."""
    for table, row in TABLES.items():
        if row.required and not tables[table].height:
            purpose = (row.__doc__ or "").splitlines()[0].rstrip(".")
            sentence = f"the table is missing or has no rows; every world needs it: {purpose}"
            yield table, None, None, None, sentence


def nothing_to_study(tables: Tables) -> Iterator[Finding]:
    """A reference year in which nobody wants anything, or for which all figures are missing."""
    years = tables["parameters"].filter(pl.col("id") == "reference_year")["value"].to_list()
    for table, needed in (("demand", True), ("production", False), ("routes", False)):
        frame = tables[table]
        if years and (needed or frame.height) and years[0] not in frame["year"].to_list():
            year = plain(years[0])
            sentence = f"no {table} in the reference year {year}; add rows, or move the year"
            yield table, None, "year", None, sentence


Rule = Callable[[Tables], Iterator[Finding]]

RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (unknown_countries, ()),
    (end_before_start, ()),
    (route_to_itself, ()),
    (production_above_capacity, ()),
    (project_without_object, ()),
    (estimate_of_nothing_new, ()),
    (substitution_above_all, ()),
    (unknown_references, ()),
    (unknown_published_places, ("places",)),
    (recipe_that_creates_mass, ("recipes", "contents", "elements")),
    (unit_mismatch, ("contents",)),
    (process_without_output, ("recipes",)),
    (orphan_commodities, ("recipes", "demand")),
    (foreign_headline, ()),
    (missing_prices, ("prices",)),
    (missing_shortage_values, ("shortage_values", "prices")),
    (missing_parameters, ("parameters",)),
    (parameters_out_of_range, ()),
    *acts.RULES,
    (nothing_to_study, ("demand", "production", "routes", "parameters")),
    (empty_tables, ()),
)
"""Every rule, with the tables that must have been read whole for it to be fair."""
