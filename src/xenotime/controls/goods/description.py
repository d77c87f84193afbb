"""What a text, a customs code and an elements cell together say of a good."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from xenotime.controls.goods.cells import parse_elements
from xenotime.controls.goods.customs.codes import meanings, six_digits
from xenotime.controls.goods.heads import members
from xenotime.controls.goods.magnets import hard_magnets
from xenotime.controls.goods.texts import read as read_texts
from xenotime.controls.goods.words import FORM_NUMBER, SYMBOL_NUMBER
from xenotime.world.problems import XenotimeError
from xenotime.world.vocabulary import FORMS, SYMBOLS

Item = TypeVar("Item", bound=Hashable)

_GRAPHITES = members("natural_graphite artificial_graphite anode")
"""What graphite may be when its kind is not named."""
_MAGNET_CODES = ("850511", "850519")
"""Permanent magnets, and what is to become such."""
_FINISHED = members("product assembly")
_NO_MATERIALS = members(
    "technology service equipment tool reagent chip product cell waste_battery black_mass"
)
"""Forms that nobody means who states elements and nothing else."""
_BY_ELEMENT = (
    ("natural_graphite artificial_graphite diamond anode", "C"),
    ("cathode precursor", "Li Ni Co Mn Fe"),
)
"""Forms of materials, and the elements of which they hold one at least."""


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
    foreign_content: list[str | None]
    """Country from which the text says that content of the good comes, which itself may have been
    made elsewhere."""


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


def _narrowed(either: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """bool[good, form]: those that the code allows too, if there are any."""
    both = either & allowed
    found: np.ndarray = np.where(both.any(axis=1)[:, None], both, either)
    return found


def _of_materials(held: np.ndarray) -> np.ndarray:
    """bool[good, form] that a material may have of which only elements (bool[good, symbol]) are
    known."""
    result = np.broadcast_to(~_NO_MATERIALS, (len(held), len(FORMS))).copy()
    for names, needed in _BY_ELEMENT:
        without = ~held[:, [SYMBOL_NUMBER[name] for name in needed.split()]].any(axis=1)
        result[np.ix_(without, members(names))] = False
    return result


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
    read = read_texts(distinct)
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
    # A heading of one element's goods is not asked for all others.
    told_apart = np.asarray(~others.all(axis=1))[:, None]
    perhaps[by_code] &= (told | (others & told_apart))[code][by_code]
    perhaps &= ~has

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
    # A metal named alone is the metal, unless the code or the cell speaks of something else.
    metal = read.metal[text] & allowed[code][:, FORM_NUMBER["metal"]]
    metal &= ~(present[cell] & ~read.has[text]).any(axis=1) & options.any(axis=1)
    forms[metal, FORM_NUMBER["metal"]] = True
    options[metal] = False
    material = np.array([not (item or "").strip() for item in texts], dtype=bool) & stated
    material &= np.array([not (item or "").strip() for item in hs], dtype=bool)
    options &= ~material[:, None] | _of_materials(present[cell])
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
        made_in=[read.origins.made_in[at] for at in text],
        technology=[read.origins.technology[at] for at in text],
        foreign_content=[read.origins.foreign_content[at] for at in text],
    )


def _distinct(items: list[Item]) -> tuple[list[Item], np.ndarray]:
    """The distinct items in the order of their first appearance, and which each one is: int64."""
    number: dict[Item, int] = {}
    which = [number.setdefault(item, len(number)) for item in items]
    return list(number), np.array(which, dtype=np.int64)
