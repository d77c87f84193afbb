"""The end use and the listing that a cell says, in six languages: `words.csv` holds the words.

A cell is compared whole first. In a longer one (`Yes - METI end user list, 2025`) the words are
looked for; one that denies, or two that differ, make the cell a fault rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from xenotime.controls.lines.faults import CellFault
from xenotime.controls.lines.folding import fold, unknown_words
from xenotime.controls.lines.tables import rows

END_USES = ("civil", "military", "semiconductor")
LISTS = ("control_list", "watch_list", "unreliable_list", "entity_list", "end_user_list")
STRICTEST_LIST = "control_list"
"""What a plain `yes` stands for: nothing worse can be meant."""

_LATIN = re.compile("[0-9a-z]")


@lru_cache(maxsize=50_000)
def end_use_of(cell: str) -> str | None:
    """civil, military or semiconductor; None when the cell says that it is not known.

    Raises:
        CellFault: another word, or words of several end uses.
    """
    word = fold(cell)
    known = _whole("end_use")
    if word in known:
        return known[word]
    if word in unknown_words():
        return None
    found = {use for use in END_USES if _within("end_use", use).search(word)}
    if len(found) == 1 and not _denial().search(word):
        return found.pop()
    raise CellFault(
        f"{'names no one end use' if found else 'is no end use known here'}: write civil, "
        "military or semiconductor, or leave the cell empty if it is not known"
    )


@lru_cache(maxsize=50_000)
def listing_of(cell: str) -> str | None:
    """`no` or the list that names the end user; None when the cell says that it is not known.

    A plain `yes` becomes `control_list`, the strictest.

    Raises:
        CellFault: another word, several lists, or a list that is denied.
    """
    word = fold(re.sub(r"\.0$", "", cell.strip()))
    known = _whole("end_user_listed")
    if word in known:
        return STRICTEST_LIST if known[word] == "yes" else known[word]
    if word in unknown_words():
        return None
    found = {name for name in LISTS if _within("end_user_listed", name).search(word)}
    # `unreliable entity list` holds `entity list`, and `foreign end user list` its shorter name.
    if "unreliable_list" in found and len(found) == 2:
        found.discard("entity_list")
    if not _denial().search(word):
        if len(found) == 1:
            return found.pop()
        if STRICTEST_LIST in found:
            return STRICTEST_LIST
        if not found and known.get(word.split()[0]) == "yes":
            return STRICTEST_LIST
    raise CellFault(
        f"does not tell whether the end user is listed: write no, yes or one of {', '.join(LISTS)}"
    )


@cache
def _whole(column: str) -> dict[str, str | None]:
    """Folded words of a column with their value; None for those that say unknown."""
    return {
        fold(word): row["value"] or None
        for row in rows("words")
        if row["column"] == column and row["value"] != "not"
        for word in (*row["words"], row["value"])
        if word
    }


@cache
def _within(column: str, value: str) -> re.Pattern[str]:
    """The words of a value wherever they stand: whole words, or signs of Chinese and Japanese."""
    return _pattern(
        fold(word)
        for row in rows("words")
        if (row["column"], row["value"]) == (column, value)
        for word in row["words"]
    )


@cache
def _denial() -> re.Pattern[str]:
    return _pattern(
        fold(word) for row in rows("words") if row["value"] == "not" for word in row["words"]
    )


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    forms = {
        rf"\b{re.escape(word)}\b" if _LATIN.search(word) else re.escape(word) for word in words
    }
    return re.compile("|".join(sorted(forms, key=len, reverse=True)))
