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
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sirekap.election.identity import Phase
from sirekap.office.export.spool import Spool
from sirekap.office.export.walk import Walk
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
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId
    from sirekap.election.regions import StationCode
    from sirekap.office.export.spool import Spooled
    from sirekap.office.export.walk import Photos
    from sirekap.office.ports import Head, LogIndex, Projections, Site, Snapshot
    from sirekap.profiles import Profile
    from sirekap.publication.country import Country
    from sirekap.publication.export.index import Made
    from sirekap.publication.own.told import PublicPhoto


async def no_photos(_: Contest, __: Sequence[StationCode]) -> Mapping[StationCode, tuple[PublicPhoto, ...]]:
    """Nothing is known of photos."""
    return {}


@dataclass(frozen=True, slots=True)
class Doors:
    """Where an export reads and writes.

    ``country`` gives all regions and stations, ``photos`` the photos of some stations, and
    ``open_now`` whether numbers may be published: not before the opening, not in a pause.
    """

    projections: Projections
    log: LogIndex
    site: Site
    country: Callable[[], Awaitable[Country]]
    open_now: Callable[[], Awaitable[bool]]
    photos: Photos = no_photos


@dataclass(frozen=True, slots=True)
class ExportTerms:
    """How often a set is written at most, how many are kept, and where files grow meanwhile."""

    every: timedelta = timedelta(minutes=15)
    kept: int = 4
    spool: Path | None = None


@dataclass
class Export:
    """Exports one election and phase."""

    doors: Doors
    profile: Profile
    election: ElectionId
    phase: Phase
    terms: ExportTerms
    now: Callable[[], datetime]

    async def step(self) -> bool:
        """Write a set if the log has grown and the last one is old enough; whether one was written."""
        return await self._write(self.terms.every)

    async def write(self) -> bool:
        """Write a set if the log has grown, at once."""
        return await self._write(timedelta(0))

    async def _write(self, every: timedelta) -> bool:
        head = await self.doors.log.head()
        if head is None or not await self.doors.open_now():
            return False
        before = await self._document(LATEST)
        if before is not None and (
            before["size"] == head.size or self.now() - datetime.fromisoformat(before["written"]) < every
        ):
            return False
        async with self.doors.projections.snapshot() as snapshot:
            if snapshot.cursor < head.position:  # The fold is on its way; the set must tell all these leaves.
                return False
            made = await self._made(snapshot, head)
        await self._point(made, [] if before is None else before["sets"])
        return True

    async def _made(self, snapshot: Snapshot, head: Head) -> ExportSet:
        (last,) = await self.doors.log.leaves(head.size - 1, 1)
        state = State(await self.doors.country(), Keys(self.profile), last.received)
        files = []
        for entry in self.profile.contests:
            walk = Walk(
                snapshot,
                self.doors.log,
                self.doors.photos,
                self.profile,
                entry.contest,
                state.country_of(entry.contest),
                last.received.astimezone(UTC),
                self.phase is not Phase.REAL,
            )
            files.append((entry.contest, await self._contest(walk, head.size)))
        return ExportSet(head.size, last.received, tuple(files))

    async def _contest(self, walk: Walk, size: int) -> tuple[Made, ...]:
        """Write the files of a contest; nothing names them yet."""
        with (
            tempfile.TemporaryDirectory(prefix="sirekap-export-", dir=self.terms.spool) as folder,
            Spool(Path(folder), tables_of(self.profile, walk.contest)) as spool,
        ):
            reports = await walk.into(spool)
            tables = await asyncio.to_thread(lambda: [*spool.finish()])
            return tuple([await self._kept(each, walk.contest, size) for each in (*tables, *reports)])

    async def _kept(self, spooled: Spooled, contest: Contest, size: int) -> Made:
        made = await asyncio.to_thread(spooled.made, contest, size)
        await self.doors.site.keep_copy(made.path, spooled.file)
        return made

    async def _point(self, made: ExportSet, before: Sequence[str]) -> None:
        """Point to a set whose files are there; then take away what no set that is kept names."""
        listing = set_document(self.election, made)
        path = set_path(made.size, hashlib.sha256(listing).hexdigest())
        sets = [path, *(each for each in before if each != path)][: self.terms.kept]
        pointer = latest(self.election, made, self.now(), sets, dictionary.PATH)
        await self.doors.site.lay(
            {path: listing, dictionary.PATH: dictionary.dictionary(self.profile)}, {LATEST: pointer}
        )
        named = {*sets, LATEST, dictionary.PATH}
        for each in sets:
            named |= named_in(await self._document(each) or {"contests": {}})
        folders = (FOLDER, *(f"{FOLDER}/{entry.contest}" for entry in self.profile.contests))
        standing = [one.path for folder in folders for one in await self.doors.site.below(folder)]
        await self.doors.site.lay({one: None for one in standing if _plain(one) not in named})

    async def _document(self, path: str) -> dict[str, Any] | None:
        content = await self.doors.site.get(path)
        return None if content is None else json.loads(content)


def _plain(path: str) -> str:
    """A file's path without the ending of its compressed form."""
    return path.removesuffix(".br").removesuffix(".gz")
