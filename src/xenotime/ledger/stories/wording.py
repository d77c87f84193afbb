"""The wording of the articles of one story, compared in pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from xenotime.ledger.article import Article
from xenotime.ledger.stories.likeness import Pair, likeness
from xenotime.ledger.stories.report import Conflict, Report, shortened
from xenotime.ledger.stories.words import content, words

COMPARED = 12
"""Articles of a story whose wording is compared at most; the work grows with their square."""


@dataclass(frozen=True)
class Wordings:
    """Sentences of articles of one language that tell the same, by the names of two articles."""

    pairs: Mapping[tuple[str, str], tuple[Pair, ...]]

    def aligned(self, a: Report, b: Report) -> bool:
        """Whether the sentence of one fact is a rewrite of the other's."""
        if a.article > b.article:
            a, b = b, a
        pairs = self.pairs.get((a.article, b.article), ())
        return any(within(a, pair.a) and within(b, pair.b) for pair in pairs)


def wordings(reports: Sequence[Report], articles: Mapping[str, Article]) -> Wordings:
    """Compare the wording of the articles that the reports come from, the first `COMPARED`."""
    names = [name for name in dict.fromkeys(r.article for r in reports) if name in articles]
    return Wordings(
        {
            (a, b): likeness(articles[a], articles[b]).pairs
            for a, b in combinations(sorted(names[:COMPARED]), 2)
            if articles[a].language == articles[b].language
        }
    )


def wording_conflicts(
    one: Sequence[Report], other: Sequence[Report], compared: Wordings
) -> Iterator[Conflict]:
    """Qualifiers that one report has and its rewrite lacks, in sentences that hold these facts."""
    if one[0].article > other[0].article:
        one, other = other, one
    for pair in compared.pairs.get((one[0].article, other[0].article), ()):
        a = next((report for report in one if within(report, pair.a)), None)
        b = next((report for report in other if within(report, pair.b)), None)
        if a is None or b is None or pair.level != "edited":
            continue
        alone = [f"{a.article} has {part}" for part in _qualifiers(pair.dropped)]
        alone += [f"{b.article} has {part}" for part in _qualifiers(pair.added)]
        if alone:
            text = f"Of the same sentence only {', only '.join(alone)}: one may say more."
            yield Conflict("wording", text, (a, b))


def within(report: Report, span: tuple[int, int]) -> bool:
    """Whether its fact lies in the sentence at `span`."""
    return report.fact.start < span[1] and span[0] < report.fact.end


def _qualifiers(parts: Sequence[str]) -> list[str]:
    return [f'"{shortened(part)}"' for part in parts if any(map(content, words(part)))]
