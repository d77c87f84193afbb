"""From an accepted fact to rows of a world: seen first, added only by consent, all or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xenotime.cli import app
from xenotime.ledger.register import Register
from xenotime.world.world import World, atlas_folder

from .commands import hand_made, refused, run

CONTROL, TARIFF, PROJECT, AGREEMENT, DENIAL = 1, 2, 3, 4, 5


@pytest.fixture(scope="module")
def a_world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "mine"
    assert CliRunner().invoke(app, ["new", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def world(a_world, tmp_path):
    """A world's folder to add to: a copy of the one that `xenotime new` makes."""
    folder = tmp_path / "world"
    folder.mkdir()
    for table in a_world.iterdir():
        (folder / table.name).write_bytes(table.read_bytes())
    return folder


@pytest.fixture
def ledger(tmp_path):
    """A register in which all facts are accepted."""
    path = hand_made(tmp_path / "ledger.sqlite")
    with Register.open(path) as register:
        for number in (CONTROL, TARIFF, PROJECT, AGREEMENT, DENIAL):
            register.accept(number, by="test")
    return path


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("typed", ["n\n", "\n", ""], ids=["no", "enter", "end of input"])
def test_nothing_is_added_without_a_yes(ledger, world, typed):
    before = files(world)
    said = run("propose", CONTROL, "--world", world, "--ledger", ledger, typed=typed)
    assert said.code == 0
    assert "magnesium_metal" in said.out
    assert said.out.rstrip().endswith("Nothing was added.")
    assert files(world) == before


def test_rows_asked_for_as_json_are_only_shown(ledger, world):
    before = files(world)
    said = run("propose", CONTROL, "--world", world, "--ledger", ledger, "--json")
    rows = json.loads(said.out)
    assert rows["added"] is False
    assert rows["rows"]["measures"][0]["government"] == "CHN"
    assert files(world) == before


def test_a_control_becomes_a_measure_that_cites_the_sentence(ledger, world):
    said = run("propose", CONTROL, "--world", world, "--ledger", ledger, typed="y\n")
    assert said.code == 0
    assert said.out.index("magnesium_metal") < said.out.index("Add these rows")
    added = World.load(world)
    measure = added.table("measures").row(0, named=True)
    assert (measure["announced"], measure["effective"]) == ("2027-04-14", "2027-06-01")
    assert "China controls exports of magnesium" in measure["note"]
    assert measure["source"] in added.table("sources")["id"]
    item = added.table("measure_items").row(0, named=True)
    assert (item["commodity"], item["destination"]) == ("magnesium_metal", "*")
    checked = CliRunner().invoke(app, ["check", str(world)])
    assert (checked.exit_code, "no problem" in checked.stdout) == (0, True)


def test_a_tariff_keeps_its_rate(ledger, world):
    run("propose", TARIFF, "--world", world, "--ledger", ledger, "--yes")
    row = World.load(world).table("tariffs").row(0, named=True)
    assert (row["importer"], row["exporter"], row["rate"]) == ("JPN", "CHN", 0.075)


def test_what_the_article_leaves_open_is_asked_for_and_can_be_given(ledger, world):
    sentence = refused(
        "propose", PROJECT, "--world", world, "--ledger", ledger, "--set", "projects.capacity="
    )
    assert "--set projects.process=" in sentence
    smelting = World.load(world).table("processes")["id"][-1]
    said = run(
        *("propose", PROJECT, "--world", world, "--ledger", ledger, "--yes"),
        *("--set", f"projects.process={smelting}", "--set", "projects.capex_usd=1e8"),
    )
    assert said.code == 0, said.err
    rows = World.load(world).table("projects").filter(source=_source(world))
    assert rows.select("place", "capacity", "capex_usd").row(0) == ("JPN", 10_000.0, 1e8)


def _source(world: Path) -> str:
    return next(s for s in World.load(world).table("sources")["id"] if s.startswith("news-"))


def test_goods_that_the_world_does_not_have_never_become_a_control_on_nothing(ledger, world):
    with Register.open(ledger) as register:
        register.correct(CONTROL, {"goods": ("ships",)}, by="test")
        register.correct(TARIFF, {"goods": ("ships",)}, by="test")
    for number, column in ((CONTROL, "measure_items"), (TARIFF, "tariffs")):
        sentence = refused("propose", number, "--world", world, "--ledger", ledger)
        assert f"--set {column}.commodity=" in sentence


@pytest.mark.parametrize(
    ("fact", "more", "says"),
    [
        (AGREEMENT, (), "is of kind agreement"),
        (DENIAL, (), "says that there is no control"),
        (99, (), "no fact 99"),
        (CONTROL, ("--set", "measures.title"), "write TABLE.COLUMN=VALUE"),
        (CONTROL, ("--set", "plants.id=x"), "a table of measures"),
        (TARIFF, ("--set", "tariffs.rate=much"), "not a number"),
        (TARIFF, ("--set", "tariffs.exporter=Atlantis"), "Atlantis"),
    ],
)
def test_what_cannot_become_rows_is_refused_in_one_sentence(ledger, world, fact, more, says):
    before = files(world)
    sentence = refused("propose", fact, "--world", world, "--ledger", ledger, "--yes", *more)
    assert says in sentence
    assert files(world) == before


def test_a_fact_that_nobody_accepted_changes_no_world(tmp_path, world):
    ledger = hand_made(tmp_path / "new.sqlite")
    sentence = refused("propose", CONTROL, "--world", world, "--ledger", ledger, "--yes")
    assert "is proposed" in sentence
    assert "review" in sentence


def test_the_same_fact_is_added_to_a_world_once(ledger, world):
    propose = ("propose", TARIFF, "--world", world, "--ledger", ledger, "--yes")
    assert run(*propose).code == 0
    before = files(world)
    assert "already" in refused(*propose)
    assert files(world) == before


def test_two_facts_of_one_article_share_its_source(ledger, world):
    for number in (CONTROL, TARIFF):
        said = run("propose", number, "--world", world, "--ledger", ledger, "--yes")
        assert said.code == 0, said.err
    sources = World.load(world).table("sources")["id"].to_list()
    assert sum(source.startswith("news-") for source in sources) == 1


def test_the_atlas_stays_as_it_is(ledger):
    before = files(atlas_folder())
    sentence = refused("propose", CONTROL, "--world", atlas_folder(), "--ledger", ledger, "--yes")
    assert "xenotime new" in sentence
    assert files(atlas_folder()) == before
