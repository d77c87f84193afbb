"""Rule out many sets of actions with one program: test whole groups of actions at once.

Where more actions never cost less, no set within a union of actions costs more than the union:

    Q(S) <= Q(T)  for S within T

The sets of k actions are those that take k_1 from a block of actions B_1, k_2 from B_2, ...; the
union of the blocks bounds them all. The blocks whose union costs most are split in two, until no
union costs more than a limit, or a single set does (as pooled samples are tested in medicine:
R. Dorfman, Annals of Mathematical Statistics 14, 1943). Every answer also tightens the bounds of
the part's table of sets, so that a search afterwards has little left to do.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import replace

import numpy as np

from xenotime.solve.attack import AttackProgress
from xenotime.solve.interdiction_parts import AttackedParts, JointAttack
from xenotime.solve.part_under_attack import PartUnderAttack
from xenotime.solve.subsets import SubsetTable
from xenotime.solve.two_stage import Watch

Block = tuple[int, int, int]
"""First and last (exclusive) place in the order of actions, and how many are taken."""
LOOKS = 12
"""Steps after which a search is taken to lead nowhere without tests."""
SPARED = 0.1
"""Share of the known worst that is left for actions which hit several parts."""


def rule_out(part: PartUnderAttack, size: int, limit: float, seconds: float = np.inf) -> float:
    """Bound the sets of `size` actions of a part by testing unions.

    Args:
        part: nothing happens where more actions may cost less.
        size: actions in a set.
        limit: cost up to which nobody asks.
        seconds: stop after so long.

    Returns:
        The cost of the worst set of that size if it is above the limit, else the limit.
    """
    count = len(part.names)
    if not part.attacked.effects.monotone or size < 1 or count < size:
        return limit
    until = time.monotonic() + seconds
    part.weigh_penalties()
    order = np.argsort(np.zeros(count) if part.harm is None else part.harm, kind="stable")

    def cost(blocks: tuple[Block, ...]) -> float:
        union = _union(order, blocks)
        found = part.answer(union).cost
        _bound_within(part.table, union, found)
        return found

    whole: tuple[Block, ...] = ((0, count, size),)
    waiting = [(-cost(whole), whole)]
    while waiting and time.monotonic() < until:
        found, blocks = heapq.heappop(waiting)
        if -found <= limit:
            break
        if sum(last - first for first, last, _ in blocks) <= size:
            _bound_size(part.table, size, -found)
            return -found
        for child in _split(blocks):
            bound = cost(child)
            if bound > limit:
                heapq.heappush(waiting, (-bound, child))
    return limit


def _bound_within(table: SubsetTable, union: tuple[int, ...], cost: float) -> None:
    """No set within the union costs more than the union."""
    inside = np.isin(table.members, (*union, table.actions)).all(axis=1) & ~table.exact
    np.minimum(table.bound, cost, out=table.bound, where=inside)


def _bound_size(table: SubsetTable, size: int, cost: float) -> None:
    """No set of that size costs more than the worst of them."""
    alike = ((table.members < table.actions).sum(axis=1) == size) & ~table.exact
    np.minimum(table.bound, cost, out=table.bound, where=alike)


def _union(order: np.ndarray, blocks: tuple[Block, ...]) -> tuple[int, ...]:
    """The actions of all blocks, sorted."""
    return tuple(sorted(int(a) for first, last, _ in blocks for a in order[first:last]))


def _split(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    """The widest block in two halves, in every way to divide its number between them."""
    widest = max(range(len(blocks)), key=lambda k: blocks[k][1] - blocks[k][0])
    first, last, taken = blocks[widest]
    middle = (first + last) // 2
    children = []
    for left in range(taken + 1):
        right = taken - left
        if left <= middle - first and right <= last - middle:
            halves = [(first, middle, left), (middle, last, right)]
            kept = tuple(half for half in halves if half[2])
            children.append(tuple(sorted(blocks[:widest] + kept + blocks[widest + 1 :])))
    return children


def worst_by_groups(
    parts: AttackedParts,
    budget: int,
    *,
    x: np.ndarray | None = None,
    gap: float = 1e-6,
    seconds: float = np.inf,
    enough: float = np.inf,
    accept: float = -np.inf,
    watch: Watch | None = None,
) -> JointAttack:
    """The worst attack as `AttackedParts.worst` finds it, where a few steps of that do not: after
    whole groups were ruled out. The arguments are the same.

    Sets of k actions in one part are tested against what is known to be possible, less what the
    other actions can at most add elsewhere one by one; that decides only how much is ruled out.
    """
    until = time.monotonic() + seconds

    def worst(steps: float = np.inf) -> JointAttack:
        return parts.worst(
            budget,
            x=x,
            gap=gap,
            seconds=max(until - time.monotonic(), 0.0),
            steps=steps,
            enough=enough,
            accept=accept,
            watch=watch,
        )

    found = worst(0 if parts.needs_tests else LOOKS)
    ended = found.status != "time" or found.cost > enough or found.bound <= accept
    if ended or not parts.monotone:
        return found if ended else worst()
    parts.needs_tests = True
    try:
        _rule_out_all(parts, budget, x, found, until, watch)
    except KeyboardInterrupt:
        return replace(worst(0), status="interrupted")
    return worst()


def _rule_out_all(
    parts: AttackedParts,
    budget: int,
    x: np.ndarray | None,
    found: JointAttack,
    until: float,
    watch: Watch | None,
) -> None:
    """Rule out sets of every size in every part; found: what is known so far."""
    start = time.monotonic()
    usual = [part.answer(()).cost for part in parts.parts]
    known, calm = found.cost - sum(usual), sum(usual)
    single = np.zeros(len(usual))

    def tell(cost: float) -> None:
        if watch is not None:
            now = found.seconds + time.monotonic() - start
            cost = max(cost, found.cost)
            watch(AttackProgress(parts.solved, max(found.bound, cost), cost, now))

    if any(part.harm is None for part in parts.parts):
        each = parts.each_alone(
            x, seconds=until - time.monotonic(), watch=lambda seen: tell(seen.objective)
        )
        known = max(known, max(each.cost.values(), default=0.0) - each.unattacked)
    across = _across(parts)

    def test(size: int, limits: np.ndarray) -> float:
        """The most that so many actions add in one part, as far as it is above its limit."""
        most = known
        for number, part in enumerate(parts.parts):
            limit = usual[number] + max(float(limits[number]), 0.0)
            added = rule_out(part, size, limit, until - time.monotonic()) - usual[number]
            if added > limits[number]:
                most = max(most, added)
            if size == 1:
                single[number] = added
            tell(most + calm)
        return most

    # a single action matters where it comes to its share of the worst, then beside the others' best
    known = test(1, np.full(len(usual), known / budget))
    if budget > 1:
        known = test(1, known - (budget - 1) * _others(single))
    for size in range(budget, 1, -1):
        spared = (budget - size) * _others(single) + min((budget - 1) * across, SPARED * known)
        known = test(size, known - spared)


def _others(single: np.ndarray) -> np.ndarray:
    """The most of all parts but one, for each."""
    without = np.where(np.eye(len(single), dtype=bool), 0.0, single[None, :])
    most: np.ndarray = without.max(axis=1, initial=0.0)
    return most


def _across(parts: AttackedParts) -> float:
    """The most that an action which hits several parts adds, each part's own share known by now."""
    added = dict.fromkeys(parts.spanning, 0.0)
    for part in parts.parts:
        before = part.answer(()).cost
        for name in parts.spanning:
            if name in part.number:
                added[name] += part.answer((part.number[name],)).cost - before
    return max(added.values(), default=0.0)
