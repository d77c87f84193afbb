"""Names of persons in languages with spaces: capitalised words beside an office or a verb."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any

from xenotime.ledger.article import Article, Block
from xenotime.ledger.languages import words
from xenotime.ledger.mentions.leaders import leaders
from xenotime.ledger.mentions.mention import PlaceMention
from xenotime.ledger.mentions.sighting import Office, Sighting

_WORD = re.compile(r"[^\W\d_][\w’'-]*\.?")
_PARTICLES = frozenset(
    "van von der den de del della da dos das do di bin bint ibn al el ten ter zu la le y e".split()
)
# Those that are no everyday word of a language whose nouns have capitals.
_PARTICLES_BEFORE_NOUNS = frozenset("van von de del da bin bint ibn al el di".split())
_STOPS = frozenset(",.;:!?\"“”»«)('") | {""}
_CAPITALISED = r"[A-ZÀ-ÞĀ-Ž][\w’'-]*\.?"
_PARTICLE = "|".join(sorted(_PARTICLES - {"y", "e"}))
_NAME = rf"{_CAPITALISED}(?: (?:(?:{_PARTICLE}) ){{0,2}}{_CAPITALISED}){{1,3}}"
_NAME_BEFORE = re.compile(rf"(?<![\w-])({_NAME}),? ?$")
_NAME_BEFORE_COMMA = re.compile(rf"(?<![\w-])({_NAME}),\s([^,.;:()!?]{{0,40}})$")


class NameReader:
    """Reads names in one article.

    Args:
        article: the article.
        places: its places, sorted.
        offices: its words for offices, sorted.
        organisations: spans of names of companies, in which no person is sought.
    """

    def __init__(
        self,
        article: Article,
        places: Sequence[PlaceMention],
        offices: Sequence[Office],
        organisations: Sequence[tuple[int, int]],
    ) -> None:
        self._text = article.text
        self._blocks = [block for block in article.blocks if block.role == "body"]
        self._places = places
        self._place_at = {mention.start: mention for mention in places}
        self._offices = offices
        self._closed = {office.start for office in offices} | {start for start, _ in organisations}
        self._table: dict[str, Any] = words(article.language, "people")
        self._between = frozenset(self._table["between"])
        self._of = frozenset(self._table["of"])
        self._belongs = frozenset(self._table["belongs"])
        self._portfolios = frozenset(self._table["portfolios"])
        self._not_names = frozenset(self._table["not_names"])
        self._titles = frozenset(self._table["titles"])
        self._nouns = bool(self._table["capitalised_nouns"])
        self._noun_endings = tuple(self._table.get("noun_endings", ()))
        self._said = _said(article.language)

    def sightings(self) -> list[Sighting]:
        """All names seen, in no order, some of them twice."""
        found: list[Sighting] = []
        starts = [block.start for block in self._blocks]
        for office in self._offices:
            block = self._blocks[bisect_right(starts, office.start) - 1]
            seen = self._after(office, block) or self._before(office, block)
            if seen is not None:
                found.append(seen)
        for block in self._blocks:
            found += self._beside_said(block)
        return found

    def _after(self, office: Office, block: Block) -> Sighting | None:
        """`US-Präsident Trump`, `ministro de Comercio de China, Wang Wentao`."""
        if (named := self._named_like_a_place(office, block)) is not None:
            return named
        at, place = self._complement(office.end, block)
        plain = at == office.end
        comma = self._text.startswith(", ", at)
        at += 2 if comma else 1
        if not comma and not self._text[at - 1 : at].isspace():
            return None
        at = self._skip_titles(at)
        end, count = self._name_end(at, block)
        if count == 0 or (count == 1 and not self._may_stand_alone(at, end, plain and not comma)):
            return None
        name = self._text[at:end].rstrip(".") if count > 1 else self._text[at:end]
        place = place or self._behind(at + len(name))
        return self._sighting(at, at + len(name), name, office, place)

    def _named_like_a_place(self, office: Office, block: Block) -> Sighting | None:
        """`Israel's Defence Minister Israel Katz`: the second one is the person's."""
        mention = self._place_at.get(office.end + 1)
        if mention is None or self._place_of(office) is None:
            return None
        end, count = self._name_end(mention.end + 1, block)
        if count != 1 or self._text[mention.end] != " ":
            return None
        name = self._text[mention.start : end].rstrip(".")
        return self._sighting(mention.start, mention.start + len(name), name, office, None)

    def _before(self, office: Office, block: Block) -> Sighting | None:
        """`Wang Yi, China's foreign minister`."""
        window = self._text[max(block.start, office.start - 110) : office.start]
        match = _NAME_BEFORE_COMMA.search(window)
        if match is None:
            return None
        start = office.start - len(window) + match.start(1)
        gap_start = office.start - len(match.group(2))
        if not self._is_name(start, start + len(match.group(1)), block):
            return None
        for word in _WORD.finditer(self._text, gap_start, office.start):
            token = word.group().removesuffix("'s").removesuffix("’s")
            known = {token.lower(), token} & (self._between | self._of | {"a", "an", "s"})
            if not known and not self._in_place(word.start()):
                return None
        return self._sighting(start, start + len(match.group(1)), match.group(1), office, None)

    def _beside_said(self, block: Block) -> list[Sighting]:
        """`sagte Katsuya Watanabe`, `Jane Doe said`."""
        found: list[Sighting] = []
        if self._said is None:
            return found
        for verb in self._said.finditer(self._text, block.start, block.end):
            at = verb.end() + 1
            end, count = self._name_end(at, block)
            ends = not self._nouns or self._text[end : end + 1] in _STOPS
            if count > 1 and ends and self._text[at - 1 : at].isspace():
                found.append(Sighting(at, end, self._text[at:end]))
            window = self._text[max(block.start, verb.start() - 60) : verb.start()]
            match = _NAME_BEFORE.search(window)
            if match is not None and not self._nouns:
                start = verb.start() - len(window) + match.start(1)
                if self._is_name(start, start + len(match.group(1)), block):
                    found.append(Sighting(start, start + len(match.group(1)), match.group(1)))
        return found

    def _sighting(
        self, start: int, end: int, name: str, office: Office, place: str | None
    ) -> Sighting:
        place = self._place_of(office) or place or office.place
        title = self._text[office.start : office.end]
        return Sighting(start, end, name, title, office.start, office.group, place)

    def _complement(self, at: int, block: Block) -> tuple[int, str | None]:
        """Past `of Economy and Trade of Japan`; the place named there."""
        place: str | None = None
        for _ in range(10):
            if at + 1 >= block.end or not (self._text[at].isspace() or self._text[at] in "'’"):
                break
            mention = self._place_at.get(at + 1)
            if mention is not None:
                place = place or (mention.places[0] if len(mention.places) == 1 else None)
                at = mention.end
                continue
            word = _WORD.match(self._text, at + 1, block.end)
            if word is None:
                break
            token, _, elided = word.group().replace("’", "'").partition("'")
            if elided and token.lower() + "'" in self._of:
                inner = self._place_at.get(word.start() + len(token) + 1)
                if inner is not None:
                    place, at = place or inner.places[0], inner.end
                    continue
                if elided not in self._portfolios:
                    break
            elif token not in self._of and token not in self._portfolios:
                break
            at = word.end()
        return at, place

    def _place_of(self, office: Office) -> str | None:
        """The place whose name or adjective belongs to the office, before it or in it."""
        at = bisect_left(self._places, office.end, key=lambda mention: mention.start)
        if at == 0:
            return None
        mention = self._places[at - 1]
        if len(mention.places) != 1:
            return None
        if mention.start >= office.start:
            return mention.places[0]
        gap = self._text[mention.end : office.start]
        if len(gap) > 40 or re.search(r"[.,;:()!?\n]", gap):
            return None
        tokens = (
            gap.replace("’", "'").replace("'s", " ").replace("-", " ").replace("'", " ").split()
        )
        near = all(token.lower() in self._between for token in tokens)
        return mention.places[0] if near else None

    def _behind(self, at: int) -> str | None:
        """The place of `President Jane Doe of Chile`."""
        link = _WORD.match(self._text, at + 1)
        if link is None or link.group() not in self._belongs:
            return None
        mention = self._place_at.get(link.end() + 1)
        return mention.places[0] if mention and len(mention.places) == 1 else None

    def _skip_titles(self, at: int) -> int:
        while (word := _WORD.match(self._text, at)) and word.group() in self._titles:
            at = word.end() + 1
        return at

    def _name_end(self, at: int, block: Block) -> tuple[int, int]:
        """End of the name that begins at `at`, and how many words it has; 0 for none."""
        # German nouns have capitals too: a longer name would swallow the next noun.
        most = 2 if self._nouns else 4
        particles = _PARTICLES_BEFORE_NOUNS if self._nouns else _PARTICLES
        begin, end, first_end, count, last = at, at, at, 0, ""
        while (word := _WORD.match(self._text, at, block.end)) and count < most:
            token = word.group()
            if at in self._closed or self._in_place(at) or token.rstrip(".") in self._not_names:
                break
            if token[0].isupper():
                initial = len(token.rstrip(".")) <= 2 and token.endswith(".")
                if self._nouns and count == 1 and token.rstrip(".").endswith(self._noun_endings):
                    break
                count += not initial
                end = word.end()
                first_end = end if count == 1 else first_end
                if token.endswith(".") and not initial and token not in ("Jr.", "Sr."):
                    end -= 1
                    break
            elif not (token in particles or (token == "der" and last in ("von", "van"))) or (
                count == 1 and self._text[begin:end] in _surnames()
            ):
                break
            last = token
            if self._text[word.end() : word.end() + 1] != " ":
                break
            at = word.end() + 1
        if count > 1 and self._nouns and self._text[begin:first_end] in _surnames():
            return first_end, 1
        return end, count

    def _may_stand_alone(self, start: int, end: int, plain: bool) -> bool:
        """Whether one word after an office is a surname and not the next noun."""
        name = self._text[start:end]
        if name in _surnames() or name.removesuffix("s") in _surnames():
            return True
        return plain and len(name) > 2 and not (self._nouns and name.endswith(self._noun_endings))

    def _is_name(self, start: int, end: int, block: Block) -> bool:
        stop, count = self._name_end(start, block)
        return count > 1 and stop >= end

    def _in_place(self, at: int) -> bool:
        index = bisect_right(self._places, at, key=lambda mention: mention.start)
        return index > 0 and at < self._places[index - 1].end


@cache
def _said(code: str) -> re.Pattern[str] | None:
    verbs = words(code, "people")["said"]
    choice = "|".join(re.escape(verb) for verb in sorted(verbs, key=len, reverse=True))
    return re.compile(rf"\b(?:{choice})\b") if verbs else None


@cache
def _surnames() -> frozenset[str]:
    return frozenset(leader.surname for leader in leaders() if leader.surname)
