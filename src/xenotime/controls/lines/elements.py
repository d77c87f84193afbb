"""The elements cell of a line in one spelling: `Dy:4;Nd:28`, or `Dy;Tb` without content."""

from __future__ import annotations

from functools import lru_cache

from xenotime.controls.goods import parse_elements
from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import fold, unknown_words
from xenotime.world.problems import XenotimeError


@lru_cache(maxsize=50_000)
def elements_of(cell: str) -> str | None:
    """Symbols with their content in per cent by weight; None when the cell says: not known.

    Raises:
        CellFault: an element that does not exist, or a content that is none.
    """
    if fold(cell) in unknown_words():
        return None
    try:
        found = parse_elements(cell)
    except XenotimeError as error:
        # Sentences of one line are joined by `; `, so that none may hold it.
        why = str(error).removeprefix("elements: ").rstrip(".").replace("; ", ", ")
        raise CellFault(f"cannot be read: {why}") from None
    return ";".join(
        symbol if content is None else f"{symbol}:{content:.10g}" for symbol, content in found
    )
