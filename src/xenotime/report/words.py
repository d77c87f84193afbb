"""Numbers, dates and names as a reader expects them, set by Babel."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_currency_symbol

from xenotime.world.world import World

LOCALE = "en_GB"
WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Rest of", "DR Congo")


def percent(share: float) -> str:
    """`93%`; below ten and above 99.5 a digit is kept, so that a little is not nothing."""
    if share > 0.9995 or share == 0:
        return format_percent(share, "#,##0%", locale=LOCALE)
    small = share < 0.0995 or share > 0.9949
    return format_percent(share, "#,##0.0%" if small else "#,##0%", locale=LOCALE)


def tonnes(amount: float) -> str:
    """`1,240 t`: three significant digits."""
    if amount >= 1000:
        digits = 10 ** max(len(str(int(amount))) - 3, 0)
        return f"{format_decimal(round(amount / digits) * digits, '#,##0', locale=LOCALE)} t"
    return f"{format_decimal(float(f'{amount:.3g}'), '#,##0.##', locale=LOCALE)} t"


def dollars(amount: float) -> str:
    """`$3.4 bn`, `$120 m`, `$45,000`: three significant digits."""
    rounded = float(f"{amount:.3g}")
    for size, unit in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")):
        if rounded >= size:
            return f"${format_decimal(rounded / size, '#,##0.##', locale=LOCALE)}{unit}"
    return f"${format_decimal(rounded, '#,##0', locale=LOCALE)}"


def money(amount: float, currency: str, upper: float | None = None) -> str:
    """`$550 bn`, `€472.3 bn`, `A$300–400 m`, `KZT 5,000`: as exact as it was said.

    Args:
        amount: in units of the currency; the lower end of a range.
        currency: ISO 4217; the dollar of the United States is plain `$`, as in `dollars`.
        upper: the upper end of a range.
    """
    symbol = "$" if currency == "USD" else get_currency_symbol(currency, locale=LOCALE)
    if symbol[-1].isalpha():
        symbol += "\N{NO-BREAK SPACE}"
    sizes = ((1e12, " tn"), (1e9, " bn"), (1e6, " m"))
    size, unit = next((s for s in sizes if abs(amount) >= s[0]), (1.0, ""))
    ends = [amount] if upper is None else [amount, upper]
    said = "–".join(format_decimal(end / size, "#,##0.####", locale=LOCALE) for end in ends)
    return f"{symbol}{said}{unit}"


def day(date: datetime.date) -> str:
    """`21 November 2026`."""
    return format_date(date, "d MMMM y", locale=LOCALE)


def month(text: str) -> str:
    """`November 2026` of `2026-11`."""
    first = datetime.date.fromisoformat(f"{text}-01")
    return format_skeleton("yMMMM", first, locale=LOCALE)


def listed(words: list[str], style: Literal["standard", "or"] = "standard") -> str:
    """`Japan, Germany and the United States`; with the style `or`, the last is an alternative."""
    return format_list(words, style=style, locale=LOCALE)


def count(number: int, noun: str, several: str | None = None) -> str:
    """`1 act`, `2,000 acts`, `3 entries` with `several` given."""
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def within(name: str) -> str:
    """A name as it stands within a sentence: `Dysprosium oxide` is `dysprosium oxide` there.

    Names that hold further capitals (`NdFeB magnets`, `Bayan Obo concentrate`) stay as they are.
    """
    return name[:1].lower() + name[1:] if name[1:] == name[1:].lower() else name


def short(name: str) -> str:
    """A name without its `incl.` and its brackets, for axes and tables."""
    return name.split(", incl.")[0].split(" (")[0]


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def place_labels(world: World) -> dict[str, str]:
    """English names of the world's places by code, as they stand in a figure: `United States`.

    What a name says in brackets is left to the table of places: `China (mainland)` is `China`.
    """
    names = dict(world.table("places").select("id", "name").iter_rows())
    return {place: name.split(" (")[0] for place, name in names.items()} | {"unknown": "unknown"}


def place_names(world: World) -> dict[str, str]:
    """English names of the world's places by code, as they stand in a sentence: `the United
    States`."""
    labels = place_labels(world)
    return {p: f"the {n}" if n.startswith(WITH_ARTICLE) else n for p, n in labels.items()}


@cache
def country_names() -> dict[str, str]:
    """English names of countries by ISO 3166-1 alpha-3, from CLDR, and of the European Union."""
    import pycountry

    territories = Locale.parse(LOCALE).territories
    names = {c.alpha_3: territories.get(c.alpha_2, c.name) for c in pycountry.countries}
    return names | {"XEU": territories["EU"]}


def commodity_names(world: World) -> dict[str, str]:
    """English names of the world's commodities by id."""
    return dict(world.table("commodities").select("id", "name").iter_rows())


def sector_names(world: World) -> dict[str, str]:
    """English names of the world's sectors by id."""
    return dict(world.table("sectors").select("id", "name").iter_rows())
