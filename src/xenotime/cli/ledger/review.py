"""Review proposed facts by keyboard alone: one sentence at a time, one key for each decision."""

from __future__ import annotations

from typing import Any, get_args

import typer
from rich.console import Console

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Kind, Party, Status
from xenotime.ledger.register import Entry, Filter, Register
from xenotime.report.ledger_tables import fact_card
from xenotime.world.problems import XenotimeError

HELP = "[a]ccept  [c]orrect  [r]eject  [s]kip  [b]ack  [q]uit"
CORRECTABLE: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "status": get_args(Status),
    "countries": (),
    "goods": (),
    "date": (),
    "deadline": (),
}


def review(held: Register, chosen: Filter, by: str, console: Console) -> None:
    """Ask about each fact that passes the filter and is still only proposed.

    Decisions are kept one by one, so that quitting loses none.
    """
    waiting = [entry.id for entry in _waiting(held, chosen)]
    if not waiting:
        console.print("Nothing waits for review.")
        return
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
        try:
            done = _decide(held, entry, key, by, console)
        except XenotimeError as error:
            console.print(f"Not kept: {error}", highlight=False)
            continue
        at += done
    left = sum(held.fact(number).state == "proposed" for number in waiting)
    console.print(f"{len(waiting) - left} decided, {left} left.")


def _waiting(held: Register, chosen: Filter) -> list[Entry]:
    """Proposed facts in the order in which they stand in their articles."""
    found: list[Entry] = []
    after: int | None = None
    while True:
        page = held.facts(chosen, limit=500, after=after)
        found += [entry for entry in page.entries if entry.state == "proposed"]
        after = page.after
        if after is None:
            return sorted(found, key=lambda entry: (entry.article, entry.fact.start, entry.id))


def _key() -> str:
    """One key; the end of the input quits."""
    try:
        return typer.getchar().lower()
    except (EOFError, KeyboardInterrupt):
        return "q"


def _decide(held: Register, entry: Entry, key: str, by: str, console: Console) -> bool:
    """Carry out what a key asks for; whether to go on to the next fact."""
    if key == "a":
        held.accept(entry.id, by=by)
    elif key == "r":
        held.reject(entry.id, by=by, reason=typer.prompt("Why", default="") or None)
    elif key == "c":
        changes = _changes(entry, console)
        if not changes:
            return False
        held.correct(entry.id, changes, by=by)
    return key in ("a", "r", "c", "s", "\r", "\n", " ")


def _changes(entry: Entry, console: Console) -> dict[str, Any]:
    """The fields that a person gives other values; an empty line keeps what is there."""
    changes: dict[str, Any] = {}
    now = entry.fact.to_dict()
    for field, allowed in CORRECTABLE.items():
        old = " ".join(now[field]) if isinstance(now[field], list) else now[field] or ""
        choice = f" ({', '.join(allowed)})" if allowed else ""
        new = typer.prompt(f"{field}{choice}", default=old, show_default=bool(old)).strip()
        if new == old:
            continue
        if allowed and new not in allowed:
            console.print(f"{new!r} is none of them; {field} stays {old}.")
            continue
        name, value = _change(field, new)
        changes[name] = value
    return changes


def _change(field: str, text: str) -> tuple[str, Any]:
    """A field of `Fact` and its value, from what a person typed.

    Raises:
        XenotimeError: a date that is none.
    """
    if field == "countries":
        return "parties", tuple(Party("actor", place.upper()) for place in text.split())
    if field == "goods":
        return field, tuple(text.split())
    if field in ("date", "deadline"):
        try:
            return field, Period.parse(text)
        except ValueError:
            raise XenotimeError(
                f"{field} {text!r} is not YYYY-MM-DD, YYYY-MM, YYYY or two of them with a slash"
            ) from None
    return field, text
