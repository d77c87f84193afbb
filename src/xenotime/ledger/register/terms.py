"""Words and labels under which facts and articles are found, the same for every database.

A *term* is a folded word (`seltene`, `zolle` for *Zölle*) or a label such as `kind=tariff`. A
database only intersects lists of terms, so a filter and a full-text query are one question to one
index, and no character that a user types reaches the language of that index.

- Words are compared without case, accents and width. A word of four letters or more in a query also
  finds the words that begin with it; shorter ones are found as they are.
- In Chinese and Japanese writing the terms are pairs of neighbouring characters: all pairs of the
  query must occur.
- A range of days is asked as the months and years that it touches; the exact comparison of days is
  left to the caller.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from xenotime.ledger.article import Article, Period
from xenotime.ledger.facts.fact import Fact
from xenotime.ledger.register.due import due_day, shown_day

Groups = list[list[str]]
"""A question: of every group at least one term; with `*` at its end, a word that begins so."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_IDEOGRAPHS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_RUN = re.compile(r"[^\W_]+")
_PART = re.compile(f"[{_IDEOGRAPHS}]+|[^{_IDEOGRAPHS}]+")
_PLAIN = re.compile(r"[a-z0-9_]{1,40}")

_LONGEST = 64
_BEGINNING = 4
_QUERY_WORDS = 32
_ARTICLE_WORDS = 20_000
_ARTICLE_LETTERS = 2_000_000
_FACT_WORDS = 1_000
_FACT_LETTERS = 100_000


def words(text: str) -> list[str]:
    """The runs of letters and digits of a text, folded; ideographs are runs of their own."""
    if text.isascii():
        ascii_runs: list[str] = _RUN.findall(text.lower())
        return ascii_runs
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    runs: list[str] = _RUN.findall(unicodedata.normalize("NFC", text).casefold())
    if not _IDEOGRAPH.search(text):
        return runs
    return [part for run in runs for part in _PART.findall(run)]


def word_terms(texts: Iterable[str | None], limit: int) -> list[str]:
    """The terms that stand for the words of the texts, each once, at most `limit`."""
    found: dict[str, None] = {}
    for text in texts:
        if len(found) > limit:
            break
        for word in words(text) if text else ():
            if _IDEOGRAPH.match(word):
                found.update(dict.fromkeys(map("".join, pairwise(word))))
                found[word[-1]] = None
            else:
                found[word[:_LONGEST]] = None
    return list(found)[:limit]


def fact_terms(fact: Fact, article: Article, state: str) -> str:
    """All terms of a fact, parted by spaces: its words, and labels for every filter."""
    due = due_day(fact, article.dated.period, state)
    labels = [
        label("kind", fact.kind),
        label("status", fact.status),
        label("state", state),
        label("language", article.language),
        label("reader", fact.reader),
        f"sure={sureness(fact.confidence)}",
        *(label("place", place) for place in fact.countries),
        *(label("good", good) for good in dict.fromkeys(fact.goods)),
        *period_labels("day", shown_day(fact, article.dated.period)),
        *(period_labels("due", Period(due, due)) if due else ()),
    ]
    texts = [fact.quote[:_FACT_LETTERS], fact.attribution, fact.instrument, *fact.goods]
    texts += [text for party in fact.parties for text in (party.name, party.office)]
    return " ".join(labels + word_terms(texts, _FACT_WORDS))


def article_terms(article: Article) -> str:
    """The terms of an article's name, title and text, parted by spaces."""
    texts = (article.name, article.title, article.text[:_ARTICLE_LETTERS])
    return " ".join(word_terms(texts, _ARTICLE_WORDS))


def is_word(term: str) -> bool:
    """Whether a query can find the term by its beginning: it is no label and no pair."""
    return len(term) >= _BEGINNING and "=" not in term and not _IDEOGRAPH.match(term)


def query_groups(query: str) -> Groups | None:
    """The question that plain words ask; None when the query holds no letter or digit."""
    groups: Groups = []
    for word in words(query[:10_000])[:_QUERY_WORDS]:
        if _IDEOGRAPH.match(word):
            pairs = [["".join(pair)] for pair in pairwise(word)]
            groups += pairs[:_QUERY_WORDS] or [[f"{word}*"]]
        else:
            word = word[:_LONGEST]
            groups.append([f"{word}*" if len(word) >= _BEGINNING else word])
    return groups or None


@lru_cache(10_000)
def label(kind: str, value: str) -> str:
    """The term for a value of a filter; a value with unusual characters is hashed."""
    plain = value.lower()
    if not _PLAIN.fullmatch(plain):
        plain = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
    return f"{kind}={plain}"


def sureness(confidence: float) -> int:
    """The tenth that a confidence falls in, 0 to 9."""
    return min(9, int(confidence * 10))


_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def period_labels(kind: str, period: Period) -> list[str]:
    """The terms under which `period_group` finds a period: its months and years if it touches at
    most two months, its years if it is longer, `far` for open, very long or remote ones."""
    first, last = period.first, period.last
    if first is None and last is None:
        return []
    if first is None or last is None or first.year < _FIRST_YEAR or last.year > _LAST_YEAR:
        return [f"{kind}=far"]
    if 12 * (last.year - first.year) + last.month - first.month <= 1:
        months = dict.fromkeys(f"{kind}={day:%Y%m}" for day in (first, last))
        return [*months, *dict.fromkeys(f"{kind}={day:%Y}" for day in (first, last))]
    if last.year - first.year <= 10:
        return [f"{kind}=in{year}" for year in range(first.year, last.year + 1)]
    return [f"{kind}=far"]


def period_group(kind: str, since: datetime.date | None, until: datetime.date | None) -> list[str]:
    """Terms of which every period has one that shares a day with `since` to `until`; a few that
    share none have one too."""
    start = max(since or datetime.date.min, datetime.date(_FIRST_YEAR, 1, 1))
    stop = min(until or datetime.date.max, datetime.date(_LAST_YEAR, 12, 31))
    found = [f"{kind}=far"]
    for year in range(start.year, stop.year + 1):
        found.append(f"{kind}=in{year}")
        months = range(
            start.month if year == start.year else 1, (stop.month if year == stop.year else 12) + 1
        )
        if len(months) == 12:
            found.append(f"{kind}={year}")
        else:
            found += [f"{kind}={year}{month:02}" for month in months]
    return found


def answers(terms: str, groups: Groups) -> bool:
    """Whether these terms answer the question, as the index would say."""
    have = set(terms.split(" "))
    return all(
        any(
            term in have
            or (term.endswith("*") and any(word.startswith(term[:-1]) for word in have))
            for term in group
        )
        for group in groups
    )


def fts5(groups: Groups) -> str:
    """The question in the language of SQLite's FTS5."""
    return " AND ".join(
        "(" + " OR ".join(_quoted(term, '"', " *") for term in group) + ")" for group in groups
    )


def tsquery(groups: Groups) -> str:
    """The question in the language of PostgreSQL's text search."""
    return " & ".join(
        "(" + " | ".join(_quoted(term, "'", ":*") for term in group) + ")" for group in groups
    )


def _quoted(term: str, mark: str, beginning: str) -> str:
    # Terms hold letters, digits, `=` and `_` only, so no mark can close early.
    if term.endswith("*"):
        return f"{mark}{term[:-1]}{mark}{beginning}"
    return f"{mark}{term}{mark}"
