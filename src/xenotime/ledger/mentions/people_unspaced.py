"""Names of persons in languages without spaces: the run of letters right before an office."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from xenotime.ledger.article import Article
from xenotime.ledger.languages import words
from xenotime.ledger.mentions.mention import PlaceMention
from xenotime.ledger.mentions.sighting import Office, Sighting

_KANA = r"[ァ-ヺー]+(?:[・＝=][ァ-ヺー]+)*"
_INITIALS = r"(?:[A-ZＡ-Ｚ][.．・] ?){1,3}"
_RUN = re.compile(rf"(?:[一-鿿々]{{1,3}}{_KANA}|(?:{_INITIALS})?{_KANA}|[一-鿿々]{{2,5}})$")
_READING = re.compile(r"(?<=[一-鿿々])[(（][ァ-ヺー・ ]{2,20}[)）]$")
"""How a name is said, in brackets behind it: 李在明（イ・ジェミョン）."""
_LONGEST = 24


def names_before_offices(
    article: Article, places: Sequence[PlaceMention], offices: Sequence[Office]
) -> list[Sighting]:
    """`高市早苗首相`, `ドナルド・トランプ米大統領`: the name, its office and place."""
    table = words(article.language, "people")
    starts = [block.start for block in article.blocks]
    found: list[Sighting] = []
    for office in offices:
        stop, place = _past_place(places, office.start)
        floor = max(starts[bisect_right(starts, stop) - 1], stop - _LONGEST)
        for word in table["between"]:
            if article.text.endswith(word, floor, stop):
                stop -= len(word)
                break
        reading = _READING.search(article.text[floor:stop])
        if reading is not None:
            stop = floor + reading.start()
        begin = _last_place_end(places, floor, stop)
        run = _RUN.search(article.text[begin:stop])
        if run is None or len(run.group()) < 2 or any(w in run.group() for w in table["not_names"]):
            continue
        start = begin + run.start()
        title = article.text[office.start : office.end]
        place = place or office.place or _belongs(article.text, places, start)
        found.append(Sighting(start, stop, run.group(), title, office.start, office.group, place))
    return found


def _past_place(places: Sequence[PlaceMention], at: int) -> tuple[int, str | None]:
    """Where a place that ends at `at` begins, and which it is: 米 in トランプ米大統領."""
    index = bisect_right(places, at - 1, key=lambda mention: mention.start)
    if index and places[index - 1].end == at and len(places[index - 1].places) == 1:
        return places[index - 1].start, places[index - 1].places[0]
    return at, None


def _last_place_end(places: Sequence[PlaceMention], floor: int, at: int) -> int:
    index = bisect_right(places, at - 1, key=lambda mention: mention.start)
    return min(at, max(floor, places[index - 1].end)) if index else floor


def _belongs(text: str, places: Sequence[PlaceMention], start: int) -> str | None:
    """The place right before the name, with at most one particle between: 米国のトランプ."""
    index = bisect_right(places, start - 1, key=lambda mention: mention.start)
    if index and start - places[index - 1].end <= 1 and len(places[index - 1].places) == 1:
        return places[index - 1].places[0]
    return None
