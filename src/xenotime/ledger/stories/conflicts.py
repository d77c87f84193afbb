"""What the reports of one claim disagree about, each with a sentence for a person.

Only reports of different articles are set against each other. That a plan of Monday is signed on
Tuesday is no conflict; that it is signed in one report of the day and planned in another is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from babel.dates import format_date
from babel.numbers import format_decimal
from rapidfuzz import fuzz

from xenotime.ledger.article import Period
from xenotime.ledger.facts.fact import Amount, Fact
from xenotime.ledger.stories.clusters import days_between
from xenotime.ledger.stories.report import Conflict, Report, shortened
from xenotime.ledger.stories.wording import Wordings, wording_conflicts

_FIRM = frozenset({"signed", "in_force", "completed"})
_OPEN = frozenset({"planned", "expected", "offered"})
_ROUNDING = 0.02
"""Amounts this near to each other may differ by rounding."""
_CONVERSION = 0.05
"""... and by the day's rate, when the reports agree on the amount in another currency."""
UNCOMPARED = frozenset({"rank", "year", "day", "count"})
"""Units of which a fact may name several that mean different things."""
_SAME_NAME = 75.0


def conflicts(reports: Sequence[Report], compared: Wordings) -> list[Conflict]:
    """What reports of one event disagree about, the weighty conflicts first.

    Args:
        reports: of one event.
        compared: what `wordings` found in their articles.
    """
    of: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        of[report.article].append(report)
    found: list[Conflict] = []
    for one, other in combinations(of.values(), 2):
        for check in _CHECKS:
            found += check(one, other)
        found += wording_conflicts(one, other, compared)
    return sorted(found, key=lambda conflict: conflict.small)


def _status(one: Sequence[Report], other: Sequence[Report]) -> Iterator[Conflict]:
    said = [{report.fact.status for report in side} for side in (one, other)]
    if said[0] & said[1]:
        return
    for a in one:
        for b in other:
            if _opposed(a, b):
                text = f"{_says(a)} {_as(a.fact)}, {_says(b)} {_as(b.fact)}: {_quotes(a, b)}."
                yield Conflict("status", text, (a, b))
                return


def _opposed(a: Report, b: Report) -> bool:
    """Whether both statuses cannot be true of the days on which they were reported."""
    pair = {a.fact.status, b.fact.status}
    if pair == {"offered", "expected"}:
        return True
    earlier, later = (a, b) if _before(a, b) else (b, a)
    moved_on = _before(earlier, later)
    if "denied" in pair:
        return bool(pair - {"denied", "suspended"})
    if "suspended" in pair:
        return bool(pair & _FIRM) and not (moved_on and later.fact.status == "suspended")
    if not (pair & _FIRM and pair & _OPEN):
        return False
    return not (moved_on and later.fact.status in _FIRM)


def _before(a: Report, b: Report) -> bool:
    """Whether a was surely written on an earlier day than b."""
    return a.date.last is not None and b.date.first is not None and a.date.last < b.date.first


def _amount(one: Sequence[Report], other: Sequence[Report]) -> Iterator[Conflict]:
    sides = [_by_unit(side) for side in (one, other)]
    agreed = {unit for unit in sides[0].keys() & sides[1].keys() if _agree(sides, unit)}
    for unit in sorted(sides[0].keys() & sides[1].keys() - agreed):
        (a, first), (b, second) = min(
            ((x, y) for x in sides[0][unit] for y in sides[1][unit]),
            key=lambda two: _difference(two[0][1], two[1][1]),
        )
        apart = _difference(first, second)
        converted = first.unit == "currency" and any(u[0] == "currency" for u in agreed)
        small = apart <= _ROUNDING or (converted and apart <= _CONVERSION)
        text = (
            f"{_says(a)} {_written(first)}, {_says(b)} {_written(second)}: "
            f"{_percent(apart)} apart{', as rounding or conversion would give' if small else ''}."
        )
        yield Conflict("amount", text, (a, b), small)


_Unit = tuple[str, str, str]


def _by_unit(side: Sequence[Report]) -> dict[_Unit, list[tuple[Report, Amount]]]:
    found: dict[_Unit, list[tuple[Report, Amount]]] = defaultdict(list)
    for report in side:
        for amount in report.fact.amounts:
            if amount.unit in UNCOMPARED:
                continue
            unit = (amount.unit, amount.currency or "", amount.per or "")
            found[unit].append((report, amount))
    return found


