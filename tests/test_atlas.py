"""The atlas that ships: what a reader of its figures would lose.

Printed figures are typed in here, each with its table, so that an edit of the atlas that moves one
of them is seen.
"""

from __future__ import annotations

import re

import polars as pl
import pytest

import xenotime as xt
from xenotime.studies import audit
from xenotime.studies.case import Case
from xenotime.world import shares

MINERALS = {
    "rare_earths",
    "gallium",
    "germanium",
    "graphite",
    "lithium",
    "cobalt",
    "nickel",
    "tungsten",
    "antimony",
    "magnesium",
}
MAGNETS = ["ndfeb_magnet", "ndfeb_dytb_magnet"]
CONCENTRATES = [
    "bayan_obo_concentrate",
    "sichuan_concentrate",
    "mountain_pass_concentrate",
    "mount_weld_concentrate",
    "ion_clay_concentrate",
    "serra_verde_concentrate",
    "monazite_concentrate",
    "loparite_concentrate",
]
FLOW_ERROR = 0.06
"""Largest error of a commodity's trade after reconciliation that is let pass without a reason."""
FLOW_ERRORS_WITH_A_REASON = {
    # China's samarium surplus: 4,000 t unsold beside 111 t traded; the flows give way first.
    "sm_oxide": 0.55,
    # Thirty tonnes, split out of HS 284690 by judgement; Chinese use and recycling are guesses too.
    "tb_oxide": 0.30,
}


@pytest.fixture(scope="module")
def world() -> xt.World:
    return xt.World.atlas()


@pytest.fixture(scope="module")
def reference(world: xt.World) -> Case:
    year = world.reference_year
    return Case(world, ("JPN", "USA"), (f"{year}-01", f"{year}-12"))


@pytest.fixture(scope="module")
def adjustments(reference: Case) -> pl.DataFrame:
    return audit.reconciliation(reference)


def cited_tables(world: xt.World) -> list[tuple[str, pl.DataFrame]]:
    return [(name, rows) for name, rows in world.tables.items() if "confidence" in rows.columns]


def test_it_loads_and_holds_the_ten_minerals(world: xt.World):
    assert set(world.table("minerals")["id"]) == MINERALS


def test_shipped_scenarios_name_only_what_the_atlas_knows(world: xt.World):
    for scenario in xt.shipped():
        scenario.check(world)


# --- Beside the publishers ------------------------------------------------------------------------


def test_every_published_share_is_within_two_points_or_says_why(world: xt.World):
    table = shares.published_comparison(world)
    silent = table.filter(~pl.col("within") & (pl.col("reason").fill_null("").str.len_chars() < 20))
    assert not silent.height, silent.select("mineral", "stage", "place", "published", "atlas")


@pytest.mark.parametrize(
    ("commodities", "elements", "published"),
    [
        # IEA, Global Critical Minerals Outlook 2025: China's share of magnet rare earths in 2024.
        (CONCENTRATES, ["Nd", "Pr", "Dy", "Tb"], 0.60),
        (["ndpr_oxide", "dy_oxide", "tb_oxide"], ["NdPr", "Dy", "Tb"], 0.91),
        (MAGNETS, None, 0.94),
    ],
    ids=["mining", "separation", "sintered magnets"],
)
def test_chinas_rare_earth_shares_are_within_two_points_of_the_iea(
    world: xt.World, commodities: list[str], elements: list[str] | None, published: float
):
    table = shares.shares(world, commodities, 2024, elements)
    share = table.filter(pl.col("place") == "CHN")["share"].item()
    assert abs(share - published) <= 0.02


@pytest.mark.parametrize(
    ("mineral", "commodities", "place", "year", "printed"),
    [
        # USGS, Mineral Commodity Summaries 2026, world production tables, tonnes.
        ("rare earths", CONCENTRATES, "CHN", 2024, 270_000),
        ("rare earths", CONCENTRATES, "USA", 2024, 45_500),
        ("rare earths", CONCENTRATES, "AUS", 2024, 29_000),
        ("gallium", ["gallium_crude"], "CHN", 2024, 839),
        ("gallium", ["gallium_crude"], "CHN", 2025, 900),
        ("graphite", ["natural_graphite_flake"], "CHN", 2024, 1_270_000),
        ("graphite", ["natural_graphite_flake"], "MOZ", 2024, 39_000),
        ("tungsten", ["tungsten_concentrate"], "CHN", 2024, 67_000),
        ("tungsten", ["tungsten_concentrate"], "VNM", 2024, 3_400),
        ("antimony", ["antimony_concentrate"], "CHN", 2024, 40_000),
        ("antimony", ["antimony_concentrate"], "TJK", 2024, 22_000),
        (
            "nickel",
            ["nickel_laterite_ore", "nickel_sulphide_concentrate"],
            "IDN",
            2024,
            2_310_000,
        ),
        ("nickel", ["nickel_laterite_ore"], "NCL", 2024, 116_000),
        ("cobalt", ["cobalt_hydroxide"], "COD", 2024, 226_000),
    ],
)
def test_production_is_what_the_usgs_printed(
    world: xt.World,
    mineral: str,
    commodities: list[str],
    place: str,
    year: int,
    printed: float,
):
    found = shares.shares(world, commodities, year).filter(pl.col("place") == place)
    assert found["tonnes"].item() == pytest.approx(printed, rel=0.006), mineral


