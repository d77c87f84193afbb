"""The brief in hand: its figures, its words, its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from xenotime.report.figures import Figure, figures
from xenotime.report.headline import headlines
from xenotime.report.page import page
from xenotime.report.saving import save_text
from xenotime.studies import brief as study
from xenotime.studies.case import Case


@dataclass(frozen=True)
class Brief:
    """What the study found, ready to be shown: `save` writes the page, `to_dict` gives the
    values."""

    result: study.BriefResult

    @cached_property
    def headlines(self) -> list[str]:
        """What matters, in plain sentences."""
        return headlines(self.result)

    @cached_property
    def figures(self) -> list[Figure]:
        """The Plotly figures with their titles."""
        return figures(self.result)

    def to_dict(self) -> dict[str, Any]:
        """The brief as plain values."""
        return self.result.to_dict() | {"headlines": self.headlines}

    def html(self) -> str:
        """The page as HTML text; it needs nothing from outside."""
        return page(self.result, self.headlines, self.figures)

    def save(self, path: str | Path) -> Path:
        """Write the page to `path`; an older file stays until the new one is whole."""
        return save_text(self.html(), path)


def brief(case: Case, progress: Callable[[str], None] = lambda step: None) -> Brief:
    """Everything on one page for a case; `brief_case` makes the usual one.

    Args:
        case: world, partnership, horizon and scenarios.
        progress: told what is being worked on, for people who wait.
    """
    return Brief(study.brief(case, progress))
