"""What the reports on shipments say in words: verdicts, what to look out for."""

from __future__ import annotations

import polars as pl

from xenotime.report.controls_words import known_until
from xenotime.report.style import ALARM
from xenotime.report.words import count, day, listed
from xenotime.studies.screen import ScreenResult

VERDICTS = {
    "prohibited": "prohibited",
    "presumption_of_denial": "presumption of denial",
    "licence_required": "licence required",
    "unknown_outcome": "unknown",
    "suspended_now": "suspended now",
    "no_licence": "no licence",
}
"""Verdicts as they are printed, in the order in which somebody should look at them."""
COLOURS = {
    "prohibited": "#7d1f16",
    "presumption_of_denial": ALARM,
    "licence_required": "#e0a526",
    "unknown_outcome": "#8d6bb0",
    "suspended_now": "#a9cbe6",
    "no_licence": "#d5e5dc",
}
"""Dark to light as they matter less, so that they differ in grey too."""
MARKS = {
    "prohibited": "✕",
    "presumption_of_denial": "▲",
    "licence_required": "●",
    "unknown_outcome": "?",
    "suspended_now": "‖",
    "no_licence": "○",
}
"""A sign beside each colour, for those who do not see it."""
STATED = {
    "origin_iso3": "origin",
    "exporter_iso3": "exporter",
    "destination_iso3": "destination",
    "made_in_iso3": "made in",
    "technology_origin_iso3": "technology from",
    "end_use": "end use",
    "end_user_listed": "end user listed",
    "end_user": "end user",
    "item_text": "item",
    "hs_code": "customs code",
    "elements": "elements",
    "controlled_value_share_pct": "controlled share of value, %",
    "source": "a source that tells what followed",
}
"""What the columns of a list are called on paper."""


def warnings(result: ScreenResult) -> list[str]:
    """What could mislead about all lines, the gravest first."""
    found = []
    if result.later and result.last_day:
        found.append(
            f"{count(result.later, 'line')} of {result.total:,} "
            f"{'is' if result.later == 1 else 'are'} dated after the register's newest source "
            f"({known_until(result.newest_source)}), the last on {day(result.last_day)}: acts "
            "published since then are not known here."
        )
    if result.lapsed.height:
        ended = [
            f"on {day(until)} {listed(measures)}"
            for until, measures in result.lapsed.group_by("until", maintain_order=True)
            .agg("measure")
            .iter_rows()
        ]
        found.append(
            f"Suspensions ran out, and no source read tells what followed: {'; '.join(ended)}. "
            "Lines that turn on that are unknown."
        )
    if result.malformed:
        found.append(
            f"{count(result.malformed, 'line')} could not be read and "
            f"{'stands' if result.malformed == 1 else 'stand'} as unknown, with the reason."
        )
    return found


def headline(result: ScreenResult) -> str:
    """How many lines need something, in one sentence."""
    if not result.total:
        return "The list holds no line."
    free = result.counts["no_licence"]
    unknown = result.counts["unknown_outcome"]
    caught = result.total - free - unknown - result.counts["suspended_now"]
    said = (
        f"Of {count(result.total, 'line')}, {count(caught, 'line')} "
        f"{'needs a licence or is' if caught == 1 else 'need a licence or are'} refused"
        if caught
        else f"None of {count(result.total, 'line')} is known to need a licence"
    )
    return f"{said}; {unknown or 'none'} cannot be decided from what is known."


def lines_in_words(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines as a flat table under the canonical names, what matters first.

    Args:
        lines: the typed columns with what screening found.
    """
    return lines.select(
        "line",
        "case_id",
        "item_text",
        as_of_date="as_of",
        exporter_iso3="exporter",
        destination_iso3="destination",
        verdict="verdict",
        reason="reason",
        measures=_measures(),
        missing=pl.col("missing").list.join(" "),
        next_change="next_change",
        error="error",
        origin_iso3="origin",
        made_in_iso3="made_in",
        technology_origin_iso3="technology_origin",
        end_use="end_use",
        end_user_listed="end_user_listed",
        end_user="end_user",
        hs_code="hs_code",
        elements="elements",
        controlled_value_share_pct=(pl.col("share") * 100).round(8),
    )


def _measures() -> pl.Expr:
    """`CN-2025-18 (1C902.a); CN-2025-61 (suspended, maybe)`."""
    part = pl.element().struct
    status, match = part.field("status"), part.field("match")
    inside = pl.concat_str(
        part.field("clause"),
        pl.when(status != "in force").then(status),
        pl.when(match == "maybe").then(match),
        separator=", ",
        ignore_nulls=True,
    )
    words = pl.concat_str(
        part.field("id"),
        pl.when(inside != "").then(pl.format(" ({})", inside)),
        ignore_nulls=True,
    )
    return pl.col("measures").list.eval(words).list.join("; ")
