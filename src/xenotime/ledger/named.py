"""What a person calls a place, a good or a language, as the id under which the ledger keeps it.

`JPN`, `jpn`, `Japan`, `Nippon` in Japanese letters and `Japanese` all name JPN: names are read by
the tables that read articles.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated
from xenotime.ledger.languages import CODES, rows
from xenotime.ledger.mentions.goods import find_goods
from xenotime.ledger.mentions.places import find_places
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

OWN_PLACES = {"XEU": "European Union", "XKX": "Kosovo"}
"""Places that ISO 3166-1 alpha-3 does not list."""
UNDETERMINED = "und"


def place_named(name: str) -> str:
    """The code of a place: ISO 3166-1 alpha-3, XEU or XKX.

    Raises:
        XenotimeError: no place is called so.
    """
    known = _places()
    if name.upper() in known:
        return name.upper()
    for article in _as_articles(name):
        for mention in find_places(article):
            direct = mention.how in ("name", "adjective") and len(mention.places) == 1
            if direct and (mention.start, mention.end) == (0, len(article.text)):
                return mention.places[0]
    near = nearest(name, known.values()) or nearest(name, known)
    raise XenotimeError(
        f"{name!r} is no country{near or '; give its code of three letters, such as JPN'}"
    )


def good_named(name: str) -> str:
    """The id of a good, such as rare_earths.

    Raises:
        XenotimeError: no good is called so.
    """
    known = _goods()
    joined = "_".join(name.lower().replace("-", " ").split())
    if joined in known:
        return joined
    for article in _as_articles(name):
        for mention in find_goods(article):
            if (mention.start, mention.end) == (0, len(article.text)):
                return mention.good
    raise XenotimeError(
        f"{name!r} is no good that the ledger knows"
        f"{nearest(joined, known) or '; give an id such as rare_earths, as `list` shows it'}"
    )


def language_named(name: str) -> str:
    """The ISO 639-1 code of a supported language, or `und`.

    Raises:
        XenotimeError: the ledger does not read it.
    """
    names = {Locale.parse(code).get_display_name("en") or code: code for code in CODES}
    codes = {known.lower(): code for known, code in names.items()}
    code = codes.get(name.lower(), name.lower())
    if code not in (*CODES, UNDETERMINED):
        listed = ", ".join(f"{code} ({known})" for known, code in names.items())
        raise XenotimeError(
            f"{name!r} is no language of the ledger; it has {listed} and {UNDETERMINED} (another)"
        )
    return code


def _as_articles(name: str) -> list[Article]:
    """The name as the whole of an article, in each language, with and without capitals."""
    return [
        Article("", form, code, None, Dated(UNKNOWN, ""), (Block(0, len(form), "body", ""),), ())
        for form in dict.fromkeys([name, name.title(), name.upper()])
        for code in ("en", *(code for code in CODES if code != "en"))
    ]


@cache
def _places() -> dict[str, str]:
    """English names of countries by code."""
    import pycountry

    names = Locale("en").territories
    return {c.alpha_3: names.get(c.alpha_2, c.name) for c in pycountry.countries} | OWN_PLACES


@cache
def _goods() -> frozenset[str]:
    """The ids of all goods in the tables of the languages."""
    return frozenset(row["good"] for code in CODES for row in rows(code, "goods") if row["good"])
