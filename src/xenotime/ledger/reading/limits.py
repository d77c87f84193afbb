"""How much of one file is read, and why no more: a hostile file costs seconds, not the machine."""

from __future__ import annotations

MAX_CHARACTERS = 1_000_000
"""Of one article. A long report has 200,000; what is longer is many and is to be split."""

MAX_BYTES = 4 * MAX_CHARACTERS
"""Of one text or record: no encoding needs more than four bytes for a character."""

MAX_PAGE_BYTES = 5_000_000
"""Of one HTML page. News pages stay under 2 MB; the tree of a page takes twenty times its size."""

MAX_ELEMENTS = 20_000
"""Of one HTML page: a large news page has 5,000, and extraction takes a minute for 500,000."""

MAX_PDF_BYTES = 50_000_000
"""Of one PDF, most of which would be pictures."""

MAX_PDF_PAGES = 300
"""Of one PDF: a report; reading takes about 20 ms for each page."""

MAX_PDF_STREAM = 2_000_000
"""Decompressed bytes of one PDF stream. A dense page has 100,000; zip bombs stop here."""

MAX_PDF_PAGE_CHARACTERS = 100_000
"""Of one PDF page: a broadsheet page in small print has 30,000."""

MAX_SPLIT = 5_000
"""Characters handed to the sentence splitter at once; its time grows with their square."""
