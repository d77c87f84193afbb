"""Which projects can be chosen, with all that a decision needs; the others with the reason why not.

What a publisher printed comes from `projects`; where a cell is empty, the project's own judgement
in `project_estimates` stands in. The case may add stockpiles that nobody proposed, to be sized.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence

import polars as pl

from xenotime.studies.planning.options import UNDERWAY
from xenotime.studies.planning.plan_case import PRIVATE, PlanCase
from xenotime.world.problems import XenotimeError
from xenotime.world.reading import nearest
from xenotime.world.schema import STAGES, Project
from xenotime.world.world import World

DAYS = 365.0
ESTIMATED = ("capex_usd", "lead_months", "ramp_months", "cost_usd_per_t")
OWN = "stock_"
"""How the stockpiles begin that the case adds."""


def candidates(
    world: World,
    case: PlanCase,
    partners: Sequence[str],
    use: Mapping[tuple[str, str], float],
    price: Mapping[tuple[str, str], float],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The candidates, and who is left out.

    Args:
        world: with the projects.
        case: the selection.
        partners: places that plan together.
        use: t per year that a place uses of a commodity, by (commodity, place).
        price: reference price, USD per t, by (commodity, place).

    Returns:
        The columns of `projects` with mineral, stage, given, worth (USD per year of output),
        value_usd (of a stockpile's goods), estimated (cells from `project_estimates`); and a frame
        with project, name, reason.

    Raises:
        XenotimeError: when the case names a project, mineral or commodity that is not there.
    """
    known = _described(world, case, price)
    _check(case, world, known, partners)
    found = pl.concat([known, _stockpiles(world, case, partners, use, price, known)])
    reason = _reason(case)
    left_out = found.filter(reason.is_not_null()).select(project="id", name="name", reason=reason)
    chosen = found.filter(reason.is_null())
    if case.projects.most is None:
        return chosen, left_out
    free = ~pl.col("given") & (pl.col("kind") != "stockpile")
    by_worth = pl.col("worth") * pl.col("chance").fill_null(1.0)
    rank = by_worth.rank("ordinal", descending=True).over("mineral")
    must = pl.col("id").is_in(list(case.projects.must))
    order = (
        chosen.filter(free)
        .with_columns(must=must, rank=rank)
        .sort(["must", "rank", "worth", "id"], descending=[True, False, True, False])
    )
    beyond = order["id"].to_list()[case.projects.most :]
    dropped = chosen.filter(pl.col("id").is_in(beyond)).select(
        project="id",
        name="name",
        reason=pl.lit(f"beyond the {case.projects.most} candidates of the case"),
    )
    return chosen.filter(~pl.col("id").is_in(beyond)), pl.concat([left_out, dropped])


def _described(
    world: World, case: PlanCase, price: Mapping[tuple[str, str], float]
) -> pl.DataFrame:
    """Projects with estimates filled in, their mineral, stage and worth."""
    projects = world.table("projects")
    estimates = world.table("project_estimates").select(
        pl.col("project"), pl.col(ESTIMATED).name.suffix("_estimated")
    )
    filled = projects.join(
        estimates, left_on="id", right_on="project", how="left", maintain_order="left"
    ).with_columns(
        estimated=pl.concat_list(
            pl.when(pl.col(name).is_null() & pl.col(f"{name}_estimated").is_not_null())
            .then(pl.lit(name))
            .otherwise(None)
            for name in ESTIMATED
        )
        .list.drop_nulls()
        .list.join(" "),
        **{name: pl.coalesce(name, f"{name}_estimated") for name in ESTIMATED},
    )
    processes = world.table("processes").select(
        process="id", of_process="mineral", process_stage="stage"
    )
    goods = world.table("commodities").select(
        commodity="id", of_commodity="mineral", commodity_stage="stage"
    )
    joined = (
        filled.join(processes, on="process", how="left", maintain_order="left")
        .join(goods, on="commodity", how="left", maintain_order="left")
        .with_columns(
            mineral=pl.coalesce("of_commodity", "of_process"),
            stage=pl.coalesce("commodity_stage", "process_stage"),
            given=pl.col("status").is_in(UNDERWAY)
            & (pl.col("kind") != "stockpile")
            & pl.lit(case.projects.underway == "given"),
        )
    )
    outputs = world.table("recipes").filter(pl.col("direction") == "out")
    made = {
        key[0]: list(part.select("commodity", "amount").iter_rows())
        for key, part in outputs.partition_by("process", as_dict=True).items()
    }
    worth, value = [], []
    for row in joined.iter_rows(named=True):
        goods_of = [(row["commodity"], 1.0)] if row["process"] is None else made[row["process"]]
        full = (row["capacity"] or 0.0) * sum(
            amount * price.get((good, row["place"]), price.get((good, "*"), 0.0))
            for good, amount in goods_of
        )
        worth.append(full)
        value.append(full if row["kind"] == "stockpile" else 0.0)
    return (
        joined.with_columns(
            worth=pl.Series(worth, dtype=pl.Float64), value_usd=pl.Series(value, dtype=pl.Float64)
        )
        .select(*projects.columns, "estimated", "mineral", "stage", "given", "worth", "value_usd")
        .with_columns(
            capex_usd=pl.when(pl.col("kind") == "stockpile")
            .then(pl.coalesce("capex_usd", "value_usd"))
            .otherwise("capex_usd")
        )
    )


