"""Numbers as a text writes them: digits with local separators, words, and Japanese numerals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any

from babel import Locale

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.adjacent import REMEMBERED, expanded

_DIGITS = re.compile(r"\d(?:\d{0,2}([., '])\d{3}(?:\1\d{3})*(?:[.,]\d+)?(?!\d)|\d*(?:[.,]\d+)?)")
_LONGEST = 24
"""Characters of a number that an article may mean."""
_NOT_BEFORE = frozenset("+#§_@\\")
_JOINED = frozenset(".,:/'")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number; `start` and `end` are characters of the text."""

    start: int
    end: int
    value: float
    digits: bool
    """Written in digits."""
    grouped: bool
    """Its digits hold a separator, so that it cannot be a year."""
    vague: bool = False
    """Only its order of size is said."""
    scale: float = 1.0
    """That of the sign of size which ends it, as in 7億."""


class Numerals:
    """The numbers of one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        symbols = Locale.parse(code).number_symbols["latn"]
        self._code = code
        self._decimal: str = symbols["decimal"]
        self._stacked = _Stacked(table["stacked"]) if "stacked" in table else None
        self._words = Lexicon(dict(_number_words(table)).items(), spaced=spaced(code))
        self._spaced = spaced(code)

    def find(self, text: str) -> list[Numeral]:
        """The numbers of a folded text, in order, not overlapping."""
        if len(text) > REMEMBERED:
            return self.scan(text)
        return list(_found(self._code, text))

    def scan(self, text: str) -> list[Numeral]:
        """As `find`, without remembering."""
        if self._stacked is not None:
            return list(self._stacked.find(text, self._value))
        found: list[Numeral] = []
        for hit in self._words.longest(text, folded=True):
            value, _, length = hit.value.partition(" ")
            end = hit.start + int(length) if length else hit.end
            found.append(Numeral(hit.start, end, float(value), False, False))
        found += self._in_digits(text)
        found.sort(key=lambda numeral: numeral.start)
        return found

    def _in_digits(self, text: str) -> Iterator[Numeral]:
        for match in _DIGITS.finditer(text):
            start, end = match.span()
            if start and not _may_precede(text, start):
                continue
            written = match[0]
            if len(written) > _LONGEST:
                continue
            if text[end : end + 1] in _JOINED and text[end + 1 : end + 2].isdigit():
                continue
            yield Numeral(start, end, self._value(written), True, not written.isdigit())

    def _value(self, written: str) -> float:
        """The number that digits with separators stand for."""
        plain = written.replace(" ", "").replace("'", "")
        marks = [mark for mark in plain if mark in ".,"]
        if not marks:
            return float(plain)
        last = marks[-1]
        if len(set(marks)) == 2:
            other = "," if last == "." else "."
            return float(plain.replace(other, "").replace(last, "."))
        whole, _, rest = plain.rpartition(last)
        thousands = len(rest) == 3 and whole != "0" and last != self._decimal
        if len(marks) > 1 or thousands:
            return float(plain.replace(last, ""))
        return float(plain.replace(last, "."))


def _may_precede(text: str, start: int) -> bool:
    """Whether a number may begin at `start`: not in F-35, G7, 3:1 or a telephone number."""
    before = text[start - 1]
    if before in _NOT_BEFORE or before.isalpha():
        return False
    further = text[start - 2 : start - 1]
    if before in _JOINED:
        return not further.isdigit()
    return not (before == "-" and further.isalpha())


def _number_words(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Words of 2 to 99 and of whole hundreds, composed as the table says; later ones replace.

    The value is the number, then the length of the number in the phrase if that is not all of it.
    """
    simple: dict[float, list[str]] = {}
    for word, value in expanded(table["numerals"]):
        simple.setdefault(float(value), []).append(word)
    links: dict[float, list[str]] = {
        float(value): found for value, found in table.get("in_compounds", {}).items()
    }
    units = {n: links.get(n) or simple.get(n, []) for n in range(1, 10)}
    composed: dict[str, float] = {}
    for pattern in table.get("tens", ()):
        for ten in range(20, 100, 10):
            for unit, ten_word in product(range(1, 10), simple.get(ten, ())):
                for unit_word in units[unit]:
                    composed[pattern.format(ten=ten_word, unit=unit_word)] = ten + unit
    for pattern in table.get("hundreds", ()):
        for unit in range(2, 10):
            for unit_word in units[unit]:
                composed[pattern.format(unit=unit_word)] = 100 * unit
    for number, found in simple.items():
        composed.update(dict.fromkeys(found, number))
    yield from ((word, str(number)) for word, number in composed.items())
    # The article is a number in `a million` and `ein Prozent`, and in hardly any other place.
    counted = [word for word, _ in expanded(table["scales"])]
    counted += [word for word, _ in expanded(table["percent"]) if word[0].isalpha()]
    parts = {word: number for word, number in composed.items() if number % 1}
    ones = tuple(table["one"]) or ("\0",)
    parts |= {word: number for word, number in composed.items() if word.endswith(ones)}
    parts |= dict.fromkeys(table["one"], 1.0)
    for (word, part), scale in product(parts.items(), counted):
        yield f"{word} {scale}", f"{part} {len(word)}"
    for (word, number), ending in product(composed.items(), expanded(table["units_before_noun"])):
        yield f"{word}{ending[0].rstrip('*')}*", f"{number} {len(word)}"


class _Stacked:
    """Numerals that mix digits and signs of size, as 1兆2000億 or 三十五."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._digit = {sign: value for value, sign in enumerate(table["digits"])}
        self._small: dict[str, int] = table["small"]
        self._large: dict[str, int] = table["large"]
        self._vague: str = table["vague"]
        signs = "".join((*self._digit, *self._small, *self._large))
        self._pattern = re.compile(rf"[{self._vague}]?(?:\d[\d,]*(?:\.\d+)?|[{signs}])+")
        self._part = re.compile(rf"\d[\d,]*(?:\.\d+)?|[{signs}]")

    def find(self, text: str, value: Callable[[str], float]) -> Iterator[Numeral]:
        for match in self._pattern.finditer(text):
            written = match[0].rstrip(",")
            start, end = match.start(), match.start() + len(written)
            if len(written) > _LONGEST:
                continue
            if start and text[start].isdigit():
                before = text[start - 1]
                if before.isascii() and not _may_precede(text, start):
                    continue
            vague = written[0] in self._vague
            digits = any(sign.isdigit() and sign.isascii() for sign in written)
            plain = written.isascii() and written.isdigit()
            if not digits and not vague and written[0] in self._large:
                continue
            total = self._total(written.lstrip(self._vague), value)
            yield Numeral(
                start, end, total, digits, not plain, vague, self._large.get(written[-1], 1.0)
            )

    def _total(self, written: str, value: Callable[[str], float]) -> float:
        total = section = 0.0
        number: float | None = None
        for part in self._part.findall(written):
            if part in self._large:
                section += number or 0.0
                total += (section or 1.0) * self._large[part]
                section, number = 0.0, None
            elif part in self._small:
                section += (1.0 if number is None else number) * self._small[part]
                number = None
            elif part in self._digit:
                number = (number or 0.0) * 10 + self._digit[part]
            else:
                number = value(part.rstrip(","))
        return total + section + (number or 0.0)


@cache
def numerals(code: str) -> Numerals:
    """The numbers of the language `code`; built once."""
    return Numerals(code)


@lru_cache(maxsize=64)
def _found(code: str, text: str) -> tuple[Numeral, ...]:
    # Dates and amounts both ask.
    return tuple(numerals(code).scan(text))
