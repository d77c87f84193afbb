"""What a rule asks and what a line says, in the words of an explanation, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from xenotime.controls.goods import Goods
from xenotime.controls.rules import Item, Rule
from xenotime.controls.screening import Screening
from xenotime.world.vocabulary import FORMS, PROPERTIES, SYMBOLS

NOT_SAID = "not stated"
ANYTHING = "anything"
FEW = 6
"""Words of an item that are named; some have fifty, in seven languages."""


@dataclass(frozen=True)
class Reading:
    """What the line says, in words."""

    facts: dict[str, Any]
    elements: str
    forms: str
    properties: str

    def said(self, column: str) -> str:
        """A column's value, or that it is not stated."""
        value = self.facts[column]
        return NOT_SAID if value is None else str(value).replace("_", " ")


def reading(reduced: Screening) -> Reading:
    """What was understood of the first of some lines."""
    goods = reduced.goods
    facts = reduced.facts.row(0, named=True)
    return Reading(facts, _elements(goods), _forms(goods), _properties(goods))


def goods_asked(item: Item, says: Reading) -> dict[str, tuple[str, str]]:
    """What an item asks of goods and what the line says, by part of the condition; parts that it
    asks nothing of are left out, but for form and element."""
    found = {
        "form": (_listed(list(FORMS), item.forms), says.forms),
        "element": (_listed(list(SYMBOLS), item.elements), says.elements),
    }
    if item.words:
        found["words"] = _words(item), says.said("item_text")
    if item.thresholds:
        found["threshold"] = _thresholds(item), says.properties
    return found


def rule_asked(rule: Rule, says: Reading) -> dict[str, tuple[str, str]]:
    """What a rule asks beside goods and what the line says, by condition."""
    return {
        "destination": _destination(rule, says),
        "reach": _reach(rule, says),
        "end use": _end_use(rule, says),
        "end user": _end_user(rule, says),
    }


def _listed(names: list[str], chosen: Iterable[int]) -> str:
    return " or ".join(names[at].replace("_", " ") for at in chosen) or ANYTHING


def _words(item: Item) -> str:
    if len(item.words) <= FEW:
        return " or ".join(item.words)
    return f"one of {len(item.words)} words, such as {', '.join(item.words[:FEW])}"


def _thresholds(item: Item) -> str:
    return ", ".join(f"{t.name} {t.comparison} {t.value:g}" for t in item.thresholds)


def _codes(codes: Iterable[str]) -> str:
    return " ".join(sorted(codes))


def _destination(rule: Rule, says: Reading) -> tuple[str, str]:
    asks = "anywhere" if rule.destinations is None else _codes(rule.destinations)
    out = rule.excepted | (set(rule.territory) if rule.reach == ("export",) else set())
    return f"{asks}, not {_codes(out)}" if out else asks, says.said("destination")


def _reach(rule: Rule, says: Reading) -> tuple[str, str]:
    there = _codes(rule.territory)
    floor, above = rule.share_from, rule.share_above
    share = f"above {100 * (above or 0):g} %" if floor is None else f"from {100 * floor:g} %"
    ways = {
        "export": f"shipped from {there}",
        "origin": f"made in {there}, shipped from elsewhere",
        "content": f"made elsewhere with content of {there} {share} of the value",
        "technology": f"made elsewhere with technology of {there}",
    }
    stated = says.facts["share"]
    parts = [
        f"shipped from {says.said('exporter')}",
        f"origin {says.said('origin')}",
        f"made in {says.said('made_in')}",
        f"share {NOT_SAID if stated is None else f'{100 * stated:g} %'}",
        f"technology {says.said('technology_origin')}",
    ]
    return "; or ".join(ways[way] for way in rule.reach), ", ".join(parts)


def _end_use(rule: Rule, says: Reading) -> tuple[str, str]:
    return " or ".join(rule.end_uses) or ANYTHING, says.said("end_use")


def _end_user(rule: Rule, says: Reading) -> tuple[str, str]:
    asks = " or ".join(name.replace("_", " ") for name in rule.end_users) or "anybody"
    party = says.facts["party_name"]
    if party is None:
        return asks, says.said("end_user_listed")
    return asks, f"{party}, {says.said('party_list')} of {says.facts['party_measure']}"


def _named(names: Iterable[str], flags: np.ndarray) -> list[str]:
    return [name.replace("_", " ") for name, flag in zip(names, flags, strict=True) if flag]


def _elements(goods: Goods) -> str:
    parts = [
        ("", _named(SYMBOLS, goods.has[0])),
        ("one of ", _named(SYMBOLS, goods.one_of[0])),
        ("perhaps ", _named(SYMBOLS, goods.perhaps[0])),
    ]
    # "Perhaps any" would print the periodic table.
    said = [
        f"{word}{'any' if len(names) > len(SYMBOLS) // 2 else ' '.join(names)}"
        for word, names in parts
        if names
    ]
    return "; ".join(said) or "none known"


def _forms(goods: Goods) -> str:
    if goods.forms[0].any():
        return ", ".join(_named(FORMS, goods.forms[0]))
    options = _named(FORMS, goods.form_options[0])
    return NOT_SAID if len(options) == len(FORMS) else f"perhaps {' or '.join(options)}"


def _properties(goods: Goods) -> str:
    said = []
    for at, name in enumerate(PROPERTIES):
        low, high = float(goods.low[0, at]), float(goods.high[0, at])
        if low == high:
            said.append(f"{name} {low:g}")
            continue
        if not np.isnan(low):
            said.append(f"{name} from {low:g}")
        if not np.isnan(high):
            said.append(f"{name} up to {high:g}")
    return ", ".join(said) or NOT_SAID
