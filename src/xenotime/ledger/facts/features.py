"""A sentence as numbers that no language colours: its cues, what it names, which rules it fits.

Every feature lies between 0 and 1. The weights of `facts.weighing` say what each of them tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from xenotime.ledger.facts.cues import CLASSES, Cue
from xenotime.ledger.facts.fact import Kind
from xenotime.ledger.mentions.found import Found

KINDS: tuple[Kind, ...] = get_args(Kind)
UNITS: dict[str, frozenset[str]] = {
    "money": frozenset({"currency"}),
    "share": frozenset({"percent", "percent_points", "percent_of_GDP"}),
    "rate": frozenset({"percent_ad_valorem"}),
    "mass": frozenset({"tonne", "kilogram", "gram"}),
    "rank": frozenset({"rank"}),
    "count": frozenset({"count"}),
}
"""Units of amounts that tell kinds of fact apart."""
SEVERAL = 3
"""From so many cues of one class on, more of them say no more."""
SHORT = 70
"""Characters below which a sentence says little."""
LAST = 4
"""Sentences before this one whose kinds are looked at."""

NAMED = (
    "place",
    "two_places",
    "person",
    "organisation",
    "two_organisations",
    *(f"amount:{unit}" for unit in UNITS),
    "amount:other",
    "date",
    "deadline",
    "good",
    "first_sentence",
    "second_sentence",
    "short",
    "quoted",
)
NAMES: tuple[str, ...] = (
    *(f"cue:{name}" for name in CLASSES),
    *(f"cues:{name}" for name in CLASSES),
    *NAMED,
    *(f"rule:{kind}" for kind in KINDS),
    *(f"chosen:{kind}" for kind in KINDS),
    *(f"before:{kind}" for kind in KINDS),
    *(f"lately:{kind}" for kind in KINDS),
)
"""The features in their order: `cue:` whether it is there, `cues:` how often, `rule:` confidence of
the best rule of a kind, `chosen:` the same if the rules take the sentence to be about it, `before:`
that of the sentence before, `lately:` whether one of the last four was of the kind."""

Hits = Mapping[Kind, float]
"""Kinds and the confidence of the rule that found them."""


def features(
    cues: Sequence[Cue],
    here: Found,
    text: str,
    number: int,
    fitting: Hits,
    chosen: Sequence[Hits],
) -> NDArray[np.float64]:
    """The features of a sentence, in the order of `NAMES`.

    Args:
        cues: its cues.
        here: what it names.
        text: the sentence.
        number: which of the article it is, from 0.
        fitting: the kinds whose rules it fits.
        chosen: for this sentence and those before it, the kinds that the rules take it to be about.
    """
    counts = dict.fromkeys(CLASSES, 0)
    for cue in cues:
        counts[cue.name] += 1
    before = chosen[-2] if len(chosen) > 1 else {}
    lately = chosen[-1 - LAST : -1]
    return np.array(
        [
            *(float(count > 0) for count in counts.values()),
            *(min(count, SEVERAL) / SEVERAL for count in counts.values()),
            *_named(here, text, number),
            *(fitting.get(kind, 0.0) for kind in KINDS),
            *(chosen[-1].get(kind, 0.0) for kind in KINDS),
            *(before.get(kind, 0.0) for kind in KINDS),
            *(float(any(kind in hits for hits in lately)) for kind in KINDS),
        ]
    )


def _named(here: Found, text: str, number: int) -> list[float]:
    """What a sentence names, as 0 and 1 in the order of `NAMED`."""
    places = {place for mention in here.places for place in mention.places}
    units = {amount.unit for amount in here.amounts}
    known = frozenset().union(*UNITS.values())
    return [
        float(yes)
        for yes in (
            places,
            len(places) > 1,
            here.people,
            here.organisations,
            len(here.organisations) > 1,
            *(units & some for some in UNITS.values()),
            units - known,
            any(date.role != "deadline" for date in here.dates),
            any(date.role == "deadline" for date in here.dates),
            here.goods,
            number == 0,
            number == 1,
            len(text) < SHORT,
            any(mark in text for mark in '"„“”«»「'),
        )
        for yes in [bool(yes)]
    ]
