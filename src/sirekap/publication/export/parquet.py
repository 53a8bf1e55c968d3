"""Tables as Parquet, written as their rows come: no more than one row group is in memory.

Nothing of the file tells when or where it was made, so equal rows give equal bytes.
"""

from __future__ import annotations

from datetime import datetime
from typing import IO, TYPE_CHECKING

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from sirekap.publication.export.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sirekap.publication.export.columns import Cell, Column, Row, Table

GROUP = 65_536
"""Rows of a row group: what a reader fetches at least, and this writer keeps at most."""

_PAGE = 4 << 20
_THOUSAND = 1_000
_TYPES = {
    Kind.TEXT: DataType.utf8(),
    Kind.WHOLE: DataType.int64(),
    Kind.TRUTH: DataType.bool(),
    Kind.MOMENT: DataType.timestamp("ms", tz="UTC"),
}


def write(table: Table, batches: Iterable[Sequence[Row]], file: IO[bytes]) -> None:
    """Write the rows of all batches as one file."""
    schema = Schema([Field(each.name, _TYPES[each.kind], nullable=True) for each in table.columns])
    reader = RecordBatchReader.from_batches(
        schema, (_batch(table.columns, schema, rows) for rows in batches if rows)
    )
    write_parquet(
        reader,
        file,
        compression="zstd(3)",
        created_by="sirekap",
        # A column of a group in one page where it fits: half the size of the usual short pages.
        data_page_row_count_limit=GROUP,
        data_page_size_limit=_PAGE,
        key_value_metadata={"table": table.name},
        max_row_group_size=GROUP,
        skip_arrow_metadata=True,
    )


def _batch(columns: Sequence[Column], schema: Schema, rows: Sequence[Row]) -> RecordBatch:
    cells = zip(*rows, strict=True)
    arrays = [_array(each.kind, column) for each, column in zip(columns, cells, strict=True)]
    return RecordBatch.from_arrays(arrays, schema=schema)


def _array(kind: Kind, cells: tuple[Cell, ...]) -> Array:
    if kind is Kind.MOMENT:
        seconds = [
            round(each.timestamp()) * _THOUSAND if isinstance(each, datetime) else None for each in cells
        ]
        return Array(seconds, DataType.int64()).cast(_TYPES[kind])
    return Array(cells, _TYPES[kind])
