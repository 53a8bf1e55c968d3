"""One process that takes requests: its rooms built, its loops running, its server stopped in order."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from sirekap import profiles
from sirekap.api import Application, Doors
from sirekap.api.kit import Outfit
from sirekap.api.metrics import Metrics
from sirekap.election.identity import ElectionId
from sirekap.election.records import FormEdition
from sirekap.office.enrol import Enrol
from sirekap.office.fold import Folder
from sirekap.office.group_commit import Bounds, GroupCommit
from sirekap.office.intake_terms import Terms
from sirekap.office.look_up import LookUp
from sirekap.office.pace import Pace
from sirekap.office.photo_state import PhotoState
from sirekap.office.ports import CursorMoved, StoreAway
from sirekap.office.receive import Receive
from sirekap.office.registrar import Registrar
from sirekap.office.revocations import Revocations
from sirekap.office.station import StationLookUp
from sirekap.office.take_bytes import TakeBytes
from sirekap.seal.verifier import DeviceVerifier
from sirekap.store.postgres import (
    PostgresAccounts,
    PostgresDesk,
    PostgresDevices,
    PostgresEnrolment,
    PostgresJobs,
    PostgresJournal,
    PostgresLog,
    PostgresLooks,
    PostgresPen,
    PostgresPlaces,
    PostgresProjections,
    PostgresPublished,
    PostgresRecords,
    PostgresSessions,
    PostgresTries,
    PostgresUploads,
    PostgresWordbook,
    export_turn,
    need_current,
    open_intake_pool,
    open_pool,
    publication_turn,
    standing,
)
from sirekap.tiers.rulebook import of_profile
from sirekap.wiring.built_web import built_web
from sirekap.wiring.forms import forms_of
from sirekap.wiring.keys import keys_in
from sirekap.wiring.loop import settle_memory
from sirekap.wiring.photos import asking_on, clock, objects_of, slots_of
from sirekap.wiring.public_log import redeem_on
from sirekap.wiring.served import served_of

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from sirekap.office.ports import (
        Accounts,
        Desk,
        Devices,
        Enrolment,
        Jobs,
        Journal,
        LogIndex,
        Looks,
        Objects,
        Pen,
        Places,
        Projections,
        Published,
        Records,
        Sessions,
        Tries,
        Turn,
        Uploads,
        Wordbook,
    )
    from sirekap.profiles.profile import Profile
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.settings import Settings

_log = logging.getLogger(__name__)
_REVOCATIONS_EVERY_S = 3.0
_FOLD_EVERY_S = 1.0
_LEAST_WAIT_S, _MOST_WAIT_S = 1, 8


async def _unknown() -> Mapping[str, int]:
    """What is in memory is watched by nobody."""
    return {}


async def _always() -> None:
    """What is in memory has the shape of its program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """One of each port."""

    records: Records
    devices: Devices
    places: Places
    projections: Projections
    uploads: Uploads
    jobs: Jobs
    looks: Looks
    objects: Objects
    log: LogIndex
    published: Published
    enrolment: Enrolment
    journal: Journal
    accounts: Accounts
    sessions: Sessions
    tries: Tries
    words: Wordbook
    desk: Desk
    pen: Callable[[], Pen]
    publication: Callable[[], Turn]
    exports: Callable[[], Turn]
    standing: Callable[[], Awaitable[Mapping[str, int]]] = _unknown
    """How far each part of the service is. Raises :class:`StoreAway`."""
    current: Callable[[], Awaitable[None]] = _always
    """Sees that the store has the shape this program knows. Raises :class:`StoreAway`."""


@asynccontextmanager
async def opened(dsn: str, writers: int, objects: Objects) -> AsyncIterator[Store]:
    """The store in PostgreSQL, its photos in ``objects``, its connections closed at the end.

    Raises :class:`StoreAway`.
    """
    intake, pool = await open_intake_pool(dsn, writers), await open_pool(dsn)
    try:
        yield Store(
            records=PostgresRecords(intake, pool),
            devices=PostgresDevices(pool),
            places=PostgresPlaces(pool),
            projections=PostgresProjections(pool),
            uploads=PostgresUploads(pool),
            jobs=PostgresJobs(pool),
            looks=PostgresLooks(pool),
            objects=objects,
            log=PostgresLog(pool),
            published=PostgresPublished(pool),
            enrolment=PostgresEnrolment(pool),
            journal=PostgresJournal(pool),
            accounts=PostgresAccounts(pool),
            sessions=PostgresSessions(pool),
            tries=PostgresTries(pool),
            words=PostgresWordbook(pool),
            desk=PostgresDesk(pool),
            pen=partial(PostgresPen, dsn),
            publication=partial(publication_turn, dsn),
            exports=partial(export_turn, dsn),
            standing=partial(standing, pool),
            current=partial(need_current, pool),
        )
    finally:
        await intake.close()
        await pool.close()


def terms_of(profile: Profile, settings: Settings) -> Terms:
    """On what terms returns are taken for an election."""
    forms = {one.contest: FormEdition(one.form, profile.edition) for one in profile.contests}
    return Terms(
        election=ElectionId(profile.id),
        phase=settings.phase,
        forms=forms,
        opens=settings.opens,
        closes=settings.closes,
    )


def registrar_of(profile: Profile, keys: Keys, settings: Settings) -> Registrar:
    """Who certifies the phones of an election."""
    return Registrar(
        election=ElectionId(profile.id),
        phase=settings.phase,
        enrolment_key=keys.enrolment,
        receipt_key=keys.receipt,
        log_promise=settings.log_promise,
        valid=timedelta(days=settings.certificate_days),
    )


