"""Which forms a good has: the head of its description decides.

"NdFeB magnets for rotors" are magnets, a "rotor with NdFeB magnets" is an assembly, a "furnace for
sintering magnets" is equipment. The first part of the text that names a form governs; within it the
last head noun does. Chemistry and shape may hold together (a GaAs wafer is a wafer of an arsenide).
"""

from __future__ import annotations

import numpy as np

from xenotime.controls.goods.segments import CONTENT, GOOD, OF, Segments
from xenotime.controls.goods.words import FORM_NUMBER, Hits
from xenotime.world.vocabulary import FORMS

_CHEMISTRY = (
    "oxide hydroxide carbonate chloride fluoride nitrate sulphate sulphide phosphate nitride "
    "phosphide arsenide antimonide selenide telluride carbide hydride organic acid_salt compound "
    "mixture"
)
_SHAPES = "metal powder alloy target crystal wafer"
_BESIDE_CHEMISTRY = "precursor cathode anode intermediate"
"""Battery and smelter goods that are named by their chemistry too."""
_OUTDOING = "scrap waste_battery black_mass"
"""Words that make anything else in the same part waste, save machines and technology."""


def members(names: str) -> np.ndarray:
    """bool[form] of the forms named."""
    chosen = np.zeros(len(FORMS), dtype=bool)
    chosen[[FORM_NUMBER[name] for name in names.split()]] = True
    return chosen


CHEMISTRY = members(_CHEMISTRY)
SUBSTANCE = CHEMISTRY | members(_SHAPES)
_WASTE = members(_OUTDOING)
WORKS = members("equipment technology service reagent")
"""Forms that deal with elements rather than hold them."""
_SERVED = members("equipment technology service")
"""Forms beside which work on plants is a good of its own."""
_BESIDE = members(_BESIDE_CHEMISTRY)
_FINISHED = members("product assembly")
"""Forms that a stray word (a company's name, packing) may suggest."""
_MAGNET = members("magnet")
_SEPARATED = members("oxide chloride fluoride carbonate nitrate sulphate")
_DOUBTED = members("equipment cell")
"""Compounds, and forms that beside them may only tell what they are meant for."""
_LATER = _FINISHED | members("equipment tool chip optics technology service compound fibre cell")
"""Forms that do not outdo an earlier part that names a metal: "Tb metal, motor freight"."""
_DRY_SALTS = "sulphate nitrate hydroxide carbonate"
"""Compounds of which crystals are just a shape."""
_ORDER = (GOOD, OF, CONTENT)


