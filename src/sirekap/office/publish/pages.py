"""The pages for people, made of the documents as they are written; a part that wraps another."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sirekap.election.regions import NATION
from sirekap.office.publish.lists import Fixed
from sirekap.office.publish.tidying import compressed
from sirekap.publication.pages import documents, fixed, paths
from sirekap.publication.pages.region import region_page
from sirekap.publication.pages.village import village_pages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping

    from sirekap.election.contests import Contest
    from sirekap.log.checkpoint import Checkpoint
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.part import Files, Part, Reading, Written
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.pictures import PicturePress
    from sirekap.publication.pages.site import File
    from sirekap.publication.pages.site import Site as Pages

_DOCUMENT = "v1/"
Stand: TypeAlias = "Callable[[int], Awaitable[Latest]]"
"""Where the site stands with so many leaves told."""

_REGION = re.compile(r"v1/[a-z]+(?:/\d\d(?:/\w{4}(?:/\w{6})?)?)?\.json", re.ASCII)
_NATION_STEPS, _PROVINCE_STEPS = 1, 2
"""How many folders the documents of a nation and of a province stand in."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A part with the pages of its documents behind them. Fulfils :class:`sirekap.office.publish.part.Part`.

    ``stand`` tells where the site stands with so many leaves. ``press`` draws what shared links show.
    """

    part: Part
    ground: Ground
    pages: Pages
    stand: Stand
    press: PicturePress | None = None

    @property
    def name(self) -> str:
        """That of the part: pages are as far as their documents."""
        return self.part.name

    @property
    def every_s(self) -> float:
        """As often as the part."""
        return self.part.every_s

    async def changed(self, after: int) -> Reading:
        """What the part reads."""
        return await self.part.changed(after)

    async def whole(self, after: str) -> Reading:
        """What the part reads."""
        return await self.part.whole(after)

    async def made(self, reading: Reading) -> Written:
        """The part's files, and in a last layer the pages: whatever they link to is there before them."""
        written = await self.part.made(reading)
        found = {path: data for layer in written.layers for path, data in _documents(layer, written.touched)}
        now = await self.stand(max(_sizes(written), default=0))
        nations = await self._nations(found)
        files = [page for path, data in found.items() for page in self._pages_of(now, path, data, written)]
        if nations:
            files += fixed.front_page(self.pages, now, nations)
        return replace(written, layers=(*written.layers, with_compressed(files)))

    def _pages_of(self, now: Latest, path: str, data: bytes, written: Written) -> Iterator[File]:
        if path in written.touched:
            yield from village_pages(self.pages, now, data, written.touched[path])
            return
        yield from region_page(self.pages, now, data)
        steps = path.count("/")
        if steps == _NATION_STEPS:
            yield from fixed.screen_page(self.pages, now, data)
        if steps <= _PROVINCE_STEPS:
            yield from fixed.embed_page(self.pages, now, data)
            if self.press is not None:
                yield self.press.picture(self.pages, now, data)

    async def _nations(self, found: Mapping[str, bytes]) -> Mapping[Contest, bytes]:
        """The nation's documents of all contests, if one of them was written now."""
        wanted = {contest: paths.document(contest, NATION) for contest in self.ground.contests}
        if not any(path in found for path in wanted.values()):
            return {}
        standing = await self.ground.site.read(list(wanted.values()))
        kept = dict(zip(wanted, standing, strict=True))
        told = {contest: found.get(path) or kept[contest] for contest, path in wanted.items()}
        return {contest: data for contest, data in told.items() if data is not None}


def standing_on(ground: Ground, checkpoint: Callable[[], Awaitable[Checkpoint | None]]) -> Stand:
    """Tells where the site stands once so many leaves are told; ``checkpoint`` is the published tree."""

    async def stand(size: int) -> Latest:
        covering = await checkpoint()
        leaves = await ground.log.leaves(size - 1, 1) if size else []
        return documents.Latest(
            election=ground.election,
            size=size,
            at=leaves[0].received if leaves else None,
            phase=ground.phase.value,
            checkpoint=None
            if covering is None
            else documents.Checkpoint(covering.origin, covering.size, covering.root.hex()),
        )

    return stand


def with_compressed(files: Iterable[File]) -> dict[str, bytes | None]:
    """Files, and beside each that gains by it the same compressed."""
    found: dict[str, bytes | None] = {}
    for path, content in files:
        found[path] = content
        if not path.endswith(".png"):
            found |= compressed(path, content)
    return found


def _documents(layer: Files, villages: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Of the files of a layer, the documents that pages are made of: villages' and those of regions above."""
    for path, data in layer.items():
        if data is not None and (path in villages or _REGION.fullmatch(path)):
            yield path, data


def _sizes(written: Written) -> Iterator[int]:
    """How many leaves the documents tell: a region's says so, a village's pointer does for it."""
    for layer in written.layers:
        for path, data in layer.items():
            if (
                data is not None
                and path.startswith(_DOCUMENT)
                and path.endswith(".json")
                and path not in written.touched
            ):
                yield json.loads(data).get("size", 0)


def fixed_pages(ground: Ground, pages: Pages) -> Fixed:
    """The pages there is one of, from before any figure is told."""

    def files() -> Iterator[tuple[str, bytes | None]]:
        now = documents.Latest(
            election=ground.election, size=0, phase=ground.phase.value, opens=ground.opens, opened=False
        )
        for file in fixed.site_pages(pages, now, {}):
            yield from with_compressed([file]).items()

    return Fixed(ground, "pages", files)
