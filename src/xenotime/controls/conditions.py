"""Whether a rule applies to shipments, condition by condition: yes, no or maybe.

Everything is an array over *cases*: shipments that differ in nothing that any rule asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from xenotime.controls.matching import MAYBE, NO, YES, Matches, Missing
from xenotime.controls.rules import Rule

CONDITIONS = ("goods", "destination", "reach", "end use", "end user")


@dataclass(frozen=True)
class Answer:
    """int8[case] answers, and int16[case] what is missing where the answer is maybe."""

    value: np.ndarray
    missing: np.ndarray

    @classmethod
    def of(cls, value: np.ndarray, missing: np.ndarray | Missing) -> Answer:
        """An answer whose missing columns count only where it is maybe."""
        flags = np.asarray(missing, dtype=np.int16)
        return cls(value.astype(np.int8), np.where(value == MAYBE, flags, np.int16(0)))

    def both(self, other: Answer) -> Answer:
        """Yes where both are."""
        return Answer.of(np.minimum(self.value, other.value), self.missing | other.missing)

    def either(self, other: Answer) -> Answer:
        """Yes where one is."""
        return Answer.of(np.maximum(self.value, other.value), self.missing | other.missing)


@dataclass(frozen=True)
class Cases:
    """Distinct shipments.

    frame: origin, exporter, destination, made_in, technology_origin, end_use, end_user_listed,
        party_list, party_measure, share (fraction), profile (row of `matches`), assembly.
    matches: goods against items of the register.
    """

    frame: pl.DataFrame
    matches: Matches
    _answers: dict[Hashable, Answer] = field(default_factory=dict, init=False, repr=False)

    def once(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question that many rules share, worked out for the first of them."""
        if question not in self._answers:
            self._answers[question] = ask()
        return self._answers[question]

    @cached_property
    def profile(self) -> np.ndarray:
        """Row of `matches` of each case."""
        return self.frame["profile"].to_numpy()

    def among(self, column: str, codes: Iterable[str]) -> np.ndarray:
        """Whether a column's code is among the codes; a missing one is not: bool[case]."""
        values, positions = self._coded[column]
        wanted = set(codes)
        found: np.ndarray = np.asarray([*(value in wanted for value in values), False])[positions]
        return found

    def unsaid(self, column: str) -> np.ndarray:
        """Whether a column is empty: bool[case]."""
        values, positions = self._coded[column]
        found: np.ndarray = positions == len(values)
        return found

    @cached_property
    def _coded(self) -> dict[str, tuple[list[str], np.ndarray]]:
        """Distinct values of each text column, and the position of each case's value among them;
        an empty one stands behind the last. Rules ask so often that looking them up anew is slow.
        """
        found = {}
        for column in self.frame.select(pl.col(pl.String)):
            values = column.drop_nulls().unique().to_list()
            coded = column.cast(pl.Enum(values)).to_physical().cast(pl.Int64)
            found[column.name] = values, coded.fill_null(len(values)).to_numpy()
        return found

    def foreign_made(self, territory: Iterable[str]) -> np.ndarray:
        """Whether the good itself was made outside a territory: bool[case].

        What a line does not say is read from what it says: goods with a share of controlled content
        below one, and parts or products that hold such goods, were made where they are shipped
        from; a plain good is as its origin says.
        """
        said = ~self.unsaid("made_in")
        shipped_there = self.among("exporter", territory)
        mixed = (self.frame["share"].fill_null(1.0) < 1.0).to_numpy()
        likely = ~shipped_there & (mixed | self.frame["assembly"].to_numpy())
        answer: np.ndarray = np.where(said, ~self.among("made_in", territory), likely)
        return answer


def judge(rule: Rule, cases: Cases) -> dict[str, Answer]:
    """Each condition of a rule on each case, by the names of `CONDITIONS`."""
    named = _named_by(rule, cases)
    here = rule.territory if rule.reach == ("export",) else None
    whereto = ("destination", rule.destinations, rule.excepted, here)
    destination = cases.once(whereto, lambda: _destination(rule, cases))
    way = ("reach", rule.territory, rule.reach, rule.share_from, rule.share_above, rule.unstated)
    use = ("end use", rule.end_uses, rule.unstated)
    return {
        "goods": _goods(rule, cases),
        # A firm that the act names is meant wherever it takes delivery.
        "destination": Answer.of(np.where(named, YES, destination.value), destination.missing),
        "reach": cases.once(way, lambda: _reach(rule, cases)),
        "end use": cases.once(use, lambda: _end_use(rule, cases)),
        "end user": _end_user(rule, cases, named),
    }


def together(answers: dict[str, Answer]) -> Answer:
    """Yes where all conditions are; what is missing is what the maybes among them lack."""
    found = list(answers.values())
    whole = found[0]
    for answer in found[1:]:
        whole = whole.both(answer)
    return whole


def best_item(rule: Rule, cases: Cases) -> np.ndarray:
    """Position in the register of the item that fits each case best: int16[case]."""
    answers = cases.matches.answer[:, rule.items]
    chosen = np.asarray(rule.items, dtype=np.int16)[answers.argmax(axis=1)]
    found: np.ndarray = chosen[cases.profile]
    return found


