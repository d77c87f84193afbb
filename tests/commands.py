"""Run commands as a user does, within this process, and read what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from xenotime.cli import app

FRAME = str.maketrans(dict.fromkeys("│┃┏┓┗┛━┳┻┡┩╇┼─┬┴├┤└┘┌┐", " "))
"""Leaves the frames of tables out."""


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def values(self) -> Any:
        """Standard output as strict JSON."""
        return strict_json(self.out)

    @property
    def line(self) -> str:
        """Standard output with its lines joined and its frames left out."""
        return " ".join(self.out.translate(FRAME).split())


def strict_json(text: str) -> Any:
    """JSON without the constants that it does not have, such as NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def run(*args: object, columns: int = 80, typed: str | None = None) -> Said:
    """`xenotime ...` in a terminal of so many columns; an exception that gets out fails the
    test."""
    runner = CliRunner(env={"COLUMNS": str(columns)})
    found = runner.invoke(app, [str(arg) for arg in args], input=typed, prog_name="xenotime")
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Said(found.exit_code, found.stdout, found.stderr)


def refused(*args: object) -> str:
    """The one sentence of a command that ends with exit code 1 and prints nothing else."""
    said = run(*args)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("xenotime: ")
    assert said.err.count("\n") == 1
    return said.err.removeprefix("xenotime: ").strip()
