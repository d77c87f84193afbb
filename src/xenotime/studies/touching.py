"""The acts that touch a partnership: which bind it on a day, and what changes soon.

An act touches a partnership when one of its rules is about goods of the world and has a partner
among its destinations. What a government lays down for goods within its own territory does not.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.controls.register import POLICY_RANK
from xenotime.controls.status import Day, Status
from xenotime.studies.standing import Standing, bound_for
from xenotime.world.world import World

SOON = datetime.timedelta(days=90)
"""How far ahead changes are told."""
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("measure", "government", "title", "policy", "conditions"), pl.String),
    **dict.fromkeys(("status", "cause", "since"), pl.String),
    **dict.fromkeys(("destinations", "minerals"), pl.List(pl.String)),
}
CHANGES: dict[str, Any] = {
    "date": pl.Date,
    **dict.fromkeys(("measure", "government", "title", "before", "after", "cause"), pl.String),
    "minerals": pl.List(pl.String),
}


@dataclass(frozen=True)
class Touching:
    """The acts that touch a partnership.

    acts: measure, government, title, policy (the strictest that holds for anybody; without any,
        for those that `conditions` names), conditions (end uses and end users), status, cause,
        since, destinations (partners), minerals. One row per act and status that its goods have:
        goods that it takes over from a suspended act are suspended with it.
    changes: date, measure, government, title, before, after, cause, minerals, from the day to
        `SOON` later, both included.
    newest_source: `Register.newest_source`.
    """

    acts: pl.DataFrame
    changes: pl.DataFrame
    newest_source: Day | None

    def with_status(self, status: Status) -> pl.DataFrame:
        """The acts with a status."""
        return self.acts.filter(pl.col("status") == status.word)

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        newest = self.newest_source
        return {
            "controls": self.acts.to_dicts(),
            "changes": self.changes.with_columns(pl.col("date").dt.to_string()).to_dicts(),
            "controls_newest_source": None if newest is None else newest.isoformat(),
        }


def touching(world: World, partnership: Sequence[str], day: Day) -> Touching:
    """The acts that touch a partnership on a day, and what changes in the 90 days from it."""
    standing = Standing(world, day)
    found: dict[tuple[str, Status], dict[str, Any]] = {}
    of_act: dict[str, set[str]] = {}
    for rule in standing.register.rules:
        minerals = set(standing.goods(rule).values())
        partners = {place for place in partnership if bound_for(rule, [place])}
        if not minerals or not partners:
            continue
        of_act.setdefault(rule.measure, set()).update(minerals)
        status = rule.status(day)
        parts = found.setdefault(
            (rule.measure, status),
            {"minerals": set(), "partners": set(), "asks": {}, "cause": rule.cause(day)},
        )
        parts["minerals"] |= minerals
        parts["partners"] |= partners
        parts["asks"].setdefault((*rule.end_uses, *rule.end_users), set()).add(rule.policy)
    acts = {entry["id"]: entry for entry in standing.register.measures.iter_rows(named=True)}
    rows = [
        _row(acts[measure], status, parts, partnership)
        for (measure, status), parts in found.items()
        if status not in (Status.ENDED, Status.UNKNOWN_YET)
    ]
    changes = [
        entry | {"minerals": sorted(of_act[entry["measure"]])}
        for entry in standing.register.changes(day, day + SOON, of_act).to_dicts()
    ]
    return Touching(
        pl.DataFrame(rows, schema=SCHEMA).sort("measure", "status"),
        pl.DataFrame(changes, schema=CHANGES),
        standing.register.newest_source,
    )


def _row(
    act: Mapping[str, Any], status: Status, parts: Mapping[str, Any], partnership: Sequence[str]
) -> dict[str, Any]:
    asks = parts["asks"]
    general = {(): asks[()]} if () in asks else asks
    policies = {policy for found in general.values() for policy in found}
    words = sorted({word for condition in general for word in condition})
    return {
        "measure": act["id"],
        "government": act["government"],
        "title": act["title"],
        "policy": max(sorted(policies), key=POLICY_RANK.__getitem__),
        "conditions": " ".join(words) or None,
        "status": status.word,
        "cause": parts["cause"],
        "since": act["effective"],
        "destinations": [place for place in partnership if place in parts["partners"]],
        "minerals": sorted(parts["minerals"]),
    }
