"""What is said of the acts that a screened list turns on: sources, status, what is not known."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from xenotime.controls.register import Register
from xenotime.controls.status import Day, Life, Status
from xenotime.world.world import World


def lapsed(register: Register, day: Day) -> pl.DataFrame:
    """Suspensions that ran out before a day without a source that tells what followed.

    Returns:
        measure, title, until (last day of the suspension), the latest first.
    """
    titles = dict(register.measures.select("id", "title").iter_rows())
    lives: list[tuple[str, Life]] = list(register.lives.items())
    lives += [(rule.measure, rule.lives[0]) for rule in register.rules]
    found: dict[str, Day] = {}
    for measure, life in lives:
        if life.status(day) is not Status.UNVERIFIED:
            continue
        pause = max(
            (p for p in life.pauses if p.start.first <= day),
            key=lambda p: p.start.first,
            default=None,
        )
        if pause and pause.until and pause.until.last < day and not pause.doubtful:
            found[measure] = pause.until.last
    rows = [(measure, titles[measure], until) for measure, until in found.items()]
    schema = {"measure": pl.String, "title": pl.String, "until": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        ["until", "measure"], descending=[True, False]
    )


def acts_of(world: World, register: Register, ids: Iterable[str], day: Day) -> pl.DataFrame:
    """Measures with their dates, their status on a day and their source.

    Returns:
        id, government, kind, number, title, announced, effective, end, licence_policy, exemptions,
        status, cause, locator, publisher, publication, published, url; sorted by id.
    """
    status = register.status_on(day).select("status", "cause", id="measure")
    sources = world.table("sources").select(
        "publisher", "url", source="id", publication="title", published="date"
    )
    return (
        register.measures.filter(pl.col("id").is_in(sorted(ids)))
        .join(status, on="id", how="left")
        .join(sources, on="source", how="left")
        .select(
            *("id", "government", "kind", "number", "title", "announced", "effective", "end"),
            *("licence_policy", "exemptions", "status", "cause", "locator"),
            *("publisher", "publication", "published", "url"),
        )
        .sort("id")
    )
