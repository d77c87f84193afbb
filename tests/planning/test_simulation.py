"""What is left of a promise when nobody knows the future and nobody yields."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tests.planning.small_plan import ban, project, small_planner
from xenotime.studies.planning.planner import Planner
from xenotime.studies.planning.reading import shortages
from xenotime.studies.planning.simulation import Market, simulation


def market(planner: Planner, x: np.ndarray) -> Market:
    return Market(planner.groups[0], planner.parts[0], x[planner.decisions.size], x)


def drawn(planner: Planner, y: np.ndarray, block: str) -> list[float]:
    """Tonnes of a block in each period."""
    return list(planner.groups[0].model.program.columns[block].read(y).sum(axis=0))


@pytest.mark.parametrize("others", [0.0, 1.0])
def test_the_promise_is_that_of_the_tables_and_the_parts_explain_the_difference(others):
    failing = project("north", chance=0.5)
    planner = small_planner(failing, project("south"), others=others, failures={"draws": 2})
    x = planner.x_of({"north", "south"})
    found = simulation(planner, x)

    told = shortages(planner, x).group_by("future").agg(pl.col("cost_usd").sum())
    promised = dict(found.select("future", "promised_usd").iter_rows())
    assert promised == pytest.approx(dict(told.iter_rows()))
    total = found["promised_usd"] + found["others_usd"] + found["foresight_usd"]
    assert total.to_list() == pytest.approx(found["simulated_usd"].to_list())
    ban_row = found.row(by_predicate=pl.col("future") == "ban", named=True)
    assert ban_row["simulated_usd"] > 0


def test_where_others_count_alike_in_the_plan_too_they_explain_nothing():
    planner = small_planner(others=1.0)
    found = simulation(planner, planner.x_of({"north"}))

    assert found["others_usd"].to_list() == [0.0, 0.0]
    assert found.filter(pl.col("future") == "undisturbed")["simulated_usd"].item() == 0.0


def test_others_who_do_not_yield_take_from_what_the_plan_promised():
    planner = small_planner(scenarios={"ban": (ban(), 1.0)})
    found = simulation(planner, planner.x_of({"south", "stock"}))

    assert found["others_usd"].item() > 0


def test_a_ban_that_is_there_on_the_first_day_and_ends_with_the_year_hides_nothing():
    planner = small_planner(scenarios={"ban": (ban("2027-01"), 1.0)}, others=1.0)
    found = simulation(planner, planner.x_of({"north"}))

    assert found["promised_usd"].item() > 100_000
    assert found["foresight_usd"].item() == pytest.approx(0.0, abs=1.0)


def test_who_takes_each_year_of_a_ban_for_its_last_has_emptied_the_stocks_in_the_first():
    long = ban("2029-01", 24, through=0.5)
    planner = small_planner(scenarios={"ban": (long, 1.0)}, others=1.0)
    x = planner.nothing()
    seen = market(planner, x)
    y = seen.lived(int(planner.parts[0].event_of[0]))

    assert sum(drawn(planner, y, "drawn")[:3]) == pytest.approx(3.0)
    assert simulation(planner, x)["foresight_usd"].item() >= -1.0


def test_what_was_done_before_the_ban_is_what_was_done_without_any():
    planner = small_planner(others=1.0)
    x = planner.x_of({"north"})
    seen = market(planner, x)
    event = int(planner.parts[0].event_of[planner.futures.frame["future"].index_of("ban")])
    calm = int(planner.parts[0].event_of[planner.futures.frame["future"].index_of("undisturbed")])
    with_ban, without = seen.lived(event), seen.lived(calm)

    for block in ("kept_flow", "new_flow", "extra_activity", "drawn"):
        assert drawn(planner, with_ban, block)[:2] == pytest.approx(
            drawn(planner, without, block)[:2]
        )
    assert drawn(planner, with_ban, "short")[2] > drawn(planner, without, "short")[2]


def test_a_stockpile_is_kept_until_something_happens_and_then_released():
    small = project(
        "stock",
        kind="stockpile",
        process=None,
        commodity="metal",
        capacity=2.0,
        lead_months=0.0,
        ramp_months=12.0,
    )
    planner = small_planner(small, others=1.0)
    x = planner.x_of({"stock"})
    seen = market(planner, x)
    future = planner.futures.frame["future"]
    released = {
        name: drawn(planner, seen.lived(int(planner.parts[0].event_of[at])), "project_draw")
        for at, name in enumerate(future)
    }

    assert released["undisturbed"] == pytest.approx([0.0] * 4)
    assert released["ban"] == pytest.approx([0.0, 0.0, 2.0, 0.0])
