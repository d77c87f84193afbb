"""Screening: which measures bite on which shipment on which day.

Lines are reduced to distinct goods, goods and routes to distinct cases, cases to distinct patterns
of answers; rules are asked of cases and words are made of patterns, so that a million lines cost
little more than their differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import polars as pl

from xenotime.controls.conditions import Cases, best_item, judge, together
from xenotime.controls.goods import Goods, describe
from xenotime.controls.matching import Matches, match, worded
from xenotime.controls.parties import match_parties
from xenotime.controls.register import UNKNOWN, Register
from xenotime.controls.status import Span
from xenotime.controls.verdicts import (
    NOTHING_APPLIES,
    Finding,
    Patterns,
    finding,
    next_changes,
    verdicts,
)
from xenotime.world.vocabulary import FORMS

GOODS = ["item_text", "hs_code", "elements"]
PLACES = ["origin", "exporter", "destination", "made_in", "technology_origin"]
ASKED = [*PLACES, "end_use", "end_user_listed", "party_list", "party_measure", "assembly"]
AFFILIATE = r"(?i)\b(?:[5-9]\d|100)(?:[.,]\d+)?\s*(?:%|per ?cent)[\w -]{0,15}\bowned\b"
"""Words that say that somebody owns a half or more of the end user."""
ELSEWHERE = "---"
"""Stands for all countries that no rule names."""
MEASURE = pl.Struct(dict.fromkeys(("id", "rule", "clause", "status", "policy", "match"), pl.String))
RESULT: dict[str, pl.DataType | type[pl.DataType]] = {
    "verdict": pl.String,
    "measures": pl.List(MEASURE),
    "reason": pl.String,
    "missing": pl.List(pl.String),
    "next_change": pl.Date,
}


@dataclass(frozen=True)
class Screening:
    """Lines reduced to cases: for each line its case, and everything that rules ask of a case."""

    cases: Cases
    case_of_line: np.ndarray
    goods: Goods
    goods_of_line: np.ndarray
    facts: pl.DataFrame
    """The lines with what was read out of their texts: made_in, technology_origin, party_list,
    party_measure, party_name, assembly."""


def screen(register: Register, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with verdict, measures, reason, missing and next_change.

    Args:
        register: whose measures.
        lines: the typed columns that `controls.lines` gives. A line with an `error` keeps it and
            comes back as unknown_outcome.
    """
    sound = lines.filter(pl.col("error").is_null() & pl.col("as_of").is_not_null())
    if not sound.height or not register.rules:
        return _joined(lines, sound, _nothing(sound))
    reduced = reduce(register, sound)
    patterns, pattern_of_case = find_patterns(register, reduced.cases)
    ranks = verdicts(register, patterns)
    changes = next_changes(ranks)
    interval = register.interval(sound["as_of"].to_numpy())
    pattern = pattern_of_case[reduced.case_of_line]
    pairs, of_line = np.unique(pattern * ranks.shape[1] + interval, return_inverse=True)
    found = []
    for pair in pairs:
        row, when = divmod(int(pair), ranks.shape[1])
        rank, change = int(ranks[row, when]), int(changes[row, when])
        found.append(finding(register, patterns, row, when, rank, change))
    return _joined(lines, sound, _table(found)[of_line])


def reduce(register: Register, lines: pl.DataFrame) -> Screening:
    """Distinct goods and cases of some lines."""
    goods_frame, goods_of_line = _distinct(lines, GOODS)
    texts, codes, elements = (goods_frame[name].to_list() for name in GOODS)
    goods = describe(texts, codes, elements)
    profiles, profile_of_goods = _profiles(register, goods, texts, codes)
    facts = _facts(register, lines, goods, goods_of_line).with_columns(
        profile=profile_of_goods[goods_of_line],
        band=_bands(register, lines["share"].to_numpy()),
    )
    named = _places_named(register)
    plain = facts.with_columns(
        pl.when(pl.col(name).is_in(named) | pl.col(name).is_null())
        .then(pl.col(name))
        .otherwise(pl.lit(ELSEWHERE))
        .alias(name)
        for name in PLACES
    )
    keys = [*ASKED, "profile", "band"]
    _, case_of_line = _distinct(plain, keys)
    first = np.unique(case_of_line, return_index=True)[1]
    return Screening(Cases(plain[first], profiles), case_of_line, goods, goods_of_line, facts)


