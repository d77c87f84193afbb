"""A CSV file as blocks of whole rows, in flat memory, whatever its encoding and separator.

Blocks that are well-formed go through Polars; from the first block on that is not (a stray
quotation mark such as `3" disc`), the rest of the file goes line by line (`loose_rows`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl

from xenotime.controls.lines.beginning import (
    SAMPLE,
    SEPARATORS,
    header_row,
    separator_of,
    title_notes,
)
from xenotime.controls.lines.encodings import BLOCK, encoding_of
from xenotime.controls.lines.loose_rows import holds_rows, row_by_row
from xenotime.controls.lines.raw import column_cells
from xenotime.controls.lines.typed import ROW_FAULT
from xenotime.world.problems import XenotimeError

SEPARATOR_SIGNS = "".join(SEPARATORS)
TOO_MANY_CELLS = (
    "the row has more cells than there are headers: put text that holds the separator between "
    "quotation marks"
)
LONGEST_CELL = 2**20
"""Bytes of a row; beyond it a quotation mark was surely never closed."""


@dataclass(frozen=True)
class TextFile:
    """Where the rows of a CSV file begin and how they are to be read."""

    path: Path
    encoding: str
    valid: bool
    """Whether all bytes are of that encoding, so that UTF-8 needs no decoding."""
    old_line_ends: bool
    """Lines end in a carriage return alone."""
    separator: str
    skipped: int
    """Rows before the first shipment: titles and the headers."""
    headers: list[str]
    notes: list[str]

    def frames(self, columns: dict[str, list[int]]) -> Iterator[pl.DataFrame]:
        """Raw frames, in order; every row of the file below the headers is one of theirs.

        Args:
            columns: canonical name to the positions of its cells, joined by ` / ` if several.
        """
        width = len(self.headers)
        left = self.skipped
        for frame in _frames(self, width):
            if left:
                cut = min(left, frame.height)
                frame, left = frame.slice(cut), left - cut
            if frame.height:
                yield _named(frame, columns, width)


def open_text(path: Path, headers_wanted: Sequence[str] = ()) -> TextFile:
    """Look at a CSV file: its encoding, its separator, its headers.

    Args:
        path: the file.
        headers_wanted: headers that the user names; the row that has them is the header row.

    Raises:
        XenotimeError: the file is empty or no text.
    """
    encoding, notes_of_bytes = encoding_of(path)
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start, len(start) < SAMPLE)
    text = text.removeprefix("\ufeff")
    if text.count("\0") > len(text) // 100:
        raise XenotimeError(f"{path} is no text; give a CSV, Excel or Parquet file.")
    separator, rows, declared = separator_of(text)
    if not rows:
        raise XenotimeError(f"{path} is empty; its first row names the columns.")
    at = header_row(rows, headers_wanted)
    notes = notes_of_bytes + title_notes(rows[declared:at])
    headers = rows[at]
    while len(headers) > 1 and not headers[-1].strip():
        headers = headers[:-1]
    old_line_ends = "\n" not in text and "\r" in text
    return TextFile(
        path, encoding, not notes_of_bytes, old_line_ends, separator, at + 1, headers, notes
    )


def _utf8_blocks(file: TextFile) -> Iterator[bytes]:
    """The bytes of the file as UTF-8, without a byte order mark, lines ending in a line feed."""
    decoder = codecs.getincrementaldecoder(file.encoding)("replace")
    with file.path.open("rb") as source:
        first = True
        while block := source.read(BLOCK):
            if file.encoding != "utf-8" or not file.valid:
                block = decoder.decode(block).encode("utf-8", "replace")
            if first:
                block, first = block.removeprefix(codecs.BOM_UTF8), False
            yield block.replace(b"\r", b"\n") if file.old_line_ends else block
        yield decoder.decode(b"", True).encode("utf-8", "replace") + b"\n"


def _frames(file: TextFile, width: int) -> Iterator[pl.DataFrame]:
    """Frames of `width` + 1 text columns `0`, `1`, ...; the last holds what is beyond."""
    mark = file.separator.encode()
    blocks = _utf8_blocks(file)
    rest = b""
    for block in blocks:
        rest += block
        end = _end_of_rows(rest)
        whole, rest = rest[:end], rest[end:]
        frame = _well_formed(whole, mark, width) if len(rest) <= LONGEST_CELL else None
        if frame is None:
            yield from row_by_row(chain([whole + rest], blocks), file.separator, width)
            return
        yield frame
    if rest:
        yield from row_by_row(iter([rest]), file.separator, width)


def _end_of_rows(block: bytes) -> int:
    """Where the last whole row ends: behind a line feed that stands outside quotation marks."""
    if b'"' not in block:
        return block.rfind(b"\n") + 1
    signs = np.frombuffer(block, dtype=np.uint8)
    feeds = np.flatnonzero(signs == ord("\n"))
    outside = np.searchsorted(np.flatnonzero(signs == ord('"')), feeds) % 2 == 0
    return int(feeds[outside][-1]) + 1 if outside.any() else 0


def _well_formed(block: bytes, mark: bytes, width: int) -> pl.DataFrame | None:
    """The rows of a block; None when a quotation mark stands where none may."""
    if b'"' in block and b'"' in _quoted(mark).sub(b"", b"\n" + block):
        return None
    names = mark.join(str(at).encode() for at in range(width + 1))
    try:
        frame = pl.read_csv(
            b"".join((names, b"\n", block)),
            separator=mark.decode(),
            infer_schema=False,
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height < block.count(b"\n"):
        breaks = pl.all().filter(pl.all().str.contains("\n", literal=True)).implode()
        cells = [cell for column in frame.select(breaks).row(0) for cell in column]
        if holds_rows(cells, mark.decode(), width):
            return None
    return frame


@cache
def _quoted(mark: bytes) -> re.Pattern[bytes]:
    """A cell in quotation marks, well-formed, between separators."""
    sign = re.escape(mark)
    return re.compile(rb"(?<=[" + sign + rb'\n])"[^"]*(?:""[^"]*)*"(?=[' + sign + rb"\r\n]|$)")


def _named(frame: pl.DataFrame, columns: dict[str, list[int]], width: int) -> pl.DataFrame:
    """The canonical columns of a frame; a row with cells beyond the headers is a fault.

    Its cells may stand under the wrong headers, so that none but the case's own name is kept.
    """
    beyond = pl.col(str(width)).str.strip_chars(" \t\r\n" + SEPARATOR_SIGNS).fill_null("") != ""
    cells = [
        pl.when(~beyond | pl.lit(column == "case_id")).then(text).alias(column)
        for column, text in column_cells(columns).items()
    ]
    fault = pl.when(beyond).then(pl.lit(TOO_MANY_CELLS)).alias(ROW_FAULT)
    return frame.select(*cells, fault)
