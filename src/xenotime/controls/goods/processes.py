"""Words of goods that are not the good: "diamond growth", "65 % WO3"."""

from __future__ import annotations

import re

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.words import Hits

_PROCESS = re.compile(
    r"(?<=[^ ])[ -](?:growth|growing|production|manufactur(?:e|ing)|processing|smelting|refining|"
    r"synthesis|sintering|deposition|purification|separation|extraction|mining|winding|pressing|"
    r"grinding|milling|plant|industry|sector|testing|inspection|line)\b(?! (?:scrap|waste|sludge))"
)


def of_no_process(texts: Corpus, forms: Hits) -> Hits:
    """The forms that are not followed by the name of a process."""
    starts = np.fromiter(
        (match.start() for match in _PROCESS.finditer(texts.lower)), dtype=np.int64
    )
    return forms.where(~np.isin(forms.end, starts)) if len(starts) else forms


def as_such(texts: Corpus, forms: Hits) -> Hits:
    """The forms without formulas in which only a content is given (`65 % WO3`)."""
    before = texts.codes[forms.start - 1]
    before = np.where(before == ord(" "), texts.codes[forms.start - 2], before)
    return forms.where((before != ord("%")) | ~_formulas(texts, forms))


def _formulas(texts: Corpus, hits: Hits) -> np.ndarray:
    """bool[hit]: whether the word has a digit in it."""
    digits = np.concatenate(([0], np.cumsum((texts.codes >= 48) & (texts.codes < 58))))
    found: np.ndarray = digits[hits.end] > digits[hits.start]
    return found