def find_patterns(register: Register, cases: Cases) -> tuple[Patterns, np.ndarray]:
    """Distinct rows of answers of all rules, and the pattern of each case."""
    shape = (cases.frame.height, len(register.rules))
    answer = np.zeros(shape, dtype=np.int8)
    missing = np.zeros(shape, dtype=np.int16)
    item = np.zeros(shape, dtype=np.int16)
    for at, rule in enumerate(register.rules):
        whole = together(judge(rule, cases))
        answer[:, at], missing[:, at] = whole.value, whole.missing
        item[:, at] = np.where(whole.value != 0, best_item(rule, cases), 0)
    first, of_case = _unique_rows(answer, missing, item)
    return Patterns(answer[first], missing[first], item[first]), of_case


def _unique_rows(*arrays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First position of each distinct row over several arrays side by side, and each row's number
    among them."""
    bytes_of_rows = [np.ascontiguousarray(array).view(np.uint8) for array in arrays]
    rows = np.ascontiguousarray(np.concatenate(bytes_of_rows, axis=1))
    keys = pl.Series(rows.view(f"V{rows.shape[1]}").ravel().tolist(), dtype=pl.Binary)
    numbers = keys.rank("dense").to_numpy().astype(np.int64) - 1
    first = np.unique(numbers, return_index=True)[1]
    return first, numbers


def _profiles(
    register: Register, goods: Goods, texts: list[str | None], codes: list[str | None]
) -> tuple[Matches, np.ndarray]:
    """Distinct ways in which goods match items, and the one of each good. Goods that are described
    alike are held against the items once."""
    by_word = worded(texts, register.items)
    numbers = {code: number for number, code in enumerate(dict.fromkeys(codes))}
    of_code = np.asarray([[numbers[code]] for code in codes], dtype=np.int32)
    arrays = (goods.has, goods.one_of, goods.perhaps, goods.forms, goods.form_options)
    first, alike = _unique_rows(*arrays, goods.low, goods.high, by_word, of_code)
    some = _some(goods, first)
    matches = match(some, by_word[first], [codes[at] for at in first], register.items)
    kept, of_some = _unique_rows(matches.answer, matches.missing)
    return Matches(*(part[kept] for part in matches.parts)), of_some[alike]


def _some(goods: Goods, chosen: np.ndarray) -> Goods:
    """Some of the goods."""
    parts: dict[str, Any] = {field.name: getattr(goods, field.name) for field in fields(goods)}
    for name, part in parts.items():
        parts[name] = part[chosen] if isinstance(part, np.ndarray) else [part[at] for at in chosen]
    return Goods(**parts)


def _distinct(frame: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, np.ndarray]:
    """The distinct rows of some columns, and the row of each line among them."""
    rows = frame.select(keys).unique(maintain_order=True).with_row_index("distinct")
    found = frame.select(keys).join(
        rows, on=list(keys), how="left", nulls_equal=True, maintain_order="left"
    )
    return rows.drop("distinct"), found["distinct"].to_numpy().astype(np.int64)


def _facts(
    register: Register, lines: pl.DataFrame, goods: Goods, goods_of_line: np.ndarray
) -> pl.DataFrame:
    """The lines with what their texts say beside the cells."""
    said = pl.DataFrame(
        {
            "said_made_in": goods.made_in,
            "said_technology": goods.technology,
            "content_from": goods.foreign_content,
            "assembly": goods.forms[:, list(FORMS).index("assembly")],
        },
        schema={
            "said_made_in": pl.String(),
            "said_technology": pl.String(),
            "content_from": pl.String(),
            "assembly": pl.Boolean(),
        },
    )[goods_of_line]
    parties = _parties(register, lines)
    listed = pl.col("end_user_listed")
    owned = pl.any_horizontal(
        pl.col(name).str.contains(AFFILIATE).fill_null(False) for name in ("end_user", "item_text")
    )
    # Who says whence the content comes speaks of a good made elsewhere: where it is shipped from,
    # as in `Cases.foreign_made`.
    abroad = pl.col("exporter") != pl.col("content_from")
    shipped_from = pl.when(abroad).then(pl.col("exporter"))
    return (
        lines.hstack(said)
        .hstack(parties)
        .with_columns(
            made_in=pl.coalesce("made_in", "said_made_in", shipped_from),
            technology_origin=pl.coalesce("technology_origin", "said_technology"),
            end_user_listed=pl.when(owned & (listed.is_null() | (listed == "no")))
            .then(pl.lit("affiliate"))
            .otherwise(listed),
        )
        .drop("content_from")
    )


def _parties(register: Register, lines: pl.DataFrame) -> pl.DataFrame:
    """Listed parties that the end user or, failing that, the item text names: party_list,
    party_measure, party_name."""
    schema = dict.fromkeys(("party_list", "party_measure", "party_name"), pl.String)
    found = []
    for column in ("end_user", "item_text"):
        names, of_line = _distinct(lines, [column])
        matched = match_parties(names[column].to_list(), register.parties)
        rows = [party or (None, None, None) for party in matched]
        found.append(pl.DataFrame(rows, schema=schema, orient="row")[of_line])
    by_name, by_text = found
    known = by_name["party_measure"].is_not_null()
    party = pl.DataFrame({name: by_name[name].zip_with(known, by_text[name]) for name in schema})
    days = _listed_days(register, party).with_columns(as_of=lines["as_of"])
    listed = (pl.col("first").is_null() | (pl.col("first") <= pl.col("as_of"))) & (
        pl.col("last").is_null() | (pl.col("as_of") <= pl.col("last"))
    )
    return days.select(pl.when(listed).then(pl.col(name)).alias(name) for name in schema)


def _listed_days(register: Register, party: pl.DataFrame) -> pl.DataFrame:
    """The parties with the first and last day on their list: their own, or the measure's."""
    acts = {entry["id"]: entry for entry in register.measures.iter_rows(named=True)}
    rows = []
    for entry in register.parties.iter_rows(named=True):
        act = acts[entry["measure"]]
        start = Span.of(entry["start"] or act["effective"])
        end = Span.of(entry["end"] or act["end"])
        days = (start and start.first, end and end.last)
        rows.append((entry["measure"], entry["name"], *days))
    keys = ["party_measure", "party_name"]
    schema = dict.fromkeys(keys, pl.String()) | dict.fromkeys(("first", "last"), pl.Date())
    known = pl.DataFrame(rows, schema=schema, orient="row")
    return party.join(known, on=keys, how="left", maintain_order="left")


def _bands(register: Register, shares: np.ndarray) -> np.ndarray:
    """Shares between the same thresholds get the same number, those on one a number of their own:
    int64[line]; -1: not stated."""
    given = {share for rule in register.rules for share in (rule.share_from, rule.share_above)}
    edges = np.asarray(sorted({1.0} | {share for share in given if share is not None}))
    below, up_to = (np.searchsorted(edges, shares, side=side) for side in ("left", "right"))
    return np.where(np.isnan(shares), -1, below + up_to)


def _places_named(register: Register) -> list[str]:
    """Countries that any rule names."""
    named: set[str] = set()
    for rule in register.rules:
        named |= rule.territory | rule.excepted | (rule.destinations or frozenset())
    return sorted(named)


def _table(found: list[Finding]) -> pl.DataFrame:
    """Findings as a frame."""
    rows = [
        {
            "verdict": one.verdict,
            "measures": [asdict(measure) for measure in one.measures],
            "reason": one.reason,
            "missing": one.missing,
            "next_change": one.next_change,
        }
        for one in found
    ]
    return pl.DataFrame(rows, schema=RESULT)


def _nothing(lines: pl.DataFrame) -> pl.DataFrame:
    """What a register without rules says."""
    row = {"verdict": "no_licence", "measures": [], "reason": NOTHING_APPLIES, "missing": []}
    return pl.DataFrame([row] * lines.height, schema=RESULT)


def _joined(lines: pl.DataFrame, sound: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The lines in their order with what was found; those that could not be read say so."""
    judged = sound.select("line").hstack(found)
    faulty = pl.col("verdict").is_null()
    return lines.join(judged, on="line", how="left", maintain_order="left").with_columns(
        verdict=pl.col("verdict").fill_null(UNKNOWN),
        measures=pl.col("measures").fill_null([]),
        reason=pl.when(faulty)
        .then(pl.format("The line cannot be read: {}.", pl.col("error").fill_null("no date")))
        .otherwise(pl.col("reason")),
        missing=pl.col("missing").fill_null([]),
    )
