"""One of several programs under attack: what was solved, and bounds on all sets that can hit it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from xenotime.solve.attack import AttackedPart
from xenotime.solve.attacked import Answer, AttackedProgram, HarmCut, check_bound, is_bound
from xenotime.solve.subsets import SubsetTable, list_sets

Names = tuple[Hashable, ...]
HALF = 0.5
"""Share of sets that penalties must bound to be worth working out."""


class PartUnderAttack:
    """One part: its answers so far, and a table of the sets that can hit it, in blocks of one set
    (*group*) of spanning actions and one number of own actions."""

    def __init__(self, part: AttackedPart, spanning: Sequence[Hashable]) -> None:
        self.attacked = AttackedProgram(
            part.program,
            list(part.actions.values()),
            part.penalty,
            part.bounds,
            part.rows,
            part.offset,
        )
        self.names = tuple(part.actions)
        self.number = {name: place for place, name in enumerate(self.names)}
        self.spans = np.array([k for k, name in enumerate(spanning) if name in self.number])
        self._across = np.array([self.number[spanning[k]] for k in self.spans], dtype=np.int32)
        self._own = np.setdiff1d(np.arange(len(self.names)), self._across)
        self.answers: dict[tuple[int, ...], Answer] = {}
        self._cuts: list[HarmCut] = []
        self.penalised = True
        """Whether bounds come from penalties; without, from sets tested together only."""
        self.harm: np.ndarray | None = None
        """What each action added by itself on the last portfolio where that was asked:
        float64[action]."""
        self._floors: dict[tuple[int, ...], float] = {}
        self.unread: list[tuple[tuple[int, ...], float, np.ndarray]] = []
        """(actions, constant, gradient) of what was solved since this was last emptied: for every x
        the actions cost at least constant + gradient . x."""
        self._x: np.ndarray | None = None
        self._at: np.ndarray | None = None
        self._most = -1
        self.table = SubsetTable(np.empty((0, 0), dtype=np.int32), len(self.names))

    def go_to(self, x: np.ndarray | None) -> None:
        """Take portfolio x; what is known stays known if that changes nothing here."""
        touched = self.attacked.touched
        at = np.zeros(len(touched)) if x is None else x[touched]
        if self._at is not None and not (at == self._at).all():
            self.answers, self._cuts = {}, []
            self.table.forget()
        self._at, self._x = at, x

    def list_up_to(self, most: int) -> None:
        """List the sets of at most so many actions, with the bounds that are known."""
        if most == self._most:
            return
        self._most = most
        count, across = len(self.names), len(self._across)
        self._groups = list_sets(np.ones(across), most, most)
        self.group_of = {
            tuple(a for a in group if a < across): k
            for k, group in enumerate(self._groups.tolist())
        }
        width = min(most, count)
        own = np.append(self._own, count)
        sets: list[np.ndarray] = []
        starts: list[int] = []
        self.blocks: dict[tuple[int, int], int] = {}
        at = 0
        for group, number in self.group_of.items():
            more = list_sets(np.ones(len(self._own)), most, most - len(group))
            size = (more < len(self._own)).sum(axis=1)
            rows = np.full((len(more), width), count, dtype=np.int32)
            rows[:, : len(group)] = self._across[list(group)]
            rows[:, len(group) : len(group) + more.shape[1]] = own[more]
            sets.append(rows)
            for own_actions in range(int(size.max()) + 1):
                self.blocks[number, own_actions] = len(starts)
                starts.append(at + int(np.searchsorted(size, own_actions)))
            at += len(more)
        self.table = SubsetTable(np.concatenate(sets), count)
        self.starts = np.array(starts)
        self._ends = np.append(self.starts[1:], at)
        for cut in self._cuts:
            self.table.tighten(cut.constant, cut.losses, cut.overlaps)
        for chosen, answer in list(self.answers.items()):
            if len(chosen) <= width:
                self._settle(chosen, answer.cost)

    def block_of(self, chosen: tuple[int, ...]) -> tuple[int, int]:
        """The group and the number of own actions of a set."""
        across = tuple(np.flatnonzero(np.isin(self._across, chosen)).tolist())
        return self.group_of[across], len(chosen) - len(across)

    def values(self, most: int, exact: bool) -> np.ndarray:
        """V(m | group of spanning actions): float64[group, m]; `exact`: of sets solved only."""
        bound = self.table.bound
        if exact:
            bound = np.where(self.table.exact, bound, -np.inf)
        best = np.maximum.reduceat(bound, self.starts)
        values = np.full((len(self._groups), most + 1), -np.inf)
        for (group, own_actions), block in self.blocks.items():
            values[group, own_actions] = best[block]
        return values

    def row_of(self, group: int, own_actions: int, exact: bool) -> int:
        """The row of a block with the highest value."""
        block = self.blocks[group, own_actions]
        first, last = int(self.starts[block]), int(self._ends[block])
        bound = self.table.bound[first:last]
        if exact:
            bound = np.where(self.table.exact[first:last], bound, -np.inf)
        return first + int(bound.argmax())

    def groups_of(self, spanning_sets: np.ndarray, spanning: int) -> np.ndarray:
        """Which group of this part each set of spanning actions makes: int[set]."""
        place = {int(name): k for k, name in enumerate(self.spans)}
        return np.array(
            [
                self.group_of[tuple(place[a] for a in chosen if a in place)]
                for chosen in spanning_sets.tolist()
            ]
        )

    def chosen(self, row: int) -> tuple[int, ...]:
        """The actions of a row, sorted."""
        return tuple(sorted(self.table.chosen(row)))

    def named(self, chosen: tuple[int, ...]) -> Names:
        """Their names."""
        return tuple(self.names[action] for action in chosen)

    def answer(self, chosen: tuple[int, ...]) -> Answer:
        """The best answer to a set of actions, solved unless it is known."""
        if chosen in self.answers:
            return self.answers[chosen]
        answer = self.attacked.answer(chosen, self._x)
        self.answers[chosen] = Answer(answer.cost, np.empty(0), answer.gradient)
        constant = answer.cost
        if self._x is not None:
            constant -= float(answer.gradient @ self._x)
        self.unread.append((chosen, constant, answer.gradient))
        if len(chosen) <= self._most:
            self._settle(chosen, answer.cost)
        if self.penalised:
            self._tighten(self.attacked.harm_cut(answer.y, self._x))
        elif not self._cuts:
            self._tighten(self._all_at_once())
        return self.answers[chosen]

    def _settle(self, chosen: tuple[int, ...], cost: float) -> None:
        """The cost of a listed set is known."""
        row = self._find(chosen)
        bound = float(self.table.bound[row])
        if not is_bound(cost, bound, self.attacked.offset):
            self._do_without_penalties(cost, bound)
        self.table.settle(row, cost)

    def _tighten(self, cut: HarmCut) -> None:
        self._cuts.append(cut)
        self.table.tighten(cut.constant, cut.losses, cut.overlaps)

    def _all_at_once(self) -> HarmCut:
        """No attack costs more than all actions together, where more never cost less."""
        count = len(self.names)
        together = tuple(range(count))
        if together not in self.answers:
            answer = self.attacked.answer(together, self._x)
            self.answers[together] = Answer(answer.cost, np.empty(0), answer.gradient)
        return HarmCut(self.answers[together].cost, np.zeros(count), None)

    def note_harm(self) -> None:
        """Remember what each action adds by itself."""
        usual = self.answer(()).cost
        self.harm = np.array([self.answer((a,)).cost - usual for a in range(len(self.names))])

    def weigh_penalties(self) -> None:
        """Give penalties up for good where they bound most sets no better than all actions at once
        do; only where more actions never cost less."""
        limit = self._all_at_once()
        above = self.table.bound[~self.table.exact] > limit.constant
        if self.penalised and above.sum() > HALF * len(above):
            self.penalised = False
        self._tighten(limit)

    def _do_without_penalties(self, cost: float, bound: float) -> None:
        """Penalties that an attack proved too low bound nothing any more.

        Raises:
            ValueError: nothing else does, since more actions may cost less.
        """
        if not self.attacked.effects.monotone:
            check_bound(cost, bound)
        self.penalised, self._cuts = False, []
        known = self.table.bound.copy(), self.table.exact.copy()
        self.table.forget()
        for row in np.flatnonzero(known[1]):
            self.table.settle(int(row), float(known[0][row]))
        self._tighten(self._all_at_once())

    def floor(self, chosen: tuple[int, ...], most: np.ndarray) -> float:
        """What a set of actions costs at least, whatever the portfolio (x at `most`); minus
        infinity where more of x need not be better."""
        attacked = self.attacked
        if chosen not in self._floors:
            grows = not attacked.rows.nnz and (attacked.bounds.data >= 0).all()
            at = np.zeros_like(most)
            at[attacked.touched] = most[attacked.touched]
            known = grows and np.isfinite(at).all()
            self._floors[chosen] = attacked.answer(chosen, at).cost if known else -np.inf
        return self._floors[chosen]

    def _find(self, chosen: tuple[int, ...]) -> int:
        """The row of a listed set."""
        block = self.blocks[self.block_of(chosen)]
        first, last = int(self.starts[block]), int(self._ends[block])
        same = np.isin(self.table.members[first:last], chosen).sum(axis=1) == len(chosen)
        return first + int(same.argmax())
