"""Mass: what commodities hold, and the rules that nothing comes from nothing.

Contents are tonnes of an element per tonne of commodity in its own basis; oxides count by the share
of element that they hold, and elements that the trade handles as a mixture count as that mixture.
"""

from __future__ import annotations

from collections.abc import Iterator

from xenotime.world.findings import Finding, Tables, numbered

MASS_TOLERANCE = 1e-6


def element_contents(tables: Tables) -> dict[str, dict[str, float]]:
    """Tonnes of each element, as the trade handles it, per tonne of each commodity."""
    elements = {entry["id"]: entry for entry in tables["elements"].iter_rows(named=True)}
    contents: dict[str, dict[str, float]] = {}
    for entry in tables["contents"].iter_rows(named=True):
        element = elements.get(entry["element"])
        if element is None:
            continue
        factor = 1.0 if entry["form"] == "element" else element["element_per_oxide"]
        if factor is None:
            continue
        name = element["counts_as"] or element["id"]
        held = contents.setdefault(entry["commodity"], {})
        held[name] = held.get(name, 0.0) + entry["share"] * factor
    return contents


def recipe_that_creates_mass(tables: Tables) -> Iterator[Finding]:
    """A process that gives out more of an element than its inputs hold."""
    contents = element_contents(tables)
    process_rows: dict[str, int] = {}
    taken: dict[str, dict[str, float]] = {}
    given: dict[str, dict[str, float]] = {}
    for entry in numbered(tables["recipes"]).iter_rows(named=True):
        process = entry["process"]
        process_rows.setdefault(process, entry["row"])
        side = (taken if entry["direction"] == "in" else given).setdefault(process, {})
        for element, share in contents.get(entry["commodity"], {}).items():
            side[element] = side.get(element, 0.0) + entry["amount"] * share
    for process, outputs in given.items():
        for element, out in outputs.items():
            inside = taken.get(process, {}).get(element)
            if inside is not None and out > inside * (1 + MASS_TOLERANCE):
                yield (
                    "recipes",
                    process_rows[process],
                    "amount",
                    f"{out:.6g}",
                    f"{process} gives out {out:.6g} t of {element} per t of activity but takes in "
                    f"only {inside:.6g} t; lower the outputs, raise the inputs or mend `contents`",
                )


def unit_mismatch(tables: Tables) -> Iterator[Finding]:
    """A commodity whose contents do not fit the basis of its tonne."""
    rows: dict[str, int] = {}
    forms: dict[str, dict[str, float]] = {}
    for entry in numbered(tables["contents"]).iter_rows(named=True):
        rows.setdefault(entry["commodity"], entry["row"])
        sums = forms.setdefault(entry["commodity"], {"oxide": 0.0, "element": 0.0})
        sums[entry["form"]] += entry["share"]
    for entry in tables["commodities"].iter_rows(named=True):
        sums = forms.get(entry["id"], {})
        if not sums:
            continue
        basis, row, name = entry["basis"], rows[entry["id"]], entry["id"]
        total = sums["oxide"] + sums["element"]
        wanted = {
            "contained_reo": "oxide",
            "contained_oxide": "oxide",
            "contained_metal": "element",
        }
        if basis == "gross":
            if total > 1 + 1e-3:
                sentence = f"a tonne of {name} holds {total:.4g} t; shares add up to at most 1"
                yield "contents", row, "share", f"{total:.4g}", sentence
        elif sums["oxide" if wanted[basis] == "element" else "element"] > 0:
            sentence = (
                f"{name} is measured as {basis}, so its contents are shares of the {wanted[basis]}"
            )
            yield "contents", row, "form", None, sentence
        elif abs(total - 1) > 1e-3:
            sentence = f"{name} is measured as {basis}, so its shares add up to 1, not {total:.4g}"
            yield "contents", row, "share", f"{total:.4g}", sentence
