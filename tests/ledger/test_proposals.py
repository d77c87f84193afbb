"""From an accepted fact to rows of a world: seen first, added only by consent, all or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xenotime.cli import app
from xenotime.ledger.facts.fact import Party
from xenotime.ledger.register import Register
from xenotime.world.world import World, atlas_folder

from . import made
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
    assert (item["commodities"], item["elements"], item["forms"]) == (
        "magnesium_metal", "Mg", "metal",
    )  # fmt: skip
    rule = added.table("measure_destinations").row(0, named=True)
    assert (rule["destinations"], rule["reach"], rule["policy"]) == ("*", "export", "licence")
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
    for number, column in ((CONTROL, "measure_items.commodities"), (TARIFF, "tariffs.commodity")):
        sentence = refused("propose", number, "--world", world, "--ledger", ledger)
        assert f"--set {column}=" in sentence


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


def proposed(tmp_path, world, quote, *more, kind="control", status="in_force", **fields):
    """The rows of an accepted fact with a sentence of its own, as `propose --json` shows them."""
    path = tmp_path / f"own-{len(list(tmp_path.iterdir()))}.sqlite"
    article = made.article("own.txt", quote, date="2027-04-14")
    goods = fields.pop("goods", "magnesium_metal")
    places = fields.pop("places", "")
    with Register.open(path) as register:
        fact = made.fact(article, quote, kind, status, places, goods, **fields)
        register.add(article, [fact], by="test")
        register.accept(1, by="test")
    return run("propose", 1, "--world", world, "--ledger", path, "--json", *more)


def rows(said):
    assert said.code == 0, said.err
    return json.loads(said.out)["rows"]


@pytest.mark.parametrize(
    ("quote", "more", "kind", "policy", "certain"),
    [
        ("China sets an annual quota for magnesium exports.", (), "quota", "quota", True),
        ("China requires a licence for magnesium exports.", (), "export_control", "licence", True),
        ("China has banned the export of magnesium.", (), "export_control", "licence", False),
        (
            "China has banned the export of magnesium.", ("--set", "measures.kind=ban"),
            "ban", "prohibited", True,
        ),
        (
            "China has banned the export of magnesium.",
            ("--set", "measures.kind=ban", "--set", "measure_destinations.policy=denial"),
            "ban", "denial", True,
        ),
    ],
    ids=["quota", "licence", "ban", "ban as a person says", "policy as a person says"],
)  # fmt: skip
def test_the_kind_of_a_measure_is_that_of_its_words_or_said_to_be_uncertain(
    tmp_path, world, quote, more, kind, policy, certain
):
    made_of = rows(proposed(tmp_path, world, quote, *more, places="CHN"))
    measure, (rule,) = made_of["measures"][0], made_of["measure_destinations"]
    assert (measure["kind"], rule["policy"]) == (kind, policy)
    assert ("kind not certain: --set measures.kind=" in measure["note"]) is not certain
    assert "not certain" not in rule["note"]


def test_a_measure_is_of_who_acts_and_aimed_at_its_target(tmp_path, world):
    parties = (
        Party("speaker", "JPN"), Party("context", "DEU"), Party("target", "USA"),
        Party("actor", "CHN"), Party("actor", "AUS"),
    )  # fmt: skip
    quote = "China licenses magnesium."
    made_of = rows(proposed(tmp_path, world, quote, parties=parties))
    assert made_of["measures"][0]["government"] == "CHN"
    assert [rule["destinations"] for rule in made_of["measure_destinations"]] == ["USA"]


def test_nobody_who_acts_and_a_target_that_the_world_lacks_are_asked_for(tmp_path, world):
    parties = (Party("speaker", "JPN"), Party("target", "ATA"))
    said = proposed(tmp_path, world, "Magnesium needs a licence.", parties=parties)
    assert said.code == 1
    assert "--set measures.government=" in said.err
    assert "--set measure_destinations.destinations=" in said.err


def test_a_suspension_has_its_own_days_and_none_of_the_articles(tmp_path, world):
    quote = "China suspends licences for magnesium."
    fields = {"places": "CHN", "status": "suspended", "deadline": made.day("2028-11")}
    said = proposed(tmp_path, world, quote, **fields)
    assert "--set suspensions.start=" in said.err
    made_of = rows(proposed(tmp_path, world, quote, date="2027-05-01", **fields))
    (suspension,) = made_of["suspensions"]
    assert (suspension["start"], suspension["until"]) == ("2027-05-01", "2028-11-30")
    assert made_of["measures"][0]["effective"] is None
    given = ("--set", "suspensions.start=2027-04")
    assert rows(proposed(tmp_path, world, quote, *given, **fields))["suspensions"][0]["start"]


def test_a_measure_is_in_force_from_a_day_of_its_own_only(tmp_path, world):
    quote = "China requires licences for magnesium."
    for date, effective in ((None, None), ("2027-04-01", "2027-04-01"), ("2023", "2023")):
        made_of = rows(proposed(tmp_path, world, quote, places="CHN", date=date))
        assert made_of["measures"][0]["effective"] == effective


def test_of_several_places_a_person_says_where_a_project_is(tmp_path, world):
    quote = "A lender in Japan pays for a smelter in Australia."
    process = World.load(world).table("processes")["id"][-1]
    more = ("--set", f"projects.process={process}", "--set", "projects.capacity=1")
    fields = {"kind": "project", "places": "JPN AUS"}
    assert "--set projects.place=" in proposed(tmp_path, world, quote, *more, **fields).err
    given = (*more, "--set", "projects.place=AUS")
    assert rows(proposed(tmp_path, world, quote, *given, **fields))["projects"][0]["place"] == "AUS"
