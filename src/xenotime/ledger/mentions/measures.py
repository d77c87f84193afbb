"""What stands around a number and makes it a quantity: scale, currency, unit, `per`.

The words come from `languages/<code>/numbers.toml` and, for currencies, from CLDR; the signs of
currencies and of units of measure are the same in every language and stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel.numbers import get_currency_name, get_currency_symbol

from xenotime.ledger.languages import spaced, words
from xenotime.ledger.mentions.adjacent import (
    Adjacent,
    adjacent,
    expanded,
    skip_space,
    skip_space_back,
)
from xenotime.ledger.mentions.numerals import Numeral

SIGNS = {
    "USD": ["$", "us$", "$us", "u.s.$", "us-$"],
    "EUR": ["€"],
    "GBP": ["£"],
    "JPY": ["¥", "jp¥"],
    "CNY": ["cn¥", "rmb"],
    "KRW": ["₩"],
    "INR": ["₹"],
    "RUB": ["₽"],
    "AUD": ["a$", "au$", "$a", "$au"],
    "CAD": ["c$", "ca$", "can$", "$ca", "$can"],
    "NZD": ["nz$"],
    "HKD": ["hk$"],
    "SGD": ["s$"],
    "TWD": ["nt$"],
    "BRL": ["r$"],
    "MXN": ["mx$"],
}
CODES = (
    "USD EUR JPY CNY KRW GBP CHF AUD CAD NZD HKD SGD TWD INR BRL RUB ZAR MXN CLP ARS IDR MYR VND "
    "THB SEK NOK DKK PLN KZT UAH SAR AED"
).split()
SYMBOLS: dict[str, tuple[float, str]] = {
    "t": (1.0, "tonne"),
    "kt": (1e3, "tonne"),
    "Mt": (1e6, "tonne"),
    "kg": (1.0, "kilogram"),
    "kW": (1.0, "kilowatt"),
    "MW": (1.0, "megawatt"),
    "GW": (1.0, "gigawatt"),
    "TW": (1e3, "gigawatt"),
    "kWh": (1.0, "kilowatt_hour"),
    "MWh": (1.0, "megawatt_hour"),
    "GWh": (1.0, "gigawatt_hour"),
    "TWh": (1.0, "terawatt_hour"),
    "km": (1.0, "kilometre"),
    "ha": (1.0, "hectare"),
}
TIMES = frozenset(["year", "month", "week", "day", "hour", "minute"])
_AMBIGUOUS = frozenset(["KRW", "BRL", "ZAR", "PEN"])
"""Their names are also common words: `won`, `real`, `rand`."""
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number counts. `start` and `end` take in the number and all that belongs to it."""

    start: int
    end: int
    scale: float
    unit: str | None
    currency: str | None
    signed: bool
    """A currency's sign or code stands in front."""
    per: str | None = None


