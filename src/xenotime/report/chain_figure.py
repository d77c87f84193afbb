"""The chain as a Sankey diagram: who makes what for whom, stage by stage, the taps in red."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import OTHER, dressed, faded
from xenotime.studies.chain import USE, ChainResult
from xenotime.world.schema import STAGES

SHOWN = 0.025
"""Places with a smaller share of a stage are gathered under `others`."""
OTHERS = "others"


def chain_figure(
    chain: ChainResult, palette: dict[str, str], names: dict[str, str], chokepoint: float
) -> go.Figure:
    """Sankey of a chain; places with at least `chokepoint` of a stage carry the mark `▲`."""
    stages = [
        s for s in ("recycling", *STAGES[:-1]) if s in set(chain.links["from_stage"].to_list())
    ] + [USE]
    weights = _weights(chain.links)
    links = _gathered(chain.links, weights)
    labels: list[tuple[str, str]] = []
    for column in ("from", "to"):
        labels += links.select(f"{column}_stage", f"{column}_place").unique().rows()
    labels = sorted(set(labels), key=lambda p: (stages.index(p[0]), p[1] == OTHERS, p[1]))
    number = {label: i for i, label in enumerate(labels)}
    forward = [s for s in stages if s != "recycling"]

    def column(stage: str) -> float:
        position = forward.index(stage) if stage in forward else 0
        return 0.001 + 0.998 * position / max(len(forward) - 1, 1)

    text = []
    for stage, place in labels:
        share = weights.get((stage, place), 0.0)
        mark = " ▲" if stage != USE and share >= chokepoint else ""
        name = OTHERS if place == OTHERS else names.get(place, place)
        text.append(f"{name} {share:.0%}{mark}" if share else name)
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            valueformat=".0%",
            node={
                "label": text,
                "x": [column(stage) for stage, _ in labels],
                "y": _heights(labels, weights),
                "color": [palette.get(place, OTHER) for _, place in labels],
                "customdata": [stage for stage, _ in labels],
                "hovertemplate": "%{customdata}: %{label}<extra></extra>",
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [number[r] for r in links.select("from_stage", "from_place").rows()],
                "target": [number[r] for r in links.select("to_stage", "to_place").rows()],
                "value": links["share"].to_list(),
                "color": [faded(palette.get(p, OTHER), 0.45) for p in links["from_place"]],
                "customdata": links["tonnes"].to_list(),
                "hovertemplate": "%{source.label} to %{target.label}: %{customdata:,.0f} t per year"
                "<extra></extra>",
            },
        )
    )
    figure = dressed(figure, 520)
    figure.update_layout(margin={"l": 8, "r": 8, "t": 34, "b": 8})
    for stage in forward:
        position = column(stage)
        figure.add_annotation(
            x=position,
            y=1.07,
            xref="paper",
            yref="paper",
            text=f"<b>{stage}</b>",
            showarrow=False,
            xanchor="left" if position < 0.02 else "right" if position > 0.98 else "center",
        )
    return figure


def _weights(links: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Share of each stage that each place makes (or, of use, takes)."""
    result = {}
    for side in ("from", "to"):
        table = links if side == "from" else links.filter(pl.col("to_stage") == USE)
        sums = table.group_by(f"{side}_stage", f"{side}_place").agg(pl.col("tonnes").sum())
        shares = sums.with_columns(
            share=pl.col("tonnes") / pl.col("tonnes").sum().over(f"{side}_stage")
        )
        for stage, place, _, share in shares.iter_rows():
            result[stage, place] = share
    return result


def _gathered(links: pl.DataFrame, weights: dict[tuple[str, str], float]) -> pl.DataFrame:
    """Links with small makers joined; widths in shares of the makers' stage, so that columns match."""

    def name(stage: str, place: str) -> str:
        return place if weights.get((stage, place), 0.0) >= SHOWN else OTHERS

    rows = {}
    totals: dict[str, float] = {}
    for row in links.iter_rows(named=True):
        totals[row["from_stage"]] = totals.get(row["from_stage"], 0.0) + row["tonnes"]
        target = row["to_place"]
        if row["to_stage"] != USE:
            target = name(row["to_stage"], target)
        key = (
            row["from_stage"],
            name(row["from_stage"], row["from_place"]),
            row["to_stage"],
            target,
        )
        rows[key] = rows.get(key, 0.0) + row["tonnes"]
    columns = ["from_stage", "from_place", "to_stage", "to_place", "tonnes", "share"]
    return pl.DataFrame(
        [(*key, amount, amount / totals[key[0]]) for key, amount in rows.items()],
        schema=columns,
        orient="row",
    ).filter(pl.col("share") > 1e-4)


def _heights(labels: list[tuple[str, str]], weights: dict[tuple[str, str], float]) -> list[float]:
    """Vertical positions: within a stage the heaviest place on top."""
    result = [0.0] * len(labels)
    for stage in {stage for stage, _ in labels}:
        members = [i for i, (s, _) in enumerate(labels) if s == stage]
        members.sort(key=lambda i: (labels[i][1] == OTHERS, -weights.get(labels[i], 0.0)))
        shares = [max(weights.get(labels[i], 0.03), 0.03) for i in members]
        total, below = sum(shares), 0.0
        for i, share in zip(members, shares, strict=True):
            result[i] = min(max((below + share / 2) / total, 0.01), 0.99)
            below += share
    return result
