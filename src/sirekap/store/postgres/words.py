"""Words in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.identity import SaltedHash
from sirekap.office.ports import Words
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from asyncpg import Pool, Record


class PostgresWordbook:
    """Fulfils :class:`sirekap.office.ports.Wordbook`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def keep(self, name: SaltedHash, words: Words) -> None:
        """Keep words under their hash."""
        with told_to_ports():
            await self._pool.execute(SQL["keep_words"], octets(name), words.salt, words.text)

    async def read(self, names: Iterable[SaltedHash]) -> Mapping[SaltedHash, Words]:
        """The words of these hashes."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["words"], [octets(name) for name in names])
        return {SaltedHash(row["name"].hex()): Words(row["salt"], row["words"]) for row in rows}

    async def withdraw(self, name: SaltedHash) -> None:
        """Forget words for good."""
        with told_to_ports():
            await self._pool.execute(SQL["withdraw_words"], octets(name))
