"""Migrations: forward, once, one migrator at a time; and what they come to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib.resources import files
from itertools import count

import asyncpg
import pytest

from sirekap.election.refusal import Refusal
from sirekap.store.embedded import OWNER, SUPERUSER
from sirekap.store.postgres.forward import Migration, migrate, migrations
from sirekap.store.refusals import Code

NUMBERS = count(1)
STEPS = [
    Migration(1, "one", "CREATE TABLE one (n int)"),
    Migration(2, "two", "CREATE TABLE two (n int)"),
]


@pytest.fixture(params=["system", "wheel"])
def bare(request, postgres, runner):
    """Makes databases without a table; gives each one's address for the owner."""
    server = postgres(request.param)
    made = []

    def make():
        made.append(f"bare_{next(NUMBERS)}")
        runner.run(execute(server.dsn(SUPERUSER, "postgres"), f"CREATE DATABASE {made[-1]} OWNER {OWNER}"))
        return server.dsn(OWNER, made[-1])

    yield make
    for name in made:
        runner.run(execute(server.dsn(SUPERUSER, "postgres"), f"DROP DATABASE {name} WITH (FORCE)"))


async def execute(dsn, statements):
    """Run statements."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def rows(dsn, question):
    """The rows of a question, as lists."""
    connection = await asyncpg.connect(dsn)
    try:
        return [list(row.values()) for row in await connection.fetch(question)]
    finally:
        await connection.close()


CATALOGUE = {
    "columns": """
        SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               a.attstorage, pg_get_expr(d.adbin, d.adrelid), a.attidentity, l.collname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY 1, 2""",
    "relations": """
        SELECT relname, relkind, reloptions, relacl::text, relowner::regrole::text
        FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid), proacl::text, proowner::regrole::text
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1""",
    "cursor": "SELECT * FROM fold_cursor",
}


def test_schema_is_the_sum_of_the_migrations(bare, runner):
    """``schema.sql`` and the migrations make the same catalogue, to the last grant."""
    migrated, described = bare(), bare()
    runner.run(migrate(migrated))
    runner.run(execute(migrated, "DROP TABLE migration"))
    runner.run(execute(described, files("sirekap.store.postgres").joinpath("schema.sql").read_text()))

    for part, question in CATALOGUE.items():
        sum_of_steps = runner.run(rows(migrated, question))
        assert sum_of_steps, part
        assert runner.run(rows(described, question)) == sum_of_steps, part


def test_migrating_again_does_nothing(bare, runner):
    """The first run applies every step in order, the second none."""
    dsn = bare()

    assert runner.run(migrate(dsn)) == migrations()
    assert runner.run(migrate(dsn)) == []


def test_a_later_program_brings_an_earlier_database_forward(bare, runner):
    """Only what is missing is applied."""
    dsn = bare()

    assert runner.run(migrate(dsn, STEPS[:1])) == STEPS[:1]
    assert runner.run(migrate(dsn, STEPS)) == STEPS[1:]
    assert runner.run(rows(dsn, "SELECT number, name FROM migration ORDER BY number")) == [
        [1, "one"],
        [2, "two"],
    ]


def test_two_migrators_at_once(bare, runner):
    """Five start together: one applies the steps, the others wait and find nothing to do."""
    dsn = bare()

    async def together():
        return await asyncio.gather(*(migrate(dsn) for _ in range(5)))

    applied = runner.run(together())

    assert sorted(len(one) for one in applied) == [0, 0, 0, 0, len(migrations())]


def test_a_step_that_fails_leaves_nothing(bare, runner):
    """A bad step is not applied in part, the steps before it stay, and it can be mended."""
    dsn = bare()
    bad = [STEPS[0], replace(STEPS[1], text="CREATE TABLE two (n int); CREATE TABLE one (n int)")]

    with pytest.raises(asyncpg.DuplicateTableError):
        runner.run(migrate(dsn, bad))

    assert runner.run(rows(dsn, "SELECT to_regclass('two')::text, to_regclass('one')::text")) == [
        [None, "one"]
    ]
    assert runner.run(migrate(dsn, STEPS)) == STEPS[1:]


def test_d011_a_newer_database_is_refused(bare, runner):
    """A program that knows one step does not touch a database that has had two."""
    dsn = bare()
    runner.run(migrate(dsn, STEPS))

    with pytest.raises(Refusal, match=f"^{Code.DATABASE_NEWER.value}$") as refused:
        runner.run(migrate(dsn, STEPS[:1]))

    assert refused.value.facts == {"number": 2, "name": "two", "known": 1}


def test_d012_an_edited_migration_is_refused(bare, runner):
    """A step that was applied with another text."""
    dsn = bare()
    runner.run(migrate(dsn, STEPS[:1]))

    with pytest.raises(Refusal, match=f"^{Code.MIGRATION_CHANGED.value}$") as refused:
        runner.run(migrate(dsn, [replace(STEPS[0], text="CREATE TABLE one (n bigint)"), STEPS[1]]))

    assert refused.value.facts == {"number": 1, "name": "one"}


def test_d013_a_server_without_the_role_is_refused(bare, runner, monkeypatch):
    """Without the role that works with the tables, nothing is made."""
    dsn = bare()
    monkeypatch.setattr("sirekap.store.postgres.forward._APP", "no_such_role")

    with pytest.raises(Refusal, match=f"^{Code.NO_ROLE.value}$"):
        runner.run(migrate(dsn))

    assert runner.run(rows(dsn, "SELECT to_regclass('migration')::text")) == [[None]]
