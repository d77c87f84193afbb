"""The chain as a Sankey diagram: who makes what for whom, stage by stage, the chokepoints marked.

In: the links of `chain` and the shares of `trace`. The links into a stage are shares of what the
stage takes in, so that every column is equally tall; the labels say what share of a stage a place
makes.
"""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from xenotime.report.style import MUTED, OTHER, dressed, faded
from xenotime.studies.chain import USE, ChainResult
from xenotime.studies.trace import TraceResult
from xenotime.world.schema import STAGES

SHOWN = 0.025
"""Places with a smaller share of a stage are gathered under `others`."""
OTHERS = "others"
SCRAP = "recycling"
HEIGHT = 400
TOP, BOTTOM = 36, 12
GAP = 18
"""Pixels between nodes of a column: room for a line of text."""
MARK = "▲"

Node = tuple[str, str]
"""Stage and place."""


def chain_figure(
    chain: ChainResult,
    traced: TraceResult,
    palette: dict[str, str],
    labels: dict[str, str],
    chokepoint: float,
) -> go.Figure:
    """Sankey of a chain; places with at least `chokepoint` of a stage carry the mark.

    Args:
        chain: links in tonnes.
        traced: the same commodity's shares by stage.
        palette: colours by place.
        labels: names by place.
        chokepoint: share of a stage, between 0 and 1.
    """
    made = stage_weights(chain.links, traced)
    links = bands(chain.links, made)
    stages = [s for s in (*STAGES[:-1], USE) if s in {*links["from_stage"], *links["to_stage"]}]
    columns = {stage: number for number, stage in enumerate(stages)} | {SCRAP: 0}
    sizes = _sizes(links)
    nodes = sorted(sizes, key=lambda n: (columns[n[0]], _last(n), -sizes[n], n[1]))
    across, down = _positions(nodes, sizes, columns)
    number = {node: i for i, node in enumerate(nodes)}
    sources, targets = (
        links.select(f"{end}_stage", f"{end}_place").rows() for end in ("from", "to")
    )
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            valueformat=".1%",
            textfont={"size": 12},
            node={
                "label": [_label(node, made, labels, chokepoint) for node in nodes],
                "x": across,
                "y": down,
                "color": [palette.get(place, OTHER) for _, place in nodes],
                "customdata": [stage for stage, _ in nodes],
                "hovertemplate": "%{customdata}: %{label}<extra></extra>",
                "pad": GAP,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [number[node] for node in sources],
                "target": [number[node] for node in targets],
                "value": links["share"].to_list(),
                "color": [faded(palette.get(place, OTHER), 0.42) for _, place in sources],
                "customdata": links["tonnes"].to_list(),
                "hovertemplate": "%{source.label} to %{target.label}: %{customdata:,.0f} t a year"
                "<extra></extra>",
            },
        )
    )
    figure = dressed(figure, HEIGHT)
    figure.update_layout(margin={"l": 12, "r": 12, "t": TOP, "b": BOTTOM})
    for stage in stages:
        place = _across(columns[stage], len(stages))
        figure.add_annotation(
            x=place,
            y=1,
            yshift=12,
            yanchor="bottom",
            xref="paper",
            yref="paper",
            text=f"<b>{stage}</b>",
            font={"color": MUTED, "size": 13},
            showarrow=False,
            xshift=8 if stage == USE else -8,
            xanchor="right" if stage == USE else "left",
        )
    return figure


def stage_weights(links: pl.DataFrame, traced: TraceResult) -> dict[Node, float]:
    """Share of each stage that each place makes, and of the use that each place takes."""
    together = traced.stages().filter(pl.col("consumer") == "+")
    weights = {
        (stage, place): share
        for stage, place, share in together.select("stage", "origin", "share").iter_rows()
    }
    used = links.filter(pl.col("to_stage") == USE)
    total = used["tonnes"].sum()
    sums = used.group_by("to_place", maintain_order=True).agg(pl.col("tonnes").sum())
    return weights | {(USE, place): amount / total for place, amount in sums.iter_rows()}


def bands(links: pl.DataFrame, made: dict[Node, float]) -> pl.DataFrame:
    """Links with small makers joined and all scrap as one; shares into each stage add up to 1.

    Returns: from_stage, from_place, to_stage, to_place, tonnes (per year), share.
    """

    def name(side: str) -> pl.Expr:
        return pl.struct(f"{side}_stage", f"{side}_place").map_elements(
            lambda node: _gathered(node[f"{side}_stage"], node[f"{side}_place"], made),
            return_dtype=pl.String,
        )

    ends = ["from_stage", "from_place", "to_stage", "to_place"]
    return (
        links.with_columns(from_place=name("from"), to_place=name("to"))
        .group_by(ends, maintain_order=True)
        .agg(pl.col("tonnes").sum())
        .with_columns(share=pl.col("tonnes") / pl.col("tonnes").sum().over("to_stage"))
        .sort(ends)
    )


def _gathered(stage: str, place: str, made: dict[Node, float]) -> str:
    """The node that a place of a stage is shown in."""
    if stage == SCRAP:
        return OTHERS
    return place if stage == USE or made.get((stage, place), 0.0) >= SHOWN else OTHERS


def _last(node: Node) -> int:
    """Rank within a column: places, then `others`, then scrap."""
    return 2 if node[0] == SCRAP else int(node[1] == OTHERS)


def _label(node: Node, made: dict[Node, float], labels: dict[str, str], chokepoint: float) -> str:
    stage, place = node
    if stage == SCRAP:
        scrap = {p: share for (s, p), share in made.items() if s == SCRAP}
        largest = max(scrap, key=lambda p: scrap[p])
        return f"scrap ({labels.get(largest, largest)} {scrap[largest]:.0%})"
    if place == OTHERS:
        return OTHERS
    share = made.get(node, 0.0)
    mark = f" {MARK}" if stage != USE and share >= chokepoint else ""
    return f"{labels.get(place, place)} {share:.0%}{mark}"


def _sizes(links: pl.DataFrame) -> dict[Node, float]:
    """Height of each node in shares: the larger of what goes in and what goes out."""
    sides = []
    for side in ("from", "to"):
        sums = links.group_by(f"{side}_stage", f"{side}_place", maintain_order=True).agg(
            pl.col("share").sum()
        )
        sides.append({(stage, place): share for stage, place, share in sums.iter_rows()})
    out, into = sides
    return {node: max(out.get(node, 0.0), into.get(node, 0.0)) for node in {*out, *into}}


def _across(column: int, columns: int) -> float:
    """Horizontal place of a column; Plotly takes 0 for `not given`."""
    return 0.001 + 0.998 * column / max(columns - 1, 1)


def _positions(
    nodes: list[Node], sizes: dict[Node, float], columns: dict[str, int]
) -> tuple[list[float], list[float]]:
    """Centres of the nodes in fractions of the figure: every column starts at the top."""
    if not nodes:
        return [], []
    members: dict[int, list[Node]] = {}
    for node in nodes:
        members.setdefault(columns[node[0]], []).append(node)
    room = HEIGHT - TOP - BOTTOM
    scale = min(
        (room - GAP * (len(column) - 1)) / sum(sizes[node] for node in column)
        for column in members.values()
    )
    down: dict[Node, float] = {}
    for column in members.values():
        edge = 0.0
        for node in column:
            tall = sizes[node] * scale
            down[node] = (edge + tall / 2) / room
            edge += tall + GAP
    count = max(members) + 1
    return [_across(columns[s], count) for s, _ in nodes], [max(down[n], 0.001) for n in nodes]
