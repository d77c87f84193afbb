"""Tables of all small sets of actions, with a bound on what each can cost.

A table holds one row per set; one cut tightens the bounds of all rows at once.
"""

from __future__ import annotations

from math import comb

import numpy as np

MOST_SETS = 2_000_000
"""Sets that are listed; beyond that an integer program does the choosing."""


def count_sets(actions: int, most: int) -> int:
    """How many sets of at most `most` of so many actions there are."""
    return sum(comb(actions, size) for size in range(min(most, actions) + 1))


def list_sets(weights: np.ndarray, budget: float, most: int, limit: int = MOST_SETS) -> np.ndarray:
    """All sets of at most `most` actions whose weights add up to no more than the budget.

    Returns:
        int32[set, most], in order of size; unused places hold the number of actions.

    Raises:
        ValueError: there are more than `limit`.
    """
    count = len(weights)
    most = min(most, count)
    level = np.empty((1, 0), dtype=np.int32)
    spent = np.zeros(1)
    levels, total = [np.full((1, most), count, dtype=np.int32)], 1
    for size in range(1, most + 1):
        last = level[:, -1] if size > 1 else np.full(1, -1, dtype=np.int32)
        more = count - 1 - last
        total += int(more.sum())
        if total > limit:
            raise ValueError(f"there are more than {limit} sets of actions to list")
        first = np.repeat(np.cumsum(more) - more, more)
        added = np.repeat(last + 1, more) + np.arange(more.sum()) - first
        spent = np.repeat(spent, more) + weights[added]
        level = np.column_stack([np.repeat(level, more, axis=0), added.astype(np.int32)])
        fits = spent <= budget * (1 + 1e-12)
        level, spent = level[fits], spent[fits]
        total -= int((~fits).sum())
        if not len(level):
            break
        padding = np.full((len(level), most - size), count, dtype=np.int32)
        levels.append(np.column_stack([level, padding]))
    return np.concatenate(levels)


class SubsetTable:
    """Sets of actions (rows of `members`, padded with the number of actions), the bound of each,
    and whether it is exact."""

    def __init__(self, members: np.ndarray, actions: int) -> None:
        self.members, self.actions = members, actions
        self.bound = np.full(len(members), np.inf)
        self.exact = np.zeros(len(members), dtype=bool)

    def chosen(self, row: int) -> tuple[int, ...]:
        """The actions of a set."""
        return tuple(int(a) for a in self.members[row] if a < self.actions)

    def tighten(self, constant: float, losses: np.ndarray, overlaps: np.ndarray | None) -> None:
        """Q(S) <= constant + sum of the losses of S, less the overlaps with the member of S that
        shares most with the others (a star is a tree)."""
        losses = np.append(losses, 0.0)
        cut = np.full(len(self.members), constant)
        for place in range(self.members.shape[1]):
            cut += losses[self.members[:, place]]
        if overlaps is not None:
            cut -= self._saved(np.pad(overlaps, ((0, 1), (0, 1))))
        np.minimum(self.bound, cut, out=self.bound, where=~self.exact)

    def _saved(self, overlaps: np.ndarray) -> np.ndarray:
        most = np.zeros(len(self.members))
        for centre in range(self.members.shape[1]):
            star = np.zeros(len(self.members))
            for other in range(self.members.shape[1]):
                if other != centre:
                    star += overlaps[self.members[:, centre], self.members[:, other]]
            np.maximum(most, star, out=most)
        return most

    def settle(self, row: int, value: float) -> None:
        """The cost of a set is known."""
        self.bound[row], self.exact[row] = value, True

    def forget(self) -> None:
        """Nothing is known any more."""
        self.bound[:], self.exact[:] = np.inf, False

    def drop(self, below: float) -> None:
        """Forget the sets that cost no more than `below`."""
        keep = self.bound > below
        self.members, self.bound, self.exact = (
            self.members[keep],
            self.bound[keep],
            self.exact[keep],
        )
