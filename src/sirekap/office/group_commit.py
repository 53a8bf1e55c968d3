"""Group commit: many submissions, one durable transaction, an answer only after it.

No timer is set. A writer that is free takes what is waiting; while it stores, the next batch
gathers, and another writer joins only when that has become worth a statement of its own: the
store takes batches one after the other, so a small one beside a large one only costs. A quiet
night commits rows one by one, a busy one hundreds at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sirekap.election.refusal import Refusal
from sirekap.office.ports import BatchRefused, StoreAway
from sirekap.office.unable import Code, Unable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sirekap.office.ports import Entry, Outcome, Records

NOT_STORABLE = "record_not_storable"
"""The store refuses this very row, alone as in a batch."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a process takes on: writers at work, rows to a batch, entries waiting for either.

    ``company`` is how many must wait before a second writer stores beside one at work.
    """

    writers: int = 2
    batch: int = 256
    waiting: int = 512
    company: int = 32


class Watcher(Protocol):
    """Is told of each batch; metrics are one."""

    def stored(self, rows: int) -> None:
        """A batch of so many rows was stored."""

    def retried(self, rows: int) -> None:
        """A batch of so many rows was refused whole, and each is tried alone."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: Entry
    answer: asyncio.Future[Outcome]


class GroupCommit:
    """One process's way into the records. :meth:`run` works until :meth:`drain`.

    An answer is given up when its asker leaves; the entry is stored all the same.
    """

    def __init__(self, records: Records, bounds: Bounds, watcher: Watcher | None = None) -> None:
        self._records = records
        self._bounds = bounds
        self._watcher = watcher
        self._queue = deque[_Waiting]()
        self._work = asyncio.Event()
        self._draining = False
        self._unanswered = 0
        self._storing = 0
        self._under_way = 0

    @property
    def depth(self) -> int:
        """Entries taken on and not answered yet."""
        return self._unanswered

    def refuse_excess(self) -> None:
        """Raise :class:`Unable` when no more is taken on."""
        self._refuse_beyond(max(self._unanswered, self._under_way))

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those under way, from before any work is spent on a return to its answer.

        What waits for anything else, a phone's certificate for one, is bounded by it too.
        Raises :class:`Unable` when there is none.
        """
        self.refuse_excess()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _refuse_beyond(self, taken: int) -> None:
        if self._draining:
            raise Unable(Code.DRAINING)
        if taken >= self._bounds.waiting:
            raise Unable(Code.OVERLOADED)

    async def commit(self, entry: Entry) -> Outcome:
        """Have the entry stored, and wait until it is.

        Raises :class:`Unable`, or :class:`Refusal` ``record_not_storable``.
        """
        self._refuse_beyond(self._unanswered)
        waiting = _Waiting(entry, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._unanswered += 1
        if self._worth_starting():
            self._work.set()
        try:
            return await waiting.answer
        finally:
            self._unanswered -= 1

    async def run(self) -> None:
        """Write until drained."""
        async with asyncio.TaskGroup() as writers:
            for _ in range(self._bounds.writers):
                writers.create_task(self._write())

    def drain(self) -> None:
        """Take on nothing more; :meth:`run` returns when all that waits is stored."""
        self._draining = True
        self._work.set()

    async def _write(self) -> None:
        queue = self._queue
        while True:
            if not queue and self._draining:
                return
            if not self._worth_starting():
                self._work.clear()
                await self._work.wait()
                continue
            await asyncio.sleep(0)  # Who is ready in this very turn of the loop comes along.
            batch = [queue.popleft() for _ in range(min(len(queue), self._bounds.batch))]
            if not batch:
                continue
            self._storing += 1
            try:
                await self._store(batch)
            finally:
                self._storing -= 1

    def _worth_starting(self) -> bool:
        """Whether a free writer should take what waits, now."""
        return bool(self._queue) and (
            not self._storing or len(self._queue) >= self._bounds.company or self._draining
        )

    async def _store(self, batch: Sequence[_Waiting]) -> None:
        """Store a batch; if it is refused, each of its rows alone, so that one refuses only itself."""
        try:
            outcomes = await self._records.append([one.entry for one in batch])
        except StoreAway:
            _fail(batch, Unable(Code.STORE_AWAY))
        except Exception as error:  # noqa: BLE001 -- a row may bring the store to a fault; its askers get it
            if len(batch) == 1:
                refused = isinstance(error, BatchRefused)
                _fail(batch, Refusal(NOT_STORABLE) if refused else error)
                return
            if self._watcher is not None:
                self._watcher.retried(len(batch))
            for one in batch:
                await self._store([one])
        else:
            for one, outcome in zip(batch, outcomes, strict=True):
                if not one.answer.done():
                    one.answer.set_result(outcome)
            if self._watcher is not None:
                self._watcher.stored(len(batch))


def _fail(batch: Sequence[_Waiting], error: Exception) -> None:
    for one in batch:
        if not one.answer.done():
            one.answer.set_exception(error)
