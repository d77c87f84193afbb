"""Put the equations of the model into docs/model.md, word for word from the code.

    python tools/model_docs.py

Each component of `xenotime.network.components` states its equations in its docstring. This puts
them between two marks on the page; a test fails when the page says something else.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

from xenotime.network import (
    content,
    layered,
    links,
    model,
    patch,
    rationing,
    reconciliation,
    surprise,
)
from xenotime.solve import interdiction_parts
from xenotime.studies.attack import game
from xenotime.studies.planning import (
    attacked,
    gains,
    options,
    purses,
    ranking,
    simulation,
    support,
)

DOCS = Path(__file__).parents[1] / "docs"
BEGIN = "<!-- from the code: begin -->"
END = "<!-- from the code: end -->"


def statement(module: ModuleType, heading: str) -> list[str]:
    """A module's docstring: its first paragraph as a heading, the rest as it stands."""
    title, _, body = inspect.cleandoc(module.__doc__ or "").partition("\n\n")
    file = f"src/{module.__name__.replace('.', '/')}.py"
    return [
        f"{heading} {' '.join(title.split()).rstrip('.')}",
        "",
        f"`{file}`",
        "",
        "```text",
        body.rstrip(),
        "```",
        "",
    ]


def with_statements(page: str, modules: tuple[ModuleType, ...], heading: str = "###") -> str:
    """The page with the text between its marks replaced by the modules' statements."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page has no {BEGIN} ... {END}")
    lines = [line for module in modules for line in statement(module, heading)]
    return f"{before}{begin}\n\n{chr(10).join(lines)}\n{end}{after}"


PAGES: dict[str, tuple[ModuleType, ...]] = {
    "model.md": (model, *model.COMPONENTS, links),
    "reconciliation.md": (reconciliation,),
    "scenarios.md": (patch,),
    "content.md": (content, layered),
    "plan.md": (options, purses, surprise, attacked, support, ranking, gains, simulation),
    "chokepoints.md": (game, rationing, interdiction_parts),
}
"""Pages with marks, and the modules that they quote."""


if __name__ == "__main__":
    for name, modules in PAGES.items():
        path = DOCS / name
        text = with_statements(path.read_text(encoding="utf-8"), modules)
        path.write_text(text, encoding="utf-8")
