"""What kind of measure a control is, from the words of its sentence.

The cues of a language tell quotas and licences. A ban has no class of its own: what is called
neither is left a control under licence, and said to be uncertain.
"""

from __future__ import annotations

from xenotime.ledger import languages
from xenotime.ledger.facts.cues import find_cues
from xenotime.ledger.facts.fact import Fact

CONTROL, QUOTA = "export_control", "quota"
POLICIES = {"ban": "prohibited", QUOTA: "quota"}
"""The policy of a measure's items by its kind; that of any other is a licence."""
UNCERTAIN = "kind not certain: --set measures.kind=..."


def measure_kind(fact: Fact, language: str) -> tuple[str, bool]:
    """The kind of measure that a control is, and whether its words say so.

    Args:
        fact: of kind control.
        language: ISO 639-1 code of its article; of one that has no tables, nothing is certain.
    """
    if language not in languages.CODES:
        return CONTROL, False
    # The words that made it a control say more than others beside them.
    for words in (*([" / ".join(fact.cues)] if fact.cues else []), fact.quote):
        classes = {cue.name for cue in find_cues(words, language)} & {"quota", "licence"}
        if len(classes) == 1:
            return (QUOTA if "quota" in classes else CONTROL), True
    return CONTROL, False


def policy(kind: str | None) -> str:
    """The policy of the items of a measure of this kind."""
    return POLICIES.get(kind or CONTROL, "licence")
