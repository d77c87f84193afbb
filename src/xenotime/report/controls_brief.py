"""The brief's part on controls: what binds the partners on the day, and what changes soon."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from xenotime.controls.status import Status
from xenotime.report import words
from xenotime.report.controls_words import POLICIES, condition, dated, government, partial
from xenotime.studies.brief import BriefResult

SEVERAL = 3
"""Minerals up to which an act stands at the first of them; with more it stands at the head."""
NAMED = 3
"""Acts, or minerals, that a headline names."""
RAN_OUT = "ran out"
"""What the cause of a status says when a suspension did so."""
BINDING = (Status.IN_FORCE.word, Status.UNVERIFIED.word)
"""Statuses of acts that bind, or may."""


def control_groups(result: BriefResult) -> list[dict[str, Any]]:
    """Acts that bind, or may, in groups with a name: those of several minerals, then the others.

    Each act stands once; goods of it that have another status are told in its status.
    """
    known, order = _minerals(result), _order(result)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for rows in _by_act(result.controls.acts.filter(pl.col("status").is_in(BINDING))):
        touched = sorted({m for row in rows for m in row["minerals"]}, key=order)
        head = tuple(touched if len(touched) > SEVERAL else touched[:1])
        others = [words.within(known[mineral]) for mineral in touched[len(head) :]]
        groups.setdefault(head, []).append(_shown(result, rows) | {"others": ", ".join(others)})
    ordered = sorted(groups, key=lambda head: (-len(head), order(head[0]), head))
    return [{"name": _title(head, known), "acts": groups[head]} for head in ordered]


def _title(head: Sequence[str], known: Mapping[str, str]) -> str:
    names = [known[head[0]], *(words.within(known[mineral]) for mineral in head[1:])]
    return words.listed(names)


def _minerals(result: BriefResult) -> dict[str, str]:
    return dict(result.case.world.table("minerals").select("id", "name").iter_rows())


def _shown(result: BriefResult, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The cells of an act; `rows` are its rows, those in force first."""
    first, *rest = rows
    places = words.place_labels(result.case.world)
    partners = [places[place] for place in first["destinations"]]
    everybody = len(partners) == len(result.case.partnership) > 1
    unverified = first["status"] == Status.UNVERIFIED.word
    return {
        "measure": first["measure"],
        "government": government(first["government"], result.case.world),
        "title": first["title"],
        "policy": POLICIES[first["policy"]],
        "condition": condition(first["conditions"]),
        "to": "all partners" if everybody else ", ".join(partners),
        "since": partial(first["since"]) or "not known",
        "unverified": unverified,
        "cause": _briefly(first["cause"]) if unverified else "",
        "besides": _besides(rest, _minerals(result)),
    }


