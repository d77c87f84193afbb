"""How fast shipments are screened, beside the same rules run line by line in plain Python.

    python benchmarks/screening.py [--lines 1000000] [--distinct N] [--peer-lines 5000]

A list is made up from the goods, places, dates and end uses of the test lines, each text with a lot
number, so that all texts differ (or so many as `--distinct` says, for each good); a tenth of the
lines lack a field. It is screened from a CSV file to Parquet files by as many processes as there
are cores. The peer (`tests/reference_screening.py`) is given
the description of the goods that the product makes, and is asked about a sample: it pays for the
rules only. Both must say the same.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from xenotime.controls.goods import describe
from xenotime.controls.lines import open_lines
from xenotime.controls.register import Register
from xenotime.controls.screening import GOODS, reduce
from xenotime.studies.screen import ScreenResult, screen_lines
from xenotime.world.world import World

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from reference_screening import PlainRegister, goods_one_by_one, verdict  # noqa: E402

TEST_LINES = ROOT / "tests/controls/lines.csv"
PART = 250_000
OPEN_TO_BLANKS = ("end_use", "end_user_listed", "hs_code", "elements", "exporter_iso3")


def made_up(count: int, seed: int, path: Path, distinct: int) -> None:
    """Write a list of so many lines."""
    random = np.random.default_rng(seed)
    known = pl.read_csv(TEST_LINES, infer_schema=False).drop("verdict", "measures", "missing")
    goods = ["item_text", "hs_code", "elements", "controlled_value_share_pct"]
    with path.open("wb") as file:
        for start in range(0, count, PART):
            size = min(PART, count - start)
            mixed = {
                name: known[name][random.integers(known.height, size=size)]
                for name in known.columns
                if name not in (*goods, "case_id", "why")
            }
            lots = pl.Series(np.arange(start, start + size) % distinct).cast(pl.String)
            part = (
                known.select(goods)[random.integers(known.height, size=size)]
                .with_columns(pl.concat_str("item_text", pl.lit(" lot no. "), lots))
                .hstack(pl.DataFrame(mixed))
            )
            blank = pl.Series(random.random(size) < 0.1)
            where = OPEN_TO_BLANKS[start // PART % len(OPEN_TO_BLANKS)]
            part = part.with_columns(
                pl.when(blank).then(None).otherwise(pl.col(where)).alias(where)
            )
            part.write_csv(file, include_header=start == 0)


def memory() -> str:
    """Largest resident memory so far of this process and of the largest other, MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    here, there = (resource.getrusage(kind).ru_maxrss // 1024 for kind in kinds)
    return f"{here} + {there}"


class Kept:
    """Writes the lines to Parquet, and keeps the first for the peer."""

    def __init__(self, folder: Path, peer_lines: int) -> None:
        self.folder, self.peer_lines, self.first = folder, peer_lines, pl.DataFrame()
        self.done, self.began = 0, time.perf_counter()

    def add(self, lines: pl.DataFrame) -> None:
        lines.write_parquet(self.folder / f"{self.done}.parquet")
        if not self.done:
            self.first = lines.head(self.peer_lines)
        self.done += lines.height
        taken = time.perf_counter() - self.began
        print(f"  {self.done:,} lines after {taken:.1f} s; {memory()} MB", flush=True)

    def finish(self, result: ScreenResult) -> None:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--peer-lines", type=int, default=5_000)
    parser.add_argument("--distinct", type=int, default=0, help="texts; default: all differ")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    world = World.atlas()
    register = Register.of(world)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.csv"
        made_up(options.lines, options.seed, path, options.distinct or options.lines)
        print(f"{options.lines:,} lines, {path.stat().st_size / 1e6:.0f} MB; memory {memory()} MB")
        kept = Kept(Path(folder), options.peer_lines)
        result = screen_lines(world, register, open_lines(path), [kept], workers=options.workers)
        whole = time.perf_counter() - kept.began
    print(result.counts)
    print(f"xenotime: {whole:.1f} s, {kept.done / whole:,.0f} lines a second; {memory()} MB")
    theirs = line_by_line(world, register, kept.first)
    print(f"plain Python, rules only: {theirs * 1e6:.0f} µs, {1 / theirs:,.0f} lines a second")
    print(f"ratio: {whole / kept.done / theirs:.3f} of plain Python's time")


def line_by_line(world: World, register: Register, judged: pl.DataFrame) -> float:
    """Seconds per line of the peer; it must agree."""
    sound = judged.filter(pl.col("error").is_null())
    goods = list(goods_one_by_one(describe(*(sound[name].to_list() for name in GOODS))))
    facts = reduce(register, sound).facts.to_dicts()
    plain = PlainRegister.of(world)
    began = time.perf_counter()
    said = [verdict(plain, line, good) for line, good in zip(facts, goods, strict=True)]
    taken = time.perf_counter() - began
    differ = [a for a, b in zip(said, sound["verdict"], strict=True) if a != b]
    print(f"the peer was asked about {len(said):,} lines and differs on {len(differ)}")
    return taken / len(said)


if __name__ == "__main__":
    main()
