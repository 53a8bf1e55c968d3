"""Elections told as scripts, on the store in memory and on PostgreSQL."""

from __future__ import annotations

import pytest
from tests.acceptance.world import World

from sirekap.store.memory import (
    MemoryDesk,
    MemoryPlaces,
    MemoryProjections,
    MemoryRecords,
    MemoryWordbook,
)
from sirekap.store.postgres import (
    PostgresDesk,
    PostgresPlaces,
    PostgresProjections,
    PostgresRecords,
    PostgresWordbook,
    open_intake_pool,
    open_pool,
)


@pytest.fixture(params=["memory", "system"])
def world(request, runner, empty_database):
    """An election with two provinces, set up and empty."""
    if request.param == "memory":
        made = World(MemoryRecords(), MemoryPlaces(), MemoryProjections(), MemoryWordbook(), MemoryDesk())
        runner.run(made.set_up())
        yield made
        return
    database = empty_database(request.param)
    intake = runner.run(open_intake_pool(database.app))
    pool = runner.run(open_pool(database.app))
    made = World(
        PostgresRecords(intake, pool),
        PostgresPlaces(pool),
        PostgresProjections(pool),
        PostgresWordbook(pool),
        PostgresDesk(pool),
    )
    runner.run(made.set_up())
    yield made
    runner.run(intake.close())
    runner.run(pool.close())
