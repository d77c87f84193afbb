"""The screening of one shipment in plain Python, written apart from `xenotime.controls`.

It reads the register's tables row by row and knows no arrays. The tests hold the product to the
same verdicts; the benchmark runs it as the peer, line by line. What a text, a customs code and an
elements cell mean is not repeated: both are given the same description of the goods.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from xenotime.controls.goods import Goods, off_heading
from xenotime.world.vocabulary import FORMS, PROPERTIES, SYMBOLS
from xenotime.world.world import World

NO, MAYBE, YES = 0, 1, 2
STRICTNESS = {"licence": 2, "review": 2, "quota": 2, "denial": 3, "prohibited": 4}
VERDICTS = ["no_licence", "suspended_now", "licence_required", "presumption_of_denial"]
VERDICTS += ["prohibited"]
Line = dict[str, Any]


@dataclass
class Good:
    """One good in words."""

    forms: set[str]
    possible_forms: set[str]
    has: set[str]
    one_of: set[str]
    perhaps: set[str]
    low: dict[str, float]
    high: dict[str, float]
    headings: set[str]
    off_heading: bool


def goods_one_by_one(goods: Goods) -> Iterator[Good]:
    """Arrays of goods as sets of words."""

    def words(row: Any, names: Any) -> set[str]:
        return {name for name, yes in zip(names, row.tolist(), strict=True) if yes}

    elsewhere = off_heading(goods)
    for at in range(len(goods.forms)):
        yield Good(
            words(goods.forms[at], FORMS),
            words(goods.form_options[at], FORMS),
            words(goods.has[at], SYMBOLS),
            words(goods.one_of[at], SYMBOLS),
            words(goods.perhaps[at], SYMBOLS),
            dict(zip(PROPERTIES, goods.low[at].tolist(), strict=True)),
            dict(zip(PROPERTIES, goods.high[at].tolist(), strict=True)),
            set(goods.hs6[at]),
            bool(elsewhere[at]),
        )


@dataclass
class PlainRegister:
    """The tables as lists of dictionaries."""

    measures: dict[str, dict[str, Any]]
    items: dict[str, list[dict[str, Any]]]
    rules: list[dict[str, Any]]
    pauses: dict[str, list[dict[str, Any]]]
    regions: dict[str, set[str]]
    printed: list[tuple[str, dict[str, Any]]]
    """National customs codes of the acts with their items."""
    _days: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> PlainRegister:
        def rows(table: str) -> list[dict[str, Any]]:
            return world.table(table).to_dicts()

        items: dict[str, list[dict[str, Any]]] = {}
        for row in rows("measure_items"):
            items.setdefault(row["measure"], []).append(row)
        pauses: dict[str, list[dict[str, Any]]] = {}
        for row in rows("suspensions"):
            pauses.setdefault(row["measure"], []).append(row)
        regions = {
            row["id"]: {*row["members"].split(), row["id"]}
            for row in rows("places")
            if row["kind"] == "region" and row["members"] and row["members"] != "rest"
        }
        measures = {row["id"]: row for row in rows("measures")}
        printed = [
            (code, row)
            for row in rows("measure_items")
            for code in (row["hs"] or "").split()
            if len(code) >= 8 and not row["listed_by"]
        ]
        return cls(measures, items, rows("measure_destinations"), pauses, regions, printed)

    def countries(self, cell: str | None) -> set[str]:
        found: set[str] = set()
        for code in (cell or "").split():
            found |= self.regions.get(code, {code})
        return found


@cache
def first_and_last(text: str) -> tuple[datetime.date, datetime.date]:
    """The days that a date known in part may mean."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        day = datetime.date(*parts)
        return day, day
    if len(parts) == 2:
        start = datetime.date(*parts, 1)
        following = datetime.date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
        return start, following - datetime.timedelta(days=1)
    return datetime.date(parts[0], 1, 1), datetime.date(parts[0], 12, 31)


def status(
    register: PlainRegister, measure: str, rule: str | None, day: datetime.date
) -> str | None:
    """`in force`, `suspended`, `unverified`, or None for not in force."""
    key = (measure, rule, day)
    if key not in register._days:
        register._days[key] = _status(register, measure, rule, day)
    found: str | None = register._days[key]
    return found


def _status(
    register: PlainRegister, measure: str, rule: str | None, day: datetime.date
) -> str | None:
    act = register.measures[measure]
    if act["end"] and day > first_and_last(act["end"])[1]:
        return None
    announced = day >= first_and_last(act["announced"])[0]
    begins = first_and_last(act["effective"]) if act["effective"] else None
    if begins is None:
        found = "unverified" if announced and act["undated"] == "unverified" else None
        alive = announced
    else:
        found = None if day < begins[0] else "unverified" if day < begins[1] else "in force"
        alive = announced or day >= begins[0]
    if found == "in force" and act["end"] and day > first_and_last(act["end"])[0]:
        found = "unverified"
    if not alive:
        return None
    latest = None
    for pause in register.pauses.get(measure, []):
        if pause["rule"] and rule not in pause["rule"].split():
            continue
        start = first_and_last(pause["start"])[0]
        if start <= day and (latest is None or start > first_and_last(latest["start"])[0]):
            latest = pause
    if latest is None:
        return found
    last = first_and_last(latest["until"]) if latest["until"] else None
    if last and day > last[1]:
        pending = begins is not None and day < begins[0]
        planned = begins is None and act["undated"] == "planned"
        return found if latest["followed_by"] or pending or planned else "unverified"
    if latest["effect"] == "doubtful":
        return "unverified"
    if day < first_and_last(latest["start"])[1] or (last and day > last[0]):
        return "unverified"
    return "suspended"


