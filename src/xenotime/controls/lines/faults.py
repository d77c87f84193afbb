"""What is wrong with one cell."""

from __future__ import annotations


class CellFault(ValueError):
    """A cell that cannot be read: the message continues `<column> <cell> `, and says what to write.

    It is for `typed`, which puts the sentence into the line's `error`; no caller sees it.
    """
