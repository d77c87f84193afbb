"""Magnets that a text names without the word, and magnets that it says are not there.

"NdFeB N48SH block" and "SmCo disc" are magnets, "NdFeB ingot" is an alloy; a "magnet-free motor"
holds none of what magnets bring.
"""

from __future__ import annotations

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.segments import PURPOSE, Segments
from xenotime.controls.goods.words import (
    FORM,
    FORM_NUMBER,
    MATERIAL,
    SYMBOL_NUMBER,
    Hits,
    Materials,
)

_MAGNETIC = [FORM_NUMBER[name] for name in ("magnet", "assembly")]
_SHAPE = (
    r"\b(?:blocks?|rings?|dis[ck]s?|segments?|arcs?|tiles?|bars?|rods?|cylinders?|cubes?|plates?|"
    r"blanks?|poles?|pole|sintered|bonded|magneti[sz]ed|unmagneti[sz]ed|coated|plated|"
    r"blöcke?|quader|scheiben?|segmente?|stäbe?|blocs?|disques?|anneaux|bloques?|anillos?|discos?)"
    r"\b|磁|烧结|粘结|焼結|方块|圆环|瓦形|ブロック|リング|セグメント"
)
_RAW = (
    r"\b(?:ingots?|flakes?|lumps?|granul\w+|strip|alloy|billets?|barren|lingots?|lingotes?)\b|"
    r"锭|速凝|薄片|甩带"
)
_NONE = (
    r"\bmagnet[- ]?(?:free|less)\b|\bmagnetfrei\w*|\bmagnetlos\w*|"
    r"\b(?:without|no|w/o|excl\.|excluding) (?:any |the )?"
    r"(?:permanent |rare[- ]earth |ndfeb )?magnets?\b|"
    r"\bohne (?:permanent|dauer|neodym-?)?magnete?n?\b|"
    r"\bsans aimants?\b|\bsin imanes?\b|不含永?磁[铁体鐵體钢]|无永?磁[铁体钢]|無磁鐵|"
    r"(?:永久)?(?:磁石|マグネット)(?:なし|レス|フリー|不使用|を含まない)"
)
_BROUGHT = "Nd Pr Dy Tb Ho Gd Sm Ce La Er Y Eu Tm Yb Lu"
"""What magnets, and magnets only, bring into motors and the like."""


def credible_grades(n: int, texts: Corpus, words: Hits, grades: Hits) -> Hits:
    """Grades of magnets (`N42SH`), where the text speaks of magnets or names no other good."""
    form = words.kind == FORM
    counts = np.bincount(texts.text_of(words.start[form & words.strong]), minlength=n)
    magnetic = form & np.isin(words.value, _MAGNETIC)
    credible = counts == 0
    credible[texts.text_of(words.start[magnetic])] = True
    return grades.where(credible[texts.text_of(grades.start)])


def hard_magnets(held: np.ndarray) -> np.ndarray:
    """bool[row]: rows of bool[row, symbol] with what NdFeB or SmCo is made of."""
    rare, base, samarium, cobalt = (SYMBOL_NUMBER[name] for name in ("Nd", "Fe", "Sm", "Co"))
    found: np.ndarray = (held[:, rare] & held[:, base]) | (held[:, samarium] & held[:, cobalt])
    return found


def name_magnets(
    told: np.ndarray,
    sure: np.ndarray,
    texts: Corpus,
    hits: Hits,
    grades: Hits,
    parts: Segments,
    materials: Materials,
) -> None:
    """Bring "NdFeB block" and the like under magnets, "NdFeB ingot" under alloys.

    Args:
        told: bool[text, form], changed: forms that the texts tell.
        sure: bool[text]: texts that are not in doubt between several forms.
        texts: the texts.
        hits: all words found.
        grades: credible grades of magnets.
        parts: the parts of the texts.
        materials: what materials hold.
    """
    hard = hard_magnets(materials.holds)
    chosen = hits.kind == MATERIAL
    chosen &= hard[np.where(chosen, hits.value, 0)]
    chosen &= parts.role[parts.of(hits.start)] != PURPOSE
    spoken = np.zeros(len(told), dtype=bool)
    spoken[texts.text_of(hits.start[chosen])] = True
    others = np.ones(told.shape[1], dtype=bool)
    others[FORM_NUMBER["metal"]] = False
    at = np.flatnonzero(spoken & sure & ~(told & others).any(axis=1))
    if not len(at):
        return
    lower = texts.texts.gather(at).str.to_lowercase()
    graded = np.isin(at, texts.text_of(grades.start))
    raw = lower.str.contains(_RAW).to_numpy() & ~graded
    shaped = (graded | lower.str.contains(_SHAPE).to_numpy()) & ~raw
    told[at[raw | shaped]] = False
    told[at[raw], FORM_NUMBER["alloy"]] = True
    told[at[shaped], FORM_NUMBER["magnet"]] = True


def without_magnets(told: np.ndarray, texts: Corpus) -> np.ndarray:
    """bool[text, symbol]: what texts that say they hold no magnets do not hold for that reason."""
    lacking = np.zeros((len(told), len(SYMBOL_NUMBER)), dtype=bool)
    denied = texts.texts.str.to_lowercase().str.contains(_NONE).to_numpy()
    denied = denied & ~told[:, FORM_NUMBER["magnet"]]
    brought = [SYMBOL_NUMBER[name] for name in _BROUGHT.split()]
    lacking[np.ix_(denied, brought)] = True
    return lacking
