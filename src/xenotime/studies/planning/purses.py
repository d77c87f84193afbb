"""The first stage: which options, of what size, paid from which purse in which year.

    v[o] size of option o, z[o] whether it is taken;  pay[p,q,y] money of purse q for project p in
    year y, f[p,q,y] price support;  all money in thousand USD

    v[o] is 0 or 1; of scalable projects   smallest[o] z[o] <= v[o] <= z[o]
    sum over o of p: v[o] (scalable: z[o]) <= 1                          (= 1 if it must be built)
    sum_q pay[p,q,y] >= sum_o cash[o,y] v[o]             (guarantees do not count: they pay nothing)
    sum_y pay[p,q,y] <= most_share[q] * sum_o capex[o] v[o]
    sum_y pay[p,private,y] <= sum_q private_ratio[q] * sum_y pay[p,q,y]
    sum_q f[p,q,y] >= support[p] * output[o,y] v[o]      (where a purse for price floors exists)
    sum_p pay[p,q,y] + f[p,q,y] <= per_year[q,y],   sum over y <= budget[q]
    sum_o capex[o] v[o] <= budget

Cost: what the options count (`options.py`), and public_weight * public_cost[q] + BIT per dollar of
purse q: it chooses among purses, and nothing is paid beyond what is needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from xenotime.network.program import INFINITY, Block, Builder
from xenotime.network.reconciliation import THOUSAND
from xenotime.solve.two_stage import FirstStage
from xenotime.studies.planning.options import Options
from xenotime.studies.planning.plan_case import PRIVATE, PlanCase, Purse

BIT = 1e-6
PAYING = ("grant", "loan", "equity", "any")
FLOORS = ("price_floor", "any")
MONEY = {"project": pl.String, "purse": pl.String, "year": pl.Int64}


@dataclass(frozen=True)
class Decisions:
    """The first stage with what is needed to read it.

    size: int[option], the column of each option's size; constant: the column that carries what
    nobody decides; budget: the row that holds all capital together.
    columns, rows: blocks of the program by name (`pay`, `floor`; `once`, `purse_total` ...).
    """

    stage: FirstStage
    size: np.ndarray
    constant: int
    budget: int
    columns: dict[str, Block]
    rows: dict[str, Block]


def decisions_of(
    case: PlanCase,
    options: Options,
    candidates: pl.DataFrame,
    support: np.ndarray,
    constant: float,
) -> Decisions:
    """Build the first stage.

    Args:
        case: purses, goal, selection.
        options: what can be decided.
        candidates: the projects, one row each.
        support: float64[option, year], USD of price support at full size; zero where none is
            needed.
        constant: thousand USD that every decision costs.
    """
    builder, frame = Builder(), options.frame
    given, scalable = frame["given"].to_numpy(), frame["scalable"].to_numpy()
    size = builder.add_columns(
        "size",
        frame,
        1,
        cost=options.cost_usd[:, None] / THOUSAND,
        lower=given[:, None].astype(float),
        upper=1.0,
    )
    some = np.flatnonzero(scalable)
    whether = builder.add_columns("whether", frame[some], 1, cost=np.zeros((1, 1)), upper=1.0)
    fixed = builder.add_columns(
        "constant",
        pl.DataFrame({"name": ["constant"]}),
        1,
        cost=np.array([[constant]]),
        lower=1.0,
        upper=1.0,
    )
    _sizes(builder, case, frame, size, whether)
    budget = builder.add_rows("budget", pl.DataFrame({"name": ["all"]}), 1)
    everywhere = np.zeros(len(frame), dtype=np.int64)
    total = options.cash.sum(axis=1) / THOUSAND
    builder.add_entries(budget.numbers[everywhere, 0], size.numbers[:, 0], total)
    if case.purses:
        _payments(builder, case, options, candidates, size)
        _floors(builder, case, options, candidates, support / THOUSAND, size)
        _budgets(builder, case, options.years)
    program = builder.finish()
    integer = np.zeros(len(program.cost), dtype=bool)
    integer[size.numbers[~scalable & ~given, 0]] = True
    integer[whether.numbers.ravel()] = True
    stage = FirstStage(
        cost=program.cost,
        lower=program.lower,
        upper=program.upper,
        integer=integer,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        matrix=program.matrix,
        names=_names(program.columns, options.years),
        row_names=_names(program.rows, options.years),
    )
    return Decisions(
        stage,
        size=size.numbers[:, 0],
        constant=int(fixed.numbers[0, 0]),
        budget=int(budget.numbers[0, 0]),
        columns=program.columns,
        rows=program.rows,
    )


def _sizes(
    builder: Builder, case: PlanCase, frame: pl.DataFrame, size: Block, whether: Block
) -> None:
    """Sizes within what is decided, and each project once."""
    scalable = np.flatnonzero(frame["scalable"].to_numpy())
    smallest = frame["smallest"].to_numpy()[scalable, None]
    at, z = size.numbers[scalable], whether.numbers
    for name, share in (("largest", np.ones(at.shape)), ("smallest", smallest)):
        bound = {"upper": 0.0} if name == "largest" else {"lower": 0.0}
        rows = builder.add_rows(name, frame[scalable], 1, **bound)
        builder.add_entries(rows.numbers, at, 1.0)
        builder.add_entries(rows.numbers, z, -share)
    taken = size.numbers[:, 0].copy()
    taken[scalable] = z[:, 0]
    chosen = np.flatnonzero(~frame["given"].to_numpy())
    projects = frame[chosen].select("project").unique(maintain_order=True)
    must = projects["project"].is_in(list(case.projects.must)).to_numpy()[:, None]
    once = builder.add_rows("once", projects, 1, lower=np.where(must, 1.0, -INFINITY), upper=1.0)
    row = frame[chosen].join(
        projects.with_row_index("row"), on="project", how="left", maintain_order="left"
    )["row"]
    builder.add_entries(once.numbers[row.to_numpy(), 0], taken[chosen], 1.0)


def allowed(case: PlanCase, candidates: pl.DataFrame) -> pl.DataFrame:
    """Which purse may pay for which project: project, purse, and the purse's terms."""
    pairs = [
        (
            row["id"],
            purse.id,
            purse.instrument,
            purse.most_share,
            purse.private_ratio,
            purse.public_cost,
        )
        for row in candidates.filter(~pl.col("given")).iter_rows(named=True)
        for purse in case.purses
        if _may(purse, row)
    ]
    schema = {
        "project": pl.String,
        "purse": pl.String,
        "instrument": pl.String,
        "most_share": pl.Float64,
        "private_ratio": pl.Float64,
        "public_cost": pl.Float64,
    }
    return pl.DataFrame(pairs, schema=schema, orient="row")


