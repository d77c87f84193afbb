"""How well the ledger finds names of places and persons in German, beside plain CLDR names.

Data: Universal NER, German PUD (`de_pud.iob2`, 1,000 sentences of news and encyclopaedia), for
evaluation only. Its LOC holds rivers, villages and mountains too, which no table of this project
lists: recall is of all of them. A mention is right if it lies in an annotated span; metonyms and
adjectives are left out, since the annotators marked neither as LOC.

Run: python benchmarks/ledger_names.py [FOLDER WITH de_pud.iob2]
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from babel import Locale

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Sentence
from xenotime.ledger.mentions.people import find_people
from xenotime.ledger.mentions.places import find_places

Span = tuple[int, int]


def main() -> int:
    shared = Path(__file__).parents[2] / "shared" / "news" / "uner_de_pud"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    if not (folder / "de_pud.iob2").is_file():
        print(f"Skipped: {folder}/de_pud.iob2 is not there; name its folder as the argument.")
        return 0
    sentences = list(read(folder / "de_pud.iob2"))
    names = {n for code, n in Locale.parse("de").territories.items() if code.isalpha()}
    plain = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len)[::-1])) + r")s?\b")
    counts = {"places: ledger": [0, 0, 0], "places: CLDR": [0, 0, 0], "persons: ledger": [0, 0, 0]}
    begun = time.process_time()
    for text, spans in sentences:
        article = as_article(text)
        mentions = find_places(article)
        found = [m for m in mentions if m.how in ("name", "capital", "city")]
        people = find_people(article, mentions)
        place_spans = [(m.start, m.end) for m in found]
        add(counts["places: ledger"], place_spans, spans["LOC"])
        add(counts["persons: ledger"], [(m.start, m.end) for m in people], spans["PER"])
    seconds = time.process_time() - begun
    for text, spans in sentences:
        add(counts["places: CLDR"], [m.span() for m in plain.finditer(text)], spans["LOC"])
    print(f"{'':18} recall precision")
    for label, (right, marked, given) in counts.items():
        print(f"{label:18} {right / marked:6.2f} {right / max(1, given):9.2f}")
    print(f"{len(sentences) / seconds:.0f} sentences a second, one core")
    return 0


def add(count: list[int], found: list[Span], marked: list[Span]) -> None:
    """Add right, marked and given."""
    right = sum(any(a <= m[0] < b or m[0] <= a < m[1] for m in found) for a, b in marked)
    count[0] += right
    count[1] += len(marked)
    count[2] += right + sum(all(b <= m[0] or m[1] <= a for a, b in marked) for m in found)


def read(path: Path) -> list[tuple[str, dict[str, list[Span]]]]:
    """Sentences with the spans of their entities by type."""
    result: list[tuple[str, dict[str, list[Span]]]] = []
    for chunk in path.read_text("utf-8").strip().split("\n\n"):
        text, at = "", 0
        spans: dict[str, list[Span]] = {"LOC": [], "PER": [], "ORG": []}
        for line in chunk.splitlines():
            if line.startswith("# text = "):
                text = line.removeprefix("# text = ")
            if line.startswith("#"):
                continue
            _, token, tag, *_ = line.split("\t")
            start = text.find(token, at)
            if start < 0:
                continue
            at = start + len(token)
            kind = tag[2:]
            if tag.startswith("B-") and kind in spans:
                spans[kind].append((start, at))
            elif tag.startswith("I-") and spans.get(kind):
                spans[kind][-1] = (spans[kind][-1][0], at)
        result.append((text, spans))
    return result


def as_article(text: str) -> Article:
    block = Block(0, len(text), "body", "")
    sentence = Sentence(0, len(text), 0)
    return Article("", text, "de", None, Dated(UNKNOWN, ""), (block,), (sentence,))


if __name__ == "__main__":
    raise SystemExit(main())
