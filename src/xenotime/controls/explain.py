"""Why a line got its verdict: every rule of the register tried on it, condition by condition.

In: a register and one typed line. Out: plain values, the rules that apply first, then those that
nearly do, then the rest with the first thing that keeps them away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from xenotime.controls.conditions import CONDITIONS, Answer, judge, together
from xenotime.controls.goods import Goods
from xenotime.controls.matching import MAYBE, NO, YES, Missing
from xenotime.controls.register import Register
from xenotime.controls.rules import Item, Rule
from xenotime.controls.screening import Screening, reduce, screen
from xenotime.controls.status import Status
from xenotime.controls.verdicts import clause
from xenotime.world.vocabulary import FORMS, PROPERTIES, SYMBOLS

ANSWERS = {int(YES): "yes", int(MAYBE): "maybe", int(NO): "no"}
GROUPS = ("applies", "nearly", "no")
"""Rules that decide on the line or could; those that one condition or their dates keep away; the
rest."""
NOT_SAID = "not stated"
ANYTHING = "anything"


@dataclass(frozen=True)
class _Line:
    """What the line says, in words."""

    facts: dict[str, Any]
    elements: str
    forms: str
    properties: str

    def said(self, column: str) -> str:
        """A column's value, or that it is not stated."""
        value = self.facts[column]
        return NOT_SAID if value is None else str(value).replace("_", " ")


def explain(register: Register, line: pl.DataFrame) -> dict[str, Any]:
    """Everything that was tried on one line.

    Args:
        register: whose rules.
        line: the typed columns, one row.

    Returns:
        line (what it says), read (elements, forms, properties as they were understood), verdict,
        measures, reason, missing, next_change, error, and rules: measure, rule, clause, title,
        policy, status, cause, group (one of `GROUPS`), outcome (a sentence) and conditions, each
        with condition, part (of the goods), answer, asks, says.
    """
    verdict = screen(register, line).row(0, named=True)
    found = {
        "line": {name: _plain(verdict[name]) for name in line.columns if name != "error"},
        "read": {},
        **{name: _plain(verdict[name]) for name in ("verdict", "measures", "reason", "missing")},
        "next_change": _plain(verdict["next_change"]),
        "error": verdict["error"],
        "rules": [],
    }
    if verdict["error"] is not None or verdict["as_of"] is None:
        return found
    reduced = reduce(register, line)
    says = _reading(reduced)
    found["read"] = {
        "elements": says.elements,
        "forms": says.forms,
        "properties": says.properties,
        "made_in": says.said("made_in"),
        "technology_origin": says.said("technology_origin"),
        "party": says.said("party_name"),
    }
    best: dict[tuple[str, str], tuple[tuple[int, ...], dict[str, Any]]] = {}
    for rule in register.rules:
        weight, entry = _tried(register, rule, reduced, says)
        key = (rule.measure, rule.name)
        # A rule that takes over the goods of other acts stands in the register once for each.
        if key not in best or weight > best[key][0]:
            best[key] = (weight, entry)
    order = sorted(best.values(), key=lambda pair: pair[0], reverse=True)
    entries = [entry for _, entry in order]
    found["rules"] = sorted(entries, key=lambda entry: GROUPS.index(entry["group"]))
    return found


def _tried(
    register: Register, rule: Rule, reduced: Screening, says: _Line
) -> tuple[tuple[int, ...], dict[str, Any]]:
    """One rule on the line, and how much it weighs beside others."""
    day = says.facts["as_of"]
    status = rule.status(day)
    judged = judge(rule, reduced.cases)
    whole = together(judged)
    answers = {name: int(answer.value[0]) for name, answer in judged.items()}
    away = [name for name in CONDITIONS if answers[name] == NO]
    item = _closest(rule, reduced)
    group = _group(status, away, answers)
    entry = {
        "measure": rule.measure,
        "rule": rule.name,
        "clause": clause(register, rule, item),
        "title": rule.title,
        "goods_of": rule.listed_by,
        "policy": rule.policy,
        "status": status.word,
        "cause": rule.cause(day),
        "group": group,
        "outcome": _outcome(status, away, whole),
        "conditions": _conditions(register, rule, item, reduced, says, judged),
    }
    weight = (-GROUPS.index(group), int(whole.value[0]), int(status), -len(away), answers["goods"])
    return weight, entry


def _group(status: Status, away: list[str], answers: dict[str, int]) -> str:
    """How near the rule comes."""
    if not away:
        return "applies" if status >= Status.SUSPENDED else "nearly"
    near = len(away) == 1 and answers["goods"] != NO and status >= Status.ANNOUNCED
    return "nearly" if near else "no"


