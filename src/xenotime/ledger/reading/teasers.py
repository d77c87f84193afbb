"""Advertisements for other articles below, or within, an article.

Three signs: a heading such as `Read more`, a signature after which the article is over, and
paragraphs that speak of something else. No paragraph is taken for a teaser by one weak sign alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise

from xenotime.ledger.languages import CODES, spaced
from xenotime.ledger.reading.markers import Markers, bare
from xenotime.ledger.reading.paragraphs import ends_a_sentence
from xenotime.ledger.reading.roles import MAX_TITLE, Piece, headline_like
from xenotime.ledger.reading.topic import Topic, speaks_of_trade

ON_TOPIC = 0.35
"""Share of words in common above which a paragraph after a heading belongs to the article again.
Of the last paragraphs of 137 English articles 72 % lie above, of foreign ones 2 %."""
OFF_TOPIC = 0.2
"""The same where no headline stands between."""
APART = 0.33
"""Below it, on average, paragraphs with headlines of their own speak of something else."""
FAR_OFF = 0.2
"""Below it, one such paragraph is enough; one in 141 English articles loses its end to it."""
SUMMED_UP = 0.5
"""Share of its words that the headline of a teaser has in common with the paragraph below it."""
RUNS_ON = 0.25
"""The article goes on where the paragraph after next shares more than this with it as well."""
ALIKE = 0.25
"""Share of its words that a headline repeats from its paragraph at least."""
LONE = 0.06
"""Below it, a last paragraph without a headline is none of the article's."""
KNOWN = 500
"""Characters of an article from which its topic is known (a third where words are not spaced)."""
MIN_TEASER = 80
MIN_LONE = 150
MAX_TEASER = 900
MAX_TEASERS = 12
MAX_HEADING = 60
MAX_INLINE = 250


def mark_teasers(pieces: Sequence[Piece], marks: Markers, language: str, *, cleaned: bool) -> None:
    """Give teasers and their headings their role.

    Args:
        pieces: the paragraphs.
        marks: the marks of their language.
        language: its code.
        cleaned: whether an extractor of web pages has seen to teasers: then headings alone count.
    """
    _after_headings(pieces, marks, language)
    if not cleaned and language in CODES:
        _after_signature(pieces, language)
        _off_topic(pieces, language)


def _after_headings(pieces: Sequence[Piece], marks: Markers, language: str) -> None:
    topic = Topic(language)
    known = 0
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if (
            piece.role == "body"
            and len(piece.text) <= MAX_HEADING
            and bare(piece.text) in marks.headings
        ):
            piece.is_now("teaser", "heading of teasers")
            enough = language in CODES and known >= _scaled(KNOWN, language)
            at = _section(pieces, at + 1, topic if enough else None, language)
            continue
        if (
            piece.role == "body"
            and len(piece.text) <= MAX_INLINE
            and marks.heading_start.match(bare(piece.text))
            and _INLINE_ENDS.isdisjoint(piece.text[-1:])
        ):
            piece.is_now("teaser", "points to another article")
        if piece.role == "body":
            topic.add(piece.text)
            known += len(piece.text)
        at += 1


_INLINE_ENDS = frozenset(".。")


def _section(pieces: Sequence[Piece], begin: int, topic: Topic | None, language: str) -> int:
    """Mark what stands below a heading, until the article goes on; returns where it does.

    `topic` is what the article spoke of above, None where that is too little to tell.
    """
    over = topic is not None and _signed_off(pieces, begin - 1)
    reason = f"below “{pieces[begin - 1].text.strip()}”"
    headline: Piece | None = None
    for at in range(begin, len(pieces)):
        piece = pieces[at]
        if piece.role != "body":
            continue
        if headline_like(piece) or _entry(piece):
            headline = piece
        elif not over and _goes_on(pieces, at, topic, headline, language):
            return at
        else:
            headline = None
        piece.is_now("teaser", reason)
    return len(pieces)


def _entry(piece: Piece) -> bool:
    """Whether it may stand in a list of headlines."""
    return len(piece.text) <= MAX_TITLE and not ends_a_sentence(piece.text)


def _goes_on(
    pieces: Sequence[Piece], at: int, topic: Topic | None, headline: Piece | None, language: str
) -> bool:
    """Whether the article itself goes on with this paragraph."""
    piece = pieces[at]
    if topic is None:
        return True
    share = topic.shares(piece.text)
    if share < (OFF_TOPIC if headline is None else ON_TOPIC):
        return False
    if len(piece.text) > MAX_TEASER or headline is None:
        return True
    own = Topic(language)
    own.add(piece.text)
    following = next((p for p in islice(pieces, at + 1, None) if p.role == "body"), None)
    if following is None or headline_like(following):
        return own.shares(headline.text) < SUMMED_UP
    return topic.shares(following.text) > RUNS_ON