def verdict(register: PlainRegister, line: Line, good: Good) -> str:
    """The verdict on one line.

    Args:
        register: the tables.
        line: the typed columns, with party_list and party_measure of a listed party it names.
        good: what its text, code and elements say.
    """
    code, free = line["hs_code"] or "", {"hs": None, "forms": None, "words": None}
    line = line | {"fits": False}
    line["fits"] = any(
        code.startswith(printed) and _item(item | free | {"thresholds": None}, line, good) == YES
        for printed, item in register.printed
    )
    sure = possible = 0
    for rule in register.rules:
        for matched, state in _ways(register, rule, line, good):
            if matched == NO or state is None:
                continue
            strict = STRICTNESS[rule["policy"]]
            reach = 1 if state == "suspended" else strict
            if matched == YES and state != "unverified":
                sure = max(sure, reach)
            else:
                possible = max(possible, reach)
    return "unknown_outcome" if possible > sure else VERDICTS[sure]


def _ways(
    register: PlainRegister, rule: dict[str, Any], line: Line, good: Good
) -> Iterator[tuple[int, str | None]]:
    """How far a rule applies and its status, for its own goods and for those it takes over."""
    own = status(register, rule["measure"], rule["rule"], line["as_of"])
    if own is None:
        return
    elsewhere = _conditions(register, rule, line, good)
    if elsewhere == NO:
        return
    for goods, base in _lists(register, rule):
        matched = max((_item(item, line, good) for item in goods), default=NO)
        if matched == MAYBE and _covered_anyway(register, goods, line, good):
            matched = YES
        state: str | None = own
        if base is not None:
            other = status(register, base, None, line["as_of"])
            order = ["suspended", "unverified", "in force"]
            state = None if other is None else min(own, other, key=order.index)
        yield min(matched, elsewhere), state


def _lists(
    register: PlainRegister, rule: dict[str, Any]
) -> Iterator[tuple[list[dict[str, Any]], str | None]]:
    wanted = (rule["items"] or "").split()
    items = [
        item
        for item in register.items.get(rule["measure"], [])
        if not wanted or item["item"] in wanted
    ]
    yield [item for item in items if not item["listed_by"]], None
    government = register.measures[rule["measure"]]["government"]
    bases: set[str] = set()
    for item in items:
        if item["listed_by"] == "*":
            bases |= {
                id
                for id, act in register.measures.items()
                if act["government"] == government and act["kind"] == "export_control"
            }
        elif item["listed_by"]:
            bases |= set(item["listed_by"].split())
    for base in bases:
        yield [i for i in register.items.get(base, []) if not i["listed_by"]], base


def _covered_anyway(
    register: PlainRegister, goods: list[dict[str, Any]], line: Line, good: Good
) -> bool:
    """No form is said, but whichever it is, an item of the measure takes it in."""
    if good.forms or not good.possible_forms:
        return False
    free = Good(**{**vars(good), "forms": set(), "possible_forms": set(FORMS)})

    def met(item: dict[str, Any]) -> bool:
        return bool(item["forms"]) and _item({**item, "forms": None}, line, free) == YES

    items = [i for i in register.items[goods[0]["measure"]] if not i["listed_by"] and met(i)]
    taken = {form for item in items for form in item["forms"].split()}
    chosen = [item for item in goods if met(item)]
    some = any(good.possible_forms & set(item["forms"].split()) for item in chosen)
    return some and good.possible_forms <= taken


def _item(item: dict[str, Any], line: Line, good: Good) -> int:
    forms = set((item["forms"] or "").split())
    elements = set((item["elements"] or "").split())
    form = element = YES
    if forms and good.forms:
        form = YES if forms & good.forms else NO
    elif forms:
        inside = forms & good.possible_forms
        form = NO if not inside else MAYBE if good.possible_forms - forms else YES
    if elements:
        if elements & good.has or (good.one_of and good.one_of <= elements):
            element = YES
        else:
            element = MAYBE if elements & (good.one_of | good.perhaps) else NO
    word = _words(item, line)
    code = line["hs_code"] or ""
    printed = [c for c in (item["hs"] or "").split() if len(c) >= 8]
    if len(code) >= 8 and any(code.startswith(c) for c in printed):
        form, word = (MAYBE if part == NO else YES for part in (form, word))
        element = YES if element == MAYBE else element
    named = len(code) >= 8 and any(code.startswith(c) for c in printed)
    if named and element == NO and not line["fits"]:
        element = MAYBE
    headings = {c[:6] for c in (item["hs"] or "").split() if len(c) >= 6}
    entry = element == YES and headings & good.headings
    if elements and form == NO and entry and good.off_heading:
        form = MAYBE
    return min(form, element, word, _thresholds(item["thresholds"], good))


