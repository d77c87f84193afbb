"""Projects against gaps: what the atlas's projects would add to each missing good, weighed by
chance.

A gap is a row of `BriefResult.gaps`. A project adds capacity (t of activity per year) times the
amount of the good per t of activity times its chance; a process with several outputs adds to
several gaps.
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import INK, MUTED, OTHER, PAPER, dressed, ink_on
from xenotime.report.words import short, tonnes
from xenotime.studies.brief import BriefResult

LONGEST = 1.5
"""Bars are cut at this multiple of the gap; the figure at their end says how far they go."""
LEGIBLE = 0.06
SOLE = 0.999
"""A good that one place alone makes is named after its deposit: no project can make it
elsewhere."""
TRACE = 0.003
"""Goods of which the chain needs fewer tonnes per tonne of the headline good are left out."""


def additions(result: BriefResult, mineral: str) -> pl.DataFrame:
    """Expected output by good and place, in the order of the chain from the headline good back.

    Scrap, traces and goods named after one place's deposit are left out.

    Returns: tier, commodity, gap (t per year), place (null without projects), expected (t per
    year).
    """
    of_mineral = result.gaps.filter(pl.col("mineral") == mineral)
    gaps = of_mineral.filter(
        (pl.col("stage") != "recycling")
        & (pl.col("largest_share").fill_null(0.0) < SOLE)
        & (pl.col("needed") >= TRACE * pl.col("needed").sort_by("tier").first())
    ).select("tier", "commodity", "gap", "largest")
    outputs = (
        result.case.world.table("recipes")
        .filter(pl.col("direction") == "out")
        .select("process", "commodity", "amount")
    )
    added = (
        result.case.world.table("projects")
        .filter(pl.col("status") != "operating")
        .drop("commodity")
        .join(outputs, on="process")
        .with_columns(expected=pl.col("capacity") * pl.col("amount") * pl.col("chance"))
        .drop_nulls("expected")
        .join(gaps, on="commodity")
        .filter(pl.col("place") != pl.col("largest"))
        .group_by("commodity", "place")
        .agg(pl.col("expected").sum())
    )
    return (
        gaps.drop("largest")
        .join(added, on="commodity", how="left")
        .with_columns(pl.col("expected").fill_null(0.0))
        .sort(["tier", "commodity", "expected", "place"], descending=[False, False, True, False])
    )


def covered(added: pl.DataFrame) -> pl.DataFrame:
    """Share of each gap that all projects together would fill: commodity, gap, share."""
    return added.group_by("commodity", "gap", maintain_order=True).agg(
        share=pl.col("expected").sum() / pl.col("gap").first()
    )


def project_figure(
    added: pl.DataFrame, palette: dict[str, str], labels: dict[str, str], goods: dict[str, str]
) -> go.Figure:
    """Stacked bars: the share of each gap that projects would fill, by place; rows of
    `additions`."""
    totals = covered(added)
    rows = {
        commodity: f"{short(goods[commodity])}<br>"
        f"<span style='color:{MUTED}'>gap {tonnes(gap)}</span>"
        for commodity, gap, _ in totals.iter_rows()
    }
    figure = go.Figure()
    heaviest = (
        added.drop_nulls("place")
        .with_columns(share=pl.col("expected") / pl.col("gap"))
        .group_by("place")
        .agg(pl.col("share").clip(upper_bound=1.0).sum())
        .sort(["share", "place"], descending=[True, False])["place"]
    )
    for place in heaviest:
        mine = added.filter(pl.col("place") == place)
        shares = (mine["expected"] / mine["gap"]).to_list()
        figure.add_bar(
            y=[rows[commodity] for commodity in mine["commodity"]],
            x=shares,
            orientation="h",
            name=labels.get(place, place),
            marker={"color": palette.get(place, OTHER), "line": {"color": PAPER, "width": 1}},
            text=[place if share >= LEGIBLE else "" for share in shares],
            textposition="inside",
            textangle=0,
            insidetextfont={"color": ink_on(palette.get(place, OTHER))},
            insidetextanchor="middle",
            customdata=mine["expected"].to_list(),
            hovertemplate="%{customdata:,.0f} t a year expected<extra>"
            + labels.get(place, place)
            + "</extra>",
            showlegend=False,
        )
    for commodity, _, share in totals.iter_rows():
        figure.add_annotation(
            x=min(share, LONGEST),
            y=rows[commodity],
            text=f"<b>{share:.0%}</b>" if share < LONGEST else f"<b>{share:.1f}×</b> ▸",
            font={"size": 12, "color": INK},
            showarrow=False,
            xanchor="left",
            xshift=5,
        )
    figure.add_vline(x=1, line={"color": INK, "width": 1.5, "dash": "dot"})
    figure.update_layout(barmode="stack", bargap=0.35)
    figure.update_xaxes(
        tickformat=".0%", dtick=0.25, range=[0, LONGEST], title="share of the partners' gap"
    )
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        categoryorder="array",
        categoryarray=list(rows.values()),
    )
    figure = dressed(figure, 90 + 48 * totals.height)
    return figure.update_layout(margin={"r": 60})
