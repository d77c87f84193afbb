"""Worlds as their owners handle them: read, saved, compared, cut to a part, started."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.small_world import small_tables, small_world, table
from xenotime.cli import app
from xenotime.world.balance import far_from_balance
from xenotime.world.problems import WorldError, XenotimeError
from xenotime.world.schema import TABLES
from xenotime.world.shares import hhi, outputs, published_comparison, shares
from xenotime.world.template import MINERAL
from xenotime.world.world import World

GOOD = Path(__file__).parent / "bad_worlds" / "good"
MAKERS: dict[str, Callable[[], World]] = {"small": small_world, "atlas": World.atlas}
MINERALS = World.atlas().table("minerals")["id"].to_list()
SOME_PLACES = ("JPN", "USA", "DEU")

every_world = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(name: str, where: pl.Expr, **values: Any) -> pl.DataFrame:
    """A table of the small world with other values in some of its rows."""
    frame = small_world().table(name)
    return frame.with_columns(
        pl.when(where).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
        for column, value in values.items()
    )


def added(name: str, *rows: dict[str, Any], cite: bool = True) -> pl.DataFrame:
    """A table of the small world with more rows."""
    return pl.concat([small_tables()[name], table(*rows, cite=cite)], how="diagonal_relaxed")


def total(world: World, name: str, *by: str) -> dict[tuple[Any, ...], float]:
    """Tonnes of a table, added up by some of its columns, without those that are none."""
    sums = world.table(name).group_by(by).agg(pl.col("tonnes").sum())
    return {tuple(key): tonnes for *key, tonnes in sums.iter_rows() if tonnes > 0}


def output(world: World) -> dict[tuple[Any, ...], float]:
    """Tonnes made of each commodity in each year."""
    made = moved(world, "out").group_by("commodity", "year").agg(pl.col("tonnes").sum())
    return {(c, y): t for c, y, t in made.iter_rows() if t > 0}


def moved(world: World, direction: str) -> pl.DataFrame:
    """Tonnes that plants took in or gave out: plant, process, commodity, year, tonnes."""
    plants = world.table("plants").select("process", plant="id")
    recipes = world.table("recipes").filter(direction=direction)
    return (
        world.table("production")
        .select("plant", "year", "tonnes")
        .join(plants, on="plant")
        .join(recipes.select("process", "commodity", "amount"), on="process")
        .with_columns(pl.col("tonnes") * pl.col("amount"))
    )


# Reading and saving


@every_world
def test_a_saved_world_is_read_back_to_the_last_digit(make: Callable[[], World], tmp_path: Path):
    world = make()
    world.save(tmp_path / "first")
    again = World.load(tmp_path / "first")
    again.save(tmp_path / "second")

    assert again == world
    assert World.load(tmp_path / "second") == world
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_the_atlas_in_one_folder_says_the_same_as_in_a_folder_per_mineral(tmp_path: Path):
    World.atlas().save(tmp_path)

    assert all(path.parent == tmp_path for path in tmp_path.rglob("*"))
    assert World.load(tmp_path) == World.atlas()


def test_odd_figures_and_words_survive_the_spreadsheet(tmp_path: Path):
    words = 'He said "no, thanks";\nthen left. 重希土類 Übergang'
    figures = [1e-9, 0.1 + 0.2, 123456789.123456, 1e15]
    routes = table(
        *(
            {"commodity": "ore", "origin": "AUS", "destination": "CHN", "year": year, "tonnes": t}
            for year, t in enumerate(figures, 2021)
        )
    ).with_columns(note=pl.lit(words))
    world = small_world(routes=routes)
    world.save(tmp_path)

    read = World.load(tmp_path).table("routes")
    assert read["tonnes"].to_list() == figures
    assert read["note"].to_list() == [words] * 4


def test_what_is_unknown_is_read_back_as_unknown_and_not_as_zero(tmp_path: Path):
    stocks = added("stocks", {"place": "CHN", "commodity": "metal", "holder": "industry"})
    small_world(stocks=stocks).save(tmp_path)

    assert World.load(tmp_path).table("stocks")["tonnes"].to_list() == [3.0, None]


def test_saving_over_an_older_world_leaves_none_of_its_tables(tmp_path: Path):
    World.load(GOOD).save(tmp_path)
    small_world().save(tmp_path)

    assert World.load(tmp_path) == small_world()
    assert not (tmp_path / "projects.csv").exists()


def test_saving_with_empty_tables_gives_every_header_to_fill_in(tmp_path: Path):
    small_world().save(tmp_path, empty=True)

    assert {path.stem for path in tmp_path.iterdir()} == set(TABLES)
    assert World.load(tmp_path) == small_world()


@pytest.mark.parametrize(
    "stranger", ["thesis.docx", "plants.xlsx", "remarks.csv", "plants/old.csv", ".gitignore"]
)
def test_saving_into_a_folder_with_other_files_refuses_and_touches_none(
    stranger: str, tmp_path: Path
):
    small_world().save(tmp_path)
    (tmp_path / stranger).parent.mkdir(exist_ok=True)
    (tmp_path / stranger).write_text("years of work")
    before = contents(tmp_path)

    with pytest.raises(XenotimeError, match=r"is no table of a world; choose an empty folder"):
        World.load(GOOD).save(tmp_path)
    assert contents(tmp_path) == before


def test_saving_to_a_file_is_one_sentence(tmp_path: Path):
    file = tmp_path / "world"
    file.write_text("something else")

    with pytest.raises(XenotimeError, match="is a file; a world is saved to a folder"):
        small_world().save(file)
    assert file.read_text() == "something else"


@pytest.mark.parametrize("moment", [0, 27, 28, 35, 47, 60, 70])
@pytest.mark.parametrize("stop", [OSError("disk full"), KeyboardInterrupt()], ids=["full", "^C"])
def test_a_save_that_is_interrupted_leaves_the_old_world(
    moment: int, stop: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small_world().save(tmp_path)
    before = contents(tmp_path)
    steps = 0

    def until(moment: int, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == moment + 1:
                raise stop
            return call(*args, **kwargs)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(pl.DataFrame, "write_csv", until(moment, pl.DataFrame.write_csv))
        patch.setattr(Path, "rename", until(moment, Path.rename))
        with pytest.raises(type(stop)):
            World.load(GOOD).save(tmp_path)
    assert contents(tmp_path) == before
    assert World.load(tmp_path) == small_world()


# Worlds from frames


def test_a_misspelt_column_of_a_frame_is_not_dropped_in_silence():
    plants = small_tables()["plants"].rename({"capacity": "capcity"})

    with pytest.raises(WorldError) as caught:
        small_world(plants=plants)
    assert list(map(str, caught.value.problems)) == [
        "plants.csv, line 1, capcity: 'capcity' is not a column of plants; did you mean capacity?"
    ]


def test_a_misspelt_table_is_not_dropped_in_silence():
    with pytest.raises(WorldError, match=r"^projekts\.csv: no table has this name; did you mean p"):
        small_world(projekts=World.load(GOOD).table("projects"))


def test_a_frame_is_held_to_the_same_rules_as_a_file():
    plants = changed("plants", pl.col("id") == "smelter", capacity=-50.0)
    routes = small_tables()["routes"].with_columns(tonnes=pl.Series(["100", "30 kt"]))

    with pytest.raises(WorldError) as caught:
        small_world(plants=plants, routes=routes, demand=small_tables()["demand"].drop("source"))
    assert [str(p) for p in caught.value.problems if p.file != "demand.csv"] == [
        "plants.csv, line 3, capacity: -50.0 is negative; capacity is in t per year, 0 or more",
        "routes.csv, line 3, tonnes: '30 kt' holds more than a number; write the number alone, "
        "in t",
    ]
    assert {str(p) for p in caught.value.problems if p.file == "demand.csv"} == {
        f"demand.csv, line {line}, source: the cell is empty; every row needs source: publication "
        "that states the figure"
        for line in (2, 3, 4)
    }


def test_tables_and_columns_left_out_of_frames_are_empty():
    world = small_world()

    assert set(world.tables) == set(TABLES)
    assert world.table("projects").height == 0
    assert world.table("plants")["owner"].to_list() == [None] * 3


# Differences


def test_a_changed_figure_is_found_and_nothing_else():
    after = small_world(plants=changed("plants", pl.col("id") == "smelter", capacity=60.0))

    assert small_world().diff(after).rows() == [
        ("plants", "smelter", "changed", "capacity", "50.0", "60.0")
    ]
    assert small_world().diff(small_world()).height == 0


def test_rows_that_came_and_went_and_figures_that_became_known_are_found():
    before = small_world(plants=changed("plants", pl.col("id") == "mine", capacity=None))
    rows = {"place": "CHN", "commodity": "ore", "holder": "industry", "tonnes": 9.0}
    after = small_world(
        tariffs=small_world().table("tariffs").clear(), stocks=added("stocks", rows)
    )

    assert before.diff(after).rows() == [
        ("plants", "mine", "changed", "capacity", None, "100.0"),
        ("tariffs", "duty, JPN, CHN, metal", "removed", None, None, None),
        ("stocks", "CHN, ore, industry", "added", None, None, None),
    ]


# A part of a world: some commodities


@pytest.mark.parametrize("mineral", MINERALS)
def test_a_mineral_taken_out_of_the_atlas_keeps_its_totals(mineral: str):
    atlas = World.atlas()
    part = atlas.select(minerals=[mineral])
    kept = part.table("commodities")["id"].to_list()

    assert part.table("minerals")["id"].to_list() == [mineral]
    assert kept == atlas.table("commodities").filter(mineral=mineral)["id"].to_list()
    for name in ("routes", "stocks", "prices"):
        rows = atlas.table(name).filter(pl.col("commodity").is_in(kept))
        assert part.table(name).equals(rows)
    whole = {key: tonnes for key, tonnes in output(atlas).items() if key[0] in kept}
    assert output(part) == pytest.approx(whole)
    sectors = ["place", "commodity", "sector", "year"]
    wanted = {k: t for k, t in total(atlas, "demand", *sectors).items() if k[1] in kept}
    still = {k: t for k, t in total(part, "demand", *sectors).items() if k[2] != "outside"}
    assert still == wanted


def test_plants_left_out_become_demand_at_what_their_goods_are_worth():
    part = small_world().select(commodities=["ore"])

    assert part.table("plants")["id"].to_list() == ["mine"]
    demand = part.table("demand").select("place", "commodity", "sector", "year", "tonnes")
    assert demand.rows() == [("CHN", "ore", "outside", 2024, 2.0 * 50.0)]
    per_t_of_ore = (1.0 * 1000.0 + 0.1 * 5000.0) / 2.0
    values = part.table("shortage_values").select("sector", "commodity", "usd_per_t")
    assert values.rows() == [("outside", "ore", per_t_of_ore)]
    assert part.table("demand")["note"].to_list() == ["use by plants left out of this selection"]


@pytest.mark.parametrize("commodity", ["ndpr_oxide", "alumina", "gallium_refined"])
def test_what_is_used_of_a_good_is_the_same_whether_its_users_are_in_or_outside(commodity: str):
    atlas = World.atlas()
    part = atlas.select(commodities=[commodity])

    def used(world: World) -> float:
        by_plants = moved(world, "in").filter(commodity=commodity, year=2024)["tonnes"].sum()
        asked = total(world, "demand", "commodity", "year").get((commodity, 2024), 0.0)
        return float(by_plants + asked)

    assert used(part) == pytest.approx(used(atlas))
    assert used(part) > 0


def test_a_part_of_a_part_counts_no_user_twice():
    foundry = {"id": "casting", "name": "Casting", "mineral": "oreium", "stage": "alloy"}
    world = small_world(
        commodities=added(
            "commodities",
            {
                "id": "ingot",
                "name": "Ingot",
                "mineral": "oreium",
                "stage": "alloy",
                "basis": "gross",
                "freight_class": "bulk",
            },
        ),
        prices=added(
            "prices", {"commodity": "ingot", "market": "*", "year": 2024, "usd_per_t": 9e3}
        ),
        processes=added("processes", foundry | {"activity": "t ingot"}),
        recipes=added(
            "recipes",
            {"process": "casting", "commodity": "ore", "direction": "in", "amount": 3.0},
            {"process": "casting", "commodity": "ingot", "direction": "out", "amount": 1.0},
        ),
        plants=added(
            "plants",
            {
                "id": "foundry",
                "name": "Foundry",
                "process": "casting",
                "place": "CHN",
                "scale": "plant",
                "capacity": 10.0,
            },
        ),
        production=added("production", {"plant": "foundry", "year": 2024, "tonnes": 4.0}),
        demand=added(
            "demand",
            {
                "place": "JPN",
                "commodity": "ingot",
                "sector": "cars",
                "year": 2024,
                "tonnes": 4.0,
            },
        ),
        shortage_values=added(
            "shortage_values", {"sector": "cars", "commodity": "ingot", "usd_per_t": 5e4}
        ),
    )
    at_once = world.select(commodities=["ore"])
    in_steps = world.select(commodities=["ore", "metal", "byproduct"]).select(commodities=["ore"])

    assert total(at_once, "demand", "commodity") == {("ore",): 2 * 50.0 + 3 * 4.0}
    assert total(in_steps, "demand", "commodity") == total(at_once, "demand", "commodity")
    worth = [part.table("shortage_values")["usd_per_t"].to_list() for part in (at_once, in_steps)]
    assert worth == [[9e3 / 3.0]] * 2


def test_a_good_whose_users_stood_idle_can_still_be_looked_at_alone():
    idle = changed("production", pl.col("plant") != "mine", tonnes=0.0)
    part = small_world(production=idle).select(commodities=["ore"])

    assert part.table("demand")["tonnes"].sum() == 0.0
    assert output(part) == {("ore", 2024): 100.0}


def test_selecting_everything_changes_nothing():
    world = small_world()

    assert world.select(minerals=["oreium"]) == world
    assert world.select(commodities=["ore", "metal", "byproduct"]) == world
    assert world.select(places=["AUS", "CHN", "JPN"]) == world
    assert world.select() == world


def test_a_name_that_the_world_does_not_know_is_answered_with_the_nearest():
    world = small_world()

    with pytest.raises(XenotimeError, match=r"'orium' is not in minerals.csv; did you mean oreium"):
        world.select(minerals=["orium"])
    with pytest.raises(XenotimeError, match=r"'Metal' is not in commodities.csv; did you mean met"):
        world.select(commodities=["Metal"])
    with pytest.raises(XenotimeError, match=r"'JAP' is not in places.csv; did you mean JPN\?"):
        world.select(places=["JAP"])


# A part of a world: some places


def test_places_left_out_keep_what_they_make_use_and_hold():
    atlas = World.atlas()
    part = atlas.select(places=SOME_PLACES)

    assert set(part.table("places")["id"]) == {*SOME_PLACES, "ROW"}
    assert output(part) == pytest.approx(output(atlas))
    for name, by in (
        ("demand", ("commodity", "sector", "year")),
        ("stocks", ("commodity", "holder")),
    ):
        assert total(part, name, *by) == pytest.approx(total(atlas, name, *by))


def test_trade_with_places_left_out_is_kept_and_trade_among_them_is_not():
    atlas = World.atlas()
    part = atlas.select(places=SOME_PLACES)
    names = pl.col("origin", "destination")
    folded = atlas.table("routes").with_columns(
        pl.when(names.is_in(SOME_PLACES)).then(names).otherwise(pl.lit("ROW"))
    )
    crossing = folded.filter(pl.col("origin") != pl.col("destination"))
    keys = ["commodity", "origin", "destination", "year"]
    sums = crossing.group_by(keys).agg(pl.col("tonnes").sum())

    assert 0 < crossing.height < folded.height
    assert total(part, "routes", *keys) == pytest.approx(
        {tuple(key): tonnes for *key, tonnes in sums.iter_rows() if tonnes > 0}
    )
    assert not part.table("routes").filter(origin="ROW", destination="ROW").height


def test_figures_added_up_say_so_and_are_no_better_than_the_worst_of_them():
    demand = changed("demand", pl.col("place") == "JPN", confidence="low")
    part = small_world(demand=demand).select(places=["AUS"])

    metal = part.table("demand").filter(commodity="metal")
    assert metal.select("place", "tonnes", "confidence", "note").rows() == [
        ("ROW", 50.0, "low", "2 figures added up")
    ]


def test_a_stock_that_nobody_published_stays_unknown_when_places_are_folded():
    stocks = table({"place": "JPN", "commodity": "ore", "holder": "industry"})
    part = small_world(stocks=stocks.with_columns(tonnes=pl.lit(None))).select(places=["AUS"])

    assert part.table("stocks").select("place", "tonnes").rows() == [("ROW", None)]


def test_the_rest_of_the_world_is_drawn_where_somebody_left_out_is():
    part = small_world().select(places=["AUS", "CHN"])
    rest = part.table("places").filter(id="ROW").row(0, named=True)

    assert (rest["kind"], rest["members"]) == ("region", "rest")
    assert (rest["latitude"], rest["longitude"]) == (35.0, 139.0)
    assert (rest["confidence"], rest["note"]) == ("low", "All places left out; drawn where JPN is")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(keep=st.sets(st.sampled_from(["AUS", "CHN", "JPN"])))
def test_whatever_places_are_kept_the_total_demand_is_the_same(keep: set[str]):
    world = small_world()
    part = world.select(places=sorted(keep))

    assert total(part, "demand", "commodity", "sector") == total(
        world, "demand", "commodity", "sector"
    )
    assert total(part, "stocks", "commodity") == total(world, "stocks", "commodity")
    assert output(part) == output(world)
    assert set(part.table("places")["id"]) == keep | ({"ROW"} if len(keep) < 3 else set())


# Partnerships


def test_a_partnership_is_named_by_its_name_or_by_its_places():
    atlas = World.atlas()

    assert atlas.partnership("JPN-USA") == ["JPN", "USA"]
    assert atlas.partnership("JPN,USA") == ["JPN", "USA"]
    assert atlas.partnership(" USA, JPN ,") == ["USA", "JPN"]
    assert sorted(atlas.partnership("G7")) == sorted(
        ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"]
    )


def test_a_place_named_twice_plans_once():
    assert World.atlas().partnership("JPN,USA,JPN") == ["JPN", "USA"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("JPN,USX", "'USX' is neither a place nor a partnership; did you mean USA?"),
        ("jpn", "'jpn' is neither a place nor a partnership; did you mean JPN?"),
        ("JPN-US", "'JPN-US' is neither a place nor a partnership; did you mean JPN-USA?"),
        ("Atlantis", "'Atlantis' is neither a place nor a partnership"),
        ("", "'' is neither a place nor a partnership"),
    ],
)
def test_a_misspelt_partner_is_answered_with_the_nearest_name(name: str, sentence: str):
    with pytest.raises(XenotimeError) as caught:
        World.atlas().partnership(name)
    assert str(caught.value) == sentence


# Starting from nothing


def test_a_new_world_is_good_has_every_table_and_one_worked_mineral(tmp_path: Path):
    folder = tmp_path / "mine" / "world"
    made = CliRunner().invoke(app, ["new", str(folder)])
    checked = CliRunner().invoke(app, ["check", str(folder), "--json"])

    assert made.exit_code == 0, made.output
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout) == {"problems": [], "doubts": []}
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in TABLES}
    assert World.load(folder).table("minerals")["id"].to_list() == [MINERAL]


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "plants.csv"])
def test_a_new_world_is_never_written_over_something(name: str, tmp_path: Path):
    (tmp_path / name).write_text("precious")
    result = CliRunner().invoke(app, ["new", str(tmp_path)])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"xenotime: {tmp_path} is there already; choose a new folder, nothing was changed"
    ]
    assert contents(tmp_path) == {name: b"precious"}


# Shares of production


def shared() -> World:
    """The small world with both smelters at work: 50 and 5 t of metal."""
    busy = changed("production", pl.col("plant") == "spare_smelter", tonnes=5.0)
    return small_world(production=busy)


def test_outputs_are_production_times_recipe():
    assert sorted(outputs(shared(), 2024).rows()) == [
        ("byproduct", "CHN", 5.0),
        ("byproduct", "JPN", 0.5),
        ("metal", "CHN", 50.0),
        ("metal", "JPN", 5.0),
        ("ore", "AUS", 100.0),
    ]
    assert outputs(shared(), 2023).height == 0


def test_shares_and_concentration_are_those_worked_out_by_hand():
    metal = shares(shared(), ["metal"], 2024)

    assert metal["place"].to_list() == ["CHN", "JPN"]
    assert metal["tonnes"].to_list() == [50.0, 5.0]
    assert metal["share"].to_list() == pytest.approx([10 / 11, 1 / 11])
    assert hhi(metal["share"]) == pytest.approx((10**2 + 1**2) / 11**2)
    assert hhi(pl.Series([1.0])) == 1.0
    assert hhi(pl.Series([0.25] * 4)) == 0.25


def test_shares_by_element_count_what_the_goods_hold():
    iron = shares(shared(), ["ore", "metal"], 2024, ["Fe"])
    whole = 0.6 * 100 + 50 + 5

    assert iron["place"].to_list() == ["AUS", "CHN", "JPN"]
    assert iron["tonnes"].to_list() == pytest.approx([60.0, 50.0, 5.0])
    assert iron["share"].to_list() == pytest.approx([60 / whole, 50 / whole, 5 / whole])
    assert shares(shared(), ["metal"], 2024, ["Cu"]).height == 0


def test_a_unit_that_slipped_is_doubted_though_every_row_is_in_order():
    tables = small_tables()
    slipped = tables["demand"].with_columns(
        tonnes=pl.when(pl.col("place") == "JPN")
        .then(1000 * pl.col("tonnes"))
        .otherwise(pl.col("tonnes"))
    )

    doubts = far_from_balance(small_world(demand=slipped))
    assert doubts.select("commodity", "place", "supply", "use").rows() == [
        ("metal", "JPN", 30.0, 30_000.0)
    ]
    assert far_from_balance(small_world()).height == 0


def test_published_shares_stand_beside_the_atlas_with_their_distance_in_points():
    def row(place: str, share: float, **more: Any) -> dict[str, Any]:
        return {
            "mineral": "oreium",
            "stage": "metal",
            "commodities": "metal",
            "place": place,
            "year": 2024,
            "share": share,
        } | more

    world = small_world(
        production=shared().table("production"),
        published_shares=table(
            row("CHN", 0.90),
            row("JPN", 0.05, reason="counts two smelters fewer"),
            row("top3", 1.0),
            row("CHN", 0.8, year=2019),
        ),
    )
    found = published_comparison(world)

    assert found.columns == [
        "mineral", "stage", "place", "year", "atlas_year", "published", "atlas", "difference",
        "within", "reason", "source",
    ]  # fmt: skip
    assert found["place"].to_list() == ["CHN", "JPN", "top3", "CHN"]
    assert found["year"].to_list() == [2024, 2024, 2024, 2019]
    assert found["atlas_year"].to_list() == [2024] * 4
    assert found["atlas"].to_list() == pytest.approx([10 / 11, 1 / 11, 1.0, 10 / 11])
    points = [1000 / 11 - 90, 100 / 11 - 5, 0.0, 1000 / 11 - 80]
    assert found["difference"].to_list() == pytest.approx(points)
    assert found["within"].to_list() == [True, False, True, False]
    assert found["reason"].to_list() == [None, "counts two smelters fewer", None, None]


def test_a_share_that_the_world_says_nothing_about_is_unknown_and_not_zero():
    silent = {
        "mineral": "oreium",
        "stage": "metal",
        "commodities": "metal",
        "elements": "Cu",
        "place": "CHN",
        "year": 2024,
        "share": 0.5,
    }
    found = published_comparison(small_world(published_shares=table(silent)))

    assert found["atlas"].to_list() == [None]
    assert found["difference"].to_list() == [None]
    assert found["within"].to_list() == [False]


def test_two_points_apart_are_within_two_points_whatever_the_last_digit_says():
    production = table({"plant": "mine", "year": 2024, "tonnes": 1.0})
    entry = {"mineral": "oreium", "stage": "extraction", "commodities": "ore", "place": "AUS"}
    published = table(entry | {"year": 2024, "share": 0.98})
    found = published_comparison(
        small_world(production=production, published_shares=published)
    ).row(0, named=True)

    assert 100 * (1 - 0.98) > 2
    assert (found["difference"], found["within"]) == (2.0, True)


def test_a_world_without_published_shares_compares_to_nothing():
    found = published_comparison(small_world())

    assert found.height == 0
    assert found.columns == published_comparison(World.atlas()).columns
