"""Cues: the words of a language that make a sentence a fact, and say of which status.

Every language has the same classes of cue, in its `cues.toml`; the rules name classes, never words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from xenotime.ledger import languages
from xenotime.ledger.lexicon import Lexicon, fold, lexicon

CLASSES: dict[str, str] = {
    # What is agreed.
    "instrument": "paper that binds: agreement, treaty, contract, framework",
    "intent": "paper that binds nobody: letter of intent, memorandum of understanding",
    "paper": "joint statement, declaration, plan of action",
    "sign": "signing, concluding, sealing; nouns too",
    "agree": "parties agreed, reached a deal; the verb alone says it",
    "agree_to": "parties agreed to do something",
    # What is promised.
    "intend": "wants to, plans to, aims to, intends to",
    "promise": "pledges, commits, promises, assures, reaffirms",
    "offer": "offers, is ready to, proposes",
    "expect": "one side expects or demands something of another",
    "provide": "what a text, plan or deal provides for: the agreement says, each side will put in",
    "cooperate": "work together, deepen ties, join, share; nouns too",
    "support": "strengthen, secure, support, fund, build up, diversify",
    "invest": "investment, investing, financing, package",
    "procure": "buy, purchase, take off, stockpile",
    # What governments do to trade.
    "control": "export control, ban, embargo, curbs, entity list: a control by its name",
    "licence": "licence, permit, approval",
    "quota": "quota, ceiling",
    "export": "export, shipping abroad, outflow: what a control acts on",
    "restrict": "tighten, impose, restrict, ban, require",
    "ease": "ease, lift, relax, exempt",
    "oblige": "must, has to, is required to, may not",
    "deadline": "application, processing, working days: how a licence is had",
    "threaten": "threatens, warns that it will",
    "tariff": "tariff, customs duty, punitive tariff",
    # What moves, is built, is counted.
    "deliver": "deliver, ship, supply, arrive",
    "offtake": "contract to deliver or take off: supply agreement, offtake, order",
    "site": "mine, refinery, plant, factory, deposit, line, project",
    "build": "build, open, expand, develop, restart; nouns too",
    "run": "start of production, commissioning, operate, come on stream",
    "take_part": "take part in, hold a stake, acquire",
    "trade": "trade, exports, imports, turnover, partner: what figures count",
    "produce": "production, output, reserves, share of a market, price",
    "change": "rose, fell, reached, amounted to, accounts for",
    "market": "shares, stock indices, inflation, growth, polls: figures that are none of trade",
    # Who meets whom.
    "meet": "meeting, summit, talks, consultations, received, met",
    "visit": "visit, trip, travelled, landed",
    # Status.
    "negation": "not, no, without, never",
    "denial": "denied, rejected, refused",
    "possible": "could, might, may, would, if",
    "future": "will, is to, shall, plans; next",
    "announce": "announced, presented, unveiled",
    "suspend": "suspended, postponed, paused",
    "in_force": "in force, takes effect, applies, since then",
    "done": "completed, finished, concluded, took place",
    # Voice.
    "said": "said, according to, reported",
    "insider": "unnamed sources",
    "nothing": "phrases in which no other cue counts: supply chain, prime minister",
    # Places named beside the matter.
    "toward": "beside the place that something goes to: to, nach, vers, 向け",
    "context": "what follows is a comparison or background: dominated by, after, ahead of, such as",
}
"""The classes of cue and what belongs to each."""


UNSPACED = 1 / 3
"""Japanese says the same in a third of the characters."""


@dataclass(frozen=True, order=True)
class Cue:
    """A word or phrase of class `name` at the characters `start` to `end`."""

    start: int
    end: int
    name: str


@cache
def _lexicon(language: str) -> Lexicon:
    table = languages.words(language, "cues")
    unknown = sorted(set(table) - set(CLASSES))
    if unknown:
        raise ValueError(f"cues.toml of {language}: {unknown[0]!r} is no class of cue")
    return lexicon(table, spaced=languages.spaced(language))


class Spanned(Protocol):
    """A stretch of text: a cue or a mention."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last."""


def apart(a: Spanned, b: Spanned) -> int:
    """Characters between two stretches of text, 0 when they touch or overlap."""
    return max(b.start - a.end, a.start - b.end, 0)


def find_cues(text: str, language: str) -> list[Cue]:
    """All cues of a text; those of one class do not overlap, those of several may."""
    cues: list[Cue] = []
    last: dict[str, int] = {}
    hits = _lexicon(language).find(fold(text), folded=True)
    idle = [hit for hit in hits if hit.value == "nothing"]
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if any(void.start <= hit.start and hit.end <= void.end for void in idle):
            continue
        if hit.start >= last.get(hit.value, 0):
            cues.append(Cue(hit.start, hit.end, hit.value))
            last[hit.value] = hit.end
    return cues


def scale(language: str) -> float:
    """The length of a stretch of text in a language, beside that in languages with spaces."""
    return 1.0 if languages.spaced(language) else UNSPACED
