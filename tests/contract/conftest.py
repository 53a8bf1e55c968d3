"""The ports, each fulfilled by the twin in memory and by PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sirekap.store.memory import (
    MemoryDesk,
    MemoryDevices,
    MemoryEnrolment,
    MemoryJournal,
    MemoryPlaces,
    MemoryProjections,
    MemoryRecords,
    MemoryWordbook,
)
from sirekap.store.postgres import (
    PostgresDesk,
    PostgresDevices,
    PostgresEnrolment,
    PostgresJournal,
    PostgresPlaces,
    PostgresProjections,
    PostgresRecords,
    PostgresWordbook,
    open_intake_pool,
    open_pool,
)

if TYPE_CHECKING:
    from sirekap.office.ports import (
        Desk,
        Devices,
        Enrolment,
        Journal,
        Places,
        Projections,
        Records,
        Wordbook,
    )


@dataclass(frozen=True, kw_only=True)
class Store:
    """One of each."""

    records: Records
    devices: Devices
    places: Places
    projections: Projections
    journal: Journal
    enrolment: Enrolment
    words: Wordbook
    desk: Desk


@pytest.fixture(params=["memory", "system", "wheel"])
def store(request, runner, empty_database):
    """An empty store: in memory, and on PostgreSQL of the system and of a wheel."""
    if request.param == "memory":
        records, devices, places = MemoryRecords(), MemoryDevices(), MemoryPlaces()
        yield Store(
            records=records,
            devices=devices,
            places=places,
            projections=MemoryProjections(),
            journal=MemoryJournal(),
            enrolment=MemoryEnrolment(records, devices, places),
            words=MemoryWordbook(),
            desk=MemoryDesk(),
        )
        return
    database = empty_database(request.param)
    intake = runner.run(open_intake_pool(database.app))
    pool = runner.run(open_pool(database.app))
    yield Store(
        records=PostgresRecords(intake, pool),
        devices=PostgresDevices(pool),
        places=PostgresPlaces(pool),
        projections=PostgresProjections(pool),
        journal=PostgresJournal(pool),
        enrolment=PostgresEnrolment(pool),
        words=PostgresWordbook(pool),
        desk=PostgresDesk(pool),
    )
    runner.run(intake.close())
    runner.run(pool.close())
