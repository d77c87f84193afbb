"""From files to articles with their facts, one at a time: a folder of any size fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xenotime.ledger.article import Article
from xenotime.ledger.facts.extract import read_facts
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.model_reader import Endpoint, Refused, Unreachable, propose
from xenotime.ledger.reading import read_all
from xenotime.world.problems import XenotimeError


@dataclass(frozen=True)
class Reading:
    """An article, the facts found in it, and what a model proposed that is not in the text."""

    article: Article
    facts: tuple[Fact, ...]
    refused: tuple[Refused, ...] = ()


def readings(
    paths: Iterable[Path],
    on_error: Callable[[Path, XenotimeError], None],
    endpoint: Endpoint | None = None,
    on_model_error: Callable[[Article, XenotimeError], None] | None = None,
) -> Iterator[Reading]:
    """The articles of files and folders, read for facts.

    Args:
        paths: files and folders, which are read with all that is in them.
        on_error: told of each file that cannot be read; the others are read all the same.
        endpoint: a language model that may propose facts too.
        on_model_error: told of each article that the model fails at, which is read by the rules
            alone; without it the first such failure ends the reading.

    Raises:
        XenotimeError: when the model's service cannot be reached for the first article.
    """
    answered = False
    for article in read_all(paths, on_error):
        try:
            found = reading_of(article, endpoint)
            answered = True
        except XenotimeError as error:
            hopeless = isinstance(error, Unreachable) and not answered
            if on_model_error is None or hopeless:
                raise
            answered = True
            on_model_error(article, error)
            found = reading_of(article)
        yield found


def reading_of(article: Article, endpoint: Endpoint | None = None) -> Reading:
    """One article, read for facts."""
    facts = read_facts(article)
    if endpoint is None:
        return Reading(article, tuple(facts))
    proposed, refused = propose(article, endpoint, facts)
    everything = sorted([*facts, *proposed], key=lambda fact: (fact.start, fact.end, fact.kind))
    return Reading(article, tuple(everything), tuple(refused))


def reading_dicts(reading: Reading) -> list[dict[str, Any]]:
    """The facts of a reading as plain values, each with its article's file, language and date."""
    article = reading.article
    about = {
        "file": article.name,
        "language": article.language,
        "written": str(article.dated.period) or None,
    }
    return [about | fact.to_dict() for fact in reading.facts]


def stripped_dicts(reading: Reading) -> list[dict[str, Any]]:
    """What of an article was not read for facts, as plain values, and why."""
    article = reading.article
    return [
        {
            "file": article.name,
            "start": block.start,
            "end": block.end,
            "role": block.role,
            "reason": block.reason,
            "text": article.quote(block.start, block.end),
        }
        for block in article.blocks
        if block.role != "body"
    ]
