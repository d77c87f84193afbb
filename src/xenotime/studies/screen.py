"""Screening a shipment list: a verdict for every line, batch by batch, so that memory stays flat.

In: a register and a file of lines. Out: counts over all lines and the lines that matter most. What
wants every line (a table, a workbook) takes each batch as it is judged, and is told the end.
"""

from __future__ import annotations

import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from xenotime.controls.lines import LinesFile, open_lines
from xenotime.controls.register import Register
from xenotime.controls.screening import screen as judge
from xenotime.controls.status import Day
from xenotime.studies.screen_tally import ORDER, Tally
from xenotime.studies.screened_acts import acts_of, lapsed
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

BATCH = 100_000
"""Lines judged at a time."""


class Writer(Protocol):
    """Takes every line on the way."""

    def add(self, lines: pl.DataFrame) -> None:
        """A batch of lines with their verdicts."""

    def finish(self, result: ScreenResult) -> None:
        """After the last line."""


@dataclass(frozen=True)
class ScreenResult:
    """What was found about a list of shipments."""

    as_of: Day
    """The day of lines that name none."""
    newest_source: Day | None
    """`Register.newest_source`."""
    matched: list[dict[str, str]]
    """column, header, how: what the list's headers were taken for."""
    ignored: list[str]
    notes: list[str]
    """What was skipped or taken for granted in the list."""
    counts: dict[str, int]
    """Lines by verdict, over all lines, in the order of `ORDER`."""
    malformed: int
    """Lines that could not be read; they count as unknown_outcome."""
    first_day: Day | None
    last_day: Day | None
    later: int
    """Lines of days after the newest source."""
    lapsed: pl.DataFrame
    """Suspensions that had run out on `last_day` without a source that tells what followed:
    measure, title, until."""
    lines: pl.DataFrame
    """At most `MOST` lines with their verdicts: the strictest and the unknown first."""
    acts: pl.DataFrame
    """The measures that lines name, as `acts_of` gives them, on `last_day`."""

    @property
    def total(self) -> int:
        """Lines in the list."""
        return sum(self.counts.values())

    def head(self) -> dict[str, Any]:
        """All but the lines, as plain values."""
        return {
            "as_of": self.as_of.isoformat(),
            "register": {
                "newest_source": self.newest_source and self.newest_source.isoformat(),
                "lines_after_newest_source": self.later,
                "lapsed_suspensions": [
                    entry | {"until": entry["until"].isoformat()}
                    for entry in self.lapsed.iter_rows(named=True)
                ],
            },
            "matched": self.matched,
            "ignored": self.ignored,
            "notes": self.notes,
            "counts": self.counts,
            "malformed": self.malformed,
        }

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values, with the lines that it keeps."""
        return self.head() | {"lines": [json.loads(text) for text in json_of(self.lines)]}


def json_of(lines: pl.DataFrame) -> pl.Series:
    """Each line as a JSON object: line, case_id if given, verdict, measures, reason, missing,
    next_change, error if it could not be read."""
    if not lines.height:
        return pl.Series(dtype=pl.String)
    parts = [
        _members("line"),
        pl.when(pl.col("case_id").is_not_null()).then(_members("case_id")),
        _members("verdict", "measures", "reason", "missing", "next_change"),
        pl.when(pl.col("error").is_not_null()).then(_members("error")),
    ]
    inner = pl.concat_str(*parts, separator=",", ignore_nulls=True)
    return lines.select(json=pl.concat_str(pl.lit("{"), inner, pl.lit("}"))).to_series()


def _members(*names: str) -> pl.Expr:
    """Columns as the inside of a JSON object."""
    return pl.struct(*names).struct.json_encode().str.head(-1).str.slice(1)


def screen(
    path: str | Path,
    as_of: Day | str | None = None,
    world: World | None = None,
    columns: Mapping[str, str] | None = None,
) -> ScreenResult:
    """Judge every line of a shipment list.

    Args:
        path: CSV, Excel or Parquet.
        as_of: the day of lines that name none; default: today.
        world: whose register of measures; default: the atlas.
        columns: canonical name to header, where the matching should not decide.

    Raises:
        XenotimeError: when the list cannot be read, or the world has no measures.
    """
    try:
        day = Day.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    except ValueError:
        raise XenotimeError(f"as_of {as_of!r} is not a date; write YYYY-MM-DD") from None
    here = World.atlas() if world is None else world
    lines = open_lines(Path(path), day or Day.today(), columns)
    return screen_lines(here, register_of(here), lines)


def register_of(world: World) -> Register:
    """The register of a world; without a rule, every shipment would look free.

    Raises:
        XenotimeError: when the world has no measures.
    """
    register = Register.of(world)
    if not register.rules:
        raise XenotimeError("the world has no measures, so that nothing can be screened against it")
    return register


def screen_lines(
    world: World,
    register: Register,
    lines: LinesFile,
    writers: Sequence[Writer] = (),
    progress: Callable[[str], None] = lambda step: None,
    workers: int = 1,
) -> ScreenResult:
    """Judge every line of a list.

    Args:
        world: whose register it is, for the sources of its acts.
        register: what holds when.
        lines: the list.
        writers: take each batch as it is judged; `finish` is called on each at the end.
        progress: told how many lines are done.
        workers: processes that judge batches side by side; a list of one batch needs none.
    """
    tally = Tally(register.newest_source)
    for judged in _judged(register, lines.batches(BATCH), workers):
        tally.add(judged)
        for writer in writers:
            writer.add(judged)
        progress(f"Screened {tally.total:,} lines")
    as_of = lines.as_of or Day.today()
    last = tally.last_day or as_of
    result = ScreenResult(
        as_of=as_of,
        newest_source=register.newest_source,
        matched=[{"column": m.column, "header": m.header, "how": m.how} for m in lines.matched],
        ignored=list(lines.ignored),
        notes=list(lines.notes),
        counts={verdict: tally.counts[verdict] for verdict in ORDER},
        malformed=tally.malformed,
        first_day=tally.first_day,
        last_day=tally.last_day,
        later=tally.later,
        lapsed=lapsed(register, last),
        lines=tally.kept(),
        acts=acts_of(world, register, tally.measures, last),
    )
    for writer in writers:
        writer.finish(result)
    return result


def _judged(
    register: Register, batches: Iterable[pl.DataFrame], workers: int
) -> Iterator[pl.DataFrame]:
    """The batches with their verdicts, in their order; few of them are in memory at a time."""
    coming = iter(batches)
    first = list(islice(coming, 2))
    if len(first) < 2 or workers < 2:
        yield from (judge(register, batch) for batch in chain(first, coming))
        return
    # A forked process could inherit a lock that one of Polars' threads holds.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _keep, (register,)) as pool:
        waiting: deque[Future[pl.DataFrame]] = deque()
        try:
            for batch in chain(first, coming):
                waiting.append(pool.submit(_screen_kept, batch))
                if len(waiting) > workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:  # an interruption, too, need not wait for the batches under way
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_kept: list[Register] = []
"""The register of a worker process."""


def _keep(register: Register) -> None:
    _kept[:] = [register]


def _screen_kept(batch: pl.DataFrame) -> pl.DataFrame:
    return judge(_kept[0], batch)
