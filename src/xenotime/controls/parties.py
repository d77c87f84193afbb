"""Which listed party a text names: whole names and aliases, alone or inside a longer text.

A name is compared without case, accents, width, punctuation and legal form, so that
`MITSUBISHI HEAVY INDUSTRIES LTD` is `Mitsubishi Heavy Industries, Ltd.`; it is never guessed from a
near spelling. `near_parties` offers those to a person. An affiliate whose name begins with a listed
name (`Mitsubishi Heavy Industries Europe`) is taken for the listed one unless it is listed itself:
whether it is another firm, a person must say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs
import polars as pl
from rapidfuzz import fuzz, process

from xenotime.controls.lines.folding import fold

Party = tuple[str, str, str]
"""List (control_list, ...), measure, and the name as the act prints it."""

STRICTEST_FIRST = (
    "control_list",
    "entity_list",
    "unreliable_list",
    "end_user_list",
    "watch_list",
)
"""Of two parties that one text names, the one on the earlier of these lists is returned."""
LEGAL_FORMS = frozenset(
    (
        "ab ag as asa aps bhd bv co company corp corporation eurl gk gmbh inc incorporated jsc kg "
        "kgaa kk lp llc llp limited ltd mbh nv oao ojsc ooo oy oyj pjsc plc pt pte pty pvt sa sarl "
        "sas sdn se sl spa sprl srl yk zao kabushiki kaisha godo yugen gaisha"
    ).split()
)
"""Words that are left out at both ends of a name."""
SHORT_NAME = 3
"""A name of so few letters must be written in capitals within a longer text."""
FREE_END = 5
"""Signs of a Chinese or Japanese name, from which on other signs may follow it directly."""
ADDRESSING = "向宛殿様御社"
"""Signs that follow a name without being part of it."""
NEAR_ENOUGH = 80
"""Likeness, 0 to 100, of a name that is offered as near."""

_EAST_ASIAN_FORMS = re.compile(
    "株式会社|有限会社|合同会社|一般社団法人|国立研究開発法人|股份有限公司|有限责任公司|有限公司"
    "|股份公司|[(（]株[)）]|[(（]有[)）]"
)
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff々ー]")
_NAME_SIGN = re.compile("[\u30a1-\u30ff\u3400-\u9fff々]")

_SCRIPT_CHANGE = re.compile(
    r"(?<=[0-9A-Za-z])(?=[\u3040-\u30ff\u3400-\u9fff])|(?<=[\u3040-\u30ff\u3400-\u9fff])(?=[0-9A-Za-z])"
)


@dataclass(frozen=True)
class _Name:
    key: str
    party: Party
    east_asian: bool


def match_parties(names: Sequence[str | None], parties: pl.DataFrame) -> list[Party | None]:
    """The listed party that each text names, or None.

    Args:
        names: end users, or texts that may name one.
        parties: rows of `listed_parties` (measure, name, listed_as, aliases), those in force.

    Returns:
        For each text the party; of several the one of the strictest list, then of the longest name.
    """
    finder = _Finder(_listed(parties))
    found = {name: finder.party(name) for name in set(names) if name}
    return [found.get(name) if name else None for name in names]


def near_parties(name: str, parties: pl.DataFrame, limit: int = 3) -> list[Party]:
    """Listed parties whose names are spelt nearly so, the nearest first; for a person to look at.

    Args:
        name: an end user.
        parties: rows of `listed_parties`.
        limit: most parties returned.
    """
    listed = _listed(parties)
    found = process.extract(
        party_key(name),
        [each.key for each in listed],
        scorer=fuzz.token_set_ratio,
        score_cutoff=NEAR_ENOUGH,
        limit=None,
    )
    found.sort(key=lambda hit: (-fuzz.ratio(party_key(name), hit[0]), -hit[1], hit[2]))
    return list(dict.fromkeys(listed[at].party for _, _, at in found))[:limit]


def party_key(name: str) -> str:
    """A name as it is compared: folded, without legal forms at its ends."""
    words = _folded(name).split()
    while words and words[-1] in LEGAL_FORMS | {"and"}:
        words.pop()
    while words and words[0] in LEGAL_FORMS | {"the"}:
        words.pop(0)
    return " ".join(words) or _folded(name)


def _folded(text: str) -> str:
    plain = _apart(unicodedata.normalize("NFKC", text))
    plain = _EAST_ASIAN_FORMS.sub(" ", plain)
    plain = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain)
    return fold(plain.replace("&", " and "))


def _apart(text: str) -> str:
    """The text with a blank between Latin letters and East Asian signs: `SUBARU向け`."""
    return _SCRIPT_CHANGE.sub(" ", text)


def _listed(parties: pl.DataFrame) -> list[_Name]:
    """Every name and alias, each once for each party."""
    names = []
    for row in parties.iter_rows(named=True):
        party = (row["listed_as"], row["measure"], row["name"])
        for spelling in (row["name"], *(row.get("aliases") or "").split("|")):
            key = party_key(spelling)
            if key:
                names.append(_Name(key, party, bool(_EAST_ASIAN.search(key))))
    return list(dict.fromkeys(names))


class _Finder:
    """Finds all listed names in a text at once."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self._names = list(names)
        keys = [name.key if name.east_asian else f" {name.key} " for name in self._names]
        self._search = ahocorasick_rs.AhoCorasick(keys) if keys else None
        # Plain texts without the first word of any name need no closer look.
        first = {name.key.split()[0] for name in self._names if name.key.isascii()}
        self._first = ahocorasick_rs.AhoCorasick(sorted(first)) if first else None

    def party(self, text: str) -> Party | None:
        """The party that `text` names."""
        if self._search is None or not self._worth_a_look(text):
            return None
        hits = list(self._hits(text))
        longest = [
            (start, end, name)
            for start, end, name in hits
            if not any(
                other_start <= start and end <= other_end and other_end - other_start > end - start
                for other_start, other_end, _ in hits
            )
        ]
        if not longest:
            return None
        order = {name: at for at, name in enumerate(STRICTEST_FIRST)}
        return min(
            longest,
            key=lambda hit: (
                order.get(hit[2].party[0], len(order)),
                hit[0] - hit[1],
                hit[2].party,
            ),
        )[2].party

    def _worth_a_look(self, text: str) -> bool:
        if not text.isascii():
            return True
        if self._first is None:
            return False
        lower = text.lower()
        return bool(self._first.find_matches_as_indexes(lower)) or (
            "." in lower and bool(self._first.find_matches_as_indexes(lower.replace(".", "")))
        )

    def _hits(self, text: str) -> Iterator[tuple[int, int, _Name]]:
        """Start, end and name of each listed name in the folded text."""
        assert self._search is not None
        padded = f" {_folded(text)} "
        found = self._search.find_matches_as_indexes(padded, overlapping=True)
        alone = party_key(text) if found else ""
        for at, start, end in found:
            name = self._names[at]
            if name.key != alone and not self._stands_free(name, text, padded, start, end):
                continue
            yield start, end, name

    def _stands_free(self, name: _Name, text: str, padded: str, start: int, end: int) -> bool:
        """Whether a name found within a longer text is that name and no part of another word."""
        if name.east_asian:
            left = _NAME_SIGN.match(padded[start - 1]) and _NAME_SIGN.match(padded[start])
            follows = _NAME_SIGN.match(padded[end]) and padded[end] not in ADDRESSING
            right = follows and len(name.key) < FREE_END
            return not left and not right
        if len(name.key) > SHORT_NAME:
            return True
        bare = _apart(unicodedata.normalize("NFKC", text)).replace(".", "")
        return re.search(rf"\b{re.escape(name.key.upper())}\b", bare) is not None
