"""PDF: the text of the pages, one after the other, by pypdf.

What a stream may grow to when decompressed, the pages and the text of each are bounded.
"""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from xenotime.ledger.article import Article
from xenotime.ledger.reading.assembly import assemble
from xenotime.ledger.reading.encoding import seen
from xenotime.ledger.reading.limits import (
    MAX_CHARACTERS,
    MAX_PDF_BYTES,
    MAX_PDF_PAGE_CHARACTERS,
    MAX_PDF_PAGES,
    MAX_PDF_STREAM,
)
from xenotime.ledger.reading.markers import markers
from xenotime.world.problems import XenotimeError

_OPERANDS = 200_000
"""Operators and operands of one page: a dense page has 20,000."""
_BOUNDS = {
    "maximum_declared_stream_length": MAX_PDF_BYTES,
    "array_based_stream_maximum_output_length": MAX_PDF_STREAM,
    "lzw_maximum_output_length": MAX_PDF_STREAM,
    "run_length_maximum_output_length": MAX_PDF_STREAM,
    "zlib_maximum_output_length": MAX_PDF_STREAM,
    "zlib_maximum_recovery_input_length": MAX_PDF_STREAM // 10,
    "stream_decoding_work_maximum_length": 2 * MAX_PDF_STREAM,
    "stream_parsing_work_maximum_count": _OPERANDS,
    "page_tree_maximum_entries": 20 * MAX_PDF_PAGES,
    "xform_maximum_invocations_per_extraction": 100,
}


def article_of_pdf(name: str, data: bytes) -> Article:
    """The article of a PDF.

    Raises:
        XenotimeError: it is locked, damaged, too large, or holds pictures of text only.
    """
    from pypdf import apply_configuration

    if len(data) > MAX_PDF_BYTES:
        raise XenotimeError(f"{name} has more than {MAX_PDF_BYTES // 1_000_000} MB; give its text.")
    # pypdf tells of every oddity on standard error; what matters is in the sentence raised.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with apply_configuration(None, **_BOUNDS):
        text = _rejoined(seen("\f".join(_read(name, data))))
    if not any(map(str.isalnum, text)):
        raise XenotimeError(
            f"{name} holds no text, perhaps only pictures of it; run a text recognition first."
        )
    return assemble(name, text)


_TORN = re.compile(
    r"(?<![^\W\d_])(?P<start>[^\W\d_]{1,50})[-\u00ad\u2010][ \t]{0,9}\r?\n[ \t]{0,9}"
    r"(?P<end>[^\W\d_]{1,50})"
    r"(?P<after>[^\s-]*)(?P<space>[ \t]+)?"
)


_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,50}-[^\W\d_]{1,50}")


def _rejoined(text: str) -> str:
    """The text with words torn at the end of a line put together; the line ends after them.

    A hyphen stays where the text writes the word with one elsewhere too, as in `long-term`, and
    where a word such as `and` follows.
    """
    apart = markers("und").after_hyphen
    hyphened = set(_HYPHENED.findall(text))

    def joined(hit: re.Match[str]) -> str:
        start, end = hit["start"], hit["end"]
        if not end[0].islower() or (end in apart and not hit["after"]):
            return hit[0]
        hyphen = "-" if f"{start}-{end}" in hyphened else ""
        return f"{start}{hyphen}{end}{hit['after']}" + ("\n" if hit["space"] else "")

    return _TORN.sub(joined, text)


def _read(name: str, data: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(name)
        if len(reader.pages) > MAX_PDF_PAGES:
            raise XenotimeError(
                f"{name} has {len(reader.pages)} pages; up to {MAX_PDF_PAGES} are read: split it."
            )
        return _texts(name, reader)
    except XenotimeError:
        raise
    except DependencyError:
        raise _locked(name) from None
    # pypdf raises nearly every built-in exception on files made to break it.
    except Exception as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise XenotimeError(
            f"{name} cannot be read as a PDF ({said}); save it anew or give its text."
        ) from None


def _texts(name: str, reader: Any) -> list[str]:
    texts: list[str] = []
    size = 0
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        if len(text) > MAX_PDF_PAGE_CHARACTERS:
            raise XenotimeError(
                f"{name}, page {number}, has {len(text):,} characters, more than any printed page; "
                "give the article's text."
            )
        size += len(text)
        if size > MAX_CHARACTERS:
            raise XenotimeError(
                f"{name} has more than {MAX_CHARACTERS:,} characters; split it into its articles."
            )
        texts.append(text)
    return texts


def _locked(name: str) -> XenotimeError:
    return XenotimeError(f"{name} is locked with a password; save it without one.")
