"""Who says so: the article itself, a person, an institution, or somebody unnamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xenotime.ledger.article import Article, Sentence
from xenotime.ledger.facts.cues import Cue, apart, scale
from xenotime.ledger.mentions.found import Found
from xenotime.ledger.mentions.mention import Mention

NEAR = 60
"""Characters within which a name beside a word of saying is the speaker."""


@dataclass(frozen=True)
class Voice:
    """Who speaks, in the article's words; None when the article does."""

    name: str | None
    hedged: bool


def voice_of(
    article: Article, sentence: Sentence, cues: Sequence[Cue], here: Found, before: Voice
) -> Voice:
    """The voice of a sentence; `before` is that of the sentence before it."""
    insiders = [cue for cue in cues if cue.name == "insider"]
    if insiders:
        return Voice(article.text[insiders[0].start : insiders[0].end], hedged=True)
    said = [cue for cue in cues if cue.name == "said"]
    if not said:
        return Voice(None, hedged=False)
    named: list[Mention] = [
        *here.people,
        *here.organisations,
        *(place for place in here.places if place.how in ("metonym", "person", "capital")),
    ]
    size = scale(article.language)
    best: tuple[int, Mention] | None = None
    for cue in said:
        for mention in named:
            away = apart(cue, mention)
            if away <= NEAR * size and (best is None or away < best[0]):
                best = (away, mention)
    if best is None:
        return Voice(before.name, before.hedged)
    return Voice(article.text[best[1].start : best[1].end], hedged=False)
