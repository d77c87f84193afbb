"""Fixed-charge networks of FCNetLib as worlds (family `fcnetlib`).

One scenario of what `netdes` is: arcs are route projects. The files are text that a GAMS model
includes; the statements that the library uses are read. Model: F. Ortega and L. A. Wolsey, Networks
41(3), 143-158, 2003.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.instance_worlds import Network, answer, planned_network

TABLE = re.compile(r"^\s*parameter\s+(\w+)\s*\(([^)]*)\)[^/;]*/(.*?)/\s*;", re.I | re.M | re.S)
CELL = re.compile(r"^\s*(\w+)\s*\(([^)$]*)\)\s*=\s*([-+]?[\d.][-+.\deE]*)\s*;", re.I | re.M)
SUPPLY = re.compile(r"^\s*u\s*=\s*([-+]?[\d.][-+.\deE]*)\s*;", re.I | re.M)
EVERY_ARC = re.compile(r"^\s*xupp\s*\([^)]*\)\s*(?:\$.*?)?=\s*(u|[\d.]+)\s*;", re.I | re.M)
SWITCH = re.compile(r"^\s*(usetree|usett1|usett2)\s*=\s*0*[1-9]\d*\s*;", re.I | re.M)
REMARK = re.compile(r"^(?:\*|\$(?:on|off)delim).*$", re.I | re.M)
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

Figures = dict[tuple[str, ...], float]


def solve(path: Path, seconds: float) -> dict[str, Any]:
    """Solve a case through `plan`; see `instance_worlds.answer`."""
    began = time.perf_counter()
    case = planned_network(read(path))
    return answer(case, seconds - (time.perf_counter() - began))


def read(path: Path) -> Network:
    """Read a case. An arc whose fixed cost is negative is free, as the loop at the end of the files
    says; the most that an arc carries is the total supply unless the file says less.

    Raises:
        ValueError: when the file is no such case, or asks for what a world cannot say.
    """
    text = REMARK.sub("", path.read_text(encoding="utf-8"))
    found = figures_of(text)
    demand_of, fixed_of, cost_of = (found.get(n, {}) for n in ("demand", "fcost", "vcost"))
    demand = np.array(list(demand_of.values()))
    supply = -demand[demand < 0].sum() if len(demand) else 0.0
    if not supply or abs(demand.sum()) > 1e-9 * supply:
        raise ValueError(f"{path.name}: what the nodes want is not what they have")
    if said := SUPPLY.search(text):
        supply = float(said[1])
    most_of = {arc: most for arc, most in found.get("xupp", {}).items() if most}
    every = EVERY_ARC.search(text)
    costly = [a for f in (fixed_of, cost_of) for a, figure in f.items() if figure]
    arcs = list(dict.fromkeys([*costly, *most_of]))
    if every or not most_of:
        usual = supply if every is None or every[1] in "uU" else float(every[1])
        most_of = dict.fromkeys(costly, usual) | most_of
    most = np.minimum([most_of.get(arc, 0.0) for arc in arcs], supply)
    refuse_trees(path, SWITCH.findall(text), demand, bool((most >= supply).all()))
    names = list(
        dict.fromkeys([end for arc in arcs for end in arc[:2]] + [name for (name,) in demand_of])
    )
    number = {name: i for i, name in enumerate(names)}
    fixed, cost = (np.array([f.get(arc, 0.0) for arc in arcs]) for f in (fixed_of, cost_of))
    return Network(
        tail=np.array([number[arc[0]] for arc in arcs]),
        head=np.array([number[arc[1]] for arc in arcs]),
        fixed=np.maximum(fixed, 0.0),
        probability=np.ones(1),
        cost=np.where(fixed < 0, 0.0, cost)[None, :],
        capacity=most[None, :],
        demand=np.array([[demand_of.get((name,), 0.0) for name in names]]),
    )


def figures_of(text: str) -> dict[str, Figures]:
    """The figures of each parameter by the labels of its cells, later ones over earlier ones."""
    found: dict[str, Figures] = {}
    for name, index, body in TABLE.findall(text):
        words: list[str] = []
        for word in re.split(r"[\s,]+", body.strip()):
            words += [word] if NUMBER.fullmatch(word) else word.split(".")
        width = index.count(",") + 2
        rows = (words[at : at + width] for at in range(0, len(words), width))
        found.setdefault(name.lower(), {}).update({tuple(row[:-1]): float(row[-1]) for row in rows})
    for name, labels, figure in CELL.findall(text):
        key = tuple(label.strip(" '\"") for label in labels.split(","))
        found.setdefault(name.lower(), {})[key] = float(figure)
    return found


def refuse_trees(path: Path, switches: list[str], demand: np.ndarray, free: bool) -> None:
    """Some files ask for a tree on top. Where no arc is ever full and all comes from one node (or
    goes to one), some optimum is one anyway; elsewhere the case is another one.

    Raises:
        ValueError: when the tree is a condition of its own.
    """
    ends = {"usetree": int((demand > 0).sum()), "usett1": int((demand < 0).sum())}
    for switch in switches:
        if not free or ends.get(switch.lower(), ends["usett1"]) != 1:
            raise ValueError(f"{path.name}: {switch} asks for a tree, which a world cannot say")
