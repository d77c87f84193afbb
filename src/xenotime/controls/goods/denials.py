"""Elements that a text names to say that they are not in the good: "without Dy", `Dy < 0.05 %`."""

from __future__ import annotations

import re

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.words import CONNECTIVE, ELEMENT, MATERIAL, ROLES, Hits, Materials
from xenotime.world.vocabulary import SYMBOLS

_UNIT = r"(?:%|pct\b|wt\.?[ ]?%|wt\b|per cent|percent|prozent)"
_LIKELY = r"(?i)<|less than|below|under|weniger als|unter|moins de|menos de|小于|低于|不到|未満"
_TRACE = re.compile(
    r"[ ]?(?:content|gehalt|teneur|contenido|含量)?[ :=(]{0,3}"
    r"(?:<(?![=])|\bless than\b|\bbelow\b|\bunder\b|\bweniger als\b|\bunter\b|\bmoins de\b|"
    r"\bmenos de\b|小于|低于|不到)"
    rf"[ ]?0(?:[.,]0(?:0\d*|10*)?)?[ ]?{_UNIT}[ ]?(?:of |de |d')?"
    rf"|[ ]?[:=(]{{0,2}}[ ]?0[.,]0(?:0\d*|10*)[ ]?{_UNIT}未満"
    r"|[ ]?(?:content)?[ :=(]{0,3}(?:<|less than|below)[ ]?(?:\d{1,2}|100)[ ]?(?:ppm|mg/kg)"
)
"""Less than a hundredth of a per cent, or of a smaller figure: as good as nothing. No act frees
goods for holding little, so more than that is held."""


_PRESENT = re.compile(
    r"[ :=(-]{0,3}(?:\d|diffus|diffund|dop(?:ed|iert)|dotiert|added|bearing|rich|haltig|zugesetzt|"
    r"ajout|diffusé|添加|扩散|拡散)"
)
"""What says that an element is in the good: a figure, or how it got there."""


def _trace_spans(texts: Corpus) -> list[tuple[int, int]]:
    """Where small figures stand; only texts with a word such as "below" are searched."""
    likely = np.flatnonzero(texts.texts.str.contains(_LIKELY).to_numpy())
    return [
        match.span()
        for at in likely.tolist()
        for match in _TRACE.finditer(texts.lower, texts.starts[at], texts.starts[at + 1])
    ]


def traces(texts: Corpus, hits: Hits) -> np.ndarray:
    """bool[hit]: elements of which there is said to be less than 0.01 per cent.

    A figure that follows an element is of that one, and of none behind.
    """
    found = np.zeros(len(hits), dtype=bool)
    spans = _trace_spans(texts)
    if not spans:
        return found
    start, end = np.array(spans, dtype=np.int64).T
    element = hits.kind == ELEMENT
    follows = element & np.isin(hits.end, start)
    owned = np.isin(start, hits.end[element])
    # Spaces before a figure belong to it, and to the name before them.
    precedes = element & np.isin(hits.start, end[~owned])
    return np.asarray(follows | precedes)


def denied_hits(texts: Corpus, hits: Hits, materials: Materials) -> np.ndarray:
    """bool[hit]: elements, or groups of them, that the text says are not in the good.

    A chain is a run of elements and words such as "and" with nothing but light signs between. What
    follows "without" in its chain is denied, and what precedes "free".
    """
    linking = {name: ROLES.index(name) for name in ("without", "without_after", "link")}
    group = np.zeros(len(hits), dtype=bool)
    at = np.flatnonzero(hits.kind == MATERIAL)
    group[at] = ~materials.holds[hits.value[at]].any(axis=1)
    connective = hits.kind == CONNECTIVE
    member = (hits.kind == ELEMENT) | group
    member |= connective & np.isin(hits.value, list(linking.values()))
    chosen = np.flatnonzero(member)
    result = np.zeros(len(hits), dtype=bool)
    if not len(chosen):
        return result
    start, end = hits.start[chosen], hits.end[chosen]
    solid = texts.joining | texts.ideographs | np.isin(texts.codes, [ord(s) for s in ";:\n)。"])
    solids = np.concatenate(([0], np.cumsum(solid)))
    commas = np.concatenate(([0], np.cumsum(np.isin(texts.codes, [ord(s) for s in ",、("]))))
    gap = np.maximum(start[1:], end[:-1])
    split = solids[gap] > solids[end[:-1]]
    parted = split | (commas[gap] > commas[end[:-1]])
    value = np.where(connective[chosen], hits.value[chosen], -1)
    place = np.arange(len(chosen))

    chain = np.concatenate(([0], np.cumsum(split)))
    first = np.full(chain[-1] + 1, len(chosen))
    opening = value == linking["without"]
    np.minimum.at(first, chain[opening], place[opening])
    follows = place > first[chain]

    run = np.concatenate(([0], np.cumsum(parted)))
    last = np.full(run[-1] + 1, -1)
    closing = value == linking["without_after"]
    np.maximum.at(last, run[closing], place[closing])
    precedes = place < last[run]
    there = _present_again(texts, hits.where(member), value, chain, run)
    denied = (follows & ~there) | precedes
    result[chosen] = denied & ~connective[chosen]
    return result


def _present_again(
    texts: Corpus, members: Hits, value: np.ndarray, chain: np.ndarray, run: np.ndarray
) -> np.ndarray:
    """bool[member]: what stands behind a comma and is said to be there: "without Tb, Dy 3 %"; and
    all that follows it in its chain."""
    start, end = members.start, members.end
    said = np.zeros(len(end), dtype=bool)
    last = np.zeros(len(end), dtype=bool)
    for at in np.flatnonzero(value < 0).tolist():
        if _PRESENT.match(texts.lower, int(end[at])) is None:
            continue
        said[at] = at > 0 and run[at] > run[at - 1]
        # Symbols in a row are one stretch of text: only the last of them is meant.
        *before, name = texts.lower[int(start[at]) : int(end[at])].split(",")
        element = members.kind[at] == ELEMENT
        last[at] = bool(before) and element and SYMBOLS[members.value[at]].lower() == name.strip()
    since = np.full(int(chain[-1]) + 1, len(end))
    np.minimum.at(since, chain[said], np.flatnonzero(said))
    found: np.ndarray = (np.arange(len(end)) >= since[chain]) | last
    return found
