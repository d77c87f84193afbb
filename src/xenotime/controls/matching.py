"""Whether goods are items of the register: yes, no, or maybe, and what is not said when maybe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import polars as pl

from xenotime.controls.goods import Goods, off_heading
from xenotime.controls.rules import Item, plain
from xenotime.world.vocabulary import PROPERTIES, Threshold

NO, MAYBE, YES = np.int8(0), np.int8(1), np.int8(2)
FULL_CODE = 8
"""Digits from which a customs code is a national one that can point at an entry of an act."""


class Missing(IntFlag):
    """Columns that a line would have to fill in; `source` is a publication that nobody has read."""

    origin_iso3 = 1
    exporter_iso3 = 2
    destination_iso3 = 4
    end_use = 8
    end_user_listed = 16
    item_text = 32
    elements = 64
    controlled_value_share_pct = 128
    technology_origin_iso3 = 256
    source = 512

    @property
    def names(self) -> list[str]:
        """Canonical names of the columns."""
        return [flag.name for flag in Missing if flag in self and flag.name]


@dataclass(frozen=True)
class Matches:
    """Which goods are which items: int8[goods, item]; what is missing where the answer is maybe:
    int16[goods, item]; and the parts of the answer, for those who ask why."""

    answer: np.ndarray
    missing: np.ndarray
    by_form: np.ndarray
    by_element: np.ndarray
    by_word: np.ndarray
    by_threshold: np.ndarray

    @property
    def parts(self) -> tuple[np.ndarray, ...]:
        """All arrays, in the order of the class."""
        return (
            self.answer,
            self.missing,
            self.by_form,
            self.by_element,
            self.by_word,
            self.by_threshold,
        )


def worded(texts: Sequence[str | None], items: Sequence[Item]) -> np.ndarray:
    """Whether texts have one of the words that items ask for: int8[text, item]."""
    found = np.full((len(texts), len(items)), YES, dtype=np.int8)
    plain_texts = pl.Series([text and plain(text) for text in texts], dtype=pl.String)
    answers: dict[tuple[str, ...], np.ndarray] = {}
    for at, item in enumerate(items):
        if item.words:
            if item.words not in answers:
                answers[item.words] = _worded(plain_texts, item.words)
            found[:, at] = answers[item.words]
    return found


def match(
    goods: Goods,
    by_word: np.ndarray,
    codes: Sequence[str | None],
    items: Sequence[Item],
) -> Matches:
    """Hold goods against items: elements, forms, words and thresholds must all hold.

    Args:
        goods: n goods as described.
        by_word: as `worded` answers for their texts.
        codes: customs codes as the lines give them, n.
        items: of the register.
    """
    shape = (len(goods.forms), len(items))
    by_form, by_element, by_threshold = (np.full(shape, YES, dtype=np.int8) for _ in range(3))
    by_word = by_word.copy()
    digits = np.asarray([code or "" for code in codes], dtype=np.str_)
    elsewhere = off_heading(goods)
    named = np.stack([_named(digits, item.hs) for item in items], axis=1)
    for at, item in enumerate(items):
        by_form[:, at] = _form(goods, item.forms)
        by_element[:, at] = _element(goods, item.elements)
        for threshold in item.thresholds:
            reached = _reached(goods, threshold)
            by_threshold[:, at] = np.minimum(by_threshold[:, at], reached)
        # The entry's elements under the entry's heading, and a text that does not fit the heading.
        other = (
            ~named[:, at]
            & (by_form[:, at] == NO)
            & (by_element[:, at] == YES)
            & bool(item.elements)
        )
        doubtful = other & elsewhere & _headed(goods, item.hs)
        by_form[:, at] = np.where(doubtful, MAYBE, by_form[:, at])
    # The code of the entry settles what is open; a text that says otherwise leaves a doubt.
    for part in (by_form, by_word):
        part[named] = np.where(part[named] == NO, MAYBE, YES)
    by_element[named & (by_element == MAYBE)] = YES
    # The code of entries, and the elements of none of them: either may be wrong.
    fits = (named & (by_element == YES)).any(axis=1)
    by_element[named & ~fits[:, None] & (by_element == NO)] = MAYBE
    rest = np.minimum.reduce([by_element, by_word, by_threshold])
    by_form = np.where(_covered_anyway(goods, rest, items), np.maximum(by_form, rest), by_form)
    answer = np.minimum(by_form, rest)
    missing = np.zeros(shape, dtype=np.int16)
    for part, flag in (
        (by_form, Missing.item_text),
        (by_element, Missing.elements),
        (by_word, Missing.item_text),
        (by_threshold, Missing.item_text),
    ):
        missing |= np.where((answer == MAYBE) & (part == MAYBE), np.int16(flag), np.int16(0))
    return Matches(answer, missing, by_form, by_element, by_word, by_threshold)


def _covered_anyway(goods: Goods, rest: np.ndarray, items: Sequence[Item]) -> np.ndarray:
    """Where no form is said, but whichever it is, some item of the same measure takes it in:
    bool[goods, item], for the items that are met in all else (`rest`) and take in one of them."""
    found = np.zeros(rest.shape, dtype=bool)
    unsaid = ~goods.forms.any(axis=1) & goods.form_options.any(axis=1)
    for measure in dict.fromkeys(item.measure for item in items):
        own = [at for at, item in enumerate(items) if item.measure == measure and item.forms]
        taken = np.zeros((len(own), goods.forms.shape[1]), dtype=bool)
        for row, at in enumerate(own):
            taken[row, list(items[at].forms)] = True
        met = rest[:, own] == YES
        covered = met @ taken
        whole = unsaid & ~(goods.form_options & ~covered).any(axis=1)
        found[:, own] = whole[:, None] & met & (goods.form_options @ taken.T)
    return found


def _form(goods: Goods, forms: tuple[int, ...]) -> np.ndarray:
    """Whether goods have one of the forms."""
    if not forms:
        return np.full(len(goods.forms), YES, dtype=np.int8)
    wanted = np.zeros(goods.forms.shape[1], dtype=bool)
    wanted[list(forms)] = True
    said = goods.forms[:, wanted].any(axis=1)
    possible = goods.form_options[:, wanted].any(axis=1)
    others = goods.form_options[:, ~wanted].any(axis=1)
    unsaid = np.where(possible, np.where(others, MAYBE, YES), NO)
    answer: np.ndarray = np.where(goods.forms.any(axis=1), np.where(said, YES, NO), unsaid)
    return answer


def _element(goods: Goods, elements: tuple[int, ...]) -> np.ndarray:
    """Whether goods hold one of the elements."""
    if not elements:
        return np.full(len(goods.has), YES, dtype=np.int8)
    wanted = np.zeros(goods.has.shape[1], dtype=bool)
    wanted[list(elements)] = True
    certain = goods.has[:, wanted].any(axis=1)
    one = goods.one_of.any(axis=1) & ~goods.one_of[:, ~wanted].any(axis=1)
    possible = (goods.one_of | goods.perhaps)[:, wanted].any(axis=1)
    answer: np.ndarray = np.where(certain | one, YES, np.where(possible, MAYBE, NO))
    return answer


def _worded(texts: pl.Series, words: tuple[str, ...]) -> np.ndarray:
    """Whether the texts have one of the words."""
    found = texts.str.contains_any(list(words))
    answer: np.ndarray = np.where(found.fill_null(False), YES, np.where(found.is_null(), MAYBE, NO))
    return answer


def _reached(goods: Goods, threshold: Threshold) -> np.ndarray:
    """Whether goods reach a threshold, as far as the property is stated."""
    at = list(PROPERTIES).index(threshold.name)
    low = np.nan_to_num(goods.low[:, at], nan=-np.inf)
    high = np.nan_to_num(goods.high[:, at], nan=np.inf)
    value = threshold.value
    match threshold.comparison:
        case ">=":
            sure, excluded = low >= value, high < value
        case ">":
            sure, excluded = low > value, high <= value
        case "<=":
            sure, excluded = high <= value, low > value
        case _:
            sure, excluded = high < value, low >= value
    answer: np.ndarray = np.where(sure, YES, np.where(excluded, NO, MAYBE))
    return answer


def _headed(goods: Goods, hs: tuple[str, ...]) -> np.ndarray:
    """Whether a line's code is under a heading that the act prints."""
    headings = {code[:6] for code in hs if len(code) >= 6}
    return np.asarray([not headings.isdisjoint(codes) for codes in goods.hs6], dtype=bool)


def _named(digits: np.ndarray, hs: tuple[str, ...]) -> np.ndarray:
    """Whether a line's national code is one that the act prints."""
    found = np.zeros(len(digits), dtype=bool)
    full = np.strings.str_len(digits) >= FULL_CODE
    for code in hs:
        if len(code) >= FULL_CODE:
            found |= full & np.strings.startswith(digits, code)
    return found
