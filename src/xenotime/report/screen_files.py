"""Write every line of a screened list to files, as the lines come: CSV, Parquet, JSON lines, Excel
and the page. All files appear at the end, whole, or none does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl

from xenotime.report.screen_page import screen_page
from xenotime.report.screen_words import lines_in_words
from xenotime.report.screen_workbook import Workbook
from xenotime.studies.screen import ScreenResult, Writer, json_of
from xenotime.world.problems import XenotimeError


class CsvLines:
    """A table for spreadsheets: one row a line, measures in words."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        self._file = path.open("wb")
        self._header = True

    def add(self, lines: pl.DataFrame) -> None:
        """Append a batch."""
        _harmless(lines_in_words(lines)).write_csv(self._file, include_header=self._header)
        self._header = False

    def finish(self, result: ScreenResult) -> None:
        """Close it; a list without lines still has its header."""
        if self._header:
            self.add(result.lines)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class JsonLines:
    """One JSON object a line, as `--json` prints them."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def add(self, lines: pl.DataFrame) -> None:
        """Append a batch."""
        self._file.writelines(f"{text}\n" for text in json_of(lines))

    def finish(self, result: ScreenResult) -> None:
        """Nothing is left to write."""

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class ParquetLines:
    """The typed columns with what was found, measures as lists, for programs."""

    def __init__(self, path: Path) -> None:
        """Begin: batches go to files of their own, joined at the end."""
        self._path = path
        self._parts: list[Path] = []

    def add(self, lines: pl.DataFrame) -> None:
        """Write a batch."""
        part = self._path.with_name(f"{self._path.stem}-{len(self._parts):06}.part")
        lines.write_parquet(part)
        self._parts.append(part)

    def finish(self, result: ScreenResult) -> None:
        """Join the batches."""
        if self._parts:
            pl.scan_parquet(self._parts).sink_parquet(self._path)
        else:
            result.lines.write_parquet(self._path)

    def close(self) -> None:
        """Nothing is open."""


class PageFile:
    """The page; it needs the end only."""

    def __init__(self, path: Path) -> None:
        """Where it goes."""
        self._path = path

    def add(self, lines: pl.DataFrame) -> None:
        """The result keeps the lines that the page shows."""

    def finish(self, result: ScreenResult) -> None:
        """Write the page."""
        self._path.write_text(screen_page(result), encoding="utf-8")

    def close(self) -> None:
        """Nothing is open."""


WRITERS: dict[str, Callable[[Path], CsvLines | JsonLines | ParquetLines | PageFile | Workbook]] = {
    ".html": PageFile,
    ".xlsx": Workbook,
    ".csv": CsvLines,
    ".parquet": ParquetLines,
    ".jsonl": JsonLines,
}


def writable_lines(paths: Sequence[Path], source: Path) -> None:
    """Make sure that the outputs can be written, before the work and not after it.

    Raises:
        XenotimeError: for an unknown suffix, a folder that is not there, a file that is asked for
            twice, or the list itself.
    """
    for path in paths:
        if path.suffix.lower() not in WRITERS:
            known = ", ".join(WRITERS)
            raise XenotimeError(f"{path} cannot be written: end its name in one of {known}")
        if path.is_dir():
            raise XenotimeError(f"{path} is a folder; name the file to write")
        if not path.absolute().parent.is_dir():
            raise XenotimeError(f"{path} cannot be written: there is no folder {path.parent}")
        if not os.access(path.absolute().parent, os.W_OK):
            raise XenotimeError(f"{path} cannot be written: {path.parent} is closed to you")
        if path.resolve() == source.resolve():
            raise XenotimeError(f"{path} is the list itself; name another file to write")
    if len({path.resolve() for path in paths}) < len(paths):
        raise XenotimeError("one file is named twice with --output")


@contextmanager
def saving(paths: Sequence[Path]) -> Iterator[list[Writer]]:
    """Writers for some paths; the files appear when all is done, and older ones stay until then."""
    with ExitStack() as stack:
        moves, writers = [], []
        for path in paths:
            folder = tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".saving-")
            scratch = Path(stack.enter_context(folder)) / path.name
            writer = WRITERS[path.suffix.lower()](scratch)
            stack.callback(writer.close)
            writers.append(writer)
            moves.append((scratch, path))
        yield list[Writer](writers)
        for writer in writers:
            writer.close()
        for scratch, path in moves:
            scratch.replace(path)


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    strings = pl.col(pl.String)
    runs = strings.str.contains(r"^\s*[=+\-@\t\r\n]")
    return frame.with_columns(pl.when(runs).then(strings.str.replace("^", "'")).otherwise(strings))
