"""The futures of a plan case: scenarios with their probability, within the horizon."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xenotime.network.periods import month_number
from xenotime.scenarios.scenario import Scenario
from xenotime.studies.planning.plan_case import PlanCase
from xenotime.studies.planning.recourse import UNDISTURBED
from xenotime.world.problems import XenotimeError

ENOUGH = 1e-9
"""Probability below which nothing is left for the undisturbed world."""


def scenarios_of(
    case: PlanCase, folder: Path | None = None
) -> dict[str, tuple[Scenario | None, float]]:
    """The futures of a case by name, with their probability; scenario files lie in `folder`.

    Raises:
        XenotimeError: when a scenario cannot be read, or two futures have one name.
    """
    found: dict[str, tuple[Scenario | None, float]] = {}
    for future in case.futures:
        beside = None if folder is None else folder / future.scenario
        named = beside if beside is not None and beside.suffix == ".toml" else future.scenario
        scenario = Scenario.load(named)
        changes = {"start": future.start, "months": future.months}
        scenario = scenario.model_copy(update={k: v for k, v in changes.items() if v is not None})
        name = future.id or scenario.id
        if name in found or name == UNDISTURBED:
            raise XenotimeError(
                f"two futures of the plan case are called {name!r}; give one of them another id"
            )
        found[name] = (scenario, future.probability)
    return found


def within_horizon(case: PlanCase, name: str, start: str, months: int) -> None:
    """Make sure that something that begins in `start` and lasts `months` touches the horizon.

    Raises:
        XenotimeError: when it does not.
    """
    first, last = (month_number(month) for month in case.horizon)
    begins = month_number(start)
    if begins > last or begins + months <= first:
        raise XenotimeError(
            f"{name} begins in {start} and lasts {months} months, which is outside the horizon of "
            f"the plan case, {case.horizon[0]} to {case.horizon[1]}"
        )


def with_rest(
    scenarios: Mapping[str, tuple[Scenario | None, float]],
) -> dict[str, tuple[Scenario | None, float]]:
    """The futures, with the undisturbed world for what is left of the probability.

    Raises:
        XenotimeError: when the probabilities add up to more than 1.
    """
    rest = 1.0 - sum(probability for _, probability in scenarios.values())
    if rest < -ENOUGH:
        raise XenotimeError(
            f"the probabilities of the futures add up to {1 - rest:g}; they may not exceed 1"
        )
    return dict(scenarios) | ({UNDISTURBED: (None, rest)} if rest > ENOUGH else {})
