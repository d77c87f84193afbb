"""The engine: linear programs on HiGHS. Knows arrays, not minerals, and no other room."""

from xenotime.solve.linear import LinearProgram, Solution, Solver, SolverError

__all__ = ["LinearProgram", "Solution", "Solver", "SolverError"]
