"""A fact: what an article says was agreed, promised, imposed, delivered, built or discussed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from xenotime.ledger.article import UNKNOWN, Period

Kind = Literal[
    "agreement",
    "commitment",
    "control",
    "tariff",
    "delivery",
    "project",
    "trade_figure",
    "meeting",
]
Status = Literal[
    "announced",
    "planned",
    "expected",
    "offered",
    "signed",
    "in_force",
    "suspended",
    "denied",
    "completed",
    "stated",
]
PartyRole = Literal["actor", "target", "speaker", "context"]


@dataclass(frozen=True)
class Party:
    """Who takes part: a place, and the person or organisation that acts for it if one is named."""

    role: PartyRole
    place: str | None
    """ISO 3166-1 alpha-3, or a region of the world."""
    name: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class Amount:
    """A quantity of the fact, with its own span."""

    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    currency: str | None
    approximate: bool
    per: str | None = None


@dataclass(frozen=True)
class Fact:
    """One fact. `start`, `end` and `quote` tie it to the characters it came from."""

    start: int
    end: int
    quote: str
    kind: Kind
    status: Status
    parties: tuple[Party, ...] = ()
    goods: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    date: Period = UNKNOWN
    """When it happened, or is to happen."""
    deadline: Period = UNKNOWN
    """By when it was promised."""
    attribution: str | None = None
    """Who says so, in the article's words; None when the article says it itself."""
    instrument: str | None = None
    """For agreements: `agreement`, `joint_statement`, or `letter_of_intent`, which binds nobody."""
    hedged: bool = False
    """Said by unnamed sources, or only possible."""
    confidence: float = 0.5
    """The reader's own certainty, between 0 and 1."""
    reader: str = "rules"
    """`rules`, or `model:NAME` when a language model proposed it."""
    cues: tuple[str, ...] = field(default=(), compare=False)
    """The words that made it this kind."""

    @property
    def countries(self) -> tuple[str, ...]:
        """The places of its parties, each once, in the order of the text; context left out."""
        places = (p.place for p in self.parties if p.role != "context" and p.place)
        return tuple(dict.fromkeys(places))

    def to_dict(self) -> dict[str, Any]:
        """The fact as plain values: periods in ISO 8601, None for what is unknown."""
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "status": self.status,
            "countries": list(self.countries),
            "parties": [asdict(party) for party in self.parties],
            "goods": list(self.goods),
            "amounts": [asdict(amount) for amount in self.amounts],
            "date": str(self.date) or None,
            "deadline": str(self.deadline) or None,
            "attribution": self.attribution,
            "instrument": self.instrument,
            "hedged": self.hedged,
            "confidence": self.confidence,
            "reader": self.reader,
            "quote": self.quote,
        }
