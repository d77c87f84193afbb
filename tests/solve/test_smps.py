"""SMPS files: every section that is read, and what is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xenotime.solve import decide
from xenotime.solve.smps import read_smps, solve_smps

CORE = """NAME          LandS
ROWS
 N  OBJ
 G  MINCAP
 L  BUDGET
 L  OPLIM1
 L  OPLIM2
 L  OPLIM3
 L  OPLIM4
 E  DEMAND1
 E  DEMAND2
 E  DEMAND3
COLUMNS
{columns}
RHS           RIGHT
    RIGHT     MINCAP    12.0
    RIGHT     BUDGET    120.0
    RIGHT     DEMAND1   1.0
    RIGHT     DEMAND2   3.0
    RIGHT     DEMAND3   2.0
{bounds}ENDATA
"""
TIME = """TIME          LandS
PERIODS
    X1        MINCAP                   PERIOD1
    Y11       OPLIM1                   PERIOD2
ENDATA
"""
INDEP = """STOCH         LandS
INDEP         DISCRETE
    RIGHT     DEMAND1   3.0            PERIOD2   0.3
    RIGHT     DEMAND1   5.0            PERIOD2   0.4
    RIGHT     DEMAND1   7.0            PERIOD2   0.3
ENDATA
"""
BUILD = (10.0, 7.0, 16.0, 6.0)
RUN = ((40.0, 24.0, 4.0), (45.0, 27.0, 4.5), (32.0, 19.2, 3.2), (55.0, 33.0, 5.5))
OPTIMUM = 381.853333


def lands_columns() -> str:
    """F. V. Louveaux and Y. Smeers (1988): four technologies, three modes of demand."""
    lines = []
    for plant, cost in enumerate(BUILD, start=1):
        lines.append(f"    X{plant}  OBJ  {cost}  MINCAP  1.0")
        lines.append(f"    X{plant}  BUDGET  {cost}  OPLIM{plant}  -1.0")
    for plant, costs in enumerate(RUN, start=1):
        for mode, cost in enumerate(costs, start=1):
            lines.append(f"    Y{plant}{mode}  OBJ  {cost}  OPLIM{plant}  1.0")
            lines.append(f"    Y{plant}{mode}  DEMAND{mode}  1.0")
    return "\n".join(lines)


def written(
    folder: Path, sto: str, tim: str = TIME, bounds: str = "", columns: str | None = None
) -> Path:
    core = CORE.format(columns=lands_columns() if columns is None else columns, bounds=bounds)
    (folder / "case.cor").write_text(core)
    (folder / "case.tim").write_text(tim)
    (folder / "case.sto").write_text(sto)
    return folder / "case.sto"


def stoch(*lines: str) -> str:
    return "\n".join(["STOCH  case", *lines, "ENDATA", ""])


def optimum(path: Path) -> float:
    read = read_smps(path)
    found = [solve_smps(read, method=method) for method in ("extensive", "lshaped")]
    assert found[0].objective == pytest.approx(found[1].objective, rel=1e-7)
    return found[0].objective


@pytest.mark.parametrize("name", ["case.cor", "case.tim", "case.sto", "case"])
def test_the_electricity_case_has_its_published_optimum_whichever_file_is_named(tmp_path, name):
    written(tmp_path, INDEP)

    assert optimum(tmp_path / name) == pytest.approx(OPTIMUM, abs=1e-6)


def test_blocks_and_scenarios_say_the_same_as_independent_values(tmp_path):
    blocks = stoch(
        "BLOCKS DISCRETE",
        " BL B PERIOD2 0.3",
        "    RIGHT DEMAND1 3.0 DEMAND2 3.0",
        " BL B PERIOD2 0.4",
        "    RIGHT DEMAND1 5.0",
        " BL B PERIOD2 0.3",
        "    RIGHT DEMAND1 7.0",
    )
    scenarios = stoch(
        "SCENARIOS DISCRETE",
        " SC LOW 'ROOT' 0.3 PERIOD2",
        "    RIGHT DEMAND1 3.0",
        " SC MID ROOT 0.4 PERIOD2",
        "    RIGHT DEMAND1 5.0",
        " SC HIGH MID 0.3 PERIOD2",
        "    RIGHT DEMAND1 7.0",
    )
    explicit = "\n".join(
        ["TIME case", "PERIODS EXPLICIT", " P1", " P2", "ROWS", " MINCAP P1", " BUDGET P1"]
        + [f" OPLIM{k} P2" for k in range(1, 5)]
        + [f" DEMAND{k} P2" for k in range(1, 4)]
        + ["COLUMNS"]
        + [f" X{k} P1" for k in range(1, 5)]
        + [f" Y{k}{m} P2" for k in range(1, 5) for m in range(1, 4)]
        + ["ENDATA", ""]
    )

    assert optimum(written(tmp_path, blocks)) == pytest.approx(OPTIMUM, abs=1e-6)
    assert optimum(written(tmp_path, scenarios)) == pytest.approx(OPTIMUM, abs=1e-6)
    assert optimum(written(tmp_path, INDEP, explicit)) == pytest.approx(OPTIMUM, abs=1e-6)


def test_added_and_multiplied_values_say_the_same_as_replaced_ones(tmp_path):
    added, times = (
        stoch(
            f"INDEP DISCRETE {how}",
            *(f"    RIGHT DEMAND1 {value} {chance}" for value, chance in values),
        )
        for how, values in (
            ("ADD", ((2, 0.3), (4, 0.4), (6, 0.3))),
            ("MULTIPLY", ((3, 0.3), (5, 0.4), (7, 0.3))),
        )
    )

    assert optimum(written(tmp_path, added)) == pytest.approx(OPTIMUM, abs=1e-6)
    assert optimum(written(tmp_path, times)) == pytest.approx(OPTIMUM, abs=1e-6)


def test_independent_things_multiply_out_and_a_scenario_inherits_from_its_parent(tmp_path):
    indep = stoch(
        "INDEP DISCRETE",
        "    RIGHT DEMAND1 3 0.5",
        "    RIGHT DEMAND1 7 0.5",
        "    RIGHT DEMAND2 2 0.5",
        "    RIGHT DEMAND2 4 0.5",
    )
    tree = stoch(
        "SCENARIOS DISCRETE",
        " SC A ROOT 0.25 PERIOD2",
        "    RIGHT DEMAND1 3 DEMAND2 2",
        " SC B A 0.25 PERIOD2",
        "    RIGHT DEMAND2 4",
        " SC C ROOT 0.25 PERIOD2",
        "    RIGHT DEMAND1 7 DEMAND2 2",
        " SC D C 0.25 PERIOD2",
        "    RIGHT DEMAND2 4",
    )

    assert len(read_smps(written(tmp_path, indep)).problem.probabilities) == 4
    assert optimum(written(tmp_path, indep)) == pytest.approx(optimum(written(tmp_path, tree)))


def test_random_costs_bounds_and_matrices_are_those_of_the_case_with_them_fixed(tmp_path):
    # One value with probability one is the deterministic case with that value.
    for random, columns, bounds in (
        ("    Y11 OBJ 80.0 1.0", ("Y11  OBJ  40.0", "Y11  OBJ  80.0"), ""),
        (
            "    X1 OPLIM1 -0.5 1.0",
            ("BUDGET  10.0  OPLIM1  -1.0", "BUDGET  10.0  OPLIM1  -0.5"),
            "",
        ),
        ("    Y41 DEMAND1 0.5 1.0", ("Y41  DEMAND1  1.0", "Y41  DEMAND1  0.5"), ""),
        (" UP BND Y42 1.0 1.0", ("", ""), "BOUNDS\n UP BND Y42 1.0\n"),
        (" LO BND Y42 2.0 1.0", ("", ""), "BOUNDS\n LO BND Y42 2.0\n"),
        (" FX BND Y42 1.5 1.0", ("", ""), "BOUNDS\n FX BND Y42 1.5\n"),
    ):
        changed = lands_columns().replace(*columns) if columns[0] else lands_columns()
        fixed = written(
            tmp_path,
            stoch("INDEP DISCRETE", "    RIGHT DEMAND1 1.0 1.0"),
            columns=changed,
            bounds=bounds,
        )
        wanted = optimum(fixed)
        found = optimum(written(tmp_path, stoch("INDEP DISCRETE", random)))

        assert found == pytest.approx(wanted, rel=1e-8), random


def test_a_random_second_stage_matrix_is_weighed_over_its_values(tmp_path):
    read = read_smps(
        written(
            tmp_path,
            stoch(
                "INDEP DISCRETE",
                "    Y41 DEMAND1 0.5 0.5",
                "    Y41 DEMAND1 1.0 0.5",
                "    RIGHT DEMAND2 2 0.5",
                "    RIGHT DEMAND2 4 0.5",
            ),
        )
    )
    found = decide(read.problem, method="lshaped", gap=1e-9)
    whole = decide(read.problem, method="extensive")

    assert len(read.problem.parts) == 2
    assert found.objective == pytest.approx(whole.objective, rel=1e-8)


def test_whole_numbers_are_respected_in_both_stages(tmp_path):
    marked = lands_columns().split("\n")
    first = [" M1 'MARKER' 'INTORG'", *marked[:8], " M2 'MARKER' 'INTEND'", *marked[8:]]
    both = [" M1 'MARKER' 'INTORG'", *marked, " M2 'MARKER' 'INTEND'"]
    bounds = "BOUNDS\n" + "".join(f" UP BND X{k} 20\n" for k in range(1, 5))
    some = read_smps(written(tmp_path, INDEP, bounds=bounds, columns="\n".join(first)))
    bounds += "".join(f" UP BND Y{k}{m} 20\n" for k in range(1, 5) for m in range(1, 4))
    everything = read_smps(written(tmp_path, INDEP, bounds=bounds, columns="\n".join(both)))

    one = solve_smps(some, method="lshaped")
    two = solve_smps(everything)
    assert one.x == pytest.approx(np.round(one.x))
    assert one.objective >= OPTIMUM - 1e-6
    assert two.method == "extensive"
    assert two.objective >= one.objective - 1e-6
    with pytest.raises(ValueError, match="extensive form"):
        solve_smps(everything, method="lshaped")


@pytest.mark.parametrize(
    ("sto", "tim", "words"),
    [
        (stoch("INDEP NORMAL", "    RIGHT DEMAND1 3 1"), TIME, "only DISCRETE"),
        (stoch("INDEP DISCRETE", "    RIGHT NOWHERE 3 1"), TIME, "no row NOWHERE"),
        (stoch("INDEP DISCRETE", "    RIGHT DEMAND1 three 1"), TIME, "three"),
        (stoch("INDEP DISCRETE", "    RIGHT DEMAND1 3 0.5"), TIME, "add up to 0.5"),
        (stoch("INDEP DISCRETE", "    RIGHT MINCAP 3 1"), TIME, "first stage cannot be random"),
        (stoch("SCENARIOS DISCRETE", " SC A NOBODY 1 P2"), TIME, "no parent NOBODY"),
        (INDEP, TIME.replace("ENDATA", "    Y31 DEMAND1 PERIOD3\nENDATA"), "3 stages"),
        (INDEP, TIME.replace("Y11", "Y99"), "no column Y99"),
        (stoch("LINTR DISCRETE", "    RIGHT DEMAND1 3 1"), TIME, "LINTR is not read"),
        (
            stoch(
                "INDEP DISCRETE",
                *(f"    RIGHT DEMAND{k % 3 + 1} {v} 0.01" for k in range(3) for v in range(100)),
            ),
            TIME,
            "1,000,000 scenarios",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path, sto, tim, words):
    with pytest.raises(ValueError, match=words):
        read_smps(written(tmp_path, sto, tim))


def test_a_missing_file_is_named(tmp_path):
    written(tmp_path, INDEP)
    (tmp_path / "case.tim").unlink()

    with pytest.raises(ValueError, match="no time file"):
        read_smps(tmp_path / "case")
