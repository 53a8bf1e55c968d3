"""Brings a database forward: numbered SQL files, each once, each whole, one migrator at a time.

There is no way back but a restore. ``schema.sql`` is what an empty database is after all of
them; a test holds the two together.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import asyncpg
from asyncpg import exceptions as told

from sirekap.election.refusal import Refusal
from sirekap.office.ports import StoreAway
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL
from sirekap.store.refusals import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOCK = 5391042
"""The advisory lock of migrators. 5391041 is that of ``append_records``."""

_APP = "sirekap_app"
"""The role that the migrations grant to."""

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step forward."""

    number: int
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The hash of its text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """The steps this program knows, in order. Raises :class:`ValueError` when a number is missing."""
    found = files(__package__).joinpath("migrations").iterdir()
    named = ((_FILE.fullmatch(file.name), file) for file in found)
    steps = [Migration(int(name[1]), name[2], file.read_text("utf-8")) for name, file in named if name]
    steps.sort(key=lambda step: step.number)
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        message = "migrations are numbered 1, 2, 3, … without a gap"
        raise ValueError(message)
    return steps


async def migrate(dsn: str, steps: Sequence[Migration] | None = None) -> list[Migration]:
    """Apply what is missing, as the owner of the tables; the answer is what was applied.

    A second migrator waits for the first, then finds nothing to do. Raises
    :class:`Refusal` (D011 to D013), or :class:`sirekap.office.ports.StoreAway`.
    """
    known = list(migrations() if steps is None else steps)
    with told_to_ports():
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)  # Goes with the connection.
            await _need_role(connection)
            await connection.execute(_TABLE)
            if not await connection.fetchval(_SEEN, _APP):
                await connection.execute(f"GRANT SELECT ON migration TO {_APP}")
            applied = await connection.fetch("SELECT number, name, sha256 FROM migration ORDER BY number")
            _compare(applied, known)
            for step in known[len(applied) :]:
                async with connection.transaction():
                    await connection.execute(step.text)
                    await connection.execute(_NOTE, step.number, step.name, step.sha256)
        finally:
            await connection.close()
    return known[len(applied) :]


async def need_current(pool: asyncpg.Pool[asyncpg.Record]) -> None:
    """See that the database has had every migration of this program, and no other.

    While hosts are brought forward one by one, programs of two ages meet one database. Raises
    :class:`StoreAway` when it has not.
    """
    known = len(migrations())
    try:
        with told_to_ports():
            applied = await pool.fetchval(SQL["migrations_applied"])
    except (told.UndefinedTableError, told.InsufficientPrivilegeError):
        applied = 0  # Never brought forward, or last by a program that did not show it.
    if applied != known:
        message = f"the database has had {applied} migrations and this program knows {known}"
        raise StoreAway(message)


_TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    number     integer     NOT NULL CONSTRAINT migration_number PRIMARY KEY,
    name       text        NOT NULL,
    sha256     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""
_SEEN = "SELECT has_table_privilege($1, 'migration', 'SELECT')"
_NOTE = "INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)"


async def _need_role(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", _APP):
        raise Refusal(Code.NO_ROLE, {"role": _APP})


def _compare(applied: Sequence[asyncpg.Record], known: Sequence[Migration]) -> None:
    """Refuse a database that is not an earlier state of what this program knows."""
    if len(applied) > len(known):
        last = applied[-1]
        facts = {"number": last["number"], "name": last["name"], "known": len(known)}
        raise Refusal(Code.DATABASE_NEWER, facts)
    for row, step in zip(applied, known, strict=False):
        if row["sha256"] != step.sha256:
            raise Refusal(Code.MIGRATION_CHANGED, {"number": step.number, "name": row["name"]})
