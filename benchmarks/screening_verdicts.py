"""How often screening agrees with an analyst who judged shipments from the acts alone.

    python benchmarks/screening_verdicts.py [--details] [FILE...]

A file holds lines with the columns of a shipment list and, beside them, `verdict`, `measures`,
`missing` and `why`. Without a file: the 75 lines of `tests/controls/held_out.csv`, which nobody saw
who wrote the reader of texts, and the judged lines that the software was corrected on. Printed for
each: the share of verdicts that agree, lines said to be free that need a licence, and both by
verdict. `--details` lists the lines that differ.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from xenotime.controls.lines import open_lines
from xenotime.controls.register import RANK, VERDICTS, Register
from xenotime.controls.screening import screen
from xenotime.world.world import World

TESTS = Path(__file__).resolve().parents[1] / "tests/controls"
SETS = (TESTS / "held_out.csv", TESTS / "lines.csv")
BOUND = [verdict for verdict in VERDICTS if RANK[verdict] >= RANK["licence_required"]]


def compared(register: Register, path: Path) -> pl.DataFrame:
    """Each line with the analyst's verdict beside ours: case_id, wanted, why, verdict, reason."""
    judged = pl.concat([screen(register, batch) for batch in open_lines(path).batches()])
    wanted = pl.read_csv(path, infer_schema=False).select("case_id", "why", wanted="verdict")
    return wanted.join(judged.select("case_id", "verdict", "reason"), on="case_id")


def freed(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that we call free and the analyst does not."""
    return lines.filter((pl.col("verdict") == "no_licence") & pl.col("wanted").is_in(BOUND))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=list(SETS))
    parser.add_argument("--details", action="store_true", help="list the lines that differ")
    options = parser.parse_args()
    register = Register.of(World.atlas())
    for path in options.files:
        lines = compared(register, path)
        right = pl.col("verdict") == pl.col("wanted")
        agree = lines.filter(right).height
        table = Table("verdict", "lines", "agree", title=path.name)
        for verdict, count, same in (
            lines.group_by("wanted", maintain_order=True).agg(pl.len(), right.sum().alias("same"))
        ).iter_rows():
            table.add_row(verdict, str(count), str(same))
        Console().print(table)
        print(f"{agree} of {lines.height} agree: {agree / lines.height:.3f}")
        print(f"{freed(lines).height} said to be free that need a licence or are refused\n")
        if options.details:
            for case, why, wanted, verdict, reason in lines.filter(~right).iter_rows():
                print(f"{case}: {verdict} for {wanted}. Analyst: {why} We: {reason}")


if __name__ == "__main__":
    main()
