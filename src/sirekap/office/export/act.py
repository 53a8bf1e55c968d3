"""The act of exporting: a long-running one that writes a set of tables when there is something new.

Files come first, under names made of their content; then the list of the set; then the
pointer ``latest.json``; then what no kept set names is taken away. Killed at any moment, what
the pointer names is there, and the next step writes the same names again or newer ones. All
tables of a set are read from one snapshot of the fold.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirekap.office.export.spool import Spool
from sirekap.office.export.walk import Walk
from sirekap.office.leaf import is_leaf
from sirekap.office.ports.published import PAUSE
from sirekap.publication.export import dictionary
from sirekap.publication.export.index import (
    FOLDER,
    LATEST,
    ExportSet,
    latest,
    named_in,
    set_document,
    set_path,
)
from sirekap.publication.export.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sirekap.election.contests import Contest
    from sirekap.office.export.spool import Spooled
    from sirekap.office.ports import Snapshot
    from sirekap.office.publish.ground import Ground
    from sirekap.publication.export.index import Made

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class ExportTerms:
    """How often a set is written at most, how many are kept, and where files grow meanwhile.

    ``spool`` is a folder of the export's own, emptied before each set; else a temporary one.
    """

    every: timedelta = timedelta(minutes=15)
    kept: int = 4
    spool: Path | None = None


@dataclass
class Export:
    """Exports what is set up on a ground. ``now`` is asked whether the last set is old enough."""

    ground: Ground
    terms: ExportTerms
    now: Callable[[], datetime]

    async def step(self) -> bool:
        """Write a set if there is more to tell and the last one is old enough; whether one was written."""
        return await self._write(self.terms.every)

    async def write(self) -> bool:
        """Write a set if there is more to tell, at once."""
        return await self._write(timedelta(0))

    async def _write(self, every: timedelta) -> bool:
        before = await self._document(LATEST)
        if before is not None and self.now() - datetime.fromisoformat(before["written"]) < every:
            return False
        if self.now() < self.ground.opens or await self._paused():
            return False
        async with self.ground.projections.snapshot() as snapshot:
            size = await self._size(snapshot.cursor)
            if not size or (before is not None and before["size"] == size):
                return False
            made = await self._made(snapshot, size)
        await self._point(made, [] if before is None else before["sets"])
        return True

    async def _paused(self) -> bool:
        """Whether numbers stand still by a record."""
        last = await self.ground.published.last_pause()
        return last is not None and last.entry.kind == PAUSE

    async def _size(self, cursor: int) -> int | None:
        """How many leaves a snapshot tells; ``None`` as long as some record of it is not in the log.

        What is told are then just the log's first leaves, and every record that is named has its place.
        """
        ground = self.ground
        head = await ground.log.head()
        position = 0 if head is None else head.position
        while position < cursor:
            stored = await ground.records.after(position, _LOOKED_AT)
            if not stored or any(is_leaf(one.entry, ground.election, ground.phase) for one in stored):
                return None
            position = stored[-1].position
        return await ground.log.leaves_to(cursor)

    async def _made(self, snapshot: Snapshot, size: int) -> ExportSet:
        if self.terms.spool is not None:
            await asyncio.to_thread(_empty, self.terms.spool)
        (last,) = await self.ground.log.leaves(size - 1, 1)
        at = last.received.astimezone(UTC)
        files = [
            (contest, await self._contest(Walk(snapshot, self.ground, contest, at), size))
            for contest in self.ground.contests
        ]
        return ExportSet(size, at, tuple(files))

    async def _contest(self, walk: Walk, size: int) -> tuple[Made, ...]:
        """Write the files of a contest; nothing names them yet."""
        with (
            _folder(self.terms.spool) as folder,
            Spool(Path(folder), tables_of(self.ground.profile, walk.contest)) as spool,
        ):
            reports = await walk.into(spool)
            tables = await asyncio.to_thread(lambda: [*spool.finish()])
            return tuple([await self._kept(each, walk.contest, size) for each in (*tables, *reports)])

    async def _kept(self, spooled: Spooled, contest: Contest, size: int) -> Made:
        made = await asyncio.to_thread(spooled.made, contest, size)
        await self.ground.site.keep_copy(made.path, spooled.file)
        return made

    async def _point(self, made: ExportSet, before: Sequence[str]) -> None:
        """Point to a set whose files are there; then take away what no set that is kept names."""
        listing = set_document(self.ground.election, made)
        path = set_path(made.size, hashlib.sha256(listing).hexdigest())
        sets = [path, *(each for each in before if each != path)][: self.terms.kept]
        pointer = latest(self.ground.election, made, self.now(), sets, dictionary.PATH)
        await self.ground.site.lay(
            {
                path: listing,
                dictionary.PATH: dictionary.dictionary(self.ground.profile, self.ground.contests),
            },
            {LATEST: pointer},
        )
        named = {*sets, LATEST, dictionary.PATH}
        for each in sets:
            named |= named_in(await self._document(each) or {"contests": {}})
        folders = (FOLDER, *(f"{FOLDER}/{contest}" for contest in self.ground.contests))
        standing = [one.path for folder in folders for one in await self.ground.site.below(folder)]
        await self.ground.site.lay({one: None for one in standing if _plain(one) not in named})

    async def _document(self, path: str) -> dict[str, Any] | None:
        content = await self.ground.site.get(path)
        return None if content is None else json.loads(content)


def _empty(folder: Path) -> None:
    """Take away what an export that was killed has left."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _folder(spool: Path | None) -> tempfile.TemporaryDirectory[str]:
    """A folder for as long as it is used; a thread that goes on when all is stopped may be writing still."""
    return tempfile.TemporaryDirectory(prefix="tables-", dir=spool, ignore_cleanup_errors=True)


def _plain(path: str) -> str:
    """A file's path without the ending of its compressed form."""
    return path.removesuffix(".br").removesuffix(".gz")
