"""Content tracing: how much of what is made abroad holds controlled goods, on worlds small enough
to compute by hand and on random ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.random_worlds import AS_OF, RandomCase, cases
from tests.small_world import table
from tests.tiny_worlds import tiny_tables, tiny_world
from tools import model_docs
from xenotime.controls.content import content_reach, controlled_content
from xenotime.controls.register import Register
from xenotime.network import content as content_module
from xenotime.network import layered as layered_module
from xenotime.network.content import Content, Layers, arc_frame, makers, making, trace_content
from xenotime.network.index import Index, build_index
from xenotime.network.layered import layered
from xenotime.network.model import Model, Outcome, build
from xenotime.network.patch import patch
from xenotime.network.periods import Periods
from xenotime.network.reconciliation import Reference
from xenotime.scenarios import from_measures
from xenotime.scenarios.scenario import Cut, Scenario
from xenotime.solve.linear import Solver
from xenotime.studies.case import Case
from xenotime.studies.reach import ANSWERS, ReachResult, reach
from xenotime.studies.solved import reconcile
from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

YEAR = ("2027-01", "2027-12")
ROOT = Path(__file__).parents[1]

# JPN makes 100 t of magnets of 10 t of dysprosium, 6 t of it from CHN and 4 t from AUS. It uses
# 30 t, sells 20 t to CHN and 50 t to the USA.
MAGNETS: dict[str, Any] = {
    "prices": {"magnet": 1000.0, "dysprosium": 2000.0},
    "processes": {
        "magnet_making": {"magnet": 1.0, "dysprosium": -0.1},
        "separation": {"dysprosium": 1.0},
    },
    "plants": [
        ("magnet_making", "JPN", 100.0),
        ("separation", "CHN", 6.0),
        ("separation", "AUS", 4.0),
    ],
    "routes": [
        ("dysprosium", "CHN", "JPN", 6.0),
        ("dysprosium", "AUS", "JPN", 4.0),
        ("magnet", "JPN", "USA", 50.0),
        ("magnet", "JPN", "CHN", 20.0),
    ],
    "demand": [("JPN", "magnet", 30.0), ("USA", "magnet", 50.0), ("CHN", "magnet", 20.0)],
}
CHINESE = Content(("CHN",), ("dysprosium",), 0.001)


def chinese_part(tonnes: float, **parts: object) -> dict[str, Any]:
    """MAGNETS with so much of the 10 t of dysprosium from CHN."""
    sources = {"CHN": tonnes, "AUS": 10.0 - tonnes}
    some = {place: t for place, t in sources.items() if t > 0}
    return (
        MAGNETS
        | {
            "plants": [MAGNETS["plants"][0], *(("separation", p, t) for p, t in some.items())],
            "routes": [
                *(("dysprosium", p, "JPN", t) for p, t in some.items()),
                *MAGNETS["routes"][2:],
            ],
        }
        | parts
    )


REGISTER = {
    "measures": [
        {
            "id": f"CN-2025-61-{point}",
            "government": "CHN",
            "kind": kind,
            "title": "Foreign-made magnets",
            "announced": "2025-10-09",
            "effective": "2025-12-01",
        }
        for point, kind in (("1a", "foreign_made"), ("1c", "export_control"))
    ],
    "measure_items": [
        {
            "measure": f"CN-2025-61-{point}",
            "item": good,
            "description": good,
            "elements": "Dy",
            "forms": form,
            "commodities": good,
        }
        for point, good, form in (
            ("1a", "magnet", "magnet"),
            ("1c", "dysprosium", "metal"),
            ("1c", "magnet", "magnet"),
        )
    ],
    "measure_destinations": [
        {
            "measure": "CN-2025-61-1a",
            "rule": "all",
            "destinations": "*",
            "reach": "content",
            "share_from": 0.001,
            "policy": "licence",
        },
        {
            "measure": "CN-2025-61-1c",
            "rule": "all",
            "destinations": "*",
            "reach": "origin",
            "policy": "licence",
        },
    ],
}


def ruled(**parts: object) -> World:
    """A tiny world with No. 61 in its register."""
    rows = {name: table(*some) for name, some in REGISTER.items()}
    return World.from_tables(tiny_tables(**parts) | rows)  # type: ignore[arg-type]


def reached(parts: dict[str, Any], **options: Any) -> ReachResult:
    return reach(Case(ruled(**parts), ("JPN",), YEAR, months=12), "CN-2025-61-1a", **options)


def only_row(frame: pl.DataFrame, **key: str) -> dict[str, Any]:
    return frame.filter(**key).row(0, named=True)


def prepared(world: World) -> tuple[Index, Reference]:
    index = build_index(world, world.table("commodities")["id"].to_list(), AS_OF)
    return index, reconcile(index)


def split(parts: dict[str, Any], content: Content = CHINESE) -> Layers:
    return trace_content(*prepared(tiny_world(**parts)), content)


def at(layers: Layers, values: np.ndarray, commodity: str, place: str) -> float:
    node = layers.index.nodes.filter(commodity=commodity, place=place)["node"][0]
    return float(values[node])


# --- by hand


def test_a_plant_that_mixes_sells_everything_with_content_and_one_that_segregates_little():
    # Six tenths of the runs hold Chinese dysprosium: 60 t. Mixed, all 50 t to the USA need a
    # licence; in the average mix 30 t; with 30 t used at home and 20 t sold to CHN first, 10 t.
    found = reached(MAGNETS)
    row = only_row(found.by_maker, place="JPN")

    assert row["made"] == pytest.approx(100)
    assert row["exported"] == pytest.approx(50)
    assert [row[a] for a in ANSWERS] == pytest.approx([50, 30, 10])
    assert [row[f"{a}_usd"] for a in ANSWERS] == pytest.approx([50e3, 30e3, 10e3])
    assert row["content_share"] == pytest.approx(0.1 * 2000 * 0.6 / 1000)
    (to,) = found.by_destination.iter_rows(named=True)
    assert to["place"] == "USA"
    assert [to[a] for a in ANSWERS] == pytest.approx([50, 30, 10])
    assert found.onward.is_empty()


def test_inputs_from_the_government_alone_put_every_export_under_licence():
    row = only_row(reached(chinese_part(10.0)).by_maker, place="JPN")

    assert [row[a] for a in ANSWERS] == pytest.approx([50, 50, 50])


def test_inputs_from_elsewhere_put_none_under_licence():
    # CHN still separates, for itself.
    parts = chinese_part(0.0)
    parts["plants"] = [*parts["plants"], ("separation", "CHN", 3.0)]
    parts["demand"] = [*parts["demand"], ("CHN", "dysprosium", 3.0)]
    row = only_row(reached(parts).by_maker, place="JPN")

    assert row["exported"] == pytest.approx(50)
    assert [row[a] for a in ANSWERS] == [0, 0, 0]
    assert row["content_share"] == 0


@pytest.mark.parametrize(("price", "tonnes"), [(9.9, 0.0), (10.0, 50.0), (10.1, 50.0)])
def test_the_threshold_itself_catches_and_a_hundredth_less_does_not(price: float, tonnes: float):
    # 0.1 t of dysprosium in a magnet of 1,000 USD: 0.099, 0.1 and 0.101 per cent of its value.
    parts = chinese_part(10.0, prices={"magnet": 1000.0, "dysprosium": price})
    row = only_row(reached(parts).by_maker, place="JPN")

    assert row["content_share"] == pytest.approx(price / 10_000)
    assert [row[a] for a in ANSWERS] == pytest.approx([tonnes] * 3)


def test_mixing_frees_a_plant_whose_average_stays_below_the_threshold():
    # 0.15 % in a run with Chinese dysprosium, 0.09 % on average.
    row = only_row(
        reached(MAGNETS | {"prices": {"magnet": 1000.0, "dysprosium": 15.0}}).by_maker, place="JPN"
    )

    assert [row[a] for a in ANSWERS] == pytest.approx([0, 30, 0])


def test_the_largest_input_with_content_decides_how_much_of_a_plant_runs_with_it():
    # Dysprosium 60 % Chinese, terbium 80 %: both go into the same run, 80 % of the activity.
    parts = {
        "prices": {"magnet": 1000.0, "dysprosium": 2000.0, "terbium": 5000.0},
        "processes": {
            "magnet_making": {"magnet": 1.0, "dysprosium": -0.1, "terbium": -0.05},
            "separation": {"dysprosium": 1.0},
            "heavy": {"terbium": 1.0},
        },
        "plants": [
            *MAGNETS["plants"],
            ("heavy", "CHN", 4.0),
            ("heavy", "AUS", 1.0),
        ],
        "routes": [
            *MAGNETS["routes"],
            ("terbium", "CHN", "JPN", 4.0),
            ("terbium", "AUS", "JPN", 1),
        ],
        "demand": MAGNETS["demand"],
    }
    layers = split(parts, Content(("CHN",), ("dysprosium", "terbium")))

    assert at(layers, layers.share, "magnet", "JPN") == pytest.approx(0.8)
    assert at(layers, layers.value, "magnet", "JPN") == pytest.approx(0.1 * 1200 + 0.05 * 4000)


# JPN makes 40 t of magnets a year of 4 t of dysprosium: 1 t from CHN, 3 t recovered from its swarf.
# Of the swarf (10 t) 3 t of dysprosium and 6 t of neodymium come out.
LOOP = {
    "prices": {"magnet": 1000.0, "dysprosium": 2000.0, "swarf": 300.0, "neodymium": 100.0},
    "processes": {
        "magnet_making": {"magnet": 1.0, "swarf": 0.25, "dysprosium": -0.1},
        "separation": {"dysprosium": 1.0},
        "recycling": {"dysprosium": 0.3, "neodymium": 0.6, "swarf": -1.0},
    },
    "plants": [
        ("magnet_making", "JPN", 40.0),
        ("separation", "CHN", 1.0),
        ("recycling", "JPN", 10.0),
    ],
    "routes": [("dysprosium", "CHN", "JPN", 1.0)],
    "demand": [("JPN", "magnet", 40.0), ("JPN", "neodymium", 6.0)],
}


def test_content_goes_round_through_scrap_and_comes_back_in_controlled_goods_only():
    layers = split(LOOP)

    assert at(layers, layers.share, "magnet", "JPN") == pytest.approx(1)
    assert at(layers, layers.share, "swarf", "JPN") == pytest.approx(1)
    assert at(layers, layers.share, "dysprosium", "JPN") == pytest.approx(1)
    assert at(layers, layers.share, "neodymium", "JPN") == 0
    # 2,000 USD come in a year; nothing else leaves with content but 40 t of magnets.
    assert at(layers, layers.value, "magnet", "JPN") == pytest.approx(2000 / 40)


def test_scrap_in_which_content_ends_gives_metal_without_it():
    layers = split(LOOP, replace(CHINESE, ends=("swarf",)))

    assert at(layers, layers.share, "dysprosium", "JPN") == pytest.approx(0.25)
    assert at(layers, layers.share, "magnet", "JPN") == pytest.approx(0.25)
    assert at(layers, layers.share, "swarf", "JPN") == 0


def test_goods_that_only_go_round_hold_nothing():
    parts = {
        "prices": {"coin": 10.0, "metal": 1000.0, "scrap": 10.0},
        "processes": {
            "minting": {"coin": 1.0},
            "melting": {"metal": 1.0, "scrap": -1.0},
            "grinding": {"scrap": 1.0, "metal": -1.0},
        },
        "plants": [("minting", "JPN", 1.0), ("melting", "JPN", 5.0), ("grinding", "JPN", 5.0)],
        "routes": [],
        "demand": [("JPN", "coin", 1.0)],
    }
    layers = split(parts, Content(("CHN",), ("scrap",)))

    assert layers.share.max() == 0
    assert layers.value.max() == 0


def test_goods_that_a_place_ships_on_are_counted_where_they_were_made():
    # The USA sends 5 of its 50 t to KOR: JPN's still, and not counted twice as JPN's exports.
    parts = MAGNETS | {
        "routes": [*MAGNETS["routes"], ("magnet", "USA", "KOR", 5.0)],
        "demand": [*MAGNETS["demand"][:1], ("USA", "magnet", 45.0), ("KOR", "magnet", 5.0),
                   ("CHN", "magnet", 20.0)],
    }  # fmt: skip
    found = reached(parts)

    assert found.by_maker["place"].to_list() == ["JPN"]
    assert only_row(found.by_maker, place="JPN")["exported"] == pytest.approx(50)
    on = only_row(found.onward, place="USA")
    assert on["shipped_on"] == pytest.approx(5)
    assert on["with_content"] == pytest.approx(3)
    assert (on["government"], on["unknown"]) == pytest.approx((0, 0), abs=1e-6)


def test_magnets_that_the_government_made_are_not_foreign_made():
    # CHN makes 20 t itself and sells 10 t to JPN, which ships 1/11 of what it has to the USA.
    parts = MAGNETS | {
        "plants": [("magnet_making", "JPN", 100.0), ("magnet_making", "CHN", 20.0),
                   ("separation", "CHN", 8.0), ("separation", "AUS", 4.0)],
        "routes": [*MAGNETS["routes"][:2], ("magnet", "JPN", "USA", 11.0),
                   ("magnet", "CHN", "JPN", 10.0)],
        "demand": [("JPN", "magnet", 99.0), ("USA", "magnet", 11.0), ("CHN", "magnet", 10.0)],
    }  # fmt: skip
    found = reached(parts)

    assert found.by_maker["place"].to_list() == ["JPN"]
    assert only_row(found.by_maker, place="JPN")["exported"] == pytest.approx(10)
    on = only_row(found.onward, place="JPN")
    assert (on["shipped_on"], on["government"]) == (pytest.approx(1), pytest.approx(1))


# --- the register


def test_the_goods_and_the_threshold_come_from_the_register():
    rule = content_reach(Register.of(ruled(**MAGNETS)), "CN-2025-61-1a")

    assert rule.government == ("CHN",)
    assert (rule.caught, rule.controlled) == (("magnet",), ("dysprosium",))
    assert rule.share_from == 0.001


def test_a_measure_that_does_not_reach_by_content_or_is_unknown_gets_one_sentence():
    register = Register.of(ruled(**MAGNETS))
    with pytest.raises(XenotimeError, match=r"^CN-2025-61-1c has no rule with reach `content`"):
        content_reach(register, "CN-2025-61-1c")
    with pytest.raises(XenotimeError, match=r"^'CN-2025-61-1b' is not in measures.csv"):
        content_reach(register, "CN-2025-61-1b")
    with pytest.raises(XenotimeError, match=r"^'dysprosum' is not in commodities.csv"):
        reached(MAGNETS, controlled=("dysprosum",))


def test_goods_of_a_caught_form_are_no_content_that_counts(atlas_case: Case):
    register = Register.of(atlas_case.world)
    counts = controlled_content(register, "CN-2025-61-1a")

    assert "dy_metal" in counts
    assert "ndfeb_dytb_alloy" not in counts  # listed among the magnets
    scenario = from_measures(atlas_case.world, "2026-11-21", returning=["CN-2025-61"])
    assert {cut.content_of for cut in scenario.cuts if cut.content} == {counts}


def test_an_act_whose_controlled_goods_nothing_tells_gets_one_sentence(atlas_case: Case):
    with pytest.raises(XenotimeError, match=r"^nothing tells which commodities are"):
        content_reach(Register.of(atlas_case.world), "US-EAR-734.4")


def test_destinations_that_a_rule_leaves_free_need_no_licence():
    rows = {name: table(*some) for name, some in REGISTER.items()}
    rows["measure_destinations"] = rows["measure_destinations"].with_columns(
        except_destinations=pl.lit("USA KOR")
    )
    world = World.from_tables(tiny_tables(**MAGNETS) | rows)
    found = reach(Case(world, ("JPN",), YEAR, months=12), "CN-2025-61-1a")

    assert found.rule.free == ("CHN", "KOR", "USA")
    assert only_row(found.by_maker, place="JPN")["exported"] == 0
    assert found.by_destination.is_empty()


def test_no_61_would_reach_nearly_all_magnets_with_dysprosium_made_outside_china(atlas_case: Case):
    # In the reference year nobody outside China separated dysprosium or terbium from ore.
    found = reach(atlas_case, "CN-2025-61-1a")
    magnets = found.by_maker.filter(commodity="ndfeb_dytb_magnet")

    assert {"dy_metal", "dy_oxide", "tb_metal", "tb_oxide", "sm_metal", "smco_alloy"} == set(
        found.rule.controlled
    )
    assert magnets["place"][0] == "JPN"
    assert (magnets["segregated"] >= 0.9 * magnets["exported"]).all()
    indian = only_row(found.by_maker, place="IND")  # samarium of its own monazite
    assert indian["content_share"] == 0
    without_scrap = reach(atlas_case, "CN-2025-61-1a", ends=("magnet_swarf_dytb",))
    assert without_scrap.totals()["segregated"][0] < 0.5 * found.totals()["segregated"][0]


def test_a_result_as_plain_values_says_all_that_its_frames_say():
    found = reached(MAGNETS)
    values = found.to_dict()

    for name in ("by_maker", "by_destination", "onward"):
        assert values[name] == getattr(found, name).to_dicts()
    assert values["totals"][0]["mixed"] == pytest.approx(50)
    assert values["controlled"] == ["dysprosium"]


# --- what holds on any world


def some_content(case: RandomCase, good: int, share: float) -> Content:
    goods = case.commodities
    return Content(("CHN",), (goods[good % len(goods)],), share)


def slow_shares(index: Index, reference: Reference, content: Content) -> np.ndarray:
    """Shares of nodes by going through the network again and again: plain Python."""
    places = index.plants["place"].to_list()
    rows = list(index.recipe.iter_rows(named=True))
    goods: dict[int, set[str]] = {}
    for row in rows:
        if row["amount"] > 0:
            goods.setdefault(row["plant"], set()).add(row["commodity"])
    arcs = list(index.arcs.iter_rows(named=True))
    share = [0.0] * index.nodes.height
    for _ in range(400):
        content_in, supply = [0.0] * len(share), list(reference.unexplained)
        for arc, flow in zip(arcs, reference.flow, strict=True):
            content_in[arc["head"]] += flow * share[arc["tail"]]
            supply[arc["head"]] += flow
        for row in rows:
            if row["amount"] <= 0:
                continue
            plant, made = row["plant"], row["amount"] * reference.activity[row["plant"]]
            supply[row["node"]] += made
            if row["commodity"] in content.controlled and places[plant] in content.origins:
                content_in[row["node"]] += made
            elif row["commodity"] in content.controlled or not goods[plant] & set(
                content.controlled
            ):
                inputs = [share[r["node"]] for r in rows if r["plant"] == plant and r["amount"] < 0]
                content_in[row["node"]] += made * max(inputs, default=0.0)
        share = [c / s if s > 1e-9 else 0.0 for c, s in zip(content_in, supply, strict=True)]
    return np.array(share)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3), share=st.sampled_from((0.0, 0.001, 0.3)))
def test_the_shares_are_those_of_going_through_the_network_step_by_step(
    case: RandomCase, good: int, share: float
):
    index, reference = prepared(case.unbalanced)
    content = some_content(case, good, share)
    layers = trace_content(index, reference, content)

    assert layers.share == pytest.approx(slow_shares(index, reference, content), abs=1e-6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3))
def test_both_layers_together_are_the_flow_on_every_arc_and_at_every_plant(
    case: RandomCase, good: int
):
    index, reference = prepared(case.unbalanced)
    layers = trace_content(index, reference, some_content(case, good, 0.0))
    arcs = arc_frame(layers, reference)

    both = arcs["with_content"] + arcs["without"]
    assert both.to_numpy() == pytest.approx(arcs["tonnes"].to_numpy())
    assert (arcs["with_content"] >= 0).all()
    assert (arcs["without"] >= -1e-9).all()
    node = index.recipe["node"].to_numpy()
    inside = np.bincount(
        node, layers.made * layers.made_share, minlength=index.nodes.height
    ) + np.bincount(
        index.arcs["head"].to_numpy(),
        reference.flow * layers.share[index.arcs["tail"].to_numpy()],
        minlength=index.nodes.height,
    )
    assert inside == pytest.approx(layers.share * layers.supply, abs=1e-6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3))
def test_the_value_of_content_is_all_used_or_left_over_and_none_is_lost_on_the_way(
    case: RandomCase, good: int
):
    index, reference = prepared(case.unbalanced)
    layers = trace_content(index, reference, some_content(case, good, 0.0))
    plant, node = index.recipe["plant"].to_numpy(), index.recipe["node"].to_numpy()
    amount = index.recipe["amount"].to_numpy()
    begun = (layers.made * layers.made_value)[layers.origin].sum()
    wanted = index.demand["node"].to_numpy()
    at_rest = (reference.demand * layers.value[wanted]).sum()
    at_rest += (reference.unsold * layers.value).sum()
    inherits = np.zeros(index.plants.height, dtype=bool)
    inherits[plant[layers.bears & ~layers.origin & (layers.made > 0)]] = True
    into = -np.minimum(amount, 0) * reference.activity[plant] * layers.value[node]
    at_rest += into[~inherits[plant]].sum()  # the government's plants make it new

    assert at_rest == pytest.approx(begun, rel=1e-6, abs=1e-6 * index.prices.max())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3), share=st.sampled_from((0.0, 0.001, 0.05, 0.3)))
def test_segregating_never_needs_more_licences_than_mixing_or_the_average(
    case: RandomCase, good: int, share: float
):
    world = case.unbalanced
    content = some_content(case, good, share)
    index, reference = prepared(world)
    layers = trace_content(index, reference, content)
    found = making(layers, tuple(case.commodities))
    assert (found.least <= found.mixed + 1e-12).all()
    assert (found.least <= found.apart + 1e-12).all()

    items = {
        "1a": ("magnet", [good for good in case.commodities if good not in content.controlled]),
        "1c": ("metal", content.controlled),
    }
    rows = REGISTER | {
        "measure_items": [
            {
                "measure": f"CN-2025-61-{point}",
                "item": name,
                "description": name,
                "elements": "Dy",
                "forms": form,
                "commodities": name,
            }
            for point, (form, goods) in items.items()
            for name in goods
        ],
        "measure_destinations": [
            row | ({"share_from": share} if "share_from" in row else {})
            for row in REGISTER["measure_destinations"]
        ],
    }
    if len(case.commodities) < 2 or not world.table("places")["id"].is_in(["CHN"]).any():
        return
    ruled_world = World.from_tables(
        dict(world.tables) | {name: table(*some) for name, some in rows.items()}
    )
    result = reach(Case(ruled_world, ("CHN",), YEAR, months=12), "CN-2025-61-1a")
    for frame in (result.by_maker, result.by_destination):
        for other in ("mixed", "proportional"):
            assert (frame["segregated"] <= frame[other] + 1e-6).all()
        assert (frame["segregated"] >= 0).all()
    assert result.by_destination["received"].sum() == pytest.approx(
        result.by_maker["exported"].sum()
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3))
def test_the_order_of_rows_does_not_matter(case: RandomCase, good: int):
    turned = World.from_tables(
        {name: frame.reverse() for name, frame in case.balanced.tables.items()}
    )
    content = some_content(case, good, 0.001)
    one, other = (trace_content(*prepared(w), content) for w in (case.balanced, turned))

    assert one.share == pytest.approx(other.share, abs=1e-7)
    assert one.value == pytest.approx(other.value, abs=1e-4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_makers_of_what_lies_at_a_place_add_up_to_what_is_known(case: RandomCase):
    index, reference = prepared(case.unbalanced)
    layers = trace_content(index, reference, some_content(case, 0, 0.0))
    by = makers(layers, np.arange(index.nodes.height))

    assert (by >= -1e-9).all()
    assert (by.sum(axis=1) <= 1 + 1e-6).all()
    full = reference.unexplained.sum() < 1e-6
    if full:
        traded = layers.supply > 1e-6
        assert by.sum(axis=1)[traded] == pytest.approx(1, abs=1e-4)


# --- cuts on content in the model


def model_of(parts: dict[str, Any], months: tuple[int, ...] = (12,)) -> Model:
    index, reference = prepared(tiny_world(**parts))
    return build(index, reference, Periods("2027-01", months))


def content_cut(through: float | tuple[float, ...], months: int = 12, **parts: Any) -> Scenario:
    cut = Cut(
        note="by hand",
        commodities=("magnet",),
        content="CHN",
        content_of=("dysprosium",),
        content_from=0.001,
        except_destinations=("CHN",),
        through=through,
    ).model_copy(update=parts)
    return Scenario(
        id="content",
        name="Content",
        description="A cut on content",
        start="2027-01",
        months=months,
        source="book",
        cuts=(cut,),
    )


def outcome(model: Model, scenario: Scenario | None = None) -> Outcome:
    solver = Solver(model.program)
    if scenario is not None:
        change = patch(model, scenario)
        solver.move(change.columns, change.upper, change.rows, change.right_side)
    found = solver.solve()
    return Outcome(model, found.x, found.row_dual, found.objective)


def delivered(found: Outcome, place: str) -> float:
    return float(found.frame("delivered").filter(place=place)["tonnes"].sum())


@pytest.mark.parametrize("months", [(12,), (1, 2, 3, 6)])
def test_two_layers_without_a_cut_reproduce_the_reference_year(months: tuple[int, ...]):
    plain = model_of(MAGNETS, months)
    twice = layered(plain, CHINESE)
    one, other = outcome(plain), outcome(twice)

    assert other.objective == pytest.approx(one.objective)
    for block in plain.program.columns:
        assert other.amounts(block) == pytest.approx(one.amounts(block), abs=1e-6)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), good=st.integers(0, 3))
def test_two_layers_cost_nothing_in_any_scenario_that_does_not_ask_for_content(
    case: RandomCase, good: int
):
    index, reference = prepared(case.unbalanced)
    plain = build(index, reference, case.periods)
    twice = layered(plain, some_content(case, good, 0.0))
    for scenario in (None, case.scenario):
        costs = [outcome(model, scenario).objective for model in (plain, twice)]
        assert costs[1] == pytest.approx(costs[0], rel=1e-6, abs=1e-4)


def test_with_two_layers_free_goods_go_where_content_may_not():
    # 4 t of Australian dysprosium make 40 t of magnets without content: all for the USA, 10 t less
    # than it wants. JPN itself takes the others.
    found = outcome(layered(model_of(MAGNETS), CHINESE), content_cut(0.0))

    assert delivered(found, "USA") == pytest.approx(40)
    assert delivered(found, "JPN") == pytest.approx(30)


def test_with_two_layers_nothing_goes_where_content_may_not_when_all_hold_some():
    found = outcome(layered(model_of(chinese_part(10.0)), CHINESE), content_cut(0.0))

    assert delivered(found, "USA") == pytest.approx(0, abs=1e-6)
    assert delivered(found, "JPN") == pytest.approx(30)


def test_a_stock_holds_as_much_content_as_its_place_did_in_the_reference_year():
    # Of the 2 t that JPN holds 0.8 t came from AUS: 8 t of magnets more for the USA.
    stock = {"place": "JPN", "commodity": "dysprosium", "holder": "industry", "tonnes": 2.0}
    world = World.from_tables(tiny_tables(**MAGNETS) | {"stocks": table(stock)})
    index, reference = prepared(world)
    model = layered(build(index, reference, Periods("2027-01", (6, 6))), CHINESE)

    assert delivered(outcome(model, content_cut(0.0)), "USA") == pytest.approx(48)


def test_with_two_layers_a_licence_for_half_of_the_content_is_enough():
    # 15 t with content and 40 t without: more than the 50 t wanted.
    model = layered(model_of(MAGNETS), CHINESE)
    found, undisturbed = outcome(model, content_cut(0.5)), outcome(model)

    assert found.objective == pytest.approx(undisturbed.objective)
    to_usa = found.frame("content_flow").filter(commodity="magnet", destination="USA")
    assert 10 - 1e-6 <= to_usa["tonnes"][0] <= 15 + 1e-6


def test_without_layers_the_average_mix_is_cut():
    # Six tenths of each of the 50 t: 20 t are let through, and of what is new four tenths.
    model = model_of(MAGNETS)
    change = patch(model, content_cut(0.0))
    upper = model.program.upper.copy()
    upper[change.columns] = change.upper
    kept, new = (model.program.columns[name] for name in ("kept_flow", "new_flow"))

    def factor(block: Any, destination: str) -> float:
        item = block.labels.with_row_index().filter(
            commodity="magnet", origin="JPN", destination=destination
        )["index"][0]
        number = block.numbers[item, 0]
        return float(upper[number] / model.program.upper[number])

    assert factor(kept, "USA") == pytest.approx(0.4)
    assert factor(new, "USA") == pytest.approx(0.4)
    assert factor(kept, "CHN") == 1
    half = patch(model, content_cut(0.5))
    upper[half.columns] = half.upper
    assert factor(kept, "USA") == pytest.approx(0.7)


def test_two_cuts_on_the_same_content_multiply_on_it_alone():
    # Half and half: a quarter of the six tenths, and the four tenths.
    model = model_of(MAGNETS)
    once = content_cut(0.5)
    change = patch(model, once.model_copy(update={"cuts": once.cuts * 2}))
    kept = model.program.columns["kept_flow"]
    item = kept.labels.with_row_index().filter(commodity="magnet", destination="USA")["index"][0]
    (limit,) = change.upper[change.columns == kept.numbers[item, 0]]

    assert limit == pytest.approx(50 * (0.6 / 4 + 0.4))
    twice = layered(model, CHINESE)
    change = patch(twice, once.model_copy(update={"cuts": once.cuts * 2}))
    assert change.upper.max() == pytest.approx(50 * 0.6 / 4)


def test_content_below_the_threshold_is_not_cut():
    parts = MAGNETS | {"prices": {"magnet": 1000.0, "dysprosium": 9.9}}
    for model in (model_of(parts), layered(model_of(parts), CHINESE)):
        assert patch(model, content_cut(0.0)).empty


def test_a_cut_on_content_leaves_what_the_place_itself_ships():
    model = model_of(MAGNETS)

    assert patch(model, content_cut(0.0, commodities=("dysprosium",))).empty


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(dated=False), good=st.integers(0, 3), through=st.sampled_from((0.0, 0.4)))
def test_a_tighter_cut_on_content_never_lowers_the_cost(
    case: RandomCase, good: int, through: float
):
    if "CHN" not in case.balanced.table("places")["id"]:
        return
    index, reference = prepared(case.balanced)
    content = some_content(case, good, 0.0)
    plain = build(index, reference, case.periods)
    cut = {"commodities": ("*",), "content_of": content.controlled, "content_from": 0.0}
    for model in (plain, layered(plain, content)):
        costs = [
            outcome(model, scenario).objective
            for scenario in (None, content_cut(0.8, 60, **cut), content_cut(through, 60, **cut))
        ]
        slack = 1e-6 * abs(costs[0]) + 1e-4
        assert costs[0] <= costs[1] + slack
        assert costs[1] <= costs[2] + slack


def test_the_equations_on_the_page_are_those_of_the_code():
    page = (ROOT / "docs/content.md").read_text(encoding="utf-8")

    assert page == model_docs.with_statements(page, (content_module, layered_module))


def test_the_page_has_the_figures_of_the_atlas(atlas_case: Case):
    page = (ROOT / "docs/content.md").read_text(encoding="utf-8")
    found = reach(atlas_case, "CN-2025-61-1a")
    columns = ("made", "exported", "exported_most", *ANSWERS)
    for frame in (found.by_maker, found.totals()):
        for row in frame.iter_rows(named=True):
            assert " | ".join(f"{row[name]:,.0f}" for name in columns) in page


def test_content_needs_the_goods_that_it_is_about():
    world = tiny_world(**MAGNETS)
    with pytest.raises(XenotimeError, match="content names one place and content_of the goods"):
        content_cut(0.0, content_of=()).check(world)
    with pytest.raises(XenotimeError, match="no 'CHI' in places"):
        content_cut(0.0, content="CHI").check(world)
    content_cut(0.0).check(world)
