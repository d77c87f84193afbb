"""Parts of a text and what they do: the good itself, what it is for, what it holds.

Punctuation and connectives open parts. "Rotor with NdFeB magnets for pumps" is the good (rotor),
what it holds (NdFeB magnets) and a purpose (pumps); in `电机用磁铁` the
purpose stands before the good.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.words import CONNECTIVE, ROLES, Hits

GOOD, OF, CONTENT, PURPOSE, USING, LACKING = range(6)
"""What a part of a text does. `OF`: what the good is made of or belongs to."""

_AFTER = {"for": PURPOSE, "with": CONTENT, "of": OF, "using": USING, "without": LACKING}
_BEFORE = {"before_for": PURPOSE, "before_with": CONTENT, "before_of": OF}
_ALWAYS = ";()[]{}|\n。、"
_BEFORE_SPACE = ",.:!?"


@dataclass(frozen=True)
class Segments:
    """Where parts begin, and what each does."""

    begin: np.ndarray
    role: np.ndarray

    def of(self, positions: np.ndarray) -> np.ndarray:
        """The part in which each position lies: int64."""
        found: np.ndarray = np.searchsorted(self.begin, positions, side="right") - 1
        return found


def segments(texts: Corpus, hits: Hits) -> Segments:
    """Divide all texts; a line break opens a part as well."""
    codes = texts.codes
    following = np.concatenate((codes[1:], [10])).astype(np.uint32)
    mark = np.isin(codes, _numbers(_ALWAYS)) | (
        np.isin(codes, _numbers(_BEFORE_SPACE)) & ((following == 32) | (following == 10))
    )
    # Between letters without spaces a comma needs no space behind it.
    behind = np.concatenate((texts.ideographs[1:], [False]))
    mark |= np.isin(codes, _numbers(_BEFORE_SPACE)) & (behind | (following > 0x2E80))
    spaced = (codes == ord("-")) & (following == 32)
    mark |= spaced & (np.concatenate(([0], codes[:-1])) == 32)
    marks = np.flatnonzero(mark) + 1

    linking = hits.where(hits.kind == CONNECTIVE)
    after = np.full(len(ROLES), -1)
    before = np.full(len(ROLES), -1)
    for name, does in _AFTER.items():
        after[ROLES.index(name)] = does
    for name, does in _BEFORE.items():
        before[ROLES.index(name)] = does
    opens = linking.where((after[linking.value] >= 0) | (before[linking.value] >= 0))

    marks = np.concatenate((marks, _spaces_before(texts, hits, opens, marks)))
    begin = np.concatenate(([0], marks, opens.start))
    role = np.concatenate((np.full(len(marks) + 1, GOOD), np.maximum(after[opens.value], GOOD)))
    earlier = np.concatenate((np.full(len(marks) + 1, -1), before[opens.value]))
    order = np.argsort(begin, kind="stable")
    begin, role, earlier = begin[order], role[order], earlier[order]
    # What a purpose is made of belongs to the purpose: "for the coating of magnets".
    anchor = np.maximum.accumulate(np.where(role != OF, np.arange(len(role)), 0))
    role = np.where(role[anchor] == PURPOSE, PURPOSE, role)
    # A connective such as 用 says what the part before it does.
    said = earlier[1:]
    plain = (role[:-1] == GOOD) | (said == PURPOSE)
    role[:-1] = np.where((said >= 0) & plain, said, role[:-1])
    return Segments(begin, role)


def _spaces_before(texts: Corpus, hits: Hits, opens: Hits, marks: np.ndarray) -> np.ndarray:
    """Where the word before 用 or 向け begins, if something else is named before that word."""
    using = opens.start[opens.value == ROLES.index("before_for")]
    spaces = np.flatnonzero(texts.codes == 32)
    # A space just before the connective does not part it from its word.
    using = using - (texts.codes[using - 1] == 32)
    at = np.searchsorted(spaces, using) - 1
    using, at = using[at >= 0], at[at >= 0]
    space = spaces[at]
    bounds = np.sort(np.concatenate(([0], marks, opens.end)))
    opening = bounds[np.searchsorted(bounds, using, side="right") - 1]
    named = np.sort(hits.start[hits.kind != CONNECTIVE])
    before = np.searchsorted(named, space) > np.searchsorted(named, opening)
    found: np.ndarray = space[(space > opening) & before] + 1
    return found


def _numbers(signs: str) -> np.ndarray:
    return np.array([ord(sign) for sign in signs], dtype=np.uint32)
