"""How well rewrites are told from texts written anew, beside plain measures of likeness.

    python benchmarks/ledger_rewrites.py [--corpus ../shared/news/clough_stevenson]

The corpus of plagiarised short answers (Clough and Stevenson 2011): 95 answers to five questions,
each with the article that it may have been written from. AUC is the chance that an answer taken
from its article scores higher than one written anew. `heavy` answers keep the content in other
words, `light` ones most words, `cut` ones were to be copied. Two of the 19 labelled `cut` share
next to no phrase of three words with their article; that holds every measure near 0.92 there.

Peers: Jaccard of phrases of three words, which MinHash estimates; the ratio of rapidfuzz; that of
difflib over words. Milliseconds are for one pair of texts.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from charset_normalizer import from_bytes
from rapidfuzz import fuzz
from sentencex import segment

from xenotime.ledger.article import UNKNOWN, Article, Block, Dated, Sentence
from xenotime.ledger.stories.clusters import same_story
from xenotime.ledger.stories.likeness import likeness
from xenotime.ledger.stories.profile import profile

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "news" / "clough_stevenson"
DERIVED, HEAVY = 0.97, 0.99
Measure = Callable[[Article, Article], float]


def read(path: Path) -> Article:
    text = " ".join(str(from_bytes(path.read_bytes()).best() or "").split())
    sentences: list[Sentence] = []
    at = 0
    for part in segment("en", text):
        if part.strip():
            at = text.index(part.strip(), at)
            sentences.append(Sentence(at, at + len(part.strip()), 0))
            at += len(part.strip())
    block = (Block(0, len(text), "body", ""),)
    return Article(path.name, text, "en", None, Dated(UNKNOWN, ""), block, tuple(sentences))


def tokens(article: Article) -> list[str]:
    return re.findall(r"\w+", article.text.lower())


def jaccard_of_phrases(a: Article, b: Article) -> float:
    one, other = (set(zip(t, t[1:], t[2:], strict=False)) for t in (tokens(a), tokens(b)))
    return len(one & other) / max(len(one | other), 1)


def difflib_ratio(a: Article, b: Article) -> float:
    return difflib.SequenceMatcher(None, tokens(a), tokens(b), autojunk=False).ratio()


MEASURES: dict[str, Measure] = {
    "likeness.score": lambda a, b: likeness(a, b).score,
    "likeness.containment": lambda a, b: likeness(a, b).containment,
    "same_story (text only)": lambda a, b: same_story(profile(a, ()), profile(b, ())),
    "3-gram Jaccard": jaccard_of_phrases,
    "rapidfuzz ratio": lambda a, b: fuzz.ratio(a.text.lower(), b.text.lower()) / 100,
    "difflib ratio": difflib_ratio,
}


def auc(positive: Iterable[float], negative: Iterable[float]) -> float:
    pairs = [(p > n) + 0.5 * (p == n) for n in list(negative) for p in list(positive)]
    return sum(pairs) / len(pairs)


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--corpus", type=Path, default=CORPUS)
    folder = arguments.parse_args().corpus
    if not (folder / "file_information.csv").is_file():
        print(f"skipped: the corpus is not at {folder}; give its folder with --corpus")
        return 0
    with (folder / "file_information.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    article = {row["File"]: read(folder / row["File"]) for row in rows}
    source = {row["Task"]: row["File"] for row in rows if row["Category"] == "orig"}
    answers = [row for row in rows if row["Category"] != "orig"]
    print(f"{'':24}{'derived':>9}{'heavy':>9}{'light':>9}{'cut':>9}{'ms':>9}")
    held = True
    for name, measure in MEASURES.items():
        start = time.perf_counter()
        scores = [measure(article[row["File"]], article[source[row["Task"]]]) for row in answers]
        each = (time.perf_counter() - start) / len(answers) * 1e3
        of = {
            label: [s for s, row in zip(scores, answers, strict=True) if row["Category"] == label]
            for label in ("non", "heavy", "light", "cut")
        }
        derived = auc(of["heavy"] + of["light"] + of["cut"], of["non"])
        single = [auc(of[label], of["non"]) for label in ("heavy", "light", "cut")]
        print(f"{name:24}{derived:9.4f}" + "".join(f"{x:9.4f}" for x in single) + f"{each:9.2f}")
        if name == "likeness.score":
            held = derived >= DERIVED and single[0] >= HEAVY
    verdict = "held" if held else "MISSED"
    print(f"wanted of likeness.score: derived {DERIVED}, heavy {HEAVY}: {verdict}")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