def _signed_off(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the last thing before is a signature, apart from controls of the page."""
    for piece in (pieces[before] for before in range(at - 1, -1, -1)):
        if piece.role == "byline":
            return True
        if piece.role == "body":
            return False
    return False


def _after_signature(pieces: Sequence[Piece], language: str) -> None:
    """After the last signature, below most of the text, only what is clearly on topic is body."""
    last = max((at for at, piece in enumerate(pieces) if piece.role == "byline"), default=-1)
    before = [piece for piece in pieces[: max(last, 0)] if piece.role == "body"]
    size = sum(len(piece.text) for piece in before)
    whole = sum(len(piece.text) for piece in pieces if piece.role == "body")
    if size < max(_scaled(KNOWN, language), whole // 3):
        return
    topic = Topic(language)
    for piece in before:
        topic.add(piece.text)
    after = [piece for piece in pieces[last + 1 :] if piece.role == "body"]
    paired = sum(headline_like(one) and not headline_like(two) for one, two in pairwise(after)) >= 2
    for piece in after:
        if paired or headline_like(piece) or topic.shares(piece.text) < ON_TOPIC:
            piece.is_now("teaser", "below the signature")


def _off_topic(pieces: Sequence[Piece], language: str) -> None:
    """Paragraphs at the end that speak of something else."""
    units = _units([piece for piece in pieces if piece.role == "body"])
    begin = _first_foreign(units, language)
    while begin < len(units) and _may_belong(pieces, units[begin:], language):
        begin += 1
    for unit in units[begin:]:
        for piece in unit:
            piece.is_now("teaser", "speaks of something else, at the end")


def _may_belong(pieces: Sequence[Piece], tail: Sequence[list[Piece]], language: str) -> bool:
    """Whether only its words speak against the tail, and it speaks of trade.

    Another country's controls share few words with an article on controls.
    """
    summed_up = all(len(unit) > 1 for unit in tail) and _likeness(tail, language) >= ALIKE
    if summed_up or _set_apart(pieces, tail[0][0]):
        return False
    return any(speaks_of_trade(_joined(unit), language) for unit in tail)


def _set_apart(pieces: Sequence[Piece], first: Piece) -> bool:
    """Whether a control of the page, a signature or a teaser stands right above."""
    at = next(at for at, piece in enumerate(pieces) if piece is first)
    return at > 0 and pieces[at - 1].role in ("widget", "byline", "teaser")


def _first_foreign(units: Sequence[list[Piece]], language: str) -> int:
    """The unit from which all to the end advertises other articles; their number if none does."""
    end = len(units)
    begin = end
    while begin > max(1, end - MAX_TEASERS) and _like_a_teaser(units[begin - 1], language):
        begin -= 1
    if begin == end:
        return end
    topic = Topic(language)
    known = 0
    for at, unit in enumerate(units):
        if at >= begin and known >= _scaled(KNOWN, language):
            tail = units[at:]
            if all(len(one) > 1 for one in tail) and _advertise(tail, topic, language):
                return at
            if all(_lone(one[-1].text, topic, language) for one in tail):
                return at
        joined = _joined(unit)
        topic.add(joined)
        known += len(joined)
    return end


def _lone(text: str, topic: Topic, language: str) -> bool:
    return len(text) >= _scaled(MIN_LONE, language) and topic.shares(text) < LONE


def _like_a_teaser(unit: Sequence[Piece], language: str) -> bool:
    return _scaled(MIN_TEASER, language) <= len(unit[-1].text) <= MAX_TEASER


def _advertise(tail: Sequence[list[Piece]], topic: Topic, language: str) -> bool:
    """Whether paragraphs, each below a headline that sums it up, are strange to the article.

    A section of the article shares words with it; teasers share none with each other either.
    """
    if topic.shares(_joined(tail[0])) >= ON_TOPIC or _likeness(tail, language) < ALIKE:
        return False
    strange = sum(topic.shares(_joined(unit)) for unit in tail) / len(tail)
    if len(tail) == 1:
        return strange < FAR_OFF
    return strange < APART and _mutual(tail, language) < APART


def _likeness(tail: Sequence[list[Piece]], language: str) -> float:
    """How much of the headlines their paragraphs repeat, on average."""
    total = 0.0
    for *headlines, paragraph in tail:
        own = Topic(language)
        own.add(paragraph.text)
        total += max(own.shares(piece.text) for piece in headlines)
    return total / len(tail)


def _mutual(tail: Sequence[list[Piece]], language: str) -> float:
    """How much a unit shares with the one before it, on average."""
    total = 0.0
    for one, two in pairwise(tail):
        topic = Topic(language)
        topic.add(_joined(one))
        total += topic.shares(_joined(two))
    return total / (len(tail) - 1)


def _joined(unit: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in unit)


def _units(body: Sequence[Piece]) -> list[list[Piece]]:
    """Paragraphs, each with the headline right above it."""
    units: list[list[Piece]] = []
    waiting: list[Piece] = []
    for piece in body:
        waiting.append(piece)
        if not headline_like(piece):
            units.append(waiting)
            waiting = []
    return units


def _scaled(size: int, language: str) -> int:
    return size if spaced(language) else size // 3
