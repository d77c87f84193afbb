"""How well the ledger finds the text of an article, beside trafilatura called bare.

    python benchmarks/ledger_boilerplate.py [--news ../shared/news]

On web pages: F1 of runs of four words against the main text that people marked, each page counting
the same; what the ledger reads is its body, and subheadings, which people marked too. On plain
text: how many characters of the facts that a person marked the ledger reads, and how many of the
teasers, captions, signatures, controls, titles and data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path

from xenotime.ledger import reading
from xenotime.ledger.article import Article
from xenotime.ledger.reading.web import article_of_page
from xenotime.world.problems import XenotimeError

RUN = 4
WORD = re.compile(r"\w+")
NEWS = Path(__file__).resolve().parents[2] / "shared" / "news"
PAGES = "article_extraction_benchmark"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--news", type=Path, default=NEWS)
    news = parser.parse_args().news
    if (news / PAGES).is_dir():
        pages(news / PAGES)
    else:
        print(f"Web pages skipped: {news / PAGES} is absent.")
    if (news / "gold.jsonl").is_file():
        plain(news)
    else:
        print(f"Plain text skipped: {news / 'gold.jsonl'} is absent.")


def pages(folder: Path) -> None:
    import trafilatura

    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    html = {
        key: gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()) for key in truth
    }

    def ledger(data: bytes, *, roles: tuple[str, ...]) -> str:
        try:
            article = article_of_page("page", data)
        except XenotimeError:
            return ""
        return "\n".join(
            article.quote(block.start, block.end) for block in article.blocks if block.role in roles
        )

    def bare(data: bytes) -> str:
        return trafilatura.extract(data) or ""

    readers = {
        "trafilatura, bare": bare,
        "ledger, body and subheadings": lambda data: ledger(data, roles=("body", "subheading")),
        "ledger, body alone": lambda data: ledger(data, roles=("body",)),
    }
    bare(next(iter(html.values())))
    print(f"{len(truth)} web pages{'':22}precision  recall     F1  pages/s")
    scores = {}
    for name, read in readers.items():
        began = time.perf_counter()
        texts = {key: read(data) for key, data in html.items()}
        rate = len(html) / (time.perf_counter() - began)
        precision, recall, f1 = score((truth[key]["articleBody"], texts[key]) for key in truth)
        scores[name] = f1
        print(f"{name:36}{precision:8.3f}{recall:8.3f}{f1:7.3f}{rate:9.1f}")
    peer, own, _ = scores.values()
    print(
        f"F1 of the ledger less that of its peer: {own - peer:+.3f} (at least -0.020 is wanted)\n"
    )


def score(pairs) -> tuple[float, float, float]:
    true = wrong = missed = 0.0
    for marked, found in pairs:
        marked, found = runs(marked), runs(found)
        shared = sum((marked & found).values())
        size = sum((marked | found).values())
        if size:
            true += shared / size
            wrong += sum((found - marked).values()) / size
            missed += sum((marked - found).values()) / size
    precision, recall = true / (true + wrong), true / (true + missed)
    return precision, recall, 2 * precision * recall / (precision + recall)


def runs(text: str) -> Counter:
    words = WORD.findall(text)
    return Counter(
        tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1)) if words
    )


def plain(news: Path) -> None:
    articles = {article.name: article for article in reading.read(news / "seeds")}
    records = [json.loads(line) for line in (news / "gold.jsonl").open(encoding="utf-8")]
    kept, all_kept = 0, 0
    for record in (r for r in records if r["record"] == "fact"):
        all_kept += record["end"] - record["start"]
        kept += read_of(articles[record["file"]], record)
    print("plain text, characters                  all   read")
    print(f"{'facts':36}{all_kept:7,}{kept:7,}")
    classes: dict[str, list[int]] = {}
    for record in (r for r in records if r["record"] == "boilerplate" and r["class"] != "filler"):
        count = classes.setdefault(record["class"], [0, 0])
        count[0] += record["end"] - record["start"]
        count[1] += read_of(articles[record["file"]], record)
    for name, (size, read) in sorted(classes.items()):
        print(f"{name:36}{size:7,}{read:7,}")
    wrong = sum(read for _, read in classes.values())
    precision, recall = kept / (kept + wrong), kept / all_kept
    print(f"F1 {2 * precision * recall / (precision + recall):.3f}")


def read_of(article: Article, record: dict) -> int:
    return sum(
        max(0, min(sentence.end, record["end"]) - max(sentence.start, record["start"]))
        for sentence in article.sentences
    )


if __name__ == "__main__":
    main()
