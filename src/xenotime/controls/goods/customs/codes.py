"""Six-digit codes of the Harmonized System, 2022 edition, and what they say of goods.

A code that HS 2022 has is taken as such, even where an older edition meant more by it: whoever
writes a code today means today's. A code that only older editions (1996 to 2017) have becomes
those that it may now be (`changes.csv`, after the concordances of the United Nations; where some
lie in the same heading, only these). Seventh and later digits are a country's own and do not
matter here. Of chapters without a list here, any six digits count as known and mean a finished
product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from xenotime.world.vocabulary import FORMS, SYMBOLS

_FOLDER = Path(__file__).parent
_SEPARATORS = re.compile(r"[\s.\-/]")
_CHAPTERS = 97
_LEAST, _MOST = 4, 12
"""Digits that a code may have; of four or five, all codes that begin so are meant."""


@dataclass(frozen=True)
class Meaning:
    """What a code says: bool[form] and bool[symbol] each."""

    forms: np.ndarray
    elements: np.ndarray
    """At least one of these is in the good; none: the code does not tell."""
    others: np.ndarray
    """Elements that it may hold besides."""


def _table(name: str) -> pl.DataFrame:
    return pl.read_csv(_FOLDER / name, infer_schema_length=0).with_columns(pl.all().fill_null(""))


@cache
def _valid() -> dict[str, tuple[str, ...]]:
    """Codes of HS 2022 by heading, of the chapters of concern."""
    return {heading: tuple(codes.split()) for heading, codes in _table("codes_2022.csv").rows()}


@cache
def _chapters() -> frozenset[str]:
    """Chapters of which all codes are known: those with several headings in the list."""
    headings = [heading[:2] for heading in _valid()]
    return frozenset(chapter for chapter in headings if chapter != "29")


@cache
def _changes() -> dict[str, tuple[str, ...]]:
    """What codes of older editions may be now."""
    rows = _table("changes.csv").select("code", "codes_2022").rows()
    return {code: tuple(now.split()) for code, now in rows}


def digits(code: str | None) -> str:
    """The code without dots, hyphens and spaces."""
    return _SEPARATORS.sub("", code or "")


@cache
def six_digits(code: str | None) -> tuple[str, ...]:
    """The codes of HS 2022 that a code may mean; none if it is not a code."""
    clean = digits(code)
    if not (clean.isascii() and clean.isdigit() and _LEAST <= len(clean) <= _MOST):
        return ()
    if not 1 <= int(clean[:2]) <= _CHAPTERS:
        return ()
    heading = clean[:4]
    if len(clean) < 6:
        return tuple(c for c in _valid().get(heading, ()) if c.startswith(clean)) or (
            () if _concerned(heading) else (clean.ljust(6, "0"),)
        )
    first = clean[:6]
    if not _concerned(heading) or first in _valid().get(heading, ()):
        return (first,)
    return _changes().get(first, ())


def _concerned(heading: str) -> bool:
    return heading[:2] in _chapters() or heading in _valid()


def unknown_code(code: str | None) -> bool:
    """Whether something is given that no edition of the Harmonized System has."""
    return bool(digits(code)) and not six_digits(code)


@cache
def _meanings() -> dict[str, Meaning]:
    numbers = {form: at for at, form in enumerate(FORMS)}
    symbols = {symbol: at for at, symbol in enumerate(SYMBOLS)}

    def some(cell: str, among: dict[str, int]) -> np.ndarray:
        chosen = np.full(len(among), cell == "*")
        if cell != "*":
            chosen[[among[name] for name in cell.split()]] = True
        return chosen

    columns = ("prefix", "forms", "elements", "others")
    return {
        prefix: Meaning(some(forms, numbers), some(elements, symbols), some(others, symbols))
        for prefix, forms, elements, others in _table("meanings.csv").select(columns).rows()
    }


@cache
def _product() -> Meaning:
    forms = np.zeros(len(FORMS), dtype=bool)
    forms[list(FORMS).index("product")] = True
    return Meaning(forms, np.zeros(len(SYMBOLS), dtype=bool), np.ones(len(SYMBOLS), dtype=bool))


def meaning(code: str) -> Meaning:
    """What one six-digit code says: that of its longest prefix in the table."""
    for length in range(6, 1, -1):
        found = _meanings().get(code[:length])
        if found is not None:
            return found
    return _product()


@cache
def meanings(codes: tuple[str, ...]) -> Meaning:
    """What several codes say together: any of them may be meant.

    Of elements nothing is told unless each of the codes tells some. No code allows everything.
    """
    if not codes:
        none = np.zeros(len(SYMBOLS), dtype=bool)
        return Meaning(np.ones(len(FORMS), dtype=bool), none, ~none)
    each = [meaning(code) for code in codes]
    told = all(one.elements.any() for one in each)
    elements = np.any([one.elements for one in each], axis=0)
    others = np.any([one.others | one.elements for one in each], axis=0)
    return Meaning(
        np.any([one.forms for one in each], axis=0),
        elements if told else np.zeros_like(elements),
        others if told else np.ones_like(others),
    )
