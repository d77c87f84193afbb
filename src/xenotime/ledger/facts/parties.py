"""Who takes part in a fact: places, and the persons and organisations that act for them."""

from __future__ import annotations

from collections.abc import Sequence

from xenotime.ledger.article import Article
from xenotime.ledger.facts.cues import Cue, apart, scale
from xenotime.ledger.facts.fact import Kind, Party, PartyRole
from xenotime.ledger.mentions.found import Found
from xenotime.ledger.mentions.mention import (
    Mention,
    OrganisationMention,
    PersonMention,
    PlaceMention,
)

NEAR_SPEECH = 40
"""Characters within which a name beside a word of saying is the speaker."""
ACTING = frozenset({"actor", "speaker"})
CONTEXT, CONTEXT_BEFORE = 60, 12
"""Characters after and before a cue of context in which places are background."""
BEHIND = 2
"""A place after the cue counts as so many times further away: who acts is named first."""
BESIDE = 1
"""Characters between a place and the word that says that something goes to it."""
ONE_SIDED: frozenset[Kind] = frozenset({"control"})
"""Kinds that are one government's act: who stands nearest to the cue acts, and no other."""


def parties_of(
    kind: Kind,
    own: Sequence[Cue],
    cues: Sequence[Cue],
    here: Found,
    article: Article,
    inherited: tuple[str, ...],
) -> tuple[Party, ...]:
    """The parties of a fact, each place once, places of persons and organisations included.

    Args:
        kind: the fact's kind.
        own: the cues that made the fact.
        cues: all cues of its sentence.
        here: what the sentence names.
        article: where it stands.
        inherited: whose act an earlier sentence spoke of, for one that names no place.
    """
    speech = [cue for cue in cues if cue.name in ("said", "insider")]
    context = [cue for cue in cues if cue.name == "context"]
    size = scale(article.language)
    parties: dict[tuple[str | None, str | None], Party] = {}

    def add(role: PartyRole, place: str | None, name: str | None, office: str | None) -> None:
        parties.setdefault((place, name), Party(role, place, name, office))

    goals = [place for place in here.places if _goal(place, cues)]
    places = list(here.places)
    if kind in ONE_SIDED:
        acting = [place for place in places if place not in goals]
        nearest = min(acting, key=lambda place: _distance(place, own, article.text), default=None)
        places = goals if nearest is None else [nearest, *goals]
    mentions: list[Mention] = [*places, *here.people, *here.organisations]
    for mention in sorted(mentions, key=lambda mention: mention.start):
        role: PartyRole = "actor"
        if any(_background(mention, cue, size) for cue in context):
            role = "context"
        elif mention in goals:
            role = "target"
        elif any(apart(mention, cue) <= NEAR_SPEECH * size for cue in speech):
            role = "speaker"
        if isinstance(mention, PlaceMention):
            for place in mention.places:
                add(role, place, None, None)
        elif isinstance(mention, PersonMention):
            place_of = None if kind in ONE_SIDED else mention.place
            add(role, place_of, mention.name, mention.office)
        elif isinstance(mention, OrganisationMention) and mention.kind != "press":
            place_of = None if kind in ONE_SIDED and len(places) > len(goals) else mention.place
            add(role, place_of, mention.name, None)
    if not any(party.place and party.role in ACTING for party in parties.values()):
        for place in inherited:
            add("actor", place, None, None)
    return tuple(sorted(parties.values(), key=lambda party: party.role == "target"))


def _goal(place: PlaceMention, cues: Sequence[Cue]) -> bool:
    """Whether something goes to a place: the word that says so stands beside it."""
    return any(
        cue.name == "toward"
        and (
            0 <= place.start - cue.end <= BESIDE
            or cue.start == place.end
            or cue.start == place.start < cue.end < place.end
        )
        for cue in cues
    )


def _background(mention: Mention, cue: Cue, size: float) -> bool:
    """Whether a place stands beside a cue of context: dominated by China, the Russian invasion."""
    after, before = mention.start - cue.end, cue.start - mention.end
    return 0 <= after <= CONTEXT * size or 0 <= before <= CONTEXT_BEFORE * size


def _distance(mention: Mention, own: Sequence[Cue], text: str) -> float:
    """How far a place is from what was done; beyond the end of a clause it is far."""
    nearest = float("inf")
    for cue in own:
        after = mention.start >= cue.end
        between = text[cue.end : mention.start] if after else text[mention.end : cue.start]
        far = 1000.0 if ";" in between else 0.0
        nearest = min(nearest, apart(mention, cue) * (BEHIND if after else 1) + far)
    return nearest