@pytest.mark.parametrize(
    ("commodity", "market", "printed"),
    [
        # USGS, Mineral Commodity Summaries 2026, salient statistics, prices of 2024, USD per tonne.
        ("ndpr_oxide", "*", 55_000),
        ("dy_oxide", "*", 257_000),
        ("tb_oxide", "*", 812_000),
        ("nickel_class1", "*", 16_812),
        ("lithium_carbonate", "*", 11_800),
        ("germanium_metal", "*", 1_991_000),
        ("antimony_metal", "*", 10.24 * 2204.62),
        ("cobalt_metal", "USA", 16.77 * 2204.62),
        ("magnesium_metal", "*", 2_850),
    ],
)
def test_prices_are_what_the_usgs_printed(
    world: xt.World, commodity: str, market: str, printed: float
):
    row = world.table("prices").filter(
        (pl.col("commodity") == commodity) & (pl.col("market") == market) & (pl.col("year") == 2024)
    )
    assert row["usd_per_t"].item() == pytest.approx(printed, rel=0.002)


# --- What is in it --------------------------------------------------------------------------------


def test_every_mineral_has_stages_and_users_in_japan_and_the_united_states(world: xt.World):
    goods = world.table("commodities").select(commodity="id", mineral="mineral", stage="stage")
    stages = goods.group_by("mineral").agg(pl.col("stage").n_unique())
    assert stages.filter(pl.col("stage") >= 2).height == len(MINERALS)
    used = world.table("demand").filter(pl.col("tonnes") > 0).join(goods, on="commodity")
    for place in ("JPN", "USA"):
        assert set(used.filter(pl.col("place") == place)["mineral"]) == MINERALS


def test_magnets_are_wanted_by_every_sector_and_place_of_interest(world: xt.World):
    wanted = world.table("demand").filter(pl.col("commodity").is_in([*MAGNETS, "smco_magnet"]))
    assert set(wanted["place"]) >= {
        "CHN",
        "JPN",
        "USA",
        "DEU",
        "XEU",
        "KOR",
        "VNM",
        "IND",
        "ROW",
    }
    assert set(wanted["sector"]) >= {
        "traction_motors",
        "wind",
        "industrial_motors_robots",
        "electronics",
        "defence",
        "other",
    }


def test_forty_projects_and_more_have_money_or_a_lead_time(world: xt.World):
    known = world.table("projects").filter(
        pl.col("capex_usd").is_not_null() | pl.col("lead_months").is_not_null()
    )
    assert known.height >= 40


def test_every_sector_is_used(world: xt.World):
    assert set(world.table("sectors")["id"]) == set(world.table("demand")["sector"])


def test_hs_codes_are_digits_only(world: xt.World):
    codes = " ".join(world.table("commodities")["hs"].drop_nulls()).split()
    assert codes
    assert all(re.fullmatch(r"\d{4}|\d{6}", code) for code in codes)


# --- Where it comes from --------------------------------------------------------------------------


def test_own_judgement_is_never_more_than_low_confidence(world: xt.World):
    for name, rows in cited_tables(world):
        loud = rows.filter((pl.col("source") == "xenotime") & (pl.col("confidence") != "low"))
        assert not loud.height, (name, loud.head(3).to_dicts())


def test_what_is_recalled_has_low_confidence(world: xt.World):
    for name, rows in cited_tables(world):
        loud = rows.filter(
            pl.col("note").fill_null("").str.starts_with("recalled")
            & (pl.col("confidence") != "low")
        )
        assert not loud.height, (name, loud.head(3).to_dicts())


def test_every_source_is_cited(world: xt.World):
    cited = {source for scenario in xt.shipped() for source in scenario.source}
    prose = []
    for _, rows in cited_tables(world):
        cited |= set(rows["source"])
        prose += rows["note"].drop_nulls().to_list()
        if "locator" in rows.columns:
            prose += rows["locator"].drop_nulls().to_list()
    text = "\n".join(prose)
    idle = [
        source
        for source in world.table("sources")["id"]
        if source not in cited and not re.search(rf"(?<![\w-]){re.escape(source)}(?!\w)", text)
    ]
    assert not idle


# --- How well it adds up --------------------------------------------------------------------------


def test_nothing_of_weight_is_used_that_no_figure_explains(
    reference: Case, adjustments: pl.DataFrame
):
    used: dict[str, float] = {}
    for number in range(len(reference.groups)):
        model = reference.solved(number).model
        flows = model.index.arcs.select("commodity").with_columns(t=model.reference.flow)
        wants = model.index.demand.select("commodity").with_columns(t=model.reference.demand)
        for commodity, tonnes in pl.concat([flows, wants]).group_by("commodity").sum().iter_rows():
            used[commodity] = used.get(commodity, 0.0) + tonnes
    lost = adjustments.filter(pl.col("table") == "unexplained")
    for row in lost.iter_rows(named=True):
        assert row["reconciled"] <= 0.01 * used[row["commodity"]], row


def test_reconciliation_is_modest(adjustments: pl.DataFrame):
    figures = adjustments.filter(pl.col("relative").is_not_null())
    far = figures.filter(pl.col("relative").abs() > 0.2)
    assert far.height <= 0.04 * figures.height
    moved = figures.filter((pl.col("confidence") == "high") & (pl.col("relative").abs() > 0.05))
    assert not moved.height, moved.to_dicts()


def test_the_undisturbed_model_ships_what_was_observed(reference: Case):
    errors = audit.flow_error(reference)
    for row in errors.iter_rows(named=True):
        bound = FLOW_ERRORS_WITH_A_REASON.get(row["commodity"], FLOW_ERROR)
        assert row["error"] <= bound, row
