"""Which header of a file stands for which canonical column.

Tried in turn: what the user says, the canonical name, the words of `headers.csv` in six languages,
a near spelling of either. `own` words are enough for a column, `loose` ones (`item`, `to`) only
count when no other header claims it, and `ambiguous` ones (`country`) must be decided by the user.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xenotime.controls.lines.folding import fold
from xenotime.controls.lines.header_words import (
    CANONICAL,
    canonical_names,
    columns_meant,
    nearly_meant,
)
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

How = Literal["chosen", "exact", "known words", "similar"]

NEEDED = ("destination_iso3", "item_text", "hs_code", "elements")
"""A file with none of these is no shipment list."""
JOINED = "end_user"
"""Every header for a party is taken: a listed consignee counts as much as a listed end user."""
SHARE = "controlled_value_share_pct"
_FRACTION = re.compile(r"\b(?:fraction|ratio|decimal|bruchteil)\b")


@dataclass(frozen=True)
class Matched:
    """A header that was taken for a canonical column, and how it was recognised."""

    column: str
    header: str
    how: How


@dataclass(frozen=True)
class Matching:
    """Headers of a file by position: those taken and those left out."""

    matched: list[Matched] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    """Where the headers of `matched` stand, counted from 0."""
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Claim:
    position: int
    rank: int
    how: How
    columns: frozenset[str]


_RANKS: tuple[How, ...] = ("chosen", "exact", "known words", "similar")
_LOOSE = len(_RANKS)


def known_headers(headers: Iterable[str]) -> int:
    """How many canonical columns a row names for certain: what makes it a row of headers."""
    return len({min(claim.columns) for claim in map(_claim, headers) if claim and claim.rank <= 2})


def match_headers(
    file: str, headers: Sequence[str], chosen: Mapping[str, str] | None = None
) -> Matching:
    """The canonical columns of a row of headers.

    Args:
        file: how messages name the file.
        headers: as the file has them.
        chosen: canonical name to header, as the user says; an empty header says that the file has
            no such column.

    Raises:
        XenotimeError: two headers claim one column, one may stand for several, `chosen` names
            what is not there, or the headers tell neither a destination nor goods.
    """
    result = Matching()
    claims = _chosen(file, headers, chosen or {})
    settled = {column for claim in claims for column in claim.columns} | set(chosen or {})
    taken = {claim.position for claim in claims}
    for position, header in enumerate(headers):
        claim = None if position in taken else _claim(header, position)
        if claim and (len(claim.columns) > 1 or not claim.columns & settled):
            claims.append(claim)
    winners = [
        claim
        for column in CANONICAL
        for claim in _winners(file, column, headers, claims, result.notes)
    ]
    claimed = {column for claim in winners for column in claim.columns} | settled
    for claim in claims:
        open_columns = [name for name in CANONICAL if name in claim.columns - claimed]
        if len(claim.columns) > 1 and open_columns:
            raise _ambiguous(file, headers[claim.position], open_columns)
    for claim in winners:
        header = headers[claim.position].strip()
        result.matched.append(Matched(next(iter(claim.columns)), header, claim.how))
        result.positions.append(claim.position)
    result.ignored.extend(
        header.strip()
        for position, header in enumerate(headers)
        if header.strip() and position not in result.positions
    )
    for match in result.matched:
        in_per_cent = match.column != SHARE or match.how == "chosen"
        if not in_per_cent and _FRACTION.search(fold(match.header)):
            raise XenotimeError(
                f"{file}: {match.header!r} seems to hold fractions, and {SHARE} is in per cent; "
                f"multiply by 100, or say `--column {SHARE}={match.header}` if it is in per cent."
            )
    if not any(match.column in NEEDED for match in result.matched):
        raise _no_list(file, headers)
    result.notes.extend(_origin_note(result.matched))
    return result


def _winners(
    file: str, column: str, headers: Sequence[str], claims: list[_Claim], notes: list[str]
) -> list[_Claim]:
    """The claims that a column goes to: one, or none, or several for a column that is joined."""
    rivals = [claim for claim in claims if claim.columns == {column}]
    if not rivals:
        return []
    best = min(claim.rank for claim in rivals)
    if column == JOINED and 0 < best < _LOOSE:
        return [claim for claim in rivals if claim.rank < _LOOSE]
    winners = [claim for claim in rivals if claim.rank == best]
    if len(winners) > 1:
        names = [headers[claim.position].strip() for claim in winners]
        raise _contested(file, column, names)
    notes.extend(
        f"{headers[claim.position].strip()!r} is left out: {column} is read from "
        f"{headers[winners[0].position].strip()!r}"
        for claim in rivals
        if claim.rank > best
    )
    return winners


def _chosen(file: str, headers: Sequence[str], chosen: Mapping[str, str]) -> list[_Claim]:
    """What the user says, checked against the file."""
    claims = []
    exact = [header.strip() for header in headers]
    folded = [fold(header) for header in headers]
    for column, header in chosen.items():
        if column not in CANONICAL:
            raise XenotimeError(
                f"--column {column}={header}: {column!r} is no column of a shipment list"
                f"{nearest(column, CANONICAL)}; the columns are {', '.join(CANONICAL)}."
            )
        if not header.strip():
            continue
        places = [at for at, name in enumerate(exact) if name == header.strip()]
        places = places or [at for at, name in enumerate(folded) if name == fold(header)]
        if not places:
            raise XenotimeError(
                f"{file}: no header is {header!r}, which --column wants for {column}; the headers "
                f"are {_listed(headers)}."
            )
        if len(places) > 1:
            raise XenotimeError(
                f"{file}: the header {header!r} stands {len(places)} times; rename the one that "
                f"is {column}."
            )
        claims.append(_Claim(places[0], 0, "chosen", frozenset({column})))
    return claims


def _claim(header: str, position: int = 0) -> _Claim | None:
    """What a header claims by its own words; None when it says nothing known."""
    word = fold(header)
    if not word:
        return None
    if word in canonical_names():
        return _Claim(position, 1, "exact", frozenset({canonical_names()[word]}))
    columns, loose = columns_meant(header)
    if columns:
        return _Claim(position, _LOOSE if loose else 2, "known words", columns)
    near = nearly_meant(word)
    return _Claim(position, 3, "similar", frozenset({near})) if near else None


def _origin_note(matched: list[Matched]) -> list[str]:
    """What is taken for granted when a list tells only one country of origin."""
    told = {match.column: match for match in matched}
    origin = told.get("origin_iso3")
    if origin is None or origin.how != "known words" or "made_in_iso3" in told:
        return []
    return [
        f"{origin.header!r} is read as the origin of the controlled content; where goods are made "
        "elsewhere than their content, add a column made_in_iso3"
    ]


def _listed(headers: Iterable[str]) -> str:
    return ", ".join(repr(header.strip()) for header in headers if header.strip()) or "none"


def _contested(file: str, column: str, names: list[str]) -> XenotimeError:
    if len(set(names)) == 1:
        return XenotimeError(
            f"{file}: the header {names[0]!r} stands {len(names)} times; keep one, or rename the "
            f"others and say which is {column} with `--column {column}=HEADER`."
        )
    return XenotimeError(
        f"{file}: {' and '.join(map(repr, names))} both claim {column}; say which it is with "
        f"`--column {column}={names[0]}`."
    )


def _ambiguous(file: str, header: str, columns: list[str]) -> XenotimeError:
    choices = " or ".join(columns)
    return XenotimeError(
        f"{file}: the header {header.strip()!r} may be {choices}; say which it is with "
        f"`--column {columns[-1]}={header.strip()}`."
    )


def _no_list(file: str, headers: Sequence[str]) -> XenotimeError:
    return XenotimeError(
        f"{file} names neither a destination nor goods: its headers are {_listed(headers)}, and a "
        f"shipment list has {', '.join(CANONICAL)} (any header can be named with "
        "`--column canonical=header`)."
    )
