"""The ledger's commands that look things up: readable in a terminal, and for programs as JSON."""

from __future__ import annotations

import json
import sqlite3

import pytest
from rich.console import Console

from xenotime.cli.ledger.shared import shown
from xenotime.ledger.register import Register
from xenotime.report.ledger_tables import fact_card

from . import made
from .commands import ARTICLES, hand_made, refused, run


@pytest.mark.parametrize(
    "command",
    [
        ("list",), ("list", "--text", "lithium"), ("due",), ("stories",), ("stories", "1"),
        ("show", "1"), ("network",), ("timeline",), ("check",),
        ("read", str(ARTICLES[0])), ("add", str(ARTICLES[0])),
    ],
    ids=" ".join,
)  # fmt: skip
def test_with_json_standard_output_is_json_and_nothing_else(ledger, command):
    where = () if command[0] == "read" else ("--ledger", ledger)
    said = run(*command, *where, "--json")
    assert (said.code, said.err, said.out.count("\n")) == (0, "", 1)
    assert isinstance(json.loads(said.out), dict)


@pytest.mark.parametrize(
    "command",
    [("list",), ("due",), ("stories",), ("stories", "1"), ("network",), ("show", "1")],
    ids=" ".join,
)
def test_eighty_columns_are_enough_and_cut_nothing_off(ledger, command):
    lines = run(*command, "--ledger", ledger).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not any(line.rstrip().endswith("…") for line in lines)


def test_a_japanese_sentence_is_shown_to_its_end(ledger):
    said = run("list", "--language", "ja", "--kind", "trade_figure", "--ledger", ledger)
    facts = json.loads(
        run("list", "--language", "ja", "--kind", "trade_figure", "--ledger", ledger, "--json").out
    )["facts"]
    assert facts
    for fact in facts:
        assert fact["quote"] in "".join(line.strip() for line in said.out.splitlines())


def test_show_gives_the_sentence_in_its_context_and_the_history(ledger):
    run("review", "--ledger", ledger, "--by", "Ada", typed="r\nstands in no source\nq\n")
    fact = json.loads(run("list", "--state", "rejected", "--ledger", ledger, "--json").out)
    said = run("show", str(fact["facts"][0]["id"]), "--ledger", ledger)
    assert "rejected by Ada: stands in no source" in said.out
    assert f"characters {fact['facts'][0]['start']}-" in said.out


def test_what_is_overdue_says_for_how_long(tmp_path):
    ledger = hand_made(tmp_path / "ledger.sqlite")
    said = run("due", "--as-of", "2027-06-11", "--ledger", ledger)
    assert "due 1 June 2027, 10 days overdue" in said.out
    early = json.loads(run("due", "--as-of", "2027-06-01", "--ledger", ledger, "--json").out)
    assert [(fact["due"], fact["overdue"]) for fact in early["facts"]] == [
        ("2027-06-01", False), ("2029-12-31", False),
    ]  # fmt: skip


def test_the_days_of_due_never_go_back(ledger):
    found = json.loads(run("due", "--ledger", ledger, "--json", "--limit", "3").out)
    days = [fact["due"] for fact in found["facts"]]
    more = json.loads(run("due", "--ledger", ledger, "--json", "--after", str(found["after"])).out)
    days += [fact["due"] for fact in more["facts"]]
    assert days == sorted(days)
    assert len(days) > 3


def test_the_timeline_is_a_page_that_opens(ledger, tmp_path):
    page = tmp_path / "pages" / "timeline.html"
    said = run("timeline", "-o", page, "--ledger", ledger)
    assert said.code == 0, said.err
    assert page.read_text("utf-8").lstrip().startswith("<!")
    assert "is a folder" in refused("timeline", "-o", tmp_path, "--ledger", ledger)


def test_the_network_counts_the_facts_that_two_countries_share(tmp_path):
    ledger = hand_made(tmp_path / "ledger.sqlite")
    pairs = json.loads(run("network", "--ledger", ledger, "--json").out)["pairs"]
    assert [(pair["a"], pair["b"], pair["facts"]) for pair in pairs] == [
        ("CHN", "JPN", 2), ("AUS", "JPN", 1),
    ]  # fmt: skip
    page = tmp_path / "network.html"
    assert run("network", "-o", page, "--ledger", ledger).code == 0
    assert page.exists()


def test_a_register_changed_from_outside_is_found_out(tmp_path):
    ledger = hand_made(tmp_path / "ledger.sqlite")
    assert "every fact stands in its text" in run("check", "--ledger", ledger).out
    with sqlite3.connect(ledger) as connection:
        of_texts = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles'"
        for (trigger,) in connection.execute(of_texts).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE articles SET text = replace(text, 'magnesium', 'manganese')")
    connection.close()
    said = run("check", "--ledger", ledger)
    assert said.code == 1
    assert "magnesium.txt" in said.out
    assert "Traceback" not in said.out + said.err


