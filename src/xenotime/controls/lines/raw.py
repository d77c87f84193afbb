"""Frames of text cells: the file's columns by position in, canonical columns out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

SEVERAL_CELLS = " / "
"""Between the cells of several headers that make one column."""


def column_cells(places: Mapping[str, Sequence[int]]) -> dict[str, pl.Expr]:
    """Canonical columns from columns named `0`, `1`, ...; `places` says from which."""
    return {
        column: pl.concat_str(
            [pl.col(str(at)).replace("", None) for at in several],
            separator=SEVERAL_CELLS,
            ignore_nulls=True,
        )
        if len(several) > 1
        else pl.col(str(several[0]))
        for column, several in places.items()
    }


def joined(frame: pl.DataFrame, places: Mapping[str, Sequence[int]]) -> pl.DataFrame:
    """The canonical columns of a frame."""
    return frame.select(**column_cells(places))


def resized(frames: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in the same order, `size` to a frame, the last one less."""
    waiting: list[pl.DataFrame] = []
    held = 0
    for frame in frames:
        waiting.append(frame)
        held += frame.height
        if held < size:
            continue
        whole = pl.concat(waiting)
        for start in range(0, held - size + 1, size):
            yield whole.slice(start, size)
        held %= size
        waiting = [whole.tail(held)] if held else []
    if held:
        yield pl.concat(waiting)
