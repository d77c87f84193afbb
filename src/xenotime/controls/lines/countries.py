"""The country that a cell means: codes, and names in six languages.

Names come from CLDR (Babel) and ISO 3166 (pycountry); `countries.csv` holds what people write
beside them. A name that would mean two countries means none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import pycountry
from babel import Locale

from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import fold, unknown_words
from xenotime.controls.lines.tables import rows

LOCALES = ("en", "de", "fr", "es", "ja", "zh", "zh_Hant")
KOSOVO = {"XK": "XKX"}
"""Kosovo has no code of ISO 3166-1; this one is in general use."""
SEVERAL = {
    "korea": "KOR or PRK",
    "corea": "KOR or PRK",
    "coree": "KOR or PRK",
    "congo": "COD or COG",
    "kongo": "COD or COG",
    "コンゴ": "COD or COG",
    "刚果": "COD or COG",
    "朝鮮": "PRK or KOR",
    "na": "NAM for Namibia, or nothing for `not available`",
    "eu": "the member state",
    "european union": "the member state",
    "europe": "the country",
    "asia": "the country",
}
"""Folded words that do not tell one country, and what to write for them."""

_BRACKETED = re.compile(r"^(.+?)\s*[(\[（]\s*(.+?)\s*[)\]）]\s*$")
_PARTED = re.compile(r"\s+[-–—:]\s+|\s*[/|:]\s*")


@lru_cache(maxsize=50_000)
def country_of(cell: str) -> str | None:
    """ISO 3166-1 alpha-3 of a cell; None when it says that the country is not known.

    Understood are `JPN`, `jp`, `Japan`, `日本`, `JP - Japan`, `Japan (JP)` and `Nagoya, Japan`.

    Raises:
        CellFault: no country, or more than one.
    """
    word = fold(cell)
    if word in SEVERAL:
        raise CellFault(f"does not tell one country: write {SEVERAL[word]}")
    if word in unknown_words():
        return None
    known = _names()
    if word in known:
        return known[word]
    bracketed = _BRACKETED.match(cell)
    parts = list(bracketed.groups()) if bracketed else _PARTED.split(cell)
    codes = {known[fold(part)] for part in parts if fold(part) in known}
    if len(codes) > 1:
        raise CellFault(f"names several countries, {' and '.join(sorted(codes))}: write one code")
    if codes and len(parts) == 2:
        return codes.pop()
    last = fold(re.split("[,，、;]", cell)[-1])
    if last in known and re.search("[,，、;]", cell):
        return known[last]
    raise CellFault("is no country known here: write its three-letter code, such as JPN")


@cache
def _names() -> dict[str, str]:
    """Folded names and codes, each with the country that it means."""
    own = {fold(word): row["column"] for row in rows("countries") for word in row["words"]}
    codes: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    for code, name in _published():
        if code:
            meant.setdefault(fold(name), set()).add(code)
    for country in pycountry.countries:
        codes[country.alpha_3.lower()] = codes[country.alpha_2.lower()] = country.alpha_3
    names = {name: found.pop() for name, found in meant.items() if len(found) == 1}
    return {word: code for word, code in (names | own | codes).items() if word not in SEVERAL}


def _published() -> Iterator[tuple[str | None, str]]:
    """Codes and names as ISO 3166 and CLDR print them."""
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            name = getattr(country, kind, None)
            if name:
                yield country.alpha_3, name
    for tag in LOCALES:
        for short, name in Locale.parse(tag).territories.items():
            entry = pycountry.countries.get(alpha_2=short) if len(short) == 2 else None
            code = KOSOVO.get(short) or (entry.alpha_3 if entry else None)
            yield code, name
            # `Hong Kong SAR China`, `Myanmar (Burma)`: the part before the bracket is a name too.
            if "(" in name or "（" in name:
                yield code, re.split("[(（]", name)[0]
