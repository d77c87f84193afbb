"""Run the ledger's commands as a user does, and registers for them to work on."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests import commands
from xenotime.ledger.facts.fact import Amount, Party
from xenotime.ledger.register import Register

from . import made

EXAMPLES = Path(__file__).parents[2] / "docs/example/articles"
ARTICLES = sorted(EXAMPLES.iterdir())

SIGNED = (
    "TOKYO, 3 March 2027 - Japan and Australia signed an agreement on rare earths on Tuesday.\n\n"
    "Australia will deliver 500 tonnes of rare earths to Japan by 30 June 2027, the ministry "
    "said.\n\nChina has required export licences for gallium since 1 August 2023.\n"
)


run = partial(commands.run, "ledger")
refused = partial(commands.refused, "ledger")


def process(*args: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """`xenotime ledger ...` as a process of its own, in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "xenotime", "ledger", *map(str, args)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "80"},
    )


TEXT = (
    "China controls exports of magnesium from 1 June 2027. "
    "Japan levies 7.5 percent on magnesium from China. "
    "Kinsei Metals will build a smelter for 10,000 tonnes in Japan. "
    "Japan and Australia signed an agreement on rare earths. "
    "China denied that it controls exports of magnesium to Japan."
)


def hand_made(path: Path) -> Path:
    """A register with one fact for each sentence of `TEXT`, numbered from 1 in their order."""
    article = made.article("magnesium.txt", TEXT, date="2027-04-14")
    control, tariff, project, agreement, denial = TEXT.replace(". ", ".|").split("|")
    percent = Amount(0, 1, 7.5, None, "percent", None, False)
    tonnes = Amount(0, 1, 10_000.0, None, "tonne", None, False)
    facts = [
        made.fact(
            article, control, "control", "planned", "CHN", "magnesium_metal", date="2027-06-01"
        ),
        made.fact(
            article, tariff, "tariff", "in_force", "JPN CHN", "magnesium_metal", (percent,),
            date="2027-04-01",
        ),
        made.fact(
            article, project, "project", "planned", "", "magnesium_metal", (tonnes,),
            parties=(Party("actor", "JPN", "Kinsei Metals"),), deadline=made.day("2029"),
        ),
        made.fact(article, agreement, "agreement", "signed", "JPN AUS", "rare_earths"),
        made.fact(article, denial, "control", "denied", "CHN JPN", "magnesium_metal"),
    ]  # fmt: skip
    with Register.open(path) as register:
        register.add(article, facts, by="test")
    return path
