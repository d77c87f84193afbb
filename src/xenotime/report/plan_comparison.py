"""A plan beside a pinned one, in words: what is built instead, and what that changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xenotime.report import words
from xenotime.report.plan_words import NONE, Names, change, later, month, tonnes, usd
from xenotime.scenarios.toml_files import text_of
from xenotime.studies.planning.comparison import Comparison, compare
from xenotime.studies.planning.result import PlanResult
from xenotime.world.problems import XenotimeError

FIGURES = {
    "objective": "goal",
    "bound": "proven bound of it",
    "without_plan": "goal without any project",
    "loss": "expected cost of shortages",
    "shortage_t": "expected shortage",
    "capex": "capital",
    "projects": "projects",
}
SIDES = ("before", "after")
VERBS = {"added": "new", "dropped": "no longer", "changed": "changed", "same": "as before"}


@dataclass(frozen=True)
class PinnedComparison:
    """A comparison with the name of the pinned plan."""

    pinned: str
    found: Comparison
    names: Names

    @property
    def verdict(self) -> str:
        """Which of the two is better, and how sure that is, as a sentence."""
        said = self.found.verdict.replace("the first plan", "the pinned plan")
        return f"{words.sentence(said.replace('the second plan', 'this plan'))}."

    @property
    def cautions(self) -> list[str]:
        """What makes the two hard to compare."""
        swapped = (
            said.replace("the first plan", "the pinned plan").replace(
                "the second plan", "this plan"
            )
            for said in self.found.cautions
        )
        return [f"{words.sentence(said)}." for said in swapped]

    @property
    def projects(self) -> list[dict[str, str]]:
        """Projects that differ: name, change, start, size, capital; each as `before → after`."""
        return [
            {
                "name": row["name"],
                "change": VERBS[row["change"]],
                "start": _both(month(row["start_before"]), month(row["start_after"]))
                + (f" ({later(row['months_later'])})" if later(row["months_later"]) else ""),
                "size": _both(tonnes(row["size_before"]), tonnes(row["size_after"])),
                "capex": _both(usd(row["capex_before"]), usd(row["capex_after"])),
            }
            for row in self.found.projects.iter_rows(named=True)
            if row["change"] != "same"
        ]

    @property
    def figures(self) -> list[dict[str, str]]:
        """Sums of both plans: name, before, after, difference."""
        return [
            _figure(FIGURES.get(row["figure"], row["figure"]), row, row["figure"])
            for row in self.found.figures.iter_rows(named=True)
        ]

    @property
    def money(self) -> list[dict[str, str]]:
        """What each partner's purses pay: name, before, after, difference."""
        return [
            _figure(self.names.places.get(row["partner"], row["partner"]), row, "usd")
            for row in self.found.money.iter_rows(named=True)
        ]


def read_pinned(path: Path) -> dict[str, Any]:
    """A plan that was pinned before.

    Raises:
        XenotimeError: when the file cannot be read or holds no plan.
    """
    try:
        plan = json.loads(text_of(path))
    except ValueError as error:
        raise XenotimeError(f"{path} is not JSON: {error}; pin a plan with --pin FILE") from None
    if not isinstance(plan, dict) or not isinstance(plan.get("projects"), list):
        raise XenotimeError(f"{path} holds no plan; pin one with: xenotime plan --pin {path}")
    return plan


def beside(pinned: dict[str, Any], result: PlanResult, names: Names) -> PinnedComparison:
    """The plan beside a pinned one.

    Args:
        pinned: what `read_pinned` gave.
        result: the plan that is new.
        names: of its places.
    """
    name = str(pinned.get("name", "the pinned plan"))
    return PinnedComparison(name, compare(pinned, result.to_dict()), names)


def _both(before: str, after: str) -> str:
    """`before → after`, or the one there is."""
    if before in (after, NONE):
        return after
    return before if after == NONE else f"{before} → {after}"


def _figure(name: str, row: dict[str, Any], kind: str) -> dict[str, str]:
    def said(amount: float) -> str:
        if kind == "projects":
            return f"{amount:,.0f}"
        return words.tonnes(amount) if kind == "shortage_t" else words.dollars(amount)

    before, after = (NONE if row[side] is None else said(row[side]) for side in SIDES)
    difference = change(row["difference"], said)
    return {"name": name, "before": before, "after": after, "difference": difference}
