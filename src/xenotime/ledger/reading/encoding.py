"""Bytes to text: by byte order mark, as UTF-8, or by what the bytes look like.

The text keeps its line ends. Control characters, NUL among them, become U+FFFD one for one: some
databases refuse them, and nobody can see them.
"""

from __future__ import annotations

import codecs
import re

from xenotime.world.problems import XenotimeError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\xd0\xcf\x11\xe0")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_SHIFTED = re.compile(rb"\x1b\$[@B]|\x1b\([BJ]")

UNSEEN_SHARE = 0.1
"""With more control characters than this, it is no text."""
LIKELY = ("cp1252", "cp932", "euc_jp", "utf_16_le", "utf_16_be")
"""What texts in the supported languages are stored in, besides UTF-8; the others are tried next."""
SAMPLE = 20_000
"""Bytes from which an unknown encoding is guessed; the guess takes time for each byte."""


def decode(data: bytes, name: str) -> str:
    """The text of `data`, without a byte order mark.

    Raises:
        XenotimeError: the bytes are no text.
    """
    text = seen(_decoded(data, name))
    if text.count("\ufffd") > UNSEEN_SHARE * len(text):
        raise _no_text(name)
    return text


def seen(text: str) -> str:
    """The text with U+FFFD in place of control characters and halves of surrogate pairs."""
    return _UNSEEN.sub("\ufffd", text)


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data.startswith(_BINARY):
        raise _no_text(name)
    if _SHIFTED.search(data, 0, SAMPLE):
        return data.decode("iso2022_jp_2", "replace")
    if data.count(0) < len(data) // 10:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
        # In any other encoding nearly all that is not ASCII is broken as UTF-8.
        broken = text.count("\ufffd")
        if sum(map(len, re.findall("[^\x00-\x7f]+", text))) - broken > broken:
            return text
    return _guessed(data, name)


def _guessed(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    start = re.search(rb"[^\x00-\x7f]", data)
    begin = max(0, start.start() - SAMPLE // 4) // 4 * 4 if start else 0
    sample = data[begin : begin + SAMPLE]
    best = (
        from_bytes(sample, cp_isolation=list(LIKELY), preemptive_behaviour=False).best()
        or from_bytes(sample, preemptive_behaviour=False).best()
    )
    if best is None:
        raise _no_text(name)
    return data.decode(best.encoding, "replace").removeprefix("\ufeff")


def _no_text(name: str) -> XenotimeError:
    return XenotimeError(
        f"{name} is no text that can be read; give text, Markdown, HTML, PDF or JSON lines."
    )
