"""What is left to do once a village is published: its old documents go, the new one is also kept compressed.

Nothing of it is urgent, and none of it needs to be remembered: a publisher that starts looks
at every folder of villages once, and from then on at those that it wrote to.
"""

from __future__ import annotations

import asyncio
import gzip
import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import brotli

from sirekap.election.regions import NATION, Level
from sirekap.publication.own.region import path_of
from sirekap.publication.own.village import pointed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from sirekap.office.ports import Laid
    from sirekap.office.publish.ground import Ground

_QUALITY = 5
_POINTER, _DOCUMENT = 1, 2
"""Dots in the name of a village's pointer, and of a document; one more when it is compressed."""


def compressed(path: str, data: bytes) -> dict[str, bytes | None]:
    """What stands beside a file for who takes it compressed; the same bytes each time."""
    return {
        f"{path}.br": brotli.compress(data, quality=_QUALITY),
        f"{path}.gz": gzip.compress(data, mtime=0),
    }


@dataclass
class Tidying:
    """Sees to the folders of villages. An old document stays for ``grace``: its pointer may just be read."""

    ground: Ground
    now: Callable[[], datetime]
    grace: timedelta
    _old: list[tuple[datetime, str]] = field(default_factory=list, init=False)
    _folders: dict[str, None] | None = field(default=None, init=False)

    def replaced(self, documents: Iterable[str], pointers: Iterable[str]) -> None:
        """Note documents that no pointer names any more, and pointers that were written."""
        due = self.now() + self.grace
        for path in documents:
            heapq.heappush(self._old, (due, path))
        if self._folders is not None:
            self._folders.update((path.rpartition("/")[0], None) for path in pointers)

    async def remove(self) -> int:
        """Take away what has been old for long enough; how many documents."""
        due: dict[str, bytes | None] = {}
        count = 0
        while self._old and self._old[0][0] <= self.now():
            path = heapq.heappop(self._old)[1]
            due |= dict.fromkeys((path, f"{path}.br", f"{path}.gz"))
            count += 1
        if due:
            await self.ground.site.lay(due)
        return count

    async def tidy(self) -> int:
        """See to one more folder; how many files were there to look at, 0 when none is left."""
        if self._folders is None:
            self._folders = dict.fromkeys(self._all_folders())
        while self._folders:
            folder = next(iter(self._folders))
            del self._folders[folder]
            found = await self.ground.site.below(folder)
            if found:
                await self._see_to(found)
                return len(found)
        return 0

    def _all_folders(self) -> Iterable[str]:
        for contest in self.ground.contests:
            country = self.ground.country_of(contest)
            for code in country.inside(NATION, Level.SUBDISTRICT):
                yield path_of(contest, code).removesuffix(".json")

    async def _see_to(self, found: Sequence[Laid]) -> None:
        """Compress the documents of a folder that are not, and note when old ones are to go."""
        there = {each.path: each for each in found}
        pointers = [path for path in there if _dots(path) == _POINTER]
        contents = await self.ground.site.read(pointers)
        current = {
            pointed(content)[0]: there[path].written
            for path, content in zip(pointers, contents, strict=True)
            if content is not None
        }
        bare = [path for path in current if f"{path}.br" not in there or f"{path}.gz" not in there]
        documents = await self.ground.site.read(bare)
        given = [(path, data) for path, data in zip(bare, documents, strict=True) if data is not None]
        await self.ground.site.lay(await asyncio.to_thread(_all_compressed, given))
        since = {path.partition(".")[0]: written for path, written in current.items()}
        for path in there:
            document = path.removesuffix(".br").removesuffix(".gz")
            if _dots(document) == _DOCUMENT and document not in current:
                due = since.get(path.partition(".")[0], self.now()) + self.grace
                heapq.heappush(self._old, (due, document))


def _all_compressed(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes | None]:
    return {beside: data for path, content in files for beside, data in compressed(path, content).items()}


def _dots(path: str) -> int:
    return path.rpartition("/")[2].count(".")