def _by_act(acts: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """The rows of each act, those in force first; acts in force first, the newest of them first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in acts.sort(pl.col("status") != Status.IN_FORCE.word, maintain_order=True).to_dicts():
        found.setdefault(row["measure"], []).append(row)
    newest = sorted(found.values(), key=lambda rows: rows[0]["since"] or "", reverse=True)
    return sorted(newest, key=lambda rows: rows[0]["status"] != Status.IN_FORCE.word)


def _besides(rows: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> str:
    """What of an act has another status than the row says."""
    if not rows:
        return ""
    minerals = sorted({known[mineral] for row in rows for mineral in row["minerals"]})
    return f"unverified in part for {words.listed([words.within(name) for name in minerals])}"


def idle(result: BriefResult) -> list[str]:
    """Acts that touch the partners but do not bind on the day: suspended, announced."""
    lines = []
    bound = result.controls.acts.filter(pl.col("status").is_in(BINDING))["measure"].to_list()
    for status in (Status.SUSPENDED, Status.ANNOUNCED):
        rows = result.controls.with_status(status).filter(~pl.col("measure").is_in(bound))
        reasons = rows.group_by("cause", maintain_order=True).agg("measure").rows()
        named = [
            f"{', '.join(acts)} ({dated(cause.removeprefix(f'{status.word} '))})"
            for cause, acts in reasons
        ]
        if named:
            lines.append(f"{words.sentence(status.word)} on this day: {'; '.join(named)}.")
    return lines


def controls_line(result: BriefResult) -> str | None:
    """What of the controls matters most: how many bind, which are open, and what comes next."""
    if result.controls.acts.is_empty():
        return None
    binding = result.controls.with_status(Status.IN_FORCE)["measure"].n_unique()
    verb = "is" if binding == 1 else "are"
    coming = _next(result)
    return (
        f"Controls on goods to the partners: {words.count(binding, 'act')} {verb} in force"
        f"{_open_ones(result)}.{f' {coming}' if coming else ''}"
    )


def _open_ones(result: BriefResult) -> str:
    """How many acts are unverified, and those of the suspension that ran out with most of them."""
    rank = _rank(result)
    rows = result.controls.with_status(Status.UNVERIFIED)
    rows = rows.filter(~pl.col("measure").is_in(_bound(result)))
    if rows.is_empty():
        return ""
    said = f" and {rows['measure'].n_unique()} unverified"
    by: dict[str, list[dict[str, Any]]] = {}
    for row in rows.filter(pl.col("cause").str.contains(RAN_OUT, literal=True)).to_dicts():
        by.setdefault(row["cause"], []).append(row)
    if not by:
        return said
    cause, found = max(by.items(), key=lambda one: (len(one[1]), -min(map(rank, one[1]))))
    found.sort(key=lambda row: (rank(row), row["measure"]))
    named = [row["measure"] for row in found[:NAMED]]
    if len(found) > NAMED:
        named = [*named[:-1], words.count(len(found) - NAMED + 1, "other")]
    return f"{said}, {words.listed(named)} because {_briefly(cause)}"


def _briefly(cause: str) -> str:
    """A cause without the remark that nothing more is known."""
    return dated(cause.partition("; no source")[0])


def _bound(result: BriefResult) -> list[str]:
    return result.controls.with_status(Status.IN_FORCE)["measure"].to_list()


def _next(result: BriefResult) -> str:
    """The change ahead that weighs most: acts that begin to bind, or may, on the first minerals.

    Changes on the day itself are how things stand by now.
    """
    rank, places = _rank(result), words.place_names(result.case.world)
    at: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in result.controls.changes.filter(pl.col("date") > result.as_of).to_dicts():
        at.setdefault((row["date"], row["before"], row["after"], row["cause"]), []).append(row)
    if not at:
        return ""

    def weight(change: tuple[Any, ...]) -> tuple[bool, int, int, Any]:
        rows = at[change]
        return (change[2] not in BINDING, min(map(rank, rows)), -len(rows), change[0])

    date, before, after, cause = chosen = min(at, key=weight)
    rows = sorted(at[chosen], key=lambda row: (rank(row), row["measure"]))
    name = f"{places[rows[0]['government']]}'s {rows[0]['measure']}"
    more = f" and {words.count(len(rows) - 1, 'other')}" if len(rows) > 1 else ""
    verb = "turn" if len(rows) > 1 else "turns"
    known = _minerals(result)
    touched = sorted({m for row in rows for m in row["minerals"]}, key=_order(result))
    goods = [words.within(known[mineral]) for mineral in touched[:NAMED]]
    goods += ["more"] if len(touched) > NAMED else []
    unknown = " No source read tells what follows." if "; no source" in cause else ""
    return (
        f"On {words.day(date)} {name}{more} ({words.listed(goods)}) {verb} from "
        f"{before} to {after}: {_briefly(cause).replace(RAN_OUT, 'runs out')}.{unknown}"
    )


def _order(result: BriefResult) -> Callable[[str], int]:
    order = {mineral.id: rank for rank, mineral in enumerate(result.minerals)}

    def place(mineral: str) -> int:
        return order.get(mineral, len(order))

    return place


def _rank(result: BriefResult) -> Callable[[Mapping[str, Any]], int]:
    """How high the first mineral of an act stands; 0 is the costliest."""
    order = _order(result)
    return lambda row: min(map(order, row["minerals"]))
