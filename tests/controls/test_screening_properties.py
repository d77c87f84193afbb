"""What holds for every register and every list of shipments."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.controls.shipments import line, mixtures
from tests.reference_screening import PlainRegister, goods_one_by_one, verdict
from xenotime.controls.goods import describe
from xenotime.controls.register import Register
from xenotime.controls.screening import GOODS, find_patterns, reduce, screen
from xenotime.world.select import REGISTER
from xenotime.world.world import World

SLOWLY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEASURES = World.atlas().table("measures")["id"].to_list()
ANSWERS = ["verdict", "measures", "reason", "missing", "next_change"]


@cache
def register() -> Register:
    return Register.of(World.atlas())


def without(*left_out: str) -> Register:
    """The atlas's register without some measures."""
    tables = dict(World.atlas().tables)
    for name in REGISTER:
        key = "id" if name == "measures" else "measure"
        tables[name] = tables[name].filter(~pl.col(key).is_in(left_out))
    named = [i for i in MEASURES if i not in left_out]
    tables["suspensions"] = tables["suspensions"].with_columns(
        pl.when(pl.col("instrument").is_in(named)).then(pl.col("instrument"))
    )
    kept = (
        pl.col("listed_by")
        .str.split(" ")
        .list.eval(pl.element().filter(~pl.element().is_in(left_out)))
        .list.join(" ")
    )
    items = tables["measure_items"].with_columns(left=kept)
    tables["measure_items"] = (
        items.filter(pl.col("listed_by").is_null() | (pl.col("left") != ""))
        .with_columns(listed_by=pl.col("left"))
        .drop("left")
    )
    return Register.of_tables(tables)


def bounds(some: Register, lines: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """For each line the strictness that is sure and the one that is possible."""
    reduced = reduce(some, lines)
    patterns, of_case = find_patterns(some, reduced.cases)
    at = of_case[reduced.case_of_line]
    intervals = some.interval(lines["as_of"].to_numpy())
    policies = some.policies
    found = [
        tuple(bound[p] for bound in patterns.bounds(some.statuses[:, i], policies))
        for p, i in zip(at, intervals, strict=True)
    ]
    sure, possible = np.asarray(found).T
    return sure, possible


@SLOWLY
@given(mixtures(), st.sets(st.sampled_from(MEASURES), min_size=1, max_size=6))
def test_adding_a_measure_never_loosens_a_verdict(lines, added):
    before, after = bounds(without(*added), lines), bounds(register(), lines)

    for fewer, more in zip(before, after, strict=True):
        assert (more >= fewer).all()


@SLOWLY
@given(mixtures(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines, random):
    order = list(range(lines.height))
    random.shuffle(order)

    shuffled = screen(register(), lines[order])

    assert screen(register(), lines)[order].equals(shuffled)


@settings(max_examples=10, deadline=None)
@given(mixtures(), st.integers(0, 2**32 - 1))
def test_the_order_of_rules_does_not_matter(lines, seed):
    tables = {
        name: frame.sample(fraction=1, shuffle=True, seed=seed) if name in REGISTER else frame
        for name, frame in World.atlas().tables.items()
    }
    shuffled = screen(Register.of_tables(tables), lines)

    wanted = ["verdict", "missing", "next_change"]
    assert screen(register(), lines).select(wanted).equals(shuffled.select(wanted))


@SLOWLY
@given(mixtures(), mixtures())
def test_a_line_is_judged_alike_whatever_stands_beside_it(lines, others):
    together = pl.concat([lines, others])
    together = together.with_columns(line=pl.int_range(1, together.height + 1, dtype=pl.Int64))

    alone = screen(register(), lines).select(ANSWERS)

    assert screen(register(), together).select(ANSWERS)[: lines.height].equals(alone)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mixtures(most=12))
def test_the_rules_read_row_by_row_in_plain_python_say_the_same(lines):
    plain = PlainRegister.of(World.atlas())
    goods = goods_one_by_one(describe(*(lines[name].to_list() for name in GOODS)))
    facts = reduce(register(), lines).facts.to_dicts()

    said = [verdict(plain, line, good) for line, good in zip(facts, goods, strict=True)]

    assert screen(register(), lines)["verdict"].to_list() == said


@SLOWLY
@given(mixtures(most=4), st.sampled_from(["end_use", "end_user_listed", "share", "elements"]))
def test_filling_in_what_is_missing_never_leaves_what_was_said_to_be_possible(lines, column):
    """A verdict that was sure stays at least as strict, and never goes beyond what was possible."""
    emptied = lines.with_columns(pl.lit(None, dtype=lines.schema[column]).alias(column))
    sure, possible = bounds(register(), emptied)

    filled_sure, filled_possible = bounds(register(), lines)

    if column in ("end_use", "end_user_listed"):  # the others also tell what kind of good it is
        assert (filled_sure >= sure).all()
        assert (filled_possible <= possible).all() or _states_what_is_taken_as_not_given(lines)
    assert (filled_sure <= filled_possible).all()


def _states_what_is_taken_as_not_given(lines: pl.DataFrame) -> bool:
    """Rules marked `unstated: no` hold only for lines that state the condition."""
    return bool(
        lines.select(
            (pl.col("end_user_listed").is_not_null() & (pl.col("end_user_listed") != "no")).any()
            | (pl.col("end_use") == "military").any()
        ).item()
    )


@pytest.mark.parametrize("lines", [0, 1])
def test_a_register_without_measures_asks_for_no_licence(lines):
    from tests.controls.shipments import judged_lines

    tables = dict(World.atlas().tables)
    for name in REGISTER:
        tables[name] = tables[name].clear()
    empty = Register.of_tables(tables)

    judged = screen(empty, judged_lines().head(lines))

    assert judged["verdict"].to_list() == ["no_licence"] * lines


def test_a_firm_counts_as_listed_from_the_first_day_of_its_listing():
    text = "Dysprosium oxide 99.5 % for Mitsubishi Heavy Industries Aero Engines, Ltd."
    cells = {"origin": "CHN", "exporter": "DEU", "destination": "JPN", "end_use": "civil"}
    cells |= {"item_text": text, "end_user_listed": "no"}
    before = line(as_of="2025-10-20", **cells)
    after = line(as_of="2026-02-24", **cells)

    assert screen(register(), before)["verdict"].to_list() == ["licence_required"]
    assert screen(register(), after)["verdict"].to_list() == ["prohibited"]
