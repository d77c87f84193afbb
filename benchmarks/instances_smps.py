"""Two-stage programs in SMPS files, through the engine (family `smps`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from xenotime.solve.smps import read_smps, solve_smps


def solve(
    path: Path, seconds: float, method: Literal["auto", "extensive", "lshaped"] = "auto"
) -> dict[str, Any]:
    """Objective and bound as the file states them (with its constant, and its own sense).

    Raises:
        ValueError: the files cannot be read, or nothing was found.
    """
    found = solve_smps(read_smps(path), method=method, gap=1e-9, seconds=seconds)
    if not len(found.x):
        raise ValueError(f"nothing was found: {found.status}")
    return {
        "objective": found.objective,
        "bound": found.bound,
        "gap": abs(found.objective - found.bound) / max(abs(found.objective), 1e-9),
        "method": found.method,
    }
