"""How far the site is published, in PostgreSQL."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from sirekap.election.identity import SaltedHash
from sirekap.office.ports import CursorMoved, Stand, ToldWords
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL
from sirekap.store.postgres.records import stored_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asyncpg import Pool, Record

    from sirekap.office.ports import Stored


class PostgresPublished:
    """Fulfils :class:`sirekap.office.ports.Published`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def stands(self) -> dict[str, Stand]:
        """How far the parts are."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["published"])
        return {row["part"]: Stand(row["position"], row["target"], row["reached"]) for row in rows}

    async def put(self, part: str, before: Stand, after: Stand) -> None:
        """Tell that a part has come further."""
        stands = (*astuple(after), *astuple(before))
        with told_to_ports():
            done = await self._pool.fetchval(SQL["put_published"], part, *stands)
        if done is None:
            message = f"{part} is not where it was: another publisher is at work, or all is written anew"
            raise CursorMoved(message)

    async def anew(self) -> None:
        """Have every part written whole again."""
        with told_to_ports():
            await self._pool.execute(SQL["publish_anew"])

    async def tell(self, words: Iterable[ToldWords]) -> None:
        """Note in which villages words will stand."""
        await self._note("tell_words", words)

    async def withdrawn(self, limit: int) -> list[ToldWords]:
        """Where words stand that were withdrawn."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["words_withdrawn"], limit)
        return [ToldWords(SaltedHash(row["name"].hex()), row["contest"], row["region"]) for row in rows]

    async def untell(self, words: Iterable[ToldWords]) -> None:
        """Note that words stand there no more."""
        await self._note("untell_words", words)

    async def last_pause(self) -> Stored | None:
        """The last record about a pause."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["last_pause"])
        return None if row is None else stored_of(row)

    async def _note(self, statement: str, words: Iterable[ToldWords]) -> None:
        given = list(words)
        if not given:
            return
        with told_to_ports():
            await self._pool.execute(
                SQL[statement],
                [octets(one.name) for one in given],
                [one.contest for one in given],
                [one.region for one in given],
            )