def _may(purse: Purse, project: dict[str, object]) -> bool:
    def among(names: tuple[str, ...], value: object) -> bool:
        return "*" in names or value in names

    return (
        among(purse.kinds, project["kind"])
        and among(purse.places, project["place"])
        and among(purse.minerals, project["mineral"])
        and among(purse.stages, project["stage"])
        and among(purse.projects, project["id"])
        and project["id"] not in purse.except_projects
    )


def _paying(case: PlanCase, labels: pl.DataFrame) -> np.ndarray:
    """What a dollar of each payment counts: float64[payment, 1]."""
    return case.money.public_weight * labels["public_cost"].to_numpy()[:, None] + BIT


def _by_year(pairs: pl.DataFrame, years: tuple[int, ...]) -> pl.DataFrame:
    return pairs.join(pl.DataFrame({"year": list(years)}, schema={"year": pl.Int64}), how="cross")


def _payments(
    builder: Builder, case: PlanCase, options: Options, candidates: pl.DataFrame, size: Block
) -> None:
    """Money for building: columns `pay`, and what each project needs in each year."""
    years, frame = options.years, options.frame
    pairs = allowed(case, candidates).filter(pl.col("instrument") != "price_floor")
    projects = candidates.filter(~pl.col("given")).select(project="id")
    private = projects.select(
        "project",
        purse=pl.lit(PRIVATE),
        instrument=pl.lit(PRIVATE),
        most_share=pl.lit(1.0),
        private_ratio=pl.lit(0.0),
        public_cost=pl.lit(0.0),
    )
    payers = pl.concat([pairs, private]).with_row_index("pair")
    labels = _by_year(payers, years)
    pay = builder.add_columns("pay", labels, 1, cost=_paying(case, labels))
    at = pay.numbers[:, 0]
    number = {name: i for i, name in enumerate(projects["project"])}
    project = np.array([number[p] for p in labels["project"]], dtype=np.int64)
    year = np.array([years.index(y) for y in labels["year"]], dtype=np.int64)
    needed = builder.add_rows("cash", _by_year(projects, years), 1, lower=0.0).numbers.reshape(
        len(number), len(years)
    )
    cash = np.isin(labels["instrument"].to_numpy(), [*PAYING, PRIVATE])
    builder.add_entries(needed[project[cash], year[cash]], at[cash], 1.0)
    chosen = np.flatnonzero(~frame["given"].to_numpy())
    of_option = np.array([number[frame["project"][int(o)]] for o in chosen], dtype=np.int64)
    v = size.numbers[chosen, 0]
    amounts = options.cash[chosen] / THOUSAND
    builder.add_entries(needed[of_option], v[:, None], -amounts)
    total = amounts.sum(axis=1)
    limit = builder.add_rows("share", payers, 1, upper=0.0)
    pair = labels["pair"].to_numpy()
    builder.add_entries(limit.numbers[pair, 0], at, 1.0)
    share = payers["most_share"].to_numpy()
    by_project = [np.flatnonzero(of_option == number[p]) for p in payers["project"]]
    for row, mine in enumerate(by_project):
        builder.add_entries(limit.numbers[row, 0], v[mine], -share[row] * total[mine])
    follows = builder.add_rows("private", projects, 1, upper=0.0)
    ratio = np.where(
        labels["instrument"].to_numpy() == PRIVATE, 1.0, -labels["private_ratio"].to_numpy()
    )
    builder.add_entries(follows.numbers[project, 0], at, ratio)


