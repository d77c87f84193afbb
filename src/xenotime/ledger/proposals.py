"""Turn an accepted fact into rows of a world's tables, for a person to see and to consent to.

A control becomes a measure with its items, a tariff a tariff, a project a project; the article
becomes the source that they cite. What it leaves open is asked for, never guessed: settings such as
`projects.process=separation_monazite` fill it in or overrule what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import polars as pl

from xenotime.ledger.article import Article, Period
from xenotime.ledger.chapter import Row, Rows
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.register import Entry
from xenotime.world import reading
from xenotime.world.problems import XenotimeError
from xenotime.world.schema import TABLES
from xenotime.world.world import World

SHORT = 8
"""Characters of an article's digest that name it as a source."""


def rows_of(
    entry: Entry, article: Article, world: World, settings: Mapping[str, str] | None = None
) -> Rows:
    """The rows that a fact would add to a world, by table.

    Args:
        entry: a fact that a person has accepted or corrected.
        article: where it stands.
        world: the world whose places and commodities the rows name.
        settings: `table.column` to value, over what the article says.

    Raises:
        XenotimeError: the fact is not accepted, denied, of another kind, or leaves a column open.
    """
    if entry.state not in ("accepted", "corrected"):
        raise XenotimeError(
            f"fact {entry.id} is {entry.state}; accept it first: xenotime ledger review"
        )
    makers: dict[str, Callable[[Entry, Article, World], Rows]] = {
        "control": _control,
        "tariff": _tariff,
        "project": _project,
    }
    if entry.fact.kind not in makers:
        raise XenotimeError(
            f"fact {entry.id} is of kind {entry.fact.kind}; a world has rows for "
            f"{', '.join(makers)} only"
        )
    if entry.fact.status == "denied":
        raise XenotimeError(f"fact {entry.id} says that there is no {entry.fact.kind}: no rows")
    rows = makers[entry.fact.kind](entry, article, world)
    _set(rows, settings or {})
    _complete(entry, rows)
    return {"sources": [_source(article)], **rows}


def _source(article: Article) -> Row:
    """The article as a publication."""
    title = article.title or next(
        (article.quote(s.start, s.end) for s in article.sentences), article.name
    )
    return {
        "id": source_id(article),
        "publisher": "press",
        "title": " ".join(title.split())[:200],
        "edition": article.name,
        "date": _day(article.dated.period),
        "licence": "single facts cited; the text is not part of the world",
        "note": "Read by the ledger; see the register for the sentence in its context",
    }


def source_id(article: Article) -> str:
    """The id under which rows cite an article."""
    return f"news-{article.digest[:SHORT]}"


def _cited(entry: Entry, article: Article) -> Row:
    fact = entry.fact
    return {
        "source": source_id(article),
        "locator": f"characters {fact.start}-{fact.end}",
        "confidence": "low",
        "note": f"Press report, status {fact.status}: {' '.join(fact.quote.split())}",
    }


def _control(entry: Entry, article: Article, world: World) -> Rows:
    fact = entry.fact
    government, others = _first(_places(fact, world))
    announced, effective = _announced_and_effective(fact, article)
    measure: Row = {
        "id": f"{government or 'XXX'}-{_year(announced)}-news-{entry.id}",
        "government": government,
        "kind": "export_control",
        "title": f"Control on {', '.join(fact.goods) or 'goods not named'}, as reported",
        "announced": announced,
        "effective": effective,
        "end": None,
        **_cited(entry, article),
    }
    items: list[Row] = [
        {
            "measure": measure["id"],
            "commodity": commodity,
            "destination": destination,
            "policy": "licence",
            **_cited(entry, article),
        }
        for commodity in _items(fact, world)
        for destination in others or ["*"]
    ]
    rows: Rows = {"measures": [measure], "measure_items": items}
    if fact.status == "suspended":
        rows["suspensions"] = [
            {
                "measure": measure["id"],
                "start": announced,
                "until": _day(fact.deadline),
                **_cited(entry, article),
            }
        ]
    return rows


def _announced_and_effective(fact: Fact, article: Article) -> tuple[str | None, str | None]:
    """When a measure was made known, and from when it holds; what is to come was not yet so."""
    written, first = article.dated.period, fact.date.first
    if first is None:
        return _day(written), None
    if written.last is not None and first > written.last:
        return _day(written), _day(fact.date)
    return _day(fact.date), _day(fact.date) if fact.status == "in_force" else None