def _stockpiles(
    world: World,
    case: PlanCase,
    partners: Sequence[str],
    use: Mapping[tuple[str, str], float],
    price: Mapping[tuple[str, str], float],
    like: pl.DataFrame,
) -> pl.DataFrame:
    """Stocks of any size up to the case's days of use, where a partner uses the commodity."""
    goods = {row["id"]: row for row in world.table("commodities").iter_rows(named=True)}
    rows = []
    for good in case.stockpiles.commodities:
        for place in partners:
            tonnes = use.get((good, place), 0.0) * case.stockpiles.most_days / DAYS
            if tonnes <= 0 or not (
                "*" in case.stockpiles.places or place in case.stockpiles.places
            ):
                continue
            value = tonnes * price.get((good, place), price.get((good, "*"), 0.0))
            rows.append(
                {
                    "id": f"{OWN}{place}_{good}",
                    "name": f"Stock of {goods[good]['name']}, {place}",
                    "kind": "stockpile",
                    "place": place,
                    "commodity": good,
                    "capacity": tonnes,
                    "capex_usd": value,
                    "lead_months": 0.0,
                    "ramp_months": float(case.stockpiles.months),
                    "chance": 1.0,
                    "status": "announced",
                    "smallest": 0.0,
                    "source": "xenotime",
                    "confidence": "low",
                    "mineral": goods[good]["mineral"],
                    "stage": goods[good]["stage"],
                    "given": False,
                    "worth": value,
                    "value_usd": value,
                    "estimated": "",
                }
            )
    return pl.DataFrame(
        [{name: row.get(name) for name in like.columns} for row in rows], schema=like.schema
    )


def _reason(case: PlanCase) -> pl.Expr:
    """Why a project cannot be chosen; null: it can."""
    chosen, given, stock = case.projects, pl.col("given"), pl.col("kind") == "stockpile"
    sized_here = pl.lit("*" in chosen.only) | pl.col("id").str.starts_with(OWN)
    named = sized_here | pl.col("id").is_in(list(chosen.only))
    of_mineral = (
        pl.lit(True) if "*" in chosen.minerals else pl.col("mineral").is_in(list(chosen.minerals))
    )
    at_place = pl.lit(True) if "*" in chosen.places else pl.col("place").is_in(list(chosen.places))
    asked = named & of_mineral & at_place & ~pl.col("id").is_in(list(chosen.without))
    dateless = pl.col("lead_months").is_null() & pl.col("start").is_null()
    rules = {
        "not among the projects of the case": ~asked & (~given | pl.lit("*" not in chosen.only)),
        "it runs already": pl.col("status") == "operating",
        "under way, and the case leaves these out": pl.col("status").is_in(UNDERWAY)
        & pl.lit(chosen.underway == "left out"),
        "its size is not known": pl.col("capacity").is_null(),
        "its cost is not known": pl.col("capex_usd").is_null() & ~given,
        "neither its lead time nor its start is known": dateless & ~stock,
        "its chance is not known": pl.col("chance").is_null() & pl.lit(case.failures.draws > 0),
    }
    reason = pl.lit(None, dtype=pl.String)
    for words, holds in reversed(rules.items()):
        reason = pl.when(holds.fill_null(False)).then(pl.lit(words)).otherwise(reason)
    return reason


def _check(case: PlanCase, world: World, known: pl.DataFrame, partners: Sequence[str]) -> None:
    """Make sure that the names of the case are in the world, and that purses can be told apart."""
    ids = [purse.id for purse in case.purses]
    for purse in case.purses:
        if purse.id == PRIVATE or ids.count(purse.id) > 1:
            raise XenotimeError(
                f"the plan case has two purses called {purse.id!r} (private money is called "
                f"{PRIVATE!r}); give one of them another id"
            )
        if purse.partner not in partners:
            raise XenotimeError(
                f"purse {purse.id} is that of {purse.partner!r}, who does not plan; partners are "
                f"{', '.join(partners)}"
            )
    for place in case.stockpiles.places:
        if place != "*" and place not in partners:
            raise XenotimeError(
                f"stockpiles.places names {place!r}, who does not plan; partners are "
                f"{', '.join(partners)}"
            )
    kinds = list(typing.get_args(Project.model_fields["kind"].annotation))
    places = world.table("places")["id"].to_list()
    named = {
        "projects.csv": (
            known["id"].to_list(),
            (*case.projects.only, *case.projects.without, *case.projects.must),
        ),
        "minerals.csv": (world.table("minerals")["id"].to_list(), case.projects.minerals),
        "places.csv": (places, (*case.projects.places, *case.stockpiles.places)),
        "commodities.csv": (
            world.table("commodities")["id"].to_list(),
            case.stockpiles.commodities,
        ),
        "places.csv (permits)": (places, case.permits.places),
        "the kinds of project (permits)": (kinds, case.permits.kinds),
    }
    for purse in case.purses:
        words = (*purse.projects, *purse.except_projects)
        named |= {
            f"projects.csv (purse {purse.id})": (named["projects.csv"][0], words),
            f"places.csv (purse {purse.id})": (places, purse.places),
            f"minerals.csv (purse {purse.id})": (named["minerals.csv"][0], purse.minerals),
            f"the kinds of project (purse {purse.id})": (kinds, purse.kinds),
            f"the stages (purse {purse.id})": (list(STAGES), purse.stages),
            f"sources.csv (purse {purse.id})": (
                world.table("sources")["id"].to_list(),
                () if purse.source is None else (purse.source,),
            ),
        }
    for table, (there, words) in named.items():
        for word in words:
            if word != "*" and word not in there:
                raise XenotimeError(
                    f"the plan case names {word!r}, which is not in {table}{nearest(word, there)}"
                )
    for project in case.projects.must:
        if project in case.projects.without:
            raise XenotimeError(f"the plan case both demands and leaves out {project!r}")
