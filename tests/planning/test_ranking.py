"""Values of projects: the games of the textbooks, and what a reader of a ranking relies on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pytest

from tests.planning.small_plan import project, small_planner
from xenotime.studies.planning.ranking import Game, exact, game_of, ranking, sampled

ONE = np.array([1.0])


def game(worth: Callable[[frozenset[str]], float], *projects: str) -> Game:
    """A game of one group and one scenario in which `worth` is saved of a loss of 1000."""
    return Game(dict.fromkeys(projects, 0), lambda _, built: np.array([1000 - worth(built)]), ONE)


def values(found: pl.DataFrame, column: str = "shapley") -> Mapping[str, float | None]:
    return dict(found.select("project", column).iter_rows())


def gloves(built: frozenset[str]) -> float:
    """A left mine and two right smelters: only a pair makes metal."""
    return 6.0 if "left" in built and built & {"right", "other"} else 0.0


def test_the_glove_game_gives_two_thirds_to_whom_there_is_only_one_of():
    found = ranking(game(gloves, "left", "right", "other"))

    assert values(found) == pytest.approx({"left": 4.0, "right": 1.0, "other": 1.0})
    assert values(found, "value_alone") == dict.fromkeys(("left", "right", "other"), 0.0)
    assert values(found, "value_last") == {"left": 6.0, "right": 0.0, "other": 0.0}
    assert found["project"][0] == "left"
    assert found["shapley_error"].to_list() == [0.0, 0.0, 0.0]


def random_loss(seed: int, count: int) -> Callable[[frozenset[str]], float]:
    """A loss without any structure."""
    table: dict[frozenset[str], float] = {}
    generator = np.random.default_rng(seed)

    def loss(built: frozenset[str]) -> float:
        if built not in table:
            table[built] = float(generator.normal()) * 100 if built else 0.0
        return table[built]

    for mask in range(2**count):
        loss(frozenset(f"p{i}" for i in range(count) if mask >> i & 1))
    return loss


@pytest.mark.parametrize("seed", range(5))
def test_values_add_up_to_what_the_portfolio_saves_whether_computed_or_estimated(seed):
    names, loss = [f"p{i}" for i in range(6)], random_loss(seed, 6)
    saved = -loss(frozenset(names))
    estimate, _ = sampled(names, loss, pairs=3)

    assert exact(names, loss).sum() == pytest.approx(saved)
    assert estimate.sum() == pytest.approx(saved)


def test_who_brings_the_same_gets_the_same_and_who_brings_nothing_gets_nothing():
    def worth(built: frozenset[str]) -> float:
        return 5.0 * len(built & {"a", "b"}) ** 2

    found = values(ranking(game(worth, "a", "b", "idle")))

    assert found["a"] == pytest.approx(found["b"])
    assert found["idle"] == pytest.approx(0.0)


def test_an_estimate_lies_within_a_few_of_its_own_errors_of_the_exact_value():
    names, loss = [f"p{i}" for i in range(7)], random_loss(3, 7)
    truth = exact(names, loss)
    estimate, error = sampled(names, loss, pairs=200)

    assert (np.abs(estimate - truth) < 4 * error).all()
    assert (error > 0).all()
    again, _ = sampled(names, loss, pairs=200)
    assert np.array_equal(estimate, again)


def test_groups_that_share_nothing_are_ranked_apart_with_the_same_result_and_fewer_solves():
    group = {"a": 0, "b": 0, "c": 1, "d": 1, "e": 1}
    asked = []

    def losses(number: int, built: frozenset[str]) -> np.ndarray:
        asked.append((number, built))
        return np.array([100.0, 40.0]) - np.array([9.0, 2.0]) * len(built) ** (number + 0.5)

    chances = np.array([0.25, 0.75])
    apart = Game(group, losses, chances)
    found = values(ranking(apart))
    assert len(asked) == len(set(asked)) == 4 + 8
    together = exact(list(group), apart.loss)

    assert [found[name] for name in group] == pytest.approx(list(together))


def test_a_goal_that_is_no_mean_is_ranked_over_all_groups_together():
    # The worst future is the flood until the dam stands, and the ban from then on.
    saves = {"dam": np.array([60.0, 0.0]), "stock": np.array([0.0, 30.0])}

    def losses(number: int, built: frozenset[str]) -> np.ndarray:
        return np.array([50.0, 40.0]) - sum((saves[name] for name in built), np.zeros(2))

    worst = Game({"dam": 0, "stock": 1}, losses, np.array([0.5, 0.5]), measure=np.max)
    found = ranking(worst)

    # 100 without, 80 with the dam, 100 with the stock, 50 with both.
    assert values(found, "value_alone") == {"dam": 20.0, "stock": 0.0}
    assert values(found, "value_last") == {"dam": 50.0, "stock": 30.0}
    assert values(found) == pytest.approx({"dam": 35.0, "stock": 15.0})


def test_failing_counts_only_where_the_project_would_have_delivered():
    def losses(number: int, built: frozenset[str]) -> np.ndarray:
        return np.array([80.0, 80.0]) - (np.array([40.0, 0.0]) if built else 0.0)

    delivers = {"mine": np.array([True, False])}
    half = Game({"mine": 0}, losses, np.array([0.5, 0.5]), delivers=delivers)
    found = ranking(half)

    assert found["value_last"].item() == 20.0
    assert found["if_it_fails"].item() == 40.0


def test_without_a_project_that_makes_the_target_possible_values_are_unknown_not_wrong():
    def losses(number: int, built: frozenset[str]) -> np.ndarray:
        return np.array([10.0 if "key" in built else np.inf])

    found = ranking(Game({"key": 0, "other": 0}, losses, ONE))

    assert values(found) == {"key": None, "other": None}
    assert values(found, "value_last") == {"key": None, "other": 0.0}
    assert found["shapley_error"].to_list() == [None, None]


def test_when_the_time_runs_out_the_values_that_need_no_orders_are_still_there():
    many = [f"p{i}" for i in range(20)]
    found = ranking(game(lambda built: float(len(built)), *many), seconds=0.0)

    assert found["value_alone"].to_list() == [1.0] * 20
    assert found["shapley"].is_null().all()


def test_a_portfolio_of_nothing_is_ranked_without_complaint():
    assert ranking(game(lambda built: 0.0)).height == 0


def test_the_projects_of_a_plan_are_ranked_by_what_the_plan_loses_without_them():
    planner = small_planner(project("north", chance=0.5), project("south"), failures={"draws": 2})
    x = planner.x_of({"north", "south"})
    found = ranking(game_of(planner, x))

    def loss(*names: str) -> float:
        return planner.goal(planner.loss(planner.x_of(names)))

    saved = loss() - loss("north", "south")
    assert found["shapley"].sum() == pytest.approx(saved)
    assert values(found, "value_alone")["north"] == pytest.approx(loss() - loss("north"))
    last = loss("south") - loss("north", "south")
    assert values(found, "value_last")["north"] == pytest.approx(last)
    # It fails in half of the draws anyway.
    assert values(found, "if_it_fails")["north"] == pytest.approx(2 * last)


def test_what_a_stockpile_holds_is_not_counted_as_lost():
    # In a future without a ban a stock is worth nothing, and costs nothing but what its goods cost
    # more than what they are still worth.
    planner = small_planner(scenarios={})
    game = game_of(planner, planner.x_of({"stock"}))
    goods = 15.0 * 1000.0 * planner.case.stockpiles.keeps

    assert game.loss(frozenset(["stock"])) == pytest.approx(
        planner.goal(planner.loss(planner.x_of({"stock"}))) - goods
    )


def test_projects_under_way_come_anyway_and_are_not_ranked():
    planner = small_planner(project("north", status="construction", start="2028"), project("south"))
    found = ranking(game_of(planner, planner.x_of({"south"})))

    assert found["project"].to_list() == ["south"]
