"""A linear program as arrays, put together from whole blocks, with labels to read it back.

    minimise    cost . x
    subject to  row_lower <= A x <= row_upper,  lower <= x <= upper

Components append blocks of columns, rows and entries; nothing loops over single ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array, csc_array

INFINITY = float("inf")


@dataclass(frozen=True)
class Block:
    """Consecutive columns (or rows): item-major, so that entry (i, t) stands at
    `start + i * periods + t`. `labels` has one row per item."""

    name: str
    start: int
    labels: pl.DataFrame
    periods: int

    @property
    def size(self) -> int:
        """Number of columns (or rows)."""
        return self.labels.height * self.periods

    @property
    def numbers(self) -> np.ndarray:
        """Their positions: int32[item, period]."""
        positions = np.arange(self.start, self.start + self.size, dtype=np.int32)
        return positions.reshape(self.labels.height, self.periods)

    def read(self, values: np.ndarray) -> np.ndarray:
        """The block's part of a vector over all columns (or rows): float64[item, period]."""
        part = values[self.start : self.start + self.size]
        return part.reshape(self.labels.height, self.periods)


@dataclass(frozen=True)
class Program:
    """The finished arrays. Costs are in thousand USD per tonne, quantities in tonnes."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array
    columns: dict[str, Block]
    rows: dict[str, Block]


@dataclass
class Builder:
    """Collects blocks and puts them together. Blocks are kept as views until the end, so that a
    number that holds for a whole block takes no room."""

    _cost: list[np.ndarray] = field(default_factory=list)
    _lower: list[np.ndarray] = field(default_factory=list)
    _upper: list[np.ndarray] = field(default_factory=list)
    _row_lower: list[np.ndarray] = field(default_factory=list)
    _row_upper: list[np.ndarray] = field(default_factory=list)
    _entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)
    columns: dict[str, Block] = field(default_factory=dict)
    rows: dict[str, Block] = field(default_factory=dict)

    def add_columns(
        self,
        name: str,
        labels: pl.DataFrame,
        periods: int,
        *,
        cost: np.ndarray,
        upper: np.ndarray | float = INFINITY,
        lower: np.ndarray | float = 0.0,
    ) -> Block:
        """Append columns; cost and bounds broadcast to float64[item, period]."""
        start = sum(block.size for block in self.columns.values())
        block = Block(name, start, labels, periods)
        shape = (labels.height, periods)
        for store, values in ((self._cost, cost), (self._lower, lower), (self._upper, upper)):
            store.append(np.broadcast_to(np.asarray(values, dtype=float), shape))
        self.columns[name] = block
        return block

    def add_rows(
        self,
        name: str,
        labels: pl.DataFrame,
        periods: int,
        *,
        lower: np.ndarray | float = -INFINITY,
        upper: np.ndarray | float = INFINITY,
    ) -> Block:
        """Append rows; bounds broadcast to float64[item, period]."""
        start = sum(block.size for block in self.rows.values())
        block = Block(name, start, labels, periods)
        shape = (labels.height, periods)
        for store, values in ((self._row_lower, lower), (self._row_upper, upper)):
            store.append(np.broadcast_to(np.asarray(values, dtype=float), shape))
        self.rows[name] = block
        return block

    def add_entries(
        self, rows: np.ndarray, columns: np.ndarray, values: np.ndarray | float
    ) -> None:
        """Append coefficients; the three broadcast against each other."""
        found = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float))
        self._entries.append((found[0], found[1], found[2]))

    def finish(self) -> Program:
        """The program; coefficients given twice for one place add up. The builder is spent."""
        shape = (
            sum(block.size for block in self.rows.values()),
            sum(block.size for block in self.columns.values()),
        )
        rows, columns, values = (
            _joined([entry[part] for entry in self._entries], dtype)
            for part, dtype in enumerate((np.int32, np.int32, np.float64))
        )
        self._entries.clear()
        matrix = coo_array((values, (rows, columns)), shape=shape).tocsc()
        del rows, columns, values
        return Program(
            cost=_joined(self._cost),
            lower=_joined(self._lower),
            upper=_joined(self._upper),
            row_lower=_joined(self._row_lower),
            row_upper=_joined(self._row_upper),
            matrix=matrix,
            columns=self.columns,
            rows=self.rows,
        )


def _joined(blocks: list[np.ndarray], dtype: npt.DTypeLike = np.float64) -> np.ndarray:
    """The blocks one after the other in one vector."""
    whole = np.zeros(sum(block.size for block in blocks), dtype=dtype)
    start = 0
    for block in blocks:
        one_zero = not any(block.strides) and block.size and not block.flat[0]
        if not one_zero:  # untouched zeros take no memory
            whole[start : start + block.size].reshape(block.shape)[...] = block
        start += block.size
    return whole
