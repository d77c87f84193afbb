"""The figures of a plan, each with the one message it has as its title."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from xenotime.report import words
from xenotime.report.plan_gantt import gantt_figure
from xenotime.report.plan_style import BEFORE, Drawn, Rows, partner_colours, unit_of
from xenotime.report.plan_titles import (
    frontier_title,
    partners_title,
    portfolio_title,
    ranking_title,
    shortage_title,
)
from xenotime.report.plan_words import (
    Names,
    capital,
    change,
    chosen,
    ranked,
    sectors_hit,
    tonnes,
    usd,
    with_error,
)
from xenotime.report.style import ALARM, INK, MUTED, PAPER, PARTNERS, dressed, faded
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

SHOWN = 14
"""Sectors, or projects, that a figure shows."""
SAME = 5e-4
"""Share by which a cost changes without a printed digit showing it."""


def plan_figures(result: PlanResult, world: World) -> list[Drawn]:
    """All figures that the result has rows for, in reading order."""
    names = Names(result, world)
    found = []
    if chosen(result).height:
        found.append(
            Drawn(
                "plan-portfolio",
                portfolio_title(result),
                "Coloured: building, each purse as tall as its share of the capital. Hatched: from "
                "first output to full capacity. Grey: running, or held. Beneath, the money of "
                "each year.",
                gantt_figure(result, world, narrow=False),
                gantt_figure(result, world, narrow=True),
            )
        )
    hit = sectors_hit(result)
    if hit.height:
        found.append(
            _both("plan-shortage", shortage_title(result), _SHORT, shortage_figure, result, names)
        )
    if result.frontier.height > 1:
        found.append(
            _both(
                "plan-frontier", frontier_title(result), _FRONTIER, frontier_figure, result, names
            )
        )
    if result.partners.height:
        found.append(
            _both(
                "plan-partners",
                partners_title(result, names),
                _PARTNERS,
                partners_figure,
                result,
                names,
            )
        )
    if ranked(result).height:
        found.append(
            _both("plan-ranking", ranking_title(result), _RANKING, ranking_figure, result, names)
        )
    return found


_SHORT = (
    "Mean over the futures of what being short costs the sector. Tonnes of different goods do not "
    "add up, so the bars are money; the table has the tonnes."
)
_FRONTIER = (
    "Each point is the best portfolio for a limit on all capital, public and private. The band "
    "reaches down to what is proven impossible to beat. Diamond: this plan."
)
_PARTNERS = (
    "Gain: the loss avoided less what the partner's own purses cost it. Alone: what it would gain "
    "by planning for itself. Side payments move money between partners, so that each is better off "
    "than alone."
)
_RANKING = (
    "Diamond: the value on average over the orders in which projects can be added (Shapley), with "
    "its standard error where it is estimated. Full circle: the value as the only project; empty: "
    "as the last one added."
)


def _both(
    name: str, title: str, note: str, draw: object, result: PlanResult, names: Names
) -> Drawn:
    assert callable(draw)
    return Drawn(
        name, title, note, draw(result, names, narrow=False), draw(result, names, narrow=True)
    )


def shortage_figure(result: PlanResult, names: Names, *, narrow: bool) -> go.Figure:
    """What shortages cost each sector, with and without the plan."""
    shown = sectors_hit(result).head(SHOWN)
    top = float(shown.select(pl.max_horizontal("before", "after").max()).item())
    unit, title = unit_of(shown["before"], shown["after"])
    labels = [names.sector(s, p) for s, p in shown.select("sector", "place").rows()]
    rows, figure = Rows(labels, narrow), go.Figure()
    for name, colour, at in (("before", BEFORE, 0.25), ("after", PARTNERS[0], 0.75)):
        figure.add_bar(
            orientation="h",
            name={"before": "without the plan", "after": "with it"}[name],
            y=[rows.y(row, at) for row in range(shown.height)],
            width=rows.bar / 2,
            x=(shown[name] / unit).to_list(),
            marker={"color": colour},
            hovertext=[
                f"{escape(label)}: {usd(v)}" for label, v in zip(labels, shown[name], strict=True)
            ],
            hoverinfo="text",
        )
    for row, (before, after) in enumerate(shown.select("before", "after").rows()):
        rise = after / before - 1 if before else 0.0
        less = f" <b>{change(rise, words.percent)}</b>" if abs(rise) > SAME else ""
        figure.add_annotation(
            x=max(before, after) / unit, y=rows.y(row), text=f"{usd(after)}{less}",
            xanchor="left", xshift=4, showarrow=False, font={"size": 11, "color": MUTED},
        )  # fmt: skip
    rows.dress(figure, row=34, room=80, widest=44)
    figure.update_xaxes(title_text=title, range=[0, top / unit * (1.45 if narrow else 1.2)])
    return figure.update_layout(barmode="overlay")


def frontier_figure(result: PlanResult, names: Names, *, narrow: bool) -> go.Figure:
    """Budget against cost with its bound, and against shortage."""
    points = result.frontier.sort("budget_usd")
    limit, limit_name = unit_of(points["budget_usd"])
    unit, name = unit_of(points["objective"])
    money = (points["budget_usd"] / limit).to_list()
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.09)
    best, bound = points["objective"] / unit, points["bound"] / unit
    figure.add_scatter(
        x=money, y=bound.to_list(), mode="lines", line={"width": 0}, hoverinfo="skip",
        showlegend=False, row=1, col=1,
    )  # fmt: skip
    figure.add_scatter(
        x=money,
        y=best.to_list(),
        mode="lines+markers",
        fill="tonexty",
        fillcolor=faded(PARTNERS[1], 0.45),
        line={"color": PARTNERS[0], "width": 2},
        marker={"size": 6},
        hovertext=[
            f"limit {usd(row['budget_usd'])}: {usd(row['objective'])}, proven not below "
            f"{usd(row['bound'])}<br>{words.count(row['projects'], 'project')} for "
            f"{usd(row['capex_usd'])}"
            for row in points.iter_rows(named=True)
        ],
        hoverinfo="text",
        showlegend=False,
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=[capital(result) / limit],
        y=[result.objective / unit],
        mode="markers",
        marker={"symbol": "diamond", "size": 12, "color": ALARM},
        hovertext=f"this plan: {usd(capital(result))}, {usd(result.objective)}",
        hoverinfo="text",
        showlegend=False,
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=money,
        y=points["shortage_t"].to_list(),
        mode="lines+markers",
        line={"color": INK, "width": 2},
        marker={"size": 6},
        hovertext=[
            f"limit {usd(b)}: {tonnes(t)} short"
            for b, t in points.select("budget_usd", "shortage_t").rows()
        ],
        hoverinfo="text",
        showlegend=False,
        row=2,
        col=1,
    )
    dressed(figure, 460)
    figure.update_yaxes(rangemode="tozero")
    figure.update_yaxes(title_text="cost" if narrow else f"cost, {name}", row=1, col=1)
    figure.update_yaxes(title_text="short, t" if narrow else "expected shortage, t", row=2, col=1)
    figure.update_xaxes(title_text=f"limit on capital, {limit_name}", row=2, col=1)
    figure.update_xaxes(rangemode="tozero")
    return figure.update_layout(dragmode=False, hovermode="closest")


def partners_figure(result: PlanResult, names: Names, *, narrow: bool) -> go.Figure:
    """What each partner gains alone, together, and after side payments."""
    shown = result.partners
    labels = [names.places.get(place, place) for place in shown["partner"]]
    rows, figure, colours = Rows(labels, narrow), go.Figure(), partner_colours(result)
    settled = shown["gain"] + shown["side_payment"]
    bars = [
        (name, amounts, strength)
        for name, amounts, strength in (
            ("alone", shown["alone"], 0.3),
            ("together", shown["gain"], 0.6),
            ("after side payments", settled, 1.0),
        )
        if amounts.count()
    ]
    part = 1 / max(len(bars), 1)
    ends = [0.0]
    unit, title = unit_of(*(amounts for _, amounts, _ in bars))
    for number, (name, amounts, strength) in enumerate(bars):
        values = amounts.fill_null(0.0).to_list()
        ends += [value / unit for value in values]
        figure.add_bar(
            orientation="h",
            name=name,
            y=[rows.y(row, (number + 0.5) * part) for row in range(shown.height)],
            width=rows.bar * part,
            x=[value / unit for value in values],
            marker={"color": [faded(colours[place], strength) for place in shown["partner"]]},
            hovertext=[
                f"{escape(label)}, {name}: {usd(a)}"
                for label, a in zip(labels, amounts, strict=True)
            ],
            hoverinfo="text",
            showlegend=False,
        )
        for row, amount in enumerate(amounts):
            figure.add_annotation(
                x=max(amount or 0.0, 0.0) / unit, y=rows.y(row, (number + 0.5) * part),
                text=f"{name} {usd(amount)}", xanchor="left", xshift=4, showarrow=False,
                font={"size": 11, "color": MUTED},
            )  # fmt: skip
    rows.dress(figure, row=26 * len(bars), room=50)
    span = max(ends) - min(ends) or 1.0
    right = max(ends) + span * (0.75 if narrow else 0.3)
    figure.update_xaxes(title_text=title, range=[min(ends) - 0.03 * span, right])
    return figure.update_layout(barmode="overlay")


def ranking_figure(result: PlanResult, names: Names, *, narrow: bool) -> go.Figure:
    """The value of each project: alone, last in, and on average over orders."""
    shown = ranked(result).head(SHOWN)
    rows = Rows([name.split(" (")[0] for name in shown["name"]], narrow)
    figure = go.Figure()
    unit, title = unit_of(shown["value_alone"], shown["value_last"], shown["shapley"])
    for row, (alone, last) in enumerate(shown.select("value_alone", "value_last").rows()):
        ends = [
            (value, fill)
            for value, fill in ((last, PAPER), (alone, PARTNERS[1]))
            if value is not None
        ]
        figure.add_scatter(
            x=[value / unit for value, _ in ends],
            y=[rows.y(row)] * len(ends),
            mode="lines+markers",
            line={"color": PARTNERS[1], "width": 3},
            marker={
                "size": 9,
                "color": [fill for _, fill in ends],
                "line": {"color": PARTNERS[1], "width": 2},
            },
            hovertext=[f"last in {usd(last)}, alone {usd(alone)}"] * len(ends),
            hoverinfo="text",
            showlegend=False,
        )
    figure.add_scatter(
        x=(shown["shapley"] / unit).to_list(),
        y=[rows.y(row) for row in range(shown.height)],
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": PARTNERS[2]},
        error_x={
            "type": "data",
            "array": (shown["shapley_error"].fill_null(0.0) / unit).to_list(),
            "color": PARTNERS[2],
            "thickness": 1.5,
        },
        hovertext=[
            f"<b>{escape(row['name'])}</b><br>on average "
            f"{with_error(row['shapley'], row['shapley_error'])}"
            f"<br>if it fails: {usd(row['if_it_fails'])}"
            for row in shown.iter_rows(named=True)
        ],
        hoverinfo="text",
        showlegend=False,
    )
    rows.dress(figure, row=30, room=80)
    figure.update_xaxes(title_text=f"{title} saved", rangemode="tozero")
    return figure
