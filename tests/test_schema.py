"""The schema is what the docs, the checks and the messages are made of: it must hold together."""

from __future__ import annotations

import typing

import pytest

from tests.small_world import small_world
from xenotime.world.problems import WorldError
from xenotime.world.reading import column_type, columns, frame_schema
from xenotime.world.schema import TABLES, Ref, Row, marks, unit_of
from xenotime.world.world import World

FIELDS = [(table, column) for table, row in TABLES.items() for column in columns(row)]


@pytest.mark.parametrize(("table", "row"), TABLES.items())
def test_a_row_can_be_found_again_by_its_key(table: str, row: type[Row]):
    assert row.table == table
    assert row.key
    assert set(row.key) <= set(columns(row))
    assert all(row.model_fields[column].is_required() for column in row.key)


@pytest.mark.parametrize(("table", "row"), TABLES.items())
def test_every_table_says_in_a_line_what_it_holds(table: str, row: type[Row]):
    first = (row.__doc__ or "").splitlines()[0]

    assert first.endswith(".")
    assert first != (Row.__doc__ or "").splitlines()[0]


@pytest.mark.parametrize(("table", "column"), FIELDS)
def test_a_number_never_stands_without_its_unit(table: str, column: str):
    number = column_type(TABLES[table], column) is not str
    own_unit = table == "parameters" and column == "value"

    assert (unit_of(TABLES[table], column) is not None) == (number and not own_unit)
    if own_unit:
        assert TABLES[table].model_fields["unit"].is_required()


@pytest.mark.parametrize(("table", "column"), FIELDS)
def test_every_column_is_explained_in_words_that_fit_into_a_sentence(table: str, column: str):
    text = TABLES[table].model_fields[column].description or ""

    assert text == text.strip()
    assert text[0].isupper() or text.startswith(("high:", "`"))
    assert not text.endswith((".", ";", ","))
    assert text.count("`") % 2 == 0


@pytest.mark.parametrize(("table", "column"), FIELDS)
def test_a_column_that_names_a_row_of_another_table_names_one_that_exists(table: str, column: str):
    for mark in marks(TABLES[table], column):
        if isinstance(mark, Ref):
            assert TABLES[mark.table].key == ("id",)
            assert column_type(TABLES[table], column) is str


@pytest.mark.parametrize("table", TABLES)
def test_every_figure_has_a_source_and_a_confidence(table: str):
    row = TABLES[table]
    figures = [c for c in columns(row) if column_type(row, c) is not str]

    if figures:
        assert row.model_fields["source"].is_required()
        assert row.model_fields["confidence"].is_required()
        assert columns(row)[-4:] == ["source", "locator", "confidence", "note"]


@pytest.mark.parametrize("table", TABLES)
def test_no_figure_has_a_silent_default(table: str):
    for column, info in TABLES[table].model_fields.items():
        assert info.is_required() or info.default is None, column


def test_an_unknown_column_is_an_error_in_every_table():
    assert all(row.model_config.get("extra") == "forbid" for row in TABLES.values())


def test_a_more_special_unit_replaces_the_general_one():
    assert unit_of(TABLES["contents"], "share") == "t per t"
    assert unit_of(TABLES["elements"], "element_per_oxide") == "t element per t oxide"
    assert unit_of(TABLES["plants"], "capacity") == "t per year"
    assert unit_of(TABLES["plants"], "name") is None


def test_frames_have_the_columns_of_the_schema_in_the_order_of_the_files():
    world = small_world()

    for table, row in TABLES.items():
        assert dict(world.table(table).schema) == frame_schema(row)


@pytest.mark.parametrize(
    ("table", "column", "choices"),
    [
        (table, column, typing.get_args(TABLES[table].model_fields[column].annotation))
        for table, column in FIELDS
        if typing.get_origin(TABLES[table].model_fields[column].annotation) is typing.Literal
    ],
)
def test_a_wrong_choice_is_answered_with_all_the_right_ones(
    table: str, column: str, choices: tuple[str, ...]
):
    frame = World.atlas().table(table).head(1)
    wrong = frame.with_columns(**{column: frame[column].str.to_uppercase() + "?"})

    with pytest.raises(WorldError) as caught:
        World.from_tables(dict(World.atlas().tables) | {table: wrong})
    (sentence,) = (p.sentence for p in caught.value.problems if p.column == column)
    assert f" is none of {', '.join(choices)}" in sentence
