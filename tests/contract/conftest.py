"""The ports, each fulfilled by the twin in memory and by PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sirekap.store.memory import (
    MemoryAccounts,
    MemoryDesk,
    MemoryDevices,
    MemoryEnrolment,
    MemoryJobs,
    MemoryJournal,
    MemoryLog,
    MemoryLooks,
    MemoryPen,
    MemoryPlaces,
    MemoryProjections,
    MemoryPublished,
    MemoryRecords,
    MemorySessions,
    MemoryTries,
    MemoryUploads,
    MemoryWordbook,
)
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
    open_intake_pool,
    open_pool,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.office.ports import (
        Accounts,
        Desk,
        Devices,
        Enrolment,
        Jobs,
        Journal,
        LogIndex,
        Looks,
        Pen,
        Places,
        Projections,
        Published,
        Records,
        Sessions,
        Tries,
        Uploads,
        Wordbook,
    )


@dataclass(frozen=True, kw_only=True)
class Store:
    """One of each; of the pens, which are several sequencers' hands for one log, as many as are asked for."""

    records: Records
    devices: Devices
    places: Places
    projections: Projections
    published: Published
    uploads: Uploads
    jobs: Jobs
    looks: Looks
    journal: Journal
    log: LogIndex
    pen: Callable[[], Pen]
    enrolment: Enrolment
    words: Wordbook
    desk: Desk
    accounts: Accounts
    sessions: Sessions
    tries: Tries


@pytest.fixture(params=["memory", "system", "wheel"])
def store(request, runner, empty_database):
    """An empty store: in memory, and on PostgreSQL of the system and of a wheel."""
    if request.param == "memory":
        records, devices, places = MemoryRecords(), MemoryDevices(), MemoryPlaces()
        jobs, words = MemoryJobs(), MemoryWordbook()
        log = MemoryLog(records)
        yield Store(
            records=records,
            devices=devices,
            places=places,
            projections=MemoryProjections(),
            published=MemoryPublished(records, words),
            journal=MemoryJournal(),
            log=log,
            pen=lambda: MemoryPen(log),
            enrolment=MemoryEnrolment(records, devices, places),
            words=words,
            desk=MemoryDesk(),
            accounts=MemoryAccounts(),
            sessions=MemorySessions(),
            tries=MemoryTries(),
            uploads=MemoryUploads(jobs),
            jobs=jobs,
            looks=MemoryLooks(),
        )
        return
    database = empty_database(request.param)
    intake = runner.run(open_intake_pool(database.app))
    pool = runner.run(open_pool(database.app))
    pens = []

    def pen():
        pens.append(PostgresPen(database.app))
        return pens[-1]

    yield Store(
        records=PostgresRecords(intake, pool),
        devices=PostgresDevices(pool),
        places=PostgresPlaces(pool),
        projections=PostgresProjections(pool),
        published=PostgresPublished(pool),
        journal=PostgresJournal(pool),
        log=PostgresLog(pool),
        pen=pen,
        enrolment=PostgresEnrolment(pool),
        words=PostgresWordbook(pool),
        desk=PostgresDesk(pool),
        accounts=PostgresAccounts(pool),
        sessions=PostgresSessions(pool),
        tries=PostgresTries(pool),
        uploads=PostgresUploads(pool),
        jobs=PostgresJobs(pool),
        looks=PostgresLooks(pool),
    )
    for one in pens:
        runner.run(one.lay_down())
    runner.run(intake.close())
    runner.run(pool.close())
