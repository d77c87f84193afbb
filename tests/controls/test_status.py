"""On which day a measure holds: what an exporter who ships a day early or late would lose."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xenotime.controls.status import Life, Pause, Span, Status

DAY = datetime.date


def span(text: str) -> Span:
    found = Span.of(text)
    assert found is not None
    return found


def life(announced="2025-04-04", effective="2025-04-04", end=None, *pauses, planned=False):
    return Life(span(announced), Span.of(effective), planned, Span.of(end), pauses)


def pause(start, until=None, *, doubtful=False, resumed=False):
    return Pause(span(start), Span.of(until), doubtful, resumed, "CN-2025-70")


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-10-08", Status.UNKNOWN_YET),
        ("2025-10-09", Status.ANNOUNCED),
        ("2025-11-06", Status.ANNOUNCED),
        ("2025-11-07", Status.SUSPENDED),
        ("2025-11-08", Status.SUSPENDED),
        ("2026-11-10", Status.SUSPENDED),
        ("2026-11-11", Status.UNVERIFIED),
        ("2030-01-01", Status.UNVERIFIED),
    ],
)
def test_a_measure_suspended_before_its_first_day_never_operated(day, status):
    act = life("2025-10-09", "2025-11-08", None, pause("2025-11-07", "2026-11-10"))

    assert act.status(DAY.fromisoformat(day)) is status


def test_first_and_last_day_are_inside():
    act = life("2025-02-22", "2025-02-22", "2025-10-15")

    held = [act.status(DAY.fromisoformat(d)) for d in ("2025-02-22", "2025-10-15")]
    assert held == [Status.IN_FORCE] * 2
    assert act.status(DAY(2025, 2, 21)) is Status.UNKNOWN_YET
    assert act.status(DAY(2025, 10, 16)) is Status.ENDED


def test_between_announcement_and_first_day_it_is_announced():
    act = life("2023-07-03", "2023-08-01")

    assert act.status(DAY(2023, 7, 31)) is Status.ANNOUNCED
    assert act.status(DAY(2023, 8, 1)) is Status.IN_FORCE


def test_a_first_day_known_to_the_month_is_unverified_within_it():
    act = life("2025-03-05", "2026-09")

    assert act.status(DAY(2026, 8, 31)) is Status.ANNOUNCED
    assert act.status(DAY(2026, 9, 15)) is Status.UNVERIFIED
    assert act.status(DAY(2026, 9, 30)) is Status.IN_FORCE
    assert "only known in part" in act.cause(DAY(2026, 9, 1))


def test_an_act_without_first_day_is_planned_or_unverified_never_in_force():
    planned = life("2025-12-03", None, planned=True)
    unread = life("2025-06-25", None)

    assert planned.status(DAY(2040, 1, 1)) is Status.ANNOUNCED
    assert unread.status(DAY(2025, 6, 24)) is Status.UNKNOWN_YET
    assert unread.status(DAY(2025, 6, 25)) is Status.UNVERIFIED


def test_what_followed_a_suspension_is_unverified_until_a_source_says_it():
    silent = life("2024-12-03", "2024-12-03", None, pause("2025-11-09", "2026-11-27"))
    told = life("2024-12-03", "2024-12-03", None, pause("2025-11-09", "2026-11-27", resumed=True))

    assert silent.status(DAY(2026, 11, 27)) is Status.SUSPENDED
    assert silent.status(DAY(2026, 11, 28)) is Status.UNVERIFIED
    assert "no source read tells" in silent.cause(DAY(2026, 11, 28))
    assert told.status(DAY(2026, 11, 28)) is Status.IN_FORCE


def test_the_later_of_two_suspensions_decides():
    twice = life(
        "2024-12-03", "2024-12-03", None,
        pause("2025-11-09", "2026-11-27"), pause("2026-11-28", "2027-11-27"),
    )  # fmt: skip

    assert twice.status(DAY(2026, 11, 28)) is Status.SUSPENDED
    assert twice.status(DAY(2027, 11, 28)) is Status.UNVERIFIED


def test_an_end_ends_a_suspension_too():
    act = life("2024-12-03", "2024-12-03", "2026-06-30", pause("2025-11-09", "2026-11-27"))

    assert act.status(DAY(2026, 7, 1)) is Status.ENDED


def test_a_doubt_lasts_until_somebody_knows():
    act = life("2023-09-11", "2024-01-01", None, pause("2025-10-26", doubtful=True))

    assert act.status(DAY(2025, 10, 25)) is Status.IN_FORCE
    assert act.status(DAY(2027, 1, 1)) is Status.UNVERIFIED


MONTHS = st.dates(DAY(2023, 1, 1), DAY(2027, 12, 31))


@given(MONTHS, MONTHS, st.booleans())
def test_the_days_of_a_life_are_all_days_on_which_its_status_changes(start, until, resumed):
    first, last = min(start, until), max(start, until)
    act = life("2023-02", "2024-05", "2027-03", pause(str(first), str(last), resumed=resumed))
    edges = set(act.days)

    day = DAY(2022, 12, 1)
    while day < DAY(2027, 6, 1):
        following = day + datetime.timedelta(days=1)
        assert act.status(day) is act.status(following) or following in edges
        day = following
