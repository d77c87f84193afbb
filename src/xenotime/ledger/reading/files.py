"""The door of the room: which files there are, and of what kind each is."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from xenotime.ledger.article import Article
from xenotime.ledger.reading.assembly import assemble
from xenotime.ledger.reading.encoding import decode, seen
from xenotime.ledger.reading.limits import MAX_BYTES, MAX_PAGE_BYTES, MAX_PDF_BYTES
from xenotime.world.problems import XenotimeError

PAGES = (".html", ".htm", ".xhtml")
RECORDS = (".jsonl", ".ndjson")
TEXT = (".txt", ".md", ".markdown", ".text")
_PAGE_START = re.compile(
    rb"\s*(?:<!doctype html|<html|<head|<body|<\?xml[^>]*>\s*<!doctype html)", re.I
)
_LINE_ENDS = re.compile("[\t\n\x0c\r\x85\u2028\u2029]")
_RECORD_START = re.compile(rb'\s*\{\s*"')


def read(path: Path) -> Iterator[Article]:
    """The articles of a file, or of all files below a folder in the order of their names.

    Hidden files are passed over. One article at a time is in memory.

    Raises:
        XenotimeError: at the first file that cannot be read; `read_all` goes on instead.
    """
    for found in _found(Path(path)):
        if isinstance(found, XenotimeError):
            raise found
        if isinstance(found, Article):
            yield found


def read_all(
    paths: Iterable[Path], on_error: Callable[[Path, XenotimeError], None]
) -> Iterator[Article]:
    """The articles of all the files and folders; what cannot be read is told, and the rest goes on.

    Args:
        paths: files and folders.
        on_error: called with the file and the sentence on what is wrong with it.
    """
    for path in paths:
        current = Path(path)
        for found in _found(Path(path)):
            if isinstance(found, XenotimeError):
                on_error(current, found)
            elif isinstance(found, Article):
                yield found
            else:
                current = found


def article_of_text(name: str, text: str) -> Article:
    """The article in a text that is no file; control characters become U+FFFD.

    Raises:
        XenotimeError: it holds no words, or more than an article does.
    """
    return assemble(name, seen(text))


def _found(path: Path) -> Iterator[Path | Article | XenotimeError]:
    """For each file its path, then its articles and what is wrong."""
    if path.is_dir():
        names: Iterable[Path] = _below(path)
    elif path.is_file():
        names = [path]
    elif path.exists():
        yield XenotimeError(f"{path} is no file; give a file or a folder.")
        return
    else:
        yield XenotimeError(f"{path} does not exist; give a file or a folder with articles.")
        return
    for file in names:
        yield file
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            yield from _articles(file, _in_one_line(name))
        except XenotimeError as error:
            yield error
        except OSError as error:
            yield XenotimeError(f"{file} cannot be opened: {error.strerror or error}.")


def _in_one_line(name: str) -> str:
    """A file's name as text that can be shown and stored: a name may hold any byte but two."""
    return _LINE_ENDS.sub("\ufffd", seen(os.fsencode(name).decode("utf-8", "replace")))


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it; links to folders are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _articles(file: Path, name: str) -> Iterator[Article | XenotimeError]:
    suffix = file.suffix.lower()
    packed = suffix == ".gz"
    if packed:
        suffix = file.with_suffix("").suffix.lower()
    with cast("IO[bytes]", gzip.open(file)) if packed else file.open("rb") as content:
        try:
            start = content.read(1024)
            if not start:
                raise XenotimeError(f"{name} is empty; give a file with the text of an article.")
            content.seek(0)
            yield from _by_kind(_kind(suffix, start), name, content)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            yield XenotimeError(f"{name} is a damaged gzip file; fetch it again.")


def _kind(suffix: str, start: bytes) -> str:
    """The kind of a file: PDF by its first bytes, others by the suffix, or by how they begin."""
    if start.lstrip()[:5] == b"%PDF-" or suffix == ".pdf":
        return ".pdf"
    if suffix in PAGES or suffix in RECORDS or suffix in TEXT:
        return suffix
    if _PAGE_START.match(start):
        return ".html"
    return ".jsonl" if suffix == ".json" or _RECORD_START.match(start) else ".txt"


def _by_kind(kind: str, name: str, content: IO[bytes]) -> Iterator[Article | XenotimeError]:
    if kind == ".pdf":
        from xenotime.ledger.reading.paper import article_of_pdf

        yield article_of_pdf(name, content.read(MAX_PDF_BYTES + 1))
    elif kind in PAGES:
        from xenotime.ledger.reading.web import article_of_page

        yield article_of_page(name, content.read(MAX_PAGE_BYTES + 1))
    elif kind in RECORDS:
        from xenotime.ledger.reading.records import articles_of_records

        yield from articles_of_records(name, content)
    else:
        data = content.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise XenotimeError(
                f"{name} has more than {MAX_BYTES // 1_000_000} MB, which no article has; "
                "split it into its articles."
            )
        yield assemble(name, decode(data, name))
