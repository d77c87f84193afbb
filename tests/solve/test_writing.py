"""Programs written to be read: by a person, and by any solver, with the same optimum."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from scipy.sparse import csc_array

from tests.solve.two_stage_cases import farmer, floats, random_problem
from xenotime.solve import FirstStage, Risk, decide
from xenotime.solve.writing import usable_names, write_problem, write_program


def optimum(path) -> float:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 1e-9)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    return highs.getObjectiveValue()


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
@pytest.mark.parametrize("risk", [Risk(), Risk("cvar", 0.5, 0.5), Risk("worst")])
def test_a_written_problem_has_the_same_optimum_when_it_is_read_back(tmp_path, suffix, risk):
    for number, problem in enumerate((farmer(risk), random_problem(3, True, risk, True))):
        path = tmp_path / f"{number}{suffix}"
        write_problem(problem, path)

        assert optimum(path) == pytest.approx(decide(problem).objective, rel=1e-7)


def test_names_say_what_a_column_and_a_row_are(tmp_path):
    stage = FirstStage(
        floats(1, 2),
        np.zeros(2),
        np.ones(2),
        np.array([True, False]),
        floats(1),
        floats(2),
        csc_array(np.ones((1, 2))),
        ["Mount Weld, phase 2", "1 stockpile"],
        ["budget: Japan"],
    )
    write_program(stage, tmp_path / "stage.lp")
    text = (tmp_path / "stage.lp").read_text()

    assert "Mount_Weld_phase_2" in text
    assert "_1_stockpile" in text
    assert "budget_Japan" in text
    assert optimum(tmp_path / "stage.lp") == pytest.approx(1)


def test_names_are_unique_and_no_numbers_or_words_of_the_format():
    names = usable_names(["a b", "a/b", "", "e5", "free", "7", "ß"], "col")

    assert names == ["a_b", "a_b.2", "col2", "_e5", "free_", "_7", "col6"]


def test_another_suffix_and_names_that_do_not_fit_are_refused(tmp_path):
    first = farmer().first
    with pytest.raises(ValueError, match=r"\.mps or \.lp"):
        write_program(first, tmp_path / "farmer.txt")
    with pytest.raises(ValueError, match="2 column names for 3"):
        write_program(first, tmp_path / "farmer.lp", ["a", "b"])
