"""What one plan does differently from another: projects, money, and what stays short.

Both are read as the plain values that `PlanResult.to_dict` gives, so that a pinned plan (its JSON)
can be compared with a new one. Two plans of the same case are solved to a gap each: one is better
for sure only when its goal lies below what the other's bound says is possible.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from xenotime.network.periods import month_number
from xenotime.world.problems import XenotimeError

NEEDED = ("projects", "objective", "bound", "before_usd", "before", "after")
SAME = 1e-6
"""Relative difference up to which two sizes or sums are the same."""
PROJECT: dict[str, Any] = {
    "id": pl.String,
    "name": pl.String,
    "start": pl.String,
    "size": pl.Float64,
    "capex_usd": pl.Float64,
}
PAID: dict[str, Any] = {"partner": pl.String, "usd": pl.Float64}
SHORT: dict[str, Any] = {
    **dict.fromkeys(("future", "place", "sector", "commodity"), pl.String),
    **dict.fromkeys(("probability", "shortage_t", "cost_usd"), pl.Float64),
}


@dataclass(frozen=True)
class Comparison:
    """Two plans side by side; `before` is the first of them, differences are after - before.

    projects: id, name, change (`added`, `dropped`, `changed` or `same`), start_before, start_after,
        months_later (negative: earlier), size_before, size_after, larger (size after - before),
        capex_before, capex_after (USD); null where a plan does not build it.
    figures: figure, before, after, difference (USD; `projects`: a count): objective, bound,
        without_plan (the goal's value without projects), loss (expected, partners), shortage_t
        (expected tonnes), capex, projects.
    money: partner, before, after, difference (USD paid from its purses; `private` with them).
    shortages: place, sector, commodity, before_t, after_t, difference_t, before_usd, after_usd,
        difference_usd: expected over the futures, where the plans differ.
    verdict: which plan is better by the goal, and whether that is proven.
    cautions: sentences on what makes the two hard to compare; empty when nothing does.
    """

    projects: pl.DataFrame
    figures: pl.DataFrame
    money: pl.DataFrame
    shortages: pl.DataFrame
    verdict: str
    cautions: Sequence[str]

    @property
    def added(self) -> pl.DataFrame:
        """Projects of the second plan only."""
        return self.projects.filter(pl.col("change") == "added")

    @property
    def dropped(self) -> pl.DataFrame:
        """Projects of the first plan only."""
        return self.projects.filter(pl.col("change") == "dropped")

    @property
    def moved(self) -> pl.DataFrame:
        """Projects of both that begin earlier or later."""
        return self.projects.filter(pl.col("months_later") != 0)

    @property
    def resized(self) -> pl.DataFrame:
        """Projects of both that are larger or smaller."""
        return self.projects.filter(pl.col("larger") != 0)

    @property
    def same(self) -> bool:
        """Whether both build the same at the same time."""
        return self.projects["change"].is_in(["same"]).all()

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return {
            "verdict": self.verdict,
            "cautions": list(self.cautions),
            "projects": self.projects.to_dicts(),
            "figures": self.figures.to_dicts(),
            "money": self.money.to_dicts(),
            "shortages": self.shortages.to_dicts(),
        }


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Hold two plans, as `PlanResult.to_dict` gives them, side by side.

    Raises:
        XenotimeError: when one of them is not a plan.
    """
    for which, plan in (("first", before), ("second", after)):
        lacking = [key for key in NEEDED if key not in plan]
        if lacking:
            raise XenotimeError(
                f"the {which} file is not a plan: it has no {lacking[0]!r}; give what "
                "`xenotime plan --json` wrote"
            )
    return Comparison(
        projects=_projects(before, after),
        figures=_figures(before, after),
        money=_money(before, after),
        shortages=_shortages(before, after),
        verdict=_verdict(before, after),
        cautions=_cautions(before, after),
    )


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The columns of the schema, null where a row lacks one."""
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema}, schema=dict(schema)
    )


def _beside(a: pl.DataFrame, b: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Rows of both by their key; the other columns as `_before` and `_after`."""
    sides = (
        frame.rename({name: f"{name}_{word}" for name in frame.columns if name not in on})
        for frame, word in ((a, "before"), (b, "after"))
    )
    first, second = sides
    return first.join(second, on=on, how="full", coalesce=True, maintain_order="left_right")


def _differs(after: str, before: str) -> pl.Expr:
    """after - before, zero when the two are the same to rounding."""
    difference = pl.col(after) - pl.col(before)
    scale = pl.max_horizontal(pl.col(after).abs(), pl.col(before).abs())
    return pl.when(difference.abs() <= SAME * scale).then(0.0).otherwise(difference)


def _projects(before: Mapping[str, Any], after: Mapping[str, Any]) -> pl.DataFrame:
    first, second = (_frame(plan["projects"], PROJECT) for plan in (before, after))
    both = _beside(first, second, ["id"])
    later = [
        None if None in pair else month_number(pair[1]) - month_number(pair[0])
        for pair in both.select("start_before", "start_after").iter_rows()
    ]
    gone, new = pl.col("name_after").is_null(), pl.col("name_before").is_null()
    moved = (pl.col("months_later") != 0) | (pl.col("larger") != 0)
    return (
        both.with_columns(
            months_later=pl.Series(later, dtype=pl.Int64),
            larger=_differs("size_after", "size_before"),
        )
        .with_columns(
            name=pl.coalesce("name_after", "name_before"),
            change=pl.when(new)
            .then(pl.lit("added"))
            .when(gone)
            .then(pl.lit("dropped"))
            .when(moved)
            .then(pl.lit("changed"))
            .otherwise(pl.lit("same")),
        )
        .select(
            "id",
            "name",
            "change",
            "start_before",
            "start_after",
            "months_later",
            "size_before",
            "size_after",
            "larger",
            capex_before="capex_usd_before",
            capex_after="capex_usd_after",
        )
    )


def _expected(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """place, sector, commodity, t, usd: means over the futures."""
    frame = _frame(rows, SHORT)
    weight = pl.col("probability")
    return frame.group_by("place", "sector", "commodity", maintain_order=True).agg(
        t=(pl.col("shortage_t") * weight).sum(), usd=(pl.col("cost_usd") * weight).sum()
    )


def _figures(before: Mapping[str, Any], after: Mapping[str, Any]) -> pl.DataFrame:
    rows: list[dict[str, float]] = []
    for plan in (before, after):
        short = _expected(plan["after"])
        capex = _frame(plan["projects"], PROJECT)["capex_usd"]
        rows.append(
            {
                "objective": float(plan["objective"]),
                "bound": float(plan["bound"]),
                "without_plan": float(plan["before_usd"]),
                "loss": float(short["usd"].sum()),
                "shortage_t": float(short["t"].sum()),
                "capex": float(capex.sum()),
                "projects": float(len(plan["projects"])),
            }
        )
    first, second = rows
    return pl.DataFrame(
        {"figure": list(first), "before": list(first.values()), "after": list(second.values())},
        schema={"figure": pl.String, "before": pl.Float64, "after": pl.Float64},
    ).with_columns(difference=_differs("after", "before"))


def _money(before: Mapping[str, Any], after: Mapping[str, Any]) -> pl.DataFrame:
    sums = []
    for plan in (before, after):
        paid = [row for project in plan["projects"] for row in project.get("purses") or ()]
        sums.append(
            _frame(paid, PAID).group_by("partner", maintain_order=True).agg(pl.col("usd").sum())
        )
    return (
        _beside(sums[0], sums[1], ["partner"])
        .rename({"usd_before": "before", "usd_after": "after"})
        .with_columns(pl.col("before", "after").fill_null(0.0))
        .with_columns(difference=_differs("after", "before"))
    )


def _shortages(before: Mapping[str, Any], after: Mapping[str, Any]) -> pl.DataFrame:
    on = ["place", "sector", "commodity"]
    both = _beside(_expected(before["after"]), _expected(after["after"]), on)
    return (
        both.with_columns(pl.exclude(on).fill_null(0.0))
        .with_columns(
            difference_t=_differs("t_after", "t_before"),
            difference_usd=_differs("usd_after", "usd_before"),
        )
        .select(
            *on,
            before_t="t_before",
            after_t="t_after",
            difference_t="difference_t",
            before_usd="usd_before",
            after_usd="usd_after",
            difference_usd="difference_usd",
        )
        .filter((pl.col("difference_t") != 0) | (pl.col("difference_usd") != 0))
        .sort(pl.col("difference_usd").abs(), descending=True, maintain_order=True)
    )


def _verdict(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Better or worse by the goal, proven when the goal of one lies below the other's bound."""
    change = float(after["objective"]) - float(before["objective"])
    size = max(abs(float(after["objective"])), abs(float(before["objective"])))
    if abs(change) <= SAME * size:
        return "both plans are equally good by the goal"
    better, worse, word = (after, before, "second") if change < 0 else (before, after, "first")
    if float(better["objective"]) < float(worse["bound"]) - SAME * size:
        return f"the {word} plan is better by the goal, beyond the gaps of both"
    return f"the {word} plan is better by the goal, but within the gap to which they were solved"


def _cautions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What differs between the two cases, so that their figures do not mean the same."""
    said = []
    for key, what in (("partnership", "partners"), ("periods", "horizon")):
        if key in before and key in after and list(before[key]) != list(after[key]):
            said.append(f"the plans are not for the same {what}")
    chances = (
        {(row.get("future"), row.get("probability")) for row in plan["after"]}
        for plan in (before, after)
    )
    first, second = chances
    if first and second and first != second:
        said.append("the plans are not held against the same futures")
    undone = (float(plan["before_usd"]) for plan in (before, after))
    a, b = undone
    if abs(a - b) > SAME * max(abs(a), abs(b)):
        said.append("the loss without any plan is not the same: the worlds or the goals differ")
    said += [
        f"the {which} plan was not solved to its gap ({plan['status']})"
        for which, plan in (("first", before), ("second", after))
        if plan.get("status") not in (None, "optimal")
    ]
    return said
