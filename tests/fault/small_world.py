"""A night in virtual time: the real office on the twins of the store, and all that goes wrong.

Two processes take returns into one store. Answers are lost, requests come twice, late and
out of order, the disk is slow or away, processes crash with all they hold, a phone is
revoked. Each phone sends until it has a receipt. One seed is one night, to the last detail.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.fault.cast import STATIONS, cast
from tests.fault.virtual import seconds

from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase
from sirekap.election.records import FormEdition
from sirekap.office.fold import Folder
from sirekap.office.group_commit import Bounds, GroupCommit
from sirekap.office.intake_terms import Terms
from sirekap.office.ports import ContestSetup, Device, Setup, StoreAway
from sirekap.office.receive import Receive
from sirekap.office.revocations import Revocations
from sirekap.office.slots import Slots
from sirekap.office.unable import Unable
from sirekap.seal.receipt import unwrap_receipt
from sirekap.seal.verifier import DeviceVerifier
from sirekap.simulate.crowd import NIGHT, places
from sirekap.store.memory import MemoryDevices, MemoryPlaces, MemoryProjections, MemoryRecords
from sirekap.tiers.rulebook import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.office.ports import Records
    from sirekap.office.receive import Received
    from sirekap.simulate.crowd import Filed, Phone

_POLL_S = 3.0
_PATIENCE_S = 20.0
TERMS = Terms(
    election=ElectionId("pemilu2024"),
    phase=Phase.REAL,
    forms={Contest.PRESIDENT: FormEdition("C.HASIL-PPWP", "2024")},
)

CommitOf: TypeAlias = "Callable[[Records, Bounds], GroupCommit]"


class Cut(Exception):  # noqa: N818 -- it tells what happened
    """No answer came."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """How bad a night is: chances from 0 to 1, and mean seconds."""

    lost: float
    repeated: float
    late_s: float
    slow_s: float
    away: float
    life_s: float

    @classmethod
    def draw(cls, rng: random.Random) -> Troubles:
        """Some nights are calm in one thing and terrible in another."""
        chance = (0.0, 0.05, 0.2, 0.4)
        return cls(
            lost=rng.choice(chance),
            repeated=rng.choice(chance),
            late_s=rng.choice((0.0, 0.1, 2.0)),
            slow_s=rng.choice((0.0, 0.01, 0.5)),
            away=rng.choice(chance),
            life_s=rng.choice((2.0, 10.0, 1000.0)),
        )


@dataclass
class Night:
    """One night. ``acknowledged`` holds, by record, every receipt a phone was given for it."""

    seed: int
    commit_of: CommitOf = GroupCommit
    records_of: Callable[..., MemoryRecords] = MemoryRecords
    acknowledged: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    revoked_at: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.troubles = Troubles.draw(self.rng)
        self.records = self.records_of(self.disk)
        self.devices, self.places = MemoryDevices(), MemoryPlaces()
        self.projections = MemoryProjections(self.disk)
        self.processes = [Process(self), Process(self)]

    def now(self) -> datetime:
        """The wall clock: an hour after the night began, and counting."""
        return NIGHT + timedelta(hours=1, seconds=seconds())

    async def disk(self, act: str, when: Literal["before", "after"]) -> None:  # noqa: ARG002 -- any act
        """A disk that takes its time, and now and then is away: before the act, or with its answer."""
        if self.troubles.slow_s:
            await asyncio.sleep(self.rng.expovariate(1 / self.troubles.slow_s))
        if self.rng.random() < self.troubles.away / 2:
            message = f"away {when} it"
            raise StoreAway(message)

    async def play(self) -> None:
        """From the first return to the last receipt."""
        regions, stations = places(STATIONS)
        await self.places.put(Setup(regions, stations, [ContestSetup("ppwp", "", "C.HASIL-PPWP")]), dry=False)
        for phone in cast().filings:
            await self.devices.enrol(Device(phone.key.id, phone.station, phone.slot, phone.certificate))
        lives = [asyncio.create_task(one.live()) for one in self.processes]
        lives += [asyncio.create_task(one) for one in (self.revoke(), self.fold())]
        async with asyncio.TaskGroup() as crowd:
            for filed in [one for filings in cast().filings.values() for one in filings]:
                crowd.create_task(self.send(filed))
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        self.troubles = replace(self.troubles, slow_s=0.0, away=0.0)  # Day breaks, and all is looked at.

    async def revoke(self) -> None:
        """Somewhere in the night one phone is reported stolen."""
        await asyncio.sleep(self.rng.uniform(0, 20))
        phone: Phone = self.rng.choice(list(cast().filings))
        self.revoked_at[phone.key.id] = self.now()
        await self.devices.revoke(phone.key.id, self.now(), "lost")

    async def fold(self) -> None:
        """A folder follows the records; killed in the middle of a step, another goes on."""
        while True:
            folder = folder_of(self.records, self.projections, batch=self.rng.choice((1, 3, 100)))
            with contextlib.suppress(StoreAway, TimeoutError):
                await asyncio.wait_for(folder.step(), self.rng.uniform(0.001, 2))
            await asyncio.sleep(1)

    async def send(self, filed: Filed) -> None:
        """A phone sends one return until it has a receipt, and sometimes once more."""
        await asyncio.sleep(self.rng.uniform(0, 20))  # A correction may overtake what it corrects.
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            while True:
                try:
                    received = await asyncio.wait_for(self.deliver(filed), _PATIENCE_S)
                    break
                except (Cut, Unable, TimeoutError):
                    await asyncio.sleep(self.rng.uniform(0.5, 3))
            receipt = unwrap_receipt(received.outcome.receipt)
            receipt.verify(cast().ring, filed.id)
            self.acknowledged[filed.id].add(received.outcome.receipt)

    async def deliver(self, filed: Filed) -> Received:
        """One request over this night's network, to either process. Raises :class:`Cut`."""
        troubles = self.troubles
        process = self.rng.choice(self.processes)
        await asyncio.sleep(self.rng.uniform(0, troubles.late_s))
        if self.rng.random() < troubles.lost / 2:
            raise Cut
        if self.rng.random() < troubles.repeated:
            again = asyncio.create_task(self.rng.choice(self.processes).ask(filed.envelope))
            again.add_done_callback(lambda task: task.cancelled() or task.exception())  # Nobody hears it.
        received = await process.ask(filed.envelope)
        await asyncio.sleep(self.rng.uniform(0, troubles.late_s))
        if self.rng.random() < troubles.lost / 2:
            raise Cut
        return received


