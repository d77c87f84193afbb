"""What a text, a customs code and an elements cell together say of a good."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl

from xenotime.controls.goods import symbols as symbols_in_text
from xenotime.controls.goods.cells import parse_elements
from xenotime.controls.goods.contents import complete, contents
from xenotime.controls.goods.corpus import Corpus, corpus, plain
from xenotime.controls.goods.countries import countries
from xenotime.controls.goods.customs.codes import meanings, six_digits
from xenotime.controls.goods.heads import WORKS, members
from xenotime.controls.goods.heads import forms as forms_of
from xenotime.controls.goods.magnets import (
    credible_grades,
    hard_magnets,
    name_magnets,
    without_magnets,
)
from xenotime.controls.goods.processes import as_such, of_no_process
from xenotime.controls.goods.properties import properties
from xenotime.controls.goods.segments import PURPOSE, Segments, segments
from xenotime.controls.goods.trade import goods_only
from xenotime.controls.goods.words import (
    CONNECTIVE,
    ELEMENT,
    FORM,
    FORM_NUMBER,
    MATERIAL,
    ROLES,
    SYMBOL_NUMBER,
    Hits,
    find,
    material_number,
    outermost,
    table,
    with_forms_of_materials,
)
from xenotime.world.problems import XenotimeError
from xenotime.world.vocabulary import FORMS, PROPERTIES, SYMBOLS

Item = TypeVar("Item", bound=Hashable)
_PURITY = list(PROPERTIES).index("purity_pct")

_GRAPHITES = members("natural_graphite artificial_graphite anode")
"""What graphite may be when its kind is not named."""
_GRAPHITE = ("graphite", "graphit", "grafit", "grafito", "石墨", "黒鉛", "グラファイト")
_PIECES = members("metal powder")
_MAGNET_CODES = ("850511", "850519")
"""Permanent magnets, and what is to become such."""
_FINISHED = members("product assembly")


@dataclass(frozen=True)
class Goods:
    """n goods; arrays over them."""

    has: np.ndarray
    """bool[good, symbol]: certainly holds."""
    one_of: np.ndarray
    """bool[good, symbol]: holds at least one of these."""
    perhaps: np.ndarray
    """bool[good, symbol]: may hold; all where nothing is known. Anything else it does not hold."""
    forms: np.ndarray
    """bool[good, form]: forms that the text says."""
    form_options: np.ndarray
    """bool[good, form]: where the text says none, those that the customs code allows."""
    low: np.ndarray
    """float64[good, property]: least value stated, units as in the vocabulary; NaN: not stated."""
    high: np.ndarray
    """float64[good, property]: greatest value stated."""
    hs6: list[tuple[str, ...]]
    """Codes of HS 2022 that the customs code may mean."""
    made_in: list[str | None]
    """Country (ISO alpha-3) in which the text says that the good was made."""
    technology: list[str | None]
    """Country whose technology the text says was used."""


def off_heading(goods: Goods) -> np.ndarray:
    """Whether the customs code stands for none of the forms that the text says: bool[good]; False
    where text or code says none."""
    forms = {codes: meanings(codes).forms for codes in set(goods.hs6) if codes}
    none = np.zeros(len(FORMS), dtype=bool)
    allowed = np.asarray([forms.get(codes, none) for codes in goods.hs6]).reshape(-1, len(FORMS))
    found: np.ndarray = (
        goods.forms.any(axis=1) & allowed.any(axis=1) & ~(goods.forms & allowed).any(axis=1)
    )
    return found


@dataclass(frozen=True)
class _Read:
    """What distinct texts say."""

    has: np.ndarray
    perhaps: np.ndarray
    one_of: np.ndarray
    lacks: np.ndarray
    stated: np.ndarray
    """bool[text, symbol]: named by the text itself."""
    forms: np.ndarray
    either: np.ndarray
    """bool[text, form]: of several forms, which the text may mean is not certain."""
    graphite: np.ndarray
    """bool[text]: graphite, whether natural or artificial is not said."""
    unknown: np.ndarray
    """bool[text]: nothing is said of elements."""
    low: np.ndarray
    high: np.ndarray
    made_in: list[str | None]
    technology: list[str | None]


def _links(hits: Hits) -> np.ndarray:
    """int64[link]: where words such as "and" begin."""
    found: np.ndarray = hits.start[(hits.kind == CONNECTIVE) & (hits.value == ROLES.index("link"))]
    return found


def _some_graphite(n: int, texts: Corpus, hits: Hits, parts: Segments) -> np.ndarray:
    """bool[text]: graphite is the good, or part of it, and its kind is not named."""
    numbers = [material_number(word) for word in _GRAPHITE]
    chosen = (hits.kind == MATERIAL) & np.isin(hits.value, numbers)
    chosen &= parts.role[parts.of(hits.start)] != PURPOSE
    named = np.zeros(n, dtype=bool)
    named[texts.text_of(hits.start[chosen])] = True
    return named


def _read(texts: list[str]) -> _Read:
    """Read distinct texts."""
    n = len(texts)
    written = plain(pl.Series("text", texts, dtype=pl.String))
    together = corpus(goods_only(written))
    known = table()
    certain, absent, grades = symbols_in_text.find(together)
    words = find(together)
    grades = credible_grades(n, together, words, grades)
    hits = outermost(words, certain, grades)
    parts = segments(together, hits)
    shaped = as_such(together, with_forms_of_materials(hits, known.materials))
    heads = of_no_process(together, shaped)
    named = np.unique(parts.of(hits.start[(hits.kind == ELEMENT) | (hits.kind == MATERIAL)]))
    told, either = forms_of(
        n, together.text_of(heads.start), heads, parts, _links(hits), named, together.starts
    )
    sure = np.asarray(~either.any(axis=1))
    name_magnets(told, sure, together, hits, grades, parts, known.materials)
    graphite = _some_graphite(n, together, hits, parts)
    graphite &= np.asarray(~(told & ~_PIECES).any(axis=1))
    told[graphite] = False
    said = contents(
        n,
        together,
        hits,
        parts,
        absent,
        known.materials,
        np.asarray(told[:, WORKS].any(axis=1)),
        without_magnets(told, together),
    )
    low, high = properties(written)

    magnets = np.zeros(n, dtype=bool)
    magnetic = (shaped.kind == FORM) & (shaped.value == FORM_NUMBER["magnet"])
    magnetic &= parts.role[parts.of(shaped.start)] != PURPOSE
    magnets[together.text_of(shaped.start[magnetic])] = True
    has, perhaps, unknown = complete(said, told, low[:, _PURITY], magnets)
    made_in, technology = countries(written)
    return _Read(
        has,
        perhaps,
        said.one_of,
        said.lacks,
        said.has,
        told,
        either & np.asarray(~told.any(axis=1))[:, None],
        graphite,
        unknown,
        low,
        high,
        made_in,
        technology,
    )


def _narrowed(either: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """bool[good, form]: those that the code allows too, if there are any."""
    both = either & allowed
    found: np.ndarray = np.where(both.any(axis=1)[:, None], both, either)
    return found


def _of_magnets(codes: tuple[str, ...]) -> bool:
    return bool(codes) and all(code in _MAGNET_CODES for code in codes)


def _cells(cells: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """bool[cell, symbol]: present, and stated to be absent. An unreadable cell says nothing."""
    present = np.zeros((len(cells), len(SYMBOLS)), dtype=bool)
    absent = present.copy()
    for at, cell in enumerate(cells):
        try:
            pairs = parse_elements(cell)
        except XenotimeError:
            continue
        for symbol, content in pairs:
            (absent if content == 0 else present)[at, SYMBOL_NUMBER[symbol]] = True
    return present, absent & ~present


def _codes(codes: list[tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """bool[code, ..]: forms that codes allow, elements of which there is one, and others."""
    read = [meanings(code) for code in codes]
    forms = np.array([one.forms for one in read], dtype=bool).reshape(-1, len(FORMS))
    elements = np.array([one.elements for one in read], dtype=bool).reshape(-1, len(SYMBOLS))
    others = np.array([one.others for one in read], dtype=bool).reshape(-1, len(SYMBOLS))
    return forms, elements, others


def describe(
    texts: Sequence[str | None], hs: Sequence[str | None], elements: Sequence[str | None]
) -> Goods:
    """Describe n goods by their item texts, customs codes and elements cells.

    An elements cell is complete: elements that neither it nor the text names are not in the good. A
    cell with noughts only (`Dy 0;Tb 0`) tells just that. A cell that cannot be read says nothing
    here (`parse_elements` says what is wrong with it).

    Raises:
        ValueError: if the three are not equally long.
    """
    if not len(texts) == len(hs) == len(elements):
        raise ValueError("texts, customs codes and elements cells must be equally many")
    distinct, text = _distinct([item or "" for item in texts])
    read = _read(distinct)
    cells, cell = _distinct([item or "" for item in elements])
    present, absent = _cells(cells)
    codes, code = _distinct([six_digits(item) for item in hs])
    allowed, told, others = _codes(codes)

    has = read.has[text]
    perhaps = read.perhaps[text]
    one_of = read.one_of[text]

    # The code tells elements only where the text does not.
    silent = read.unknown[text]
    by_code = silent & told[code].any(axis=1)
    single = by_code & (told[code].sum(axis=1) == 1)
    has[single] |= told[code][single]
    several = by_code & ~single
    one_of[several] |= told[code][several]
    perhaps[by_code] &= others[code][by_code] & ~has[by_code]

    stated = present[cell].any(axis=1)
    has |= present[cell]
    lacking = (read.lacks[text] | absent[cell]) & ~has
    has[stated] = present[cell][stated] | read.has[text][stated]
    one_of &= ~lacking & ~stated[:, None]
    perhaps &= ~lacking & ~stated[:, None] & ~has

    forms = read.forms[text]
    coded = np.array([bool(given) for given in codes], dtype=bool)[code]
    # A finished article under a code of something else: either may be wrong.
    contrary = coded & forms.any(axis=1) & ~(forms & (~_FINISHED | allowed[code])).any(axis=1)
    options = allowed[code] & ~forms.any(axis=1)[:, None]
    options[contrary] = (allowed[code] | forms)[contrary]
    forms[contrary] = False
    # NdFeB under the heading of magnets is nothing else.
    magnets = hard_magnets(has) & options[:, FORM_NUMBER["magnet"]]
    magnets &= np.array([_of_magnets(given) for given in codes], dtype=bool)[code]
    forms[magnets, FORM_NUMBER["magnet"]] = True
    options[magnets] = False
    either = read.either[text]
    doubtful = np.asarray(either.any(axis=1))
    options[doubtful] = _narrowed(either, allowed[code])[doubtful]
    certain = np.asarray(doubtful & (options.sum(axis=1) == 1))
    forms[certain] = np.asarray(options[certain])
    options[certain] = False
    graphite = read.graphite[text]
    options[graphite] = _narrowed(
        np.broadcast_to(_GRAPHITES, options[graphite].shape), options[graphite]
    )
    return Goods(
        has=has,
        one_of=one_of,
        perhaps=perhaps,
        forms=forms,
        form_options=options,
        low=read.low[text],
        high=read.high[text],
        hs6=[codes[at] for at in code],
        made_in=[read.made_in[at] for at in text],
        technology=[read.technology[at] for at in text],
    )


def _distinct(items: list[Item]) -> tuple[list[Item], np.ndarray]:
    """The distinct items in the order of their first appearance, and which each one is: int64."""
    number: dict[Item, int] = {}
    which = [number.setdefault(item, len(number)) for item in items]
    return list(number), np.array(which, dtype=np.int64)
