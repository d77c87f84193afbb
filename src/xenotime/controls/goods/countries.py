"""Countries that a text names: where the good was made, and whose technology was used."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pycountry

from xenotime.controls.goods.corpus import plain

_WORDS = Path(__file__).with_name("words") / "countries.csv"
_MADE = (
    r"made|manufactured|produced|fabricated|machined|sintered|assembled|smelted|refined|cast|built|"
    r"processed|hergestellt|gefertigt|produziert|fabriqués?|fabriquée?s?|produit|fabricados?|"
    r"fabricadas?|hechos?|producidos?|elaborados?"
)
_TECHNOLOGY = (
    r"technolog\w*|tech\b|know-?how|process\b|licen[cs]e\b|separation method|tecnología|tecnologia|"
    r"savoir-faire|verfahren"
)


@cache
def _countries() -> dict[str, str]:
    """Names and adjectives in lower case with ISO alpha-3."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for name in ("name", "official_name", "common_name"):
            if hasattr(country, name):
                found[getattr(country, name)] = country.alpha_3
    rows = pl.read_csv(_WORDS, infer_schema_length=0).select("word", "iso3").rows()
    found.update(dict(rows))
    names = plain(pl.Series(list(found))).str.to_lowercase().to_list()
    return dict(zip(names, found.values(), strict=True))


@cache
def _pattern(spaced: bool) -> str:
    """All names as alternatives, the longest first."""
    names = [name for name in _countries() if name.isascii() or not _ideographic(name)]
    if not spaced:
        names = [name for name in _countries() if _ideographic(name)]
    escaped = [_escaped(name) for name in sorted(names, key=len, reverse=True)]
    return "|".join(escaped)


def _ideographic(name: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" for letter in name)


def _escaped(name: str) -> str:
    return "".join(f"\\{sign}" if sign in ".()[]*+?|^$" else sign for sign in name)


def _first(texts: pl.Series, patterns: list[str]) -> list[str | None]:
    """The country that the first of the patterns finds in each text."""
    names = _countries()
    frame = pl.DataFrame({"text": texts})
    found = frame.select(
        pl.coalesce([pl.col("text").str.extract(pattern, 1) for pattern in patterns])
    ).to_series()
    return [names.get(name) if name else None for name in found.to_list()]


def countries(texts: pl.Series) -> tuple[list[str | None], list[str | None]]:
    """Where goods were made and whose technology was used, ISO alpha-3 each; None: not said.

    Args:
        texts: texts in one typography.
    """
    lower = texts.str.to_lowercase()
    spaced, spaceless = _pattern(True), _pattern(False)
    of = r"(?:in|en|au|aux) (?:the |der |den |la |el |los )?"
    made = [
        rf"\b(?:{_MADE})\b[^.;:]{{0,30}}? {of}({spaced})\b",
        rf"\b({spaced})[- ](?:made|built|produced|manufactured)\b",
        rf"\b(?:country of (?:origin|manufacture)|ursprungsland|pays d'origine|país de origen|made|"
        rf"origin|coo|herkunft|ursprung|origen|origine)\b ?[:=]? ?(?:is |in )?(?:the )?"
        rf"({spaced})\b",
        rf"\b({spaced})[- ](?:origin|originating)\b ?(?:$|[,.;:)(\]])",
        rf"({spaceless})(?:制造|生产|产(?:$|[^品])|製(?:$|[^品鋼錬造])|製造|で製造|制(?:$|[^备度成])|製品)",
        rf"(?:产自|产地|原产地|原产国|原産国|原産地)[:=]? ?({spaceless})",
        rf"在({spaceless})(?:制造|生产|加工|烧结|组装)",
    ]
    technology = [
        rf"\b(?:using|with|by|under|via|mit|mittels|avec|con) (?:the )?({spaced})"
        rf"(?:'s|-origin)?[- ](?:[\w-]+ ){{0,3}}?(?:{_TECHNOLOGY})",
        rf"\b({spaced})(?:'s|-origin)?[- ](?:[\w-]+ ){{0,3}}?(?:{_TECHNOLOGY})",
        rf"(?:{_TECHNOLOGY})(?: [\w-]+){{0,2}}? (?:from|of|aus|de|du|des|d'|origin) ?"
        rf"(?:the |la )?({spaced})\b",
        rf"(?:technologies?|tecnologías?|tecnologia)(?: [\w-]+){{0,2}}? ({spaced})\b",
        rf"({spaceless})[^,;。、,]{{0,8}}?(?:技术|技術|工艺)",
    ]
    return _first(lower, made), _first(lower, technology)
