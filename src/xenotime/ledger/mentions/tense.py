"""Whether the words around a date speak of the future or of the past."""

from __future__ import annotations

from functools import cache
from typing import Literal

from xenotime.ledger.article import Article
from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Lexicon, fold
from xenotime.ledger.mentions.adjacent import expanded

Tense = Literal["future", "past", ""]
_CLAUSE_ENDS = ',;:"()、。「」'
_NEAR = 300
"""Characters to look for a verb."""


def tense_near(
    article: Article,
    sentence: tuple[int, int],
    start: int,
    end: int,
    *,
    ignoring: frozenset[str] = frozenset(),
) -> Tense:
    """What the verb nearest to a date says: first in its clause before it, then after it.

    Verbs of the classes in `ignoring` (keys of the table `tense`) then say nothing, nor does a
    clause gone by: `said on Monday that licences are due from 1 July`.
    """
    begin = max(sentence[0], start - _NEAR)
    text = fold(article.text[begin : min(sentence[1], end + _NEAR)])
    start, end = start - begin, end - begin
    cues = [
        (hit.start, hit.end, hit.value)
        for hit in _cues(article.language).find(text, folded=True)
        if hit.end <= start or hit.start >= end
    ]
    if ignoring:
        silent = [cue for cue in cues if cue[2] in ignoring]
        cues = [cue for cue in cues if not any(s[0] <= cue[0] and cue[1] <= s[1] for s in silent)]
    if not cues:
        return ""
    left = max(text.rfind(mark, 0, start) for mark in _CLAUSE_ENDS)
    right = min(text.find(mark, end) % (len(text) + 1) for mark in _CLAUSE_ENDS)
    before = [cue for cue in cues if left <= cue[0] and cue[1] <= start]
    after = [cue for cue in cues if end <= cue[0] < right]
    if not spaced(article.language):
        # The verb ends the sentence.
        after = after or [cue for cue in cues if cue[0] >= end]
        chosen = after[-1:]
    else:
        chosen = before[-1:] or after[:1]
        chosen = chosen or [cue for cue in cues if cue[0] >= end][:1]
        chosen = chosen or ([] if ignoring else cues[-1:])
    for _, _, value in chosen:
        return "future" if value == "future" else "past"
    return ""


@cache
def _cues(code: str) -> Lexicon:
    return Lexicon(expanded(words(code, "dates")["tense"]), spaced=spaced(code))
