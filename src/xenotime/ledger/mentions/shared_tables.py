"""The tables beside this file, which all languages share: leaders, organisations, places."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def shared_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of `<table>.csv`."""
    path = resources.files(__package__).joinpath(f"{table}.csv")
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines()))
