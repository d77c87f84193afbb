"""A plan as an Excel workbook: a sheet for each frame, its columns with their units, and what they
mean. Text stays text: nothing becomes a formula or a link."""

from __future__ import annotations

import os
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format

from xenotime.report.plan_headlines import headlines
from xenotime.report.plan_words import Names
from xenotime.report.style import INK
from xenotime.studies.planning.result import PlanResult
from xenotime.world.world import World

MONEY, TONNES, PARTS, PLAIN = "#,##0", "#,##0.0", "0.0%", "#,##0.##"
COLUMNS: dict[str, tuple[str, str, str | None, int]] = {
    "id": ("id", "identifier of the project in the world", None, 24),
    "project": ("project", "identifier of the project in the world", None, 24),
    "name": ("name", "what it is called", None, 40),
    "place": ("place", "country or region, ISO 3166-1 alpha-3", None, 8),
    "kind": ("kind", "plant, expansion, restart, recycling, route, offtake, stockpile", None, 11),
    "mineral": ("mineral", "whose chain it serves", None, 13),
    "commodity": ("commodity", "main output, or what is moved or held", None, 22),
    "start": ("start, month", "first output; a stockpile: first tonnes laid in", None, 10),
    "size": ("size, t/yr", "output per year at full capacity; a stockpile: t", TONNES, 12),
    "share": ("share of full size", "what part of the full capacity is built", PARTS, 10),
    "given": ("given", "comes without the plan, at no cost", None, 8),
    "permits": ("faster permits", "whether they are paid for", None, 9),
    "estimated": ("estimated", "whether its costs are an estimate of our own", None, 10),
    "capex_usd": ("capital, USD", "of the size that is built", MONEY, 15),
    "chance": ("chance", "that it delivers", PARTS, 9),
    "price": ("price, USD/t", "of the main output in the undisturbed model", MONEY, 12),
    "breakeven": ("break-even, USD/t", "price at which the project pays", MONEY, 12),
    "price_support": ("price support, USD/t", "break-even above the undisturbed price", MONEY, 12),
    "value_alone": ("value alone, USD", "saved as the only project", MONEY, 15),
    "value_last": ("value last in, USD", "saved as the last project added", MONEY, 15),
    "shapley": ("value on average, USD", "over the orders of adding (Shapley)", MONEY, 15),
    "shapley_error": ("error of it, USD", "standard error; 0: exact", MONEY, 15),
    "if_it_fails": ("if it fails, USD", "rise of the loss without it", MONEY, 15),
    "purse": ("purse", "whose money, by its id in the case", None, 18),
    "partner": ("partner", "whose purse or loss; `private`", None, 10),
    "instrument": ("instrument", "grant, loan, guarantee, equity, price_floor", None, 12),
    "year": ("year", "calendar year", "0", 8),
    "usd": ("paid, USD", "in that year", MONEY, 15),
    "reason": ("reason", "why it is not in the plan", None, 70),
    "future": ("future", "scenario that may come", None, 28),
    "probability": ("probability", "of the future", PARTS, 11),
    "sector": ("sector", "who goes short", None, 24),
    "wanted": ("wanted, t", "over the horizon", TONNES, 13),
    "shortage_t": ("short, t", "neither delivered nor replaced, over the horizon", TONNES, 13),
    "cost_usd": ("cost, USD", "of what is short", MONEY, 15),
    "pays_usd": ("pays, USD", "from its purses", MONEY, 15),
    "loss_before": ("loss without, USD", "as the goal counts", MONEY, 15),
    "loss_after": ("loss with, USD", "as the goal counts", MONEY, 15),
    "gain": ("gain, USD", "loss avoided less public cost", MONEY, 15),
    "alone": ("gain alone, USD", "if it planned by itself", MONEY, 15),
    "side_payment": ("side payment, USD", "received; negative: paid", MONEY, 15),
    "budget_usd": ("limit on capital, USD", "public and private", MONEY, 17),
    "objective": ("goal, USD", "best portfolio found", MONEY, 15),
    "bound": ("not below, USD", "proven bound of the goal", MONEY, 15),
    "loss_usd": ("loss, USD", "of shortages, as the goal counts", MONEY, 15),
    "projects": ("projects", "how many are built", "0", 9),
    "tonnes": ("tonnes", "held when full", TONNES, 12),
    "days": ("days", "of the holder's use that it covers", "0", 8),
    "shared": ("shared", "whether other partners may draw on it", None, 8),
    "promised_usd": ("promised, USD", "loss by the optimiser", MONEY, 15),
    "simulated_usd": (
        "simulated, USD",
        "loss without foresight, among others who do not yield",
        MONEY,
        15,
    ),
    "others_usd": ("others do not yield, USD", "part of the difference", MONEY, 15),
    "foresight_usd": ("no foresight, USD", "part of the difference", MONEY, 15),
    "without_plan_usd": ("simulated without the plan, USD", "loss", MONEY, 15),
    "rank": ("rank", "of the action", "0", 7),
    "action": ("action", "identifier", None, 30),
}
"""Of each column: its head with the unit, what it means, how numbers look, its width."""
WIDTH = 15


