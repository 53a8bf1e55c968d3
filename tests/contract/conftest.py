"""The ports, each fulfilled by the twin in memory and by PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sirekap.store.memory import (
    MemoryDevices,
    MemoryJournal,
    MemoryLog,
    MemoryPen,
    MemoryPlaces,
    MemoryProjections,
    MemoryRecords,
)
from sirekap.store.postgres import (
    PostgresDevices,
    PostgresJournal,
    PostgresLog,
    PostgresPen,
    PostgresPlaces,
    PostgresProjections,
    PostgresRecords,
    open_intake_pool,
    open_pool,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.office.ports import Devices, Journal, LogIndex, Pen, Places, Projections, Records


@dataclass(frozen=True)
class Store:
    """One of each; of the pens, which are several sequencers' hands for one log, as many as are asked for."""

    records: Records
    devices: Devices
    places: Places
    projections: Projections
    journal: Journal
    log: LogIndex
    pen: Callable[[], Pen]


@pytest.fixture(params=["memory", "system", "wheel"])
def store(request, runner, empty_database):
    """An empty store: in memory, and on PostgreSQL of the system and of a wheel."""
    if request.param == "memory":
        records = MemoryRecords()
        log = MemoryLog(records)
        yield Store(
            records,
            MemoryDevices(),
            MemoryPlaces(),
            MemoryProjections(),
            MemoryJournal(),
            log,
            lambda: MemoryPen(log),
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
        PostgresRecords(intake, pool),
        PostgresDevices(pool),
        PostgresPlaces(pool),
        PostgresProjections(pool),
        PostgresJournal(pool),
        PostgresLog(pool),
        pen,
    )
    for one in pens:
        runner.run(one.lay_down())
    runner.run(intake.close())
    runner.run(pool.close())
