"""Chemical symbols and formulas in free text, where they are certain.

`Dy` may stand alone; `In`, `As`, `Co` or `W` are elements only beside a percentage, a word such as
oxide, or other symbols (`Tb-Dy-Fe`, `Cu/Ni`). A formula that no table knows (`Dy3Al5O12`) is read
by its symbols.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from xenotime.controls.goods.corpus import Corpus
from xenotime.controls.goods.words import (
    ELEMENT,
    FORM,
    FORM_NUMBER,
    MATERIAL,
    SYMBOL_NUMBER,
    Hits,
    material_number,
)
from xenotime.world.vocabulary import SYMBOLS

_NEVER = {"No", "At", "Po", "Pa", "Ac", "Fr", "Ra", "Rn", "Pm", "Tc"}
"""Symbols that in lists of goods are something else, or never travel."""
_SINGLE = set("WYVBCUSPKNFHOI")
_ALONE = "Dy Tb Nd Gd Sm Yb Lu Ga Ge Sb Zr Zn Hf Mn Cu Pb Nb Bi"
_WORD_BESIDE = (
    "Dy Tb Nd Gd Sm Yb Lu Ga Ge Sb Zr Zn Hf Mn Cu Pb Nb Bi La Ce Pr Eu Ho Er Tm Sc Y W Mo Te Se Li "
    "Co Ni Mg Al Ti Ta Re Be Cd Cr Fe Sn Ag Au Pt Pd Rh Ir Ru Si Sr Ba Rb Cs Tl V"
)
_PAIRS = " ".join(symbol for symbol in _WORD_BESIDE.split() if len(symbol) == 2)
_PERCENT_BESIDE = _WORD_BESIDE + " In As C B Na Ca Th"
_PERCENT_BEFORE = _WORD_BESIDE.replace(" V", "")
_CAPITALS = "DY TB ND GD SM YB LU GA GE SB BI SC HO"

_ANY = "|".join(
    sorted((s for s in SYMBOLS if s not in _NEVER), key=lambda symbol: (-len(symbol), symbol))
)
_WORDS = (
    "oxides?|metals?|alloys?|carbonates?|chlorides?|fluorides?|nitrates?|sul[fp]h?ates?|sulphides?"
    "|ingots?|powders?|targets?|granules|foils?|hydroxides?|compounds?|scrap|acetates?|carbides?"
    "|nitrides?|magnets?|free|doped|bearing|rich|based|containing|added|content|coated|plated"
    "|concentrates?|ores?|Oxid|Metall|Legierung|Pulver|frei|haltig"
)
_CAPITAL_WORDS = (
    "OXIDES?|METALS?|ALLOYS?|CARBONATES?|CHLORIDES?|FLUORIDES?|NITRATES?|TARGETS?|INGOTS?"
)
_RARE_EARTH_WORDS = (
    "(?i:solvent|smelt|separat|extract|process|refin|electroly|leach|recycl|mining|mines?|sepx|"
    "production|purificat|bearing|containing|based|doped|free|rich|elements?|magnets?|permanent|"
    "oxides?|metals?|carbonates?|alloys?|chlorides?|nitrates?|fluorides?|hydroxides?|sul[fp]h?ates?|"
    "concentrates?|ores?|compounds?|salts?|powders?|catalysts?|scrap|feed|feedstock|materials?|"
    "phosphors?|plant|technolog)[a-z]*"
)
"""What follows `RE` where it means rare earths; `Re oxide` is one of rhenium."""
_AMOUNT = r"\d{1,3}(?:[.,]\d+)?[ ]{0,2}(?:%|pct\b|wt)"


def _one(symbols: str) -> str:
    return "|".join(sorted(symbols.split(), key=len, reverse=True))


_TOKEN = re.compile(
    r"(?<![A-Za-z0-9.])(?P<heat>(?:2[58]|3[03458]|4[02458]|5[024])(?:SH|UH|EH|AH|TH|VH))(?![A-Za-z0-9])"
    r"|(?=[A-Z(])(?:(?<![A-Za-z0-9])(?:"
    r"(?P<grade>N-?(?:3[03458]|4[02458]|5[02-6])(?:M|H|SH|UH|EH|AH|TH|VH)?)(?![A-Za-z0-9])"
    r"|(?P<samarium>SmCo)(?=-?\d{2}(?!\d))"
    # Symbols joined by signs, by commas, or by nothing at all.
    rf"|(?P<chain>(?:{_ANY})(?:[ ]?[-/+&:][ ]?(?:{_ANY}))+(?![A-Za-z]))"
    rf"|(?P<list>(?:{_one(_ALONE)}|La|Ce|Pr|Eu|Ho|Er|Tm|Sc|Ni|Co|Al|Li|Mo|Te)"
    rf"(?:,[ ]?(?:{_ANY})(?![A-Za-z'.]))+)"
    rf"|(?P<formula>(?:(?:{_ANY})(?:\d{{1,2}}(?:\.\d+)?)?|\((?:(?:{_ANY})\d*)+\)\d*){{2,}}(?![A-Za-z0-9]))"
    rf"|(?P<alone>{_one(_ALONE)})(?![A-Za-z'])"
    rf"|(?P<worded>{_one(_WORD_BESIDE)})(?=[ -]{{1,2}}(?:{_WORDS})\b)"
    rf"|(?P<capital>{_one(_CAPITALS)})(?=[ -](?:{_CAPITAL_WORDS})\b)"
    rf"|(?P<ingot>In)(?= (?:ingots?|metal ingots?)\b)"
    rf"|(?P<percent>{_one(_PERCENT_BESIDE)})(?=[ ]?[:=≥≤<>~]{{0,2}}[ ]?{_AMOUNT})"
    rf"|(?P<rareearths>RE)(?=[ -](?:{_RARE_EARTH_WORDS})\b)"
    rf"|(?P<doped>{_one(_PAIRS)})(?=\d+(?:\.\d+)?(?![A-Za-z0-9]))"
    rf")"
    rf"|(?:(?<=%)|(?<=%[ ]))(?P<after>{_one(_PERCENT_BEFORE)})(?![A-Za-z'])"
    rf"|(?<=[A-Z0-9]:)(?P<dopant>{_one(_WORD_BESIDE)})(?![A-Za-z'])"
    rf"|(?<=[(\[])(?P<bracket>{_one(_WORD_BESIDE.replace(' Co', '').replace(' Re', ''))})(?=[)\]]))"
)
_MATERIALS = {"rareearths": "rare earth", "samarium": "SmCo"}
"""Words that are no symbols but are found beside them."""
_SYMBOL = re.compile(rf"({_ANY})(\d*)")
_ZERO = re.compile(r"[ ]?[:=]?[ ]?0+(?:[.,]0+)?[ ]?(?:%|pct|wt)")
_NOT_COMPOUNDS = {"CoC", "CoO", "CoA", "PoC", "LiPo", "InC", "PoS", "BoB", "SiP", "PiP", "NiCaN"}
_ENDINGS = (
    (r"\(?OH\)?\d*$", "hydroxide"), (r"\(?CO3\)?\d*$", "carbonate"), (r"\(?NO3\)?\d*$", "nitrate"),
    (r"\(?SO4\)?\d*$", "sulphate"), (r"\(?PO4\)?\d*$", "phosphate"), (r"\(?C2O4\)?\d*$", "organic"),
    (r"[a-zA-Z]\d*O\d*(?:\.\d+)?$", "oxide"), (r"F\d*$", "fluoride"),
    (r"(?:Cl|Br|I)\d+$", "chloride"), (r"As\d*$", "arsenide"), (r"Te\d*$", "telluride"),
    (r"Se\d*$", "selenide"), (r"[a-z]N$", "nitride"), (r"[a-z]P\d?$", "phosphide"),
    (r"[a-z]S\d?$", "sulphide"), (r"[a-z]C\d?$", "carbide"), (r"H\d$", "hydride"),
)  # fmt: skip
_ANIONS = {
    "hydroxide": "O H", "carbonate": "C O", "nitrate": "N O", "sulphate": "S O", "oxide": "O",
    "phosphate": "O P", "organic": "C O H", "fluoride": "F", "chloride": "Cl Br I", "hydride": "H",
}  # fmt: skip


@cache
def _read(token: str, kind: str) -> tuple[tuple[int, ...], int]:
    """The symbols of a token, and the form that a formula tells (-1: none)."""
    if kind == "capital":
        token = token.title()
    symbols = [match[1] for match in _SYMBOL.finditer(token)]
    form = -1
    if kind == "formula":
        lower = any(len(symbol) == 2 for symbol in symbols)
        if not lower or len(set(symbols)) < 2 or token in _NOT_COMPOUNDS:
            return (), -1
        for ending, name in _ENDINGS:
            if re.search(ending, token):
                form = FORM_NUMBER[name]
                dropped = _ANIONS.get(name, "").split()
                symbols = [symbol for symbol in symbols if symbol not in dropped] or symbols
                break
        symbols = [symbol for symbol in symbols if symbol not in ("O", "H")]
    elif kind == "chain" and not any(len(symbol) == 2 for symbol in symbols):
        return (), -1
    return tuple(dict.fromkeys(SYMBOL_NUMBER[symbol] for symbol in symbols)), form


def find(texts: Corpus) -> tuple[Hits, Hits, Hits]:
    """Symbols that are certain; those that the text says are not in the good (`Dy 0 %`); and grades
    of neodymium magnets, certain only where magnets are spoken of."""
    grades: list[tuple[int, int, int, int]] = []
    rows: list[tuple[int, int, int, int]] = []
    absent: list[tuple[int, int, int, int]] = []
    string = texts.string
    for match in _TOKEN.finditer(string):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if kind in ("grade", "heat"):
            grades.append((start, end, MATERIAL, material_number("NdFeB")))
            continue
        if kind in _MATERIALS:
            rows.append((start, end, MATERIAL, material_number(_MATERIALS[kind])))
            continue
        symbols, form = _read(match[kind], kind)
        into = absent if _ZERO.match(string, end) else rows
        into.extend((start, end, ELEMENT, symbol) for symbol in symbols)
        if form >= 0:
            rows.append((start, end, FORM, form))
    return _hits(rows), _hits(absent), _hits(grades)


def _hits(rows: list[tuple[int, int, int, int]]) -> Hits:
    start, end, kind, value = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Hits(start, end, kind.astype(np.int8), value, np.zeros(len(start), dtype=bool))
