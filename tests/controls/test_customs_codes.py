"""Customs codes of several editions and what they say of goods that no text describes."""

from __future__ import annotations

import numpy as np
import pytest

from xenotime.controls.goods import describe, unknown_code
from xenotime.controls.goods.customs.codes import _meanings, six_digits
from xenotime.world.vocabulary import FORMS, SYMBOLS


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("284690", ("284690",)),
        ("2846901940", ("284690",)),
        ("2846.90.19", ("284690",)),
        ("811292", ("811292",)),
        ("8112929010", ("811292",)),
        ("811230", ("811292", "811299")),
        ("810600", ("810610", "810690")),
        ("854140", ("854141", "854142", "854143", "854149")),
        ("381511", ("381511",)),
        ("010121", ("010121",)),
        ("abc", ()),
        ("12", ()),
        (None, ()),
        ("", ()),
    ],
)
def test_codes_of_older_editions_become_those_of_today(
    code: str | None, now: tuple[str, ...]
) -> None:
    assert six_digits(code) == now


def test_a_heading_stands_for_all_its_codes() -> None:
    assert six_digits("2846") == ("284610", "284690")


@pytest.mark.parametrize(
    ("code", "unknown"),
    [("284690", False), ("284699", True), ("850511", False), ("999999", True), ("870380", False),
     ("811230", False), ("x", True), (None, False), ("", False)],
)  # fmt: skip
def test_a_code_of_no_edition_is_known_as_such(code: str | None, unknown: bool) -> None:
    assert unknown_code(code) is unknown


def options(code: str) -> set[str]:
    goods = describe([None], [code], [None])
    return {list(FORMS)[at] for at in np.flatnonzero(goods.form_options[0])}


def test_a_code_alone_tells_the_forms_that_it_allows() -> None:
    assert options("850511") == {"magnet"}
    assert options("810110") == {"powder"}
    assert options("870380") == {"assembly", "product"}
    assert options("610910") == {"product"}


def test_a_code_tells_elements_only_where_the_text_does_not() -> None:
    goods = describe(
        ["oxide 99.9 %", "lanthanum oxide 99.9 %", None, "magnets"],
        ["284690", "284690", "282580", "850511"],
        [None] * 4,
    )
    dysprosium, lanthanum = SYMBOLS.index("Dy"), SYMBOLS.index("La")
    assert goods.one_of[0, dysprosium]
    assert not goods.has[0].any()
    assert goods.has[1, lanthanum]
    assert not (goods.one_of[1] | goods.perhaps[1]).any()
    assert goods.has[2, SYMBOLS.index("Sb")]
    assert goods.perhaps[3, dysprosium]


def test_the_meanings_name_only_codes_of_today() -> None:
    for prefix in _meanings():
        if len(prefix) == 6:
            assert six_digits(prefix) == (prefix,)


def test_graphite_of_no_named_kind_may_be_either_unless_the_code_tells() -> None:
    assert forms_allowed("graphite powder", None) == {
        "natural_graphite",
        "artificial_graphite",
        "anode",
    }
    assert forms_allowed("graphite powder", "250410") == {"natural_graphite"}
    assert forms_allowed("Graphit", "3801100090") == {"artificial_graphite", "anode"}


def forms_allowed(text: str, code: str | None) -> set[str]:
    goods = describe([text], [code], [None])
    return {list(FORMS)[at] for at in np.flatnonzero(goods.form_options[0])}
