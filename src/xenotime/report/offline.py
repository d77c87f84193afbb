"""What makes a page work from one file: shipped texts, and a policy that loads nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources


@cache
def shipped(name: str) -> str:
    """A text that ships beside the reports."""
    return (resources.files("xenotime.report") / name).read_text(encoding="utf-8")


def policy(scripts: Sequence[str]) -> str:
    """A content security policy that runs these scripts and loads nothing."""
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:"
