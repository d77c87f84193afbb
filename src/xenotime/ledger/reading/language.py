"""The language of a text.

py3langid knows 97 languages, so that Italian is not taken for Spanish: what is none of the
supported languages is `und`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from xenotime.ledger.languages import CODES

UNDETERMINED = "und"
SAMPLE = 1_000
"""Characters that are looked at: twice as many take twice the time and find the same."""
CERTAIN = 0.5
"""Probability below which no language is named."""

_LETTER = re.compile(r"[^\W\d_]")


class _Model(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def language_of(text: str) -> str:
    """ISO 639-1 code of a supported language, or `und`."""
    sample = _sample(text)
    if len(_LETTER.findall(sample)) < 3:
        return UNDETERMINED
    code, probability = _model().classify(sample)
    return str(code) if code in CODES and probability >= CERTAIN else UNDETERMINED


def language_named(code: str) -> str | None:
    """The language that a tag such as `de-AT` names, `und` if not supported, None for no tag."""
    tag = re.fullmatch(r"([a-zA-Z]{2,3})(?:[-_][\w-]*)?", code.strip())
    if tag is None:
        return None
    short = tag[1].lower()
    return short if short in CODES else UNDETERMINED


def _sample(text: str) -> str:
    """Some of the long lines: menus and headings are often in another language."""
    chosen: list[str] = []
    size = 0
    for line in text[: 20 * SAMPLE].splitlines():
        if len(line) >= 80:
            chosen.append(line)
            size += len(line)
            if size >= SAMPLE:
                break
    return (" ".join(chosen) if size >= 80 else " ".join(text[: 2 * SAMPLE].split()))[:SAMPLE]


@cache
def _model() -> _Model:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model: _Model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return model
