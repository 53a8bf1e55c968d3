"""A turn in PostgreSQL: an advisory lock, held by a session of its own."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import asyncpg

from sirekap.office.ports import StoreAway
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from asyncpg import Connection, Record

_SESSION = {
    "statement_timeout": "10s",
    "jit": "off",
    # A machine that vanishes says no goodbye: its session, and the lock with it, ends after 4 s.
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "4000",
}
_PATIENCE_S = 5.0


class PostgresTurn:
    """Fulfils :class:`sirekap.office.ports.Turn`; ``taking`` names the statement that takes the lock."""

    def __init__(self, dsn: str, taking: str, name: str) -> None:
        self._dsn = dsn
        self._taking = taking
        self._name = name
        self._session: Connection[Record] | None = None
        self._here = False

    @property
    def session(self) -> Connection[Record] | None:
        """The session that holds the lock; ``None`` while the turn is not here."""
        return self._session if self._here else None

    async def take(self) -> bool:
        """Whether the lock is held, by a session that still answers."""
        try:
            with told_to_ports():
                if self._session is None:
                    # Who has the turn is to be seen in pg_stat_activity. A name there has 63 bytes.
                    who = f"{self._name} {os.getpid()} {socket.gethostname()}"[:63]
                    named = {**_SESSION, "application_name": who}
                    self._session = await asyncpg.connect(
                        self._dsn, timeout=_PATIENCE_S, server_settings=named
                    )
                if self._here:  # A lock taken twice would have to be given back twice.
                    await self._session.fetchval(SQL["still_here"], timeout=_PATIENCE_S)
                else:
                    self._here = await self._session.fetchval(SQL[self._taking], timeout=_PATIENCE_S)
        except StoreAway:
            self.drop()
            raise
        return self._here

    async def lay_down(self) -> None:
        """End the session, and the lock with it."""
        self.drop()

    def drop(self) -> None:
        """Cut the session: whatever is under way in it comes to nothing or stands already."""
        if self._session is not None:
            self._session.terminate()
        self._session, self._here = None, False


def publication_turn(dsn: str) -> PostgresTurn:
    """The publisher's turn."""
    return PostgresTurn(dsn, "take_publication", "sirekap publisher")


def export_turn(dsn: str) -> PostgresTurn:
    """The exporter's turn."""
    return PostgresTurn(dsn, "take_export", "sirekap exporter")


def fold_turn(dsn: str) -> PostgresTurn:
    """The folder's turn."""
    return PostgresTurn(dsn, "take_fold", "sirekap folder")
