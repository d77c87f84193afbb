"""How likely a sentence states a fact of each kind.

    chance of a kind = 1 / (1 + exp(-(bias + sum of weight x feature)))

The weights are fitted to annotated articles by `tools/fit_weights.py`, which prints what they are
worth; they speak of classes of cue, not of words, and so hold for every language.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.facts.features import KINDS, NAMES

FILE = "weights.csv"
BIAS = "bias"
LIKELY = 0.3
"""Chance from which a fact is told: one that is missed costs more than one that is rejected."""
POSSIBLE = 0.05
"""The same where a rule is sure by itself."""
BESIDE = 0.5
"""The same where rules speak for other kinds only."""


@cache
def weights() -> NDArray[np.float64]:
    """float64[1 + features, kinds]: the bias, then the weights in the order of `NAMES`."""
    with (resources.files(__package__) / FILE).open(encoding="utf-8") as file:
        rows = {row.pop("feature"): row for row in csv.DictReader(file)}
    return np.array([[float(rows[name][kind]) for kind in KINDS] for name in (BIAS, *NAMES)])


def chances(features: NDArray[np.float64]) -> dict[Kind, float]:
    """The chance of each kind, 0 to 1, for the features of a sentence."""
    table = weights()
    score = table[0] + features @ table[1:]
    return dict(zip(KINDS, (1 / (1 + np.exp(-score))).tolist(), strict=True))


def weight(feature: str, kind: Kind) -> float:
    """What a feature says for a kind."""
    return float(weights()[1 + NAMES.index(feature), KINDS.index(kind)])
