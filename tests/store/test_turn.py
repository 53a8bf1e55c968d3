"""A turn goes to one at a time, and to the next when its holder's session ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

from sirekap.office.ports import StoreAway
from sirekap.store.postgres import (
    PostgresJournal,
    fold_turn,
    migrate,
    need_current,
    open_pool,
    publication_turn,
)


@pytest.fixture
def here(empty_database):
    """An empty database."""
    return empty_database("system")


@pytest.fixture
def turns(here, runner):
    """Makes turns on one database; they are laid down at the end."""
    made = []

    def turn():
        made.append(fold_turn(here.app))
        return made[-1]

    yield turn
    for one in made:
        runner.run(one.lay_down())


async def taken(turn):
    """Take it as soon as the database has noticed that the other session ended."""
    async with asyncio.timeout(30):
        while not await turn.take():
            await asyncio.sleep(0.01)


async def test_one_of_two_has_the_turn_until_it_lays_it_down(turns):
    """The second is refused, again and again; after the first is done it is its turn."""
    first, second = turns(), turns()

    assert [await first.take(), await second.take(), await first.take()] == [True, False, True]
    await first.lay_down()
    await taken(second)
    assert not await first.take()


async def test_a_holder_whose_session_is_ended_has_lost_it(turns, here):
    """Ended by the database, as after a dead line: the holder learns it at its next step, another goes on."""
    first, second = turns(), turns()
    await first.take()
    number = first.session.get_server_pid()
    connection = await asyncpg.connect(here.app)
    await connection.fetchval("SELECT pg_terminate_backend($1)", number)
    await connection.close()

    await taken(second)
    with pytest.raises(StoreAway):
        await first.take()
    assert not await first.take()


async def test_a_database_of_another_age_is_not_current(here):
    """One migration fewer or more than this program knows: told as a store that is away."""
    pool = await open_pool(here.app, 1)
    owner = await asyncpg.connect(here.owner)
    await migrate(here.owner)
    try:
        await need_current(pool)
        await owner.execute("INSERT INTO migration (number, name, sha256) VALUES (9999, 'later', '')")
        with pytest.raises(StoreAway, match="migrations"):
            await need_current(pool)
    finally:
        await owner.execute("DELETE FROM migration WHERE number = 9999")
        await owner.close()
        await pool.close()


async def test_the_journal_is_written_while_folder_and_publisher_have_their_turns(here, turns):
    """Each lock has a number of its own: none waits for another's."""
    publishing = publication_turn(here.app)
    assert [await turns().take(), await publishing.take()] == [True, True]
    pool = await open_pool(here.app)

    async with asyncio.timeout(30):
        noted = await PostgresJournal(pool).note("login", datetime(2024, 2, 14, tzinfo=UTC), {})

    assert noted.position == 1
    await pool.close()
    await publishing.lay_down()
