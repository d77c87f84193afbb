"""Goods of one line, and their elements and forms as words."""

from __future__ import annotations

import numpy as np

from xenotime.controls.goods import Goods, describe
from xenotime.world.vocabulary import FORMS, SYMBOLS


def one(text: str | None = None, hs: str | None = None, elements: str | None = None) -> Goods:
    return describe([text], [hs], [elements])


def symbols(row: np.ndarray) -> set[str]:
    return {SYMBOLS[at] for at in np.flatnonzero(row)}


def forms(row: np.ndarray) -> set[str]:
    return {list(FORMS)[at] for at in np.flatnonzero(row)}