def _words(item: dict[str, Any], line: Line) -> int:
    if not item["words"]:
        return YES
    if line["item_text"] is None:
        return MAYBE
    text = " ".join(line["item_text"].lower().replace("-", " ").split())
    wanted = [" ".join(w.lower().replace("-", " ").split()) for w in item["words"].split("|")]
    return YES if any(word in text for word in wanted) else NO


def _thresholds(text: str | None, good: Good) -> int:
    answer = YES
    for condition in (text or "").split(";"):
        if not condition.strip():
            continue
        name, comparison, number = condition.split()
        value, low, high = float(number), good.low[name], good.high[name]
        low = float("-inf") if low != low else low
        high = float("inf") if high != high else high
        holds = {
            ">=": (low >= value, high < value),
            ">": (low > value, high <= value),
            "<=": (high <= value, low > value),
            "<": (high < value, low >= value),
        }[comparison]
        answer = min(answer, YES if holds[0] else NO if holds[1] else MAYBE)
    return answer


def _conditions(register: PlainRegister, rule: dict[str, Any], line: Line, good: Good) -> int:
    territory = register.countries(register.measures[rule["measure"]]["government"])
    return min(
        _destination(register, rule, line, territory),
        _reach(rule, line, good, territory),
        _end_use(rule, line),
        _end_user(register, rule, line),
    )


def _named(rule: dict[str, Any], line: Line) -> bool:
    lists = (rule["end_users"] or "").split()
    return line["party_list"] in lists and line["party_measure"] == rule["measure"]


def _destination(
    register: PlainRegister, rule: dict[str, Any], line: Line, territory: set[str]
) -> int:
    if _named(rule, line):
        return YES
    excepted = register.countries(rule["except_destinations"])
    everywhere = "*" in rule["destinations"].split()
    if line["destination"] is None:
        return YES if everywhere and not excepted else MAYBE
    if line["destination"] in excepted:
        return NO
    if rule["reach"] == "export" and line["destination"] in territory:
        return NO
    inside = everywhere or line["destination"] in register.countries(rule["destinations"])
    return YES if inside else NO


def _foreign(line: Line, good: Good, territory: set[str]) -> bool:
    if line["made_in"] is not None:
        return line["made_in"] not in territory
    if line["exporter"] in territory:
        return False
    mixed = line["share"] is not None and line["share"] < 1
    return mixed or "assembly" in good.forms


def _reach(rule: dict[str, Any], line: Line, good: Good, territory: set[str]) -> int:
    exporter, origin = line["exporter"], line["origin"]
    foreign = _foreign(line, good, territory)
    outside = MAYBE if exporter is None else NO if exporter in territory else YES
    content = MAYBE if origin is None else YES if origin in territory else NO
    ways = rule["reach"].split()
    if {"export", "origin"} <= set(ways) and origin in territory and not foreign:
        return YES
    answer = NO
    if "export" in ways:
        perhaps = exporter is None and (origin is None or origin in territory)
        answer = max(answer, YES if exporter in territory else MAYBE if perhaps else NO)
    if "origin" in ways and not foreign:
        answer = max(answer, min(outside, content))
    if "content" in ways and foreign:
        share = line["share"]
        if share is None:
            caught = MAYBE
        elif rule["share_from"] is not None:
            caught = YES if share >= rule["share_from"] else NO
        else:
            caught = YES if share > rule["share_above"] else NO
        answer = max(answer, min(outside, content, caught))
    if "technology" in ways:
        unsaid = NO if rule["unstated"] == "no" else MAYBE
        technology = line["technology_origin"]
        nexus = unsaid if technology is None else YES if technology in territory else NO
        answer = max(answer, min(outside, nexus))
    return answer


def _end_use(rule: dict[str, Any], line: Line) -> int:
    if not rule["end_uses"]:
        return YES
    if line["end_use"] is None:
        return NO if rule["unstated"] == "no" else MAYBE
    return YES if line["end_use"] in rule["end_uses"].split() else NO


def _end_user(register: PlainRegister, rule: dict[str, Any], line: Line) -> int:
    if not rule["end_users"]:
        return YES
    lists = rule["end_users"].split()
    if line["party_measure"] is not None:
        listing = register.measures[rule["measure"]]["kind"] == "listing"
        return YES if (_named(rule, line) if listing else line["party_list"] in lists) else NO
    if line["end_user_listed"] is None:
        return NO if rule["unstated"] == "no" else MAYBE
    return YES if line["end_user_listed"] in lists else NO
