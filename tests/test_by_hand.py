"""The small world computed by hand: what it costs, what moves, and what everything is worth.

Letters: a, c, j are the prices of ore in AUS, CHN, JPN; M, J those of metal in CHN and JPN; B, b
those of the by-product in CHN and JPN. One period of twelve months: years = 1, elapsed = 0.5.

Costs per tonne (USD), from the reference prices ore 100, metal 1,000, by-product 5,000:

    mine       made and sold 100                        kept 100 - 0.02 * 100         =    98
    smelter    made 1,000 + 0.1 * 5,000 = 1,500,        kept 1,300 - 0.02 * 1,500     = 1,270
               less 2 * 100 of ore = 1,300             extra 1,300 + 0.05 * 1,500    = 1,375
    ore        same price everywhere                    kept 0 - 0.02 * 100           =    -2
               freight 10                                new 10 + 0.05 * 100           =    15
    metal      same price everywhere                    kept 0 - 0.02 * 1,000         =   -20
               freight 10, duty CHN to JPN 0.1 * 1,000   new 110 + 0.05 * 1,000        =   160
               no duty JPN to CHN                        new 10 + 0.05 * 1,000         =    60
    by-product freight 10                                new 10 + 0.05 * 5,000         =   260
    stock      metal, held half a year on average      drawn 1,000 * (1.02 + 0.05)     = 1,070
    demand     metal: priced out 1,000 * 1.1 = 1,100 (2 % of it), short at most 100,000
               by-product: priced out 5,000 * 1.1 = 5,500 (2 % of it), short at most 50,000
               the first 5 % of a demand are worth 0.60 of what the last tonne is worth beyond its
               price, the next 10 % 0.75, 15 % 0.85, 30 % 0.95 and the last 40 % all of it

Limits of new shipments, 0.3 * 0.5 = 0.15 of what the origin made, received or could make:

    ore AUS 0.15 * 100 = 15;  metal CHN 0.15 * 50 = 7.5;  metal JPN 0.15 * (5 + 30) = 5.25
    by-product JPN 0.15 * 0.1 * 5 = 0.075

Idle capacity is back within restart_years = 0.5 = elapsed: the spare smelter can make its 5 t.
"""

from __future__ import annotations

import polars as pl
import pytest

from tests.small_world import small_world
from xenotime.network.model import Outcome
from xenotime.network.periods import Periods
from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.studies.solved import SolvedGroup

YEAR = Periods("2027-01", (12,))
# HiGHS lets a price be off by 1e-7 in the units of the program, thousand USD per t.
DUAL_TOLERANCE = 1e-3


@pytest.fixture(scope="module")
def group() -> SolvedGroup:
    return SolvedGroup.make(small_world(), ["ore", "metal", "byproduct"], YEAR, "2027-01-01")


def metal_cut(through: float) -> Scenario:
    return Scenario(
        id="metal-cut",
        name="No metal for Japan",
        description="Licences for metal from China to Japan",
        start="2027-01",
        months=12,
        source="book",
        cuts=(
            Cut(
                note="by hand",
                commodities=("metal",),
                origins=("CHN",),
                destinations=("JPN",),
                through=through,
            ),
        ),
    )


def tonnes(outcome: Outcome, block: str, *keys: str) -> dict[tuple[str, ...], float]:
    """What is not zero in a block, by key."""
    rows = outcome.frame(block).group_by(*keys, maintain_order=True).agg(pl.col("tonnes").sum())
    rows = rows.filter(pl.col("tonnes").abs() > 1e-9)
    return {tuple(row[:-1]): row[-1] for row in rows.select(*keys, "tonnes").iter_rows()}


def prices(outcome: Outcome) -> dict[str, float]:
    letters = {
        ("ore", "AUS"): "a",
        ("ore", "CHN"): "c",
        ("ore", "JPN"): "j",
        ("metal", "CHN"): "M",
        ("metal", "JPN"): "J",
        ("byproduct", "CHN"): "B",
        ("byproduct", "JPN"): "b",
    }
    rows = outcome.prices().select("commodity", "place", "usd_per_t").iter_rows()
    return {letters[commodity, place]: price for commodity, place, price in rows}


def near(values: dict) -> dict:
    return pytest.approx(values, rel=1e-6, abs=1e-6)


