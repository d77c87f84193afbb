"""What a rule of a world takes and gives: the tables, and findings row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

Tables = Mapping[str, pl.DataFrame]
Finding = tuple[str, int | None, str | None, Any, str]
"""Table, row number (from 0), column, value, and the sentence that says what would be right."""


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its row numbers in the column `row`."""
    return frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
