"""What must hold within the register of measures. One function per rule, as in `checks.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import polars as pl
import pycountry

from xenotime.world.findings import Finding, Tables, numbered
from xenotime.world.reading import nearest
from xenotime.world.vocabulary import FORMS, SYMBOLS, thresholds

REACHES = ("export", "origin", "content", "technology")
END_USES = ("civil", "military", "semiconductor")
FEW = 6
"""So many choices can be told in one sentence."""
PARTY_LISTS = (
    "control_list",
    "watch_list",
    "unreliable_list",
    "entity_list",
    "end_user_list",
    "affiliate",
)

Choices = Callable[[Tables, str], tuple[str, ...]]


def items_of(tables: Tables, measure: str) -> tuple[str, ...]:
    """Items of a measure."""
    return tuple(tables["measure_items"].filter(pl.col("measure") == measure)["item"])


def rules_of(tables: Tables, measure: str) -> tuple[str, ...]:
    """Rules of a measure."""
    return tuple(tables["measure_destinations"].filter(pl.col("measure") == measure)["rule"])


def measures_of(tables: Tables, measure: str) -> tuple[str, ...]:
    """All measures, and `*`."""
    return (*tables["measures"]["id"], "*")


WORDS: tuple[tuple[str, str, str, Choices], ...] = (
    ("measure_items", "elements", "a chemical symbol", lambda t, m: SYMBOLS),
    ("measure_items", "forms", "a form of goods", lambda t, m: tuple(FORMS)),
    ("measure_items", "listed_by", "in measures.csv", measures_of),
    ("measure_destinations", "items", "an item of {}", items_of),
    ("measure_destinations", "reach", "a way to reach goods", lambda t, m: REACHES),
    ("measure_destinations", "end_uses", "an end use", lambda t, m: END_USES),
    ("measure_destinations", "end_users", "a list of parties", lambda t, m: PARTY_LISTS),
    ("suspensions", "rule", "a rule of {}", rules_of),
)
"""Cells that hold words of a list: table, column, what each word should be, the list."""


def unknown_words(tables: Tables) -> Iterator[Finding]:
    """A word in a cell of the register that stands for nothing."""
    for table, column, role, choices in WORDS:
        for row, (measure, cell) in enumerate(tables[table].select("measure", column).iter_rows()):
            for word in (cell or "").split():
                known = choices(tables, measure)
                if word not in known:
                    right = nearest(word, known)
                    if not right and 0 < len(known) <= FEW:
                        right = f"; write one of {', '.join(known)}"
                    sentence = f"{word!r} is not {role.format(measure)}{right}"
                    yield table, row, column, word, sentence


def unknown_codes(tables: Tables) -> Iterator[Finding]:
    """A country or region of a rule or party that neither ISO 3166 nor the world has."""
    places = tables["places"]["id"].to_list()
    cells = [
        ("measure_destinations", "destinations", True),
        ("measure_destinations", "except_destinations", False),
        ("listed_parties", "place", False),
    ]
    for table, column, wildcard in cells:
        for row, cell in enumerate(tables[table][column]):
            for code in (cell or "").split():
                if code in places or is_country(code) or (wildcard and code == "*"):
                    continue
                near = nearest(code, places) or "; write ISO 3166-1 alpha-3, three capitals"
                yield table, row, column, code, f"{code!r} is no country or region{near}"


@cache
def is_country(code: str) -> bool:
    """Whether ISO 3166-1 has this alpha-3 code."""
    return pycountry.countries.get(alpha_3=code) is not None


def faulty_conditions(tables: Tables) -> Iterator[Finding]:
    """Thresholds or customs codes that cannot be read, and items that cover anything."""
    for entry in numbered(tables["measure_items"]).iter_rows(named=True):
        try:
            thresholds(entry["thresholds"])
        except ValueError as error:
            yield "measure_items", entry["row"], "thresholds", entry["thresholds"], str(error)
        for code in (entry["hs"] or "").split():
            if not (code.isdigit() and 4 <= len(code) <= 10):
                sentence = f"{code!r} is no customs code; write 4 to 10 digits without points"
                yield "measure_items", entry["row"], "hs", code, sentence
        if not any(entry[c] for c in ("elements", "forms", "words", "listed_by")):
            sentence = (
                f"{entry['item']} would cover everything; give elements, forms, words or listed_by"
            )
            yield "measure_items", entry["row"], "item", entry["item"], sentence
        if entry["listed_by"] and (entry["elements"] or entry["forms"]):
            sentence = f"{entry['item']} has listed_by: leave elements and forms empty"
            yield "measure_items", entry["row"], "listed_by", entry["listed_by"], sentence


def measure_without_day(tables: Tables) -> Iterator[Finding]:
    """A measure that says neither from when it holds nor why that is not known, or both."""
    for entry in numbered(tables["measures"]).iter_rows(named=True):
        if (entry["effective"] is None) == (entry["undated"] is None):
            sentence = (
                f"{entry['id']} has no first day; say in undated whether it is only planned"
                if entry["effective"] is None
                else f"{entry['id']} has a first day, {entry['effective']}; leave undated empty"
            )
            yield "measures", entry["row"], "undated", entry["undated"], sentence


def goods_without_rule(tables: Tables) -> Iterator[Finding]:
    """Goods of a measure for which no rule says where to, or a rule without goods."""
    pairs = (("measure_items", "measure_destinations"), ("measure_destinations", "measure_items"))
    for table, other in pairs:
        known = set(tables[other]["measure"])
        seen = set()
        for row, measure in enumerate(tables[table]["measure"]):
            if measure not in known and measure not in seen:
                seen.add(measure)
                sentence = f"{measure} stands here and not in {other}.csv; add its rows there"
                yield table, row, "measure", measure, sentence


def share_without_content(tables: Tables) -> Iterator[Finding]:
    """A rule on content without its threshold, or a threshold on anything else."""
    for entry in numbered(tables["measure_destinations"]).iter_rows(named=True):
        given = [c for c in ("share_from", "share_above") if entry[c] is not None]
        wanted = 1 if "content" in (entry["reach"] or "").split() else 0
        if len(given) == wanted:
            continue
        sentence = (
            "a rule on content needs share_from (caught at or above) or share_above (free up to "
            "it), not both"
            if wanted
            else f"{given[0]} is about content; the reach is {entry['reach']}"
        )
        yield "measure_destinations", entry["row"], "share_from", entry["share_from"], sentence


RULES: tuple[tuple[Callable[[Tables], Iterator[Finding]], tuple[str, ...]], ...] = (
    (unknown_words, ("measures", "measure_items", "measure_destinations")),
    (unknown_codes, ("places",)),
    (faulty_conditions, ()),
    (measure_without_day, ()),
    (goods_without_rule, ("measure_items", "measure_destinations")),
    (share_without_content, ()),
)
"""Each rule with the tables that it cannot do without."""