class Measures:
    """Reads the surroundings of numbers in one language."""

    def __init__(self, code: str) -> None:
        table = words(code, "numbers")
        is_spaced = spaced(code)
        self.spaced = is_spaced
        self._scales = adjacent(table["scales"], spaced=is_spaced)
        self._short_scales = adjacent(table["scales_short"])
        self._of = adjacent({"of": table["of"]}, spaced=is_spaced)
        self._percent = adjacent(table["percent"], spaced=is_spaced)
        self._units = adjacent(table["units"], spaced=is_spaced)
        self._per = adjacent(table["per"], spaced=is_spaced)
        self._per_before = adjacent(table["per_before"], spaced=is_spaced)
        signs = (*expanded(SIGNS), *_cldr_signs(code))
        self._signs = Adjacent(signs, spaced=is_spaced)
        self._codes = Adjacent((name, name) for name in CODES)
        names = (*expanded(table["currencies"]), *_cldr_names(code))
        self._currencies = Adjacent(names, spaced=is_spaced)

    def around(self, numeral: Numeral, text: str, original: str) -> Measure:
        """The measure of a number; `text` is `original` folded."""
        start, currency = self._sign_before(numeral.start, text, original)
        signed = currency is not None
        end, scale = self._scale(numeral.end, text, signed)
        at = _skip_joint(text, end)
        of = self._of.at(text, at)
        places = (at,) if of is None else (at, skip_space(text, of[0]))
        unit = "currency" if signed else None
        for place in places:
            if unit is not None:
                break
            found = self._unit(place, text, original, scale * numeral.value)
            if found is not None:
                end, factor, unit, currency = found
                scale *= factor
        per = None
        if unit is not None and unit not in TIMES:
            start, end, per = self._rate(start, end, text)
        return Measure(start, end, scale, unit, currency, signed, per)

    def is_measured(self, end: int, text: str, original: str) -> bool:
        """Whether a scale, currency or unit (none of time) follows the number that ends here."""
        found = self._unit(_skip_joint(text, end), text, original, 1e9)
        if found is not None:
            return found[2] not in TIMES
        return self._scale(end, text, False)[0] != end

    def unit_end(self, end: int, text: str) -> int:
        """The end of the unit that follows the number that ends here, or `end`."""
        found = self._units.at(text, _skip_joint(text, end))
        return end if found is None else found[0]

    def _sign_before(self, start: int, text: str, original: str) -> tuple[int, str | None]:
        place = skip_space_back(text, start)
        found = self._signs.before(text, place)
        if found is None:
            found = self._codes.before(text, place)
            if found is not None and not original[found[0] : place].isupper():
                found = None
        if found is None or (found[0] and text[found[0] - 1].isalpha() and self.spaced):
            return start, None
        return found[0], found[1]

    def _scale(self, end: int, text: str, signed: bool) -> tuple[int, float]:
        scale = 1.0
        for _ in range(2):
            found = self._scales.at(text, _skip_joint(text, end))
            if found is None:
                found = self._short_scales.at(text, end)
                if found and not signed and not self._signs.at(text, skip_space(text, found[0])):
                    found = None
            if found is None:
                break
            end, scale = found[0], scale * float(found[1])
        return end, scale

    def _unit(
        self, at: int, text: str, original: str, size: float
    ) -> tuple[int, float, str, str | None] | None:
        """End, factor, unit and currency."""
        found = self._percent.at(text, at)
        if found is not None:
            return found[0], 1.0, found[1], None
        found = self._signs.at(text, at)
        if found is not None:
            return found[0], 1.0, "currency", found[1]
        found = self._currencies.at(text, at)
        if found is not None and not (found[1] in _AMBIGUOUS and size < 100):
            return found[0], 1.0, "currency", found[1]
        letters = _LETTERS.match(original, at)
        if letters is None:
            return self._named(at, text)
        if letters[0] in SYMBOLS:
            return letters.end(), *SYMBOLS[letters[0]], None
        if letters[0] in CODES:
            return letters.end(), 1.0, "currency", letters[0]
        return self._named(at, text)

    def _named(self, at: int, text: str) -> tuple[int, float, str, None] | None:
        found = self._units.at(text, at)
        if found is None:
            return None
        factor, _, unit = found[1].rpartition(" ")
        return found[0], float(factor or 1), unit, None

    def _rate(self, start: int, end: int, text: str) -> tuple[int, int, str | None]:
        """Start, end and what the quantity is reckoned by."""
        found = self._per.at(text, skip_space(text, end))
        if found is not None and not _digit_at(text, skip_space(text, found[0])):
            return start, found[0], found[1]
        found = self._per_before.before(text, skip_space_back(text, start))
        if found is not None:
            return found[0], end, found[1]
        return start, end, None


def _skip_joint(text: str, at: int) -> int:
    """The place after a space or a hyphen."""
    return at + 1 if text[at : at + 1] == "-" else skip_space(text, at)


def _cldr_signs(code: str) -> Iterator[tuple[str, str]]:
    for currency in CODES:
        sign = get_currency_symbol(currency, locale=code)
        if sign != currency:
            yield sign, currency


def _cldr_names(code: str) -> Iterator[tuple[str, str]]:
    for currency in CODES:
        for count in (None, 1, 2):
            yield get_currency_name(currency, count=count, locale=code), currency


@cache
def measures(code: str) -> Measures:
    """The measures of the language `code`; built once."""
    return Measures(code)


def _digit_at(text: str, at: int) -> bool:
    return text[at : at + 1].isdigit()
