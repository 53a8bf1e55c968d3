"""What an export reads ahead, and what it writes to the disk meanwhile."""

from __future__ import annotations

import asyncio

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sirekap.office.export.ahead import Ahead, chunks
from sirekap.office.export.spool import Spool
from sirekap.publication.export.columns import Table, text, whole

KEYS = st.sets(st.text("0123", min_size=1, max_size=3), max_size=30).map(sorted)
TABLE = Table(
    "votes", "suara", "votes", ("station",), (text("station", "t", "t"), whole("count", "n", "n", "votes"))
)


@given(KEYS, st.lists(st.text("0123", min_size=1, max_size=3), max_size=8).map(sorted), st.integers(1, 5))
def test_each_is_given_once_at_the_first_key_that_reaches_it(keys, asked, size):
    """However long the pages are, whatever is asked for: what lies between two keys comes with the second."""

    async def page(after, limit):
        return [key for key in keys if key > after][:limit]

    async def read():
        ahead = Ahead(page, str, size)
        return [await ahead.to(key) for key in asked]

    before = ["", *asked]
    assert asyncio.run(read()) == [
        {key: key for key in keys if low < key <= high} for low, high in zip(before, asked, strict=False)
    ]


@given(st.lists(st.integers(), max_size=20), st.integers(1, 7))
def test_chunks_are_the_whole(numbers, size):
    """In order, none longer than asked, none empty."""
    found = list(chunks(numbers, size))
    assert [each for chunk in found for each in chunk] == numbers
    assert all(0 < len(chunk) <= size for chunk in found)


def test_a_table_by_province_is_a_file_for_each(tmp_path):
    """Rows come in the order of codes; each province's stand in its own files, CSV and Parquet."""
    table = Table(TABLE.name, TABLE.id, TABLE.en, TABLE.key, TABLE.columns, by_province=True)
    with Spool(tmp_path, [table]) as spool:
        for province, rows in (("34", [("a", 1), ("b", 2)]), ("34", [("c", 3)]), ("35", [("d", None)])):
            spool.add("votes", rows, province)
        found = [(each.name, each.format, each.rows) for each in spool.finish()]
    assert found == [
        ("votes-34", "csv", 3),
        ("votes-34", "parquet", 3),
        ("votes-35", "csv", 1),
        ("votes-35", "parquet", 1),
    ]
    assert pl.read_parquet(tmp_path / "votes-34.parquet").rows() == [("a", 1), ("b", 2), ("c", 3)]


def test_many_rows_are_written_in_order(tmp_path):
    """More than are written at a time, and a table without a row beside them."""
    empty = Table("claims", "klaim", "claims", ("station",), TABLE.columns)
    with Spool(tmp_path, [TABLE, empty]) as spool:
        spool.add("votes", ((str(number), number) for number in range(20_000)))
        spool.add("unknown", [("a", 1)])
        found = {each.file.name: each.rows for each in spool.finish()}
    assert found["votes-all.csv"] == 20_000
    assert found["claims-all.parquet"] == 0
    assert pl.read_parquet(tmp_path / "votes-all.parquet")["count"].to_list() == list(range(20_000))
