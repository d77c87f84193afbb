"""Review proposed facts by keyboard alone: one sentence at a time, one key for each decision."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import typer
from rich.console import Console

from xenotime.cli.ledger.shared import everything
from xenotime.ledger.article import UNKNOWN, Period
from xenotime.ledger.facts.fact import Fact, Kind, Party, Status
from xenotime.ledger.named import good_named, place_named
from xenotime.ledger.register import Entry, Filter, Register
from xenotime.report.ledger_tables import fact_card
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest

HELP = "[a]ccept  [c]orrect  [r]eject  [s]kip  [b]ack  [q]uit"
KEYS = {"a": "a", "c": "c", "r": "r", "s": "s", "b": "b", "q": "q", " ": "s", "\r": "s", "\n": "s"}
NONE = "-"
"""What a person types to empty a field."""


def review(held: Register, chosen: Filter, by: str, console: Console) -> None:
    """Ask about each fact that passes the filter; without states in it, those only proposed.

    Decisions are kept one by one, so that quitting loses none.
    """
    waiting = _waiting(held, chosen if chosen.states else replace(chosen, states=("proposed",)))
    if not waiting:
        console.print("Nothing waits for review.")
        return
    decided: set[int] = set()
    at = 0
    while at < len(waiting):
        entry = held.fact(waiting[at])
        console.rule(f"{at + 1} of {len(waiting)}")
        for part in fact_card(entry, held.article(entry.article), (), ()):
            console.print(part)
        console.print(HELP, highlight=False)
        key = _key()
        if key == "q":
            break
        if key == "b":
            at = max(at - 1, 0)
            continue
        if key != "s":
            try:
                if not _decided(held, entry, key, by, console):
                    continue
            except XenotimeError as error:
                console.print(f"Not kept: {error}", highlight=False)
                continue
            except typer.Abort:
                console.print("\nNot kept.")
                continue
            decided.add(entry.id)
        at += 1
    console.print(f"{len(decided)} decided, {len(waiting) - len(decided)} left.", highlight=False)


def _waiting(held: Register, chosen: Filter) -> list[int]:
    """Numbers of facts in the order in which they stand in their articles."""
    found = ((e.article, e.fact.start, e.id) for e in everything(held, chosen))
    return [number for _, _, number in sorted(found)]


def _key() -> str:
    """One of the keys; the end of the input quits. What is no terminal gives a line for a key."""
    while True:
        try:
            if sys.stdin.isatty():
                typed = typer.getchar().lower()
            else:
                line = sys.stdin.readline()
                typed = (line.strip()[:1].lower() or "\n") if line else "q"
        except (EOFError, KeyboardInterrupt):
            return "q"
        if typed in KEYS:
            return KEYS[typed]


def _decided(held: Register, entry: Entry, key: str, by: str, console: Console) -> bool:
    """Accept, reject or correct a fact; False if a person had nothing to correct after all."""
    if key == "a":
        held.accept(entry.id, by=by)
    elif key == "r":
        why = typer.prompt("Why (may be empty)", default="", show_default=False).strip()
        held.reject(entry.id, by=by, reason=why or None)
    else:
        console.print(f"Enter keeps what is there, {NONE} empties it.")
        changes = _changes(entry.fact)
        if not changes:
            console.print("Nothing was changed.")
            return False
        held.correct(entry.id, changes, by=by)
    return True


def _changes(fact: Fact) -> dict[str, Any]:
    """The fields of a fact to which a person gives other values."""
    asked: tuple[tuple[str, str, str, Callable[[str], Any]], ...] = (
        ("kind", "kind", fact.kind, _one_of(get_args(Kind))),
        ("status", "status", fact.status, _one_of(get_args(Status))),
        ("parties", "countries", " ".join(fact.countries), lambda text: _parties(fact, text)),
        ("goods", "goods", " ".join(fact.goods), _goods),
        ("date", "date", str(fact.date), _period),
        ("deadline", "deadline", str(fact.deadline), _period),
    )
    changes: dict[str, Any] = {}
    for field, question, now, read in asked:
        text = typer.prompt(
            question, default=now, show_default=bool(now), value_proc=_kept_or(now, read)
        )
        if text != now:
            changes[field] = read(text)
    return changes


def _kept_or(now: str, read: Callable[[str], Any]) -> Callable[[str], str]:
    """Let a line pass that keeps what is there or that can be read; any other is asked again."""

    def checked(text: str) -> str:
        text = text.strip()
        if text == now:
            return now
        try:
            read(text)
        except XenotimeError as error:
            raise typer.BadParameter(str(error)) from None
        return text

    return checked


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise XenotimeError(f"{text!r} is none of {', '.join(allowed)}{nearest(text, allowed)}")
        return text

    return read


def _listed(text: str, named: Callable[[str], str]) -> dict[str, None]:
    """The ids of the names in a list with commas; without any, of one name or of several words."""
    if text == NONE:
        return {}
    if "," in text:
        return dict.fromkeys(named(name.strip()) for name in text.split(","))
    try:
        return {named(text): None}
    except XenotimeError:
        return dict.fromkeys(map(named, text.split()))


def _parties(fact: Fact, text: str) -> tuple[Party, ...]:
    """The parties with these places: those that are there stay, others come as actors."""
    places = _listed(text, place_named)
    kept = [p for p in fact.parties if p.role == "context" or p.place is None or p.place in places]
    there = {p.place for p in kept if p.role != "context"}
    return (*kept, *(Party("actor", place) for place in places if place not in there))


def _goods(text: str) -> tuple[str, ...]:
    return tuple(_listed(text, good_named))


def _period(text: str) -> Period:
    try:
        return UNKNOWN if text == NONE else Period.parse(text)
    except ValueError:
        raise XenotimeError(
            f"{text!r} is not YYYY-MM-DD, YYYY-MM, YYYY or two of them with a slash"
        ) from None