def _tariff(entry: Entry, article: Article, world: World) -> Rows:
    fact = entry.fact
    rates = [a.value for a in fact.amounts if a.unit in ("percent", "percent_ad_valorem")]
    importer, exporters = _first(_places(fact, world))
    return {
        "tariffs": [
            {
                "id": f"{importer or 'XXX'}-news-{entry.id}",
                "importer": importer,
                "exporter": exporter,
                "commodity": commodity,
                "rate": round(rates[0] / 100, 6) if rates else None,
                "start": _day(fact.date) or _day(article.dated.period),
                "end": None,
                **_cited(entry, article),
            }
            for exporter in exporters or ["*"]
            for commodity in _items(fact, world)
        ]
    }


def _project(entry: Entry, article: Article, world: World) -> Rows:
    fact = entry.fact
    owners = [p.name for p in fact.parties if p.name]
    places = _places(fact, world)
    money = [a.value for a in fact.amounts if a.unit == "currency" and a.currency == "USD"]
    tonnes = [a.value for a in fact.amounts if a.unit == "tonne"]
    processes = _processes(fact, world)
    name = f"{owners[0] if owners else 'Project'} ({', '.join(fact.goods) or 'goods not named'})"
    return {
        "projects": [
            {
                "id": f"news-{entry.id}-{_slug(name)}",
                "name": name,
                "kind": "plant",
                "place": places[-1] if places else None,
                "process": processes[0] if len(processes) == 1 else None,
                "capacity": tonnes[0] if tonnes else None,
                "capex_usd": money[0] if money else None,
                "start": _day(fact.deadline) or _day(fact.date),
                "status": "operating" if fact.status == "completed" else "announced",
                "owner": ", ".join(dict.fromkeys(owners)) or None,
                **_cited(entry, article),
            }
        ]
    }


def _places(fact: Fact, world: World) -> list[str]:
    known = set(world.table("places")["id"])
    return [place for place in fact.countries if place in known]


def _first(places: list[str]) -> tuple[str | None, list[str]]:
    """The place that acts, None when none is known, and the others."""
    return (places[0], places[1:]) if places else (None, [])


def _commodities(fact: Fact, world: World) -> list[str]:
    """The world's commodities that a fact names, a mineral standing for its headlines."""
    known = world.table("commodities")["id"].to_list()
    headlines = dict(world.table("minerals").select("id", "headline").iter_rows())
    named = [
        commodity
        for good in fact.goods
        for commodity in ([good] if good in known else str(headlines.get(good, "")).split())
    ]
    return list(dict.fromkeys(named))


def _items(fact: Fact, world: World) -> list[str | None]:
    """The commodities that rows are made for; one that a person has to name if there are none."""
    return [*_commodities(fact, world)] or [None]


def _processes(fact: Fact, world: World) -> list[str]:
    """The processes that give out what a fact names."""
    recipes = world.table("recipes").filter(
        (pl.col("direction") == "out") & pl.col("commodity").is_in(_commodities(fact, world))
    )
    return recipes["process"].unique(maintain_order=True).to_list()


def _day(period: Period) -> str | None:
    """The first day, month or year of a period, as the world writes it."""
    if period.first is None:
        return None
    return str(period) if period.precision in ("day", "month", "year") else str(period.first)


def _year(day: str | None) -> str:
    return day[:4] if day else "0000"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40] or "project"


def _set(rows: Rows, settings: Mapping[str, str]) -> None:
    """Apply `table.column` settings to every row of the table."""
    for key, value in settings.items():
        table, _, column = key.partition(".")
        if table not in rows or column not in reading.columns(TABLES[table]):
            known = ", ".join(rows)
            raise XenotimeError(
                f"--set {key}: write TABLE.COLUMN=VALUE with a table of {known} and its column"
            )
        kind = reading.column_type(TABLES[table], column)
        try:
            typed = None if value == "" else kind(value)
        except ValueError:
            raise XenotimeError(f"--set {key}={value}: not a number") from None
        for row in rows[table]:
            row[column] = typed


def _complete(entry: Entry, rows: Rows) -> None:
    """Complain about required columns that the article leaves open."""
    missing = [
        f"{table}.{column}"
        for table, some in rows.items()
        for column, field in TABLES[table].model_fields.items()
        if field.is_required() and any(row.get(column) is None for row in some)
    ]
    missing += [
        "projects.process"
        for row in rows.get("projects", ())
        if row["process"] is None and row["kind"] not in ("route", "stockpile")
    ]
    if missing:
        raise XenotimeError(
            f"fact {entry.id} leaves open, or this world does not have, what is needed: give "
            + " ".join(f"--set {column}=..." for column in missing)
        )
