"""The engine: linear and two-stage programs on HiGHS. Knows arrays, not minerals, and no other
room."""

from xenotime.solve.cuts import CutPool
from xenotime.solve.decide import decide
from xenotime.solve.linear import LinearProgram, Solution, Solver, SolverError
from xenotime.solve.recourse import Recourse, Value
from xenotime.solve.two_stage import (
    Decision,
    Edits,
    Event,
    FirstStage,
    Part,
    Progress,
    Risk,
    TwoStage,
    Watch,
)

__all__ = [
    "CutPool",
    "Decision",
    "Edits",
    "Event",
    "FirstStage",
    "LinearProgram",
    "Part",
    "Progress",
    "Recourse",
    "Risk",
    "Solution",
    "Solver",
    "SolverError",
    "TwoStage",
    "Value",
    "Watch",
    "decide",
]
