"""The filters of the ledger's commands: what a person calls things, and what is misspelt."""

from __future__ import annotations

import json

import pytest

from xenotime.ledger.named import good_named, language_named, place_named
from xenotime.world.problems import XenotimeError

from .commands import hand_made, refused, run


def chosen(ledger, *options):
    said = run("list", "--ledger", ledger, "--json", "--limit", "1000", *options)
    assert said.code == 0, said.err
    return json.loads(said.out)["facts"]


@pytest.mark.parametrize(
    ("options", "passes"),
    [
        (("--kind", "control"), lambda f: f["kind"] == "control"),
        (("--kind", "trade-figure"), lambda f: f["kind"] == "trade_figure"),
        (("--kind", "tariff", "--kind", "project"), lambda f: f["kind"] in ("tariff", "project")),
        (("--status", "signed"), lambda f: f["status"] == "signed"),
        (("--country", "Chile"), lambda f: "CHL" in f["countries"]),
        (
            ("--country", "chl", "--country", "South Korea"),
            lambda f: {"CHL", "KOR"} <= set(f["countries"]),
        ),
        (("--good", "gallium"), lambda f: "gallium" in f["goods"]),
        (("--language", "ja"), lambda f: f["language"] == "ja"),
        (("--language", "Spanish"), lambda f: f["language"] == "es"),
        (("--story", "1"), lambda f: f["story"] == 1),
        (("--confidence", "0.7"), lambda f: f["confidence"] >= 0.7),
        (("--text", "Antofagasta"), lambda f: "Antofagasta" in f["quote"]),
        (("--state", "proposed"), lambda f: True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_each_filter_lets_through_what_it_names_and_nothing_else(ledger, options, passes):
    wanted = [fact["id"] for fact in chosen(ledger) if passes(fact)]
    assert wanted
    assert [fact["id"] for fact in chosen(ledger, *options)] == wanted


def test_a_stretch_of_days_leaves_out_what_lies_before_and_after(tmp_path):
    ledger = hand_made(tmp_path / "ledger.sqlite")
    found = chosen(ledger, "--since", "2027-04-01", "--until", "2027-04-30")
    assert [fact["id"] for fact in found] == [5, 4, 3, 2]


def test_a_long_list_goes_on_where_it_stopped(ledger):
    everything = [fact["id"] for fact in chosen(ledger)]
    page = json.loads(run("list", "--ledger", ledger, "--json", "--limit", "7").out)
    after = str(page["after"])
    assert f"--after {after}" in run("list", "--ledger", ledger, "--limit", "7").out
    rest = chosen(ledger, "--after", after)
    assert [fact["id"] for fact in [*page["facts"], *rest]] == everything


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--kind", "tarif"), "did you mean tariff?"),
        (("--status", "sign"), "did you mean signed?"),
        (("--state", "acepted"), "none of proposed, accepted, corrected, rejected"),
        (("--country", "Jappan"), "did you mean Japan?"),
        (("--country", "XYZ"), "such as JPN"),
        (("--country", ""), "such as JPN"),
        (("--good", "galium"), "did you mean gallium?"),
        (("--good", "xyzzy"), "such as rare_earths"),
        (("--language", "italian"), "de (German)"),
        (("--since", "yesterday"), "write YYYY-MM-DD"),
        (("--until", "2027-13-01"), "write YYYY-MM-DD"),
        (("--since", "2027-02-01", "--until", "2027-01-01"), "before the first"),
        (("--confidence", "3"), "between 0 and 1"),
        (("--story", "999"), "no story 999"),
    ],
    ids=" ".join,
)
def test_what_does_not_exist_is_refused_with_what_is_near_or_allowed(ledger, options, says):
    sentence = refused("list", "--ledger", ledger, *options)
    assert says in sentence


def test_a_filter_that_nothing_passes_says_so(ledger):
    said = run("list", "--ledger", ledger, "--country", "Tuvalu")
    assert (said.code, said.out) == (0, "No fact is like that.\n")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("JPN", "JPN"), ("jpn", "JPN"), ("Japan", "JPN"), ("日本", "JPN"), ("Chine", "CHN"),
        ("Vereinigte Staaten", "USA"), ("united states", "USA"), ("EU", "XEU"), ("uk", "GBR"),
        ("Südkorea", "KOR"), ("german", "DEU"),
    ],
)  # fmt: skip
def test_a_country_may_be_called_by_its_name_in_each_language(name, code):
    assert place_named(name) == code


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("rare earths", "rare_earths"), ("rare-earths", "rare_earths"), ("希土類", "rare_earths"),
        ("Seltene Erden", "rare_earths"), ("ndpr_oxide", "ndpr_oxide"), ("Gallium", "gallium"),
    ],
)  # fmt: skip
def test_a_good_may_be_called_as_articles_call_it(name, good):
    assert good_named(name) == good


def test_names_of_nothing_are_refused():
    for named in (place_named, good_named, language_named):
        for name in ("", " ", "'); DROP TABLE facts;--", "Brussels sprouts", "x" * 5000):
            with pytest.raises(XenotimeError):
                named(name)