def test_the_undisturbed_world_goes_on_as_the_reference_year(group):
    # mine     100 *    98 =   9,800
    # smelter   50 * 1,270 =  63,500
    # ore      100 *    -2 =    -200
    # metal     30 *   -20 =    -600
    #                         72,500 USD
    outcome = group.undisturbed

    assert outcome.cost_usd == pytest.approx(72_500)
    assert tonnes(outcome, "kept_activity", "id") == near({("mine",): 100, ("smelter",): 50})
    routes = {("ore", "AUS", "CHN"): 100, ("metal", "CHN", "JPN"): 30}
    assert tonnes(outcome, "kept_flow", "commodity", "origin", "destination") == near(routes)
    demand = {("metal", "JPN"): 30, ("metal", "CHN"): 20, ("byproduct", "CHN"): 5}
    assert tonnes(outcome, "delivered", "commodity", "place") == near(demand)
    for block in ("extra_activity", "new_flow", "priced_out", "short", "drawn"):
        assert tonnes(outcome, block, outcome.frame(block).columns[0]) == {}


def test_undisturbed_prices_lie_where_nobody_gains_by_doing_otherwise(group):
    # Everything kept stands at its upper limit, so many prices support the optimum. In use:
    #   mine 98 <= a;  ore a - 2 <= c;  smelter 1,270 + 2c <= M + 0.1 B;  metal M - 20 <= J
    # Not in use:
    #   new ore c <= a + 15, j <= a + 15;  drawn J <= 1,070;  priced out B <= 5,500
    #   new by-product B <= b + 260;  spare smelter J + 0.1 b <= 1,375 + 2j
    # Chained:
    #   M <= 1,070 + 20 = 1,090
    #   M + 0.1 B >= 1,270 + 2 * 96 = 1,462:
    #   M >= 1,462 - 550 = 912,  B >= 10 * (1,462 - 1,090) = 3,720
    #   J >= 912 - 20 = 892
    #   2c <= 1,090 + 550 - 1,270 = 370:  c <= 185,  a <= 187,  j <= 202
    #   b >= 3,720 - 260 = 3,460,  b <= 10 * (1,375 + 2 * 202 - 892) = 8,870
    limits = {
        "a": (98, 187),
        "c": (96, 185),
        "j": (0, 202),
        "M": (912, 1_090),
        "J": (892, 1_070),
        "B": (3_720, 5_500),
        "b": (3_460, 8_870),
    }
    found = prices(group.undisturbed)

    for letter, (lowest, highest) in limits.items():
        within = lowest - DUAL_TOLERANCE <= found[letter] <= highest + DUAL_TOLERANCE
        assert within, (letter, found[letter])


def test_a_full_stop_of_metal_starts_the_spare_smelter_and_starves_the_by_product(group):
    # JPN wants 30 t and can get:
    #   the stock, 3 t; priced out, 0.02 * 30 = 0.6 t; the spare smelter, 5 t from 10 t of ore.
    #   Short: 30 - 3 - 0.6 - 5 = 21.4 t.
    # The mine digs no more than 100 t: CHN gets 90 t of ore and makes 45 t of metal, of which it
    # uses 20 t and nobody can have the rest, and 4.5 t of by-product. The spare smelter makes 0.5 t
    # of by-product; 0.075 t of it may go to CHN, which wants 5 t:
    #   priced out 0.02 * 5 = 0.1 t; short 5 - 4.5 - 0.075 - 0.1 = 0.325 t.
    #
    # mine                 100     *      98 =     9,800
    # ore kept              90     *      -2 =      -180
    # ore to JPN            10     *      15 =       150
    # smelter               45     *   1,270 =    57,150
    # spare smelter          5     *   1,375 =     6,875
    # by-product to CHN      0.075 *     260 =        19.5
    # stock                  3     *   1,070 =     3,210
    # metal priced out       0.6   *   1,100 =       660
    # metal short           21.4   *   1,000 =    21,400, and beyond the price
    #   1.5 * 0.6 + 3 * 0.75 + 4.5 * 0.85 + 9 * 0.95 + 3.4 = 18.925
    #                       18.925 *  99,000 = 1,873,575
    # by-product priced out  0.1   *   5,500 =       550
    # by-product short       0.325 *   5,000 =     1,625, and 0.25 * 0.6 + 0.075 * 0.75 = 0.20625
    #                        0.20625 * 45,000 =     9,281.25
    #                                          1,984,115.75 USD
    outcome = group.outcome(metal_cut(0.0))

    assert outcome.cost_usd == pytest.approx(1_984_115.75)
    assert tonnes(outcome, "kept_activity", "id") == near({("mine",): 100, ("smelter",): 45})
    assert tonnes(outcome, "extra_activity", "id") == near({("spare_smelter",): 5})
    way = ("commodity", "origin", "destination")
    assert tonnes(outcome, "kept_flow", *way) == near({("ore", "AUS", "CHN"): 90})
    new = {("ore", "AUS", "JPN"): 10, ("byproduct", "JPN", "CHN"): 0.075}
    assert tonnes(outcome, "new_flow", *way) == near(new)
    at = ("commodity", "place")
    assert tonnes(outcome, "drawn", *at) == near({("metal", "JPN"): 3})
    gone = {("metal", "JPN"): 0.6, ("byproduct", "CHN"): 0.1}
    assert tonnes(outcome, "priced_out", *at) == near(gone)
    short = {("metal", "JPN"): 21.4, ("byproduct", "CHN"): 0.325}
    assert tonnes(outcome, "short", *at) == near(short)


