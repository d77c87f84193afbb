"""Two-stage programs: published optima, and the decomposition beside the extensive form."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, csr_array

from benchmarks import instances
from tests.solve.two_stage_cases import (
    INF,
    Arrays,
    farmer,
    floats,
    network_design,
    random_problem,
)
from xenotime.solve import (
    CutPool,
    Decision,
    Edits,
    Event,
    FirstStage,
    Part,
    Progress,
    Recourse,
    Risk,
    SolverError,
    TwoStage,
    decide,
    integer,
)
from xenotime.solve.extensive import live_columns
from xenotime.solve.integer import IntegerProgram, IntegerSolver
from xenotime.solve.risk import risk_of

METHODS = ("extensive", "lshaped")
RISKS = (Risk(), Risk("cvar", 0.6, 0.5), Risk("cvar", 0.8), Risk("worst"))
SETTINGS = settings(max_examples=6, deadline=None)
NETDES = Path(__file__).resolve().parents[3] / "shared" / "instances" / "netdes"


@pytest.mark.parametrize("method", METHODS)
def test_the_farmer_earns_what_the_textbook_says(method):
    found = decide(farmer(), method=method, gap=1e-9)

    assert found.objective == pytest.approx(-108390, rel=1e-9)
    assert found.bound == pytest.approx(-108390, rel=1e-9)
    assert found.x == pytest.approx([170, 80, 250])


def test_a_farmer_who_knows_the_weather_earns_what_the_textbook_says():
    # Birge and Louveaux, section 1.1: 59950, 118600 and 167667 with 20 % less, the mean, 20 % more.
    whole = farmer()
    alone = [
        decide(
            replace(
                whole, parts=[replace(part, event_of=np.array([number]))], probabilities=np.ones(1)
            )
        ).objective
        for part in whole.parts
        for number in range(3)
    ]

    assert alone == pytest.approx([-167666.6667, -118600, -59950])


@pytest.mark.parametrize("name", ["01", "02"])
@pytest.mark.parametrize("method", METHODS)
def test_the_network_design_cases_have_their_published_optima(name, method):
    file = NETDES / f"network-10-10-L-{name}.dat"
    if not file.exists():
        pytest.skip("the published cases are not beside this project")
    found = decide(network_design(file), method=method)

    assert found.status == "optimal"
    assert found.objective == pytest.approx({"01": 88557.3, "02": 108122.65}[name], rel=1e-7)


@SETTINGS
@given(
    seed=st.integers(0, 10_000),
    integer=st.booleans(),
    risk=st.sampled_from(RISKS),
    priced=st.booleans(),
)
def test_the_decomposition_finds_what_the_extensive_form_finds(seed, integer, risk, priced):
    problem = random_problem(seed, integer, risk, priced)
    whole = decide(problem, method="extensive", gap=1e-8)
    parts = decide(problem, method="lshaped", gap=1e-8)

    assert parts.status == whole.status
    if whole.status == "optimal":
        assert parts.objective == pytest.approx(whole.objective, rel=1e-6)
        assert parts.bound <= parts.objective
        stated = problem.first.cost @ parts.x + risk_of(
            parts.scenario_cost, problem.probabilities, risk
        )
        assert parts.objective == pytest.approx(stated, rel=1e-9)


@SETTINGS
@given(seed=st.integers(0, 10_000), risk=st.sampled_from(RISKS))
def test_the_order_of_the_scenarios_changes_nothing(seed, risk):
    problem = random_problem(seed, True, risk, True)
    order = np.random.default_rng(seed).permutation(len(problem.probabilities))
    turned = replace(
        problem,
        parts=[replace(part, event_of=part.event_of[order]) for part in problem.parts],
        probabilities=problem.probabilities[order],
    )
    first, second = decide(problem, method="lshaped"), decide(turned, method="lshaped")

    assert second.objective == pytest.approx(first.objective, rel=2e-6)
    known = ~np.isnan(first.scenario_cost[order])
    assert known.all()


@SETTINGS
@given(seed=st.integers(0, 10_000), risk=st.sampled_from(RISKS))
def test_more_budget_never_hurts_and_cuts_of_one_budget_serve_the_next(seed, risk):
    problem = random_problem(seed, True, risk, True)
    pool, recourse = CutPool(), Recourse(problem.parts)
    costs = []
    for budget in (10.0, 30.0, 90.0):
        richer = replace(problem, first=replace(problem.first, row_upper=floats(budget)))
        warm = decide(richer, method="lshaped", cuts=pool, recourse=recourse)
        cold = decide(richer, method="lshaped")
        assert warm.objective == pytest.approx(cold.objective, rel=2e-6)
        costs.append(warm.objective)

    assert costs[0] >= costs[1] * (1 - 2e-6)
    assert costs[1] >= costs[2] * (1 - 2e-6)
    assert len(pool) > 0


@SETTINGS
@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_subgradient_never_promises_more_than_the_cost_elsewhere(seed, data):
    problem = random_problem(seed, False, Risk(), True)
    recourse = Recourse(problem.parts, workers=1)
    sizes = st.lists(st.floats(0, 2), min_size=6, max_size=6)
    here, there = np.array(data.draw(sizes)), np.array(data.draw(sizes))
    for part in range(2):
        cost, gradient, y = recourse.value(part, 0, here)
        other = recourse.value(part, 0, there).cost
        program, edits = problem.parts[part].program, problem.parts[part].events[0].edits
        prices = program.cost.copy()
        prices[edits.cost_columns] = edits.cost

        assert cost == pytest.approx(prices @ y, rel=1e-7, abs=1e-7)
        assert other >= cost + gradient @ (there - here) - 1e-6 * max(1, abs(cost))


def one_plant(need: float, integer: bool = True, most: float = 3.0) -> TwoStage:
    """x units of plant of 2 each serve `need` or 1; nothing may go short."""
    program = Arrays(
        floats(1), floats(0), floats(INF), floats(need), floats(need), csc_array(np.ones((1, 1)))
    )
    opens = csr_array(floats(2).reshape(1, 1))
    events = [
        Event(Edits(columns=np.array([0]), upper=floats(0)), opens, csr_array((1, 1))),
        Event(
            Edits(
                np.array([0]),
                floats(0),
                rows=np.array([0]),
                row_lower=floats(1),
                row_upper=floats(1),
            ),
            opens,
            csr_array((1, 1)),
        ),
    ]
    first = FirstStage(
        floats(10),
        floats(0),
        floats(most),
        np.array([integer]),
        np.empty(0),
        np.empty(0),
        csc_array((0, 1)),
    )
    return TwoStage(first, [Part(program, events, np.arange(2))], floats(0.5, 0.5))


@pytest.mark.parametrize("method", METHODS)
def test_a_first_stage_without_a_second_is_never_chosen(method):
    # 5 needs three plants: 30 + (5 + 1) / 2; two and a half, where they come in parts: 25 + 3.
    assert decide(one_plant(5), method=method).objective == pytest.approx(33)
    assert decide(one_plant(5, integer=False), method=method).objective == pytest.approx(28)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("integer", [True, False])
def test_a_need_that_nothing_serves_is_called_infeasible(method, integer):
    found = decide(one_plant(7, integer), method=method)

    assert found.status == "infeasible"
    assert len(found.x) == 0


@pytest.mark.parametrize("method", METHODS)
def test_a_first_stage_that_contradicts_itself_is_called_infeasible(method):
    problem = one_plant(1)
    first = replace(
        problem.first, row_lower=floats(5), row_upper=floats(INF), matrix=csc_array(np.ones((1, 1)))
    )

    assert decide(replace(problem, first=first), method=method).status == "infeasible"


@pytest.mark.parametrize("method", METHODS)
def test_a_second_stage_without_bottom_raises(method):
    problem = one_plant(1)
    part = problem.parts[0]
    endless = replace(part.program, cost=floats(-1), row_upper=floats(INF), row_lower=floats(-INF))
    free = [Event(Edits(), csr_array((1, 1)), csr_array((1, 1)))] * 2

    with pytest.raises(SolverError, match=r"(?i)unbounded"):
        decide(replace(problem, parts=[replace(part, program=endless, events=free)]), method=method)


def test_numbers_that_span_nine_orders_leave_the_optimum_as_exact():
    # The farmer in micro-dollars and in giga-acres.
    problem = farmer()
    for money, acres in ((1e6, 1.0), (1e-5, 1e4), (1.0, 1e-4)):
        first, part = problem.first, problem.parts[0]
        scaled = TwoStage(
            replace(first, cost=first.cost * money / acres, row_upper=first.row_upper * acres),
            [
                replace(
                    part,
                    program=replace(part.program, cost=part.program.cost * money),
                    events=[replace(e, rows=csr_array(e.rows / acres)) for e in part.events],
                )
            ],
            problem.probabilities,
        )
        for method in METHODS:
            found = decide(scaled, method=method, gap=1e-9)
            assert found.objective == pytest.approx(-108390 * money, rel=1e-7)


def test_the_same_problem_has_the_same_answer_every_time():
    problem = random_problem(5, True, Risk("worst"), True)
    answers = [decide(problem, method="lshaped") for _ in range(3)]

    assert all((answer.x == answers[0].x).all() for answer in answers)


@pytest.mark.parametrize("method", METHODS)
def test_ctrl_c_ends_the_search_with_what_is_known(method):
    told: list[Progress] = []

    def impatient(progress: Progress) -> None:
        told.append(progress)
        if np.isfinite(progress.objective) or len(told) > 50:
            raise KeyboardInterrupt

    found: Decision = decide(
        random_problem(11, True, Risk(), True), method=method, gap=0.0, watch=impatient
    )

    assert found.status == "interrupted"
    assert len(found.x)
    assert found.bound <= found.objective
    assert np.isfinite(found.scenario_cost).all()


@pytest.mark.parametrize("method", METHODS)
def test_no_time_at_all_says_so_and_promises_nothing(method):
    found = decide(random_problem(11, True, Risk(), True), method=method, seconds=0.0)

    assert found.status == "time"
    assert found.gap == INF


def test_arrays_that_do_not_fit_are_refused_in_words():
    problem = farmer()
    with pytest.raises(ValueError, match="add up to 1"):
        decide(replace(problem, probabilities=np.ones(3)))
    with pytest.raises(ValueError, match="event for each scenario"):
        decide(replace(problem, parts=[replace(problem.parts[0], event_of=np.zeros(2, dtype=int))]))


def test_costs_at_risk_are_those_of_the_worst_scenarios():
    cost, chance = floats(1, 5, 9, 2), floats(0.4, 0.2, 0.1, 0.3)

    assert risk_of(cost, chance, Risk()) == pytest.approx(2.9)
    assert risk_of(cost, chance, Risk("worst")) == 9
    # The worst fifth: 9 with 0.1 and half of 5's 0.2.
    assert risk_of(cost, chance, Risk("cvar", 0.8)) == pytest.approx(7)
    assert risk_of(cost, chance, Risk("cvar", 0.8, 0.5)) == pytest.approx(0.5 * 2.9 + 0.5 * 7)


@pytest.mark.parametrize("method", METHODS)
def test_a_start_is_an_answer_even_without_any_time(method):
    found = decide(one_plant(5), method=method, seconds=0.0, start=floats(3))

    assert found.status == "time"
    assert found.x == pytest.approx([3])
    assert found.objective == pytest.approx(33)


def test_what_no_first_stage_opens_is_left_out_of_the_program_and_changes_nothing():
    problem = one_plant(5)
    part = problem.parts[0]
    wider = Arrays(
        floats(1, -9),
        floats(0, 0),
        floats(INF, 0),
        floats(5),
        floats(5),
        csc_array(np.ones((1, 2))),
    )
    events = [replace(event, bounds=csr_array(floats(2, 0).reshape(2, 1))) for event in part.events]
    shut = replace(problem, parts=[replace(part, program=wider, events=events)])

    assert live_columns(shut.parts[0], 0, shut.first).tolist() == [True, False]
    for method in METHODS:
        assert decide(shut, method=method).objective == pytest.approx(33)


def test_a_search_that_never_comes_back_is_left_behind(monkeypatch):
    monkeypatch.setattr(integer, "GRACE_SECONDS", 0.3)
    program = IntegerProgram(
        cost=floats(-3, -2),
        lower=floats(0, 0),
        upper=floats(5, 5),
        integer=np.array([True, True]),
        row_lower=floats(-INF),
        row_upper=floats(6.5),
        matrix=csc_array(floats(2, 1).reshape(1, 2)),
    )
    solver = IntegerSolver(program)
    released = threading.Event()

    class Stuck:
        """HiGHS that goes round in circles."""

        def __init__(self, highs):
            self.highs = highs

        def __getattr__(self, name):
            return getattr(self.highs, name)

        def run(self):
            released.wait(20)

    solver._highs = Stuck(solver._highs)
    found = solver.solve(seconds=0.1)
    released.set()

    assert found.status == "optimal"
    assert found.objective == pytest.approx(-11)


def test_one_file_that_cannot_be_solved_does_not_keep_the_others_back(tmp_path, capsys):
    missing = [str(tmp_path / f"nothing-{number}.dat") for number in range(2)]

    assert instances.main(["netdes", *missing]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == missing
    assert all(line["error"] for line in lines)
