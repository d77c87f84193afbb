"""Shipments that an analyst judged from the acts, without having seen the software.

`lines.csv` holds them with the verdict, the measures that decide, what is missing, and why.
"""

from __future__ import annotations

import datetime
from functools import cache

import polars as pl
import pytest

from tests.controls.shipments import JUDGED, expected, judged_lines
from xenotime.controls.lines import open_lines
from xenotime.controls.register import Register
from xenotime.controls.screening import screen
from xenotime.world.world import World

CASES = expected().to_dicts()


@cache
def answers() -> dict[str, dict[str, object]]:
    judged = screen(Register.of(World.atlas()), judged_lines())
    return {row["case_id"]: row for row in judged.to_dicts()}


def test_there_are_lines_on_every_verdict():
    counts = dict(expected()["verdict"].value_counts().iter_rows())

    assert len(counts) == 6
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 400


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_the_verdict_is_the_analysts(case):
    found = answers()[case["case_id"]]

    assert found["error"] is None
    assert found["verdict"] == case["verdict"], (case["why"], found["reason"])
    named = {measure["id"] for measure in found["measures"]}
    if case["verdict"] != "no_licence":
        assert set((case["measures"] or "").split()) <= named
    else:
        assert not named
    assert bool(found["missing"]) == (case["verdict"] == "unknown_outcome")
    if case["missing"]:
        assert set(case["missing"].split()) <= set(found["missing"])


def test_the_next_change_is_the_first_day_with_another_verdict():
    lines = judged_lines()
    register = Register.of(World.atlas())
    judged = screen(register, lines)
    dated = judged.filter(pl.col("next_change").is_not_null())
    later = lines.select(pl.exclude("as_of")).join(
        dated.select("line", before="verdict", as_of="next_change"), on="line"
    )

    on_the_day = screen(register, later.select(lines.columns))
    eve = later.with_columns(pl.col("as_of") - datetime.timedelta(days=1))
    the_day_before = screen(register, eve.select(lines.columns))

    assert dated.height > 50
    assert (on_the_day["verdict"] != later["before"]).all()
    assert (the_day_before["verdict"] == later["before"]).all()


def test_lines_that_nobody_corrected_the_software_on_come_out_as_the_analyst_says():
    path = JUDGED.with_name("held_out.csv")
    judged = screen(Register.of(World.atlas()), pl.concat(list(open_lines(path).batches())))
    wanted = pl.read_csv(path, infer_schema=False).select("case_id", wanted="verdict")

    both = judged.join(wanted, on="case_id")

    assert both.height == 75
    assert (both["verdict"] == both["wanted"]).mean() >= 0.9
    free = both.filter(pl.col("verdict") == "no_licence")["wanted"]
    assert set(free) <= {"no_licence", "suspended_now", "unknown_outcome"}
