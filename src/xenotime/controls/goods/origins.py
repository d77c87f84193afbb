"""Where a text says that the good was made, whose technology was used, and whence its content came.

"NdFeB magnets sintered in Hanau with Chinese Dy" are made in Germany and hold content from China;
"Chinese NdFeB magnets" are themselves Chinese, and of content from abroad nothing is said. What a
text denies ("no PRC technology", "non-Chinese Dy") is taken out before it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from xenotime.controls.goods.contents_abroad import of_composites, of_substances
from xenotime.controls.goods.countries import codes, first, names, spaced, spaceless

_MAKING = (
    r"made|manufactured|produced|fabricated|sintered|built|hot[- ]pressed|hergestellt|gefertigt|"
    r"produziert|gesintert|fabriqué(?:e?s?)|produit(?:e?s?)|fritté(?:e?s?)|fabricad[oa]s?|"
    r"hech[oa]s?|producid[oa]s?|elaborad[oa]s?|sinterizad[oa]s?"
)
_SHAPING = (
    r"pressed|machined|assembled|alloyed|melted|cast|strip[- ]cast|processed|finished|formed|"
    r"magneti[sz]ed|coated|ground|wound|crystalli[sz]ed|calcined|gepresst|bearbeitet|montiert|"
    r"verarbeitet|legiert|gegossen|beschichtet|zusammengebaut|usiné(?:e?s?)|assemblé(?:e?s?)|"
    r"coulé(?:e?s?)|transformé(?:e?s?)|prensad[oa]s?|mecanizad[oa]s?|ensamblad[oa]s?|"
    r"procesad[oa]s?|alead[oa]s?|fundid[oa]s?"
)
"""Steps that may follow the making of the material elsewhere."""
_WINNING = (
    r"smelted|refined|separated|purified|extracted|mined|verhüttet|raffiniert|getrennt|"
    r"abgetrennt|raffiné(?:e?s?)|séparé(?:e?s?)|extraite?s?|refinad[oa]s?|separad[oa]s?"
)
"""Steps that make no magnet or alloy, but what these are made of."""
_TECHNOLOGY = (
    r"technolog\w*|technik|tech\b|know-?how|process(?:es)?\b|procédé|proceso|prozess\w*|"
    r"licen[cs]e\w*|lizenz|licencia|separation method|methods?\b|recipe|patents?\b|tecnología\w*|"
    r"tecnologia|savoir-faire|verfahren"
)
_NOT = (
    r"no|non|not|never|without|w/o|free of|free from|ohne|keine?[mnrs]?|nicht|sans|sin|hors|pas|"
    r"aucune?|ningun[oa]?|excluding|excl\."
)
_AFTER_NOT = (
    r"any|the|use|used|using|of|in|from|with|contains?|containing|made|produced|manufactured|added|"
    r"origin|content|materials?|raw|parts|technolog\w*|tecnolog\w*|know-how|process|licensed|"
    r"imported|aus|de|d'origine|d'|la|dy|tb|nd|pr|sm|ga|rare|heavy|earths?|dysprosium|terbium|"
    r"verwendung|von|hergestellt"
)


@dataclass(frozen=True)
class Origins:
    """Countries that n texts name, ISO alpha-3 each; None: not said."""

    made_in: list[str | None]
    technology: list[str | None]
    foreign_content: list[str | None]


def origins(texts: pl.Series, composite: np.ndarray) -> Origins:
    """Where goods were made, whose technology was used, and from where content came.

    Args:
        texts: texts in one typography.
        composite: bool[text], goods such as magnets and alloys, into which a named element goes.
    """
    lower = texts.str.to_lowercase()
    coded = _by_code(texts)
    naming = lower.str.contains_any(list(names()))
    columns: dict[str, list[str | None]] = {
        name: [None] * len(texts) for name in ("made_in", "technology", "foreign_content")
    }
    for whole in (True, False):
        rows = np.flatnonzero(naming.to_numpy() & (composite == whole))
        if not len(rows):
            continue
        some = _undenied(lower.gather(rows))
        patterns = _technology()
        parted = _parted(some)
        columns_of = {"technology": first(parted, patterns)}
        some = _without(parted, patterns).str.replace_all(" |", " ", literal=True)
        content = of_composites() if whole else of_substances()
        columns_of["foreign_content"] = first(some, content)
        columns_of["made_in"] = first(_without(some, content), _made_in(whole))
        for name, found in columns_of.items():
            for row, country in zip(rows.tolist(), found.to_list(), strict=True):
                columns[name][row] = country
    columns["made_in"] = [
        said or code for said, code in zip(columns["made_in"], coded, strict=True)
    ]
    return Origins(**columns)


def _by_code(texts: pl.Series) -> list[str | None]:
    """Where the text says so by a code of two or three capitals: "Country of origin: CN"."""
    pattern = (
        r"\b(?i:country of (?:origin|manufacture)|coo|origin|made in|ursprungsland|ursprung)\b"
        r"[ :=(]{1,3}([A-Z]{2,3})\b"
    )
    found = texts.str.extract(pattern, 1)
    return found.replace_strict(codes(), default=None, return_dtype=pl.String).to_list()


def _undenied(lower: pl.Series) -> pl.Series:
    """The texts without countries that they name to say no."""
    return (
        lower.str.replace_all(
            rf"\b(?:{_NOT})[ -](?:(?:{_AFTER_NOT})[ -]?){{0,5}}(?:{spaced()})\b", " "
        )
        .str.replace_all(
            rf"\b(?:{spaced()})[- ](?:[\w-]+[- ]){{0,3}}?"
            r"(?:(?:is |was )?not used|-?free(?:$|[,.;)]))",
            " ",
        )
        .str.replace_all(
            rf"(?:不含有?|非|无|未使用|不使用|没有|未采用|不采用)(?:任何|使用)?"
            rf"(?:{spaceless()})",
            " ",
        )
        .str.replace_all(
            rf"(?:{spaceless()})[^,;。、]{{0,10}}?(?:不使用|を含まない|なし|フリー|使用せず|未使用)",
            " ",
        )
    )


def _parted(lower: pl.Series) -> pl.Series:
    """The texts with a bar before connectives, so that "made in Vietnam using the technology" does
    not tell whose technology it is."""
    return lower.str.replace_all(
        r" (using|with|by|under|via|from|for|in|and|to|at|unter|mit|nach|aus|für|und) ", " |$1 "
    )


def _without(lower: pl.Series, patterns: list[str]) -> pl.Series:
    """The texts without what the patterns find."""
    for pattern in patterns:
        lower = lower.str.replace_all(pattern, " ")
    return lower


@cache
def _technology() -> list[str]:
    """Patterns of whose technology was used."""
    near, far = spaced(), spaceless()
    return [
        rf"\b({near})(?:'s|-origin| origin|-licensed)?[- ](?:[\w-]+ ){{0,3}}?(?:{_TECHNOLOGY})",
        rf"(?:{_TECHNOLOGY})(?: [\w-]+){{0,2}}?[ :|]+(?:licensed )?"
        rf"(?:from|of|by|aus|von|de|du|des|d'|origin) ?"
        rf"(?:the |la |an? |une? |einer |einem |einen |one )?(?:[\w-]+ )?({near})\b",
        rf"(?:technologies?|tecnologías?|tecnologia|procédé|proceso|savoir-faire|licence)"
        rf"(?: [\w-]+){{0,2}}? ({near})\b",
        rf"({far})[^,;。、]{{0,8}}?(?:技术|技術|工艺|プロセス|ライセンス|专利|特許|许可)",
    ]


@cache
def _made_in(composite: bool) -> list[str]:
    """Patterns of where a good was made; of several steps the one that makes it comes first."""
    near, far = spaced(), spaceless()
    place = r"(?:in|en|au|aux|à|at|bei) (?:the |der |den |la |el |los )?"
    steps = [_MAKING, _SHAPING] if composite else [_MAKING, _SHAPING, _WINNING]
    any_step = "|".join(steps)
    return [
        *(rf"\b(?:{step})\b[^.;:]{{0,30}}? {place}({near})\b" for step in steps[:1]),
        rf"\b({near})[- ](?:made|built|produced|manufactured|sintered)\b",
        rf"\b(?:country of (?:origin|manufacture)|ursprungsland|pays d'origine|país de origen|made|"
        rf"origin|coo|herkunft|ursprung|origen|origine)\b ?[:=]? ?(?:is |in |de )?(?:the )?"
        rf"({near})\b",
        rf"\b({near})[- ](?:origin|originating)\b ?(?:$|[,.;:)(\]])",
        rf"\b(?:of|de|aus|d'une) ({near})[- ](?:manufacture|make|production|fertigung|produktion|"
        rf"herstellung|fabrication)\b",
        rf"\b(?:fabrication|fabricación|manufacture|fertigung in|produktion in) ({near})\b",
        rf"({far})(?:制造|生产|产(?:$|[^品])|製(?:$|[^品鋼錬造])|製造|で製造|制(?:$|[^备度成])|製品|"
        rf"産(?:$|[^品業地出])|烧结|焼結|で焼結)",
        rf"(?:产自|产于|制于|产地|原产地|原产国|原産国|原産地|製造国|生産国)[:=为は]? ?({far})",
        rf"[在于]({far})(?:制造|生产|加工|烧结|组装|冶炼|精炼|分离)",
        *(rf"\b(?:{step})\b[^.;:]{{0,30}}? {place}({near})\b" for step in steps[1:]),
        rf"\b({near})[- ](?:{any_step})\b",
        rf"({far})(?:で|境内)?(?:加工|组装|組立|冶炼|精炼|製錬|精錬|分离|分離)",
    ]
