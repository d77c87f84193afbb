"""Which articles of the register may be rewrites of another one, by what their profiles share."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from xenotime.ledger.register import schema
from xenotime.ledger.register.records import Candidate
from xenotime.ledger.register.rows import profile_of
from xenotime.ledger.stories.profile import Profile
from xenotime.world.problems import XenotimeError

LOOKED_UP = 32
"""Hashes of a fingerprint that candidates are looked up by. A fingerprint holds the smallest hashes
of a text: of two texts with a fifth of their phrases in common, the 32 smallest share some in 999
cases of 1,000. More would make the index larger than the texts."""
_SAME_MARK = 100
"""Of the articles that share one mark only so many, the latest, are candidates: a line that a
thousand articles end with tells nothing."""
_AT_ONCE = 64
"""Marks that one statement looks up."""


def marks_of(profile: Profile) -> list[int]:
    """What candidates are looked up by: the smallest hashes, and the keys hashed to 63 bits.

    Raises:
        XenotimeError: a hash does not have 63 bits.
    """
    hashes = sorted(profile.fingerprint)
    if hashes and not 0 <= hashes[0] <= hashes[-1] < 1 << 63:
        raise XenotimeError("a fingerprint holds hashes of 63 bits, 0 or more")
    return sorted({*hashes[:LOOKED_UP], *map(_key_mark, profile.keys)})


def _key_mark(key: str) -> int:
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8, person=b"key").digest()
    return int.from_bytes(digest, "big") >> 1


def find_candidates(connection: sa.Connection, profile: Profile, limit: int) -> list[Candidate]:
    """The articles that share the most hashes and keys with a profile, most first."""
    marks = marks_of(profile)
    shared: dict[int, int] = {}
    for at in range(0, len(marks), _AT_ONCE):
        some = marks[at : at + _AT_ONCE]
        # A mark is 0 or more: -1 finds nothing, and keeps the statement the same.
        values = {f"m{i}": mark for i, mark in enumerate(some + [-1] * (_AT_ONCE - len(some)))}
        for (article,) in connection.execute(_lookup(), values):
            shared[article] = shared.get(article, 0) + 1
    best = sorted(shared, key=lambda article: (-shared[article], -article))[:limit]
    if not best:
        return []
    c = schema.articles.c
    columns: tuple[sa.Column[Any], ...] = (
        c.id, c.story, c.fingerprint, c.named, c.profile_first, c.profile_last
    )  # fmt: skip
    rows = connection.execute(sa.select(*columns).where(c.id.in_(best)))
    found = {row.id: (row.story, profile_of(row)) for row in rows}
    return [found[article] for article in best]


@lru_cache(1)
def _lookup() -> sa.TextClause:
    one = (
        "SELECT article FROM (SELECT article FROM marks WHERE mark = :m{0}"
        f" ORDER BY article DESC LIMIT {_SAME_MARK}) AS s{{0}}"
    )
    return sa.text(" UNION ALL ".join(one.format(i) for i in range(_AT_ONCE)))
