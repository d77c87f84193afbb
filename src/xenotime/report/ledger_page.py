"""The ledger as pages that work offline: a timeline that opens the sentence, and a network."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import plotly.graph_objects as go
import plotly.offline
import polars as pl
from babel import Locale

from xenotime.ledger.article import Article
from xenotime.ledger.exporting import amount_words
from xenotime.ledger.register import Entry
from xenotime.ledger.told import Told
from xenotime.report.ledger_figures import dated, network_figure, timeline_figure
from xenotime.report.page import COLOURS
from xenotime.report.saving import save_text
from xenotime.report.words import LOCALE, day, listed

CONTEXT = 500
"""Characters before and after a sentence that the page shows of its article."""


@dataclass(frozen=True)
class LedgerPage:
    """A page as HTML text; `save` writes it."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to `path`; an older file stays until the new one is whole."""
        return save_text(self.html, path)


def country_names() -> dict[str, str]:
    """English names of countries by ISO 3166-1 alpha-3, from CLDR, and of the European Union."""
    import pycountry

    territories = Locale.parse(LOCALE).territories
    names = {c.alpha_3: territories.get(c.alpha_2, c.name) for c in pycountry.countries}
    return names | {"XEU": territories["EU"]}


def timeline_page(
    entries: Sequence[Entry],
    articles: Mapping[int, Article],
    told: Sequence[Told],
    today: datetime.date,
) -> LedgerPage:
    """Facts over time; a mark opens its sentence within its article.

    Args:
        entries: the facts.
        articles: their articles, by number.
        told: what the reports of each event say, for the conflicts.
        today: the day to look from.
    """
    ordered = sorted(entries, key=lambda e: (dated(e) is None, dated(e) or (), e.id))
    conflicts = [
        {"sentence": conflict.sentence, "about": conflict.about, "small": conflict.small}
        for one in told
        for conflict in one.claim.conflicts
    ]
    overdue = [e for e in ordered if e.due is not None and e.due < today and e.state != "rejected"]
    overdue.sort(key=lambda e: (e.due or today, e.id))
    names = country_names()
    return _page(
        "ledger_timeline.html.jinja",
        title="Who promised what, by when",
        as_of=day(today),
        facts=ordered,
        cards={str(entry.id): _card(entry, articles[entry.article], names) for entry in ordered},
        undated=[entry for entry in ordered if dated(entry) is None],
        overdue=overdue,
        late={entry.id: (today - entry.due).days for entry in overdue if entry.due},
        conflicts=[c for c in conflicts if not c["small"]],
        small=[c for c in conflicts if c["small"]],
        headlines=_headlines(ordered, overdue, sum(not c["small"] for c in conflicts)),
        figure=_drawn(timeline_figure(ordered, today), "timeline"),
        names=names,
    )


def network_page(pairs: pl.DataFrame) -> LedgerPage:
    """Who deals with whom on what.

    Args:
        pairs: as `ledger.network.network_of` gives them.
    """
    names = country_names()
    return _page(
        "ledger_network.html.jinja",
        title="Who deals with whom on what",
        pairs=pairs.to_dicts(),
        figure=_drawn(network_figure(pairs, names), "network"),
        names=names,
    )


def _page(template: str, **values: Any) -> LedgerPage:
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.PackageLoader("xenotime.report", "."),
    )
    style = (resources.files("xenotime.report") / "brief.css").read_text(encoding="utf-8")
    return LedgerPage(
        environment.get_template(template).render(
            style=style, colours=COLOURS, plotly=plotly.offline.get_plotlyjs(), **values
        )
    )


def _drawn(figure: go.Figure, name: str) -> str:
    return str(
        figure.to_html(
            full_html=False,
            include_plotlyjs=False,
            div_id=name,
            config={"displaylogo": False, "responsive": True, "scrollZoom": False},
        )
    )


def _headlines(entries: Sequence[Entry], overdue: Sequence[Entry], conflicts: int) -> list[str]:
    """The first lines: how much there is, what is overdue, what the reports disagree about."""
    articles = len({entry.article for entry in entries})
    waiting = sum(entry.state == "proposed" for entry in entries)
    lines = [
        f"{len(entries)} facts from {articles} article{'' if articles == 1 else 's'}, "
        f"{waiting} of which nobody has reviewed yet."
    ]
    if overdue:
        first = overdue[0]
        lines.append(
            f"{len(overdue)} overdue, the longest since {first.due}: {_short(first.fact.quote)}"
        )
    if conflicts:
        lines.append(f"Reports contradict each other in {conflicts} places.")
    return lines


def _short(quote: str, most: int = 160) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= most else quote[: most - 1].rstrip() + "…"


def _card(entry: Entry, article: Article, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows when a fact is opened; plain text only."""
    fact = entry.fact
    start, end = max(fact.start - CONTEXT, 0), min(fact.end + CONTEXT, len(article.text))
    who = [names.get(place, place) for place in fact.countries]
    people = [" ".join(p for p in (party.office, party.name) if p) for party in fact.parties]
    rows = [
        ("Parties", listed(who) if who else ""),
        ("Persons and organisations", ", ".join(dict.fromkeys(p for p in people if p))),
        ("Goods", ", ".join(good.replace("_", " ") for good in fact.goods)),
        ("Amounts", "; ".join(amount_words(amount) for amount in fact.amounts)),
        ("Date", str(fact.date)),
        ("Deadline", str(fact.deadline)),
        ("According to", fact.attribution or ""),
        ("State", f"{entry.state}, read by {fact.reader}, confidence {fact.confidence:.2f}"),
    ]
    return {
        "head": f"{fact.kind}, {fact.status}".replace("_", " "),
        "article": f"{entry.title or entry.name} ({entry.written or 'no date'})",
        "before": ("…" if start else "") + article.text[start : fact.start].lstrip(),
        "quote": fact.quote,
        "after": article.text[fact.end : end].rstrip() + ("…" if end < len(article.text) else ""),
        "rows": [row for row in rows if row[1]],
    }
