"""Write a page so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def save_text(text: str, path: str | Path) -> Path:
    """Write `text` to `path`; an older file stays until the new one is whole."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    return target
