"""How well the ledger reads facts, beside what a person annotated.

    python benchmarks/ledger_facts.py [--details] [SET_OR_FOLDER...]

Sets: `examples` (articles that ship with the project), `held-out` (articles that nobody tuned the
rules on), `seeds` (articles of the developers' that do not ship). A folder holds articles beside a
`facts.jsonl`. Printed for each: recall and precision, countries, amounts, status and dates as
`ledger_scoring.py` defines them, then by language and by kind. `--details` lists what was missed
and what was wrongly found; not for `held-out`, which would then be one more set to tune on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ledger_records as records
import ledger_scoring as scoring
from ledger_records import Claim, Gold
from ledger_scoring import Measures, Pair
from rich.console import Console
from rich.table import Table

from xenotime.ledger.article import Article
from xenotime.ledger.facts.fact import Fact

ROOT = Path(__file__).resolve().parents[1]
SETS = {
    "examples": (ROOT / "docs/example/articles", "../facts.jsonl"),
    "held-out": (ROOT / "tests/ledger/held_out", "facts.jsonl"),
    "seeds": (ROOT.parent / "shared/news", "gold.jsonl"),
}
COLUMNS = {
    "recall": "recall",
    "precision": "precision",
    "countries": "countries F1",
    "acting": "without bystanders",
    "amounts_recall": "amounts recall",
    "amounts_precision": "amounts precision",
    "status": "status",
    "date": "date",
}


def line(article: Article, fact: Fact) -> dict[str, Any]:
    """A fact in the shape of `xenotime ledger read --jsonl`, as far as the scoring looks at it."""
    return {
        "file": article.name,
        "start": fact.start,
        "end": fact.end,
        "quote": fact.quote,
        "kind": fact.kind,
        "status": fact.status,
        "countries": fact.countries,
        "amounts": [
            {"value": a.value, "unit": a.unit, "currency": a.currency} for a in fact.amounts
        ],
        "date": str(fact.date),
        "deadline": str(fact.deadline),
    }


@dataclass(frozen=True)
class Read:
    """What was read of a folder."""

    claims: list[Claim]
    texts: dict[str, str]
    """The stored text of each article."""


def read_folder(folder: Path, annotations: Gold) -> Read:
    """Reads the annotated articles of a folder and what is in `seeds/` beneath it."""
    # The readers are imported late, so that the scoring can be tested without them.
    from xenotime.ledger.facts.extract import read_facts
    from xenotime.ledger.reading import read

    # A record of a file is named after it: trade-briefs.jsonl#2.
    names = {name.partition("#")[0] for name in annotations.languages}
    result = Read([], {})
    for path in sorted([*folder.iterdir(), *folder.glob("seeds/*")]):
        if path.is_file() and path.name in names:
            for article in read(path):
                result.texts[article.name] = article.text
                found = [line(article, fact) for fact in read_facts(article)]
                result.claims.extend(map(records.found, found))
    return result


def table(title: str, rows: Iterable[tuple[str, Measures]]) -> Table:
    grid = Table(title=title, title_justify="left", box=None, header_style="bold")
    grid.add_column("")
    for heading in COLUMNS.values():
        grid.add_column(heading, justify="right")
    for name, figures in rows:
        grid.add_row(name, *(str(getattr(figures, field)) for field in COLUMNS))
    return grid


def rows(annotations: Gold, claims: list[Claim]) -> Iterator[tuple[str, Measures]]:
    """All, all by the stricter criterion, then each language and each kind."""
    pairs = scoring.pairs(annotations, claims)
    yield "all", scoring.measures(pairs)
    yield "all, IoU", scoring.measures(scoring.pairs(annotations, claims, "iou"))
    for language in sorted(set(annotations.languages.values())):
        yield language, scoring.measures(p for p in pairs if p.language == language)
    for kind in records.KINDS:
        yield kind, scoring.measures(p for p in pairs if p.kind == kind)


def details(annotations: Gold, claims: list[Claim]) -> Iterator[str]:
    """A line for each asked fact missed, each found in vain, and each pair that differs."""
    for pair in sorted(scoring.pairs(annotations, claims), key=_place):
        annotation, claim = pair.gold, pair.found
        if annotation and claim:
            yield from differences(pair)
        elif annotation and annotation.asked:
            yield f"MISSED {annotation.kind} ({annotation.relevance}) {_where(annotation)}"
        elif claim:
            instead = _instead(annotations, claim)
            yield f"WRONG  {claim.kind} {claim.status} {_where(claim)}{instead}"
    for claim in scoring.in_teasers(annotations, claims):
        yield f"TEASER {claim.kind} {_where(claim)}"


def differences(pair: Pair) -> Iterator[str]:
    annotation, claim = pair.gold, pair.found
    assert annotation is not None
    assert claim is not None
    wrong = []
    if annotation.countries != claim.countries and annotation.acting != claim.countries:
        wrong.append(f"countries {sorted(claim.countries)}, not {sorted(annotation.countries)}")
    if sorted(annotation.amounts, key=str) != sorted(claim.amounts, key=str):
        wrong.append(f"amounts {list(claim.amounts)}, not {list(annotation.amounts)}")
    if not scoring.status_right(annotation, claim):
        wrong.append(f"status {claim.status}, not {annotation.status}")
    if not scoring.date_right(annotation, claim):
        wrong.append(f"date {claim.dates}, not {annotation.dates}")
    if wrong:
        yield f"FIELDS {claim.kind} {'; '.join(wrong)} {_where(annotation)}"


def _place(pair: Pair) -> tuple[str, int]:
    claim = pair.gold or pair.found
    assert claim is not None
    return claim.file, claim.start


def _where(claim: Claim) -> str:
    return f"{claim.file}:{claim.start}-{claim.end}\n       {' '.join(claim.quote.split())}"


def _instead(annotations: Gold, claim: Claim) -> str:
    there = [
        f"{fact.kind} ({fact.relevance})"
        for fact in annotations.facts
        if fact.file == claim.file and scoring.overlap(fact, claim, "half") >= 0.5
    ]
    return f"\n       annotated here: {', '.join(there)}" if there else ""


def report(
    name: str,
    show_details: bool,
    console: Console,
    read: Callable[[Path, Gold], Read] = read_folder,
) -> bool:
    """Prints the figures of one set or folder; False when it is not there."""
    folder, annotations_file = SETS.get(name, (Path(name), "facts.jsonl"))
    path = folder / annotations_file
    if not path.is_file():
        console.print(f"{name}: skipped, there is no {annotations_file} in its folder")
        return False
    annotations = records.gold(records.lines(path))
    result = read(folder, annotations)
    claims = result.claims
    console.print(
        table(f"{name}: {len(annotations.languages)} articles", rows(annotations, claims))
    )
    teasers = len(scoring.in_teasers(annotations, claims))
    console.print(f"{name}: {teasers} facts from teasers (there must be none)")
    if strays := astray(annotations, result.texts):
        console.print(
            f"{name}: {len(strays)} annotations do not stand where they say, the first in "
            f"{strays[0].file} at {strays[0].start}: the figures are too low"
        )
    console.print()
    if show_details:
        for text in details(annotations, claims):
            console.print(text, markup=False, highlight=False)
    return True


def astray(annotations: Gold, texts: dict[str, str]) -> list[Claim]:
    """Annotations whose quotation is not what the stored text has there."""
    return [
        fact
        for fact in annotations.facts
        if texts.get(fact.file, "")[fact.start : fact.end] != fact.quote
    ]


def refused(names: Iterable[str]) -> bool:
    """Whether one of these is the held-out set, by its name or by its folder."""
    held_out = SETS["held-out"][0].resolve()
    return any(SETS.get(name, (Path(name), ""))[0].resolve() == held_out for name in names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="SET_OR_FOLDER")
    parser.add_argument("--details", action="store_true", help="list misses and false alarms")
    options = parser.parse_args()
    sets = options.sets or [name for name in SETS if not options.details or not refused([name])]
    if options.details and refused(sets):
        sys.exit("--details is not for held-out: what one has seen there one would tune on.")
    console = Console(width=None if sys.stdout.isatty() else 160, soft_wrap=True)
    for name in sets:
        report(name, options.details, console)


if __name__ == "__main__":
    main()
