"""All distinct texts as one long string, so that words are sought in one pass.

Texts are brought to one typography (full-width letters, superscripts and the signs of units become
plain ones), character for character the same in the original case and in lower case, and stand one
to a line. Positions below are positions in that string.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

_DASHES = "[‐‑‒–—−]"
_LONG_WHEN_SMALL = "İ"
"""The one letter that becomes two characters in lower case."""
_CODE_POINTS = 0x110000


def plain(texts: pl.Series) -> pl.Series:
    """The texts in one typography, each on one line."""
    return (
        texts.str.normalize("NFKC")
        .str.replace_all(_DASHES, "-")
        .str.replace_all("[‘’´`]", "'")
        .str.replace_all(r"[\s\x00-\x1f\x7f\x{85}]", " ")
        .str.replace_all(_LONG_WHEN_SMALL, "I", literal=True)
    )


@dataclass(frozen=True)
class Corpus:
    """n texts, one to a line."""

    texts: pl.Series
    """String[n]: in one typography."""
    string: str
    """The texts, each followed by a line break."""
    lower: str
    """The same in lower case, equally long."""
    starts: np.ndarray
    """int64[n + 1]: where each text begins."""
    codes: np.ndarray
    """uint32[characters]: code points of `lower`."""
    joining: np.ndarray
    """bool[characters]: letters and digits of scripts that put spaces between words."""
    ideographs: np.ndarray
    """bool[characters]: letters of scripts that do not."""
    capitals: np.ndarray
    """bool[characters]: upper case in `string`."""

    def text_of(self, positions: np.ndarray) -> np.ndarray:
        """In which text positions lie: int64."""
        found: np.ndarray = np.searchsorted(self.starts, positions, side="right") - 1
        return found


def corpus(tidy: pl.Series) -> Corpus:
    """Put texts in one typography one to a line."""
    lines = tidy.to_list()
    string = "".join(line + "\n" for line in lines)
    lower = string.lower()
    if len(lower) != len(string):
        # Some letter has changed its length: rather no upper case than wrong places.
        string = lower
    lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines)) + 1
    codes = np.frombuffer(lower.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    seen = np.zeros(_CODE_POINTS, dtype=bool)
    seen[codes] = True
    present = np.flatnonzero(seen)
    # The same table becomes that of letters and digits.
    seen[present] = [chr(code).isalnum() for code in present]
    letters = seen[codes]
    wide = ((codes >= 0x2E80) & (codes < 0xAC00)) | ((codes >= 0xF900) & (codes < 0xFB00))
    wide |= codes >= 0x20000
    return Corpus(
        texts=tidy,
        string=string,
        lower=lower,
        starts=np.concatenate(([0], np.cumsum(lengths))),
        codes=codes,
        joining=letters & ~wide,
        ideographs=letters & wide,
        capitals=codes
        != np.frombuffer(string.encode("utf-32-le", "surrogatepass"), dtype=np.uint32),
    )
