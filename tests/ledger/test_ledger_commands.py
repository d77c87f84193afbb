"""The ledger's commands that read articles: what they print, keep, and say of broken files."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time

import pytest

from xenotime.ledger.reading import read
from xenotime.ledger.register import Register

from .commands import ARTICLES, SIGNED, process, refused, run

FIELDS = {
    "file", "start", "end", "kind", "countries", "amounts", "date", "status", "quote",
}  # fmt: skip


@pytest.fixture
def signed(tmp_path):
    path = tmp_path / "signed.txt"
    path.write_text(SIGNED, encoding="utf-8")
    return path


# --- read


def test_each_line_of_read_names_the_characters_that_its_quotation_stands_at():
    said = run("read", *ARTICLES, "--jsonl")
    assert (said.code, said.err) == (0, "")
    texts = {article.name: article.text for path in ARTICLES for article in read(path)}
    facts = [json.loads(line) for line in said.out.splitlines()]
    assert {fact["file"] for fact in facts} == set(texts)
    for fact in facts:
        assert fact.keys() >= FIELDS
        assert texts[fact["file"]][fact["start"] : fact["end"]] == fact["quote"] != ""
        assert all(amount.keys() >= {"value", "unit", "currency"} for amount in fact["amounts"])
        assert all(len(country) == 3 for country in fact["countries"])


def test_the_offsets_are_those_of_the_file_as_it_lies_on_the_disk(tmp_path):
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbf" + SIGNED.replace("\n", "\r\n").encode())
    stored = path.read_bytes().decode("utf-8-sig")
    facts = [json.loads(line) for line in run("read", path, "--jsonl").out.splitlines()]
    assert facts
    assert all(stored[fact["start"] : fact["end"]] == fact["quote"] for fact in facts)


def test_read_stores_nothing(signed, monkeypatch):
    monkeypatch.chdir(signed.parent)
    said = run("read", signed.name)
    assert said.code == 0
    assert "agreement, signed · JPN AUS" in said.out
    assert [path.name for path in signed.parent.iterdir()] == ["signed.txt"]


def test_what_was_not_read_is_shown_with_the_reason():
    page = next(path for path in ARTICLES if path.suffix == ".html")
    said = run("read", page, "--stripped")
    assert "Left out of hartmetall-portal.html" in said.out
    assert "Auch interessant" in said.out
    left = json.loads(run("read", page, "--stripped", "--json").out)["stripped"]
    assert all(block["role"] != "body" and block["reason"] for block in left)
    assert any("Niob" in block["text"] for block in left)
    assert "--json" in refused("read", page, "--stripped", "--jsonl")


def test_facts_go_to_the_file_and_not_to_the_screen_when_the_progress_is_shown_there(signed):
    screen, end = pty.openpty()
    out = signed.parent / "facts.jsonl"
    command = [sys.executable, "-m", "xenotime", "ledger", "read", str(signed), "--jsonl"]
    with out.open("wb") as lines:
        subprocess.run(command, stdout=lines, stderr=end, check=True)
    os.close(end)
    os.close(screen)
    assert [json.loads(line)["file"] for line in out.read_text("utf-8").splitlines()]


# --- add


def test_adding_twice_changes_nothing(ledger):
    before = run("list", "--ledger", ledger, "--limit", "1000").out
    said = run("add", *ARTICLES, "--ledger", ledger, "--json")
    assert json.loads(said.out) == {"articles": 12, "new": 0, "facts": 0, "unread": 0}
    assert run("list", "--ledger", ledger, "--limit", "1000").out == before


def test_one_broken_file_of_a_folder_is_told_and_the_rest_is_added(tmp_path, signed):
    folder = tmp_path / "news"
    folder.mkdir()
    shutil.copy(signed, folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    said = run("add", folder, "--ledger", tmp_path / "ledger.sqlite")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert said.err.startswith("xenotime: broken.pdf")
    assert said.out.startswith("1 article, 1 of them new, with ")


def test_the_register_among_the_articles_is_passed_over_without_a_word(signed, monkeypatch):
    monkeypatch.chdir(signed.parent)
    assert run("add", ".").code == 0
    for side in ("-wal", "-shm"):
        (signed.parent / f"ledger.sqlite{side}").touch()
    for command in (("add", "."), ("read", ".")):
        said = run(*command)
        assert (said.code, said.err) == (0, "")
    assert "ledger.sqlite is no text" in refused("add", "ledger.sqlite")
    (signed.parent / "other.sqlite-wal").write_bytes(b"\0" * 100)
    said = run("read", ".")
    assert said.code == 1
    assert "other.sqlite-wal" in said.err


def test_a_wrong_file_of_records_is_told_in_a_few_lines(tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text('{"no": "words"}\n' * 50, encoding="utf-8")
    said = run("add", records, "--ledger", tmp_path / "ledger.sqlite")
    assert said.code == 1
    assert said.err.count("\n") == 4
    assert "47 more of its lines" in said.err


def test_a_file_that_is_not_there_is_one_sentence_and_starts_no_ledger(tmp_path):
    said = process("add", "nowhere.txt", folder=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "xenotime: nowhere.txt does not exist; give a file or a folder with articles.\n"
    )
    assert not list(tmp_path.iterdir())
    assert "does not exist" in refused("read", tmp_path / "nowhere.txt")


def test_an_empty_folder_is_one_sentence_and_starts_no_ledger(tmp_path):
    (tmp_path / "empty").mkdir()
    sentence = refused("add", tmp_path / "empty", "--ledger", tmp_path / "ledger.sqlite")
    assert "no file there holds an article" in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_a_register_that_was_interrupted_while_adding_opens_with_whole_articles(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(1000):
        text = SIGNED.replace("500 tonnes", f"{number + 2} tonnes")
        (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "xenotime", "ledger", "add", "news"]
    adding = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    path = tmp_path / "ledger.sqlite"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and adding.poll() is None:
        time.sleep(0.2)
        if path.exists() and _articles(path):
            break
    adding.send_signal(signal.SIGINT)
    out, err = adding.communicate(timeout=60)
    assert (adding.returncode, "Traceback" in err, out) == (130, False, "")
    kept = _articles(path)
    assert 0 < kept < 1000
    assert run("check", "--ledger", path).code == 0
    said = run("add", *sorted(folder.iterdir())[:10], "--ledger", path, "--json")
    assert json.loads(said.out)["new"] == 0


def _articles(path):
    try:
        with Register.open(path, create=False) as register:
            return len(register.articles(limit=5000))
    except Exception:
        return 0


# --- the ledger itself


def test_a_ledger_without_facts_says_so(tmp_path):
    Register.open(tmp_path / "ledger.sqlite").close()
    for command in ("list", "due", "stories", "network"):
        said = run(command, "--ledger", tmp_path / "ledger.sqlite")
        assert (said.code, said.out) == (
            0, "The ledger is empty; `xenotime ledger add FILE...` fills it.\n",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("nowhere.sqlite", "there is no ledger at nowhere.sqlite"),
        ("words.txt", "words.txt"),
        (".", "is a folder"),
        ("mysql://here/ledger", "postgresql://"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_what_is_no_ledger_is_one_clear_sentence(tmp_path, monkeypatch, where, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.txt").write_text("These are words and no register. " * 200, "utf-8")
    if where.startswith("postgresql:"):
        pytest.importorskip("psycopg")
    assert says in refused("list", "--ledger", where)


def test_without_the_driver_a_url_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "xenotime[postgres]" in refused("list", "--ledger", "postgresql://user@here/name")


def test_other_commands_do_not_wait_for_the_ledger_to_be_imported():
    code = (
        "import sys, xenotime.cli\n"
        "print([m for m in sys.modules if 'sqlalchemy' in m or m.startswith('xenotime.ledger')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
