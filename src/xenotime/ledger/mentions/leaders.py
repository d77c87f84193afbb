"""Heads of state and government, ministers and others who sign and speak in this trade, by date.

`leaders.csv`: one row an office held; `from` and `to` are days (empty: still), `office` a group of
`people.toml`, `surname` a name that stands alone for the person in the news, `aliases` other
spellings. `source` says how the row is known: `recalled` means by general knowledge, to be checked
when it matters.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.shared_tables import shared_rows

# A winner of an election makes news before taking office.
_BEFOREHAND = datetime.timedelta(90)


@dataclass(frozen=True)
class Leader:
    """A person and the offices held, each a group with its first and last day."""

    name: str
    place: str | None
    offices: tuple[tuple[str, datetime.date, datetime.date | None], ...]
    surname: str
    aliases: tuple[str, ...]

    def in_news(self, day: datetime.date | None) -> bool:
        """Whether the person held one of the offices by `day`, or soon after; yes for no day."""
        return day is None or any(first <= day + _BEFOREHAND for _, first, _ in self.offices)

    def groups(self, day: datetime.date | None) -> frozenset[str]:
        """The groups of offices held on `day`; without a day, or out of office, all of them."""
        held = {
            group
            for group, first, last in self.offices
            if day and first <= day and (last is None or day <= last)
        }
        return frozenset(held or {group for group, _, _ in self.offices})


@cache
def leaders() -> tuple[Leader, ...]:
    """All rows of the table, one `Leader` a person."""
    by_name: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in shared_rows("leaders"):
        by_name.setdefault((row["name"], row["place"]), []).append(row)
    return tuple(_leader(name, place, rows) for (name, place), rows in by_name.items())


def _leader(name: str, place: str, rows: Sequence[dict[str, str]]) -> Leader:
    offices = tuple(
        (
            row["office"],
            datetime.date.fromisoformat(row["from"]),
            datetime.date.fromisoformat(row["to"]) if row["to"] else None,
        )
        for row in rows
    )
    aliases = tuple(dict.fromkeys(a for row in rows for a in row["aliases"].split("|") if a))
    return Leader(name, place or None, offices, rows[-1]["surname"], aliases)


@cache
def leader_lexicon(spaced: bool) -> Lexicon:
    """Names of leaders; the value is `row|kind`, kind `full` or `surname` (a single word)."""
    entries: list[tuple[str, str]] = []
    for at, leader in enumerate(leaders()):
        names = [leader.name, *leader.aliases]
        if leader.surname:
            names.append(leader.surname)
        for name in dict.fromkeys(names):
            if name.isascii() or not _unspaced_script(name):
                kind = "full" if " " in name else "surname"
                ending = ("", "s") if kind == "surname" and not name.endswith("s") else ("",)
            else:
                kind = "full" if name in leader.aliases[:1] else "surname"
                ending = ("",)
            entries += [(name + e, f"{at}|{kind}") for e in ending]
    return Lexicon(entries, spaced=spaced)


def _unspaced_script(name: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" for letter in name)
