"""Text to article: paragraphs, their roles, sentences and the date, in one pass."""

from __future__ import annotations

from collections.abc import Sequence

from xenotime.ledger.article import Article, Block, Dated, Sentence
from xenotime.ledger.reading import dating, furniture, roles, teasers
from xenotime.ledger.reading.dateline import split_dateline
from xenotime.ledger.reading.language import language_of
from xenotime.ledger.reading.limits import MAX_CHARACTERS
from xenotime.ledger.reading.markers import Markers, markers
from xenotime.ledger.reading.paragraphs import paragraphs
from xenotime.ledger.reading.roles import Piece
from xenotime.ledger.reading.sentences import sentences
from xenotime.world.problems import XenotimeError

OUTSIDE = "left out when the main text of the page was taken"


def assemble(
    name: str,
    text: str,
    *,
    language: str | None = None,
    title: str | None = None,
    given: Sequence[Dated] = (),
    main: int | None = None,
) -> Article:
    """The article in a text.

    Args:
        name: name of its file and record.
        text: all of it; stays as it is.
        language: code, where a record says so; otherwise it is found.
        title: headline, where metadata say so.
        given: dates from metadata, best first.
        main: where the main text ends; what follows was left out by an extractor.

    Raises:
        XenotimeError: there is no text, or too much.
    """
    if len(text) > MAX_CHARACTERS:
        raise XenotimeError(
            f"{name} has {len(text):,} characters, and up to {MAX_CHARACTERS:,} are read as one "
            "article; split it."
        )
    cleaned = main is not None
    main = len(text) if main is None else main
    if not any(map(str.isalnum, text[:main])):
        raise XenotimeError(f"{name} holds no words; give a file with the text of an article.")
    code = language_of(text[:main]) if language is None else language
    marks = markers(code)
    pieces = _pieces(text[:main], code, marks)
    found_title = _mark(pieces, marks, code, title, paged="\f" in text, cleaned=cleaned)
    own_date = dating.dated(name, pieces, marks, code, given)
    blocks = [Block(p.start, p.end, p.role, p.reason) for p in pieces]
    blocks += [
        Block(main + start, main + end, "outside", OUTSIDE)
        for start, end in paragraphs(text[main:], code)
    ]
    return Article(
        name=name,
        text=text,
        language=code,
        title=found_title,
        dated=own_date,
        blocks=tuple(blocks),
        sentences=tuple(
            Sentence(start, end, at)
            for at, block in enumerate(blocks)
            if block.role == "body"
            for start, end in sentences(text, block.start, block.end, code)
        ),
    )


def _pieces(text: str, language: str, marks: Markers) -> list[Piece]:
    spans = paragraphs(text, language)
    pieces: list[Piece] = []
    if spans:
        start, end = spans[0]
        body = roles.split_date_prefix(text, start, end, marks)
        if body > start:
            header = text[start:body].rstrip()
            pieces.append(Piece(start, start + len(header), header, "header", "a date"))
            spans[0] = (body, end)
    pieces += (Piece(start, end, text[start:end]) for start, end in spans)
    return pieces


def _mark(
    pieces: list[Piece],
    marks: Markers,
    language: str,
    hint: str | None,
    *,
    paged: bool,
    cleaned: bool,
) -> str | None:
    """Give each paragraph its role; returns the headline."""
    roles.mark_headers(pieces, marks, language)
    split_dateline(pieces, marks, language)
    furniture.mark_furniture(pieces, marks, paged=paged)
    title = roles.mark_titles(pieces, hint)
    teasers.mark_teasers(pieces, marks, language, cleaned=cleaned)
    roles.mark_subheadings(pieces, cleaned=cleaned)
    if not any(piece.role == "body" for piece in pieces):
        _keep_the_longest(pieces)
    return title


def _keep_the_longest(pieces: list[Piece]) -> None:
    """A text of headlines alone is read as it is: better a headline too many than nothing."""
    for role in ("subheading", "title", "teaser", "caption"):
        chosen = [piece for piece in pieces if piece.role == role]
        if chosen:
            max(chosen, key=lambda piece: len(piece.text)).is_now("body", "")
            return
