"""Projects against gaps: what the atlas's projects would add to each missing good, weighed by
chance."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import INK, MUTED, OTHER, PAPER, dressed, ink_on
from xenotime.report.words import short, tonnes
from xenotime.studies.gaps import covered

LONGEST = 1.5
"""Bars are cut at this multiple of the gap; the figure at their end says how far they go."""
LEGIBLE = 0.06


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
        .group_by("place", maintain_order=True)
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
