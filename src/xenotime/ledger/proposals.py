"""Turn an accepted fact into rows of a world's tables, for a person to see and to consent to.

A control becomes a measure with its items, a tariff a tariff, a project a project; the article
becomes the source that they cite. What it leaves open is asked for, never guessed: settings such as
`projects.process=separation_monazite` fill it in or overrule what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np
import polars as pl

from xenotime.controls.goods import describe
from xenotime.ledger.article import Article, Period
from xenotime.ledger.chapter import Row, Rows
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.measures import UNCERTAIN, measure_kind, policy
from xenotime.ledger.register import Entry
from xenotime.world import reading
from xenotime.world.problems import XenotimeError
from xenotime.world.schema import TABLES
from xenotime.world.vocabulary import FORMS, SYMBOLS
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
        "control": partial(_control, kind=(settings or {}).get("measures.kind")),
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
    _finish_measures(rows, world)
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


def _control(entry: Entry, article: Article, world: World, kind: str | None) -> Rows:
    """The measure, its items and its suspension; `kind` is what a person calls it, if one does."""
    fact = entry.fact
    government = _government(fact, world)
    announced, effective = _announced_and_effective(fact, article)
    read, certain = measure_kind(fact, article.language)
    cited = _cited(entry, article)
    doubt = {} if kind or certain else {"note": f"{cited['note']} ({UNCERTAIN})"}
    measure: Row = {
        "id": f"{government or 'XXX'}-{_year(announced)}-news-{entry.id}",
        "government": government,
        "kind": kind or read,
        "title": f"Control on {', '.join(fact.goods) or 'goods not named'}, as reported",
        "announced": announced,
        "effective": effective,
        "undated": "planned" if fact.status in ("announced", "planned") else "unverified",
        "end": None,
        **cited,
        **doubt,
    }
    items: list[Row] = [
        {
            "measure": measure["id"],
            "item": commodity or "reported",
            "description": f"{commodity or 'Goods'}, as reported",
            "elements": None,
            "forms": None,
            "commodities": commodity,
            **cited,
        }
        for commodity in _items(fact, world)
    ]
    targets = _targets(fact, world)
    rule: Row = {
        "measure": measure["id"],
        "rule": "reported",
        "destinations": None if None in targets else " ".join(t for t in targets if t),
        "reach": "export",
        "policy": policy(measure["kind"]),
        **cited,
    }
    rows: Rows = {
        "measures": [measure],
        "measure_items": items,
        "measure_destinations": [rule],
    }
    if fact.status == "suspended":
        rows["suspensions"] = [
            {
                "measure": measure["id"],
                "start": _day(fact.date),
                "until": None if fact.deadline.last is None else str(fact.deadline.last),
                **cited,
            }
        ]
    return rows


def _announced_and_effective(fact: Fact, article: Article) -> tuple[str | None, str | None]:
    """When a measure was made known, and from when it holds: only the fact's own date says that."""
    written, first = article.dated.period, fact.date.first
    if first is None or fact.status == "suspended":  # whose date is that of the suspension
        return _day(written), None
    if written.last is not None and first > written.last:
        return _day(written), _day(fact.date)
    return _day(fact.date), _day(fact.date) if fact.status == "in_force" else None


def _tariff(entry: Entry, article: Article, world: World) -> Rows:
    fact = entry.fact
    rates = [a.value for a in fact.amounts if a.unit in ("percent", "percent_ad_valorem")]
    importer = _government(fact, world)
    actors = [p.place for p in fact.parties if p.role == "actor" and p.place]
    exporters = _targets(fact, world)
    if exporters == ["*"]:
        # Without a target the other party is the one that the tariff meets.
        exporters = [p for p in _places(fact, world) if p in actors and p != importer] or ["*"]
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
            for exporter in exporters
            for commodity in _items(fact, world)
        ]
    }


def _project(entry: Entry, article: Article, world: World) -> Rows:
    fact = entry.fact
    owners = [p.name for p in fact.parties if p.name]
    places = _places(fact, world) if len(fact.countries) == 1 else []
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
                # Of several the sentence may mean the lender, the owner or the site.
                "place": places[0] if places else None,
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


def _government(fact: Fact, world: World) -> str | None:
    """The place that acts; None when none is named, or the world does not have it."""
    acts = next((p.place for p in fact.parties if p.role == "actor" and p.place), None)
    return acts if acts in _places(fact, world) else None


def _targets(fact: Fact, world: World) -> list[str | None]:
    """The places that an act is aimed at, `*` when none is named; None for one to be named."""
    named = dict.fromkeys(p.place for p in fact.parties if p.role == "target" and p.place)
    known = _places(fact, world)
    return [place for place in named if place in known] or ([None] if named else ["*"])


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


def _finish_measures(rows: Rows, world: World) -> None:
    """What follows from the settings: a measure with a first day is not undated, and an item's
    elements and forms are those of its commodity."""
    for row in rows.get("measures", ()):
        if row["effective"] is not None:
            row["undated"] = None
    named = {entry["id"]: entry for entry in world.table("commodities").iter_rows(named=True)}
    for row in rows.get("measure_items", ()):
        commodity = named.get(row["commodities"] or "")
        if commodity is not None and not (row["elements"] or row["forms"]):
            code = (commodity["hs"] or "").split()[:1] or [None]
            goods = describe([commodity["name"]], code, [None])
            forms = goods.forms[0] if goods.forms.any() else goods.form_options[0]
            row["forms"] = _words(FORMS, forms)
            row["elements"] = _words(SYMBOLS, goods.has[0])


def _words(words: Iterable[str], chosen: np.ndarray) -> str | None:
    """The words that are chosen, as a cell; None for none or all of them."""
    found = [word for word, wanted in zip(words, chosen, strict=True) if wanted]
    return " ".join(found) if 0 < len(found) < len(chosen) else None


def _complete(entry: Entry, rows: Rows) -> None:
    """Complain about required columns that the article leaves open."""
    missing = [
        f"{table}.{column}"
        for table, some in rows.items()
        for column, field in TABLES[table].model_fields.items()
        if field.is_required() and any(row.get(column) is None for row in some)
    ]
    missing += [
        "measure_items.commodities"
        for row in rows.get("measure_items", ())
        if not (row["commodities"] or row["elements"] or row["forms"])
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
