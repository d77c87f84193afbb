"""The portfolio over time: when each project is built, by which purses, and when it runs; beneath
it the money of each year."""

from __future__ import annotations

import datetime
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from xenotime.network.periods import month_name, month_number
from xenotime.report.plan_style import Rows, purse_colours
from xenotime.report.plan_words import Names, chosen, month, tonnes, usd
from xenotime.report.style import INK, PAPER, REST, wrapped
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

ROW = 30
MONEY = 150
"""Height of the money beneath, pixels."""
BETWEEN = 34
"""Height of the years between the two, pixels."""
RUNNING = "#59666f"
RAMP = {"shape": "/", "size": 5, "solidity": 0.45, "fgcolor": RUNNING, "bgcolor": PAPER}
OF_A_YEAR = 0.72
"""Width of a bar of money, in years."""


def phases(result: PlanResult) -> pl.DataFrame:
    """When each project of the plan is built, begins and is complete, the earliest start first.

    Returns: id, name, kind, start, size, commodity, capex_usd; built, begun, complete:
    months (numbers) within the horizon, each the first month of what follows.
    """
    first, last = (month_number(text) for text in result.case.horizon)
    begun = pl.col("start").map_elements(month_number, return_dtype=pl.Int64)
    lead = pl.col("lead_months").fill_null(0).cast(pl.Int64)
    ramp = pl.col("ramp_months").fill_null(0).cast(pl.Int64)
    stock = pl.col("kind") == "stockpile"
    paid = (
        result.payments.filter((pl.col("usd") > 0) & (pl.col("instrument") != "price_floor"))
        .group_by("project")
        .agg(paid=pl.col("year").min())
    )
    projects = chosen(result).join(
        paid, left_on="id", right_on="project", how="left", maintain_order="left"
    )
    return (
        projects
        .with_columns(begun=begun)
        .with_columns(
            built=pl.when(stock)
            .then("begun")
            .when(pl.col("lead_months").is_null())
            .then(pl.min_horizontal("begun", (pl.col("paid") * 12).fill_null(pl.col("begun"))))
            .otherwise(pl.col("begun") - lead)
            .clip(lower_bound=first),
            complete=(pl.col("begun") + ramp).clip(upper_bound=last + 1),
        )
        .sort(["begun", "built", "id"])
        .select(
            "id", "name", "kind", "start", "size", "commodity", "capex_usd", "built",
            "begun", "complete",
        )
    )  # fmt: skip


def gantt_figure(result: PlanResult, world: World, *, narrow: bool) -> go.Figure:
    """Building in the colours of the purses, each as tall as its share; ramp hatched, running grey.

    Args:
        result: with at least one project.
        world: names.
        narrow: whether it is for a narrow screen.
    """
    names, shown = Names(result, world), phases(result)
    rows = Rows([name.split(" (")[0] for name in shown["name"]], narrow)
    tall = (ROW + 20 if narrow else ROW) * shown.height
    whole = tall + BETWEEN + MONEY
    figure = make_subplots(
        rows=2,
        cols=1,
        shared_xaxes=True,
        row_heights=[tall, MONEY],
        vertical_spacing=BETWEEN / whole,
    )
    _building(figure, result, shown, rows, names)
    _running(figure, result, shown, rows)
    _money(figure, result, names)
    rows.dress(figure, row=ROW, room=BETWEEN + MONEY + 70)
    first, last = result.case.horizon
    ends = [f"{first}-01", f"{month_name(month_number(last) + 1)}-01"]
    figure.update_xaxes(
        type="date", range=ends, dtick="M12", tickformat="%Y", ticklabelmode="period"
    )
    figure.update_xaxes(showticklabels=True, row=1, col=1)
    figure.update_yaxes(title_text="million US dollars", rangemode="tozero", row=2, col=1)
    if narrow:
        figure.update_yaxes(title_text="$ m", row=2, col=1)
    return figure.update_layout(barmode="overlay", legend={"y": 1.0, "yanchor": "bottom"})


