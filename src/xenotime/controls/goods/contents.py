"""Which elements a text says that a good holds, may hold, or lacks.

What a magnet or motor is *for* is not in it; of machines and technology it is what they deal with.
 "Without Dy/Tb", "Dy-free", `不含镝` take elements out;
a name such as NdFeB brings elements that the good certainly holds and others that it may hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.denials import denied_hits, traces
from xenotime.controls.goods.heads import CHEMISTRY, members
from xenotime.controls.goods.segments import LACKING, PURPOSE, Segments
from xenotime.controls.goods.words import (
    ELEMENT,
    FORM,
    FORM_NUMBER,
    MATERIAL,
    SYMBOL_NUMBER,
    Hits,
    Materials,
)
from xenotime.world.vocabulary import SYMBOLS

_ANIONS = {
    "arsenide": "As", "antimonide": "Sb", "selenide": "Se", "telluride": "Te", "phosphide": "P",
    "carbide": "C", "nitride": "N", "sulphide": "S",
}  # fmt: skip
"""Elements that a form brings. Those of oxides, halides, nitrates and the like matter to no act."""
_OF_CARBON = "natural_graphite artificial_graphite diamond"
"""Forms that name their element."""

_BY_NATURE_PURE = CHEMISTRY & ~members("mixture") | members(
    "metal powder wafer ore concentrate ferro natural_graphite artificial_graphite anode cathode "
    "precursor diamond optics scrap polish equipment technology service reagent"
)
"""Forms whose name tells all that matters: dysprosium oxide holds dysprosium."""
_AS_NAMED = members("alloy target crystal")
"""Forms whose name tells all when it names two elements, or when the good is nearly pure."""
_BY_MATERIAL = members("magnet mixture residue intermediate black_mass fibre ceramic")
"""Forms of which a material such as NdFeB or SEG says what else they may hold."""
_NEARLY_PURE = 90.0

_MAGNETS = {
    "Nd": ("Fe B", "Pr Dy Tb Ho Gd Ce La Er Y Co Al Cu Ga Nb Zr Ti"),
    "Pr": ("Fe B", "Nd Dy Tb Ho Gd Ce La Er Y Co Al Cu Ga Nb Zr Ti"),
    "Sm": ("Co", "Fe Cu Zr Pr Gd Dy Tb Er Ho Ce Hf"),
}
"""Magnets named by one element only: what they hold then, and may hold."""


def symbols(names: str) -> np.ndarray:
    """bool[symbol] of the symbols named."""
    chosen = np.zeros(len(SYMBOLS), dtype=bool)
    chosen[[SYMBOL_NUMBER[name] for name in names.split()]] = True
    return chosen


@dataclass(frozen=True)
class Contents:
    """What n texts say of elements: bool[text, symbol] each."""

    has: np.ndarray
    one_of: np.ndarray
    perhaps: np.ndarray
    """As far as the names of materials tell."""
    lacks: np.ndarray
    known: np.ndarray
    """bool[text]: something is said, more than the arsenic of an arsenide."""
    material: np.ndarray
    """bool[text]: a material told what else the good may hold."""


def contents(
    n: int,
    texts: Corpus,
    hits: Hits,
    parts: Segments,
    absent: Hits,
    materials: Materials,
    works: np.ndarray,
    magnetless: np.ndarray,
) -> Contents:
    """The elements of n texts.

    Args:
        n: how many texts.
        texts: the texts.
        hits: all words found.
        parts: the parts of the texts.
        absent: symbols with a content of nought.
        materials: what materials hold.
        works: bool[text], machines, reagents and technology: what these are for counts as held.
        magnetless: bool[text, symbol], what they lack because they hold no magnets.
    """
    shape = (n, len(SYMBOLS))
    has, one_of, perhaps, lacks = (np.zeros(shape, dtype=bool) for _ in range(4))
    text = texts.text_of(hits.start)
    told = (parts.role[parts.of(hits.start)] != PURPOSE) | works[text]
    denied = denied_hits(texts, hits, materials)
    trace = traces(texts, hits)

    element = hits.kind == ELEMENT
    for chosen, into in (
        (element & told & ~denied & ~trace, has),
        (element & (denied | trace), lacks),
    ):
        into[text[chosen], hits.value[chosen]] = True
    lacks[texts.text_of(absent.start), absent.value] = True

    material = hits.kind == MATERIAL
    # "Motor without NdFeB magnets".
    held = told & (parts.role[parts.of(hits.start)] != LACKING)
    given = np.flatnonzero(material & held & ~denied)
    for table, into in (
        (materials.holds, has),
        (materials.one_of, one_of),
        (materials.perhaps, perhaps),
    ):
        row, symbol = np.nonzero(table[hits.value[given]])
        into[text[given[row]], symbol] = True
    refused = np.flatnonzero(material & denied)
    row, symbol = np.nonzero(materials.one_of[hits.value[refused]])
    lacks[text[refused[row]], symbol] = True

    spoken = np.zeros(n, dtype=bool)
    spoken[text[given[materials.perhaps[hits.value[given]].any(axis=1)]]] = True
    shaped = (hits.kind == FORM) & told
    carbon = shaped & members(_OF_CARBON)[np.where(shaped, hits.value, 0)]
    has[text[carbon], SYMBOL_NUMBER["C"]] = True
    known = np.asarray(has.any(axis=1) | one_of.any(axis=1))
    for name, brought in _ANIONS.items():
        chosen = shaped & (hits.value == FORM_NUMBER[name])
        has[text[chosen], SYMBOL_NUMBER[brought]] = True

    lacks |= magnetless
    lacks &= ~has
    one_of &= ~lacks
    # "Rare earth: dysprosium" names the one that the general word stands for.
    one_of[(one_of & has).any(axis=1)] = False
    return Contents(has, one_of, perhaps & ~lacks & ~has, lacks, known, spoken)


def complete(
    said: Contents, forms: np.ndarray, low: np.ndarray, magnets: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`has`, `perhaps`, and of which texts nothing at all is known: bool[text].

    Args:
        said: what the texts say.
        forms: bool[text, form], forms that they tell.
        low: float64[text], least purity in per cent; NaN: not stated.
        magnets: bool[text], whether magnets are mentioned.
    """
    has, perhaps = said.has.copy(), said.perhaps.copy()
    spoken = said.material.copy()
    magnetic = magnets | forms[:, FORM_NUMBER["magnet"]]
    for name, (also, may) in _MAGNETS.items():
        such = magnetic & said.has[:, SYMBOL_NUMBER[name]]
        has[such] |= symbols(also)
        perhaps[such] |= symbols(may)
        spoken |= such
    told = forms.any(axis=1)
    several = np.asarray(has.sum(axis=1) >= 2)
    only_pure = told & ~(forms & ~_BY_NATURE_PURE).any(axis=1)
    only_named = told & ~(forms & ~(_BY_NATURE_PURE | _AS_NAMED)).any(axis=1)
    with_material = ~(forms & ~(_BY_NATURE_PURE | _AS_NAMED | _BY_MATERIAL)).any(axis=1) & spoken
    pure = ~magnetic & (low >= _NEARLY_PURE)
    closed = (only_pure & ~(magnetic & ~spoken)) | (only_named & (several | pure))
    closed |= with_material | (pure & (only_named | ~told))
    perhaps |= ~(closed & said.known)[:, None]
    return has, perhaps & ~has & ~said.lacks, ~said.known