def enrol_on(store: Store, keys: Keys, settings: Settings, pace: Pace) -> Enrol:
    """Who enrols phones on a store."""
    return Enrol(
        enrolment=store.enrolment,
        journal=store.journal,
        registrar=registrar_of(profiles.load(settings.election), keys, settings),
        codes=keys.codes,
        pace=pace,
        now=lambda: datetime.now(UTC),
    )


def application_on(
    store: Store, keys: Keys, settings: Settings, caught_up: Callable[[], Awaitable[None]] | None = None
) -> Application:
    """The application of one process: the office built on a store, its loops living as long as it does.

    ``caught_up`` is how people's acts wait for the fold; by default the fold of another process is watched.
    """
    profile = profiles.load(settings.election)
    metrics = Metrics()
    bounds = Bounds(batch=settings.batch, waiting=settings.waiting)
    commit = GroupCommit(store.records, bounds, metrics)
    metrics.watch(lambda: commit.depth)
    revocations = Revocations(store.devices, time.monotonic)
    phones = DeviceVerifier(keys.ring, settings.phones)
    receive = Receive(
        terms=terms_of(profile, settings),
        phones=phones,
        revocations=revocations,
        commit=commit,
        devices=store.devices,
        places=store.places,
        receipt_key=keys.receipt,
        log_promise=settings.log_promise,
        slots=slots_of(settings),
        now=clock,
    )
    enrol = enrol_on(store, keys, settings, Pace(time.monotonic))
    jitter = random.SystemRandom()

    @asynccontextmanager
    async def life() -> AsyncIterator[None]:
        await revocations.step()
        poll = asyncio.create_task(every(_REVOCATIONS_EVERY_S, revocations.step))
        writers = asyncio.create_task(commit.run())
        try:
            yield
        finally:
            commit.drain()
            await writers
            poll.cancel()

    async def ready() -> None:
        commit.refuse_excess()
        await store.current()
        await store.projections.cursor()

    from sirekap.wiring.people import people_doors  # noqa: PLC0415 -- it builds on this module

    return Application(
        Doors(
            receive=receive,
            enrol=enrol,
            look_up=LookUp(
                store.records, store.projections, of_profile(profile), redeem_on(store, keys, settings)
            ),
            station=StationLookUp(store.places),
            outfit=Outfit(profile, settings.phase, keys.ring.list),
            officer=built_web("officer"),
            form=forms_of(profile),
            row=store.objects.shown,
            ask_photo=asking_on(store, phones, settings),
            take_bytes=TakeBytes(store.uploads, store.objects, clock),
            photo_state=PhotoState(store.uploads, store.objects),
            people=people_doors(store, keys, settings, caught_up),
            site=served_of(settings),
            ready=ready,
            standing=store.standing,
            retry_after=lambda: jitter.randint(_LEAST_WAIT_S, _MOST_WAIT_S),
            metrics=metrics,
            life=life,
            body_patience_s=settings.body_patience,
            forwarded=settings.forwarded,
        )
    )


def folder_on(store: Store, settings: Settings) -> Folder:
    """The folder of an election's records on a store."""
    profile = profiles.load(settings.election)
    return Folder(
        store.records,
        store.projections,
        of_profile(profile),
        ElectionId(profile.id),
        settings.phase,
        store.places,
    )


async def fold_for_ever(store: Store, turn: Turn, settings: Settings) -> None:
    """Fold what comes in, once a second until nothing is left. Waits for as long as another has the turn."""
    folder = folder_on(store, settings)
    settle_memory()

    async def step() -> None:
        try:
            while await turn.take() and await folder.step():
                pass
        except CursorMoved as moved:  # A rebuild, or a folder that lost its turn in the middle of a step.
            _log.warning("the cursor was moved by another: %s", moved)

    try:
        await every(_FOLD_EVERY_S, step)
    finally:
        await turn.lay_down()


async def every(seconds: float, step: Callable[[], Awaitable[object]]) -> None:
    """Do a step again and again; a store that is away for a while is waited for."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await step()
        except StoreAway as away:
            _log.warning("the store is away: %s", away)


class Server(uvicorn.Server):
    """uvicorn, stopped by SIGTERM or SIGINT in order and with exit code 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Have the signals end the serving, and not be raised again after it, as uvicorn would."""
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self.stop)
        try:
            yield
        finally:
            for one in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(one)

    def stop(self) -> None:
        """Take nothing more, answer what is under way, end."""
        self.should_exit = True


async def serve(dsn: str, listening: socket.socket, settings: Settings, ends_with: int | None = None) -> None:
    """Take requests from a listening socket until SIGTERM or SIGINT.

    ``ends_with`` is a file descriptor that becomes readable when this process must end too.
    """
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    async with opened(dsn, Bounds().writers, objects_of(settings)) as store:
        config = uvicorn.Config(
            application_on(store, keys, settings),
            access_log=False,  # It would hold addresses, and cost as much as a signature.
            log_config=None,
            lifespan="on",
            proxy_headers=False,  # Nobody's address is of interest here.
            server_header=False,
            ssl_certfile=settings.cert or None,
            ssl_keyfile=settings.key or None,
            timeout_graceful_shutdown=int(settings.drain_patience),
            timeout_keep_alive=75,
            h11_max_incomplete_event_size=16 * 1024,
        )
        settle_memory()
        server = Server(config)
        if ends_with is not None:
            asyncio.get_running_loop().add_reader(ends_with, server.stop)
        await server.serve(sockets=[listening])
