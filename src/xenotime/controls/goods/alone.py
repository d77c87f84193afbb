"""Elements that a text names alone: "Gallium 4N" and "Indium 99.99" are the metals.

Only trade words may stand beside the name and its purity or grade. "Antimony 99.8, flame
retardant" stays open, since it may well be the oxide.
"""

from __future__ import annotations

import re

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.segments import PURPOSE, Segments
from xenotime.controls.goods.words import CONNECTIVE, ELEMENT, SYMBOL_NUMBER, Hits

_NO_METALS = "H He C N O F Ne P S Cl Ar Br Kr I Xe At Rn"
_GRADE = r"\bgrades?\b|\bquality\b|qualität\b|güte\b|\bqualité\b|\bcalidad\b|\bgrado\b|级|グレード"
_TRADE = re.compile(
    r"\d+[.,]?\d*[ ]?n\d?\b|"
    r"\b(?:high|ultra|extra|super|purity|pure|purest|refined|crude|raw|electrolytic|grades?|quality|"
    r"min|max|minimum|typ|typical|approx|ca|metals?|basis|trace|tmb|content|assay|kgs?|g|gr|grams?|t|"
    r"mt|tons?|tonnes?|lbs?|oz|pcs?|pieces?|drums?|bottles?|pe|bags?|boxes|box|net|gross|weight|in|of|"
    r"reinheit|rein|hochrein|reinst|gehalt|mind|qualität|güte|stück|fass|fässer|flaschen?|"
    r"pureté|pur|haute|teneur|qualité|fûts?|pureza|puro|alta|calidad|grado|bidones|tambores|"
    r"semiconductor|electronic|electronics|solar|technical|commercial|industrial|n|wt|pct)\b|"
    r"高纯度?|高純度?|純度|纯度|超高纯|精|粗|级|グレード|以上|公斤|千克|キロ|桶|瓶|袋"
)
"""What may stand beside the name of an element that is traded as such."""


def metals_alone(
    written: Corpus,
    texts: Corpus,
    hits: Hits,
    parts: Segments,
    open_form: np.ndarray,
    *,
    graded: bool = True,
) -> np.ndarray:
    """bool[text]: of texts that tell no form, those that name one metal and its purity or grade.

    Args:
        written: the texts with all that they say.
        texts: the same without what speaks of trade.
        hits: all words found in the latter.
        parts: its parts.
        open_form: bool[text], texts that tell no form.
        graded: ask for purity or grade; without, the name alone will do.
    """
    n = len(open_form)
    used = hits.where(
        (hits.kind != CONNECTIVE) & np.asarray(parts.role[parts.of(hits.start)] != PURPOSE)
    )
    text = texts.text_of(used.start)
    others = np.bincount(text[used.kind != ELEMENT], minlength=n)
    metal = used.kind == ELEMENT
    metal &= ~np.isin(used.value, [SYMBOL_NUMBER[name] for name in _NO_METALS.split()])
    named = np.bincount(text[metal], minlength=n)
    elements = np.bincount(text[used.kind == ELEMENT], minlength=n)
    chosen = open_form & (named == 1) & (elements == 1) & (others == 0)
    found = np.zeros(n, dtype=bool)
    place_of = np.zeros(n, dtype=np.int64)
    place_of[text[metal]] = np.flatnonzero(metal)
    for at in np.flatnonzero(chosen).tolist():
        place = int(place_of[at])
        start, end = int(used.start[place]), int(used.end[place])
        whole = int(texts.starts[at]), int(texts.starts[at + 1])
        rest = texts.lower[whole[0] : start] + " " + texts.lower[end : whole[1]]
        for begin, until in _purposes(parts, *whole):
            rest = rest.replace(texts.lower[begin:until], " ")
        letters = any(map(str.isalpha, _TRADE.sub(" ", rest)))
        said = written.lower[int(written.starts[at]) : int(written.starts[at + 1])]
        found[at] = not letters and (not graded or _graded(said))
    return found


def _graded(said: str) -> bool:
    """Whether a purity, a number of nines or a grade is given."""
    purity = r"\d[ ]?n\d?\b|\b(?:100|\d\d(?:[.,]\d+)?)[ ]?(?:%|pct)|\b99[.,]\d"
    return bool(re.search(purity, said) or re.search(_GRADE, said))


def _purposes(parts: Segments, start: int, end: int) -> list[tuple[int, int]]:
    """Where a text says what the good is for."""
    first, last = np.searchsorted(parts.begin, [start, end])
    bounds = np.append(parts.begin, end)
    return [
        (int(bounds[at]), int(min(bounds[at + 1], end)))
        for at in range(first, last)
        if parts.role[at] == PURPOSE
    ]