def _goods(rule: Rule, cases: Cases) -> Answer:
    answers = cases.matches.answer[:, rule.items]
    missing = cases.matches.missing[:, rule.items]
    best = answers.max(axis=1)
    return Answer.of(best[cases.profile], np.bitwise_or.reduce(missing, axis=1)[cases.profile])


def _destination(rule: Rule, cases: Cases) -> Answer:
    here = set() if rule.reach != ("export",) else set(rule.territory)
    out = cases.among("destination", rule.excepted | here)
    inside = True if rule.destinations is None else cases.among("destination", rule.destinations)
    answer = np.where(inside & ~out, YES, NO)
    anywhere = rule.destinations is None and not rule.excepted
    unsaid = cases.unsaid("destination")
    answer = np.where(unsaid, YES if anywhere else MAYBE, answer)
    return Answer.of(answer, Missing.destination_iso3)


def _reach(rule: Rule, cases: Cases) -> Answer:
    """Goods come under a rule in any of its ways."""
    ways = {"export": _export, "origin": _origin, "content": _content, "technology": _technology}
    found = [ways[way](rule, cases) for way in rule.reach]
    answer = found[0]
    for other in found[1:]:
        answer = answer.either(other)
    if {"export", "origin"} <= set(rule.reach):
        # Whoever ships it: for goods made there the exporter does not matter.
        there = cases.among("origin", rule.territory) & ~cases.foreign_made(rule.territory)
        answer = Answer.of(np.where(there, YES, answer.value), answer.missing)
    return answer


def _export(rule: Rule, cases: Cases) -> Answer:
    from_there = cases.among("exporter", rule.territory)
    origin = cases.among("origin", rule.territory) | cases.unsaid("origin")
    perhaps = cases.unsaid("exporter") & origin
    answer = np.where(from_there, YES, np.where(perhaps, MAYBE, NO))
    return Answer.of(answer, Missing.exporter_iso3)


def _from_elsewhere(rule: Rule, cases: Cases) -> Answer:
    """Shipped from outside the territory."""
    answer = np.where(cases.among("exporter", rule.territory), NO, YES)
    answer = np.where(cases.unsaid("exporter"), MAYBE, answer)
    return Answer.of(answer, Missing.exporter_iso3)


def _of_origin(rule: Rule, cases: Cases) -> Answer:
    """With controlled content from the territory."""
    answer = np.where(cases.among("origin", rule.territory), YES, NO)
    return Answer.of(np.where(cases.unsaid("origin"), MAYBE, answer), Missing.origin_iso3)


def _origin(rule: Rule, cases: Cases) -> Answer:
    made_there = Answer.of(np.where(cases.foreign_made(rule.territory), NO, YES), Missing(0))
    return _from_elsewhere(rule, cases).both(_of_origin(rule, cases)).both(made_there)


def _content(rule: Rule, cases: Cases) -> Answer:
    share = cases.frame["share"].fill_null(np.nan).to_numpy()
    if rule.share_from is not None:
        enough = share >= rule.share_from
    else:
        enough = share > (rule.share_above or 0.0)
    caught = np.where(np.isnan(share), MAYBE, np.where(enough, YES, NO))
    foreign = np.where(cases.foreign_made(rule.territory), YES, NO)
    content = Answer.of(caught, Missing.controlled_value_share_pct)
    made_elsewhere = Answer.of(foreign, Missing(0)).both(_from_elsewhere(rule, cases))
    return made_elsewhere.both(_of_origin(rule, cases)).both(content)


def _technology(rule: Rule, cases: Cases) -> Answer:
    unsaid = NO if rule.unstated == "no" else MAYBE
    answer = np.where(cases.among("technology_origin", rule.territory), YES, NO)
    answer = np.where(cases.unsaid("technology_origin"), unsaid, answer)
    nexus = Answer.of(answer, Missing.technology_origin_iso3)
    return _from_elsewhere(rule, cases).both(nexus)


def _end_use(rule: Rule, cases: Cases) -> Answer:
    if not rule.end_uses:
        return Answer.of(np.full(cases.frame.height, YES), Missing(0))
    unsaid = NO if rule.unstated == "no" else MAYBE
    answer = np.where(cases.among("end_use", rule.end_uses), YES, NO)
    return Answer.of(np.where(cases.unsaid("end_use"), unsaid, answer), Missing.end_use)


def _named_by(rule: Rule, cases: Cases) -> np.ndarray:
    """Whether the end user is a party that this rule's own measure names: bool[case]."""
    if not rule.end_users:
        return np.zeros(cases.frame.height, dtype=bool)
    on_list = cases.among("party_list", rule.end_users)
    found: np.ndarray = on_list & cases.among("party_measure", [rule.measure])
    return found


def _end_user(rule: Rule, cases: Cases, named: np.ndarray) -> Answer:
    if not rule.end_users:
        return Answer.of(np.full(cases.frame.height, YES), Missing(0))
    unsaid = NO if rule.unstated == "no" else MAYBE
    answer = np.where(cases.among("end_user_listed", rule.end_users), YES, NO)
    answer = np.where(cases.unsaid("end_user_listed"), unsaid, answer)
    known = ~cases.unsaid("party_measure")
    by_name = named if rule.kind == "listing" else cases.among("party_list", rule.end_users)
    answer = np.where(known, np.where(by_name, YES, NO), answer)
    return Answer.of(answer, Missing.end_user_listed)
