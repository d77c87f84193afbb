"""Why a line got its verdict: every rule of the register tried on it, condition by condition.

In: a register and one typed line. Out: plain values, the rules that apply first, then those that
nearly do, then the rest with the first thing that keeps them away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from xenotime.controls.conditions import CONDITIONS, Answer, judge, together
from xenotime.controls.explain_words import Reading, goods_asked, reading, rule_asked
from xenotime.controls.matching import MAYBE, NO, YES, Missing
from xenotime.controls.register import Register
from xenotime.controls.rules import Rule
from xenotime.controls.screening import Screening, reduce, screen
from xenotime.controls.status import Status
from xenotime.controls.verdicts import clause

ANSWERS = {int(YES): "yes", int(MAYBE): "maybe", int(NO): "no"}
GROUPS = ("applies", "nearly", "no")
"""Rules that decide on the line or could; those that one condition or their dates keep away; the
rest."""


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
    says = reading(reduced)
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
    register: Register, rule: Rule, reduced: Screening, says: Reading
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
    return rule.items[int((score + parts["words"] + parts["threshold"]).argmax())]


def _parts_of(reduced: Screening, items: Iterable[int]) -> dict[str, np.ndarray]:
    """Answers on form, element, words and threshold of the line's goods: int64[item] each."""
    row, chosen = reduced.cases.profile[0], list(items)
    matches = reduced.cases.matches
    parts = {
        "form": matches.by_form,
        "element": matches.by_element,
        "words": matches.by_word,
        "threshold": matches.by_threshold,
    }
    return {name: part[row, chosen].astype(int) for name, part in parts.items()}


def _conditions(
    register: Register,
    rule: Rule,
    item: int,
    reduced: Screening,
    says: Reading,
    judged: dict[str, Answer],
) -> list[dict[str, str | None]]:
    """The rows of the table: what is asked, what the line says, and the answer."""
    goods = goods_asked(register.items[item], says)
    parts = _parts_of(reduced, [item])
    entries: list[tuple[str, str | None, int, str, str]] = [
        ("goods", name, int(parts[name][0]), *words) for name, words in goods.items()
    ]
    entries += [
        (name, None, int(judged[name].value[0]), *words)
        for name, words in rule_asked(rule, says).items()
    ]
    return [
        {
            "condition": condition,
            "part": part,
            "answer": ANSWERS[answer],
            "asks": asks,
            "says": said,
        }
        for condition, part, answer, asks, said in entries
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