def plan_workbook(result: PlanResult, world: World, path: Path) -> Path:
    """Write the workbook to `path`; an older file stays until the new one is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        _write(result, world, scratch)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return path


def _write(result: PlanResult, world: World, scratch: str) -> None:
    keep = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = xlsxwriter.Workbook(scratch, keep)
    base = {"valign": "top", "font_color": INK}
    head = book.add_format(base | {"bold": True, "bottom": 1, "text_wrap": True})
    text = book.add_format(base)
    wrapped = book.add_format(base | {"text_wrap": True})
    numbers = {
        shape: book.add_format(base | {"num_format": shape})
        for shape in (MONEY, TONNES, PARTS, PLAIN, "0")
    }
    _about(book, result, world, head, wrapped)
    frames = _frames(result)
    for title, frame in frames.items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for at, column in enumerate(frame.columns):
            name, _, shape, width = COLUMNS.get(column, (column, "", PLAIN, WIDTH))
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, name, head)
            for row, value in enumerate(frame[column], start=1):
                _cell(sheet, row, at, value, numbers.get(shape or PLAIN, text), text)
        sheet.autofilter(0, 0, max(frame.height, 1), max(frame.width - 1, 0))
    sheet = book.add_worksheet("Columns")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 60)
    used = dict.fromkeys(column for frame in frames.values() for column in frame.columns)
    rows = [("column", "meaning"), *(COLUMNS[name][:2] for name in used if name in COLUMNS)]
    for number, (name, meaning) in enumerate(rows):
        sheet.write_string(number, 0, name, head if number == 0 else text)
        sheet.write_string(number, 1, meaning, head if number == 0 else text)
    book.close()


def _frames(result: PlanResult) -> dict[str, pl.DataFrame]:
    frames = {
        "Projects": result.projects,
        "Payments": result.payments,
        "Before": result.before,
        "After": result.after,
        "Partners": result.partners,
        "Frontier": result.frontier,
        "Stockpiles": result.stockpiles,
        "Attack": result.attack,
        "Promise": result.promise,
        "Left out": result.left_out,
    }
    return {title: frame for title, frame in frames.items() if frame.height}


def _cell(sheet: Any, row: int, at: int, value: Any, number: Format, text: Format) -> None:
    """A cell; what is unknown stays empty."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, at, "yes" if value else "no", text)
    elif isinstance(value, int | float):
        sheet.write_number(row, at, value, number)
    else:
        sheet.write_string(row, at, str(value), text)


def _about(
    book: xlsxwriter.Workbook, result: PlanResult, world: World, head: Format, text: Format
) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    first, last = result.case.horizon
    futures = Names(result, world).futures.values()
    rows: list[tuple[str, Any]] = [
        ("Case", result.case.name),
        ("Partners", ", ".join(result.partnership)),
        ("Horizon", f"{first} to {last}"),
        ("Futures", "; ".join(futures)),
        *(("In short", line) for line in headlines(result, world)),
        *(("Note", note) for note in result.notes),
        ("Goal, USD", result.objective),
        ("Proven bound, USD", result.bound),
        ("Gap", f"{result.gap:.3%}"),
        ("Goal without projects, USD", result.before_usd),
        ("Status, method", f"{result.status}, {result.method}, {result.seconds:.1f} s"),
        ("Made with", f"xenotime {metadata.version('xenotime')}"),
    ]
    money = book.add_format(
        {"valign": "top", "font_color": INK, "num_format": MONEY, "align": "left"}
    )
    for number, (name, value) in enumerate(rows):
        sheet.write_string(number, 0, name, head)
        _cell(sheet, number, 1, value, money, text)