def _outcome(status: Status, away: list[str], whole: Answer) -> str:
    """What comes of it, in one sentence."""
    if away:
        return f"Does not apply: {away[0]}."
    if status < Status.SUSPENDED:
        return f"Would apply, but is {status.word}."
    words = {
        Status.SUSPENDED: "suspended",
        Status.UNVERIFIED: "whether it is in force is unverified",
        Status.IN_FORCE: "in force",
    }
    if whole.value[0] == MAYBE:
        lacking = Missing(int(whole.missing[0])).names
        return f"May apply, {', '.join(lacking)} missing; {words[status]}."
    return f"{'Applies' if status is Status.IN_FORCE else 'Would apply'}; {words[status]}."


def _closest(rule: Rule, reduced: Screening) -> int:
    """Position in the register of the item of the rule that comes nearest to the goods."""
    parts = _parts_of(reduced, rule.items)
    answer = reduced.cases.matches.answer[reduced.cases.profile[0], list(rule.items)]
    # The element tells more than the form: an oxide of another metal is no near miss.
    score = answer.astype(int) * 100 + parts["element"] * 10 + parts["form"] * 3
    return rule.items[int((score + parts["threshold"]).argmax())]


def _parts_of(reduced: Screening, items: Iterable[int]) -> dict[str, np.ndarray]:
    """Answers on form, element and threshold of the line's goods: int64[item] each."""
    row, chosen = reduced.cases.profile[0], list(items)
    matches = reduced.cases.matches
    parts = {
        "form": matches.by_form,
        "element": matches.by_element,
        "threshold": matches.by_threshold,
    }
    return {name: part[row, chosen].astype(int) for name, part in parts.items()}


def _conditions(
    register: Register,
    rule: Rule,
    item: int,
    reduced: Screening,
    says: _Line,
    judged: dict[str, Answer],
) -> list[dict[str, str | None]]:
    """The rows of the table: what is asked, what the line says, and the answer."""
    goods = register.items[item]
    parts = _parts_of(reduced, [item])
    rows: list[dict[str, str | None]] = [
        {
            "condition": "goods",
            "part": name,
            "answer": ANSWERS[int(parts[name][0])],
            "asks": asks,
            "says": said,
        }
        for name, asks, said in (
            ("form", _listed(list(FORMS), goods.forms), says.forms),
            ("element", _listed(list(SYMBOLS), goods.elements), says.elements),
            ("threshold", _thresholds(goods), says.properties),
        )
        if name != "threshold" or goods.thresholds
    ]
    wording: dict[str, Callable[[Rule, _Line], tuple[str, str]]] = {
        "destination": _destination,
        "reach": _reach,
        "end use": _end_use,
        "end user": _end_user,
    }
    for name, words in wording.items():
        asks, said = words(rule, says)
        answer = ANSWERS[int(judged[name].value[0])]
        rows.append({"condition": name, "part": None, "answer": answer, "asks": asks, "says": said})
    return rows


def _listed(names: list[str], chosen: Iterable[int]) -> str:
    return " or ".join(names[at].replace("_", " ") for at in chosen) or ANYTHING


def _thresholds(item: Item) -> str:
    return ", ".join(f"{t.name} {t.comparison} {t.value:g}" for t in item.thresholds)


def _codes(codes: Iterable[str]) -> str:
    return " ".join(sorted(codes))


def _destination(rule: Rule, says: _Line) -> tuple[str, str]:
    asks = "anywhere" if rule.destinations is None else _codes(rule.destinations)
    out = rule.excepted | (set(rule.territory) if rule.reach == ("export",) else set())
    return f"{asks}, not {_codes(out)}" if out else asks, says.said("destination")


def _reach(rule: Rule, says: _Line) -> tuple[str, str]:
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


def _end_use(rule: Rule, says: _Line) -> tuple[str, str]:
    return " or ".join(rule.end_uses) or ANYTHING, says.said("end_use")


def _end_user(rule: Rule, says: _Line) -> tuple[str, str]:
    asks = " or ".join(name.replace("_", " ") for name in rule.end_users) or "anybody"
    party = says.facts["party_name"]
    if party is None:
        return asks, says.said("end_user_listed")
    return asks, f"{party}, {says.said('party list')} of {says.facts['party_measure']}"


def _reading(reduced: Screening) -> _Line:
    """What was understood of the line."""
    goods = reduced.goods
    facts = reduced.facts.row(0, named=True)
    facts["party list"] = facts["party_list"]
    return _Line(facts, _elements(goods), _forms(goods), _properties(goods))


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


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
