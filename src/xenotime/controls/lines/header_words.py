"""Which canonical column the words of a header may mean: `headers.csv` and its near spellings."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from xenotime.controls.lines.folding import fold
from xenotime.controls.lines.tables import rows

CANONICAL = (
    "case_id",
    "as_of_date",
    "origin_iso3",
    "exporter_iso3",
    "destination_iso3",
    "made_in_iso3",
    "technology_origin_iso3",
    "end_use",
    "end_user_listed",
    "end_user",
    "item_text",
    "hs_code",
    "elements",
    "controlled_value_share_pct",
)
"""Columns of a shipment list."""
NEAR_ENOUGH, SHORTEST_NEAR = 90, 6
"""Likeness (0 to 100) of a misspelt header, and its fewest letters."""

_PARTS = re.compile(r"[/|()（）\[\]【】\n:：]+")
_FORMAT = re.compile(r"(?: (?:iso ?[23]?|alpha ?[23]?|[23]|code|pct|%))+$")


def columns_meant(header: str) -> tuple[frozenset[str], bool]:
    """Columns that the words of a header may mean, and whether they are only loose words.

    A header in two languages (`HS Code / 税则号`) or with a remark (`Destination (country)`)
    means what its parts have in common.
    """
    own, loose = _words("own") | _words("ambiguous"), _words("loose")
    whole = fold(header)
    for word in (whole, _FORMAT.sub("", whole)):
        if word in own:
            return own[word], False
    for table in (own, loose):
        parts = [
            _FORMAT.sub("", part) if part not in table else part
            for part in (fold(part) for part in _PARTS.split(header))
        ]
        found = [table[part] for part in parts if part in table]
        if found:
            common = frozenset.intersection(*found)
            return common or frozenset.union(*found), table is loose
    return frozenset(), False


@cache
def canonical_names() -> dict[str, str]:
    """Canonical names by how they are written in a header, folded."""
    return {fold(name): name for name in CANONICAL}


@cache
def _words(strength: str) -> dict[str, frozenset[str]]:
    """Folded words of a strength, each with the columns that it may mean."""
    meant: dict[str, set[str]] = {}
    for row in rows("headers"):
        if row["value"] == strength:
            for word in row["words"]:
                meant.setdefault(fold(word), set()).update(row["column"].split())
    return {word: frozenset(columns) for word, columns in meant.items()}


def nearly_meant(word: str) -> str | None:
    """The column whose words come near in spelling; None when none does, or those of several."""
    if len(word) < SHORTEST_NEAR:
        return None
    own = _words("own")
    choices = [*own, *canonical_names()]
    found = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH, limit=None)
    columns = {
        column
        for choice, _, _ in found
        for column in (own[choice] if choice in own else {canonical_names()[choice]})
    }
    return columns.pop() if len(columns) == 1 else None
