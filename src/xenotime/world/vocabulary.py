"""The words in which a register of measures describes goods: forms, chemical symbols, properties.

An act covers goods of certain elements in certain forms, some of them only from a threshold on. A
line of a shipment list is brought to the same words, so that a new act needs rows and no code.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FORMS = {
    "ore": "ore as dug, and minerals not worked",
    "concentrate": "ore concentrate, mixed rare-earth concentrate",
    "metal": "metal, unwrought or worked: ingot, granules, foil, sponge, chips",
    "powder": "metal or alloy powder",
    "alloy": "alloy, master alloy, strip-cast flakes",
    "oxide": "oxide",
    "hydroxide": "hydroxide",
    "carbonate": "carbonate",
    "chloride": "chloride and other halides than fluoride",
    "fluoride": "fluoride",
    "nitrate": "nitrate",
    "sulphate": "sulphate",
    "sulphide": "sulphide",
    "phosphate": "phosphate",
    "nitride": "nitride",
    "phosphide": "phosphide",
    "arsenide": "arsenide",
    "antimonide": "antimonide",
    "selenide": "selenide",
    "telluride": "telluride",
    "carbide": "carbide",
    "hydride": "hydride",
    "organic": "organic compound: alkyl, acetate, acetylacetonate",
    "acid_salt": "salt of a metal acid: tungstate, molybdate, antimonate",
    "compound": "compound that is not named closer",
    "mixture": "mixture or mixed compound of several elements",
    "target": "sputtering target, evaporation material",
    "crystal": "single crystal, optical or laser crystal, scintillator",
    "fibre": "optical fibre and preform, doped fibre",
    "phosphor": "phosphor, luminescent material",
    "ceramic": "ceramic, stabilised zirconia, doped dielectric powder",
    "catalyst": "catalyst",
    "polish": "polishing powder",
    "optics": "finished lens, window or other optical part",
    "wafer": "wafer, substrate, epitaxial layer",
    "magnet": "permanent-magnet material: block, segment, ring, bonded magnet",
    "assembly": "part or product that holds magnets or other such goods: rotor, motor, sensor",
    "natural_graphite": "natural graphite: flake, spherical, expanded",
    "artificial_graphite": "artificial graphite",
    "anode": "battery anode material",
    "cathode": "battery cathode material",
    "precursor": "precursor of battery cathode material",
    "cell": "battery cell or pack",
    "diamond": "synthetic diamond and other superhard material",
    "tool": "cutting, grinding or sawing tool",
    "equipment": "production or test equipment",
    "reagent": "flotation reagent, extractant",
    "scrap": "waste and scrap, swarf, spent material",
    "black_mass": "shredded batteries",
    "waste_battery": "waste batteries",
    "residue": "slag, ash, leach residue",
    "intermediate": "matte, mixed precipitate, crude hydroxide of a smelter or leach plant",
    "ferro": "ferro-alloy, pig iron",
    "chip": "integrated circuit",
    "technology": "know-how, drawings, documentation, process, software, licence of a patent",
    "service": "work on lines and plants: assembly, commissioning, maintenance, repair, training, "
    "supervision",
    "product": "finished article in which none of the above is the good",
}
"""Forms of goods, each with what it takes in."""

SYMBOLS = tuple(
    (
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As "
        "Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu "
        "Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U"
    ).split()
)
"""Chemical symbols, hydrogen to uranium."""

PROPERTIES = {
    "purity_pct": "purity or content, per cent by weight",
    "particle_um": "particle or grain size, micrometres",
    "strength_mpa": "flexural strength, MPa",
    "density_g_cm3": "density, g per cm3",
    "energy_wh_kg": "energy density of a cell, Wh per kg",
    "capacity_mah_g": "specific capacity of an electrode material, mAh per g",
    "size_mm": "smallest outer dimension of a solid, mm",
    "power_kw": "microwave or drive power, kW",
    "pressure_gpa": "pressing pressure, GPa",
    "layers": "layers of a memory chip",
    "node_nm": "process node of a logic chip, nm",
    "tpp": "total processing performance of a chip",
    "bandwidth_gb_s": "total memory bandwidth of a chip, GB per s",
}
"""Properties on which an entry may set a threshold."""

COMPARISON = re.compile(r"^\s*([a-z_0-9]+)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)\s*$")


class Threshold(NamedTuple):
    """A condition on one property."""

    name: str
    comparison: str
    value: float


def thresholds(text: str | None) -> list[Threshold]:
    """The conditions of a cell such as `purity_pct > 99.9; density_g_cm3 > 1.73`; all must hold.

    Raises:
        ValueError: naming the part that is no condition, or the property that is not known.
    """
    found = []
    for part in (text or "").split(";"):
        if not part.strip():
            continue
        match = COMPARISON.match(part)
        if match is None:
            raise ValueError(f"{part.strip()!r} is no condition; write such as `purity_pct >= 99`")
        if match[1] not in PROPERTIES:
            raise ValueError(f"no property is called {match[1]!r}")
        found.append(Threshold(match[1], match[2], float(match[3])))
    return found
