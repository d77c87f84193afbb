"""From files to stories: rewrites found, other languages found, contradictions shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from xenotime.ledger.reading import read
from xenotime.ledger.readings import reading_of
from xenotime.ledger.register import Register
from xenotime.ledger.stories.clusters import linked
from xenotime.ledger.stories.profile import profile
from xenotime.ledger.told import Told, told

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared/news/seeds"


def register_of(paths: Iterable[Path], where: Path) -> Register:
    """A register with these files read and added."""
    held = Register.open(where)
    found = [reading_of(article) for path in paths for article in read(path)]
    items = [(r.article, r.facts, profile(r.article, r.facts)) for r in found]
    list(held.add_all(items, linked, by="test"))
    return held


def stories(held: Register) -> set[frozenset[str]]:
    return {frozenset(h.name for h in story.articles) for story in held.stories(limit=100)}


def claims(held: Register, name: str) -> list[Told]:
    """The claims of the story that an article of this name belongs to."""
    (story,) = [
        story.id
        for story in held.stories(limit=100)
        if any(name in heading.name for heading in story.articles)
    ]
    return told(held, story)


def conflicts(held: Register, name: str, about: str) -> list[tuple[bool, str]]:
    return [
        (conflict.small, conflict.sentence)
        for one in claims(held, name)
        for conflict in one.claim.conflicts
        if conflict.about == about
    ]


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    where = tmp_path_factory.mktemp("examples") / "ledger.sqlite"
    with register_of([ROOT / "docs/example/articles"], where) as held:
        yield held


def test_reports_of_one_event_are_one_story_in_whatever_language(examples):
    assert stories(examples) == {
        frozenset({"antimony-partnership.md", "antimoon-akkoord.txt", "antimoon-delfzijl.txt"}),
        frozenset({"wolfram-vietnam.txt", "hartmetall-portal.html", "tungsten-prices.txt"}),
        frozenset({"trade-briefs.jsonl#1"}),
        frozenset({"trade-briefs.jsonl#2"}),
        frozenset({"magnete-freiberg.txt"}),
        frozenset({"litio-atacama.txt"}),
        frozenset({"graphite-madagascar.txt"}),
        frozenset({"gallium-kazakhstan.txt"}),
    }


def test_figures_that_contradict_each_other_are_shown_with_their_sources(examples):
    (flagged,) = [s for small, s in conflicts(examples, "antimoon", "amount") if not small]
    assert "antimoon-akkoord.txt has 2,400" in flagged
    assert "antimoon-delfzijl.txt has 2,600" in flagged


def test_a_qualifier_that_a_rewrite_dropped_is_shown(examples):
    flagged = [sentence for _, sentence in conflicts(examples, "wolfram-vietnam", "wording")]
    assert any("mit einer Reinheit von mehr als 99,9 Prozent" in s for s in flagged), flagged


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    if not SEEDS.is_dir():
        pytest.skip("the first real articles are not part of the project, and not here")
    where = tmp_path_factory.mktemp("seeds") / "ledger.sqlite"
    with register_of(sorted(SEEDS.glob("*.txt")), where) as held:
        yield held


def test_three_reports_of_a_visit_are_one_story_and_two_others_stay_apart(seeds):
    sizes = sorted(len(names) for names in stories(seeds))
    assert sizes == [1, 1, 3]


def test_an_investment_expected_by_one_side_and_offered_by_the_other_is_flagged(seeds):
    flagged = [s for small, s in conflicts(seeds, "003_", "status") if not small]
    assert any("offered" in s and "expected" in s for s in flagged), flagged


def test_two_conversions_of_one_sum_differ_a_little(seeds):
    flagged = [s for small, s in conflicts(seeds, "003_", "amount") if small]
    assert any("473 billion EUR" in s and "472 billion EUR" in s for s in flagged), flagged


def test_the_rule_that_a_rewrite_widened_is_shown(seeds):
    flagged = [sentence for _, sentence in conflicts(seeds, "003_", "wording")]
    assert any("mit Produktionsstätten in China" in s for s in flagged), flagged
