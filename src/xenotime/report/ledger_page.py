"""The ledger as pages that work offline: a timeline that opens the sentence, and a network."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from xenotime.ledger.article import Article
from xenotime.ledger.register import Entry
from xenotime.ledger.stories.report import shortened
from xenotime.ledger.told import Told
from xenotime.report.ledger_card import card, disagreements, due_words
from xenotime.report.ledger_headlines import network_headlines, pair_named, timeline_headlines
from xenotime.report.ledger_words import (
    by_when,
    count,
    head,
    places,
    plain,
    when,
    when_written,
)
from xenotime.report.network_figure import listing, network
from xenotime.report.offline import OfflinePage, offline_page
from xenotime.report.timeline_figure import Timeline, timeline
from xenotime.report.timeline_layout import dated
from xenotime.report.words import country_names, day

MOST = 2000
"""Facts on one page; a browser is slow with more."""
OVERDUE = 40
"""Overdue facts in the table of them."""
PAIRS = 500
"""Pairs in the table of the network."""


def timeline_page(
    entries: Sequence[Entry],
    articles: Mapping[int, Article],
    told: Sequence[Told],
    today: datetime.date,
) -> OfflinePage:
    """Facts over time; a mark opens its sentence within its article.

    Args:
        entries: the facts; of more than `MOST`, the first ones are shown.
        articles: their articles, by number.
        told: what the reports of each event say, for the conflicts.
        today: the day to look from.
    """
    chosen = entries[:MOST]
    ordered = sorted(chosen, key=lambda e: (dated(e) is None, dated(e) or (), e.id))
    shown = {entry.id for entry in ordered}
    event = {number: one for one in told for number in one.numbers}
    overdue = [e for e in ordered if e.due is not None and e.due < today]
    overdue.sort(key=lambda e: (e.due or today, e.id))
    conflicts = disagreements(told, shown)
    with_day = [entry for entry in ordered if dated(entry) is not None]
    drawn = timeline(with_day, today) if with_day else None
    return _page(
        "ledger_timeline.html.jinja",
        ["ledger_figure.js", "ledger_timeline.js"] if ordered else [],
        plotted=drawn is not None,
        title="Who promised what, by when",
        as_of=day(today),
        today=today,
        found=len(entries),
        facts=ordered,
        undated=len(ordered) - len(with_day),
        overdue=overdue,
        overdue_shown=OVERDUE,
        conflicts=conflicts,
        headlines=timeline_headlines(ordered, overdue, conflicts, today) if ordered else [],
        message=_message(with_day, overdue, today),
        drawn=drawn,
        figure=_figure(drawn.figure) if drawn else None,
        cards={
            "order": [entry.id for entry in ordered],
            "cards": {
                entry.id: card(entry, articles[entry.article], event.get(entry.id), shown, today)
                for entry in ordered
            },
            "views": _views(drawn),
        },
    )


def _views(drawn: Timeline | None) -> dict[str, list[str]]:
    """The days between which the figure shows facts, at first and at most."""
    if drawn is None:
        return {}
    return {
        "first": [day.isoformat() for day in drawn.view],
        "whole": [day.isoformat() for day in drawn.whole],
    }


def _message(entries: Sequence[Entry], overdue: Sequence[Entry], today: datetime.date) -> str:
    """The one thing that the timeline says."""
    if overdue:
        return (
            f"{count(len(overdue), 'fact')} fell due before {day(today)} and "
            f"{'is' if len(overdue) == 1 else 'are'} not known to have come true"
        )
    if len(entries) > 1:
        return f"{count(len(entries), 'fact')} over time; none is overdue"
    return "One fact; it is not overdue"


def network_page(pairs: pl.DataFrame) -> OfflinePage:
    """Who deals with whom on what.

    Args:
        pairs: as `ledger.network.network_of` gives them.
    """
    names = country_names()
    drawn = network(pairs, names) if pairs.height else None
    return _page(
        "ledger_network.html.jinja",
        ["ledger_figure.js", "ledger_network.js"] if drawn else [],
        plotted=drawn is not None,
        title="Who deals with whom on what",
        pairs=pairs.head(PAIRS).to_dicts(),
        left_out=max(pairs.height - PAIRS, 0),
        headlines=network_headlines(pairs) if drawn else [],
        message=_strongest(pairs) if drawn else "",
        drawn=drawn,
        figure=_figure(drawn.figure) if drawn else None,
        names=names,
    )


def _strongest(pairs: pl.DataFrame) -> str:
    first = pairs.row(0, named=True)
    together = f"{pair_named(first)} take part together in {count(first['facts'], 'fact')}"
    rival = pairs.height > 1 and pairs.row(1, named=True)["facts"] == first["facts"]
    return together if rival or pairs.height == 1 else f"{together}, more than any other pair"


def _figure(figure: go.Figure) -> Any:
    return json.loads(figure.to_json())


def _page(template: str, scripts: Sequence[str], *, plotted: bool, **values: Any) -> OfflinePage:
    return offline_page(
        template,
        styles=("brief.css", "ledger.css"),
        scripts=scripts,
        filters={
            "by_when": by_when,
            "count": count,
            "day": day,
            "due": due_words,
            "head": head,
            "listing": listing,
            "places": places,
            "plain": plain,
            "shortened": shortened,
            "when": when,
            "when_written": when_written,
        },
        plotted=plotted,
        **values,
    )
