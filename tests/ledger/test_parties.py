"""Who acts and whom it reaches: a register that takes one for the other accuses the wrong state."""

from __future__ import annotations

import pytest

from tests.ledger.test_facts import facts, only


@pytest.mark.parametrize(
    ("language", "sentence", "target"),
    [
        ("de", "China hat die Ausfuhr von Gallium in die USA verboten.", "USA"),
        ("de", "Peking hat die Ausfuhr von Gallium nach Japan beschränkt.", "JPN"),
        ("nl", "Peking had zijn verbod op de uitvoer naar de Verenigde Staten opgeschort.", "USA"),
        ("en", "China banned exports of gallium to the United States in December.", "USA"),
        ("fr", "La Chine a interdit les exportations de gallium vers les États-Unis.", "USA"),
        ("es", "China prohibió las exportaciones de galio a Estados Unidos.", "USA"),
        ("ja", "中国は米国へのガリウム輸出を禁止した。", "USA"),
        ("ja", "一方、中国商務省は軍民両用品の対日輸出を禁止すると発表した。", "JPN"),
    ],
)
def test_who_bans_is_not_whom_the_ban_hits(language, sentence, target):
    fact = only(facts(language, sentence), "control")
    roles = {(party.place, party.role) for party in fact.parties if party.place}
    assert roles == {("CHN", "actor"), (target, "target")}
    assert fact.countries == ("CHN", target)


def test_the_government_named_in_the_same_clause_acts():
    found = facts(
        "en",
        "Beijing announced an expansion of its rare earth export controls; Washington has "
        "threatened a 100 percent tariff in response.",
    )
    assert only(found, "control").countries == ("CHN",)


def test_who_merely_dominates_a_trade_takes_no_part():
    found = facts(
        "de",
        "Japan und die USA unterzeichneten ein Abkommen zum Schiffbau, einer von China "
        "dominierten Branche.",
    )
    assert set(only(found, "agreement").countries) == {"JPN", "USA"}


@pytest.mark.parametrize(
    ("sentence", "kind", "status"),
    [
        ("Rio Tinto has halted construction of the mine in Chile.", "project", "suspended"),
        (
            "The United States has charged a 25 percent tariff on copper since 1 August 2025.",
            "tariff",
            "in_force",
        ),
        (
            "Japan did not deny that it had signed an agreement with Chile.",
            "agreement",
            "signed",
        ),
        ("Experts doubt that Japan and Chile will sign an agreement.", "agreement", "expected"),
    ],
)
def test_halted_lasting_doubted_and_not_denied_are_told_apart(sentence, kind, status):
    assert only(facts("en", sentence), kind).status == status


def test_a_contract_to_deliver_is_not_yet_a_delivery():
    found = facts(
        "en",
        "Chile and South Korea signed an agreement on Monday on the delivery of 20,000 tonnes of "
        "lithium a year from 2028.",
    )
    assert all(fact.status != "completed" for fact in found)
