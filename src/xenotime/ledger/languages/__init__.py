"""The languages that the ledger reads: one folder of tables each. A new language is a new folder.

- `language.toml`: its name, and whether it puts spaces between words.
- `page.toml`: markers of teasers, captions, signatures and controls (read by `reading`).
- `places.csv`, `places.toml`: adjectives, inhabitants, capitals, metonyms, other names, and the
  endings that names take (`mentions.places`).
- `people.toml`: offices, titles, words that refer back, organisations (`mentions.people`).
- `goods.csv`: minerals, commodities and other goods in the field's terms (`mentions.goods`).
- `numbers.toml`: number words, scales, currencies, units, ranks (`mentions.amounts`).
- `dates.toml`: phrases of time, deadlines, tenses (`mentions.dates`).
- `cues.toml`: words that make a sentence a fact, and of which status (`facts`).

Names of countries, months, weekdays and currencies come from CLDR (Babel) and are not repeated
here. Patterns are those of `lexicon`. Those of a CSV file are separated by `|`; in `numbers.toml`
and `dates.toml` they may also hold `[optional]` parts and `(this|that)`.
"""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_FOLDER = resources.files(__package__)

CODES: tuple[str, ...] = tuple(
    sorted(f.name for f in _FOLDER.iterdir() if f.joinpath("language.toml").is_file())
)
"""ISO 639-1 codes of the supported languages."""


@cache
def words(code: str, table: str) -> dict[str, Any]:
    """The table `<code>/<table>.toml`."""
    return tomllib.loads(_FOLDER.joinpath(code, f"{table}.toml").read_text("utf-8"))


@cache
def rows(code: str, table: str) -> tuple[dict[str, str], ...]:
    """The rows of `<code>/<table>.csv`."""
    text = _FOLDER.joinpath(code, f"{table}.csv").read_text("utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


def spaced(code: str) -> bool:
    """Whether the language puts spaces between words."""
    return bool(words(code, "language")["spaced"])
