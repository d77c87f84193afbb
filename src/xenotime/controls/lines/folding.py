"""Bring a cell to the shape in which words are compared: no case, accents, width or punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from xenotime.controls.lines.tables import rows

_ACCENTS = re.compile("[\u0300-\u036f]")
_NO_LETTER = re.compile(r"[^\w%#]+|_")


def fold(text: str) -> str:
    """Letters, digits, `%` and `#` in lower case, words parted by one space.

    Accents go (`désignation` is `designation`), full-width letters become plain; the marks of
    Japanese kana stay.
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return _NO_LETTER.sub(" ", bare).strip()


@cache
def unknown_words() -> frozenset[str]:
    """Folded words by which a cell says that something is not known; the empty one is among them.

    A cell of punctuation only (`?`, `-`, `--`) folds to the empty word.
    """
    words = {fold(word) for row in rows("words") if row["column"] == "*" for word in row["words"]}
    return frozenset(words | {""})


def shown(text: str) -> str:
    """A cell as a sentence quotes it: on one line, without control characters, shortened."""
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    short = " ".join(visible.split())
    return f"'{short if len(short) <= 40 else short[:39] + '…'}'"
