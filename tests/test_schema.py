"""The schema is what the docs, the checks and the messages are made of: it must hold together."""

from __future__ import annotations

import typing

import pytest

from tests.small_world import small_world
from xenotime.world.reading import column_type, columns, frame_schema, read_frame
from xenotime.world.schema import TABLES, Ref, Row, marks, unit_of
from xenotime.world.world import World

EVERY_TABLE = pytest.mark.parametrize("row", TABLES.values(), ids=TABLES)


@EVERY_TABLE
def test_a_row_can_be_found_again_by_its_key(row: type[Row]):
    assert TABLES[row.table] is row
    assert row.key
    assert set(row.key) <= set(columns(row))
    assert all(row.model_fields[column].is_required() for column in row.key)


@EVERY_TABLE
def test_every_table_says_in_a_line_what_it_holds(row: type[Row]):
    first = (row.__doc__ or "").splitlines()[0]

    assert first.endswith(".")
    assert first != (Row.__doc__ or "").splitlines()[0]


@EVERY_TABLE
def test_a_number_never_stands_without_its_unit(row: type[Row]):
    numbers = [name for name in columns(row) if column_type(row, name) is not str]
    with_unit = [name for name in columns(row) if unit_of(row, name)]

    if row.table == "parameters":
        assert numbers == ["value"]
        assert row.model_fields["unit"].is_required()
    else:
        assert numbers == with_unit


@EVERY_TABLE
def test_every_column_is_explained_in_words_that_fit_into_a_sentence(row: type[Row]):
    for name in columns(row):
        text = row.model_fields[name].description or ""
        assert text == text.strip(), name
        assert text[:1].isupper() or text.startswith("high: "), name
        assert not text.endswith((".", ";", ",")), name
        assert text.count("`") % 2 == 0, name


@EVERY_TABLE
def test_a_column_that_names_rows_of_another_table_names_one_that_exists(row: type[Row]):
    for name in columns(row):
        for mark in marks(row, name):
            if isinstance(mark, Ref):
                assert TABLES[mark.table].key == ("id",), name
                assert column_type(row, name) is str, name


@EVERY_TABLE
def test_every_figure_has_a_source_and_a_confidence(row: type[Row]):
    if any(column_type(row, name) is not str for name in columns(row)):
        assert columns(row)[-4:] == ["source", "locator", "confidence", "note"]
        assert row.model_fields["source"].is_required()
        assert row.model_fields["confidence"].is_required()


@EVERY_TABLE
def test_what_is_left_out_stays_unknown_instead_of_taking_a_default(row: type[Row]):
    for name, info in row.model_fields.items():
        assert info.is_required() or info.default is None, name


@EVERY_TABLE
def test_a_column_that_the_schema_does_not_know_is_an_error(row: type[Row]):
    assert row.model_config.get("extra") == "forbid"


@EVERY_TABLE
def test_a_wrong_choice_is_answered_with_all_the_right_ones(row: type[Row]):
    one = World.atlas().table(row.table).head(1)
    assert not read_frame(one, row).problems
    for name, info in row.model_fields.items():
        if typing.get_origin(info.annotation) is not typing.Literal:
            continue
        right = ", ".join(typing.get_args(info.annotation))
        wrong = one.with_columns(one[name].str.to_uppercase())
        (problem,) = read_frame(wrong, row).problems
        assert (problem.line, problem.column) == (2, name)
        assert problem.sentence == (
            f"{wrong[name][0]!r} is none of {right}; did you mean {one[name][0]}?"
        )


def test_a_more_special_unit_replaces_the_general_one():
    assert unit_of(TABLES["contents"], "share") == "t per t"
    assert unit_of(TABLES["elements"], "element_per_oxide") == "t element per t oxide"
    assert unit_of(TABLES["plants"], "capacity") == "t per year"
    assert unit_of(TABLES["plants"], "name") is None


def test_frames_have_the_columns_of_the_schema_in_the_order_of_the_files():
    world = small_world()

    for table, row in TABLES.items():
        assert list(world.table(table).schema.items()) == list(frame_schema(row).items())
