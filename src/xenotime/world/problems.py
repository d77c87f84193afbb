"""What is wrong with a world: one `Problem` per fault, all of them reported together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a world.

    `file` and `line` say where it stands as a spreadsheet counts: the header is line 1, and a cell
    of several lines or an empty row is one. `sentence` says what is wrong and what would be right.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    sentence: str

    def __str__(self) -> str:
        """One line: file, line and column, then the sentence."""
        where = [self.file]
        if self.line is not None:
            where.append(f"line {self.line}")
        if self.column is not None:
            where.append(self.column)
        return f"{', '.join(where)}: {self.sentence}"

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain values."""
        return asdict(self)


class XenotimeError(Exception):
    """Input or a case that is wrong: one sentence that says what, where and what to do."""


class WorldError(XenotimeError):
    """A world that cannot be used; `problems` holds every fault found."""

    def __init__(self, problems: list[Problem]) -> None:
        """All problems, in the order of files and lines; the message shows the first."""
        self.problems = sorted(problems, key=lambda p: (p.file, p.line or 0, p.column or ""))
        more = len(self.problems) - 1
        rest = f" (and {more} more: run `xenotime check`)" if more else ""
        super().__init__(f"{self.problems[0]}{rest}")
