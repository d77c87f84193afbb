"""A linear program as arrays, put together from whole blocks, with labels to read it back.

    minimise    cost . x
    subject to  row_lower <= A x <= row_upper,  lower <= x <= upper

Components append blocks of columns, rows and entries; nothing loops over single ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
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
        """Their positions: int64[item, period]."""
        count = self.labels.height
        return self.start + np.arange(self.size).reshape(count, self.periods)

    def read(self, values: np.ndarray) -> np.ndarray:
        """The block's part of a vector over all columns (or rows): float64[item, period]."""
        part = values[self.start : self.start + self.size]
        return part.reshape(self.labels.height, self.periods)


@dataclass(frozen=True)
class Program:
    """The finished arrays. Costs are in million USD per tonne, quantities in tonnes."""

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
    """Collects blocks and puts them together."""

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
            store.append(np.broadcast_to(np.asarray(values, dtype=float), shape).ravel())
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
            store.append(np.broadcast_to(np.asarray(values, dtype=float), shape).ravel())
        self.rows[name] = block
        return block

    def add_entries(
        self, rows: np.ndarray, columns: np.ndarray, values: np.ndarray | float
    ) -> None:
        """Append coefficients; the three broadcast against each other."""
        rows, columns, values = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float))
        self._entries.append((rows.ravel(), columns.ravel(), values.ravel()))

    def finish(self) -> Program:
        """The program; coefficients given twice for one place add up."""
        shape = (
            sum(block.size for block in self.rows.values()),
            sum(block.size for block in self.columns.values()),
        )
        index = np.int32 if max(shape) < 2**31 else np.int64
        rows, columns, values = (
            np.concatenate([entry[i] for entry in self._entries]) for i in range(3)
        )
        matrix = coo_array(
            (values, (rows.astype(index), columns.astype(index))), shape=shape
        ).tocsc()
        return Program(
            cost=np.concatenate(self._cost),
            lower=np.concatenate(self._lower),
            upper=np.concatenate(self._upper),
            row_lower=np.concatenate(self._row_lower),
            row_upper=np.concatenate(self._row_upper),
            matrix=matrix,
            columns=self.columns,
            rows=self.rows,
        )
