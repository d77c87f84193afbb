"""Web pages: the main text by trafilatura, then all else that the page shows.

Scripts and styles are taken out before anything is read, and nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from xenotime.ledger.article import Article, Dated
from xenotime.ledger.reading.assembly import assemble
from xenotime.ledger.reading.dating import from_words
from xenotime.ledger.reading.encoding import decode, seen
from xenotime.ledger.reading.limits import MAX_ELEMENTS, MAX_PAGE_BYTES
from xenotime.world.problems import XenotimeError

SHORT = 250
"""Characters below which trafilatura's careful choice is not trusted; its ordinary one is."""
MAX_DEPTH = 200
"""Nested elements: real pages have 40, and the recursion of extractors ends at a thousand."""

_UNSHOWN = (
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas",
    "head", "select", "textarea", "button",
)  # fmt: skip
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{3,40})""", re.I)
_DATE_META = (
    "article:published_time datepublished date dc.date dc.date.issued dcterms.created "
    "dcterms.issued pubdate publishdate publish-date publication_date parsely-pub-date "
    "sailthru.date og:published_time article.published article:published date.publication "
    "citation_publication_date last-modified article:modified_time"
).split()
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting")


def article_of_page(name: str, data: bytes, given: tuple[Dated, ...] = ()) -> Article:
    """The article of an HTML page.

    Raises:
        XenotimeError: the page is too large, is no text, or shows no words.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise XenotimeError(
            f"{name} has more than {MAX_PAGE_BYTES // 1_000_000} MB of HTML; "
            "save the article's text alone and give that."
        )
    return article_of_html(name, _decoded(data, name), given)


def article_of_html(name: str, html: str, given: tuple[Dated, ...] = ()) -> Article:
    """The article of a page that is decoded already."""
    tree = _tree(html)
    if tree is None:
        raise XenotimeError(f"{name} shows no words; give a page with the text of an article.")
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise XenotimeError(
            f"{name} has more than {MAX_ELEMENTS:,} HTML elements; "
            "save the article's text alone and give that."
        )
    dates = (*given, *_dates(tree))
    _prune(tree)
    main, title = _main(tree, name)
    shown = list(_lines(tree))
    rest = _left_out(shown, main)
    if not main:
        main, rest = "\n".join(shown), []
    text = "\n\n".join(filter(None, (main, "\n".join(rest))))
    return assemble(name, text, title=title, given=dates, main=len(main))


def _decoded(data: bytes, name: str) -> str:
    """What the page says of its encoding counts when its bytes agree."""
    declared = _CHARSET.search(data, 0, 4096)
    if declared is not None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return seen(data.decode(declared[1].decode("ascii")))
        except (LookupError, ValueError):
            pass
    return decode(data, name)


def _tree(html: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, fromstring

    try:
        tree = fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", html).replace("\x00", "\ufffd"),
            parser=HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _prune(tree: Any) -> None:
    """Take out what is not shown, and what is nested deeper than any page is."""
    for element in list(tree.iter(*(tag for tag in _UNSHOWN if tag != "head"))):
        if element.getparent() is not None:
            element.drop_tree()
    deep = [(tree, 0)]
    while deep:
        element, depth = deep.pop()
        if depth == MAX_DEPTH:
            words = " ".join(element.itertext())
            for child in list(element):
                element.remove(child)
            element.text = words
            continue
        deep += ((child, depth + 1) for child in element)


def _main(tree: Any, name: str) -> tuple[str, str | None]:
    """Main text and headline, as trafilatura finds them."""
    from copy import deepcopy

    from trafilatura import bare_extraction

    text, title = "", None
    for careful in (True, False):
        try:
            document = bare_extraction(
                deepcopy(tree),
                include_comments=False,
                favor_precision=careful,
                with_metadata=False,
            )
        except RecursionError:
            raise XenotimeError(
                f"{name} is too tangled a page; save the article's text alone."
            ) from None
        found = (getattr(document, "text", None) or "").strip()
        title = title or getattr(document, "title", None)
        if len(found) > len(text):
            text = found
        if len(text) >= SHORT:
            break
    title = title or _heading(tree)
    return seen(text), None if title is None else seen(title)


def _heading(tree: Any) -> str | None:
    headings = [" ".join("".join(h.itertext()).split()) for h in tree.iter("h1")]
    return headings[0] if len(headings) == 1 and headings[0] else None


def _lines(tree: Any) -> Iterator[str]:
    """The lines that the page shows."""
    from lxml import etree

    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag == "head":
            continue
        if element.tag in _BLOCKS:
            line = " ".join("".join(words).split())
            words.clear()
            if line:
                yield line
        if event == "start" and element.text and not _in_head(element):
            words.append(seen(element.text))
        if event == "end" and element.tail and not _in_head(element):
            words.append(seen(element.tail))
    line = " ".join("".join(words).split())
    if line:
        yield line


def _in_head(element: Any) -> bool:
    return element.tag in ("title", "meta", "link", "base")


def _left_out(lines: list[str], main: str) -> list[str]:
    """Lines that the main text does not hold."""
    flat = " ".join(main.split())
    kept = {" ".join(line.split()) for line in main.splitlines()}
    return [line for line in lines if line not in kept and (len(line) < 20 or line not in flat)]


def _dates(tree: Any) -> Iterator[Dated]:
    """What the metadata of the page say, best first; dates of other articles are not looked at."""
    for node in tree.xpath("//script[@type='application/ld+json']"):
        for value in _published(node.text or ""):
            yield from from_words(value, "en", "datePublished")
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        found.setdefault(key, node.get("content") or "")
    for key in _DATE_META:
        if key in found:
            yield from from_words(found[key], "en", f"metadata {key}")
    times = tree.xpath(
        "//h1/ancestor::*[self::article or self::header or self::main][1]//time[@datetime]"
    )
    if len({node.get("datetime")[:10] for node in times}) == 1:
        yield from from_words(times[0].get("datetime"), "en", "time of the headline")


def _published(text: str) -> Iterator[str]:
    """`datePublished` of the articles that a block of JSON-LD describes at its top level."""
    try:
        data = json.loads(text[:200_000])
    except (ValueError, RecursionError):
        return
    top = data if isinstance(data, list) else [data]
    for item in top:
        if not isinstance(item, dict):
            continue
        graph = item.get("@graph")
        for node in graph if isinstance(graph, list) else [item]:
            kind = str(node.get("@type", "")) if isinstance(node, dict) else ""
            value = node.get("datePublished") if kind else None
            if isinstance(value, str) and any(name in kind for name in _ARTICLE_TYPES):
                yield value
                return
