"""The sequencer: a long-running act that makes records leaves of the public log, and publishes it.

One :meth:`Sequencer.step` numbers the next records, signs the tree over them, keeps numbers
and checkpoint in the store in one transaction, and only then writes the files: tiles and
bundles first, the checkpoint last. What was kept is what may be seen, so killed at any
moment, it or another goes on from the store and publishes that very tree. It never signs a
second tree of a size, and it stops (:class:`LogAtOdds`) rather than publish what does not
continue what stands published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import opened, signed
from sirekap.log.refusal import Refusal
from sirekap.log.tiles import CHECKPOINT
from sirekap.office.leaf import is_leaf, print_leaf
from sirekap.office.ports import FileDiffers, Head, Leaf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from sirekap.election.identity import ElectionId, Phase
    from sirekap.log.edge import Files
    from sirekap.log.note import NoteKey
    from sirekap.office.ports import Entry, LogIndex, Pen, Records, Site, Stored


class LogAtOdds(Exception):  # noqa: N818 -- it tells what is
    """The store's log and the published one do not continue each other. A person must look."""


@dataclass(frozen=True, slots=True)
class LogKey:
    """The log's name and key. ``verify`` tells whether the key made a signature on these bytes."""

    key: NoteKey
    sign: Callable[[bytes], bytes]
    verify: Callable[[bytes, bytes], bool]


@dataclass
class Sequencer:
    """Logs the records of one election and phase."""

    records: Records
    index: LogIndex
    pen: Pen
    files: Site
    key: LogKey
    election: ElectionId
    phase: Phase
    batch: int = 2_000
    _edge: Edge = field(default=Edge(), init=False)
    _looked: int = field(default=0, init=False)

    async def step(self) -> int:
        """Log the next batch; how many leaves it had, 0 when there are none or another has the pen.

        Raises :class:`LogAtOdds`, and of the ports ``PenLost`` and ``StoreAway``: after those
        two the next step finds out what is true.
        """
        if not await self.pen.take():
            return 0
        head = await self.index.head() or Head(0, 0, Edge().root, b"")
        try:
            edge = await self._published(head)
            stored = await self._next(head)
            if stored:
                await self._extend(edge, stored)
        except (FileDiffers, Refusal) as trouble:
            raise LogAtOdds(str(trouble)) from trouble
        return len(stored)

    async def _published(self, head: Head) -> Edge:
        """The edge of the published tree, brought up to ``head`` if it stands behind it."""
        note = await self.files.get(CHECKPOINT)
        edge = Edge() if note is None else await self._edge_of(note, head)
        if edge.size == head.size:
            if edge.root != head.root:
                message = f"two trees of {head.size} leaves: the published one and the store's"
                raise LogAtOdds(message)
            return edge
        async for after, _ in self._regrown(edge, head):  # Looked at before anything is written.
            root = after.root
        if root != head.root:
            message = f"the store's leaves do not give the tree of {head.size} that was signed"
            raise LogAtOdds(message)
        async for after, full in self._regrown(edge, head):
            await self._keep(full)
            edge = after
        await self._publish(edge, head.note)
        return edge

    async def _edge_of(self, note: bytes, head: Head) -> Edge:
        """The edge of the tree of a published checkpoint; of nothing, if its files are damaged or lost."""
        text = opened(note, self.key.key, self.key.verify)
        point = Checkpoint.parse(text, self.key.key.name)
        if point.size > head.size:
            message = (
                f"{point.size} leaves are published and the store knows of {head.size}: restore a later one"
            )
            raise LogAtOdds(message)
        if (self._edge.size, self._edge.root) != (point.size, point.root):
            files = {path: await self.files.get(path) for path in Edge.paths(point.size)}
            try:
                self._edge = Edge.read(point.size, point.root, files.get)
            except Refusal:
                return Edge()  # All files are written again; those that stand there are compared.
        return self._edge

    async def _regrown(self, edge: Edge, head: Head) -> AsyncIterator[tuple[Edge, Files]]:
        """The edges and the full files from ``edge`` to ``head``, out of the store's leaves."""
        while edge.size < head.size:
            leaves = await self.index.leaves(edge.size, min(self.batch, head.size - edge.size))
            edge, full = edge.grown([print_leaf(leaf) for leaf in leaves])
            yield edge, full

    async def _next(self, head: Head) -> list[Stored]:
        """The next records that are leaves; those that are none are looked at once."""
        while stored := await self.records.after(max(head.position, self._looked), self.batch):
            if logged := [one for one in stored if is_leaf(one.entry, self.election, self.phase)]:
                return logged
            self._looked = stored[-1].position
        return []

    async def _extend(self, edge: Edge, stored: Sequence[Stored]) -> None:
        """Sign the tree with these records, keep it, publish it; in this order."""
        leaves = [_leaf(edge.size + place, one.entry) for place, one in enumerate(stored)]
        grown, full = edge.grown([print_leaf(leaf) for leaf in leaves])
        text = str(Checkpoint(self.key.key.name, grown.size, grown.root))
        note = signed(text, self.key.key, self.key.sign)
        await self.pen.extend(edge.size, [one.position for one in stored], grown.root, note)
        await self._keep(full)
        await self._publish(grown, note)

    async def _publish(self, edge: Edge, note: bytes) -> None:
        """Write what is partial, then the checkpoint: whoever sees it finds all it speaks of."""
        await self._keep(edge.partial_files())
        await self.files.replace(CHECKPOINT, note)
        self._edge = edge

    async def _keep(self, files: Files) -> None:
        for path, data in files.items():
            await self.files.keep(path, data)


def _leaf(index: int, entry: Entry) -> Leaf:
    return Leaf(index, entry.id, entry.kind, entry.station, entry.contest, entry.received)