def forms(
    n: int,
    text: np.ndarray,
    hits: Hits,
    parts: Segments,
    links: np.ndarray,
    named: np.ndarray,
    starts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The forms that n texts tell, and those of which they may mean either: bool[text, form] each.

    Args:
        n: how many texts.
        text: int64[hit], in which text each stands.
        hits: forms found, in the order of the texts.
        parts: the parts of the texts.
        links: int64[link], where words such as "and" begin, in order.
        named: int64[part], parts that name an element or a material.
        starts: int64[text], where texts begin.
    """
    result = np.zeros((n, len(FORMS)), dtype=bool)
    either = result.copy()
    if not len(hits):
        return result, either
    part = parts.of(hits.start)
    role = parts.role[part]
    rank = np.full(role.shape, len(_ORDER))
    for place, wanted in enumerate(_ORDER):
        rank[role == wanted] = place
    usable = rank < len(_ORDER)
    text, part, rank, hits = text[usable], part[usable], rank[usable], hits.where(usable)
    if not len(hits):
        return result, either

    # The head of each part: the last strong word, or the last at all.
    order = np.lexsort((hits.end, hits.strong, part))
    last = order[np.flatnonzero(np.diff(part[order], append=-1))]
    head_of_part = np.full(len(parts.begin), -1)
    head_of_part[part[last]] = last
    head = head_of_part[part]

    # Which part governs: that of the good before others, the first; a later head noun outdoes a
    # first part that has none, unless it is only packing.
    names = np.zeros(len(parts.begin), dtype=bool)
    names[named] = True
    weak = ~hits.strong[head] | (hits.value[head] == FORM_NUMBER["product"])
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, text, part + rank * len(parts.begin))
    opening = (part + rank * len(parts.begin)) == first[text]
    lacking = np.zeros(n, dtype=bool)
    product = hits.value[head] == FORM_NUMBER["product"]
    lacking[text[opening & ~hits.strong[head] & ~product]] = True
    sure = np.zeros(n, dtype=bool)
    sure[text[opening & ~hits.strong[head] & names[part]]] = True
    weak |= sure[text] & _LATER[hits.value[head]]
    preference = np.where(weak & ~opening, 2, np.where(opening & lacking[text], 1, 0))
    order = np.lexsort((part, preference, rank, text))
    chosen = order[np.flatnonzero(np.diff(text[order], prepend=-1))]
    governing = np.full(n, -1)
    governing[text[chosen]] = head[chosen]

    value = hits.value
    ruler = governing[text]
    within = part == part[ruler]
    kind = value[ruler]
    result[text, kind] = True
    # One word may tell several forms: cobalt hydroxide of a leach plant is an intermediate too.
    same = (hits.start == hits.start[ruler]) & (hits.end == hits.end[ruler])
    result[text[same], value[same]] = True

    # "Rotors and magnets" are both.
    ahead = np.append(links, np.iinfo(np.int64).max)[np.searchsorted(links, hits.end)]
    joined = within & hits.strong & (ahead <= hits.end + 1) & (hits.end < hits.start[ruler])
    result[text[joined], value[joined]] = True

    # Chemistry and shapes hold together, over all parts that are themselves so.
    together = SUBSTANCE[kind] & SUBSTANCE[value] & SUBSTANCE[value[head]] & (rank <= 1)
    # "Dysprosium metal from Chinese oxide" is no oxide.
    metal = (kind == FORM_NUMBER["metal"]) & names[part[ruler]]
    together &= ~(metal & _SEPARATED[value] & (rank == 1))
    together |= SUBSTANCE[kind] & within & (SUBSTANCE[value] | _BESIDE[value])
    result[text[together], value[together]] = True

    # An anode of natural graphite stays natural graphite.
    natural = within & (value == FORM_NUMBER["natural_graphite"]) & (kind == FORM_NUMBER["anode"])
    result[text[natural], value[natural]] = True

    waste = _WASTE[value] & within & ~WORKS[kind]
    know_how = within & (value == FORM_NUMBER["technology"]) & (kind != FORM_NUMBER["equipment"])
    for outdoing in (waste, know_how):
        result[text[outdoing]] = False
        result[text[outdoing], value[outdoing]] = True
    # "Separation line, installation and commissioning" is both; "magnet maintenance" is no magnet.
    served = (value == FORM_NUMBER["service"]) & _SERVED[kind] & (hits.strong | same)
    result[text[served], value[served]] = True
    first_part = np.searchsorted(parts.begin, starts[:n], side="right") - 1
    made_of = np.flatnonzero(names & (parts.role == GOOD))
    _leave_open(result, part, governing, made_of, first_part)
    result = _tidy(result)

    # A finished article may be a use, a packing or a company where a substance is named as well.
    finished = result.any(axis=1) & ~(result & ~_FINISHED).any(axis=1)
    bulk = (SUBSTANCE | _MAGNET)[value] & (rank == 0) & names[part]
    stated = bulk & finished[text] & ~within & (hits.strong | (value == FORM_NUMBER["metal"]))
    stated &= ~names[part[ruler]]
    packed = bulk & finished[text] & within & ~hits.strong[ruler]
    # "Samarium oxide reactor control".
    packed |= _SEPARATED[value] & hits.strong & _DOUBTED[kind] & within & names[part]
    # "Steel sheet" is no metal of the register, "metal sheet in glass" may be.
    plain = result[:, FORM_NUMBER["metal"]] & (result.sum(axis=1) == 1)
    sheet = within & plain[text] & (value == FORM_NUMBER["product"]) & ~hits.strong
    other = stated | packed | sheet
    doubtful = np.zeros(n, dtype=bool)
    doubtful[text[other]] = True
    either[doubtful] = result[doubtful]
    either[text[other], value[other]] = True
    result[doubtful] = False
    return result, either


def _leave_open(
    result: np.ndarray,
    part: np.ndarray,
    governing: np.ndarray,
    made_of: np.ndarray,
    first_part: np.ndarray,
) -> None:
    """Forget a finished article of a later part if an earlier one names what the good is made of.

    "NdFeB, Valeo motors" may be magnets or motors. The first array is changed.
    """
    ruled = np.flatnonzero(governing >= 0)
    count = np.searchsorted(made_of, part[governing[ruled]])
    earlier = count > np.searchsorted(made_of, first_part[ruled])
    only = ~(result[ruled] & ~_FINISHED).any(axis=1)
    result[ruled[earlier & only]] = False


def _tidy(result: np.ndarray) -> np.ndarray:
    """Drop what another form says more closely; the array itself is changed."""

    def drop(what: str, where: np.ndarray | np.bool) -> None:
        result[np.ix_(np.asarray(where), members(what))] = False

    def has(name: str) -> np.ndarray:
        told: np.ndarray = result[:, FORM_NUMBER[name]]
        return told

    closer = CHEMISTRY & ~members("mixture compound")
    chemistry = result[:, closer].any(axis=1)
    drop("compound", chemistry)
    drop("powder metal alloy", chemistry)
    drop("crystal", (result & members(_DRY_SALTS)).any(axis=1))
    drop("powder metal alloy", has("target") | has("wafer"))
    drop("metal", has("crystal"))
    drop("powder", has("crystal") | has("compound") | has("mixture"))
    drop("metal alloy", has("powder"))
    drop("powder metal", has("cathode") | has("anode") | has("precursor"))
    drop("artificial_graphite", has("anode"))
    drop("metal", has("alloy") | has("compound") | has("mixture"))
    return result
