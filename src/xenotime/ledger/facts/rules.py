"""Which cues, together with which mentions, make a sentence a fact of which kind.

The rules hold for every language: they speak of classes of cue (`facts.cues`) and of kinds of
mention. A sentence may hold facts of several kinds, one of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xenotime.ledger.facts.fact import Kind, Status

Need = Literal[
    "place", "two_places", "agent", "amount", "good", "date", "person", "detail", "figure"
]
"""What must be named beside the cues; `agent` is a place, person or organisation, `figure` an
amount or a date, `detail` one of these or a good."""


@dataclass(frozen=True)
class Rule:
    """One way in which a sentence states a fact."""

    kind: Kind
    cues: tuple[str, ...]
    """Each a class of cue, or several with `|` of which one is enough; all must be there, near each
    other (see `reach`)."""
    status: Status
    """The status unless a cue of status says otherwise."""
    confidence: float
    needs: tuple[Need, ...] = ()
    without: tuple[str, ...] = ()
    """Classes of cue of which none may stand within the reach."""
    units: frozenset[str] = frozenset()
    """For the need `amount`: the units that count; empty for any."""
    reach: int = 160
    """Characters that the cues may lie apart; a third of it in languages without spaces."""
    follows: frozenset[Kind] = frozenset()
    """Kinds of which one must have been told in the last sentences: the sentence goes on about it,
    and weaker cues are enough."""


PAPER = "instrument|intent|paper"
MONEY = frozenset({"currency"})
MASS = frozenset({"tonne", "kilogram"})
SHARE = frozenset({"percent"})
POWER = frozenset({"gigawatt", "megawatt", "gigawatt_hour", "megawatt_hour"})
QUANTITY = MASS | MONEY | frozenset("count barrel gram gigawatt megawatt cubic_metre".split())
RATE = frozenset({"percent", "percent_ad_valorem"})
FIGURE = frozenset(
    "currency percent percent_of_GDP percent_points rank tonne kilogram gram times barrel "
    "megawatt gigawatt count cubic_metre".split()
)
PROMISED = "cooperate|support|invest|procure"

AGREED: frozenset[Kind] = frozenset({"agreement", "commitment", "meeting"})

RULES: tuple[Rule, ...] = (
    Rule("agreement", (PAPER, "sign"), "signed", 0.85),
    Rule("agreement", ("instrument|intent", "agree"), "announced", 0.75),
    Rule("agreement", ("instrument|intent", "in_force"), "in_force", 0.7),
    Rule("agreement", ("instrument|intent", "suspend|denial"), "denied", 0.65, reach=80),
    Rule("agreement", ("instrument|intent", "announce"), "announced", 0.6),
    Rule("agreement", ("paper", "agree"), "announced", 0.75, without=("agree_to",)),
    Rule("agreement", ("paper", "announce"), "announced", 0.6, needs=("two_places",)),
    Rule("agreement", ("sign", "visit|meet"), "signed", 0.6, needs=("two_places",)),
    Rule(
        "agreement",
        ("agree",),
        "announced",
        0.6,
        needs=("two_places",),
        without=("tariff", "agree_to"),
    ),
    Rule("commitment", ("promise", PROMISED), "announced", 0.8, needs=("agent",)),
    Rule("commitment", ("intend", PROMISED), "planned", 0.75, needs=("agent",)),
    Rule("commitment", ("offer", PROMISED), "offered", 0.75, needs=("agent",)),
    Rule("commitment", ("future", "cooperate|invest|procure"), "planned", 0.6, needs=("agent",)),
    Rule("commitment", ("expect", "invest"), "expected", 0.8, needs=("agent", "amount")),
    Rule("commitment", ("expect", "invest|procure"), "expected", 0.7, needs=("agent",)),
    Rule("commitment", ("offer|promise", "denial"), "denied", 0.55, needs=("agent",), reach=60),
    Rule("commitment", ("promise",), "announced", 0.5, needs=("agent", "good")),
    Rule("commitment", ("provide", PROMISED), "announced", 0.6, needs=("agent",)),
    Rule(
        "commitment",
        ("provide", "invest|procure"),
        "announced",
        0.76,
        needs=("amount",),
        units=MONEY,
        without=("site",),
    ),
    Rule(
        "commitment",
        ("provide",),
        "announced",
        0.65,
        needs=("amount",),
        units=MONEY,
        without=("site",),
    ),
    Rule("commitment", ("agree_to",), "announced", 0.75, needs=("agent",)),
    Rule("commitment", ("promise|intend|future", "invest"), "announced", 0.7, needs=("agent",)),
    Rule("commitment", ("promise", "deliver|build|export"), "announced", 0.7, needs=("agent",)),
    Rule(
        "commitment",
        ("promise|intend|offer|future",),
        "announced",
        0.54,
        needs=("agent", "amount"),
        units=MONEY | MASS | SHARE | frozenset({"percent_of_GDP"}),
    ),
    Rule("control", ("control", "restrict|in_force|announce|suspend|ease"), "in_force", 0.85),
    Rule("control", ("control", "future"), "planned", 0.7, reach=60),
    Rule("control", ("licence|quota", "export"), "in_force", 0.75),
    Rule(
        "control",
        ("licence", "restrict|oblige|ease|suspend|deadline"),
        "in_force",
        0.7,
        needs=("good",),
        reach=80,
    ),
    Rule("control", ("export", "restrict|ease|suspend|oblige"), "in_force", 0.75, reach=60),
    Rule("control", ("export", "restrict"), "in_force", 0.65, needs=("place",), reach=120),
    Rule(
        "tariff",
        ("tariff", "restrict|agree|suspend|ease|announce|future|in_force|intend|offer|threaten"),
        "announced",
        0.8,
    ),
    Rule("tariff", ("tariff", "change"), "announced", 0.76, reach=40),
    Rule("tariff", ("tariff",), "announced", 0.76, needs=("amount",), units=RATE),
    Rule("delivery", ("offtake", "sign|agree|announce|done"), "signed", 0.88, needs=("agent",)),
    Rule("delivery", ("offtake",), "announced", 0.7, needs=("agent",)),
    Rule("delivery", ("procure",), "announced", 0.66, needs=("amount", "agent"), units=MASS),
    Rule("delivery", ("deliver",), "completed", 0.65, needs=("amount",), units=MASS),
    Rule("delivery", ("deliver",), "completed", 0.7, needs=("agent", "good"), without=("change",)),
    Rule("delivery", ("deliver",), "completed", 0.65, needs=("agent", "amount"), units=QUANTITY),
    Rule("delivery", ("deliver",), "completed", 0.6, needs=("agent", "date")),
    Rule("project", ("site", "build|run|take_part"), "announced", 0.75, needs=("agent",)),
    Rule("project", ("site", "build|run|take_part"), "announced", 0.6, reach=80),
    Rule("project", ("site", "suspend|denial"), "suspended", 0.55, reach=80),
    Rule(
        "project",
        ("site", "provide|intend|future|promise|done"),
        "announced",
        0.68,
        needs=("amount",),
        units=MONEY,
        without=("deliver", "licence"),
    ),
    Rule("project", ("site", "invest"), "announced", 0.72, needs=("amount",)),
    Rule(
        "project",
        ("site", "future|intend|announce|expect|suspend|done"),
        "planned",
        0.6,
        needs=("figure",),
        without=("paper", "cooperate", "deliver", "licence"),
        reach=80,
    ),
    Rule("project", ("build|run", "future|intend|expect"), "planned", 0.55, needs=("date",)),
    Rule(
        "project",
        ("produce|run", "future|intend|expect"),
        "planned",
        0.6,
        needs=("amount",),
        units=MASS,
    ),
    Rule("project", ("take_part",), "announced", 0.6, needs=("agent", "amount")),
    Rule("trade_figure", ("trade", "change"), "stated", 0.8, needs=("amount",), units=FIGURE),
    Rule("trade_figure", ("produce", "change"), "stated", 0.7, needs=("amount",), units=FIGURE),
    Rule("trade_figure", ("trade",), "stated", 0.6, needs=("amount",), units=FIGURE),
    Rule("trade_figure", ("produce",), "stated", 0.45, needs=("amount",), units=FIGURE),
    Rule("trade_figure", ("trade", "change"), "stated", 0.52, needs=("place", "good"), reach=80),
    Rule("trade_figure", ("deliver",), "stated", 0.72, needs=("amount",), units=SHARE),
    Rule("meeting", ("meet",), "completed", 0.7, needs=("two_places",), without=("denial",)),
    Rule("meeting", ("meet",), "completed", 0.65, needs=("person",), without=("denial",)),
    Rule("meeting", ("visit",), "completed", 0.6, needs=("person", "place")),
    Rule("meeting", ("meet",), "completed", 0.55, needs=("agent", "date"), without=("denial",)),
    Rule("meeting", ("meet|visit", "future|suspend"), "planned", 0.55, needs=("agent",), reach=80),
    Rule("meeting", ("meet|visit", "future|suspend"), "planned", 0.55, needs=("date",), reach=80),
    # One cue and a figure: more often a fact than not, and marked as uncertain.
    Rule("tariff", ("tariff",), "announced", 0.4, needs=("agent",), without=("meet",)),
    Rule("project", ("site",), "announced", 0.42, needs=("amount",), units=MONEY | MASS | POWER),
    Rule("project", ("site",), "announced", 0.38, needs=("date", "agent")),
    Rule(
        "project", ("build|run",), "announced", 0.4, needs=("amount",), units=MONEY | MASS | POWER
    ),
    Rule("project", ("build|run|take_part",), "announced", 0.35, needs=("date", "agent")),
    Rule("commitment", ("invest|support",), "announced", 0.38, needs=("amount",), units=MONEY),
    Rule("commitment", ("future|intend", "support"), "planned", 0.38, needs=("agent", "date")),
    Rule(
        "trade_figure",
        ("change",),
        "stated",
        0.36,
        needs=("amount",),
        units=FIGURE,
        without=("market",),
    ),
    Rule("delivery", ("deliver|procure",), "completed", 0.36, needs=("good", "date")),
    Rule("control", ("export|licence", "oblige|negation"), "in_force", 0.4, needs=("agent",)),
    Rule("agreement", ("sign",), "signed", 0.36, needs=("two_places", "date")),
    Rule("meeting", ("meet",), "completed", 0.38, needs=("agent",), without=("denial",)),
    # Sentences that go on about what the ones before them told.
    Rule(
        "agreement",
        ("sign",),
        "signed",
        0.55,
        needs=("person",),
        follows=frozenset({"agreement"}),
    ),
    Rule("commitment", ("agree_to",), "announced", 0.55, follows=AGREED),
    Rule("commitment", ("intend|promise|offer", PROMISED), "planned", 0.52, follows=AGREED),
    Rule("commitment", ("future|provide|oblige", PROMISED), "planned", 0.5, follows=AGREED),
    Rule(
        "control",
        ("oblige|licence|quota|export|restrict|ease|suspend|deadline",),
        "in_force",
        0.5,
        needs=("detail",),
        without=("change",),
        follows=frozenset({"control"}),
    ),
    Rule("control", ("oblige", "future|deadline"), "in_force", 0.5, follows=frozenset({"control"})),
    Rule(
        "tariff",
        ("ease|restrict|change|oblige|suspend|future|export",),
        "announced",
        0.5,
        needs=("detail",),
        follows=frozenset({"tariff"}),
    ),
    Rule("tariff", ("ease",), "announced", 0.5, needs=("place",), follows=frozenset({"tariff"})),
    Rule(
        "delivery",
        ("future|intend|provide|procure|produce|expect",),
        "planned",
        0.5,
        needs=("amount",),
        units=MASS,
        follows=frozenset({"delivery"}),
    ),
    Rule(
        "delivery",
        ("instrument", "suspend|sign|done"),
        "signed",
        0.5,
        needs=("agent",),
        follows=frozenset({"delivery"}),
    ),
    Rule(
        "project",
        ("build|run|produce|invest|take_part|suspend|site",),
        "announced",
        0.5,
        needs=("amount",),
        follows=frozenset({"project"}),
    ),
    Rule(
        "project",
        ("build|run|suspend",),
        "announced",
        0.5,
        needs=("date",),
        follows=frozenset({"project"}),
    ),
    Rule(
        "trade_figure",
        ("change|trade|produce",),
        "stated",
        0.5,
        needs=("amount",),
        units=FIGURE,
        without=("market",),
        follows=frozenset({"trade_figure"}),
    ),
)
"""All rules; of several that fit for one kind the one with the highest confidence counts."""

GIVES_WAY: dict[Kind, frozenset[Kind]] = {
    "trade_figure": frozenset({"tariff", "control", "delivery", "project", "commitment"}),
    "delivery": frozenset({"agreement", "control", "commitment", "trade_figure"}),
    "project": frozenset({"tariff", "control", "commitment"}),
    "agreement": frozenset({"tariff", "delivery"}),
}
"""A kind that is only the dress of another: left out when one of those fits at least as surely."""
WEAK = 0.45
"""Confidence up to which a sentence rather goes on about what was told than starts anew."""
SURE = 0.75
"""Confidence from which a second fact of one sentence is told, too."""
COMPANION: frozenset[Kind] = frozenset({"meeting"})
"""Kinds told beside any other: talks are where agreements and promises are made."""
