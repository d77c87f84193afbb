"""Open a shipment list and read it in batches of typed lines."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from xenotime.controls.lines.headers import SHARE, Matched, Matching, match_headers
from xenotime.controls.lines.raw import joined, resized
from xenotime.controls.lines.sheets import SUFFIXES, as_shown, open_sheet, split_sheet
from xenotime.controls.lines.text_file import open_text
from xenotime.controls.lines.typed import typed
from xenotime.world.problems import XenotimeError

BATCH = 200_000
"""Lines at a time: enough to be quick, few enough to be small."""
PARQUET_ROWS = 200_000

Frames = Callable[[], Iterator[pl.DataFrame]]


@dataclass(frozen=True)
class LinesFile:
    """A shipment list whose headers have been matched.

    Lines are numbered from 1, the first row below the headers; a blank row gives no line, but is
    counted, so that the numbers are those of the file.
    """

    path: Path
    sheet: str | None
    matched: list[Matched]
    """Headers taken, in the order of the canonical columns."""
    ignored: list[str]
    """Headers that stand for nothing here."""
    notes: list[str]
    """What was skipped or taken for granted, a sentence without its point each."""
    rows: int | None
    """Rows below the headers, blank ones among them; None when only reading would tell."""
    as_of: datetime.date | None
    """The day of lines that name none."""
    _frames: Frames = field(repr=False)

    def batches(self, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """Typed lines (the columns of `TYPES`), at most `size` at a time, in the file's order.

        Raises:
            XenotimeError: the file changed or breaks off while it is read.
        """
        if size < 1:
            raise XenotimeError(f"a batch of {size} lines cannot be; give 1 or more.")
        first = 1
        for raw in resized(self._frames(), size):
            lines = typed(raw, self.as_of, first)
            first += raw.height
            if lines.height:
                yield lines


def open_lines(
    path: str | Path,
    as_of: datetime.date | None = None,
    columns: Mapping[str, str] | None = None,
) -> LinesFile:
    """Open a shipment list: CSV, Excel (`file.xlsx:Sheet` for another than the first), Parquet.

    Args:
        path: the file.
        as_of: the day of lines that name none.
        columns: canonical name to header, where the headers are not to be matched; an empty header
            says that the file has no such column.

    Raises:
        XenotimeError: the file is not there or cannot be read, or its headers are not clear.
    """
    chosen = dict(columns or {})
    file, sheet = split_sheet(str(path))
    if not file.is_file():
        raise XenotimeError(f"there is no file {file}.")
    try:
        kind = _kind(file)
        if kind == "parquet":
            return _open_parquet(file, as_of, chosen)
        if kind == "sheet":
            return _open_sheet(file, sheet, as_of, chosen)
        return _open_text(file, as_of, chosen)
    except OSError as error:
        raise XenotimeError(f"{file} cannot be read: {error.strerror or error}.") from None


def _kind(file: Path) -> str:
    """What a file is by its first bytes, whatever its name."""
    with file.open("rb") as source:
        start = source.read(8)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or (
        file.suffix.lower() in SUFFIXES and b"\0" in start
    ):
        return "sheet"
    if not start:
        raise XenotimeError(f"{file} is empty; its first row names the columns.")
    return "text"


def _open_text(file: Path, as_of: datetime.date | None, chosen: dict[str, str]) -> LinesFile:
    text = open_text(file, tuple(chosen.values()))
    found = match_headers(str(file), text.headers, chosen)
    places = _places(found)
    return LinesFile(
        file,
        None,
        found.matched,
        found.ignored,
        text.notes + found.notes,
        None,
        as_of,
        lambda: text.frames(places),
    )


def _open_sheet(
    file: Path, name: str | None, as_of: datetime.date | None, chosen: dict[str, str]
) -> LinesFile:
    sheet = open_sheet(file, name, tuple(chosen.values()))
    found = match_headers(str(file), sheet.headers, chosen)
    places = _places(found)
    if SHARE in places:
        sheet = as_shown(file, sheet, places[SHARE])
    return LinesFile(
        file,
        sheet.name,
        found.matched,
        found.ignored,
        sheet.notes + found.notes,
        sheet.rows.height,
        as_of,
        lambda: iter([joined(sheet.rows, places)]),
    )


def _open_parquet(file: Path, as_of: datetime.date | None, chosen: dict[str, str]) -> LinesFile:
    try:
        scan = pl.scan_parquet(file)
        schema = scan.collect_schema()
        rows = int(scan.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0].rstrip(".")
        raise XenotimeError(f"{file} cannot be read as Parquet ({first}).") from None
    headers = schema.names()
    found = match_headers(str(file), headers, chosen)
    for match in found.matched:
        if schema[match.header].is_nested() or schema[match.header] == pl.Binary:
            raise XenotimeError(
                f"{file}: the column {match.header!r} holds {schema[match.header]}, not text, "
                "numbers or days."
            )
    places = _places(found)
    wanted = sorted({at for several in places.values() for at in several})

    def frames() -> Iterator[pl.DataFrame]:
        texts = [_as_text(headers[at], schema[headers[at]]).alias(str(at)) for at in wanted]
        # Slices, since the streaming engine reads on while a batch is looked at: memory grew.
        for start in range(0, rows, PARQUET_ROWS):
            lazy = pl.scan_parquet(file).slice(start, PARQUET_ROWS).select(texts)
            yield joined(lazy.collect(), places)

    return LinesFile(file, None, found.matched, found.ignored, found.notes, rows, as_of, frames)


def _as_text(header: str, kind: pl.DataType) -> pl.Expr:
    """A column as a person would write it."""
    if kind.is_(pl.Date) or isinstance(kind, pl.Datetime):
        return pl.col(header).dt.strftime("%Y-%m-%d")
    return pl.col(header).cast(pl.String)


def _places(found: Matching) -> dict[str, list[int]]:
    """Canonical name to the positions of its headers."""
    places: dict[str, list[int]] = {}
    for match, position in zip(found.matched, found.positions, strict=True):
        places.setdefault(match.column, []).append(position)
    return places
