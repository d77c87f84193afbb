"""How alike two articles of one language are, and which of their sentences tell the same.

Rewrites of an agency's report keep many of its phrases, but each leaves out and adds a good deal:
what part of the smaller text stands in the larger one (containment) says more than what they share
of both together (Jaccard). With W(x) the content words of a text, P(x) its phrases of three words:

    containment = |W(a) ∩ W(b)| / min(|W(a)|, |W(b)|)
    copied      = |P(a) ∩ P(b)| / min(|P(a)|, |P(b)|)
    score       = (containment + copied) / 2

Sentences are aligned one to one, the most similar first, by the words they share, each weighed by
how few sentences it stands in: sim(s, t) = 2 w(s ∩ t) / (w(s) + w(t)).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from xenotime.ledger.article import Article
from xenotime.ledger.lexicon import fold
from xenotime.ledger.stories.words import content, phrases, pieces, sentence_words, words

Level = Literal["verbatim", "edited", "paraphrase"]

_ALIGNED = 0.45
"""Least similarity of a pair of sentences."""
_BESIDE = 0.25
"""Least similarity of a pair right before or after an aligned one: texts run parallel."""
_EDITED = 0.7
"""Least share of words in the same order for `edited`."""
_CUT = 0.9
"""Least share of the shorter sentence's words for `edited`, when one was merely shortened."""
_COMMON = 64
"""A word that stands in more sentences than this says nothing; bounds the work on long texts."""
_LONG = 1000
"""Words of a sentence from which on it is not compared word by word."""
_VARIANT = 70.0
"""From this similarity (0 to 100) on, a word is a form of the other."""


@dataclass(frozen=True)
class Pair:
    """Two sentences that tell the same; spans are characters of each article's text."""

    a: tuple[int, int]
    b: tuple[int, int]
    similarity: float
    """0 to 1."""
    level: Level
    dropped: tuple[str, ...] = ()
    """Of an edited pair: what stands in a alone, such as a qualifier that a rewrite left out."""
    added: tuple[str, ...] = ()
    """Of an edited pair: what stands in b alone."""
    replaced: tuple[tuple[str, str], ...] = ()
    """Of an edited pair: words of a, and what stands for them in b."""


@dataclass(frozen=True)
class Likeness:
    """How alike two articles are; all figures between 0 and 1."""

    jaccard: float
    """Phrases of both among the phrases of either."""
    containment: float
    """Content words of the smaller text that the other has too."""
    copied: float
    """Phrases of the smaller text that the other has too."""
    score: float
    pairs: tuple[Pair, ...]
    """In the order of a."""


def likeness(a: Article, b: Article) -> Likeness:
    """Compare the bodies of two articles, and align their sentences.

    In different languages little more than names and numbers can agree: the score stays low.
    """
    in_a, in_b = sentence_words(a), sentence_words(b)
    vocabulary = [{word for s in side for word in s if content(word)} for side in (in_a, in_b)]
    phrased = [phrases(side) for side in (in_a, in_b)]
    shared = len(phrased[0] & phrased[1])
    containment = _contained(*vocabulary)
    copied = _contained(*phrased)
    return Likeness(
        jaccard=shared / max(len(phrased[0] | phrased[1]), 1),
        containment=containment,
        copied=copied,
        score=(containment + copied) / 2,
        pairs=tuple(_align(a, b, in_a, in_b)),
    )


def _contained(a: Collection[Any], b: Collection[Any]) -> float:
    return len(set(a) & set(b)) / max(min(len(a), len(b)), 1)


def _align(
    a: Article, b: Article, in_a: Sequence[Sequence[str]], in_b: Sequence[Sequence[str]]
) -> list[Pair]:
    """The pairs of sentences, each sentence in one at most."""
    sets_a, sets_b = [set(s) for s in in_a], [set(s) for s in in_b]
    weight = _weights(sets_a, sets_b)
    stands_in: dict[str, list[int]] = defaultdict(list)
    for j, sentence in enumerate(sets_b):
        for word in sentence:
            if word in weight:
                stands_in[word].append(j)
    total_a = [sum(weight.get(word, 0.0) for word in s) for s in sets_a]
    total_b = [sum(weight.get(word, 0.0) for word in s) for s in sets_b]
    found: list[tuple[float, int, int]] = []
    for i, sentence in enumerate(sets_a):
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(sentence):
            if word in weight:
                for j in stands_in[word]:
                    shared[j] += weight[word]
        for j, common in shared.items():
            similarity = 2 * common / (total_a[i] + total_b[j])
            if similarity >= _BESIDE and sum(map(content, sentence & sets_b[j])) >= 2:
                found.append((-similarity, i, j))
    near = _Near(sets_a, sets_b, weight)
    return [
        _pair(a, b, i, j, similarity, in_a[i], in_b[j], near)
        for i, (j, similarity) in sorted(_best(found).items())
    ]