class Process:
    """One process of the intake, which crashes and comes again."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._receive: Receive | None = None
        self._requests: set[asyncio.Task[Received]] = set()

    async def live(self) -> None:
        """Start, work, crash with all that is under way, and so on."""
        rng, mean = self._night.rng, self._night.troubles.life_s
        while True:
            await asyncio.sleep(rng.uniform(0, 2))
            await self._until_crash(rng.expovariate(1 / mean))

    async def _until_crash(self, life_s: float) -> None:
        night = self._night
        commit = night.commit_of(night.records, Bounds(batch=4, waiting=12))
        revocations = Revocations(night.devices, seconds)
        self._receive = Receive(
            terms=TERMS,
            phones=DeviceVerifier(cast().ring, 100),
            revocations=revocations,
            commit=commit,
            devices=night.devices,
            places=night.places,
            receipt_key=cast().receipt_key,
            log_promise=60,
            slots=Slots(),
            now=night.now,
        )
        loops = [asyncio.create_task(commit.run()), asyncio.create_task(_poll(revocations))]
        try:
            await asyncio.sleep(life_s)
        finally:
            self._receive = None
            for task in (*loops, *self._requests):
                task.cancel()
            await asyncio.gather(*loops, *self._requests, return_exceptions=True)

    async def ask(self, envelope: bytes) -> Received:
        """Have a return taken. Raises :class:`Cut` if the process is down, or goes down over it."""
        if self._receive is None:
            raise Cut
        request = asyncio.ensure_future(self._receive(envelope))
        self._requests.add(request)
        request.add_done_callback(self._requests.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([request])
        if request.cancelled() or not request.done():
            raise Cut
        return request.result()


def folder_of(records: MemoryRecords, projections: MemoryProjections, batch: int) -> Folder:
    """The folder of the night's election."""
    return Folder(records, projections, NO_RULES, TERMS.election, TERMS.phase, MemoryPlaces(), batch)


async def _poll(revocations: Revocations) -> None:
    while True:
        await revocations.step()
        await asyncio.sleep(_POLL_S)
