"""Cases with known optima through the public interface: location and network design as worlds.

Published cases are read from `../shared/instances`, where they are; small ones of our own, written
in the same formats, are held against a listing of all choices.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from benchmarks import instances_fcnetlib, instances_netdes, instances_orlib_cap
from benchmarks.instance_worlds import Network

SHARED = Path(__file__).resolve().parents[2] / "shared" / "instances"
PUBLISHED = {
    "orlib-cap/cap41.txt": 1040444.375,
    "netdes/network-10-10-L-01.dat": 88557.3,
    "netdes/network-10-10-L-02.dat": 108122.65,
    "fcnetlib/r20x100.inc": 15603.0,
}
FAMILIES: dict[str, Callable[[Path, float], dict[str, Any]]] = {
    "orlib-cap": instances_orlib_cap.solve,
    "netdes": instances_netdes.solve,
    "fcnetlib": instances_fcnetlib.solve,
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_a_published_case_has_its_published_optimum(case: str) -> None:
    file = SHARED / case
    if not file.exists():
        pytest.skip(f"the published case {case} is not beside the project")
    agrees(FAMILIES[file.parent.name](file, 300.0), PUBLISHED[case])


def agrees(found: dict[str, Any], optimum: float) -> None:
    """Objective and bound are the optimum, and proven to be."""
    assert found["objective"] == pytest.approx(optimum, rel=1e-6)
    assert found["bound"] == pytest.approx(optimum, rel=1e-6)
    assert found["bound"] <= found["objective"] * (1 + 1e-9)
    assert found["status"] == "optimal"


def cheapest(
    choices: int, cost: Callable[[np.ndarray], float], running: Callable[[np.ndarray], float]
) -> float:
    """The least of cost + running over every set of choices."""
    sets = (np.array(some, dtype=float) for some in itertools.product((0, 1), repeat=choices))
    return min(cost(some) + running(some) for some in sets)


def flow_cost(case: Network, opened: np.ndarray) -> float:
    """Expected cost of the cheapest flows on the arcs that are open; infinite without any."""
    arcs = np.arange(len(case.tail))
    balance = np.zeros((case.demand.shape[1], len(arcs)))
    np.add.at(balance, (case.head, arcs), 1.0)
    np.add.at(balance, (case.tail, arcs), -1.0)
    total = 0.0
    for number, probability in enumerate(case.probability):
        most = case.capacity[number] * opened
        bounds = np.column_stack([np.zeros(len(arcs)), most])
        found = linprog(case.cost[number], A_eq=balance, b_eq=case.demand[number], bounds=bounds)
        if found.status != 0:
            return np.inf
        total += probability * found.fun
    return total


DESIGN = """A network of four nodes; the third wants goods in one scenario and has some in the other
+
4
0.5
10
0,1,1,0;0,0,1,1;0,1,0,1;0,0,0,0
0,40,55,0;0,0,20,60;0,15,0,30;0,0,0,0
2
0.4,0.6
--Scenarios--
0,2,5,0;0,0,1,7;0,2,0,3;0,0,0,0
0,9,8,0;0,0,6,5;0,4,0,9;0,0,0,0
10,0,-4,-6
------------- End of Scenario k = 0 -------
0,3,4,0;0,0,2,6;0,1,0,2;0,0,0,0
0,7,8,0;0,0,5,4;0,4,0,6;0,0,0,0
4,0,3,-7
------------- End of Scenario k = 1 -------
"""


def test_designs_are_cheapest_where_costs_capacities_and_the_sign_of_demand_vary(
    tmp_path: Path,
) -> None:
    file = tmp_path / "network-4-2-L-01.dat"
    file.write_text(DESIGN, encoding="utf-8")
    case = instances_netdes.read(file)
    best = cheapest(6, lambda x: float(case.fixed @ x), lambda x: flow_cost(case, x))
    agrees(instances_netdes.solve(file, 20.0), best)


FIXED_CHARGE = """Set n / n1*n5 /;
Set s / a1 /;

yupp('n1','n1','a1')=0;

Parameter fcost(m,n,s) /
$ondelim
   n1  n2  a1   31
   n1  n3  a1   12
   n2  n4  a1   18
   n3  n2  a1    9
   n3  n4  a1   45
   n2  n5  a1   -1
   n4  n5  a1   14
   n3  n5  a1   22.5
$offdelim
/;

Parameter vcost(m,n,s) /
$ondelim
   n1  n2  a1   1
   n1  n3  a1   2
   n2  n4  a1   3
   n3  n4  a1   1
   n2  n5  a1   50
   n4  n5  a1   2
   n3  n5  a1   4
$offdelim
/;

Parameter demand(n) /
   n1  -11
   n3   -2
   n4    8
   n5    5
/;

u = -sum(n$(demand(n)<0), demand(n));
xupp(m,n,s)$(fcost(m,n,s) or vcost(m,n,s)) = u;
xupp('n2','n5','a1')=3;
loop((m,n,s)$(fcost(m,n,s)<0),
   fcost(m,n,s)=0;
   vcost(m,n,s)=0;
);
"""


def test_fixed_charges_are_weighed_against_costs_where_one_arc_is_free_and_narrow(
    tmp_path: Path,
) -> None:
    file = tmp_path / "own.inc"
    file.write_text(FIXED_CHARGE, encoding="utf-8")
    case = instances_fcnetlib.read(file)
    free = np.flatnonzero(case.fixed == 0)
    assert len(free) == 1
    assert case.cost[0, free[0]] == 0
    assert case.capacity[0, free[0]] == 3
    best = cheapest(8, lambda x: float(case.fixed @ x), lambda x: flow_cost(case, x))
    agrees(instances_fcnetlib.solve(file, 20.0), best)


LOCATION = """ 3 5
 capacity 70.
 capacity 55.5
 capacity 0.
 4  8. 20. 36.
 7  35. 7. 42.
 0  0. 0. 0.
 5  10. 30. 25.
 6  48. 18. 12.
"""


def test_warehouses_are_opened_where_they_serve_cheapest_within_the_capacity_of_the_files_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "own.txt").write_text(LOCATION, encoding="utf-8")
    asked = tmp_path / "own_12.txt"
    case = instances_orlib_cap.read(asked)
    assert case.capacity.tolist() == [12.0, 12.0, 12.0]
    customers, sites = case.cost.shape

    def serving(opened: np.ndarray) -> float:
        everybody = np.kron(np.eye(customers), np.ones(sites))
        load = np.kron(case.demand[None, :], np.eye(sites))
        found = linprog(
            case.cost.ravel(),
            A_eq=everybody,
            b_eq=np.ones(customers),
            A_ub=load,
            b_ub=case.capacity * opened,
        )
        return found.fun if found.status == 0 else np.inf

    best = cheapest(sites, lambda x: float(case.fixed @ x), serving)
    agrees(instances_orlib_cap.solve(asked, 20.0), best)


def test_a_file_without_its_capacity_says_how_to_ask_for_one(tmp_path: Path) -> None:
    file = tmp_path / "own.txt"
    file.write_text(LOCATION, encoding="utf-8")
    with pytest.raises(ValueError, match="own_8000"):
        instances_orlib_cap.read(file)


def test_a_tree_that_a_world_cannot_ask_for_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.inc"
    file.write_text(FIXED_CHARGE + "usetree=1;\n", encoding="utf-8")
    with pytest.raises(ValueError, match="usetree"):
        instances_fcnetlib.read(file)
