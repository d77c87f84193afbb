"""The tables of words (`words/*.csv`) and where their words stand in texts.

A word is compared without regard to case, save short abbreviations and formulas (`APT`, `GaN`):
these as written or in capitals. A star at its beginning or end lets letters precede or follow
(`*magnet`, `dysprosium*`); Japanese and Chinese words may stand anywhere. A word within a longer
one that is known too does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import ahocorasick_rs
import numpy as np
import polars as pl

from xenotime.controls.goods.corpus import Corpus, plain
from xenotime.world.vocabulary import FORMS, SYMBOLS

ELEMENT, MATERIAL, FORM, CONNECTIVE = range(4)
"""Kinds of words; a `value` is the number of a symbol, material, form or role of a connective."""

ROLES = (
    "for", "with", "of", "using", "before_for", "before_with", "before_of",
    "without", "without_after", "link", "nothing",
)  # fmt: skip
"""What connectives do; `nothing`: the word only keeps others from being found in it."""

FORM_NUMBER = {form: at for at, form in enumerate(FORMS)}
SYMBOL_NUMBER = {symbol: at for at, symbol in enumerate(SYMBOLS)}

_FOLDER = Path(__file__).with_name("words")
_SPACELESS = ("ja", "zh")
_SHORT = 3
"""Abbreviations of up to this many letters are held to their case."""
_WEAK_FORMS = ("cathode", "crystal")
"""Forms that a chemistry such as NCM or YAG tells only where no other head noun does."""
_NOT_IN_CAPITALS = ("tin", "gap", "led", "cam")
"""Formulas and abbreviations that in capitals may be a common word."""


@dataclass(frozen=True)
class Hits:
    """Words found, in the order of their beginnings, the longer first."""

    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    value: np.ndarray
    strong: np.ndarray
    """bool[hit]: for forms: a head noun, which outdoes words such as powder or block."""

    def __len__(self) -> int:
        return len(self.start)

    def where(self, chosen: np.ndarray) -> Hits:
        """The hits that are chosen."""
        return Hits(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Materials:
    """What materials hold: bool[material, symbol]; and their forms: bool[material, form]."""

    holds: np.ndarray
    one_of: np.ndarray
    perhaps: np.ndarray
    forms: np.ndarray


@dataclass(frozen=True)
class _Table:
    """All entries, those of one spelling together."""

    search: ahocorasick_rs.AhoCorasick
    first: np.ndarray
    """int64[spelling + 1]: the first entry of each spelling."""
    kind: np.ndarray
    value: np.ndarray
    strong: np.ndarray
    open_left: np.ndarray
    open_right: np.ndarray
    capitals: np.ndarray
    """How many capitals it needs; -1: any."""
    all_capitals: np.ndarray
    """How many it may have instead; -1: none."""
    materials: Materials


def _rows(name: str) -> pl.DataFrame:
    return pl.read_csv(_FOLDER / name, infer_schema_length=0).with_columns(pl.all().fill_null(""))


def _members(cells: list[str], numbers: dict[str, int]) -> np.ndarray:
    """bool[cell, member] of cells with names separated by spaces."""
    table = np.zeros((len(cells), len(numbers)), dtype=bool)
    for at, cell in enumerate(cells):
        table[at, [numbers[name] for name in cell.split()]] = True
    return table


@cache
def table() -> _Table:
    """All words, read once."""
    elements, shapes = _rows("elements.csv"), _rows("forms.csv")
    connectives = _rows("connectives.csv")
    materials = pl.concat(
        [
            _rows("materials.csv").with_columns(
                role=pl.when(pl.col("forms").is_in(_WEAK_FORMS))
                .then(pl.lit("any"))
                .otherwise(pl.lit("head"))
            ),
            _rows("formulas.csv").select(
                word="formula",
                language=pl.lit("en"),
                holds="holds",
                one_of=pl.lit(""),
                perhaps=pl.lit(""),
                forms="form",
                role=pl.lit("any"),
            ),
        ]
    )
    entries: list[tuple[str, str, int, int, bool]] = [
        *(
            (word, language, ELEMENT, SYMBOL_NUMBER[symbol], False)
            for symbol, language, word in elements.select("symbol", "language", "word").rows()
        ),
        *(
            (word, language, MATERIAL, at, role == "head")
            for at, (word, language, role) in enumerate(
                materials.select("word", "language", "role").rows()
            )
        ),
        *(
            (word, language, FORM, FORM_NUMBER[form], role == "head")
            for form, language, word, role in shapes.rows()
        ),
        *(
            (word, language, CONNECTIVE, ROLES.index(role), False)
            for role, language, word in connectives.rows()
        ),
    ]
    written = plain(pl.Series([entry[0].strip("*") for entry in entries])).to_list()
    order = sorted(range(len(entries)), key=lambda at: written[at].lower())
    spellings: list[str] = []
    first: list[int] = []
    for place, at in enumerate(order):
        if not spellings or spellings[-1] != written[at].lower():
            spellings.append(written[at].lower())
            first.append(place)
    words = [entries[at] for at in order]
    tidy = [written[at] for at in order]
    held = [_held_to_case(word) for word in tidy]
    numbers = list(materials["forms"])
    return _Table(
        search=ahocorasick_rs.AhoCorasick(spellings),
        first=np.array([*first, len(words)]),
        kind=np.array([word[2] for word in words], dtype=np.int8),
        value=np.array([word[3] for word in words]),
        strong=np.array([word[4] for word in words]),
        open_left=np.array([w[0].startswith("*") or w[1] in _SPACELESS for w in words]),
        open_right=np.array([w[0].endswith("*") or w[1] in _SPACELESS for w in words]),
        capitals=np.array(
            [
                sum(map(str.isupper, word)) if hold else -1
                for word, hold in zip(tidy, held, strict=True)
            ]
        ),
        all_capitals=np.array(
            [
                sum(map(str.isalpha, word)) if word.lower() not in _NOT_IN_CAPITALS else -1
                for word in tidy
            ]
        ),
        materials=Materials(
            holds=_members(list(materials["holds"]), SYMBOL_NUMBER),
            one_of=_members(list(materials["one_of"]), SYMBOL_NUMBER),
            perhaps=_members(list(materials["perhaps"]), SYMBOL_NUMBER),
            forms=_members(numbers, FORM_NUMBER),
        ),
    )


@cache
def material_number(word: str) -> int:
    """The value of a material's word."""
    return list(_rows("materials.csv")["word"]).index(word)


