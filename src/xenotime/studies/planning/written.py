"""The whole program of a plan as an MPS or LP file, for other solvers and for reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array

from xenotime.network.model import Model
from xenotime.solve.linear import SolverError
from xenotime.solve.writing import write_problem
from xenotime.studies.planning.planner import Planner
from xenotime.world.problems import XenotimeError

SUFFIXES = (".mps", ".lp")


@dataclass(frozen=True)
class _Named:
    """A program with its names."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: csc_array
    names: list[str]
    row_names: list[str]

    @classmethod
    def of(cls, model: Model) -> _Named:
        program = model.program
        columns, rows = model.names()
        return cls(
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            program.matrix,
            columns.tolist(),
            rows.tolist(),
        )


def check_suffix(path: Path) -> None:
    """Make sure that a program can be written to `path`.

    Raises:
        XenotimeError: when its suffix is neither .mps nor .lp.
    """
    if path.suffix not in SUFFIXES:
        raise XenotimeError(f"{path} is written as .mps or .lp; name a file that ends so")


def write_model(planner: Planner, path: Path) -> None:
    """Write the first stage and every group in every event, with readable names. Costs are in
    thousand USD, quantities in tonnes per period.

    Raises:
        XenotimeError: another suffix than .mps or .lp, or the file cannot be written.
    """
    check_suffix(path)
    parts = [
        replace(part, program=_Named.of(group.model))
        for part, group in zip(planner.parts, planner.groups, strict=True)
    ]
    try:
        write_problem(replace(planner.problem, parts=parts), path)
    except SolverError as error:
        raise XenotimeError(f"{path} cannot be written: {error}") from error
