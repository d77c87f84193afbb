"""What distinct texts say by themselves: elements, forms, figures and countries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.controls.goods import symbols as symbols_in_text
from xenotime.controls.goods.alone import metals_alone
from xenotime.controls.goods.contents import complete, contents
from xenotime.controls.goods.corpus import Corpus, corpus, plain
from xenotime.controls.goods.heads import CHEMISTRY, WORKS, members
from xenotime.controls.goods.heads import forms as forms_of
from xenotime.controls.goods.magnets import (
    credible_grades,
    hard_magnets,
    name_magnets,
    without_magnets,
)
from xenotime.controls.goods.origins import Origins, origins
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
    Hits,
    find,
    material_number,
    outermost,
    table,
    with_forms_of_materials,
)
from xenotime.world.vocabulary import PROPERTIES

_PURITY = list(PROPERTIES).index("purity_pct")
_GRAPHITE = ("graphite", "graphit*", "grafit", "grafito", "石墨", "黒鉛", "グラファイト")
_PIECES = members("metal powder")
_COMPOSITE = ~(
    CHEMISTRY
    | members(
        "metal powder ore concentrate scrap residue intermediate technology service equipment "
        "reagent natural_graphite artificial_graphite diamond"
    )
)
"""Forms of goods into which a named element goes."""


@dataclass(frozen=True)
class Read:
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
    metal: np.ndarray
    """bool[text]: one metal is named alone with a purity or grade."""
    unknown: np.ndarray
    """bool[text]: nothing is said of elements."""
    low: np.ndarray
    high: np.ndarray
    origins: Origins


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


def read(texts: list[str]) -> Read:
    """Read n distinct texts."""
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
    formless = ~(told | either).any(axis=1)
    alone = metals_alone(corpus(written), together, hits, parts, formless)
    bare = metals_alone(corpus(written), together, hits, parts, formless, graded=False)
    perhaps[bare] = False
    composite = magnets | hard_magnets(has) | ((told | either) & _COMPOSITE).any(axis=1)
    return Read(
        has,
        perhaps,
        said.one_of,
        said.lacks,
        said.has,
        told,
        either & np.asarray(~told.any(axis=1))[:, None],
        graphite,
        alone & ~graphite,
        unknown,
        low,
        high,
        origins(written, np.asarray(composite)),
    )
