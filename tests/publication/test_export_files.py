"""CSV and Parquet: what is written is read again, and no spreadsheet takes a text for a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.publication.conftest import PROFILE

from sirekap.election.contests import Contest
from sirekap.publication.export import parquet
from sirekap.publication.export.columns import Kind, Table, moment, text, truth, whole
from sirekap.publication.export.csv_file import CsvFile, read_rows
from sirekap.publication.export.tables import tables_of

TABLE = Table(
    "test",
    "tabel",
    "a table",
    ("name",),
    (
        text("name", "n", "n"),
        whole("count", "n", "n", "votes"),
        truth("open", "n", "n"),
        moment("at", "n", "n"),
    ),
)
AT = datetime(2024, 2, 14, 12, 0, 3, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
        st.none() | st.integers(0, 2**40),
        st.none() | st.booleans(),
        st.none() | st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    ),
    max_size=20,
)


def written(rows):
    """The file of these rows."""
    file = io.StringIO(newline="")
    CsvFile(TABLE, file).add(rows)
    return file.getvalue()


@given(ROWS)
def test_rows_are_read_as_they_were_written(rows):
    """Whatever text, number, truth or moment stands in a cell, or nothing."""
    read = [row for batch in read_rows(TABLE, io.StringIO(written(rows), newline="")) for row in batch]
    assert read == rows


@given(ROWS)
def test_parquet_has_the_same_rows(rows):
    """As another program reads it."""
    file = io.BytesIO()
    parquet.write(TABLE, [rows], file)
    assert pl.read_parquet(io.BytesIO(file.getvalue())).rows() == rows


@pytest.mark.parametrize("name", ["=1+1", "+62", "-", "@x", "'", "\tx", "\rx"])
def test_no_text_is_a_formula(name):
    """An apostrophe before it; Parquet has the text as it is."""
    _, (cell, *_) = csv.reader(io.StringIO(written([(name, 1, True, AT)]), newline=""))
    assert cell == f"'{name}"


def test_the_form_is_rfc_4180():
    """Lines end in CR LF, a cell with a comma, a quote or a line's end is quoted, quotes are doubled."""
    assert written([('a "b", c', 1, False, AT), (None, None, None, None)]) == (
        'name,count,open,at\r\n"a ""b"", c",1,false,2024-02-14T12:00:03Z\r\n,,,\r\n'
    )


def test_batches_are_row_groups_of_one_file():
    """Many batches give one file; none gives one without a row."""
    file, empty = io.BytesIO(), io.BytesIO()
    parquet.write(TABLE, ([("a", number, None, None)] * 1_000 for number in range(3)), file)
    parquet.write(TABLE, [], empty)
    assert pl.read_parquet(io.BytesIO(file.getvalue()))["count"].to_list() == [
        *[0] * 1_000,
        *[1] * 1_000,
        *[2] * 1_000,
    ]
    assert pl.read_parquet(io.BytesIO(empty.getvalue())).columns == [*TABLE.names]


@pytest.mark.parametrize("contest", Contest)
def test_every_column_is_told(contest):
    """Each has a meaning in both languages, each number a unit, each key its column; names are once."""
    for table in tables_of(PROFILE, contest):
        assert len(set(table.names)) == len(table.names), table.name
        assert set(table.key) <= set(table.names), table.name
        for each in table.columns:
            assert each.id, each.name
            assert each.en, each.name
            assert bool(each.unit) == (each.kind is Kind.WHOLE), each.name
