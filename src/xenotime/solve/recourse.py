"""What the second stage costs once the first is decided: all parts in all their events.

Parts are solved side by side in threads (HiGHS lets go of Python's lock); the events of a part one
after the other, and the next time backwards, so that each starts from a basis nearby.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from xenotime.solve.linear import SolverError
from xenotime.solve.part_solver import Cut, PartSolver
from xenotime.solve.two_stage import Event, Part

SPLIT_FROM_SECONDS = 0.005
"""A part whose pass takes longer than this, and longer than its fair share, is held twice so that
its events can be solved side by side."""

THREADS_FROM_COLUMNS = 5_000
"""Columns of a pass from which threads are started while its time is not known."""


class Value(NamedTuple):
    """cost of a part in an event, its subgradient float64[x], and the solution y float64[column].

    Without a solution: cost is infinite, y empty, and gradient that of the violation.
    """

    cost: float
    gradient: np.ndarray
    y: np.ndarray


class Recourse:
    """Evaluates the parts of a two-stage program, warm; to be kept from one use to the next."""

    def __init__(self, parts: Sequence[Part], workers: int | None = None) -> None:
        """Nothing is handed to HiGHS before it is needed; `workers`: threads (None: as many as
        there are processors, at most four)."""
        self.parts = parts
        self._workers = max(1, min(os.cpu_count() or 1, 4) if workers is None else workers)
        self._copies: dict[tuple[int, int], PartSolver] = {}
        self._seconds = np.zeros(len(parts))
        self._backwards = False

    def value(self, part: int, event: int, x: np.ndarray) -> Value:
        """Cost, subgradient and solution of one part in one event.

        Raises:
            SolverError: unbounded.
        """
        solver = self._copy(part, 0)
        cost, cut = solver.cut(event, x)
        return Value(cost, cut.gradient, solver.y() if np.isfinite(cost) else np.empty(0))

    def cuts(
        self,
        x: np.ndarray,
        cells: Iterable[tuple[int, int]] | None = None,
        until: float = np.inf,
    ) -> list[tuple[float, Cut]]:
        """Costs and cuts of (part, event) pairs at x, in the order asked for (None: all, part by
        part).

        Args:
            until: `time.monotonic()` at which to give up.

        Raises:
            SolverError: a part is unbounded, or the time has passed.
        """
        if cells is None:
            cells = [(p, e) for p, part in enumerate(self.parts) for e in range(len(part.events))]
        wanted = list(cells)
        jobs = self._jobs(wanted)
        self._backwards = not self._backwards
        found: list[tuple[float, Cut] | None] = [None] * len(wanted)
        stop = threading.Event()

        def run(job: tuple[int, int, list[int]]) -> None:
            part, copy, places = job
            solver = self._copy(part, copy)
            started = time.perf_counter()
            for place in places:
                left = until - time.monotonic()
                if stop.is_set():
                    return
                if left <= 0:
                    raise SolverError("time limit reached")
                found[place] = solver.cut(wanted[place][1], x, left)
            each = (time.perf_counter() - started) / len(places)
            self._seconds[part] = (
                each if not self._seconds[part] else (0.5 * self._seconds[part] + 0.5 * each)
            )

        if self._workers == 1 or len(jobs) == 1 or not self._worth_threads(wanted):
            for job in jobs:
                run(job)
        else:
            with ThreadPoolExecutor(self._workers) as pool:
                futures: list[Future[None]] = [pool.submit(run, job) for job in jobs]
                try:
                    for future in futures:
                        future.result()
                except BaseException:
                    stop.set()
                    raise
        return [pair for pair in found if pair is not None]

    def _worth_threads(self, wanted: list[tuple[int, int]]) -> bool:
        """Whether a pass takes longer than starting threads, as far as is known."""
        columns = sum(len(self.parts[part].program.cost) for part, _ in wanted)
        known = sum(self._seconds[part] for part, _ in wanted)
        return bool(known > SPLIT_FROM_SECONDS or (known == 0 and columns > THREADS_FROM_COLUMNS))

    def _jobs(self, wanted: list[tuple[int, int]]) -> list[tuple[int, int, list[int]]]:
        """(part, copy, places in `wanted`): the longest first, and the part that would keep the
        others waiting cut in pieces."""
        of_part: dict[int, list[int]] = {}
        for place, (part, _) in enumerate(wanted):
            of_part.setdefault(part, []).append(place)
        taking = {part: self._seconds[part] * len(places) for part, places in of_part.items()}
        fair = sum(taking.values()) / self._workers
        jobs: list[tuple[float, int, int, list[int]]] = []
        for part, places in of_part.items():
            pieces = 1
            alone = taking[part] > max(1.2 * fair, SPLIT_FROM_SECONDS)
            if alone and self._workers > 1:
                pieces = min(self._workers, len(places))
            bounds = np.linspace(0, len(places), pieces + 1).astype(int)
            for copy in range(pieces):
                piece = places[bounds[copy] : bounds[copy + 1]]
                ordered = piece[::-1] if self._backwards else piece
                jobs.append((taking[part] / pieces, part, copy, ordered))
        jobs.sort(key=lambda job: -job[0])
        return [(part, copy, places) for _, part, copy, places in jobs]

    def _copy(self, part: int, copy: int) -> PartSolver:
        if (part, copy) not in self._copies:
            self._copies[part, copy] = PartSolver(self.parts[part], part)
        return self._copies[part, copy]


def depends_on_x(event: Event) -> bool:
    """Whether the first stage moves anything in this event."""
    return bool(event.bounds.nnz or event.rows.nnz)