def test_a_full_stop_shows_in_the_price_of_everything_upstream(group):
    # What is partly used sets a price; all seven follow:
    #   short of metal in JPN, last step: J = 100,000
    #   short of by-product in CHN, second step: B = 5,000 + 0.75 * 45,000 = 38,750
    #   metal left over in CHN: M = 0;  by-product left over in JPN: b = 0
    #   smelter between 0 and 50 t: 1,270 + 2c = M + 0.1 B = 3,875, so c = 1,302.5
    #   ore kept between 0 and 100 t: c = a - 2, so a = 1,304.5
    #   ore to JPN between 0 and 15 t: j = a + 15 = 1,319.5
    expected = {
        "J": 100_000,
        "B": 38_750,
        "M": 0,
        "b": 0,
        "c": 1_302.5,
        "a": 1_304.5,
        "j": 1_319.5,
    }

    assert prices(group.outcome(metal_cut(0.0))) == near(expected)


def test_a_light_cut_lets_nothing_new_through_and_wakes_the_spare_smelter(group):
    # Through 0.9: 27 t under contract, and nothing anew on a route that needs a licence. JPN is to
    # replace 3 t; the metal not sent is left over in CHN. A tonne less smelted in CHN saves 1,270,
    # two of ore moved (-2 each, so it costs 4) and dug (98 each): 1,270 - 4 + 196 = 1,462, but
    # takes 0.1 t of by-product: priced out at 5,500 that costs 550 for the first tonne, short at
    # 50,000 it would cost 5,000 for the next. A tonne of the spare smelter costs 1,375, dug and
    # moved ore 2 * (98 + 15) = 226, and saves 1,070 of the stock: not worth it, unless its 0.1 t of
    # by-product goes to CHN (26) and frees another tonne there (1,462). 0.075 t may go: it runs
    # 0.75 t.
    #
    # mine                  98     *    98 =   9,604
    # ore kept              96.5   *    -2 =    -193
    # ore to JPN             1.5   *    15 =      22.5
    # smelter               48.25  * 1,270 =  61,277.5
    # spare smelter          0.75  * 1,375 =   1,031.25
    # by-product to CHN      0.075 *   260 =      19.5
    # metal kept            27     *   -20 =    -540
    # stock                  2.25  * 1,070 =   2,407.5
    # by-product priced out  0.1   * 5,500 =     550
    #                                         74,179.25 USD
    outcome = group.outcome(metal_cut(0.9))

    assert outcome.cost_usd == pytest.approx(74_179.25)
    assert tonnes(outcome, "kept_activity", "id") == near({("mine",): 98, ("smelter",): 48.25})
    assert tonnes(outcome, "extra_activity", "id") == near({("spare_smelter",): 0.75})
    way = ("commodity", "origin", "destination")
    kept = {("ore", "AUS", "CHN"): 96.5, ("metal", "CHN", "JPN"): 27}
    assert tonnes(outcome, "kept_flow", *way) == near(kept)
    new = {("ore", "AUS", "JPN"): 1.5, ("byproduct", "JPN", "CHN"): 0.075}
    assert tonnes(outcome, "new_flow", *way) == near(new)
    at = ("commodity", "place")
    assert tonnes(outcome, "drawn", *at) == near({("metal", "JPN"): 2.25})
    assert tonnes(outcome, "priced_out", *at) == near({("byproduct", "CHN"): 0.1})
    assert tonnes(outcome, "short", *at) == {}


def test_a_light_cut_splits_the_price_at_the_wall(group):
    # Partly used: the mine, a = 98; ore kept, c = a - 2 = 96; ore to JPN, j = a + 15 = 113; the
    # stock, J = 1,070. Metal is left over in CHN, M = 0, so the smelter's by-product pays for all:
    # 1,270 + 2 * 96 = 0.1 B, B = 14,620. The spare smelter: 1,070 + 0.1 b = 1,375 + 2 * 113,
    # b = 5,310.
    expected = {"a": 98, "c": 96, "j": 113, "J": 1_070, "M": 0, "B": 14_620, "b": 5_310}

    assert prices(group.outcome(metal_cut(0.9))) == near(expected)
