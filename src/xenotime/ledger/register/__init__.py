"""Where the facts are kept, with the texts they come from and all that was ever changed."""

from xenotime.ledger.register.records import (
    Added,
    Candidate,
    Change,
    Entry,
    Filter,
    Heading,
    Page,
    State,
    StoriesOf,
    Story,
)
from xenotime.ledger.register.register import Register

__all__ = [
    "Added",
    "Candidate",
    "Change",
    "Entry",
    "Filter",
    "Heading",
    "Page",
    "Register",
    "State",
    "StoriesOf",
    "Story",
]
