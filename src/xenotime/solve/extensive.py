"""A two-stage program written out: the first stage, the risk measure, and the second stage of the
cells (part, event) that are asked for; the others are columns theta that cuts will hold up.

With all cells it is the extensive form; with none the master of the L-shaped method; with some, a
master that knows part of what it decides about (partial decomposition: T. G. Crainic, M. Hewitt,
F. Maggioni and W. Rei, Transportation Science 55, 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_diag, coo_array, csc_array, csr_array, hstack, vstack

from xenotime.solve.integer import IntegerProgram
from xenotime.solve.risk import Cells, risk_rows
from xenotime.solve.two_stage import Event, FirstStage, Part, TwoStage
from xenotime.solve.units import power_near, units_of


@dataclass(frozen=True)
class Written:
    """The program and where things stand in it.

    first: number of columns x, which come first. theta: int64[cell], the column of each cell's
    cost (-1: written out, its costs stand on its own columns). money: costs in the program are
    those of the problem divided by this.
    """

    program: IntegerProgram
    first: int
    theta: np.ndarray
    money: float


@dataclass(frozen=True)
class _Block:
    """A cell written out over [x, y], in the part's unit of quantity."""

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    of_x: csr_array
    of_y: csr_array
    row_lower: np.ndarray
    row_upper: np.ndarray


def write_out(
    problem: TwoStage,
    cells: Cells,
    kept: np.ndarray,
    money: float | None = None,
    plain: bool = False,
) -> Written:
    """The program with the cells of `kept` (bool[cell]) written out.

    Args:
        money: unit of cost (None: chosen by the size of the costs).
        plain: in the problem's own units and with every column, to be read by a person; otherwise
            columns that no x opens are left out.

    theta columns have no bound from below: their costs count only from the first cut on, see
    `lshaped`.
    """
    first = problem.first
    count = len(first.cost)
    risk = risk_rows(problem, cells)
    needs_theta = ~kept | (len(risk.cost) > 0)
    theta_cells = np.flatnonzero(needs_theta)
    kept_cells = np.flatnonzero(kept)
    blocks = [
        _block(problem.parts[cells.part[cell]], int(cells.event[cell]), None if plain else first)
        for cell in kept_cells
    ]
    widths = np.array([len(block.cost) for block in blocks], dtype=np.int64)
    thetas, extras, ys = len(theta_cells), len(risk.cost), int(widths.sum())
    theta_at = np.full(len(cells), -1, dtype=np.int64)
    theta_at[theta_cells] = count + np.arange(thetas)

    direct = [
        block.cost * (0.0 if needs_theta[cell] else risk.theta_cost[cell])
        for cell, block in zip(kept_cells, blocks, strict=True)
    ]
    cost = np.concatenate([first.cost, risk.theta_cost[theta_cells], risk.cost, *direct])
    unit = power_near(np.concatenate([first.cost, *direct])) if money is None else money
    unit = 1.0 if plain else unit
    # theta and the risk's own columns are in `unit` already, so their costs stay as they are.
    scale = np.concatenate([np.full(count, unit), np.ones(thetas + extras), np.full(ys, unit)])

    x_columns = csr_array(first.matrix)
    rows = [hstack([x_columns, csr_array((x_columns.shape[0], thetas + extras + ys))])]
    row_lower, row_upper = [first.row_lower], [first.row_upper]
    if risk.rows.shape[0]:
        over_theta = risk.rows[:, : len(cells)][:, theta_cells]
        height = risk.rows.shape[0]
        rows.append(
            hstack(
                [
                    csr_array((height, count)),
                    over_theta,
                    risk.rows[:, len(cells) :],
                    csr_array((height, ys)),
                ]
            )
        )
        row_lower.append(risk.row_lower)
        row_upper.append(np.full(height, np.inf))
    if blocks:
        of_y = block_diag([block.of_y for block in blocks], format="csr")
        between = csr_array((of_y.shape[0], thetas + extras))
        rows.append(hstack([vstack([block.of_x for block in blocks]), between, of_y]))
        row_lower.extend(block.row_lower for block in blocks)
        row_upper.extend(block.row_upper for block in blocks)
        if len(risk.cost):
            rows.append(_definitions(kept_cells, blocks, theta_at, count + thetas + extras, unit))
            row_lower.append(np.zeros(len(blocks)))
            row_upper.append(np.full(len(blocks), np.inf))
    integer = np.zeros(count + thetas + extras + ys, dtype=bool)
    integer[:count] = first.integer
    program = IntegerProgram(
        cost=cost / scale,
        lower=np.concatenate(
            [
                first.lower,
                np.full(thetas, -np.inf),
                risk.lower,
                *(block.lower for block in blocks),
            ]
        ),
        upper=np.concatenate(
            [first.upper, np.full(thetas + extras, np.inf), *(block.upper for block in blocks)]
        ),
        integer=integer,
        row_lower=np.concatenate(row_lower),
        row_upper=np.concatenate(row_upper),
        matrix=csc_array(vstack(rows, format="csc")),
    )
    return Written(program, count, theta_at, unit)


