"""What pages and tables on controls call things: goods, statuses, destinations, policies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from xenotime.controls.rules import ANY
from xenotime.controls.status import Day, Status
from xenotime.report.words import count, country_names, day, listed, place_labels, sentence
from xenotime.world.world import World

KINDS = {
    "export_control": "export control",
    "technology_control": "technology control",
    "foreign_made": "foreign-made goods",
}
"""Kinds of acts that are more than their word."""
POLICIES = {
    "licence": "licence",
    "review": "licence, stricter review",
    "denial": "refused in principle",
    "prohibited": "prohibited",
    "quota": "within a quota",
}
REACHES = {
    "export": "exported from its territory",
    "origin": "made there, shipped from elsewhere",
    "content": "made elsewhere with its content",
    "technology": "made elsewhere with its technology",
}
CONDITIONS = {
    "civil": "civil use",
    "military": "military use",
    "semiconductor": "semiconductor use",
    "control_list": "parties on the control list",
    "watch_list": "parties on the watch list",
    "unreliable_list": "parties on the unreliable list",
    "entity_list": "parties on the entity list",
    "end_user_list": "parties on the end-user list",
}
ACTING = {"XEU": "European Union"}
"""Governments whose code stands in the world's places for the rest of their territory."""
RARE_EARTHS = frozenset("Sc Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu".split())
_ISO = re.compile(r"(?<![\w-])\d{4}-(?:0\d|1[0-2])(?:-\d\d)?(?![\w-])")
"""A day or month; not the year and number of CN-2025-10."""
_MANY = 12
"""Elements from which they are counted, and rare earths from which they are named together."""
_ANY = 40
"""Forms from which an act covers goods of whatever form."""
_FORMS = 4
"""Forms that are named; of more, one less and their number."""


def disclaimer(newest: Day | None) -> str:
    """What a reader must know before relying on the register; `newest`: its newest source."""
    return (
        "This is no legal advice. The register is the project's own table of published acts, many "
        f"of them read in secondary sources, and its newest source is {known_until(newest)}. An "
        "act's exemptions and general licences are printed, not applied. Before goods move, "
        "somebody who knows the act decides."
    )


def known_until(newest: Day | None) -> str:
    """`of 14 August 2026`; a register whose sources have no dates says so."""
    return "without a date" if newest is None else f"of {day(newest)}"


def kind(word: str) -> str:
    """A kind of act in plain English."""
    return KINDS.get(word, word)


def dated(text: str) -> str:
    """A sentence with its ISO days and months written out."""
    return _ISO.sub(lambda found: partial(found[0]), text)


def partial(text: str | None) -> str:
    """`4 April 2025`, `April 2025` or `2025` of a date that may be known in part; nothing of
    None."""
    if text is None:
        return ""
    if len(text) == 7:
        return day(Day.fromisoformat(f"{text}-01")).split(" ", 1)[1]
    return day(Day.fromisoformat(text)) if len(text) == 10 else text


def place(code: str, world: World) -> str:
    """The name of a country or region; those that the world lacks as CLDR has them."""
    return place_labels(world).get(code) or country_names().get(code, code)


def government(code: str, world: World) -> str:
    """The name of who acts."""
    return ACTING.get(code) or place(code, world)


def covers(act: Mapping[str, Any]) -> str:
    """What an act covers, in a few words: `Sm Gd Tb Dy Lu Sc Y: metal, powder, alloy and 3 more`.

    Args:
        act: a row of `Standing.acts`.
    """
    parties = count(act["parties"], "named party", "named parties") if act["parties"] else ""
    of = ": " if act["elements"] else "; "
    text = of.join(part for part in (_goods(act), _forms(act, _FORMS)) if part)
    return "; ".join(part for part in (text, parties) if part)


def tag(act: Mapping[str, Any]) -> str:
    """The goods of an act in two or three words, for the axis of a figure."""
    number = act["parties"]
    parties = count(number, "listed party", "listed parties") if number else ""
    return _elements(act) or parties or _goods(act) or _forms(act, 2) or kind(act["kind"])


def _goods(act: Mapping[str, Any]) -> str:
    """The elements of an act, or the acts whose goods it takes over."""
    if act["elements"] or not act["takes"]:
        return _elements(act)
    return "all listed dual-use items" if act["takes"] == [ANY] else f"goods of {act['takes'][0]}"


def _elements(act: Mapping[str, Any]) -> str:
    """`Ga Ge`, `rare earths`, `Li C Mn Co, rare earths`, `45 elements`."""
    symbols = list(act["elements"])
    rare = sum(symbol in RARE_EARTHS for symbol in symbols) >= _MANY
    named = [s for s in symbols if not (rare and s in RARE_EARTHS)]
    if len(named) >= _MANY:
        return f"{len(symbols)} elements"
    return ", ".join(part for part in (" ".join(named), "rare earths" if rare else "") if part)


def _forms(act: Mapping[str, Any], most: int) -> str:
    if len(act["forms"]) >= _ANY:
        return "any form" if act["elements"] else "any goods"
    return few([form.replace("_", " ") for form in act["forms"]], most, ", ")


def few(words: Sequence[str], most: int, between: str) -> str:
    """All the words, or the first and how many more there are."""
    if len(words) <= most:
        return between.join(words)
    shown = words[: most - 1]
    return f"{between.join(shown)} and {len(words) - len(shown)} more"


def open_points(acts: pl.DataFrame) -> list[str]:
    """Which acts are unverified and why: at most two sentences, the commonest reason first.

    Args:
        acts: rows with columns measure, status and cause.
    """
    unverified = acts.filter(pl.col("status") == Status.UNVERIFIED.word)
    reasons = (
        unverified.group_by("cause", maintain_order=True)
        .agg("measure")
        .sort(pl.col("measure").list.len(), descending=True, maintain_order=True)
    ).rows()
    if not reasons:
        return []
    cause, names = reasons[0]
    lines = [f"Unverified: {listed(names)}; {dated(cause)}."]
    if len(reasons) > 1:
        others = [name for _, more in reasons[1:] for name in more]
        lines.append(f"Unverified for reasons of their own: {listed(others)}.")
    return lines


def condition(words: str | None) -> str:
    """End uses and end users of a rule: `only for military use`; nothing when there are none."""
    if not words:
        return ""
    return f"only for {listed([CONDITIONS.get(w, w) for w in words.split()], 'or')}"


def whither(destinations: str, excepted: str | None, world: World) -> str:
    """`all`, `all but Japan`, `Japan, Germany`."""
    names = [place(code, world) for code in destinations.split() if code != ANY]
    spared = [place(code, world) for code in (excepted or "").split()]
    text = "all destinations" if ANY in destinations.split() else ", ".join(names)
    return f"{text} but {', '.join(spared)}" if spared else text


def reached(rule: Mapping[str, Any]) -> str:
    """How goods come under a rule, with its share of value."""
    parts = []
    for word in rule["reach"].split():
        text = REACHES.get(word, word)
        if word == "content" and rule["share_from"] is not None:
            text += f" of {100 * rule['share_from']:.4g} % of the value or more"
        if word == "content" and rule["share_above"] is not None:
            text += f" above {100 * rule['share_above']:.4g} % of the value"
        parts.append(text)
    return "; ".join(parts)


def because(status: str, cause: str) -> str:
    """A status with its cause: `In force since 4 April 2025`."""
    if not cause:
        return sentence(status)
    joined = f"{status} " if cause.startswith(("since", "from")) else f"{status}: "
    repeated = cause.startswith(status)
    return sentence(dated(cause if repeated else joined + cause))
