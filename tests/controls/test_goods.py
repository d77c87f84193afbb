"""What texts as on invoices say of goods: their elements, forms and figures, in six languages."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.controls.described import forms, one, symbols
from xenotime.controls.goods import Goods, describe, parse_elements
from xenotime.world.problems import XenotimeError
from xenotime.world.vocabulary import PROPERTIES

HEAVY = "Dy Tb"


def figures(goods: Goods, name: str) -> tuple[float | None, float | None]:
    at = list(PROPERTIES).index(name)
    low, high = goods.low[0, at], goods.high[0, at]
    return (
        None if np.isnan(low) else pytest.approx(low),
        None if np.isnan(high) else pytest.approx(high),
    )


# Text, elements that it certainly holds (at least these), forms (exactly).
NAMED = [
    # English
    ("Dysprosium oxide 99.5% min", "Dy", "oxide"),
    ("DYSPROSIUM OXIDE PWD, 25 KG DRUMS", "Dy", "oxide"),
    ("Tb4O7 99.99%", "Tb", "oxide"),
    ("TB4O7 4N", "Tb", "oxide"),
    ("DY METAL 99.5", "Dy", "metal"),
    ("Tb metal lumps", "Tb", "metal"),
    ("Dy-Fe alloy, 80% Dy", "Dy Fe", "alloy"),
    ("TbDyFe rods for transducers", "Tb Dy Fe", "alloy"),
    ("Scandium aluminium master alloy 2% Sc", "Sc Al", "alloy"),
    ("Gadolinium sputtering target 99.95%", "Gd", "target"),
    ("ITO target", "In Sn", "target"),
    ("Sintered NdFeB magnets, epoxy coated", "Nd Fe B", "magnet"),
    ("NdFeB magnets for motors", "Nd Fe B", "magnet"),
    ("Magnets N42SH, segments", "Nd Fe B", "magnet"),
    ("Magnet segments 38UH", "Nd Fe B", "magnet"),
    ("neodymium disc magnets, 1000 pcs", "Nd Fe B", "magnet"),
    ("SmCo 2:17 rings, magnets", "Sm Co", "magnet"),
    ("Magnet for motor", "", "magnet"),
    ("Motor", "", "assembly"),
    ("Permanent magnet motor 5 kW", "", "assembly"),
    ("Servo motor with samarium cobalt magnets", "Sm Co", "assembly"),
    ("Rotor with NdFeB magnets for pumps", "Nd Fe B", "assembly"),
    ("Speaker w/ neo magnets", "Nd Fe B", "assembly"),
    ("Furnace for sintering NdFeB magnets", "Nd", "equipment"),
    ("Crucible for gallium melting", "Ga", "equipment"),
    ("NdFeB magnet powder", "Nd Fe B", "powder"),
    ("Magnet swarf NdFeB with Dy 2%", "Nd Fe B Dy", "scrap"),
    ("Scrap of NdFeB magnets", "Nd Fe B", "scrap"),
    ("Spherical graphite 99.95% D50 16 um", "C", "natural_graphite"),
    ("Natural flake graphite 95% C", "C", "natural_graphite"),
    ("Synthetic graphite anode material", "C", "anode"),
    ("Graphite electrode UHP 600 mm", "C", "product"),
    ("Antimony trioxide 99.8%", "Sb", "oxide"),
    ("Sb2O3 4N", "Sb", "oxide"),
    ("Antimony ingot 99.65%", "Sb", "metal"),
    ("Gallium metal 4N5", "Ga", "metal"),
    ("Gallium nitrate hydrate", "Ga", "nitrate"),
    ("GaAs wafer 4 inch", "Ga As", "arsenide wafer"),
    ("Gallium nitride epi wafers on sapphire", "Ga N", "nitride wafer"),
    ("Indium phosphide wafers", "In P", "phosphide wafer"),
    ("In 99.995% ingot", "In", "metal"),
    ("Germanium dioxide 5N", "Ge", "oxide"),
    ("Germanium tetrachloride 8N for optical fibre", "Ge", "chloride"),
    ("Germanium lens for thermal camera", "Ge", "optics"),
    ("Tungsten powder 3 um", "W", "powder"),
    ("Tungsten carbide powder 1.2 µm", "W C", "carbide"),
    ("Tungsten concentrate 65% WO3", "W", "concentrate"),
    ("Ammonium paratungstate APT 88.5% WO3", "W", "acid_salt"),
    ("Tungsten carbide drill bits", "W", "tool"),
    ("Bismuth telluride ingot", "Bi Te", "telluride"),
    ("SEG carbonate", "Sm Eu Gd", "mixture carbonate"),
    ("mixed rare earth carbonate (La, Ce)", "La Ce", "mixture carbonate"),
    ("Rare earth separation technology, drawings", "", "technology"),
    ("Technology for gallium extraction", "Ga", "technology"),
    ("Lithium-ion battery cells 310 Wh/kg", "Li", "cell"),
    ("Spent lithium-ion batteries", "Li", "waste_battery"),
    ("Black mass from NMC batteries", "Li Ni Co", "black_mass"),
    ("NCM811 cathode powder", "Li Ni Co Mn", "cathode"),
    ("NCM hydroxide precursor", "Ni Co Mn", "precursor"),
    ("LFP powder", "Li Fe P", "cathode"),
    ("cobalt hydroxide 30% Co", "Co", "hydroxide intermediate"),
    ("MHP 38% Ni", "Ni Co", "intermediate"),
    ("Spodumene concentrate 6% Li2O", "Li", "concentrate"),
    ("Synthetic diamond micropowder 8-12 um", "C", "diamond"),
    ("Diamond grinding wheels", "C", "tool"),
    ("Nd:YAG laser rod", "Nd Y Al", "crystal"),
    ("Cerium oxide polishing powder", "Ce", "polish"),
    ("trimethylgallium", "Ga", "organic"),
    ("232-layer NAND flash", "", "chip"),
    ("Lithium carbonate battery grade 99.5%", "Li", "carbonate"),
    ("Li-ion cells NCM811, 290 Wh/kg", "Li Ni Co", "cell"),
    ("end-of-life magnets from wind turbines", "", "scrap"),
    ("Rotors and magnets", "", "assembly magnet"),
    ("Cells NCA 21700 290Wh/kg", "Li Ni Co", "cell"),
    ("Yttria 5N", "Y", "oxide"),
    ("Diamond window for laser, CVD", "C", "optics diamond"),
    ("MPCVD reactor 15 kW", "C", "equipment"),
    # German
    ("Dysprosiumoxid 99,5 %", "Dy", "oxide"),
    ("Neodym-Magnete", "Nd Fe B", "magnet"),
    ("Permanentmagnetmotor", "", "assembly"),
    ("Rotor mit NdFeB-Magneten", "Nd Fe B", "assembly"),
    ("Ofen zum Sintern von Magneten", "", "equipment"),
    ("Wolframcarbid-Pulver", "W", "carbide"),
    ("Wolframpulver 99,9%", "W", "powder"),
    ("Galliumarsenid-Wafer", "Ga As", "arsenide wafer"),
    ("Schrott von Neodymmagneten", "Nd", "scrap"),
    # French
    ("Oxyde de dysprosium en poudre", "Dy", "oxide"),
    ("Aimants permanents NdFeB pour moteurs", "Nd Fe B", "magnet"),
    ("Moteur à aimants permanents", "", "assembly"),
    ("Four pour le frittage d'aimants", "", "equipment"),
    ("Poudre de carbure de tungstène", "W C", "carbide"),
    ("déchets d'aimants NdFeB", "Nd", "scrap"),
    ("plaquettes d'arséniure de gallium", "Ga As", "arsenide wafer"),
    # Spanish
    ("Óxido de disprosio 99,5 %", "Dy", "oxide"),
    ("Imanes de neodimio para motores", "Nd Fe B", "magnet"),
    ("Motor con imanes de neodimio", "Nd", "assembly"),
    ("Polvo de tungsteno 99,9 %", "W", "powder"),
    ("Trióxido de antimonio 99,9%", "Sb", "oxide"),
    # Japanese
    ("酸化ジスプロシウム 99.5%", "Dy", "oxide"),
    ("モーター用磁石", "", "magnet"),
    ("磁石入りモーター", "", "assembly"),
    ("ネオジム磁石", "Nd Fe B", "magnet"),
    ("タングステン粉末 5μm", "W", "powder"),
    ("炭化タングステン粉末", "W", "carbide"),
    ("球状黒鉛 20μm", "C", "natural_graphite"),
    ("三酸化アンチモン 99.99%以上", "Sb", "oxide"),
    # Chinese
    ("氧化镝 99.99%", "Dy", "oxide"),
    ("电机用磁铁", "", "magnet"),
    ("用于电机的磁铁", "", "magnet"),
    ("含钕铁硼磁铁的电机转子", "Nd Fe B", "assembly"),
    ("稀土萃取分离技术", "", "technology"),
    ("碳化钨粉", "W", "carbide"),
    ("钨粉", "W", "powder"),
    ("仲钨酸铵", "W", "acid_salt"),
    ("砷化镓衬底 6英寸", "Ga As", "arsenide wafer"),
    ("金属镓 99.99%", "Ga", "metal"),
]


@pytest.mark.parametrize(("text", "held", "said"), NAMED)
def test_a_text_tells_elements_and_forms(text: str, held: str, said: str) -> None:
    goods = one(text)
    assert set(held.split()) <= symbols(goods.has[0])
    assert forms(goods.forms[0]) == set(said.split())
    assert not goods.form_options.any()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("MREC from ionic clay, TREO 55%", "carbonate"),
        ("Mixed RE chloride solution, REO 45%", "chloride"),
        ("RE metal production line (molten salt electrolysis)", "equipment"),
        ("Centrifugal extractors for RE solvent extraction", "equipment"),
        ("Commissioning and repair service for RE smelting line", "service"),
        ("Process documentation: RE solvent-extraction separation technology", "technology"),
        ("技术服务费 稀土冶炼", "technology"),
        ("离心萃取机 稀土分离用", "equipment"),
    ],
)
def test_abbreviations_of_rare_earths_mean_any_of_them(text: str, form: str) -> None:
    goods = one(text)
    assert set(HEAVY.split()) <= symbols(goods.one_of[0])
    assert form in forms(goods.forms[0])


def test_rhenium_is_no_rare_earth() -> None:
    assert symbols(one("Re metal pellets").has[0]) == {"Re"}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("Dy-bearing NdFeB, consignee Subaru (watch list No. 12)", "850511", "magnet"),
        ("NdFeB, PO 4500123, Valeo motors", "850511", "magnet"),
        ("Valeo Motors, NdFeB magnets", "850511", "magnet"),
        ("Servo motor, magnets N42SH", "850131", "assembly"),
        ("Dysprosium metal steel can", "280530", "metal"),
    ],
)
def test_the_code_decides_where_the_text_may_mean_either(text: str, code: str, said: str) -> None:
    assert forms(one(text, code).forms[0]) == set(said.split())


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("Valeo Motors, NdFeB magnets", None, "assembly magnet"),
        ("Dysprosium metal steel can", None, "metal product"),
        ("Steel, dysprosium oxide", None, "oxide product"),
        ("Motor", "850511", "magnet assembly"),
    ],
)
def test_a_stray_word_makes_no_finished_product(text: str, code: str | None, options: str) -> None:
    goods = one(text, code)
    assert not goods.forms.any()
    assert forms(goods.form_options[0]) == set(options.split())


@pytest.mark.parametrize(
    "text",
    ["Magnet-free synchronous reluctance motor", "Induction motor without magnets 30 kW",
     "Motor ohne Magnete", "Magnetfreier Motor", "moteur sans aimants", "无磁铁电机",
     "磁石レスモーター", "Motor without NdFeB magnets"],
)  # fmt: skip
def test_a_motor_without_magnets_holds_none_of_their_elements(text: str) -> None:
    goods = one(text)
    assert not {"Dy", "Tb", "Nd"} & symbols(goods.has[0] | goods.perhaps[0] | goods.one_of[0])
    assert forms(goods.forms[0]) == {"assembly"}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Nd magnets (Dy<0.005%), ring", False),
        ("Sintered neo magnet, less than 0.01% Dy", False),
        ("NdFeB magnets, Dy 0.00 %", False),
        ("NdFeB magnets, dysprosium content below 0.005 %, Tb 1.2%", False),
        ("钕铁硼磁铁 镝<0.005%", False),
        ("NdFeB magnets, Dy and Tb not added (<10 ppm)", False),
        ("NdFeB magnets without Tb, Dy 3 %", True),
        ("NdFeB-Magnete ohne Tb, Dy-diffundiert", True),
        ("NdFeB magnets, Dy <0.05 %", True),
        ("NdFeB magnets, Dy < 0.5 %", True),
        ("NdFeB magnets, less than 1 % Dy", True),
        ("NdFeB magnets Tb<0.05% Dy 3%", True),
    ],
)
def test_only_less_than_a_hundredth_of_a_per_cent_counts_as_nothing(text: str, held: bool) -> None:
    goods = one(text)
    assert ("Dy" in symbols(goods.has[0])) is held
    assert "Dy" not in symbols(goods.perhaps[0])


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Dysprosium oxide 99.5 %", "Dy"),
        ("La2O3", "La"),
        ("didymium oxide", "Nd Pr"),
        ("Tungsten powder", "W"),
        ("Gallium metal", "Ga"),
        ("GaAs wafer", "Ga As"),
        ("Lanthanum cerium carbonate", "La Ce"),
        ("Cobalt sputtering target 99.95%", "Co"),
    ],
)
def test_what_is_pure_by_its_nature_holds_just_its_element(text: str, held: str) -> None:
    goods = one(text)
    assert symbols(goods.has[0]) == set(held.split())
    assert not goods.perhaps.any()
    assert not goods.one_of.any()


@pytest.mark.parametrize(
    "text",
    ["NdFeB magnets", "Magnets N35", "permanent magnets", "Neodymmagnete", "钕铁硼磁铁", "motor",
     "magnesium alloy", "magnet scrap", "end-of-life magnets", "furnace", "carbide powder",
     "rare earth carbonate", "rare earth magnets", "SEG carbonate"],
)  # fmt: skip
def test_magnets_alloys_and_mixtures_may_hold_dysprosium(text: str) -> None:
    goods = one(text)
    assert "Dy" in symbols(goods.perhaps[0])
    assert "Dy" not in symbols(goods.has[0])


@pytest.mark.parametrize(
    "text",
    ["NdFeB magnets without Dy/Tb", "NdFeB magnets, Dy/Tb free", "NdFeB magnets w/o Dy & Tb",
     "NdFeB magnets for motors, no heavy rare earths", "NdFeB magnets Dy 0%, Tb 0%",
     "heavy rare earth free NdFeB magnets", "magnets without heavy rare earths (Dy, Tb)",
     "Neodym-Magnete ohne Dysprosium und Terbium", "NdFeB-Magnete frei von Dy und Tb",
     "aimants néodyme sans dysprosium ni terbium", "imanes NdFeB sin Dy ni Tb",
     "钕铁硼磁铁 不含镝和铽", "不含重稀土的钕铁硼磁铁", "重希土フリー ネオジム磁石",
     "ジスプロシウムとテルビウムを含まない磁石"],
)  # fmt: skip
def test_what_a_text_excludes_is_not_in_the_good(text: str) -> None:
    goods = one(text)
    absent = set(HEAVY.split())
    assert not absent & symbols(goods.has[0] | goods.perhaps[0] | goods.one_of[0])
    assert forms(goods.forms[0]) == {"magnet"}


def test_dysprosium_free_leaves_what_else_is_named() -> None:
    goods = one("Dy-free NdFeB magnets, Tb 1.2 %")
    assert {"Nd", "Fe", "B", "Tb"} <= symbols(goods.has[0])
    assert "Dy" not in symbols(goods.has[0] | goods.perhaps[0])


@pytest.mark.parametrize(
    "text",
    ["In metal drums", "As per contract, no. 5, I/O cards", "No 5, At sight", "W. Smith, C/O agent",
     "Co-operation agreement", "PO 12345, CoC enclosed", "tin cans", "He said: UN38.3 test",
     "LED lamps", "CARTON NO 1-10"],
)  # fmt: skip
def test_plain_words_are_no_elements(text: str) -> None:
    assert not one(text).has.any()


def test_a_stated_cell_is_complete_and_joins_the_text() -> None:
    goods = one("NdFeB magnets", None, "Nd 28;Pr 3;Dy 0")
    assert symbols(goods.has[0]) == {"Nd", "Pr", "Fe", "B"}
    assert not goods.perhaps.any()
    assert not goods.one_of.any()


def test_a_cell_of_noughts_only_excludes_and_no_more() -> None:
    goods = one("NdFeB magnets", None, "Dy 0;Tb 0")
    assert not {"Dy", "Tb"} & symbols(goods.perhaps[0] | goods.has[0])
    assert "Ho" in symbols(goods.perhaps[0])


def test_nothing_known_leaves_everything_open() -> None:
    goods = one()
    assert goods.perhaps.all()
    assert goods.form_options.all()
    assert not goods.has.any()
    assert not goods.forms.any()
    assert goods.hs6 == [()]


def test_elements_alone_are_a_material() -> None:
    options = forms(one(None, None, "Dy 4;Nd 28").form_options[0])
    assert {"magnet", "alloy", "oxide"} <= options
    assert not {"technology", "service", "equipment", "chip", "cell", "anode"} & options
    assert "anode" in forms(one(None, None, "C").form_options[0])
    assert "cathode" in forms(one(None, None, "Co;Ni").form_options[0])
    assert one(None, None, "Dy 0").form_options.all()


@pytest.mark.parametrize(
    ("text", "code", "cell", "said"),
    [
        ("Gallium 4N", None, None, "metal"),
        ("Indium 99.99", None, None, "metal"),
        ("Tellur 5N", None, None, "metal"),
        ("Gallium, semiconductor grade", None, None, "metal"),
        ("Gallium", None, None, ""),
        ("Antimony 99.8, flame retardant", None, None, ""),
        ("Phosphorus 6N", None, None, ""),
        ("Gallium 4N", "81129290", None, "metal"),
        ("Gallium 4N", "28129090", None, ""),
        ("Gallium 4N", None, "Ga;As", ""),
    ],
)
def test_an_element_alone_with_a_purity_is_the_metal(
    text: str, code: str | None, cell: str | None, said: str
) -> None:
    assert forms(one(text, code, cell).forms[0]) == set(said.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rare earth separation line: maintenance and repair", "equipment service"),
        ("Training in rare earth separation technology", "technology service"),
        ("Permanent magnet maintenance-free motor", "assembly"),
        ("Magnet pump maintenance", "service"),
        ("Dysprosium metal from Chinese oxide", "metal"),
        ("Tungsten powder of tungsten carbide", "carbide"),
    ],
)
def test_work_beside_a_plant_counts_and_beside_a_good_does_not(text: str, said: str) -> None:
    assert forms(one(text).forms[0]) == set(said.split())


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("Dy;Tb", [("Dy", None), ("Tb", None)]),
        ("Dy 4;Nd 28", [("Dy", 4.0), ("Nd", 28.0)]),
        ("Dy:4", [("Dy", 4.0)]),
        ("Dy 4%", [("Dy", 4.0)]),
        ("Nd, Pr", [("Nd", None), ("Pr", None)]),
        ("Nd 28,5; Dy 2,5 %", [("Nd", 28.5), ("Dy", 2.5)]),
        ("dysprosium, Terbium", [("Dy", None), ("Tb", None)]),
        ("dy=0", [("Dy", 0.0)]),
        ("Dy <0.005;Tb <2", [("Dy", 0.0), ("Tb", 2.0)]),
        ("Dy/Tb", [("Dy", None), ("Tb", None)]),
        ("Dy Tb", [("Dy", None), ("Tb", None)]),
        ("镝 2；钕 28", [("Dy", 2.0), ("Nd", 28.0)]),
        ("", []),
        (None, []),
    ],
)
def test_cells_of_elements_are_read(cell: str | None, read: list[tuple[str, float | None]]) -> None:
    assert parse_elements(cell) == read


@pytest.mark.parametrize("cell", ["Xx 4", "Dy 400", "see attached", "4", "Dy;;?"])
def test_a_cell_that_cannot_be_read_is_told_in_one_sentence(cell: str) -> None:
    with pytest.raises(XenotimeError, match="elements"):
        parse_elements(cell)


@pytest.mark.parametrize(
    ("text", "name", "low", "high"),
    [
        ("Ga metal 99.99 %", "purity_pct", 99.99, 99.99),
        ("Ga metal 4N", "purity_pct", 99.99, 99.99),
        ("Ga metal 4N5", "purity_pct", 99.995, 99.995),
        ("Sb2O3 min 99.9 %", "purity_pct", 99.9, 99.95),
        ("Sb2O3 99.99%min", "purity_pct", 99.99, 99.995),
        ("Sb2O3 ≥99.99%", "purity_pct", 99.99, 99.995),
        ("Sb2O3 99.8 % min", "purity_pct", 99.8, 99.9),
        ("Sb2O3 mind. 99,5 %", "purity_pct", 99.5, 99.75),
        ("Sb2O3 min 99.8 %, typically 99.99 %", "purity_pct", 99.8, 99.99),
        ("Ga 4N min", "purity_pct", 99.99, 99.995),
        ("Sb2O3 99,8 %", "purity_pct", 99.8, 99.8),
        ("Sb2O3 99.5-99.8%", "purity_pct", 99.5, 99.8),
        ("dysprosium oxide 99.5", "purity_pct", 99.5, 99.5),
        ("三酸化アンチモン 99.99%以上", "purity_pct", 99.99, 99.995),
        ("antimony trioxide, moisture 0.1 %", "purity_pct", None, None),
        ("Mo powder 5 um", "particle_um", 5, 5),
        ("Mo powder < 50 µm", "particle_um", None, 50),
        ("Mo powder 5 microns", "particle_um", 5, 5),
        ("diamond powder 8-12 micron", "particle_um", 8, 12),
        ("graphite block 45 MPa", "strength_mpa", 45, 45),
        ("graphite 1.85 g/cm³", "density_g_cm3", 1.85, 1.85),
        ("cells 310 Wh/kg", "energy_wh_kg", 310, 310),
        ("LFP 158 mAh/g", "capacity_mah_g", 158, 158),
        ("tungsten block 130 x 130 x 60 mm", "size_mm", 60, 60),
        ("tungsten rod dia 20 mm", "size_mm", None, 20),
        ("MPCVD 15 kW", "power_kw", 15, 15),
        ("press 6 GPa", "pressure_gpa", 6, 6),
        ("232-layer NAND", "layers", 232, 232),
        ("logic chips, 14 nm", "node_nm", 14, 14),
        ("GPU accelerator, TPP 15,824", "tpp", 15_824, 15_824),
        ("GPU, 4800 TPP, 3.35 TB/s", "tpp", 4800, 4800),
        ("GPU, 3.35 TB/s", "bandwidth_gb_s", 3350, 3350),
        ("powder 50 nm", "particle_um", 0.05, 0.05),
        ("Cubic press, hydraulic cylinder diameter 700 mm, stroke 120 mm", "size_mm", 700, 700),
        ("六面顶压机 缸径 750mm", "size_mm", 750, 750),
        ("tungsten cylinder diameter 700 mm", "size_mm", None, 700),
        ("AI accelerator, TPP 15,800, DRAM bandwidth 4,000 GB/s", "tpp", 15_800, 15_800),
        ("AI accelerator, TPP 15,800, 4,000 GB/s", "bandwidth_gb_s", 4000, 4000),
        ("Galliumoxid 99,995 %", "purity_pct", 99.995, 99.995),
    ],
)
def test_figures_become_intervals(
    text: str, name: str, low: float | None, high: float | None
) -> None:
    assert figures(one(text), name) == (low, high)


PIECES = st.sampled_from(
    [text for text, _, _ in NAMED]
    + ["without", "Dy", "free", ",", "用", "99.9%", "(", ";", "N", "\n"]
)
TEXTS = st.one_of(st.none(), st.text(max_size=40), st.lists(PIECES, max_size=4).map(" ".join))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.none() | st.text(max_size=8), TEXTS), max_size=8), st.randoms())
def test_any_text_is_described_alike_wherever_it_stands(lines: list, random: Random) -> None:
    def told(goods: Goods, at: int) -> list:
        return [
            *(getattr(goods, name)[at].tolist() for name in ("has", "one_of", "perhaps", "forms")),
            goods.form_options[at].tolist(),
            np.nan_to_num(goods.low[at], nan=-1).tolist(),
            np.nan_to_num(goods.high[at], nan=-1).tolist(),
            goods.hs6[at],
            goods.made_in[at],
            goods.technology[at],
            goods.foreign_content[at],
        ]

    straight = describe(*columns(lines))
    places = list(range(len(lines)))
    random.shuffle(places)
    twice = describe(*columns([lines[at] for at in places] * 2))
    for now, at in enumerate(places + places):
        assert told(twice, now) == told(straight, at)
    assert not (straight.has & straight.perhaps).any()
    assert not (straight.forms.any(axis=1) & straight.form_options.any(axis=1)).any()


def columns(lines: list) -> tuple[list, list, list]:
    return [line[0] for line in lines], [line[1] for line in lines], [line[2] for line in lines]