def _definitions(
    kept: np.ndarray, blocks: list[_Block], theta_at: np.ndarray, before: int, unit: float
) -> csr_array:
    """theta - q . y >= 0 for every cell that is written out."""
    costs = block_diag([csr_array(-block.cost[None, :] / unit) for block in blocks], format="coo")
    height = costs.shape[0]
    theta = coo_array(
        (np.ones(height), (np.arange(height), theta_at[kept])), shape=(height, before)
    )
    return csr_array(hstack([theta, costs], format="csr"))


def _block(part: Part, number: int, first: FirstStage | None) -> _Block:
    """A part in an event over [x, y / quantity]; costs are per unit of quantity.

    first: says which columns are ever opened; None: all are written, in the part's own units.
    """
    program, event = part.program, part.events[number]
    unit = 1.0 if first is None else units_of(part).quantity
    cost = np.array(program.cost, dtype=float)
    cost[event.edits.cost_columns] = event.edits.cost
    upper = np.array(program.upper, dtype=float)
    upper[event.edits.columns] = event.edits.upper
    row_lower = np.array(program.row_lower, dtype=float)
    row_upper = np.array(program.row_upper, dtype=float)
    row_lower[event.edits.rows] = event.edits.row_lower
    row_upper[event.edits.rows] = event.edits.row_upper
    opened = opened_columns(event, upper)
    width = len(cost)
    pick = csr_array(
        (np.ones(len(opened)), (np.arange(len(opened)), opened)), shape=(len(opened), width)
    )
    # y_j - U_j x <= upper_j takes the place of the column's own bound.
    row_lower = np.concatenate([row_lower / unit, np.full(len(opened), -np.inf)])
    row_upper = np.concatenate([row_upper / unit, upper[opened] / unit])
    upper[opened] = np.inf
    of_x = csr_array(vstack([-event.rows / unit, -event.bounds[opened] / unit], format="csr"))
    of_y = csc_array(vstack([csc_array(program.matrix), pick], format="csc"))
    lower = np.asarray(program.lower, dtype=float) / unit
    upper = upper / unit
    if first is not None:
        live = live_columns(part, number, first)
        cost, lower, upper, of_y = cost[live], lower[live], upper[live], of_y[:, live]
        needed = np.ones(len(row_lower), dtype=bool)
        needed[len(program.row_lower) :] = live[opened]
        of_x, of_y = of_x[needed], csc_array(csr_array(of_y)[needed])
        row_lower, row_upper = row_lower[needed], row_upper[needed]
    return _Block(cost * unit, lower, upper, of_x, csr_array(of_y), row_lower, row_upper)


def live_columns(part: Part, number: int, first: FirstStage) -> np.ndarray:
    """Columns of a part that can be other than zero in an event for some x within its bounds:
    bool[column]."""
    program, event = part.program, part.events[number]
    upper = np.array(program.upper, dtype=float)
    upper[event.edits.columns] = event.edits.upper
    opens = csr_array(event.bounds)
    with np.errstate(invalid="ignore"):
        most = np.maximum(
            opens.data * first.lower[opens.indices], opens.data * first.upper[opens.indices]
        )
    # 0 times infinity, where nothing is opened
    most = np.where(opens.data == 0, 0.0, most)
    upper += csr_array((most, opens.indices, opens.indptr), shape=opens.shape).sum(axis=1)
    return np.asarray((upper > 0) | (np.asarray(program.lower) < 0))


def opened_columns(event: Event, upper: np.ndarray) -> np.ndarray:
    """Columns whose finite upper bound depends on x."""
    return np.flatnonzero((np.diff(event.bounds.indptr) > 0) & np.isfinite(upper))
