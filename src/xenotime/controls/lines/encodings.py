"""In which encoding a CSV file is: by its mark, as UTF-8, or by headers that make sense in it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from xenotime.controls.lines.beginning import SAMPLE, separator_of
from xenotime.controls.lines.headers import known_headers

BLOCK = 16 * 2**20
"""Bytes read at a time."""
STRANGE_SAMPLE = 20_000
"""Bytes of lines beyond ASCII from which an encoding is guessed."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY = ("gb18030", "cp932", "euc_jp", "big5", "cp1252")
_SHOWN = {"gb18030": "GB18030", "cp932": "Shift-JIS", "cp1252": "Windows-1252", "big5": "Big5"}


def encoding_of(path: Path) -> tuple[str, list[str]]:
    """The encoding of a whole file: by its mark, as UTF-8, or by the lines beyond ASCII.

    With it, what a user should be told: nothing when it is beyond doubt.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    strange: list[bytes] = []
    found = 0
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding, []
        file.seek(0)
        utf8 = True
        while block := file.read(BLOCK):
            if utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    utf8 = False
            if found < STRANGE_SAMPLE and not block.isascii():
                for line in block.splitlines():
                    if not line.isascii():
                        strange.append(line[:2000])
                        found += len(strange[-1])
                        if found >= STRANGE_SAMPLE:
                            break
            if not utf8 and found >= STRANGE_SAMPLE:
                break
    if utf8 and not decoder.getstate()[0]:
        return "utf-8", []
    return _guessed(path, b"\n".join(strange))


def _guessed(path: Path, sample: bytes) -> tuple[str, list[str]]:
    """The encoding in which the headers make sense, else the one that the bytes look like."""
    from charset_normalizer import from_bytes

    broken = sample.decode("utf-8", "replace")
    beyond = sum(map(len, re.findall("[^\x00-\x7f]+", broken)))
    if beyond > 10 * broken.count("\ufffd"):
        return "utf-8", ["some bytes are no UTF-8 and are shown as \ufffd"]
    possible = [name for name in _LIKELY if _decodes(sample, name)]
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    plain = _header_score(start, "ascii")
    scores = {name: _header_score(start, name) for name in possible}
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None or scores[best] == plain:
        guess = from_bytes(sample, cp_isolation=possible or None, preemptive_behaviour=False).best()
        best = guess.encoding if guess else "cp1252"
    return best, [f"read as {_SHOWN.get(best, best)} text"]


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        # The last line of the sample may have been cut within a sign.
        return sample.decode(encoding, "replace").count("\ufffd") <= 1
    return True


def _header_score(start: bytes, encoding: str) -> int:
    """How many columns the best row names when the bytes are read so."""
    _, rows, _ = separator_of(start.decode(encoding, "replace"))
    return max(map(known_headers, rows), default=0)