def _agree(sides: Sequence[Mapping[_Unit, list[tuple[Report, Amount]]]], unit: _Unit) -> bool:
    return any(_difference(x, y) == 0 for _, x in sides[0][unit] for _, y in sides[1][unit])


def _difference(a: Amount, b: Amount) -> float:
    """What lies between two amounts or ranges, as a share of the larger; 0 if they meet."""
    low, high = sorted((a, b), key=lambda amount: amount.value)
    top = max(low.value, low.upper if low.upper is not None else low.value)
    if high.value <= top:
        return 0.0
    return (high.value - top) / max(abs(high.value), abs(top))


_ABOUT = 7
"""Days by which a week or a month may miss a day and still mean it."""


def _date(one: Sequence[Report], other: Sequence[Report]) -> Iterator[Conflict]:
    for matter, of in _DATES.items():
        near: list[tuple[int, Report, Report]] = []
        for a in one:
            for b in other:
                x, y = of(a.fact), of(b.fact)
                apart = days_between((x.first, x.last), (y.first, y.last))
                vague = "day" not in (x.precision, y.precision) or x.precision != y.precision
                if apart is not None and not (vague and apart <= _ABOUT):
                    near.append((apart, a, b))
        if near and min(near, key=lambda n: n[0])[0] > 0:
            apart, a, b = min(near, key=lambda n: n[0])
            days = f"{apart} day{'s' if apart > 1 else ''} apart"
            text = (
                f"{_says(a)} {matter} {_day(of(a.fact))}, "
                f"{_says(b)} {matter} {_day(of(b.fact))}: {days}."
            )
            yield Conflict("date", text, (a, b))


def _when(fact: Fact) -> Period:
    return fact.date


def _by_when(fact: Fact) -> Period:
    return fact.deadline


_DATES: Mapping[str, Callable[[Fact], Period]] = {"the date": _when, "the deadline": _by_when}


def _parties(one: Sequence[Report], other: Sequence[Report]) -> Iterator[Conflict]:
    places = [{p for r in side for p in r.fact.countries} for side in (one, other)]
    if places[0] - places[1] and places[1] - places[0]:
        a, b = one[0], other[0]
        named = [" and ".join(sorted(side)) for side in places]
        text = f"{_says(a)} {named[0]} as parties, {_says(b)} {named[1]}: {_quotes(a, b)}."
        yield Conflict("parties", text, (a, b))
    for a in one:
        for b in other:
            for x, y in _misspelt(a.fact, b.fact):
                text = f'{_says(a)} "{x}", {_says(b)} "{y}": the same person or company, it seems.'
                yield Conflict("parties", text, (a, b), small=True)


def _misspelt(a: Fact, b: Fact) -> Iterator[tuple[str, str]]:
    """Names of one place that differ by a few letters."""
    for x in a.parties:
        for y in b.parties:
            if x.name and y.name and x.place == y.place and x.name != y.name:
                alike = fuzz.ratio(x.name, y.name)
                parts = set(x.name.split()), set(y.name.split())
                shortened = parts[0] <= parts[1] or parts[1] <= parts[0]
                if alike >= _SAME_NAME and not shortened:
                    yield x.name, y.name


_CHECKS = (_status, _amount, _date, _parties)


def _says(report: Report) -> str:
    return f"{report.article} has"


def _as(fact: Fact) -> str:
    by = f" (according to {fact.attribution})" if fact.attribution else ""
    return f"it as {fact.status.replace('_', ' ')}{by}"


def _quotes(a: Report, b: Report) -> str:
    return f'"{shortened(a.fact.quote)}" against "{shortened(b.fact.quote)}"'


_SCALES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1.0, ""))


def _written(amount: Amount) -> str:
    """Such as `about 472 billion EUR per year`."""
    scale, name = next((s for s in _SCALES if abs(amount.value) >= s[0]), _SCALES[-1])
    ends = [amount.value] if amount.upper is None else [amount.value, amount.upper]
    figures = " to ".join(format_decimal(end / scale, locale="en_GB") for end in ends)
    unit = amount.currency or amount.unit.replace("_", " ")
    about = "about " if amount.approximate else ""
    return f"{about}{figures}{name} {unit}" + (f" per {amount.per}" if amount.per else "")


def _percent(share: float) -> str:
    return f"{share * 100:.2g} %"


def _day(period: Period) -> str:
    if period.precision == "day":
        return format_date(period.first, "d MMMM y", locale="en_GB")
    return str(period)
