"""Cuts that were found, kept from one solve to the next, and as rows of a master program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_array, hstack

from xenotime.solve.part_solver import Cut

NEGLIGIBLE = 1e-11
"""Beside a cut's largest effect, what a term may be worth to be left out of its row."""


class CutPool:
    """Cuts of the parts, by (part, event). They hold for any first stage and any risk measure, as
    long as the parts are the same and x has the same meaning."""

    def __init__(self) -> None:
        self._cuts: dict[tuple[int, int], dict[bytes, Cut]] = {}

    def __len__(self) -> int:
        return sum(len(cuts) for cuts in self._cuts.values())

    def add(self, cuts: Iterable[Cut]) -> None:
        """Keep these; the same cut is kept once."""
        for cut in cuts:
            of_cell = self._cuts.setdefault((cut.part, cut.event), {})
            of_cell[np.append(cut.gradient, cut.constant).tobytes()] = cut

    def all(self) -> list[Cut]:
        """Every cut, in the order of (part, event) and of finding."""
        return [cut for cell in sorted(self._cuts) for cut in self._cuts[cell].values()]


def rows_of(
    cuts: Sequence[Cut],
    theta: np.ndarray,
    columns: int,
    lower: np.ndarray,
    upper: np.ndarray,
    money: float,
) -> tuple[np.ndarray, csr_array]:
    """Cuts as rows that must reach a right-hand side: theta - gradient . x >= constant.

    Args:
        cuts: to be written.
        theta: int64[cut], the column of the cost of the cut's cell.
        columns: of the master.
        lower: of x; with `upper` it says what a small term is worth at most.
        upper: of x.
        money: unit of cost of the master.

    Returns:
        The right-hand sides and the rows [cut, column]. A row is scaled so that its largest entry
        is 1, where it is a cut of feasibility.
    """
    gradient = np.array([cut.gradient for cut in cuts], dtype=float).reshape(len(cuts), len(lower))
    constant = np.array([cut.constant for cut in cuts], dtype=float)
    feasible = np.array([cut.feasible for cut in cuts], dtype=bool)
    with np.errstate(invalid="ignore"):
        ends = np.stack([gradient * lower, gradient * upper])
    ends[:, gradient == 0] = 0.0
    size = np.abs(ends).max(axis=0, initial=0.0)
    reach = np.maximum(np.where(np.isfinite(size), size, 0.0).max(axis=1, initial=0.0), 1e-300)
    small = (size <= NEGLIGIBLE * reach[:, None]) & (gradient != 0)
    constant = constant + np.where(small, ends.min(axis=0), 0.0).sum(axis=1)
    gradient = np.where(small, 0.0, gradient)
    largest = np.abs(gradient).max(axis=1, initial=0.0)
    unit = np.where(feasible, money, np.where(largest > 0, largest, np.maximum(abs(constant), 1.0)))
    of_theta = csr_array(
        (np.ones(feasible.sum()), (np.flatnonzero(feasible), theta[feasible])),
        shape=(len(cuts), columns),
    )
    of_x = hstack(
        [
            csr_array(-gradient / unit[:, None]),
            csr_array((len(cuts), columns - gradient.shape[1])),
        ]
    )
    return constant / unit, csr_array(of_x + of_theta)