def _floors(
    builder: Builder,
    case: PlanCase,
    options: Options,
    candidates: pl.DataFrame,
    support: np.ndarray,
    size: Block,
) -> None:
    """Price support of running plants: columns `floor`, where a purse for it exists."""
    if not any(purse.instrument in FLOORS for purse in case.purses):
        return
    pairs = allowed(case, candidates).filter(pl.col("instrument").is_in(FLOORS))
    labels = _by_year(pairs, options.years)
    floor = builder.add_columns(
        "floor",
        labels,
        1,
        cost=_paying(case, labels),
    )
    needy = np.flatnonzero(support.sum(axis=1) > 0)
    projects = options.frame[needy].select("project").unique(maintain_order=True)
    needed = builder.add_rows("support", _by_year(projects, options.years), 1, lower=0.0)
    rows = needed.numbers.reshape(projects.height, len(options.years))
    number = {name: i for i, name in enumerate(projects["project"])}
    year = {y: i for i, y in enumerate(options.years)}
    some = np.flatnonzero(labels["project"].is_in(list(number)).to_numpy())
    project = [number[labels["project"][int(i)]] for i in some]
    when = [year[labels["year"][int(i)]] for i in some]
    builder.add_entries(rows[project, when], floor.numbers[some, 0], 1.0)
    of_option = [number[options.frame["project"][int(o)]] for o in needy]
    builder.add_entries(rows[of_option], size.numbers[needy], -support[needy])


def _budgets(builder: Builder, case: PlanCase, years: tuple[int, ...]) -> None:
    """What each purse holds, in each year and in all."""
    purses = pl.DataFrame({"purse": [p.id for p in case.purses]})
    total = [INFINITY if p.budget_usd is None else p.budget_usd / THOUSAND for p in case.purses]
    yearly = np.array([_per_year(p, len(years)) for p in case.purses]) / THOUSAND
    in_all = builder.add_rows("purse_total", purses, 1, upper=np.array(total)[:, None])
    in_year = builder.add_rows(
        "purse_year", _by_year(purses, years), 1, upper=yearly.reshape(-1, 1)
    ).numbers.reshape(len(case.purses), len(years))
    number = {p.id: i for i, p in enumerate(case.purses)}
    for name in ("pay", "floor"):
        block = builder.columns.get(name)
        if block is None:
            continue
        mine = np.flatnonzero(block.labels["purse"].to_numpy() != PRIVATE)
        purse = [number[block.labels["purse"][int(i)]] for i in mine]
        when = [years.index(block.labels["year"][int(i)]) for i in mine]
        at = block.numbers[mine, 0]
        builder.add_entries(in_all.numbers[purse, 0], at, 1.0)
        builder.add_entries(in_year[purse, when], at, 1.0)


def _per_year(purse: Purse, years: int) -> list[float]:
    limits = purse.per_year_usd
    if limits is None:
        return [INFINITY] * years
    path = list(limits) if isinstance(limits, tuple) else [limits]
    return [path[min(y, len(path) - 1)] if path else INFINITY for y in range(years)]


def _names(blocks: dict[str, Block], years: tuple[int, ...]) -> list[str]:
    """Readable names of columns or rows, in their order."""
    named = ("project", "purse", "month", "year", "name")
    parts = []
    for name, block in blocks.items():
        columns = [c for c in named if c in block.labels.columns]
        parts += [
            ".".join([name, *(str(value) for value in row)])
            for row in block.labels.select(columns).iter_rows()
        ]
    return parts
