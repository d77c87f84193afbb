"""One event, many reports: what the articles of a story say, side by side, from the register."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from xenotime.ledger.register import Entry, Filter, Register
from xenotime.ledger.stories.claims import Claim, claims
from xenotime.ledger.stories.report import Report

MOST = 500
"""Facts of a story that are compared; a story with more is a topic rather than an event."""


@dataclass(frozen=True)
class Told:
    """A claim, and the register's facts that its reports are."""

    claim: Claim
    entries: tuple[Entry, ...]
    """In the order of the claim's reports."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The facts by their numbers in the register."""
        return tuple(entry.id for entry in self.entries)

    def to_dict(self) -> dict[str, Any]:
        """The claim as plain values."""
        return {
            "kind": self.claim.kind,
            "countries": list(self.claim.countries),
            "goods": list(self.claim.goods),
            "facts": list(self.numbers),
            "conflicts": [
                {"about": c.about, "small": c.small, "sentence": c.sentence}
                for c in self.claim.conflicts
            ],
        }


def told(held: Register, story: int) -> list[Told]:
    """The claims of a story, those with most reports first; rejected facts are left out.

    Raises:
        XenotimeError: there is no such story.
    """
    headings = held.story(story).articles
    often = Counter(heading.name for heading in headings)
    names = {h.id: h.name if often[h.name] == 1 else f"{h.name} ({h.id})" for h in headings}
    page = held.facts(Filter(story=story), limit=MOST)
    by_report: dict[int, Entry] = {}
    reports: list[Report] = []
    for entry in page.entries:
        if entry.state != "rejected":
            report = Report(names[entry.article], entry.written, entry.fact)
            reports.append(report)
            by_report[id(report)] = entry
    texts = {names[number]: held.article(number) for number in {e.article for e in page.entries}}
    found = [
        Told(claim, tuple(by_report[id(report)] for report in claim.reports))
        for claim in claims(reports, texts)
    ]
    return sorted(found, key=lambda t: (-len(t.claim.articles), t.numbers))
