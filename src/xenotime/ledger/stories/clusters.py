"""Which articles belong to one story: one event as reported over several days, in many languages.

Two kinds of evidence count, each between 0 and 1, and either alone may do:

    text    phrases of the smaller text that stand in the other: from 0.05, which articles on one
            subject share by chance, to 0.35
    events  facts of the same kind with the same places. Two places say more than one, and
            goods, amounts and days that agree more than a kind and places alone. A fact with which
            both articles open counts in full, one with which only one opens by half, a fact in the
            background of both by a quarter, and all of these by 0.3 at most: last month's export
            control is mentioned everywhere.

    same_story = closeness(days between) x (1 - (1 - text)(1 - events))

Articles further apart than `DAYS` are one story only when one is a copy of the other.

Stories are connected components (single link): an article joins every story in which one article is
enough like it. The result does not depend on the order if a register unites all the stories that
`linked` names. One that only takes the best of them (`story_of`) may keep two stories apart which
an article that came late would have joined.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from xenotime.ledger.stories.profile import Profile

SAME_STORY = 0.5
"""From this `same_story` on, two articles belong to one story."""
DAYS = 21
"""Articles further apart in time belong to different stories, copies set aside."""

_CLOSENESS = ((1, 1.2), (3, 1.1), (7, 1.0), (14, 0.7), (DAYS, 0.5))
"""Days between two articles at most, and the weight of what they share."""
_UNDATED = 0.95
_COPY = 0.8
"""From this part of its phrases on, a text is a copy whenever it was printed."""
_CHANCE, _CERTAIN = 0.05, 0.35
_BACKGROUND = 0.3
"""Most that the facts with which neither article opens may say together."""
_LEAST_SHARED = 5
"""Hashes that must agree before anything is concluded from them."""


def same_story(a: Profile, b: Profile) -> float:
    """How surely two articles tell of the same event: 0 to 1, one story from `SAME_STORY` on."""
    copied = contained(a.fingerprint, b.fingerprint)
    if copied >= _COPY:
        return copied
    text = min(max((copied - _CHANCE) / (_CERTAIN - _CHANCE), 0.0), 1.0)
    evidence = 1 - (1 - text) * (1 - _events(a.keys, b.keys))
    return min(evidence * _closeness(a, b), 1.0)


def contained(a: frozenset[int], b: frozenset[int]) -> float:
    """What part of the smaller text's phrases the other has, estimated from two fingerprints.

    Below the smaller of the two largest hashes both hold every hash of their text, so these are a
    sample of both.
    """
    shared = len(a & b)
    if shared < _LEAST_SHARED:
        return 0.0
    bound = min(max(a), max(b))
    return shared / min(sum(h <= bound for h in a), sum(h <= bound for h in b))


def linked(profile: Profile, candidates: Iterable[tuple[int, Profile]]) -> list[int]:
    """The stories that the article belongs to, the surest first.

    Args:
        profile: of the article.
        candidates: articles that may belong with it, each with the number of its story.
    """
    best: dict[int, float] = {}
    for story, other in candidates:
        score = same_story(profile, other)
        if score >= SAME_STORY:
            best[story] = max(score, best.get(story, 0.0))
    return sorted(best, key=lambda story: (-best[story], story))


def story_of(profile: Profile, candidates: Iterable[tuple[int, Profile]]) -> int | None:
    """The story that the article surest belongs to, or None: it begins one. See `linked`."""
    return next(iter(linked(profile, candidates)), None)


def partition(profiles: Sequence[Profile]) -> list[int]:
    """The story of each article, numbered by its first one; stories do not depend on the order."""
    sharing: dict[int | str, list[int]] = defaultdict(list)
    story = list(range(len(profiles)))
    for number, profile in enumerate(profiles):
        features: list[int | str] = [*profile.fingerprint, *profile.keys]
        candidates = sorted({other for feature in features for other in sharing[feature]})
        for found in linked(profile, [(story[at], profiles[at]) for at in candidates]):
            united = {found, story[number]}
            story = [min(united) if s in united else s for s in story]
        for feature in features:
            sharing[feature].append(number)
    return story


def _closeness(a: Profile, b: Profile) -> float:
    """The weight of what two articles share, by the days between them."""
    apart = days_between((a.first, a.last), (b.first, b.last))
    if apart is None:
        return _UNDATED
    return next((weight for days, weight in _CLOSENESS if apart <= days), 0.0)


def days_between(
    a: tuple[datetime.date | None, datetime.date | None],
    b: tuple[datetime.date | None, datetime.date | None],
) -> int | None:
    """Days from one stretch of days to the other, 0 if they meet; None if an end is unknown."""
    if a[0] is None or a[1] is None or b[0] is None or b[1] is None:
        return None
    return max((b[0] - a[1]).days, (a[0] - b[1]).days, 0)


def _events(a: frozenset[str], b: frozenset[str]) -> float:
    """The evidence of the facts that two articles share."""
    of_a, of_b = _details(a), _details(b)
    doubt = background = 1.0
    counted: list[tuple[str, set[str]]] = []
    for event in sorted(of_a.keys() & of_b.keys(), key=lambda e: (-e.count("+"), e)):
        kind, _, joined = event.partition("/")
        places = set(joined.split("+"))
        if any(kind == k and places < larger for k, larger in counted):
            continue
        counted.append((kind, places))
        agreeing = len(of_a[event] & of_b[event])
        leads = (f"lead/{event}" in a) + (f"lead/{event}" in b)
        strength = _strength(len(places), agreeing)
        if leads:
            doubt *= 1 - strength * leads / 2
        else:
            background *= 1 - strength / 4
    return 1 - doubt * max(background, 1 - _BACKGROUND)


def _details(keys: frozenset[str]) -> Mapping[str, set[str]]:
    """The details of each event, from the keys of a profile."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        if not key.startswith("lead/"):
            kind, places, *detail = key.split("/", 2)
            found[f"{kind}/{places}"].update(detail)
    return found


def _strength(places: int, details: int) -> float:
    """The evidence of one shared fact, both opening with it."""
    if details == 0:
        return 0.3 if places > 1 else 0.0
    return min((0.55 if places > 1 else 0.42) + 0.1 * (details - 1), 0.9)
