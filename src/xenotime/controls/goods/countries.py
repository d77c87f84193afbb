"""Names of countries and of places of industry in texts, as alternatives of patterns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pycountry

from xenotime.controls.goods.corpus import plain

_WORDS = Path(__file__).with_name("words")
_GERMAN_ENDINGS = ("e", "em", "en", "er", "es")


def _rows(name: str, word: str) -> dict[str, str]:
    """Words with ISO alpha-3 of one table."""
    table = pl.read_csv(_WORDS / name, infer_schema_length=0)
    return dict(table.select(word, "iso3").rows())


@cache
def names() -> dict[str, str]:
    """Names and adjectives of countries, and places that stand for one, in lower case with ISO
    alpha-3."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for name in ("name", "official_name", "common_name"):
            if hasattr(country, name):
                found[getattr(country, name)] = country.alpha_3
    words = _rows("countries.csv", "word")
    declined = {
        word + ending: iso3
        for word, iso3 in words.items()
        if word.endswith("isch")
        for ending in _GERMAN_ENDINGS
    }
    found |= _rows("places.csv", "place") | declined | words
    lower = plain(pl.Series(list(found))).str.to_lowercase().to_list()
    return dict(zip(lower, found.values(), strict=True))


@cache
def codes() -> dict[str, str]:
    """Two and three capital letters with ISO alpha-3."""
    return {
        code: country.alpha_3
        for country in pycountry.countries
        for code in (country.alpha_2, country.alpha_3)
    }


@cache
def spaced() -> str:
    """Names in scripts that put spaces between words, as alternatives, the longest first."""
    return alternatives([name for name in names() if not ideographic(name)])


@cache
def spaceless() -> str:
    """Names in Japanese and Chinese, as alternatives."""
    return alternatives([name for name in names() if ideographic(name)])


def ideographic(name: str) -> bool:
    """Whether a name is written in Japanese or Chinese."""
    return any("\u3040" <= letter <= "\u9fff" for letter in name)


def alternatives(words: list[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(_escaped(word) for word in sorted(words, key=len, reverse=True))


def _escaped(name: str) -> str:
    return "".join(f"\\{sign}" if sign in ".()[]*+?|^$" else sign for sign in name)


def first(texts: pl.Series, patterns: list[str]) -> pl.Series:
    """The country that the first of the patterns finds in each text: ISO alpha-3 or null."""
    found = pl.coalesce([pl.col("text").str.extract(pattern, 1) for pattern in patterns])
    frame = pl.DataFrame({"text": texts}).select(found)
    return frame.to_series().replace_strict(names(), default=None, return_dtype=pl.String)
