"""Patterns of content from a country in a good that may have been made in another.

"NdFeB magnets with PRC Dy", "SmCo alloy, Chinese Sm metal", "Magnete, Dy aus China": the element
that goes into the good has a country, the good has not. "Chinese NdFeB magnets" and "500 kg of
Chinese dysprosium oxide" are the good itself and found by no pattern.
"""

from __future__ import annotations

from functools import cache

from xenotime.controls.goods.countries import alternatives, ideographic, spaced, spaceless
from xenotime.controls.goods.words import names_of_elements

_COMMON = (
    "iron|ferrous|fer|hierro|gold|oro|silver|argent|plata|tin|lead ingot|carbon|carbone|carbono|"
    "boron|bore|boro|copper|zinc|sodium|calcium|neon|eisen|zinn|bor|blei|or|cer"
).split("|")
"""Names that stand for too much else."""
_SYMBOLS = "dy|tb|nd|pr|gd|sm|eu|yb|lu|ga|ge|sb|ndpr|pr-?nd|hrees?|hre|reo|treo"
_GROUPS = (
    r"(?:heavy |light )?rare[- ]earths?(?: elements?)?|seltenen? erden|seltenerden?|"
    r"terres rares|tierras raras|didymium"
)
_RAW = (
    r"raw materials?|starting materials?|feedstocks?|feed|rohstoffe?n?|vormateriale?n?|"
    r"ausgangsmaterial|matières? premières?|materias? primas?"
)
_INPUT = rf"{_RAW}|oxides?|oxyde|óxido|concentrates?|ores?|carbonates?|scrap|input|vorstoffe?"
_WITH = (
    r"with|using|uses|use of|containing|contains?|incl\.?|including|incorporating|from|made of|"
    r"based on|out of|w/|via|diffused with|doped with|mit|aus|enthält|enthaltend|"
    r"unter verwendung von|verwendet|avec|contenant|contient|à partir d[eu]|utilisant|con|"
    r"contiene|usando|utilizando|a partir de"
)
_SOME = (
    r"(?:(?:an?|the|some|only|added|imported|about|ca\.?|pure|max\.?|min\.?|du|de|"
    r"[<>~]? ?[\d.,]+ ?(?:wt\.?)? ?(?:%|pct|kg)?) ?(?:of )?){0,4}"
)
_SUCH = r"(?:'s|[- ](?:origin|sourced|mined|made|refined|separated|produced|based|imported))?"
_KIND = r"(?:[ -](?:metal|oxide|content|alloy|powder|part|input|feed|raw material|addition))*"
_COMES = (
    r"(?:(?:is|are|was|purchased|bought|imported|sourced|originating|originates|coming|comes|"
    r"separated|refined|smelted|mined|extracted|supplied|stammt|bezogen|provenant|procedente) )*"
)
_FROM = r"(?:from|ex|of|aus|de|du|d'origine|d'|in|origin:?|origine:?|ursprung:?|herkunft:?)"


@cache
def _elements() -> str:
    """Names of elements in scripts with spaces, symbols that are certain, and groups."""
    found = [name for name in names_of_elements() if not ideographic(name) and name not in _COMMON]
    return rf"(?:(?:{alternatives(found)}|{_SYMBOLS}|{_GROUPS})\b)"


@cache
def _elements_spaceless() -> str:
    """Names of elements in Japanese and Chinese, and what else they may be called by."""
    found = [name for name in names_of_elements() if ideographic(name)]
    return (
        rf"(?:{alternatives(found)}|{_SYMBOLS}|重?稀土|重?希土類|レアアース|原料|原材料|"
        r"氧化|酸化|金属|磁石|磁铁|磁体|钕铁硼)"
    )


@cache
def of_substances() -> list[str]:
    """Patterns for goods that are a substance: only what they are made from can be content."""
    near = spaced()
    return [
        rf"[,;) ]+(?:from|using|aus|ex|à partir d[eu]|a partir de) {_SOME}({near}){_SUCH}[- ]"
        rf"(?:[a-z-]+ ){{0,2}}?(?:{_INPUT})\b",
        rf"[ ,;:(]+(?:{_RAW})[ :=(]{{1,2}}(?:{_COMES}{_FROM} )?(?:the |la )?({near})\b",
        rf"[ ,;:(]+({near}){_SUCH}[- ](?:{_RAW})\b",
        rf"(?:原料|原材料)[^,;。、]{{0,3}}?(?:来自|产自|为|は|:|：)?({spaceless()})(?:产|産)?",
    ]


@cache
def of_composites() -> list[str]:
    """Patterns for magnets, alloys and other goods into which a named element goes."""
    near, far = spaced(), spaceless()
    element, character = _elements(), _elements_spaceless()
    goods = rf"(?:{element}|ndfeb\b|smco\b|(?:{_INPUT}|metals?|alloys?|magnets?|magneten?|aimants?|"
    goods += r"imanes|flakes|powders?|blocks?|blanks?|ingots?|slabs?|blöcken?|rohlingen?)\b)"
    return [
        rf"\b(?:{_WITH}) {_SOME}({near}){_SUCH}[- ](?:[\w.%-]+ ){{0,2}}?{goods}",
        rf"(?:[,;:(/+&]|\b(?:and|plus|und|et|y)\b) ?{_SOME}({near}){_SUCH}[- ]"
        rf"(?:high-purity )?{element}{_KIND}"
        rf"(?:(?: ?[/+&,-] ?| and | und | et | y ){element}{_KIND})*"
        rf" ?(?:$|[,.;:)(/<>=~]|\d|and\b|und\b|used\b|added\b|share\b|inside\b)",
        rf"(?:[,;:(/+&%]|\b(?:{_WITH}|and|und|et|y)\b) ?{_SOME}{element}{_KIND}"
        rf"(?: ?[<>~(]? ?[\d.,]+ ?%\)?)?[ :=(]{{1,2}}{_COMES}{_FROM} (?:the |la )?({near})\b",
        rf"\b(?:{_SYMBOLS})\b{_KIND}(?: ?[\d.,]+ ?%)?[ :=(]{{1,2}}{_COMES}{_FROM} ?(?:the |la )?"
        rf"({near})\b",
        rf"\b(?:{_SYMBOLS})\b{_KIND} ?(?:\(|: ?)({near})\b(?:[ -]origin)?",
        rf"(?:{_WITH}) {_SOME}{element}{_KIND} ?\(({near})\b(?:[ -]origin)?",
        rf"(?:{_WITH}) {_SOME}{element} (chinoise?s?|chinos?|japonaise?s?|japonés)\b",
        rf"(?:含有?|使用|采用|採用|添加)[^,;。、]{{0,4}}?({far})"
        rf"(?:原产|进口|产|産|製|制)?(?:的|の)? ?{character}",
        rf"({far})(?:原产|进口|产|産|製)?(?:的|の)? ?{character}[^,;。、]{{0,8}}?"
        rf"(?:使用|入り|含有|を含む|配合|添加)",
        rf"{character}[^,;。、]{{0,6}}?(?:来自|产自|为|は|:)({far})(?:产|産)?",
        *of_substances(),
    ]
