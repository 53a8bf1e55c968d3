"""The publisher: a long-running act that writes what the fold changed as files of the site.

One :meth:`Publisher.step` has each part of the site (:mod:`.part`) that is due read what changed
behind where it is, waits until the published log covers that, and writes the files, layer by
layer. How far the parts are is noted beside, once what was written lasts on its disk. Killed
at any moment, it or another goes on from there and writes some files again, to the same bytes:
no file tells a time or a size that is not of the records themselves. ``v1/latest.json`` is
written last and tells no more than every part has.

Before ``opens`` only lists and progress are written; while a record says that publication is
paused, numbers stand still.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.election.records import parse_record
from sirekap.election.regions import NATION
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.note import opened
from sirekap.log.tiles import CHECKPOINT
from sirekap.office.leaf import is_leaf
from sirekap.office.ports import NOT_WRITTEN, CursorMoved, Stand
from sirekap.office.ports.published import PAUSE
from sirekap.office.publish.records import record_files
from sirekap.office.publish.tidying import Tidying
from sirekap.office.publish.withdrawal import withdraw
from sirekap.publication.own.site import LATEST, Latest, latest
from sirekap.tiers.documents import parse_tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.identity import RecordId
    from sirekap.office.ports import Site
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.part import Part, Reading, Written
    from sirekap.office.sequence import LogKey

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class _Covered:
    """The published tree, and the position up to which every record that is a leaf is in it."""

    checkpoint: Checkpoint
    position: int


@dataclass
class Publisher:
    """Publishes one election and phase. ``lists`` may be told at once, ``figures`` not before time.

    ``log`` is the log's own place on the site. ``now`` is asked for nothing but whether
    publication has opened, ``seconds`` for the intervals of the parts.
    """

    ground: Ground
    log: Site
    log_key: LogKey
    lists: Sequence[Part]
    figures: Sequence[Part]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    quiet_s: float = 2.0
    grace: timedelta = timedelta(minutes=2)
    _stands: dict[str, Stand] = field(default_factory=dict, init=False)
    _noted: dict[str, Stand] = field(default_factory=dict, init=False)
    _noting: asyncio.Task[None] | None = field(default=None, init=False)
    _held: dict[str, Reading] = field(default_factory=dict, init=False)
    _behind: set[str] = field(default_factory=set, init=False)
    _written: dict[str, float] = field(default_factory=dict, init=False)
    _told: tuple[int, _Covered, tuple[datetime, RecordId] | None, bool] | None = field(
        default=None, init=False
    )

    @property
    def villages(self) -> int:
        """How many documents of villages there are, of all contests together."""
        country_of = self.ground.country_of
        return sum(len(country_of(contest).stations) for contest in self.ground.contests)

    def __post_init__(self) -> None:
        self._tidying = Tidying(self.ground, self.now, self.grace)

    async def step(self) -> int:
        """Write what is due; how many things were written, 0 when nothing is to be told now.

        Raises :class:`StoreAway`, after which the next step begins anew.
        """
        await self._look()
        try:
            done = await self._step()
            if not done:
                await self._note_all()
            elif self._noting is None or self._noting.done():
                await self._note()
        except CursorMoved:
            # Another may have written with less behind it, or all is to be written anew by request.
            await self._forget()
            await self.ground.published.anew()
            return 1
        except BaseException:
            await self._forget()
            raise
        return done

    async def _look(self) -> None:
        """Go on from where this publisher is; where others have been, from what is noted."""
        if self._noting is None:
            noted = await self.ground.published.stands()
            if noted != self._noted:
                self._noted, self._stands = noted, dict(noted)
                self._held.clear()

    async def _note(self) -> None:
        """Begin to note how far the parts are, as soon as what is written now lasts."""
        if self._noting is not None:
            await self._noting
            self._noting = None
        if self._stands != self._noted:
            self._noting = asyncio.create_task(self._settled(dict(self._stands)))

    async def _note_all(self) -> None:
        """Note it and wait: nothing else is to do."""
        while self._noting is not None or self._stands != self._noted:
            await self._note()

    async def _settled(self, stands: dict[str, Stand]) -> None:
        await self.ground.site.settle()
        for part, after in stands.items():
            before = self._noted.get(part, NOT_WRITTEN)
            if after != before:
                await self.ground.published.put(part, before, after)
                self._noted = {**self._noted, part: after}

    async def _forget(self) -> None:
        """Begin anew from what is noted, when nothing more is being noted."""
        if self._noting is not None:
            self._noting.cancel()
            await asyncio.wait((self._noting,))
        self._noting, self._noted, self._stands = None, {}, {}
        self._held.clear()

    async def _step(self) -> int:
        done = await withdraw(self.ground)
        if done:
            self._held.clear()  # It was read when those words still stood.
        covered = await self._covered()
        if covered is None:
            return done
        for part in self.lists:
            done += await self._write(part, covered)
        paused = await self._paused(covered)
        is_open = self.now() >= self.ground.opens
        if is_open and paused is None:
            done += await self._write_figures(covered)
        await self._tell(covered, paused, is_open=is_open)
        return done + await self._tidying.remove() or await self._tidying.tidy()

    async def _write_figures(self, covered: _Covered) -> int:
        """Write the parts that are due; all of them once nothing else comes in."""
        done = 0
        for part in self.figures:
            now = self.seconds()
            waited = now - self._written.get(part.name, -part.every_s) >= part.every_s
            if not waited and part.name not in self._behind and not self._quiet(now):
                continue
            written = await self._write(part, covered)
            if written:
                self._written[part.name] = now
            done += written
        return done

    def _quiet(self, now: float) -> bool:
        """Whether for a while nothing came in of what is written as often as one can."""
        often = [self._written.get(part.name, -self.quiet_s) for part in self.figures if not part.every_s]
        return now - max(often, default=-self.quiet_s) >= self.quiet_s

    async def _write(self, part: Part, covered: _Covered) -> int:
        """Write what a part read, if the log covers it; else keep it until it does."""
        stand = self._stand(part)
        reading = self._held.pop(part.name, None) or await _read(part, stand)
        if reading.cursor < stand.position:
            return 0  # What was folded is being folded anew; the site tells more as it is.
        if not await self._covers(covered, reading.cursor):
            self._held[part.name] = reading
            return 0
        if reading.count:
            written = await part.made(reading)
            await self._lay(written)
        after = _after(stand, reading)
        if after.reached is not None or after.position < reading.cursor:
            self._behind.add(part.name)
        else:
            self._behind.discard(part.name)
        self._stands[part.name] = after
        return reading.count

    async def _lay(self, written: Written) -> None:
        await self.ground.published.tell(written.words)
        await self.ground.site.lay(*written.layers)
        self._tidying.replaced(written.old, written.pointers)

    def _stand(self, part: Part) -> Stand:
        """How far a part is."""
        return self._stands.get(part.name, NOT_WRITTEN)

    async def _covered(self) -> _Covered | None:
        """The published tree, if it is the last one that was signed; soon it is."""
        head = await self.ground.log.head()
        note = await self.log.get(CHECKPOINT)
        if head is None or note is None:
            return None
        text = opened(note, self.log_key.key, self.log_key.verify)
        checkpoint = Checkpoint.parse(text, self.log_key.key.name)
        return None if checkpoint.size != head.size else _Covered(checkpoint, head.position)

    async def _covers(self, covered: _Covered, position: int) -> bool:
        """Whether every record up to a position that is a leaf, or will be one, is in the published tree."""
        after = covered.position
        while after < position:
            stored = await self.ground.records.after(after, min(position - after, _LOOKED_AT))
            leaves = (is_leaf(one.entry, self.ground.election, self.ground.phase) for one in stored)
            if not stored or any(leaves):
                return False
            after = stored[-1].position
        return True

    async def _paused(self, covered: _Covered) -> tuple[datetime, RecordId] | None:
        """Since when publication is paused, by which record; its own files are written all the same."""
        last = await self.ground.published.last_pause()
        if last is None or last.entry.kind != PAUSE or last.position > covered.position:
            return None
        if self._told is None or self._told[2] is None:
            await self._lay(await record_files(self.ground, [last]))
        return parse_record(last.entry.body).at, last.entry.id

    async def _tell(
        self, covered: _Covered, paused: tuple[datetime, RecordId] | None, *, is_open: bool
    ) -> None:
        """Write where the site stands, if that is another place than before."""
        ground = self.ground
        position = min((self._stand(part).position for part in self.figures), default=0)
        if self._told == (told := (position, covered, paused, is_open)):
            return
        size = await ground.log.leaves_to(position)
        leaves = await ground.log.leaves(size - 1, 1) if size else []
        received = {contest: await self._received(contest) for contest in ground.contests}
        content = latest(
            Latest(
                election=ground.election,
                phase=ground.phase,
                size=size,
                checkpoint=covered.checkpoint,
                at=leaves[0].received if leaves else None,
                opens=ground.opens,
                opened=is_open,
                paused=paused,
                received=received,
                contests=ground.contests,
            )
        )
        await ground.site.lay({LATEST: content})
        self._told = told

    async def _received(self, contest: Contest) -> int:
        total = (await self.ground.projections.totals(contest.value, [NATION])).get(NATION)
        return 0 if total is None else parse_tally(total.document).stations.get("received", 0)


async def _read(part: Part, stand: Stand) -> Reading:
    """What a part is to write next."""
    return await (part.changed(stand.position) if stand.reached is None else part.whole(stand.reached))


def _after(stand: Stand, reading: Reading) -> Stand:
    """How far a part is when what it read is written."""
    if stand.reached is None:
        return replace(stand, position=max(stand.position, reading.to))
    target = stand.target or reading.cursor
    if reading.reached is None:
        return Stand(max(stand.position, target))
    return Stand(stand.position, target, reading.reached)
