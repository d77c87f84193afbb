"""Cells of elements as people write them: `Dy;Tb`, `Dy 4;Nd 28`, `Dy:4 %`, `dysprosium`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xenotime.controls.goods.words import names_of_elements
from xenotime.world.problems import XenotimeError
from xenotime.world.vocabulary import SYMBOLS

_PART = re.compile(
    r"(?P<name>[^\W\d_][^\d:=<>~%≥≤]*?)[\s:=\-(]*"
    r"(?:(?P<sign>[<>~≥≤]=?)?\s*(?P<amount>\d+(?:[.,]\d+)?)\s*"
    r"(?P<unit>%|wt\.?\s*%|pct|per cent|ppm)?"
    r"(?:\s*(?:by weight|wt\.?))?)?[\s)]*"
)
_BEFORE = re.compile(r"(?P<amount>\d+(?:[.,]\d+)?)\s*(?:%|wt\.?\s*%|pct)\s*(?P<name>[^\W\d_]+)")

_BELOW = ("<",)
_REMEMBERED = 65_536

TRACE_PCT = 0.01
""""Less than" so many per cent by weight, or fewer, says that an element is not in the good."""


@cache
def _names() -> dict[str, int]:
    """Names in six languages and symbols, in lower case, with the number of the symbol."""
    symbols = {symbol.lower(): at for at, symbol in enumerate(SYMBOLS)}
    return names_of_elements() | symbols


@lru_cache(maxsize=_REMEMBERED)
def _parsed(cell: str) -> tuple[tuple[str, float | None], ...]:
    text = cell.strip()
    # A comma between digits is a decimal one only when commas part nothing else.
    parts = re.split(
        r"[;|/+\n、，；]|,(?!\d)|,(?=\d+\s*%?\s*[A-Za-z])|\s+(?:and|und|et|y)\s+", text
    )
    found: list[tuple[str, float | None]] = []
    for part in parts:
        part = part.strip()
        if not part:
            continue
        found.extend(_part(part, cell))
    return tuple(found)


def _part(part: str, cell: str) -> list[tuple[str, float | None]]:
    match = _PART.fullmatch(part) or _BEFORE.fullmatch(part)
    if match is not None:
        number = _names().get(match["name"].strip().lower())
        if number is not None:
            amount = match["amount"]
            if amount is None:
                return [(SYMBOLS[number], None)]
            per_cent = float(amount.replace(",", "."))
            if (match.groupdict().get("unit") or "") == "ppm":
                per_cent /= 10_000
            if match.groupdict().get("sign") in _BELOW and per_cent <= TRACE_PCT:
                per_cent = 0.0
            if per_cent > 100:
                raise XenotimeError(
                    f"elements: {part!r} is more than 100 per cent; contents are per cent by weight"
                )
            return [(SYMBOLS[number], per_cent)]
    # `Dy Tb` or `Dy 4 Nd 28` with spaces only.
    pieces = re.findall(r"[^\W\d_]+[\s:=]*(?:\d+(?:[.,]\d+)?\s*%?)?", part)
    if len(pieces) > 1 and "".join(pieces).replace(" ", "") == part.replace(" ", ""):
        return [pair for piece in pieces for pair in _part(piece.strip(), cell)]
    raise XenotimeError(
        f"elements: {part!r} is not an element with its content; write such as `Dy;Tb` or "
        "`Dy 4;Nd 28`, per cent by weight"
    )


def parse_elements(cell: str | None) -> list[tuple[str, float | None]]:
    """Symbols and contents in per cent by weight; None: present, content not stated.

    Nought means that the good does not hold the element; it stays in the list. So does what is
    said to be below `TRACE_PCT` at most (`Dy <0.01`).

    Raises:
        XenotimeError: naming what cannot be read.
    """
    return list(_parsed(cell)) if cell and cell.strip() else []
