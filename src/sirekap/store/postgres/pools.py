"""Connections: one pool for the intake, one for everything else."""

from __future__ import annotations

import asyncpg

from sirekap.store.postgres.faults import told_to_ports

_SESSION = {
    "application_name": "sirekap",
    # append_records() must see in each of its statements what was committed before it.
    "default_transaction_isolation": "read committed",
    # A process that stops in the middle of a transaction may not keep its locks.
    "idle_in_transaction_session_timeout": "10s",
    "statement_timeout": "60s",
    # Compiling a statement costs more than any of ours takes to run.
    "jit": "off",
}
_INTAKE = {**_SESSION, "application_name": "sirekap intake", "statement_timeout": "10s"}


async def open_pool(dsn: str, size: int = 8) -> asyncpg.Pool[asyncpg.Record]:
    """The pool for all but the intake; each connection is reset when it comes back."""
    with told_to_ports():
        return await asyncpg.create_pool(dsn, min_size=1, max_size=size, server_settings=_SESSION)


async def open_intake_pool(dsn: str, writers: int = 2) -> asyncpg.Pool[asyncpg.Record]:
    """The intake's pool, with a connection for each writer.

    Its connections come back as they are: resetting them is a second round trip for every
    batch. That is safe for single statements, which leave no session state, and nothing
    else may use this pool.
    """
    with told_to_ports():
        return await asyncpg.create_pool(
            dsn, min_size=writers, max_size=writers, reset=_leave, server_settings=_INTAKE
        )


async def _leave(_: asyncpg.Connection[asyncpg.Record]) -> None:
    """Reset nothing."""
