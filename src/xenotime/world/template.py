"""Start a world from nothing: empty tables, and one worked mineral from the atlas as an example."""

from __future__ import annotations

from pathlib import Path

from xenotime.world.problems import XenotimeError
from xenotime.world.world import World

MINERAL = "magnesium"
"""Short chain, a by-product loop, named plants: enough to learn from, little to delete."""


def write_template(folder: str | Path) -> str:
    """Write the tables to a new folder and return the name of the example mineral.

    Raises:
        XenotimeError: when the folder holds something already.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise XenotimeError(f"{folder} is there already; choose a new folder, nothing was changed")
    atlas = World.atlas()
    part = atlas.select(minerals=[MINERAL])
    name = part.table("minerals")["name"][0]
    part.save(folder, empty=True)
    return str(name).lower()
