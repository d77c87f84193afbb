"""What the README and the docs say runs, and what they quote is what the code says."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import FRAME
from tools import model_docs, schema_docs
from xenotime.scenarios.scenario import Cut, DemandShift, Outage, Scenario
from xenotime.world.checks import PARAMETERS
from xenotime.world.world import World

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
PROSE = [*PAGES, *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>.+?) -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def blocks(path: Path) -> list[tuple[str, str, str]]:
    """Fenced blocks of a page: the mark before it (or nothing), its language, its text."""
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [(m["mark"] or "", m["kind"], m["text"]) for m in found]


def run_shell(text: str, folder: Path) -> tuple[int, str]:
    """Run a shell block in `folder`; the last exit code, and everything printed on one line."""
    here = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    said, code = "", 0
    for line in text.strip().splitlines():
        program, *arguments = shlex.split(line)
        assert program == "xenotime", f"only xenotime is run in the docs, not {program}"
        done = subprocess.run(
            [sys.executable, "-m", "xenotime", *arguments],
            cwd=folder,
            env=here,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        said, code = said + done.stdout + done.stderr, done.returncode
    return code, " ".join(said.translate(FRAME).split())


def test_the_table_reference_says_what_the_schema_says():
    assert schema_docs.PAGE.read_text(encoding="utf-8") == schema_docs.page(), (
        "run python tools/schema_docs.py"
    )


@pytest.mark.parametrize("name", model_docs.PAGES)
def test_the_equations_on_a_page_are_those_of_the_code(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page == model_docs.with_statements(page, model_docs.PAGES[name]), (
        "run python tools/model_docs.py"
    )


def test_every_number_of_the_model_is_explained():
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    assert [name for name in PARAMETERS if f"`{name}`" not in page] == []


def test_every_key_of_a_scenario_file_is_explained():
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    keys = {key for part in (Scenario, Cut, Outage, DemandShift) for key in part.model_fields}
    missing = {key for key in keys if f"`{key}`" not in page and f"`[[{key}]]`" not in page}
    assert missing == set()


def test_the_scenario_on_its_page_can_be_run():
    world = World.load(DOCS / "example")
    written = [text for _, kind, text in blocks(DOCS / "scenarios.md") if kind == "toml"]
    assert written
    for text in written:
        Scenario.parse(text, "scenarios.md").check(world)


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    targets = [m["target"] for m in LINK.finditer(path.read_text(encoding="utf-8"))]
    files = [t.partition("#")[0] for t in targets if "://" not in t]
    assert [f for f in files if f and not (path.parent / f).exists()] == []


@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if ">>>" in p.read_text(encoding="utf-8")],
    ids=lambda path: path.name,
)
def test_the_examples_on_a_page_give_what_the_page_says(path, monkeypatch):
    monkeypatch.chdir(ROOT)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    found = doctest.testfile(str(path), module_relative=False, encoding="utf-8", optionflags=flags)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_shell_lines_of_the_map_of_the_docs_run():
    for _, kind, text in blocks(DOCS / "index.md"):
        if kind == "sh":
            assert run_shell(text, ROOT)[0] == 0


def test_the_readmes_lines_of_python_write_a_brief(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (text,) = [text for _, kind, text in blocks(ROOT / "README.md") if kind == "python"]
    assert len([line for line in text.splitlines() if line.strip()]) <= 10
    exec(compile(text, "README.md", "exec"), {})
    assert (tmp_path / "brief.html").stat().st_size > 100_000


def test_the_tutorial_runs_from_its_first_block_to_its_last(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    said = ""
    for mark, kind, text in blocks(DOCS / "tutorial.md"):
        if kind == "sh":
            code, said = run_shell(text, tmp_path)
            assert code == (1 if mark == "exit code 1" else 0), said
        elif kind == "text" and not mark:
            for line in text.strip().splitlines():
                assert " ".join(line.split()) in said
        elif kind == "python":
            exec(compile(text, "tutorial.md", "exec"), names)
        elif kind == "toml":
            (tmp_path / mark.removeprefix("file ")).write_text(text, encoding="utf-8")


def test_the_readmes_commands_are_the_ones_that_newcomers_need():
    commands = [text for _, kind, text in blocks(ROOT / "README.md") if kind == "sh"][:2]
    assert [text.strip().split("/bin/")[-1] for text in commands] == [
        "xenotime brief",
        "python -m pytest -n auto",
    ]
    assert all(text.startswith("python3 -m venv ") for text in commands)


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "ledger.md"], ids=lambda p: p.name)
def test_the_lines_that_keep_a_ledger_run(page, tmp_path):
    shutil.copytree(DOCS / "example/articles", tmp_path / "docs/example/articles")
    lines = [text for _, kind, text in blocks(page) if kind == "sh" and "ledger add" in text]
    assert lines
    for text in lines:
        code, said = run_shell(text, tmp_path)
        assert code == 0, said
    assert (tmp_path / "ledger.sqlite").is_file()


def test_the_constraints_pin_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"^[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+$")
    assert [line for line in lines if not pin.match(line)] == []
