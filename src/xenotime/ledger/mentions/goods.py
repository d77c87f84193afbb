"""Which goods an article names: minerals, the commodities made of them, and what else is traded.

In: an article. Out: `GoodMention`s of its body, in order. `languages/<code>/goods.csv` maps an id
to patterns between `|`. Ids are those of the world's minerals and commodities where it has one,
and the project's own for other goods (critical_minerals, semiconductors, ships, investment).
Patterns without an id are phrases that only sound like a good (nickel-and-dime).

An element on its own is its mineral where it has one (tungsten), else the commodity in which it is
mostly traded: the metal for dysprosium, terbium, samarium, neodymium and praseodymium
(`ndpr_metal`), the oxide for the other rare earths, `rare_earths` for those that the world does
not list.

A pattern in capitals (`APT`) is found in any case. Of patterns that overlap the longest counts:
rare earth magnets are magnets and not rare earths.
"""

from __future__ import annotations

from functools import cache

from xenotime.ledger.article import Article
from xenotime.ledger.languages import CODES, rows, spaced, words
from xenotime.ledger.lexicon import Lexicon
from xenotime.ledger.mentions.mention import GoodMention
from xenotime.ledger.mentions.organisations import name_spans
from xenotime.ledger.mentions.people import find_offices
from xenotime.ledger.mentions.phrases import bodies, cut_no_run, longest, whole_words


def find_goods(article: Article) -> list[GoodMention]:
    """The goods named in the body of `article`, sorted; none for a language without tables.

    A good in the name of a company (Nippon Steel) or office (minister of defence) is not traded.
    """
    if article.language not in CODES:
        return []
    lexicon = _lexicon(article.language)
    names = name_spans(article, government=True)
    names += [(office.start, office.end) for office in find_offices(article)]
    names.sort()
    nouns = words(article.language, "people")["capitalised_nouns"]
    mentions: list[GoodMention] = []
    for body in bodies(article):
        for hit in longest(
            cut_no_run(lexicon.find(body.folded, folded=True), body.text, article.language)
        ):
            if not hit.value:
                continue
            start, end = whole_words(body.text, hit)
            # In German `waren` are no goods and `reis` no rice: nouns have capitals.
            if nouns and " " not in hit.pattern and not _has_capital(body.text[start:end]):
                continue
            mentions.append(GoodMention(body.start + start, body.start + end, hit.value))
    return _outside(mentions, names)


def _has_capital(word: str) -> bool:
    return any(letter.isupper() for letter in word)


def _outside(mentions: list[GoodMention], names: list[tuple[int, int]]) -> list[GoodMention]:
    kept: list[GoodMention] = []
    at = 0
    for mention in mentions:
        while at < len(names) and names[at][1] <= mention.start:
            at += 1
        same = bool(kept) and (kept[-1].start, kept[-1].end) == (mention.start, mention.end)
        if not same and (at == len(names) or mention.end <= names[at][0]):
            kept.append(mention)
    return kept


@cache
def _lexicon(code: str) -> Lexicon:
    entries = {
        pattern: row["good"]
        for row in rows(code, "goods")
        for pattern in row["patterns"].split("|")
    }
    return Lexicon(entries.items(), spaced=spaced(code))
