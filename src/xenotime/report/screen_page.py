"""A screened list as one page that works offline: filters, counts that follow them, every line with
its reason, its measures and where they stand.

Texts of a list are never trusted: they stand in the page as data that its script writes as text.
"""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

from xenotime.controls.status import Span
from xenotime.report.controls_words import disclaimer
from xenotime.report.offline import offline_page
from xenotime.report.screen_words import (
    COLOURS,
    MARKS,
    STATED,
    VERDICTS,
    headline,
    warnings,
)
from xenotime.report.style import ink_on
from xenotime.report.words import LOCALE, count, country_names, day
from xenotime.studies.screen import ScreenResult

SHOWN = (
    "line", "case_id", "as_of", "origin", "exporter", "destination", "made_in",
    "technology_origin", "end_use", "end_user_listed", "end_user", "item_text", "hs_code",
    "elements", "share", "error",
)  # fmt: skip
PLACES = ("origin", "exporter", "destination", "made_in", "technology_origin")
FINDING = ["verdict", "measures", "reason", "missing", "next_change"]


def screen_page(result: ScreenResult) -> str:
    """The page as HTML text; it needs nothing from outside."""
    return offline_page(
        "screen.html.jinja",
        styles=("brief.css", "ledger.css", "screen.css"),
        scripts=("ledger_figure.js", "screen.js"),
        filters={"count": count, "day": day},
        result=result,
        headline=headline(result),
        warnings=warnings(result),
        disclaimer=disclaimer(result.newest_source),
        left_out=result.total - result.lines.height,
        days=_days(result),
        verdicts=[
            {
                "id": verdict,
                "words": words,
                "mark": MARKS[verdict],
                "colour": COLOURS[verdict],
                "ink": ink_on(COLOURS[verdict]),
                "count": result.counts[verdict],
                "share": result.counts[verdict] / (result.total or 1),
            }
            for verdict, words in VERDICTS.items()
        ],
        data=page_data(result),
    ).html


def page_data(result: ScreenResult) -> dict[str, Any]:
    """What the page's script shows: lines by columns, what was found by distinct finding."""
    keyed = result.lines.with_columns(
        finding=pl.struct(FINDING).struct.json_encode().rank("dense") - 1
    )
    distinct = keyed.unique("finding", maintain_order=True).sort("finding")
    lines = {name: keyed[name].to_list() for name in SHOWN if keyed[name].count()}
    if "share" in lines:
        lines["share"] = (keyed["share"] * 100).round(8).to_list()
    lines["as_of"] = [_iso(value) for value in keyed["as_of"]]
    lines["finding"] = keyed["finding"].to_list()
    codes = {code for name in PLACES for code in keyed[name].drop_nulls().unique()}
    return {
        "locale": LOCALE.replace("_", "-"),
        "lines": lines,
        "findings": [
            {name: _plain(row[name]) for name in FINDING}
            for row in distinct.select(FINDING).iter_rows(named=True)
        ],
        "acts": {row["id"]: _act(row) for row in result.acts.iter_rows(named=True)},
        "places": {code: country_names().get(code, code) for code in sorted(codes)},
        "stated": STATED,
    }


def _days(result: ScreenResult) -> str:
    """`1 March 2026 to 20 August 2026`; one day stands alone."""
    first, last = result.first_day, result.last_day
    if first is None or last is None:
        return day(result.as_of)
    return day(last) if first == last else f"{day(first)} to {day(last)}"


def _act(row: dict[str, Any]) -> dict[str, Any]:
    """A measure as the page shows it; a link only to the web."""
    url = row["url"] or ""
    names = ("title", "number", "licence_policy", "exemptions", "locator")
    dates = {name: _worded(row[name]) for name in ("announced", "effective", "end", "published")}
    return {
        **{name: row[name] for name in names},
        **dates,
        "source": ", ".join(part for part in (row["publisher"], row["publication"]) if part),
        "url": url if url.startswith(("https://", "http://")) else None,
    }


def _worded(date: str | None) -> str | None:
    """A day in words; a month or a year as it is written."""
    span = Span.of(date)
    if span is None:
        return None
    return day(span.first) if span.first == span.last else date


def _plain(value: Any) -> Any:
    return _iso(value) if isinstance(value, datetime.date) else value


def _iso(value: datetime.date | None) -> str | None:
    return None if value is None else value.isoformat()
