"""What surrounds an article on its page: captions, bylines, controls, notices, menus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xenotime.ledger.lexicon import fold
from xenotime.ledger.reading.markers import Markers, bare
from xenotime.ledger.reading.paragraphs import ends_a_sentence
from xenotime.ledger.reading.roles import (
    HEAD,
    INNER_END,
    MAX_SUBHEADING,
    MENU_WORD,
    Piece,
    headline_like,
)

MAX_CAPTION = 400
MAX_NOTICE = 300
MAX_BYLINE = 90

_SIGNED = re.compile(
    r"(?:[A-Z]\.\s?){1,2}[^\W\d_][\w'’-]+\s?(?:--|—|–|/)\s?[A-Z]{2,6}"
    r"|[(\[]?[A-Za-z]{2,9}(?:\s?/\s?[A-Za-z]{2,12}){1,4}[)\]]?"
    r"|[(\[（](?:[A-Z][A-Za-z. ]{1,20}|[\u3040-\u9fff・＝=]{1,12})[)\]）]"
    r"|—\s?[A-Z][\w .]{1,30}"
)
_BETWEEN_ENTRIES = re.compile(r"\s+[|·•›»>/]\s+")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]*|(?:de|van|von|der|den|di|da|la|le|el|al|bin|zu|del|y)")


def mark_furniture(pieces: Sequence[Piece], marks: Markers, *, paged: bool) -> None:
    """Captions, signatures, controls of the page, notices, and lines without words."""
    for at, piece in enumerate(pieces):
        if piece.role != "body":
            continue
        text = piece.text
        if len(text) <= MAX_CAPTION and _is_caption(text, marks):
            piece.is_now("caption", "caption of a picture")
        elif not any(sign.isalpha() for sign in text):
            piece.is_now("widget", "no words")
        elif bare(re.sub(r"[\d(),.]+", " ", text)) in marks.controls:
            piece.is_now("widget", "control of the page")
        elif len(text) <= MAX_NOTICE and marks.notices.find(text):
            piece.is_now("widget", "notice of the publisher")
        elif len(text) <= MAX_BYLINE and _is_byline(text, marks, head=at < HEAD):
            piece.is_now("byline", "names the author or agency")
    _mark_menus(pieces, marks)
    if paged:
        _mark_repeated(pieces)


def _is_caption(text: str, marks: Markers) -> bool:
    if text.startswith("!["):
        return True
    hits = list(marks.caption.finditer(fold(text)))
    if not hits:
        return False
    credit = text[hits[-1].end() :]
    if hits[-1].start() == 0:
        return not INNER_END.search(credit) or len(text) <= 200
    return len(credit) <= 100 and not INNER_END.search(credit)


def _is_byline(text: str, marks: Markers, *, head: bool) -> bool:
    if _SIGNED.fullmatch(text):
        return True
    hit = marks.byline.fullmatch(fold(text))
    if hit is None or (not head and len(text) > MAX_BYLINE // 2) or ends_a_sentence(text):
        return False
    if hit["only"]:
        return True
    if not hit["names"]:
        return False
    at = hit.start("names")
    names = re.split(r"[\s,/|&]+", text[at:].strip())
    if names and all(len(name) <= 12 and not name.isascii() for name in names):
        return len(text) <= 30
    proper = sum(_NAME.fullmatch(name) is not None for name in names)
    return 1 < len(names) <= 12 and proper >= len(names) - 1 - (len(names) > 4)


def _mark_menus(pieces: Sequence[Piece], marks: Markers) -> None:
    """Three short lines or more in a row before the first sentence or after the last, or in one."""
    body = [piece for piece in pieces if piece.role == "body"]
    first = next((at for at, p in enumerate(body) if not headline_like(p)), None)
    if first is None:
        return
    last = max(at for at, piece in enumerate(body) if not headline_like(piece))
    for stretch in (body[:first], body[last + 1 :]):
        run: list[Piece] = []
        for row in stretch:
            if _is_menu(row.text):
                row.is_now("widget", "menu")
        for piece in [*stretch, None]:
            if (
                piece is not None
                and len(piece.text) <= MENU_WORD
                and bare(piece.text) not in marks.headings
            ):
                run.append(piece)
                continue
            if len(run) >= 3:
                for entry in run:
                    entry.is_now("widget", "menu")
            run = []


def _is_menu(line: str) -> bool:
    """Whether it is a row of short entries; a figure belongs to a date, not to a menu."""
    entries = _BETWEEN_ENTRIES.split(line.strip("|·•›»> "))
    return (
        len(entries) >= 3
        and not any(sign.isdigit() for sign in line)
        and all(len(entry) <= MENU_WORD for entry in entries)
    )


def _mark_repeated(pieces: Sequence[Piece]) -> None:
    """Head and foot lines of printed pages: the same but for a number, on three pages or more."""
    seen: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.role == "body" and len(piece.text) <= MAX_SUBHEADING and headline_like(piece):
            seen.setdefault(re.sub(r"\d+", "0", fold(piece.text)), []).append(piece)
    for same in seen.values():
        if len(same) >= 3:
            for piece in same:
                piece.is_now("widget", "stands on every page")
