"""What the tables of dates become: words to look for and patterns of numeric dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale

from xenotime.ledger.languages import spaced
from xenotime.ledger.lexicon import fold
from xenotime.ledger.mentions.adjacent import expand, expanded

_SLOTS = {
    "year": r"(?P<year>\d{4}|\d{2})",
    "month": r"(?P<month>\d{1,2})",
    "day": r"(?P<day>\d{1,2})",
}


def alternatives(found: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(fold(word)) for word in sorted(found, key=len)[::-1]) + ")"


def numeric_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern such as `{day}.{month}.{year}`; `[x]` may be missing, a space may be any."""
    parts = re.split(r"(\{\w+\}|\[[^]]*\])", pattern)
    regex = ""
    for part in parts:
        if part.startswith("{"):
            regex += _SLOTS[part[1:-1]]
        elif part.startswith("["):
            regex += f"(?:{re.escape(part[1:-1])})?"
        else:
            regex += re.escape(part).replace(r"\ ", " ?")
    return re.compile(regex)


def core_words(code: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Words that a date can be built around, each with its kind and number, as `month 10`."""
    locale = Locale.parse(code)
    if spaced(code):
        for context in ("format", "stand-alone"):
            for number, name in locale.months[context]["wide"].items():
                yield name, f"month {number}"
            for number, name in locale.days[context]["wide"].items():
                yield name, f"weekday {number}"
                for time in table["weekday_times"]:
                    for each in expand(time):
                        yield name + each, f"weekday {number}"
        for context in ("format", "stand-alone"):
            for number, name in locale.months[context]["abbreviated"].items():
                yield name.rstrip("."), f"short {number}"
    else:
        for number, name in locale.days["format"]["wide"].items():
            yield name, f"weekday {number}"
    for word, value in expanded(table["until_end"]):
        yield word, f"end {value}"
    for word, value in expanded(table["spans_whole"]):
        yield word, f"whole {value}"
    for word, value in expanded(table["months"]):
        yield word, f"month {value}"
    for word, value in expanded(table["weekdays"]):
        yield word, f"weekday {value}"
    for word, value in expanded(table["relative"]):
        yield word.strip(), value if value.startswith("from ") else f"relative {value}"
    yield from expanded(table["quarters"])
    for phrase in table["comparisons"]:
        for word in expand(phrase):
            yield word, "comparison"
    for word in table["then"]:
        yield word, "then"
