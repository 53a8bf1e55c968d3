"""The ports, each fulfilled by the twin in memory and by PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sirekap.store.memory import MemoryDevices, MemoryJournal, MemoryPlaces, MemoryProjections, MemoryRecords
from sirekap.store.postgres import (
    PostgresDevices,
    PostgresJournal,
    PostgresPlaces,
    PostgresProjections,
    PostgresRecords,
    open_intake_pool,
    open_pool,
)

if TYPE_CHECKING:
    from sirekap.office.ports import Devices, Journal, Places, Projections, Records


@dataclass(frozen=True)
class Store:
    """One of each."""

    records: Records
    devices: Devices
    places: Places
    projections: Projections
    journal: Journal


@pytest.fixture(params=["memory", "system", "wheel"])
def store(request, runner, empty_database):
    """An empty store: in memory, and on PostgreSQL of the system and of a wheel."""
    if request.param == "memory":
        yield Store(MemoryRecords(), MemoryDevices(), MemoryPlaces(), MemoryProjections(), MemoryJournal())
        return
    database = empty_database(request.param)
    intake = runner.run(open_intake_pool(database.app))
    pool = runner.run(open_pool(database.app))
    yield Store(
        PostgresRecords(intake, pool),
        PostgresDevices(pool),
        PostgresPlaces(pool),
        PostgresProjections(pool),
        PostgresJournal(pool),
    )
    runner.run(intake.close())
    runner.run(pool.close())