def _best(found: list[tuple[float, int, int]]) -> dict[int, tuple[int, float]]:
    """The partner of each sentence of a that has one, and their similarity; the surest first."""
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for least in (_ALIGNED, _BESIDE):
        for negative, i, j in sorted(found):
            beside = any(partner.get(i + step, (None,))[0] == j + step for step in (-1, 1))
            if i in partner or j in taken or -negative < least:
                continue
            if beside or least == _ALIGNED:
                partner[i] = (j, -negative)
                taken.add(j)
    return partner


def _weights(sets_a: Sequence[set[str]], sets_b: Sequence[set[str]]) -> dict[str, float]:
    """log(1 + sentences / sentences with the word), by the side that has it more often."""
    counts = [Counter(word for s in side for word in s) for side in (sets_a, sets_b)]
    longest = max(len(sets_a), len(sets_b))
    most = counts[0] | counts[1]
    return {word: math.log1p(longest / n) for word, n in most.items() if n <= _COMMON}


@dataclass(frozen=True)
class _Near:
    """All sentences, so that a clause moved to the next one is not called dropped."""

    sets_a: Sequence[set[str]]
    sets_b: Sequence[set[str]]
    weight: dict[str, float]


def _pair(
    a: Article,
    b: Article,
    i: int,
    j: int,
    similarity: float,
    words_a: Sequence[str],
    words_b: Sequence[str],
    near: _Near,
) -> Pair:
    one, other = a.sentences[i], b.sentences[j]
    spans = ((one.start, one.end), (other.start, other.end))
    if words_a == words_b:
        return Pair(*spans, 1.0, "verbatim")
    if max(len(words_a), len(words_b)) > _LONG:
        return Pair(*spans, similarity, "paraphrase")
    common = LCSseq.similarity(words_a, words_b)
    in_order = 2 * common / (len(words_a) + len(words_b))
    kept = common / min(len(words_a), len(words_b))
    if in_order < _EDITED and (kept < _CUT or similarity < 0.5):
        return Pair(*spans, similarity, "paraphrase")
    around_a = set().union(*near.sets_a[max(i - 1, 0) : i], *near.sets_a[i + 1 : i + 2])
    around_b = set().union(*near.sets_b[max(j - 1, 0) : j], *near.sets_b[j + 1 : j + 2])
    dropped, added, replaced = _changes(a.quote(*spans[0]), b.quote(*spans[1]))
    return Pair(
        *spans,
        similarity,
        "edited",
        tuple(part for part in dropped if not _moved(part, around_b, near.weight)),
        tuple(part for part in added if not _moved(part, around_a, near.weight)),
        tuple(replaced),
    )


def _moved(part: str, around: set[str], weight: dict[str, float]) -> bool:
    """Whether most of a clause stands in the sentences beside its own counterpart."""
    own = words(part)
    if len(own) < 4:
        return False
    total = sum(weight.get(word, 0.0) for word in own)
    return sum(weight.get(word, 0.0) for word in own if word in around) >= 0.6 * total


def _changes(a: str, b: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """What stands in a alone, in b alone, and what of a was replaced by what of b."""
    at_a, at_b = pieces(a), pieces(b)
    one = [fold(a[start:end]) for start, end in at_a]
    other = [fold(b[start:end]) for start, end in at_b]
    dropped: list[str] = []
    added: list[str] = []
    replaced: list[tuple[str, str]] = []
    gone = new = ""
    for step in Indel.opcodes(one, other):
        if step.tag == "equal":
            _record(gone, new, dropped, added, replaced)
            gone = new = ""
        elif step.tag == "delete":
            gone = a[at_a[step.src_start][0] : at_a[step.src_end - 1][1]]
        else:
            new = b[at_b[step.dest_start][0] : at_b[step.dest_end - 1][1]]
    _record(gone, new, dropped, added, replaced)
    return dropped, added, replaced


def _record(
    gone: str, new: str, dropped: list[str], added: list[str], replaced: list[tuple[str, str]]
) -> None:
    """File one change; a mere form of the same word is none."""
    if gone and new:
        if fuzz.ratio(fold(gone), fold(new)) < _VARIANT:
            replaced.append((gone, new))
    elif gone:
        dropped.append(gone)
    elif new:
        added.append(new)
