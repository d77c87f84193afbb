"""Facts of one story that tell of the same event, side by side.

Two facts are one claim when nothing sets them apart and something ties them together:

    apart     kinds that never stand for each other; no place in common; other goods; amounts of
              one unit more than 30 % apart (a slip of a thousand aside); days too far apart
    together  a sum of money in common, goods or another amount, the same day, two places, or
              sentences of which one is a rewrite of the other

An amount in brackets behind another, as a conversion into another currency, belongs to its fact:
two facts agree as soon as one of their sums does, and then other goods do not set them apart.
What the reports of a claim disagree about is told by `conflicts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xenotime.ledger.article import Article
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.stories.clusters import days_between
from xenotime.ledger.stories.conflicts import UNCOMPARED, conflicts
from xenotime.ledger.stories.report import Conflict, Report
from xenotime.ledger.stories.wording import Wordings, wordings

_FAR = 0.3
"""Amounts further apart than this share of the larger belong to different events."""
_SAME = 0.01
_SLIP = 1000.0
"""A billion taken for a million, or the like."""
_ALIKE = frozenset({"agreement", "commitment", "project", "delivery"})
"""Kinds between which reports of one event may differ, when they name the same sum."""
_DAYS_APART: Mapping[str, int] = {"meeting": 3, "agreement": 7, "delivery": 14, "trade_figure": 0}
_OTHER_DAYS_APART = 45
_TIED_BY_PLACES = frozenset({"meeting", "agreement", "tariff"})
"""Kinds of which two places rarely have several in one story."""


@dataclass(frozen=True)
class Claim:
    """One event, and what each report says of it."""

    kind: str
    """As most reports have it."""
    reports: tuple[Report, ...]
    """By day and article."""
    conflicts: tuple[Conflict, ...]
    """The weighty ones first."""

    @property
    def countries(self) -> tuple[str, ...]:
        """Places that any report names as a party, sorted."""
        return tuple(sorted({place for r in self.reports for place in r.fact.countries}))

    @property
    def goods(self) -> tuple[str, ...]:
        """Goods that any report names, sorted."""
        return tuple(sorted({good for r in self.reports for good in r.fact.goods}))

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that report it, each once."""
        return tuple(dict.fromkeys(r.article for r in self.reports))


def claims(reports: Sequence[Report], articles: Mapping[str, Article] | None = None) -> list[Claim]:
    """Put the facts of one story side by side; their order does not matter.

    Args:
        reports: facts of the story's articles.
        articles: the articles by the names that the reports use. With them sentences are compared:
            rewrites are put together, and what one leaves out is flagged. Of a large story the
            first dozen articles are compared so.
    """
    ordered = sorted(reports, key=_order)
    compared = wordings(ordered, articles or {})
    groups: list[list[Report]] = []
    for report in ordered:
        best, chosen = 0.0, None
        for group in groups:
            tied = [_tie(member, report, compared) for member in group]
            firm = sum(tied) / len(tied)
            if min(tied) > 0 and firm > best:
                best, chosen = firm, group
        if chosen is None:
            groups.append([report])
        else:
            chosen.append(report)
    return [_claim(group, compared) for group in groups]


def _order(report: Report) -> tuple[str, str, int, int, str]:
    fact = report.fact
    return (str(report.date.first or "9"), report.article, fact.start, fact.end, fact.kind)


def _claim(group: list[Report], compared: Wordings) -> Claim:
    kind = Counter(report.fact.kind for report in group).most_common(1)[0][0]
    return Claim(kind, tuple(group), tuple(conflicts(group, compared)))


def _tie(a: Report, b: Report, compared: Wordings) -> float:
    """How firmly two reports are one claim, 0 if they are not."""
    money = _amounts(a.fact, b.fact, money=True)
    other = _amounts(a.fact, b.fact, money=False)
    kinds = {a.fact.kind, b.fact.kind}
    if len(kinds) > 1 and not (money == "same" and kinds <= _ALIKE):
        return 0.0
    rewritten = compared.aligned(a, b)
    if rewritten and money != "other":
        return 3.0
    places, goods = _places(a.fact, b.fact), _goods(a.fact, b.fact)
    if places is None or "other" in (money, other) or (goods is None and money != "same"):
        return 0.0
    apart = _days_apart(a, b)
    if apart is not None and apart > 0 and a.article == b.article:
        return 0.0
    if apart is not None and apart > _DAYS_APART.get(a.fact.kind, _OTHER_DAYS_APART):
        return 0.0
    tied = 2.0 * (money == "same")
    if places:
        days = (a.fact.date.precision, b.fact.date.precision)
        tied += (goods or 0.0) + (other == "same") + (apart == 0 and days == ("day", "day"))
        tied += 0.5 * (places > 1 and a.fact.kind in _TIED_BY_PLACES)
    return tied + 0.1 * places if tied else 0.0


def _days_apart(a: Report, b: Report) -> int | None:
    one, other = a.fact.date, b.fact.date
    return days_between((one.first, one.last), (other.first, other.last))


def _places(a: Fact, b: Fact) -> int | None:
    """Places in common, 0 when one names none, None when they are others."""
    one, other = set(a.countries), set(b.countries)
    if not one or not other:
        return 0
    common = len(one & other)
    nested = one <= other or other <= one
    return common if common and (nested or 3 * common >= len(one | other)) else None


def _goods(a: Fact, b: Fact) -> float | None:
    """The share of goods in common, 0 when one names none, None when they are others."""
    one, other = set(a.goods), set(b.goods)
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other)) or None


def _amounts(a: Fact, b: Fact, *, money: bool) -> str:
    """`same` when an amount agrees, `near`, `other`, or `none` to compare."""
    found = "none"
    for one in a.amounts:
        for other in b.amounts:
            unit = (one.unit, one.currency, one.per)
            if (one.unit == "currency") != money or one.unit in UNCOMPARED:
                continue
            if unit != (other.unit, other.currency, other.per):
                continue
            apart = _apart(one.value, other.value)
            if apart <= _SAME:
                return "same"
            rate = one.unit == "percent" and a.kind == "tariff"
            if apart <= _FAR or rate or _slip(one.value, other.value):
                found = "near"
            elif found == "none":
                found = "other"
    return found


def _apart(a: float, b: float) -> float:
    """Their difference as a share of the larger."""
    return abs(a - b) / max(abs(a), abs(b), 1e-12)


def _slip(a: float, b: float) -> bool:
    small, large = sorted((abs(a), abs(b)))
    return small > 0 and _apart(large / small, _SLIP) <= _SAME
