"""Review by keyboard: each decision is kept as it is made, and nothing else is."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from xenotime.ledger.register import Register

from .commands import hand_made, run


@pytest.fixture
def ledger(tmp_path):
    return hand_made(tmp_path / "ledger.sqlite")


def states(ledger):
    with Register.open(ledger) as register:
        return [register.fact(number).state for number in range(1, 6)]


def fact(ledger, number):
    with Register.open(ledger) as register:
        return register.fact(number).fact


def review(ledger, typed, *options):
    said = run("review", "--ledger", ledger, "--by", "Ada", *options, typed=typed)
    assert said.code == 0, said.err
    return said.out


PROPOSED = ["proposed"] * 5


def test_the_facts_come_in_the_order_of_the_article_and_go_where_the_keys_say(ledger):
    out = review(ledger, "a\ns\nr\nnot in the text\na\nq\n")
    assert states(ledger) == ["accepted", "proposed", "rejected", "accepted", "proposed"]
    assert out.endswith("3 decided, 2 left.\n")
    with Register.open(ledger) as register:
        change = register.history(3)[-1]
    assert (change.by, change.action, change.reason) == ("Ada", "rejected", "not in the text")


def test_back_shows_the_fact_before_and_lets_one_decide_anew(ledger):
    out = review(ledger, "a\nb\nr\n\nq\n")
    assert states(ledger) == ["rejected", *PROPOSED[1:]]
    assert out.endswith("1 decided, 4 left.\n")


def test_quitting_loses_nothing_and_the_next_review_goes_on_with_the_rest(ledger):
    review(ledger, "a\nq\n")
    assert "1 of 4" in review(ledger, "a\nq\n")
    assert states(ledger) == ["accepted", "accepted", *PROPOSED[2:]]
    assert "Nothing waits" in review(ledger, "", "--kind", "meeting")


@pytest.mark.parametrize("typed", ["", "s\n", "r\n", "c\n"])
def test_the_end_of_the_input_quits_and_keeps_nothing_half_said(ledger, typed):
    out = review(ledger, typed)
    assert states(ledger) == PROPOSED
    assert out.endswith("0 decided, 5 left.\n")


def test_other_keys_do_nothing(ledger):
    review(ledger, "x\ny\n1\nA\nq\n")
    assert states(ledger) == ["accepted", *PROPOSED[1:]]


def test_a_correction_replaces_what_was_typed_and_keeps_the_rest(ledger):
    review(ledger, "c\ntariff\n\nChina, United States\nrare earths\n2027-06\n-\nq\n")
    corrected = fact(ledger, 1)
    assert states(ledger)[0] == "corrected"
    assert (corrected.kind, corrected.status) == ("tariff", "planned")
    assert (corrected.countries, corrected.goods) == (("CHN", "USA"), ("rare_earths",))
    assert (str(corrected.date), str(corrected.deadline)) == ("2027-06", "")
    with Register.open(ledger) as register:
        before = register.history(1)[-1].before
    assert before is not None
    assert before["kind"] == "control"


def test_a_party_that_stays_keeps_its_name(ledger):
    review(ledger, "s\ns\nc\n\n\njpn AUS\n\n\n\nq\n")
    parties = fact(ledger, 3).parties
    assert [(party.place, party.name) for party in parties] == [
        ("JPN", "Kinsei Metals"), ("AUS", None),
    ]  # fmt: skip


def test_what_is_mistyped_in_a_correction_is_asked_again(ledger):
    out = review(ledger, "c\ntarif\ntariff\n\nJappan\nJapan\n\nyesterday\n2027\n\nq\n")
    assert "did you mean tariff?" in out
    assert "did you mean Japan?" in out
    assert "'yesterday' is not YYYY-MM-DD" in out
    assert (fact(ledger, 1).countries, str(fact(ledger, 1).date)) == (("JPN",), "2027")


def test_a_correction_that_changes_nothing_decides_nothing(ledger):
    out = review(ledger, "c\n\n\n\n\n\n\nq\n")
    assert "Nothing was changed." in out
    assert states(ledger) == PROPOSED


def test_decided_facts_can_be_looked_at_again(ledger):
    review(ledger, "r\n\nq\n")
    review(ledger, "a\n", "--state", "rejected")
    assert states(ledger) == ["accepted", *PROPOSED[1:]]


def at_a_terminal(ledger, keys):
    """Press keys, each after what it answers was shown; what the screen showed, and the code."""
    screen, end = pty.openpty()
    command = [sys.executable, "-m", "xenotime", "ledger", "review", "--by", "Ada"]
    reviewing = subprocess.Popen(command, cwd=ledger.parent, stdin=end, stdout=end, stderr=end)
    os.close(end)
    shown = b""
    for prompt, key in keys:
        seen = len(shown)
        while prompt not in shown[seen:]:
            assert select.select([screen], [], [], 60)[0], f"no {prompt!r} after {shown!r}"
            shown += os.read(screen, 65536)
        # What is typed before the terminal gives single keys would wait for Enter.
        time.sleep(0.1)
        os.write(screen, key)
    code = reviewing.wait(timeout=60)
    while select.select([screen], [], [], 0)[0]:
        try:
            shown += os.read(screen, 65536)
        except OSError:
            break
    os.close(screen)
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8", "replace")), code


def test_one_key_is_enough_at_a_terminal(ledger):
    ask = b"[q]uit"
    shown, code = at_a_terminal(
        ledger,
        [(ask, b"a"), (ask, b"\x1b[A"), (b"", b"s"), (ask, b"r"), (b"Why", b"no such law\n"),
         (ask, b"b"), (ask, b"a"), (ask, b"q")],
    )  # fmt: skip
    assert code == 0
    assert "Traceback" not in shown
    assert states(ledger) == ["accepted", "proposed", "accepted", "proposed", "proposed"]


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_by_the_keyboard_keeps_what_was_decided(ledger, key):
    shown, code = at_a_terminal(ledger, [(b"[q]uit", b"a"), (b"[q]uit", key)])
    assert code == 0
    assert "1 decided, 4 left." in shown
    assert states(ledger) == ["accepted", *PROPOSED[1:]]