def names_of_elements() -> dict[str, int]:
    """Names of elements in lower case, each with the number of its symbol."""
    rows = _rows("elements.csv").select("word", "symbol").rows()
    return {word.strip("*").lower(): SYMBOL_NUMBER[symbol] for word, symbol in rows}


def _held_to_case(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return word.isalpha() and len(letters) <= _SHORT and sum(map(str.isupper, letters)) > 1


def find(texts: Corpus) -> Hits:
    """All words of the tables in the texts, also those within longer ones."""
    known = table()
    found = known.search.find_matches_as_indexes(texts.lower, overlapping=True)
    spelling, start, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
    count = known.first[spelling + 1] - known.first[spelling]
    which = np.repeat(np.arange(len(spelling)), count)
    # The entries of one spelling follow each other.
    run = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    entry = known.first[spelling[which]] + run
    start, end = start[which], end[which]

    joined = texts.joining
    left = joined[start] & joined[start - 1] & (start > 0) & ~known.open_left[entry]
    right = joined[end - 1] & joined[end] & ~known.open_right[entry]
    upper = np.concatenate(([0], np.cumsum(texts.capitals)))
    capitals = upper[end] - upper[start]
    wanted = known.capitals[entry]
    case = (wanted < 0) | (capitals == wanted) | (capitals == known.all_capitals[entry])
    good = ~left & ~right & case
    entry = entry[good]
    return Hits(start[good], end[good], known.kind[entry], known.value[entry], known.strong[entry])


def outermost(*parts: Hits) -> Hits:
    """The hits of all parts, sorted, without those that lie within a longer one."""
    joined = Hits(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Hits.__dataclass_fields__
        )
    )
    hits = joined.where(np.lexsort((joined.kind, -joined.end, joined.start)))
    if not len(hits):
        return hits
    # Furthest end among those that begin earlier, or equally early and are longer.
    reach = np.maximum.accumulate(hits.end)
    before = np.concatenate(([-1], reach[:-1]))
    fresh = np.concatenate(([True], (np.diff(hits.start) != 0) | (np.diff(hits.end) != 0)))
    same = np.maximum.accumulate(np.where(fresh, np.arange(len(hits)), 0))
    return hits.where(hits.end > before[same])


def with_forms_of_materials(hits: Hits, materials: Materials) -> Hits:
    """The hits of forms, and one for each form that a material tells."""
    material = hits.where(hits.kind == MATERIAL)
    row, form = np.nonzero(materials.forms[material.value])
    told = replace(
        material.where(row),
        kind=np.full(len(row), FORM, dtype=np.int8),
        value=form,
    )
    forms = hits.where(hits.kind == FORM)
    both = Hits(
        *(
            np.concatenate([getattr(part, name) for part in (forms, told)])
            for name in Hits.__dataclass_fields__
        )
    )
    return both.where(np.lexsort((both.end, both.start)))
