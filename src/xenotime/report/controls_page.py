"""The register of controls as a page that works offline: acts over time, and what changes."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import Any

import polars as pl

from xenotime.controls.status import Day, Status
from xenotime.report.controls_figure import Group, controls_figures, legend
from xenotime.report.controls_words import (
    because,
    covers,
    dated,
    disclaimer,
    government,
    open_points,
    partial,
)
from xenotime.report.offline import OfflinePage, offline_page
from xenotime.report.words import count, day, listed
from xenotime.studies.standing import STATUSES, Standing

YEARS_BACK = 3
"""The figures begin with the January so many years before the day to look from."""
AHEAD = datetime.timedelta(days=365)


def period(today: Day, first: Day | None = None, last: Day | None = None) -> tuple[Day, Day]:
    """The days that the figures show, where none are asked for."""
    return first or Day(today.year - YEARS_BACK, 1, 1), last or today + AHEAD


def controls_page(standing: Standing, acts: pl.DataFrame, first: Day, last: Day) -> OfflinePage:
    """Acts over time.

    Args:
        standing: the register on the day to look from.
        acts: rows of `Standing.acts`, at least one.
        first, last: the days that the page shows.
    """
    groups = controls_figures(standing, acts, first, last)
    changes = standing.register.changes(first, last, acts["measure"])
    return offline_page(
        "controls.html.jinja",
        styles=("brief.css", "ledger.css", "controls.css"),
        scripts=("ledger_figure.js", "controls.js"),
        filters={
            "because": because,
            "covers": covers,
            "dated": dated,
            "day": day,
            "partial": partial,
        },
        plotted=True,
        headlines=headlines(standing, acts, last),
        message=message(acts, standing.day),
        groups=groups,
        legend=legend(),
        figures=[_drawn(group) for group in groups],
        acts=acts.sort("government", maintain_order=True).to_dicts(),
        names={g: government(g, standing.world) for g in acts["government"].unique()},
        past=changes.filter(pl.col("date") <= standing.day).reverse().to_dicts(),
        coming=changes.filter(pl.col("date") > standing.day).to_dicts(),
        today=standing.day,
        first=first,
        last=last,
        disclaimer=disclaimer(standing.register.newest_source),
    )


def _drawn(group: Group) -> dict[str, Any]:
    figure: dict[str, Any] = json.loads(group.figure.to_json())
    return {"id": group.id, "rows": group.acts} | figure


def message(acts: pl.DataFrame, today: Day) -> str:
    """The one thing that the figures say."""
    of = Counter(acts["status"].to_list())
    open_ones = of[Status.UNVERIFIED.word]
    said = f"{of[Status.IN_FORCE.word]} of {count(acts.height, 'act')} are in force on {day(today)}"
    if not open_ones:
        return said
    verb = "is" if open_ones == 1 else "are"
    return f"{said}; whether {open_ones} more {verb} is not known"


def headlines(standing: Standing, acts: pl.DataFrame, last: Day) -> list[str]:
    """What matters: how the acts stand, what is open, what comes next, how far we know."""
    today, newest = standing.day, standing.register.newest_source
    of = Counter(status.replace(" ", "_") for status in acts["status"])
    states = [f"{of[word]} {word.replace('_', ' ')}" for word in STATUSES if of[word]]
    governments = count(acts["government"].n_unique(), "government")
    lines = [f"{count(acts.height, 'act')} of {governments}: {listed(states)}."]
    lines += open_points(acts)
    tomorrow = today + datetime.timedelta(days=1)
    coming = standing.register.changes(tomorrow, last, acts["measure"])
    if coming.height:
        date = coming["date"][0]
        at = coming.filter(pl.col("date") == date)
        act = at.row(0, named=True)
        others = f" and {count(at.height - 1, 'other')}" if at.height > 1 else ""
        lines.append(
            f"Next, on {day(date)}: {act['measure']}{others}, from {act['before']} to "
            f"{act['after']} ({dated(act['cause'])})."
        )
    else:
        lines.append(f"No date that the register knows changes anything until {day(last)}.")
    if newest is not None:
        lines.append(
            f"The newest source that the register cites is of {day(newest)}: what was decided "
            "later is not in these figures."
        )
    return lines
