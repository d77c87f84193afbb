"""How fast articles are read for facts, in how much memory, beside spaCy's blank pipelines.

    python benchmarks/ledger_reading.py [--articles 1000]

Makes distinct articles out of docs/example/articles, in six languages: other numbers, other names,
sentences in another order. One process reads them all the way: file, encoding, language, main text,
sentences, mentions, facts, the profile that finds rewrites. The goal is 40 a second on two cores,
so 20 on one, and memory that does not grow with the number of articles.

The peer gets less to do: the texts as they come out of their files, their language told,
`spacy.blank(language)` with a sentencizer and an entity ruler over the same names of places and
goods (its patterns have no stars; of `sign*` it gets `sign`). For Japanese it takes single
characters as words, as its Chinese pipeline does: its Japanese one needs a dictionary. spaCy is no
dependency of the project: `pip install spacy` brings it; without it this part is skipped.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale

from xenotime.ledger import languages
from xenotime.ledger.article import Article
from xenotime.ledger.mentions.found import find_all
from xenotime.ledger.reading import read
from xenotime.ledger.readings import readings
from xenotime.ledger.stories.profile import profile
from xenotime.world.problems import XenotimeError

EXAMPLES = Path(__file__).resolve().parents[1] / "docs/example/articles"
GOAL = 20
"""Articles a second of one process."""
SYLLABLES = "ba ken tor lin mar ves dal rik son hal".split()
_NUMBER = re.compile(r"(?<![\d.,:/-])(?!20\d\d)\d{2,4}(?![\d.,:/-])")


def templates() -> list[tuple[str, str, Article, list[str]]]:
    """The examples: suffix, what stands in the file, the article in it, and its names."""
    found: list[tuple[str, str, Article]] = []
    for path in sorted(EXAMPLES.iterdir()):
        text = path.read_text("utf-8")
        articles = list(read(path))
        if path.suffix == ".jsonl":
            lines = text.splitlines()
            found += [(".jsonl", f"{line}\n", a) for line, a in zip(lines, articles, strict=True)]
        else:
            found.append((path.suffix, text, articles[0]))
    return [(*example, sorted(set(names_of(example[2])))) for example in found]


def varied(
    suffix: str, text: str, article: Article, names: list[str], chance: random.Random
) -> str:
    """The file with its sentences in another order, and with other numbers and names."""
    if suffix in (".txt", ".md"):
        text = reordered(article, chance)
    text = _NUMBER.sub(lambda n: str(chance.randrange(10, 10 ** len(n[0]))), text)
    for name in names:
        text = text.replace(name, "".join(chance.choices(SYLLABLES, k=3)).capitalize())
    return text


def reordered(article: Article, chance: random.Random) -> str:
    """The text with the sentences of each block in another order."""
    text = article.text
    for number in range(len(article.blocks) - 1, -1, -1):
        of_block = [s for s in article.sentences if s.block == number]
        # The first may hold the dateline.
        spans = [(s.start, s.end) for s in of_block[1:]]
        sources = chance.sample(spans, len(spans))
        for (start, end), (a, b) in reversed(list(zip(spans, sources, strict=True))):
            text = text[:start] + article.text[a:b] + text[end:]
    return text


def names_of(article: Article) -> Iterator[str]:
    """Last words of the people and first words of the companies in an article."""
    found = find_all(article)
    for person in found.people:
        yield person.name.split()[-1]
    for one in found.organisations:
        if one.kind == "company":
            yield one.name.split()[0]


def make(folder: Path, number: int) -> None:
    """Write that many distinct articles to a folder."""
    chance = random.Random(2027)
    examples = templates()
    seen: set[str] = set()
    while len(seen) < number:
        suffix, text, article, names = examples[len(seen) % len(examples)]
        new = varied(suffix, text, article, names, chance)
        if new not in seen:
            (folder / f"{len(seen):06}{suffix}").write_text(new, encoding="utf-8")
            seen.add(new)


def megabytes() -> float:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def broken(path: Path, error: XenotimeError) -> None:
    raise error


def ours(files: list[Path]) -> tuple[float, int]:
    """Read files for facts; articles a second, and how many facts there were."""
    begun = time.perf_counter()
    facts = 0
    for count, reading in enumerate(readings(files, broken), start=1):
        profile(reading.article, reading.facts)
        facts += len(reading.facts)
        if count in (100, len(files)):
            print(f"  peak memory after {count:,} articles: {megabytes():.0f} MB")
    return len(files) / (time.perf_counter() - begun), facts


def forms(code: str) -> Iterator[tuple[str, str]]:
    """Names of places and goods in the tables of a language, each with its label."""
    for name in Locale.parse(code).territories.values():
        yield "place", name
    for label, table in (("place", "places"), ("good", "goods")):
        for row in languages.rows(code, table):
            for pattern in row["patterns"].split("|"):
                form = pattern.partition("…")[0].replace("*", "").rstrip("~").strip()
                if form:
                    yield label, form


def peer(articles: Iterable[Article]) -> float:
    """Articles a second of spaCy's blank pipelines with the same names."""
    import spacy

    pipelines: dict[str, Any] = {}
    for code in languages.CODES:
        nlp = spacy.blank("zh" if code == "ja" else code)
        nlp.add_pipe("sentencizer")
        ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns([{"label": label, "pattern": form} for label, form in forms(code)])
        pipelines[code] = nlp
    texts: dict[str, list[str]] = {code: [] for code in languages.CODES}
    for article in articles:
        texts[article.language].append(article.text)
    begun = time.perf_counter()
    entities = sentences = 0
    for code, of_language in texts.items():
        for doc in pipelines[code].pipe(of_language):
            entities += len(doc.ents)
            sentences += sum(1 for _ in doc.sents)
    rate = sum(map(len, texts.values())) / (time.perf_counter() - begun)
    print(f"spaCy {spacy.__version__}, blank: {rate:.0f} articles a second; ", end="")
    print(f"{sentences:,} sentences, {entities:,} names of places and goods")
    return rate


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=1000)
    number = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, number)
        files = sorted(folder.iterdir())
        size = sum(file.stat().st_size for file in files)
        print(f"{number:,} articles in {len(languages.CODES)} languages, {size / number:.0f} bytes")
        rate, facts = ours(files)
        print(f"xenotime: {rate:.0f} articles a second on one core; {facts:,} facts")
        print(f"  wanted: {GOAL}: {'held' if rate >= GOAL else 'MISSED'}")
        if find_spec("spacy") is None:
            print("spaCy is not installed (pip install spacy): no comparison")
        else:
            other = peer(article for file in files for article in read(file))
            print(f"ratio, xenotime to spaCy: {rate / other:.2f}")
    return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
