"""Who takes part in a fact: places, and the persons and organisations that act for them."""

from __future__ import annotations

from collections.abc import Sequence

from xenotime.ledger.facts.cues import Cue
from xenotime.ledger.facts.fact import Kind, Party, PartyRole
from xenotime.ledger.mentions.found import Found
from xenotime.ledger.mentions.mention import OrganisationMention, PersonMention, PlaceMention

NEAR_SPEECH = 40
CONTEXT = 60
ONE_SIDED: frozenset[Kind] = frozenset({"control"})
"""Kinds that are one government's act: only who stands nearest to the cue takes part."""


def parties_of(
    kind: Kind,
    own: Sequence[Cue],
    cues: Sequence[Cue],
    here: Found,
    inherited: tuple[str, ...],
) -> tuple[Party, ...]:
    """The parties of a fact, each place once, places of persons and organisations included.

    Args:
        kind: the fact's kind.
        own: the cues that made the fact.
        cues: all cues of its sentence.
        here: what the sentence names.
        inherited: whose control an earlier sentence spoke of, for one that names no place.
    """
    speech = [cue for cue in cues if cue.name in ("said", "insider")]
    context = [cue for cue in cues if cue.name == "context"]
    parties: dict[tuple[str | None, str | None], Party] = {}

    def add(role: PartyRole, place: str | None, name: str | None, office: str | None) -> None:
        parties.setdefault((place, name), Party(role, place, name, office))

    places = list(here.places)
    if kind in ONE_SIDED and places:
        places = [min(places, key=lambda place: abs(place.start - own[0].start))]
    for mention in sorted(
        [*places, *here.people, *here.organisations], key=lambda mention: mention.start
    ):
        role: PartyRole = "actor"
        if any(0 <= mention.start - cue.end <= CONTEXT for cue in context):
            role = "context"
        elif any(_apart(mention.start, mention.end, cue) <= NEAR_SPEECH for cue in speech):
            role = "speaker"
        if isinstance(mention, PlaceMention):
            for place in mention.places:
                add(role, place, None, None)
        elif isinstance(mention, PersonMention):
            if kind not in ONE_SIDED:
                add(role, mention.place, mention.name, mention.office)
        elif isinstance(mention, OrganisationMention) and mention.kind != "press":
            add(role, mention.place, mention.name, None)
    if kind in ONE_SIDED and not here.places:
        for place in inherited:
            add("actor", place, None, None)
    return tuple(parties.values())


def _apart(start: int, end: int, cue: Cue) -> int:
    return max(cue.start - end, start - cue.end, 0)
