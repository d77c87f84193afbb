"""Pages that work from one file: their templates, and a policy that loads nothing else.

Texts of others are never trusted: they stand in a page as escaped text or as data; its policy runs
the scripts that ship with the package, by their digests, and no other.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2

from xenotime.report.saving import save_text
from xenotime.report.style import PAGE_COLOURS


@dataclass(frozen=True)
class OfflinePage:
    """A page as HTML text; `save` writes it."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to `path`; an older file stays until the new one is whole."""
        return save_text(self.html, path)


def offline_page(
    template: str,
    *,
    styles: Sequence[str],
    scripts: Sequence[str],
    filters: Mapping[str, Callable[..., Any]],
    plotted: bool = False,
    **values: Any,
) -> OfflinePage:
    """A page from a template.

    Args:
        template, styles, scripts: names of files beside this one; the template gets `style`,
            `scripts` (texts), `policy` and `colours`.
        filters: what the template calls.
        plotted: whether Plotly stands before the scripts.
        values: what else the template names; a missing one is an error.
    """
    texts = [shipped(name) for name in scripts]
    if plotted:
        # Slow to import, and a page without figures needs none of it.
        from plotly.offline import get_plotlyjs

        texts.insert(0, get_plotlyjs())
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.PackageLoader("xenotime.report", "."),
    )
    environment.filters |= filters
    return OfflinePage(
        environment.get_template(template).render(
            style="".join(map(shipped, styles)),
            scripts=texts,
            policy=_policy(texts),
            colours=PAGE_COLOURS,
            **values,
        )
    )


@cache
def shipped(name: str) -> str:
    """A text that ships beside the reports."""
    return (resources.files("xenotime.report") / name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str]) -> str:
    """A content security policy that runs these scripts and loads nothing; figures are saved as
    images by way of `blob:`."""
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"
    )
