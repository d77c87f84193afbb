"""What reaches a terminal: words only. What would steer it, from an article or the name of a file,
is shown as U+FFFD.

An escape character in a quotation could recolour or rewrite what stands above it; a mark of
direction could show a sentence in another order than the one in which it is kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text with U+FFFD for each character that steers a terminal; line ends and tabs stay."""
    return _STEERING.sub("\ufffd", text)


class Screen(Console):
    """A console for words that others wrote: brackets are no markup, and nothing steers it."""

    def __init__(self) -> None:
        """On standard output."""
        super().__init__(markup=False, emoji=False)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of anything printed; styles are added to them later."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))


def complain(sentence: object) -> None:
    """Say on standard error, in one line, what is wrong."""
    line = harmless(str(sentence)).replace("\n", "\ufffd")
    print(f"xenotime: {line}", file=sys.stderr)