def _building(
    figure: go.Figure, result: PlanResult, shown: pl.DataFrame, rows: Rows, names: Names
) -> None:
    """Lanes of building, one for each purse that pays for it."""
    at = {project: number for number, project in enumerate(shown["id"])}
    spans = {row["id"]: row for row in shown.iter_rows(named=True)}
    lanes = (
        result.payments.filter((pl.col("usd") > 0) & (pl.col("instrument") != "price_floor"))
        .group_by("project", "purse", maintain_order=True)
        .agg(pl.col("usd").sum())
        .with_columns(share=pl.col("usd") / pl.col("usd").sum().over("project"))
    )
    order = purse_colours(result)
    lanes = lanes.with_columns(
        rank=pl.col("purse").replace_strict({p: n for n, p in enumerate(order)})
    ).sort("project", "rank")
    lanes = lanes.with_columns(upper=pl.col("share").cum_sum().over("project") - pl.col("share"))
    for purse, colour in order.items():
        mine = lanes.filter(pl.col("purse") == purse)
        if mine.is_empty():
            continue
        found = [spans[project] for project in mine["project"]]
        figure.add_bar(
            orientation="h",
            name=names.purses.get(purse, purse),
            y=[
                rows.y(at[project], upper + share / 2)
                for project, upper, share in mine.select("project", "upper", "share").rows()
            ],
            width=[rows.bar * share for share in mine["share"]],
            base=[_date(_from(span)) for span in found],
            x=[_length(_from(span), _until(span)) for span in found],
            marker={"color": colour, "line": {"color": PAPER, "width": 0.8}},
            hovertext=[
                _broken(
                    f"<b>{escape(span['name'])}</b>: {escape(names.purses.get(purse, purse))} pays "
                    f"{usd(paid)} ({share:.0%} of the capital)"
                )
                for span, paid, share in zip(found, mine["usd"], mine["share"], strict=True)
            ],
            hoverinfo="text",
            legendgroup=purse,
            row=1,
            col=1,
        )


def _running(figure: go.Figure, result: PlanResult, shown: pl.DataFrame, rows: Rows) -> None:
    """The ramp, and the years at full capacity; a stockpile is filled, then held."""
    end = month_number(result.case.horizon[1]) + 1
    looks = {
        "ramp": {"color": PAPER, "pattern": RAMP, "line": {"color": RUNNING, "width": 0.8}},
        "running": {"color": REST, "line": {"color": RUNNING, "width": 0.8}},
    }
    spans = {"ramp": ("begun", "complete"), "running": ("complete", None)}
    for phase, look in looks.items():
        start, stop = spans[phase]
        found = [
            (at, row, row[start], end if stop is None else row[stop])
            for at, row in enumerate(shown.iter_rows(named=True))
            if not (phase == "ramp" and row["kind"] == "stockpile")
        ]
        found = [one for one in found if one[3] > one[2]]
        figure.add_bar(
            orientation="h",
            name=phase,
            y=[rows.y(at) for at, *_ in found],
            width=rows.bar,
            base=[_date(begin) for _, _, begin, _ in found],
            x=[_length(begin, finish) for _, _, begin, finish in found],
            marker=look,
            hovertext=[
                _broken(
                    f"<b>{escape(row['name'])}</b>: from {month(row['start'])}, "
                    f"{tonnes(row['size'])}{'' if row['kind'] == 'stockpile' else ' a year'}"
                )
                for _, row, *_ in found
            ],
            hoverinfo="text",
            showlegend=bool(found),
            row=1,
            col=1,
        )


def _from(row: dict[str, Any]) -> int:
    return int(row["built"])


def _until(row: dict[str, Any]) -> int:
    """The end of building; a stockpile is paid for while it is filled."""
    until = row["complete"] if row["kind"] == "stockpile" else row["begun"]
    return int(max(until, row["built"] + 2))


def _money(figure: go.Figure, result: PlanResult, names: Names) -> None:
    """Stacked bars of each year, by purse."""
    under: dict[int, float] = {}
    colours = purse_colours(result)
    by = result.payments.group_by("purse", "year").agg(pl.col("usd").sum()).sort("year")
    for purse, colour in colours.items():
        mine = by.filter((pl.col("purse") == purse) & (pl.col("usd") > 0))
        years, sums = mine["year"].to_list(), (mine["usd"] / 1e6).to_list()
        figure.add_bar(
            x=[f"{year}-07-02" for year in years],
            y=sums,
            base=[under.get(year, 0.0) for year in years],
            width=OF_A_YEAR * 365.25 * 86_400_000,
            marker={"color": colour, "line": {"color": PAPER, "width": 0.8}},
            name=names.purses.get(purse, purse),
            hovertext=[
                f"{escape(names.purses.get(purse, purse))}, {year}: {usd(1e6 * sum_)}"
                for year, sum_ in zip(years, sums, strict=True)
            ],
            hoverinfo="text",
            legendgroup=purse,
            showlegend=False,
            row=2,
            col=1,
        )
        for year, sum_ in zip(years, sums, strict=True):
            under[year] = under.get(year, 0.0) + sum_
    for year, sum_ in under.items():
        figure.add_annotation(
            x=f"{year}-07-02", y=sum_, text=usd(1e6 * sum_), showarrow=False, yanchor="bottom",
            font={"size": 11, "color": INK}, row=2, col=1,
        )  # fmt: skip


def _date(number: int) -> str:
    return f"{month_name(number)}-01"


def _length(begin: int, end: int) -> int:
    """Milliseconds between the first days of two months."""
    first, last = (datetime.date.fromisoformat(_date(number)) for number in (begin, end))
    return (last - first).days * 86_400_000


def _broken(text: str) -> str:
    return wrapped(text, 70)
