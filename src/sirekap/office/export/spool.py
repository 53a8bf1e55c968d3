"""Tables on this machine's disk while they grow: CSV first, Parquet from its rows, then their hashes."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.publication.export import parquet
from sirekap.publication.export.csv_file import CsvFile, read_rows
from sirekap.publication.export.index import Made, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self, TextIO

    from sirekap.election.contests import Contest
    from sirekap.publication.export.columns import Row, Table

_SIZE = 8_192
"""Rows that are written at a time."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file on the disk: what it is a form of, and how many rows it has."""

    file: Path
    table: str
    format: str
    rows: int | None = None
    part: str | None = None

    @property
    def name(self) -> str:
        """Its name in the site, before size and hash."""
        return self.table if self.part is None else f"{self.table}-{self.part}"

    def made(self, contest: Contest, size: int) -> Made:
        """The file as it stands in an export of the log's first ``size`` leaves."""
        with self.file.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        # A regency's report has the moment of its own newest record and so stays while nothing happens there.
        lasting = self.format == "json" and self.part is not None
        path = path_of(contest, self.name, None if lasting else size, sha256, self.format)
        return Made(path, self.table, self.format, sha256, self.file.stat().st_size, self.rows, self.part)


@dataclass
class Spool:
    """The tables of one contest. Used as a context: its files are closed at the end."""

    folder: Path
    tables: Sequence[Table]
    _open: dict[str, tuple[str | None, TextIO, CsvFile]] = field(default_factory=dict, init=False)
    _done: list[tuple[Table, Spooled]] = field(default_factory=list, init=False)
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, name: str, rows: Iterable[Row], part: str | None = None) -> None:
        """Write rows of a table; ``part`` is the province they are of, for one that has a file for each."""
        table = next((each for each in self.tables if each.name == name), None)
        if table is None:
            return
        written = self._file(table, part if table.by_province else None)
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _SIZE:
                written.add(batch)
                batch.clear()
        written.add(batch)

    def finish(self) -> Iterator[Spooled]:
        """Close all tables, also those without a row, and give each file, Parquet after its CSV."""
        for table in self.tables:
            if not table.by_province:
                self._file(table, None)
            self._close(table)
        for table, spooled in self._done:
            yield spooled
            file = spooled.file.with_suffix(".parquet")
            with spooled.file.open(encoding="utf-8", newline="") as source, file.open("wb") as sink:
                parquet.write(table, read_rows(table, source), sink)
            yield Spooled(file, table.name, "parquet", spooled.rows, spooled.part)

    def _file(self, table: Table, part: str | None) -> CsvFile:
        known = self._open.get(table.name)
        if known is not None and known[0] == part:
            return known[2]
        self._close(table)
        path = self._path(table, part)
        file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._open[table.name] = part, file, CsvFile(table, file)
        return self._open[table.name][2]

    def _close(self, table: Table) -> None:
        known = self._open.pop(table.name, None)
        if known is not None:
            part, file, written = known
            file.close()
            self._done.append(
                (table, Spooled(self._path(table, part), table.name, "csv", written.rows, part))
            )

    def _path(self, table: Table, part: str | None) -> Path:
        return self.folder / f"{table.name}-{part or 'all'}.csv"
