"""Cases with known optima: one JSON line per file.

    python benchmarks/instances.py FAMILY FILE... [--seconds 100] [--method auto]

Families: `orlib-cap`, `netdes`, `fcnetlib` and `interdiction` go through the public interface, as
worlds; `smps` (any of the three files, or the stem they share) goes through the engine. Each line
has `file`, `objective`, `bound`, `gap`, `seconds` and `method`; for a file that cannot be solved it
has `file` and `error`, and the others are solved all the same.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

FAMILIES = {
    "orlib-cap": "benchmarks.instances_orlib_cap",
    "netdes": "benchmarks.instances_netdes",
    "fcnetlib": "benchmarks.instances_fcnetlib",
    "interdiction": "benchmarks.instances_interdiction",
    "smps": "benchmarks.instances_smps",
}
METHODS = ("auto", "extensive", "lshaped")


def main(arguments: list[str] | None = None) -> int:
    """Solve the files and print a line for each; 1 when one of them cannot be solved."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, default=100.0, help="for each file")
    parser.add_argument("--method", choices=METHODS, default="auto", help="family smps only")
    chosen = parser.parse_args(arguments)
    family = importlib.import_module(FAMILIES[chosen.family])
    if chosen.method != "auto" and chosen.family != "smps":
        print("--method is for the family smps; plan chooses its own", file=sys.stderr)
        return 1
    options = {"method": chosen.method} if chosen.family == "smps" else {}
    failed = False
    for file in chosen.files:
        began = time.perf_counter()
        try:
            answer: dict[str, Any] = family.solve(file, chosen.seconds, **options)
        # Whatever is wrong with one file, the others are to be solved.
        except Exception as problem:
            said = str(problem) or type(problem).__name__
            print(json.dumps({"file": str(file), "error": said}), flush=True)
            failed = True
            continue
        seconds = round(time.perf_counter() - began, 3)
        line = {
            "file": str(file),
            "objective": answer["objective"],
            "bound": answer["bound"],
            "gap": answer["gap"],
            "seconds": seconds,
            "method": answer["method"],
        }
        print(json.dumps(line), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
