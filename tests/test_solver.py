"""The engine alone, on programs that know no mineral: textbook optima, moves, and what cannot
be."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

import xenotime.solve
from xenotime.solve import Solver, SolverError

INF = float("inf")
SETTINGS = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class Arrays:
    """A linear program: minimise cost . x, row_lower <= matrix x <= row_upper, lower <= x <=
    upper."""

    cost: np.ndarray
    matrix: csc_array
    row_lower: np.ndarray
    row_upper: np.ndarray
    upper: np.ndarray
    lower: np.ndarray = field(default_factory=lambda: np.zeros(0))


def program(
    cost: list[float],
    rows: list[list[float]],
    row_lower: list[float],
    row_upper: list[float],
    upper: list[float] | None = None,
) -> Arrays:
    columns = len(cost)
    return Arrays(
        np.array(cost, dtype=float),
        csc_array(np.array(rows, dtype=float).reshape(len(rows), columns)),
        np.array(row_lower, dtype=float),
        np.array(row_upper, dtype=float),
        np.full(columns, INF) if upper is None else np.array(upper, dtype=float),
        np.zeros(columns),
    )


def wyndor() -> Arrays:
    """Wyndor Glass (Hillier and Lieberman, Introduction to Operations Research, section 3.1): doors
    and windows, profit 3 and 5 per batch, hours in three plants. Maximised, so the costs are
    negative."""
    return program([-3, -5], [[1, 0], [0, 2], [3, 2]], [-INF, -INF, -INF], [4, 12, 18])


def test_the_wyndor_glass_problem_has_its_textbook_optimum_and_shadow_prices():
    # Section 3.1: x = (2, 6), profit 36. Section 4.7: shadow prices 0, 3/2, 1. A minimum's are
    # negative.
    found = Solver(wyndor()).solve()

    assert found.objective == pytest.approx(-36)
    assert found.x == pytest.approx([2, 6])
    assert found.row_dual == pytest.approx([0, -1.5, -1])
    assert found.column_dual == pytest.approx([0, 0])


def test_the_transport_problem_of_dantzig_has_its_textbook_optimum_and_prices():
    # G. B. Dantzig, Linear Programming and Extensions (1963), section 3-3, as in the GAMS tutorial:
    # two canneries, three markets, 90 USD per case and 1,000 miles. Cost 153.675; a case more costs
    # 0.225 in New York, 0.153 in Chicago and 0.126 in Topeka, and San Diego has cases left.
    miles = np.array([[2.5, 1.7, 1.8], [2.5, 1.8, 1.4]])
    supply = np.kron(np.eye(2), np.ones(3))
    demand = np.kron(np.ones(2), np.eye(3))
    found = Solver(
        program(
            list((90 * miles / 1000).ravel()),
            [*supply.tolist(), *demand.tolist()],
            [-INF, -INF, 325, 300, 275],
            [350, 600, INF, INF, INF],
        )
    ).solve()

    assert found.objective == pytest.approx(153.675)
    assert found.row_dual == pytest.approx([0, 0, 0.225, 0.153, 0.126])


@pytest.mark.parametrize("method", ["simplex", "ipm"])
def test_both_methods_give_the_same_optimum_and_prices(method: str):
    found = Solver(wyndor(), method).solve()

    assert found.objective == pytest.approx(-36)
    assert found.row_dual == pytest.approx([0, -1.5, -1], abs=1e-6)


def test_a_move_puts_earlier_moves_back():
    # One door at most: x = (1, 6), profit 33.
    # Two windows at most, doors free again: x = (4, 2), 22.
    # Nothing moved: 36 again.
    solver = Solver(wyndor())
    solver.move(np.array([0]), np.array([1.0]))
    assert solver.solve().x == pytest.approx([1, 6])
    solver.move(np.array([1]), np.array([2.0]))
    assert solver.solve().x == pytest.approx([4, 2])
    solver.move(np.array([], dtype=int), np.array([]))
    assert solver.solve().objective == pytest.approx(-36)


def test_a_moved_right_hand_side_is_put_back_too():
    # x + y = 10 at 1 and 3 each, x at most 6: 6 + 12 = 18. With 4 wanted: x alone, 4.
    solver = Solver(program([1, 3], [[1, 1]], [10], [10], upper=[6, INF]))
    assert solver.solve().objective == pytest.approx(18)
    nothing = np.array([], dtype=int)
    solver.move(nothing, np.array([]), np.array([0]), np.array([4.0]))
    assert solver.solve().objective == pytest.approx(4)
    solver.move(np.array([0]), np.array([0.0]))
    assert solver.solve().objective == pytest.approx(30)
    solver.move(nothing, np.array([]))
    assert solver.solve().objective == pytest.approx(18)


def test_a_solution_that_was_handed_out_does_not_change_with_the_next_solve():
    solver = Solver(wyndor())
    first = solver.solve()
    solver.move(np.array([1]), np.array([0.0]))
    solver.solve()

    assert first.x == pytest.approx([2, 6])
    assert first.row_dual == pytest.approx([0, -1.5, -1])


@pytest.mark.parametrize("method", ["simplex", "ipm"])
def test_a_program_that_nothing_satisfies_raises_and_says_so(method: str):
    impossible = program([1], [[1], [1]], [2, -INF], [INF, 1])

    with pytest.raises(SolverError, match=r"(?i)infeasible") as caught:
        Solver(impossible, method).solve()
    assert "infeasible" in caught.value.status.lower()


@pytest.mark.parametrize("method", ["simplex", "ipm"])
def test_a_program_without_bottom_raises_and_says_so(method: str):
    with pytest.raises(SolverError, match=r"(?i)unbounded"):
        Solver(program([-1, 0], [[1, -1]], [-INF], [0]), method).solve()


def test_a_move_that_made_the_program_impossible_can_be_taken_back():
    solver = Solver(program([1], [[1]], [2], [INF], upper=[5]))
    assert solver.solve().objective == pytest.approx(2)
    solver.move(np.array([0]), np.array([1.0]))
    with pytest.raises(SolverError):
        solver.solve()
    solver.move(np.array([], dtype=int), np.array([]))

    assert solver.solve().objective == pytest.approx(2)


@pytest.mark.parametrize("number", [float("nan"), 1e300, -INF])
def test_a_coefficient_that_is_no_usable_number_raises_and_is_not_taken_for_nothing(number: float):
    with pytest.raises(SolverError, match="refuses"):
        Solver(program([1], [[number]], [1], [INF])).solve()


def test_a_program_without_columns_and_rows_costs_nothing():
    found = Solver(program([], [], [], [])).solve()

    assert found.objective == 0
    assert len(found.x) == len(found.row_dual) == len(found.column_dual) == 0


@st.composite
def feasible(draw: st.DrawFn) -> tuple[Arrays, np.ndarray]:
    """A program with a point that satisfies it, every column bounded."""
    columns, rows = draw(st.integers(1, 6)), draw(st.integers(1, 5))

    def numbers(count: int, low: int, high: int) -> np.ndarray:
        drawn = draw(st.lists(st.integers(low, high), min_size=count, max_size=count))
        return np.array(drawn, dtype=float)

    matrix = numbers(rows * columns, -4, 4).reshape(rows, columns)
    point = numbers(columns, 0, 5)
    middle = matrix @ point
    kinds = draw(st.lists(st.sampled_from("<>="), min_size=rows, max_size=rows))
    slack = numbers(rows, 0, 3)
    lower = np.where([k == "<" for k in kinds], -INF, middle - slack)
    upper = np.where([k == ">" for k in kinds], INF, middle + slack)
    equal = np.array([k == "=" for k in kinds])
    lower[equal], upper[equal] = middle[equal], middle[equal]
    whole = Arrays(
        numbers(columns, -5, 5),
        csc_array(matrix),
        lower,
        upper,
        point + numbers(columns, 0, 4),
        np.zeros(columns),
    )
    return whole, point


@SETTINGS
@given(drawn=feasible(), data=st.data())
def test_a_program_solved_again_from_where_it_stood_has_the_optimum_of_a_fresh_one(drawn, data):
    whole, point = drawn
    solver = Solver(whole)
    solver.solve()
    for _ in range(3):
        count = len(whole.cost)
        moved = np.array(
            sorted(data.draw(st.sets(st.integers(0, count - 1), max_size=count))), dtype=int
        )
        room = data.draw(st.lists(st.integers(0, 6), min_size=len(moved), max_size=len(moved)))
        upper = point[moved] + np.array(room, dtype=float)
        bounds = whole.upper.copy()
        bounds[moved] = upper
        solver.move(moved, upper)
        if data.draw(st.booleans()):
            solver.rewind()
        warm, cold = solver.solve(), Solver(replace(whole, upper=bounds)).solve()

        assert warm.objective == pytest.approx(cold.objective, abs=1e-6)


@SETTINGS
@given(drawn=feasible())
def test_the_prices_of_an_optimum_add_up_to_its_cost(drawn):
    # Strong duality: every row and column pays its dual times the bound that it stands at.
    whole, _ = drawn
    found = Solver(whole).solve()
    rows = whole.matrix @ found.x

    assert (rows >= whole.row_lower - 1e-6).all()
    assert (rows <= whole.row_upper + 1e-6).all()
    assert found.objective == pytest.approx(whole.cost @ found.x, abs=1e-6)
    paid = found.row_dual @ rows + found.column_dual @ found.x
    assert found.objective == pytest.approx(paid, abs=1e-6)


def test_the_engine_can_be_lifted_out_because_it_imports_no_other_room():
    package = Path(xenotime.solve.__file__).parents[1]
    code = f"""
import sys, types
whole = types.ModuleType("xenotime")
whole.__path__ = [{str(package)!r}]
sys.modules["xenotime"] = whole
import xenotime.solve
print(*sorted(name for name in sys.modules if name.startswith("xenotime.")))
"""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "xenotime.solve.linear" in said
    assert {name.split(".")[1] for name in said} == {"solve"}
