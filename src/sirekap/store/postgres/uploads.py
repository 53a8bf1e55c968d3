"""Photos on their way and photos that are safe, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.identity import PhotoHash, RecordId
from sirekap.office.ports import Upload, Way
from sirekap.office.ports.jobs import FIRST, VERIFY
from sirekap.store.postgres.faults import told_to_ports
from sirekap.store.postgres.octets import octets
from sirekap.store.postgres.queries import SQL

if TYPE_CHECKING:
    from collections.abc import Collection

    from asyncpg import Pool, Record


class PostgresUploads:
    """Fulfils :class:`sirekap.office.ports.Uploads`."""

    def __init__(self, pool: Pool[Record]) -> None:
        self._pool = pool

    async def open(self, upload: Upload) -> Upload:
        """Begin an upload, or go on with the one under way."""
        record, sha256 = octets(upload.record), octets(upload.sha256)
        announced = upload.size, upload.type, record, upload.contest, upload.issued, upload.expires
        with told_to_ports():
            async with self._pool.acquire() as connection:
                await connection.execute(SQL["expire_older"], record, sha256, upload.issued)
                await connection.execute(SQL["open_upload"], upload.token, sha256, *announced)
                row = await connection.fetchrow(SQL["upload_under_way"], record, sha256)
        return upload if row is None else _upload(row)

    async def by_token(self, token: str) -> Upload | None:
        """One upload."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["upload_by_token"], token)
        return None if row is None else _upload(row)

    async def of_photo(self, sha256: PhotoHash) -> Upload | None:
        """The upload of a photo that was begun last."""
        with told_to_ports():
            row = await self._pool.fetchrow(SQL["upload_of_photo"], octets(sha256))
        return None if row is None else _upload(row)

    async def whole(self, token: str) -> bool:
        """Take an open upload as whole and have it verified."""
        with told_to_ports():
            return bool(await self._pool.fetchval(SQL["whole_upload"], token, VERIFY, FIRST))

    async def settle(self, token: str, refusal: str | None) -> None:
        """Note what came of a whole upload."""
        with told_to_ports():
            await self._pool.execute(SQL["settle_upload"], token, refusal)

    async def expire(self, token: str) -> bool:
        """Close an open upload."""
        with told_to_ports():
            return await self._pool.fetchval(SQL["expire_upload"], token) is not None

    async def all_safe(self, after: str, limit: int) -> list[PhotoHash]:
        """A page of the photos that are safe."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["all_safe_photos"], bytes.fromhex(after), limit)
        return [PhotoHash(row["sha256"].hex()) for row in rows]

    async def safe(self, photos: Collection[PhotoHash]) -> set[PhotoHash]:
        """Which of these photos are safe."""
        with told_to_ports():
            rows = await self._pool.fetch(SQL["safe_photos"], [octets(one) for one in photos])
        return {PhotoHash(row["sha256"].hex()) for row in rows}


def _upload(row: Record) -> Upload:
    """A row as the ports know it."""
    return Upload(
        token=row["token"],
        sha256=PhotoHash(row["sha256"].hex()),
        size=row["size"],
        type=row["type"],
        record=RecordId(row["record"].hex()),
        contest=row["contest"],
        issued=row["issued"],
        expires=row["expires"],
        way=Way(row["way"]),
        refusal=row["refusal"],
    )