def test_the_commands_do_the_same_on_both_databases(place):
    added = run("add", ARTICLES[0], "--ledger", place)
    assert (added.code, added.err) == (0, "")
    facts = json.loads(run("list", "--ledger", place, "--json").out)["facts"]
    assert facts
    said = run("review", "--ledger", place, "--by", "Ada", typed="a\nr\nno\nq\n")
    assert "2 decided" in said.out
    for command in ("due", "stories", "network", "check"):
        assert run(command, "--ledger", place).code == 0
    accepted = json.loads(run("list", "--ledger", place, "--state", "accepted", "--json").out)
    assert "accepted by Ada" in run("show", str(accepted["facts"][0]["id"]), "--ledger", place).out


def test_a_password_is_shown_neither_in_results_nor_in_complaints():
    pytest.importorskip("psycopg")
    assert shown("postgresql://me:hidden@here/name") == "postgresql://me:***@here/name"
    assert "hidden" not in refused("list", "--ledger", "postgresql://me:hidden@127.0.0.1:1/none")


LETTER = "Japan and Chile signed a letter of intent on lithium."
STATEMENT = "Japan and Peru issued a joint statement on copper."
GUESS = "Norway will deliver cobalt to Japan."


@pytest.fixture
def papers(tmp_path):
    """A register with a letter of intent, a joint statement, and what a model proposed."""
    path = tmp_path / "papers.sqlite"
    article = made.article("papers.txt", f"{LETTER} {STATEMENT} {GUESS}", date="2027-04-14")
    facts = [
        made.fact(
            article, LETTER, "agreement", "signed", "JPN CHL", "lithium", date="2027-04-13",
            deadline=made.day("2027-05-01"), instrument="letter_of_intent",
        ),
        made.fact(
            article, STATEMENT, "agreement", "announced", "JPN PER", "copper", date="2027",
            instrument="joint_statement",
        ),
        made.fact(
            article, GUESS, "delivery", "planned", "NOR JPN", "cobalt", date="2027-05",
            deadline=made.day("2027-06-01"), reader="model:tiny",
        ),
    ]  # fmt: skip
    with Register.open(path) as register:
        register.add(article, facts, by="test")
    return path


@pytest.mark.parametrize("command", [("list",), ("due",), ("stories", "1"), ("show", "1")])
def test_a_letter_of_intent_is_never_shown_as_an_agreement(papers, command):
    said = " ".join(run(*command, "--ledger", papers).out.split())
    assert "letter of intent, signed" in said.lower()
    assert "agreement" not in said.lower()


def test_a_joint_statement_is_called_one(papers):
    assert "joint statement, announced · JPN PER" in run("list", "--ledger", papers).out


def test_the_timeline_calls_a_letter_of_intent_by_its_name(papers, tmp_path):
    page = tmp_path / "timeline.html"
    assert run("timeline", "-o", page, "--ledger", papers).code == 0
    html = page.read_text("utf-8")
    assert "Letter of intent, signed" in html
    assert "Agreement, signed" not in html


@pytest.mark.parametrize("command", [("list",), ("due",), ("stories", "1")])
def test_what_a_model_proposed_says_so_and_what_the_rules_found_does_not(papers, command):
    said = " ".join(run(*command, "--ledger", papers).out.split())
    assert said.count("by model tiny") == 1
    assert "by model tiny" in said[said.index("delivery, planned") : said.index(GUESS)]


def test_the_sentence_stands_out_of_its_context_without_colours(papers):
    for said in (
        run("show", "2", "--ledger", papers).out,
        run("review", "--ledger", papers, "--by", "Ada", typed="s\nq\n").out,
    ):
        lines = " ".join(line.strip("│ ") for line in said.splitlines())
        assert f">>>{STATEMENT}<<<" in lines


def test_where_colours_mark_the_sentence_no_signs_are_added_to_it(papers):
    with Register.open(papers) as register:
        entry = register.fact(2)
        article = register.article(entry.article)
    console = Console(force_terminal=True, color_system="standard", no_color=False, width=200)
    with console.capture() as capture:
        console.print(fact_card(entry, article, (), ())[0])
    assert f"\x1b[1;7m{STATEMENT}\x1b[0m" in capture.get()
    assert ">>>" not in capture.get()


def test_the_network_knows_a_time_as_exactly_as_the_article_says_it(papers, tmp_path):
    pairs = json.loads(run("network", "--ledger", papers, "--json").out)["pairs"]
    assert {(pair["a"], pair["b"]): (pair["first"], pair["last"]) for pair in pairs} == {
        ("CHL", "JPN"): ("2027-04-13", "2027-04-13"),
        ("JPN", "PER"): ("2027", "2027"),
        ("JPN", "NOR"): ("2027-05", "2027-05"),
    }
    page = tmp_path / "network.html"
    assert run("network", "-o", page, "--ledger", papers).code == 0
    html = page.read_text("utf-8")
    assert "1 January 2027" not in html
    assert ">2027</td>" in html
    assert ">May 2027</td>" in html
    assert ">13 April 2027</td>" in html
