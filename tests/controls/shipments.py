"""Lines for tests: those that were judged by hand, and mixtures of their parts."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

from xenotime.controls.lines import TYPES, open_lines

JUDGED = Path(__file__).parent / "lines.csv"
COLUMNS = tuple(name for name in TYPES if name not in ("line", "case_id", "error"))


@cache
def judged_lines() -> pl.DataFrame:
    """The lines judged by hand, as typed."""
    return pl.concat(list(open_lines(JUDGED).batches()))


@cache
def expected() -> pl.DataFrame:
    """What the analyst says of them: case_id, verdict, measures, missing, why."""
    wanted = ("case_id", "verdict", "measures", "missing", "why")
    return pl.read_csv(JUDGED, infer_schema=False).select(wanted)


def line(**cells: object) -> pl.DataFrame:
    """One typed line; what is not given is empty."""
    day = cells.pop("as_of", None)
    row = dict.fromkeys(TYPES) | {"line": 1, "as_of": day and datetime.date.fromisoformat(str(day))}
    return pl.DataFrame([row | cells], schema=TYPES)


@st.composite
def mixtures(draw: st.DrawFn, most: int = 8) -> pl.DataFrame:
    """Lines whose goods, way, day, use and user come from different judged lines, some cells left
    out."""
    known = judged_lines()
    number = st.integers(0, known.height - 1)
    rows = []
    for at in range(draw(st.integers(1, most))):
        goods, way, day, use = (known.row(draw(number), named=True) for _ in range(4))
        row = {"line": at + 1, "case_id": str(at), "error": None, "as_of": day["as_of"]}
        row |= {name: goods[name] for name in ("item_text", "hs_code", "elements", "share")}
        row |= {n: way[n] for n in ("origin", "exporter", "destination", "made_in")}
        row |= {n: use[n] for n in ("end_use", "end_user_listed", "end_user", "technology_origin")}
        for name in draw(st.sets(st.sampled_from(COLUMNS), max_size=2)) - {"as_of"}:
            row[name] = None
        rows.append(row)
    return pl.DataFrame(rows, schema=TYPES)
