"""JSON lines: one article a line, read one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from xenotime.ledger.article import Article, Dated
from xenotime.ledger.reading.assembly import assemble
from xenotime.ledger.reading.dating import from_address, from_words
from xenotime.ledger.reading.encoding import decode, seen
from xenotime.ledger.reading.language import language_named
from xenotime.ledger.reading.limits import MAX_BYTES
from xenotime.ledger.reading.web import article_of_html
from xenotime.world.problems import XenotimeError

TEXTS = ("text", "body", "content", "articleBody")
DATES = ("date", "published", "date_published", "datePublished", "published_at")
_HTML = re.compile(r"</(?:p|div|article|body|section)>", re.I)


def articles_of_records(name: str, lines: IO[bytes]) -> Iterator[Article | XenotimeError]:
    """The article of each line, or what is wrong with it; empty lines count but hold nothing."""
    number = 0
    while line := lines.readline(MAX_BYTES + 1):
        number += 1
        where = f"{name}, line {number}"
        if len(line) > MAX_BYTES:
            yield XenotimeError(f"{where} is longer than {MAX_BYTES // 1_000_000} MB; split it.")
            while line and not line.endswith(b"\n"):
                line = lines.readline(MAX_BYTES)
            continue
        if not line.strip():
            continue
        try:
            yield _article(f"{name}#{number}", where, decode(line, where))
        except XenotimeError as error:
            yield error


def _article(name: str, where: str, line: str) -> Article:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise XenotimeError(
            f"{where} is no JSON; each line is one object with a field `text`."
        ) from None
    if not isinstance(record, dict):
        raise XenotimeError(f"{where} is no JSON object; each line is one with a field `text`.")
    text = next((value for key in TEXTS if (value := _words(record, key))), None)
    if text is None:
        raise XenotimeError(f"{where} has no text; name the field `text`, `body` or `content`.")
    named = _words(record, "language") or _words(record, "lang") or ""
    language = language_named(named)
    given = tuple(_dates(record, language or "en"))
    if _HTML.search(text):
        return article_of_html(name, text, given)
    return assemble(name, text, language=language, title=_words(record, "title"), given=given)


def _dates(record: dict[str, Any], language: str) -> Iterator[Dated]:
    for key in DATES:
        value = record.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield from from_words(str(value), language, f"field {key}")
    yield from from_address(_words(record, "url") or "", "address")


def _words(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return seen(value) if isinstance(value, str) and value.strip() else None
